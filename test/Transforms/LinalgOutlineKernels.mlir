// RUN: sm-opt %s -split-input-file --linalg-outline-kernels | FileCheck %s

// Equal ops make one kernel, called twice; one result is the other's operand
// in another shape; results are arguments, with their attributes.

#id = affine_map<(a, b) -> (a, b)>
// CHECK-LABEL: func.func @shared
// CHECK-SAME: %[[X:[^:]*]]: memref<4x8xf32> {tf.name = "x"}, %[[Y:[^:]*]]: memref<32xf32> {tf.name = "y"})
// CHECK-NEXT: %[[A:.*]] = memref.alloc() {alignment = 64 : i64} : memref<32xf32>
// CHECK-NEXT: %[[IN:.*]] = memref.collapse_shape %[[X]]
// CHECK-NEXT: call @[[K:.*]](%[[IN]], %[[A]])
// CHECK-NEXT: call @[[K]](%[[A]], %[[Y]])
// CHECK-NEXT: return
// CHECK: func.func private @[[K]](%[[I:[^:]*]]: memref<32xf32>, %[[O:[^:]*]]: memref<32xf32>) attributes {sm.kernel}
// CHECK-NEXT: %[[T:.*]] = bufferization.to_tensor %[[I]] restrict
// CHECK-NEXT: %[[E:.*]] = tensor.empty() : tensor<32xf32>
// CHECK-NEXT: %[[G:.*]] = linalg.generic {{.*}} ins(%[[T]] : tensor<32xf32>) outs(%[[E]] : tensor<32xf32>)
// CHECK: bufferization.materialize_in_destination %[[G]] in restrict writable %[[O]]
// CHECK-NOT: @kernel_1
func.func @shared(%x: tensor<4x8xf32> {tf.name = "x"})
    -> (tensor<32xf32> {tf.name = "y"}) {
  %e = tensor.empty() : tensor<4x8xf32>
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = math.exp %a : f32
    linalg.yield %s : f32
  } -> tensor<4x8xf32>
  %1 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%0 : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = math.exp %a : f32
    linalg.yield %s : f32
  } -> tensor<4x8xf32>
  %2 = tensor.collapse_shape %1 [[0, 1]] : tensor<4x8xf32> into tensor<32xf32>
  return %2 : tensor<32xf32>
}

// -----

// A product and what follows it are a kernel; the result goes into the middle
// of a padded tensor whose border another kernel fills before.

