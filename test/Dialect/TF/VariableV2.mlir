// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt -split-input-file | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @reference
// INFER-LABEL: func.func @reference
func.func @reference() -> tensor<?x!tf.ref<f32>> {
  // CHECK: tf.VariableV2 {shape = #tf.shape<3>, shared_name = "v"} : () -> tensor<?x!tf.ref<f32>>
  // INFER: tf.VariableV2 {{.*}} -> tensor<3x!tf.ref<f32>>
  %0 = tf.VariableV2 {shape = #tf.shape<3>, shared_name = "v"}
      : () -> tensor<?x!tf.ref<f32>>
  return %0 : tensor<?x!tf.ref<f32>>
}

// -----

func.func @other_shape() -> tensor<4x!tf.ref<f32>> {
  // expected-error @+1 {{'tf.VariableV2' op result #0 type 'tensor<4x!tf.ref<f32>>' does not match the inferred 'tensor<3x!tf.ref<f32>>'}}
  %0 = tf.VariableV2 {shape = #tf.shape<3>} : () -> tensor<4x!tf.ref<f32>>
  return %0 : tensor<4x!tf.ref<f32>>
}
