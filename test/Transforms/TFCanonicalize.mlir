// Canonicalization of ops that move elements.
// RUN: sm-opt %s --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @reshapes(
// CHECK-SAME: %[[X:.*]]: tensor<?x2x3xf32>, %[[Y:.*]]: tensor<?x?xf32>)
func.func @reshapes(%x: tensor<?x2x3xf32>, %y: tensor<?x?xf32>)
    -> (tensor<?x2x3xf32>, tensor<?x?xf32>, tensor<6x?xf32>) {
  %a = tf.Const dense<[-1, 6]> : tensor<2xi32>
  %b = tf.Const dense<[-1, 2, 3]> : tensor<3xi32>
  %c = tf.Const dense<[6, -1]> : tensor<2xi64>
  %0 = tf.Reshape %x, %a : (tensor<?x2x3xf32>, tensor<2xi32>) -> tensor<?x6xf32>
  %1 = tf.Reshape %0, %b : (tensor<?x6xf32>, tensor<3xi32>) -> tensor<?x2x3xf32>
  %shape = tf.Shape %y : (tensor<?x?xf32>) -> tensor<2xi32>
  %2 = tf.Reshape %y, %shape : (tensor<?x?xf32>, tensor<2xi32>) -> tensor<?x?xf32>
  // CHECK: %[[V:.*]] = tf.Reshape %[[X]], %{{.*}} : (tensor<?x2x3xf32>, tensor<2xi64>) -> tensor<6x?xf32>
  %3 = tf.Reshape %0, %c : (tensor<?x6xf32>, tensor<2xi64>) -> tensor<6x?xf32>
  // CHECK: return %[[X]], %[[Y]], %[[V]]
  return %1, %2, %3 : tensor<?x2x3xf32>, tensor<?x?xf32>, tensor<6x?xf32>
}

// A shape that is computed decides when it is there.
// CHECK-LABEL: func.func @unknown_shape(
// CHECK-SAME: %[[X:.*]]: tensor<?x2x3xf32>, %[[Y:.*]]: tensor<?x?xf32>, %[[S:.*]]: tensor<2xi32>)
func.func @unknown_shape(%x: tensor<?x2x3xf32>, %y: tensor<?x?xf32>, %s: tensor<2xi32>)
    -> (tensor<?x?xf32>, tensor<?x?xf32>) {
  %a = tf.Const dense<[-1, 6]> : tensor<2xi32>
  // CHECK-NEXT: %[[U:.*]] = tf.Reshape %[[Y]], %[[S]]
  %0 = tf.Reshape %y, %s : (tensor<?x?xf32>, tensor<2xi32>) -> tensor<?x?xf32>
  // CHECK-NEXT: %[[W:.*]] = tf.Reshape %[[X]], %[[S]]
  %1 = tf.Reshape %x, %a : (tensor<?x2x3xf32>, tensor<2xi32>) -> tensor<?x6xf32>
  %2 = tf.Reshape %1, %s : (tensor<?x6xf32>, tensor<2xi32>) -> tensor<?x?xf32>
  // CHECK-NEXT: return %[[U]], %[[W]]
  return %0, %2 : tensor<?x?xf32>, tensor<?x?xf32>
}

// With no elements the unknown dimension does not follow from their number.
// CHECK-LABEL: func.func @empty(
func.func @empty(%x: tensor<?x0xf32>, %s: tensor<2xi32>) -> (tensor<?x0xf32>, tensor<?x0x1xf32>) {
  // CHECK: tf.Reshape
  %0 = tf.Reshape %x, %s : (tensor<?x0xf32>, tensor<2xi32>) -> tensor<?x0xf32>
  %dim = tf.Const dense<-1> : tensor<i32>
  // CHECK: tf.ExpandDims
  %1 = tf.ExpandDims %0, %dim : (tensor<?x0xf32>, tensor<i32>) -> tensor<?x0x1xf32>
  return %0, %1 : tensor<?x0xf32>, tensor<?x0x1xf32>
}

