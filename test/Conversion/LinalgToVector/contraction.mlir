// Matrix products and convolutions: tiles of accumulators that stay in registers
// through all reduction loops.
// RUN: sm-opt %s --convert-linalg-to-vector -split-input-file | FileCheck %s
// RUN: sm-opt %s --convert-linalg-to-vector=vector-bits=256 -split-input-file \
// RUN:   | FileCheck %s --check-prefix=AVX2

#a = affine_map<(m, n, i, k) -> (m, k)>
#b = affine_map<(m, n, i, k) -> (n, k, i)>
#c = affine_map<(m, n, i, k) -> (m, n, i)>
#e = affine_map<(m, n, i) -> (m, n, i)>
#r = affine_map<(m, n, i) -> (n, i)>

// 20 rows are 2 tiles of 8 and one of 4, two vectors wide; 32 steps of the
// reduction are 4 times 8. What follows happens before the store.
// CHECK-LABEL: func.func @gemm
// CHECK-NOT: tensor<
// CHECK-NOT: memref.alloc
// CHECK: scf.for
// CHECK: scf.for %{{.*}} = %{{.*}} to %{{.*}} step %c8
// CHECK: %{{.*}}:16 = scf.for %{{.*}} = %{{.*}} to %c32{{[_0-9]*}} step %c8
// CHECK-COUNT-128: vector.fma
// CHECK-NOT: vector.fma
// CHECK: scf.yield
// CHECK: arith.addf %{{.*}} : vector<16xf32>
// CHECK: arith.maximumf %{{.*}} : vector<16xf32>
// CHECK: vector.store
// CHECK: %{{.*}}:8 = scf.for
// CHECK-COUNT-64: vector.fma
// CHECK-NOT: vector.fma
// CHECK: return
// AVX2-LABEL: func.func @gemm
// AVX2: %{{.*}}:{{10|12}} = scf.for
// AVX2: vector.fma {{.*}} : vector<8xf32>
func.func @gemm(%a: memref<20x32xf32>, %b: memref<2x32x32xf32>, %v: memref<2x32xf32>, %o: memref<20x2x32xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<20x32xf32> to tensor<20x32xf32>
  %B = bufferization.to_tensor %b restrict : memref<2x32x32xf32> to tensor<2x32x32xf32>
  %V = bufferization.to_tensor %v restrict : memref<2x32xf32> to tensor<2x32xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<20x2x32xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<20x2x32xf32>) -> tensor<20x2x32xf32>
  %c = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%A, %B : tensor<20x32xf32>, tensor<2x32x32xf32>) outs(%f : tensor<20x2x32xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %q = arith.addf %s, %p : f32
    linalg.yield %q : f32
  } -> tensor<20x2x32xf32>
  %r = linalg.generic {indexing_maps = [#e, #r, #e], iterator_types = ["parallel", "parallel", "parallel"]} ins(%c, %V : tensor<20x2x32xf32>, tensor<2x32xf32>) outs(%e : tensor<20x2x32xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.addf %x, %y : f32
    %q = arith.maximumf %p, %z : f32
    linalg.yield %q : f32
  } -> tensor<20x2x32xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<20x2x32xf32>, memref<20x2x32xf32>) -> ()
  return
}

// -----

#a = affine_map<(m, n, i, k) -> (m, k)>
#b = affine_map<(m, n, i, k) -> (n, k, i)>
#c = affine_map<(m, n, i, k) -> (m, n, i)>
#e = affine_map<(m, n) -> (m, n)>
#r = affine_map<(m, n) -> (n)>

