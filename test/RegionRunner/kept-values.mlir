// Rows whose exponentials are used at other places, too, against plain loops,
// and on several threads, which each have their own rows.
// RUN: region-runner %s --from tf --function turned --compare | FileCheck %s
// RUN: region-runner %s --from tf --function batch --compare | FileCheck %s
// RUN: region-runner %s --from tf --function mirrored --compare --cpu x86-64-v3 | FileCheck %s
// RUN: region-runner %s --from tf --function upside_down --compare | FileCheck %s
// RUN: region-runner %s --from tf --function upside_down --num-threads 1,2,3 --runs 3 | FileCheck %s --check-prefix=THREADS
// RUN: region-runner %s --from tf --function both --compare | FileCheck %s
// RUN: region-runner %s --from tf --function both --num-threads 1,2,3 --runs 3 | FileCheck %s --check-prefix=THREADS

// CHECK: output 0: largest difference
// THREADS: 3 threads: time us: median

func.func @turned(%x: tensor<16x16xf32>) -> tensor<16x16xf32> {
  %axis = tf.Const dense<1> : tensor<i32>
  %order = tf.Const dense<[1, 0]> : tensor<2xi32>
  %e = tf.Exp %x : (tensor<16x16xf32>) -> tensor<16x16xf32>
  %t = tf.Transpose %e, %order : (tensor<16x16xf32>, tensor<2xi32>) -> tensor<16x16xf32>
  %a = tf.AddV2 %e, %t : (tensor<16x16xf32>, tensor<16x16xf32>) -> tensor<16x16xf32>
  %s = tf.Sum %e, %axis {keep_dims = true} : (tensor<16x16xf32>, tensor<i32>) -> tensor<16x1xf32>
  %r = tf.RealDiv %a, %s : (tensor<16x16xf32>, tensor<16x1xf32>) -> tensor<16x16xf32>
  return %r : tensor<16x16xf32>
}

func.func @batch(%x: tensor<3x12x12xf32>) -> tensor<3x12x12xf32> {
  %axis = tf.Const dense<-1> : tensor<i32>
  %order = tf.Const dense<[0, 2, 1]> : tensor<3xi32>
  %p = tf.Abs %x : (tensor<3x12x12xf32>) -> tensor<3x12x12xf32>
  %e = tf.Sqrt %p : (tensor<3x12x12xf32>) -> tensor<3x12x12xf32>
  %t = tf.Transpose %e, %order : (tensor<3x12x12xf32>, tensor<3xi32>) -> tensor<3x12x12xf32>
  %a = tf.AddV2 %e, %t : (tensor<3x12x12xf32>, tensor<3x12x12xf32>) -> tensor<3x12x12xf32>
  %s = tf.Sum %e, %axis {keep_dims = true} : (tensor<3x12x12xf32>, tensor<i32>) -> tensor<3x12x1xf32>
  %r = tf.RealDiv %a, %s : (tensor<3x12x12xf32>, tensor<3x12x1xf32>) -> tensor<3x12x12xf32>
  return %r : tensor<3x12x12xf32>
}

func.func @mirrored(%x: tensor<5x130xf32>) -> tensor<5x130xf32> {
  %axis = tf.Const dense<1> : tensor<1xi32>
  %e = tf.Tanh %x : (tensor<5x130xf32>) -> tensor<5x130xf32>
  %zeros = tf.Const dense<0> : tensor<2xi32>
  %steps = tf.Const dense<[1, -1]> : tensor<2xi32>
  %t = tf.StridedSlice %e, %zeros, %zeros, %steps {begin_mask = 3 : i64, end_mask = 3 : i64} : (tensor<5x130xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<5x130xf32>
  %m = tf.Max %e, %axis {keep_dims = true} : (tensor<5x130xf32>, tensor<1xi32>) -> tensor<5x1xf32>
  %p = tf.Mul %t, %m : (tensor<5x130xf32>, tensor<5x1xf32>) -> tensor<5x130xf32>
  %r = tf.AddV2 %p, %e : (tensor<5x130xf32>, tensor<5x130xf32>) -> tensor<5x130xf32>
  return %r : tensor<5x130xf32>
}

func.func @upside_down(%x: tensor<3x200x300xf32>) -> tensor<3x200x300xf32> {
  %zeros = tf.Const dense<0> : tensor<3xi32>
  %steps = tf.Const dense<[1, -1, 1]> : tensor<3xi32>
  %axis = tf.Const dense<2> : tensor<i32>
  %e = tf.Exp %x : (tensor<3x200x300xf32>) -> tensor<3x200x300xf32>
  %t = tf.StridedSlice %e, %zeros, %zeros, %steps {begin_mask = 7 : i64, end_mask = 7 : i64} : (tensor<3x200x300xf32>, tensor<3xi32>, tensor<3xi32>, tensor<3xi32>) -> tensor<3x200x300xf32>
  %m = tf.Max %e, %axis {keep_dims = true} : (tensor<3x200x300xf32>, tensor<i32>) -> tensor<3x200x1xf32>
  %p = tf.Mul %t, %m : (tensor<3x200x300xf32>, tensor<3x200x1xf32>) -> tensor<3x200x300xf32>
  %r = tf.AddV2 %p, %e : (tensor<3x200x300xf32>, tensor<3x200x300xf32>) -> tensor<3x200x300xf32>
  return %r : tensor<3x200x300xf32>
}

func.func @both(%x: tensor<64x64x64xf32>) -> tensor<64x64x64xf32> {
  %axis = tf.Const dense<2> : tensor<i32>
  %order = tf.Const dense<[1, 0, 2]> : tensor<3xi32>
  %e = tf.Exp %x : (tensor<64x64x64xf32>) -> tensor<64x64x64xf32>
  %s = tf.Sum %e, %axis {keep_dims = true} : (tensor<64x64x64xf32>, tensor<i32>) -> tensor<64x64x1xf32>
  %t = tf.Transpose %s, %order : (tensor<64x64x1xf32>, tensor<3xi32>) -> tensor<64x64x1xf32>
  %p = tf.Mul %e, %s : (tensor<64x64x64xf32>, tensor<64x64x1xf32>) -> tensor<64x64x64xf32>
  %r = tf.RealDiv %p, %t : (tensor<64x64x64xf32>, tensor<64x64x1xf32>) -> tensor<64x64x64xf32>
  return %r : tensor<64x64x64xf32>
}
