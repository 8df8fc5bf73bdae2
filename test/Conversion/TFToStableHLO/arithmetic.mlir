// Ops that one op of the hub does, and arithmetic that takes several.
// RUN: sm-opt %s --convert-tf-to-stablehlo --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @broadcasts(
// CHECK: %[[V0:.*]] = stablehlo.broadcast_in_dim %arg1, dims = [1] : (tensor<3xf32>) -> tensor<2x3xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.subtract %arg0, %[[V0]] : tensor<2x3xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.broadcast_in_dim %arg2, dims = [] : (tensor<f32>) -> tensor<2x3xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.compare LT, %[[V2]], %[[V1]] : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xi1>
// CHECK-NEXT: return %[[V1]], %[[V3]] : tensor<2x3xf32>, tensor<2x3xi1>
func.func @broadcasts(%x: tensor<2x3xf32>, %y: tensor<3xf32>, %s: tensor<f32>) -> (tensor<2x3xf32>, tensor<2x3xi1>) {
  %0 = tf.Sub %x, %y : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  %1 = tf.Less %s, %0 : (tensor<f32>, tensor<2x3xf32>) -> tensor<2x3xi1>
  return %0, %1 : tensor<2x3xf32>, tensor<2x3xi1>
}

// Names of nodes stay; unknown dimensions too where operands are of one type.

