// RUN: not sm-opt %s --convert-tf-to-onnx=opset=12 2>&1 | FileCheck %s --check-prefix=OLD
// RUN: not sm-opt %s --convert-tf-to-onnx=opset=18 2>&1 | FileCheck %s --check-prefix=NEW
// RUN: not sm-opt %s --convert-tf-to-onnx=opset=13 2>&1 | FileCheck %s --check-prefix=ZERO

// OLD: opset 12 is not one of 13 to 17
// NEW: opset 18 is not one of 13 to 17
// ZERO: 'tf.Reshape' cannot become ONNX: a shape with a dimension of 0 needs opset 14
func.func @reshape(%x: tensor<0x3xf32>) -> tensor<3x0xf32> {
  %shape = tf.Const dense<[3, 0]> : tensor<2xi32>
  %0 = tf.Reshape %x, %shape : (tensor<0x3xf32>, tensor<2xi32>) -> tensor<3x0xf32>
  return %0 : tensor<3x0xf32>
}
