// RUN: sm-opt %s --tf-optimize-transposes --canonicalize | FileCheck %s

// NHWC and back around elementwise ops.
// CHECK-LABEL: func.func @cancel(
// CHECK-SAME: %[[X:.*]]: tensor<?x2x3x4xf32>, %[[S:.*]]: tensor<f32>)
func.func @cancel(%x: tensor<?x2x3x4xf32>, %s: tensor<f32>) -> tensor<?x2x3x4xf32> {
  %to = tf.Const dense<[0, 2, 3, 1]> : tensor<4xi32>
  %back = tf.Const dense<[0, 3, 1, 2]> : tensor<4xi32>
  %c = tf.Const dense<[10.0, 20.0]> : tensor<2xf32>
  // CHECK: %[[C:.*]] = tf.Const dense<{{\[\[\[\[}}1.000000e+01]], {{\[\[}}2.000000e+01]]]]> : tensor<1x2x1x1xf32>
  // CHECK-NEXT: %[[R:.*]] = tf.Relu %[[X]]
  // CHECK-NEXT: %[[M:.*]] = tf.Mul %[[R]], %[[S]]
  // CHECK-NEXT: %[[A:.*]] = tf.AddV2 %[[M]], %[[C]] : (tensor<?x2x3x4xf32>, tensor<1x2x1x1xf32>) -> tensor<?x2x3x4xf32>
  // CHECK-NEXT: return %[[A]]
  %0 = tf.Transpose %x, %to : (tensor<?x2x3x4xf32>, tensor<4xi32>) -> tensor<?x3x4x2xf32>
  %1 = tf.Relu %0 : (tensor<?x3x4x2xf32>) -> tensor<?x3x4x2xf32>
  %2 = tf.Mul %1, %s : (tensor<?x3x4x2xf32>, tensor<f32>) -> tensor<?x3x4x2xf32>
  %3 = tf.AddV2 %2, %c : (tensor<?x3x4x2xf32>, tensor<2xf32>) -> tensor<?x3x4x2xf32>
  %4 = tf.Transpose %3, %back : (tensor<?x3x4x2xf32>, tensor<4xi32>) -> tensor<?x2x3x4xf32>
  return %4 : tensor<?x2x3x4xf32>
}

// Formats, paddings and axes follow.
// CHECK-LABEL: func.func @follow(
// CHECK-SAME: %[[X:.*]]: tensor<?x2x3x4xf32>, %[[Y:.*]]: tensor<?x2x5x4xf32>)
func.func @follow(%x: tensor<?x2x3x4xf32>, %y: tensor<?x2x5x4xf32>) -> tensor<?x4x5x4xf32> {
  %to = tf.Const dense<[0, 2, 3, 1]> : tensor<4xi32>
  %back = tf.Const dense<[0, 3, 1, 2]> : tensor<4xi32>
  %b = tf.Const dense<[1.0, 2.0]> : tensor<2xf32>
  %p = tf.Const dense<[[0, 0], [1, 1], [0, 0], [0, 0]]> : tensor<4x2xi64>
  %axis = tf.Const dense<-1> : tensor<i32>
  // CHECK-DAG: %[[P:.*]] = tf.Const dense<{{\[\[}}0, 0], [0, 0], [1, 1], [0, 0]]> : tensor<4x2xi64>
  // CHECK-DAG: %[[AXIS:.*]] = tf.Const dense<1> : tensor<i32>
  // CHECK: %[[B:.*]] = tf.BiasAdd %[[X]], %{{.*}} {data_format = "NCHW"}
  // CHECK-NEXT: %[[Q:.*]] = tf.Pad %[[B]], %[[P]]
  // CHECK-NEXT: %[[N:.*]] = tf.Neg %[[Y]]
  // CHECK-NEXT: %[[C:.*]] = tf.ConcatV2 %[[Q]], %[[N]], %[[AXIS]]
  // CHECK-NEXT: return %[[C]]
  %0 = tf.Transpose %x, %to : (tensor<?x2x3x4xf32>, tensor<4xi32>) -> tensor<?x3x4x2xf32>
  %1 = tf.BiasAdd %0, %b : (tensor<?x3x4x2xf32>, tensor<2xf32>) -> tensor<?x3x4x2xf32>
  %2 = tf.Pad %1, %p : (tensor<?x3x4x2xf32>, tensor<4x2xi64>) -> tensor<?x5x4x2xf32>
  %t = tf.Transpose %y, %to : (tensor<?x2x5x4xf32>, tensor<4xi32>) -> tensor<?x5x4x2xf32>
  %3 = tf.Neg %t : (tensor<?x5x4x2xf32>) -> tensor<?x5x4x2xf32>
  %4 = tf.ConcatV2 %2, %3, %axis : (tensor<?x5x4x2xf32>, tensor<?x5x4x2xf32>, tensor<i32>) -> tensor<?x5x4x4xf32>
  %5 = tf.Transpose %4, %back : (tensor<?x5x4x4xf32>, tensor<4xi32>) -> tensor<?x4x5x4xf32>
  return %5 : tensor<?x4x5x4xf32>
}

