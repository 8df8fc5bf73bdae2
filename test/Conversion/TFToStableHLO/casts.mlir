// Conversions, with what TensorFlow gives for numbers out of range.
// RUN: sm-opt %s --convert-tf-to-stablehlo --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @plain(
// CHECK: %[[V0:.*]] = stablehlo.convert %arg0 : (tensor<?xf32>) -> tensor<?xf64>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.convert %arg1 : (tensor<?xi64>) -> tensor<?xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.convert %[[V1]] : (tensor<?xf32>) -> tensor<?xf16>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.convert %arg1 : (tensor<?xi64>) -> tensor<?xi8>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.convert %arg2 : (tensor<?xi1>) -> tensor<?xf32>
// CHECK-NEXT: return %[[V0]], %[[V2]], %[[V3]], %[[V4]], %arg0 : tensor<?xf64>, tensor<?xf16>, tensor<?xi8>, tensor<?xf32>, tensor<?xf32>
func.func @plain(%x: tensor<?xf32>, %i: tensor<?xi64>, %b: tensor<?xi1>) -> (tensor<?xf64>, tensor<?xf16>, tensor<?xi8>, tensor<?xf32>, tensor<?xf32>) {
  %0 = tf.Cast %x : (tensor<?xf32>) -> tensor<?xf64>
  %1 = tf.Cast %i : (tensor<?xi64>) -> tensor<?xf16>
  %2 = tf.Cast %i : (tensor<?xi64>) -> tensor<?xi8>
  %3 = tf.Cast %b : (tensor<?xi1>) -> tensor<?xf32>
  %4 = tf.Cast %x : (tensor<?xf32>) -> tensor<?xf32>
  return %0, %1, %2, %3, %4 : tensor<?xf64>, tensor<?xf16>, tensor<?xi8>, tensor<?xf32>, tensor<?xf32>
}

// CHECK-LABEL: func.func @to_bool(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<2xf32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.compare NE, %arg0, %[[CST]] : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
// CHECK-NEXT: return %[[V0]] : tensor<2xi1>
func.func @to_bool(%x: tensor<2xf32>) -> tensor<2xi1> {
  %0 = tf.Cast %x : (tensor<2xf32>) -> tensor<2xi1>
  return %0 : tensor<2xi1>
}

// CHECK-LABEL: func.func @to_int(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<2xf32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<-2147483648> : tensor<2xi32>
// CHECK-NEXT: %[[CST_1:.*]] = stablehlo.constant dense<-2.14748365E+9> : tensor<2xf32>
// CHECK-NEXT: %[[CST_2:.*]] = stablehlo.constant dense<2.14748365E+9> : tensor<2xf32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.compare LT, %arg0, %[[CST_2]] : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.compare GE, %arg0, %[[CST_1]] : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.and %[[V0]], %[[V1]] : tensor<2xi1>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.select %[[V2]], %arg0, %[[CST]] : tensor<2xi1>, tensor<2xf32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.convert %[[V3]] : (tensor<2xf32>) -> tensor<2xi32>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.select %[[V2]], %[[V4]], %[[CST_0]] : tensor<2xi1>, tensor<2xi32>
// CHECK-NEXT: return %[[V5]] : tensor<2xi32>
func.func @to_int(%x: tensor<2xf32>) -> tensor<2xi32> {
  %0 = tf.Cast %x : (tensor<2xf32>) -> tensor<2xi32>
  return %0 : tensor<2xi32>
}

