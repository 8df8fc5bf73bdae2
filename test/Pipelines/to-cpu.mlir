// RUN: sm-opt %s --sm-to-cpu | FileCheck %s --check-prefixes=CHECK,WIDE
// RUN: sm-opt %s --sm-to-cpu=vector-bits=256 | FileCheck %s --check-prefixes=CHECK,NARROW
// RUN: sm-opt %s --sm-to-cpu --sm-lower-region | FileCheck %s --check-prefix=LLVM
// RUN: not sm-opt %s --sm-to-cpu=vector-bits=100 2>&1 | FileCheck %s --check-prefix=BITS

// One kernel: the product, with bias and activation behind it. Nothing of the
// levels above is left.
// CHECK: module attributes {{.*}}sm.arena_bytes = 0 : i64, sm.weights = #sm.data<"memory"
// CHECK-LABEL: func.func @main(
// CHECK-SAME: memref<4x32xf32>, %{{.*}}: memref<4x32xf32>, %{{.*}}: memref<4096xi8>, %{{.*}}: memref<0xi8>)
// CHECK-SAME: sm.region
// CHECK: call @kernel_0(
// CHECK-NOT: call
// CHECK-LABEL: func.func private @kernel_0(
// CHECK-SAME: sm.kernel
// WIDE: vector<16xf32>
// NARROW-NOT: vector<16xf32>
// NARROW: vector<8xf32>
// CHECK-NOT: tensor<
// CHECK-NOT: linalg.
// CHECK-NOT: func.func

// LLVM-NOT: func.func
// LLVM: llvm.func @main(%{{.*}}: !llvm.ptr
// LLVM-NOT: builtin.unrealized_conversion_cast
// LLVM: llvm.func {{.*}}@kernel_0(
// LLVM-NOT: builtin.unrealized_conversion_cast

// BITS: error: vector-bits is 100; it must be a power of two from 128 to 4096
func.func @main(%x: tensor<4x32xf32>) -> tensor<4x32xf32> {
  %w = tf.Const dense<0.5> : tensor<32x32xf32>
  %b = tf.Const dense<1.0> : tensor<32xf32>
  %0 = tf.MatMul %x, %w : (tensor<4x32xf32>, tensor<32x32xf32>) -> tensor<4x32xf32>
  %1 = tf.BiasAdd %0, %b : (tensor<4x32xf32>, tensor<32xf32>) -> tensor<4x32xf32>
  %2 = tf.Relu %1 : (tensor<4x32xf32>) -> tensor<4x32xf32>
  return %2 : tensor<4x32xf32>
}
