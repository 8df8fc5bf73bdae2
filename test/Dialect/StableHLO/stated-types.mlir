// RUN: sm-opt %s | FileCheck %s
//
// A result may be known better or worse than what follows from the operands.

// CHECK-LABEL: func.func @known_better(
func.func @known_better(%x: tensor<?x3xf32>, %i: tensor<?x1xi32>) {
  // CHECK: stablehlo.add {{.+}} -> tensor<2x3xf32>
  %0 = stablehlo.add %x, %x : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<2x3xf32>
  // CHECK: stablehlo.transpose {{.+}} -> tensor<3x2xf32>
  %1 = stablehlo.transpose %x, dims = [1, 0] : (tensor<?x3xf32>) -> tensor<3x2xf32>
  // CHECK: stablehlo.concatenate {{.+}} -> tensor<4x3xf32>
  %2 = stablehlo.concatenate %x, %x, dim = 0 : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<4x3xf32>
  // CHECK: stablehlo.gather{{.+}} -> tensor<7x3xf32>
  %3 = "stablehlo.gather"(%x, %i) <{
      dimension_numbers = #stablehlo.gather<offset_dims = [1],
        collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>,
      slice_sizes = array<i64: 1, 3>}>
      : (tensor<?x3xf32>, tensor<?x1xi32>) -> tensor<7x3xf32>
  return
}

// CHECK-LABEL: func.func @known_worse(
func.func @known_worse(%x: tensor<2x3xf32>, %z: tensor<f32>) {
  // CHECK: stablehlo.tanh {{.+}} -> tensor<?x3xf32>
  %0 = stablehlo.tanh %x : (tensor<2x3xf32>) -> tensor<?x3xf32>
  // CHECK: stablehlo.pad {{.+}} -> tensor<?x?xf32>
  %1 = stablehlo.pad %x, %z, low = [1, 0], high = [0, 0], interior = [0, 0]
      : (tensor<2x3xf32>, tensor<f32>) -> tensor<?x?xf32>
  // CHECK: stablehlo.reduce{{.+}} -> tensor<?xf32>
  %2 = stablehlo.reduce(%x init: %z) applies stablehlo.add across dimensions = [1]
      : (tensor<2x3xf32>, tensor<f32>) -> tensor<?xf32>
  // CHECK: stablehlo.dot_general {{.+}} -> tensor<?x?xf32>
  %3 = stablehlo.dot_general %x, %x, contracting_dims = [1] x [1]
      : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<?x?xf32>
  return
}
