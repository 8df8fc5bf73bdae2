// RUN: sm-opt %s --onnx-optimize-transposes --canonicalize | FileCheck %s

// Between two convolutions, with a bias as NHWC has it.
// CHECK-LABEL: func.func @between(
// CHECK: %[[B:.*]] = onnx.Constant dense<{{\[\[\[\[}}1.000000e+00]], {{\[\[}}2.000000e+00]]]]> : tensor<1x2x1x1xf32>
// CHECK-NOT: Transpose
// CHECK: %[[C:.*]] = onnx.Conv
// CHECK-NEXT: %[[A:.*]] = onnx.Add(%[[C]], %[[B]]) : (tensor<?x2x5x5xf32>, tensor<1x2x1x1xf32>) -> tensor<?x2x5x5xf32>
// CHECK-NEXT: %[[R:.*]] = onnx.Clip(%[[A]],
// CHECK-NEXT: %[[D:.*]] = onnx.Conv(%[[R]],
// CHECK-NEXT: return %[[D]]
func.func @between(%x: tensor<?x2x5x5xf32>, %w: tensor<2x2x1x1xf32>) -> tensor<?x2x5x5xf32> {
  %b = onnx.Constant dense<[1.0, 2.0]> : tensor<2xf32>
  %low = onnx.Constant dense<0.0> : tensor<f32>
  %high = onnx.Constant dense<6.0> : tensor<f32>
  %0 = onnx.Conv(%x, %w) : (tensor<?x2x5x5xf32>, tensor<2x2x1x1xf32>) -> tensor<?x2x5x5xf32>
  %1 = onnx.Transpose(%0) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x2x5x5xf32>) -> tensor<?x5x5x2xf32>
  %2 = onnx.Add(%1, %b) : (tensor<?x5x5x2xf32>, tensor<2xf32>) -> tensor<?x5x5x2xf32>
  %3 = onnx.Clip(%2, %low, %high) : (tensor<?x5x5x2xf32>, tensor<f32>, tensor<f32>) -> tensor<?x5x5x2xf32>
  %4 = onnx.Transpose(%3) {perm = array<i64: 0, 3, 1, 2>} : (tensor<?x5x5x2xf32>) -> tensor<?x2x5x5xf32>
  %5 = onnx.Conv(%4, %w) : (tensor<?x2x5x5xf32>, tensor<2x2x1x1xf32>) -> tensor<?x2x5x5xf32>
  return %5 : tensor<?x2x5x5xf32>
}

// A residual that comes from the input, which is NHWC: one Transpose at each
// end.
// CHECK-LABEL: func.func @residual(
// CHECK-SAME: %[[X:.*]]: tensor<?x5x5x2xf32>
// CHECK-NEXT: %[[T:.*]] = onnx.Transpose(%[[X]]) {perm = array<i64: 0, 3, 1, 2>}
// CHECK-NEXT: %[[C:.*]] = onnx.Conv(%[[T]],
// CHECK-NEXT: %[[R:.*]] = onnx.Relu(%[[C]])
// CHECK-NEXT: %[[D:.*]] = onnx.Conv(%[[R]],
// CHECK-NEXT: %[[A:.*]] = onnx.Add(%[[D]], %[[T]])
// CHECK-NEXT: %[[S:.*]] = onnx.Add(%[[R]], %[[A]])
// CHECK-NEXT: %[[U:.*]] = onnx.Transpose(%[[S]]) {perm = array<i64: 0, 2, 3, 1>}
// CHECK-NEXT: return %[[U]]
func.func @residual(%x: tensor<?x5x5x2xf32>, %w: tensor<2x2x1x1xf32>) -> tensor<?x5x5x2xf32> {
  %0 = onnx.Transpose(%x) {perm = array<i64: 0, 3, 1, 2>} : (tensor<?x5x5x2xf32>) -> tensor<?x2x5x5xf32>
  %1 = onnx.Conv(%0, %w) : (tensor<?x2x5x5xf32>, tensor<2x2x1x1xf32>) -> tensor<?x2x5x5xf32>
  %2 = onnx.Transpose(%1) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x2x5x5xf32>) -> tensor<?x5x5x2xf32>
  %3 = onnx.Relu(%2) : (tensor<?x5x5x2xf32>) -> tensor<?x5x5x2xf32>
  %4 = onnx.Transpose(%3) {perm = array<i64: 0, 3, 1, 2>} : (tensor<?x5x5x2xf32>) -> tensor<?x2x5x5xf32>
  %5 = onnx.Conv(%4, %w) : (tensor<?x2x5x5xf32>, tensor<2x2x1x1xf32>) -> tensor<?x2x5x5xf32>
  %6 = onnx.Transpose(%5) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x2x5x5xf32>) -> tensor<?x5x5x2xf32>
  %7 = onnx.Add(%6, %x) : (tensor<?x5x5x2xf32>, tensor<?x5x5x2xf32>) -> tensor<?x5x5x2xf32>
  %8 = onnx.Add(%3, %7) : (tensor<?x5x5x2xf32>, tensor<?x5x5x2xf32>) -> tensor<?x5x5x2xf32>
  return %8 : tensor<?x5x5x2xf32>
}

