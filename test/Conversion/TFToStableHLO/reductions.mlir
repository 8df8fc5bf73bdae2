// Reductions along constant dimensions, and the places of extremes.
// RUN: sm-opt %s --convert-tf-to-stablehlo --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @sums(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<1> : tensor<i8>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.reduce(%arg0 init: %[[CST_0]]) applies stablehlo.add across dimensions = [1, 2] : (tensor<?x3x4xf32>, tensor<f32>) -> tensor<?xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.convert %arg1 : (tensor<2x3xf16>) -> tensor<2x3xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.reduce(%[[V1]] init: %[[CST_0]]) applies stablehlo.add across dimensions = [1] : (tensor<2x3xf32>, tensor<f32>) -> tensor<2xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.convert %[[V2]] : (tensor<2xf32>) -> tensor<2xf16>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.reshape %[[V3]] : (tensor<2xf16>) -> tensor<2x1xf16>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.reduce(%arg2 init: %[[CST]]) applies stablehlo.multiply across dimensions = [0, 1] : (tensor<2x3xi8>, tensor<i8>) -> tensor<i8>
// CHECK-NEXT: return %[[V0]], %[[V4]], %[[V5]] : tensor<?xf32>, tensor<2x1xf16>, tensor<i8>
func.func @sums(%x: tensor<?x3x4xf32>, %h: tensor<2x3xf16>, %i: tensor<2x3xi8>) -> (tensor<?xf32>, tensor<2x1xf16>, tensor<i8>) {
  %dims = tf.Const dense<[-1, 1]> : tensor<2xi32>
  %one = tf.Const dense<1> : tensor<i32>
  %all = tf.Const dense<[0, 1]> : tensor<2xi32>
  %0 = tf.Sum %x, %dims : (tensor<?x3x4xf32>, tensor<2xi32>) -> tensor<?xf32>
  %1 = tf.Sum %h, %one {keep_dims = true} : (tensor<2x3xf16>, tensor<i32>) -> tensor<2x1xf16>
  %2 = tf.Prod %i, %all : (tensor<2x3xi8>, tensor<2xi32>) -> tensor<i8>
  return %0, %1, %2 : tensor<?xf32>, tensor<2x1xf16>, tensor<i8>
}

// Integers are summed without overflow before they are divided.

// CHECK-LABEL: func.func @means(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<0> : tensor<ui64>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<3> : tensor<2xi64>
// CHECK-NEXT: %[[CST_1:.*]] = stablehlo.constant dense<0> : tensor<i64>
// CHECK-NEXT: %[[CST_2:.*]] = stablehlo.constant dense<3.000000e+00> : tensor<2xf32>
// CHECK-NEXT: %[[CST_3:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.reduce(%arg0 init: %[[CST_3]]) applies stablehlo.add across dimensions = [1] : (tensor<2x3xf32>, tensor<f32>) -> tensor<2xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.divide %[[V0]], %[[CST_2]] : tensor<2xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.convert %arg1 : (tensor<2x3xi8>) -> tensor<2x3xi64>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.reduce(%[[V2]] init: %[[CST_1]]) applies stablehlo.add across dimensions = [1] : (tensor<2x3xi64>, tensor<i64>) -> tensor<2xi64>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.divide %[[V3]], %[[CST_0]] : tensor<2xi64>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.convert %[[V4]] : (tensor<2xi64>) -> tensor<2xi8>
// CHECK-NEXT: %[[V6:.*]] = stablehlo.convert %arg2 : (tensor<2x0xui8>) -> tensor<2x0xui64>
// CHECK-NEXT: %[[V7:.*]] = stablehlo.reduce(%[[V6]] init: %[[CST]]) applies stablehlo.add across dimensions = [1] : (tensor<2x0xui64>, tensor<ui64>) -> tensor<2xui64>
// CHECK-NEXT: %[[V8:.*]] = stablehlo.convert %[[V7]] : (tensor<2xui64>) -> tensor<2xui8>
// CHECK-NEXT: return %[[V1]], %[[V5]], %[[V8]] : tensor<2xf32>, tensor<2xi8>, tensor<2xui8>
func.func @means(%x: tensor<2x3xf32>, %i: tensor<2x3xi8>, %e: tensor<2x0xui8>) -> (tensor<2xf32>, tensor<2xi8>, tensor<2xui8>) {
  %one = tf.Const dense<1> : tensor<i32>
  %0 = tf.Mean %x, %one : (tensor<2x3xf32>, tensor<i32>) -> tensor<2xf32>
  %1 = tf.Mean %i, %one : (tensor<2x3xi8>, tensor<i32>) -> tensor<2xi8>
  %2 = tf.Mean %e, %one : (tensor<2x0xui8>, tensor<i32>) -> tensor<2xui8>
  return %0, %1, %2 : tensor<2xf32>, tensor<2xi8>, tensor<2xui8>
}

