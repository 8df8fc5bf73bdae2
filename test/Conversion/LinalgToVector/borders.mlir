// Borders of padded buffers: one parallel loop, whose pieces have the rows that
// pieces of other kernels have.
// RUN: sm-opt %s --convert-linalg-to-vector | FileCheck %s

// What lies above all rows is the first piece's, what lies below the last
// one's; 56 rows are shared among 16 pieces.
// CHECK-LABEL: func.func @image
// CHECK: scf.forall (%[[PIECE:.*]]) in (16) {
// CHECK: %[[FIRST:.*]] = arith.constant 0 : index
// CHECK: %[[IS_FIRST:.*]] = arith.cmpi eq, %[[PIECE]], %[[FIRST]]
// CHECK: scf.if %[[IS_FIRST]] {
// CHECK: scf.for %{{.*}} = %{{.*}} to %c1856
// CHECK: vector.store
// CHECK: %[[LAST:.*]] = arith.constant 15 : index
// CHECK: %[[IS_LAST:.*]] = arith.cmpi eq, %[[PIECE]], %[[LAST]]
// CHECK: scf.if %[[IS_LAST]] {
// CHECK: vector.store
// CHECK-NOT: scf.if
// CHECK: %[[BEGIN:.*]] = arith.muli %[[PIECE]], %c56
// CHECK: arith.divui %[[BEGIN]], %c16
// CHECK: scf.for
// CHECK: vector.store
// CHECK-NOT: scf.if
// CHECK: arith.muli %[[PIECE]], %c56
// CHECK: vector.store
// CHECK: return
func.func @image(%o: memref<1x58x58x32xf32>) attributes {sm.kernel} {
  %z = arith.constant 0.0 : f32
  %above = memref.subview %o[0, 0, 0, 0] [1, 1, 58, 32] [1, 1, 1, 1] : memref<1x58x58x32xf32> to memref<1x1x58x32xf32, strided<[107648, 1856, 32, 1]>>
  linalg.fill ins(%z : f32) outs(%above : memref<1x1x58x32xf32, strided<[107648, 1856, 32, 1]>>)
  %below = memref.subview %o[0, 57, 0, 0] [1, 1, 58, 32] [1, 1, 1, 1] : memref<1x58x58x32xf32> to memref<1x1x58x32xf32, strided<[107648, 1856, 32, 1], offset: 105792>>
  linalg.fill ins(%z : f32) outs(%below : memref<1x1x58x32xf32, strided<[107648, 1856, 32, 1], offset: 105792>>)
  %left = memref.subview %o[0, 1, 0, 0] [1, 56, 1, 32] [1, 1, 1, 1] : memref<1x58x58x32xf32> to memref<1x56x1x32xf32, strided<[107648, 1856, 32, 1], offset: 1856>>
  linalg.fill ins(%z : f32) outs(%left : memref<1x56x1x32xf32, strided<[107648, 1856, 32, 1], offset: 1856>>)
  %right = memref.subview %o[0, 1, 57, 0] [1, 56, 1, 32] [1, 1, 1, 1] : memref<1x58x58x32xf32> to memref<1x56x1x32xf32, strided<[107648, 1856, 32, 1], offset: 3680>>
  linalg.fill ins(%z : f32) outs(%right : memref<1x56x1x32xf32, strided<[107648, 1856, 32, 1], offset: 3680>>)
  return
}

// In a batch, pieces have images.
// CHECK-LABEL: func.func @batch
// CHECK: scf.forall (%[[PIECE:.*]]) in (16) {
// CHECK-NOT: scf.if
// CHECK: %[[COUNT:.*]] = arith.constant 2 : index
// CHECK: arith.muli %[[PIECE]], %[[COUNT]]
// CHECK: scf.for
// CHECK: vector.store
// CHECK-NOT: scf.if
// CHECK: return
func.func @batch(%o: memref<32x9x8x32xf32>) attributes {sm.kernel} {
  %z = arith.constant 0.0 : f32
  %below = memref.subview %o[0, 8, 0, 0] [32, 1, 8, 32] [1, 1, 1, 1] : memref<32x9x8x32xf32> to memref<32x1x8x32xf32, strided<[2304, 256, 32, 1], offset: 2048>>
  linalg.fill ins(%z : f32) outs(%below : memref<32x1x8x32xf32, strided<[2304, 256, 32, 1], offset: 2048>>)
  return
}

// Small ones are not worth it, and neither is what has no rows.
// CHECK-LABEL: func.func @small
// CHECK-NOT: scf.forall
// CHECK: return
func.func @small(%o: memref<1x16x16x32xf32>) attributes {sm.kernel} {
  %z = arith.constant 0.0 : f32
  %left = memref.subview %o[0, 0, 0, 0] [1, 16, 1, 32] [1, 1, 1, 1] : memref<1x16x16x32xf32> to memref<1x16x1x32xf32, strided<[8192, 512, 32, 1]>>
  linalg.fill ins(%z : f32) outs(%left : memref<1x16x1x32xf32, strided<[8192, 512, 32, 1]>>)
  return
}

// CHECK-LABEL: func.func @few_rows
// CHECK-NOT: scf.forall
// CHECK: return
func.func @few_rows(%o: memref<1x6x300x64xf32>) attributes {sm.kernel} {
  %z = arith.constant 0.0 : f32
  %left = memref.subview %o[0, 0, 0, 0] [1, 6, 1, 64] [1, 1, 1, 1] : memref<1x6x300x64xf32> to memref<1x6x1x64xf32, strided<[115200, 19200, 64, 1]>>
  linalg.fill ins(%z : f32) outs(%left : memref<1x6x1x64xf32, strided<[115200, 19200, 64, 1]>>)
  return
}
