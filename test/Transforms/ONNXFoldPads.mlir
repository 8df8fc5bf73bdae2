// RUN: sm-opt %s --onnx-fold-pads | FileCheck %s

// CHECK-LABEL: func.func @conv(
// CHECK-SAME: %[[X:.*]]: tensor<?x2x5x5xf32>
// CHECK: onnx.Conv(%[[X]], %{{.*}}) {kernel_shape = array<i64: 3, 3>, pads = array<i64: 1, 2, 3, 5>}
func.func @conv(%x: tensor<?x2x5x5xf32>, %w: tensor<2x2x3x3xf32>) -> tensor<?x2x7x10xf32> {
  %p = onnx.Constant dense<[0, 0, 1, 2, 0, 0, 3, 4]> : tensor<8xi64>
  %0 = onnx.Pad(%x, %p) : (tensor<?x2x5x5xf32>, tensor<8xi64>) -> tensor<?x2x9x11xf32>
  %1 = onnx.Conv(%0, %w) {kernel_shape = array<i64: 3, 3>, pads = array<i64: 0, 0, 0, 1>} : (tensor<?x2x9x11xf32>, tensor<2x2x3x3xf32>) -> tensor<?x2x7x10xf32>
  return %1 : tensor<?x2x7x10xf32>
}

// Ones, channels, other readers, sizes decided at run time.
// CHECK-LABEL: func.func @stays(
// CHECK-COUNT-4: onnx.Pad
func.func @stays(%x: tensor<?x2x5x5xf32>, %w: tensor<2x2x1x1xf32>, %v: tensor<2x4x1x1xf32>)
    -> (tensor<?x2x7x7xf32>, tensor<?x2x5x5xf32>, tensor<?x2x7x7xf32>, tensor<?x2x7x7xf32>, tensor<?x2x7x7xf32>) {
  %p = onnx.Constant dense<[0, 0, 1, 1, 0, 0, 1, 1]> : tensor<8xi64>
  %q = onnx.Constant dense<[0, 1, 0, 0, 0, 1, 0, 0]> : tensor<8xi64>
  %one = onnx.Constant dense<1.0> : tensor<f32>
  %0 = onnx.Pad(%x, %p, %one) : (tensor<?x2x5x5xf32>, tensor<8xi64>, tensor<f32>) -> tensor<?x2x7x7xf32>
  %1 = onnx.Conv(%0, %w) : (tensor<?x2x7x7xf32>, tensor<2x2x1x1xf32>) -> tensor<?x2x7x7xf32>
  %2 = onnx.Pad(%x, %q) : (tensor<?x2x5x5xf32>, tensor<8xi64>) -> tensor<?x4x5x5xf32>
  %3 = onnx.Conv(%2, %v) : (tensor<?x4x5x5xf32>, tensor<2x4x1x1xf32>) -> tensor<?x2x5x5xf32>
  %4 = onnx.Pad(%x, %p) : (tensor<?x2x5x5xf32>, tensor<8xi64>) -> tensor<?x2x7x7xf32>
  %5 = onnx.Conv(%4, %w) : (tensor<?x2x7x7xf32>, tensor<2x2x1x1xf32>) -> tensor<?x2x7x7xf32>
  %6 = onnx.Pad(%x, %p) : (tensor<?x2x5x5xf32>, tensor<8xi64>) -> tensor<?x2x7x7xf32>
  %7 = onnx.Conv(%6, %w) {auto_pad = "SAME_UPPER"} : (tensor<?x2x7x7xf32>, tensor<2x2x1x1xf32>) -> tensor<?x2x7x7xf32>
  return %1, %3, %5, %4, %7 : tensor<?x2x7x7xf32>, tensor<?x2x5x5xf32>, tensor<?x2x7x7xf32>, tensor<?x2x7x7xf32>, tensor<?x2x7x7xf32>
}

