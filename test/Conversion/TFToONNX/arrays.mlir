// Ops that make, move and describe tensors.
// RUN: sm-opt %s --convert-tf-to-onnx | FileCheck %s

// CHECK-LABEL: func.func @nothing_left(
// CHECK-SAME: %[[A0:.*]]: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>)
// CHECK-NEXT: return %[[A0]], %[[A0]] : tensor<?x3xf32>, tensor<?x3xf32>
func.func @nothing_left(%x: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>) {
  tf.NoOp : () -> ()
  %0 = tf.Identity %x : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %1 = tf.StopGradient %0 : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %2 = tf.PreventGradient %1 : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %3 = tf.Snapshot %2 : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %4 = tf.PlaceholderWithDefault %3 {shape = #tf.shape<?x3>} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %5:2 = tf.IdentityN %4, %x : (tensor<?x3xf32>, tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>)
  return %5#0, %5#1 : tensor<?x3xf32>, tensor<?x3xf32>
}

// The argument keeps its type; the result has what the check said.
// CHECK-LABEL: func.func @ensured(
// CHECK-SAME: %[[A0:.*]]: tensor<?x?xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Identity(%[[A0]]) : (tensor<?x?xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: return %[[V0]] : tensor<?x3xf32>
func.func @ensured(%x: tensor<?x?xf32>) -> tensor<?x3xf32> {
  %0 = tf.EnsureShape %x {shape = #tf.shape<?x3>} : (tensor<?x?xf32>) -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @refined(
// CHECK-SAME: %[[A0:.*]]: tensor<?xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Relu(%[[A0]]) : (tensor<?xf32>) -> tensor<4xf32>
// CHECK-NEXT: return %[[V0]] : tensor<4xf32>
func.func @refined(%x: tensor<?xf32>) -> tensor<4xf32> {
  %0 = tf.Relu %x : (tensor<?xf32>) -> tensor<?xf32>
  %1 = tf.refine %0 : tensor<?xf32> to tensor<4xf32>
  return %1 : tensor<4xf32>
}

// A constant is there once, however often it is used.
// CHECK-LABEL: func.func @constants(
// CHECK-SAME: ) -> (tensor<2xi32>, tensor<2xi32>, tensor<2x!tf.string>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<[1, 2]> : tensor<2xi32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Constant dense<["a", "b"]> : tensor<2x!tf.string>
// CHECK-NEXT: return %[[V0]], %[[V0]], %[[V1]] : tensor<2xi32>, tensor<2xi32>, tensor<2x!tf.string>
func.func @constants() -> (tensor<2xi32>, tensor<2xi32>, tensor<2x!tf.string>) {
  %0 = tf.Const dense<[1, 2]> : tensor<2xi32>
  %1 = tf.Const dense<["a", "b"]> : tensor<2x!tf.string>
  return %0, %0, %1 : tensor<2xi32>, tensor<2xi32>, tensor<2x!tf.string>
}

// CHECK-LABEL: func.func @reshape(
// CHECK-SAME: %[[A0:.*]]: tensor<?x2x3xf32>, %[[A1:.*]]: tensor<2xi32>, %[[A2:.*]]: tensor<0x3xf32>) -> (tensor<?x6xf32>, tensor<?x?xf32>, tensor<3x0x5xf32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<[-1, 6]> : tensor<2xi64>
// CHECK-NEXT: %[[V1:.*]] = onnx.Reshape(%[[A0]], %[[V0]]) : (tensor<?x2x3xf32>, tensor<2xi64>) -> tensor<?x6xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Cast(%[[A1]]) {to = 7 : i64} : (tensor<2xi32>) -> tensor<2xi64>
// CHECK-NEXT: %[[V3:.*]] = onnx.Reshape(%[[A0]], %[[V2]]) {allowzero = 1 : i64} : (tensor<?x2x3xf32>, tensor<2xi64>) -> tensor<?x?xf32>
// CHECK-NEXT: %[[V4:.*]] = onnx.Constant dense<[3, 0, 5]> : tensor<3xi64>
// CHECK-NEXT: %[[V5:.*]] = onnx.Reshape(%[[A2]], %[[V4]]) {allowzero = 1 : i64} : (tensor<0x3xf32>, tensor<3xi64>) -> tensor<3x0x5xf32>
// CHECK-NEXT: return %[[V1]], %[[V3]], %[[V5]] : tensor<?x6xf32>, tensor<?x?xf32>, tensor<3x0x5xf32>
func.func @reshape(%x: tensor<?x2x3xf32>, %s: tensor<2xi32>, %e: tensor<0x3xf32>)
    -> (tensor<?x6xf32>, tensor<?x?xf32>, tensor<3x0x5xf32>) {
  %shape = tf.Const dense<[-1, 6]> : tensor<2xi32>
  %0 = tf.Reshape %x, %shape : (tensor<?x2x3xf32>, tensor<2xi32>) -> tensor<?x6xf32>
  %1 = tf.Reshape %x, %s : (tensor<?x2x3xf32>, tensor<2xi32>) -> tensor<?x?xf32>
  %empty = tf.Const dense<[3, 0, 5]> : tensor<3xi64>
  %2 = tf.Reshape %e, %empty : (tensor<0x3xf32>, tensor<3xi64>) -> tensor<3x0x5xf32>
  return %0, %1, %2 : tensor<?x6xf32>, tensor<?x?xf32>, tensor<3x0x5xf32>
}

// CHECK-LABEL: func.func @described(
// CHECK-SAME: %[[A0:.*]]: tensor<?x3xf32>, %[[A1:.*]]: tensor<2x3xf32>, %[[A2:.*]]: tensor<?xi64>) -> (tensor<2xi32>, tensor<2xi64>, tensor<2xi64>, tensor<i32>, tensor<i64>, tensor<i32>, tensor<i32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Shape(%[[A0]]) : (tensor<?x3xf32>) -> tensor<2xi64>
// CHECK-NEXT: %[[V1:.*]] = onnx.Cast(%[[V0]]) {to = 6 : i64} : (tensor<2xi64>) -> tensor<2xi32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Shape(%[[A0]]) : (tensor<?x3xf32>) -> tensor<2xi64>
// CHECK-NEXT: %[[V3:.*]] = onnx.Constant dense<[2, 3]> : tensor<2xi64>
// CHECK-NEXT: %[[V4:.*]] = onnx.Shape(%[[A0]]) : (tensor<?x3xf32>) -> tensor<2xi64>
// CHECK-NEXT: %[[V5:.*]] = onnx.ReduceProd(%[[V4]]) {keepdims = 0 : i64} : (tensor<2xi64>) -> tensor<i64>
// CHECK-NEXT: %[[V6:.*]] = onnx.Cast(%[[V5]]) {to = 6 : i64} : (tensor<i64>) -> tensor<i32>
// CHECK-NEXT: %[[V7:.*]] = onnx.Constant dense<6> : tensor<i64>
// CHECK-NEXT: %[[V8:.*]] = onnx.Reshape(%[[A1]], %[[A2]]) {allowzero = 1 : i64} : (tensor<2x3xf32>, tensor<?xi64>) -> tensor<*xf32>
// CHECK-NEXT: %[[V9:.*]] = onnx.Shape(%[[V8]]) : (tensor<*xf32>) -> tensor<?xi64>
// CHECK-NEXT: %[[V10:.*]] = onnx.Size(%[[V9]]) : (tensor<?xi64>) -> tensor<i64>
// CHECK-NEXT: %[[V11:.*]] = onnx.Cast(%[[V10]]) {to = 6 : i64} : (tensor<i64>) -> tensor<i32>
// CHECK-NEXT: %[[V12:.*]] = onnx.Constant dense<2> : tensor<i64>
// CHECK-NEXT: %[[V13:.*]] = onnx.Cast(%[[V12]]) {to = 6 : i64} : (tensor<i64>) -> tensor<i32>
// CHECK-NEXT: return %[[V1]], %[[V2]], %[[V3]], %[[V6]], %[[V7]], %[[V11]], %[[V13]] : tensor<2xi32>, tensor<2xi64>, tensor<2xi64>, tensor<i32>, tensor<i64>, tensor<i32>, tensor<i32>
func.func @described(%x: tensor<?x3xf32>, %y: tensor<2x3xf32>, %s: tensor<?xi64>)
    -> (tensor<2xi32>, tensor<2xi64>, tensor<2xi64>, tensor<i32>, tensor<i64>, tensor<i32>, tensor<i32>) {
  %0 = tf.Shape %x : (tensor<?x3xf32>) -> tensor<2xi32>
  %1 = tf.Shape %x : (tensor<?x3xf32>) -> tensor<2xi64>
  %2 = tf.Shape %y : (tensor<2x3xf32>) -> tensor<2xi64>
  %3 = tf.Size %x : (tensor<?x3xf32>) -> tensor<i32>
  %4 = tf.Size %y : (tensor<2x3xf32>) -> tensor<i64>
  %u = tf.Reshape %y, %s : (tensor<2x3xf32>, tensor<?xi64>) -> tensor<*xf32>
  %5 = tf.Rank %u : (tensor<*xf32>) -> tensor<i32>
  %6 = tf.Rank %x : (tensor<?x3xf32>) -> tensor<i32>
  return %0, %1, %2, %3, %4, %5, %6 : tensor<2xi32>, tensor<2xi64>, tensor<2xi64>, tensor<i32>, tensor<i64>, tensor<i32>, tensor<i32>
}

// CHECK-LABEL: func.func @dimensions_of_one(
// CHECK-SAME: %[[A0:.*]]: tensor<?x1x3x1xf32>, %[[A1:.*]]: tensor<i32>) -> (tensor<?x3xf32>, tensor<*xf32>, tensor<?x1x3x1x1xf32>, tensor<?x?x?x?x?xf32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<[1, -1]> : tensor<2xi64>
// CHECK-NEXT: %[[V1:.*]] = onnx.Squeeze(%[[A0]], %[[V0]]) : (tensor<?x1x3x1xf32>, tensor<2xi64>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Squeeze(%[[A0]]) : (tensor<?x1x3x1xf32>) -> tensor<*xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Constant dense<-1> : tensor<1xi64>
// CHECK-NEXT: %[[V4:.*]] = onnx.Unsqueeze(%[[A0]], %[[V3]]) : (tensor<?x1x3x1xf32>, tensor<1xi64>) -> tensor<?x1x3x1x1xf32>
// CHECK-NEXT: %[[V5:.*]] = onnx.Cast(%[[A1]]) {to = 7 : i64} : (tensor<i32>) -> tensor<i64>
// CHECK-NEXT: %[[V6:.*]] = onnx.Constant dense<1> : tensor<1xi64>
// CHECK-NEXT: %[[V7:.*]] = onnx.Reshape(%[[V5]], %[[V6]]) : (tensor<i64>, tensor<1xi64>) -> tensor<1xi64>
// CHECK-NEXT: %[[V8:.*]] = onnx.Unsqueeze(%[[A0]], %[[V7]]) : (tensor<?x1x3x1xf32>, tensor<1xi64>) -> tensor<?x?x?x?x?xf32>
// CHECK-NEXT: return %[[V1]], %[[V2]], %[[V4]], %[[V8]] : tensor<?x3xf32>, tensor<*xf32>, tensor<?x1x3x1x1xf32>, tensor<?x?x?x?x?xf32>
func.func @dimensions_of_one(%x: tensor<?x1x3x1xf32>, %dim: tensor<i32>)
    -> (tensor<?x3xf32>, tensor<*xf32>, tensor<?x1x3x1x1xf32>, tensor<?x?x?x?x?xf32>) {
  %0 = tf.Squeeze %x {squeeze_dims = [1, -1]} : (tensor<?x1x3x1xf32>) -> tensor<?x3xf32>
  %1 = tf.Squeeze %x : (tensor<?x1x3x1xf32>) -> tensor<*xf32>
  %last = tf.Const dense<-1> : tensor<i32>
  %2 = tf.ExpandDims %x, %last : (tensor<?x1x3x1xf32>, tensor<i32>) -> tensor<?x1x3x1x1xf32>
  %3 = tf.ExpandDims %x, %dim : (tensor<?x1x3x1xf32>, tensor<i32>) -> tensor<?x?x?x?x?xf32>
  return %0, %1, %2, %3 : tensor<?x3xf32>, tensor<*xf32>, tensor<?x1x3x1x1xf32>, tensor<?x?x?x?x?xf32>
}

// CHECK-LABEL: func.func @transposed(
// CHECK-SAME: %[[A0:.*]]: tensor<?x2x3xf32>, %[[A1:.*]]: tensor<f32>) -> (tensor<3x?x2xf32>, tensor<f32>, tensor<3x2xf32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Transpose(%[[A0]]) {perm = array<i64: 2, 0, 1>} : (tensor<?x2x3xf32>) -> tensor<3x?x2xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Constant dense<{{\[\[}}1.000000e+00, 4.000000e+00], [2.000000e+00, 5.000000e+00], [3.000000e+00, 6.000000e+00]]> : tensor<3x2xf32>
// CHECK-NEXT: return %[[V0]], %[[A1]], %[[V1]] : tensor<3x?x2xf32>, tensor<f32>, tensor<3x2xf32>
func.func @transposed(%x: tensor<?x2x3xf32>, %s: tensor<f32>) -> (tensor<3x?x2xf32>, tensor<f32>, tensor<3x2xf32>) {
  %perm = tf.Const dense<[-1, 0, 1]> : tensor<3xi32>
  %0 = tf.Transpose %x, %perm : (tensor<?x2x3xf32>, tensor<3xi32>) -> tensor<3x?x2xf32>
  %none = tf.Const dense<> : tensor<0xi32>
  %1 = tf.Transpose %s, %none : (tensor<f32>, tensor<0xi32>) -> tensor<f32>
  %c = tf.Const dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32>
  %swap = tf.Const dense<[1, 0]> : tensor<2xi32>
  %2 = tf.Transpose %c, %swap : (tensor<2x3xf32>, tensor<2xi32>) -> tensor<3x2xf32>
  return %0, %1, %2 : tensor<3x?x2xf32>, tensor<f32>, tensor<3x2xf32>
}

// CHECK-LABEL: func.func @joined(
// CHECK-SAME: %[[A0:.*]]: tensor<?x2xf32>, %[[A1:.*]]: tensor<?x2xf32>) -> (tensor<?x4xf32>, tensor<?x2x2xf32>, tensor<?x2x1xf32>, tensor<?xf32>, tensor<?xf32>, tensor<2xf32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Concat(%[[A0]], %[[A1]]) {axis = -1 : i64} : (tensor<?x2xf32>, tensor<?x2xf32>) -> tensor<?x4xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Constant dense<-1> : tensor<1xi64>
// CHECK-NEXT: %[[V2:.*]] = onnx.Unsqueeze(%[[A0]], %[[V1]]) : (tensor<?x2xf32>, tensor<1xi64>) -> tensor<?x2x1xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Unsqueeze(%[[A1]], %[[V1]]) : (tensor<?x2xf32>, tensor<1xi64>) -> tensor<?x2x1xf32>
// CHECK-NEXT: %[[V4:.*]] = onnx.Concat(%[[V2]], %[[V3]]) {axis = -1 : i64} : (tensor<?x2x1xf32>, tensor<?x2x1xf32>) -> tensor<?x2x2xf32>
// CHECK-NEXT: %[[V5:.*]] = onnx.Constant dense<2> : tensor<1xi64>
// CHECK-NEXT: %[[V6:.*]] = onnx.Unsqueeze(%[[A0]], %[[V5]]) : (tensor<?x2xf32>, tensor<1xi64>) -> tensor<?x2x1xf32>
// CHECK-NEXT: %[[V7:.*]]:2 = onnx.Split(%[[A0]]) {axis = 1 : i64} : (tensor<?x2xf32>) -> (tensor<?x1xf32>, tensor<?x1xf32>)
// CHECK-NEXT: %[[V8:.*]] = onnx.Constant dense<1> : tensor<1xi64>
// CHECK-NEXT: %[[V9:.*]] = onnx.Squeeze(%[[V7]]#0, %[[V8]]) : (tensor<?x1xf32>, tensor<1xi64>) -> tensor<?xf32>
// CHECK-NEXT: %[[V10:.*]] = onnx.Squeeze(%[[V7]]#1, %[[V8]]) : (tensor<?x1xf32>, tensor<1xi64>) -> tensor<?xf32>
// CHECK-NEXT: %[[V11:.*]] = onnx.Constant dense<7.000000e+00> : tensor<1x1xf32>
// CHECK-NEXT: %[[V12:.*]] = onnx.Concat(%[[V11]], %[[V11]]) {axis = -1 : i64} : (tensor<1x1xf32>, tensor<1x1xf32>) -> tensor<1x2xf32>
// CHECK-NEXT: %[[V13:.*]] = onnx.Constant dense<0> : tensor<1xi64>
// CHECK-NEXT: %[[V14:.*]] = onnx.Squeeze(%[[V12]], %[[V13]]) : (tensor<1x2xf32>, tensor<1xi64>) -> tensor<2xf32>
// CHECK-NEXT: return %[[V0]], %[[V4]], %[[V6]], %[[V9]], %[[V10]], %[[V14]] : tensor<?x4xf32>, tensor<?x2x2xf32>, tensor<?x2x1xf32>, tensor<?xf32>, tensor<?xf32>, tensor<2xf32>
func.func @joined(%x: tensor<?x2xf32>, %y: tensor<?x2xf32>)
    -> (tensor<?x4xf32>, tensor<?x2x2xf32>, tensor<?x2x1xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  %axis = tf.Const dense<-1> : tensor<i32>
  %0 = tf.ConcatV2 %x, %y, %axis : (tensor<?x2xf32>, tensor<?x2xf32>, tensor<i32>) -> tensor<?x4xf32>
  %1 = tf.Pack %x, %y {axis = -1 : i64} : (tensor<?x2xf32>, tensor<?x2xf32>) -> tensor<?x2x2xf32>
  %2 = tf.Pack %x {axis = 2 : i64} : (tensor<?x2xf32>) -> tensor<?x2x1xf32>
  %3:2 = tf.Unpack %x {axis = 1 : i64} : (tensor<?x2xf32>) -> (tensor<?xf32>, tensor<?xf32>)
  %one = tf.Const dense<[[7.0]]> : tensor<1x1xf32>
  %4 = tf.ConcatV2 %one, %one, %axis : (tensor<1x1xf32>, tensor<1x1xf32>, tensor<i32>) -> tensor<1x2xf32>
  %5 = tf.Unpack %4 : (tensor<1x2xf32>) -> tensor<2xf32>
  %6 = tf.refine %5 : tensor<2xf32> to tensor<?xf32>
  return %0, %1, %2, %3#0, %3#1, %6 : tensor<?x4xf32>, tensor<?x2x2xf32>, tensor<?x2x1xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}

// CHECK-LABEL: func.func @made(
// CHECK-SAME: %[[A0:.*]]: tensor<2xi32>, %[[A1:.*]]: tensor<f32>, %[[A2:.*]]: tensor<?x3xi32>, %[[A3:.*]]: tensor<i32>) -> (tensor<?x?xf32>, tensor<f32>, tensor<?x3xi32>, tensor<?x3xi32>, tensor<?xi32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Cast(%[[A0]]) {to = 7 : i64} : (tensor<2xi32>) -> tensor<2xi64>
// CHECK-NEXT: %[[V1:.*]] = onnx.Expand(%[[A1]], %[[V0]]) : (tensor<f32>, tensor<2xi64>) -> tensor<?x?xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Shape(%[[A2]]) : (tensor<?x3xi32>) -> tensor<2xi64>
// CHECK-NEXT: %[[V3:.*]] = onnx.ConstantOfShape(%[[V2]]) {value = dense<0> : tensor<1xi32>} : (tensor<2xi64>) -> tensor<?x3xi32>
// CHECK-NEXT: %[[V4:.*]] = onnx.Shape(%[[A2]]) : (tensor<?x3xi32>) -> tensor<2xi64>
// CHECK-NEXT: %[[V5:.*]] = onnx.ConstantOfShape(%[[V4]]) {value = dense<1> : tensor<1xi32>} : (tensor<2xi64>) -> tensor<?x3xi32>
// CHECK-NEXT: %[[V6:.*]] = onnx.Constant dense<0> : tensor<i32>
// CHECK-NEXT: %[[V7:.*]] = onnx.Constant dense<1> : tensor<i32>
// CHECK-NEXT: %[[V8:.*]] = onnx.Range(%[[V6]], %[[A3]], %[[V7]]) : (tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<?xi32>
// CHECK-NEXT: return %[[V1]], %[[A1]], %[[V3]], %[[V5]], %[[V8]] : tensor<?x?xf32>, tensor<f32>, tensor<?x3xi32>, tensor<?x3xi32>, tensor<?xi32>
func.func @made(%dims: tensor<2xi32>, %v: tensor<f32>, %x: tensor<?x3xi32>, %n: tensor<i32>)
    -> (tensor<?x?xf32>, tensor<f32>, tensor<?x3xi32>, tensor<?x3xi32>, tensor<?xi32>) {
  %0 = tf.Fill %dims, %v : (tensor<2xi32>, tensor<f32>) -> tensor<?x?xf32>
  %none = tf.Const dense<> : tensor<0xi32>
  %1 = tf.Fill %none, %v : (tensor<0xi32>, tensor<f32>) -> tensor<f32>
  %2 = tf.ZerosLike %x : (tensor<?x3xi32>) -> tensor<?x3xi32>
  %3 = tf.OnesLike %x : (tensor<?x3xi32>) -> tensor<?x3xi32>
  %zero = tf.Const dense<0> : tensor<i32>
  %one = tf.Const dense<1> : tensor<i32>
  %4 = tf.Range %zero, %n, %one : (tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<?xi32>
  return %0, %1, %2, %3, %4 : tensor<?x?xf32>, tensor<f32>, tensor<?x3xi32>, tensor<?x3xi32>, tensor<?xi32>
}

// CHECK-LABEL: func.func @repeated(
// CHECK-SAME: %[[A0:.*]]: tensor<?x3xf32>, %[[A1:.*]]: tensor<f32>, %[[A2:.*]]: tensor<2xi32>) -> (tensor<?x6xf32>, tensor<f32>, tensor<?x?xf32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<[1, 2]> : tensor<2xi64>
// CHECK-NEXT: %[[V1:.*]] = onnx.Tile(%[[A0]], %[[V0]]) : (tensor<?x3xf32>, tensor<2xi64>) -> tensor<?x6xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Cast(%[[A2]]) {to = 7 : i64} : (tensor<2xi32>) -> tensor<2xi64>
// CHECK-NEXT: %[[V3:.*]] = onnx.Tile(%[[A0]], %[[V2]]) : (tensor<?x3xf32>, tensor<2xi64>) -> tensor<?x?xf32>
// CHECK-NEXT: return %[[V1]], %[[A1]], %[[V3]] : tensor<?x6xf32>, tensor<f32>, tensor<?x?xf32>
func.func @repeated(%x: tensor<?x3xf32>, %s: tensor<f32>, %m: tensor<2xi32>) -> (tensor<?x6xf32>, tensor<f32>, tensor<?x?xf32>) {
  %twice = tf.Const dense<[1, 2]> : tensor<2xi32>
  %0 = tf.Tile %x, %twice : (tensor<?x3xf32>, tensor<2xi32>) -> tensor<?x6xf32>
  %none = tf.Const dense<> : tensor<0xi32>
  %1 = tf.Tile %s, %none : (tensor<f32>, tensor<0xi32>) -> tensor<f32>
  %2 = tf.Tile %x, %m : (tensor<?x3xf32>, tensor<2xi32>) -> tensor<?x?xf32>
  return %0, %1, %2 : tensor<?x6xf32>, tensor<f32>, tensor<?x?xf32>
}

// CHECK-LABEL: func.func @padded(
// CHECK-SAME: %[[A0:.*]]: tensor<?x3xf32>, %[[A1:.*]]: tensor<2x2xi32>, %[[A2:.*]]: tensor<f32>, %[[A3:.*]]: tensor<f32>) -> (tensor<?x6xf32>, tensor<?x?xf32>, tensor<f32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<[5, 1, 0, 2]> : tensor<4xi64>
// CHECK-NEXT: %[[V1:.*]] = onnx.Pad(%[[A0]], %[[V0]]) : (tensor<?x3xf32>, tensor<4xi64>) -> tensor<?x6xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Cast(%[[A1]]) {to = 7 : i64} : (tensor<2x2xi32>) -> tensor<2x2xi64>
// CHECK-NEXT: %[[V3:.*]] = onnx.Transpose(%[[V2]]) {perm = array<i64: 1, 0>} : (tensor<2x2xi64>) -> tensor<2x2xi64>
// CHECK-NEXT: %[[V4:.*]] = onnx.Constant dense<-1> : tensor<1xi64>
// CHECK-NEXT: %[[V5:.*]] = onnx.Reshape(%[[V3]], %[[V4]]) : (tensor<2x2xi64>, tensor<1xi64>) -> tensor<4xi64>
// CHECK-NEXT: %[[V6:.*]] = onnx.Pad(%[[A0]], %[[V5]], %[[A2]]) : (tensor<?x3xf32>, tensor<4xi64>, tensor<f32>) -> tensor<?x?xf32>
// CHECK-NEXT: return %[[V1]], %[[V6]], %[[A3]] : tensor<?x6xf32>, tensor<?x?xf32>, tensor<f32>
func.func @padded(%x: tensor<?x3xf32>, %p: tensor<2x2xi32>, %v: tensor<f32>, %s: tensor<f32>)
    -> (tensor<?x6xf32>, tensor<?x?xf32>, tensor<f32>) {
  %pads = tf.Const dense<[[5, 0], [1, 2]]> : tensor<2x2xi32>
  %0 = tf.Pad %x, %pads : (tensor<?x3xf32>, tensor<2x2xi32>) -> tensor<?x6xf32>
  %1 = tf.PadV2 %x, %p, %v : (tensor<?x3xf32>, tensor<2x2xi32>, tensor<f32>) -> tensor<?x?xf32>
  %none = tf.Const dense<> : tensor<0x2xi32>
  %2 = tf.Pad %s, %none : (tensor<f32>, tensor<0x2xi32>) -> tensor<f32>
  return %0, %1, %2 : tensor<?x6xf32>, tensor<?x?xf32>, tensor<f32>
}
