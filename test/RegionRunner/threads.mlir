// A network of padded convolutions with any number of threads: the answers are
// those of plain loops, and equal bit for bit.
// RUN: region-runner %s --from tf --num-threads 1,2,3,5 --compare | FileCheck %s
// RUN: region-runner %s --from tf --shape 9x30x28x24 --num-threads 1,2,4 --compare | FileCheck %s
// CHECK: largest difference
// CHECK-NOT: differs

func.func @main(%x: tensor<1x30x28x24xf32>) -> tensor<?x15x14x80xf32> {
  %begin = tf.Const dense<0.0> : tensor<f32>
  %one = tf.Const dense<1.0> : tensor<f32>
  %scale = tf.Const dense<0.05> : tensor<f32>
  %n = tf.Const dense<11520.0> : tensor<f32>
  %0 = tf.Range %begin, %n, %one : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<11520xf32>
  %1 = tf.Sin %0 : (tensor<11520xf32>) -> tensor<11520xf32>
  %s1 = tf.Mul %1, %scale : (tensor<11520xf32>, tensor<f32>) -> tensor<11520xf32>
  %shape1 = tf.Const dense<[1, 1, 24, 480]> : tensor<4xi32>
  %w1 = tf.Reshape %s1, %shape1 : (tensor<11520xf32>, tensor<4xi32>) -> tensor<1x1x24x480xf32>
  %a = tf.Conv2D %x, %w1 {padding = "SAME", strides = [1, 1, 1, 1]} : (tensor<1x30x28x24xf32>, tensor<1x1x24x480xf32>) -> tensor<?x30x28x480xf32>
  %b = tf.Relu6 %a : (tensor<?x30x28x480xf32>) -> tensor<?x30x28x480xf32>
  %m = tf.Const dense<4320.0> : tensor<f32>
  %2 = tf.Range %begin, %m, %one : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<4320xf32>
  %3 = tf.Cos %2 : (tensor<4320xf32>) -> tensor<4320xf32>
  %shape2 = tf.Const dense<[3, 3, 480, 1]> : tensor<4xi32>
  %w2 = tf.Reshape %3, %shape2 : (tensor<4320xf32>, tensor<4xi32>) -> tensor<3x3x480x1xf32>
  %c = tf.DepthwiseConv2dNative %b, %w2 {padding = "SAME", strides = [1, 2, 2, 1]} : (tensor<?x30x28x480xf32>, tensor<3x3x480x1xf32>) -> tensor<?x15x14x480xf32>
  %d = tf.Relu %c : (tensor<?x15x14x480xf32>) -> tensor<?x15x14x480xf32>
  %k = tf.Const dense<38400.0> : tensor<f32>
  %4 = tf.Range %begin, %k, %one : (tensor<f32>, tensor<f32>, tensor<f32>) -> tensor<38400xf32>
  %5 = tf.Sin %4 : (tensor<38400xf32>) -> tensor<38400xf32>
  %s2 = tf.Mul %5, %scale : (tensor<38400xf32>, tensor<f32>) -> tensor<38400xf32>
  %shape3 = tf.Const dense<[1, 1, 480, 80]> : tensor<4xi32>
  %w3 = tf.Reshape %s2, %shape3 : (tensor<38400xf32>, tensor<4xi32>) -> tensor<1x1x480x80xf32>
  %e = tf.Conv2D %d, %w3 {padding = "SAME", strides = [1, 1, 1, 1]} : (tensor<?x15x14x480xf32>, tensor<1x1x480x80xf32>) -> tensor<?x15x14x80xf32>
  return %e : tensor<?x15x14x80xf32>
}
