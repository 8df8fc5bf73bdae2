// Calls: what they look like, and what must agree with the function.
// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s

func.func private @none()
func.func private @some(tensor<?xf32>, tensor<!tf.resource<tensor<f32>>>)
    -> (tensor<2xf32>, tensor<*x!tf.unknown>)

// CHECK-LABEL: func.func @calls(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>, %[[H:.*]]: tensor<!tf.resource>)
func.func @calls(%x: tensor<3xf32>, %h: tensor<!tf.resource>) {
  // CHECK-NEXT: tf.PartitionedCall @none() : () -> ()
  tf.PartitionedCall @none() {config = "", config_proto = "", executor_type = ""}
      : () -> ()
  // CHECK-NEXT: tf.StatefulPartitionedCall @none() {arg_attrs = [], config = "c"} : () -> ()
  tf.StatefulPartitionedCall @none() {config = "c", arg_attrs = []} : () -> ()
  // Caller and callee may know different parts of a type.
  // CHECK-NEXT: %{{.*}}:2 = tf.PartitionedCall @some(%[[X]], %[[H]])
  // CHECK-SAME: : (tensor<3xf32>, tensor<!tf.resource>) -> (tensor<?xf32>, tensor<4xi32>)
  %0:2 = tf.PartitionedCall @some(%x, %h)
      : (tensor<3xf32>, tensor<!tf.resource>) -> (tensor<?xf32>, tensor<4xi32>)
  return
}

// -----

func.func @f() {
  // expected-error @below {{'tf.PartitionedCall' op calls unknown function @nothing}}
  tf.PartitionedCall @nothing() : () -> ()
  return
}

// -----

sm.variable @v : tensor<f32>
func.func @f() {
  // expected-error @below {{'tf.StatefulPartitionedCall' op calls unknown function @v}}
  tf.StatefulPartitionedCall @v() : () -> ()
  return
}

// -----

func.func private @g()
func.func @f(%x: tensor<f32>) {
  // expected-error @below {{'tf.PartitionedCall' op has 1 arguments and 0 results, but @g has 0 and 0}}
  tf.PartitionedCall @g(%x) : (tensor<f32>) -> ()
  return
}

// -----

func.func private @g() -> tensor<f32>
func.func @f() {
  // expected-error @below {{'tf.StatefulPartitionedCall' op has 0 arguments and 0 results, but @g has 0 and 1}}
  tf.StatefulPartitionedCall @g() : () -> ()
  return
}

// -----

func.func private @g(tensor<f32>, tensor<f32>)
func.func @f(%x: tensor<f32>, %y: tensor<i32>) {
  // expected-error @below {{'tf.PartitionedCall' op argument 1 of type 'tensor<i32>' is no 'tensor<f32>', which @g takes}}
  tf.PartitionedCall @g(%x, %y) : (tensor<f32>, tensor<i32>) -> ()
  return
}

// -----

func.func private @g(tensor<2xf32>)
func.func @f(%x: tensor<3xf32>) {
  // expected-error @below {{'tf.PartitionedCall' op argument 0 of type 'tensor<3xf32>' is no 'tensor<2xf32>', which @g takes}}
  tf.PartitionedCall @g(%x) : (tensor<3xf32>) -> ()
  return
}

// -----

func.func private @g() -> tensor<?xf32>
func.func @f() {
  // expected-error @below {{'tf.StatefulPartitionedCall' op result 0 of type 'tensor<f32>' is no 'tensor<?xf32>', which @g returns}}
  %0 = tf.StatefulPartitionedCall @g() : () -> tensor<f32>
  return
}

// -----

func.func @f() {
  // expected-error @below {{invalid kind of attribute specified}}
  tf.PartitionedCall "g"() : () -> ()
  return
}
