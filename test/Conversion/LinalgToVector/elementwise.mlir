// Elementwise operations and copies.
// RUN: sm-opt %s --convert-linalg-to-vector -split-input-file | FileCheck %s

#m = affine_map<(i, j) -> (i, j)>
#j = affine_map<(i, j) -> (j)>

// One dimension is left of two that nothing tells apart: 99 elements are 64,
// then 32, then 3 with a mask.
// CHECK-LABEL: func.func @flat
// CHECK-NOT: scf.for
// CHECK-COUNT-6: vector.store
// CHECK: vector.maskedstore
// CHECK-NOT: vector.store
func.func @flat(%a: memref<9x11xf32>, %o: memref<9x11xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<9x11xf32> to tensor<9x11xf32>
  %e = tensor.empty() : tensor<9x11xf32>
  %r = linalg.generic {indexing_maps = [#m, #m], iterator_types = ["parallel", "parallel"]} ins(%A : tensor<9x11xf32>) outs(%e : tensor<9x11xf32>) {
  ^bb0(%x: f32, %y: f32):
    %q = math.exp %x : f32
    linalg.yield %q : f32
  } -> tensor<9x11xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<9x11xf32>, memref<9x11xf32>) -> ()
  return
}

// -----

#m = affine_map<(i, j) -> (i, j)>
#i = affine_map<(i, j) -> (i)>

// An operand that is the same in all lanes is one scalar; two results; booleans
// are bytes in memory.
// CHECK-LABEL: func.func @results
// CHECK: %[[S:.*]] = memref.load %arg1
// CHECK: vector.broadcast %[[S]] : f32 to vector<16xf32>
// CHECK: arith.cmpf ogt, {{.*}} : vector<16xf32>
// CHECK: arith.extui {{.*}} : vector<16xi1> to vector<16xi8>
// CHECK-DAG: vector.store {{.*}} vector<16xf32>
// CHECK-DAG: vector.store {{.*}} vector<16xi8>
func.func @results(%a: memref<3x16xf32>, %b: memref<3xf32>, %o: memref<3x16xf32>, %p: memref<3x16xi8>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<3x16xf32> to tensor<3x16xf32>
  %B = bufferization.to_tensor %b restrict : memref<3xf32> to tensor<3xf32>
  %e = tensor.empty() : tensor<3x16xf32>
  %d = tensor.empty() : tensor<3x16xi8>
  %r:2 = linalg.generic {indexing_maps = [#m, #i, #m, #m], iterator_types = ["parallel", "parallel"]} ins(%A, %B : tensor<3x16xf32>, tensor<3xf32>) outs(%e, %d : tensor<3x16xf32>, tensor<3x16xi8>) {
  ^bb0(%x: f32, %y: f32, %u: f32, %v: i8):
    %q = arith.subf %x, %y : f32
    %c = arith.cmpf ogt, %x, %y : f32
    %w = arith.extui %c : i1 to i8
    linalg.yield %q, %w : f32, i8
  } -> (tensor<3x16xf32>, tensor<3x16xi8>)
  bufferization.materialize_in_destination %r#0 in restrict writable %o : (tensor<3x16xf32>, memref<3x16xf32>) -> ()
  bufferization.materialize_in_destination %r#1 in restrict writable %p : (tensor<3x16xi8>, memref<3x16xi8>) -> ()
  return
}

// -----

#in = affine_map<(i, j) -> (j, i)>
#out = affine_map<(i, j) -> (i, j)>

// A transposition turns blocks of 16 by 16.
// CHECK-LABEL: func.func @transpose
// CHECK-COUNT-16: vector.load
// CHECK-COUNT-64: vector.shuffle
// CHECK-COUNT-16: vector.store
func.func @transpose(%a: memref<32x16xf32>, %o: memref<16x32xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<32x16xf32> to tensor<32x16xf32>
  %e = tensor.empty() : tensor<16x32xf32>
  %r = linalg.generic {indexing_maps = [#in, #out], iterator_types = ["parallel", "parallel"]} ins(%A : tensor<32x16xf32>) outs(%e : tensor<16x32xf32>) {
  ^bb0(%x: f32, %y: f32):
    linalg.yield %x : f32
  } -> tensor<16x32xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<16x32xf32>, memref<16x32xf32>) -> ()
  return
}

// -----

// Padding writes the border once, and the copy; nothing is written twice.
// CHECK-LABEL: func.func @pad
// CHECK-COUNT-2: vector.store {{.*}} vector<4xf32>
// CHECK: vector.maskedstore
// CHECK-NOT: store
// CHECK: return
func.func @pad(%a: memref<3x4xf32>, %o: memref<5x4xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<3x4xf32> to tensor<3x4xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<5x4xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<5x4xf32>) -> tensor<5x4xf32>
  %r = tensor.insert_slice %A into %f[1, 0] [3, 4] [1, 1] : tensor<3x4xf32> into tensor<5x4xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<5x4xf32>, memref<5x4xf32>) -> ()
  return
}

// -----

#i = affine_map<(i, j) -> (i)>
#m = affine_map<(i, j) -> (i, j)>

// Rows at computed indices are read as vectors.
// CHECK-LABEL: func.func @gather
// CHECK: %[[I:.*]] = memref.load %arg1
// CHECK: %[[X:.*]] = arith.index_cast %[[I]] : i32 to index
// CHECK: arith.muli %[[X]]
// CHECK: vector.load {{.*}} vector<16xf32>
func.func @gather(%t: memref<9x16xf32>, %n: memref<5xi32>, %o: memref<5x16xf32>) attributes {sm.kernel} {
  %T = bufferization.to_tensor %t restrict : memref<9x16xf32> to tensor<9x16xf32>
  %N = bufferization.to_tensor %n restrict : memref<5xi32> to tensor<5xi32>
  %e = tensor.empty() : tensor<5x16xf32>
  %r = linalg.generic {indexing_maps = [#i, #m], iterator_types = ["parallel", "parallel"]} ins(%N : tensor<5xi32>) outs(%e : tensor<5x16xf32>) {
  ^bb0(%x: i32, %y: f32):
    %k = arith.index_cast %x : i32 to index
    %j = linalg.index 1 : index
    %v = tensor.extract %T[%k, %j] : tensor<9x16xf32>
    linalg.yield %v : f32
  } -> tensor<5x16xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<5x16xf32>, memref<5x16xf32>) -> ()
  return
}

// -----

// Parts of a buffer are filled in place: 2 of 18 columns, in each of 5 rows.
// CHECK-LABEL: func.func @border
// CHECK-NOT: memref.subview
// CHECK: scf.for
// CHECK: vector.store {{.*}} : memref<90xf32>, vector<2xf32>
// CHECK-NOT: linalg.fill
// CHECK: return
func.func @border(%o: memref<5x18xf32>) attributes {sm.kernel} {
  %z = arith.constant 0.0 : f32
  %s = memref.subview %o[0, 16] [5, 2] [1, 1] : memref<5x18xf32> to memref<5x2xf32, strided<[18, 1], offset: 16>>
  linalg.fill ins(%z : f32) outs(%s : memref<5x2xf32, strided<[18, 1], offset: 16>>)
  return
}
