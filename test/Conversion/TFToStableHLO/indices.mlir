// Lookups by indices that are known at run time only are an obstacle for those
// who must not clamp them.
// RUN: sm-opt %s --convert-tf-to-stablehlo=assume-in-range=false -split-input-file -verify-diagnostics | FileCheck %s

// CHECK-LABEL: func.func @known(
// CHECK: "stablehlo.gather"
func.func @known(%x: tensor<4xf32>) -> tensor<2xf32> {
  %i = tf.Const dense<[3, 0]> : tensor<2xi32>
  %axis = tf.Const dense<0> : tensor<i32>
  %0 = tf.GatherV2 %x, %i, %axis : (tensor<4xf32>, tensor<2xi32>, tensor<i32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @fed(%x: tensor<4xf32>, %i: tensor<2xi32>) -> tensor<2xf32> {
  %axis = tf.Const dense<0> : tensor<i32>
  // expected-error@+2 {{'tf.GatherV2' cannot become StableHLO: looks up indices that are known at run time only; TensorFlow reports those out of range, the hub clamps them}}
  // expected-note@+1 {{unsupported: GatherV2}}
  %0 = tf.GatherV2 %x, %i, %axis : (tensor<4xf32>, tensor<2xi32>, tensor<i32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
