// One obstacle anywhere, and everything stays as it was.
// RUN: not sm-opt %s --convert-tf-to-onnx --mlir-print-ir-after-failure 2>&1 | FileCheck %s
// CHECK: 'tf.Erf' cannot become ONNX
// CHECK: IR Dump After ConvertTFToONNX Failed
// CHECK-NOT: onnx.
// CHECK: func.func @good
// CHECK-NEXT: tf.Relu
// CHECK-NEXT: return
// CHECK: func.func @bad
// CHECK-NEXT: tf.Relu
// CHECK-NEXT: tf.Erf
// CHECK-NEXT: return
// CHECK-NOT: func
// CHECK-NOT: onnx.
func.func @good(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tf.Relu %x : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
func.func @bad(%x: tensor<4xf64>) -> tensor<4xf64> {
  %0 = tf.Relu %x : (tensor<4xf64>) -> tensor<4xf64>
  %1 = tf.Erf %0 : (tensor<4xf64>) -> tensor<4xf64>
  return %1 : tensor<4xf64>
}