// Axes, pads and numbers of each dimension follow.
// CHECK-LABEL: func.func @axes(
// CHECK-SAME: %[[X:.*]]: tensor<?x2x3x4xf32>
// CHECK-DAG: %[[P:.*]] = onnx.Constant dense<[0, 7, 1, 2, 0, 8, 1, 2]> : tensor<8xi64>
// CHECK-DAG: %[[ONE:.*]] = onnx.Constant dense<1> : tensor<1xi64>
// CHECK-DAG: %[[THREE:.*]] = onnx.Constant dense<3> : tensor<1xi64>
// CHECK-NOT: Transpose
// CHECK: %[[PAD:.*]] = onnx.Pad(%[[X]], %[[P]]) : {{.*}} -> tensor<?x17x5x8xf32>
// CHECK-NEXT: %[[CAT:.*]] = onnx.Concat(%[[PAD]], %[[PAD]]) {axis = 1 : i64} : {{.*}} -> tensor<?x34x5x8xf32>
// CHECK-NEXT: %[[SPLIT:.*]]:2 = onnx.Split(%[[CAT]]) {axis = 3 : i64} : {{.*}} -> (tensor<?x34x5x4xf32>, tensor<?x34x5x4xf32>)
// CHECK-NEXT: %[[SUM:.*]] = onnx.Sub(%[[SPLIT]]#0, %[[SPLIT]]#1)
// CHECK-NEXT: %[[SOFT:.*]] = onnx.Softmax(%[[SUM]]) {axis = 1 : i64}
// CHECK-NEXT: %[[CUT:.*]] = onnx.Slice(%[[SOFT]], %[[ONE]], %[[THREE]], %[[THREE]]) : {{.*}} -> tensor<?x34x5x2xf32>
// CHECK-NEXT: %[[MEAN:.*]] = onnx.ReduceMean(%[[CUT]]) {axes = array<i64: 3>} : {{.*}} -> tensor<?x34x5x1xf32>
// CHECK-NEXT: return %[[MEAN]]
func.func @axes(%x: tensor<?x2x3x4xf32>) -> tensor<?x34x5x1xf32> {
  %pads = onnx.Constant dense<[0, 1, 2, 7, 0, 1, 2, 8]> : tensor<8xi64>
  %one = onnx.Constant dense<1> : tensor<1xi64>
  %three = onnx.Constant dense<3> : tensor<1xi64>
  %axis = onnx.Constant dense<2> : tensor<1xi64>
  %0 = onnx.Transpose(%x) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x2x3x4xf32>) -> tensor<?x3x4x2xf32>
  %1 = onnx.Pad(%0, %pads) : (tensor<?x3x4x2xf32>, tensor<8xi64>) -> tensor<?x5x8x17xf32>
  %2 = onnx.Concat(%1, %1) {axis = -1 : i64} : (tensor<?x5x8x17xf32>, tensor<?x5x8x17xf32>) -> tensor<?x5x8x34xf32>
  %3:2 = onnx.Split(%2) {axis = 2 : i64} : (tensor<?x5x8x34xf32>) -> (tensor<?x5x4x34xf32>, tensor<?x5x4x34xf32>)
  %4 = onnx.Sub(%3#0, %3#1) : (tensor<?x5x4x34xf32>, tensor<?x5x4x34xf32>) -> tensor<?x5x4x34xf32>
  %5 = onnx.Softmax(%4) : (tensor<?x5x4x34xf32>) -> tensor<?x5x4x34xf32>
  %6 = onnx.Slice(%5, %one, %three, %axis) : (tensor<?x5x4x34xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<?x5x2x34xf32>
  %7 = onnx.ReduceMean(%6) {axes = array<i64: 2>} : (tensor<?x5x2x34xf32>) -> tensor<?x5x1x34xf32>
  %8 = onnx.Transpose(%7) {perm = array<i64: 0, 3, 1, 2>} : (tensor<?x5x1x34xf32>) -> tensor<?x34x5x1xf32>
  return %8 : tensor<?x34x5x1xf32>
}

// Axes by default become written ones, in the type that the operator wants;
// those of a reduction over everything need not.
// CHECK-LABEL: func.func @defaults(
// CHECK-SAME: %[[X:.*]]: tensor<2x5x3x4xf32>
// CHECK-DAG: %[[AXES:.*]] = onnx.Constant dense<[0, 2, 3]> : tensor<3xi32>
// CHECK-DAG: %[[LAST:.*]] = onnx.Constant dense<1> : tensor<i32>
// CHECK-NOT: Transpose
// CHECK: %[[SHRUNK:.*]] = onnx.Shrink(%[[X]])
// CHECK: %[[LIKE:.*]] = onnx.CastLike(%[[SHRUNK]], %{{.*}}) : {{.*}} -> tensor<2x5x3x4xf32>
// CHECK: %[[CUT:.*]] = onnx.Slice(%[[LIKE]], %{{.*}}, %{{.*}}, %[[AXES]]) : {{.*}} -> tensor<2x5x2x3xf32>
// CHECK: %[[SUMS:.*]] = onnx.CumSum(%[[CUT]], %[[LAST]])
// CHECK: %[[EVEN:.*]] = onnx.MeanVarianceNormalization(%[[SUMS]]) {axes = array<i64: 0, 3, 1>}
// CHECK: %[[HARD:.*]] = onnx.Hardmax(%[[EVEN]]) {axis = 1 : i64}
// CHECK: %[[TOP:.*]]:2 = onnx.TopK(%[[HARD]], %{{.*}}) {axis = 1 : i64} : {{.*}} -> (tensor<2x1x2x3xf32>, tensor<2x1x2x3xi64>)
// CHECK: %[[ALL:.*]] = onnx.ReduceSum(%[[HARD]]) {keepdims = 0 : i64} : (tensor<2x5x2x3xf32>) -> tensor<f32>
// CHECK: %[[FIRST:.*]] = onnx.ArgMax(%[[HARD]]) {axis = 0 : i64} : {{.*}} -> tensor<1x5x2x3xi64>
// CHECK: return %[[TOP]]#0, %[[ALL]], %[[FIRST]]
func.func @defaults(%x: tensor<2x5x3x4xf32>) -> (tensor<2x1x2x3xf32>, tensor<f32>, tensor<1x5x2x3xi64>) {
  %like = onnx.Constant dense<1.0> : tensor<1xf32>
  %begin = onnx.Constant dense<[0, 1, 1]> : tensor<3xi32>
  %end = onnx.Constant dense<[2, 3, 4]> : tensor<3xi32>
  %three = onnx.Constant dense<3> : tensor<i32>
  %one = onnx.Constant dense<1> : tensor<1xi64>
  %0 = onnx.Transpose(%x) {perm = array<i64: 0, 2, 3, 1>} : (tensor<2x5x3x4xf32>) -> tensor<2x3x4x5xf32>
  %1 = onnx.Shrink(%0) : (tensor<2x3x4x5xf32>) -> tensor<2x3x4x5xf32>
  %2 = onnx.CastLike(%1, %like) : (tensor<2x3x4x5xf32>, tensor<1xf32>) -> tensor<2x3x4x5xf32>
  %3 = onnx.Slice(%2, %begin, %end) : (tensor<2x3x4x5xf32>, tensor<3xi32>, tensor<3xi32>) -> tensor<2x2x3x5xf32>
  %4 = onnx.CumSum(%3, %three) : (tensor<2x2x3x5xf32>, tensor<i32>) -> tensor<2x2x3x5xf32>
  %5 = onnx.MeanVarianceNormalization(%4) : (tensor<2x2x3x5xf32>) -> tensor<2x2x3x5xf32>
  %6 = onnx.Hardmax(%5) : (tensor<2x2x3x5xf32>) -> tensor<2x2x3x5xf32>
  %7:2 = onnx.TopK(%6, %one) : (tensor<2x2x3x5xf32>, tensor<1xi64>) -> (tensor<2x2x3x1xf32>, tensor<2x2x3x1xi64>)
  %8 = onnx.Transpose(%7#0) {perm = array<i64: 0, 3, 1, 2>} : (tensor<2x2x3x1xf32>) -> tensor<2x1x2x3xf32>
  %9 = onnx.ReduceSum(%6) {keepdims = 0 : i64} : (tensor<2x2x3x5xf32>) -> tensor<f32>
  %10 = onnx.ArgMax(%6) : (tensor<2x2x3x5xf32>) -> tensor<1x2x3x5xi64>
  %11 = onnx.Transpose(%10) {perm = array<i64: 0, 3, 1, 2>} : (tensor<1x2x3x5xi64>) -> tensor<1x5x2x3xi64>
  return %8, %9, %11 : tensor<2x1x2x3xf32>, tensor<f32>, tensor<1x5x2x3xi64>
}

// Random numbers would be others.
// CHECK-LABEL: func.func @random(
// CHECK: onnx.Transpose
// CHECK: onnx.Dropout
// CHECK: onnx.Transpose
func.func @random(%x: tensor<2x5x3x4xf32>, %r: tensor<f32>, %t: tensor<i1>) -> tensor<2x5x3x4xf32> {
  %0 = onnx.Transpose(%x) {perm = array<i64: 0, 2, 3, 1>} : (tensor<2x5x3x4xf32>) -> tensor<2x3x4x5xf32>
  %1 = onnx.Dropout(%0, %r, %t) {seed = 7 : i64} : (tensor<2x3x4x5xf32>, tensor<f32>, tensor<i1>) -> tensor<2x3x4x5xf32>
  %2 = onnx.Transpose(%1) {perm = array<i64: 0, 3, 1, 2>} : (tensor<2x3x4x5xf32>) -> tensor<2x5x3x4xf32>
  return %2 : tensor<2x5x3x4xf32>
}

// What a reduction leaves is in no order any more.
// CHECK-LABEL: func.func @pooled(
// CHECK-SAME: %[[X:.*]]: tensor<?x8x3x4xf32>
// CHECK-NEXT: %[[M:.*]] = onnx.ReduceMean(%[[X]]) {axes = array<i64: 2, 3>, keepdims = 0 : i64} : (tensor<?x8x3x4xf32>) -> tensor<?x8xf32>
// CHECK-NEXT: return %[[M]]
func.func @pooled(%x: tensor<?x8x3x4xf32>) -> tensor<?x8xf32> {
  %0 = onnx.Transpose(%x) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x8x3x4xf32>) -> tensor<?x3x4x8xf32>
  %1 = onnx.ReduceMean(%0) {axes = array<i64: 1, 2>, keepdims = 0 : i64} : (tensor<?x3x4x8xf32>) -> tensor<?x8xf32>
  return %1 : tensor<?x8xf32>
}

// The shape of what is no longer there; dimensions that come and go.
// CHECK-LABEL: func.func @shapes(
// CHECK-SAME: %[[X:.*]]: tensor<?x8x?x4xf32>
// CHECK-DAG: %[[I:.*]] = onnx.Constant dense<[0, 2, 3, 1]> : tensor<4xi64>
// CHECK-DAG: %[[A:.*]] = onnx.Constant dense<4> : tensor<1xi64>
// CHECK-DAG: %[[R:.*]] = onnx.Relu(%[[X]])
// CHECK-DAG: %[[S:.*]] = onnx.Shape(%[[R]]) : {{.*}} -> tensor<4xi64>
// CHECK-DAG: %[[G:.*]] = onnx.Gather(%[[S]], %[[I]])
// CHECK-DAG: %[[U:.*]] = onnx.Unsqueeze(%[[R]], %[[A]]) : {{.*}} -> tensor<?x8x?x4x1xf32>
// CHECK: return %[[U]], %[[G]]
func.func @shapes(%x: tensor<?x8x?x4xf32>) -> (tensor<?x8x?x4x1xf32>, tensor<4xi64>) {
  %axis = onnx.Constant dense<-1> : tensor<1xi64>
  %0 = onnx.Transpose(%x) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x8x?x4xf32>) -> tensor<?x?x4x8xf32>
  %1 = onnx.Relu(%0) : (tensor<?x?x4x8xf32>) -> tensor<?x?x4x8xf32>
  %2 = onnx.Shape(%1) : (tensor<?x?x4x8xf32>) -> tensor<4xi64>
  %3 = onnx.Unsqueeze(%1, %axis) : (tensor<?x?x4x8xf32>, tensor<1xi64>) -> tensor<?x?x4x8x1xf32>
  %4 = onnx.Transpose(%3) {perm = array<i64: 0, 3, 1, 2, 4>} : (tensor<?x?x4x8x1xf32>) -> tensor<?x8x?x4x1xf32>
  return %4, %2 : tensor<?x8x?x4x1xf32>, tensor<4xi64>
}

