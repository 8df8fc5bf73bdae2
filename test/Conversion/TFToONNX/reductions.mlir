// Ops that combine elements along dimensions.
// RUN: sm-opt %s --convert-tf-to-onnx | FileCheck %s

// CHECK-LABEL: func.func @axes(
// CHECK-SAME: %[[A0:.*]]: tensor<?x3x4xf32>) -> (tensor<?x4xf32>, tensor<?x1x1xf32>, tensor<?x3xf32>, tensor<f32>, tensor<?x3x4xf32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<1> : tensor<1xi64>
// CHECK-NEXT: %[[V1:.*]] = onnx.ReduceSum(%[[A0]], %[[V0]]) {keepdims = 0 : i64} : (tensor<?x3x4xf32>, tensor<1xi64>) -> tensor<?x4xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.ReduceMean(%[[A0]]) {axes = array<i64: 1, 2>, keepdims = 1 : i64} : (tensor<?x3x4xf32>) -> tensor<?x1x1xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.ReduceMax(%[[A0]]) {axes = array<i64: 2>, keepdims = 0 : i64} : (tensor<?x3x4xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[V4:.*]] = onnx.ReduceProd(%[[A0]]) {axes = array<i64: 0, 1, 2>, keepdims = 0 : i64} : (tensor<?x3x4xf32>) -> tensor<f32>
// CHECK-NEXT: return %[[V1]], %[[V2]], %[[V3]], %[[V4]], %[[A0]] : tensor<?x4xf32>, tensor<?x1x1xf32>, tensor<?x3xf32>, tensor<f32>, tensor<?x3x4xf32>
func.func @axes(%x: tensor<?x3x4xf32>) -> (tensor<?x4xf32>, tensor<?x1x1xf32>, tensor<?x3xf32>, tensor<f32>, tensor<?x3x4xf32>) {
  %one = tf.Const dense<1> : tensor<i32>
  %0 = tf.Sum %x, %one : (tensor<?x3x4xf32>, tensor<i32>) -> tensor<?x4xf32>
  %two = tf.Const dense<[1, -1]> : tensor<2xi32>
  %1 = tf.Mean %x, %two {keep_dims = true} : (tensor<?x3x4xf32>, tensor<2xi32>) -> tensor<?x1x1xf32>
  %last = tf.Const dense<-1> : tensor<i64>
  %2 = tf.Max %x, %last : (tensor<?x3x4xf32>, tensor<i64>) -> tensor<?x3xf32>
  %all = tf.Const dense<[0, 1, 2]> : tensor<3xi32>
  %3 = tf.Prod %x, %all : (tensor<?x3x4xf32>, tensor<3xi32>) -> tensor<f32>
  %none = tf.Const dense<> : tensor<0xi32>
  %4 = tf.Min %x, %none : (tensor<?x3x4xf32>, tensor<0xi32>) -> tensor<?x3x4xf32>
  return %0, %1, %2, %3, %4 : tensor<?x4xf32>, tensor<?x1x1xf32>, tensor<?x3xf32>, tensor<f32>, tensor<?x3x4xf32>
}

// Only ReduceSum can be told its axes when it runs.
// CHECK-LABEL: func.func @computed_axes(
// CHECK-SAME: %[[A0:.*]]: tensor<?x3xf32>, %[[A1:.*]]: tensor<?xi32>, %[[A2:.*]]: tensor<i32>) -> (tensor<*xf32>, tensor<?xf32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Cast(%[[A1]]) {to = 7 : i64} : (tensor<?xi32>) -> tensor<?xi64>
// CHECK-NEXT: %[[V1:.*]] = onnx.ReduceSum(%[[A0]], %[[V0]]) {keepdims = 0 : i64, noop_with_empty_axes = 1 : i64} : (tensor<?x3xf32>, tensor<?xi64>) -> tensor<*xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Cast(%[[A2]]) {to = 7 : i64} : (tensor<i32>) -> tensor<i64>
// CHECK-NEXT: %[[V3:.*]] = onnx.Constant dense<0> : tensor<1xi64>
// CHECK-NEXT: %[[V4:.*]] = onnx.Unsqueeze(%[[V2]], %[[V3]]) : (tensor<i64>, tensor<1xi64>) -> tensor<1xi64>
// CHECK-NEXT: %[[V5:.*]] = onnx.ReduceSum(%[[A0]], %[[V4]]) {keepdims = 0 : i64, noop_with_empty_axes = 1 : i64} : (tensor<?x3xf32>, tensor<1xi64>) -> tensor<?xf32>
// CHECK-NEXT: return %[[V1]], %[[V5]] : tensor<*xf32>, tensor<?xf32>
func.func @computed_axes(%x: tensor<?x3xf32>, %axes: tensor<?xi32>, %axis: tensor<i32>) -> (tensor<*xf32>, tensor<?xf32>) {
  %0 = tf.Sum %x, %axes : (tensor<?x3xf32>, tensor<?xi32>) -> tensor<*xf32>
  %1 = tf.Sum %x, %axis : (tensor<?x3xf32>, tensor<i32>) -> tensor<?xf32>
  return %0, %1 : tensor<*xf32>, tensor<?xf32>
}