// One block, and that with padding: 11 columns of 16, however many rows.
// CHECK-LABEL: func.func @narrow
// CHECK-NOT: tensor<
// CHECK-NOT: memref.alloca
// CHECK: %{{.*}}:14 = scf.for {{.*}} -> (vector<16xf32>
// CHECK: vector.fma
// CHECK: arith.addf %{{.*}} : vector<16xf32>
// CHECK-NOT: vector.store
// CHECK: vector.maskedstore {{.*}} memref<135531xf32>, vector<16xi1>, vector<16xf32>
// CHECK: return
// AVX2-LABEL: func.func @narrow
// AVX2-NOT: tensor<
// AVX2-NOT: memref.alloca
// AVX2: scf.for {{.*}} -> (vector<8xf32>
func.func @narrow(%a: memref<12321x32xf32>, %b: memref<1x32x16xf32>, %bias: memref<11xf32>, %o: memref<12321x11xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<12321x32xf32> to tensor<12321x32xf32>
  %B = bufferization.to_tensor %b restrict : memref<1x32x16xf32> to tensor<1x32x16xf32>
  %C = bufferization.to_tensor %bias restrict : memref<11xf32> to tensor<11xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<12321x1x16xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<12321x1x16xf32>) -> tensor<12321x1x16xf32>
  %c = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%A, %B : tensor<12321x32xf32>, tensor<1x32x16xf32>) outs(%f : tensor<12321x1x16xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %q = arith.addf %s, %p : f32
    linalg.yield %q : f32
  } -> tensor<12321x1x16xf32>
  %l = tensor.collapse_shape %c [[0], [1, 2]] : tensor<12321x1x16xf32> into tensor<12321x16xf32>
  %s = tensor.extract_slice %l[0, 0] [12321, 11] [1, 1] : tensor<12321x16xf32> to tensor<12321x11xf32>
  %d = tensor.empty() : tensor<12321x11xf32>
  %r = linalg.generic {indexing_maps = [#e, #r, #e], iterator_types = ["parallel", "parallel"]} ins(%s, %C : tensor<12321x11xf32>, tensor<11xf32>) outs(%d : tensor<12321x11xf32>) {
  ^bb0(%x: f32, %y: f32, %t: f32):
    %q = arith.addf %x, %y : f32
    linalg.yield %q : f32
  } -> tensor<12321x11xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<12321x11xf32>, memref<12321x11xf32>) -> ()
  return
}

// -----

#a = affine_map<(m, n, i, k) -> (m, k)>
#b = affine_map<(m, n, i, k) -> (n, k, i)>
#c = affine_map<(m, n, i, k) -> (m, n, i)>
#e = affine_map<(m, n) -> (m, n)>

// The last block has 5 columns: whole blocks in a loop, the last one with masks.
// CHECK-LABEL: func.func @partial
// CHECK-NOT: tensor<
// CHECK: vector.store
// CHECK-NOT: vector.maskedstore
// CHECK: vector<16xi1>
// CHECK: vector.maskedstore {{.*}} memref<63xf32>, vector<16xi1>, vector<16xf32>
func.func @partial(%a: memref<3x9xf32>, %b: memref<2x9x16xf32>, %o: memref<3x21xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<3x9xf32> to tensor<3x9xf32>
  %B = bufferization.to_tensor %b restrict : memref<2x9x16xf32> to tensor<2x9x16xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<3x2x16xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<3x2x16xf32>) -> tensor<3x2x16xf32>
  %c = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%A, %B : tensor<3x9xf32>, tensor<2x9x16xf32>) outs(%f : tensor<3x2x16xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %q = arith.addf %s, %p : f32
    linalg.yield %q : f32
  } -> tensor<3x2x16xf32>
  %l = tensor.collapse_shape %c [[0], [1, 2]] : tensor<3x2x16xf32> into tensor<3x32xf32>
  %s = tensor.extract_slice %l[0, 0] [3, 21] [1, 1] : tensor<3x32xf32> to tensor<3x21xf32>
  %d = tensor.empty() : tensor<3x21xf32>
  %r = linalg.generic {indexing_maps = [#e, #e], iterator_types = ["parallel", "parallel"]} ins(%s : tensor<3x21xf32>) outs(%d : tensor<3x21xf32>) {
  ^bb0(%x: f32, %y: f32):
    %q = arith.negf %x : f32
    linalg.yield %q : f32
  } -> tensor<3x21xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<3x21xf32>, memref<3x21xf32>) -> ()
  return
}

// -----

#a = affine_map<(n, h, w, o, i, p, q, c) -> (n, h + p, w + q, c)>
#b = affine_map<(n, h, w, o, i, p, q, c) -> (o, p, q, c, i)>
#c = affine_map<(n, h, w, o, i, p, q, c) -> (n, h, w, o, i)>