// CHECK-LABEL: func.func @extremes(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<false> : tensor<i1>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<true> : tensor<i1>
// CHECK-NEXT: %[[CST_1:.*]] = stablehlo.constant dense<0> : tensor<ui8>
// CHECK-NEXT: %[[CST_2:.*]] = stablehlo.constant dense<127> : tensor<i8>
// CHECK-NEXT: %[[CST_3:.*]] = stablehlo.constant dense<0xFF800000> : tensor<f32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.reduce(%arg0 init: %[[CST_3]]) applies stablehlo.maximum across dimensions = [1] : (tensor<2x3xf32>, tensor<f32>) -> tensor<2xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.reduce(%arg1 init: %[[CST_2]]) applies stablehlo.minimum across dimensions = [1] : (tensor<2x3xi8>, tensor<i8>) -> tensor<2xi8>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.reduce(%arg2 init: %[[CST_1]]) applies stablehlo.maximum across dimensions = [1] : (tensor<2x3xui8>, tensor<ui8>) -> tensor<2xui8>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.reduce(%arg3 init: %[[CST_0]]) applies stablehlo.and across dimensions = [1] : (tensor<2x3xi1>, tensor<i1>) -> tensor<2xi1>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.reduce(%arg3 init: %[[CST]]) applies stablehlo.or across dimensions = [1] : (tensor<2x3xi1>, tensor<i1>) -> tensor<2xi1>
// CHECK-NEXT: return %[[V0]], %[[V1]], %[[V2]], %[[V3]], %[[V4]], %arg0 : tensor<2xf32>, tensor<2xi8>, tensor<2xui8>, tensor<2xi1>, tensor<2xi1>, tensor<2x3xf32>
func.func @extremes(%x: tensor<2x3xf32>, %i: tensor<2x3xi8>, %u: tensor<2x3xui8>, %b: tensor<2x3xi1>)
    -> (tensor<2xf32>, tensor<2xi8>, tensor<2xui8>, tensor<2xi1>, tensor<2xi1>, tensor<2x3xf32>) {
  %one = tf.Const dense<1> : tensor<i32>
  %none = tf.Const dense<> : tensor<0xi32>
  %0 = tf.Max %x, %one : (tensor<2x3xf32>, tensor<i32>) -> tensor<2xf32>
  %1 = tf.Min %i, %one : (tensor<2x3xi8>, tensor<i32>) -> tensor<2xi8>
  %2 = tf.Max %u, %one : (tensor<2x3xui8>, tensor<i32>) -> tensor<2xui8>
  %3 = tf.All %b, %one : (tensor<2x3xi1>, tensor<i32>) -> tensor<2xi1>
  %4 = tf.Any %b, %one : (tensor<2x3xi1>, tensor<i32>) -> tensor<2xi1>
  %5 = tf.Max %x, %none : (tensor<2x3xf32>, tensor<0xi32>) -> tensor<2x3xf32>
  return %0, %1, %2, %3, %4, %5 : tensor<2xf32>, tensor<2xi8>, tensor<2xui8>, tensor<2xi1>, tensor<2xi1>, tensor<2x3xf32>
}

// The better value, of equal ones the first, and anything before NaN.

