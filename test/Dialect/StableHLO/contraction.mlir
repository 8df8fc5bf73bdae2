// RUN: sm-opt %s | FileCheck %s
// RUN: sm-opt %s --mlir-print-op-generic | sm-opt | FileCheck %s
// RUN: sm-opt %s --emit-bytecode | sm-opt | FileCheck %s
//
// Products and batch normalisation, as the specification spells them.

// CHECK-LABEL: func.func @dot(
func.func @dot(%x: tensor<5x?x3xf32>, %y: tensor<5x3x4xf32>, %v: tensor<3xi8>) {
  // CHECK: stablehlo.dot_general %{{[^ ,)]+}}, %{{[^ ,)]+}}, batching_dims = [0] x [0], contracting_dims = [2] x [1] : (tensor<5x?x3xf32>, tensor<5x3x4xf32>) -> tensor<5x?x4xf32>
  %0 = stablehlo.dot_general %x, %y, batching_dims = [0] x [0], contracting_dims = [2] x [1] : (tensor<5x?x3xf32>, tensor<5x3x4xf32>) -> tensor<5x?x4xf32>
  // CHECK: stablehlo.dot_general %{{[^ ,)]+}}, %{{[^ ,)]+}}, contracting_dims = [1, 0] x [1, 0], precision = [DEFAULT, HIGHEST] : (tensor<5x3x4xf32>, tensor<5x3x4xf32>) -> tensor<4x4xf32>
  %1 = stablehlo.dot_general %y, %y, contracting_dims = [1, 0] x [1, 0], precision = [DEFAULT, HIGHEST] : (tensor<5x3x4xf32>, tensor<5x3x4xf32>) -> tensor<4x4xf32>
  // CHECK: stablehlo.dot_general %{{[^ ,)]+}}, %{{[^ ,)]+}}, contracting_dims = [] x [] : (tensor<3xi8>, tensor<3xi8>) -> tensor<3x3xi32>
  %2 = stablehlo.dot_general %v, %v, contracting_dims = [] x [] : (tensor<3xi8>, tensor<3xi8>) -> tensor<3x3xi32>
  return
}

// CHECK-LABEL: func.func @convolution(
func.func @convolution(%x: tensor<?x8x8x4xf32>, %w: tensor<3x3x4x6xf32>, %d: tensor<3x3x1x4xf32>, %n: tensor<2x4x8xf32>, %k: tensor<6x4x3xf32>) {
  // CHECK: stablehlo.convolution(%{{[^ ,)]+}}, %{{[^ ,)]+}}) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<?x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<?x6x6x6xf32>
  %0 = stablehlo.convolution(%x, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<?x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<?x6x6x6xf32>
  // CHECK: stablehlo.convolution(%{{[^ ,)]+}}, %{{[^ ,)]+}}) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [2, 1], pad = {{\[\[}}0, 1], [1, 1]], lhs_dilate = [1, 1], rhs_dilate = [2, 1], reverse = [true, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGH>, #stablehlo<precision DEFAULT>]} : (tensor<?x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<?x3x8x6xf32>
  %1 = stablehlo.convolution(%x, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {stride = [2, 1], pad = [[0, 1], [1, 1]], lhs_dilate = [1, 1], rhs_dilate = [2, 1], reverse = [true, false]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64, precision_config = [#stablehlo<precision HIGH>, #stablehlo<precision DEFAULT>]} : (tensor<?x8x8x4xf32>, tensor<3x3x4x6xf32>) -> tensor<?x3x8x6xf32>
  // CHECK: stablehlo.convolution(%{{[^ ,)]+}}, %{{[^ ,)]+}}) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {pad = {{\[\[}}1, 1], [1, 1]]} {batch_group_count = 1 : i64, feature_group_count = 4 : i64} : (tensor<?x8x8x4xf32>, tensor<3x3x1x4xf32>) -> tensor<?x8x8x4xf32>
  %2 = stablehlo.convolution(%x, %d) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {pad = [[1, 1], [1, 1]]} {batch_group_count = 1 : i64, feature_group_count = 4 : i64} : (tensor<?x8x8x4xf32>, tensor<3x3x1x4xf32>) -> tensor<?x8x8x4xf32>
  // CHECK: stablehlo.convolution(%{{[^ ,)]+}}, %{{[^ ,)]+}}) dim_numbers = [b, f, 0]x[o, i, 0]->[f, 0, b], window = {stride = [1]} {batch_group_count = 2 : i64, feature_group_count = 1 : i64} : (tensor<2x4x8xf32>, tensor<6x4x3xf32>) -> tensor<6x6x1xf32>
  %3 = stablehlo.convolution(%n, %k) dim_numbers = [b, f, 0]x[o, i, 0]->[f, 0, b], window = {stride = [1]} {batch_group_count = 2 : i64, feature_group_count = 1 : i64} : (tensor<2x4x8xf32>, tensor<6x4x3xf32>) -> tensor<6x6x1xf32>
  return
}

// CHECK-LABEL: func.func @batch_norm(
func.func @batch_norm(%x: tensor<?x8x8x4xf32>, %s: tensor<4xf32>) {
  // CHECK: "stablehlo.batch_norm_inference"(%{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}) <{epsilon = 1.000000e-03 : f32, feature_index = 3 : i64}> : (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x8x8x4xf32>
  %0 = "stablehlo.batch_norm_inference"(%x, %s, %s, %s, %s) <{epsilon = 1.000000e-03 : f32, feature_index = 3 : i64}> : (tensor<?x8x8x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> tensor<?x8x8x4xf32>
  return
}
