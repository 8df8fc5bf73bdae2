// RUN: sm-opt %s | FileCheck %s
// RUN: sm-opt %s --mlir-print-op-generic | sm-opt | FileCheck %s
// RUN: sm-opt %s --emit-bytecode | sm-opt | FileCheck %s
//
// Regions that run or not, or several times; composites,
// as the specification spells them.

// CHECK-LABEL: func.func @branches(
func.func @branches(%p: tensor<i1>, %i: tensor<i32>, %x: tensor<?xf32>, %y: tensor<?xf32>) {
  // CHECK: "stablehlo.if"(%{{[^ ,)]+}}) ({
  // CHECK-NEXT: stablehlo.return %{{[^ ,)]+}} : tensor<?xf32>
  // CHECK-NEXT: }, {
  // CHECK-NEXT: stablehlo.return %{{[^ ,)]+}} : tensor<?xf32>
  // CHECK-NEXT: }) : (tensor<i1>) -> tensor<?xf32>
  %0 = "stablehlo.if"(%p) ({
      stablehlo.return %x : tensor<?xf32>
    }, {
      stablehlo.return %y : tensor<?xf32>
    }) : (tensor<i1>) -> tensor<?xf32>
  // CHECK: "stablehlo.case"(%{{[^ ,)]+}}) ({
  // CHECK-NEXT: stablehlo.return %{{[^ ,)]+}} : tensor<?xf32>
  // CHECK-NEXT: }) : (tensor<i32>) -> tensor<?xf32>
  %1 = "stablehlo.case"(%i) ({
      stablehlo.return %x : tensor<?xf32>
    }) : (tensor<i32>) -> tensor<?xf32>
  return
}

// CHECK-LABEL: func.func @loops(
func.func @loops(%n: tensor<i32>, %x: tensor<?xf32>) {
  // CHECK: stablehlo.while(%[[I:.+]] = %{{.+}}, %[[V:.+]] = %{{.+}}) : tensor<i32>, tensor<?xf32>
  // CHECK-NEXT: cond {
  // CHECK-NEXT: stablehlo.compare LT, %[[I]],
  // CHECK-NEXT: stablehlo.return %{{[^ ,)]+}} : tensor<i1>
  // CHECK-NEXT: } do {
  // CHECK-NEXT: stablehlo.add %[[V]],
  // CHECK-NEXT: stablehlo.return %[[I]], %{{[^ ,)]+}} : tensor<i32>, tensor<?xf32>
  // CHECK-NEXT: }
  %m:2 = stablehlo.while(%i = %n, %v = %x) : tensor<i32>, tensor<?xf32>
    cond {
      %p = stablehlo.compare LT, %i, %n : (tensor<i32>, tensor<i32>) -> tensor<i1>
      stablehlo.return %p : tensor<i1>
    } do {
      %w = stablehlo.add %v, %x : tensor<?xf32>
      stablehlo.return %i, %w : tensor<i32>, tensor<?xf32>
    }
  // CHECK: stablehlo.while()
  // CHECK-NEXT: cond {
  // CHECK-NEXT: stablehlo.constant
  // CHECK-NEXT: stablehlo.return %{{[^ ,)]+}} : tensor<i1>
  // CHECK-NEXT: } do {
  // CHECK-NEXT: stablehlo.return
  // CHECK-NEXT: }
  stablehlo.while()
    cond {
      %p = stablehlo.constant dense<false> : tensor<i1>
      stablehlo.return %p : tensor<i1>
    } do {
      stablehlo.return
    }
  return
}

// CHECK-LABEL: func.func @composites(
func.func @composites(%x: tensor<3xf32>) {
  // CHECK: stablehlo.composite "tf.Twice" %{{[^ ,)]+}} {composite_attributes = {axis = 1 : i64}, decomposition = @twice, version = 1 : i32} : (tensor<3xf32>) -> tensor<3xf32>
  %0 = stablehlo.composite "tf.Twice" %x {composite_attributes = {axis = 1 : i64}, decomposition = @twice, version = 1 : i32} : (tensor<3xf32>) -> tensor<3xf32>
  // CHECK: stablehlo.composite "tf.Twice" %{{[^ ,)]+}} {decomposition = @twice} : (tensor<3xf32>) -> tensor<3xf32>
  %1 = stablehlo.composite "tf.Twice" %x {decomposition = @twice} : (tensor<3xf32>) -> tensor<3xf32>
  return
}

func.func private @twice(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = stablehlo.add %x, %x : tensor<3xf32>
  return %0 : tensor<3xf32>
}
