// Activations, biases, normalisation.
// RUN: sm-opt %s --convert-tf-to-stablehlo --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @rectifiers(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<5.000000e-01> : tensor<4xf32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<6.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[CST_1:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[CST_2:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<4xf32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.maximum %arg0, %[[CST_2]] : tensor<4xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.clamp %[[CST_1]], %arg1, %[[CST_0]] : (tensor<f32>, tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.compare GT, %arg0, %[[CST_2]] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.multiply %arg0, %[[CST]] : tensor<4xf32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.select %[[V2]], %arg0, %[[V3]] : tensor<4xi1>, tensor<4xf32>
// CHECK-NEXT: return %[[V0]], %[[V1]], %[[V4]] : tensor<4xf32>, tensor<?xf32>, tensor<4xf32>
func.func @rectifiers(%x: tensor<4xf32>, %y: tensor<?xf32>) -> (tensor<4xf32>, tensor<?xf32>, tensor<4xf32>) {
  %0 = tf.Relu %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = tf.Relu6 %y : (tensor<?xf32>) -> tensor<?xf32>
  %2 = tf.LeakyRelu %x {alpha = 0.5 : f32} : (tensor<4xf32>) -> tensor<4xf32>
  return %0, %1, %2 : tensor<4xf32>, tensor<?xf32>, tensor<4xf32>
}

