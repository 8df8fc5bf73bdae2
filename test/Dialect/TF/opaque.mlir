// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --canonicalize --cse \
// RUN:   | FileCheck %s --check-prefix=KEPT

// CHECK-LABEL: func.func @opaque(
// CHECK-SAME: %[[X:.*]]: tensor<?xi32>)
// KEPT-LABEL: func.func @opaque(
func.func @opaque(%x: tensor<?xi32>) {
  // CHECK-NEXT: %[[R:.*]]:2 = tf.opaque "Addons>Fact\00"(%[[X]], %[[X]])
  // CHECK-SAME: {node_attrs = {T = f32, f = #tf.func<@f, {}>}}
  // CHECK-SAME: : (tensor<?xi32>, tensor<?xi32>) -> (tensor<!tf.string>, tensor<*x!tf.unknown>)
  %0:2 = tf.opaque "Addons>Fact\00"(%x, %x)
      {node_attrs = {T = f32, f = #tf.func<@f, {}>}}
      : (tensor<?xi32>, tensor<?xi32>) -> (tensor<!tf.string>, tensor<*x!tf.unknown>)
  // CHECK-NEXT: tf.opaque ""(%[[R]]#1) {node_attrs = {}} : (tensor<*x!tf.unknown>) -> ()
  tf.opaque ""(%0#1) {node_attrs = {}} : (tensor<*x!tf.unknown>) -> ()
  // It may have any side effect: none goes, no two merge.
  // KEPT-COUNT-5: tf.opaque
  // KEPT-NEXT: return
  %a = tf.opaque "Same"() {node_attrs = {}} : () -> tensor<f32>
  %b = tf.opaque "Same"() {node_attrs = {}} : () -> tensor<f32>
  tf.opaque "None"() {node_attrs = {}} : () -> ()
  return
}

// -----

func.func @f() {
  // expected-error @below {{'tf.opaque' op requires attribute 'node_attrs'}}
  tf.opaque "Foo"() : () -> ()
  return
}

// -----

func.func @f() {
  // expected-error @below {{attribute 'node_attrs' failed to satisfy constraint: dictionary of named attribute values}}
  tf.opaque "Foo"() {node_attrs = [1]} : () -> ()
  return
}

// -----

func.func @f() {
  // expected-error @below {{expected attribute value}}
  tf.opaque Foo() {node_attrs = {}} : () -> ()
  return
}

// -----

func.func @f(%x: tensor<f32>) {
  // expected-error @below {{number of operands and types do not match: got 1 operands and 0 types}}
  tf.opaque "Foo"(%x) {node_attrs = {}} : () -> ()
  return
}

// -----

func.func @f(%x: f32) {
  // expected-error @below {{operand #0 must be variadic of tensor of TensorFlow's types values, but got 'f32'}}
  tf.opaque "Foo"(%x) {node_attrs = {}} : (f32) -> ()
  return
}
