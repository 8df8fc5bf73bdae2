// Ops of several operands, element by element.
// RUN: sm-opt %s --convert-tf-to-onnx | FileCheck %s

// The record says the name.
// CHECK-LABEL: func.func @renamed(
// CHECK-SAME: %[[A0:.*]]: tensor<?x3xf32>, %[[A1:.*]]: tensor<3xf32>, %[[A2:.*]]: tensor<?x3xi1>) -> (tensor<?x3xf32>, tensor<?x3xi1>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Add(%[[A0]], %[[A1]]) : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Div(%[[V0]], %[[A1]]) : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Max(%[[V1]], %[[A1]]) : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.GreaterOrEqual(%[[V2]], %[[A1]]) : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xi1>
// CHECK-NEXT: %[[V4:.*]] = onnx.And(%[[V3]], %[[A2]]) : (tensor<?x3xi1>, tensor<?x3xi1>) -> tensor<?x3xi1>
// CHECK-NEXT: %[[V5:.*]] = onnx.Where(%[[V4]], %[[V2]], %[[A0]]) : (tensor<?x3xi1>, tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: return %[[V5]], %[[V4]] : tensor<?x3xf32>, tensor<?x3xi1>
func.func @renamed(%x: tensor<?x3xf32>, %y: tensor<3xf32>, %p: tensor<?x3xi1>) -> (tensor<?x3xf32>, tensor<?x3xi1>) {
  %0 = tf.AddV2 %x, %y : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  %1 = tf.RealDiv %0, %y : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  %2 = tf.Maximum %1, %y : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  %3 = tf.GreaterEqual %2, %y : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xi1>
  %4 = tf.LogicalAnd %3, %p : (tensor<?x3xi1>, tensor<?x3xi1>) -> tensor<?x3xi1>
  %5 = tf.SelectV2 %4, %2, %x : (tensor<?x3xi1>, tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  return %5, %4 : tensor<?x3xf32>, tensor<?x3xi1>
}

// CHECK-LABEL: func.func @squared_difference(
// CHECK-SAME: %[[A0:.*]]: tensor<4xf32>, %[[A1:.*]]: tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Sub(%[[A0]], %[[A1]]) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Mul(%[[V0]], %[[V0]]) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: return %[[V1]] : tensor<4xf32>
func.func @squared_difference(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tf.SquaredDifference %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @quotients(
// CHECK-SAME: %[[A0:.*]]: tensor<4xi32>, %[[A1:.*]]: tensor<4xi32>, %[[A2:.*]]: tensor<4xf32>, %[[A3:.*]]: tensor<4xui8>) -> (tensor<4xi32>, tensor<4xi32>, tensor<4xf32>, tensor<4xui8>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Div(%[[A0]], %[[A1]]) : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Mod(%[[A0]], %[[A1]]) : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Constant dense<0> : tensor<i32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Equal(%[[V1]], %[[V2]]) : (tensor<4xi32>, tensor<i32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V4:.*]] = onnx.Not(%[[V3]]) : (tensor<4xi1>) -> tensor<4xi1>
// CHECK-NEXT: %[[V5:.*]] = onnx.Less(%[[A0]], %[[V2]]) : (tensor<4xi32>, tensor<i32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V6:.*]] = onnx.Less(%[[A1]], %[[V2]]) : (tensor<4xi32>, tensor<i32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V7:.*]] = onnx.Xor(%[[V5]], %[[V6]]) : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
// CHECK-NEXT: %[[V8:.*]] = onnx.And(%[[V4]], %[[V7]]) : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
// CHECK-NEXT: %[[V9:.*]] = onnx.Div(%[[A0]], %[[A1]]) : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
// CHECK-NEXT: %[[V10:.*]] = onnx.Cast(%[[V8]]) {to = 6 : i64} : (tensor<4xi1>) -> tensor<4xi32>
// CHECK-NEXT: %[[V11:.*]] = onnx.Sub(%[[V9]], %[[V10]]) : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
// CHECK-NEXT: %[[V12:.*]] = onnx.Div(%[[A2]], %[[A2]]) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V13:.*]] = onnx.Floor(%[[V12]]) : (tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V14:.*]] = onnx.Div(%[[A3]], %[[A3]]) : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
// CHECK-NEXT: return %[[V0]], %[[V11]], %[[V13]], %[[V14]] : tensor<4xi32>, tensor<4xi32>, tensor<4xf32>, tensor<4xui8>
func.func @quotients(%x: tensor<4xi32>, %y: tensor<4xi32>, %f: tensor<4xf32>, %u: tensor<4xui8>)
    -> (tensor<4xi32>, tensor<4xi32>, tensor<4xf32>, tensor<4xui8>) {
  %0 = tf.Div %x, %y : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  %1 = tf.FloorDiv %x, %y : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  %2 = tf.FloorDiv %f, %f : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %3 = tf.FloorDiv %u, %u : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xui8>
  return %0, %1, %2, %3 : tensor<4xi32>, tensor<4xi32>, tensor<4xf32>, tensor<4xui8>
}

// CHECK-LABEL: func.func @remainders(
// CHECK-SAME: %[[A0:.*]]: tensor<4xi32>, %[[A1:.*]]: tensor<4xf32>, %[[A2:.*]]: tensor<4xf32>) -> (tensor<4xi32>, tensor<4xf32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Mod(%[[A0]], %[[A0]]) : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Mod(%[[A1]], %[[A2]]) {fmod = 1 : i64} : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Add(%[[V1]], %[[A2]]) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[V4:.*]] = onnx.Equal(%[[V1]], %[[V3]]) : (tensor<4xf32>, tensor<f32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V5:.*]] = onnx.Not(%[[V4]]) : (tensor<4xi1>) -> tensor<4xi1>
// CHECK-NEXT: %[[V6:.*]] = onnx.Less(%[[V1]], %[[V3]]) : (tensor<4xf32>, tensor<f32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V7:.*]] = onnx.Less(%[[A2]], %[[V3]]) : (tensor<4xf32>, tensor<f32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V8:.*]] = onnx.Xor(%[[V6]], %[[V7]]) : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
// CHECK-NEXT: %[[V9:.*]] = onnx.And(%[[V5]], %[[V8]]) : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
// CHECK-NEXT: %[[V10:.*]] = onnx.Where(%[[V9]], %[[V2]], %[[V1]]) : (tensor<4xi1>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: return %[[V0]], %[[V10]] : tensor<4xi32>, tensor<4xf32>
func.func @remainders(%x: tensor<4xi32>, %f: tensor<4xf32>, %g: tensor<4xf32>) -> (tensor<4xi32>, tensor<4xf32>) {
  %0 = tf.FloorMod %x, %x : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  %1 = tf.FloorMod %f, %g : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0, %1 : tensor<4xi32>, tensor<4xf32>
}

// CHECK-LABEL: func.func @sums(
// CHECK-SAME: %[[A0:.*]]: tensor<4xf32>, %[[A1:.*]]: tensor<4xi32>) -> (tensor<4xf32>, tensor<4xi32>, tensor<4xi32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Sum(%[[A0]], %[[A0]], %[[A0]]) : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Add(%[[A1]], %[[A1]]) : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Add(%[[V1]], %[[A1]]) : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
// CHECK-NEXT: return %[[V0]], %[[V2]], %[[A1]] : tensor<4xf32>, tensor<4xi32>, tensor<4xi32>
func.func @sums(%x: tensor<4xf32>, %i: tensor<4xi32>) -> (tensor<4xf32>, tensor<4xi32>, tensor<4xi32>) {
  %0 = tf.AddN %x, %x, %x : (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %1 = tf.AddN %i, %i, %i : (tensor<4xi32>, tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  %2 = tf.AddN %i : (tensor<4xi32>) -> tensor<4xi32>
  return %0, %1, %2 : tensor<4xf32>, tensor<4xi32>, tensor<4xi32>
}

// Clip takes scalars; what it makes of crossed bounds is not TensorFlow's.
// CHECK-LABEL: func.func @bounds(
// CHECK-SAME: %[[A0:.*]]: tensor<?x3xf32>, %[[A1:.*]]: tensor<f32>, %[[A2:.*]]: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Clip(%[[A0]], %[[V0]], %[[V1]]) : (tensor<?x3xf32>, tensor<f32>, tensor<f32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Min(%[[A0]], %[[V0]]) : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[V4:.*]] = onnx.Max(%[[V3]], %[[V1]]) : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[V5:.*]] = onnx.Min(%[[A0]], %[[A2]]) : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[V6:.*]] = onnx.Max(%[[V5]], %[[A1]]) : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
// CHECK-NEXT: return %[[V2]], %[[V4]], %[[V6]] : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
func.func @bounds(%x: tensor<?x3xf32>, %low: tensor<f32>, %high: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) {
  %zero = tf.Const dense<0.0> : tensor<f32>
  %one = tf.Const dense<1.0> : tensor<f32>
  %0 = tf.ClipByValue %x, %zero, %one : (tensor<?x3xf32>, tensor<f32>, tensor<f32>) -> tensor<?x3xf32>
  %1 = tf.ClipByValue %x, %one, %zero : (tensor<?x3xf32>, tensor<f32>, tensor<f32>) -> tensor<?x3xf32>
  %2 = tf.ClipByValue %x, %low, %high : (tensor<?x3xf32>, tensor<f32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  return %0, %1, %2 : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
}

// CHECK-LABEL: func.func @equal(
// CHECK-SAME: %[[A0:.*]]: tensor<4xf32>, %[[A1:.*]]: tensor<f32>) -> (tensor<4xi1>, tensor<4xi1>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Equal(%[[A0]], %[[A0]]) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V1:.*]] = onnx.Equal(%[[A0]], %[[A1]]) : (tensor<4xf32>, tensor<f32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V2:.*]] = onnx.Not(%[[V1]]) : (tensor<4xi1>) -> tensor<4xi1>
// CHECK-NEXT: return %[[V0]], %[[V2]] : tensor<4xi1>, tensor<4xi1>
func.func @equal(%x: tensor<4xf32>, %s: tensor<f32>) -> (tensor<4xi1>, tensor<4xi1>) {
  %0 = tf.Equal %x, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  %1 = tf.NotEqual %x, %s {incompatible_shape_error = false} : (tensor<4xf32>, tensor<f32>) -> tensor<4xi1>
  return %0, %1 : tensor<4xi1>, tensor<4xi1>
}

// A vector decides about rows.
// CHECK-LABEL: func.func @select(
// CHECK-SAME: %[[A0:.*]]: tensor<?xi1>, %[[A1:.*]]: tensor<i1>, %[[A2:.*]]: tensor<?x3x2xf32>) -> (tensor<?x3x2xf32>, tensor<?x3x2xf32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<[1, 2]> : tensor<2xi64>
// CHECK-NEXT: %[[V1:.*]] = onnx.Unsqueeze(%[[A0]], %[[V0]]) : (tensor<?xi1>, tensor<2xi64>) -> tensor<?x1x1xi1>
// CHECK-NEXT: %[[V2:.*]] = onnx.Where(%[[V1]], %[[A2]], %[[A2]]) : (tensor<?x1x1xi1>, tensor<?x3x2xf32>, tensor<?x3x2xf32>) -> tensor<?x3x2xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Where(%[[A1]], %[[A2]], %[[A2]]) : (tensor<i1>, tensor<?x3x2xf32>, tensor<?x3x2xf32>) -> tensor<?x3x2xf32>
// CHECK-NEXT: return %[[V2]], %[[V3]] : tensor<?x3x2xf32>, tensor<?x3x2xf32>
func.func @select(%row: tensor<?xi1>, %s: tensor<i1>, %x: tensor<?x3x2xf32>) -> (tensor<?x3x2xf32>, tensor<?x3x2xf32>) {
  %0 = tf.Select %row, %x, %x : (tensor<?xi1>, tensor<?x3x2xf32>, tensor<?x3x2xf32>) -> tensor<?x3x2xf32>
  %1 = tf.Select %s, %x, %x : (tensor<i1>, tensor<?x3x2xf32>, tensor<?x3x2xf32>) -> tensor<?x3x2xf32>
  return %0, %1 : tensor<?x3x2xf32>, tensor<?x3x2xf32>
}

// CHECK-LABEL: func.func @bias(
// CHECK-SAME: %[[A0:.*]]: tensor<?x4x5x6xf32>, %[[A1:.*]]: tensor<6xf32>, %[[A2:.*]]: tensor<4xf32>) -> (tensor<?x4x5x6xf32>, tensor<?x4x5x6xf32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Add(%[[A0]], %[[A1]]) : (tensor<?x4x5x6xf32>, tensor<6xf32>) -> tensor<?x4x5x6xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Constant dense<[1, 2]> : tensor<2xi64>
// CHECK-NEXT: %[[V2:.*]] = onnx.Unsqueeze(%[[A2]], %[[V1]]) : (tensor<4xf32>, tensor<2xi64>) -> tensor<4x1x1xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Add(%[[A0]], %[[V2]]) : (tensor<?x4x5x6xf32>, tensor<4x1x1xf32>) -> tensor<?x4x5x6xf32>
// CHECK-NEXT: return %[[V0]], %[[V3]] : tensor<?x4x5x6xf32>, tensor<?x4x5x6xf32>
func.func @bias(%x: tensor<?x4x5x6xf32>, %last: tensor<6xf32>, %second: tensor<4xf32>) -> (tensor<?x4x5x6xf32>, tensor<?x4x5x6xf32>) {
  %0 = tf.BiasAdd %x, %last : (tensor<?x4x5x6xf32>, tensor<6xf32>) -> tensor<?x4x5x6xf32>
  %1 = tf.BiasAdd %x, %second {data_format = "NCHW"} : (tensor<?x4x5x6xf32>, tensor<4xf32>) -> tensor<?x4x5x6xf32>
  return %0, %1 : tensor<?x4x5x6xf32>, tensor<?x4x5x6xf32>
}
