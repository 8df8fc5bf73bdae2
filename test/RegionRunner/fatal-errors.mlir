// What LLVM ends the process for, with the kernel and its node.
// RUN: sh %S/../Tools/Inputs/status.sh region-runner --from vectors --cpu x86-64 %s 2>&1 | FileCheck %s
// CHECK-NOT: Stack dump
// CHECK: sm: error: LLVM cannot go on: {{.+}}; it was compiling 'kernel_0' (node 'dense/MatMul'); --engine kernel runs the model without compiling it
// CHECK-NOT: Stack dump
// CHECK: status 1
module {
  func.func private @kernel_0(%x: memref<16xi32>, %o: memref<16xi32>) attributes {sm.kernel} {
    %c0 = arith.constant 0 : index
    %zero = arith.constant 0 : i32
    %0 = vector.transfer_read %x[%c0], %zero {in_bounds = [true]} : memref<16xi32>, vector<16xi32>
    %1 = llvm.call_intrinsic "llvm.x86.avx512.conflict.d.512"(%0) : (vector<16xi32>) -> vector<16xi32>
    vector.transfer_write %1, %o[%c0] {in_bounds = [true]} : vector<16xi32>, memref<16xi32>
    return
  } loc("dense/MatMul")
  func.func @main(%x: memref<16xi32>, %o: memref<16xi32>, %w: memref<0xi8>, %a: memref<0xi8>) attributes {sm.region} {
    call @kernel_0(%x, %o) : (memref<16xi32>, memref<16xi32>) -> ()
    return
  }
}
