// Small functions that make much of each other come to an end.
// RUN: not sm-opt %s --stablehlo-expand-composites 2>&1 | FileCheck %s
// CHECK: error: composites come to more than 262144 ops; they may call each other

func.func @a(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = stablehlo.composite "x.b" %x {decomposition = @b} : (tensor<3xf32>) -> tensor<3xf32>
  %1 = stablehlo.composite "x.b" %0 {decomposition = @b} : (tensor<3xf32>) -> tensor<3xf32>
  %2 = stablehlo.composite "x.b" %1 {decomposition = @b} : (tensor<3xf32>) -> tensor<3xf32>
  %3 = stablehlo.composite "x.b" %2 {decomposition = @b} : (tensor<3xf32>) -> tensor<3xf32>
  %4 = stablehlo.composite "x.b" %3 {decomposition = @b} : (tensor<3xf32>) -> tensor<3xf32>
  %5 = stablehlo.composite "x.b" %4 {decomposition = @b} : (tensor<3xf32>) -> tensor<3xf32>
  %6 = stablehlo.composite "x.b" %5 {decomposition = @b} : (tensor<3xf32>) -> tensor<3xf32>
  %7 = stablehlo.composite "x.b" %6 {decomposition = @b} : (tensor<3xf32>) -> tensor<3xf32>
  %8 = stablehlo.composite "x.b" %7 {decomposition = @b} : (tensor<3xf32>) -> tensor<3xf32>
  %9 = stablehlo.composite "x.b" %8 {decomposition = @b} : (tensor<3xf32>) -> tensor<3xf32>
  %10 = stablehlo.composite "x.b" %9 {decomposition = @b} : (tensor<3xf32>) -> tensor<3xf32>
  %11 = stablehlo.composite "x.b" %10 {decomposition = @b} : (tensor<3xf32>) -> tensor<3xf32>
  %12 = stablehlo.composite "x.b" %11 {decomposition = @b} : (tensor<3xf32>) -> tensor<3xf32>
  %13 = stablehlo.composite "x.b" %12 {decomposition = @b} : (tensor<3xf32>) -> tensor<3xf32>
  %14 = stablehlo.composite "x.b" %13 {decomposition = @b} : (tensor<3xf32>) -> tensor<3xf32>
  %15 = stablehlo.composite "x.b" %14 {decomposition = @b} : (tensor<3xf32>) -> tensor<3xf32>
  return %15 : tensor<3xf32>
}
func.func @b(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = stablehlo.composite "x.c" %x {decomposition = @c} : (tensor<3xf32>) -> tensor<3xf32>
  %1 = stablehlo.composite "x.c" %0 {decomposition = @c} : (tensor<3xf32>) -> tensor<3xf32>
  %2 = stablehlo.composite "x.c" %1 {decomposition = @c} : (tensor<3xf32>) -> tensor<3xf32>
  %3 = stablehlo.composite "x.c" %2 {decomposition = @c} : (tensor<3xf32>) -> tensor<3xf32>
  %4 = stablehlo.composite "x.c" %3 {decomposition = @c} : (tensor<3xf32>) -> tensor<3xf32>
  %5 = stablehlo.composite "x.c" %4 {decomposition = @c} : (tensor<3xf32>) -> tensor<3xf32>
  %6 = stablehlo.composite "x.c" %5 {decomposition = @c} : (tensor<3xf32>) -> tensor<3xf32>
  %7 = stablehlo.composite "x.c" %6 {decomposition = @c} : (tensor<3xf32>) -> tensor<3xf32>
  %8 = stablehlo.composite "x.c" %7 {decomposition = @c} : (tensor<3xf32>) -> tensor<3xf32>
  %9 = stablehlo.composite "x.c" %8 {decomposition = @c} : (tensor<3xf32>) -> tensor<3xf32>
  %10 = stablehlo.composite "x.c" %9 {decomposition = @c} : (tensor<3xf32>) -> tensor<3xf32>
  %11 = stablehlo.composite "x.c" %10 {decomposition = @c} : (tensor<3xf32>) -> tensor<3xf32>
  %12 = stablehlo.composite "x.c" %11 {decomposition = @c} : (tensor<3xf32>) -> tensor<3xf32>
  %13 = stablehlo.composite "x.c" %12 {decomposition = @c} : (tensor<3xf32>) -> tensor<3xf32>
  %14 = stablehlo.composite "x.c" %13 {decomposition = @c} : (tensor<3xf32>) -> tensor<3xf32>
  %15 = stablehlo.composite "x.c" %14 {decomposition = @c} : (tensor<3xf32>) -> tensor<3xf32>
  return %15 : tensor<3xf32>
}
func.func @c(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = stablehlo.composite "x.d" %x {decomposition = @d} : (tensor<3xf32>) -> tensor<3xf32>
  %1 = stablehlo.composite "x.d" %0 {decomposition = @d} : (tensor<3xf32>) -> tensor<3xf32>
  %2 = stablehlo.composite "x.d" %1 {decomposition = @d} : (tensor<3xf32>) -> tensor<3xf32>
  %3 = stablehlo.composite "x.d" %2 {decomposition = @d} : (tensor<3xf32>) -> tensor<3xf32>
  %4 = stablehlo.composite "x.d" %3 {decomposition = @d} : (tensor<3xf32>) -> tensor<3xf32>
  %5 = stablehlo.composite "x.d" %4 {decomposition = @d} : (tensor<3xf32>) -> tensor<3xf32>
  %6 = stablehlo.composite "x.d" %5 {decomposition = @d} : (tensor<3xf32>) -> tensor<3xf32>
  %7 = stablehlo.composite "x.d" %6 {decomposition = @d} : (tensor<3xf32>) -> tensor<3xf32>
  %8 = stablehlo.composite "x.d" %7 {decomposition = @d} : (tensor<3xf32>) -> tensor<3xf32>
  %9 = stablehlo.composite "x.d" %8 {decomposition = @d} : (tensor<3xf32>) -> tensor<3xf32>
  %10 = stablehlo.composite "x.d" %9 {decomposition = @d} : (tensor<3xf32>) -> tensor<3xf32>
  %11 = stablehlo.composite "x.d" %10 {decomposition = @d} : (tensor<3xf32>) -> tensor<3xf32>
  %12 = stablehlo.composite "x.d" %11 {decomposition = @d} : (tensor<3xf32>) -> tensor<3xf32>
  %13 = stablehlo.composite "x.d" %12 {decomposition = @d} : (tensor<3xf32>) -> tensor<3xf32>
  %14 = stablehlo.composite "x.d" %13 {decomposition = @d} : (tensor<3xf32>) -> tensor<3xf32>
  %15 = stablehlo.composite "x.d" %14 {decomposition = @d} : (tensor<3xf32>) -> tensor<3xf32>
  return %15 : tensor<3xf32>
}
func.func @d(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = stablehlo.composite "x.e" %x {decomposition = @e} : (tensor<3xf32>) -> tensor<3xf32>
  %1 = stablehlo.composite "x.e" %0 {decomposition = @e} : (tensor<3xf32>) -> tensor<3xf32>
  %2 = stablehlo.composite "x.e" %1 {decomposition = @e} : (tensor<3xf32>) -> tensor<3xf32>
  %3 = stablehlo.composite "x.e" %2 {decomposition = @e} : (tensor<3xf32>) -> tensor<3xf32>
  %4 = stablehlo.composite "x.e" %3 {decomposition = @e} : (tensor<3xf32>) -> tensor<3xf32>
  %5 = stablehlo.composite "x.e" %4 {decomposition = @e} : (tensor<3xf32>) -> tensor<3xf32>
  %6 = stablehlo.composite "x.e" %5 {decomposition = @e} : (tensor<3xf32>) -> tensor<3xf32>
  %7 = stablehlo.composite "x.e" %6 {decomposition = @e} : (tensor<3xf32>) -> tensor<3xf32>
  %8 = stablehlo.composite "x.e" %7 {decomposition = @e} : (tensor<3xf32>) -> tensor<3xf32>
  %9 = stablehlo.composite "x.e" %8 {decomposition = @e} : (tensor<3xf32>) -> tensor<3xf32>
  %10 = stablehlo.composite "x.e" %9 {decomposition = @e} : (tensor<3xf32>) -> tensor<3xf32>
  %11 = stablehlo.composite "x.e" %10 {decomposition = @e} : (tensor<3xf32>) -> tensor<3xf32>
  %12 = stablehlo.composite "x.e" %11 {decomposition = @e} : (tensor<3xf32>) -> tensor<3xf32>
  %13 = stablehlo.composite "x.e" %12 {decomposition = @e} : (tensor<3xf32>) -> tensor<3xf32>
  %14 = stablehlo.composite "x.e" %13 {decomposition = @e} : (tensor<3xf32>) -> tensor<3xf32>
  %15 = stablehlo.composite "x.e" %14 {decomposition = @e} : (tensor<3xf32>) -> tensor<3xf32>
  return %15 : tensor<3xf32>
}
func.func @e(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = stablehlo.composite "x.f" %x {decomposition = @f} : (tensor<3xf32>) -> tensor<3xf32>
  %1 = stablehlo.composite "x.f" %0 {decomposition = @f} : (tensor<3xf32>) -> tensor<3xf32>
  %2 = stablehlo.composite "x.f" %1 {decomposition = @f} : (tensor<3xf32>) -> tensor<3xf32>
  %3 = stablehlo.composite "x.f" %2 {decomposition = @f} : (tensor<3xf32>) -> tensor<3xf32>
  %4 = stablehlo.composite "x.f" %3 {decomposition = @f} : (tensor<3xf32>) -> tensor<3xf32>
  %5 = stablehlo.composite "x.f" %4 {decomposition = @f} : (tensor<3xf32>) -> tensor<3xf32>
  %6 = stablehlo.composite "x.f" %5 {decomposition = @f} : (tensor<3xf32>) -> tensor<3xf32>
  %7 = stablehlo.composite "x.f" %6 {decomposition = @f} : (tensor<3xf32>) -> tensor<3xf32>
  %8 = stablehlo.composite "x.f" %7 {decomposition = @f} : (tensor<3xf32>) -> tensor<3xf32>
  %9 = stablehlo.composite "x.f" %8 {decomposition = @f} : (tensor<3xf32>) -> tensor<3xf32>
  %10 = stablehlo.composite "x.f" %9 {decomposition = @f} : (tensor<3xf32>) -> tensor<3xf32>
  %11 = stablehlo.composite "x.f" %10 {decomposition = @f} : (tensor<3xf32>) -> tensor<3xf32>
  %12 = stablehlo.composite "x.f" %11 {decomposition = @f} : (tensor<3xf32>) -> tensor<3xf32>
  %13 = stablehlo.composite "x.f" %12 {decomposition = @f} : (tensor<3xf32>) -> tensor<3xf32>
  %14 = stablehlo.composite "x.f" %13 {decomposition = @f} : (tensor<3xf32>) -> tensor<3xf32>
  %15 = stablehlo.composite "x.f" %14 {decomposition = @f} : (tensor<3xf32>) -> tensor<3xf32>
  return %15 : tensor<3xf32>
}
func.func @f(%x: tensor<3xf32>) -> tensor<3xf32> {
  %0 = stablehlo.add %x, %x : tensor<3xf32>
  return %0 : tensor<3xf32>
}
