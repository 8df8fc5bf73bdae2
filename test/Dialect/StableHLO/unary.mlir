// RUN: sm-opt %s | FileCheck %s
// RUN: sm-opt %s --mlir-print-op-generic | sm-opt | FileCheck %s
// RUN: sm-opt %s --emit-bytecode | sm-opt | FileCheck %s
//
// Ops of one operand, as the specification spells them.

// CHECK-LABEL: func.func @floats(
func.func @floats(%x: tensor<?x3xf32>, %s: tensor<2x3xf32>) {
  // CHECK: stablehlo.abs %{{[^ ,)]+}} : tensor<?x3xf32>
  %0 = stablehlo.abs %x : tensor<?x3xf32>
  // CHECK: stablehlo.cbrt %{{[^ ,)]+}} : tensor<?x3xf32>
  %1 = stablehlo.cbrt %x : tensor<?x3xf32>
  // CHECK: stablehlo.ceil %{{[^ ,)]+}} : tensor<?x3xf32>
  %2 = stablehlo.ceil %x : tensor<?x3xf32>
  // CHECK: stablehlo.cosine %{{[^ ,)]+}} : tensor<?x3xf32>
  %3 = stablehlo.cosine %x : tensor<?x3xf32>
  // CHECK: stablehlo.exponential %{{[^ ,)]+}} : tensor<?x3xf32>
  %4 = stablehlo.exponential %x : tensor<?x3xf32>
  // CHECK: stablehlo.exponential_minus_one %{{[^ ,)]+}} : tensor<?x3xf32>
  %5 = stablehlo.exponential_minus_one %x : tensor<?x3xf32>
  // CHECK: stablehlo.floor %{{[^ ,)]+}} : tensor<?x3xf32>
  %6 = stablehlo.floor %x : tensor<?x3xf32>
  // CHECK: stablehlo.log %{{[^ ,)]+}} : tensor<?x3xf32>
  %7 = stablehlo.log %x : tensor<?x3xf32>
  // CHECK: stablehlo.log_plus_one %{{[^ ,)]+}} : tensor<?x3xf32>
  %8 = stablehlo.log_plus_one %x : tensor<?x3xf32>
  // CHECK: stablehlo.logistic %{{[^ ,)]+}} : tensor<?x3xf32>
  %9 = stablehlo.logistic %x : tensor<?x3xf32>
  // CHECK: stablehlo.negate %{{[^ ,)]+}} : tensor<?x3xf32>
  %10 = stablehlo.negate %x : tensor<?x3xf32>
  // CHECK: stablehlo.round_nearest_afz %{{[^ ,)]+}} : tensor<?x3xf32>
  %11 = stablehlo.round_nearest_afz %x : tensor<?x3xf32>
  // CHECK: stablehlo.round_nearest_even %{{[^ ,)]+}} : tensor<?x3xf32>
  %12 = stablehlo.round_nearest_even %x : tensor<?x3xf32>
  // CHECK: stablehlo.rsqrt %{{[^ ,)]+}} : tensor<?x3xf32>
  %13 = stablehlo.rsqrt %x : tensor<?x3xf32>
  // CHECK: stablehlo.sign %{{[^ ,)]+}} : tensor<?x3xf32>
  %14 = stablehlo.sign %x : tensor<?x3xf32>
  // CHECK: stablehlo.sine %{{[^ ,)]+}} : tensor<?x3xf32>
  %15 = stablehlo.sine %x : tensor<?x3xf32>
  // CHECK: stablehlo.sqrt %{{[^ ,)]+}} : tensor<?x3xf32>
  %16 = stablehlo.sqrt %x : tensor<?x3xf32>
  // CHECK: stablehlo.tan %{{[^ ,)]+}} : tensor<?x3xf32>
  %17 = stablehlo.tan %x : tensor<?x3xf32>
  // CHECK: stablehlo.tanh %{{[^ ,)]+}} : tensor<?x3xf32>
  %18 = stablehlo.tanh %x : tensor<?x3xf32>
  // CHECK: stablehlo.is_finite %{{[^ ,)]+}} : (tensor<?x3xf32>) -> tensor<?x3xi1>
  %19 = stablehlo.is_finite %x : (tensor<?x3xf32>) -> tensor<?x3xi1>
  // CHECK: stablehlo.reduce_precision %{{[^ ,)]+}}, format = e5m10 : tensor<?x3xf32>
  %20 = stablehlo.reduce_precision %x, format = e5m10 : tensor<?x3xf32>
  // CHECK: stablehlo.abs %{{[^ ,)]+}} : (tensor<2x3xf32>) -> tensor<?x3xf32>
  %21 = stablehlo.abs %s : (tensor<2x3xf32>) -> tensor<?x3xf32>
  return
}