// CHECK-LABEL: func.func @squeezes(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>, %[[Y:.*]]: tensor<?x?x1xf32>)
func.func @squeezes(%x: tensor<?x3xf32>, %y: tensor<?x?x1xf32>)
    -> (tensor<?x3xf32>, tensor<?x1x1x3xf32>, tensor<*xf32>, tensor<?x?xf32>) {
  %one = tf.Const dense<1> : tensor<i32>
  %0 = tf.ExpandDims %x, %one : (tensor<?x3xf32>, tensor<i32>) -> tensor<?x1x3xf32>
  %1 = tf.Squeeze %0 {squeeze_dims = [1]} : (tensor<?x1x3xf32>) -> tensor<?x3xf32>
  // CHECK-DAG: %[[S:.*]] = tf.Const dense<[-1, 1, 1, 3]> : tensor<4xi32>
  // CHECK-DAG: %[[A:.*]] = tf.Reshape %[[X]], %[[S]]
  %2 = tf.ExpandDims %0, %one : (tensor<?x1x3xf32>, tensor<i32>) -> tensor<?x1x1x3xf32>
  // Two unknown dimensions, and what squeezes by itself, stay.
  // CHECK-DAG: %[[E:.*]] = tf.ExpandDims %[[Y]]
  // CHECK-DAG: %[[B:.*]] = tf.Squeeze %[[E]] : (tensor<?x1x?x1xf32>) -> tensor<*xf32>
  %3 = tf.ExpandDims %y, %one : (tensor<?x?x1xf32>, tensor<i32>) -> tensor<?x1x?x1xf32>
  %4 = tf.Squeeze %3 : (tensor<?x1x?x1xf32>) -> tensor<*xf32>
  // CHECK-DAG: %[[C:.*]] = tf.Squeeze %[[Y]] {squeeze_dims = [2]}
  %5 = tf.Squeeze %y {squeeze_dims = [2]} : (tensor<?x?x1xf32>) -> tensor<?x?xf32>
  // CHECK: return %[[X]], %[[A]],
  return %1, %2, %4, %5 : tensor<?x3xf32>, tensor<?x1x1x3xf32>, tensor<*xf32>, tensor<?x?xf32>
}

// CHECK-LABEL: func.func @transposes(
// CHECK-SAME: %[[X:.*]]: tensor<?x2x3x4xf32>, %[[Y:.*]]: tensor<?x1x4x1xf32>, %[[U:.*]]: tensor<*xf32>)
func.func @transposes(%x: tensor<?x2x3x4xf32>, %y: tensor<?x1x4x1xf32>, %u: tensor<*xf32>)
    -> (tensor<?x2x3x4xf32>, tensor<?x3x2x4xf32>, tensor<?x4x1x1xf32>, tensor<4x?x1x1xf32>, tensor<*xf32>) {
  %to = tf.Const dense<[0, 2, 3, 1]> : tensor<4xi32>
  %back = tf.Const dense<[0, 3, 1, 2]> : tensor<4xi32>
  %swap = tf.Const dense<[2, 0, 1, 3]> : tensor<4xi32>
  %same = tf.Const dense<[0, 1]> : tensor<2xi32>
  %0 = tf.Transpose %x, %to : (tensor<?x2x3x4xf32>, tensor<4xi32>) -> tensor<?x3x4x2xf32>
  %1 = tf.Transpose %0, %back : (tensor<?x3x4x2xf32>, tensor<4xi32>) -> tensor<?x2x3x4xf32>
  // CHECK-DAG: %[[ONE:.*]] = tf.Const dense<[0, 2, 1, 3]> : tensor<4xi32>
  // CHECK-DAG: %[[A:.*]] = tf.Transpose %[[X]], %[[ONE]]
  %hw = tf.Const dense<[0, 1, 3, 2]> : tensor<4xi32>
  %2 = tf.Transpose %0, %hw : (tensor<?x3x4x2xf32>, tensor<4xi32>) -> tensor<?x3x2x4xf32>
  // Only dimensions of size 1 move.
  // CHECK-DAG: %[[S:.*]] = tf.Const dense<[-1, 4, 1, 1]> : tensor<4xi32>
  // CHECK-DAG: %[[B:.*]] = tf.Reshape %[[Y]], %[[S]]
  %3 = tf.Transpose %y, %to : (tensor<?x1x4x1xf32>, tensor<4xi32>) -> tensor<?x4x1x1xf32>
  // CHECK-DAG: tf.Transpose %[[Y]], %{{.*}} -> tensor<4x?x1x1xf32>
  %4 = tf.Transpose %y, %swap : (tensor<?x1x4x1xf32>, tensor<4xi32>) -> tensor<4x?x1x1xf32>
  %5 = tf.Transpose %u, %same : (tensor<*xf32>, tensor<2xi32>) -> tensor<*xf32>
  // CHECK: return %[[X]], %[[A]], %[[B]], %{{.*}}, %[[U]]
  return %1, %2, %3, %4, %5
      : tensor<?x2x3x4xf32>, tensor<?x3x2x4xf32>, tensor<?x4x1x1xf32>, tensor<4x?x1x1xf32>, tensor<*xf32>
}

