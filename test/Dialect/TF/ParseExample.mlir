// RUN: sm-opt %s -split-input-file -verify-diagnostics | sm-opt | FileCheck %s
// RUN: sm-opt %s -split-input-file -verify-diagnostics --tf-infer-shapes \
// RUN:   | FileCheck %s --check-prefix=INFER

// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(
    %s: tensor<?x!tf.string>,
    %n: tensor<0x!tf.string>,
    %a: tensor<!tf.string>,
    %b: tensor<!tf.string>,
    %c: tensor<!tf.string>,
    %d: tensor<0xf32>,
    %e: tensor<0xi64>)
    -> (tensor<?x2xi64>, tensor<?xf32>, tensor<2xi64>, tensor<?x3xf32>, tensor<?x?x2xi64>) {
  // CHECK: tf.ParseExample %{{[^ ,)]+}}, %{{[^ ,)]+}} sparse(%{{[^ ,)]+}}) dense(%{{[^ ,)]+}}, %{{[^ ,)]+}}) defaults(%{{[^ ,)]+}}, %{{[^ ,)]+}}) {dense_shapes = [#tf.shape<3>, #tf.shape<?x2>], resultSegmentSizes = array<i32: 1, 1, 1, 2>}
  // CHECK-SAME: : (tensor<?x!tf.string>, tensor<0x!tf.string>, tensor<!tf.string>, tensor<!tf.string>, tensor<!tf.string>, tensor<0xf32>, tensor<0xi64>) -> (tensor<?x2xi64>, tensor<?xf32>, tensor<2xi64>, tensor<?x3xf32>, tensor<?x?x2xi64>)
  %0:5 = tf.ParseExample %s, %n sparse(%a) dense(%b, %c) defaults(%d, %e) {dense_shapes = [#tf.shape<3>, #tf.shape<?x2>], resultSegmentSizes = array<i32: 1, 1, 1, 2>}
      : (tensor<?x!tf.string>, tensor<0x!tf.string>, tensor<!tf.string>, tensor<!tf.string>, tensor<!tf.string>, tensor<0xf32>, tensor<0xi64>) -> (tensor<?x2xi64>, tensor<?xf32>, tensor<2xi64>, tensor<?x3xf32>, tensor<?x?x2xi64>)
  return %0#0, %0#1, %0#2, %0#3, %0#4 : tensor<?x2xi64>, tensor<?xf32>, tensor<2xi64>, tensor<?x3xf32>, tensor<?x?x2xi64>
}

// CHECK-LABEL: func.func @static(
func.func @static(
    %s: tensor<7x!tf.string>,
    %n: tensor<?x!tf.string>,
    %b: tensor<!tf.string>,
    %d: tensor<3xf32>)
    -> tensor<7x3xf32> {
  // CHECK: tf.ParseExample %{{[^ ,)]+}}, %{{[^ ,)]+}} sparse() dense(%{{[^ ,)]+}}) defaults(%{{[^ ,)]+}}) {dense_shapes = [#tf.shape<3>], resultSegmentSizes = array<i32: 0, 0, 0, 1>}
  // CHECK-SAME: : (tensor<7x!tf.string>, tensor<?x!tf.string>, tensor<!tf.string>, tensor<3xf32>) -> tensor<7x3xf32>
  %0 = tf.ParseExample %s, %n sparse() dense(%b) defaults(%d) {dense_shapes = [#tf.shape<3>], resultSegmentSizes = array<i32: 0, 0, 0, 1>}
      : (tensor<7x!tf.string>, tensor<?x!tf.string>, tensor<!tf.string>, tensor<3xf32>) -> tensor<7x3xf32>
  return %0 : tensor<7x3xf32>
}

// INFER-LABEL: func.func @infer(
func.func @infer(
    %s: tensor<7x!tf.string>,
    %n: tensor<0x!tf.string>,
    %a: tensor<!tf.string>,
    %b: tensor<!tf.string>,
    %c: tensor<!tf.string>,
    %d: tensor<0xf32>,
    %e: tensor<0xi64>)
    -> (tensor<*xi64>, tensor<*xf32>, tensor<*xi64>, tensor<*xf32>, tensor<*xi64>) {
  // INFER: tf.ParseExample
  // INFER-SAME: -> (tensor<?x2xi64>, tensor<?xf32>, tensor<2xi64>, tensor<7x3xf32>, tensor<7x?x2xi64>)
  %0:5 = tf.ParseExample %s, %n sparse(%a) dense(%b, %c) defaults(%d, %e) {dense_shapes = [#tf.shape<3>, #tf.shape<?x2>], resultSegmentSizes = array<i32: 1, 1, 1, 2>}
      : (tensor<7x!tf.string>, tensor<0x!tf.string>, tensor<!tf.string>, tensor<!tf.string>, tensor<!tf.string>, tensor<0xf32>, tensor<0xi64>) -> (tensor<*xi64>, tensor<*xf32>, tensor<*xi64>, tensor<*xf32>, tensor<*xi64>)
  return %0#0, %0#1, %0#2, %0#3, %0#4 : tensor<*xi64>, tensor<*xf32>, tensor<*xi64>, tensor<*xf32>, tensor<*xi64>
}

// -----

func.func @illegal(
    %s: tensor<!tf.string>,
    %n: tensor<?x!tf.string>,
    %b: tensor<!tf.string>,
    %d: tensor<3xf32>)
    -> tensor<3xf32> {
  // expected-error @+1 {{'tf.ParseExample' op 'serialized' must have rank 1, has shape []}}
  %0 = tf.ParseExample %s, %n sparse() dense(%b) defaults(%d) {dense_shapes = [#tf.shape<3>], resultSegmentSizes = array<i32: 0, 0, 0, 1>}
      : (tensor<!tf.string>, tensor<?x!tf.string>, tensor<!tf.string>, tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @illegal(
    %s: tensor<?x!tf.string>,
    %n: tensor<?x!tf.string>,
    %b: tensor<!tf.string>,
    %d: tensor<3xf32>)
    -> tensor<*xf32> {
  // expected-error @+1 {{'tf.ParseExample' op dense_shapes[0] must have known dimensions after the first, is [3,?]}}
  %0 = tf.ParseExample %s, %n sparse() dense(%b) defaults(%d) {dense_shapes = [#tf.shape<3x?>], resultSegmentSizes = array<i32: 0, 0, 0, 1>}
      : (tensor<?x!tf.string>, tensor<?x!tf.string>, tensor<!tf.string>, tensor<3xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
