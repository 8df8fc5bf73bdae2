// Ops of one operand, element by element.
// RUN: sm-opt %s --convert-tf-to-onnx | FileCheck %s

// CHECK-LABEL: func.func @renamed(
// CHECK-SAME: %[[A0:.*]]: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xi1>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Sigmoid(%[[A0]]) : (tensor<?xf32>) -> tensor<?xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Round(%[[V0]]) : (tensor<?xf32>) -> tensor<?xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Selu(%[[V1]]) : (tensor<?xf32>) -> tensor<?xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.IsNaN(%[[V2]]) : (tensor<?xf32>) -> tensor<?xi1>
// CHECK-NEXT: return %[[V2]], %[[V3]] : tensor<?xf32>, tensor<?xi1>
func.func @renamed(%x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xi1>) {
  %0 = tf.Sigmoid %x : (tensor<?xf32>) -> tensor<?xf32>
  %1 = tf.Rint %0 : (tensor<?xf32>) -> tensor<?xf32>
  %2 = tf.Selu %1 : (tensor<?xf32>) -> tensor<?xf32>
  %3 = tf.IsNan %2 : (tensor<?xf32>) -> tensor<?xi1>
  return %2, %3 : tensor<?xf32>, tensor<?xi1>
}

// CHECK-LABEL: func.func @square(
// CHECK-SAME: %[[A0:.*]]: tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Mul(%[[A0]], %[[A0]]) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Sqrt(%[[V0]]) : (tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Reciprocal(%[[V1]]) : (tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: return %[[V2]] : tensor<4xf32>
func.func @square(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tf.Square %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = tf.Rsqrt %0 : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}