// A permutation that is computed.
// CHECK-LABEL: func.func @unknown_permutation(
func.func @unknown_permutation(%x: tensor<?x2x3xf32>, %p: tensor<3xi32>) -> tensor<?x2x3xf32> {
  %back = tf.Const dense<[0, 2, 1]> : tensor<3xi32>
  // CHECK-COUNT-2: tf.Transpose
  %0 = tf.Transpose %x, %p : (tensor<?x2x3xf32>, tensor<3xi32>) -> tensor<?x3x2xf32>
  %1 = tf.Transpose %0, %back : (tensor<?x3x2xf32>, tensor<3xi32>) -> tensor<?x2x3xf32>
  return %1 : tensor<?x2x3xf32>
}

// CHECK-LABEL: func.func @everything(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>)
func.func @everything(%x: tensor<?x3xf32>)
    -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) {
  %0 = tf.Const dense<0> : tensor<2xi32>
  %m1 = tf.Const dense<[-1, 3]> : tensor<2xi32>
  %1 = tf.Const dense<1> : tensor<2xi32>
  %z = tf.Const dense<0> : tensor<2x2xi32>
  %v = tf.Const dense<5.0> : tensor<f32>
  %one = tf.Const dense<1> : tensor<1xi32>
  %three = tf.Const dense<3> : tensor<1xi32>
  %zero = tf.Const dense<0> : tensor<1xi32>
  %ell = tf.Const dense<[0, 0]> : tensor<2xi32>
  %a = tf.Slice %x, %0, %m1 : (tensor<?x3xf32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x3xf32>
  %b = tf.StridedSlice %x, %0, %m1, %1 {begin_mask = 1 : i64, end_mask = 1 : i64}
      : (tensor<?x3xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x3xf32>
  %c = tf.StridedSlice %x, %ell, %m1, %1 {ellipsis_mask = 1 : i64}
      : (tensor<?x3xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x3xf32>
  %d = tf.Pad %x, %z : (tensor<?x3xf32>, tensor<2x2xi32>) -> tensor<?x3xf32>
  %e = tf.PadV2 %x, %z, %v : (tensor<?x3xf32>, tensor<2x2xi32>, tensor<f32>) -> tensor<?x3xf32>
  %f = tf.Tile %x, %1 : (tensor<?x3xf32>, tensor<2xi32>) -> tensor<?x3xf32>
  %g = tf.EnsureShape %x {shape = #tf.shape<?x3>} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  // CHECK-NEXT: return %[[X]], %[[X]], %[[X]], %[[X]], %[[X]], %[[X]], %[[X]]
  return %a, %b, %c, %d, %e, %f, %g
      : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
}

// CHECK-LABEL: func.func @not_everything(
func.func @not_everything(%x: tensor<?x3xf32>)
    -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<3xf32>, tensor<?x3xf32>, tensor<?x6xf32>, tensor<?x3xf32>) {
  %0 = tf.Const dense<0> : tensor<2xi32>
  %1 = tf.Const dense<[1, 1]> : tensor<2xi32>
  %e = tf.Const dense<[9, 3]> : tensor<2xi32>
  %neg = tf.Const dense<[-1, 1]> : tensor<2xi32>
  %p = tf.Const dense<[[0, 1], [0, 0]]> : tensor<2x2xi32>
  // CHECK: tf.StridedSlice
  %b = tf.StridedSlice %x, %0, %e, %1 : (tensor<?x3xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x3xf32>
  // CHECK: tf.StridedSlice
  %c = tf.StridedSlice %x, %0, %e, %neg {begin_mask = 1 : i64, end_mask = 1 : i64}
      : (tensor<?x3xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x3xf32>
  // CHECK: tf.StridedSlice
  %d = tf.StridedSlice %x, %0, %e, %1 {end_mask = 2 : i64, shrink_axis_mask = 1 : i64}
      : (tensor<?x3xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<3xf32>
  // CHECK: tf.Pad
  %f = tf.Pad %x, %p : (tensor<?x3xf32>, tensor<2x2xi32>) -> tensor<?x3xf32>
  // CHECK: tf.Tile
  %n = tf.Const dense<[1, 2]> : tensor<2xi32>
  %g = tf.Tile %x, %n : (tensor<?x3xf32>, tensor<2xi32>) -> tensor<?x6xf32>
  // CHECK: tf.IdentityN
  %i = tf.IdentityN %x {_gradient_op_type = "CustomGradient-1"} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  return %b, %c, %d, %f, %g, %i
      : tensor<?x3xf32>, tensor<?x3xf32>, tensor<3xf32>, tensor<?x3xf32>, tensor<?x6xf32>, tensor<?x3xf32>
}

// What decides at run time, or fails there.
// CHECK-LABEL: func.func @at_run_time(
func.func @at_run_time(%x: tensor<?x3xf32>, %n: tensor<2xi32>)
    -> (tensor<?x3xf32>, tensor<?x?xf32>, tensor<2x3xf32>, tensor<?x3xf32>) {
  %0 = tf.Const dense<0> : tensor<2xi32>
  %e = tf.Const dense<[9, 3]> : tensor<2xi32>
  // CHECK: tf.Slice
  %a = tf.Slice %x, %0, %e : (tensor<?x3xf32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x3xf32>
  // CHECK: tf.Tile
  %b = tf.Tile %x, %n : (tensor<?x3xf32>, tensor<2xi32>) -> tensor<?x?xf32>
  // CHECK: tf.EnsureShape
  %c = tf.EnsureShape %x {shape = #tf.shape<2x3>} : (tensor<?x3xf32>) -> tensor<2x3xf32>
  // CHECK: tf.StridedSlice
  %one = tf.Const dense<1> : tensor<2xi32>
  %d = tf.StridedSlice %x, %n, %e, %one {end_mask = 3 : i64}
      : (tensor<?x3xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x3xf32>
  return %a, %b, %c, %d : tensor<?x3xf32>, tensor<?x?xf32>, tensor<2x3xf32>, tensor<?x3xf32>
}

// CHECK-LABEL: func.func @joins(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>, %[[Y:.*]]: tensor<?x3xf32>, %[[S:.*]]: tensor<2x!tf.string>)
func.func @joins(%x: tensor<?x3xf32>, %y: tensor<?x3xf32>, %s: tensor<2x!tf.string>)
    -> (tensor<?x1x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<2x!tf.string>, tensor<2xf32>) {
  // CHECK: %[[E:.*]] = tf.ExpandDims %[[X]], %{{.*}} : (tensor<?x3xf32>, tensor<i32>) -> tensor<?x1x3xf32>
  %1 = tf.Pack %x {axis = -2 : i64} : (tensor<?x3xf32>) -> tensor<?x1x3xf32>
  %2 = tf.Pack %x, %y {axis = 2 : i64} : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3x2xf32>
  %3:2 = tf.Unpack %2 {axis = -1 : i64} : (tensor<?x3x2xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>)
  %4:2 = tf.IdentityN %s, %3#1 : (tensor<2x!tf.string>, tensor<?x3xf32>) -> (tensor<2x!tf.string>, tensor<?x3xf32>)
  // Another axis.
  // CHECK: %[[U:.*]]:2 = tf.Unpack
  %a = tf.Const dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %b:2 = tf.Unpack %a {axis = 1 : i64} : (tensor<2x2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
  %c = tf.Pack %b#0, %b#1 : (tensor<2xf32>, tensor<2xf32>) -> tensor<2x2xf32>
  // CHECK: %[[W:.*]]:2 = tf.Unpack
  %d:2 = tf.Unpack %c {axis = 1 : i64} : (tensor<2x2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
  // CHECK: return %[[E]], %[[X]], %[[Y]], %[[S]], %[[W]]#0
  return %1, %3#0, %4#1, %4#0, %d#0
      : tensor<?x1x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<2x!tf.string>, tensor<2xf32>
}

// CHECK-LABEL: func.func @casts(
// CHECK-SAME: %[[I:.*]]: tensor<?xi8>, %[[F:.*]]: tensor<?xf16>, %[[W:.*]]: tensor<?xi32>)
func.func @casts(%i: tensor<?xi8>, %f: tensor<?xf16>, %w: tensor<?xi32>)
    -> (tensor<?xi8>, tensor<?xi64>, tensor<?xf64>, tensor<?xi8>, tensor<?xi16>, tensor<?xf64>, tensor<?xi8>, tensor<?xf16>) {
  %0 = tf.Cast %i : (tensor<?xi8>) -> tensor<?xi8>
  // CHECK-DAG: %[[K:.*]] = tf.Cast %[[F]] : (tensor<?xf16>) -> tensor<?xf32>
  // CHECK-DAG: %[[A:.*]] = tf.Cast %[[I]] : (tensor<?xi8>) -> tensor<?xi64>
  %1 = tf.Cast %0 : (tensor<?xi8>) -> tensor<?xi32>
  %2 = tf.Cast %1 : (tensor<?xi32>) -> tensor<?xi64>
  // CHECK-DAG: %[[B:.*]] = tf.Cast %[[F]] : (tensor<?xf16>) -> tensor<?xf64>
  %3 = tf.Cast %f : (tensor<?xf16>) -> tensor<?xf32>
  %4 = tf.Cast %3 : (tensor<?xf32>) -> tensor<?xf64>
  %5 = tf.Cast %i : (tensor<?xi8>) -> tensor<?xf32>
  %6 = tf.Cast %5 : (tensor<?xf32>) -> tensor<?xi8>
  // Through a type that holds less, or back out of range.
  // CHECK: %[[C:.*]] = tf.Cast %[[W]] : (tensor<?xi32>) -> tensor<?xf64>
  // CHECK: %[[D:.*]] = tf.Cast %[[C]] : (tensor<?xf64>) -> tensor<?xi16>
  %7 = tf.Cast %w : (tensor<?xi32>) -> tensor<?xf64>
  %8 = tf.Cast %7 : (tensor<?xf64>) -> tensor<?xi16>
  // CHECK: %[[E:.*]] = tf.Cast %[[W]] : (tensor<?xi32>) -> tensor<?xf32>
  // CHECK: %[[G:.*]] = tf.Cast %[[E]] : (tensor<?xf32>) -> tensor<?xf64>
  %9 = tf.Cast %w : (tensor<?xi32>) -> tensor<?xf32>
  %10 = tf.Cast %9 : (tensor<?xf32>) -> tensor<?xf64>
  // CHECK: %[[H:.*]] = tf.Cast %[[I]] : (tensor<?xi8>) -> tensor<?xui8>
  // CHECK: %[[J:.*]] = tf.Cast %[[H]] : (tensor<?xui8>) -> tensor<?xi8>
  %11 = tf.Cast %i : (tensor<?xi8>) -> tensor<?xui8>
  %12 = tf.Cast %11 : (tensor<?xui8>) -> tensor<?xi8>
  // CHECK: %[[L:.*]] = tf.Cast %[[K]] {Truncate = true}
  %13 = tf.Cast %3 {Truncate = true} : (tensor<?xf32>) -> tensor<?xf16>
  // CHECK: return %[[I]], %[[A]], %[[B]], %[[I]], %[[D]], %[[G]], %[[J]], %[[L]]
  return %0, %2, %4, %6, %8, %10, %12, %13
      : tensor<?xi8>, tensor<?xi64>, tensor<?xf64>, tensor<?xi8>, tensor<?xi16>, tensor<?xf64>, tensor<?xi8>, tensor<?xf16>
}
