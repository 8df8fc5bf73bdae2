// RUN: sm-opt %s --memref-mark-noalias | FileCheck %s

module attributes {sm.arena_bytes = 256 : i64} {
  // Both calls pass different memory for each argument.
  // CHECK: func.func private @apart(memref<16xf32> {llvm.noalias}, memref<16xf32> {llvm.noalias}, i64)
  func.func private @apart(memref<16xf32>, memref<16xf32>, i64) attributes {sm.kernel}
  // One call writes in place: its two arguments may overlap, the third not.
  // CHECK: func.func private @inplace(memref<16xf32>, memref<16xf32>, memref<16xf32> {llvm.noalias})
  func.func private @inplace(memref<16xf32>, memref<16xf32>, memref<16xf32>) attributes {sm.kernel}
  // Half of one is half of the other.
  // CHECK: func.func private @half(memref<16xf32>, memref<4x4xf32>)
  func.func private @half(memref<16xf32>, memref<4x4xf32>) attributes {sm.kernel}
  // Not called: nothing is known.
  // CHECK: func.func private @unused(memref<16xf32>)
  func.func private @unused(memref<16xf32>) attributes {sm.kernel}
  func.func @main(%x: memref<16xf32>, %y: memref<16xf32>, %w: memref<64xi8>,
                  %a: memref<256xi8>) attributes {sm.region} {
    %c0 = arith.constant 0 : index
    %c64 = arith.constant 64 : index
    %c32 = arith.constant 32 : index
    %n = arith.constant 1 : i64
    %t0 = memref.view %a[%c0][] : memref<256xi8> to memref<16xf32>
    %t1 = memref.view %a[%c64][] : memref<256xi8> to memref<16xf32>
    %mid = memref.view %a[%c32][] : memref<256xi8> to memref<16xf32>
    %mid4 = memref.expand_shape %mid [[0, 1]] output_shape [4, 4]
        : memref<16xf32> into memref<4x4xf32>
    %w0 = memref.view %w[%c0][] : memref<64xi8> to memref<16xf32>
    call @apart(%x, %t0, %n) : (memref<16xf32>, memref<16xf32>, i64) -> ()
    call @apart(%t0, %t1, %n) : (memref<16xf32>, memref<16xf32>, i64) -> ()
    call @inplace(%t0, %t1, %w0) : (memref<16xf32>, memref<16xf32>, memref<16xf32>) -> ()
    call @inplace(%t0, %t0, %w0) : (memref<16xf32>, memref<16xf32>, memref<16xf32>) -> ()
    call @half(%t0, %mid4) : (memref<16xf32>, memref<4x4xf32>) -> ()
    return
  }
}
