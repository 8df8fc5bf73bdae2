// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --canonicalize \
// RUN:   | FileCheck %s --check-prefix=FOLD

// CHECK-LABEL: func.func @shapes(
// CHECK-SAME: %[[X:.*]]: tensor<*xf32>)
// FOLD-LABEL: func.func @shapes(
func.func @shapes(%x: tensor<*xf32>) -> tensor<*xf32> {
  // CHECK-NEXT: %[[A:.*]] = tf.refine %[[X]] : tensor<*xf32> to tensor<?x4xf32>
  // CHECK-NEXT: %[[B:.*]] = tf.refine %[[A]] : tensor<?x4xf32> to tensor<2x?xf32>
  // CHECK-NEXT: %[[C:.*]] = tf.refine %[[B]] : tensor<2x?xf32> to tensor<*xf32>
  // FOLD-COUNT-3: tf.refine
  %a = tf.refine %x : tensor<*xf32> to tensor<?x4xf32>
  %b = tf.refine %a : tensor<?x4xf32> to tensor<2x?xf32>
  %c = tf.refine %b : tensor<2x?xf32> to tensor<*xf32>
  return %c : tensor<*xf32>
}

// What is not known of an element type may become known, in either direction.
// CHECK-LABEL: func.func @elements(
func.func @elements(%x: tensor<3x!tf.unknown>, %h: tensor<!tf.resource>,
    %v: tensor<!tf.variant<tensor<f32>>>) {
  // CHECK: tf.refine %{{.*}} : tensor<3x!tf.unknown> to tensor<?xf32>
  %a = tf.refine %x : tensor<3x!tf.unknown> to tensor<?xf32>
  // CHECK: tf.refine %{{.*}} : tensor<?xf32> to tensor<*x!tf.unknown>
  %b = tf.refine %a : tensor<?xf32> to tensor<*x!tf.unknown>
  // CHECK: tf.refine %{{.*}} : tensor<!tf.resource> to tensor<!tf.resource<tensor<f32>>>
  %c = tf.refine %h : tensor<!tf.resource> to tensor<!tf.resource<tensor<f32>>>
  // CHECK: tf.refine %{{.*}} : tensor<!tf.variant<tensor<f32>>> to tensor<!tf.variant>
  %d = tf.refine %v : tensor<!tf.variant<tensor<f32>>> to tensor<!tf.variant>
  return
}

// Nothing is refined: the op goes.
// CHECK-LABEL: func.func @same(
// FOLD-LABEL: func.func @same(
// FOLD-SAME: %[[X:.*]]: tensor<?xf32>)
func.func @same(%x: tensor<?xf32>) -> tensor<?xf32> {
  // CHECK: tf.refine
  %0 = tf.refine %x : tensor<?xf32> to tensor<?xf32>
  // FOLD-NEXT: return %[[X]]
  return %0 : tensor<?xf32>
}

// -----

func.func @f(%x: tensor<3xf32>) {
  // expected-error @below {{'tf.refine' op cannot see 'tensor<3xf32>' as 'tensor<4xf32>'}}
  %0 = tf.refine %x : tensor<3xf32> to tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<?xf32>) {
  // expected-error @below {{'tf.refine' op cannot see 'tensor<?xf32>' as 'tensor<?x?xf32>'}}
  %0 = tf.refine %x : tensor<?xf32> to tensor<?x?xf32>
  return
}

// -----

func.func @f(%x: tensor<3xf32>) {
  // expected-error @below {{'tf.refine' op cannot see 'tensor<3xf32>' as 'tensor<3xf64>'}}
  %0 = tf.refine %x : tensor<3xf32> to tensor<3xf64>
  return
}

// -----

func.func @f(%x: tensor<3x!tf.ref<f32>>) {
  // expected-error @below {{'tf.refine' op cannot see 'tensor<3x!tf.ref<f32>>' as 'tensor<3xf32>'}}
  %0 = tf.refine %x : tensor<3x!tf.ref<f32>> to tensor<3xf32>
  return
}

// -----

func.func @f(%x: tensor<!tf.resource>) {
  // expected-error @below {{'tf.refine' op cannot see 'tensor<!tf.resource>' as 'tensor<!tf.variant>'}}
  %0 = tf.refine %x : tensor<!tf.resource> to tensor<!tf.variant>
  return
}

// -----

func.func @f(%x: f32) {
  // expected-error @below {{custom op 'tf.refine' invalid kind of type specified}}
  %0 = tf.refine %x : f32 to f32
  return
}