// CHECK-LABEL: func.func @dynamic(
// CHECK: %[[V0:.*]] = stablehlo.add %arg0, %arg1 : tensor<?x3xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.tanh %[[V0]] : tensor<?x3xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.multiply %[[V1]], %[[V1]] : tensor<?x3xf32>
// CHECK-NEXT: return %[[V2]] : tensor<?x3xf32>
func.func @dynamic(%x: tensor<?x3xf32>, %y: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %0 = tf.AddV2 %x, %y : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %1 = tf.Tanh %0 : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %2 = tf.Square %1 : (tensor<?x3xf32>) -> tensor<?x3xf32>
  return %2 : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @one_op_each(
// CHECK: %[[V0:.*]] = stablehlo.negate %arg0 : tensor<4xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.round_nearest_even %[[V0]] : tensor<4xf32>
// CHECK-NEXT: %[[V2:.*]] = chlo.erf %[[V1]] : tensor<4xf32> -> tensor<4xf32>
// CHECK-NEXT: %[[V3:.*]] = chlo.erfc %[[V2]] : tensor<4xf32> -> tensor<4xf32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.logistic %[[V3]] : tensor<4xf32>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.is_finite %[[V4]] : (tensor<4xf32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V6:.*]] = stablehlo.or %[[V5]], %arg1 : tensor<4xi1>
// CHECK-NEXT: %[[V7:.*]] = stablehlo.not %[[V6]] : tensor<4xi1>
// CHECK-NEXT: %[[V8:.*]] = stablehlo.compare GE, %[[V4]], %arg0 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
// CHECK-NEXT: return %[[V4]], %[[V7]], %[[V8]] : tensor<4xf32>, tensor<4xi1>, tensor<4xi1>
func.func @one_op_each(%x: tensor<4xf32>, %b: tensor<4xi1>) -> (tensor<4xf32>, tensor<4xi1>, tensor<4xi1>) {
  %0 = tf.Neg %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = tf.Rint %0 : (tensor<4xf32>) -> tensor<4xf32>
  %2 = tf.Erf %1 : (tensor<4xf32>) -> tensor<4xf32>
  %3 = tf.Erfc %2 : (tensor<4xf32>) -> tensor<4xf32>
  %4 = tf.Sigmoid %3 : (tensor<4xf32>) -> tensor<4xf32>
  %5 = tf.IsFinite %4 : (tensor<4xf32>) -> tensor<4xi1>
  %6 = tf.LogicalOr %5, %b : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  %7 = tf.LogicalNot %6 : (tensor<4xi1>) -> tensor<4xi1>
  %8 = tf.GreaterEqual %4, %x : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  return %4, %7, %8 : tensor<4xf32>, tensor<4xi1>, tensor<4xi1>
}

// CHECK-LABEL: func.func @unary(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<0x7F800000> : tensor<4xf32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<0> : tensor<4xi32>
// CHECK-NEXT: %[[CST_1:.*]] = stablehlo.constant dense<1.000000e+00> : tensor<4xf32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.divide %[[CST_1]], %arg0 : tensor<4xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.round_nearest_even %arg0 : tensor<4xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.compare NE, %arg0, %arg0 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.abs %arg0 : tensor<4xf32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.compare EQ, %[[V3]], %[[CST]] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
// CHECK-NEXT: return %[[V0]], %[[V1]], %[[CST_0]], %[[V2]], %[[V4]] : tensor<4xf32>, tensor<4xf32>, tensor<4xi32>, tensor<4xi1>, tensor<4xi1>
func.func @unary(%x: tensor<4xf32>, %i: tensor<4xi32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xi32>, tensor<4xi1>, tensor<4xi1>) {
  %0 = tf.Reciprocal %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = tf.Round %x : (tensor<4xf32>) -> tensor<4xf32>
  %2 = tf.Round %i : (tensor<4xi32>) -> tensor<4xi32>
  %3 = tf.IsNan %x : (tensor<4xf32>) -> tensor<4xi1>
  %4 = tf.IsInf %x : (tensor<4xf32>) -> tensor<4xi1>
  return %0, %1, %2, %3, %4 : tensor<4xf32>, tensor<4xf32>, tensor<4xi32>, tensor<4xi1>, tensor<4xi1>
}

// CHECK-LABEL: func.func @float_quotients(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<4xf32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.divide %arg0, %arg1 : tensor<4xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.divide %arg0, %arg1 : tensor<4xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.divide %arg0, %arg1 : tensor<4xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.floor %[[V2]] : tensor<4xf32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.remainder %arg0, %arg1 : tensor<4xf32>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.add %[[V4]], %arg1 : tensor<4xf32>
// CHECK-NEXT: %[[V6:.*]] = stablehlo.compare NE, %[[V4]], %[[CST]] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V7:.*]] = stablehlo.compare LT, %[[V4]], %[[CST]] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V8:.*]] = stablehlo.compare LT, %arg1, %[[CST]] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V9:.*]] = stablehlo.xor %[[V7]], %[[V8]] : tensor<4xi1>
// CHECK-NEXT: %[[V10:.*]] = stablehlo.and %[[V6]], %[[V9]] : tensor<4xi1>
// CHECK-NEXT: %[[V11:.*]] = stablehlo.select %[[V10]], %[[V5]], %[[V4]] : tensor<4xi1>, tensor<4xf32>
// CHECK-NEXT: return %[[V0]], %[[V1]], %[[V3]], %[[V11]] : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
func.func @float_quotients(%x: tensor<4xf32>, %y: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %0 = tf.RealDiv %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %1 = tf.Div %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %2 = tf.FloorDiv %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  %3 = tf.FloorMod %x, %y : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %0, %1, %2, %3 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// A divisor of -1 is looked at apart: the least integer has no negative.

// CHECK-LABEL: func.func @integer_quotients(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<7> : tensor<2xui8>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<0> : tensor<2xi32>
// CHECK-NEXT: %[[CST_1:.*]] = stablehlo.constant dense<7> : tensor<2xi32>
// CHECK-NEXT: %[[CST_2:.*]] = stablehlo.constant dense<1> : tensor<2xi32>
// CHECK-NEXT: %[[CST_3:.*]] = stablehlo.constant dense<[3, -1]> : tensor<2xi32>
// CHECK-NEXT: %[[CST_4:.*]] = stablehlo.constant dense<-1> : tensor<2xi32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.compare EQ, %[[CST_3]], %[[CST_4]] : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.select %[[V0]], %[[CST_2]], %[[CST_3]] : tensor<2xi1>, tensor<2xi32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.negate %arg0 : tensor<2xi32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.divide %arg0, %[[V1]] : tensor<2xi32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.select %[[V0]], %[[V2]], %[[V3]] : tensor<2xi1>, tensor<2xi32>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.divide %arg0, %[[CST_1]] : tensor<2xi32>
// CHECK-NEXT: %[[V6:.*]] = stablehlo.divide %arg0, %[[CST_1]] : tensor<2xi32>
// CHECK-NEXT: %[[V7:.*]] = stablehlo.compare EQ, %[[CST_1]], %[[CST_4]] : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
// CHECK-NEXT: %[[V8:.*]] = stablehlo.select %[[V7]], %[[CST_2]], %[[CST_1]] : tensor<2xi1>, tensor<2xi32>
// CHECK-NEXT: %[[V9:.*]] = stablehlo.remainder %arg0, %[[V8]] : tensor<2xi32>
// CHECK-NEXT: %[[V10:.*]] = stablehlo.compare NE, %[[V9]], %[[CST_0]] : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
// CHECK-NEXT: %[[V11:.*]] = stablehlo.compare LT, %[[V9]], %[[CST_0]] : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
// CHECK-NEXT: %[[V12:.*]] = stablehlo.compare LT, %[[CST_1]], %[[CST_0]] : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
// CHECK-NEXT: %[[V13:.*]] = stablehlo.xor %[[V11]], %[[V12]] : tensor<2xi1>
// CHECK-NEXT: %[[V14:.*]] = stablehlo.and %[[V10]], %[[V13]] : tensor<2xi1>
// CHECK-NEXT: %[[V15:.*]] = stablehlo.subtract %[[V6]], %[[CST_2]] : tensor<2xi32>
// CHECK-NEXT: %[[V16:.*]] = stablehlo.select %[[V14]], %[[V15]], %[[V6]] : tensor<2xi1>, tensor<2xi32>
// CHECK-NEXT: %[[V17:.*]] = stablehlo.remainder %arg1, %[[CST]] : tensor<2xui8>
// CHECK-NEXT: return %[[V4]], %[[V5]], %[[V16]], %[[V17]] : tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xui8>
func.func @integer_quotients(%x: tensor<2xi32>, %u: tensor<2xui8>) -> (tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xui8>) {
  %c = tf.Const dense<[3, -1]> : tensor<2xi32>
  %seven = tf.Const dense<7> : tensor<i32>
  %useven = tf.Const dense<7> : tensor<ui8>
  %0 = tf.Div %x, %c : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi32>
  %1 = tf.Div %x, %seven : (tensor<2xi32>, tensor<i32>) -> tensor<2xi32>
  %2 = tf.FloorDiv %x, %seven : (tensor<2xi32>, tensor<i32>) -> tensor<2xi32>
  %3 = tf.FloorMod %u, %useven : (tensor<2xui8>, tensor<ui8>) -> tensor<2xui8>
  return %0, %1, %2, %3 : tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xui8>
}

// CHECK-LABEL: func.func @powers(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<1> : tensor<2xi32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<[1, 2]> : tensor<2xi32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.power %arg0, %arg1 : tensor<2xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.multiply %arg2, %arg2 : tensor<2xi32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.multiply %[[V1]], %[[V1]] : tensor<2xi32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.multiply %arg2, %[[V2]] : tensor<2xi32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.power %arg2, %[[CST_0]] : tensor<2xi32>
// CHECK-NEXT: return %[[V0]], %[[V3]], %[[CST]], %[[V4]] : tensor<2xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>
func.func @powers(%x: tensor<2xf32>, %y: tensor<2xf32>, %i: tensor<2xi32>) -> (tensor<2xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) {
  %five = tf.Const dense<5> : tensor<i32>
  %none = tf.Const dense<0> : tensor<i32>
  %both = tf.Const dense<[1, 2]> : tensor<2xi32>
  %0 = tf.Pow %x, %y : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %1 = tf.Pow %i, %five : (tensor<2xi32>, tensor<i32>) -> tensor<2xi32>
  %2 = tf.Pow %i, %none : (tensor<2xi32>, tensor<i32>) -> tensor<2xi32>
  %3 = tf.Pow %i, %both : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi32>
  return %0, %1, %2, %3 : tensor<2xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>
}

// Short floats take several steps in f32.

// CHECK-LABEL: func.func @sums(
// CHECK: %[[V0:.*]] = stablehlo.convert %arg0 : (tensor<2xf16>) -> tensor<2xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.convert %arg1 : (tensor<2xf16>) -> tensor<2xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.subtract %[[V0]], %[[V1]] : tensor<2xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.multiply %[[V2]], %[[V2]] : tensor<2xf32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.convert %[[V3]] : (tensor<2xf32>) -> tensor<2xf16>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.add %arg2, %arg2 : tensor<2xf32>
// CHECK-NEXT: %[[V6:.*]] = stablehlo.add %[[V5]], %arg2 : tensor<2xf32>
// CHECK-NEXT: return %[[V4]], %[[V6]] : tensor<2xf16>, tensor<2xf32>
func.func @sums(%h: tensor<2xf16>, %a: tensor<2xf16>, %x: tensor<2xf32>) -> (tensor<2xf16>, tensor<2xf32>) {
  %0 = tf.SquaredDifference %h, %a : (tensor<2xf16>, tensor<2xf16>) -> tensor<2xf16>
  %1 = tf.AddN %x, %x, %x : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  return %0, %1 : tensor<2xf16>, tensor<2xf32>
}

// Tensors that do not broadcast differ as a whole.

// CHECK-LABEL: func.func @equality(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<true> : tensor<i1>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<false> : tensor<i1>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.compare EQ, %arg0, %arg1 : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
// CHECK-NEXT: return %[[V0]], %[[CST_0]], %[[CST]] : tensor<2xi1>, tensor<i1>, tensor<i1>
func.func @equality(%x: tensor<2xf32>, %y: tensor<2xf32>, %z: tensor<3xf32>) -> (tensor<2xi1>, tensor<i1>, tensor<i1>) {
  %0 = tf.Equal %x, %y : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
  %1 = tf.Equal %x, %z {incompatible_shape_error = false} : (tensor<2xf32>, tensor<3xf32>) -> tensor<i1>
  %2 = tf.NotEqual %x, %z {incompatible_shape_error = false} : (tensor<2xf32>, tensor<3xf32>) -> tensor<i1>
  return %0, %1, %2 : tensor<2xi1>, tensor<i1>, tensor<i1>
}

// CHECK-LABEL: func.func @choices(
// CHECK: %[[V0:.*]] = stablehlo.broadcast_in_dim %arg4, dims = [] : (tensor<f32>) -> tensor<2x3xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.select %arg0, %arg2, %[[V0]] : tensor<i1>, tensor<2x3xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.broadcast_in_dim %arg1, dims = [0] : (tensor<2xi1>) -> tensor<2x3xi1>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.select %[[V2]], %arg2, %arg3 : tensor<2x3xi1>, tensor<2x3xf32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.select %arg0, %arg2, %arg3 : tensor<i1>, tensor<2x3xf32>
// CHECK-NEXT: return %[[V1]], %[[V3]], %[[V4]] : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>
func.func @choices(%p: tensor<i1>, %rows: tensor<2xi1>, %x: tensor<2x3xf32>, %y: tensor<2x3xf32>, %s: tensor<f32>)
    -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>) {
  %0 = tf.SelectV2 %p, %x, %s : (tensor<i1>, tensor<2x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = tf.Select %rows, %x, %y : (tensor<2xi1>, tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = tf.Select %p, %x, %y : (tensor<i1>, tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0, %1, %2 : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>
}

// The lower bound wins where bounds cross, as stablehlo.clamp has it not.

// CHECK-LABEL: func.func @bounds(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<2.000000e+00> : tensor<2xf32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<-1.000000e+00> : tensor<2xf32>
// CHECK-NEXT: %[[CST_1:.*]] = stablehlo.constant dense<-1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[CST_2:.*]] = stablehlo.constant dense<2.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.clamp %[[CST_1]], %arg0, %[[CST_2]] : (tensor<f32>, tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.minimum %arg0, %[[CST_0]] : tensor<2xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.maximum %[[V1]], %[[CST]] : tensor<2xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.minimum %arg0, %arg2 : tensor<2xf32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.broadcast_in_dim %arg1, dims = [] : (tensor<f32>) -> tensor<2xf32>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.maximum %[[V3]], %[[V4]] : tensor<2xf32>
// CHECK-NEXT: return %[[V0]], %[[V2]], %[[V5]] : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
func.func @bounds(%x: tensor<2xf32>, %low: tensor<f32>, %high: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %a = tf.Const dense<-1.0> : tensor<f32>
  %b = tf.Const dense<2.0> : tensor<f32>
  %0 = tf.ClipByValue %x, %a, %b : (tensor<2xf32>, tensor<f32>, tensor<f32>) -> tensor<2xf32>
  %1 = tf.ClipByValue %x, %b, %a : (tensor<2xf32>, tensor<f32>, tensor<f32>) -> tensor<2xf32>
  %2 = tf.ClipByValue %x, %low, %high : (tensor<2xf32>, tensor<f32>, tensor<2xf32>) -> tensor<2xf32>
  return %0, %1, %2 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}