// Nothing is won here: what is there stays.
// CHECK-LABEL: func.func @stays(
// CHECK-NEXT: onnx.Relu
// CHECK-NEXT: onnx.Transpose
// CHECK-NEXT: return
func.func @stays(%x: tensor<?x8x3x4xf32>) -> (tensor<?x3x4x8xf32>, tensor<?x8x3x4xf32>) {
  %0 = onnx.Relu(%x) : (tensor<?x8x3x4xf32>) -> tensor<?x8x3x4xf32>
  %1 = onnx.Transpose(%0) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x8x3x4xf32>) -> tensor<?x3x4x8xf32>
  return %1, %0 : tensor<?x3x4x8xf32>, tensor<?x8x3x4xf32>
}

// As many, but of smaller tensors.
// CHECK-LABEL: func.func @smaller(
// CHECK-SAME: %[[X:.*]]: tensor<2x3x4x5xf32>
// CHECK: %[[M:.*]] = onnx.ReduceMax(%[[X]]) {axes = array<i64: 2>} : {{.*}} -> tensor<2x3x1x5xf32>
// CHECK-NEXT: %[[T:.*]] = onnx.Transpose(%[[M]]) {perm = array<i64: 0, 2, 3, 1>}
// CHECK-NEXT: return %[[T]]
func.func @smaller(%x: tensor<2x3x4x5xf32>) -> tensor<2x1x5x3xf32> {
  %0 = onnx.Transpose(%x) {perm = array<i64: 0, 2, 3, 1>} : (tensor<2x3x4x5xf32>) -> tensor<2x4x5x3xf32>
  %1 = onnx.ReduceMax(%0) {axes = array<i64: 1>} : (tensor<2x4x5x3xf32>) -> tensor<2x1x5x3xf32>
  return %1 : tensor<2x1x5x3xf32>
}