// CHECK-LABEL: func.func @elu(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<4xf32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.compare LT, %arg0, %[[CST]] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.exponential_minus_one %arg0 : tensor<4xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.select %[[V0]], %[[V1]], %arg0 : tensor<4xi1>, tensor<4xf32>
// CHECK-NEXT: return %[[V2]] : tensor<4xf32>
func.func @elu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tf.Elu %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @selu(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<1.05070102> : tensor<4xf32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<1.75809932> : tensor<4xf32>
// CHECK-NEXT: %[[CST_1:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<4xf32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.compare LT, %arg0, %[[CST_1]] : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.exponential_minus_one %arg0 : tensor<4xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.multiply %[[V1]], %[[CST_0]] : tensor<4xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.multiply %arg0, %[[CST]] : tensor<4xf32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.select %[[V0]], %[[V2]], %[[V3]] : tensor<4xi1>, tensor<4xf32>
// CHECK-NEXT: return %[[V4]] : tensor<4xf32>
func.func @selu(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tf.Selu %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @softplus(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<4xf32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.convert %arg0 : (tensor<4xbf16>) -> tensor<4xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.abs %[[V0]] : tensor<4xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.negate %[[V1]] : tensor<4xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.exponential %[[V2]] : tensor<4xf32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.maximum %[[V0]], %[[CST]] : tensor<4xf32>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.log_plus_one %[[V3]] : tensor<4xf32>
// CHECK-NEXT: %[[V6:.*]] = stablehlo.add %[[V4]], %[[V5]] : tensor<4xf32>
// CHECK-NEXT: %[[V7:.*]] = stablehlo.convert %[[V6]] : (tensor<4xf32>) -> tensor<4xbf16>
// CHECK-NEXT: return %[[V7]] : tensor<4xbf16>
func.func @softplus(%x: tensor<4xbf16>) -> tensor<4xbf16> {
  %0 = tf.Softplus %x : (tensor<4xbf16>) -> tensor<4xbf16>
  return %0 : tensor<4xbf16>
}

// CHECK-LABEL: func.func @softsign(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<1.000000e+00> : tensor<4xf32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.abs %arg0 : tensor<4xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.add %[[V0]], %[[CST]] : tensor<4xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.divide %arg0, %[[V1]] : tensor<4xf32>
// CHECK-NEXT: return %[[V2]] : tensor<4xf32>
func.func @softsign(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tf.Softsign %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @bias(
// CHECK: %[[V0:.*]] = stablehlo.broadcast_in_dim %arg1, dims = [3] : (tensor<3xf32>) -> tensor<1x2x2x3xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.add %arg0, %[[V0]] : tensor<1x2x2x3xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.broadcast_in_dim %arg2, dims = [1] : (tensor<2xf32>) -> tensor<1x2x2x3xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.add %[[V1]], %[[V2]] : tensor<1x2x2x3xf32>
// CHECK-NEXT: return %[[V3]] : tensor<1x2x2x3xf32>
func.func @bias(%x: tensor<1x2x2x3xf32>, %b: tensor<3xf32>, %c: tensor<2xf32>) -> tensor<1x2x2x3xf32> {
  %0 = tf.BiasAdd %x, %b : (tensor<1x2x2x3xf32>, tensor<3xf32>) -> tensor<1x2x2x3xf32>
  %1 = tf.BiasAdd %0, %c {data_format = "NCHW"} : (tensor<1x2x2x3xf32>, tensor<2xf32>) -> tensor<1x2x2x3xf32>
  return %1 : tensor<1x2x2x3xf32>
}

// CHECK-LABEL: func.func @norm(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<1.000000e-03> : tensor<3xf32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.convert %arg0 : (tensor<1x2x2x3xf16>) -> tensor<1x2x2x3xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.add %arg4, %[[CST_0]] : tensor<3xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.sqrt %[[V1]] : tensor<3xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.divide %arg1, %[[V2]] : tensor<3xf32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.broadcast_in_dim %arg3, dims = [3] : (tensor<3xf32>) -> tensor<1x2x2x3xf32>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.subtract %[[V0]], %[[V4]] : tensor<1x2x2x3xf32>
// CHECK-NEXT: %[[V6:.*]] = stablehlo.broadcast_in_dim %[[V3]], dims = [3] : (tensor<3xf32>) -> tensor<1x2x2x3xf32>
// CHECK-NEXT: %[[V7:.*]] = stablehlo.multiply %[[V5]], %[[V6]] : tensor<1x2x2x3xf32>
// CHECK-NEXT: %[[V8:.*]] = stablehlo.broadcast_in_dim %arg2, dims = [3] : (tensor<3xf32>) -> tensor<1x2x2x3xf32>
// CHECK-NEXT: %[[V9:.*]] = stablehlo.add %[[V7]], %[[V8]] : tensor<1x2x2x3xf32>
// CHECK-NEXT: %[[V10:.*]] = stablehlo.convert %[[V9]] : (tensor<1x2x2x3xf32>) -> tensor<1x2x2x3xf16>
// CHECK-NEXT: return %[[V10]], %arg4, %[[CST]] : tensor<1x2x2x3xf16>, tensor<3xf32>, tensor<f32>
func.func @norm(%x: tensor<1x2x2x3xf16>, %s: tensor<3xf32>, %o: tensor<3xf32>, %m: tensor<3xf32>, %v: tensor<3xf32>)
    -> (tensor<1x2x2x3xf16>, tensor<3xf32>, tensor<f32>) {
  %0:6 = tf.FusedBatchNormV3 %x, %s, %o, %m, %v {epsilon = 1.000000e-03 : f32, is_training = false}
      : (tensor<1x2x2x3xf16>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
      -> (tensor<1x2x2x3xf16>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<f32>)
  return %0#0, %0#2, %0#5 : tensor<1x2x2x3xf16>, tensor<3xf32>, tensor<f32>
}

// Without images the statistics are NaN.

// CHECK-LABEL: func.func @norm_of_nothing(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<0x7FC00000> : tensor<3xf32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<9.99999974E-5> : tensor<3xf32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.add %arg1, %[[CST_0]] : tensor<3xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.sqrt %[[V0]] : tensor<3xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.divide %arg1, %[[V1]] : tensor<3xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.broadcast_in_dim %arg1, dims = [3] : (tensor<3xf32>) -> tensor<0x2x2x3xf32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.subtract %arg0, %[[V3]] : tensor<0x2x2x3xf32>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.broadcast_in_dim %[[V2]], dims = [3] : (tensor<3xf32>) -> tensor<0x2x2x3xf32>
// CHECK-NEXT: %[[V6:.*]] = stablehlo.multiply %[[V4]], %[[V5]] : tensor<0x2x2x3xf32>
// CHECK-NEXT: %[[V7:.*]] = stablehlo.broadcast_in_dim %arg1, dims = [3] : (tensor<3xf32>) -> tensor<0x2x2x3xf32>
// CHECK-NEXT: %[[V8:.*]] = stablehlo.add %[[V6]], %[[V7]] : tensor<0x2x2x3xf32>
// CHECK-NEXT: return %[[V8]], %[[CST]] : tensor<0x2x2x3xf32>, tensor<3xf32>
func.func @norm_of_nothing(%x: tensor<0x2x2x3xf32>, %s: tensor<3xf32>)
    -> (tensor<0x2x2x3xf32>, tensor<3xf32>) {
  %0:5 = tf.FusedBatchNorm %x, %s, %s, %s, %s {data_format = "NHWC", is_training = false}
      : (tensor<0x2x2x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
      -> (tensor<0x2x2x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
  return %0#0, %0#1 : tensor<0x2x2x3xf32>, tensor<3xf32>
}
