// RUN: sm-opt %s -split-input-file --linalg-pack-weights | FileCheck %s
// RUN: sm-opt %s -split-input-file --linalg-pack-weights=vector-bits=256 \
// RUN:   | FileCheck %s --check-prefix=HALF
// RUN: not sm-opt %s -split-input-file --linalg-pack-weights=vector-bits=100 2>&1 \
// RUN:   | FileCheck %s --check-prefix=BAD

// BAD: error: vector-bits is 100; it must be a power of two from 128 to 4096

// A 1x1 convolution over images is one product of matrices; what follows it
// goes along, and nothing but the weights moves.

#id = affine_map<(n, h, w, c) -> (n, h, w, c)>
// CHECK-DAG: #[[A:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d3)>
// CHECK-DAG: #[[B:.*]] = affine_map<(d0, d1, d2, d3) -> (d1, d3, d2)>
// CHECK-DAG: #[[C:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
// CHECK-DAG: #[[ID:.*]] = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
// CHECK-DAG: #[[ROW:.*]] = affine_map<(d0, d1, d2) -> (d1, d2)>
// CHECK-LABEL: func.func @conv1x1
// CHECK-SAME: %[[X:.*]]: tensor<2x3x3x8xf32>, %[[R:.*]]: tensor<2x3x3x64xf32>
// CHECK-DAG: %[[W:.*]] = arith.constant #sm.data<"memory", "{{.*}}"> : tensor<2x8x32xf32>
// CHECK-DAG: %[[IN:.*]] = tensor.collapse_shape %[[X]] {{.*}} into tensor<18x8xf32>
// CHECK: %[[DOT:.*]] = linalg.generic {indexing_maps = [#[[A]], #[[B]], #[[C]]], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%[[IN]], %[[W]]
// CHECK: %[[BIAS:.*]] = arith.constant {{.*}} : tensor<2x32xf32>
// CHECK: tensor.collapse_shape %[[R]]
// CHECK: %[[RES:.*]] = tensor.expand_shape {{.*}} into tensor<18x2x32xf32>
// CHECK: %[[END:.*]] = linalg.generic {indexing_maps = [#[[ID]], #[[ROW]], #[[ID]], #[[ID]]]{{.*}} ins(%[[DOT]], %[[BIAS]], %[[RES]]
// CHECK: tensor.collapse_shape %[[END]]
// CHECK: tensor.expand_shape {{.*}} into tensor<2x3x3x64xf32>
// HALF-LABEL: func.func @conv1x1
// HALF: tensor<4x8x16xf32>
func.func @conv1x1(%x: tensor<2x3x3x8xf32>, %r: tensor<2x3x3x64xf32>)
    -> tensor<2x3x3x64xf32> {
  %zero = arith.constant 0.0 : f32
  %w = arith.constant dense<1.0> : tensor<8x64xf32>
  %b = arith.constant dense<2.0> : tensor<64xf32>
  %e = tensor.empty() : tensor<2x3x3x64xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<2x3x3x64xf32>) -> tensor<2x3x3x64xf32>
  %dot = linalg.generic {
      indexing_maps = [affine_map<(n, h, w, o, c) -> (n, h, w, c)>,
                       affine_map<(n, h, w, o, c) -> (c, o)>,
                       affine_map<(n, h, w, o, c) -> (n, h, w, o)>],
      iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<2x3x3x8xf32>, tensor<8x64xf32>) outs(%f : tensor<2x3x3x64xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.mulf %p, %q : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<2x3x3x64xf32>
  %y = linalg.generic {
      indexing_maps = [#id, affine_map<(n, h, w, c) -> (c)>, #id, #id],
      iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%dot, %b, %r : tensor<2x3x3x64xf32>, tensor<64xf32>, tensor<2x3x3x64xf32>)
      outs(%e : tensor<2x3x3x64xf32>) {
  ^bb0(%p: f32, %q: f32, %t: f32, %o: f32):
    %m = arith.addf %p, %q : f32
    %s = arith.addf %m, %t : f32
    linalg.yield %s : f32
  } -> tensor<2x3x3x64xf32>
  return %y : tensor<2x3x3x64xf32>
}

// -----

// A window keeps its loops, and so do rows whose result has room around it.

// CHECK-DAG: #[[IN:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d0, d1 * 2 + d5, d2 * 2 + d6, d7)>
// CHECK-DAG: #[[F:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d3, d5, d6, d7, d4)>
// CHECK-DAG: #[[OUT:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d0, d1, d2, d3, d4)>
// CHECK-LABEL: func.func @window
// CHECK: linalg.generic {indexing_maps = [#{{.*}}, #{{.*}}, #{{.*}}], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "reduction"]} {{.*}} outs(%{{.*}} : tensor<1x7x7x1x16xf32>)
// CHECK: linalg.generic {indexing_maps = [#[[IN]], #[[F]], #[[OUT]]]
// CHECK-SAME: tensor<3x3x3x16x16xf32>
func.func @window(%x: tensor<1x7x7x8xf32>) -> tensor<1x4x4x48xf32> {
  %zero = arith.constant 0.0 : f32
  %v = arith.constant dense<1.0> : tensor<8x16xf32>
  %w = arith.constant dense<1.0> : tensor<3x3x16x48xf32>
  %e0 = tensor.empty() : tensor<1x7x7x16xf32>
  %f0 = linalg.fill ins(%zero : f32) outs(%e0 : tensor<1x7x7x16xf32>) -> tensor<1x7x7x16xf32>
  %x1 = linalg.generic {
      indexing_maps = [affine_map<(n, h, w, o, c) -> (n, h, w, c)>,
                       affine_map<(n, h, w, o, c) -> (c, o)>,
                       affine_map<(n, h, w, o, c) -> (n, h, w, o)>],
      iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]}
      ins(%x, %v : tensor<1x7x7x8xf32>, tensor<8x16xf32>) outs(%f0 : tensor<1x7x7x16xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.mulf %p, %q : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x7x7x16xf32>
  %e1 = tensor.empty() : tensor<1x9x9x16xf32>
  %f1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<1x9x9x16xf32>) -> tensor<1x9x9x16xf32>
  %x2 = tensor.insert_slice %x1 into %f1[0, 1, 1, 0] [1, 7, 7, 16] [1, 1, 1, 1]
      : tensor<1x7x7x16xf32> into tensor<1x9x9x16xf32>
  %e = tensor.empty() : tensor<1x4x4x48xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x4x4x48xf32>) -> tensor<1x4x4x48xf32>
  %y = linalg.generic {
      indexing_maps = [affine_map<(n, h, w, o, p, q, c) -> (n, h * 2 + p, w * 2 + q, c)>,
                       affine_map<(n, h, w, o, p, q, c) -> (p, q, c, o)>,
                       affine_map<(n, h, w, o, p, q, c) -> (n, h, w, o)>],
      iterator_types = ["parallel", "parallel", "parallel", "parallel",
                        "reduction", "reduction", "reduction"]}
      ins(%x2, %w : tensor<1x9x9x16xf32>, tensor<3x3x16x48xf32>) outs(%f : tensor<1x4x4x48xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.mulf %p, %q : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x4x4x48xf32>
  return %y : tensor<1x4x4x48xf32>
}

