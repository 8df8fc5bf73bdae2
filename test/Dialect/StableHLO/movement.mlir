// RUN: sm-opt %s | FileCheck %s
// RUN: sm-opt %s --mlir-print-op-generic | sm-opt | FileCheck %s
// RUN: sm-opt %s --emit-bytecode | sm-opt | FileCheck %s
//
// Ops that make and move elements, as the specification spells them.

// CHECK-LABEL: func.func @constants(
func.func @constants() {
  // CHECK: stablehlo.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
  %0 = stablehlo.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
  // CHECK: stablehlo.constant dense<true> : tensor<i1>
  %1 = stablehlo.constant dense<true> : tensor<i1>
  // CHECK: stablehlo.constant #sm.data<"variables", "k"> : tensor<784x10xf32>
  %2 = stablehlo.constant #sm.data<"variables", "k"> : tensor<784x10xf32>
  // CHECK: stablehlo.iota dim = 1 : tensor<2x3xi32>
  %3 = stablehlo.iota dim = 1 : tensor<2x3xi32>
  return
}

// CHECK-LABEL: func.func @shapes(
func.func @shapes(%x: tensor<?x3xf32>, %v: tensor<3xf32>, %shape: tensor<2xi64>, %one: tensor<1xi32>) {
  // CHECK: stablehlo.dynamic_iota %{{[^ ,)]+}}, dim = 1 : (tensor<2xi64>) -> tensor<?x3xi32>
  %0 = stablehlo.dynamic_iota %shape, dim = 1 : (tensor<2xi64>) -> tensor<?x3xi32>
  // CHECK: stablehlo.get_dimension_size %{{[^ ,)]+}}, dim = 0 : (tensor<?x3xf32>) -> tensor<i32>
  %1 = stablehlo.get_dimension_size %x, dim = 0 : (tensor<?x3xf32>) -> tensor<i32>
  // CHECK: stablehlo.reshape %{{[^ ,)]+}} : (tensor<3xf32>) -> tensor<1x3xf32>
  %2 = stablehlo.reshape %v : (tensor<3xf32>) -> tensor<1x3xf32>
  // CHECK: stablehlo.dynamic_reshape %{{[^ ,)]+}}, %{{[^ ,)]+}} : (tensor<?x3xf32>, tensor<1xi32>) -> tensor<?xf32>
  %3 = stablehlo.dynamic_reshape %x, %one : (tensor<?x3xf32>, tensor<1xi32>) -> tensor<?xf32>
  // CHECK: stablehlo.broadcast_in_dim %{{[^ ,)]+}}, dims = [1] : (tensor<3xf32>) -> tensor<2x3xf32>
  %4 = stablehlo.broadcast_in_dim %v, dims = [1] : (tensor<3xf32>) -> tensor<2x3xf32>
  // CHECK: stablehlo.dynamic_broadcast_in_dim %{{[^ ,)]+}}, %{{[^ ,)]+}}, dims = [1] : (tensor<3xf32>, tensor<2xi64>) -> tensor<?x3xf32>
  %5 = stablehlo.dynamic_broadcast_in_dim %v, %shape, dims = [1] : (tensor<3xf32>, tensor<2xi64>) -> tensor<?x3xf32>
  // CHECK: stablehlo.dynamic_broadcast_in_dim %{{[^ ,)]+}}, %{{[^ ,)]+}}, dims = [0, 1] {known_expanding_dimensions = array<i64>, known_nonexpanding_dimensions = array<i64: 0, 1>} : (tensor<?x3xf32>, tensor<2xi64>) -> tensor<?x3xf32>
  %6 = stablehlo.dynamic_broadcast_in_dim %x, %shape, dims = [0, 1] {known_expanding_dimensions = array<i64>, known_nonexpanding_dimensions = array<i64: 0, 1>} : (tensor<?x3xf32>, tensor<2xi64>) -> tensor<?x3xf32>
  return
}

