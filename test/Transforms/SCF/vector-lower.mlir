// RUN: sm-opt %s --vector-lower | FileCheck %s
// RUN: sm-opt %s --sm-lower-region | FileCheck %s --check-prefix=LLVM

// CHECK-LABEL: func.func private @contract(
// CHECK-NOT: vector.contract
// CHECK-NOT: vector.transfer_read
// CHECK: vector.load {{.*}} : memref<2x16xf32>, vector<16xf32>
// CHECK: vector.fma
// CHECK-NOT: vector.multi_reduction
// CHECK: vector.store
// LLVM-LABEL: llvm.func @contract(
// LLVM-SAME: !llvm.ptr
// LLVM: llvm.intr.fmuladd
// LLVM-NOT: unrealized_conversion_cast
func.func private @contract(%a: memref<4x2xf32>, %b: memref<2x16xf32>, %o: memref<4x16xf32>)
    attributes {sm.kernel} {
  %c0 = arith.constant 0 : index
  %pad = arith.constant 0.0 : f32
  %zero = arith.constant dense<0.0> : vector<4x16xf32>
  %A = vector.transfer_read %a[%c0, %c0], %pad {in_bounds = [true, true]}
      : memref<4x2xf32>, vector<4x2xf32>
  %B = vector.transfer_read %b[%c0, %c0], %pad {in_bounds = [true, true]}
      : memref<2x16xf32>, vector<2x16xf32>
  %c = vector.contract {
      indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (k, n)>,
                       affine_map<(m, n, k) -> (m, n)>],
      iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>}
      %A, %B, %zero : vector<4x2xf32>, vector<2x16xf32> into vector<4x16xf32>
  vector.transfer_write %c, %o[%c0, %c0] {in_bounds = [true, true]}
      : vector<4x16xf32>, memref<4x16xf32>
  return
}

// exp becomes a polynomial, sin does not; stack memory is taken once.
// CHECK-LABEL: func.func private @math(
// CHECK-NOT: scf.for
// CHECK: memref.alloca
// CHECK: scf.for
// CHECK-NOT: math.exp
// CHECK: math.fma
// CHECK: math.sin
// LLVM-LABEL: llvm.func @math(
// LLVM: llvm.intr.sin
func.func private @math(%o: memref<4x16xf32>, %v: vector<16xf32>) attributes {sm.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  scf.for %i = %c0 to %c4 step %c1 {
    %t = memref.alloca() : memref<16xf32>
    %e = math.exp %v : vector<16xf32>
    %s = math.sin %e : vector<16xf32>
    vector.store %s, %t[%c0] : memref<16xf32>, vector<16xf32>
    %r = vector.load %t[%c0] : memref<16xf32>, vector<16xf32>
    vector.store %r, %o[%i, %c0] : memref<4x16xf32>, vector<16xf32>
  }
  return
}

// A masked transfer over the end.
// CHECK-LABEL: func.func private @masked(
// LLVM-LABEL: llvm.func @masked(
// LLVM: llvm.intr.masked.load
// LLVM: llvm.intr.masked.store
func.func private @masked(%a: memref<13xf32>, %o: memref<13xf32>) attributes {sm.kernel} {
  %c0 = arith.constant 0 : index
  %pad = arith.constant 0.0 : f32
  %v = vector.transfer_read %a[%c0], %pad : memref<13xf32>, vector<16xf32>
  vector.transfer_write %v, %o[%c0] : vector<16xf32>, memref<13xf32>
  return
}

// f64 has no polynomial in the table, erf no intrinsic.
// LLVM-LABEL: llvm.func @doubles(
// LLVM-COUNT-2: llvm.call @erf(
func.func private @doubles(%o: memref<2xf64>, %v: vector<2xf64>) attributes {sm.kernel} {
  %c0 = arith.constant 0 : index
  %e = math.erf %v : vector<2xf64>
  vector.store %e, %o[%c0] : memref<2xf64>, vector<2xf64>
  return
}
