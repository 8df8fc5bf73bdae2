// RUN: sm-opt %s | FileCheck %s
// RUN: sm-opt %s --mlir-print-op-generic | sm-opt | FileCheck %s
// RUN: sm-opt %s --emit-bytecode | sm-opt | FileCheck %s
//
// Ops whose region combines or compares elements,
// as the specification spells them.

// CHECK-LABEL: func.func @reduce(
func.func @reduce(%x: tensor<?x8xf32>, %i: tensor<?x8xi32>, %z: tensor<f32>, %n: tensor<i32>, %b: tensor<?x8xi1>, %t: tensor<i1>) {
  // CHECK: stablehlo.reduce(%{{[^ ,)]+}} init: %{{[^ ,)]+}}) applies stablehlo.add across dimensions = [1] : (tensor<?x8xf32>, tensor<f32>) -> tensor<?xf32>
  %0 = stablehlo.reduce(%x init: %z) applies stablehlo.add across dimensions = [1] : (tensor<?x8xf32>, tensor<f32>) -> tensor<?xf32>
  // CHECK: stablehlo.reduce(%{{[^ ,)]+}} init: %{{[^ ,)]+}}) applies stablehlo.maximum across dimensions = [0, 1] {note = "kept"} : (tensor<?x8xf32>, tensor<f32>) -> tensor<f32>
  %1 = stablehlo.reduce(%x init: %z) applies stablehlo.maximum across dimensions = [0, 1] {note = "kept"} : (tensor<?x8xf32>, tensor<f32>) -> tensor<f32>
  // CHECK: stablehlo.reduce(%{{[^ ,)]+}} init: %{{[^ ,)]+}}) applies stablehlo.and across dimensions = [] : (tensor<?x8xi1>, tensor<i1>) -> tensor<?x8xi1>
  %2 = stablehlo.reduce(%b init: %t) applies stablehlo.and across dimensions = [] : (tensor<?x8xi1>, tensor<i1>) -> tensor<?x8xi1>
  // CHECK: stablehlo.reduce(%{{[^ ,)]+}} init: %{{[^ ,)]+}}) across dimensions = [1] : (tensor<?x8xf32>, tensor<f32>) -> tensor<?xf32>
  // CHECK-NEXT: reducer(%{{[^ ,)]+}}: tensor<f32>, %{{[^ ,)]+}}: tensor<f32>) {
  // CHECK-NEXT: stablehlo.subtract %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<f32>
  // CHECK-NEXT: stablehlo.return %{{[^ ,)]+}} : tensor<f32>
  // CHECK-NEXT: }
  %3 = stablehlo.reduce(%x init: %z) across dimensions = [1] : (tensor<?x8xf32>, tensor<f32>) -> tensor<?xf32>
      reducer(%a: tensor<f32>, %c: tensor<f32>) {
      %r = stablehlo.subtract %a, %c : tensor<f32>
      stablehlo.return %r : tensor<f32>
    }
  // CHECK: stablehlo.reduce(%{{[^ ,)]+}} init: %{{[^ ,)]+}}) across dimensions = [1] : (tensor<?x8xf32>, tensor<f32>) -> tensor<?xf32>
  // CHECK-NEXT: reducer(%[[L:.+]]: tensor<f32>, %[[R:.+]]: tensor<f32>) {
  // CHECK-NEXT: stablehlo.add %[[R]], %[[L]] : tensor<f32>
  %4 = stablehlo.reduce(%x init: %z) across dimensions = [1] : (tensor<?x8xf32>, tensor<f32>) -> tensor<?xf32>
      reducer(%a: tensor<f32>, %c: tensor<f32>) {
      %r = stablehlo.add %c, %a : tensor<f32>
      stablehlo.return %r : tensor<f32>
    }
  // CHECK: stablehlo.reduce(%{{[^ ,)]+}} init: %{{[^ ,)]+}}), (%{{[^ ,)]+}} init: %{{[^ ,)]+}}) across dimensions = [0] : (tensor<?x8xf32>, tensor<?x8xi32>, tensor<f32>, tensor<i32>) -> (tensor<8xf32>, tensor<8xi32>)
  // CHECK-NEXT: reducer(%{{[^ ,)]+}}: tensor<f32>, %{{[^ ,)]+}}: tensor<f32>) (%{{[^ ,)]+}}: tensor<i32>, %{{[^ ,)]+}}: tensor<i32>) {
  // CHECK-NEXT: stablehlo.maximum
  // CHECK-NEXT: stablehlo.minimum
  // CHECK-NEXT: stablehlo.return %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<f32>, tensor<i32>
  // CHECK-NEXT: }
  %m:2 = stablehlo.reduce(%x init: %z), (%i init: %n) across dimensions = [0] : (tensor<?x8xf32>, tensor<?x8xi32>, tensor<f32>, tensor<i32>) -> (tensor<8xf32>, tensor<8xi32>)
      reducer(%a: tensor<f32>, %c: tensor<f32>) (%e: tensor<i32>, %f: tensor<i32>) {
      %r = stablehlo.maximum %a, %c : tensor<f32>
      %s = stablehlo.minimum %e, %f : tensor<i32>
      stablehlo.return %r, %s : tensor<f32>, tensor<i32>
    }
  return
}

