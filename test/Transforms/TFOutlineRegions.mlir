// RUN: sm-opt %s --tf-outline-regions | FileCheck %s
// RUN: sm-opt %s --tf-outline-regions=views | FileCheck %s --check-prefix=VIEWS

// What can be compiled goes into one region; the rest stays.
// CHECK-LABEL: func.func private @dense_region(
// CHECK-SAME: %[[A:.*]]: tensor<2x4xf32>) -> tensor<2x3xf32> attributes {tf.region}
// CHECK: %[[W:.*]] = tf.Const
// CHECK: %[[M:.*]] = tf.MatMul %[[A]], %[[W]]
// CHECK: %[[R:.*]] = tf.Relu %[[M]]
// CHECK: return %[[R]]
// CHECK-LABEL: func.func @dense(
// CHECK-NEXT: %[[C:.*]] = call @dense_region(%arg0)
// CHECK: return %[[C]]
func.func @dense(%x: tensor<2x4xf32>) -> tensor<2x3xf32> {
  %w = tf.Const dense<1.0> : tensor<4x3xf32>
  %0 = tf.MatMul %x, %w : (tensor<2x4xf32>, tensor<4x3xf32>) -> tensor<2x3xf32>
  %1 = tf.Relu %0 : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// An op between two regions that only kernels can run: two regions, in order.
// CHECK-LABEL: func.func private @between_region(
// CHECK: tf.Relu
// CHECK-LABEL: func.func private @between_region_0(
// CHECK: tf.Neg
// CHECK-LABEL: func.func @between(
// CHECK: %[[A:.*]] = call @between_region(%arg0)
// CHECK: %[[B:.*]] = tf.opaque "Custom"(%[[A]])
// CHECK: call @between_region_0(%[[B]], %[[A]])
func.func @between(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tf.Relu %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = tf.opaque "Custom"(%0) {node_attrs = {}} : (tensor<4xf32>) -> tensor<4xf32>
  %2 = tf.Neg %1 : (tensor<4xf32>) -> tensor<4xf32>
  %3 = tf.AddV2 %2, %0 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %3 : tensor<4xf32>
}

// Ops of one level that do not depend on each other share a region, although an
// op for kernels stands between them in the text.
// CHECK-LABEL: func.func private @level_region(
// CHECK: tf.Relu
// CHECK: tf.Neg
// CHECK-LABEL: func.func @level(
// CHECK-NEXT: %[[R:.*]]:2 = call @level_region(%arg0)
// CHECK-NEXT: tf.opaque "Custom"(%[[R]]#0)
func.func @level(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0 = tf.Relu %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = tf.opaque "Custom"(%0) {node_attrs = {}} : (tensor<4xf32>) -> tensor<4xf32>
  %2 = tf.Neg %x : (tensor<4xf32>) -> tensor<4xf32>
  return %1, %2 : tensor<4xf32>, tensor<4xf32>
}

// Unknown dimensions, other types, and what only renames are left.
// CHECK-LABEL: func.func @unknown(
// CHECK-NEXT: tf.Relu
func.func @unknown(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = tf.Relu %x : (tensor<?xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
// CHECK-LABEL: func.func @half(
// CHECK-NEXT: tf.Relu
func.func @half(%x: tensor<4xf16>) -> tensor<4xf16> {
  %0 = tf.Relu %x : (tensor<4xf16>) -> tensor<4xf16>
  return %0 : tensor<4xf16>
}
// CHECK-LABEL: func.func @view(
// CHECK: tf.Reshape
func.func @view(%x: tensor<4xf32>) -> tensor<2x2xf32> {
  %s = tf.Const dense<2> : tensor<2xi32>
  %0 = tf.Reshape %x, %s : (tensor<4xf32>, tensor<2xi32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}
// VIEWS-LABEL: func.func private @view_region(
// VIEWS: tf.Reshape
// VIEWS-LABEL: func.func @view(
// VIEWS-NEXT: call @view_region

// A shape or a list of dimensions may be empty: it is read when code is made.
// CHECK-LABEL: func.func private @to_scalar_region(
// CHECK: tf.Relu
// CHECK: tf.Reshape
// CHECK: tf.Sum
// CHECK: tf.Neg
// CHECK-LABEL: func.func @to_scalar(
// CHECK-NEXT: call @to_scalar_region
// CHECK-NEXT: return
func.func @to_scalar(%x: tensor<1x1xf32>) -> tensor<f32> {
  %none = tf.Const dense<> : tensor<0xi32>
  %0 = tf.Relu %x : (tensor<1x1xf32>) -> tensor<1x1xf32>
  %1 = tf.Reshape %0, %none : (tensor<1x1xf32>, tensor<0xi32>) -> tensor<f32>
  %2 = tf.Sum %1, %none : (tensor<f32>, tensor<0xi32>) -> tensor<f32>
  %3 = tf.Neg %2 : (tensor<f32>) -> tensor<f32>
  return %3 : tensor<f32>
}

// Other tensors without elements are no matter for code, known or not.
// CHECK-LABEL: func.func @empty(
// CHECK-NEXT: tf.Const
// CHECK-NEXT: tf.ConcatV2
// CHECK-NEXT: tf.Relu
func.func @empty(%x: tensor<2x3xf32>, %y: tensor<0x3xf32>) -> (tensor<2x3xf32>, tensor<0x3xf32>) {
  %axis = tf.Const dense<0> : tensor<i32>
  %0 = tf.ConcatV2 %x, %y, %axis : (tensor<2x3xf32>, tensor<0x3xf32>, tensor<i32>) -> tensor<2x3xf32>
  %1 = tf.Relu %y : (tensor<0x3xf32>) -> tensor<0x3xf32>
  return %0, %1 : tensor<2x3xf32>, tensor<0x3xf32>
}

// Images come as bytes.
// CHECK-LABEL: func.func private @image_region(
// CHECK-SAME: tensor<1x4x4x3xui8>
// CHECK: tf.Cast
// CHECK: tf.Mul
// CHECK-LABEL: func.func @image(
// CHECK-NEXT: call @image_region
func.func @image(%x: tensor<1x4x4x3xui8>) -> tensor<1x4x4x3xf32> {
  %scale = tf.Const dense<0.5> : tensor<f32>
  %0 = tf.Cast %x : (tensor<1x4x4x3xui8>) -> tensor<1x4x4x3xf32>
  %1 = tf.Mul %0, %scale : (tensor<1x4x4x3xf32>, tensor<f32>) -> tensor<1x4x4x3xf32>
  return %1 : tensor<1x4x4x3xf32>
}
