// RUN: sm-opt %s --scf-outline-parallel -split-input-file | FileCheck %s

// CHECK: func.func private @sm_parallel_for((!llvm.ptr, index, index) -> (), !llvm.ptr, index)

// The kernel packs pointers into a record and calls.
// CHECK-LABEL: func.func private @kernel(
// CHECK-SAME: %[[A:.*]]: memref<64xf32> {llvm.noalias}, %[[O:.*]]: memref<64xf32>, %[[S:.*]]: f32)
// CHECK: %[[CONTEXT:.*]] = llvm.alloca
// CHECK-NOT: scf.forall
// CHECK-DAG: %[[DA:.*]] = builtin.unrealized_conversion_cast %[[A]]
// CHECK-DAG: %[[DO:.*]] = builtin.unrealized_conversion_cast %[[O]]
// CHECK-DAG: llvm.extractvalue %[[DA]][1]
// CHECK-DAG: llvm.extractvalue %[[DO]][1]
// CHECK: llvm.store %{{.*}}, %[[CONTEXT]] : !llvm.struct<({{.*}}ptr{{.*}})>, !llvm.ptr
// CHECK: %[[TASK:.*]] = {{(func.)?}}constant @kernel_task0
// CHECK: %[[COUNT:.*]] = arith.constant 8 : index
// CHECK: call @sm_parallel_for(%[[TASK]], %[[CONTEXT]], %[[COUNT]])
// CHECK: return

// The body's arguments inherit what is known of the kernel's.
// CHECK-LABEL: func.func private @kernel_body0(
// CHECK-SAME: memref<64xf32> {llvm.noalias}
// CHECK-SAME: index, %{{.*}}: index)
// CHECK: memref.subview
// CHECK: scf.for %[[I:.*]] = %{{.*}} to %{{.*}} step
// CHECK: %[[EIGHT:.*]] = arith.constant 8 : index
// CHECK: arith.muli %[[I]], %[[EIGHT]]
// CHECK: memref.store

// CHECK-LABEL: func.func private @kernel_task0(
// CHECK-SAME: %[[RECORD:.*]]: !llvm.ptr, %[[LO:.*]]: index, %[[HI:.*]]: index)
// CHECK: llvm.load %[[RECORD]]
// CHECK: call @kernel_body0({{.*}}, %[[LO]], %[[HI]])
func.func private @kernel(%a: memref<64xf32> {llvm.noalias}, %o: memref<64xf32>, %s: f32)
    attributes {sm.kernel} {
  %v = memref.subview %a[8] [32] [1] : memref<64xf32> to memref<32xf32, strided<[1], offset: 8>>
  %c1 = arith.constant 1 : index
  scf.forall (%i) = (0) to (64) step (8) {
    %0 = memref.load %v[%c1] : memref<32xf32, strided<[1], offset: 8>>
    %1 = arith.mulf %0, %s : f32
    memref.store %1, %o[%i] : memref<64xf32>
  }
  return
}

// -----

// Two dimensions: the last one is the fastest.
// CHECK-LABEL: func.func private @grid_body0(
// CHECK: scf.for %[[I:.*]] =
// CHECK: %[[COLUMNS:.*]] = arith.constant 3 : index
// CHECK: %[[COLUMN:.*]] = arith.remui %[[I]], %[[COLUMNS]]
// CHECK: %[[ROW:.*]] = arith.divui %[[I]], %[[COLUMNS]]
// CHECK: arith.muli %[[COLUMN]],
// CHECK: arith.muli %[[ROW]],
func.func private @grid(%o: memref<2x3xi64>) attributes {sm.kernel} {
  %c = arith.constant 7 : i64
  scf.forall (%i, %j) in (2, 3) {
    memref.store %c, %o[%i, %j] : memref<2x3xi64>
  }
  return
}

// -----

// What cannot travel, has one iteration, or dynamic bounds, stays.
// CHECK-NOT: sm_parallel_for
// CHECK-LABEL: func.func private @stays(
// CHECK-COUNT-3: scf.forall
func.func private @stays(%d: memref<?xf32>, %n: index, %o: memref<4xf32>) attributes {sm.kernel} {
  %f = arith.constant 0.0 : f32
  scf.forall (%i) in (4) {
    memref.store %f, %d[%i] : memref<?xf32>
  }
  scf.forall (%i) in (1) {
    memref.store %f, %o[%i] : memref<4xf32>
  }
  scf.forall (%i) in (%n) {
    memref.store %f, %o[%i] : memref<4xf32>
  }
  return
}

// -----

// A loop inside a parallel loop is part of its body.
// CHECK-LABEL: func.func private @nested(
// CHECK-COUNT-1: call @sm_parallel_for
// CHECK-NOT: scf.forall
// CHECK-LABEL: func.func private @nested_body0(
// CHECK: scf.for
// CHECK: scf.forall
func.func private @nested(%o: memref<4x4xf32>) attributes {sm.kernel, sm.scalar_loops} {
  %f = arith.constant 0.0 : f32
  scf.forall (%i) in (4) {
    scf.forall (%j) in (4) {
      memref.store %f, %o[%i, %j] : memref<4x4xf32>
    }
  }
  return
}
