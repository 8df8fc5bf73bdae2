// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic() -> tensor<?x3xf32> {
  // CHECK: tf.Placeholder {shape = #tf.shape<?x3>}
  // CHECK-SAME: : () -> tensor<?x3xf32>
  %0 = tf.Placeholder {shape = #tf.shape<?x3>} : () -> tensor<?x3xf32>
  return %0 : tensor<?x3xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static() -> tensor<*x!tf.string> {
  // CHECK: tf.Placeholder
  // CHECK-SAME: : () -> tensor<*x!tf.string>
  %0 = tf.Placeholder : () -> tensor<*x!tf.string>
  return %0 : tensor<*x!tf.string>
}

// INFER-LABEL: func.func @infer(
func.func @infer() -> tensor<*xf32> {
  // INFER: tf.Placeholder
  // INFER-SAME: -> tensor<?x3xf32>
  %0 = tf.Placeholder {shape = #tf.shape<?x3>} : () -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal() -> tensor<2x4xf32> {
  // expected-error @+1 {{'tf.Placeholder' op result #0 type 'tensor<2x4xf32>' does not match the inferred 'tensor<?x3xf32>'}}
  %0 = tf.Placeholder {shape = #tf.shape<?x3>} : () -> tensor<2x4xf32>
  return %0 : tensor<2x4xf32>
}
