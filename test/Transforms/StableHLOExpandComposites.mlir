// RUN: sm-opt %s --stablehlo-expand-composites --split-input-file --verify-diagnostics | FileCheck %s
// RUN: sm-opt %s --stablehlo-expand-composites=keep=x.kept --split-input-file --verify-diagnostics | FileCheck %s --check-prefix=KEPT

// A composite inside a decomposition; a decomposition that is public stays.
// CHECK-LABEL: func.func @nested(
// CHECK-NEXT: %[[A:.*]] = stablehlo.add %arg0, %arg0 : tensor<3xf32>
// CHECK-NEXT: %[[B:.*]] = stablehlo.negate %[[A]] : tensor<3xf32>
// CHECK-NEXT: %[[C:.*]] = stablehlo.add %[[B]], %[[B]] : tensor<3xf32>
// CHECK-NEXT: return %[[C]]
// CHECK-NOT: @double
// CHECK-NOT: @outer(
// CHECK: func.func @public(
// CHECK-NOT: @double
// KEPT-LABEL: func.func @nested(
// KEPT-NEXT: %[[A:.*]] = stablehlo.composite "x.kept" %arg0 {decomposition = @double} : (tensor<3xf32>) -> tensor<3xf32>
// KEPT-NEXT: %[[B:.*]] = stablehlo.negate %[[A]] : tensor<3xf32>
// KEPT-NEXT: %[[C:.*]] = stablehlo.composite "x.kept" %[[B]]
// KEPT-NEXT: return %[[C]]
// KEPT: func.func private @double
func.func @nested(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = stablehlo.composite "x.outer" %x {decomposition = @outer} : (tensor<3xf32>) -> tensor<3xf32>
  %1 = stablehlo.composite "x.kept" %0 {decomposition = @double} : (tensor<3xf32>) -> tensor<3xf32>
  return %1 : tensor<3xf32>
}
func.func private @outer(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = stablehlo.composite "x.kept" %x {decomposition = @double} : (tensor<3xf32>) -> tensor<3xf32>
  %1 = stablehlo.composite "x.same" %0 {decomposition = @public} : (tensor<3xf32>) -> tensor<3xf32>
  return %1 : tensor<3xf32>
}
func.func private @double(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = stablehlo.add %x, %x : tensor<3xf32>
  return %0 : tensor<3xf32>
}
func.func @public(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = stablehlo.negate %x : tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @no_body(%x: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error@+1 {{composite 'x.outside' has no body in '@elsewhere'; a decomposition is a function of one block}}
  %0 = stablehlo.composite "x.outside" %x {decomposition = @elsewhere} : (tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
func.func private @elsewhere(tensor<3xf32>) -> tensor<3xf32>

// -----

func.func @itself(%x: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error@+1 {{composite 'x.endless' does not fit its decomposition '@itself'}}
  %0 = stablehlo.composite "x.endless" %x {decomposition = @itself} : (tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}
