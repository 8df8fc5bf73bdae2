// RUN: sm-opt %s -split-input-file --convert-stablehlo-to-linalg | FileCheck %s

// Repeated dimensions of one are not in the map; those of a constant never are.

// CHECK-DAG: #[[ID:.*]] = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
// CHECK-DAG: #[[FIRST:.*]] = affine_map<(d0, d1, d2) -> (d0)>
// CHECK-DAG: #[[LAST:.*]] = affine_map<(d0, d1, d2) -> (d2)>
// CHECK-LABEL: func.func @broadcast
// CHECK: %[[X:.*]] = tensor.collapse_shape %arg0 {{.*}} into tensor<2xf32>
// CHECK: linalg.generic {indexing_maps = [#[[FIRST]], #[[ID]]]{{.*}} ins(%[[X]]
// CHECK: %[[C:.*]] = arith.constant dense<[1.{{.*}}> : tensor<4xf32>
// CHECK: linalg.generic {indexing_maps = [#[[LAST]], #[[ID]]]{{.*}} ins(%[[C]]
// CHECK: arith.constant dense<3.000000e+00> : tensor<2x3x4xf32>
func.func @broadcast(%x: tensor<2x1xf32>)
    -> (tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<2x3x4xf32>) {
  %0 = stablehlo.broadcast_in_dim %x, dims = [0, 1] : (tensor<2x1xf32>) -> tensor<2x3x4xf32>
  %c = stablehlo.constant dense<[[1.0, 2.0, 3.0, 4.0]]> : tensor<1x4xf32>
  %1 = stablehlo.broadcast_in_dim %c, dims = [1, 2] : (tensor<1x4xf32>) -> tensor<2x3x4xf32>
  %s = stablehlo.constant dense<3.0> : tensor<f32>
  %2 = stablehlo.broadcast_in_dim %s, dims = [] : (tensor<f32>) -> tensor<2x3x4xf32>
  return %0, %1, %2 : tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<2x3x4xf32>
}

// -----

// CHECK-DAG: #[[T:.*]] = affine_map<(d0, d1) -> (d1, d0)>
// CHECK-DAG: #[[REV:.*]] = affine_map<(d0, d1) -> (d0, -d1 + 2)>
// CHECK-DAG: #[[SLICE:.*]] = affine_map<(d0, d1) -> (d0 + 1, d1 * 2)>
// CHECK-LABEL: func.func @order
// CHECK: linalg.generic {indexing_maps = [#[[T]]
// CHECK: linalg.generic {indexing_maps = [#[[REV]]
// CHECK: linalg.generic {indexing_maps = [#[[SLICE]]
func.func @order(%x: tensor<2x3xf32>)
    -> (tensor<3x2xf32>, tensor<2x3xf32>, tensor<1x2xf32>) {
  %0 = stablehlo.transpose %x, dims = [1, 0] : (tensor<2x3xf32>) -> tensor<3x2xf32>
  %1 = stablehlo.reverse %x, dims = [1] : tensor<2x3xf32>
  %2 = stablehlo.slice %x [1:2, 0:3:2] : (tensor<2x3xf32>) -> tensor<1x2xf32>
  return %0, %1, %2 : tensor<3x2xf32>, tensor<2x3xf32>, tensor<1x2xf32>
}

// -----

// A loop without offset covers its dimension, so that the front of one is a
// slice.

// CHECK-LABEL: func.func @front
// CHECK: %[[S:.*]] = tensor.extract_slice %arg0[0, 0] [2, 2] [1, 1]
// CHECK: return %[[S]]
func.func @front(%x: tensor<4x3xf32>) -> tensor<2x2xf32> {
  %0 = stablehlo.slice %x [0:2, 0:2] : (tensor<4x3xf32>) -> tensor<2x2xf32>
  return %0 : tensor<2x2xf32>
}

// -----

// CHECK-LABEL: func.func @shapes
// CHECK: tensor.collapse_shape %arg0 {{\[\[}}0, 1], [2]]
// CHECK: tensor.collapse_shape %arg0 {{\[\[}}0, 1, 2]]
// CHECK: tensor.expand_shape %{{.*}} {{\[\[}}0, 1]]{{.*}} into tensor<8x3xf32>
func.func @shapes(%x: tensor<2x3x4xf32>) -> (tensor<6x4xf32>, tensor<8x3xf32>) {
  %0 = stablehlo.reshape %x : (tensor<2x3x4xf32>) -> tensor<6x4xf32>
  %1 = stablehlo.reshape %x : (tensor<2x3x4xf32>) -> tensor<8x3xf32>
  return %0, %1 : tensor<6x4xf32>, tensor<8x3xf32>
}

// -----