// CHECK-LABEL: func.func @wide_to_int(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<2xf64>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<-2147483648> : tensor<2xi32>
// CHECK-NEXT: %[[CST_1:.*]] = stablehlo.constant dense<0xC1E0000000200000> : tensor<2xf64>
// CHECK-NEXT: %[[CST_2:.*]] = stablehlo.constant dense<0x41E0000000000000> : tensor<2xf64>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.compare LT, %arg0, %[[CST_2]] : (tensor<2xf64>, tensor<2xf64>) -> tensor<2xi1>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.compare GT, %arg0, %[[CST_1]] : (tensor<2xf64>, tensor<2xf64>) -> tensor<2xi1>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.and %[[V0]], %[[V1]] : tensor<2xi1>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.select %[[V2]], %arg0, %[[CST]] : tensor<2xi1>, tensor<2xf64>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.convert %[[V3]] : (tensor<2xf64>) -> tensor<2xi32>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.select %[[V2]], %[[V4]], %[[CST_0]] : tensor<2xi1>, tensor<2xi32>
// CHECK-NEXT: return %[[V5]] : tensor<2xi32>
func.func @wide_to_int(%x: tensor<2xf64>) -> tensor<2xi32> {
  %0 = tf.Cast %x : (tensor<2xf64>) -> tensor<2xi32>
  return %0 : tensor<2xi32>
}

// Of f32 the low bits remain; f16 saturates.

// CHECK-LABEL: func.func @to_narrow(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<255> : tensor<i32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<0> : tensor<i32>
// CHECK-NEXT: %[[CST_1:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<2xf32>
// CHECK-NEXT: %[[CST_2:.*]] = stablehlo.constant dense<-2147483648> : tensor<2xi32>
// CHECK-NEXT: %[[CST_3:.*]] = stablehlo.constant dense<-2.14748365E+9> : tensor<2xf32>
// CHECK-NEXT: %[[CST_4:.*]] = stablehlo.constant dense<2.14748365E+9> : tensor<2xf32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.compare LT, %arg0, %[[CST_4]] : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.compare GE, %arg0, %[[CST_3]] : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.and %[[V0]], %[[V1]] : tensor<2xi1>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.select %[[V2]], %arg0, %[[CST_1]] : tensor<2xi1>, tensor<2xf32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.convert %[[V3]] : (tensor<2xf32>) -> tensor<2xi32>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.select %[[V2]], %[[V4]], %[[CST_2]] : tensor<2xi1>, tensor<2xi32>
// CHECK-NEXT: %[[V6:.*]] = stablehlo.convert %[[V5]] : (tensor<2xi32>) -> tensor<2xi8>
// CHECK-NEXT: %[[V7:.*]] = stablehlo.convert %arg1 : (tensor<2xf16>) -> tensor<2xf32>
// CHECK-NEXT: %[[V8:.*]] = stablehlo.compare LT, %[[V7]], %[[CST_4]] : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
// CHECK-NEXT: %[[V9:.*]] = stablehlo.compare GE, %[[V7]], %[[CST_3]] : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
// CHECK-NEXT: %[[V10:.*]] = stablehlo.and %[[V8]], %[[V9]] : tensor<2xi1>
// CHECK-NEXT: %[[V11:.*]] = stablehlo.select %[[V10]], %[[V7]], %[[CST_1]] : tensor<2xi1>, tensor<2xf32>
// CHECK-NEXT: %[[V12:.*]] = stablehlo.convert %[[V11]] : (tensor<2xf32>) -> tensor<2xi32>
// CHECK-NEXT: %[[V13:.*]] = stablehlo.select %[[V10]], %[[V12]], %[[CST_2]] : tensor<2xi1>, tensor<2xi32>
// CHECK-NEXT: %[[V14:.*]] = stablehlo.clamp %[[CST_0]], %[[V13]], %[[CST]] : (tensor<i32>, tensor<2xi32>, tensor<i32>) -> tensor<2xi32>
// CHECK-NEXT: %[[V15:.*]] = stablehlo.convert %[[V14]] : (tensor<2xi32>) -> tensor<2xui8>
// CHECK-NEXT: return %[[V6]], %[[V15]] : tensor<2xi8>, tensor<2xui8>
func.func @to_narrow(%x: tensor<2xf32>, %h: tensor<2xf16>) -> (tensor<2xi8>, tensor<2xui8>) {
  %0 = tf.Cast %x : (tensor<2xf32>) -> tensor<2xi8>
  %1 = tf.Cast %h : (tensor<2xf16>) -> tensor<2xui8>
  return %0, %1 : tensor<2xi8>, tensor<2xui8>
}

