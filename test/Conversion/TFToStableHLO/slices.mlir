// Parts of tensors, padding, lookups.
// RUN: sm-opt %s --convert-tf-to-stablehlo --canonicalize | FileCheck %s

// x[::-2, ..., newaxis, 1]

// CHECK-LABEL: func.func @strided(
// CHECK: %[[V0:.*]] = stablehlo.slice %arg0 [0:5:2, 0:2, 1:2] : (tensor<5x2x3xf32>) -> tensor<3x2x1xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.reverse %[[V0]], dims = [0] : tensor<3x2x1xf32>
// CHECK-NEXT: return %[[V1]] : tensor<3x2x1xf32>
func.func @strided(%x: tensor<5x2x3xf32>) -> tensor<3x2x1xf32> {
  %begin = tf.Const dense<[0, 0, 0, 1]> : tensor<4xi32>
  %end = tf.Const dense<[0, 0, 0, 2]> : tensor<4xi32>
  %strides = tf.Const dense<[-2, 1, 1, 1]> : tensor<4xi32>
  %0 = tf.StridedSlice %x, %begin, %end, %strides
      {begin_mask = 1 : i64, end_mask = 1 : i64, ellipsis_mask = 2 : i64, new_axis_mask = 4 : i64, shrink_axis_mask = 8 : i64}
      : (tensor<5x2x3xf32>, tensor<4xi32>, tensor<4xi32>, tensor<4xi32>) -> tensor<3x2x1xf32>
  return %0 : tensor<3x2x1xf32>
}

// CHECK-LABEL: func.func @empty(
// CHECK: %[[V0:.*]] = stablehlo.slice %arg0 [0:0] : (tensor<5xf32>) -> tensor<0xf32>
// CHECK-NEXT: return %[[V0]] : tensor<0xf32>
func.func @empty(%x: tensor<5xf32>) -> tensor<0xf32> {
  %begin = tf.Const dense<3> : tensor<1xi16>
  %end = tf.Const dense<2> : tensor<1xi16>
  %strides = tf.Const dense<1> : tensor<1xi16>
  %0 = tf.StridedSlice %x, %begin, %end, %strides
      : (tensor<5xf32>, tensor<1xi16>, tensor<1xi16>, tensor<1xi16>) -> tensor<0xf32>
  return %0 : tensor<0xf32>
}

// CHECK-LABEL: func.func @slice(
// CHECK: %[[V0:.*]] = stablehlo.slice %arg0 [1:3, 1:5] : (tensor<4x5xf32>) -> tensor<2x4xf32>
// CHECK-NEXT: return %[[V0]] : tensor<2x4xf32>
func.func @slice(%x: tensor<4x5xf32>) -> tensor<2x4xf32> {
  %begin = tf.Const dense<1> : tensor<2xi32>
  %size = tf.Const dense<[2, -1]> : tensor<2xi32>
  %0 = tf.Slice %x, %begin, %size : (tensor<4x5xf32>, tensor<2xi32>, tensor<2xi32>) -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}

// CHECK-LABEL: func.func @pad(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.pad %arg0, %[[CST]], low = [0, 1], high = [0, 2], interior = [0, 0] : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x6xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.pad %arg0, %arg1, low = [0, 1], high = [0, 2], interior = [0, 0] : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x6xf32>
// CHECK-NEXT: return %[[V0]], %[[V1]] : tensor<?x6xf32>, tensor<?x6xf32>
func.func @pad(%x: tensor<?x3xf32>, %v: tensor<f32>) -> (tensor<?x6xf32>, tensor<?x6xf32>) {
  %paddings = tf.Const dense<[[0, 0], [1, 2]]> : tensor<2x2xi32>
  %0 = tf.Pad %x, %paddings : (tensor<?x3xf32>, tensor<2x2xi32>) -> tensor<?x6xf32>
  %1 = tf.PadV2 %x, %paddings, %v : (tensor<?x3xf32>, tensor<2x2xi32>, tensor<f32>) -> tensor<?x6xf32>
  return %0, %1 : tensor<?x6xf32>, tensor<?x6xf32>
}

// CHECK-LABEL: func.func @gather(
// CHECK: %[[V0:.*]] = "stablehlo.gather"(%arg0, %arg1) <{dimension_numbers = #stablehlo.gather<offset_dims = [0, 3], collapsed_slice_dims = [1], start_index_map = [1], index_vector_dim = 2>, indices_are_sorted = false, slice_sizes = array<i64: 4, 1, 6>}> : (tensor<4x5x6xf32>, tensor<2x3xi32>) -> tensor<4x2x3x6xf32>
// CHECK-NEXT: return %[[V0]] : tensor<4x2x3x6xf32>
func.func @gather(%x: tensor<4x5x6xf32>, %i: tensor<2x3xi32>) -> tensor<4x2x3x6xf32> {
  %axis = tf.Const dense<1> : tensor<i32>
  %0 = tf.GatherV2 %x, %i, %axis : (tensor<4x5x6xf32>, tensor<2x3xi32>, tensor<i32>) -> tensor<4x2x3x6xf32>
  return %0 : tensor<4x2x3x6xf32>
}

// CHECK-LABEL: func.func @gather_in_batches(
// CHECK: %[[V0:.*]] = "stablehlo.gather"(%arg0, %arg1) <{dimension_numbers = #stablehlo.gather<offset_dims = [1], collapsed_slice_dims = [2], operand_batching_dims = [0], start_indices_batching_dims = [0], start_index_map = [2], index_vector_dim = 2>, indices_are_sorted = false, slice_sizes = array<i64: 1, 5, 1>}> : (tensor<4x5x6xf32>, tensor<4x3xi64>) -> tensor<4x5x3xf32>
// CHECK-NEXT: return %[[V0]] : tensor<4x5x3xf32>
func.func @gather_in_batches(%x: tensor<4x5x6xf32>, %i: tensor<4x3xi64>) -> tensor<4x5x3xf32> {
  %axis = tf.Const dense<-1> : tensor<i32>
  %0 = tf.GatherV2 %x, %i, %axis {batch_dims = 1 : i64} : (tensor<4x5x6xf32>, tensor<4x3xi64>, tensor<i32>) -> tensor<4x5x3xf32>
  return %0 : tensor<4x5x3xf32>
}
