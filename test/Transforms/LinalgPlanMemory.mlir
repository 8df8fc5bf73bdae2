// RUN: sm-opt %s --linalg-plan-memory | FileCheck %s

// Three buffers in two places; equal constants in one place; the view of bytes moves
// with its buffer.

// CHECK: module attributes {sm.arena_bytes = 384 : i64, sm.weights = #sm.data<"memory", "{{.*}}"> : tensor<128xi8>}
// CHECK: func.func @main(%[[X:[^:]*]]: memref<32xf32>, %[[Y:[^:]*]]: memref<32xf32>, %[[W:[^:]*]]: memref<128xi8>, %[[ARENA:[^:]*]]: memref<384xi8>) attributes {sm.region}
// CHECK: %[[O0:.*]] = arith.constant 0 : index
// CHECK: %[[W0:.*]] = memref.view %[[W]][%[[O0]]][]
// CHECK: %[[O1:.*]] = arith.constant 64 : index
// CHECK: %[[W1:.*]] = memref.view %[[W]][%[[O1]]][]
// CHECK: %[[O2:.*]] = arith.constant 0 : index
// CHECK: %[[W2:.*]] = memref.view %[[W]][%[[O2]]][]
// CHECK: %[[P0:.*]] = arith.constant 256 : index
// CHECK: %[[A:.*]] = memref.view %[[ARENA]][%[[P0]]][]
// CHECK: %[[P1:.*]] = arith.constant 64 : index
// CHECK: %[[B:.*]] = memref.view %[[ARENA]][%[[P1]]][] : memref<384xi8> to memref<32xf32>
// CHECK: %[[P2:.*]] = arith.constant 256 : index
// CHECK: %[[C:.*]] = memref.view %[[ARENA]][%[[P2]]][]
// CHECK-NOT: memref.alloc
// CHECK: call @k(%[[X]], %[[W0]], %[[A]])
// CHECK: call @k(%[[A]], %[[W1]], %[[B]])
// CHECK: call @k(%[[B]], %[[W2]], %[[C]])
// CHECK: call @k(%[[C]], %[[W0]], %[[Y]])
module {
  func.func @main(%x: memref<32xf32>, %y: memref<32xf32>) {
    %c0 = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
    %w0 = bufferization.to_buffer %c0 read_only : tensor<2xf32> to memref<2xf32>
    %c1 = arith.constant dense<[3.0, 2.0]> : tensor<2xf32>
    %w1 = bufferization.to_buffer %c1 read_only : tensor<2xf32> to memref<2xf32>
    %c2 = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
    %w2 = bufferization.to_buffer %c2 read_only : tensor<2xf32> to memref<2xf32>
    %a = memref.alloc() {alignment = 64 : i64} : memref<32xf32>
    %bytes = memref.alloc() {alignment = 64 : i64} : memref<256xi8>
    %c64 = arith.constant 64 : index
    %b = memref.view %bytes[%c64][] : memref<256xi8> to memref<32xf32>
    %c = memref.alloc() {alignment = 64 : i64} : memref<32xf32>
    call @k(%x, %w0, %a) : (memref<32xf32>, memref<2xf32>, memref<32xf32>) -> ()
    call @k(%a, %w1, %b) : (memref<32xf32>, memref<2xf32>, memref<32xf32>) -> ()
    call @k(%b, %w2, %c) : (memref<32xf32>, memref<2xf32>, memref<32xf32>) -> ()
    call @k(%c, %w0, %y) : (memref<32xf32>, memref<2xf32>, memref<32xf32>) -> ()
    return
  }
  func.func private @k(memref<32xf32>, memref<2xf32>, memref<32xf32>)
      attributes {sm.kernel}
}
