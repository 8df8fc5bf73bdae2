// RUN: sm-opt %s --bufferize-kernels -split-input-file -verify-diagnostics | FileCheck %s

// A chain of two without a buffer between argument and result.
// CHECK-LABEL: func.func private @kernel(
// CHECK-SAME: %[[A:.*]]: memref<8xf32>, %[[O:.*]]: memref<8xf32>)
// CHECK-SAME: sm.kernel, sm.scalar_loops
// CHECK-NOT: tensor
// CHECK-NOT: memref.alloc
// CHECK: scf.for
// CHECK: memref.load %[[A]][
// CHECK: memref.store %{{.*}}, %[[O]][
func.func private @kernel(%a: memref<8xf32>, %o: memref<8xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<8xf32> to tensor<8xf32>
  %e = tensor.empty() : tensor<8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
                       iterator_types = ["parallel"]}
      ins(%A : tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%x: f32, %out: f32):
    %y = arith.mulf %x, %x : f32
    linalg.yield %y : f32
  } -> tensor<8xf32>
  bufferization.materialize_in_destination %r in restrict writable %o
      : (tensor<8xf32>, memref<8xf32>) -> ()
  return
}

// Loops stay as they are, and LLVM need not vectorise them.
// CHECK-LABEL: func.func private @loops(
// CHECK-NOT: sm.scalar_loops
// CHECK: vector.transfer_write
func.func private @loops(%o: memref<8xf32>) attributes {sm.kernel} {
  %c0 = arith.constant 0 : index
  %v = arith.constant dense<1.0> : vector<8xf32>
  vector.transfer_write %v, %o[%c0] {in_bounds = [true]} : vector<8xf32>, memref<8xf32>
  return
}

// What a second result is made of must not lie where the first one goes.
// CHECK-LABEL: func.func private @two_results(
// CHECK-SAME: %[[A:.*]]: memref<8xf32>, %[[O:.*]]: memref<8xf32>, %[[P:.*]]: memref<8xf32>)
// CHECK: %[[BASE:.*]] = memref.alloc()
// CHECK-NOT: memref.load %[[O]][
// CHECK: memref.copy %{{.*}}, %[[O]]
// CHECK-NOT: memref.load %[[O]][
// CHECK: memref.load %[[BASE]][
// CHECK-NOT: memref.load %[[O]][
// CHECK: memref.copy %{{.*}}, %[[P]]
func.func private @two_results(%a: memref<8xf32>, %o: memref<8xf32>, %p: memref<8xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<8xf32> to tensor<8xf32>
  %e = tensor.empty() : tensor<8xf32>
  %base = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
                          iterator_types = ["parallel"]}
      ins(%A : tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%x: f32, %out: f32):
    %y = arith.mulf %x, %x : f32
    linalg.yield %y : f32
  } -> tensor<8xf32>
  %part = tensor.extract_slice %A[0] [2] [1] : tensor<8xf32> to tensor<2xf32>
  %changed = tensor.insert_slice %part into %base[3] [2] [1] : tensor<2xf32> into tensor<8xf32>
  bufferization.materialize_in_destination %changed in restrict writable %o
      : (tensor<8xf32>, memref<8xf32>) -> ()
  %f = tensor.empty() : tensor<8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>],
                       iterator_types = ["parallel"]}
      ins(%base : tensor<8xf32>) outs(%f : tensor<8xf32>) {
  ^bb0(%x: f32, %out: f32):
    %y = arith.negf %x : f32
    linalg.yield %y : f32
  } -> tensor<8xf32>
  bufferization.materialize_in_destination %r in restrict writable %p
      : (tensor<8xf32>, memref<8xf32>) -> ()
  return
}

// A copy into a strided buffer is a loop nest.
// CHECK-LABEL: func.func private @strided(
// CHECK-NOT: memref.copy
// CHECK-COUNT-2: scf.for
func.func private @strided(%a: memref<2x3xf32>, %o: memref<2x3xf32, strided<[5, 1]>>)
    attributes {sm.kernel} {
  memref.copy %a, %o : memref<2x3xf32> to memref<2x3xf32, strided<[5, 1]>>
  return
}

// -----

func.func private @kernel(%a: memref<8xf32>, %o: memref<8xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<8xf32> to tensor<8xf32>
  // expected-error @below {{'stablehlo.sine' op has no form on buffers}}
  %r = stablehlo.sine %A : tensor<8xf32>
  bufferization.materialize_in_destination %r in restrict writable %o
      : (tensor<8xf32>, memref<8xf32>) -> ()
  return
}

// -----

// A tensor that comes from outside stays one.
// expected-error @below {{'func.func' op cannot be bufferised}}
func.func private @tensors(%a: tensor<8xf32>, %o: memref<8xf32>) attributes {sm.kernel} {
  bufferization.materialize_in_destination %a in restrict writable %o
      : (tensor<8xf32>, memref<8xf32>) -> ()
  return
}