// CHECK-LABEL: func.func @of_nothing(
// CHECK-SAME: %[[A0:.*]]: tensor<3x0xf32>, %[[A1:.*]]: tensor<3x0xi1>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xi1>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<3> : tensor<1xi64>
// CHECK-NEXT: %[[V1:.*]] = onnx.ConstantOfShape(%[[V0]]) {value = dense<0xFF800000> : tensor<1xf32>} : (tensor<1xi64>) -> tensor<3xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.ConstantOfShape(%[[V0]]) {value = dense<1.000000e+00> : tensor<1xf32>} : (tensor<1xi64>) -> tensor<3xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.ConstantOfShape(%[[V0]]) {value = dense<true> : tensor<1xi1>} : (tensor<1xi64>) -> tensor<3xi1>
// CHECK-NEXT: return %[[V1]], %[[V2]], %[[V3]] : tensor<3xf32>, tensor<3xf32>, tensor<3xi1>
func.func @of_nothing(%x: tensor<3x0xf32>, %b: tensor<3x0xi1>) -> (tensor<3xf32>, tensor<3xf32>, tensor<3xi1>) {
  %one = tf.Const dense<1> : tensor<i32>
  %0 = tf.Max %x, %one : (tensor<3x0xf32>, tensor<i32>) -> tensor<3xf32>
  %1 = tf.Prod %x, %one : (tensor<3x0xf32>, tensor<i32>) -> tensor<3xf32>
  %2 = tf.All %b, %one : (tensor<3x0xi1>, tensor<i32>) -> tensor<3xi1>
  return %0, %1, %2 : tensor<3xf32>, tensor<3xf32>, tensor<3xi1>
}

// CHECK-LABEL: func.func @truth(
// CHECK-SAME: %[[A0:.*]]: tensor<?x3xi1>) -> (tensor<?xi1>, tensor<?x1xi1>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Cast(%[[A0]]) {to = 2 : i64} : (tensor<?x3xi1>) -> tensor<?x3xui8>
// CHECK-NEXT: %[[V1:.*]] = onnx.ReduceMin(%[[V0]]) {axes = array<i64: 1>, keepdims = 0 : i64} : (tensor<?x3xui8>) -> tensor<?xui8>
// CHECK-NEXT: %[[V2:.*]] = onnx.Cast(%[[V1]]) {to = 9 : i64} : (tensor<?xui8>) -> tensor<?xi1>
// CHECK-NEXT: %[[V3:.*]] = onnx.Cast(%[[A0]]) {to = 2 : i64} : (tensor<?x3xi1>) -> tensor<?x3xui8>
// CHECK-NEXT: %[[V4:.*]] = onnx.ReduceMax(%[[V3]]) {axes = array<i64: 1>, keepdims = 1 : i64} : (tensor<?x3xui8>) -> tensor<?x1xui8>
// CHECK-NEXT: %[[V5:.*]] = onnx.Cast(%[[V4]]) {to = 9 : i64} : (tensor<?x1xui8>) -> tensor<?x1xi1>
// CHECK-NEXT: return %[[V2]], %[[V5]] : tensor<?xi1>, tensor<?x1xi1>
func.func @truth(%x: tensor<?x3xi1>) -> (tensor<?xi1>, tensor<?x1xi1>) {
  %one = tf.Const dense<1> : tensor<i32>
  %0 = tf.All %x, %one : (tensor<?x3xi1>, tensor<i32>) -> tensor<?xi1>
  %1 = tf.Any %x, %one {keep_dims = true} : (tensor<?x3xi1>, tensor<i32>) -> tensor<?x1xi1>
  return %0, %1 : tensor<?xi1>, tensor<?x1xi1>
}

