// RUN: sm-opt %s -split-input-file -verify-diagnostics
//
// Errors of ops that make and move elements.

func.func @f() {
  // expected-error @+1 {{'stablehlo.constant' op value of type 'vector<4xf32>' is no ranked tensor}}
  %0 = stablehlo.constant dense<1.0> : vector<4xf32>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{'stablehlo.iota' op iota_dimension 2 is no dimension of a tensor of rank 2}}
  %0 = stablehlo.iota dim = 2 : tensor<2x3xi32>
  return
}

// -----

func.func @f() {
  // expected-error @+1 {{'stablehlo.iota' op result #0 must be ranked tensor of integer or floating-point or complex values, but got 'tensor<2x3xi1>'}}
  %0 = stablehlo.iota dim = 0 : tensor<2x3xi1>
  return
}

// -----

func.func @f(%s: tensor<3xi64>) {
  // expected-error @+1 {{'stablehlo.dynamic_iota' op output_shape has 3 entries, but 'tensor<?x?xi32>' has 2 dimensions}}
  %0 = stablehlo.dynamic_iota %s, dim = 0 : (tensor<3xi64>) -> tensor<?x?xi32>
  return
}

// -----

func.func @f(%s: tensor<2xi64>) {
  // expected-error @+1 {{'stablehlo.dynamic_iota' op iota_dimension -1 is no dimension of a tensor of rank 2}}
  %0 = stablehlo.dynamic_iota %s, dim = -1 : (tensor<2xi64>) -> tensor<?x?xi32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+2 {{'stablehlo.get_dimension_size' op dimension 2 is no dimension of a tensor of rank 2}}
  // expected-error @+1 {{'stablehlo.get_dimension_size' op failed to infer returned types}}
  %0 = stablehlo.get_dimension_size %x, dim = 2 : (tensor<4x8xf32>) -> tensor<i32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+1 {{'stablehlo.reshape' op 'tensor<4x8xf32>' has 32 elements, but 'tensor<31xf32>' has 31}}
  %0 = stablehlo.reshape %x : (tensor<4x8xf32>) -> tensor<31xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+1 {{'stablehlo.reshape' op changes the element type of 'tensor<4x8xf32>' to that of 'tensor<32xf64>'}}
  %0 = stablehlo.reshape %x : (tensor<4x8xf32>) -> tensor<32xf64>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %s: tensor<2xi64>) {
  // expected-error @+1 {{'stablehlo.dynamic_reshape' op output_shape has 2 entries, but 'tensor<?xf32>' has 1 dimensions}}
  %0 = stablehlo.dynamic_reshape %x, %s : (tensor<4x8xf32>, tensor<2xi64>) -> tensor<?xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %s: tensor<1xi64>) {
  // expected-error @+1 {{'stablehlo.dynamic_reshape' op changes the element type of 'tensor<4x8xf32>' to that of 'tensor<?xi32>'}}
  %0 = stablehlo.dynamic_reshape %x, %s : (tensor<4x8xf32>, tensor<1xi64>) -> tensor<?xi32>
  return
}

// -----

func.func @f(%x: tensor<3xf32>) {
  // expected-error @+1 {{'stablehlo.broadcast_in_dim' op changes the element type of 'tensor<3xf32>' to that of 'tensor<3x4xi32>'}}
  %0 = stablehlo.broadcast_in_dim %x, dims = [0] : (tensor<3xf32>) -> tensor<3x4xi32>
  return
}

// -----

func.func @f(%x: tensor<3xf32>) {
  // expected-error @+1 {{'stablehlo.broadcast_in_dim' op broadcast_dimensions has 0 entries, but 'tensor<3xf32>' has 1 dimensions}}
  %0 = stablehlo.broadcast_in_dim %x, dims = [] : (tensor<3xf32>) -> tensor<3x4xf32>
  return
}

// -----

func.func @f(%x: tensor<3xf32>) {
  // expected-error @+1 {{'stablehlo.broadcast_in_dim' op broadcast_dimensions entry 2 is no dimension of a tensor of rank 2}}
  %0 = stablehlo.broadcast_in_dim %x, dims = [2] : (tensor<3xf32>) -> tensor<3x4xf32>
  return
}