// The last two loops of the window are one; the result lies in the interior of
// a padded buffer; rows are shared among threads.
// CHECK-LABEL: func.func @conv
// CHECK-DAG: %[[PADDED:.*]] = memref.reinterpret_cast %arg2 to offset: [0], sizes: [14208], strides: [1]
// CHECK: scf.forall
// CHECK: %{{.*}}:14 = scf.for %{{.*}} = %{{.*}} to %c3
// CHECK: %{{.*}}:14 = scf.for %{{.*}} = %{{.*}} to %c192
// CHECK: vector.store {{.*}} %[[PADDED]]
func.func @conv(%a: memref<1x16x16x64xf32>, %b: memref<2x3x3x64x32xf32>, %o: memref<1x14x14x2x32xf32, strided<[16384, 1024, 64, 32, 1]>>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<1x16x16x64xf32> to tensor<1x16x16x64xf32>
  %B = bufferization.to_tensor %b restrict : memref<2x3x3x64x32xf32> to tensor<2x3x3x64x32xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x14x14x2x32xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<1x14x14x2x32xf32>) -> tensor<1x14x14x2x32xf32>
  %r = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction"]} ins(%A, %B : tensor<1x16x16x64xf32>, tensor<2x3x3x64x32xf32>) outs(%f : tensor<1x14x14x2x32xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %q = arith.addf %s, %p : f32
    linalg.yield %q : f32
  } -> tensor<1x14x14x2x32xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<1x14x14x2x32xf32>, memref<1x14x14x2x32xf32, strided<[16384, 1024, 64, 32, 1]>>) -> ()
  return
}

// -----

#a = affine_map<(n, h, w, c, p, q) -> (n, h + p, w + q, c)>
#b = affine_map<(n, h, w, c, p, q) -> (p, q, c)>
#c = affine_map<(n, h, w, c, p, q) -> (n, h, w, c)>

// A window of each channel is written out; a value of the input serves all
// windows of the tile that it lies in: 3 x 9 for 7 windows.
// CHECK-LABEL: func.func @depthwise
// CHECK-NOT: iter_args
// CHECK-COUNT-36: vector.load
// CHECK-NOT: vector.load
// CHECK: vector.store
func.func @depthwise(%a: memref<1x3x9x16xf32>, %b: memref<3x3x16xf32>, %o: memref<1x1x7x16xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<1x3x9x16xf32> to tensor<1x3x9x16xf32>
  %B = bufferization.to_tensor %b restrict : memref<3x3x16xf32> to tensor<3x3x16xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x1x7x16xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<1x1x7x16xf32>) -> tensor<1x1x7x16xf32>
  %r = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%A, %B : tensor<1x3x9x16xf32>, tensor<3x3x16xf32>) outs(%f : tensor<1x1x7x16xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %q = arith.addf %s, %p : f32
    linalg.yield %q : f32
  } -> tensor<1x1x7x16xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<1x1x7x16xf32>, memref<1x1x7x16xf32>) -> ()
  return
}

// -----

#a = affine_map<(m, n, k) -> (m, k)>
#b = affine_map<(m, n, k) -> (n, k)>
#c = affine_map<(m, n, k) -> (m, n)>

// An operand that is contiguous along the reduction is turned in registers.
// CHECK-LABEL: func.func @transposed
// CHECK: vector.shuffle
// CHECK: vector.fma
func.func @transposed(%a: memref<8x32xf32>, %b: memref<16x32xf32>, %o: memref<8x16xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<8x32xf32> to tensor<8x32xf32>
  %B = bufferization.to_tensor %b restrict : memref<16x32xf32> to tensor<16x32xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<8x16xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<8x16xf32>) -> tensor<8x16xf32>
  %r = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]} ins(%A, %B : tensor<8x32xf32>, tensor<16x32xf32>) outs(%f : tensor<8x16xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %q = arith.addf %s, %p : f32
    linalg.yield %q : f32
  } -> tensor<8x16xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<8x16xf32>, memref<8x16xf32>) -> ()
  return
}

// -----

#a = affine_map<(n, h, w, o, i, p, q, c) -> (n, h + p, w + q, c)>
#b = affine_map<(n, h, w, o, i, p, q, c) -> (o, p, q, c, i)>
#c = affine_map<(n, h, w, o, i, p, q, c) -> (n, h, w, o, i)>
#e = affine_map<(n, h, w, o, i) -> (n, h, w, o, i)>

