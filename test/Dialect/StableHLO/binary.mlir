// RUN: sm-opt %s | FileCheck %s
// RUN: sm-opt %s --mlir-print-op-generic | sm-opt | FileCheck %s
// RUN: sm-opt %s --emit-bytecode | sm-opt | FileCheck %s
//
// Ops of two and three operands, as the specification spells them.

// CHECK-LABEL: func.func @floats(
func.func @floats(%x: tensor<?x3xf32>, %y: tensor<?x3xf32>, %s: tensor<2x3xf32>) {
  // CHECK: stablehlo.add %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<?x3xf32>
  %0 = stablehlo.add %x, %y : tensor<?x3xf32>
  // CHECK: stablehlo.atan2 %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<?x3xf32>
  %1 = stablehlo.atan2 %x, %y : tensor<?x3xf32>
  // CHECK: stablehlo.divide %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<?x3xf32>
  %2 = stablehlo.divide %x, %y : tensor<?x3xf32>
  // CHECK: stablehlo.maximum %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<?x3xf32>
  %3 = stablehlo.maximum %x, %y : tensor<?x3xf32>
  // CHECK: stablehlo.minimum %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<?x3xf32>
  %4 = stablehlo.minimum %x, %y : tensor<?x3xf32>
  // CHECK: stablehlo.multiply %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<?x3xf32>
  %5 = stablehlo.multiply %x, %y : tensor<?x3xf32>
  // CHECK: stablehlo.power %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<?x3xf32>
  %6 = stablehlo.power %x, %y : tensor<?x3xf32>
  // CHECK: stablehlo.remainder %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<?x3xf32>
  %7 = stablehlo.remainder %x, %y : tensor<?x3xf32>
  // CHECK: stablehlo.subtract %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<?x3xf32>
  %8 = stablehlo.subtract %x, %y : tensor<?x3xf32>
  // CHECK: stablehlo.add %{{[^ ,)]+}}, %{{[^ ,)]+}} : (tensor<?x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %9 = stablehlo.add %x, %s : (tensor<?x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: stablehlo.complex %{{[^ ,)]+}}, %{{[^ ,)]+}} : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xcomplex<f32>>
  %10 = stablehlo.complex %x, %y : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xcomplex<f32>>
  return
}

// CHECK-LABEL: func.func @integers(
func.func @integers(%x: tensor<4xi32>, %y: tensor<4xi32>) {
  // CHECK: stablehlo.add %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<4xi32>
  %0 = stablehlo.add %x, %y : tensor<4xi32>
  // CHECK: stablehlo.and %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<4xi32>
  %1 = stablehlo.and %x, %y : tensor<4xi32>
  // CHECK: stablehlo.or %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<4xi32>
  %2 = stablehlo.or %x, %y : tensor<4xi32>
  // CHECK: stablehlo.xor %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<4xi32>
  %3 = stablehlo.xor %x, %y : tensor<4xi32>
  // CHECK: stablehlo.shift_left %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<4xi32>
  %4 = stablehlo.shift_left %x, %y : tensor<4xi32>
  // CHECK: stablehlo.shift_right_arithmetic %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<4xi32>
  %5 = stablehlo.shift_right_arithmetic %x, %y : tensor<4xi32>
  // CHECK: stablehlo.shift_right_logical %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<4xi32>
  %6 = stablehlo.shift_right_logical %x, %y : tensor<4xi32>
  // CHECK: stablehlo.divide %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<4xi32>
  %7 = stablehlo.divide %x, %y : tensor<4xi32>
  // CHECK: stablehlo.remainder %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<4xi32>
  %8 = stablehlo.remainder %x, %y : tensor<4xi32>
  return
}

// CHECK-LABEL: func.func @booleans(
func.func @booleans(%x: tensor<4xi1>, %y: tensor<4xi1>) {
  // CHECK: stablehlo.and %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<4xi1>
  %0 = stablehlo.and %x, %y : tensor<4xi1>
  // CHECK: stablehlo.or %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<4xi1>
  %1 = stablehlo.or %x, %y : tensor<4xi1>
  // CHECK: stablehlo.xor %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<4xi1>
  %2 = stablehlo.xor %x, %y : tensor<4xi1>
  // CHECK: stablehlo.add %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<4xi1>
  %3 = stablehlo.add %x, %y : tensor<4xi1>
  // CHECK: stablehlo.multiply %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<4xi1>
  %4 = stablehlo.multiply %x, %y : tensor<4xi1>
  // CHECK: stablehlo.maximum %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<4xi1>
  %5 = stablehlo.maximum %x, %y : tensor<4xi1>
  // CHECK: stablehlo.minimum %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<4xi1>
  %6 = stablehlo.minimum %x, %y : tensor<4xi1>
  return
}

