// RUN: sm-opt %s --onnx-fold-constants --canonicalize | FileCheck %s

// CHECK-LABEL: func.func @shapes(
// CHECK-DAG: %[[DIMS:.*]] = onnx.Constant dense<[4, 3]> : tensor<2xi64>
// CHECK-DAG: %[[ONE:.*]] = onnx.Constant dense<4> : tensor<i64>
// CHECK-DAG: %[[ALL:.*]] = onnx.Constant dense<[4, 3, 7]> : tensor<3xi64>
// CHECK-DAG: %[[CAST:.*]] = onnx.Constant dense<[3.000000e+00, 4.000000e+00]> : tensor<2xf32>
// CHECK: return %[[DIMS]], %[[ONE]], %[[ALL]], %[[CAST]]
func.func @shapes(%x: tensor<?x3x4xf32>) -> (tensor<2xi64>, tensor<i64>, tensor<3xi64>, tensor<2xf32>) {
  %order = onnx.Constant dense<[2, 1]> : tensor<2xi64>
  %last = onnx.Constant dense<-1> : tensor<i64>
  %seven = onnx.Constant dense<7> : tensor<1xi64>
  %from = onnx.Constant dense<1> : tensor<1xi64>
  %to = onnx.Constant dense<9> : tensor<1xi64>
  %0 = onnx.Shape(%x) : (tensor<?x3x4xf32>) -> tensor<3xi64>
  %1 = onnx.Gather(%0, %order) : (tensor<3xi64>, tensor<2xi64>) -> tensor<2xi64>
  %2 = onnx.Gather(%0, %last) : (tensor<3xi64>, tensor<i64>) -> tensor<i64>
  %3 = onnx.Concat(%1, %seven) {axis = 0 : i64} : (tensor<2xi64>, tensor<1xi64>) -> tensor<3xi64>
  %4 = onnx.Slice(%0, %from, %to) : (tensor<3xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<2xi64>
  %5 = onnx.Cast(%4) {to = 1 : i64} : (tensor<2xi64>) -> tensor<2xf32>
  return %1, %2, %3, %5 : tensor<2xi64>, tensor<i64>, tensor<3xi64>, tensor<2xf32>
}

// CHECK-LABEL: func.func @arithmetic(
// CHECK-DAG: %[[A:.*]] = onnx.Constant dense<[9, 11]> : tensor<2xi32>
// CHECK-DAG: %[[B:.*]] = onnx.Constant dense<[4, 5]> : tensor<2xi32>
// CHECK-DAG: %[[R:.*]] = onnx.Constant dense<[5, 3, 1]> : tensor<3xi64>
// CHECK-DAG: %[[F:.*]] = onnx.Constant dense<2.500000e+00> : tensor<2x1xf32>
// CHECK: return %[[A]], %[[B]], %[[R]], %[[F]]
func.func @arithmetic() -> (tensor<2xi32>, tensor<2xi32>, tensor<3xi64>, tensor<2x1xf32>) {
  %a = onnx.Constant dense<[4, 5]> : tensor<2xi32>
  %two = onnx.Constant dense<2> : tensor<i32>
  %one = onnx.Constant dense<1> : tensor<i32>
  %0 = onnx.Mul(%a, %two) : (tensor<2xi32>, tensor<i32>) -> tensor<2xi32>
  %1 = onnx.Add(%0, %one) : (tensor<2xi32>, tensor<i32>) -> tensor<2xi32>
  %2 = onnx.Div(%1, %two) : (tensor<2xi32>, tensor<i32>) -> tensor<2xi32>
  %start = onnx.Constant dense<5> : tensor<i64>
  %end = onnx.Constant dense<0> : tensor<i64>
  %step = onnx.Constant dense<-2> : tensor<i64>
  %3 = onnx.Range(%start, %end, %step) : (tensor<i64>, tensor<i64>, tensor<i64>) -> tensor<3xi64>
  %s = onnx.Constant dense<[2, 1]> : tensor<2xi64>
  %4 = onnx.ConstantOfShape(%s) {value = dense<2.5> : tensor<1xf32>} : (tensor<2xi64>) -> tensor<2x1xf32>
  return %1, %2, %3, %4 : tensor<2xi32>, tensor<2xi32>, tensor<3xi64>, tensor<2x1xf32>
}

// Sums that wrap, division by zero, an unknown dimension, large fillings.
// CHECK-LABEL: func.func @stays(
// CHECK-DAG: onnx.Add
// CHECK-DAG: onnx.Div
// CHECK-DAG: onnx.Gather
// CHECK-DAG: onnx.ConstantOfShape
func.func @stays(%x: tensor<?x3xf32>) -> (tensor<i32>, tensor<i64>, tensor<i64>, tensor<4096x4096xf32>) {
  %max = onnx.Constant dense<2147483647> : tensor<i32>
  %zero = onnx.Constant dense<0> : tensor<i64>
  %shape = onnx.Constant dense<4096> : tensor<2xi64>
  %0 = onnx.Add(%max, %max) : (tensor<i32>, tensor<i32>) -> tensor<i32>
  %1 = onnx.Div(%zero, %zero) : (tensor<i64>, tensor<i64>) -> tensor<i64>
  %2 = onnx.Shape(%x) : (tensor<?x3xf32>) -> tensor<2xi64>
  %3 = onnx.Gather(%2, %zero) : (tensor<2xi64>, tensor<i64>) -> tensor<i64>
  %4 = onnx.ConstantOfShape(%shape) : (tensor<2xi64>) -> tensor<4096x4096xf32>
  return %0, %1, %3, %4 : tensor<i32>, tensor<i64>, tensor<i64>, tensor<4096x4096xf32>
}

// A dimension that wraps on the way is no constant, or not that one.
// CHECK-LABEL: func.func @wraps(
// CHECK: %[[C:.*]] = onnx.Cast({{.*}}) {to = 7 : i64}
// CHECK: %[[U:.*]] = onnx.Unsqueeze(%[[C]],
// CHECK: return %[[U]]
func.func @wraps(%x: tensor<8589934592xf32>) -> tensor<1xi64> {
  %zero = onnx.Constant dense<0> : tensor<i64>
  %axis = onnx.Constant dense<0> : tensor<1xi64>
  %0 = onnx.Shape(%x) : (tensor<8589934592xf32>) -> tensor<1xi64>
  %1 = onnx.Gather(%0, %zero) : (tensor<1xi64>, tensor<i64>) -> tensor<i64>
  %2 = onnx.Cast(%1) {to = 6 : i64} : (tensor<i64>) -> tensor<i32>
  %3 = onnx.Cast(%2) {to = 7 : i64} : (tensor<i32>) -> tensor<i64>
  %4 = onnx.Unsqueeze(%3, %axis) : (tensor<i64>, tensor<1xi64>) -> tensor<1xi64>
  return %4 : tensor<1xi64>
}

// CHECK-LABEL: func.func @moved(
// CHECK-DAG: %[[T:.*]] = onnx.Constant dense<{{\[\[}}1.000000e+00, 3.000000e+00], [2.000000e+00, 4.000000e+00]]> : tensor<2x2xf32>
// CHECK-DAG: %[[U:.*]] = onnx.Constant dense<{{\[\[\[}}1.000000e+00, 2.000000e+00]], {{\[\[}}3.000000e+00, 4.000000e+00]]]> : tensor<2x1x2xf32>
// CHECK: return %[[T]], %[[U]]
func.func @moved() -> (tensor<2x2xf32>, tensor<2x1x2xf32>) {
  %c = onnx.Constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %one = onnx.Constant dense<1> : tensor<1xi64>
  %0 = onnx.Transpose(%c) {perm = array<i64: 1, 0>} : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %1 = onnx.Unsqueeze(%c, %one) : (tensor<2x2xf32>, tensor<1xi64>) -> tensor<2x1x2xf32>
  return %0, %1 : tensor<2x2xf32>, tensor<2x1x2xf32>
}
