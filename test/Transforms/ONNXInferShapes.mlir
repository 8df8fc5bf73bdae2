// Types by libonnx's inference, with what this dialect adds to it.
// RUN: sm-opt %s --split-input-file --verify-diagnostics --onnx-infer-shapes | FileCheck %s

// CHECK-LABEL: func.func @f(
// CHECK-SAME: -> (tensor<?x8x3xf32> {tf.name = "y"})
// CHECK: onnx.Transpose(%{{.*}}) {{.*}} -> tensor<?x8x3xf32>
// CHECK: onnx.Relu(%{{.*}}) : (tensor<?x8x3xf32>) -> tensor<?x8x3xf32>
func.func @f(%x: tensor<?x3x8xf32>) -> (tensor<*xf32> {tf.name = "y"}) {
  %0 = onnx.Transpose(%x) {perm = array<i64: 0, 2, 1>} : (tensor<?x3x8xf32>) -> tensor<*xf32>
  %1 = onnx.Relu(%0) : (tensor<*xf32>) -> tensor<*xf32>
  return %1 : tensor<*xf32>
}

// -----

// What a type says beyond the inferred one stays.
// CHECK-LABEL: func.func @keeps
// CHECK: onnx.Reshape(%{{.*}}) : (tensor<?x3xf32>, tensor<2xi64>) -> tensor<6x?xf32>
// CHECK: onnx.Abs(%{{.*}}) : (tensor<6x?xf32>) -> tensor<6x4xf32>
func.func @keeps(%x: tensor<?x3xf32>, %s: tensor<2xi64>) -> tensor<?x4xf32> {
  %0 = onnx.Reshape(%x, %s) : (tensor<?x3xf32>, tensor<2xi64>) -> tensor<6x?xf32>
  %1 = onnx.Abs(%0) : (tensor<6x?xf32>) -> tensor<?x4xf32>
  return %1 : tensor<?x4xf32>
}

// -----

// Constants of any source count; attributes too.
// CHECK-LABEL: func.func @constants
// CHECK-SAME: -> (tensor<?x12xf32>, tensor<2x3xbf16>, tensor<3xi64>, tensor<4x5xf32>)
func.func @constants(%x: tensor<?x3x4xf32>) -> (tensor<*xf32>, tensor<*xbf16>, tensor<*xi64>, tensor<*xf32>) {
  %s = onnx.Constant dense<[0, -1]> : tensor<2xi64>
  %0 = onnx.Reshape(%x, %s) : (tensor<?x3x4xf32>, tensor<2xi64>) -> tensor<*xf32>
  %c = onnx.Constant dense<1.0> : tensor<2x3xf64>
  %1 = onnx.Cast(%c) {to = 16 : i64} : (tensor<2x3xf64>) -> tensor<*xbf16>
  %start = onnx.Constant dense<1> : tensor<i64>
  %limit = onnx.Constant dense<7> : tensor<i64>
  %delta = onnx.Constant dense<2> : tensor<i64>
  %2 = onnx.Range(%start, %limit, %delta) : (tensor<i64>, tensor<i64>, tensor<i64>) -> tensor<*xi64>
  %t = onnx.Constant dense<[4, 5]> : tensor<2xi64>
  %3 = onnx.ConstantOfShape(%t) {value = dense<2.0> : tensor<1xf32>} : (tensor<2xi64>) -> tensor<*xf32>
  return %0, %1, %2, %3 : tensor<*xf32>, tensor<*xbf16>, tensor<*xi64>, tensor<*xf32>
}

// -----

