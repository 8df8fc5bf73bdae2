// What is not taken stays as it is, and a remark says why.
// RUN: sm-opt %s --convert-linalg-to-vector -split-input-file -verify-diagnostics | FileCheck %s

#m = affine_map<(i) -> (i)>

// CHECK-LABEL: func.func @unknown_op
// CHECK: bufferization.to_tensor
// CHECK: bufferization.materialize_in_destination
// expected-remark@+1 {{kernel 'unknown_op' is left to the slower general way: it has 'memref.store'}}
func.func @unknown_op(%a: memref<4xf32>, %o: memref<4xf32>, %i: index, %v: f32) attributes {sm.kernel} {
  memref.store %v, %a[%i] : memref<4xf32>
  %A = bufferization.to_tensor %a restrict : memref<4xf32> to tensor<4xf32>
  bufferization.materialize_in_destination %A in restrict writable %o : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}

// -----

// No kernel, so nothing is said.
// CHECK-LABEL: func.func @other
// CHECK: memref.store
func.func @other(%a: memref<4xf32>, %i: index, %v: f32) {
  memref.store %v, %a[%i] : memref<4xf32>
  return
}

// -----

// expected-remark@+1 {{a result has no fixed layout}}
func.func @layout(%a: memref<4xf32>, %o: memref<4xf32, strided<[1], offset: ?>>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<4xf32> to tensor<4xf32>
  bufferization.materialize_in_destination %A in restrict writable %o : (tensor<4xf32>, memref<4xf32, strided<[1], offset: ?>>) -> ()
  return
}

// -----

// expected-remark@+1 {{it has more than one block}}
func.func @blocks(%a: memref<4xf32>, %o: memref<4xf32>) attributes {sm.kernel} {
  cf.br ^next
^next:
  %A = bufferization.to_tensor %a restrict : memref<4xf32> to tensor<4xf32>
  bufferization.materialize_in_destination %A in restrict writable %o : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}

// -----

// expected-remark@+1 {{it inserts a slice where run time says}}
func.func @insert(%a: memref<2xf32>, %b: memref<4xf32>, %i: index, %o: memref<4xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<2xf32> to tensor<2xf32>
  %B = bufferization.to_tensor %b restrict : memref<4xf32> to tensor<4xf32>
  %r = tensor.insert_slice %A into %B[%i] [2] [1] : tensor<2xf32> into tensor<4xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}

// -----

// expected-remark@+1 {{it takes a slice that begins where run time says}}
func.func @extract(%a: memref<8xf32>, %i: index, %o: memref<4xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<8xf32> to tensor<8xf32>
  %r = tensor.extract_slice %A[%i] [4] [1] : tensor<8xf32> to tensor<4xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}

// -----

#m = affine_map<(i, j) -> (i, j)>
#i = affine_map<(i, j) -> (i)>
#x = affine_map<(i) -> (i)>
#n = affine_map<(i) -> ()>

// expected-remark@+1 {{an intermediate value is too large for scratch memory}}
func.func @scratch(%a: memref<65537x4xf32>, %o: memref<f32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<65537x4xf32> to tensor<65537x4xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<65537xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<65537xf32>) -> tensor<65537xf32>
  %s = linalg.generic {indexing_maps = [#m, #i], iterator_types = ["parallel", "reduction"]} ins(%A : tensor<65537x4xf32>) outs(%f : tensor<65537xf32>) {
  ^bb0(%x: f32, %y: f32):
    %q = arith.addf %y, %x : f32
    linalg.yield %q : f32
  } -> tensor<65537xf32>
  %d = tensor.empty() : tensor<f32>
  %g = linalg.fill ins(%z : f32) outs(%d : tensor<f32>) -> tensor<f32>
  %r = linalg.generic {indexing_maps = [#x, #n], iterator_types = ["reduction"]} ins(%s : tensor<65537xf32>) outs(%g : tensor<f32>) {
  ^bb0(%x: f32, %y: f32):
    %q = arith.addf %y, %x : f32
    linalg.yield %q : f32
  } -> tensor<f32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<f32>, memref<f32>) -> ()
  return
}

// -----

#m = affine_map<(i, j) -> (i, j)>

// Both dimensions of the result end within a block of the value.
// expected-remark@+1 {{two of its dimensions end within a block}}
func.func @two_ends(%o: memref<7x7xf32>, %a: memref<8x8xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<8x8xf32> to tensor<8x8xf32>
  %e = tensor.empty() : tensor<2x4x2x4xf32>
  %E = tensor.expand_shape %A [[0, 1], [2, 3]] output_shape [2, 4, 2, 4] : tensor<8x8xf32> into tensor<2x4x2x4xf32>
  %n = linalg.generic {indexing_maps = [affine_map<(a, b, c, d) -> (a, b, c, d)>, affine_map<(a, b, c, d) -> (a, b, c, d)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%E : tensor<2x4x2x4xf32>) outs(%e : tensor<2x4x2x4xf32>) {
  ^bb0(%x: f32, %y: f32):
    %q = arith.negf %x : f32
    linalg.yield %q : f32
  } -> tensor<2x4x2x4xf32>
  %c = tensor.collapse_shape %n [[0, 1], [2, 3]] : tensor<2x4x2x4xf32> into tensor<8x8xf32>
  %r = tensor.extract_slice %c[0, 0] [7, 7] [1, 1] : tensor<8x8xf32> to tensor<7x7xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<7x7xf32>, memref<7x7xf32>) -> ()
  return
}

// -----

#m = affine_map<(a, b) -> (a, b)>