// Several join into one, also where a dimension comes in.
// CHECK-LABEL: func.func @join(
// CHECK-SAME: %[[X:.*]]: tensor<?x2x3xf32>, %[[Y:.*]]: tensor<?x2x3xf32>)
func.func @join(%x: tensor<?x2x3xf32>, %y: tensor<?x2x3xf32>) -> (tensor<?x3x2x2xf32>, tensor<3x?x2xf32>) {
  %p = tf.Const dense<[0, 2, 1]> : tensor<3xi32>
  %q = tf.Const dense<[2, 0, 1]> : tensor<3xi32>
  // CHECK-DAG: %[[P:.*]] = tf.Const dense<[0, 2, 1, 3]> : tensor<4xi32>
  // CHECK-DAG: %[[Q:.*]] = tf.Const dense<[2, 0, 1]> : tensor<3xi32>
  // CHECK: %[[N:.*]] = tf.Neg %[[Y]]
  // CHECK-NEXT: %[[S:.*]] = tf.Pack %[[X]], %[[N]] {axis = -1 : i64} : {{.*}} -> tensor<?x2x3x2xf32>
  // CHECK-NEXT: %[[A:.*]] = tf.Transpose %[[S]], %[[P]]
  // CHECK-NEXT: %[[T:.*]] = tf.Sub %[[X]], %[[Y]]
  // CHECK-NEXT: %[[B:.*]] = tf.Transpose %[[T]], %[[Q]]
  // CHECK-NEXT: return %[[A]], %[[B]]
  %0 = tf.Transpose %x, %p : (tensor<?x2x3xf32>, tensor<3xi32>) -> tensor<?x3x2xf32>
  %1 = tf.Transpose %y, %p : (tensor<?x2x3xf32>, tensor<3xi32>) -> tensor<?x3x2xf32>
  %2 = tf.Neg %1 : (tensor<?x3x2xf32>) -> tensor<?x3x2xf32>
  %3 = tf.Pack %0, %2 {axis = -1 : i64} : (tensor<?x3x2xf32>, tensor<?x3x2xf32>) -> tensor<?x3x2x2xf32>
  %4 = tf.Transpose %x, %q : (tensor<?x2x3xf32>, tensor<3xi32>) -> tensor<3x?x2xf32>
  %5 = tf.Transpose %y, %q : (tensor<?x2x3xf32>, tensor<3xi32>) -> tensor<3x?x2xf32>
  %6 = tf.Sub %4, %5 : (tensor<3x?x2xf32>, tensor<3x?x2xf32>) -> tensor<3x?x2xf32>
  return %3, %6 : tensor<?x3x2x2xf32>, tensor<3x?x2xf32>
}

