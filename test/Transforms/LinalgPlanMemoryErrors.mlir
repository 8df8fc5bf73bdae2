// RUN: sm-opt %s -split-input-file -verify-diagnostics --linalg-plan-memory

// expected-error@+1 {{has 2 public functions; memory is planned for one that calls kernels}}
module {
  func.func @main(%x: memref<4xf32>) {
    return
  }
  func.func @other(%x: memref<4xf32>) {
    return
  }
}

// -----

func.func @main(%x: tensor<4xf32>) {
  // expected-error@+1 {{'bufferization.to_buffer' op is no buffer of a constant}}
  %0 = bufferization.to_buffer %x : tensor<4xf32> to memref<4xf32>
  call @k(%0) : (memref<4xf32>) -> ()
  return
}
func.func private @k(memref<4xf32>) attributes {sm.kernel}

// -----

func.func @main(%y: memref<2000xf32>) {
  // A source that nobody opened.
  %c = arith.constant #sm.data<"lost", "w"> : tensor<2000xf32>
  // expected-error@+1 {{'bufferization.to_buffer' op cannot place the constant: }}
  %0 = bufferization.to_buffer %c : tensor<2000xf32> to memref<2000xf32>
  call @k(%0, %y) : (memref<2000xf32>, memref<2000xf32>) -> ()
  return
}
func.func private @k(memref<2000xf32>, memref<2000xf32>) attributes {sm.kernel}

// -----

// Two kernels in the wrong order.
func.func @main(%x: memref<4xf32>, %y: memref<4xf32>) {
  %0 = memref.alloc() : memref<2x2xf32>
  %1 = memref.collapse_shape %0 [[0, 1]] : memref<2x2xf32> into memref<4xf32>
  // expected-error@+1 {{'func.call' op reads operand #0 before any kernel has written it}}
  call @k(%1, %y) : (memref<4xf32>, memref<4xf32>) -> ()
  call @k(%x, %1) : (memref<4xf32>, memref<4xf32>) -> ()
  return
}
func.func private @k(%i: memref<4xf32>, %o: memref<4xf32>) attributes {sm.kernel} {
  %0 = bufferization.to_tensor %i restrict : memref<4xf32> to tensor<4xf32>
  bufferization.materialize_in_destination %0 in restrict writable %o : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}