// CHECK-LABEL: func.func @reduce_window(
func.func @reduce_window(%x: tensor<?x8x8x4xf32>, %z: tensor<f32>) {
  // CHECK: "stablehlo.reduce_window"(%{{[^ ,)]+}}, %{{[^ ,)]+}}) <{base_dilations = array<i64: 1, 1, 1, 1>, padding = dense<{{\[\[}}0, 0], [0, 1], [0, 1], [0, 0]]> : tensor<4x2xi64>, window_dilations = array<i64: 1, 1, 2, 1>, window_dimensions = array<i64: 1, 2, 2, 1>, window_strides = array<i64: 1, 2, 1, 1>}> ({
  // CHECK-NEXT: ^{{.+}}(%{{[^ ,)]+}}: tensor<f32>, %{{[^ ,)]+}}: tensor<f32>):
  // CHECK-NEXT: stablehlo.maximum %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<f32>
  // CHECK-NEXT: stablehlo.return %{{[^ ,)]+}} : tensor<f32>
  // CHECK-NEXT: }) : (tensor<?x8x8x4xf32>, tensor<f32>) -> tensor<?x4x7x4xf32>
  %0 = "stablehlo.reduce_window"(%x, %z) <{base_dilations = array<i64: 1, 1, 1, 1>, padding = dense<[[0, 0], [0, 1], [0, 1], [0, 0]]> : tensor<4x2xi64>, window_dilations = array<i64: 1, 1, 2, 1>, window_dimensions = array<i64: 1, 2, 2, 1>, window_strides = array<i64: 1, 2, 1, 1>}> ({
    ^bb0(%a: tensor<f32>, %b: tensor<f32>):
      %c = stablehlo.maximum %a, %b : tensor<f32>
      stablehlo.return %c : tensor<f32>
    }) : (tensor<?x8x8x4xf32>, tensor<f32>) -> tensor<?x4x7x4xf32>
  return
}

// CHECK-LABEL: func.func @sort(
func.func @sort(%x: tensor<8xf32>, %i: tensor<8xi32>) {
  // CHECK: "stablehlo.sort"(%{{[^ ,)]+}}, %{{[^ ,)]+}}) <{dimension = 0 : i64, is_stable = true}> ({
  // CHECK-NEXT: ^{{.+}}(%{{[^ ,)]+}}: tensor<f32>, %{{[^ ,)]+}}: tensor<f32>, %{{[^ ,)]+}}: tensor<i32>, %{{[^ ,)]+}}: tensor<i32>):
  // CHECK-NEXT: stablehlo.compare LT, %{{[^ ,)]+}}, %{{[^ ,)]+}}, TOTALORDER
  // CHECK-NEXT: stablehlo.return %{{[^ ,)]+}} : tensor<i1>
  // CHECK-NEXT: }) : (tensor<8xf32>, tensor<8xi32>) -> (tensor<8xf32>, tensor<8xi32>)
  %m:2 = "stablehlo.sort"(%x, %i) <{dimension = 0 : i64, is_stable = true}> ({
    ^bb0(%a: tensor<f32>, %b: tensor<f32>, %c: tensor<i32>, %d: tensor<i32>):
      %p = stablehlo.compare LT, %a, %b, TOTALORDER : (tensor<f32>, tensor<f32>) -> tensor<i1>
      stablehlo.return %p : tensor<i1>
    }) : (tensor<8xf32>, tensor<8xi32>) -> (tensor<8xf32>, tensor<8xi32>)
  return
}
