// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt -split-input-file | FileCheck %s

// CHECK-LABEL: func.func @constants
func.func @constants() -> (tensor<2xi32>, tensor<!tf.string>, tensor<0xf32>) {
  // CHECK: tf.Const dense<[1, 2]> : tensor<2xi32>
  %0 = tf.Const dense<[1, 2]> : tensor<2xi32>
  // CHECK: tf.Const dense<"a\00b"> : tensor<!tf.string>
  %1 = tf.Const dense<"a\00b"> : tensor<!tf.string>
  // CHECK: tf.Const dense<> : tensor<0xf32>
  %2 = tf.Const dense<> : tensor<0xf32>
  return %0, %1, %2 : tensor<2xi32>, tensor<!tf.string>, tensor<0xf32>
}

// -----

func.func @other_type() {
  // expected-error @+1 {{'tf.Const' op failed to verify that all of {value, output} have same type}}
  %0 = "tf.Const"() <{value = dense<1> : tensor<2xi32>}> : () -> tensor<3xi32>
  return
}
