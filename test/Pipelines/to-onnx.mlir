// RUN: sm-opt %s --sm-to-onnx | FileCheck %s
// RUN: sm-opt %s --sm-to-onnx="inputs-as-nchw=x outputs-as-nchw=y opset=13" | FileCheck %s --check-prefix=NCHW

// One Transpose at the end that is NHWC, and no Transpose, Pad or Add of a bias
// in between.
// CHECK: onnx.opset_import = {ai.onnx = 17 : i64}
// CHECK-LABEL: func.func @network(
// CHECK-NOT: onnx.Constant dense<{{.*}}: tensor<3x3x4x8xf32>
// CHECK: %[[T:.*]] = onnx.Transpose(%{{.*}}) {perm = array<i64: 0, 3, 1, 2>}
// CHECK-NEXT: %[[A:.*]] = onnx.Conv(%[[T]], %{{.*}}, %{{.*}}) {{.*}} -> tensor<?x8x5x5xf32>
// CHECK-NEXT: %[[B:.*]] = onnx.Clip(%[[A]],
// CHECK-NEXT: %[[C:.*]] = onnx.Conv(%[[B]], %{{.*}}, %{{.*}}) {group = 8 : i64,
// CHECK-NEXT: %[[D:.*]] = onnx.Relu(%[[C]])
// CHECK-NEXT: %[[E:.*]] = onnx.Add(%{{.*}}, %{{.*}})
// CHECK-NEXT: %[[F:.*]] = onnx.MaxPool(%[[E]]
// CHECK-NEXT: %[[G:.*]] = onnx.ReduceMean(%[[F]])
// CHECK-NEXT: %[[H:.*]] = onnx.Gemm(%[[G]],
// CHECK-NEXT: %[[I:.*]] = onnx.Softmax(%[[H]])
// CHECK-NEXT: return %[[I]]
func.func @network(%x: tensor<?x9x9x4xf32>) -> tensor<?x2xf32> {
  %filter = tf.Const dense<0.1> : tensor<3x3x4x8xf32>
  %bias = tf.Const dense<0.2> : tensor<8xf32>
  %depthwise = tf.Const dense<0.3> : tensor<3x3x8x1xf32>
  %pads = tf.Const dense<[[0, 0], [1, 1], [1, 1], [0, 0]]> : tensor<4x2xi32>
  %axes = tf.Const dense<[1, 2]> : tensor<2xi32>
  %weights = tf.Const dense<0.4> : tensor<8x2xf32>
  %last = tf.Const dense<[1.0, 2.0]> : tensor<2xf32>
  %0 = tf.Pad %x, %pads : (tensor<?x9x9x4xf32>, tensor<4x2xi32>) -> tensor<?x11x11x4xf32>
  %1 = tf.Conv2D %0, %filter {padding = "VALID", strides = [1, 2, 2, 1]} : (tensor<?x11x11x4xf32>, tensor<3x3x4x8xf32>) -> tensor<?x5x5x8xf32>
  %2 = tf.BiasAdd %1, %bias : (tensor<?x5x5x8xf32>, tensor<8xf32>) -> tensor<?x5x5x8xf32>
  %3 = tf.Relu6 %2 : (tensor<?x5x5x8xf32>) -> tensor<?x5x5x8xf32>
  %4 = tf.DepthwiseConv2dNative %3, %depthwise {padding = "SAME", strides = [1, 1, 1, 1]} : (tensor<?x5x5x8xf32>, tensor<3x3x8x1xf32>) -> tensor<?x5x5x8xf32>
  %5 = tf.BiasAdd %4, %bias : (tensor<?x5x5x8xf32>, tensor<8xf32>) -> tensor<?x5x5x8xf32>
  %6 = tf.Relu %5 : (tensor<?x5x5x8xf32>) -> tensor<?x5x5x8xf32>
  %7 = tf.AddV2 %3, %6 : (tensor<?x5x5x8xf32>, tensor<?x5x5x8xf32>) -> tensor<?x5x5x8xf32>
  %8 = tf.MaxPool %7 {ksize = [1, 2, 2, 1], padding = "SAME", strides = [1, 2, 2, 1]} : (tensor<?x5x5x8xf32>) -> tensor<?x3x3x8xf32>
  %9 = tf.Mean %8, %axes : (tensor<?x3x3x8xf32>, tensor<2xi32>) -> tensor<?x8xf32>
  %10 = tf.MatMul %9, %weights : (tensor<?x8xf32>, tensor<8x2xf32>) -> tensor<?x2xf32>
  %11 = tf.BiasAdd %10, %last : (tensor<?x2xf32>, tensor<2xf32>) -> tensor<?x2xf32>
  %12 = tf.Softmax %11 : (tensor<?x2xf32>) -> tensor<?x2xf32>
  return %12 : tensor<?x2xf32>
}

// NCHW: onnx.opset_import = {ai.onnx = 13 : i64}
// NCHW-LABEL: func.func @named(
// NCHW-SAME: tensor<?x4x9x9xf32> {tf.name = "x"}) -> (tensor<?x8x9x9xf32> {tf.name = "y"})
// NCHW-NOT: onnx.Transpose
// NCHW: return
func.func @named(%x: tensor<?x9x9x4xf32> {tf.name = "x"}) -> (tensor<?x9x9x8xf32> {tf.name = "y"}) {
  %filter = tf.Const dense<0.1> : tensor<3x3x4x8xf32>
  %0 = tf.Conv2D %x, %filter {padding = "SAME", strides = [1, 1, 1, 1]} : (tensor<?x9x9x4xf32>, tensor<3x3x4x8xf32>) -> tensor<?x9x9x8xf32>
  %1 = tf.Relu %0 : (tensor<?x9x9x8xf32>) -> tensor<?x9x9x8xf32>
  return %1 : tensor<?x9x9x8xf32>
}