// CHECK-LABEL: func.func @compare(
func.func @compare(%x: tensor<?x3xf32>, %y: tensor<?x3xf32>, %c: tensor<4xcomplex<f32>>, %i: tensor<4xi32>, %u: tensor<4xui8>, %p: tensor<4xi1>) {
  // CHECK: stablehlo.compare EQ, %{{[^ ,)]+}}, %{{[^ ,)]+}}, FLOAT : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xi1>
  %0 = stablehlo.compare EQ, %x, %y, FLOAT : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xi1>
  // CHECK: stablehlo.compare NE, %{{[^ ,)]+}}, %{{[^ ,)]+}}, FLOAT : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xi1>
  %1 = stablehlo.compare NE, %x, %y, FLOAT : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xi1>
  // CHECK: stablehlo.compare GE, %{{[^ ,)]+}}, %{{[^ ,)]+}}, FLOAT : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xi1>
  %2 = stablehlo.compare GE, %x, %y, FLOAT : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xi1>
  // CHECK: stablehlo.compare GT, %{{[^ ,)]+}}, %{{[^ ,)]+}}, FLOAT : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xi1>
  %3 = stablehlo.compare GT, %x, %y, FLOAT : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xi1>
  // CHECK: stablehlo.compare LE, %{{[^ ,)]+}}, %{{[^ ,)]+}}, FLOAT : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xi1>
  %4 = stablehlo.compare LE, %x, %y, FLOAT : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xi1>
  // CHECK: stablehlo.compare LT, %{{[^ ,)]+}}, %{{[^ ,)]+}}, FLOAT : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xi1>
  %5 = stablehlo.compare LT, %x, %y, FLOAT : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xi1>
  // CHECK: stablehlo.compare LT, %{{[^ ,)]+}}, %{{[^ ,)]+}}, TOTALORDER : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xi1>
  %6 = stablehlo.compare LT, %x, %y, TOTALORDER : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xi1>
  // CHECK: stablehlo.compare LT, %{{[^ ,)]+}}, %{{[^ ,)]+}} : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xi1>
  %7 = stablehlo.compare LT, %x, %y : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xi1>
  // CHECK: stablehlo.compare NE, %{{[^ ,)]+}}, %{{[^ ,)]+}}, FLOAT : (tensor<4xcomplex<f32>>, tensor<4xcomplex<f32>>) -> tensor<4xi1>
  %8 = stablehlo.compare NE, %c, %c, FLOAT : (tensor<4xcomplex<f32>>, tensor<4xcomplex<f32>>) -> tensor<4xi1>
  // CHECK: stablehlo.compare GT, %{{[^ ,)]+}}, %{{[^ ,)]+}}, SIGNED : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi1>
  %9 = stablehlo.compare GT, %i, %i, SIGNED : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi1>
  // CHECK: stablehlo.compare GT, %{{[^ ,)]+}}, %{{[^ ,)]+}}, UNSIGNED : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xi1>
  %10 = stablehlo.compare GT, %u, %u, UNSIGNED : (tensor<4xui8>, tensor<4xui8>) -> tensor<4xi1>
  // CHECK: stablehlo.compare EQ, %{{[^ ,)]+}}, %{{[^ ,)]+}}, UNSIGNED : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  %11 = stablehlo.compare EQ, %p, %p, UNSIGNED : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}

// CHECK-LABEL: func.func @select(
func.func @select(%p: tensor<i1>, %q: tensor<?x3xi1>, %x: tensor<?x3xf32>, %s: tensor<2x3xf32>) {
  // CHECK: stablehlo.select %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<i1>, tensor<?x3xf32>
  %0 = stablehlo.select %p, %x, %x : tensor<i1>, tensor<?x3xf32>
  // CHECK: stablehlo.select %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<?x3xi1>, tensor<?x3xf32>
  %1 = stablehlo.select %q, %x, %x : tensor<?x3xi1>, tensor<?x3xf32>
  // CHECK: stablehlo.select %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}} : (tensor<?x3xi1>, tensor<?x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %2 = stablehlo.select %q, %x, %s : (tensor<?x3xi1>, tensor<?x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return
}

// CHECK-LABEL: func.func @clamp(
func.func @clamp(%b: tensor<f32>, %x: tensor<?x3xf32>) {
  // CHECK: stablehlo.clamp %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}} : (tensor<f32>, tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  %0 = stablehlo.clamp %b, %x, %b : (tensor<f32>, tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  // CHECK: stablehlo.clamp %{{[^ ,)]+}}, %{{[^ ,)]+}}, %{{[^ ,)]+}} : tensor<?x3xf32>
  %1 = stablehlo.clamp %x, %x, %x : tensor<?x3xf32>
  return
}
