// RUN: sm-opt %s --linalg-plan-memory -split-input-file | FileCheck %s

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

// -----

// What follows each other in time has a common middle: 2048 of 4096 bytes, then
// 4096 + 512 of 1024.
// CHECK-LABEL: module attributes {sm.arena_bytes = 5120 : i64
// CHECK: %[[P0:.*]] = arith.constant 4096 : index
// CHECK: %[[A:.*]] = memref.view %{{.*}}[%[[P0]]][] : memref<5120xi8> to memref<1024xi8>
// CHECK: %[[P1:.*]] = arith.constant 0 : index
// CHECK: %[[B:.*]] = memref.view %{{.*}}[%[[P1]]][] : memref<5120xi8> to memref<4096xi8>
// CHECK: %[[P2:.*]] = arith.constant 4480 : index
// CHECK: %[[C:.*]] = memref.view %{{.*}}[%[[P2]]][] : memref<5120xi8> to memref<256xi8>
// CHECK: %[[P3:.*]] = arith.constant 1536 : index
// CHECK: %[[D:.*]] = memref.view %{{.*}}[%[[P3]]][] : memref<5120xi8> to memref<1000xi8>
// CHECK: call @k(%{{.*}}, %[[A]])
func.func @main(%x: memref<8xi8>, %y: memref<8xi8>) {
  %a = memref.alloc() : memref<1024xi8>
  %b = memref.alloc() : memref<4096xi8>
  %c = memref.alloc() : memref<256xi8>
  %d = memref.alloc() : memref<1000xi8>
  call @k(%x, %a) : (memref<8xi8>, memref<1024xi8>) -> ()
  call @l(%a, %b) : (memref<1024xi8>, memref<4096xi8>) -> ()
  call @m(%b, %c) : (memref<4096xi8>, memref<256xi8>) -> ()
  call @n(%c, %d) : (memref<256xi8>, memref<1000xi8>) -> ()
  call @o(%d, %y) : (memref<1000xi8>, memref<8xi8>) -> ()
  return
}
func.func private @k(memref<8xi8>, memref<1024xi8>) attributes {sm.kernel}
func.func private @l(memref<1024xi8>, memref<4096xi8>) attributes {sm.kernel}
func.func private @m(memref<4096xi8>, memref<256xi8>) attributes {sm.kernel}
func.func private @n(memref<256xi8>, memref<1000xi8>) attributes {sm.kernel}
func.func private @o(memref<1000xi8>, memref<8xi8>) attributes {sm.kernel}

// -----

// Four buffers at once beside which one of their size together would lie alone:
// middles would take 1792 bytes, gaps take 1024.
// CHECK-LABEL: module attributes {sm.arena_bytes = 1024 : i64
func.func @main(%x: memref<8xi8>, %y: memref<8xi8>) {
  %big = memref.alloc() : memref<1024xi8>
  %a = memref.alloc() : memref<256xi8>
  %b = memref.alloc() : memref<256xi8>
  %c = memref.alloc() : memref<256xi8>
  %d = memref.alloc() : memref<256xi8>
  call @first(%x, %big) : (memref<8xi8>, memref<1024xi8>) -> ()
  call @second(%a, %b, %c, %d, %y) : (memref<256xi8>, memref<256xi8>, memref<256xi8>, memref<256xi8>, memref<8xi8>) -> ()
  return
}
func.func private @first(memref<8xi8>, memref<1024xi8>) attributes {sm.kernel}
func.func private @second(memref<256xi8>, memref<256xi8>, memref<256xi8>, memref<256xi8>, memref<8xi8>) attributes {sm.kernel}
