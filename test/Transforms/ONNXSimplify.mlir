// RUN: sm-opt %s --onnx-simplify --canonicalize --cse | FileCheck %s

// CHECK-LABEL: func.func @nothing(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>)
// CHECK-NEXT: return %[[X]]
func.func @nothing(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %shape = onnx.Constant dense<[-1, 3]> : tensor<2xi64>
  %zeros = onnx.Constant dense<0> : tensor<2xi64>
  %ones = onnx.Constant dense<1> : tensor<2xi64>
  %ends = onnx.Constant dense<[9223372036854775807, 3]> : tensor<2xi64>
  %pads = onnx.Constant dense<0> : tensor<4xi64>
  %none = onnx.Constant dense<0.0> : tensor<f32>
  %all = onnx.Constant dense<1.0> : tensor<1x3xf32>
  %true = onnx.Constant dense<true> : tensor<i1>
  %0 = onnx.Identity(%x) : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %1 = onnx.Dropout(%0) : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %2 = onnx.Cast(%1) {to = 1 : i64} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %3 = onnx.Transpose(%2) {perm = array<i64: 0, 1>} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %4 = onnx.Reshape(%3, %shape) : (tensor<?x3xf32>, tensor<2xi64>) -> tensor<?x3xf32>
  %5 = onnx.Expand(%4, %ones) : (tensor<?x3xf32>, tensor<2xi64>) -> tensor<?x3xf32>
  %6 = onnx.Tile(%5, %ones) : (tensor<?x3xf32>, tensor<2xi64>) -> tensor<?x3xf32>
  %7 = onnx.Pad(%6, %pads) : (tensor<?x3xf32>, tensor<4xi64>) -> tensor<?x3xf32>
  %8 = onnx.Slice(%7, %zeros, %ends) : (tensor<?x3xf32>, tensor<2xi64>, tensor<2xi64>) -> tensor<?x3xf32>
  %9 = onnx.Concat(%8) {axis = 0 : i64} : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %10 = onnx.Max(%9) : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %11 = onnx.Add(%none, %10) : (tensor<f32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %12 = onnx.Sub(%11, %none) : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  %13 = onnx.Mul(%12, %all) : (tensor<?x3xf32>, tensor<1x3xf32>) -> tensor<?x3xf32>
  %14 = onnx.Div(%13, %all) : (tensor<?x3xf32>, tensor<1x3xf32>) -> tensor<?x3xf32>
  %15 = onnx.Where(%true, %14, %none) : (tensor<i1>, tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  return %15 : tensor<?x3xf32>
}

// What is fed may have one row only, or other sizes; 0 - x is not x.
// CHECK-LABEL: func.func @stays(
// CHECK-DAG: onnx.Add
// CHECK-DAG: onnx.Reshape
// CHECK-DAG: onnx.Sub
// CHECK-DAG: onnx.Slice
// CHECK-DAG: onnx.Where
// CHECK-DAG: onnx.Expand
func.func @stays(%x: tensor<?x?xf32>, %y: tensor<?x3xf32>)
    -> (tensor<2x?xf32>, tensor<?x?xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>) {
  %zeros = onnx.Constant dense<0.0> : tensor<2x1xf32>
  %zero = onnx.Constant dense<0.0> : tensor<f32>
  %shape = onnx.Constant dense<[-1, 3]> : tensor<2xi64>
  %two = onnx.Constant dense<[2, 3]> : tensor<2xi64>
  %start = onnx.Constant dense<0> : tensor<1xi64>
  %end = onnx.Constant dense<3> : tensor<1xi64>
  %true = onnx.Constant dense<true> : tensor<2x1xi1>
  %0 = onnx.Add(%x, %zeros) : (tensor<?x?xf32>, tensor<2x1xf32>) -> tensor<2x?xf32>
  %1 = onnx.Reshape(%x, %shape) : (tensor<?x?xf32>, tensor<2xi64>) -> tensor<?x?xf32>
  %2 = onnx.Sub(%zero, %y) : (tensor<f32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %3 = onnx.Slice(%y, %start, %end) : (tensor<?x3xf32>, tensor<1xi64>, tensor<1xi64>) -> tensor<?x3xf32>
  %4 = onnx.Where(%true, %y, %zero) : (tensor<2x1xi1>, tensor<?x3xf32>, tensor<f32>) -> tensor<2x3xf32>
  %5 = onnx.Expand(%y, %two) : (tensor<?x3xf32>, tensor<2xi64>) -> tensor<2x3xf32>
  return %0, %1, %2, %3, %4, %5 : tensor<2x?xf32>, tensor<?x?xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func.func @reshapes(
// CHECK-SAME: %[[X:.*]]: tensor<?x2x3xf32>, %[[Y:.*]]: tensor<?x?xf32>
// CHECK: %[[S:.*]] = onnx.Constant dense<[-1, 1, 6]> : tensor<3xi64>
// CHECK: %[[R:.*]] = onnx.Reshape(%[[X]], %[[S]])
// CHECK: return %[[R]], %[[Y]]
func.func @reshapes(%x: tensor<?x2x3xf32>, %y: tensor<?x?xf32>) -> (tensor<?x1x6xf32>, tensor<?x?xf32>) {
  %shape = onnx.Constant dense<[-1, 6]> : tensor<2xi64>
  %one = onnx.Constant dense<1> : tensor<1xi64>
  %0 = onnx.Reshape(%x, %shape) : (tensor<?x2x3xf32>, tensor<2xi64>) -> tensor<?x6xf32>
  %1 = onnx.Unsqueeze(%0, %one) : (tensor<?x6xf32>, tensor<1xi64>) -> tensor<?x1x6xf32>
  %2 = onnx.Unsqueeze(%y, %one) : (tensor<?x?xf32>, tensor<1xi64>) -> tensor<?x1x?xf32>
  %3 = onnx.Squeeze(%2, %one) : (tensor<?x1x?xf32>, tensor<1xi64>) -> tensor<?x?xf32>
  return %1, %3 : tensor<?x1x6xf32>, tensor<?x?xf32>
}

// The target follows from the types.
// CHECK-LABEL: func.func @targets(
// CHECK-DAG: %[[S:.*]] = onnx.Constant dense<[-1, 6]> : tensor<2xi64>
// CHECK-DAG: onnx.Reshape(%{{.*}}, %[[S]])
func.func @targets(%x: tensor<?x2x3xf32>, %s: tensor<2xi64>) -> tensor<?x6xf32> {
  %0 = onnx.Reshape(%x, %s) : (tensor<?x2x3xf32>, tensor<2xi64>) -> tensor<?x6xf32>
  return %0 : tensor<?x6xf32>
}

// CHECK-LABEL: func.func @transposes(
// CHECK-NEXT: onnx.Transpose(%{{.*}}) {perm = array<i64: 2, 0, 1>} : (tensor<2x3x4xf32>) -> tensor<4x2x3xf32>
// CHECK-NEXT: return
func.func @transposes(%x: tensor<2x3x4xf32>) -> tensor<4x2x3xf32> {
  %0 = onnx.Transpose(%x) : (tensor<2x3x4xf32>) -> tensor<4x3x2xf32>
  %1 = onnx.Transpose(%0) {perm = array<i64: 0, 2, 1>} : (tensor<4x3x2xf32>) -> tensor<4x2x3xf32>
  return %1 : tensor<4x2x3xf32>
}

// CHECK-LABEL: func.func @bounds(
// CHECK-SAME: %[[X:.*]]: tensor<?xf32>
// CHECK-DAG: %[[ZERO:.*]] = onnx.Constant dense<0.000000e+00> : tensor<f32>
// CHECK-DAG: %[[SIX:.*]] = onnx.Constant dense<6.000000e+00> : tensor<f32>
// CHECK-DAG: %[[A:.*]] = onnx.Clip(%[[X]], %[[ZERO]], %[[SIX]])
// CHECK-DAG: %[[B:.*]] = onnx.Relu(%[[X]])
// CHECK: return %[[A]], %[[A]], %[[B]]
func.func @bounds(%x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  %zero = onnx.Constant dense<0.0> : tensor<f32>
  %six = onnx.Constant dense<6.0> : tensor<f32>
  %low = onnx.Constant dense<-1.0> : tensor<f32>
  %0 = onnx.Clip(%x, %low, %six) : (tensor<?xf32>, tensor<f32>, tensor<f32>) -> tensor<?xf32>
  %1 = onnx.Relu(%0) : (tensor<?xf32>) -> tensor<?xf32>
  %2 = onnx.Clip(%x, %zero, %six) : (tensor<?xf32>, tensor<f32>, tensor<f32>) -> tensor<?xf32>
  %3 = onnx.Relu(%2) : (tensor<?xf32>) -> tensor<?xf32>
  %4 = onnx.Relu(%x) : (tensor<?xf32>) -> tensor<?xf32>
  %5 = onnx.Relu(%4) : (tensor<?xf32>) -> tensor<?xf32>
  return %1, %3, %5 : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}

// CHECK-LABEL: func.func @casts(
// CHECK-SAME: %[[X:.*]]: tensor<?xi32>, %[[Y:.*]]: tensor<?xf32>
// CHECK-DAG: %[[H:.*]] = onnx.Cast(%[[Y]]) {to = 10 : i64}
// CHECK-DAG: %[[W:.*]] = onnx.Cast(%[[H]]) {to = 1 : i64}
// CHECK: return %[[X]], %[[W]]
func.func @casts(%x: tensor<?xi32>, %y: tensor<?xf32>) -> (tensor<?xi32>, tensor<?xf32>) {
  %0 = onnx.Cast(%x) {to = 7 : i64} : (tensor<?xi32>) -> tensor<?xi64>
  %1 = onnx.Cast(%0) {to = 6 : i64} : (tensor<?xi64>) -> tensor<?xi32>
  %2 = onnx.Cast(%y) {to = 10 : i64} : (tensor<?xf32>) -> tensor<?xf16>
  %3 = onnx.Cast(%2) {to = 1 : i64} : (tensor<?xf16>) -> tensor<?xf32>
  return %1, %3 : tensor<?xi32>, tensor<?xf32>
}

// CHECK-LABEL: func.func @limits(
// CHECK-SAME: %[[X:.*]]: tensor<?xf32>, %[[I:.*]]: tensor<?xi32>
// CHECK: %[[A:.*]] = onnx.Clip(%[[X]],
// CHECK-NEXT: %[[B:.*]] = onnx.Min(%[[I]],
// CHECK-NEXT: %[[C:.*]] = onnx.Max(%[[B]],
// CHECK-NEXT: return %[[A]], %[[C]]
func.func @limits(%x: tensor<?xf32>, %i: tensor<?xi32>) -> (tensor<?xf32>, tensor<?xi32>) {
  %zero = onnx.Constant dense<0.0> : tensor<f32>
  %one = onnx.Constant dense<1.0> : tensor<f32>
  %two = onnx.Constant dense<2> : tensor<i32>
  %three = onnx.Constant dense<3> : tensor<i32>
  %0 = onnx.Min(%one, %x) : (tensor<f32>, tensor<?xf32>) -> tensor<?xf32>
  %1 = onnx.Max(%0, %zero) : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %2 = onnx.Min(%i, %three) : (tensor<?xi32>, tensor<i32>) -> tensor<?xi32>
  %3 = onnx.Max(%2, %two) : (tensor<?xi32>, tensor<i32>) -> tensor<?xi32>
  return %1, %3 : tensor<?xf32>, tensor<?xi32>
}

// Dense layers of rows that have several dimensions.
// CHECK-LABEL: func.func @rows(
// CHECK-SAME: %[[X:.*]]: tensor<?x4x4x3xf32>, %[[W:.*]]: tensor<3x5xf32>, %[[Y:.*]]: tensor<2x6x3xf32>
// CHECK-NOT: onnx.Reshape
// CHECK-DAG: %[[A:.*]] = onnx.MatMul(%[[X]], %[[W]]) : (tensor<?x4x4x3xf32>, tensor<3x5xf32>) -> tensor<?x4x4x5xf32>
// CHECK-DAG: %[[B:.*]] = onnx.MatMul(%[[Y]], %[[W]]) : (tensor<2x6x3xf32>, tensor<3x5xf32>) -> tensor<2x6x5xf32>
// CHECK: return %[[A]], %[[B]]
func.func @rows(%x: tensor<?x4x4x3xf32>, %w: tensor<3x5xf32>, %y: tensor<2x6x3xf32>)
    -> (tensor<?x4x4x5xf32>, tensor<2x6x5xf32>) {
  %flat = onnx.Constant dense<[-1, 3]> : tensor<2xi64>
  %back = onnx.Constant dense<[-1, 4, 4, 5]> : tensor<4xi64>
  %back2 = onnx.Constant dense<[2, 6, 5]> : tensor<3xi64>
  %0 = onnx.Reshape(%x, %flat) : (tensor<?x4x4x3xf32>, tensor<2xi64>) -> tensor<?x3xf32>
  %1 = onnx.MatMul(%0, %w) : (tensor<?x3xf32>, tensor<3x5xf32>) -> tensor<?x5xf32>
  %2 = onnx.Reshape(%1, %back) : (tensor<?x5xf32>, tensor<4xi64>) -> tensor<?x4x4x5xf32>
  %3 = onnx.Reshape(%y, %flat) : (tensor<2x6x3xf32>, tensor<2xi64>) -> tensor<12x3xf32>
  %4 = onnx.MatMul(%3, %w) : (tensor<12x3xf32>, tensor<3x5xf32>) -> tensor<12x5xf32>
  %5 = onnx.Reshape(%4, %back2) : (tensor<12x5xf32>, tensor<3xi64>) -> tensor<2x6x5xf32>
  return %2, %5 : tensor<?x4x4x5xf32>, tensor<2x6x5xf32>
}

// Other rows come back, rows are other elements, two dimensions may have
// changed places, or the product is wanted as it is.
// CHECK-LABEL: func.func @other_rows(
// CHECK-COUNT-8: onnx.Reshape
func.func @other_rows(%x: tensor<?x4x4x3xf32>, %w: tensor<3x5xf32>, %v: tensor<6x5xf32>, %u: tensor<?x?x3xf32>, %s: tensor<3xi64>)
    -> (tensor<?x2x8x5xf32>, tensor<?x4x2x5xf32>, tensor<?x?x5xf32>, tensor<?x5xf32>, tensor<?x4x4x5xf32>) {
  %flat = onnx.Constant dense<[-1, 3]> : tensor<2xi64>
  %wide = onnx.Constant dense<[-1, 6]> : tensor<2xi64>
  %back = onnx.Constant dense<[-1, 2, 8, 5]> : tensor<4xi64>
  %narrow = onnx.Constant dense<[-1, 4, 2, 5]> : tensor<4xi64>
  %same = onnx.Constant dense<[-1, 4, 4, 5]> : tensor<4xi64>
  %0 = onnx.Reshape(%x, %flat) : (tensor<?x4x4x3xf32>, tensor<2xi64>) -> tensor<?x3xf32>
  %1 = onnx.MatMul(%0, %w) : (tensor<?x3xf32>, tensor<3x5xf32>) -> tensor<?x5xf32>
  %2 = onnx.Reshape(%1, %back) : (tensor<?x5xf32>, tensor<4xi64>) -> tensor<?x2x8x5xf32>
  %3 = onnx.Reshape(%x, %wide) : (tensor<?x4x4x3xf32>, tensor<2xi64>) -> tensor<?x6xf32>
  %4 = onnx.MatMul(%3, %v) : (tensor<?x6xf32>, tensor<6x5xf32>) -> tensor<?x5xf32>
  %5 = onnx.Reshape(%4, %narrow) : (tensor<?x5xf32>, tensor<4xi64>) -> tensor<?x4x2x5xf32>
  %6 = onnx.Reshape(%u, %flat) : (tensor<?x?x3xf32>, tensor<2xi64>) -> tensor<?x3xf32>
  %7 = onnx.MatMul(%6, %w) : (tensor<?x3xf32>, tensor<3x5xf32>) -> tensor<?x5xf32>
  %8 = onnx.Reshape(%7, %s) : (tensor<?x5xf32>, tensor<3xi64>) -> tensor<?x?x5xf32>
  %9 = onnx.Neg(%x) : (tensor<?x4x4x3xf32>) -> tensor<?x4x4x3xf32>
  %10 = onnx.Reshape(%9, %flat) : (tensor<?x4x4x3xf32>, tensor<2xi64>) -> tensor<?x3xf32>
  %11 = onnx.MatMul(%10, %w) : (tensor<?x3xf32>, tensor<3x5xf32>) -> tensor<?x5xf32>
  %12 = onnx.Reshape(%11, %same) : (tensor<?x5xf32>, tensor<4xi64>) -> tensor<?x4x4x5xf32>
  return %2, %5, %8, %11, %12 : tensor<?x2x8x5xf32>, tensor<?x4x2x5xf32>, tensor<?x?x5xf32>, tensor<?x5xf32>, tensor<?x4x4x5xf32>
}
