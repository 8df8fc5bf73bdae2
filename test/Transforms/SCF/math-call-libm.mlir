// RUN: sm-opt %s --math-call-libm -split-input-file -verify-diagnostics | FileCheck %s

// CHECK-DAG: func.func private @erff(f32) -> f32
// CHECK-DAG: func.func private @erf(f64) -> f64

// CHECK-LABEL: func.func @scalars(
// CHECK-SAME: %[[X:.*]]: f32, %[[Y:.*]]: f64)
func.func @scalars(%x: f32, %y: f64) -> (f32, f64, f32, f32) {
  // CHECK: call @erff(%[[X]]) : (f32) -> f32
  %0 = math.erf %x : f32
  // CHECK: call @erf(%[[Y]]) : (f64) -> f64
  %1 = math.erf %y : f64
  // What LLVM has an intrinsic for stays.
  // CHECK: math.sin %[[X]]
  %2 = math.sin %x : f32
  // CHECK: math.exp %[[X]]
  %3 = math.exp %x : f32
  return %0, %1, %2, %3 : f32, f64, f32, f32
}

// -----

// CHECK-LABEL: func.func @each(
func.func @each(%x: f32) -> (f32, f32, f32, f32, f32, f32, f32) {
  // CHECK: call @erfcf(
  %0 = math.erfc %x : f32
  // CHECK: call @cbrtf(
  %1 = math.cbrt %x : f32
  // CHECK: call @expm1f(
  %2 = math.expm1 %x : f32
  // CHECK: call @log1pf(
  %3 = math.log1p %x : f32
  // CHECK: call @acoshf(
  %4 = math.acosh %x : f32
  // CHECK: call @asinhf(
  %5 = math.asinh %x : f32
  // CHECK: call @atanhf(
  %6 = math.atanh %x : f32
  return %0, %1, %2, %3, %4, %5, %6 : f32, f32, f32, f32, f32, f32, f32
}

// -----

// Vectors element by element, halves as f32.
// CHECK-LABEL: func.func @vectors(
// CHECK-COUNT-4: call @erff(
// CHECK-NOT: math.erf
func.func @vectors(%x: vector<4xf32>) -> vector<4xf32> {
  %0 = math.erf %x : vector<4xf32>
  return %0 : vector<4xf32>
}

// CHECK-LABEL: func.func @halves(
// CHECK: %[[WIDE:.*]] = arith.extf
// CHECK: %[[CALL:.*]] = call @erff(%[[WIDE]])
// CHECK: arith.truncf %[[CALL]]
func.func @halves(%x: f16) -> f16 {
  %0 = math.erf %x : f16
  return %0 : f16
}

// -----

// Nothing to call: no declarations either.
// CHECK-LABEL: module
// CHECK-NOT: private
// CHECK: math.tanh
func.func @none(%x: f32) -> f32 {
  %0 = math.tanh %x : f32
  return %0 : f32
}

// -----

// Tensors are gone when this pass runs.
func.func @tensors(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{failed to legalize operation 'math.erf'}}
  %0 = math.erf %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}
