// RUN: sm-opt %s -split-input-file --convert-stablehlo-to-linalg | FileCheck %s

// CHECK-DAG: #[[ID:.*]] = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
// CHECK-DAG: #[[OUT:.*]] = affine_map<(d0, d1, d2) -> (d1)>
// CHECK-LABEL: func.func @sum
// CHECK: linalg.fill ins(%{{.*}} : f32) outs(%{{.*}} : tensor<3xf32>)
// CHECK: linalg.generic {indexing_maps = [#[[ID]], #[[OUT]]], iterator_types = ["reduction", "parallel", "reduction"]} ins(%arg0
// CHECK: ^bb0(%[[X:.*]]: f32, %[[O:.*]]: f32):
// CHECK: arith.addf %[[O]], %[[X]]
func.func @sum(%x: tensor<2x3x4xf32>) -> tensor<3xf32> {
  %z = stablehlo.constant dense<0.0> : tensor<f32>
  %0 = stablehlo.reduce(%x init: %z) applies stablehlo.add across dimensions = [0, 2]
      : (tensor<2x3x4xf32>, tensor<f32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

// Two tensors at once, and truth values.

// CHECK-LABEL: func.func @pairs
// CHECK: %{{.*}}:2 = linalg.generic {{.*}} ins(%arg0, %arg1 : tensor<4xf32>, tensor<4xi32>) outs(%{{.*}}, %{{.*}} : tensor<f32>, tensor<i32>)
// CHECK: arith.cmpf ogt
// CHECK: arith.select
// CHECK: linalg.fill ins(%{{.*}} : i8)
// CHECK: arith.ori %{{.*}} : i1
// CHECK: arith.extui
func.func @pairs(%x: tensor<4xf32>, %i: tensor<4xi32>, %p: tensor<4xi1>)
    -> (tensor<f32>, tensor<i32>, tensor<i1>) {
  %low = stablehlo.constant dense<0xFF800000> : tensor<f32>
  %zero = stablehlo.constant dense<0> : tensor<i32>
  %false = stablehlo.constant dense<false> : tensor<i1>
  %0:2 = "stablehlo.reduce"(%x, %i, %low, %zero) <{dimensions = array<i64: 0>}> ({
  ^bb0(%a: tensor<f32>, %ai: tensor<i32>, %b: tensor<f32>, %bi: tensor<i32>):
    %g = stablehlo.compare GT, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>
    %v = stablehlo.select %g, %a, %b : tensor<i1>, tensor<f32>
    %w = stablehlo.select %g, %ai, %bi : tensor<i1>, tensor<i32>
    stablehlo.return %v, %w : tensor<f32>, tensor<i32>
  }) : (tensor<4xf32>, tensor<4xi32>, tensor<f32>, tensor<i32>) -> (tensor<f32>, tensor<i32>)
  %1 = stablehlo.reduce(%p init: %false) applies stablehlo.or across dimensions = [0]
      : (tensor<4xi1>, tensor<i1>) -> tensor<i1>
  return %0#0, %0#1, %1 : tensor<f32>, tensor<i32>, tensor<i1>
}

// -----

// Only dimensions of the window that are not one have loops; an empty tensor
// says how far they go.

// CHECK-DAG: #[[IN:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1 * 2 + d3, d2 + d4 * 2)>
// CHECK-DAG: #[[WINDOW:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d3, d4)>
// CHECK-DAG: #[[OUT:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2)>
// CHECK-LABEL: func.func @pool
// CHECK: %[[P:.*]] = tensor.insert_slice %arg0 into %{{.*}}[0, 1, 0] [2, 6, 7] [1, 1, 1]
// CHECK: %[[W:.*]] = tensor.empty() : tensor<3x2xf32>
// CHECK: linalg.generic {indexing_maps = [#[[IN]], #[[WINDOW]], #[[OUT]]], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%[[P]], %[[W]]
// CHECK: arith.maximumf
func.func @pool(%x: tensor<2x6x7xf32>) -> tensor<2x3x5xf32> {
  %low = stablehlo.constant dense<0xFF800000> : tensor<f32>
  %0 = "stablehlo.reduce_window"(%x, %low) <{
      window_dimensions = array<i64: 1, 3, 2>, window_strides = array<i64: 1, 2, 1>,
      window_dilations = array<i64: 1, 1, 2>,
      padding = dense<[[0, 0], [1, 0], [0, 0]]> : tensor<3x2xi64>}> ({
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %m = stablehlo.maximum %a, %b : tensor<f32>
    stablehlo.return %m : tensor<f32>
  }) : (tensor<2x6x7xf32>, tensor<f32>) -> tensor<2x3x5xf32>
  return %0 : tensor<2x3x5xf32>
}

// -----

// CHECK-LABEL: func.func @unsigned
// CHECK: arith.constant -1 : i8
// CHECK: arith.minui {{.*}} : i8
// CHECK: %[[ONE:.*]] = arith.constant 3 : i8
// CHECK: arith.addi {{.*}} %[[ONE]] : i8
func.func @unsigned(%x: tensor<4xui8>) -> (tensor<ui8>, tensor<ui8>) {
  %high = stablehlo.constant dense<255> : tensor<ui8>
  %0 = stablehlo.reduce(%x init: %high) applies stablehlo.minimum across dimensions = [0]
      : (tensor<4xui8>, tensor<ui8>) -> tensor<ui8>
  %1 = "stablehlo.reduce"(%x, %high) <{dimensions = array<i64: 0>}> ({
  ^bb0(%a: tensor<ui8>, %b: tensor<ui8>):
    %c = stablehlo.constant dense<3> : tensor<ui8>
    %d = stablehlo.add %b, %c : tensor<ui8>
    %m = stablehlo.minimum %a, %d : tensor<ui8>
    stablehlo.return %m : tensor<ui8>
  }) : (tensor<4xui8>, tensor<ui8>) -> tensor<ui8>
  return %0, %1 : tensor<ui8>, tensor<ui8>
}