// A panel of 288 KB is too much to be read by each row: one row of windows (96
// KB) at a time is, by all rows of the image. Sums wait in the result; what
// follows comes behind the last block. Each step asks for two lines of the next
// block: 14 tiles of 96 steps do for all 1536 lines.
// CHECK-LABEL: func.func @blocks
// CHECK: scf.forall
// CHECK: scf.for %[[P:.*]] = %{{.*}} to %c3
// CHECK: scf.for %{{.*}} = %{{.*}} to %c14
// CHECK: %[[FIRST:.*]] = arith.cmpi eq, %[[P]], %c0
// CHECK: %[[SUMS:.*]]:14 = scf.if %[[FIRST]]
// CHECK: else
// CHECK-COUNT-14: vector.load
// CHECK: scf.yield
// CHECK: iter_args(%{{.*}} = %[[SUMS]]#0,
// CHECK-COUNT-2: memref.prefetch
// CHECK-NOT: memref.prefetch
// CHECK: vector.fma
// CHECK: %[[LAST:.*]] = arith.cmpi eq, %[[P]], %c2
// CHECK: scf.if %[[LAST]]
// CHECK: math.absf
// CHECK: vector.store
// CHECK: else
// CHECK-NOT: math.absf
// CHECK-COUNT-14: vector.store
func.func @blocks(%a: memref<1x16x9x256xf32>, %b: memref<8x3x3x256x32xf32>, %o: memref<1x14x7x8x32xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<1x16x9x256xf32> to tensor<1x16x9x256xf32>
  %B = bufferization.to_tensor %b restrict : memref<8x3x3x256x32xf32> to tensor<8x3x3x256x32xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x14x7x8x32xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<1x14x7x8x32xf32>) -> tensor<1x14x7x8x32xf32>
  %c = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction", "reduction", "reduction"]} ins(%A, %B : tensor<1x16x9x256xf32>, tensor<8x3x3x256x32xf32>) outs(%f : tensor<1x14x7x8x32xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %q = arith.addf %s, %p : f32
    linalg.yield %q : f32
  } -> tensor<1x14x7x8x32xf32>
  %r = linalg.generic {indexing_maps = [#e, #e], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel"]} ins(%c : tensor<1x14x7x8x32xf32>) outs(%e : tensor<1x14x7x8x32xf32>) {
  ^bb0(%x: f32, %s: f32):
    %q = math.absf %x : f32
    linalg.yield %q : f32
  } -> tensor<1x14x7x8x32xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<1x14x7x8x32xf32>, memref<1x14x7x8x32xf32>) -> ()
  return
}

// -----

#a = affine_map<(h, w, i, p, q, c) -> (h * 2 + p, w * 2 + q, c)>
#b = affine_map<(h, w, i, p, q, c) -> (p, q, c, i)>
#c = affine_map<(h, w, i, p, q, c) -> (h, w, i)>

// Windows of 7 x 3 elements, 6 apart, overlap: of 21 steps 3 are written out, in
// which no element occurs twice.
// CHECK-LABEL: func.func @windows
// CHECK: %{{.*}}:16 = scf.for %{{.*}} = %{{.*}} to %c7
// CHECK: %{{.*}}:16 = scf.for %{{.*}} = %{{.*}} to %c21{{[_0-9]*}} step %c3
// CHECK-COUNT-48: vector.fma
// CHECK-NOT: vector.fma
// CHECK: return
func.func @windows(%a: memref<7x21x3xf32>, %b: memref<7x7x3x32xf32>, %o: memref<1x8x32xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<7x21x3xf32> to tensor<7x21x3xf32>
  %B = bufferization.to_tensor %b restrict : memref<7x7x3x32xf32> to tensor<7x7x3x32xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<1x8x32xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<1x8x32xf32>) -> tensor<1x8x32xf32>
  %r = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction", "reduction"]} ins(%A, %B : tensor<7x21x3xf32>, tensor<7x7x3x32xf32>) outs(%f : tensor<1x8x32xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %q = arith.addf %s, %p : f32
    linalg.yield %q : f32
  } -> tensor<1x8x32xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<1x8x32xf32>, memref<1x8x32xf32>) -> ()
  return
}

// -----

#a = affine_map<(m, n, i, k) -> (m, k)>
#b = affine_map<(m, n, i, k) -> (n, k, i)>
#c = affine_map<(m, n, i, k) -> (m, n, i)>

// Of panels of one vector, 3 are done together: 5 rows of 3 sums, for which 8
// loads serve.
// CHECK-LABEL: func.func @panels
// CHECK: %{{.*}}:15 = scf.for %{{.*}} = %{{.*}} to %c32{{[_0-9]*}} step %c8
// CHECK-COUNT-120: vector.fma
// CHECK-NOT: vector.fma
// CHECK: scf.yield
func.func @panels(%a: memref<20x32xf32>, %b: memref<9x32x16xf32>, %o: memref<20x9x16xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<20x32xf32> to tensor<20x32xf32>
  %B = bufferization.to_tensor %b restrict : memref<9x32x16xf32> to tensor<9x32x16xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<20x9x16xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<20x9x16xf32>) -> tensor<20x9x16xf32>
  %r = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%A, %B : tensor<20x32xf32>, tensor<9x32x16xf32>) outs(%f : tensor<20x9x16xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %q = arith.addf %s, %p : f32
    linalg.yield %q : f32
  } -> tensor<20x9x16xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<20x9x16xf32>, memref<20x9x16xf32>) -> ()
  return
}

