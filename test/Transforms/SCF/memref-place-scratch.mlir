// RUN: sm-opt %s -allow-unregistered-dialect --memref-place-scratch -split-input-file -verify-diagnostics | FileCheck %s
// RUN: sm-opt %s -allow-unregistered-dialect --memref-place-scratch=max-stack-bytes=16 -split-input-file -verify-diagnostics \
// RUN:   | FileCheck %s --check-prefix=SMALL

// CHECK: module attributes {sm.arena_bytes = 384 : i64}
module attributes {sm.arena_bytes = 100 : i64} {
  // Each buffer starts at a multiple of 64 bytes.
  // CHECK-LABEL: func.func private @two(
  // CHECK-SAME: %[[SCRATCH:arg[0-9]+]]: memref<256xi8>)
  // CHECK-DAG: memref.view %[[SCRATCH]][%[[AT0:.*]]][] : memref<256xi8> to memref<33xf32>
  // CHECK-DAG: memref.view %[[SCRATCH]][%[[AT1:.*]]][] : memref<256xi8> to memref<2xi64>
  // CHECK-NOT: memref.alloc
  // CHECK-NOT: memref.dealloc
  // CHECK: return
  func.func private @two(%o: memref<4xf32>) attributes {sm.kernel} {
    %a = memref.alloc() : memref<33xf32>
    %b = memref.alloc() : memref<2xi64>
    "test.use"(%a, %b) : (memref<33xf32>, memref<2xi64>) -> ()
    memref.dealloc %a : memref<33xf32>
    return
  }
  // Threads do not share: small buffers on the stack, others from the heap.
  // CHECK-LABEL: func.func private @parallel(
  // CHECK-SAME: memref<4xf32>) attributes
  // CHECK: scf.forall
  // CHECK: memref.alloca() {alignment = 64 : i64} : memref<8xf32>
  // SMALL-LABEL: func.func private @parallel(
  // SMALL: scf.forall
  // SMALL: %[[HEAP:.*]] = memref.alloc() {alignment = 64 : i64} : memref<8xf32>
  // SMALL: memref.dealloc %[[HEAP]]
  func.func private @parallel(%o: memref<4xf32>) attributes {sm.kernel} {
    scf.forall (%i) in (4) {
      %a = memref.alloc() : memref<8xf32>
      "test.use"(%a) : (memref<8xf32>) -> ()
    }
    return
  }
  // CHECK-LABEL: func.func @main(
  // CHECK-SAME: %[[ARENA:arg[0-9]+]]: memref<384xi8>)
  // CHECK: %[[AT:.*]] = arith.constant 128 : index
  // CHECK: %[[VIEW:.*]] = memref.view %[[ARENA]][%[[AT]]][] : memref<384xi8> to memref<256xi8>
  // CHECK: call @two(%{{.*}}, %[[VIEW]])
  // CHECK: call @parallel(%{{[^,]*}})
  func.func @main(%o: memref<4xf32>, %w: memref<0xi8>, %a: memref<100xi8>) attributes {sm.region} {
    call @two(%o) : (memref<4xf32>) -> ()
    call @parallel(%o) : (memref<4xf32>) -> ()
    return
  }
}

// -----

module {
  func.func private @k(%o: memref<4xf32>) attributes {sm.kernel} {
    %a = memref.alloc() : memref<4xf32>
    "test.use"(%a) : (memref<4xf32>) -> ()
    return
  }
  // expected-error @below {{has no arena as its last argument}}
  func.func @main(%o: memref<4xf32>) attributes {sm.region} {
    call @k(%o) : (memref<4xf32>) -> ()
    return
  }
}

// -----

// Without a region there is no arena: the heap.
// CHECK-LABEL: func.func private @alone
// CHECK: %[[A:.*]] = memref.alloc() : memref<4xf32>
// CHECK: memref.dealloc %[[A]]
func.func private @alone() attributes {sm.kernel} {
  %a = memref.alloc() : memref<4xf32>
  "test.use"(%a) : (memref<4xf32>) -> ()
  return
}

// -----

// The end of the arena is no number any more, or not even its aligned size is.
module {
  func.func private @k(%o: memref<4xf32>) attributes {sm.kernel} {
    %a = memref.alloc() : memref<4096xf32>
    "test.use"(%a) : (memref<4096xf32>) -> ()
    return
  }
  // expected-error @below {{needs an arena beyond all bounds}}
  func.func @main(%o: memref<4xf32>, %arena: memref<9223372036854774784xi8>) attributes {sm.region} {
    call @k(%o) : (memref<4xf32>) -> ()
    return
  }
}

// -----

module {
  func.func private @k(%o: memref<4xf32>) attributes {sm.kernel} {
    %a = memref.alloc() : memref<4xf32>
    "test.use"(%a) : (memref<4xf32>) -> ()
    return
  }
  // expected-error @below {{needs an arena beyond all bounds}}
  func.func @main(%o: memref<4xf32>, %arena: memref<9223372036854775807xi8>) attributes {sm.region} {
    call @k(%o) : (memref<4xf32>) -> ()
    return
  }
}