// CHECK-LABEL: func.func @parts(
func.func @parts(%x: tensor<4x8xf32>, %d: tensor<?x8xf32>, %u: tensor<1x8xf32>, %i: tensor<i64>, %z: tensor<f32>, %n: tensor<2xi64>, %s: tensor<f32>) {
  // CHECK: stablehlo.transpose %{{[^ ,)]+}}, dims = [1, 0] : (tensor<?x8xf32>) -> tensor<8x?xf32>
  %0 = stablehlo.transpose %d, dims = [1, 0] : (tensor<?x8xf32>) -> tensor<8x?xf32>
  // CHECK: stablehlo.reverse %{{[^ ,)]+}}, dims = [0, 1] : tensor<4x8xf32>
  %1 = stablehlo.reverse %x, dims = [0, 1] : tensor<4x8xf32>
  // CHECK: stablehlo.slice %{{[^ ,)]+}} [0:2, 1:8:3] : (tensor<4x8xf32>) -> tensor<2x3xf32>
  %2 = stablehlo.slice %x [0:2, 1:8:3] : (tensor<4x8xf32>) -> tensor<2x3xf32>
  // CHECK: stablehlo.slice %{{[^ ,)]+}} [] : (tensor<f32>) -> tensor<f32>
  %3 = stablehlo.slice %s [] : (tensor<f32>) -> tensor<f32>
  // CHECK: stablehlo.real_dynamic_slice %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}} : (tensor<?x8xf32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<?x?xf32>
  %4 = stablehlo.real_dynamic_slice %d, %n, %n, %n : (tensor<?x8xf32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<?x?xf32>
  // CHECK: stablehlo.dynamic_slice %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}, sizes = [1, 8] : (tensor<4x8xf32>, tensor<i64>, tensor<i64>) -> tensor<1x8xf32>
  %5 = stablehlo.dynamic_slice %x, %i, %i, sizes = [1, 8] : (tensor<4x8xf32>, tensor<i64>, tensor<i64>) -> tensor<1x8xf32>
  // CHECK: stablehlo.dynamic_slice %{{[^ ,)]+}}, sizes = [] : (tensor<f32>) -> tensor<f32>
  %6 = stablehlo.dynamic_slice %s, sizes = [] : (tensor<f32>) -> tensor<f32>
  // CHECK: stablehlo.dynamic_update_slice %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}} : (tensor<4x8xf32>, tensor<1x8xf32>, tensor<i64>, tensor<i64>) -> tensor<4x8xf32>
  %7 = stablehlo.dynamic_update_slice %x, %u, %i, %i : (tensor<4x8xf32>, tensor<1x8xf32>, tensor<i64>, tensor<i64>) -> tensor<4x8xf32>
  // CHECK: stablehlo.pad %{{[^ ,)]+}}, %{{[^ ,)]+}}, low = [1, 0], high = [0, -1], interior = [0, 2] : (tensor<?x8xf32>, tensor<f32>) -> tensor<?x21xf32>
  %8 = stablehlo.pad %d, %z, low = [1, 0], high = [0, -1], interior = [0, 2] : (tensor<?x8xf32>, tensor<f32>) -> tensor<?x21xf32>
  // CHECK: stablehlo.dynamic_pad %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}} : (tensor<4x8xf32>, tensor<f32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<?x?xf32>
  %9 = stablehlo.dynamic_pad %x, %z, %n, %n, %n : (tensor<4x8xf32>, tensor<f32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<?x?xf32>
  // CHECK: stablehlo.concatenate %{{[^ ,)]+}}, %{{[^ ,)]+}}, dim = 0 : (tensor<4x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  %10 = stablehlo.concatenate %x, %d, dim = 0 : (tensor<4x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  // CHECK: stablehlo.concatenate %{{[^ ,)]+}}, dim = 1 : (tensor<4x8xf32>) -> tensor<4x8xf32>
  %11 = stablehlo.concatenate %x, dim = 1 : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return
}

// CHECK-LABEL: func.func @gather(
func.func @gather(%x: tensor<4x8xf32>, %i: tensor<5x1xi32>, %d: tensor<4x?xf32>, %n: tensor<2xi64>, %b: tensor<4x8xf32>, %j: tensor<4x2xi32>) {
  // CHECK: "stablehlo.gather"(%{{[^ ,)]+}}, %{{[^ ,)]+}}) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, indices_are_sorted = true, slice_sizes = array<i64: 1, 8>}> : (tensor<4x8xf32>, tensor<5x1xi32>) -> tensor<5x8xf32>
  %0 = "stablehlo.gather"(%x, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, indices_are_sorted = true, slice_sizes = array<i64: 1, 8>}> : (tensor<4x8xf32>, tensor<5x1xi32>) -> tensor<5x8xf32>
  // CHECK: "stablehlo.gather"(%{{[^ ,)]+}}, %{{[^ ,)]+}}) <{dimension_numbers = #stablehlo.gather<collapsed_slice_dims = [1], operand_batching_dims = [0], start_indices_batching_dims = [0], start_index_map = [1], index_vector_dim = 2>, slice_sizes = array<i64: 1, 1>}> : (tensor<4x8xf32>, tensor<4x2xi32>) -> tensor<4x2xf32>
  %1 = "stablehlo.gather"(%b, %j) <{dimension_numbers = #stablehlo.gather<collapsed_slice_dims = [1], operand_batching_dims = [0], start_indices_batching_dims = [0], start_index_map = [1], index_vector_dim = 2>, slice_sizes = array<i64: 1, 1>}> : (tensor<4x8xf32>, tensor<4x2xi32>) -> tensor<4x2xf32>
  // CHECK: "stablehlo.dynamic_gather"(%{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>}> : (tensor<4x?xf32>, tensor<5x1xi32>, tensor<2xi64>) -> tensor<5x?xf32>
  %2 = "stablehlo.dynamic_gather"(%d, %i, %n) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>}> : (tensor<4x?xf32>, tensor<5x1xi32>, tensor<2xi64>) -> tensor<5x?xf32>
  return
}
