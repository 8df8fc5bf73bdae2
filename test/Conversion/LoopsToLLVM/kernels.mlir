// RUN: sm-opt %s --convert-loops-to-llvm -split-input-file | FileCheck %s

// Buffers are bare pointers inside; the signature is converted later.
// CHECK-LABEL: func.func private @kernel(
// CHECK-SAME: %[[A:.*]]: memref<8xf32>, %[[I:.*]]: index)
// CHECK: %[[BUFFER:.*]] = builtin.unrealized_conversion_cast %[[A]] : memref<8xf32> to !llvm.struct<
// CHECK: llvm.getelementptr {{.*}} -> !llvm.ptr, f32
// CHECK: %[[X:.*]] = llvm.load %{{.*}} : !llvm.ptr -> f32
// CHECK: %[[ROOT:.*]] = llvm.intr.sqrt(%[[X]])
// CHECK: %[[SUM:.*]] = llvm.fadd %[[ROOT]], %[[X]]
// CHECK: llvm.store %[[SUM]]
// CHECK-NOT: memref.
// CHECK: return
func.func private @kernel(%a: memref<8xf32>, %i: index) attributes {sm.kernel} {
  %x = memref.load %a[%i] : memref<8xf32>
  %root = math.sqrt %x : f32
  %sum = arith.addf %root, %x : f32
  memref.store %sum, %a[%i] : memref<8xf32>
  return
}

// -----

// CHECK-LABEL: func.func private @blocks(
// CHECK: llvm.cond_br
// CHECK: %[[POISON:.*]] = llvm.mlir.poison : i32
// CHECK: llvm.br ^bb2(%[[POISON]] : i32)
func.func private @blocks(%c: i1) -> i32 attributes {sm.kernel} {
  %0 = index.constant 3
  %1 = index.casts %0 : index to i32
  cf.cond_br %c, ^bb1, ^bb2(%1 : i32)
^bb1:
  %2 = ub.poison : i32
  cf.br ^bb2(%2 : i32)
^bb2(%r: i32):
  return %r : i32
}

// -----

// Calls, declarations, and what other conversions do stay as they are.
// CHECK-LABEL: func.func private @outside(memref<8xf32>)
// CHECK-LABEL: func.func @main(
// CHECK-NEXT: call @outside(%{{.*}}) : (memref<8xf32>) -> ()
// CHECK-NEXT: scf.if
func.func private @outside(memref<8xf32>)
func.func @main(%a: memref<8xf32>, %c: i1) {
  call @outside(%a) : (memref<8xf32>) -> ()
  scf.if %c {
    func.call @outside(%a) : (memref<8xf32>) -> ()
  }
  return
}
