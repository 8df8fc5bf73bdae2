// Softmax as a composite: one decomposition for each type, in the symbol table
// of its users, under a name that is free.
// RUN: sm-opt %s --convert-tf-to-stablehlo=composites=true | FileCheck %s

// CHECK-LABEL: func.func @twice(
// CHECK-NEXT: %[[A:.*]] = stablehlo.composite "sm.softmax" %arg0 {composite_attributes = {axis = -1 : i64}, decomposition = @sm.softmax.impl_1} : (tensor<2x10xf32>) -> tensor<2x10xf32>
// CHECK-NEXT: %[[B:.*]] = stablehlo.composite "sm.softmax" %[[A]] {composite_attributes = {axis = -1 : i64}, decomposition = @sm.softmax.impl_1} : (tensor<2x10xf32>) -> tensor<2x10xf32>
// CHECK-NEXT: %[[C:.*]] = stablehlo.composite "sm.softmax" %arg1 {composite_attributes = {axis = -1 : i64}, decomposition = @sm.softmax.impl_2} : (tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[D:.*]] = stablehlo.composite "sm.log_softmax" %[[B]] {composite_attributes = {axis = -1 : i64}, decomposition = @sm.log_softmax.impl} : (tensor<2x10xf32>) -> tensor<2x10xf32>
// CHECK-NEXT: return %[[D]], %[[C]]
func.func @twice(%x: tensor<2x10xf32>, %y: tensor<4xf32>) -> (tensor<2x10xf32>, tensor<4xf32>) {
  %0 = tf.Softmax %x : (tensor<2x10xf32>) -> tensor<2x10xf32>
  %1 = tf.Softmax %0 : (tensor<2x10xf32>) -> tensor<2x10xf32>
  %2 = tf.Softmax %y : (tensor<4xf32>) -> tensor<4xf32>
  %3 = tf.LogSoftmax %1 : (tensor<2x10xf32>) -> tensor<2x10xf32>
  return %3, %2 : tensor<2x10xf32>, tensor<4xf32>
}

// CHECK-LABEL: func.func private @sm.softmax.impl()
func.func private @sm.softmax.impl()

// CHECK-LABEL: sm.meta_graph
// CHECK: func.func @inner(
// CHECK: decomposition = @sm.softmax.impl}
// CHECK: func.func private @sm.softmax.impl(%arg0: tensor<3xf32>) -> tensor<3xf32>
sm.meta_graph tags ["serve"] {
  func.func @inner(%x: tensor<3xf32>) -> tensor<3xf32> {
    %0 = tf.Softmax %x : (tensor<3xf32>) -> tensor<3xf32>
    return %0 : tensor<3xf32>
  }
}

// CHECK-LABEL: func.func private @sm.softmax.impl_1(%arg0: tensor<2x10xf32>) -> tensor<2x10xf32> {
// CHECK: stablehlo.exponential
// CHECK: return {{.*}} : tensor<2x10xf32>
// CHECK-LABEL: func.func private @sm.softmax.impl_2(%arg0: tensor<4xf32>) -> tensor<4xf32> {
// CHECK-LABEL: func.func private @sm.log_softmax.impl(%arg0: tensor<2x10xf32>) -> tensor<2x10xf32> {