// CHECK-LABEL: func.func @expm1(
// CHECK-SAME: %[[A0:.*]]: tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Mul(%[[A0]], %[[V0]]) : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Exp(%[[A0]]) : (tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[V4:.*]] = onnx.Add(%[[V2]], %[[V3]]) : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V5:.*]] = onnx.Tanh(%[[V1]]) : (tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V6:.*]] = onnx.Mul(%[[V5]], %[[V4]]) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: return %[[V6]] : tensor<4xf32>
func.func @expm1(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tf.Expm1 %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @log1p(
// CHECK-SAME: %[[A0:.*]]: tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Add(%[[A0]], %[[V0]]) : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Log(%[[V1]]) : (tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Sub(%[[V1]], %[[V0]]) : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V4:.*]] = onnx.Div(%[[A0]], %[[V3]]) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V5:.*]] = onnx.Equal(%[[V1]], %[[V0]]) : (tensor<4xf32>, tensor<f32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V6:.*]] = onnx.Mul(%[[V2]], %[[V4]]) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V7:.*]] = onnx.Where(%[[V5]], %[[A0]], %[[V6]]) : (tensor<4xi1>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V8:.*]] = onnx.Constant dense<5.000000e-01> : tensor<f32>
// CHECK-NEXT: %[[V9:.*]] = onnx.Greater(%[[A0]], %[[V8]]) : (tensor<4xf32>, tensor<f32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V10:.*]] = onnx.Where(%[[V9]], %[[V2]], %[[V7]]) : (tensor<4xi1>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: return %[[V10]] : tensor<4xf32>
func.func @log1p(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tf.Log1p %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @erfc(
// CHECK-SAME: %[[A0:.*]]: tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Erf(%[[A0]]) : (tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Sub(%[[V1]], %[[V0]]) : (tensor<f32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: return %[[V2]] : tensor<4xf32>
func.func @erfc(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tf.Erfc %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// CHECK-LABEL: func.func @round(
// CHECK-SAME: %[[A0:.*]]: tensor<4xf32>, %[[A1:.*]]: tensor<4xi32>) -> (tensor<4xf32>, tensor<4xi32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Round(%[[A0]]) : (tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Constant dense<4> : tensor<1xi64>
// CHECK-NEXT: %[[V2:.*]] = onnx.ConstantOfShape(%[[V1]]) {value = dense<0> : tensor<1xi32>} : (tensor<1xi64>) -> tensor<4xi32>
// CHECK-NEXT: return %[[V0]], %[[V2]] : tensor<4xf32>, tensor<4xi32>
func.func @round(%x: tensor<4xf32>, %i: tensor<4xi32>) -> (tensor<4xf32>, tensor<4xi32>) {
  %0 = tf.Round %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = tf.Round %i : (tensor<4xi32>) -> tensor<4xi32>
  return %0, %1 : tensor<4xf32>, tensor<4xi32>
}

// CHECK-LABEL: func.func @sign(
// CHECK-SAME: %[[A0:.*]]: tensor<4xf32>, %[[A1:.*]]: tensor<4xi32>) -> (tensor<4xf32>, tensor<4xi32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.IsNaN(%[[A0]]) : (tensor<4xf32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V1:.*]] = onnx.Sign(%[[A0]]) : (tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Where(%[[V0]], %[[A0]], %[[V1]]) : (tensor<4xi1>, tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Sign(%[[A1]]) : (tensor<4xi32>) -> tensor<4xi32>
// CHECK-NEXT: return %[[V2]], %[[V3]] : tensor<4xf32>, tensor<4xi32>
func.func @sign(%x: tensor<4xf32>, %i: tensor<4xi32>) -> (tensor<4xf32>, tensor<4xi32>) {
  %0 = tf.Sign %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = tf.Sign %i : (tensor<4xi32>) -> tensor<4xi32>
  return %0, %1 : tensor<4xf32>, tensor<4xi32>
}

// CHECK-LABEL: func.func @finite(
// CHECK-SAME: %[[A0:.*]]: tensor<4xf32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V0:.*]] = onnx.IsInf(%[[A0]]) : (tensor<4xf32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V1:.*]] = onnx.IsNaN(%[[A0]]) : (tensor<4xf32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V2:.*]] = onnx.Or(%[[V0]], %[[V1]]) : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
// CHECK-NEXT: %[[V3:.*]] = onnx.Not(%[[V2]]) : (tensor<4xi1>) -> tensor<4xi1>
// CHECK-NEXT: return %[[V3]] : tensor<4xi1>
func.func @finite(%x: tensor<4xf32>) -> tensor<4xi1> {
  %0 = tf.IsFinite %x : (tensor<4xf32>) -> tensor<4xi1>
  return %0 : tensor<4xi1>
}

// CHECK-LABEL: func.func @cast(
// CHECK-SAME: %[[A0:.*]]: tensor<4xf32>) -> (tensor<4xi32>, tensor<4xi1>, tensor<4xf64>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Cast(%[[A0]]) {to = 6 : i64} : (tensor<4xf32>) -> tensor<4xi32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Cast(%[[A0]]) {to = 9 : i64} : (tensor<4xf32>) -> tensor<4xi1>
// CHECK-NEXT: %[[V2:.*]] = onnx.Cast(%[[A0]]) {to = 11 : i64} : (tensor<4xf32>) -> tensor<4xf64>
// CHECK-NEXT: return %[[V0]], %[[V1]], %[[V2]] : tensor<4xi32>, tensor<4xi1>, tensor<4xf64>
func.func @cast(%x: tensor<4xf32>) -> (tensor<4xi32>, tensor<4xi1>, tensor<4xf64>) {
  %0 = tf.Cast %x : (tensor<4xf32>) -> tensor<4xi32>
  %1 = tf.Cast %x : (tensor<4xf32>) -> tensor<4xi1>
  %2 = tf.Cast %x {Truncate = true} : (tensor<4xf32>) -> tensor<4xf64>
  return %0, %1, %2 : tensor<4xi32>, tensor<4xi1>, tensor<4xf64>
}

// CHECK-LABEL: func.func @activations(
// CHECK-SAME: %[[A0:.*]]: tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Relu(%[[A0]]) : (tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Constant dense<6.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Clip(%[[V0]], %[[V1]], %[[V2]]) : (tensor<4xf32>, tensor<f32>, tensor<f32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V4:.*]] = onnx.LeakyRelu(%[[V3]]) {alpha = 1.000000e-01 : f32} : (tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %[[V5:.*]] = onnx.Softmax(%[[V4]]) : (tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: return %[[V5]] : tensor<4xf32>
func.func @activations(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tf.Relu %x : (tensor<4xf32>) -> tensor<4xf32>
  %1 = tf.Relu6 %0 : (tensor<4xf32>) -> tensor<4xf32>
  %2 = tf.LeakyRelu %1 {alpha = 1.000000e-01 : f32} : (tensor<4xf32>) -> tensor<4xf32>
  %3 = tf.Softmax %2 : (tensor<4xf32>) -> tensor<4xf32>
  return %3 : tensor<4xf32>
}

// ONNX Runtime has these for f32 only.
// CHECK-LABEL: func.func @double_relus(
// CHECK-SAME: %[[A0:.*]]: tensor<4xf64>) -> (tensor<4xf64>, tensor<4xf64>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<0.20000000298023224> : tensor<f64>
// CHECK-NEXT: %[[V1:.*]] = onnx.Mul(%[[A0]], %[[V0]]) : (tensor<4xf64>, tensor<f64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V2:.*]] = onnx.Constant dense<0.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[V3:.*]] = onnx.Greater(%[[A0]], %[[V2]]) : (tensor<4xf64>, tensor<f64>) -> tensor<4xi1>
// CHECK-NEXT: %[[V4:.*]] = onnx.Where(%[[V3]], %[[A0]], %[[V1]]) : (tensor<4xi1>, tensor<4xf64>, tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V5:.*]] = onnx.Constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[V6:.*]] = onnx.Mul(%[[A0]], %[[V5]]) : (tensor<4xf64>, tensor<f64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V7:.*]] = onnx.Exp(%[[A0]]) : (tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V8:.*]] = onnx.Constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[V9:.*]] = onnx.Add(%[[V7]], %[[V8]]) : (tensor<4xf64>, tensor<f64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V10:.*]] = onnx.Tanh(%[[V6]]) : (tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V11:.*]] = onnx.Mul(%[[V10]], %[[V9]]) : (tensor<4xf64>, tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V12:.*]] = onnx.Mul(%[[V11]], %[[V8]]) : (tensor<4xf64>, tensor<f64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V13:.*]] = onnx.Greater(%[[A0]], %[[V2]]) : (tensor<4xf64>, tensor<f64>) -> tensor<4xi1>
// CHECK-NEXT: %[[V14:.*]] = onnx.Where(%[[V13]], %[[A0]], %[[V12]]) : (tensor<4xi1>, tensor<4xf64>, tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: return %[[V4]], %[[V14]] : tensor<4xf64>, tensor<4xf64>
func.func @double_relus(%x: tensor<4xf64>) -> (tensor<4xf64>, tensor<4xf64>) {
  %0 = tf.LeakyRelu %x : (tensor<4xf64>) -> tensor<4xf64>
  %1 = tf.Elu %x : (tensor<4xf64>) -> tensor<4xf64>
  return %0, %1 : tensor<4xf64>, tensor<4xf64>
}

// CHECK-LABEL: func.func @double_selu(
// CHECK-SAME: %[[A0:.*]]: tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[V1:.*]] = onnx.Mul(%[[A0]], %[[V0]]) : (tensor<4xf64>, tensor<f64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V2:.*]] = onnx.Exp(%[[A0]]) : (tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V3:.*]] = onnx.Constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[V4:.*]] = onnx.Add(%[[V2]], %[[V3]]) : (tensor<4xf64>, tensor<f64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V5:.*]] = onnx.Tanh(%[[V1]]) : (tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V6:.*]] = onnx.Mul(%[[V5]], %[[V4]]) : (tensor<4xf64>, tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V7:.*]] = onnx.Constant dense<1.6732632423543772> : tensor<f64>
// CHECK-NEXT: %[[V8:.*]] = onnx.Mul(%[[V6]], %[[V7]]) : (tensor<4xf64>, tensor<f64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V9:.*]] = onnx.Constant dense<0.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[V10:.*]] = onnx.Greater(%[[A0]], %[[V9]]) : (tensor<4xf64>, tensor<f64>) -> tensor<4xi1>
// CHECK-NEXT: %[[V11:.*]] = onnx.Where(%[[V10]], %[[A0]], %[[V8]]) : (tensor<4xi1>, tensor<4xf64>, tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V12:.*]] = onnx.Constant dense<1.0507009873554805> : tensor<f64>
// CHECK-NEXT: %[[V13:.*]] = onnx.Mul(%[[V11]], %[[V12]]) : (tensor<4xf64>, tensor<f64>) -> tensor<4xf64>
// CHECK-NEXT: return %[[V13]] : tensor<4xf64>
func.func @double_selu(%x: tensor<4xf64>) -> tensor<4xf64> {
  %0 = tf.Selu %x : (tensor<4xf64>) -> tensor<4xf64>
  return %0 : tensor<4xf64>
}

// CHECK-LABEL: func.func @double_softplus(
// CHECK-SAME: %[[A0:.*]]: tensor<4xf64>) -> (tensor<4xf64>, tensor<4xf64>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Abs(%[[A0]]) : (tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V1:.*]] = onnx.Neg(%[[V0]]) : (tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V2:.*]] = onnx.Exp(%[[V1]]) : (tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V3:.*]] = onnx.Constant dense<1.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[V4:.*]] = onnx.Add(%[[V2]], %[[V3]]) : (tensor<4xf64>, tensor<f64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V5:.*]] = onnx.Log(%[[V4]]) : (tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V6:.*]] = onnx.Sub(%[[V4]], %[[V3]]) : (tensor<4xf64>, tensor<f64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V7:.*]] = onnx.Div(%[[V2]], %[[V6]]) : (tensor<4xf64>, tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V8:.*]] = onnx.Equal(%[[V4]], %[[V3]]) : (tensor<4xf64>, tensor<f64>) -> tensor<4xi1>
// CHECK-NEXT: %[[V9:.*]] = onnx.Mul(%[[V5]], %[[V7]]) : (tensor<4xf64>, tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V10:.*]] = onnx.Where(%[[V8]], %[[V2]], %[[V9]]) : (tensor<4xi1>, tensor<4xf64>, tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V11:.*]] = onnx.Constant dense<5.000000e-01> : tensor<f64>
// CHECK-NEXT: %[[V12:.*]] = onnx.Greater(%[[V2]], %[[V11]]) : (tensor<4xf64>, tensor<f64>) -> tensor<4xi1>
// CHECK-NEXT: %[[V13:.*]] = onnx.Where(%[[V12]], %[[V5]], %[[V10]]) : (tensor<4xi1>, tensor<4xf64>, tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V14:.*]] = onnx.Constant dense<0.000000e+00> : tensor<f64>
// CHECK-NEXT: %[[V15:.*]] = onnx.Max(%[[A0]], %[[V14]]) : (tensor<4xf64>, tensor<f64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V16:.*]] = onnx.Add(%[[V15]], %[[V13]]) : (tensor<4xf64>, tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V17:.*]] = onnx.Abs(%[[A0]]) : (tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V18:.*]] = onnx.Add(%[[V17]], %[[V3]]) : (tensor<4xf64>, tensor<f64>) -> tensor<4xf64>
// CHECK-NEXT: %[[V19:.*]] = onnx.Div(%[[A0]], %[[V18]]) : (tensor<4xf64>, tensor<4xf64>) -> tensor<4xf64>
// CHECK-NEXT: return %[[V16]], %[[V19]] : tensor<4xf64>, tensor<4xf64>
func.func @double_softplus(%x: tensor<4xf64>) -> (tensor<4xf64>, tensor<4xf64>) {
  %0 = tf.Softplus %x : (tensor<4xf64>) -> tensor<4xf64>
  %1 = tf.Softsign %x : (tensor<4xf64>) -> tensor<4xf64>
  return %0, %1 : tensor<4xf64>, tensor<4xf64>
}