// A vector that only the run knows gets dimensions behind it.
// CHECK-LABEL: func.func @vector(
// CHECK-SAME: %[[X:.*]]: tensor<?x8x3x4xf32>, %[[V:.*]]: tensor<8xf32>
// CHECK: %[[A:.*]] = onnx.Constant dense<[1, 2]> : tensor<2xi64>
// CHECK: %[[U:.*]] = onnx.Unsqueeze(%[[V]], %[[A]]) : {{.*}} -> tensor<8x1x1xf32>
// CHECK-NEXT: %[[M:.*]] = onnx.Mul(%[[X]], %[[U]])
// CHECK-NEXT: return %[[M]]
func.func @vector(%x: tensor<?x8x3x4xf32>, %v: tensor<8xf32>) -> tensor<?x8x3x4xf32> {
  %0 = onnx.Transpose(%x) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x8x3x4xf32>) -> tensor<?x3x4x8xf32>
  %1 = onnx.Mul(%0, %v) : (tensor<?x3x4x8xf32>, tensor<8xf32>) -> tensor<?x3x4x8xf32>
  %2 = onnx.Transpose(%1) {perm = array<i64: 0, 3, 1, 2>} : (tensor<?x3x4x8xf32>) -> tensor<?x8x3x4xf32>
  return %2 : tensor<?x8x3x4xf32>
}

