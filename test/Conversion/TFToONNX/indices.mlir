// Slices and gathers.
// RUN: sm-opt %s --convert-tf-to-onnx | FileCheck %s

// CHECK-LABEL: func.func @plain(
// CHECK-SAME: %[[A0:.*]]: tensor<?x5xf32>) -> tensor<?x2xf32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<1> : tensor<1xi64>
// CHECK-NEXT: %[[V1:.*]] = onnx.Constant dense<3> : tensor<1xi64>
// CHECK-NEXT: %[[V2:.*]] = onnx.Slice(%[[A0]], %[[V0]], %[[V1]], %[[V0]], %[[V0]]) : (tensor<?x5xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<?x2xf32>
// CHECK-NEXT: return %[[V2]] : tensor<?x2xf32>
func.func @plain(%x: tensor<?x5xf32>) -> tensor<?x2xf32> {
  %b = tf.Const dense<[0, 1]> : tensor<2xi32>
  %e = tf.Const dense<[0, 3]> : tensor<2xi32>
  %s = tf.Const dense<1> : tensor<2xi32>
  %0 = tf.StridedSlice %x, %b, %e, %s {begin_mask = 1 : i64, end_mask = 1 : i64} : (tensor<?x5xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x2xf32>
  return %0 : tensor<?x2xf32>
}

// CHECK-LABEL: func.func @backwards(
// CHECK-SAME: %[[A0:.*]]: tensor<6x5xf32>) -> tensor<6x3xf32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<[9223372036854775807, -1]> : tensor<2xi64>
// CHECK-NEXT: %[[V1:.*]] = onnx.Constant dense<[-9223372036854775808, -6]> : tensor<2xi64>
// CHECK-NEXT: %[[V2:.*]] = onnx.Constant dense<[-1, -2]> : tensor<2xi64>
// CHECK-NEXT: %[[V3:.*]] = onnx.Constant dense<[0, 1]> : tensor<2xi64>
// CHECK-NEXT: %[[V4:.*]] = onnx.Slice(%[[A0]], %[[V0]], %[[V1]], %[[V3]], %[[V2]]) : (tensor<6x5xf32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<6x3xf32>
// CHECK-NEXT: return %[[V4]] : tensor<6x3xf32>
func.func @backwards(%x: tensor<6x5xf32>) -> tensor<6x3xf32> {
  %b = tf.Const dense<[0, -1]> : tensor<2xi32>
  %e = tf.Const dense<[0, -6]> : tensor<2xi32>
  %s = tf.Const dense<[-1, -2]> : tensor<2xi32>
  %0 = tf.StridedSlice %x, %b, %e, %s {begin_mask = 1 : i64, end_mask = 1 : i64} : (tensor<6x5xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<6x3xf32>
  return %0 : tensor<6x3xf32>
}

// One index and nothing else.
// CHECK-LABEL: func.func @index(
// CHECK-SAME: %[[A0:.*]]: tensor<3xi32>) -> tensor<i32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<-1> : tensor<i64>
// CHECK-NEXT: %[[V1:.*]] = onnx.Gather(%[[A0]], %[[V0]]) {axis = 0 : i64} : (tensor<3xi32>, tensor<i64>) -> tensor<i32>
// CHECK-NEXT: return %[[V1]] : tensor<i32>
func.func @index(%x: tensor<3xi32>) -> tensor<i32> {
  %b = tf.Const dense<-1> : tensor<1xi32>
  %e = tf.Const dense<0> : tensor<1xi32>
  %s = tf.Const dense<1> : tensor<1xi32>
  %0 = tf.StridedSlice %x, %b, %e, %s {shrink_axis_mask = 1 : i64} : (tensor<3xi32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<i32>
  return %0 : tensor<i32>
}

// x[newaxis, 1:4:2, ..., newaxis, -1]: what follows the ellipsis counts from
// the end, so that nothing need be known of the input.
// CHECK-LABEL: func.func @all_masks(
// CHECK-SAME: %[[A0:.*]]: tensor<?xf32>, %[[A1:.*]]: tensor<?xi64>) -> tensor<*xf32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Reshape(%[[A0]], %[[A1]]) {allowzero = 1 : i64} : (tensor<?xf32>, tensor<?xi64>) -> tensor<*xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Constant dense<[1, -1]> : tensor<2xi64>
// CHECK-NEXT: %[[V2:.*]] = onnx.Constant dense<[4, 9223372036854775807]> : tensor<2xi64>
// CHECK-NEXT: %[[V3:.*]] = onnx.Constant dense<[2, 1]> : tensor<2xi64>
// CHECK-NEXT: %[[V4:.*]] = onnx.Constant dense<[0, -1]> : tensor<2xi64>
// CHECK-NEXT: %[[V5:.*]] = onnx.Slice(%[[V0]], %[[V1]], %[[V2]], %[[V4]], %[[V3]]) : (tensor<*xf32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<*xf32>
// CHECK-NEXT: %[[V6:.*]] = onnx.Constant dense<-1> : tensor<1xi64>
// CHECK-NEXT: %[[V7:.*]] = onnx.Squeeze(%[[V5]], %[[V6]]) : (tensor<*xf32>, tensor<1xi64>) -> tensor<*xf32>
// CHECK-NEXT: %[[V8:.*]] = onnx.Unsqueeze(%[[V7]], %[[V4]]) : (tensor<*xf32>, tensor<2xi64>) -> tensor<*xf32>
// CHECK-NEXT: return %[[V8]] : tensor<*xf32>
func.func @all_masks(%y: tensor<?xf32>, %shape: tensor<?xi64>) -> tensor<*xf32> {
  %x = tf.Reshape %y, %shape : (tensor<?xf32>, tensor<?xi64>) -> tensor<*xf32>
  %b = tf.Const dense<[0, 1, 0, 0, -1]> : tensor<5xi32>
  %e = tf.Const dense<[0, 4, 0, 0, 0]> : tensor<5xi32>
  %s = tf.Const dense<[1, 2, 1, 1, 1]> : tensor<5xi32>
  %0 = tf.StridedSlice %x, %b, %e, %s {ellipsis_mask = 4 : i64, new_axis_mask = 9 : i64, shrink_axis_mask = 16 : i64} : (tensor<*xf32>, tensor<5xi32>, tensor<5xi32>, tensor<5xi32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// CHECK-LABEL: func.func @nothing_cut(
// CHECK-SAME: %[[A0:.*]]: tensor<?x5xf32>) -> tensor<?x1x5xf32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<1> : tensor<1xi64>
// CHECK-NEXT: %[[V1:.*]] = onnx.Unsqueeze(%[[A0]], %[[V0]]) : (tensor<?x5xf32>, tensor<1xi64>) -> tensor<?x1x5xf32>
// CHECK-NEXT: return %[[V1]] : tensor<?x1x5xf32>
func.func @nothing_cut(%x: tensor<?x5xf32>) -> tensor<?x1x5xf32> {
  %b = tf.Const dense<[0, 0]> : tensor<2xi32>
  %s = tf.Const dense<1> : tensor<2xi32>
  %0 = tf.StridedSlice %x, %b, %b, %s {begin_mask = 1 : i64, end_mask = 1 : i64, new_axis_mask = 2 : i64} : (tensor<?x5xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x1x5xf32>
  return %0 : tensor<?x1x5xf32>
}

// Bounds that are known at run time only: an index whose end follows from it,
// and a bound that a mask leaves open.
// CHECK-LABEL: func.func @computed(
// CHECK-SAME: %[[A0:.*]]: tensor<?x5xf32>, %[[A1:.*]]: tensor<2xi32>, %[[A2:.*]]: tensor<2xi32>) -> tensor<?xf32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Cast(%[[A1]]) {to = 7 : i64} : (tensor<2xi32>) -> tensor<2xi64>
// CHECK-NEXT: %[[V1:.*]] = onnx.Constant dense<[1, 2]> : tensor<2xi64>
// CHECK-NEXT: %[[V2:.*]] = onnx.Constant dense<[true, false]> : tensor<2xi1>
// CHECK-NEXT: %[[V3:.*]] = onnx.Constant dense<1> : tensor<2xi64>
// CHECK-NEXT: %[[V4:.*]] = onnx.Where(%[[V2]], %[[V3]], %[[V1]]) : (tensor<2xi1>, tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
// CHECK-NEXT: %[[V5:.*]] = onnx.Cast(%[[A2]]) {to = 7 : i64} : (tensor<2xi32>) -> tensor<2xi64>
// CHECK-NEXT: %[[V6:.*]] = onnx.Constant dense<1> : tensor<i64>
// CHECK-NEXT: %[[V7:.*]] = onnx.Add(%[[V0]], %[[V6]]) : (tensor<2xi64>, tensor<i64>) -> tensor<2xi64>
// CHECK-NEXT: %[[V8:.*]] = onnx.Constant dense<-1> : tensor<i64>
// CHECK-NEXT: %[[V9:.*]] = onnx.Equal(%[[V0]], %[[V8]]) : (tensor<2xi64>, tensor<i64>) -> tensor<2xi1>
// CHECK-NEXT: %[[V10:.*]] = onnx.Constant dense<9223372036854775807> : tensor<i64>
// CHECK-NEXT: %[[V11:.*]] = onnx.Where(%[[V9]], %[[V10]], %[[V7]]) : (tensor<2xi1>, tensor<i64>, tensor<2xi64>) -> tensor<2xi64>
// CHECK-NEXT: %[[V12:.*]] = onnx.Where(%[[V2]], %[[V11]], %[[V5]]) : (tensor<2xi1>, tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
// CHECK-NEXT: %[[V13:.*]] = onnx.Constant dense<[false, true]> : tensor<2xi1>
// CHECK-NEXT: %[[V14:.*]] = onnx.Constant dense<0> : tensor<2xi64>
// CHECK-NEXT: %[[V15:.*]] = onnx.Where(%[[V13]], %[[V14]], %[[V0]]) : (tensor<2xi1>, tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
// CHECK-NEXT: %[[V16:.*]] = onnx.Constant dense<[0, 1]> : tensor<2xi64>
// CHECK-NEXT: %[[V17:.*]] = onnx.Slice(%[[A0]], %[[V15]], %[[V12]], %[[V16]], %[[V4]]) : (tensor<?x5xf32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<*xf32>
// CHECK-NEXT: %[[V18:.*]] = onnx.Constant dense<0> : tensor<1xi64>
// CHECK-NEXT: %[[V19:.*]] = onnx.Squeeze(%[[V17]], %[[V18]]) : (tensor<*xf32>, tensor<1xi64>) -> tensor<?xf32>
// CHECK-NEXT: return %[[V19]] : tensor<?xf32>
func.func @computed(%x: tensor<?x5xf32>, %b: tensor<2xi32>, %e: tensor<2xi32>) -> tensor<?xf32> {
  %s = tf.Const dense<[1, 2]> : tensor<2xi32>
  %0 = tf.StridedSlice %x, %b, %e, %s {begin_mask = 2 : i64, shrink_axis_mask = 1 : i64} : (tensor<?x5xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// Those that turn out to go backwards from before the first element take
// nothing.
// CHECK-LABEL: func.func @all_computed(
// CHECK-SAME: %[[A0:.*]]: tensor<?x5xf32>, %[[A1:.*]]: tensor<2xi64>, %[[A2:.*]]: tensor<2xi64>, %[[A3:.*]]: tensor<2xi64>) -> tensor<?x?xf32>
// CHECK-NEXT: %[[SHAPE:.*]] = onnx.Shape(%[[A0]])
// CHECK-NEXT: %[[AXES:.*]] = onnx.Constant dense<[0, 1]> : tensor<2xi64>
// CHECK-NEXT: %[[SIZES:.*]] = onnx.Gather(%[[SHAPE]], %[[AXES]]) {axis = 0 : i64}
// CHECK-NEXT: %[[LEAST:.*]] = onnx.Neg(%[[SIZES]])
// CHECK-NEXT: %[[LESS:.*]] = onnx.Less(%[[A1]], %[[LEAST]])
// CHECK-NEXT: %[[ZERO:.*]] = onnx.Constant dense<0> : tensor<i64>
// CHECK-NEXT: %[[BACKWARD:.*]] = onnx.Less(%[[A3]], %[[ZERO]])
// CHECK-NEXT: %[[BEFORE:.*]] = onnx.And(%[[LESS]], %[[BACKWARD]])
// CHECK-NEXT: %[[NOWHERE:.*]] = onnx.Constant dense<9223372036854775806> : tensor<i64>
// CHECK-NEXT: %[[ENDS:.*]] = onnx.Where(%[[BEFORE]], %[[NOWHERE]], %[[A2]])
// CHECK-NEXT: %[[CUT:.*]] = onnx.Slice(%[[A0]], %[[A1]], %[[ENDS]], %[[AXES]], %[[A3]]) : (tensor<?x5xf32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<?x?xf32>
// CHECK-NEXT: return %[[CUT]] : tensor<?x?xf32>
func.func @all_computed(%x: tensor<?x5xf32>, %b: tensor<2xi64>, %e: tensor<2xi64>, %s: tensor<2xi64>) -> tensor<?x?xf32> {
  %0 = tf.StridedSlice %x, %b, %e, %s : (tensor<?x5xf32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// Only the entries that cut are picked out of computed bounds.
// CHECK-LABEL: func.func @picked(
// CHECK-SAME: %[[A0:.*]]: tensor<?x5xf32>, %[[A1:.*]]: tensor<3xi32>) -> tensor<1x?x?xf32>
// CHECK-NEXT: %[[V0:.*]] = onnx.Cast(%[[A1]]) {to = 7 : i64} : (tensor<3xi32>) -> tensor<3xi64>
// CHECK-NEXT: %[[V1:.*]] = onnx.Constant dense<[1, 2]> : tensor<2xi64>
// CHECK-NEXT: %[[V2:.*]] = onnx.Gather(%[[V0]], %[[V1]]) {axis = 0 : i64} : (tensor<3xi64>, tensor<2xi64>) -> tensor<2xi64>
// CHECK-NEXT: %[[V3:.*]] = onnx.Constant dense<1> : tensor<2xi64>
// CHECK-NEXT: %[[V4:.*]] = onnx.Constant dense<[4, 5]> : tensor<2xi64>
// CHECK-NEXT: %[[V5:.*]] = onnx.Constant dense<[0, 1]> : tensor<2xi64>
// CHECK-NEXT: %[[V6:.*]] = onnx.Slice(%[[A0]], %[[V2]], %[[V4]], %[[V5]], %[[V3]]) : (tensor<?x5xf32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<*xf32>
// CHECK-NEXT: %[[V7:.*]] = onnx.Constant dense<0> : tensor<1xi64>
// CHECK-NEXT: %[[V8:.*]] = onnx.Unsqueeze(%[[V6]], %[[V7]]) : (tensor<*xf32>, tensor<1xi64>) -> tensor<1x?x?xf32>
// CHECK-NEXT: return %[[V8]] : tensor<1x?x?xf32>
func.func @picked(%x: tensor<?x5xf32>, %b: tensor<3xi32>) -> tensor<1x?x?xf32> {
  %e = tf.Const dense<[0, 4, 5]> : tensor<3xi32>
  %s = tf.Const dense<1> : tensor<3xi32>
  %0 = tf.StridedSlice %x, %b, %e, %s {new_axis_mask = 1 : i64} : (tensor<?x5xf32>, tensor<3xi32>, tensor<3xi32>, tensor<3xi32>) -> tensor<1x?x?xf32>
  return %0 : tensor<1x?x?xf32>
}

// CHECK-LABEL: func.func @slice(
// CHECK-SAME: %[[A0:.*]]: tensor<?x5xf32>, %[[A1:.*]]: tensor<2xi32>, %[[A2:.*]]: tensor<2xi32>, %[[A3:.*]]: tensor<f32>) -> (tensor<?x2xf32>, tensor<?x?xf32>, tensor<?x?xf32>, tensor<2x3xf32>, tensor<f32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Constant dense<[1, 2]> : tensor<2xi64>
// CHECK-NEXT: %[[V1:.*]] = onnx.Constant dense<[9223372036854775807, 4]> : tensor<2xi64>
// CHECK-NEXT: %[[V2:.*]] = onnx.Slice(%[[A0]], %[[V0]], %[[V1]]) : (tensor<?x5xf32>, tensor<2xi64>, tensor<2xi64>) -> tensor<?x2xf32>
// CHECK-NEXT: %[[V3:.*]] = onnx.Cast(%[[A1]]) {to = 7 : i64} : (tensor<2xi32>) -> tensor<2xi64>
// CHECK-NEXT: %[[V4:.*]] = onnx.Cast(%[[A2]]) {to = 7 : i64} : (tensor<2xi32>) -> tensor<2xi64>
// CHECK-NEXT: %[[V5:.*]] = onnx.Cast(%[[A1]]) {to = 7 : i64} : (tensor<2xi32>) -> tensor<2xi64>
// CHECK-NEXT: %[[V6:.*]] = onnx.Add(%[[V5]], %[[V4]]) : (tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
// CHECK-NEXT: %[[V7:.*]] = onnx.Constant dense<-1> : tensor<i64>
// CHECK-NEXT: %[[V8:.*]] = onnx.Equal(%[[V4]], %[[V7]]) : (tensor<2xi64>, tensor<i64>) -> tensor<2xi1>
// CHECK-NEXT: %[[V9:.*]] = onnx.Constant dense<9223372036854775807> : tensor<i64>
// CHECK-NEXT: %[[V10:.*]] = onnx.Where(%[[V8]], %[[V9]], %[[V6]]) : (tensor<2xi1>, tensor<i64>, tensor<2xi64>) -> tensor<2xi64>
// CHECK-NEXT: %[[V11:.*]] = onnx.Slice(%[[A0]], %[[V3]], %[[V10]]) : (tensor<?x5xf32>, tensor<2xi64>, tensor<2xi64>) -> tensor<?x?xf32>
// CHECK-NEXT: %[[V12:.*]] = onnx.Cast(%[[A1]]) {to = 7 : i64} : (tensor<2xi32>) -> tensor<2xi64>
// CHECK-NEXT: %[[V13:.*]] = onnx.Constant dense<9223372036854775807> : tensor<2xi64>
// CHECK-NEXT: %[[V14:.*]] = onnx.Slice(%[[A0]], %[[V12]], %[[V13]]) : (tensor<?x5xf32>, tensor<2xi64>, tensor<2xi64>) -> tensor<?x?xf32>
// CHECK-NEXT: %[[V15:.*]] = onnx.Cast(%[[A1]]) {to = 7 : i64} : (tensor<2xi32>) -> tensor<2xi64>
// CHECK-NEXT: %[[V16:.*]] = onnx.Constant dense<[2, 3]> : tensor<2xi64>
// CHECK-NEXT: %[[V17:.*]] = onnx.Cast(%[[A1]]) {to = 7 : i64} : (tensor<2xi32>) -> tensor<2xi64>
// CHECK-NEXT: %[[V18:.*]] = onnx.Add(%[[V17]], %[[V16]]) : (tensor<2xi64>, tensor<2xi64>) -> tensor<2xi64>
// CHECK-NEXT: %[[V19:.*]] = onnx.Slice(%[[A0]], %[[V15]], %[[V18]]) : (tensor<?x5xf32>, tensor<2xi64>, tensor<2xi64>) -> tensor<2x3xf32>
// CHECK-NEXT: return %[[V2]], %[[V11]], %[[V14]], %[[V19]], %[[A3]] : tensor<?x2xf32>, tensor<?x?xf32>, tensor<?x?xf32>, tensor<2x3xf32>, tensor<f32>
func.func @slice(%x: tensor<?x5xf32>, %b: tensor<2xi32>, %n: tensor<2xi32>, %scalar: tensor<f32>)
    -> (tensor<?x2xf32>, tensor<?x?xf32>, tensor<?x?xf32>, tensor<2x3xf32>, tensor<f32>) {
  %b0 = tf.Const dense<[1, 2]> : tensor<2xi32>
  %n0 = tf.Const dense<[-1, 2]> : tensor<2xi32>
  %0 = tf.Slice %x, %b0, %n0 : (tensor<?x5xf32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x2xf32>
  %1 = tf.Slice %x, %b, %n : (tensor<?x5xf32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x?xf32>
  %rest = tf.Const dense<-1> : tensor<2xi32>
  %2 = tf.Slice %x, %b, %rest : (tensor<?x5xf32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x?xf32>
  %n3 = tf.Const dense<[2, 3]> : tensor<2xi32>
  %3 = tf.Slice %x, %b, %n3 : (tensor<?x5xf32>, tensor<2xi32>, tensor<2xi32>) -> tensor<2x3xf32>
  %none = tf.Const dense<> : tensor<0xi32>
  %4 = tf.Slice %scalar, %none, %none : (tensor<f32>, tensor<0xi32>, tensor<0xi32>) -> tensor<f32>
  return %0, %1, %2, %3, %4 : tensor<?x2xf32>, tensor<?x?xf32>, tensor<?x?xf32>, tensor<2x3xf32>, tensor<f32>
}

// CHECK-LABEL: func.func @gather(
// CHECK-SAME: %[[A0:.*]]: tensor<100x8xf32>, %[[A1:.*]]: tensor<?x5xi64>, %[[A2:.*]]: tensor<2xi16>) -> (tensor<?x5x8xf32>, tensor<100x2xf32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Gather(%[[A0]], %[[A1]]) {axis = 0 : i64} : (tensor<100x8xf32>, tensor<?x5xi64>) -> tensor<?x5x8xf32>
// CHECK-NEXT: %[[V1:.*]] = onnx.Cast(%[[A2]]) {to = 6 : i64} : (tensor<2xi16>) -> tensor<2xi32>
// CHECK-NEXT: %[[V2:.*]] = onnx.Gather(%[[A0]], %[[V1]]) {axis = -1 : i64} : (tensor<100x8xf32>, tensor<2xi32>) -> tensor<100x2xf32>
// CHECK-NEXT: return %[[V0]], %[[V2]] : tensor<?x5x8xf32>, tensor<100x2xf32>
func.func @gather(%x: tensor<100x8xf32>, %i: tensor<?x5xi64>, %short: tensor<2xi16>) -> (tensor<?x5x8xf32>, tensor<100x2xf32>) {
  %zero = tf.Const dense<0> : tensor<i32>
  %0 = tf.GatherV2 %x, %i, %zero : (tensor<100x8xf32>, tensor<?x5xi64>, tensor<i32>) -> tensor<?x5x8xf32>
  %last = tf.Const dense<-1> : tensor<i32>
  %1 = tf.GatherV2 %x, %short, %last : (tensor<100x8xf32>, tensor<2xi16>, tensor<i32>) -> tensor<100x2xf32>
  return %0, %1 : tensor<?x5x8xf32>, tensor<100x2xf32>
}

// The gathered dimension right behind the batch, and one further back.
// CHECK-LABEL: func.func @gather_batches(
// CHECK-SAME: %[[A0:.*]]: tensor<2x3x5xf32>, %[[A1:.*]]: tensor<2x4xi32>) -> (tensor<2x4x5xf32>, tensor<2x3x4xf32>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Cast(%[[A1]]) {to = 7 : i64} : (tensor<2x4xi32>) -> tensor<2x4xi64>
// CHECK-NEXT: %[[V1:.*]] = onnx.Constant dense<-1> : tensor<1xi64>
// CHECK-NEXT: %[[V2:.*]] = onnx.Unsqueeze(%[[V0]], %[[V1]]) : (tensor<2x4xi64>, tensor<1xi64>) -> tensor<2x4x1xi64>
// CHECK-NEXT: %[[V3:.*]] = onnx.GatherND(%[[A0]], %[[V2]]) {batch_dims = 1 : i64} : (tensor<2x3x5xf32>, tensor<2x4x1xi64>) -> tensor<2x4x5xf32>
// CHECK-NEXT: %[[V4:.*]] = onnx.Transpose(%[[A0]]) {perm = array<i64: 0, 2, 1>} : (tensor<2x3x5xf32>) -> tensor<2x5x3xf32>
// CHECK-NEXT: %[[V5:.*]] = onnx.Cast(%[[A1]]) {to = 7 : i64} : (tensor<2x4xi32>) -> tensor<2x4xi64>
// CHECK-NEXT: %[[V6:.*]] = onnx.Unsqueeze(%[[V5]], %[[V1]]) : (tensor<2x4xi64>, tensor<1xi64>) -> tensor<2x4x1xi64>
// CHECK-NEXT: %[[V7:.*]] = onnx.GatherND(%[[V4]], %[[V6]]) {batch_dims = 1 : i64} : (tensor<2x5x3xf32>, tensor<2x4x1xi64>) -> tensor<2x4x3xf32>
// CHECK-NEXT: %[[V8:.*]] = onnx.Transpose(%[[V7]]) {perm = array<i64: 0, 2, 1>} : (tensor<2x4x3xf32>) -> tensor<2x3x4xf32>
// CHECK-NEXT: return %[[V3]], %[[V8]] : tensor<2x4x5xf32>, tensor<2x3x4xf32>
func.func @gather_batches(%x: tensor<2x3x5xf32>, %i: tensor<2x4xi32>) -> (tensor<2x4x5xf32>, tensor<2x3x4xf32>) {
  %one = tf.Const dense<1> : tensor<i32>
  %0 = tf.GatherV2 %x, %i, %one {batch_dims = 1 : i64} : (tensor<2x3x5xf32>, tensor<2x4xi32>, tensor<i32>) -> tensor<2x4x5xf32>
  %two = tf.Const dense<2> : tensor<i32>
  %1 = tf.GatherV2 %x, %i, %two {batch_dims = 1 : i64} : (tensor<2x3x5xf32>, tensor<2x4xi32>, tensor<i32>) -> tensor<2x3x4xf32>
  return %0, %1 : tensor<2x4x5xf32>, tensor<2x3x4xf32>
}

// ONNX Runtime gathers strings one by one, not whole rows of them.
// CHECK-LABEL: func.func @strings(
// CHECK-SAME: %[[A0:.*]]: tensor<4x3x!tf.string>, %[[A1:.*]]: tensor<4x!tf.string>, %[[A2:.*]]: tensor<2xi32>) -> (tensor<2x3x!tf.string>, tensor<2x!tf.string>, tensor<3x!tf.string>)
// CHECK-NEXT: %[[V0:.*]] = onnx.Cast(%[[A2]]) {to = 7 : i64} : (tensor<2xi32>) -> tensor<2xi64>
// CHECK-NEXT: %[[V1:.*]] = onnx.Constant dense<-1> : tensor<1xi64>
// CHECK-NEXT: %[[V2:.*]] = onnx.Unsqueeze(%[[V0]], %[[V1]]) : (tensor<2xi64>, tensor<1xi64>) -> tensor<2x1xi64>
// CHECK-NEXT: %[[V3:.*]] = onnx.GatherND(%[[A0]], %[[V2]]) {batch_dims = 0 : i64} : (tensor<4x3x!tf.string>, tensor<2x1xi64>) -> tensor<2x3x!tf.string>
// CHECK-NEXT: %[[V4:.*]] = onnx.Gather(%[[A1]], %[[A2]]) {axis = 0 : i64} : (tensor<4x!tf.string>, tensor<2xi32>) -> tensor<2x!tf.string>
// CHECK-NEXT: %[[V5:.*]] = onnx.Constant dense<2> : tensor<1xi64>
// CHECK-NEXT: %[[V6:.*]] = onnx.Constant dense<3> : tensor<1xi64>
// CHECK-NEXT: %[[V7:.*]] = onnx.Constant dense<1> : tensor<1xi64>
// CHECK-NEXT: %[[V8:.*]] = onnx.Constant dense<0> : tensor<1xi64>
// CHECK-NEXT: %[[V9:.*]] = onnx.Slice(%[[A0]], %[[V5]], %[[V6]], %[[V8]], %[[V7]]) : (tensor<4x3x!tf.string>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<1x3x!tf.string>
// CHECK-NEXT: %[[V10:.*]] = onnx.Squeeze(%[[V9]], %[[V8]]) : (tensor<1x3x!tf.string>, tensor<1xi64>) -> tensor<3x!tf.string>
// CHECK-NEXT: return %[[V3]], %[[V4]], %[[V10]] : tensor<2x3x!tf.string>, tensor<2x!tf.string>, tensor<3x!tf.string>
func.func @strings(%x: tensor<4x3x!tf.string>, %v: tensor<4x!tf.string>, %i: tensor<2xi32>)
    -> (tensor<2x3x!tf.string>, tensor<2x!tf.string>, tensor<3x!tf.string>) {
  %zero = tf.Const dense<0> : tensor<i32>
  %0 = tf.GatherV2 %x, %i, %zero : (tensor<4x3x!tf.string>, tensor<2xi32>, tensor<i32>) -> tensor<2x3x!tf.string>
  %1 = tf.GatherV2 %v, %i, %zero : (tensor<4x!tf.string>, tensor<2xi32>, tensor<i32>) -> tensor<2x!tf.string>
  %b = tf.Const dense<2> : tensor<1xi32>
  %e = tf.Const dense<3> : tensor<1xi32>
  %s = tf.Const dense<1> : tensor<1xi32>
  %2 = tf.StridedSlice %x, %b, %e, %s {shrink_axis_mask = 1 : i64} : (tensor<4x3x!tf.string>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<3x!tf.string>
  return %0, %1, %2 : tensor<2x3x!tf.string>, tensor<2x!tf.string>, tensor<3x!tf.string>
}

// x[-5::-1] of a tensor that may be smaller takes nothing then; ONNX would
// begin with the first element. So what lies behind goes first. A size that is
// known, and large enough, needs none of this.
// CHECK-LABEL: func.func @before(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>, %[[Y:.*]]: tensor<7xf32>) -> (tensor<?x0xf32>, tensor<3xf32>)
// CHECK-DAG: %[[FIRST:.*]] = onnx.Constant dense<0> : tensor<2xi64>
// CHECK-DAG: %[[BEHIND:.*]] = onnx.Constant dense<-4> : tensor<2xi64>
// CHECK-DAG: %[[AXES:.*]] = onnx.Constant dense<[0, 1]> : tensor<2xi64>
// CHECK: %[[CUT:.*]] = onnx.Slice(%[[X]], %[[FIRST]], %[[BEHIND]], %[[AXES]])
// CHECK-DAG: %[[LAST:.*]] = onnx.Constant dense<9223372036854775807> : tensor<2xi64>
// CHECK-DAG: %[[ENDS:.*]] = onnx.Constant dense<[-9223372036854775808, -5]> : tensor<2xi64>
// CHECK-DAG: %[[STEPS:.*]] = onnx.Constant dense<-1> : tensor<2xi64>
// CHECK: onnx.Slice(%[[CUT]], %[[LAST]], %[[ENDS]], %[[AXES]], %[[STEPS]])
// CHECK: onnx.Slice(%[[Y]], %{{.*}}) : {{.*}} -> tensor<3xf32>
func.func @before(%x: tensor<?x3xf32>, %y: tensor<7xf32>) -> (tensor<?x?xf32>, tensor<3xf32>) {
  %b = tf.Const dense<[-5, -5]> : tensor<2xi32>
  %e = tf.Const dense<[-7, -9]> : tensor<2xi32>
  %s = tf.Const dense<[-1, -1]> : tensor<2xi32>
  %0 = tf.StridedSlice %x, %b, %e, %s {end_mask = 1 : i64} : (tensor<?x3xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x?xf32>
  %b1 = tf.Const dense<[-5]> : tensor<1xi32>
  %e1 = tf.Const dense<[-9]> : tensor<1xi32>
  %s1 = tf.Const dense<[-1]> : tensor<1xi32>
  %1 = tf.StridedSlice %y, %b1, %e1, %s1 : (tensor<7xf32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<3xf32>
  return %0, %1 : tensor<?x?xf32>, tensor<3xf32>
}

// Ends before the begin, behind it, counted from the front, and of a number
// that ONNX Runtime takes for "all".
// CHECK-LABEL: func.func @ends_before(
// CHECK-SAME: %[[X:.*]]: tensor
// CHECK-DAG: %[[NEXT:.*]] = onnx.Constant dense<-3> : tensor<1xi64>
// CHECK-DAG: %[[NOWHERE:.*]] = onnx.Constant dense<9223372036854775806> : tensor<1xi64>
// CHECK-DAG: %[[ONE:.*]] = onnx.Constant dense<1> : tensor<1xi64>
// CHECK-DAG: onnx.Slice(%{{.*}}, %{{.*}}, %[[NEXT]], %{{.*}}, %{{.*}})
// CHECK-DAG: onnx.Slice(%{{.*}}, %{{.*}}, %[[NOWHERE]], %{{.*}}, %{{.*}})
// CHECK-DAG: onnx.Slice(%{{.*}}, %{{.*}}, %[[ONE]], %{{.*}}, %{{.*}})
// CHECK-DAG: onnx.Slice(%{{.*}}, %{{.*}}, %[[NOWHERE]], %{{.*}}, %{{.*}})
func.func @ends_before(%x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  %b = tf.Const dense<-5> : tensor<1xi32>
  %s = tf.Const dense<-1> : tensor<1xi32>
  %e0 = tf.Const dense<-7> : tensor<1xi32>
  %e1 = tf.Const dense<-3> : tensor<1xi32>
  %e2 = tf.Const dense<1> : tensor<1xi32>
  %e3 = tf.Const dense<2147483647> : tensor<1xi32>
  %0 = tf.StridedSlice %x, %b, %e0, %s : (tensor<?xf32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<?xf32>
  %1 = tf.StridedSlice %x, %b, %e1, %s : (tensor<?xf32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<?xf32>
  %2 = tf.StridedSlice %x, %b, %e2, %s : (tensor<?xf32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<?xf32>
  %3 = tf.StridedSlice %x, %b, %e3, %s : (tensor<?xf32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<?xf32>
  return %0, %1, %2, %3 : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}

// Begins that are known at run time only are compared with the size.
// CHECK-LABEL: func.func @computed_before(
// CHECK-SAME: %[[X:.*]]: tensor<?x5xf32>, %[[B:.*]]: tensor<2xi64>, %[[E:.*]]: tensor<2xi64>
// CHECK: %[[SHAPE:.*]] = onnx.Shape(%[[X]])
// CHECK: %[[SIZES:.*]] = onnx.Gather(%[[SHAPE]], %[[AXES:.*]]) {axis = 0 : i64}
// CHECK-NEXT: %[[LEAST:.*]] = onnx.Neg(%[[SIZES]])
// CHECK-NEXT: %[[LESS:.*]] = onnx.Less(%[[B]], %[[LEAST]])
// CHECK-NEXT: %[[BACKWARD:.*]] = onnx.Constant dense<[true, false]> : tensor<2xi1>
// CHECK-NEXT: %[[BEFORE:.*]] = onnx.And(%[[LESS]], %[[BACKWARD]])
// CHECK-NEXT: %[[NOWHERE:.*]] = onnx.Constant dense<9223372036854775806> : tensor<i64>
// CHECK-NEXT: %[[ENDS:.*]] = onnx.Where(%[[BEFORE]], %[[NOWHERE]], %[[E]])
// CHECK-NEXT: onnx.Slice(%[[X]], %[[B]], %[[ENDS]], %[[AXES]], %{{.*}})
func.func @computed_before(%x: tensor<?x5xf32>, %b: tensor<2xi64>, %e: tensor<2xi64>) -> tensor<?x?xf32> {
  %s = tf.Const dense<[-1, 2]> : tensor<2xi64>
  %0 = tf.StridedSlice %x, %b, %e, %s : (tensor<?x5xf32>, tensor<2xi64>, tensor<2xi64>, tensor<2xi64>) -> tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}
