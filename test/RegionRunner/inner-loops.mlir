// What the hardware is to spend its time on: the innermost loops of products
// and convolutions are fused multiply-adds of whole vectors, with all sums in
// registers: no access to the stack, no call.
// RUN: region-runner %s --from tf --function gemm --cpu x86-64-v4 --emit asm \
// RUN:   | python3 %S/Inputs/innerloops.py | FileCheck %s --check-prefix=GEMM
// RUN: region-runner %s --from tf --function conv --cpu x86-64-v4 --emit asm \
// RUN:   | python3 %S/Inputs/innerloops.py | FileCheck %s --check-prefix=CONV
// RUN: region-runner %s --from tf --function depthwise --cpu x86-64-v4 --emit asm \
// RUN:   | python3 %S/Inputs/innerloops.py | FileCheck %s --check-prefix=DEPTHWISE
// RUN: region-runner %s --from tf --function conv --cpu x86-64-v3 --emit asm \
// RUN:   | python3 %S/Inputs/innerloops.py | FileCheck %s --check-prefix=AVX2

// Each line is an innermost loop; a loop of less than a tile has fewer. The
// sixteen sums of the product are 8 rows of 2 vectors, for 8 steps at a time.
// GEMM: kernel_{{.*}}: 128 fused on zmm, 0 on others, 0 stack, 0 calls
// GEMM-NOT: {{[1-9][0-9]*}} on others
// GEMM-NOT: {{[1-9][0-9]*}} stack
// GEMM-NOT: {{[1-9][0-9]*}} calls
func.func @gemm(%x: tensor<64x256xf32>) -> tensor<64x128xf32> {
  %w = tf.Const dense<0.01> : tensor<256x128xf32>
  %b = tf.Const dense<0.5> : tensor<128xf32>
  %0 = tf.MatMul %x, %w : (tensor<64x256xf32>, tensor<256x128xf32>) -> tensor<64x128xf32>
  %1 = tf.BiasAdd %0, %b : (tensor<64x128xf32>, tensor<128xf32>) -> tensor<64x128xf32>
  %2 = tf.Relu %1 : (tensor<64x128xf32>) -> tensor<64x128xf32>
  return %2 : tensor<64x128xf32>
}

// CONV: kernel_{{.*}}: {{[1-9][0-9][0-9]}} fused on zmm, 0 on others, 0 stack, 0 calls
// CONV-NOT: {{[1-9][0-9]*}} on others
// CONV-NOT: {{[1-9][0-9]*}} stack
// CONV-NOT: {{[1-9][0-9]*}} calls
// AVX2: kernel_{{.*}}: 0 fused on zmm, {{[1-9][0-9]+}} on others, 0 stack, 0 calls
// AVX2-NOT: {{[1-9][0-9]*}} fused on zmm
// AVX2-NOT: {{[1-9][0-9]*}} stack
func.func @conv(%x: tensor<1x28x28x32xf32>) -> tensor<1x28x28x64xf32> {
  %w = tf.Const dense<0.01> : tensor<3x3x32x64xf32>
  %b = tf.Const dense<0.5> : tensor<64xf32>
  %0 = tf.Conv2D %x, %w {padding = "SAME", strides = [1, 1, 1, 1]} : (tensor<1x28x28x32xf32>, tensor<3x3x32x64xf32>) -> tensor<1x28x28x64xf32>
  %1 = tf.BiasAdd %0, %b : (tensor<1x28x28x64xf32>, tensor<64xf32>) -> tensor<1x28x28x64xf32>
  %2 = tf.Relu %1 : (tensor<1x28x28x64xf32>) -> tensor<1x28x28x64xf32>
  return %2 : tensor<1x28x28x64xf32>
}

// All nine places of the window at once.
// DEPTHWISE: kernel_{{.*}}: {{[1-9][0-9]+}} fused on zmm, 0 on others, 0 stack, 0 calls
// DEPTHWISE-NOT: {{[1-9][0-9]*}} on others
// DEPTHWISE-NOT: {{[1-9][0-9]*}} stack
// DEPTHWISE-NOT: {{[1-9][0-9]*}} calls
func.func @depthwise(%x: tensor<1x28x28x64xf32>) -> tensor<1x28x28x64xf32> {
  %w = tf.Const dense<0.01> : tensor<3x3x64x1xf32>
  %b = tf.Const dense<0.5> : tensor<64xf32>
  %0 = tf.DepthwiseConv2dNative %x, %w {padding = "SAME", strides = [1, 1, 1, 1]} : (tensor<1x28x28x64xf32>, tensor<3x3x64x1xf32>) -> tensor<1x28x28x64xf32>
  %1 = tf.BiasAdd %0, %b : (tensor<1x28x28x64xf32>, tensor<64xf32>) -> tensor<1x28x28x64xf32>
  %2 = tf.Relu6 %1 : (tensor<1x28x28x64xf32>) -> tensor<1x28x28x64xf32>
  return %2 : tensor<1x28x28x64xf32>
}
