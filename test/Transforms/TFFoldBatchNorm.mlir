// RUN: sm-opt %s --tf-fold-batch-norm --canonicalize -split-input-file -verify-diagnostics | FileCheck %s

// Into the filter of the convolution.
// CHECK-LABEL: func.func @conv(
// CHECK-SAME: %[[X:.*]]: tensor<?x4x4x1xf32>)
func.func @conv(%x: tensor<?x4x4x1xf32>) -> tensor<?x4x4x3xf32> {
  %f = tf.Const dense<[[[[1.0, 1.0, 1.0]], [[2.0, 4.0, 6.0]]]]> : tensor<1x2x1x3xf32>
  %scale = tf.Const dense<[2.0, 3.0, 1.0]> : tensor<3xf32>
  %offset = tf.Const dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %mean = tf.Const dense<[5.0, 0.5, -1.0]> : tensor<3xf32>
  %variance = tf.Const dense<[4.0, 1.0, 0.25]> : tensor<3xf32>
  // CHECK-DAG: %[[F:.*]] = tf.Const dense<{{\[\[\[\[}}1.000000e+00, 3.000000e+00, 2.000000e+00]], {{\[\[}}2.000000e+00, 1.200000e+01, 1.200000e+01]]]]> : tensor<1x2x1x3xf32>
  // CHECK-DAG: %[[B:.*]] = tf.Const dense<[-4.000000e+00, 5.000000e-01, 5.000000e+00]> : tensor<3xf32>
  // CHECK: %[[C:.*]] = tf.Conv2D %[[X]], %[[F]] {padding = "SAME", strides = [1, 1, 1, 1]}
  // CHECK: %[[Y:.*]] = tf.BiasAdd %[[C]], %[[B]]
  // CHECK: return %[[Y]]
  %0 = tf.Conv2D %x, %f {padding = "SAME", strides = [1, 1, 1, 1]}
      : (tensor<?x4x4x1xf32>, tensor<1x2x1x3xf32>) -> tensor<?x4x4x3xf32>
  %y:6 = tf.FusedBatchNormV3 %0, %scale, %offset, %mean, %variance
      {epsilon = 0.0 : f32, is_training = false}
      : (tensor<?x4x4x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
      -> (tensor<?x4x4x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<*xf32>)
  return %y#0 : tensor<?x4x4x3xf32>
}

// A bias in between is scaled, too; channels first.
// CHECK-LABEL: func.func @biased_nchw(
func.func @biased_nchw(%x: tensor<?x1x4x4xf32>) -> tensor<?x2x4x4xf32> {
  %f = tf.Const dense<[[[[1.0, -1.0]]]]> : tensor<1x1x1x2xf32>
  %b = tf.Const dense<[10.0, 20.0]> : tensor<2xf32>
  %two = tf.Const dense<[2.0, 3.0]> : tensor<2xf32>
  %one = tf.Const dense<1.0> : tensor<2xf32>
  // CHECK-DAG: %[[F:.*]] = tf.Const dense<{{\[\[\[\[}}2.000000e+00, -3.000000e+00]]]]>
  // CHECK-DAG: %[[B:.*]] = tf.Const dense<[1.900000e+01, 5.800000e+01]>
  // CHECK: %[[C:.*]] = tf.Conv2D %{{.*}}, %[[F]] {data_format = "NCHW"
  // CHECK-NEXT: %[[Y:.*]] = tf.BiasAdd %[[C]], %[[B]] {data_format = "NCHW"}
  // CHECK-NEXT: return %[[Y]]
  %0 = tf.Conv2D %x, %f {data_format = "NCHW", padding = "VALID", strides = [1, 1, 1, 1]}
      : (tensor<?x1x4x4xf32>, tensor<1x1x1x2xf32>) -> tensor<?x2x4x4xf32>
  %1 = tf.BiasAdd %0, %b {data_format = "NCHW"} : (tensor<?x2x4x4xf32>, tensor<2xf32>) -> tensor<?x2x4x4xf32>
  %y:5 = tf.FusedBatchNorm %1, %two, %one, %one, %one {data_format = "NCHW", epsilon = 0.0 : f32, is_training = false}
      : (tensor<?x2x4x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
      -> (tensor<?x2x4x4xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
  return %y#0 : tensor<?x2x4x4xf32>
}

// Channel c of the input gives channels 2c and 2c + 1.
// CHECK-LABEL: func.func @depthwise(
func.func @depthwise(%x: tensor<?x4x4x2xf32>) -> tensor<?x4x4x4xf32> {
  %f = tf.Const dense<[[[[1.0, 1.0], [1.0, 1.0]], [[2.0, 2.0], [2.0, 2.0]]]]> : tensor<1x2x2x2xf32>
  %c = tf.Const dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  // CHECK-DAG: %[[F:.*]] = tf.Const dense<{{\[\[\[\[}}1.000000e+00, 2.000000e+00], [3.000000e+00, 4.000000e+00]], {{\[\[}}2.000000e+00, 4.000000e+00], [6.000000e+00, 8.000000e+00]]]]>
  // CHECK: %[[C:.*]] = tf.DepthwiseConv2dNative %{{.*}}, %[[F]]
  // CHECK-NEXT: return %[[C]]
  %0 = tf.DepthwiseConv2dNative %x, %f {padding = "SAME", strides = [1, 1, 1, 1]}
      : (tensor<?x4x4x2xf32>, tensor<1x2x2x2xf32>) -> tensor<?x4x4x4xf32>
  %1 = tf.Mul %c, %0 : (tensor<4xf32>, tensor<?x4x4x4xf32>) -> tensor<?x4x4x4xf32>
  return %1 : tensor<?x4x4x4xf32>
}

// A normalisation that was written out: ((x * w - mean) * a + b).
// CHECK-LABEL: func.func @products(
func.func @products(%x: tensor<?x2xf32>, %z: tensor<?x?x2xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x?x3xf32>) {
  %w = tf.Const dense<1.0> : tensor<2x3xf32>
  %wt = tf.Const dense<1.0> : tensor<3x2xf32>
  %wb = tf.Const dense<-1.0> : tensor<3x2xf32>
  %mean = tf.Const dense<1.0> : tensor<f32>
  %a = tf.Const dense<[[1.0, 2.0, 3.0]]> : tensor<1x3xf32>
  %b = tf.Const dense<[4.0, 5.0, 6.0]> : tensor<3xf32>
  // CHECK-DAG: %[[W:.*]] = tf.Const dense<{{\[\[}}1.000000e+00, 2.000000e+00, 3.000000e+00], [1.000000e+00, 2.000000e+00, 3.000000e+00]]> : tensor<2x3xf32>
  // CHECK-DAG: %[[T:.*]] = tf.Const dense<{{\[\[}}1.000000e+00, 1.000000e+00], [2.000000e+00, 2.000000e+00], [3.000000e+00, 3.000000e+00]]> : tensor<3x2xf32>
  // CHECK-DAG: %[[N:.*]] = tf.Const dense<{{\[\[}}-1.000000e+00, -1.000000e+00], [-2.000000e+00, -2.000000e+00], [-3.000000e+00, -3.000000e+00]]> : tensor<3x2xf32>
  // CHECK-DAG: %[[B:.*]] = tf.Const dense<3.000000e+00> : tensor<3xf32>
  // CHECK: %[[P:.*]] = tf.MatMul %{{.*}}, %[[W]] :
  // CHECK-NEXT: tf.BiasAdd %[[P]], %[[B]]
  // CHECK: %[[Q:.*]] = tf.MatMul %{{.*}}, %[[T]] {transpose_b = true}
  // CHECK: %[[R:.*]] = tf.BatchMatMulV2 %{{.*}}, %[[N]] {adj_y = true}
  // CHECK-NEXT: return %{{.*}}, %[[Q]], %[[R]]
  %0 = tf.MatMul %x, %w : (tensor<?x2xf32>, tensor<2x3xf32>) -> tensor<?x3xf32>
  %1 = tf.Sub %0, %mean : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  %2 = tf.Mul %1, %a : (tensor<?x3xf32>, tensor<1x3xf32>) -> tensor<?x3xf32>
  %3 = tf.AddV2 %2, %b : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  %4 = tf.MatMul %x, %wt {transpose_b = true} : (tensor<?x2xf32>, tensor<3x2xf32>) -> tensor<?x3xf32>
  %5 = tf.Mul %4, %a : (tensor<?x3xf32>, tensor<1x3xf32>) -> tensor<?x3xf32>
  %6 = tf.BatchMatMulV2 %z, %wb {adj_y = true} : (tensor<?x?x2xf32>, tensor<3x2xf32>) -> tensor<?x?x3xf32>
  %7 = tf.Mul %6, %a : (tensor<?x?x3xf32>, tensor<1x3xf32>) -> tensor<?x?x3xf32>
  return %3, %5, %7 : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x?x3xf32>
}

// Behind anything else: a product and a sum.
// CHECK-LABEL: func.func @elsewhere(
// CHECK-SAME: %[[X:.*]]: tensor<?x?x?x2xf32>)
func.func @elsewhere(%x: tensor<?x?x?x2xf32>) -> tensor<?x?x?x2xf32> {
  %c = tf.Const dense<[1.0, 2.0]> : tensor<2xf32>
  %one = tf.Const dense<1.0> : tensor<2xf32>
  // CHECK-DAG: %[[A:.*]] = tf.Const dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
  // CHECK-DAG: %[[B:.*]] = tf.Const dense<[0.000000e+00, -1.000000e+00]> : tensor<2xf32>
  // CHECK: %[[P:.*]] = tf.Mul %[[X]], %[[A]]
  // CHECK-NEXT: %[[Q:.*]] = tf.AddV2 %[[P]], %[[B]]
  // CHECK-NEXT: return %[[Q]]
  %0:6 = tf.FusedBatchNormV3 %x, %c, %one, %one, %one {epsilon = 0.0 : f32, is_training = false}
      : (tensor<?x?x?x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
      -> (tensor<?x?x?x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<*xf32>)
  return %0#0 : tensor<?x?x?x2xf32>
}

// V2 has no record; a node without an attribute has the default.
// CHECK-LABEL: func.func @version_2(
// CHECK-SAME: %[[Y:.*]]: tensor<?x2x?x?xf32>)
func.func @version_2(%y: tensor<?x2x?x?xf32>) -> (tensor<?x2x?x?xf32>, tensor<?x2x?x?xf32>) {
  %c = tf.Const dense<[1.0, 2.0]> : tensor<2xf32>
  %one = tf.Const dense<1.0> : tensor<2xf32>
  // CHECK: %[[P:.*]] = tf.Mul %[[Y]], %{{.*}} : (tensor<?x2x?x?xf32>, tensor<2x1x1xf32>) -> tensor<?x2x?x?xf32>
  // CHECK-NEXT: %[[Q:.*]] = tf.AddV2 %[[P]], %{{.*}} : (tensor<?x2x?x?xf32>, tensor<2x1x1xf32>) -> tensor<?x2x?x?xf32>
  %0:5 = tf.opaque "FusedBatchNormV2"(%y, %c, %one, %one, %one)
      {node_attrs = {T = f32, U = f32, data_format = "NCHW", epsilon = 1.0e-3 : f32, is_training = false}}
      : (tensor<?x2x?x?xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
      -> (tensor<?x2x?x?x!tf.unknown>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
  %1 = tf.refine %0#0 : tensor<?x2x?x?x!tf.unknown> to tensor<?x2x?x?xf32>
  // CHECK-NEXT: %[[T:.*]]:5 = tf.opaque "FusedBatchNormV2"
  // CHECK-NEXT: return %[[Q]], %[[T]]#0
  %2:5 = tf.opaque "FusedBatchNormV2"(%y, %c, %one, %one, %one) {node_attrs = {T = f32, U = f32}}
      : (tensor<?x2x?x?xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
      -> (tensor<?x2x?x?xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
  return %1, %2#0 : tensor<?x2x?x?xf32>, tensor<?x2x?x?xf32>
}

// What is used twice is not scaled.
// CHECK-LABEL: func.func @shared(
func.func @shared(%x: tensor<?x2xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) {
  %w = tf.Const dense<1.0> : tensor<2x3xf32>
  %v = tf.Const dense<2.0> : tensor<2x3xf32>
  %a = tf.Const dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  // CHECK-COUNT-2: tf.Mul
  %0 = tf.MatMul %x, %w : (tensor<?x2xf32>, tensor<2x3xf32>) -> tensor<?x3xf32>
  %1 = tf.Mul %0, %a : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  %2 = tf.MatMul %1, %w {transpose_a = true} : (tensor<?x3xf32>, tensor<2x3xf32>) -> tensor<?x3xf32>
  %3 = tf.MatMul %x, %v : (tensor<?x2xf32>, tensor<2x3xf32>) -> tensor<?x3xf32>
  %4 = tf.Mul %3, %a : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  return %1, %2, %3, %4 : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
}

// What no filter can say: other dimensions, other channels, numbers that are
// not finite, small types, other uses of the statistics, training, variables.
sm.variable @v : tensor<2xf32> = dense<1.0> : tensor<2xf32>
// CHECK-LABEL: func.func @stays(
func.func @stays(%x: tensor<2x2xf32>, %i: tensor<?x4x4x2xf32>, %h: tensor<?x4x4x2xf16>)
    -> (tensor<2x2xf32>, tensor<2x3xf32>, tensor<2x2xf32>, tensor<?x4x4x2xf32>, tensor<2xf32>, tensor<?x4x4x2xf32>, tensor<?x4x4x2xf16>, tensor<?x4x4x2xf32>, tensor<?x4x4x2xf32>) {
  %w = tf.Const dense<1.0> : tensor<2x2xf32>
  %wo = tf.Const dense<1.0> : tensor<2x1xf32>
  %wn = tf.Const dense<3.0e38> : tensor<2x2xf32>
  %rows = tf.Const dense<[[1.0], [2.0]]> : tensor<2x1xf32>
  %three = tf.Const dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  %big = tf.Const dense<[1.0, 2.0]> : tensor<2xf32>
  %c = tf.Const dense<1.0> : tensor<2xf32>
  %neg = tf.Const dense<-1.0> : tensor<2xf32>
  // CHECK: tf.Mul %{{.*}} -> tensor<2x2xf32>
  %0 = tf.MatMul %x, %w : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %1 = tf.Mul %0, %rows : (tensor<2x2xf32>, tensor<2x1xf32>) -> tensor<2x2xf32>
  // CHECK: tf.Mul %{{.*}} -> tensor<2x3xf32>
  %2 = tf.MatMul %x, %wo : (tensor<2x2xf32>, tensor<2x1xf32>) -> tensor<2x1xf32>
  %3 = tf.Mul %2, %three : (tensor<2x1xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  // CHECK: tf.Mul
  %4 = tf.MatMul %x, %wn : (tensor<2x2xf32>, tensor<2x2xf32>) -> tensor<2x2xf32>
  %5 = tf.Mul %4, %big : (tensor<2x2xf32>, tensor<2xf32>) -> tensor<2x2xf32>
  // CHECK: tf.FusedBatchNorm
  %6:5 = tf.FusedBatchNorm %i, %c, %c, %c, %c {is_training = false}
      : (tensor<?x4x4x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
      -> (tensor<?x4x4x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
  // CHECK: tf.FusedBatchNorm
  %7:5 = tf.FusedBatchNorm %i, %c, %c, %c, %neg {is_training = false}
      : (tensor<?x4x4x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
      -> (tensor<?x4x4x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
  // CHECK: tf.FusedBatchNormV3
  %8:6 = tf.FusedBatchNormV3 %h, %c, %c, %c, %c {is_training = false}
      : (tensor<?x4x4x2xf16>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
      -> (tensor<?x4x4x2xf16>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<*xf32>)
  // CHECK: tf.FusedBatchNorm
  %9:5 = tf.FusedBatchNorm %i, %c, %c, %c, %c
      : (tensor<?x4x4x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
      -> (tensor<?x4x4x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
  // CHECK: tf.FusedBatchNorm
  %v = sm.read_variable @v : tensor<2xf32>
  %10:5 = tf.FusedBatchNorm %i, %v, %c, %c, %c {is_training = false}
      : (tensor<?x4x4x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
      -> (tensor<?x4x4x2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>)
  return %1, %3, %5, %6#0, %6#1, %7#0, %8#0, %9#0, %10#0
      : tensor<2x2xf32>, tensor<2x3xf32>, tensor<2x2xf32>, tensor<?x4x4x2xf32>, tensor<2xf32>, tensor<?x4x4x2xf32>, tensor<?x4x4x2xf16>, tensor<?x4x4x2xf32>, tensor<?x4x4x2xf32>
}

// Numbers as models have them: what is folded answers alike when it is run.
// CHECK-LABEL: func.func @rounding(
func.func @rounding(%x: tensor<?x5x5x2xf32>) -> tensor<?x3x3x4xf32> {
  %f = tf.Const dense<[[[[0.49161, 0.96715, 1.18077], [1.76980, 0.95959, 1.68930]], [[-1.88398, -0.13751, 1.77343], [0.59590, 1.60360, -1.54718]], [[-0.12372, -1.01371, 0.17504], [0.29576, -1.94754, -1.13308]]], [[[-0.88207, 1.66538, 1.06290], [-1.36158, 1.18859, -1.44493]], [[0.46981, -1.49320, -1.99290], [1.48562, -1.16217, -1.13808]], [[1.92968, 1.48963, -0.84278], [1.84591, 0.15689, 0.71132]]], [[[-1.18088, 1.76390, 0.76257], [1.86626, 1.57497, -0.80484]], [[-0.55524, -1.33618, -1.41719], [-1.73944, -0.79456, 0.41244]], [[-1.98647, 0.71174, -0.64841], [-0.76017, 1.27407, -0.07702]]]]> : tensor<3x3x2x3xf32>
  %d = tf.Const dense<[[[[-0.73683, -0.07513, 0.81868, -1.77200], [1.90040, -1.90854, 0.99918, 1.37952], [-1.92773, 1.15095, -0.53526, 0.31408]]]]> : tensor<1x1x3x4xf32>
  %b = tf.Const dense<[-1.96369, -1.81309, -1.27632]> : tensor<3xf32>
  %scale = tf.Const dense<[1.93277, 0.79478, 1.63360]> : tensor<3xf32>
  %offset = tf.Const dense<[1.71862, 1.76818, -0.62247]> : tensor<3xf32>
  %mean = tf.Const dense<[-0.58083, 0.09881, 1.10241]> : tensor<3xf32>
  %variance = tf.Const dense<[0.33308, 2.24771, 2.39371]> : tensor<3xf32>
  %by = tf.Const dense<[1.43878, -1.85347, 1.78320, -1.63528]> : tensor<4xf32>
  %to = tf.Const dense<[-0.63704, 0.44331, 1.67235, -0.64016]> : tensor<4xf32>
  // CHECK: tf.Conv2D
  // CHECK-NEXT: tf.BiasAdd
  // CHECK-NEXT: tf.Relu
  // CHECK-NEXT: tf.Conv2D
  // CHECK-NEXT: tf.BiasAdd
  // CHECK-NEXT: return
  %0 = tf.Conv2D %x, %f {padding = "SAME", strides = [1, 2, 2, 1]}
      : (tensor<?x5x5x2xf32>, tensor<3x3x2x3xf32>) -> tensor<?x3x3x3xf32>
  %1 = tf.BiasAdd %0, %b : (tensor<?x3x3x3xf32>, tensor<3xf32>) -> tensor<?x3x3x3xf32>
  %y:6 = tf.FusedBatchNormV3 %1, %scale, %offset, %mean, %variance {epsilon = 1.0e-3 : f32, is_training = false}
      : (tensor<?x3x3x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
      -> (tensor<?x3x3x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<*xf32>)
  %2 = tf.Relu %y#0 : (tensor<?x3x3x3xf32>) -> tensor<?x3x3x3xf32>
  %3 = tf.Conv2D %2, %d {padding = "VALID", strides = [1, 1, 1, 1]}
      : (tensor<?x3x3x3xf32>, tensor<1x1x3x4xf32>) -> tensor<?x3x3x4xf32>
  %4 = tf.Mul %by, %3 : (tensor<4xf32>, tensor<?x3x3x4xf32>) -> tensor<?x3x3x4xf32>
  %5 = tf.AddV2 %4, %to : (tensor<?x3x3x4xf32>, tensor<4xf32>) -> tensor<?x3x3x4xf32>
  return %5 : tensor<?x3x3x4xf32>
}

// A filter above 1 KiB stays a reference, to memory now.
// CHECK-LABEL: func.func @large(
func.func @large(%x: tensor<?x2xf32>) -> tensor<?x200xf32> {
  %w = tf.Const dense<1.0> : tensor<2x200xf32>
  %a = tf.Const dense<3.0> : tensor<f32>
  // CHECK: %[[W:.*]] = tf.Const #sm.data<"memory", "{{[0-9]+}}"> : tensor<2x200xf32>
  // CHECK-NEXT: tf.MatMul %{{.*}}, %[[W]]
  // CHECK-NEXT: return
  %0 = tf.MatMul %x, %w : (tensor<?x2xf32>, tensor<2x200xf32>) -> tensor<?x200xf32>
  %1 = tf.Mul %0, %a : (tensor<?x200xf32>, tensor<f32>) -> tensor<?x200xf32>
  return %1 : tensor<?x200xf32>
}

// -----

// A filter that cannot be read is not scaled; that its file is missing is told.
// expected-error-re @below {{'sm.data_source' op cannot open {{.*}}nothing.weights: No such file or directory}}
sm.data_source "w" weights "nothing.weights" size 4 crc32c 0