// Rows of weights take the order of what is flattened: with one 2x1x2 image
// whose channels are second, row (h, w, c) becomes row (c, h, w).
// CHECK-LABEL: func.func @rows(
// CHECK-SAME: %[[X:.*]]: tensor<?x2x1x2xf32>
// CHECK-DAG: %[[W:.*]] = onnx.Constant dense<{{\[\[}}0.000000e+00], [2.000000e+00], [1.000000e+00], [3.000000e+00]]> : tensor<4x1xf32>
// CHECK-NOT: Transpose
// CHECK: %[[F:.*]] = onnx.Reshape(%[[X]],
// CHECK-NEXT: %[[M:.*]] = onnx.MatMul(%[[F]], %[[W]])
// CHECK-NEXT: return %[[M]]
func.func @rows(%x: tensor<?x2x1x2xf32>) -> tensor<?x1xf32> {
  %shape = onnx.Constant dense<[-1, 4]> : tensor<2xi64>
  %w = onnx.Constant dense<[[0.0], [1.0], [2.0], [3.0]]> : tensor<4x1xf32>
  %0 = onnx.Transpose(%x) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x2x1x2xf32>) -> tensor<?x1x2x2xf32>
  %1 = onnx.Reshape(%0, %shape) : (tensor<?x1x2x2xf32>, tensor<2xi64>) -> tensor<?x4xf32>
  %2 = onnx.MatMul(%1, %w) : (tensor<?x4xf32>, tensor<4x1xf32>) -> tensor<?x1xf32>
  return %2 : tensor<?x1xf32>
}