// expected-remark@+1 {{a reshape is no regular pattern of its loops}}
func.func @reshape(%o: memref<3xf32>, %a: memref<2x4xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<2x4xf32> to tensor<2x4xf32>
  %e = tensor.empty() : tensor<2x4xf32>
  %n = linalg.generic {indexing_maps = [#m, #m], iterator_types = ["parallel", "parallel"]} ins(%A : tensor<2x4xf32>) outs(%e : tensor<2x4xf32>) {
  ^bb0(%x: f32, %y: f32):
    %q = arith.negf %x : f32
    linalg.yield %q : f32
  } -> tensor<2x4xf32>
  %c = tensor.collapse_shape %n [[0, 1]] : tensor<2x4xf32> into tensor<8xf32>
  %r = tensor.extract_slice %c[0] [3] [3] : tensor<8xf32> to tensor<3xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<3xf32>, memref<3xf32>) -> ()
  return
}

// -----

// expected-remark@+1 {{it has a value that is no tensor of numbers of a fixed shape}}
func.func @complex(%a: memref<4xcomplex<f32>>, %o: memref<4xcomplex<f32>>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<4xcomplex<f32>> to tensor<4xcomplex<f32>>
  bufferization.materialize_in_destination %A in restrict writable %o : (tensor<4xcomplex<f32>>, memref<4xcomplex<f32>>) -> ()
  return
}

// -----

// expected-remark@+1 {{it has a tensor argument}}
func.func @argument(%a: tensor<4xf32>, %o: memref<4xf32>) attributes {sm.kernel} {
  bufferization.materialize_in_destination %a in restrict writable %o : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}

// -----

// expected-remark@+1 {{it uses 'tensor.from_elements' in the middle of a computation}}
func.func @middle(%v: f32, %o: memref<1xf32>) attributes {sm.kernel} {
  %a = tensor.from_elements %v : tensor<1xf32>
  bufferization.materialize_in_destination %a in restrict writable %o : (tensor<1xf32>, memref<1xf32>) -> ()
  return
}

// -----

// expected-remark@+1 {{it has a constant of different elements}}
func.func @constant(%o: memref<2xf32>) attributes {sm.kernel} {
  %a = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  bufferization.materialize_in_destination %a in restrict writable %o : (tensor<2xf32>, memref<2xf32>) -> ()
  return
}

// -----

#m = affine_map<(i) -> (i)>

// expected-remark@+1 {{the body of an operation has 'scf.if'}}
func.func @body(%a: memref<4xf32>, %c: i1, %o: memref<4xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<4xf32> to tensor<4xf32>
  %e = tensor.empty() : tensor<4xf32>
  %r = linalg.generic {indexing_maps = [#m, #m], iterator_types = ["parallel"]} ins(%A : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%x: f32, %y: f32):
    %q = scf.if %c -> f32 {
      %n = arith.negf %x : f32
      scf.yield %n : f32
    } else {
      scf.yield %x : f32
    }
    linalg.yield %q : f32
  } -> tensor<4xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}

// -----

#m = affine_map<(i) -> (i)>
#t = affine_map<(i) -> (i + 1)>

// expected-remark@+1 {{an operation writes at computed indices}}
func.func @shifted(%a: memref<4xf32>, %o: memref<5xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<4xf32> to tensor<4xf32>
  %e = tensor.empty() : tensor<5xf32>
  %r = linalg.generic {indexing_maps = [#m, #t], iterator_types = ["parallel"]} ins(%A : tensor<4xf32>) outs(%e : tensor<5xf32>) {
  ^bb0(%x: f32, %y: f32):
    linalg.yield %x : f32
  } -> tensor<5xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<5xf32>, memref<5xf32>) -> ()
  return
}

// -----

#m = affine_map<(i, j) -> (i, j)>
#i = affine_map<(i, j) -> (i)>

// expected-remark@+1 {{an operation writes an element more than once}}
func.func @again(%a: memref<4x3xf32>, %o: memref<4xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<4x3xf32> to tensor<4x3xf32>
  %e = tensor.empty() : tensor<4xf32>
  %r = linalg.generic {indexing_maps = [#m, #i], iterator_types = ["parallel", "parallel"]} ins(%A : tensor<4x3xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%x: f32, %y: f32):
    linalg.yield %x : f32
  } -> tensor<4xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}

// -----

#m = affine_map<(i) -> (i)>
#d = affine_map<(i) -> (i floordiv 2)>

// expected-remark@+1 {{an operation reads at indices that are not linear}}
func.func @floordiv(%a: memref<2xf32>, %o: memref<4xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<2xf32> to tensor<2xf32>
  %e = tensor.empty() : tensor<4xf32>
  %r = linalg.generic {indexing_maps = [#d, #m], iterator_types = ["parallel"]} ins(%A : tensor<2xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%x: f32, %y: f32):
    linalg.yield %x : f32
  } -> tensor<4xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}

// -----

#m = affine_map<(i, j) -> (i, j)>
#i = affine_map<(i, j) -> (i)>

// expected-remark@+1 {{an operation has a loop of no fixed length}}
func.func @nothing(%a: memref<4x0xf32>, %o: memref<4xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<4x0xf32> to tensor<4x0xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %r = linalg.generic {indexing_maps = [#m, #i], iterator_types = ["parallel", "reduction"]} ins(%A : tensor<4x0xf32>) outs(%f : tensor<4xf32>) {
  ^bb0(%x: f32, %y: f32):
    %q = arith.addf %y, %x : f32
    linalg.yield %q : f32
  } -> tensor<4xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}

// -----

// expected-remark@+1 {{a result has no fixed layout}}
func.func @fill_layout(%o: memref<4xf32, strided<[1], offset: ?>>) attributes {sm.kernel} {
  %z = arith.constant 0.0 : f32
  linalg.fill ins(%z : f32) outs(%o : memref<4xf32, strided<[1], offset: ?>>)
  return
}