// CHECK-LABEL: func.func @places(
// CHECK-SAME: %[[A0:.*]]: tensor<?x3xf32>, %[[A1:.*]]: tensor<?x3xi1>) -> (tensor<?xi64>, tensor<?xi32>, tensor<?xi64>)
// CHECK-NEXT: %[[V0:.*]] = onnx.ArgMax(%[[A0]]) {axis = 1 : i64, keepdims = 0 : i64} : (tensor<?x3xf32>) -> tensor<?xi64>
// CHECK-NEXT: %[[V1:.*]] = onnx.ArgMin(%[[A0]]) {axis = 1 : i64, keepdims = 0 : i64} : (tensor<?x3xf32>) -> tensor<?xi64>
// CHECK-NEXT: %[[V2:.*]] = onnx.Cast(%[[V1]]) {to = 6 : i64} : (tensor<?xi64>) -> tensor<?xi32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Cast(%[[A1]]) {to = 2 : i64} : (tensor<?x3xi1>) -> tensor<?x3xui8>
// CHECK-NEXT: %[[V4:.*]] = onnx.ArgMax(%[[V3]]) {axis = 1 : i64, keepdims = 0 : i64} : (tensor<?x3xui8>) -> tensor<?xi64>
// CHECK-NEXT: return %[[V0]], %[[V2]], %[[V4]] : tensor<?xi64>, tensor<?xi32>, tensor<?xi64>
func.func @places(%x: tensor<?x3xf32>, %b: tensor<?x3xi1>) -> (tensor<?xi64>, tensor<?xi32>, tensor<?xi64>) {
  %one = tf.Const dense<1> : tensor<i32>
  %0 = tf.ArgMax %x, %one : (tensor<?x3xf32>, tensor<i32>) -> tensor<?xi64>
  %1 = tf.ArgMin %x, %one : (tensor<?x3xf32>, tensor<i32>) -> tensor<?xi32>
  %2 = tf.ArgMax %b, %one : (tensor<?x3xi1>, tensor<i32>) -> tensor<?xi64>
  return %0, %1, %2 : tensor<?xi64>, tensor<?xi32>, tensor<?xi64>
}

// Whether there is anything to take the mean of is known at run time only.
// CHECK-LABEL: func.func @mean_of_unknown(
// CHECK-SAME: %[[X:.*]]: tensor
// CHECK-NEXT: %[[MEAN:.*]] = onnx.ReduceMean(%[[X]]) {axes = array<i64: 1, 2>, keepdims = 0 : i64}
// CHECK-NEXT: %[[SHAPE:.*]] = onnx.Shape(%[[X]])
// CHECK-NEXT: %[[COUNT:.*]] = onnx.ReduceProd(%[[SHAPE]]) {keepdims = 0 : i64}
// CHECK-NEXT: %[[ZERO:.*]] = onnx.Constant dense<0> : tensor<i64>
// CHECK-NEXT: %[[NONE:.*]] = onnx.Equal(%[[COUNT]], %[[ZERO]])
// CHECK-NEXT: %[[NAN:.*]] = onnx.Constant dense<0x7FC00000> : tensor<f32>
// CHECK-NEXT: %[[GUARDED:.*]] = onnx.Where(%[[NONE]], %[[NAN]], %[[MEAN]])
// CHECK-NEXT: %[[LAST:.*]] = onnx.ReduceMean(%[[X]]) {axes = array<i64: 3>, keepdims = 0 : i64}
// CHECK-NEXT: return %[[GUARDED]], %[[LAST]]
func.func @mean_of_unknown(%x: tensor<?x?x?x3xf32>) -> (tensor<?x3xf32>, tensor<?x?x?xf32>) {
  %a = tf.Const dense<[1, -2]> : tensor<2xi32>
  %c = tf.Const dense<-1> : tensor<1xi32>
  %0 = tf.Mean %x, %a : (tensor<?x?x?x3xf32>, tensor<2xi32>) -> tensor<?x3xf32>
  %1 = tf.Mean %x, %c : (tensor<?x?x?x3xf32>, tensor<1xi32>) -> tensor<?x?x?xf32>
  return %0, %1 : tensor<?x3xf32>, tensor<?x?x?xf32>
}
