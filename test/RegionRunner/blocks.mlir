// Large weights are read in blocks, in between which the sums wait in the
// result; and windows that overlap. The answers are those of plain loops.
// RUN: region-runner %s --from tf --function blocks --compare | FileCheck %s
// RUN: region-runner %s --from tf --function blocks --compare --cpu x86-64-v3 | FileCheck %s
// RUN: region-runner %s --from tf --function partial --compare | FileCheck %s
// RUN: region-runner %s --from tf --function windows --compare | FileCheck %s
// RUN: region-runner %s --from tf --function strides --compare | FileCheck %s
// CHECK: largest difference

// The filter of 32 channels has 221 KB.
func.func @blocks(%x: tensor<1x7x7x192xf32>, %r: tensor<1x7x7x64xf32>) -> tensor<1x7x7x64xf32> {
  %begin = tf.Const dense<0.0> : tensor<f32>
  %end = tf.Const dense<110592.0> : tensor<f32>
  %one = tf.Const dense<1.0> : tensor<f32>
  %shape = tf.Const dense<[3, 3, 192, 64]> : tensor<4xi32>
  %0 = tf.Range %begin, %end, %one : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<110592xf32>
  %1 = tf.Sin %0 : (tensor<110592xf32>) -> tensor<110592xf32>
  %w = tf.Reshape %1, %shape : (tensor<110592xf32>, tensor<4xi32>) -> tensor<3x3x192x64xf32>
  %2 = tf.Conv2D %x, %w {padding = "SAME", strides = [1, 1, 1, 1]} : (tensor<1x7x7x192xf32>, tensor<3x3x192x64xf32>) -> tensor<1x7x7x64xf32>
  %3 = tf.AddV2 %2, %r : (tensor<1x7x7x64xf32>, tensor<1x7x7x64xf32>) -> tensor<1x7x7x64xf32>
  %4 = tf.Relu %3 : (tensor<1x7x7x64xf32>) -> tensor<1x7x7x64xf32>
  return %4 : tensor<1x7x7x64xf32>
}

// The last vector of the 40 channels is half in use.
func.func @partial(%x: tensor<2x9x5x400xf32>) -> tensor<2x9x5x40xf32> {
  %begin = tf.Const dense<0.0> : tensor<f32>
  %end = tf.Const dense<144000.0> : tensor<f32>
  %one = tf.Const dense<1.0> : tensor<f32>
  %shape = tf.Const dense<[3, 3, 400, 40]> : tensor<4xi32>
  %0 = tf.Range %begin, %end, %one : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<144000xf32>
  %1 = tf.Sin %0 : (tensor<144000xf32>) -> tensor<144000xf32>
  %w = tf.Reshape %1, %shape : (tensor<144000xf32>, tensor<4xi32>) -> tensor<3x3x400x40xf32>
  %2 = tf.Conv2D %x, %w {padding = "SAME", strides = [1, 1, 1, 1]} : (tensor<2x9x5x400xf32>, tensor<3x3x400x40xf32>) -> tensor<2x9x5x40xf32>
  %3 = tf.Relu %2 : (tensor<2x9x5x40xf32>) -> tensor<2x9x5x40xf32>
  return %3 : tensor<2x9x5x40xf32>
}

func.func @windows(%x: tensor<1x37x41x3xf32>, %w: tensor<7x7x3x32xf32>) -> tensor<1x19x21x32xf32> {
  %0 = tf.Conv2D %x, %w {padding = "SAME", strides = [1, 2, 2, 1]} : (tensor<1x37x41x3xf32>, tensor<7x7x3x32xf32>) -> tensor<1x19x21x32xf32>
  return %0 : tensor<1x19x21x32xf32>
}

// The second convolution reads a quarter of what the first one would make.
func.func @strides(%x: tensor<1x9x8x16xf32>, %v: tensor<3x3x16x32xf32>, %r: tensor<1x9x8x32xf32>, %w: tensor<1x1x32x16xf32>) -> (tensor<1x5x4x16xf32>, tensor<1x9x8x32xf32>) {
  %b = tf.Const dense<0.5> : tensor<32xf32>
  %s = tf.Relu %r : (tensor<1x9x8x32xf32>) -> tensor<1x9x8x32xf32>
  %0 = tf.Conv2D %x, %v {padding = "SAME", strides = [1, 1, 1, 1]} : (tensor<1x9x8x16xf32>, tensor<3x3x16x32xf32>) -> tensor<1x9x8x32xf32>
  %1 = tf.BiasAdd %0, %b : (tensor<1x9x8x32xf32>, tensor<32xf32>) -> tensor<1x9x8x32xf32>
  %2 = tf.AddV2 %s, %1 : (tensor<1x9x8x32xf32>, tensor<1x9x8x32xf32>) -> tensor<1x9x8x32xf32>
  %3 = tf.Relu %2 : (tensor<1x9x8x32xf32>) -> tensor<1x9x8x32xf32>
  %4 = tf.Conv2D %3, %w {padding = "VALID", strides = [1, 2, 2, 1]} : (tensor<1x9x8x32xf32>, tensor<1x1x32x16xf32>) -> tensor<1x5x4x16xf32>
  return %4, %s : tensor<1x5x4x16xf32>, tensor<1x9x8x32xf32>
}
