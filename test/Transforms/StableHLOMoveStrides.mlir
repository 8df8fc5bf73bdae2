// RUN: sm-opt %s --stablehlo-move-strides -split-input-file | FileCheck %s

// Two convolutions read every other row and column: so do the first one, and
// through the sum what else it reads.
// CHECK-LABEL: func.func @stage
// CHECK-SAME: %[[X:.*]]: tensor<1x9x8x4xf32>, %[[S:.*]]: tensor<1x9x8x4xf32>
// CHECK-DAG: %[[B:.*]] = stablehlo.broadcast_in_dim %{{.*}}, dims = [3] : (tensor<4xf32>) -> tensor<1x5x4x4xf32>
// CHECK-DAG: %[[ZERO:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<1x5x4x4xf32>
// CHECK-DAG: %[[Y:.*]] = stablehlo.convolution(%[[X]], %{{.*}}) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [2, 2], pad = {{\[\[}}1, 1], [1, 1]]} {{.*}} -> tensor<1x5x4x4xf32>
// CHECK-DAG: %[[P:.*]] = stablehlo.add %[[Y]], %[[B]] : tensor<1x5x4x4xf32>
// CHECK-DAG: %[[Q:.*]] = stablehlo.slice %[[S]] [0:1, 0:9:2, 0:8:2, 0:4] : (tensor<1x9x8x4xf32>) -> tensor<1x5x4x4xf32>
// CHECK-DAG: %[[R:.*]] = stablehlo.add %[[P]], %[[Q]]
// CHECK: %[[M:.*]] = stablehlo.maximum %[[R]], %[[ZERO]] : tensor<1x5x4x4xf32>
// CHECK: stablehlo.convolution(%[[M]], %{{.*}}) {{.*}}, window = {{{.*}}} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x5x4x4xf32>, tensor<1x1x4x6xf32>) -> tensor<1x5x4x6xf32>
// CHECK: stablehlo.convolution(%[[M]], %{{.*}})
// CHECK-NOT: tensor<1x9x8x6xf32>
func.func @stage(%x: tensor<1x9x8x4xf32>, %s: tensor<1x9x8x4xf32>, %v: tensor<3x3x4x4xf32>, %b: tensor<4xf32>, %w: tensor<1x1x4x6xf32>) -> (tensor<1x5x4x6xf32>, tensor<1x5x4x6xf32>) {
  %zero = stablehlo.constant dense<0.0> : tensor<1x9x8x4xf32>
  %y = stablehlo.convolution(%x, %v) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1], pad = [[1, 1], [1, 1]]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x9x8x4xf32>, tensor<3x3x4x4xf32>) -> tensor<1x9x8x4xf32>
  %c = stablehlo.broadcast_in_dim %b, dims = [3] : (tensor<4xf32>) -> tensor<1x9x8x4xf32>
  %p = stablehlo.add %y, %c : tensor<1x9x8x4xf32>
  %r = stablehlo.add %p, %s : tensor<1x9x8x4xf32>
  %m = stablehlo.maximum %r, %zero : tensor<1x9x8x4xf32>
  %0 = stablehlo.convolution(%m, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [2, 2]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x9x8x4xf32>, tensor<1x1x4x6xf32>) -> tensor<1x5x4x6xf32>
  %1 = stablehlo.convolution(%m, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [2, 2]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x9x8x4xf32>, tensor<1x1x4x6xf32>) -> tensor<1x5x4x6xf32>
  return %0, %1 : tensor<1x5x4x6xf32>, tensor<1x5x4x6xf32>
}

// -----

// A stride moves on through a convolution with a window of one element.
// CHECK-LABEL: func.func @further
// CHECK: %[[Y:.*]] = stablehlo.convolution(%arg0, %arg1) {{.*}}stride = [8, 2]{{.*}} -> tensor<1x2x4x4xf32>
// CHECK: %[[Z:.*]] = stablehlo.convolution(%[[Y]], %arg2) {{.*}} -> tensor<1x2x4x4xf32>
// CHECK: stablehlo.convolution(%[[Z]], %arg2) {{.*}} -> tensor<1x2x4x4xf32>
func.func @further(%x: tensor<1x16x8x4xf32>, %v: tensor<3x3x4x4xf32>, %w: tensor<1x1x4x4xf32>) -> tensor<1x2x4x4xf32> {
  %y = stablehlo.convolution(%x, %v) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [2, 1], pad = [[1, 1], [1, 1]]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x16x8x4xf32>, tensor<3x3x4x4xf32>) -> tensor<1x8x8x4xf32>
  %z = stablehlo.convolution(%y, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [2, 2]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<1x4x4x4xf32>
  %0 = stablehlo.convolution(%z, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [2, 1]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x4x4x4xf32>, tensor<1x1x4x4xf32>) -> tensor<1x2x4x4xf32>
  return %0 : tensor<1x2x4x4xf32>
}

// -----

// All of the first one is needed: by a reader of everything, by a window, by
// another stride; or no convolution is there to gain by it.
// CHECK-LABEL: func.func @needed
// CHECK-COUNT-3: window = {stride = [1, 1]}{{.*}} -> tensor<1x8x8x4xf32>
// CHECK-NOT: stablehlo.slice
// CHECK: stablehlo.convolution(%arg0, %arg1) {{.*}}stride = [2, 2]
func.func @needed(%x: tensor<1x8x8x4xf32>, %w: tensor<1x1x4x4xf32>, %v: tensor<2x2x4x4xf32>) -> (tensor<1x8x8x4xf32>, tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>, tensor<1x2x2x4xf32>, tensor<1x4x4x4xf32>) {
  %a = stablehlo.convolution(%x, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<1x8x8x4xf32>
  %b = stablehlo.convolution(%a, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<1x8x8x4xf32>
  %c = stablehlo.convolution(%a, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [1, 1]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<1x8x8x4xf32>
  %0 = stablehlo.convolution(%a, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [2, 2]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<1x4x4x4xf32>
  %1 = stablehlo.convolution(%b, %v) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [2, 2]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x8x8x4xf32>, tensor<2x2x4x4xf32>) -> tensor<1x4x4x4xf32>
  %2 = stablehlo.convolution(%c, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [2, 2]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<1x4x4x4xf32>
  %3 = stablehlo.convolution(%c, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [4, 4]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<1x2x2x4xf32>
  %4 = stablehlo.convolution(%x, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [2, 2]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x8x8x4xf32>, tensor<1x1x4x4xf32>) -> tensor<1x4x4x4xf32>
  return %b, %0, %1, %2, %3, %4 : tensor<1x8x8x4xf32>, tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>, tensor<1x4x4x4xf32>, tensor<1x2x2x4xf32>, tensor<1x4x4x4xf32>
}