// Zeros are as good as the lowest number behind Relu, and only there.
// CHECK-LABEL: func.func @max(
// CHECK-SAME: %[[X:.*]]: tensor
// CHECK: %[[Z:.*]] = onnx.Constant dense<-0.000000e+00> : tensor<f32>
// CHECK: %[[R:.*]] = onnx.Relu(%[[X]])
// CHECK-NEXT: onnx.MaxPool(%[[R]]) {kernel_shape = array<i64: 3, 3>, pads = array<i64: 1, 1, 1, 1>}
// CHECK-NEXT: %[[P:.*]] = onnx.Pad(%[[X]], %{{.*}}, %[[Z]])
// CHECK-NEXT: onnx.MaxPool(%[[P]]) {kernel_shape = array<i64: 3, 3>}
// CHECK-NEXT: onnx.MaxPool(%[[X]]) {kernel_shape = array<i64: 3, 3>, pads = array<i64: 1, 1, 1, 1>}
func.func @max(%x: tensor<?x2x5x5xf32>) -> (tensor<?x2x5x5xf32>, tensor<?x2x5x5xf32>, tensor<?x2x5x5xf32>) {
  %p = onnx.Constant dense<[0, 0, 1, 1, 0, 0, 1, 1]> : tensor<8xi64>
  %low = onnx.Constant dense<0xFF800000> : tensor<f32>
  %r = onnx.Relu(%x) : (tensor<?x2x5x5xf32>) -> tensor<?x2x5x5xf32>
  %0 = onnx.Pad(%r, %p) : (tensor<?x2x5x5xf32>, tensor<8xi64>) -> tensor<?x2x7x7xf32>
  %1 = onnx.MaxPool(%0) {kernel_shape = array<i64: 3, 3>} : (tensor<?x2x7x7xf32>) -> tensor<?x2x5x5xf32>
  %2 = onnx.Pad(%x, %p) : (tensor<?x2x5x5xf32>, tensor<8xi64>) -> tensor<?x2x7x7xf32>
  %3 = onnx.MaxPool(%2) {kernel_shape = array<i64: 3, 3>} : (tensor<?x2x7x7xf32>) -> tensor<?x2x5x5xf32>
  %4 = onnx.Pad(%x, %p, %low) : (tensor<?x2x5x5xf32>, tensor<8xi64>, tensor<f32>) -> tensor<?x2x7x7xf32>
  %5 = onnx.MaxPool(%4) {kernel_shape = array<i64: 3, 3>} : (tensor<?x2x7x7xf32>) -> tensor<?x2x5x5xf32>
  return %1, %3, %5 : tensor<?x2x5x5xf32>, tensor<?x2x5x5xf32>, tensor<?x2x5x5xf32>
}

// A window that lies in the padding has the zeros only.
// CHECK-LABEL: func.func @wide(
// CHECK: onnx.Pad
func.func @wide(%x: tensor<?x2x5x5xf32>) -> tensor<?x2x8x8xf32> {
  %p = onnx.Constant dense<[0, 0, 2, 2, 0, 0, 2, 2]> : tensor<8xi64>
  %r = onnx.Relu(%x) : (tensor<?x2x5x5xf32>) -> tensor<?x2x5x5xf32>
  %0 = onnx.Pad(%r, %p) : (tensor<?x2x5x5xf32>, tensor<8xi64>) -> tensor<?x2x9x9xf32>
  %1 = onnx.MaxPool(%0) {kernel_shape = array<i64: 2, 2>} : (tensor<?x2x9x9xf32>) -> tensor<?x2x8x8xf32>
  return %1 : tensor<?x2x8x8xf32>
}

// What was an element of the image is counted; what the op padded was not.
// CHECK-LABEL: func.func @average(
// CHECK: onnx.AveragePool(%{{.*}}) {count_include_pad = 1 : i64, kernel_shape = array<i64: 3, 3>, pads = array<i64: 1, 1, 1, 1>}
// CHECK: onnx.Pad
// CHECK: onnx.AveragePool(%{{.*}}) {kernel_shape = array<i64: 3, 3>, pads = array<i64: 1, 1, 1, 1>}
func.func @average(%x: tensor<?x2x5x5xf32>) -> (tensor<?x2x5x5xf32>, tensor<?x2x7x7xf32>) {
  %p = onnx.Constant dense<[0, 0, 1, 1, 0, 0, 1, 1]> : tensor<8xi64>
  %0 = onnx.Pad(%x, %p) : (tensor<?x2x5x5xf32>, tensor<8xi64>) -> tensor<?x2x7x7xf32>
  %1 = onnx.AveragePool(%0) {kernel_shape = array<i64: 3, 3>} : (tensor<?x2x7x7xf32>) -> tensor<?x2x5x5xf32>
  %2 = onnx.Pad(%x, %p) : (tensor<?x2x5x5xf32>, tensor<8xi64>) -> tensor<?x2x7x7xf32>
  %3 = onnx.AveragePool(%2) {kernel_shape = array<i64: 3, 3>, pads = array<i64: 1, 1, 1, 1>} : (tensor<?x2x7x7xf32>) -> tensor<?x2x7x7xf32>
  return %1, %3 : tensor<?x2x5x5xf32>, tensor<?x2x7x7xf32>
}

// Integers have no -0: they are padded as numbers that have.
// CHECK-LABEL: func.func @max_i8(
// CHECK-SAME: %[[X:.*]]: tensor
// CHECK: %[[Z:.*]] = onnx.Constant dense<-0.000000e+00> : tensor<f32>
// CHECK: %[[F:.*]] = onnx.Cast(%[[X]]) {to = 1 : i64}
// CHECK-NEXT: %[[P:.*]] = onnx.Pad(%[[F]], %{{.*}}, %[[Z]])
// CHECK-NEXT: %[[I:.*]] = onnx.Cast(%[[P]]) {to = 3 : i64}
// CHECK-NEXT: onnx.MaxPool(%[[I]])
func.func @max_i8(%x: tensor<?x2x5x5xi8>) -> (tensor<?x2x5x5xi8>) {
  %p = onnx.Constant dense<[0, 0, 1, 1, 0, 0, 1, 1]> : tensor<8xi64>
  %0 = onnx.Pad(%x, %p) : (tensor<?x2x5x5xi8>, tensor<8xi64>) -> tensor<?x2x7x7xi8>
  %1 = onnx.MaxPool(%0) {kernel_shape = array<i64: 3, 3>} : (tensor<?x2x7x7xi8>) -> tensor<?x2x5x5xi8>
  return %1 : tensor<?x2x5x5xi8>
}