// Dimensions of size 1 change places by a Reshape.
// CHECK-LABEL: func.func @ones(
// CHECK: %[[T:.*]] = onnx.Constant dense<[-1, 1, 1, 8]> : tensor<4xi64>
// CHECK-NEXT: onnx.Reshape(%{{.*}}, %[[T]])
func.func @ones(%x: tensor<?x8x1x1xf32>) -> tensor<?x1x1x8xf32> {
  %0 = onnx.Transpose(%x) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x8x1x1xf32>) -> tensor<?x1x1x8xf32>
  return %0 : tensor<?x1x1x8xf32>
}

// A convolution of one dimension as one of two: the new dimension comes in
// where it suits, and one Transpose at each end is left.
// CHECK-LABEL: func.func @sequence(
// CHECK-SAME: %[[X:.*]]: tensor<?x9x4xf32>
// CHECK: %[[TWO:.*]] = onnx.Constant dense<2> : tensor<1xi64>
// CHECK-NEXT: %[[T:.*]] = onnx.Transpose(%[[X]]) {perm = array<i64: 0, 2, 1>}
// CHECK-NEXT: %[[U:.*]] = onnx.Unsqueeze(%[[T]], %[[TWO]]) : {{.*}} -> tensor<?x4x1x9xf32>
// CHECK-NEXT: %[[C:.*]] = onnx.Conv(%[[U]],
// CHECK-NEXT: %[[S:.*]] = onnx.Squeeze(%[[C]], %[[TWO]]) : {{.*}} -> tensor<?x4x9xf32>
// CHECK-NEXT: %[[R:.*]] = onnx.Relu(%[[S]])
// CHECK-NEXT: %[[V:.*]] = onnx.Unsqueeze(%[[R]], %[[TWO]]) : {{.*}} -> tensor<?x4x1x9xf32>
// CHECK-NEXT: %[[D:.*]] = onnx.Conv(%[[V]],
// CHECK-NEXT: %[[W:.*]] = onnx.Squeeze(%[[D]], %[[TWO]])
// CHECK-NEXT: %[[Y:.*]] = onnx.Transpose(%[[W]]) {perm = array<i64: 0, 2, 1>}
// CHECK-NEXT: return %[[Y]]
func.func @sequence(%x: tensor<?x9x4xf32>, %w: tensor<4x4x1x1xf32>) -> tensor<?x9x4xf32> {
  %one = onnx.Constant dense<1> : tensor<1xi64>
  %0 = onnx.Unsqueeze(%x, %one) : (tensor<?x9x4xf32>, tensor<1xi64>) -> tensor<?x1x9x4xf32>
  %1 = onnx.Transpose(%0) {perm = array<i64: 0, 3, 1, 2>} : (tensor<?x1x9x4xf32>) -> tensor<?x4x1x9xf32>
  %2 = onnx.Conv(%1, %w) : (tensor<?x4x1x9xf32>, tensor<4x4x1x1xf32>) -> tensor<?x4x1x9xf32>
  %3 = onnx.Transpose(%2) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x4x1x9xf32>) -> tensor<?x1x9x4xf32>
  %4 = onnx.Squeeze(%3, %one) : (tensor<?x1x9x4xf32>, tensor<1xi64>) -> tensor<?x9x4xf32>
  %5 = onnx.Relu(%4) : (tensor<?x9x4xf32>) -> tensor<?x9x4xf32>
  %6 = onnx.Unsqueeze(%5, %one) : (tensor<?x9x4xf32>, tensor<1xi64>) -> tensor<?x1x9x4xf32>
  %7 = onnx.Transpose(%6) {perm = array<i64: 0, 3, 1, 2>} : (tensor<?x1x9x4xf32>) -> tensor<?x4x1x9xf32>
  %8 = onnx.Conv(%7, %w) : (tensor<?x4x1x9xf32>, tensor<4x4x1x1xf32>) -> tensor<?x4x1x9xf32>
  %9 = onnx.Transpose(%8) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x4x1x9xf32>) -> tensor<?x1x9x4xf32>
  %10 = onnx.Squeeze(%9, %one) : (tensor<?x1x9x4xf32>, tensor<1xi64>) -> tensor<?x9x4xf32>
  return %10 : tensor<?x9x4xf32>
}