// CHECK-LABEL: func.func @place(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<0> : tensor<i32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<-3.40282347E+38> : tensor<f32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.iota dim = 1 : tensor<2x3xi32>
// CHECK-NEXT: %[[V1:.*]]:2 = stablehlo.reduce(%arg0 init: %[[CST_0]]), (%[[V0]] init: %[[CST]]) across dimensions = [1] : (tensor<2x3xf32>, tensor<2x3xi32>, tensor<f32>, tensor<i32>) -> (tensor<2xf32>, tensor<2xi32>)
// CHECK-NEXT: reducer(%arg1: tensor<f32>, %arg3: tensor<f32>) (%arg2: tensor<i32>, %arg4: tensor<i32>) {
// CHECK-NEXT: %[[V3:.*]] = stablehlo.compare GT, %arg3, %arg1 : (tensor<f32>, tensor<f32>) -> tensor<i1>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.compare EQ, %arg3, %arg1 : (tensor<f32>, tensor<f32>) -> tensor<i1>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.compare LT, %arg4, %arg2 : (tensor<i32>, tensor<i32>) -> tensor<i1>
// CHECK-NEXT: %[[V6:.*]] = stablehlo.and %[[V4]], %[[V5]] : tensor<i1>
// CHECK-NEXT: %[[V7:.*]] = stablehlo.or %[[V3]], %[[V6]] : tensor<i1>
// CHECK-NEXT: %[[V8:.*]] = stablehlo.compare NE, %arg1, %arg1 : (tensor<f32>, tensor<f32>) -> tensor<i1>
// CHECK-NEXT: %[[V9:.*]] = stablehlo.or %[[V7]], %[[V8]] : tensor<i1>
// CHECK-NEXT: %[[V10:.*]] = stablehlo.select %[[V9]], %arg3, %arg1 : tensor<i1>, tensor<f32>
// CHECK-NEXT: %[[V11:.*]] = stablehlo.select %[[V9]], %arg4, %arg2 : tensor<i1>, tensor<i32>
// CHECK-NEXT: stablehlo.return %[[V10]], %[[V11]] : tensor<f32>, tensor<i32>
// CHECK-NEXT: }
// CHECK-NEXT: %[[V2:.*]] = stablehlo.convert %[[V1]]#1 : (tensor<2xi32>) -> tensor<2xi64>
// CHECK-NEXT: return %[[V2]] : tensor<2xi64>
func.func @place(%x: tensor<2x3xf32>) -> tensor<2xi64> {
  %one = tf.Const dense<1> : tensor<i32>
  %0 = tf.ArgMax %x, %one : (tensor<2x3xf32>, tensor<i32>) -> tensor<2xi64>
  return %0 : tensor<2xi64>
}

// CHECK-LABEL: func.func @place_of_bool(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<2147483647> : tensor<i32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<0> : tensor<i32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.convert %arg0 : (tensor<3xi1>) -> tensor<3xi32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.iota dim = 0 : tensor<3xi32>
// CHECK-NEXT: %[[V2:.*]]:2 = stablehlo.reduce(%[[V0]] init: %[[CST]]), (%[[V1]] init: %[[CST_0]]) across dimensions = [0] : (tensor<3xi32>, tensor<3xi32>, tensor<i32>, tensor<i32>) -> (tensor<i32>, tensor<i32>)
// CHECK-NEXT: reducer(%arg1: tensor<i32>, %arg3: tensor<i32>) (%arg2: tensor<i32>, %arg4: tensor<i32>) {
// CHECK-NEXT: %[[V3:.*]] = stablehlo.compare LT, %arg3, %arg1 : (tensor<i32>, tensor<i32>) -> tensor<i1>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.compare EQ, %arg3, %arg1 : (tensor<i32>, tensor<i32>) -> tensor<i1>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.compare LT, %arg4, %arg2 : (tensor<i32>, tensor<i32>) -> tensor<i1>
// CHECK-NEXT: %[[V6:.*]] = stablehlo.and %[[V4]], %[[V5]] : tensor<i1>
// CHECK-NEXT: %[[V7:.*]] = stablehlo.or %[[V3]], %[[V6]] : tensor<i1>
// CHECK-NEXT: %[[V8:.*]] = stablehlo.select %[[V7]], %arg3, %arg1 : tensor<i1>, tensor<i32>
// CHECK-NEXT: %[[V9:.*]] = stablehlo.select %[[V7]], %arg4, %arg2 : tensor<i1>, tensor<i32>
// CHECK-NEXT: stablehlo.return %[[V8]], %[[V9]] : tensor<i32>, tensor<i32>
// CHECK-NEXT: }
// CHECK-NEXT: return %[[V2]]#1 : tensor<i32>
func.func @place_of_bool(%b: tensor<3xi1>) -> tensor<i32> {
  %zero = tf.Const dense<0> : tensor<i32>
  %0 = tf.ArgMin %b, %zero : (tensor<3xi1>, tensor<i32>) -> tensor<i32>
  return %0 : tensor<i32>
}