// A reduction swallows the permutation of what it reduces.
// CHECK-LABEL: func.func @reduce(
// CHECK-SAME: %[[X:.*]]: tensor<?x2x3x4xf32>)
func.func @reduce(%x: tensor<?x2x3x4xf32>) -> (tensor<?x2xf32>, tensor<?x2x1x1xf32>) {
  %to = tf.Const dense<[0, 2, 3, 1]> : tensor<4xi32>
  %back = tf.Const dense<[0, 3, 1, 2]> : tensor<4xi32>
  %hw = tf.Const dense<[1, -2]> : tensor<2xi32>
  // CHECK: %[[HW:.*]] = tf.Const dense<[2, 3]> : tensor<2xi32>
  // CHECK-NEXT: %[[A:.*]] = tf.Mean %[[X]], %[[HW]]
  // CHECK-NEXT: %[[B:.*]] = tf.Max %[[X]], %[[HW]] {keep_dims = true}
  // CHECK-NEXT: return %[[A]], %[[B]]
  %0 = tf.Transpose %x, %to : (tensor<?x2x3x4xf32>, tensor<4xi32>) -> tensor<?x3x4x2xf32>
  %1 = tf.Mean %0, %hw : (tensor<?x3x4x2xf32>, tensor<2xi32>) -> tensor<?x2xf32>
  %2 = tf.Transpose %x, %to : (tensor<?x2x3x4xf32>, tensor<4xi32>) -> tensor<?x3x4x2xf32>
  %3 = tf.Max %2, %hw {keep_dims = true} : (tensor<?x3x4x2xf32>, tensor<2xi32>) -> tensor<?x1x1x2xf32>
  %4 = tf.Transpose %3, %back : (tensor<?x1x1x2xf32>, tensor<4xi32>) -> tensor<?x2x1x1xf32>
  return %1, %4 : tensor<?x2xf32>, tensor<?x2x1x1xf32>
}