// Shapes that are computed from shapes.
// CHECK-LABEL: func.func @computed
// CHECK-SAME: -> (tensor<?x12xf32>, tensor<8x3x?xf32>, tensor<?x?xf32>)
func.func @computed(%x: tensor<?x3x4xf32>, %n: tensor<1xi64>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) {
  %shape = onnx.Shape(%x) : (tensor<?x3x4xf32>) -> tensor<3xi64>
  %zero = onnx.Constant dense<0> : tensor<i64>
  %axis = onnx.Constant dense<0> : tensor<1xi64>
  %twelve = onnx.Constant dense<12> : tensor<1xi64>
  %batch = onnx.Gather(%shape, %zero) : (tensor<3xi64>, tensor<i64>) -> tensor<i64>
  %b1 = onnx.Unsqueeze(%batch, %axis) : (tensor<i64>, tensor<1xi64>) -> tensor<1xi64>
  %s = onnx.Concat(%b1, %twelve) {axis = 0 : i64} : (tensor<1xi64>, tensor<1xi64>) -> tensor<2xi64>
  %0 = onnx.Reshape(%x, %s) : (tensor<?x3x4xf32>, tensor<2xi64>) -> tensor<*xf32>

  // Slice, casts, and a part that nothing is known of.
  %one = onnx.Constant dense<1> : tensor<1xi64>
  %two = onnx.Constant dense<-1> : tensor<1xi64>
  %part = onnx.Slice(%shape, %one, %two) : (tensor<3xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<1xi64>
  %i = onnx.Cast(%part) {to = 6 : i64} : (tensor<1xi64>) -> tensor<1xi32>
  %l = onnx.Cast(%i) {to = 7 : i64} : (tensor<1xi32>) -> tensor<1xi64>
  %eight = onnx.Constant dense<8> : tensor<1xi64>
  %e = onnx.Concat(%eight, %l, %n) {axis = 0 : i64} : (tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<3xi64>
  %y = onnx.Constant dense<1.0> : tensor<1x1x1xf32>
  %1 = onnx.Expand(%y, %e) : (tensor<1x1x1xf32>, tensor<3xi64>) -> tensor<*xf32>

  // -1 is Reshape's "what is left", no size.
  %minus = onnx.Constant dense<-1> : tensor<1xi64>
  %t = onnx.Concat(%n, %minus) {axis = 0 : i64} : (tensor<1xi64>, tensor<1xi64>) -> tensor<2xi64>
  %2 = onnx.Reshape(%x, %t) : (tensor<?x3x4xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %0, %1, %2 : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
}

// -----

// Elements that nothing is known of are as many as there are. Indices that are
// computed, a negative axis, booleans; what a Cast would wrap is unknown.
// CHECK-LABEL: func.func @counted
// CHECK-SAME: -> (tensor<?x?xf32>, tensor<?x4xf32>, tensor<1x?xf32>, tensor<?x?x?xf32>)
func.func @counted(%x: tensor<8589934592x4x1xf32>, %s: tensor<2xi64>, %u: tensor<?xi64>) -> (tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>) {
  %0 = onnx.Reshape(%x, %s) : (tensor<8589934592x4x1xf32>, tensor<2xi64>) -> tensor<*xf32>

  %shape = onnx.Shape(%x) : (tensor<8589934592x4x1xf32>) -> tensor<3xi64>
  %i = onnx.Cast(%shape) {to = 6 : i64} : (tensor<3xi64>) -> tensor<3xi32>
  %l = onnx.Cast(%i) {to = 7 : i64} : (tensor<3xi32>) -> tensor<3xi64>
  %zero = onnx.Constant dense<0> : tensor<1xi64>
  %two = onnx.Constant dense<2> : tensor<1xi64>
  %minus = onnx.Constant dense<-1> : tensor<1xi64>
  %front = onnx.Slice(%l, %zero, %two, %minus) : (tensor<3xi64>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<2xi64>
  %y = onnx.Constant dense<1.0> : tensor<1x1xf32>
  %1 = onnx.Expand(%y, %front) : (tensor<1x1xf32>, tensor<2xi64>) -> tensor<*xf32>

  // The index 2 is a dimension minus 2; the other one only a run knows.
  %four = onnx.Gather(%shape, %minus) : (tensor<3xi64>, tensor<1xi64>) -> tensor<1xi64>
  %some = onnx.Slice(%s, %zero, %minus) : (tensor<2xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<1xi64>
  %indices = onnx.Concat(%four, %some) {axis = 0 : i64} : (tensor<1xi64>, tensor<1xi64>) -> tensor<2xi64>
  %picked = onnx.Gather(%i, %indices) : (tensor<3xi32>, tensor<2xi64>) -> tensor<2xi32>
  %b = onnx.Cast(%picked) {to = 9 : i64} : (tensor<2xi32>) -> tensor<2xi1>
  %n = onnx.Cast(%b) {to = 7 : i64} : (tensor<2xi1>) -> tensor<2xi64>
  %2 = onnx.Expand(%y, %n) : (tensor<1x1xf32>, tensor<2xi64>) -> tensor<*xf32>

  // Not even their number; then what the type of the result says.
  %of = onnx.Concat(%u, %s) {axis = 0 : i64} : (tensor<?xi64>, tensor<2xi64>) -> tensor<3xi64>
  %3 = onnx.Reshape(%x, %of) : (tensor<8589934592x4x1xf32>, tensor<3xi64>) -> tensor<*xf32>
  return %0, %1, %2, %3 : tensor<*xf32>, tensor<*xf32>, tensor<*xf32>, tensor<*xf32>
}

// -----

// Not all paths to a value are followed where there are billions of them.
// CHECK-LABEL: func.func @paths
// CHECK-SAME: -> tensor<?x?xf32>
func.func @paths(%x: tensor<?x4xf32>) -> tensor<*xf32> {
  %zero = onnx.Constant dense<0> : tensor<1xi64>
  %shape = onnx.Shape(%x) : (tensor<?x4xf32>) -> tensor<2xi64>
  %0 = onnx.Slice(%shape, %zero, %zero) : (tensor<2xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<0xi64>
  %1 = onnx.Concat(%0, %0, %0, %0, %0, %0, %0, %0) {axis = 0 : i64} : (tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>) -> tensor<0xi64>
  %2 = onnx.Concat(%1, %1, %1, %1, %1, %1, %1, %1) {axis = 0 : i64} : (tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>) -> tensor<0xi64>
  %3 = onnx.Concat(%2, %2, %2, %2, %2, %2, %2, %2) {axis = 0 : i64} : (tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>) -> tensor<0xi64>
  %4 = onnx.Concat(%3, %3, %3, %3, %3, %3, %3, %3) {axis = 0 : i64} : (tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>) -> tensor<0xi64>
  %5 = onnx.Concat(%4, %4, %4, %4, %4, %4, %4, %4) {axis = 0 : i64} : (tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>) -> tensor<0xi64>
  %6 = onnx.Concat(%5, %5, %5, %5, %5, %5, %5, %5) {axis = 0 : i64} : (tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>) -> tensor<0xi64>
  %7 = onnx.Concat(%6, %6, %6, %6, %6, %6, %6, %6) {axis = 0 : i64} : (tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>) -> tensor<0xi64>
  %8 = onnx.Concat(%7, %7, %7, %7, %7, %7, %7, %7) {axis = 0 : i64} : (tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>) -> tensor<0xi64>
  %9 = onnx.Concat(%8, %8, %8, %8, %8, %8, %8, %8) {axis = 0 : i64} : (tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>) -> tensor<0xi64>
  %10 = onnx.Concat(%9, %9, %9, %9, %9, %9, %9, %9) {axis = 0 : i64} : (tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>) -> tensor<0xi64>
  %11 = onnx.Concat(%10, %10, %10, %10, %10, %10, %10, %10) {axis = 0 : i64} : (tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>) -> tensor<0xi64>
  %12 = onnx.Concat(%11, %11, %11, %11, %11, %11, %11, %11) {axis = 0 : i64} : (tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>) -> tensor<0xi64>
  %13 = onnx.Concat(%12, %12, %12, %12, %12, %12, %12, %12) {axis = 0 : i64} : (tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>) -> tensor<0xi64>
  %14 = onnx.Concat(%13, %13, %13, %13, %13, %13, %13, %13) {axis = 0 : i64} : (tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>, tensor<0xi64>) -> tensor<0xi64>
  %all = onnx.Concat(%14, %shape) {axis = 0 : i64} : (tensor<0xi64>, tensor<2xi64>) -> tensor<2xi64>
  %y = onnx.Reshape(%x, %all) : (tensor<?x4xf32>, tensor<2xi64>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

// The results of If are what both branches give; the inside comes first.
// CHECK-LABEL: func.func @branches
// CHECK-SAME: -> (tensor<?x4xf32>, tensor<4xf32>)
func.func @branches(%c: tensor<i1>, %x: tensor<2x4xf32>, %y: tensor<?x4xf32>, %z: tensor<4xf32>) -> (tensor<*xf32>, tensor<*xf32>) {
  %0:2 = "onnx.If"(%c) ({
    %1 = onnx.Abs(%x) : (tensor<2x4xf32>) -> tensor<*xf32>
    onnx.Yield %1, %z : tensor<*xf32>, tensor<4xf32>
  }, {
    onnx.Yield %y, %z : tensor<?x4xf32>, tensor<4xf32>
  }) : (tensor<i1>) -> (tensor<*xf32>, tensor<*xf32>)
  return %0#0, %0#1 : tensor<*xf32>, tensor<*xf32>
}

// -----

// Functions that call others are of another level.
// CHECK-LABEL: func.func @caller
// CHECK: onnx.Relu(%{{.*}}) : (tensor<2xf32>) -> tensor<*xf32>
func.func private @callee(tensor<*xf32>) -> tensor<*xf32>
func.func @caller(%x: tensor<2xf32>) -> tensor<*xf32> {
  %0 = onnx.Relu(%x) : (tensor<2xf32>) -> tensor<*xf32>
  %1 = func.call @callee(%0) : (tensor<*xf32>) -> tensor<*xf32>
  return %1 : tensor<*xf32>
}

// -----

func.func @contradiction(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // expected-error @below {{'onnx.Transpose' op result #0 cannot be 'tensor<2x3xf32>': it is inferred as 'tensor<3x2xf32>'}}
  %0 = onnx.Transpose(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// -----

func.func @wrongElement(%x: tensor<2xf32>) -> tensor<2xi32> {
  // expected-error @below {{result #0 cannot be 'tensor<2xi32>': it is inferred as 'tensor<2xf32>'}}
  %0 = onnx.Relu(%x) : (tensor<2xf32>) -> tensor<2xi32>
  return %0 : tensor<2xi32>
}

// -----

func.func @impossible(%x: tensor<2x3xf32>, %y: tensor<4x5xf32>) -> tensor<*xf32> {
  // expected-error @below {{'onnx.MatMul' op [ShapeInferenceError] Incompatible dimensions for matrix multiplication}}
  %0 = onnx.MatMul(%x, %y) : (tensor<2x3xf32>, tensor<4x5xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