// CHECK-LABEL: func.func @to_unsigned(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<0> : tensor<2xi32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<2xf32>
// CHECK-NEXT: %[[CST_1:.*]] = stablehlo.constant dense<-2147483648> : tensor<2xi32>
// CHECK-NEXT: %[[CST_2:.*]] = stablehlo.constant dense<-2.14748365E+9> : tensor<2xf32>
// CHECK-NEXT: %[[CST_3:.*]] = stablehlo.constant dense<2.14748365E+9> : tensor<2xf32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.compare LT, %arg0, %[[CST_3]] : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.compare GE, %arg0, %[[CST_2]] : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.and %[[V0]], %[[V1]] : tensor<2xi1>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.select %[[V2]], %arg0, %[[CST_0]] : tensor<2xi1>, tensor<2xf32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.convert %[[V3]] : (tensor<2xf32>) -> tensor<2xi32>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.select %[[V2]], %[[V4]], %[[CST_1]] : tensor<2xi1>, tensor<2xi32>
// CHECK-NEXT: %[[V6:.*]] = stablehlo.subtract %arg0, %[[CST_3]] : tensor<2xf32>
// CHECK-NEXT: %[[V7:.*]] = stablehlo.compare LT, %[[V6]], %[[CST_3]] : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
// CHECK-NEXT: %[[V8:.*]] = stablehlo.compare GE, %[[V6]], %[[CST_2]] : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xi1>
// CHECK-NEXT: %[[V9:.*]] = stablehlo.and %[[V7]], %[[V8]] : tensor<2xi1>
// CHECK-NEXT: %[[V10:.*]] = stablehlo.select %[[V9]], %[[V6]], %[[CST_0]] : tensor<2xi1>, tensor<2xf32>
// CHECK-NEXT: %[[V11:.*]] = stablehlo.convert %[[V10]] : (tensor<2xf32>) -> tensor<2xi32>
// CHECK-NEXT: %[[V12:.*]] = stablehlo.select %[[V9]], %[[V11]], %[[CST_1]] : tensor<2xi1>, tensor<2xi32>
// CHECK-NEXT: %[[V13:.*]] = stablehlo.compare LT, %[[V5]], %[[CST]] : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi1>
// CHECK-NEXT: %[[V14:.*]] = stablehlo.select %[[V13]], %[[V12]], %[[CST]] : tensor<2xi1>, tensor<2xi32>
// CHECK-NEXT: %[[V15:.*]] = stablehlo.or %[[V5]], %[[V14]] : tensor<2xi32>
// CHECK-NEXT: %[[V16:.*]] = stablehlo.bitcast_convert %[[V15]] : (tensor<2xi32>) -> tensor<2xui32>
// CHECK-NEXT: return %[[V16]] : tensor<2xui32>
func.func @to_unsigned(%x: tensor<2xf32>) -> tensor<2xui32> {
  %0 = tf.Cast %x : (tensor<2xf32>) -> tensor<2xui32>
  return %0 : tensor<2xui32>
}

// CHECK-LABEL: func.func @truncate(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<-65536> : tensor<2xi32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.bitcast_convert %arg0 : (tensor<2xf32>) -> tensor<2xi32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.and %[[V0]], %[[CST]] : tensor<2xi32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.bitcast_convert %[[V1]] : (tensor<2xi32>) -> tensor<2xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.convert %[[V2]] : (tensor<2xf32>) -> tensor<2xbf16>
// CHECK-NEXT: return %[[V3]] : tensor<2xbf16>
func.func @truncate(%x: tensor<2xf32>) -> tensor<2xbf16> {
  %0 = tf.Cast %x {Truncate = true} : (tensor<2xf32>) -> tensor<2xbf16>
  return %0 : tensor<2xbf16>
}
