// Reductions along rows and what follows them.
// RUN: sm-opt %s --convert-linalg-to-vector -split-input-file | FileCheck %s

#m = affine_map<(i, j) -> (i, j)>
#i = affine_map<(i, j) -> (i)>

// The largest, the sum of exponentials, the quotient, row by row; exponentials
// are computed once and wait where the result will be.
// CHECK-LABEL: func.func @softmax
// CHECK: scf.for
// CHECK: arith.maximumf {{.*}} : vector<16xf32>
// CHECK: arith.maximumf {{.*}} : vector<1xf32>
// CHECK: math.exp {{.*}} : vector<16xf32>
// CHECK-NEXT: vector.store
// CHECK: arith.addf {{.*}} : vector<16xf32>
// CHECK: arith.divf {{.*}} : vector<16xf32>
// CHECK-NOT: math.exp
// CHECK: return
func.func @softmax(%a: memref<5x32xf32>, %o: memref<5x32xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<5x32xf32> to tensor<5x32xf32>
  %z = arith.constant 0.0 : f32
  %l = arith.constant 0xFF800000 : f32
  %e = tensor.empty() : tensor<5xf32>
  %d = tensor.empty() : tensor<5x32xf32>
  %f = linalg.fill ins(%l : f32) outs(%e : tensor<5xf32>) -> tensor<5xf32>
  %max = linalg.generic {indexing_maps = [#m, #i], iterator_types = ["parallel", "reduction"]} ins(%A : tensor<5x32xf32>) outs(%f : tensor<5xf32>) {
  ^bb0(%x: f32, %y: f32):
    %q = arith.maximumf %y, %x : f32
    linalg.yield %q : f32
  } -> tensor<5xf32>
  %exp = linalg.generic {indexing_maps = [#m, #i, #m], iterator_types = ["parallel", "parallel"]} ins(%A, %max : tensor<5x32xf32>, tensor<5xf32>) outs(%d : tensor<5x32xf32>) {
  ^bb0(%x: f32, %y: f32, %u: f32):
    %p = arith.subf %x, %y : f32
    %q = math.exp %p : f32
    linalg.yield %q : f32
  } -> tensor<5x32xf32>
  %g = linalg.fill ins(%z : f32) outs(%e : tensor<5xf32>) -> tensor<5xf32>
  %sum = linalg.generic {indexing_maps = [#m, #i], iterator_types = ["parallel", "reduction"]} ins(%exp : tensor<5x32xf32>) outs(%g : tensor<5xf32>) {
  ^bb0(%x: f32, %y: f32):
    %q = arith.addf %y, %x : f32
    linalg.yield %q : f32
  } -> tensor<5xf32>
  %r = linalg.generic {indexing_maps = [#m, #i, #m], iterator_types = ["parallel", "parallel"]} ins(%exp, %sum : tensor<5x32xf32>, tensor<5xf32>) outs(%d : tensor<5x32xf32>) {
  ^bb0(%x: f32, %y: f32, %u: f32):
    %q = arith.divf %x, %y : f32
    linalg.yield %q : f32
  } -> tensor<5x32xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<5x32xf32>, memref<5x32xf32>) -> ()
  return
}

// -----

#m = affine_map<(i, j) -> (i, j)>
#i = affine_map<(i, j) -> (i)>
#j = affine_map<(i, j) -> (j)>

// A sum along the contiguous dimension: four sums of vectors, then their lanes.
// The rest of 3 counts only with its own lanes.
// CHECK-LABEL: func.func @sum
// CHECK: scf.for
// CHECK: %{{.*}}:4 = scf.for
// CHECK: arith.addf {{.*}} : vector<16xf32>
// CHECK: vector.maskedload
// CHECK: arith.select {{.*}} : vector<16xi1>, vector<16xf32>
// CHECK: vector.extract_strided_slice
// CHECK: memref.store
func.func @sum(%a: memref<4x195xf32>, %o: memref<4xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<4x195xf32> to tensor<4x195xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<4xf32>) -> tensor<4xf32>
  %r = linalg.generic {indexing_maps = [#m, #i], iterator_types = ["parallel", "reduction"]} ins(%A : tensor<4x195xf32>) outs(%f : tensor<4xf32>) {
  ^bb0(%x: f32, %y: f32):
    %q = arith.addf %y, %x : f32
    linalg.yield %q : f32
  } -> tensor<4xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<4xf32>, memref<4xf32>) -> ()
  return
}

// -----

#m = affine_map<(i, j) -> (i, j)>
#i = affine_map<(i, j) -> (i)>
#x = affine_map<(i) -> (i)>
#n = affine_map<(i) -> ()>

// A sum of sums has no rows in common: the inner one goes through scratch
// memory of a fixed size.
// CHECK-LABEL: func.func @nested
// CHECK: %[[S:.*]] = memref.alloca() {alignment = 64 : i64} : memref<6xf32>
// CHECK: memref.store {{.*}} %[[S]]
// CHECK: vector.maskedload %[[S]]
// CHECK: memref.store
func.func @nested(%a: memref<6x64xf32>, %o: memref<f32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<6x64xf32> to tensor<6x64xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<6xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<6xf32>) -> tensor<6xf32>
  %s = linalg.generic {indexing_maps = [#m, #i], iterator_types = ["parallel", "reduction"]} ins(%A : tensor<6x64xf32>) outs(%f : tensor<6xf32>) {
  ^bb0(%x: f32, %y: f32):
    %q = arith.addf %y, %x : f32
    linalg.yield %q : f32
  } -> tensor<6xf32>
  %d = tensor.empty() : tensor<f32>
  %g = linalg.fill ins(%z : f32) outs(%d : tensor<f32>) -> tensor<f32>
  %r = linalg.generic {indexing_maps = [#x, #n], iterator_types = ["reduction"]} ins(%s : tensor<6xf32>) outs(%g : tensor<f32>) {
  ^bb0(%x: f32, %y: f32):
    %p = math.sqrt %x : f32
    %q = arith.addf %y, %p : f32
    linalg.yield %q : f32
  } -> tensor<f32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<f32>, memref<f32>) -> ()
  return
}

// -----

#m = affine_map<(i, j) -> (i, j)>
#t = affine_map<(i, j) -> (j, i)>
#i = affine_map<(i, j) -> (i)>

// (e + e turned) / sum(e): the exponentials of a row wait in the result for the
// use at their own place. Those of other rows are not there yet, or no longer,
// and are computed again.
// CHECK-LABEL: func.func @turned
// CHECK-SAME: %[[A:.*]]: memref<16x16xf32>, %[[O:.*]]: memref<16x16xf32>
// CHECK-DAG: %[[IN:.*]] = memref.reinterpret_cast %[[A]]
// CHECK-DAG: %[[OUT:.*]] = memref.reinterpret_cast %[[O]]
// CHECK: scf.for
// CHECK: %[[E:.*]] = math.exp %{{.*}} : vector<16xf32>
// CHECK-NEXT: vector.store %[[E]], %[[OUT]][
// CHECK: arith.addf {{.*}} : vector<1xf32>
// CHECK: %[[KEPT:.*]] = vector.load %[[OUT]][
// CHECK-NOT: %[[OUT]][
// CHECK: %[[COLUMN:.*]] = vector.from_elements
// CHECK: %[[AGAIN:.*]] = math.exp %[[COLUMN]] : vector<16xf32>
// CHECK: arith.addf %[[KEPT]], %[[AGAIN]] : vector<16xf32>
// CHECK: arith.divf
// CHECK-NEXT: vector.store %{{.*}}, %[[OUT]][
func.func @turned(%a: memref<16x16xf32>, %o: memref<16x16xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<16x16xf32> to tensor<16x16xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<16xf32>
  %d = tensor.empty() : tensor<16x16xf32>
  %exp = linalg.generic {indexing_maps = [#m, #m], iterator_types = ["parallel", "parallel"]} ins(%A : tensor<16x16xf32>) outs(%d : tensor<16x16xf32>) {
  ^bb0(%x: f32, %u: f32):
    %q = math.exp %x : f32
    linalg.yield %q : f32
  } -> tensor<16x16xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<16xf32>) -> tensor<16xf32>
  %sum = linalg.generic {indexing_maps = [#m, #i], iterator_types = ["parallel", "reduction"]} ins(%exp : tensor<16x16xf32>) outs(%f : tensor<16xf32>) {
  ^bb0(%x: f32, %y: f32):
    %q = arith.addf %y, %x : f32
    linalg.yield %q : f32
  } -> tensor<16xf32>
  %r = linalg.generic {indexing_maps = [#m, #t, #i, #m], iterator_types = ["parallel", "parallel"]} ins(%exp, %exp, %sum : tensor<16x16xf32>, tensor<16x16xf32>, tensor<16xf32>) outs(%d : tensor<16x16xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32, %u: f32):
    %p = arith.addf %x, %y : f32
    %q = arith.divf %p, %s : f32
    linalg.yield %q : f32
  } -> tensor<16x16xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<16x16xf32>, memref<16x16xf32>) -> ()
  return
}

// -----

#m = affine_map<(b, i, j) -> (b, i, j)>
#t = affine_map<(b, i, j) -> (b, j, i)>
#i = affine_map<(b, i, j) -> (b, i)>

// The same with roots in a batch, where only the sum and the turned use need
// them: nothing waits.
// CHECK-LABEL: func.func @only_turned
// CHECK-SAME: %[[A:.*]]: memref<3x12x12xf32>, %[[O:.*]]: memref<3x12x12xf32>
// CHECK: %[[OUT:.*]] = memref.reinterpret_cast %[[O]]
// CHECK-NOT: %[[OUT]][
// CHECK: arith.divf
// CHECK-NOT: load %[[OUT]][
// CHECK: return
func.func @only_turned(%a: memref<3x12x12xf32>, %o: memref<3x12x12xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<3x12x12xf32> to tensor<3x12x12xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<3x12xf32>
  %d = tensor.empty() : tensor<3x12x12xf32>
  %root = linalg.generic {indexing_maps = [#m, #m], iterator_types = ["parallel", "parallel", "parallel"]} ins(%A : tensor<3x12x12xf32>) outs(%d : tensor<3x12x12xf32>) {
  ^bb0(%x: f32, %u: f32):
    %q = math.sqrt %x : f32
    linalg.yield %q : f32
  } -> tensor<3x12x12xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<3x12xf32>) -> tensor<3x12xf32>
  %sum = linalg.generic {indexing_maps = [#m, #i], iterator_types = ["parallel", "parallel", "reduction"]} ins(%root : tensor<3x12x12xf32>) outs(%f : tensor<3x12xf32>) {
  ^bb0(%x: f32, %y: f32):
    %q = arith.addf %y, %x : f32
    linalg.yield %q : f32
  } -> tensor<3x12xf32>
  %r = linalg.generic {indexing_maps = [#t, #i, #m], iterator_types = ["parallel", "parallel", "parallel"]} ins(%root, %sum : tensor<3x12x12xf32>, tensor<3x12xf32>) outs(%d : tensor<3x12x12xf32>) {
  ^bb0(%x: f32, %s: f32, %u: f32):
    %q = arith.divf %x, %s : f32
    linalg.yield %q : f32
  } -> tensor<3x12x12xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<3x12x12xf32>, memref<3x12x12xf32>) -> ()
  return
}

// -----

// Whoever changes nothing has nothing to do.
// CHECK-LABEL: func.func @nothing
// CHECK-NEXT: return
func.func @nothing(%a: memref<4x4xf32>) attributes {sm.kernel} {
  return
}
