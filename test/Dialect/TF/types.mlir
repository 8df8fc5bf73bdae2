// Element types: as text and as bytecode.
// RUN: sm-opt %s | sm-opt | FileCheck %s
// RUN: sm-opt %s --emit-bytecode | sm-opt | FileCheck %s

// TensorFlow's numbers are MLIR's.
// CHECK: func.func private @numbers(tensor<i1>, tensor<i8>, tensor<i16>, tensor<i32>, tensor<i64>, tensor<ui8>, tensor<ui16>, tensor<ui32>, tensor<ui64>, tensor<f16>, tensor<bf16>, tensor<f32>, tensor<f64>, tensor<complex<f32>>, tensor<complex<f64>>)
func.func private @numbers(tensor<i1>, tensor<i8>, tensor<i16>, tensor<i32>,
    tensor<i64>, tensor<ui8>, tensor<ui16>, tensor<ui32>, tensor<ui64>,
    tensor<f16>, tensor<bf16>, tensor<f32>, tensor<f64>, tensor<complex<f32>>,
    tensor<complex<f64>>)

// CHECK: func.func private @own(tensor<?x3x!tf.string>, tensor<*x!tf.qint8>, tensor<!tf.quint8>, tensor<0x!tf.qint16>, tensor<!tf.quint16>, tensor<2x!tf.qint32>, tensor<*x!tf.unknown>)
func.func private @own(tensor<?x3x!tf.string>, tensor<*x!tf.qint8>,
    tensor<!tf.quint8>, tensor<0x!tf.qint16>, tensor<!tf.quint16>,
    tensor<2x!tf.qint32>, tensor<*x!tf.unknown>)

// CHECK: func.func private @references(tensor<3x!tf.ref<f32>>, tensor<*x!tf.ref<!tf.string>>)
func.func private @references(tensor<3x!tf.ref<f32>>,
    tensor<*x!tf.ref<!tf.string>>)

// Handles say what is behind them, where that is known.
// CHECK: func.func private @handles(tensor<!tf.resource>, tensor<!tf.resource<tensor<?x3xf32>>>, tensor<2x!tf.resource<tensor<f32>, tensor<*x!tf.string>>>, tensor<!tf.variant>, tensor<?x!tf.variant<tensor<f32>>>)
func.func private @handles(tensor<!tf.resource>,
    tensor<!tf.resource<tensor<?x3xf32>>>,
    tensor<2x!tf.resource<tensor<f32>, tensor<*x!tf.string>>>,
    tensor<!tf.variant>, tensor<?x!tf.variant<tensor<f32>>>)

// Each of them is an element of an op's operand, and what the op's definition
// fixes follows from it.
// CHECK-LABEL: func.func @elements
func.func @elements(%a: tensor<2xi4>, %b: tensor<2xui2>, %c: tensor<2xf8E5M2>,
    %d: tensor<2xf8E4M3FN>, %e: tensor<2xf4E2M1FN>, %f: tensor<2x!tf.qint32>,
    %g: tensor<2x!tf.variant>, %h: tensor<2x!tf.ref<f32>>,
    %i: tensor<2x!tf.unknown>) {
  // CHECK: tf.Identity %{{.*}} : (tensor<2xi4>) -> tensor<2xi4>
  %0 = tf.Identity %a : (tensor<2xi4>) -> tensor<2xi4>
  // CHECK: tf.Identity %{{.*}} : (tensor<2xui2>) -> tensor<2xui2>
  %1 = tf.Identity %b : (tensor<2xui2>) -> tensor<2xui2>
  // CHECK: tf.Identity %{{.*}} : (tensor<2xf8E5M2>) -> tensor<2xf8E5M2>
  %2 = tf.Identity %c : (tensor<2xf8E5M2>) -> tensor<2xf8E5M2>
  // CHECK: tf.Identity %{{.*}} : (tensor<2xf8E4M3FN>) -> tensor<2xf8E4M3FN>
  %3 = tf.Identity %d : (tensor<2xf8E4M3FN>) -> tensor<2xf8E4M3FN>
  // CHECK: tf.Identity %{{.*}} : (tensor<2xf4E2M1FN>) -> tensor<2xf4E2M1FN>
  %4 = tf.Identity %e : (tensor<2xf4E2M1FN>) -> tensor<2xf4E2M1FN>
  // CHECK: tf.Identity %{{.*}} : (tensor<2x!tf.qint32>) -> tensor<2x!tf.qint32>
  %5 = tf.Identity %f : (tensor<2x!tf.qint32>) -> tensor<2x!tf.qint32>
  // CHECK: tf.Identity %{{.*}} : (tensor<2x!tf.variant>) -> tensor<2x!tf.variant>
  %6 = tf.Identity %g : (tensor<2x!tf.variant>) -> tensor<2x!tf.variant>
  // A reference is read where an op takes a value.
  // CHECK: tf.Identity %{{.*}} : (tensor<2x!tf.ref<f32>>) -> tensor<2xf32>
  %7 = tf.Identity %h : (tensor<2x!tf.ref<f32>>) -> tensor<2xf32>
  // CHECK: tf.Identity %{{.*}} : (tensor<2x!tf.unknown>) -> tensor<2x!tf.unknown>
  %8 = tf.Identity %i : (tensor<2x!tf.unknown>) -> tensor<2x!tf.unknown>
  return
}

// Constants of strings and truth values.
// CHECK-LABEL: func.func @constants
func.func @constants() {
  // CHECK: tf.Const dense<["a", "\00\FF", ""]> : tensor<3x!tf.string>
  %0 = tf.Const dense<["a", "\00\FF", ""]> : tensor<3x!tf.string>
  // CHECK: tf.Const dense<[true, false]> : tensor<2xi1>
  %1 = tf.Const dense<[true, false]> : tensor<2xi1>
  // CHECK: tf.Const dense<(1.000000e+00,-2.000000e+00)> : tensor<complex<f32>>
  %2 = tf.Const dense<(1.0, -2.0)> : tensor<complex<f32>>
  // CHECK: tf.Const #sm.data<"w", "0:00000000"> : tensor<2x!tf.qint8>
  %3 = tf.Const #sm.data<"w", "0:00000000"> : tensor<2x!tf.qint8>
  // CHECK: tf.Const dense<> : tensor<0x3xui64>
  %4 = tf.Const dense<> : tensor<0x3xui64>
  return
}
