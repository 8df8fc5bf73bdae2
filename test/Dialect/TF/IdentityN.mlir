// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%a: tensor<?xf32>, %b: tensor<i32>)
    -> (tensor<?xf32>, tensor<i32>) {
  // CHECK: tf.IdentityN %{{[^ ,)]+}}, %{{[^ ,)]+}}
  // CHECK-SAME: : (tensor<?xf32>, tensor<i32>) -> (tensor<?xf32>, tensor<i32>)
  %0:2 = tf.IdentityN %a, %b
      : (tensor<?xf32>, tensor<i32>) -> (tensor<?xf32>, tensor<i32>)
  return %0#0, %0#1 : tensor<?xf32>, tensor<i32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(%a: tensor<2xf32>, %b: tensor<i32>)
    -> (tensor<*xf32>, tensor<*xi32>) {
  // INFER: tf.IdentityN
  // INFER-SAME: -> (tensor<2xf32>, tensor<i32>)
  %0:2 = tf.IdentityN %a, %b
      : (tensor<2xf32>, tensor<i32>) -> (tensor<*xf32>, tensor<*xi32>)
  return %0#0, %0#1 : tensor<*xf32>, tensor<*xi32>
}

// -----

func.func @illegal(%a: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>) {
  // expected-error @+1 {{'tf.IdentityN' op has 1 inputs, but 2 outputs}}
  %0:2 = tf.IdentityN %a : (tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>)
  return %0#0, %0#1 : tensor<2xf32>, tensor<2xf32>
}