// -----

// Zeroes up to a vector, cut off again. A small constant shows its order.

// CHECK-LABEL: func.func @padded
// CHECK: %[[W:.*]] = arith.constant dense<{{\[\[\[}}1.000000e+00, 3.000000e+00, 5.000000e+00, 0.000000e+00, 0.000000e+00, 0.000000e+00, 0.000000e+00, 0.000000e+00], [2.000000e+00, 4.000000e+00, 6.000000e+00, 0.000000e+00, 0.000000e+00, 0.000000e+00, 0.000000e+00, 0.000000e+00]]]> : tensor<1x2x8xf32>
// CHECK: %[[DOT:.*]] = linalg.generic {{.*}} ins(%arg0, %[[W]]
// CHECK: %[[WIDE:.*]] = tensor.collapse_shape %[[DOT]] {{.*}} into tensor<4x8xf32>
// CHECK: %[[CUT:.*]] = tensor.extract_slice %[[WIDE]][0, 0] [4, 3] [1, 1]
// CHECK: %[[END:.*]] = linalg.generic {{.*}} ins(%[[CUT]], %{{.*}} : tensor<4x3xf32>, tensor<3xf32>)
// CHECK: return %[[END]]
func.func @padded(%x: tensor<4x2xf32>) -> tensor<4x3xf32> {
  %zero = arith.constant 0.0 : f32
  %w = arith.constant dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf32>
  %b = arith.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %e = tensor.empty() : tensor<4x3xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x3xf32>) -> tensor<4x3xf32>
  %dot = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>,
                       affine_map<(m, n, k) -> (n, k)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x2xf32>, tensor<3x2xf32>) outs(%f : tensor<4x3xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.mulf %p, %q : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<4x3xf32>
  %y = linalg.generic {
      indexing_maps = [affine_map<(a, c) -> (a, c)>, affine_map<(a, c) -> (c)>,
                       affine_map<(a, c) -> (a, c)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%dot, %b : tensor<4x3xf32>, tensor<3xf32>) outs(%e : tensor<4x3xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.addf %p, %q : f32
    linalg.yield %m : f32
  } -> tensor<4x3xf32>
  return %y : tensor<4x3xf32>
}

// -----

// The filter of a depthwise convolution is in its order already, and operands
// known at run time stay.

// CHECK-LABEL: func.func @unpacked
// CHECK: arith.constant dense<1.000000e+00> : tensor<3x3x8xf32>
// CHECK: linalg.generic {{.*}} ins(%arg0, %{{.*}} : tensor<1x5x5x8xf32>, tensor<3x3x8xf32>)
// CHECK: linalg.generic {{.*}} ins(%arg1, %arg2 : tensor<4x2xf32>, tensor<2x3xf32>)
func.func @unpacked(%x: tensor<1x5x5x8xf32>, %l: tensor<4x2xf32>,
                    %r: tensor<2x3xf32>) -> (tensor<1x3x3x8xf32>, tensor<4x3xf32>) {
  %zero = arith.constant 0.0 : f32
  %w = arith.constant dense<1.0> : tensor<3x3x8xf32>
  %e = tensor.empty() : tensor<1x3x3x8xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<1x3x3x8xf32>) -> tensor<1x3x3x8xf32>
  %y = linalg.generic {
      indexing_maps = [affine_map<(n, h, w, c, p, q) -> (n, h + p, w + q, c)>,
                       affine_map<(n, h, w, c, p, q) -> (p, q, c)>,
                       affine_map<(n, h, w, c, p, q) -> (n, h, w, c)>],
      iterator_types = ["parallel", "parallel", "parallel", "parallel",
                        "reduction", "reduction"]}
      ins(%x, %w : tensor<1x5x5x8xf32>, tensor<3x3x8xf32>) outs(%f : tensor<1x3x3x8xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.mulf %p, %q : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<1x3x3x8xf32>
  %e2 = tensor.empty() : tensor<4x3xf32>
  %f2 = linalg.fill ins(%zero : f32) outs(%e2 : tensor<4x3xf32>) -> tensor<4x3xf32>
  %z = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>,
                       affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%l, %r : tensor<4x2xf32>, tensor<2x3xf32>) outs(%f2 : tensor<4x3xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.mulf %p, %q : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<4x3xf32>
  return %y, %z : tensor<1x3x3x8xf32>, tensor<4x3xf32>
}

// -----

// Zeroes rather than vectors that are half used.

// CHECK-LABEL: func.func @blocks
// CHECK: arith.constant {{.*}} : tensor<2x2x16xf32>
// CHECK: tensor.extract_slice %{{.*}}[0, 0] [4, 24] [1, 1]
// HALF-LABEL: func.func @blocks
// HALF: arith.constant {{.*}} : tensor<3x2x8xf32>
// HALF-NOT: tensor.extract_slice
func.func @blocks(%x: tensor<4x2xf32>) -> tensor<4x24xf32> {
  %zero = arith.constant 0.0 : f32
  %w = arith.constant dense<1.0> : tensor<2x24xf32>
  %e = tensor.empty() : tensor<4x24xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x24xf32>) -> tensor<4x24xf32>
  %dot = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>,
                       affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x2xf32>, tensor<2x24xf32>) outs(%f : tensor<4x24xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %m = arith.mulf %p, %q : f32
    %s = arith.addf %o, %m : f32
    linalg.yield %s : f32
  } -> tensor<4x24xf32>
  return %dot : tensor<4x24xf32>
}
