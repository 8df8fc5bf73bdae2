// A kernel that LLVM's instcombine does not simplify to the end in one round:
// fourteen sums of doubles, the last of two vectors in part. The process must
// not end there.
// RUN: region-runner %s --from tf --cpu x86-64-v4 --emit asm | FileCheck %s
// RUN: region-runner %s --from tf --compare --print 1 \
// RUN:   | FileCheck %s --check-prefix=ANSWER

// CHECK: vfmadd{{.*}}pd
// ANSWER: output 0 float64[1,14]: sum
// ANSWER: output 0: largest difference
func.func @main(%x: tensor<1x1536xf64>) -> tensor<1x14xf64> {
  %w = tf.Const dense<0.01> : tensor<1536x14xf64>
  %b = tf.Const dense<0.5> : tensor<14xf64>
  %0 = tf.MatMul %x, %w : (tensor<1x1536xf64>, tensor<1536x14xf64>) -> tensor<1x14xf64>
  %1 = tf.BiasAdd %0, %b : (tensor<1x14xf64>, tensor<14xf64>) -> tensor<1x14xf64>
  return %1 : tensor<1x14xf64>
}
