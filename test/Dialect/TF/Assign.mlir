// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt -split-input-file | FileCheck %s

// CHECK-LABEL: func.func @assign
func.func @assign(%r: tensor<?x!tf.ref<f32>>, %v: tensor<?xf32>)
    -> tensor<?x!tf.ref<f32>> {
  // CHECK: tf.Assign %{{.*}}, %{{.*}} : (tensor<?x!tf.ref<f32>>, tensor<?xf32>) -> tensor<?x!tf.ref<f32>>
  %0 = tf.Assign %r, %v
      : (tensor<?x!tf.ref<f32>>, tensor<?xf32>) -> tensor<?x!tf.ref<f32>>
  return %0 : tensor<?x!tf.ref<f32>>
}

// -----

func.func @other_shape(%r: tensor<3x!tf.ref<f32>>, %v: tensor<3xf32>)
    -> tensor<4x!tf.ref<f32>> {
  // expected-error @+1 {{'tf.Assign' op result #0 type 'tensor<4x!tf.ref<f32>>' does not match the inferred 'tensor<3x!tf.ref<f32>>'}}
  %0 = tf.Assign %r, %v
      : (tensor<3x!tf.ref<f32>>, tensor<3xf32>) -> tensor<4x!tf.ref<f32>>
  return %0 : tensor<4x!tf.ref<f32>>
}
