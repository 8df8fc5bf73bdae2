// Ops that make, move and describe tensors, and those that do nothing.
// RUN: sm-opt %s --convert-tf-to-stablehlo --canonicalize | FileCheck %s

// What says more of a shape than the op's own type flows on.

// CHECK-LABEL: func.func @identities(
// CHECK: return %arg0, %arg1 : tensor<2xf32>, tensor<2xi32>
func.func @identities(%x: tensor<2xf32>, %y: tensor<2xi32>) -> (tensor<?xf32>, tensor<2xi32>) {
  tf.NoOp : () -> ()
  %0:2 = tf.IdentityN %x, %y : (tensor<2xf32>, tensor<2xi32>) -> (tensor<2xf32>, tensor<2xi32>)
  %1 = tf.Identity %0#0 : (tensor<2xf32>) -> tensor<2xf32>
  %2 = tf.StopGradient %1 : (tensor<2xf32>) -> tensor<2xf32>
  %3 = tf.PreventGradient %2 : (tensor<2xf32>) -> tensor<2xf32>
  %4 = tf.Snapshot %3 : (tensor<2xf32>) -> tensor<2xf32>
  %5 = tf.EnsureShape %4 {shape = #tf.shape<?>} : (tensor<2xf32>) -> tensor<2xf32>
  %6 = tf.refine %5 : tensor<2xf32> to tensor<?xf32>
  %7 = tf.PlaceholderWithDefault %6 {shape = #tf.shape<?>} : (tensor<?xf32>) -> tensor<?xf32>
  return %7, %0#1 : tensor<?xf32>, tensor<2xi32>
}

// Nothing that only dead ops use is looked at.

// CHECK-LABEL: func.func @dead(
// CHECK: %[[V0:.*]] = stablehlo.negate %arg0 : tensor<2xf32>
// CHECK-NEXT: return %[[V0]] : tensor<2xf32>
func.func @dead(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = tf.Const dense<"a"> : tensor<!tf.string>
  %1 = tf.Identity %0 : (tensor<!tf.string>) -> tensor<!tf.string>
  %2 = tf.Neg %x : (tensor<2xf32>) -> tensor<2xf32>
  return %2 : tensor<2xf32>
}

// CHECK-LABEL: func.func @shapes(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<[2, 3]> : tensor<2xi32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<6> : tensor<i64>
// CHECK-NEXT: %[[CST_1:.*]] = stablehlo.constant dense<2> : tensor<i32>
// CHECK-NEXT: return %[[CST]], %[[CST_0]], %[[CST_1]] : tensor<2xi32>, tensor<i64>, tensor<i32>
func.func @shapes(%x: tensor<2x3xf32>, %y: tensor<?x3xf32>) -> (tensor<2xi32>, tensor<i64>, tensor<i32>) {
  %0 = tf.Shape %x : (tensor<2x3xf32>) -> tensor<2xi32>
  %1 = tf.Size %x : (tensor<2x3xf32>) -> tensor<i64>
  %2 = tf.Rank %y : (tensor<?x3xf32>) -> tensor<i32>
  return %0, %1, %2 : tensor<2xi32>, tensor<i64>, tensor<i32>
}

// CHECK-LABEL: func.func @made(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<0> : tensor<2x3xi8>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<1> : tensor<2x3xi8>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.broadcast_in_dim %arg1, dims = [] : (tensor<f32>) -> tensor<2x2xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.convert %arg2 : (tensor<f16>) -> tensor<f32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.broadcast_in_dim %[[V1]], dims = [] : (tensor<f32>) -> tensor<3xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.convert %arg2 : (tensor<f16>) -> tensor<f32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.broadcast_in_dim %[[V3]], dims = [] : (tensor<f32>) -> tensor<3xf32>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.iota dim = 0 : tensor<3xf32>
// CHECK-NEXT: %[[V6:.*]] = stablehlo.multiply %[[V5]], %[[V4]] : tensor<3xf32>
// CHECK-NEXT: %[[V7:.*]] = stablehlo.add %[[V2]], %[[V6]] : tensor<3xf32>
// CHECK-NEXT: %[[V8:.*]] = stablehlo.convert %[[V7]] : (tensor<3xf32>) -> tensor<3xf16>
// CHECK-NEXT: return %[[CST]], %[[CST_0]], %[[V0]], %[[V8]] : tensor<2x3xi8>, tensor<2x3xi8>, tensor<2x2xf32>, tensor<3xf16>
func.func @made(%x: tensor<2x3xi8>, %v: tensor<f32>, %s: tensor<f16>) -> (tensor<2x3xi8>, tensor<2x3xi8>, tensor<2x2xf32>, tensor<3xf16>) {
  %dims = tf.Const dense<2> : tensor<2xi32>
  %0 = tf.ZerosLike %x : (tensor<2x3xi8>) -> tensor<2x3xi8>
  %1 = tf.OnesLike %x : (tensor<2x3xi8>) -> tensor<2x3xi8>
  %2 = tf.Fill %dims, %v : (tensor<2xi32>, tensor<f32>) -> tensor<2x2xf32>
  %3 = tf.Range %s, %s, %s : (tensor<f16>, tensor<f16>, tensor<f16>) -> tensor<3xf16>
  return %0, %1, %2, %3 : tensor<2x3xi8>, tensor<2x3xi8>, tensor<2x2xf32>, tensor<3xf16>
}

// CHECK-LABEL: func.func @reshapes(
// CHECK: %[[V0:.*]] = stablehlo.reshape %arg0 : (tensor<2x3xf32>) -> tensor<6xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.reshape %arg0 : (tensor<2x3xf32>) -> tensor<2x1x3xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.transpose %[[V1]], dims = [2, 0, 1] : (tensor<2x1x3xf32>) -> tensor<3x2x1xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.reshape %[[V2]] : (tensor<3x2x1xf32>) -> tensor<3x2xf32>
// CHECK-NEXT: return %[[V0]], %[[V1]], %[[V2]], %[[V3]] : tensor<6xf32>, tensor<2x1x3xf32>, tensor<3x2x1xf32>, tensor<3x2xf32>
func.func @reshapes(%x: tensor<2x3xf32>) -> (tensor<6xf32>, tensor<2x1x3xf32>, tensor<3x2x1xf32>, tensor<3x2xf32>) {
  %shape = tf.Const dense<-1> : tensor<1xi32>
  %one = tf.Const dense<1> : tensor<i32>
  %perm = tf.Const dense<[2, 0, 1]> : tensor<3xi32>
  %0 = tf.Reshape %x, %shape : (tensor<2x3xf32>, tensor<1xi32>) -> tensor<6xf32>
  %1 = tf.ExpandDims %x, %one : (tensor<2x3xf32>, tensor<i32>) -> tensor<2x1x3xf32>
  %2 = tf.Transpose %1, %perm : (tensor<2x1x3xf32>, tensor<3xi32>) -> tensor<3x2x1xf32>
  %3 = tf.Squeeze %2 {squeeze_dims = [2]} : (tensor<3x2x1xf32>) -> tensor<3x2xf32>
  return %0, %1, %2, %3 : tensor<6xf32>, tensor<2x1x3xf32>, tensor<3x2x1xf32>, tensor<3x2xf32>
}

// CHECK-LABEL: func.func @dynamic_transpose(
// CHECK: %[[V0:.*]] = stablehlo.transpose %arg0, dims = [0, 2, 1] : (tensor<?x2x3xf32>) -> tensor<?x3x2xf32>
// CHECK-NEXT: return %[[V0]] : tensor<?x3x2xf32>
func.func @dynamic_transpose(%x: tensor<?x2x3xf32>) -> tensor<?x3x2xf32> {
  %perm = tf.Const dense<[0, 2, 1]> : tensor<3xi32>
  %0 = tf.Transpose %x, %perm : (tensor<?x2x3xf32>, tensor<3xi32>) -> tensor<?x3x2xf32>
  return %0 : tensor<?x3x2xf32>
}

// CHECK-LABEL: func.func @tile(
// CHECK: %[[V0:.*]] = stablehlo.broadcast_in_dim %arg0, dims = [0, 2] : (tensor<2x3xf32>) -> tensor<2x2x3xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.reshape %[[V0]] : (tensor<2x2x3xf32>) -> tensor<2x6xf32>
// CHECK-NEXT: return %[[V1]] : tensor<2x6xf32>
func.func @tile(%x: tensor<2x3xf32>) -> tensor<2x6xf32> {
  %multiples = tf.Const dense<[1, 2]> : tensor<2xi32>
  %0 = tf.Tile %x, %multiples : (tensor<2x3xf32>, tensor<2xi32>) -> tensor<2x6xf32>
  return %0 : tensor<2x6xf32>
}

// CHECK-LABEL: func.func @joined(
// CHECK: %[[V0:.*]] = stablehlo.concatenate %arg0, %arg0, dim = 1 : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x6xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.concatenate %arg0, %arg1, dim = 0 : (tensor<?x3xf32>, tensor<2x3xf32>) -> tensor<?x3xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.reshape %arg1 : (tensor<2x3xf32>) -> tensor<2x1x3xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.reshape %arg1 : (tensor<2x3xf32>) -> tensor<2x1x3xf32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.concatenate %[[V2]], %[[V3]], dim = 1 : (tensor<2x1x3xf32>, tensor<2x1x3xf32>) -> tensor<2x2x3xf32>
// CHECK-NEXT: return %[[V0]], %[[V1]], %[[V4]] : tensor<?x6xf32>, tensor<?x3xf32>, tensor<2x2x3xf32>
func.func @joined(%x: tensor<?x3xf32>, %y: tensor<2x3xf32>) -> (tensor<?x6xf32>, tensor<?x3xf32>, tensor<2x2x3xf32>) {
  %last = tf.Const dense<-1> : tensor<i32>
  %first = tf.Const dense<0> : tensor<i32>
  %0 = tf.ConcatV2 %x, %x, %last : (tensor<?x3xf32>, tensor<?x3xf32>, tensor<i32>) -> tensor<?x6xf32>
  %1 = tf.ConcatV2 %x, %y, %first : (tensor<?x3xf32>, tensor<2x3xf32>, tensor<i32>) -> tensor<?x3xf32>
  %2 = tf.Pack %y, %y {axis = 1 : i64} : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x2x3xf32>
  return %0, %1, %2 : tensor<?x6xf32>, tensor<?x3xf32>, tensor<2x2x3xf32>
}

// CHECK-LABEL: func.func @parted(
// CHECK: %[[V0:.*]] = stablehlo.slice %arg0 [0:2, 0:1, 0:3] : (tensor<2x2x3xf32>) -> tensor<2x1x3xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.reshape %[[V0]] : (tensor<2x1x3xf32>) -> tensor<2x3xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.slice %arg0 [0:2, 1:2, 0:3] : (tensor<2x2x3xf32>) -> tensor<2x1x3xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.reshape %[[V2]] : (tensor<2x1x3xf32>) -> tensor<2x3xf32>
// CHECK-NEXT: return %[[V1]], %[[V3]] : tensor<2x3xf32>, tensor<2x3xf32>
func.func @parted(%x: tensor<2x2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  %0:2 = tf.Unpack %x {axis = -2 : i64} : (tensor<2x2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>)
  return %0#0, %0#1 : tensor<2x3xf32>, tensor<2x3xf32>
}

// What has no elements adds none, and machine code could not hold it.
// CHECK-LABEL: func.func @concat_empty
// CHECK-NEXT: %[[C:.*]] = stablehlo.concatenate %arg0, %arg0, dim = 0
// CHECK-NEXT: return %[[C]], %arg0
func.func @concat_empty(%x: tensor<2xi32>, %y: tensor<0xi32>) -> (tensor<4xi32>, tensor<2xi32>) {
  %axis = tf.Const dense<0> : tensor<i32>
  %0 = tf.ConcatV2 %x, %y, %x, %axis : (tensor<2xi32>, tensor<0xi32>, tensor<2xi32>, tensor<i32>) -> tensor<4xi32>
  %1 = tf.ConcatV2 %y, %x, %axis : (tensor<0xi32>, tensor<2xi32>, tensor<i32>) -> tensor<2xi32>
  return %0, %1 : tensor<4xi32>, tensor<2xi32>
}