// The Cast of integers goes before the Pad.
// CHECK-LABEL: func.func @max_i32(
// CHECK-SAME: %[[X:.*]]: tensor
// CHECK: %[[Z:.*]] = onnx.Constant dense<-0.000000e+00> : tensor<f64>
// CHECK: %[[F:.*]] = onnx.Cast(%[[X]]) {to = 11 : i64}
// CHECK-NEXT: %[[P:.*]] = onnx.Pad(%[[F]], %{{.*}}, %[[Z]])
// CHECK-NEXT: onnx.MaxPool(%[[P]])
func.func @max_i32(%x: tensor<?x2x5x5xi32>) -> tensor<?x2x5x5xf64> {
  %p = onnx.Constant dense<[0, 0, 1, 1, 0, 0, 1, 1]> : tensor<8xi64>
  %0 = onnx.Pad(%x, %p) : (tensor<?x2x5x5xi32>, tensor<8xi64>) -> tensor<?x2x7x7xi32>
  %1 = onnx.Cast(%0) {to = 11 : i64} : (tensor<?x2x7x7xi32>) -> tensor<?x2x7x7xf64>
  %2 = onnx.MaxPool(%1) {kernel_shape = array<i64: 3, 3>} : (tensor<?x2x7x7xf64>) -> tensor<?x2x5x5xf64>
  return %2 : tensor<?x2x5x5xf64>
}

// Others who read the zeros keep them.
// CHECK-LABEL: func.func @max_f16(
// CHECK-SAME: %[[X:.*]]: tensor
// CHECK: %[[Z:.*]] = onnx.Constant dense<-0.000000e+00> : tensor<f16>
// CHECK: %[[OLD:.*]] = onnx.Pad(%[[X]], %{{[^,]*}}) :
// CHECK-NEXT: %[[P:.*]] = onnx.Pad(%[[X]], %{{.*}}, %[[Z]])
// CHECK-NEXT: %[[F:.*]] = onnx.Cast(%[[P]]) {to = 1 : i64}
// CHECK-NEXT: %[[M:.*]] = onnx.MaxPool(%[[F]])
// CHECK-NEXT: return %[[M]], %[[OLD]]
func.func @max_f16(%x: tensor<?x2x5x5xf16>) -> (tensor<?x2x5x5xf32>, tensor<?x2x7x7xf16>) {
  %p = onnx.Constant dense<[0, 0, 1, 1, 0, 0, 1, 1]> : tensor<8xi64>
  %0 = onnx.Pad(%x, %p) : (tensor<?x2x5x5xf16>, tensor<8xi64>) -> tensor<?x2x7x7xf16>
  %1 = onnx.Cast(%0) {to = 1 : i64} : (tensor<?x2x7x7xf16>) -> tensor<?x2x7x7xf32>
  %2 = onnx.MaxPool(%1) {kernel_shape = array<i64: 3, 3>} : (tensor<?x2x7x7xf32>) -> tensor<?x2x5x5xf32>
  return %2, %0 : tensor<?x2x5x5xf32>, tensor<?x2x7x7xf16>
}

// More padding than ONNX Runtime allows, which it would fold as well.
// CHECK-LABEL: func.func @average_wide(
// CHECK-SAME: %[[X:.*]]: tensor
// CHECK: %[[Z:.*]] = onnx.Constant dense<-0.000000e+00> : tensor<f32>
// CHECK: %[[P:.*]] = onnx.Pad(%[[X]], %{{.*}}, %[[Z]])
// CHECK-NEXT: onnx.AveragePool(%[[P]])
func.func @average_wide(%x: tensor<?x2x8x8xf32>) -> tensor<?x2x6x6xf32> {
  %p = onnx.Constant dense<[0, 0, 2, 2, 0, 0, 2, 2]> : tensor<8xi64>
  %0 = onnx.Pad(%x, %p) : (tensor<?x2x8x8xf32>, tensor<8xi64>) -> tensor<?x2x12x12xf32>
  %1 = onnx.AveragePool(%0) {kernel_shape = array<i64: 2, 2>, strides = array<i64: 2, 2>} : (tensor<?x2x12x12xf32>) -> tensor<?x2x6x6xf32>
  return %1 : tensor<?x2x6x6xf32>
}