// A Reshape that moves a one is no obstacle.
// CHECK-LABEL: func.func @moved_one(
// CHECK-SAME: %[[X:.*]]: tensor<?x8x5x1xf32>
// CHECK: %[[S:.*]] = onnx.Constant dense<[-1, 8, 1, 5]> : tensor<4xi64>
// CHECK-NEXT: %[[R:.*]] = onnx.Reshape(%[[X]], %[[S]])
// CHECK-NEXT: return %[[R]]
func.func @moved_one(%x: tensor<?x8x5x1xf32>) -> tensor<?x8x1x5xf32> {
  %shape = onnx.Constant dense<[-1, 1, 5, 8]> : tensor<4xi64>
  %0 = onnx.Transpose(%x) {perm = array<i64: 0, 2, 3, 1>} : (tensor<?x8x5x1xf32>) -> tensor<?x5x1x8xf32>
  %1 = onnx.Reshape(%0, %shape) : (tensor<?x5x1x8xf32>, tensor<4xi64>) -> tensor<?x1x5x8xf32>
  %2 = onnx.Transpose(%1) {perm = array<i64: 0, 3, 1, 2>} : (tensor<?x1x5x8xf32>) -> tensor<?x8x1x5xf32>
  return %2 : tensor<?x8x1x5xf32>
}

// Elements of constants: 2x3 to 3x2, and a large one.
// CHECK-LABEL: func.func @constants(
// CHECK-DAG: onnx.Constant dense<{{\[\[}}1, 4], [2, 5], [3, 6]]> : tensor<3x2xi16>
// CHECK-DAG: onnx.Constant dense<true> : tensor<3x2xi1>
// CHECK-DAG: onnx.Constant dense<{{\[\[}}true, false], [false, true], [true, true]]> : tensor<3x2xi1>
// CHECK-NOT: Transpose
func.func @constants() -> (tensor<3x2xi16>, tensor<3x2xi1>, tensor<3x2xi1>) {
  %0 = onnx.Constant dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi16>
  %1 = onnx.Transpose(%0) {perm = array<i64: 1, 0>} : (tensor<2x3xi16>) -> tensor<3x2xi16>
  %2 = onnx.Constant dense<true> : tensor<2x3xi1>
  %3 = onnx.Transpose(%2) {perm = array<i64: 1, 0>} : (tensor<2x3xi1>) -> tensor<3x2xi1>
  %4 = onnx.Constant dense<[[true, false, true], [false, true, true]]> : tensor<2x3xi1>
  %5 = onnx.Transpose(%4) {perm = array<i64: 1, 0>} : (tensor<2x3xi1>) -> tensor<3x2xi1>
  return %1, %3, %5 : tensor<3x2xi16>, tensor<3x2xi1>, tensor<3x2xi1>
}