#id = affine_map<(h, w, c) -> (h, w, c)>
// CHECK-LABEL: func.func @padded
// CHECK-SAME: %[[X:[^:]*]]: memref<4x4x2xf32>, %[[W:[^:]*]]: memref<2x8xf32>, %[[Y:[^:]*]]: memref<6x8xf32>)
// CHECK: %[[BYTES:.*]] = memref.alloc() {alignment = 64 : i64} : memref<1152xi8>
// CHECK: %[[ALL:.*]] = memref.view %[[BYTES]][%{{.*}}][] : memref<1152xi8> to memref<6x6x8xf32>
// CHECK: %[[AT:.*]] = arith.constant 224 : index
// CHECK: %[[PART:.*]] = memref.view %[[BYTES]][%[[AT]]][] : memref<1152xi8> to memref<176xf32>
// CHECK: call @[[BORDER:.*]](%[[ALL]]) : (memref<6x6x8xf32>) -> ()
// CHECK: %[[IN:.*]] = memref.reinterpret_cast %[[PART]] to offset: [0], sizes: [4, 4, 8], strides: [48, 8, 1] : memref<176xf32> to memref<4x4x8xf32, strided<[48, 8, 1]>>
// CHECK: call @[[DOT:.*]](%[[X]], %[[W]], %[[IN]])
// CHECK: call @[[SUM:.*]](%[[ALL]], %[[Y]])
// CHECK: func.func private @[[BORDER]](%[[B:.*]]: memref<6x6x8xf32>) attributes {sm.kernel}
// CHECK: memref.subview %[[B]][0, 0, 0] [1, 6, 8]
// CHECK: linalg.fill
// CHECK: memref.subview %[[B]][5, 0, 0] [1, 6, 8]
// CHECK: linalg.fill
// CHECK: memref.subview %[[B]][1, 0, 0] [4, 1, 8]
// CHECK: linalg.fill
// CHECK: memref.subview %[[B]][1, 5, 0] [4, 1, 8]
// CHECK: linalg.fill
// CHECK-NOT: memref.subview
// CHECK: func.func private @[[DOT]]({{.*}}, %[[O:[^:]*]]: memref<4x4x8xf32, strided<[48, 8, 1]>>) attributes {sm.kernel}
// CHECK: linalg.fill
// CHECK: linalg.generic
// CHECK: arith.mulf
// CHECK: linalg.generic
// CHECK: arith.maximumf
// CHECK: bufferization.materialize_in_destination %{{.*}} in restrict writable %[[O]]
// CHECK: func.func private @[[SUM]]
// CHECK: linalg.generic {{.*}}"reduction"
func.func @padded(%x: tensor<4x4x2xf32>, %w: tensor<2x8xf32>) -> tensor<6x8xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x4x8xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x4x8xf32>) -> tensor<4x4x8xf32>
  %dot = linalg.generic {
      indexing_maps = [affine_map<(h, w, o, c) -> (h, w, c)>,
                       affine_map<(h, w, o, c) -> (c, o)>,
                       affine_map<(h, w, o, c) -> (h, w, o)>],
      iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x4x2xf32>, tensor<2x8xf32>) outs(%f : tensor<4x4x8xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.mulf %p, %q : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<4x4x8xf32>
  %relu = linalg.generic {indexing_maps = [#id, #id],
                          iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%dot : tensor<4x4x8xf32>) outs(%e : tensor<4x4x8xf32>) {
  ^bb0(%p: f32, %o: f32):
    %m = arith.maximumf %p, %zero : f32
    linalg.yield %m : f32
  } -> tensor<4x4x8xf32>
  %pe = tensor.empty() : tensor<6x6x8xf32>
  %pf = linalg.fill ins(%zero : f32) outs(%pe : tensor<6x6x8xf32>) -> tensor<6x6x8xf32>
  %pad = tensor.insert_slice %relu into %pf[1, 1, 0] [4, 4, 8] [1, 1, 1]
      : tensor<4x4x8xf32> into tensor<6x6x8xf32>
  %se = tensor.empty() : tensor<6x8xf32>
  %sf = linalg.fill ins(%zero : f32) outs(%se : tensor<6x8xf32>) -> tensor<6x8xf32>
  %sum = linalg.generic {
      indexing_maps = [#id, affine_map<(h, w, c) -> (w, c)>],
      iterator_types = ["reduction", "parallel", "parallel"]}
      ins(%pad : tensor<6x6x8xf32>) outs(%sf : tensor<6x8xf32>) {
  ^bb0(%p: f32, %o: f32):
    %m = arith.addf %o, %p : f32
    linalg.yield %m : f32
  } -> tensor<6x8xf32>
  return %sum : tensor<6x8xf32>
}

// -----

// The ops of a softmax go over the same rows: one kernel.

#id = affine_map<(a, b) -> (a, b)>
#row = affine_map<(a, b) -> (a)>
// CHECK-LABEL: func.func @softmax
// CHECK-COUNT-1: call @
// CHECK-NOT: call @
// CHECK: return
func.func @softmax(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %zero = arith.constant 0.0 : f32
  %low = arith.constant 0xFF800000 : f32
  %e = tensor.empty() : tensor<4x8xf32>
  %e1 = tensor.empty() : tensor<4xf32>
  %f0 = linalg.fill ins(%low : f32) outs(%e1 : tensor<4xf32>) -> tensor<4xf32>
  %max = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<4x8xf32>) outs(%f0 : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %m = arith.maximumf %o, %a : f32
    linalg.yield %m : f32
  } -> tensor<4xf32>
  %exp = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %max : tensor<4x8xf32>, tensor<4xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %d = arith.subf %a, %b : f32
    %m = math.exp %d : f32
    linalg.yield %m : f32
  } -> tensor<4x8xf32>
  %f1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<4xf32>) -> tensor<4xf32>
  %sum = linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%exp : tensor<4x8xf32>) outs(%f1 : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %m = arith.addf %o, %a : f32
    linalg.yield %m : f32
  } -> tensor<4xf32>
  %y = linalg.generic {indexing_maps = [#id, #row, #id], iterator_types = ["parallel", "parallel"]}
      ins(%exp, %sum : tensor<4x8xf32>, tensor<4xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %d = arith.divf %a, %b : f32
    linalg.yield %d : f32
  } -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// An argument, a constant, and a result that is returned twice: copies.

// CHECK-LABEL: func.func @copies
// CHECK-SAME: %[[X:[^:]*]]: memref<4xf32>, %[[A:[^:]*]]: memref<4xf32>, %[[B:[^:]*]]: memref<4xf32>, %[[C:[^:]*]]: memref<4xf32>, %[[D:[^:]*]]: memref<4xf32>)
// CHECK: %[[CST:.*]] = arith.constant dense<[1.0{{.*}}
// CHECK: %[[BUF:.*]] = bufferization.to_buffer %[[CST]] read_only
// CHECK: call @[[EXP:.*]](%[[X]], %[[C]])
// CHECK: call @[[COPY:.*]](%[[X]], %[[A]])
// CHECK: call @[[COPY]](%[[BUF]], %[[B]])
// CHECK: call @[[COPY]](%[[C]], %[[D]])
func.func @copies(%x: tensor<4xf32>)
    -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %c = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %e = tensor.empty() : tensor<4xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(a) -> (a)>, affine_map<(a) -> (a)>],
                       iterator_types = ["parallel"]}
      ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = math.exp %a : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %x, %c, %0, %0 : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// -----

