// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt -split-input-file | FileCheck %s

// CHECK-LABEL: func.func @handle
func.func @handle() -> tensor<!tf.resource<tensor<3xf32>>> {
  // CHECK: tf.VarHandleOp {dtype = f32, shape = #tf.shape<3>, shared_name = "v"} : () -> tensor<!tf.resource<tensor<3xf32>>>
  %0 = tf.VarHandleOp {dtype = f32, shape = #tf.shape<3>, shared_name = "v"}
      : () -> tensor<!tf.resource<tensor<3xf32>>>
  return %0 : tensor<!tf.resource<tensor<3xf32>>>
}

// -----

func.func @not_scalar() -> tensor<2x!tf.resource> {
  // expected-error @+1 {{'tf.VarHandleOp' op result #0 type 'tensor<2x!tf.resource>' does not match the inferred 'tensor<!tf.resource>'}}
  %0 = tf.VarHandleOp {dtype = f32, shape = #tf.shape<3>}
      : () -> tensor<2x!tf.resource>
  return %0 : tensor<2x!tf.resource>
}