// -----

func.func @f(%x: tensor<3x3xf32>) {
  // expected-error @+1 {{'stablehlo.broadcast_in_dim' op broadcast_dimensions entry 0 is named twice}}
  %0 = stablehlo.broadcast_in_dim %x, dims = [0, 0] : (tensor<3x3xf32>) -> tensor<3x4xf32>
  return
}

// -----

func.func @f(%x: tensor<3xf32>) {
  // expected-error @+1 {{'stablehlo.broadcast_in_dim' op dimension 0 of 'tensor<3xf32>' cannot be repeated to dimension 1 of 'tensor<3x4xf32>'}}
  %0 = stablehlo.broadcast_in_dim %x, dims = [1] : (tensor<3xf32>) -> tensor<3x4xf32>
  return
}

// -----

func.func @f(%x: tensor<3xf32>, %s: tensor<3xi64>) {
  // expected-error @+1 {{'stablehlo.dynamic_broadcast_in_dim' op output_dimensions has 3 entries, but 'tensor<?x3xf32>' has 2 dimensions}}
  %0 = stablehlo.dynamic_broadcast_in_dim %x, %s, dims = [1] : (tensor<3xf32>, tensor<3xi64>) -> tensor<?x3xf32>
  return
}

// -----

func.func @f(%x: tensor<3xf32>, %s: tensor<2xi64>) {
  // expected-error @+1 {{'stablehlo.dynamic_broadcast_in_dim' op known dimension 0 is named twice}}
  %0 = stablehlo.dynamic_broadcast_in_dim %x, %s, dims = [1] {known_expanding_dimensions = array<i64: 0>, known_nonexpanding_dimensions = array<i64: 0>} : (tensor<3xf32>, tensor<2xi64>) -> tensor<?x3xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+2 {{'stablehlo.transpose' op permutation has 1 entries, but 'tensor<4x8xf32>' has 2 dimensions}}
  // expected-error @+1 {{'stablehlo.transpose' op failed to infer returned types}}
  %0 = stablehlo.transpose %x, dims = [1] : (tensor<4x8xf32>) -> tensor<8x4xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+2 {{'stablehlo.transpose' op permutation entry 1 is named twice}}
  // expected-error @+1 {{'stablehlo.transpose' op failed to infer returned types}}
  %0 = stablehlo.transpose %x, dims = [1, 1] : (tensor<4x8xf32>) -> tensor<8x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+2 {{'stablehlo.transpose' op inferred type(s) 'tensor<8x4xf32>' are incompatible with return type(s) of operation 'tensor<4x8xf32>'}}
  // expected-error @+1 {{'stablehlo.transpose' op failed to infer returned types}}
  %0 = stablehlo.transpose %x, dims = [1, 0] : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+2 {{'stablehlo.reverse' op dimension 2 is no dimension of a tensor of rank 2}}
  // expected-error @+1 {{'stablehlo.reverse' op failed to infer returned types}}
  %0 = stablehlo.reverse %x, dims = [2] : tensor<4x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+2 {{'stablehlo.slice' op start_indices has 1 entries, but 'tensor<4x8xf32>' has 2 dimensions}}
  // expected-error @+1 {{'stablehlo.slice' op failed to infer returned types}}
  %0 = stablehlo.slice %x [0:2] : (tensor<4x8xf32>) -> tensor<2x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+2 {{'stablehlo.slice' op limit_indices has 1 entries, but 'tensor<4x8xf32>' has 2 dimensions}}
  // expected-error @+1 {{'stablehlo.slice' op failed to infer returned types}}
  %0 = "stablehlo.slice"(%x) <{start_indices = array<i64: 0, 0>, limit_indices = array<i64: 1>, strides = array<i64: 1, 1>}> : (tensor<4x8xf32>) -> tensor<1x1xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+2 {{'stablehlo.slice' op stride 0 of dimension 1 is below 1}}
  // expected-error @+1 {{'stablehlo.slice' op failed to infer returned types}}
  %0 = stablehlo.slice %x [0:2, 0:8:0] : (tensor<4x8xf32>) -> tensor<2x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+2 {{'stablehlo.slice' op range 0:9 does not lie inside dimension 1 of 'tensor<4x8xf32>'}}
  // expected-error @+1 {{'stablehlo.slice' op failed to infer returned types}}
  %0 = stablehlo.slice %x [0:2, 0:9] : (tensor<4x8xf32>) -> tensor<2x9xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+2 {{'stablehlo.slice' op range -1:2 does not lie inside dimension 0 of 'tensor<4x8xf32>'}}
  // expected-error @+1 {{'stablehlo.slice' op failed to infer returned types}}
  %0 = stablehlo.slice %x [-1:2, 0:8] : (tensor<4x8xf32>) -> tensor<3x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+2 {{'stablehlo.slice' op range 2:1 does not lie inside dimension 0 of 'tensor<4x8xf32>'}}
  // expected-error @+1 {{'stablehlo.slice' op failed to infer returned types}}
  %0 = stablehlo.slice %x [2:1, 0:8] : (tensor<4x8xf32>) -> tensor<0x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %n: tensor<2xi64>) {
  // expected-error @+1 {{'stablehlo.real_dynamic_slice' op result 'tensor<?xf32>' has another rank than 'tensor<4x8xf32>'}}
  %0 = stablehlo.real_dynamic_slice %x, %n, %n, %n : (tensor<4x8xf32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<?xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %n: tensor<2xi64>) {
  // expected-error @+1 {{'stablehlo.real_dynamic_slice' op changes the element type of 'tensor<4x8xf32>' to that of 'tensor<?x?xf64>'}}
  %0 = stablehlo.real_dynamic_slice %x, %n, %n, %n : (tensor<4x8xf32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<?x?xf64>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %n: tensor<2xi64>, %m: tensor<3xi64>) {
  // expected-error @+1 {{'stablehlo.real_dynamic_slice' op strides has 3 entries, but 'tensor<4x8xf32>' has 2 dimensions}}
  %0 = stablehlo.real_dynamic_slice %x, %n, %n, %m : (tensor<4x8xf32>, tensor<2xi64>, tensor<2xi64>, tensor<3xi64>) -> tensor<?x?xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<i64>) {
  // expected-error @+2 {{'stablehlo.dynamic_slice' op has 1 start_indices, but 'tensor<4x8xf32>' has 2 dimensions}}
  // expected-error @+1 {{'stablehlo.dynamic_slice' op failed to infer returned types}}
  %0 = stablehlo.dynamic_slice %x, %i, sizes = [1, 8] : (tensor<4x8xf32>, tensor<i64>) -> tensor<1x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<i64>, %j: tensor<i32>) {
  // expected-error @+2 {{'stablehlo.dynamic_slice' op has start_indices of different types}}
  // expected-error @+1 {{'stablehlo.dynamic_slice' op failed to infer returned types}}
  %0 = stablehlo.dynamic_slice %x, %i, %j, sizes = [1, 8] : (tensor<4x8xf32>, tensor<i64>, tensor<i32>) -> tensor<1x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<i64>) {
  // expected-error @+2 {{'stablehlo.dynamic_slice' op slice_sizes has 1 entries, but 'tensor<4x8xf32>' has 2 dimensions}}
  // expected-error @+1 {{'stablehlo.dynamic_slice' op failed to infer returned types}}
  %0 = stablehlo.dynamic_slice %x, %i, %i, sizes = [1] : (tensor<4x8xf32>, tensor<i64>, tensor<i64>) -> tensor<1x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<i64>) {
  // expected-error @+2 {{'stablehlo.dynamic_slice' op slice size 9 does not fit dimension 1 of 'tensor<4x8xf32>'}}
  // expected-error @+1 {{'stablehlo.dynamic_slice' op failed to infer returned types}}
  %0 = stablehlo.dynamic_slice %x, %i, %i, sizes = [1, 9] : (tensor<4x8xf32>, tensor<i64>, tensor<i64>) -> tensor<1x9xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %u: tensor<5x8xf32>, %i: tensor<i64>) {
  // expected-error @+2 {{'stablehlo.dynamic_update_slice' op update of type 'tensor<5x8xf32>' does not fit into 'tensor<4x8xf32>'}}
  // expected-error @+1 {{'stablehlo.dynamic_update_slice' op failed to infer returned types}}
  %0 = stablehlo.dynamic_update_slice %x, %u, %i, %i : (tensor<4x8xf32>, tensor<5x8xf32>, tensor<i64>, tensor<i64>) -> tensor<4x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %z: tensor<1xf32>) {
  // expected-error @+2 {{'stablehlo.pad' op padding_value of type 'tensor<1xf32>' is no scalar of the element type of 'tensor<4x8xf32>'}}
  // expected-error @+1 {{'stablehlo.pad' op failed to infer returned types}}
  %0 = stablehlo.pad %x, %z, low = [0, 0], high = [0, 0], interior = [0, 0] : (tensor<4x8xf32>, tensor<1xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %z: tensor<f32>) {
  // expected-error @+2 {{'stablehlo.pad' op edge_padding_low has 1 entries, but 'tensor<4x8xf32>' has 2 dimensions}}
  // expected-error @+1 {{'stablehlo.pad' op failed to infer returned types}}
  %0 = stablehlo.pad %x, %z, low = [0], high = [0, 0], interior = [0, 0] : (tensor<4x8xf32>, tensor<f32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %z: tensor<f32>) {
  // expected-error @+2 {{'stablehlo.pad' op interior padding -1 of dimension 1 is negative}}
  // expected-error @+1 {{'stablehlo.pad' op failed to infer returned types}}
  %0 = stablehlo.pad %x, %z, low = [0, 0], high = [0, 0], interior = [0, -1] : (tensor<4x8xf32>, tensor<f32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %z: tensor<f32>) {
  // expected-error @+2 {{'stablehlo.pad' op padding -3, -2, 0 of dimension 0 of 'tensor<4x8xf32>' leaves no possible size}}
  // expected-error @+1 {{'stablehlo.pad' op failed to infer returned types}}
  %0 = stablehlo.pad %x, %z, low = [-3, 0], high = [-2, 0], interior = [0, 0] : (tensor<4x8xf32>, tensor<f32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %z: tensor<f32>) {
  // expected-error @+2 {{'stablehlo.pad' op padding 0, 0, 9223372036854775807 of dimension 0 of 'tensor<4x8xf32>' leaves no possible size}}
  // expected-error @+1 {{'stablehlo.pad' op failed to infer returned types}}
  %0 = stablehlo.pad %x, %z, low = [0, 0], high = [0, 0], interior = [9223372036854775807, 0] : (tensor<4x8xf32>, tensor<f32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4xf32>, %z: tensor<1xf32>, %n: tensor<1xi64>) {
  // expected-error @+1 {{'stablehlo.dynamic_pad' op padding_value of type 'tensor<1xf32>' is no scalar of the element type of 'tensor<4xf32>'}}
  %0 = stablehlo.dynamic_pad %x, %z, %n, %n, %n : (tensor<4xf32>, tensor<1xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<?xf32>
  return
}

// -----

func.func @f(%x: tensor<4xf32>, %z: tensor<f32>, %n: tensor<1xi64>) {
  // expected-error @+1 {{'stablehlo.dynamic_pad' op result 'tensor<?x?xf32>' has another rank than 'tensor<4xf32>'}}
  %0 = stablehlo.dynamic_pad %x, %z, %n, %n, %n : (tensor<4xf32>, tensor<f32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<?x?xf32>
  return
}

// -----

func.func @f(%x: tensor<4xf32>, %z: tensor<f32>, %n: tensor<1xi64>, %m: tensor<2xi64>) {
  // expected-error @+1 {{'stablehlo.dynamic_pad' op edge_padding_high has 2 entries, but 'tensor<4xf32>' has 1 dimensions}}
  %0 = stablehlo.dynamic_pad %x, %z, %n, %m, %n : (tensor<4xf32>, tensor<f32>, tensor<1xi64>, tensor<2xi64>, tensor<1xi64>) -> tensor<?xf32>
  return
}

// -----

func.func @f() {
  // expected-error @+2 {{'stablehlo.concatenate' op has no inputs}}
  // expected-error @+1 {{'stablehlo.concatenate' op failed to infer returned types}}
  %0 = "stablehlo.concatenate"() <{dimension = 0 : i64}> : () -> tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+2 {{'stablehlo.concatenate' op dimension 2 is no dimension of a tensor of rank 2}}
  // expected-error @+1 {{'stablehlo.concatenate' op failed to infer returned types}}
  %0 = stablehlo.concatenate %x, dim = 2 : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %y: tensor<4x7xf32>) {
  // expected-error @+2 {{'stablehlo.concatenate' op input of type 'tensor<4x7xf32>' cannot be put behind 'tensor<4x8xf32>' along dimension 0}}
  // expected-error @+1 {{'stablehlo.concatenate' op failed to infer returned types}}
  %0 = stablehlo.concatenate %x, %y, dim = 0 : (tensor<4x8xf32>, tensor<4x7xf32>) -> tensor<8x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %y: tensor<4x8xi32>) {
  // expected-error @+2 {{'stablehlo.concatenate' op input of type 'tensor<4x8xi32>' cannot be put behind 'tensor<4x8xf32>' along dimension 0}}
  // expected-error @+1 {{'stablehlo.concatenate' op failed to infer returned types}}
  %0 = stablehlo.concatenate %x, %y, dim = 0 : (tensor<4x8xf32>, tensor<4x8xi32>) -> tensor<8x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<5x1xi32>) {
  // expected-error @+2 {{'stablehlo.gather' op index_vector_dim 3 is no dimension of 'tensor<5x1xi32>'}}
  // expected-error @+1 {{'stablehlo.gather' op failed to infer returned types}}
  %0 = "stablehlo.gather"(%x, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 3>, slice_sizes = array<i64: 1, 8>}> : (tensor<4x8xf32>, tensor<5x1xi32>) -> tensor<5x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<5x1xi32>) {
  // expected-error @+2 {{'stablehlo.gather' op start_index_map has 2 entries for index vectors of length 1}}
  // expected-error @+1 {{'stablehlo.gather' op failed to infer returned types}}
  %0 = "stablehlo.gather"(%x, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0, 1], index_vector_dim = 1>, slice_sizes = array<i64: 1, 8>}> : (tensor<4x8xf32>, tensor<5x1xi32>) -> tensor<5x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<5x1xi32>) {
  // expected-error @+2 {{'stablehlo.gather' op start_index_map entry 2 is no dimension of a tensor of rank 2}}
  // expected-error @+1 {{'stablehlo.gather' op failed to infer returned types}}
  %0 = "stablehlo.gather"(%x, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [2], index_vector_dim = 1>, slice_sizes = array<i64: 1, 8>}> : (tensor<4x8xf32>, tensor<5x1xi32>) -> tensor<5x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<5x1xi32>) {
  // expected-error @+2 {{'stablehlo.gather' op dropped dimension 2 is no dimension of a tensor of rank 2}}
  // expected-error @+1 {{'stablehlo.gather' op failed to infer returned types}}
  %0 = "stablehlo.gather"(%x, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [2], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, 8>}> : (tensor<4x8xf32>, tensor<5x1xi32>) -> tensor<5x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<5x1xi32>) {
  // expected-error @+2 {{'stablehlo.gather' op start_indices_batching_dims entry 2 is no dimension of a tensor of rank 2}}
  // expected-error @+1 {{'stablehlo.gather' op failed to infer returned types}}
  %0 = "stablehlo.gather"(%x, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_indices_batching_dims = [2], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, 8>}> : (tensor<4x8xf32>, tensor<5x1xi32>) -> tensor<5x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<5x1xi32>) {
  // expected-error @+2 {{'stablehlo.gather' op has 0 operand_batching_dims, but 1 start_indices_batching_dims}}
  // expected-error @+1 {{'stablehlo.gather' op failed to infer returned types}}
  %0 = "stablehlo.gather"(%x, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_indices_batching_dims = [0], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, 8>}> : (tensor<4x8xf32>, tensor<5x1xi32>) -> tensor<5x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<5x1xi32>) {
  // expected-error @+2 {{'stablehlo.gather' op slice_sizes has 1 entries, but 'tensor<4x8xf32>' has 2 dimensions}}
  // expected-error @+1 {{'stablehlo.gather' op failed to infer returned types}}
  %0 = "stablehlo.gather"(%x, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1>}> : (tensor<4x8xf32>, tensor<5x1xi32>) -> tensor<5x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<5x1xi32>) {
  // expected-error @+2 {{'stablehlo.gather' op has 2 offset_dims for the 1 dimensions of a slice that are kept}}
  // expected-error @+1 {{'stablehlo.gather' op failed to infer returned types}}
  %0 = "stablehlo.gather"(%x, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 2], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, 8>}> : (tensor<4x8xf32>, tensor<5x1xi32>) -> tensor<5x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<5x1xi32>) {
  // expected-error @+2 {{'stablehlo.gather' op slice size 2 does not fit dimension 0 of 'tensor<4x8xf32>'}}
  // expected-error @+1 {{'stablehlo.gather' op failed to infer returned types}}
  %0 = "stablehlo.gather"(%x, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 2, 8>}> : (tensor<4x8xf32>, tensor<5x1xi32>) -> tensor<5x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<5x1xi32>) {
  // expected-error @+2 {{'stablehlo.gather' op slice size 9 does not fit dimension 1 of 'tensor<4x8xf32>'}}
  // expected-error @+1 {{'stablehlo.gather' op failed to infer returned types}}
  %0 = "stablehlo.gather"(%x, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, 9>}> : (tensor<4x8xf32>, tensor<5x1xi32>) -> tensor<5x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<5x1xi32>) {
  // expected-error @+2 {{'stablehlo.gather' op has a negative slice size}}
  // expected-error @+1 {{'stablehlo.gather' op failed to infer returned types}}
  %0 = "stablehlo.gather"(%x, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, -8>}> : (tensor<4x8xf32>, tensor<5x1xi32>) -> tensor<5x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<5x1xi32>) {
  // expected-error @+2 {{'stablehlo.gather' op offset_dims entry 2 is no dimension of a tensor of rank 2}}
  // expected-error @+1 {{'stablehlo.gather' op failed to infer returned types}}
  %0 = "stablehlo.gather"(%x, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [2], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, 8>}> : (tensor<4x8xf32>, tensor<5x1xi32>) -> tensor<5x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<5x1xi32>) {
  // expected-error @+2 {{'stablehlo.gather' op offset_dims are not sorted}}
  // expected-error @+1 {{'stablehlo.gather' op failed to infer returned types}}
  %0 = "stablehlo.gather"(%x, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [1, 0], start_index_map = [0], index_vector_dim = 1>, slice_sizes = array<i64: 1, 8>}> : (tensor<4x8xf32>, tensor<5x1xi32>) -> tensor<1x8x5xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<5x1xi32>) {
  // expected-error @+1 {{'offset_dims' is given twice}}
  %0 = "stablehlo.gather"(%x, %i) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], offset_dims = [1]>, slice_sizes = array<i64: 1, 8>}> : (tensor<4x8xf32>, tensor<5x1xi32>) -> tensor<5x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<5x1xi32>) {
  // expected-error @+1 {{unknown field 'offset'}}
  %0 = "stablehlo.gather"(%x, %i) <{dimension_numbers = #stablehlo.gather<offset = [1]>, slice_sizes = array<i64: 1, 8>}> : (tensor<4x8xf32>, tensor<5x1xi32>) -> tensor<5x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<5x1xi32>, %n: tensor<3xi64>) {
  // expected-error @+1 {{'stablehlo.dynamic_gather' op slice_sizes has 3 entries, but 'tensor<4x8xf32>' has 2 dimensions}}
  %0 = "stablehlo.dynamic_gather"(%x, %i, %n) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>}> : (tensor<4x8xf32>, tensor<5x1xi32>, tensor<3xi64>) -> tensor<5x?xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %i: tensor<5x1xi32>, %n: tensor<2xi64>) {
  // expected-error @+1 {{'stablehlo.dynamic_gather' op result 'tensor<6x?xf32>' does not have the shape that follows, 'tensor<5x?xf32>'}}
  %0 = "stablehlo.dynamic_gather"(%x, %i, %n) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [0], start_index_map = [0], index_vector_dim = 1>}> : (tensor<4x8xf32>, tensor<5x1xi32>, tensor<2xi64>) -> tensor<6x?xf32>
  return
}