// Parts of a concatenation go where they belong. An argument is copied there.

#id = affine_map<(a, b) -> (a, b)>
// CHECK-LABEL: func.func @concat
// CHECK-SAME: %[[X:[^:]*]]: memref<2x3xf32>
// CHECK: call @{{.*}}(%[[X]], %{{.*}}) : (memref<2x3xf32>, memref<2x3xf32, strided<[6, 1]>>) -> ()
// CHECK: call @{{.*}}(%[[X]], %{{.*}}) : (memref<2x3xf32>, memref<2x3xf32, strided<[6, 1]>>) -> ()
// CHECK: call @{{.*}} : (memref<2x6xf32>, memref<2x4xf32>) -> ()
// CHECK: tensor.extract_slice
func.func @concat(%x: tensor<2x3xf32>) -> tensor<2x4xf32> {
  %e = tensor.empty() : tensor<2x3xf32>
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<2x3xf32>) outs(%e : tensor<2x3xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = math.exp %a : f32
    linalg.yield %s : f32
  } -> tensor<2x3xf32>
  %ec = tensor.empty() : tensor<2x6xf32>
  %1 = tensor.insert_slice %0 into %ec[0, 0] [2, 3] [1, 1] : tensor<2x3xf32> into tensor<2x6xf32>
  %2 = tensor.insert_slice %x into %1[0, 3] [2, 3] [1, 1] : tensor<2x3xf32> into tensor<2x6xf32>
  %3 = tensor.extract_slice %2[0, 1] [2, 4] [1, 1] : tensor<2x6xf32> to tensor<2x4xf32>
  return %3 : tensor<2x4xf32>
}

// -----

