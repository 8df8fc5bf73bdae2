// RUN: sm-opt %s -split-input-file --linalg-fuse-elementwise | FileCheck %s

// Bias, activation and residual are one op behind the product.

#id = affine_map<(a, b) -> (a, b)>
// CHECK-LABEL: func.func @epilogue
// CHECK: %[[DOT:.*]] = linalg.generic {{.*}}"reduction"
// CHECK: %[[END:.*]] = linalg.generic {indexing_maps = [#[[ID:map[0-9]*]], #[[ROW:map[0-9]*]], #[[ID]], #[[ID]]]{{.*}} ins(%[[DOT]], %{{.*}}, %arg1
// CHECK-NEXT: ^bb0(%[[A:.*]]: f32, %[[B:.*]]: f32, %[[R:.*]]: f32, %{{.*}}: f32):
// CHECK-NEXT: %[[S:.*]] = arith.addf %[[A]], %[[B]]
// CHECK-NEXT: %[[T:.*]] = arith.addf %[[S]], %[[R]]
// CHECK-NEXT: %[[Z:.*]] = arith.constant 0.0
// CHECK-NEXT: %[[M:.*]] = arith.maximumf %[[T]], %[[Z]]
// CHECK-NEXT: linalg.yield %[[M]]
// CHECK-NOT: linalg.generic
// CHECK: return %[[END]]
func.func @epilogue(%x: tensor<4x8xf32>, %r: tensor<4x4xf32>,
                    %w: tensor<8x4xf32>) -> tensor<4x4xf32> {
  %zero = arith.constant 0.0 : f32
  %bias = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %zeros = arith.constant dense<0.0> : tensor<4x4xf32>
  %e = tensor.empty() : tensor<4x4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  %dot = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>,
                       affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x8xf32>, tensor<8x4xf32>) outs(%f : tensor<4x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %o, %p : f32
    linalg.yield %s : f32
  } -> tensor<4x4xf32>
  %row = linalg.generic {indexing_maps = [affine_map<(a, b) -> (b)>, #id],
                         iterator_types = ["parallel", "parallel"]}
      ins(%bias : tensor<4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<4x4xf32>
  %biased = linalg.generic {indexing_maps = [#id, #id, #id],
                            iterator_types = ["parallel", "parallel"]}
      ins(%dot, %row : tensor<4x4xf32>, tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<4x4xf32>
  %sum = linalg.generic {indexing_maps = [#id, #id, #id],
                         iterator_types = ["parallel", "parallel"]}
      ins(%biased, %r : tensor<4x4xf32>, tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<4x4xf32>
  %relu = linalg.generic {indexing_maps = [#id, #id, #id],
                          iterator_types = ["parallel", "parallel"]}
      ins(%sum, %zeros : tensor<4x4xf32>, tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.maximumf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<4x4xf32>
  return %relu : tensor<4x4xf32>
}

// -----

// What two ops read is computed once; what only repeats is not.

#id = affine_map<(a, b) -> (a, b)>
// CHECK-LABEL: func.func @readers
// CHECK: %[[EXP:.*]] = linalg.generic
// CHECK: math.exp
// CHECK: %[[ONE:.*]] = linalg.generic {{.*}} ins(%[[EXP]], %arg1
// CHECK: %[[TWO:.*]] = linalg.generic {{.*}} ins(%[[EXP]], %arg1
// CHECK-NOT: linalg.generic
// CHECK: return %[[ONE]], %[[TWO]]
func.func @readers(%x: tensor<4x4xf32>, %s: tensor<4xf32>)
    -> (tensor<4x4xf32>, tensor<4x4xf32>) {
  %e = tensor.empty() : tensor<4x4xf32>
  %exp = linalg.generic {indexing_maps = [#id, #id],
                         iterator_types = ["parallel", "parallel"]}
      ins(%x : tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %p = math.exp %a : f32
    linalg.yield %p : f32
  } -> tensor<4x4xf32>
  %wide = linalg.generic {indexing_maps = [affine_map<(a, b) -> (a)>, #id],
                          iterator_types = ["parallel", "parallel"]}
      ins(%s : tensor<4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<4x4xf32>
  %one = linalg.generic {indexing_maps = [#id, #id, #id],
                         iterator_types = ["parallel", "parallel"]}
      ins(%exp, %wide : tensor<4x4xf32>, tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.addf %a, %b : f32
    linalg.yield %p : f32
  } -> tensor<4x4xf32>
  %two = linalg.generic {indexing_maps = [#id, #id, #id],
                         iterator_types = ["parallel", "parallel"]}
      ins(%exp, %wide : tensor<4x4xf32>, tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.mulf %a, %b : f32
    linalg.yield %p : f32
  } -> tensor<4x4xf32>
  return %one, %two : tensor<4x4xf32>, tensor<4x4xf32>
}

// -----

// One rsqrt a row does not become one an element.

#id = affine_map<(a, b) -> (a, b)>
#row = affine_map<(a) -> (a)>
// CHECK-LABEL: func.func @repeated
// CHECK: linalg.generic {{.*}}iterator_types = ["parallel"]}
// CHECK: math.rsqrt
// CHECK: linalg.generic {{.*}}iterator_types = ["parallel", "parallel"]}
// CHECK-NOT: math.rsqrt
// CHECK: return
func.func @repeated(%x: tensor<4x4xf32>, %v: tensor<4xf32>) -> tensor<4x4xf32> {
  %e = tensor.empty() : tensor<4x4xf32>
  %e1 = tensor.empty() : tensor<4xf32>
  %r = linalg.generic {indexing_maps = [#row, #row], iterator_types = ["parallel"]}
      ins(%v : tensor<4xf32>) outs(%e1 : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %p = math.rsqrt %a : f32
    linalg.yield %p : f32
  } -> tensor<4xf32>
  %y = linalg.generic {indexing_maps = [#id, affine_map<(a, b) -> (a)>, #id],
                       iterator_types = ["parallel", "parallel"]}
      ins(%x, %r : tensor<4x4xf32>, tensor<4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.mulf %a, %b : f32
    linalg.yield %p : f32
  } -> tensor<4x4xf32>
  return %y : tensor<4x4xf32>
}

// -----

// Truth values need not be bytes between ops that are one.

#id = affine_map<(a) -> (a)>
// CHECK-LABEL: func.func @truth
// CHECK: %[[C:.*]] = arith.cmpf
// CHECK-NOT: arith.extui
// CHECK-NOT: arith.trunci
// CHECK: arith.select %[[C]]
func.func @truth(%x: tensor<4xf32>, %y: tensor<4xf32>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  %e8 = tensor.empty() : tensor<4xi8>
  %less = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]}
      ins(%x, %y : tensor<4xf32>, tensor<4xf32>) outs(%e8 : tensor<4xi8>) {
  ^bb0(%a: f32, %b: f32, %o: i8):
    %c = arith.cmpf olt, %a, %b : f32
    %w = arith.extui %c : i1 to i8
    linalg.yield %w : i8
  } -> tensor<4xi8>
  %z = linalg.generic {indexing_maps = [#id, #id, #id, #id], iterator_types = ["parallel"]}
      ins(%less, %x, %y : tensor<4xi8>, tensor<4xf32>, tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%c: i8, %a: f32, %b: f32, %o: f32):
    %t = arith.trunci %c : i8 to i1
    %s = arith.select %t, %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  return %z : tensor<4xf32>
}

// -----

// The shape behind a product is taken on after the elementwise op; its other
// operand is seen in the product's shape.

// CHECK-LABEL: func.func @sunk
// CHECK: %[[DOT:.*]] = linalg.generic {{.*}}"reduction"
// CHECK: %[[R:.*]] = tensor.collapse_shape %arg2
// CHECK: %[[EMPTY:.*]] = tensor.empty() : tensor<6x4xf32>
// CHECK: %[[SUM:.*]] = linalg.generic {{.*}} ins(%[[DOT]], %[[R]] : tensor<6x4xf32>, tensor<6x4xf32>) outs(%[[EMPTY]] : tensor<6x4xf32>)
// CHECK: tensor.expand_shape %[[SUM]]
func.func @sunk(%x: tensor<6x8xf32>, %w: tensor<8x4xf32>, %r: tensor<2x3x4xf32>)
    -> tensor<2x3x4xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<6x4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<6x4xf32>) -> tensor<6x4xf32>
  %dot = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>,
                       affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<6x8xf32>, tensor<8x4xf32>) outs(%f : tensor<6x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %o, %p : f32
    linalg.yield %s : f32
  } -> tensor<6x4xf32>
  %shaped = tensor.expand_shape %dot [[0, 1], [2]] output_shape [2, 3, 4]
      : tensor<6x4xf32> into tensor<2x3x4xf32>
  %e3 = tensor.empty() : tensor<2x3x4xf32>
  %sum = linalg.generic {
      indexing_maps = [affine_map<(a, b, c) -> (a, b, c)>,
                       affine_map<(a, b, c) -> (a, b, c)>,
                       affine_map<(a, b, c) -> (a, b, c)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%shaped, %r : tensor<2x3x4xf32>, tensor<2x3x4xf32>) outs(%e3 : tensor<2x3x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<2x3x4xf32>
  return %sum : tensor<2x3x4xf32>
}

// -----

// Transpositions around products are in the maps of the products.

// CHECK-LABEL: func.func @transposed
// CHECK-COUNT-1: linalg.generic
// CHECK-NOT: linalg.generic
// CHECK: return
func.func @transposed(%x: tensor<4x2x8xf32>, %y: tensor<2x8x5xf32>)
    -> tensor<4x2x5xf32> {
  %zero = arith.constant 0.0 : f32
  %ex = tensor.empty() : tensor<2x4x8xf32>
  %xt = linalg.generic {
      indexing_maps = [affine_map<(a, b, c) -> (b, a, c)>,
                       affine_map<(a, b, c) -> (a, b, c)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x : tensor<4x2x8xf32>) outs(%ex : tensor<2x4x8xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<2x4x8xf32>
  %e = tensor.empty() : tensor<2x4x5xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
  %dot = linalg.generic {
      indexing_maps = [affine_map<(b, m, n, k) -> (b, m, k)>,
                       affine_map<(b, m, n, k) -> (b, k, n)>,
                       affine_map<(b, m, n, k) -> (b, m, n)>],
      iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%xt, %y : tensor<2x4x8xf32>, tensor<2x8x5xf32>) outs(%f : tensor<2x4x5xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %o, %p : f32
    linalg.yield %s : f32
  } -> tensor<2x4x5xf32>
  %et = tensor.empty() : tensor<4x2x5xf32>
  %t = linalg.generic {
      indexing_maps = [affine_map<(a, b, c) -> (b, a, c)>,
                       affine_map<(a, b, c) -> (a, b, c)>],
      iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%dot : tensor<2x4x5xf32>) outs(%et : tensor<4x2x5xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<4x2x5xf32>
  return %t : tensor<4x2x5xf32>
}

// -----

// The number of a loop is that of the reader's loop, without maps in bodies.

#id = affine_map<(a, b) -> (a, b)>
// CHECK-LABEL: func.func @numbers
// CHECK: linalg.generic
// CHECK: linalg.index 1
// CHECK-NOT: affine.apply
// CHECK: arith.addf
// CHECK-NOT: linalg.generic
func.func @numbers(%x: tensor<4x8xf32>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<8xf32>
  %n = linalg.generic {indexing_maps = [affine_map<(a) -> (a)>], iterator_types = ["parallel"]}
      outs(%e : tensor<8xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %j = arith.index_cast %i : index to i32
    %f = arith.sitofp %j : i32 to f32
    linalg.yield %f : f32
  } -> tensor<8xf32>
  %e2 = tensor.empty() : tensor<4x8xf32>
  %y = linalg.generic {indexing_maps = [#id, affine_map<(a, b) -> (b)>, #id],
                       iterator_types = ["parallel", "parallel"]}
      ins(%x, %n : tensor<4x8xf32>, tensor<8xf32>) outs(%e2 : tensor<4x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<4x8xf32>
  return %y : tensor<4x8xf32>
}

// -----

// Every other row of what is added behind a product stays a copy, also where
// the sum reads it before the product's part: a kernel cannot make one loop of
// rows that it walks in strides.

#id = affine_map<(a, b) -> (a, b)>
// CHECK-DAG: #[[TWO:.*]] = affine_map<(d0, d1) -> (d0 * 2, d1)>
// CHECK-LABEL: func.func @strided
// CHECK: %[[HALF:.*]] = linalg.generic {indexing_maps = [#[[TWO]], #{{.*}}]{{.*}} ins(%arg1 : tensor<8x4xf32>)
// CHECK: %[[DOT:.*]] = linalg.generic {{.*}}"reduction"
// CHECK: linalg.generic {{.*}} ins(%[[HALF]], %[[DOT]] : tensor<4x4xf32>, tensor<4x4xf32>)
// CHECK-NOT: linalg.generic
func.func @strided(%x: tensor<4x8xf32>, %r: tensor<8x4xf32>,
                   %w: tensor<8x4xf32>) -> tensor<4x4xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<4x4xf32>
  %half = linalg.generic {
      indexing_maps = [affine_map<(a, b) -> (a * 2, b)>, #id],
      iterator_types = ["parallel", "parallel"]}
      ins(%r : tensor<8x4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    linalg.yield %a : f32
  } -> tensor<4x4xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  %dot = linalg.generic {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>,
                       affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%x, %w : tensor<4x8xf32>, tensor<8x4xf32>) outs(%f : tensor<4x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %o, %p : f32
    linalg.yield %s : f32
  } -> tensor<4x4xf32>
  %n = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%dot : tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%a: f32, %o: f32):
    %s = arith.negf %a : f32
    linalg.yield %s : f32
  } -> tensor<4x4xf32>
  %y = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%half, %n : tensor<4x4xf32>, tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %s = arith.addf %a, %b : f32
    linalg.yield %s : f32
  } -> tensor<4x4xf32>
  return %y : tensor<4x4xf32>
}
