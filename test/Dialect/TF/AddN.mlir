// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%a: tensor<?xf32>, %b: tensor<?xf32>, %c: tensor<?xf32>)
    -> tensor<?xf32> {
  // CHECK: tf.AddN %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %0 = tf.AddN %a, %b, %c
      : (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// CHECK-LABEL: func.func @static(
func.func @static(%a: tensor<2xf32>) -> tensor<2xf32> {
  // CHECK: tf.AddN %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<2xf32>) -> tensor<2xf32>
  %0 = tf.AddN %a : (tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%a: tensor<2x?xf32>, %b: tensor<?x3xf32>) -> tensor<*xf32> {
  // INFER: tf.AddN
  // INFER-SAME: -> tensor<2x3xf32>
  %0 = tf.AddN %a, %b : (tensor<2x?xf32>, tensor<?x3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

func.func @illegal(%a: tensor<2xf32>, %b: tensor<3xf32>) -> tensor<2xf32> {
  // expected-error @+1 {{'tf.AddN' op all inputs must have one shape, input 1 has [3] after [2]}}
  %0 = tf.AddN %a, %b : (tensor<2xf32>, tensor<3xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}