// -----

#a = affine_map<(n, i, k) -> (k)>
#b = affine_map<(n, i, k) -> (n, k, i)>
#c = affine_map<(n, i, k) -> (n, i)>

// One row reads 7 of 63 panels side by side: streams that are a power of two
// apart are no more than a set of a cache has room for.
// CHECK-LABEL: func.func @vector
// CHECK: %{{.*}}:7 = scf.for
// CHECK-NOT: memref.prefetch
// CHECK: return
func.func @vector(%a: memref<2048xf32>, %b: memref<63x2048x16xf32>, %o: memref<63x16xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<2048xf32> to tensor<2048xf32>
  %B = bufferization.to_tensor %b restrict : memref<63x2048x16xf32> to tensor<63x2048x16xf32>
  %z = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<63x16xf32>
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<63x16xf32>) -> tensor<63x16xf32>
  %r = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "reduction"]} ins(%A, %B : tensor<2048xf32>, tensor<63x2048x16xf32>) outs(%f : tensor<63x16xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %q = arith.addf %s, %p : f32
    linalg.yield %q : f32
  } -> tensor<63x16xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<63x16xf32>, memref<63x16xf32>) -> ()
  return
}

// -----

#a = affine_map<(n, h, w, o, i, c) -> (n, h, w, c)>
#b = affine_map<(n, h, w, o, i, c) -> (o, c, i)>
#c = affine_map<(n, h, w, o, i, c) -> (n, h, w, o, i)>

// Threads share the 24 tiles of rows: all 98 KB of weights lie near each.
// CHECK-LABEL: func.func @by_rows
// CHECK: scf.forall {{.*}} in (24)
func.func @by_rows(%a: memref<1x14x14x64xf32>, %b: memref<12x64x32xf32>, %o: memref<1x14x14x12x32xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<1x14x14x64xf32> to tensor<1x14x14x64xf32>
  %B = bufferization.to_tensor %b restrict : memref<12x64x32xf32> to tensor<12x64x32xf32>
  %e = tensor.empty() : tensor<1x14x14x12x32xf32>
  %z = arith.constant 0.0 : f32
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<1x14x14x12x32xf32>) -> tensor<1x14x14x12x32xf32>
  %r = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%A, %B : tensor<1x14x14x64xf32>, tensor<12x64x32xf32>) outs(%f : tensor<1x14x14x12x32xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %q = arith.addf %s, %p : f32
    linalg.yield %q : f32
  } -> tensor<1x14x14x12x32xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<1x14x14x12x32xf32>, memref<1x14x14x12x32xf32>) -> ()
  return
}

// -----

#a = affine_map<(n, h, w, o, i, c) -> (n, h, w, c)>
#b = affine_map<(n, h, w, o, i, c) -> (o, c, i)>
#c = affine_map<(n, h, w, o, i, c) -> (n, h, w, o, i)>

// 1.5 MB of weights are more than the image: each thread reads its panels.
// CHECK-LABEL: func.func @by_panels
// CHECK: scf.forall {{.*}} in (12)
func.func @by_panels(%a: memref<1x14x14x1024xf32>, %b: memref<12x1024x32xf32>, %o: memref<1x14x14x12x32xf32>) attributes {sm.kernel} {
  %A = bufferization.to_tensor %a restrict : memref<1x14x14x1024xf32> to tensor<1x14x14x1024xf32>
  %B = bufferization.to_tensor %b restrict : memref<12x1024x32xf32> to tensor<12x1024x32xf32>
  %e = tensor.empty() : tensor<1x14x14x12x32xf32>
  %z = arith.constant 0.0 : f32
  %f = linalg.fill ins(%z : f32) outs(%e : tensor<1x14x14x12x32xf32>) -> tensor<1x14x14x12x32xf32>
  %r = linalg.generic {indexing_maps = [#a, #b, #c], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%A, %B : tensor<1x14x14x1024xf32>, tensor<12x1024x32xf32>) outs(%f : tensor<1x14x14x12x32xf32>) {
  ^bb0(%x: f32, %y: f32, %s: f32):
    %p = arith.mulf %x, %y : f32
    %q = arith.addf %s, %p : f32
    linalg.yield %q : f32
  } -> tensor<1x14x14x12x32xf32>
  bufferization.materialize_in_destination %r in restrict writable %o : (tensor<1x14x14x12x32xf32>, memref<1x14x14x12x32xf32>) -> ()
  return
}