// Where it would not pay, or cannot be known, nothing moves.
// CHECK-LABEL: func.func @stays(
func.func @stays(%x: tensor<?x2x3xf32>, %y: tensor<?x3x2xf32>, %v: tensor<2xf32>)
    -> (tensor<?x3x2xf32>, tensor<?x3x2xf32>, tensor<?x2x3xf32>, tensor<?x2x3xf32>, tensor<?x3x2xf32>, tensor<?x2x3xf32>, tensor<2x3xf32>) {
  %swap = tf.Const dense<[0, 2, 1]> : tensor<3xi32>
  %last = tf.Const dense<-2> : tensor<i32>
  %turn = tf.Const dense<[2, 0, 1]> : tensor<3xi32>
  // CHECK: %[[T:.*]] = tf.Transpose
  // CHECK-NEXT: tf.Relu %[[T]]
  %0 = tf.Transpose %x, %swap : (tensor<?x2x3xf32>, tensor<3xi32>) -> tensor<?x3x2xf32>
  %1 = tf.Relu %0 : (tensor<?x3x2xf32>) -> tensor<?x3x2xf32>
  // One operand is not transposed.
  // CHECK-NEXT: %[[U:.*]] = tf.Transpose
  // CHECK-NEXT: %[[A:.*]] = tf.AddV2 %[[U]]
  // CHECK-NEXT: tf.Transpose %[[A]]
  %2 = tf.Transpose %x, %swap : (tensor<?x2x3xf32>, tensor<3xi32>) -> tensor<?x3x2xf32>
  %3 = tf.AddV2 %2, %y : (tensor<?x3x2xf32>, tensor<?x3x2xf32>) -> tensor<?x3x2xf32>
  %4 = tf.Transpose %3, %swap : (tensor<?x3x2xf32>, tensor<3xi32>) -> tensor<?x2x3xf32>
  // Nor one that is no constant.
  // CHECK-NEXT: %[[U:.*]] = tf.Transpose
  // CHECK-NEXT: %[[A:.*]] = tf.AddV2 %[[U]]
  // CHECK-NEXT: tf.Transpose %[[A]]
  %5 = tf.Transpose %x, %swap : (tensor<?x2x3xf32>, tensor<3xi32>) -> tensor<?x3x2xf32>
  %6 = tf.AddV2 %5, %v : (tensor<?x3x2xf32>, tensor<2xf32>) -> tensor<?x3x2xf32>
  %7 = tf.Transpose %6, %swap : (tensor<?x3x2xf32>, tensor<3xi32>) -> tensor<?x2x3xf32>
  // A Transpose with another user.
  // CHECK-NEXT: %[[U:.*]] = tf.Transpose
  // CHECK-NEXT: %[[A:.*]] = tf.Sin %[[U]]
  // CHECK-NEXT: tf.Transpose %[[A]]
  %8 = tf.Transpose %x, %swap : (tensor<?x2x3xf32>, tensor<3xi32>) -> tensor<?x3x2xf32>
  %9 = tf.Sin %8 : (tensor<?x3x2xf32>) -> tensor<?x3x2xf32>
  %10 = tf.Transpose %9, %swap : (tensor<?x3x2xf32>, tensor<3xi32>) -> tensor<?x2x3xf32>
  // What is left after the reduction is in another order.
  // CHECK-NEXT: %[[U:.*]] = tf.Transpose
  // CHECK-NEXT: tf.Sum %[[U]]
  %11 = tf.Transpose %y, %turn : (tensor<?x3x2xf32>, tensor<3xi32>) -> tensor<2x?x3xf32>
  %12 = tf.Sum %11, %last : (tensor<2x?x3xf32>, tensor<i32>) -> tensor<2x3xf32>
  return %1, %3, %4, %7, %8, %10, %12
      : tensor<?x3x2xf32>, tensor<?x3x2xf32>, tensor<?x2x3xf32>, tensor<?x2x3xf32>, tensor<?x3x2xf32>, tensor<?x2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func.func @unknown_permutation(
func.func @unknown_permutation(%x: tensor<?x2x3xf32>, %p: tensor<3xi32>) -> tensor<?x2x3xf32> {
  %swap = tf.Const dense<[0, 2, 1]> : tensor<3xi32>
  // CHECK: %[[U:.*]] = tf.Transpose
  // CHECK-NEXT: %[[A:.*]] = tf.Exp %[[U]]
  // CHECK-NEXT: tf.Transpose %[[A]]
  %0 = tf.Transpose %x, %p : (tensor<?x2x3xf32>, tensor<3xi32>) -> tensor<?x3x2xf32>
  %1 = tf.Exp %0 : (tensor<?x3x2xf32>) -> tensor<?x3x2xf32>
  %2 = tf.Transpose %1, %swap : (tensor<?x3x2xf32>, tensor<3xi32>) -> tensor<?x2x3xf32>
  return %2 : tensor<?x2x3xf32>
}

// CHECK-LABEL: func.func @reshapes(
// CHECK-SAME: %[[X:.*]]: tensor<?x2x3xf32>)
func.func @reshapes(%x: tensor<?x2x3xf32>) -> (tensor<?x2x3xi32>, tensor<?x6xf32>) {
  %flat = tf.Const dense<[-1, 6]> : tensor<2xi32>
  %back = tf.Const dense<[-1, 2, 3]> : tensor<3xi32>
  // CHECK: %[[A:.*]] = tf.Tanh %[[X]]
  // CHECK-NEXT: %[[B:.*]] = tf.Cast %[[A]] : (tensor<?x2x3xf32>) -> tensor<?x2x3xi32>
  %0 = tf.Reshape %x, %flat : (tensor<?x2x3xf32>, tensor<2xi32>) -> tensor<?x6xf32>
  %1 = tf.Tanh %0 : (tensor<?x6xf32>) -> tensor<?x6xf32>
  %2 = tf.Cast %1 : (tensor<?x6xf32>) -> tensor<?x6xi32>
  %3 = tf.Reshape %2, %back : (tensor<?x6xi32>, tensor<3xi32>) -> tensor<?x2x3xi32>
  // CHECK-NEXT: %[[C:.*]] = tf.Reshape %[[X]]
  // CHECK-NEXT: %[[D:.*]] = tf.Exp %[[C]]
  // CHECK-NEXT: return %[[B]], %[[D]]
  %4 = tf.Reshape %x, %flat : (tensor<?x2x3xf32>, tensor<2xi32>) -> tensor<?x6xf32>
  %5 = tf.Exp %4 : (tensor<?x6xf32>) -> tensor<?x6xf32>
  return %3, %5 : tensor<?x2x3xi32>, tensor<?x6xf32>
}
