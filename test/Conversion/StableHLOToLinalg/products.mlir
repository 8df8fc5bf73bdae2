// RUN: sm-opt %s -split-input-file --convert-stablehlo-to-linalg | FileCheck %s

// CHECK-DAG: #[[A:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d3, d1)>
// CHECK-DAG: #[[B:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>
// CHECK-DAG: #[[C:.*]] = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
// CHECK-LABEL: func.func @dot
// CHECK: %[[F:.*]] = linalg.fill ins(%{{.*}} : f32) outs(%{{.*}} : tensor<5x2x4xf32>)
// CHECK: linalg.generic {indexing_maps = [#[[A]], #[[B]], #[[C]]], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%arg0, %arg1 : tensor<5x3x2xf32>, tensor<5x4x3xf32>) outs(%[[F]]
// CHECK: ^bb0(%[[X:.*]]: f32, %[[Y:.*]]: f32, %[[O:.*]]: f32):
// CHECK: %[[M:.*]] = arith.mulf %[[X]], %[[Y]]
// CHECK: arith.addf %[[O]], %[[M]]
func.func @dot(%x: tensor<5x3x2xf32>, %y: tensor<5x4x3xf32>) -> tensor<5x2x4xf32> {
  %0 = stablehlo.dot_general %x, %y, batching_dims = [0] x [0], contracting_dims = [1] x [2]
      : (tensor<5x3x2xf32>, tensor<5x4x3xf32>) -> tensor<5x2x4xf32>
  return %0 : tensor<5x2x4xf32>
}

// -----

// Strides and dilations are in the map, padding is around the input.

// CHECK-DAG: #[[IN:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d0, d1 * 2 + d4 * 3, d2 + d5, d6)>
// CHECK-DAG: #[[F:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d4, d5, d6, d3)>
// CHECK-LABEL: func.func @window
// CHECK: %[[P:.*]] = tensor.insert_slice %arg0 into %{{.*}}[0, 1, 0, 0] [1, 9, 8, 3] [1, 1, 1, 1] : tensor<1x9x8x3xf32> into tensor<1x11x8x3xf32>
// CHECK: linalg.generic {indexing_maps = [#[[IN]], #[[F]], #{{.*}}{{.*}} ins(%[[P]], %arg1
func.func @window(%x: tensor<1x9x8x3xf32>, %w: tensor<3x2x3x4xf32>) -> tensor<1x3x7x4xf32> {
  %0 = stablehlo.convolution(%x, %w)
      dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f],
      window = {stride = [2, 1], pad = [[1, 1], [0, 0]], rhs_dilate = [3, 1]}
      {batch_group_count = 1 : i64, feature_group_count = 1 : i64}
      : (tensor<1x9x8x3xf32>, tensor<3x2x3x4xf32>) -> tensor<1x3x7x4xf32>
  return %0 : tensor<1x3x7x4xf32>
}

// -----

// Dimensions of one of the window have no loop.

// CHECK-DAG: #[[IN:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d4)>
// CHECK-DAG: #[[F:.*]] = affine_map<(d0, d1, d2, d3, d4) -> (d4, d3)>
// CHECK-LABEL: func.func @pointwise
// CHECK: linalg.generic {indexing_maps = [#[[IN]], #[[F]]
func.func @pointwise(%x: tensor<1x4x4x3xf32>, %w: tensor<1x1x3x8xf32>) -> tensor<1x4x4x8xf32> {
  %0 = stablehlo.convolution(%x, %w)
      dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {}
      {batch_group_count = 1 : i64, feature_group_count = 1 : i64}
      : (tensor<1x4x4x3xf32>, tensor<1x1x3x8xf32>) -> tensor<1x4x4x8xf32>
  return %0 : tensor<1x4x4x8xf32>
}

// -----

// Depthwise: a feature is a group. With several outputs each they are a loop.

// CHECK-DAG: #[[IN:.*]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d0, d1 + d4, d2 + d5, d3)>
// CHECK-DAG: #[[F:.*]] = affine_map<(d0, d1, d2, d3, d4, d5) -> (d4, d5, d3)>
// CHECK-DAG: #[[IN2:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d0, d1 + d5, d2 + d6, d3)>
// CHECK-DAG: #[[F2:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6) -> (d5, d6, d3, d4)>
// CHECK-DAG: #[[IN3:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d0, d1 + d5, d2 + d6, d3, d7)>
// CHECK-DAG: #[[F3:.*]] = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d5, d6, d7, d3, d4)>
// CHECK-LABEL: func.func @groups
// CHECK: linalg.generic {indexing_maps = [#[[IN]], #[[F]]{{.*}} outs(%{{.*}} : tensor<1x2x2x4xf32>)
// CHECK: linalg.generic {indexing_maps = [#[[IN2]], #[[F2]]{{.*}} outs(%{{.*}} : tensor<1x2x2x4x2xf32>)
// CHECK: tensor.collapse_shape %{{.*}} into tensor<1x2x2x8xf32>
// CHECK: linalg.generic {indexing_maps = [#[[IN3]], #[[F3]]{{.*}} outs(%{{.*}} : tensor<1x2x2x2x3xf32>)
func.func @groups(%x: tensor<1x4x4x4xf32>, %u: tensor<3x3x1x4xf32>,
                  %v: tensor<3x3x1x8xf32>, %w: tensor<3x3x2x6xf32>)
    -> (tensor<1x2x2x4xf32>, tensor<1x2x2x8xf32>, tensor<1x2x2x6xf32>) {
  %0 = stablehlo.convolution(%x, %u)
      dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {}
      {batch_group_count = 1 : i64, feature_group_count = 4 : i64}
      : (tensor<1x4x4x4xf32>, tensor<3x3x1x4xf32>) -> tensor<1x2x2x4xf32>
  %1 = stablehlo.convolution(%x, %v)
      dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {}
      {batch_group_count = 1 : i64, feature_group_count = 4 : i64}
      : (tensor<1x4x4x4xf32>, tensor<3x3x1x8xf32>) -> tensor<1x2x2x8xf32>
  %2 = stablehlo.convolution(%x, %w)
      dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {}
      {batch_group_count = 1 : i64, feature_group_count = 2 : i64}
      : (tensor<1x4x4x4xf32>, tensor<3x3x2x6xf32>) -> tensor<1x2x2x6xf32>
  return %0, %1, %2 : tensor<1x2x2x4xf32>, tensor<1x2x2x8xf32>, tensor<1x2x2x6xf32>
}

// -----

// CHECK-LABEL: func.func @norm
// CHECK: linalg.generic
// CHECK: arith.addf
// CHECK: math.rsqrt
func.func @norm(%x: tensor<2x4xf32>, %s: tensor<4xf32>) -> tensor<2x4xf32> {
  %0 = "stablehlo.batch_norm_inference"(%x, %s, %s, %s, %s)
      <{epsilon = 1.0e-3 : f32, feature_index = 1 : i64}>
      : (tensor<2x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
      -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}