// CHECK-LABEL: func.func @integers(
func.func @integers(%i: tensor<4xi32>, %u: tensor<4xui8>, %p: tensor<4xi1>) {
  // CHECK: stablehlo.abs %{{[^ ,)]+}} : tensor<4xi32>
  %0 = stablehlo.abs %i : tensor<4xi32>
  // CHECK: stablehlo.negate %{{[^ ,)]+}} : tensor<4xi32>
  %1 = stablehlo.negate %i : tensor<4xi32>
  // CHECK: stablehlo.sign %{{[^ ,)]+}} : tensor<4xi32>
  %2 = stablehlo.sign %i : tensor<4xi32>
  // CHECK: stablehlo.not %{{[^ ,)]+}} : tensor<4xi32>
  %3 = stablehlo.not %i : tensor<4xi32>
  // CHECK: stablehlo.not %{{[^ ,)]+}} : tensor<4xi1>
  %4 = stablehlo.not %p : tensor<4xi1>
  // CHECK: stablehlo.popcnt %{{[^ ,)]+}} : tensor<4xui8>
  %5 = stablehlo.popcnt %u : tensor<4xui8>
  // CHECK: stablehlo.count_leading_zeros %{{[^ ,)]+}} : tensor<4xui8>
  %6 = stablehlo.count_leading_zeros %u : tensor<4xui8>
  return
}

// CHECK-LABEL: func.func @complex(
func.func @complex(%c: tensor<4xcomplex<f32>>, %f: tensor<4xf64>) {
  // CHECK: stablehlo.abs %{{[^ ,)]+}} : (tensor<4xcomplex<f32>>) -> tensor<4xf32>
  %0 = stablehlo.abs %c : (tensor<4xcomplex<f32>>) -> tensor<4xf32>
  // CHECK: stablehlo.real %{{[^ ,)]+}} : (tensor<4xcomplex<f32>>) -> tensor<4xf32>
  %1 = stablehlo.real %c : (tensor<4xcomplex<f32>>) -> tensor<4xf32>
  // CHECK: stablehlo.imag %{{[^ ,)]+}} : (tensor<4xcomplex<f32>>) -> tensor<4xf32>
  %2 = stablehlo.imag %c : (tensor<4xcomplex<f32>>) -> tensor<4xf32>
  // CHECK: stablehlo.exponential %{{[^ ,)]+}} : tensor<4xcomplex<f32>>
  %3 = stablehlo.exponential %c : tensor<4xcomplex<f32>>
  // CHECK: stablehlo.real %{{[^ ,)]+}} : tensor<4xf64>
  %4 = stablehlo.real %f : tensor<4xf64>
  return
}

// CHECK-LABEL: func.func @conversions(
func.func @conversions(%x: tensor<?x3xf32>, %i: tensor<?x3xi64>, %w: tensor<4xf64>, %n: tensor<4x2xf32>) {
  // CHECK: stablehlo.convert %{{[^ ,)]+}} : (tensor<?x3xi64>) -> tensor<?x3xf32>
  %0 = stablehlo.convert %i : (tensor<?x3xi64>) -> tensor<?x3xf32>
  // CHECK: stablehlo.convert %{{[^ ,)]+}} : (tensor<?x3xf32>) -> tensor<?x3xi1>
  %1 = stablehlo.convert %x : (tensor<?x3xf32>) -> tensor<?x3xi1>
  // CHECK: stablehlo.convert %{{[^ ,)]+}} : tensor<?x3xf32>
  %2 = stablehlo.convert %x : tensor<?x3xf32>
  // CHECK: stablehlo.bitcast_convert %{{[^ ,)]+}} : (tensor<?x3xf32>) -> tensor<?x3xi32>
  %3 = stablehlo.bitcast_convert %x : (tensor<?x3xf32>) -> tensor<?x3xi32>
  // CHECK: stablehlo.bitcast_convert %{{[^ ,)]+}} : (tensor<4xf64>) -> tensor<4x2xf32>
  %4 = stablehlo.bitcast_convert %w : (tensor<4xf64>) -> tensor<4x2xf32>
  // CHECK: stablehlo.bitcast_convert %{{[^ ,)]+}} : (tensor<4x2xf32>) -> tensor<4xf64>
  %5 = stablehlo.bitcast_convert %n : (tensor<4x2xf32>) -> tensor<4xf64>
  return
}

// CHECK-LABEL: func.func @chlo(
func.func @chlo(%x: tensor<?x3xf32>) {
  // CHECK: chlo.erf %{{[^ ,)]+}} : tensor<?x3xf32> -> tensor<?x3xf32>
  %0 = chlo.erf %x : tensor<?x3xf32> -> tensor<?x3xf32>
  // CHECK: chlo.erfc %{{[^ ,)]+}} : tensor<?x3xf32> -> tensor<?x3xf32>
  %1 = chlo.erfc %x : tensor<?x3xf32> -> tensor<?x3xf32>
  return
}
