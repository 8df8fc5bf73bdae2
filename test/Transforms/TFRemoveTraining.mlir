// RUN: sm-opt %s --tf-remove-training | FileCheck %s --check-prefixes=CHECK,KEEP
// RUN: sm-opt %s --tf-remove-training=gradients | FileCheck %s --check-prefixes=CHECK,GRADIENTS

// Dropout at rate 0, in the shape of what it takes: TensorFlow 2's choice and
// product, TensorFlow 1's floor.
// CHECK-LABEL: func.func @dropout(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>)
func.func @dropout(%x: tensor<?x3xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) {
  %rate = tf.Const dense<0.0> : tensor<f32>
  %one = tf.Const dense<1.0> : tensor<f32>
  %zero = tf.Const dense<0.0> : tensor<f32>
  // CHECK: %[[SCALED:.*]] = tf.Mul %[[X]]
  // CHECK-NOT: tf.Shape
  // CHECK-NOT: tf.RandomUniform
  %scaled = tf.Mul %x, %one : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  %shape = tf.Shape %x : (tensor<?x3xf32>) -> tensor<2xi32>
  %u = tf.RandomUniform %shape {seed = 1 : i64} : (tensor<2xi32>) -> tensor<?x3xf32>
  %keep = tf.GreaterEqual %u, %rate : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xi1>
  %0 = tf.SelectV2 %keep, %scaled, %zero : (tensor<?x3xi1>, tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  %mask = tf.Cast %keep : (tensor<?x3xi1>) -> tensor<?x3xf32>
  %1 = tf.Mul %scaled, %mask : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %range = tf.Mul %u, %one : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  %uniform = tf.Add %range, %zero : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  %sum = tf.Add %one, %uniform : (tensor<f32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %floor = tf.Floor %sum : (tensor<?x3xf32>) -> tensor<?x3xf32>
  %2 = tf.Mul %x, %floor : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  // CHECK: return %[[SCALED]], %[[SCALED]], %[[X]]
  return %0, %1, %2 : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
}

// Bounds outside [0, 1), with either order of operands.
// CHECK-LABEL: func.func @bounds(
// CHECK-SAME: %[[A:.*]]: tensor<2xf32>, %[[B:.*]]: tensor<2xf32>)
func.func @bounds(%a: tensor<2xf32>, %b: tensor<2xf32>)
    -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %two = tf.Const dense<2> : tensor<1xi32>
  %zero = tf.Const dense<0.0> : tensor<f32>
  %one = tf.Const dense<1.0> : tensor<f32>
  %minus = tf.Const dense<-1.0> : tensor<f32>
  %u = tf.RandomUniform %two : (tensor<1xi32>) -> tensor<2xf32>
  %c0 = tf.Less %u, %one : (tensor<2xf32>, tensor<f32>) -> tensor<2xi1>
  %0 = tf.Select %c0, %a, %b : (tensor<2xi1>, tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %c1 = tf.LessEqual %one, %u : (tensor<f32>, tensor<2xf32>) -> tensor<2xi1>
  %1 = tf.Select %c1, %a, %b : (tensor<2xi1>, tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %c2 = tf.Greater %u, %minus : (tensor<2xf32>, tensor<f32>) -> tensor<2xi1>
  %2 = tf.SelectV2 %c2, %a, %b : (tensor<2xi1>, tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  %c3 = tf.Less %u, %zero : (tensor<2xf32>, tensor<f32>) -> tensor<2xi1>
  %3 = tf.SelectV2 %c3, %a, %b : (tensor<2xi1>, tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  // Numbers that are 0 decide this one.
  // CHECK: %[[C:.*]] = tf.Greater
  // CHECK-NEXT: %[[S:.*]] = tf.SelectV2 %[[C]]
  %c4 = tf.Greater %u, %zero : (tensor<2xf32>, tensor<f32>) -> tensor<2xi1>
  %4 = tf.SelectV2 %c4, %a, %b : (tensor<2xi1>, tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
  // CHECK-NEXT: return %[[A]], %[[B]], %[[A]], %[[B]], %[[S]]
  return %0, %1, %2, %3, %4 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// Dropout that drops, a mask that may broadcast, a mask of zeros.
// CHECK-LABEL: func.func @stays(
func.func @stays(%x: tensor<?x3xf32>, %y: tensor<1x3xf32>, %s: tensor<2xi32>)
    -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) {
  %half = tf.Const dense<0.5> : tensor<f32>
  %rate = tf.Const dense<0.0> : tensor<f32>
  %shape = tf.Shape %x : (tensor<?x3xf32>) -> tensor<2xi32>
  // CHECK: tf.RandomUniform
  %u = tf.RandomUniform %shape : (tensor<2xi32>) -> tensor<?x3xf32>
  %k = tf.GreaterEqual %u, %half : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xi1>
  // CHECK: tf.SelectV2
  %0 = tf.SelectV2 %k, %x, %half : (tensor<?x3xi1>, tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  %l = tf.GreaterEqual %u, %rate : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xi1>
  // CHECK: tf.SelectV2
  %1 = tf.SelectV2 %l, %y, %half : (tensor<?x3xi1>, tensor<1x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  // CHECK: tf.RandomUniform
  %v = tf.RandomUniform %s : (tensor<2xi32>) -> tensor<?x3xf32>
  %m = tf.GreaterEqual %v, %rate : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xi1>
  // CHECK: tf.SelectV2
  %2 = tf.SelectV2 %m, %x, %half : (tensor<?x3xi1>, tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  %n = tf.Less %u, %rate : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xi1>
  %mask = tf.Cast %n : (tensor<?x3xi1>) -> tensor<?x3xf32>
  // CHECK: tf.Mul
  %3 = tf.Mul %x, %mask : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  return %0, %1, %2, %3 : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
}

// Defaults nobody overrides, gradients nobody takes.
// CHECK-LABEL: func.func @bypassed(
// CHECK-SAME: %[[X:.*]]: tensor<2xf32>)
func.func @bypassed(%x: tensor<2xf32>) -> (tensor<i1>, tensor<?xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  // CHECK-NEXT: %[[F:.*]] = tf.Const dense<false> : tensor<i1>
  // CHECK-NEXT: %[[R:.*]] = tf.refine %[[X]] : tensor<2xf32> to tensor<?xf32>
  %false = tf.Const dense<false> : tensor<i1>
  %0 = tf.PlaceholderWithDefault %false {shape = #tf.shape<>} : (tensor<i1>) -> tensor<i1>
  %1 = tf.PlaceholderWithDefault %x {shape = #tf.shape<?>} : (tensor<2xf32>) -> tensor<?xf32>
  %2 = tf.StopGradient %x : (tensor<2xf32>) -> tensor<2xf32>
  %3:2 = tf.IdentityN %2, %x : (tensor<2xf32>, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
  // KEEP-NEXT: %[[G:.*]]:2 = tf.IdentityN %[[X]], %[[X]]
  // KEEP-NEXT: return %[[F]], %[[R]], %[[X]], %[[X]], %[[G]]#0
  // GRADIENTS-NEXT: return %[[F]], %[[R]], %[[X]], %[[X]], %[[X]]
  %4 = tf.PreventGradient %3#1 : (tensor<2xf32>) -> tensor<2xf32>
  %5:2 = tf.IdentityN %x, %4 {_gradient_op_type = "CustomGradient-1"}
      : (tensor<2xf32>, tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
  return %0, %1, %3#0, %4, %5#0 : tensor<i1>, tensor<?xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// Summaries nobody reads; writing one is an effect, reading one a use.
// CHECK-LABEL: func.func @summaries(
func.func @summaries(%x: tensor<2xf32>, %w: tensor<!tf.resource>, %i: tensor<?x4x4x2xf32>)
    -> (tensor<!tf.string>, tensor<?x4x4x2xf32>) {
  // CHECK-NEXT: tf.Const dense<"loss">
  // CHECK-NEXT: %[[A:.*]] = tf.opaque "ScalarSummary"
  // CHECK-NEXT: tf.opaque "WriteScalarSummary"
  // CHECK-NEXT: %[[N:.*]] = tf.FusedBatchNorm
  // CHECK-NEXT: return %[[A]]
  %tag = tf.Const dense<"loss"> : tensor<!tf.string>
  %other = tf.Const dense<"weights"> : tensor<!tf.string>
  %0 = tf.opaque "ScalarSummary"(%tag, %x) {node_attrs = {T = f32}} : (tensor<!tf.string>, tensor<2xf32>) -> tensor<!tf.string>
  %1 = tf.opaque "HistogramSummary"(%other, %x) {node_attrs = {T = f32}} : (tensor<!tf.string>, tensor<2xf32>) -> tensor<!tf.string>
  %2 = tf.opaque "MergeSummary"(%0, %1) {node_attrs = {N = 2 : i64}} : (tensor<!tf.string>, tensor<!tf.string>) -> tensor<!tf.string>
  tf.opaque "WriteScalarSummary"(%w, %tag) {node_attrs = {}} : (tensor<!tf.resource>, tensor<!tf.string>) -> ()
  %shape = tf.Const dense<[2, 3]> : tensor<2xi32>
  %unread = tf.RandomUniform %shape : (tensor<2xi32>) -> tensor<2x3xf32>
  %n:5 = tf.FusedBatchNorm %i, %x, %x, %x, %x
      : (tensor<?x4x4x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
      -> (tensor<?x4x4x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
  return %0, %n#0 : tensor<!tf.string>, tensor<?x4x4x2xf32>
}