// A body that reads a tensor by index gets it as an argument.

// CHECK-LABEL: func.func @lookup
// CHECK: call @[[K:.*]](%{{.*}}, %{{.*}}, %{{.*}}) : (memref<4xi32>, memref<8xf32>, memref<4xf32>) -> ()
// CHECK: func.func private @[[K]](%{{.*}}: memref<4xi32>, %[[T:.*]]: memref<8xf32>
// CHECK: %[[TABLE:.*]] = bufferization.to_tensor %[[T]] restrict
// CHECK: tensor.extract %[[TABLE]]
func.func @lookup(%table: tensor<8xf32>, %at: tensor<4xi32>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(a) -> (a)>, affine_map<(a) -> (a)>],
                       iterator_types = ["parallel"]}
      ins(%at : tensor<4xi32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: i32, %o: f32):
    %i = arith.index_cast %a : i32 to index
    %s = tensor.extract %table[%i] : tensor<8xf32>
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

#id = affine_map<(a, b) -> (a, b)>

// What a part covers has no border: a kernel for the part, and a copy to where
// the result is wanted.

// CHECK-LABEL: func.func @covered
// CHECK-COUNT-2: call
// CHECK-NOT: call
// CHECK: return
// CHECK-NOT: linalg.fill
func.func @covered(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x3xf32>
  %0 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<2x3xf32>) outs(%e : tensor<2x3xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = math.exp %a : f32
    linalg.yield %s : f32
  } -> tensor<2x3xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = tensor.insert_slice %0 into %f[0, 0] [2, 3] [1, 1] : tensor<2x3xf32> into tensor<2x3xf32>
  return %1 : tensor<2x3xf32>
}

// -----

#id = affine_map<(a, b) -> (a, b)>

// The first part of a whole reads what the kernel of the second makes beside
// its part: it comes after it.

// CHECK-LABEL: func.func @first_part_reads_second
// CHECK-SAME: %[[X:[^:]*]]: memref<4x3xf32>, %[[W:[^:]*]]: memref<3x2xf32>, %{{[^:]*}}: memref<4x5xf32>)
// CHECK: %[[S:.*]] = memref.alloc() {alignment = 64 : i64} : memref<4x3xf32>
// CHECK: call @{{.*}}(%[[X]], %[[S]], %{{.*}})
// CHECK: call @{{.*}}(%[[S]], %[[W]], %{{.*}})
// CHECK-NOT: @{{.*}}(%[[X]]
// CHECK: return
func.func @first_part_reads_second(%x: tensor<4x3xf32>, %w: tensor<3x2xf32>) -> tensor<4x5xf32> {
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x3xf32>
  %0:2 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<4x3xf32>) outs(%e, %e : tensor<4x3xf32>, tensor<4x3xf32>) {
  ^bb0(%a: f32, %o: f32, %p: f32):
    %s = math.exp %a : f32
    %n = arith.negf %s : f32
    linalg.yield %s, %n : f32, f32
  } -> (tensor<4x3xf32>, tensor<4x3xf32>)
  %d = tensor.empty() : tensor<4x2xf32>
  %f = linalg.fill ins(%z : f32) outs(%d : tensor<4x2xf32>) -> tensor<4x2xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>],
                       iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%0#0, %w : tensor<4x3xf32>, tensor<3x2xf32>) outs(%f : tensor<4x2xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %o, %p : f32
    linalg.yield %s : f32
  } -> tensor<4x2xf32>
  %all = tensor.empty() : tensor<4x5xf32>
  %2 = tensor.insert_slice %1 into %all[0, 0] [4, 2] [1, 1] : tensor<4x2xf32> into tensor<4x5xf32>
  %3 = tensor.insert_slice %0#1 into %2[0, 2] [4, 3] [1, 1] : tensor<4x3xf32> into tensor<4x5xf32>
  return %3 : tensor<4x5xf32>
}