// CHECK-LABEL: func.func @edges
// CHECK: %[[Z:.*]] = arith.constant 1.5
// CHECK: %[[F:.*]] = linalg.fill ins(%[[Z]]{{.*}} -> tensor<5x9xf32>
// CHECK: tensor.insert_slice %arg0 into %[[F]][1, 2] [2, 3] [2, 3]
// CHECK: tensor.extract_slice
// CHECK: %[[C:.*]] = tensor.empty() : tensor<2x6xf32>
// CHECK: %[[L:.*]] = tensor.insert_slice %arg0 into %[[C]][0, 0] [2, 3] [1, 1]
// CHECK: tensor.insert_slice %arg0 into %[[L]][0, 3] [2, 3] [1, 1]
func.func @edges(%x: tensor<2x3xf32>)
    -> (tensor<5x9xf32>, tensor<1x3xf32>, tensor<2x6xf32>) {
  %v = stablehlo.constant dense<1.5> : tensor<f32>
  %0 = stablehlo.pad %x, %v, low = [1, 2], high = [1, 0], interior = [1, 2]
      : (tensor<2x3xf32>, tensor<f32>) -> tensor<5x9xf32>
  %1 = stablehlo.pad %x, %v, low = [0, 0], high = [-1, 0], interior = [0, 0]
      : (tensor<2x3xf32>, tensor<f32>) -> tensor<1x3xf32>
  %2 = stablehlo.concatenate %x, %x, dim = 1
      : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x6xf32>
  return %0, %1, %2 : tensor<5x9xf32>, tensor<1x3xf32>, tensor<2x6xf32>
}

// -----

// Numbers of rows are clamped before anything is read by them.

// CHECK-DAG: #[[AT:.*]] = affine_map<(d0, d1) -> (d0, 0)>
// CHECK-LABEL: func.func @lookups
// CHECK: linalg.generic {indexing_maps = [#[[AT]], #{{.*}}]{{.*}} ins(%arg1
// CHECK: arith.maxsi
// CHECK: %[[ROW:.*]] = arith.minsi
// CHECK: %[[COLUMN:.*]] = linalg.index 1
// CHECK: tensor.extract %arg0[%[[ROW]], %[[COLUMN]]]
// CHECK: linalg.generic {{.*}} ins(%arg2, %arg2 : tensor<i64>, tensor<i64>)
// CHECK: tensor.extract %arg0
// CHECK: linalg.generic
// CHECK: arith.select
func.func @lookups(%x: tensor<4x8xf32>, %i: tensor<5x1xi32>, %s: tensor<i64>)
    -> (tensor<5x8xf32>, tensor<1x8xf32>, tensor<4x8xf32>) {
  %0 = "stablehlo.gather"(%x, %i) <{
      dimension_numbers = #stablehlo.gather<offset_dims = [1],
        collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>,
      slice_sizes = array<i64: 1, 8>}> : (tensor<4x8xf32>, tensor<5x1xi32>) -> tensor<5x8xf32>
  %1 = stablehlo.dynamic_slice %x, %s, %s, sizes = [1, 8]
      : (tensor<4x8xf32>, tensor<i64>, tensor<i64>) -> tensor<1x8xf32>
  %2 = stablehlo.dynamic_update_slice %x, %1, %s, %s
      : (tensor<4x8xf32>, tensor<1x8xf32>, tensor<i64>, tensor<i64>) -> tensor<4x8xf32>
  return %0, %1, %2 : tensor<5x8xf32>, tensor<1x8xf32>, tensor<4x8xf32>
}

// -----

// CHECK-LABEL: func.func @values
// CHECK: arith.constant dense<[1, 0]> : tensor<2xi8>
// CHECK: arith.constant #sm.data<"variables", "w"> : tensor<2000xf32>
// CHECK: linalg.index 1
// CHECK: arith.sitofp
// CHECK: arith.bitcast
func.func @values(%x: tensor<2xf32>)
    -> (tensor<2xi1>, tensor<2000xf32>, tensor<2x3xf32>, tensor<2xi32>) {
  %0 = stablehlo.constant dense<[true, false]> : tensor<2xi1>
  %1 = stablehlo.constant #sm.data<"variables", "w"> : tensor<2000xf32>
  %2 = stablehlo.iota dim = 1 : tensor<2x3xf32>
  %3 = stablehlo.bitcast_convert %x : (tensor<2xf32>) -> tensor<2xi32>
  return %0, %1, %2, %3 : tensor<2xi1>, tensor<2000xf32>, tensor<2x3xf32>, tensor<2xi32>
}

// -----

// A place without a sign is never below 0; of 64 bits, what no index holds is
// cut off before it becomes one.

// CHECK-LABEL: func.func @unsigned_places
// CHECK: %[[AT:.*]] = arith.index_castui %{{.*}} : i8 to index
// CHECK: arith.minsi
// CHECK: %[[NEAR:.*]] = arith.minui %{{.*}} : i64
// CHECK: arith.index_castui %[[NEAR]] : i64 to index
func.func @unsigned_places(%x: tensor<200xf32>, %i: tensor<5x1xui8>, %s: tensor<ui64>)
    -> (tensor<5xf32>, tensor<3xf32>) {
  %0 = "stablehlo.gather"(%x, %i) <{
      dimension_numbers = #stablehlo.gather<
        collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>,
      slice_sizes = array<i64: 1>}> : (tensor<200xf32>, tensor<5x1xui8>) -> tensor<5xf32>
  %1 = stablehlo.dynamic_slice %x, %s, sizes = [3]
      : (tensor<200xf32>, tensor<ui64>) -> tensor<3xf32>
  return %0, %1 : tensor<5xf32>, tensor<3xf32>
}
