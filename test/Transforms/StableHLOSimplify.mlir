// RUN: sm-opt %s --stablehlo-simplify | FileCheck %s

//===----------------------------------------------------------------------===//
// Movement
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @reshapes(
// CHECK: %[[V0:.*]] = stablehlo.reshape %arg0 : (tensor<2x3x4xf32>) -> tensor<4x6xf32>
// CHECK-NEXT: return %[[V0]] : tensor<4x6xf32>
func.func @reshapes(%x: tensor<2x3x4xf32>) -> tensor<4x6xf32> {
  %0 = stablehlo.reshape %x : (tensor<2x3x4xf32>) -> tensor<6x4xf32>
  %1 = stablehlo.reshape %0 : (tensor<6x4xf32>) -> tensor<4x6xf32>
  return %1 : tensor<4x6xf32>
}

// CHECK-LABEL: func.func @transposes(
// CHECK: %[[V0:.*]] = stablehlo.transpose %arg0, dims = [1, 2, 0] : (tensor<2x3x4xf32>) -> tensor<3x4x2xf32>
// CHECK-NEXT: return %[[V0]], %arg1 : tensor<3x4x2xf32>, tensor<?x3x4xf32>
func.func @transposes(%x: tensor<2x3x4xf32>, %y: tensor<?x3x4xf32>) -> (tensor<3x4x2xf32>, tensor<?x3x4xf32>) {
  %0 = stablehlo.transpose %x, dims = [2, 0, 1] : (tensor<2x3x4xf32>) -> tensor<4x2x3xf32>
  %1 = stablehlo.transpose %0, dims = [2, 0, 1] : (tensor<4x2x3xf32>) -> tensor<3x4x2xf32>
  %2 = stablehlo.transpose %y, dims = [0, 2, 1] : (tensor<?x3x4xf32>) -> tensor<?x4x3xf32>
  %3 = stablehlo.transpose %2, dims = [0, 2, 1] : (tensor<?x4x3xf32>) -> tensor<?x3x4xf32>
  return %1, %3 : tensor<3x4x2xf32>, tensor<?x3x4xf32>
}

// CHECK-LABEL: func.func @transpose_of_ones(
// CHECK: %[[V0:.*]] = stablehlo.reshape %arg0 : (tensor<1x3x1x4xf32>) -> tensor<3x1x4x1xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.reshape %arg1 : (tensor<1x3xf32>) -> tensor<3x1xf32>
// CHECK-NEXT: return %[[V0]], %[[V1]] : tensor<3x1x4x1xf32>, tensor<3x1xf32>
func.func @transpose_of_ones(%x: tensor<1x3x1x4xf32>, %y: tensor<1x3xf32>) -> (tensor<3x1x4x1xf32>, tensor<3x1xf32>) {
  %0 = stablehlo.transpose %x, dims = [1, 2, 3, 0] : (tensor<1x3x1x4xf32>) -> tensor<3x1x4x1xf32>
  %1 = stablehlo.transpose %y, dims = [1, 0] : (tensor<1x3xf32>) -> tensor<3x1xf32>
  return %0, %1 : tensor<3x1x4x1xf32>, tensor<3x1xf32>
}

// CHECK-LABEL: func.func @broadcasts(
// CHECK: %[[V0:.*]] = stablehlo.broadcast_in_dim %arg0, dims = [2] : (tensor<3xf32>) -> tensor<4x2x3xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.reshape %arg0 : (tensor<3xf32>) -> tensor<1x3x1xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.broadcast_in_dim %arg0, dims = [1] : (tensor<3xf32>) -> tensor<2x3xf32>
// CHECK-NEXT: return %[[V0]], %[[V1]], %[[V2]] : tensor<4x2x3xf32>, tensor<1x3x1xf32>, tensor<2x3xf32>
func.func @broadcasts(%x: tensor<3xf32>) -> (tensor<4x2x3xf32>, tensor<1x3x1xf32>, tensor<2x3xf32>) {
  %0 = stablehlo.broadcast_in_dim %x, dims = [1] : (tensor<3xf32>) -> tensor<2x3xf32>
  %1 = stablehlo.broadcast_in_dim %0, dims = [1, 2] : (tensor<2x3xf32>) -> tensor<4x2x3xf32>
  %2 = stablehlo.broadcast_in_dim %x, dims = [1] : (tensor<3xf32>) -> tensor<1x3x1xf32>
  %3 = stablehlo.broadcast_in_dim %x, dims = [0] : (tensor<3xf32>) -> tensor<3x2xf32>
  %4 = stablehlo.transpose %3, dims = [1, 0] : (tensor<3x2xf32>) -> tensor<2x3xf32>
  return %1, %2, %4 : tensor<4x2x3xf32>, tensor<1x3x1xf32>, tensor<2x3xf32>
}

// Dimensions of 1 that are repeated come off; others keep their place.

// CHECK-LABEL: func.func @ones_before_broadcasts(
// CHECK: %[[V0:.*]] = stablehlo.broadcast_in_dim %arg0, dims = [1] : (tensor<3xf32>) -> tensor<2x3xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.reshape %arg1 : (tensor<1x1x3xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.broadcast_in_dim %[[V1]], dims = [2] : (tensor<3xf32>) -> tensor<4x2x3xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.broadcast_in_dim %arg2, dims = [0] : (tensor<1xf32>) -> tensor<1x10xf32>
// CHECK-NEXT: return %[[V0]], %[[V2]], %[[V3]] : tensor<2x3xf32>, tensor<4x2x3xf32>, tensor<1x10xf32>
func.func @ones_before_broadcasts(%x: tensor<3xf32>, %y: tensor<1x1x3xf32>, %z: tensor<1xf32>) -> (tensor<2x3xf32>, tensor<4x2x3xf32>, tensor<1x10xf32>) {
  %0 = stablehlo.reshape %x : (tensor<3xf32>) -> tensor<1x3xf32>
  %1 = stablehlo.broadcast_in_dim %0, dims = [0, 1] : (tensor<1x3xf32>) -> tensor<2x3xf32>
  %2 = stablehlo.broadcast_in_dim %y, dims = [0, 1, 2] : (tensor<1x1x3xf32>) -> tensor<4x2x3xf32>
  %3 = stablehlo.broadcast_in_dim %z, dims = [0] : (tensor<1xf32>) -> tensor<1x10xf32>
  return %1, %2, %3 : tensor<2x3xf32>, tensor<4x2x3xf32>, tensor<1x10xf32>
}

// A reshape that moves elements into other dimensions stays.

// CHECK-LABEL: func.func @reshape_before_broadcast(
// CHECK: %[[V0:.*]] = stablehlo.reshape %arg0 : (tensor<6xf32>) -> tensor<2x3xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.broadcast_in_dim %[[V0]], dims = [1, 2] : (tensor<2x3xf32>) -> tensor<2x2x3xf32>
// CHECK-NEXT: return %[[V1]] : tensor<2x2x3xf32>
func.func @reshape_before_broadcast(%x: tensor<6xf32>) -> tensor<2x2x3xf32> {
  %0 = stablehlo.reshape %x : (tensor<6xf32>) -> tensor<2x3xf32>
  %1 = stablehlo.broadcast_in_dim %0, dims = [1, 2] : (tensor<2x3xf32>) -> tensor<2x2x3xf32>
  return %1 : tensor<2x2x3xf32>
}

// CHECK-LABEL: func.func @reverses(
// CHECK: %[[V0:.*]] = stablehlo.reverse %arg0, dims = [1] : tensor<2x3xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.reverse %[[V0]], dims = [0] : tensor<2x3xf32>
// CHECK-NEXT: return %arg0, %[[V1]] : tensor<2x3xf32>, tensor<2x3xf32>
func.func @reverses(%x: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  %0 = stablehlo.reverse %x, dims = [1] : tensor<2x3xf32>
  %1 = stablehlo.reverse %0, dims = [1] : tensor<2x3xf32>
  %2 = stablehlo.reverse %0, dims = [0] : tensor<2x3xf32>
  return %1, %2 : tensor<2x3xf32>, tensor<2x3xf32>
}

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @slices(
// CHECK: %[[V0:.*]] = stablehlo.slice %arg0 [4:17:6] : (tensor<20xf32>) -> tensor<3xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.slice %arg0 [4:4:2] : (tensor<20xf32>) -> tensor<0xf32>
// CHECK-NEXT: return %[[V0]], %[[V1]] : tensor<3xf32>, tensor<0xf32>
func.func @slices(%x: tensor<20xf32>) -> (tensor<3xf32>, tensor<0xf32>) {
  %0 = stablehlo.slice %x [2:20:2] : (tensor<20xf32>) -> tensor<9xf32>
  %1 = stablehlo.slice %0 [1:8:3] : (tensor<9xf32>) -> tensor<3xf32>
  %2 = stablehlo.slice %0 [1:1] : (tensor<9xf32>) -> tensor<0xf32>
  return %1, %2 : tensor<3xf32>, tensor<0xf32>
}

// CHECK-LABEL: func.func @slice_of_concatenate(
// CHECK: %[[V0:.*]] = stablehlo.concatenate %arg0, %arg1, dim = 0 : (tensor<2x3xf32>, tensor<4x3xf32>) -> tensor<6x3xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.slice %arg1 [1:3, 1:3] : (tensor<4x3xf32>) -> tensor<2x2xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.slice %[[V0]] [1:3, 0:3] : (tensor<6x3xf32>) -> tensor<2x3xf32>
// CHECK-NEXT: return %arg1, %[[V1]], %[[V2]] : tensor<4x3xf32>, tensor<2x2xf32>, tensor<2x3xf32>
func.func @slice_of_concatenate(%x: tensor<2x3xf32>, %y: tensor<4x3xf32>) -> (tensor<4x3xf32>, tensor<2x2xf32>, tensor<2x3xf32>) {
  %0 = stablehlo.concatenate %x, %y, dim = 0 : (tensor<2x3xf32>, tensor<4x3xf32>) -> tensor<6x3xf32>
  %1 = stablehlo.slice %0 [2:6, 0:3] : (tensor<6x3xf32>) -> tensor<4x3xf32>
  %2 = stablehlo.slice %0 [3:5, 1:3] : (tensor<6x3xf32>) -> tensor<2x2xf32>
  %3 = stablehlo.slice %0 [1:3, 0:3] : (tensor<6x3xf32>) -> tensor<2x3xf32>
  return %1, %2, %3 : tensor<4x3xf32>, tensor<2x2xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func.func @slice_of_pad(
// CHECK: %[[V0:.*]] = stablehlo.pad %arg0, %arg1, low = [1], high = [2], interior = [0] : (tensor<4xf32>, tensor<f32>) -> tensor<7xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.slice %arg0 [1:3] : (tensor<4xf32>) -> tensor<2xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.slice %[[V0]] [0:2] : (tensor<7xf32>) -> tensor<2xf32>
// CHECK-NEXT: return %arg0, %[[V1]], %[[V2]] : tensor<4xf32>, tensor<2xf32>, tensor<2xf32>
func.func @slice_of_pad(%x: tensor<4xf32>, %v: tensor<f32>) -> (tensor<4xf32>, tensor<2xf32>, tensor<2xf32>) {
  %0 = stablehlo.pad %x, %v, low = [1], high = [2], interior = [0] : (tensor<4xf32>, tensor<f32>) -> tensor<7xf32>
  %1 = stablehlo.slice %0 [1:5] : (tensor<7xf32>) -> tensor<4xf32>
  %2 = stablehlo.slice %0 [2:4] : (tensor<7xf32>) -> tensor<2xf32>
  %3 = stablehlo.slice %0 [0:2] : (tensor<7xf32>) -> tensor<2xf32>
  return %1, %2, %3 : tensor<4xf32>, tensor<2xf32>, tensor<2xf32>
}

// CHECK-LABEL: func.func @pads(
// CHECK: %[[V0:.*]] = stablehlo.pad %arg0, %arg1, low = [1], high = [2], interior = [0] : (tensor<4xf32>, tensor<f32>) -> tensor<7xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.pad %arg0, %arg1, low = [4], high = [2], interior = [0] : (tensor<4xf32>, tensor<f32>) -> tensor<10xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.pad %arg0, %arg1, low = [0], high = [0], interior = [1] : (tensor<4xf32>, tensor<f32>) -> tensor<7xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.pad %[[V0]], %arg1, low = [-1], high = [0], interior = [0] : (tensor<7xf32>, tensor<f32>) -> tensor<6xf32>
// CHECK-NEXT: return %[[V1]], %[[V2]], %[[V3]], %arg0 : tensor<10xf32>, tensor<7xf32>, tensor<6xf32>, tensor<4xf32>
func.func @pads(%x: tensor<4xf32>, %v: tensor<f32>, %w: tensor<f32>) -> (tensor<10xf32>, tensor<7xf32>, tensor<6xf32>, tensor<4xf32>) {
  %0 = stablehlo.pad %x, %v, low = [1], high = [2], interior = [0] : (tensor<4xf32>, tensor<f32>) -> tensor<7xf32>
  %1 = stablehlo.pad %0, %v, low = [3], high = [0], interior = [0] : (tensor<7xf32>, tensor<f32>) -> tensor<10xf32>
  %2 = stablehlo.pad %x, %v, low = [0], high = [0], interior = [1] : (tensor<4xf32>, tensor<f32>) -> tensor<7xf32>
  %3 = stablehlo.pad %0, %v, low = [-1], high = [0], interior = [0] : (tensor<7xf32>, tensor<f32>) -> tensor<6xf32>
  %4 = stablehlo.pad %x, %w, low = [0], high = [0], interior = [0] : (tensor<4xf32>, tensor<f32>) -> tensor<4xf32>
  return %1, %2, %3, %4 : tensor<10xf32>, tensor<7xf32>, tensor<6xf32>, tensor<4xf32>
}

// CHECK-LABEL: func.func @concatenates(
// CHECK: %[[V0:.*]] = stablehlo.concatenate %arg0, %arg0, %arg0, dim = 0 : (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<6xf32>
// CHECK-NEXT: return %[[V0]] : tensor<6xf32>
func.func @concatenates(%x: tensor<2xf32>, %y: tensor<0xf32>) -> tensor<6xf32> {
  %0 = stablehlo.concatenate %x, %y, %x, dim = 0 : (tensor<2xf32>, tensor<0xf32>, tensor<2xf32>) -> tensor<4xf32>
  %1 = stablehlo.concatenate %0, %x, dim = 0 : (tensor<4xf32>, tensor<2xf32>) -> tensor<6xf32>
  return %1 : tensor<6xf32>
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

// CHECK-LABEL: func.func @neutral_floats(
// CHECK: return %arg0, %arg0, %arg0, %arg0, %arg0, %arg0, %arg0 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
func.func @neutral_floats(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %one = stablehlo.constant dense<1.0> : tensor<2xf32>
  %zero = stablehlo.constant dense<0.0> : tensor<2xf32>
  %minus_zero = stablehlo.constant dense<-0.0> : tensor<2xf32>
  %low = stablehlo.constant dense<0xFF800000> : tensor<2xf32>
  %high = stablehlo.constant dense<0x7F800000> : tensor<2xf32>
  %0 = stablehlo.multiply %one, %x : tensor<2xf32>
  %1 = stablehlo.divide %x, %one : tensor<2xf32>
  %2 = stablehlo.add %x, %minus_zero : tensor<2xf32>
  %3 = stablehlo.subtract %x, %zero : tensor<2xf32>
  %4 = stablehlo.maximum %x, %low : tensor<2xf32>
  %5 = stablehlo.minimum %high, %x : tensor<2xf32>
  %6 = stablehlo.power %x, %one : tensor<2xf32>
  return %0, %1, %2, %3, %4, %5, %6 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// -0.0 + 0.0 is 0.0, and -0.0 - -0.0 too; NaN stays beside finite bounds.

// CHECK-LABEL: func.func @not_neutral(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<2xf32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<-0.000000e+00> : tensor<2xf32>
// CHECK-NEXT: %[[CST_1:.*]] = stablehlo.constant dense<-3.40282347E+38> : tensor<2xf32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.add %arg0, %[[CST]] : tensor<2xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.subtract %arg0, %[[CST_0]] : tensor<2xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.maximum %arg0, %[[CST_1]] : tensor<2xf32>
// CHECK-NEXT: return %[[V0]], %[[V1]], %[[V2]] : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
func.func @not_neutral(%x: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %zero = stablehlo.constant dense<0.0> : tensor<2xf32>
  %minus_zero = stablehlo.constant dense<-0.0> : tensor<2xf32>
  %low = stablehlo.constant dense<0xFF7FFFFF> : tensor<2xf32>
  %0 = stablehlo.add %x, %zero : tensor<2xf32>
  %1 = stablehlo.subtract %x, %minus_zero : tensor<2xf32>
  %2 = stablehlo.maximum %x, %low : tensor<2xf32>
  return %0, %1, %2 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// CHECK-LABEL: func.func @neutral_integers(
// CHECK: return %arg0, %arg0, %arg1, %arg2, %arg2 : tensor<2xi8>, tensor<2xi8>, tensor<2xui8>, tensor<2xi1>, tensor<2xi1>
func.func @neutral_integers(%x: tensor<2xi8>, %u: tensor<2xui8>, %p: tensor<2xi1>) -> (tensor<2xi8>, tensor<2xi8>, tensor<2xui8>, tensor<2xi1>, tensor<2xi1>) {
  %zero = stablehlo.constant dense<0> : tensor<2xi8>
  %low = stablehlo.constant dense<-128> : tensor<2xi8>
  %high = stablehlo.constant dense<255> : tensor<2xui8>
  %true = stablehlo.constant dense<true> : tensor<2xi1>
  %false = stablehlo.constant dense<false> : tensor<2xi1>
  %0 = stablehlo.add %zero, %x : tensor<2xi8>
  %1 = stablehlo.maximum %x, %low : tensor<2xi8>
  %2 = stablehlo.minimum %u, %high : tensor<2xui8>
  %3 = stablehlo.and %p, %true : tensor<2xi1>
  %4 = stablehlo.or %false, %p : tensor<2xi1>
  return %0, %1, %2, %3, %4 : tensor<2xi8>, tensor<2xi8>, tensor<2xui8>, tensor<2xi1>, tensor<2xi1>
}

// CHECK-LABEL: func.func @twice(
// CHECK: return %arg0, %arg1 : tensor<2xf32>, tensor<2xi1>
func.func @twice(%x: tensor<2xf32>, %p: tensor<2xi1>) -> (tensor<2xf32>, tensor<2xi1>) {
  %0 = stablehlo.negate %x : tensor<2xf32>
  %1 = stablehlo.negate %0 : tensor<2xf32>
  %2 = stablehlo.not %p : tensor<2xi1>
  %3 = stablehlo.not %2 : tensor<2xi1>
  return %1, %3 : tensor<2xf32>, tensor<2xi1>
}

// CHECK-LABEL: func.func @exact_conversions(
// CHECK: %[[V0:.*]] = stablehlo.convert %arg1 : (tensor<2xi8>) -> tensor<2xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.convert %arg2 : (tensor<2xi32>) -> tensor<2xf64>
// CHECK-NEXT: return %arg0, %[[V0]], %[[V1]] : tensor<2xf16>, tensor<2xf32>, tensor<2xf64>
func.func @exact_conversions(%h: tensor<2xf16>, %i: tensor<2xi8>, %j: tensor<2xi32>) -> (tensor<2xf16>, tensor<2xf32>, tensor<2xf64>) {
  %0 = stablehlo.convert %h : (tensor<2xf16>) -> tensor<2xf32>
  %1 = stablehlo.convert %0 : (tensor<2xf32>) -> tensor<2xf16>
  %2 = stablehlo.convert %i : (tensor<2xi8>) -> tensor<2xi32>
  %3 = stablehlo.convert %2 : (tensor<2xi32>) -> tensor<2xf32>
  %4 = stablehlo.convert %j : (tensor<2xi32>) -> tensor<2xf64>
  return %1, %3, %4 : tensor<2xf16>, tensor<2xf32>, tensor<2xf64>
}

// CHECK-LABEL: func.func @rounding_conversions(
// CHECK: %[[V0:.*]] = stablehlo.convert %arg0 : (tensor<2xf32>) -> tensor<2xf16>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.convert %[[V0]] : (tensor<2xf16>) -> tensor<2xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.convert %arg1 : (tensor<2xi32>) -> tensor<2xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.convert %[[V2]] : (tensor<2xf32>) -> tensor<2xi32>
// CHECK-NEXT: %[[V4:.*]] = stablehlo.convert %arg2 : (tensor<2xui8>) -> tensor<2xi8>
// CHECK-NEXT: %[[V5:.*]] = stablehlo.convert %[[V4]] : (tensor<2xi8>) -> tensor<2xi32>
// CHECK-NEXT: return %[[V1]], %[[V3]], %[[V5]] : tensor<2xf32>, tensor<2xi32>, tensor<2xi32>
func.func @rounding_conversions(%x: tensor<2xf32>, %i: tensor<2xi32>, %u: tensor<2xui8>) -> (tensor<2xf32>, tensor<2xi32>, tensor<2xi32>) {
  %0 = stablehlo.convert %x : (tensor<2xf32>) -> tensor<2xf16>
  %1 = stablehlo.convert %0 : (tensor<2xf16>) -> tensor<2xf32>
  %2 = stablehlo.convert %i : (tensor<2xi32>) -> tensor<2xf32>
  %3 = stablehlo.convert %2 : (tensor<2xf32>) -> tensor<2xi32>
  %4 = stablehlo.convert %u : (tensor<2xui8>) -> tensor<2xi8>
  %5 = stablehlo.convert %4 : (tensor<2xi8>) -> tensor<2xi32>
  return %1, %3, %5 : tensor<2xf32>, tensor<2xi32>, tensor<2xi32>
}

// CHECK-LABEL: func.func @selects(
// CHECK: return %arg1, %arg2, %arg1 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
func.func @selects(%p: tensor<2xi1>, %x: tensor<2xf32>, %y: tensor<2xf32>) -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
  %true = stablehlo.constant dense<true> : tensor<i1>
  %false = stablehlo.constant dense<false> : tensor<2xi1>
  %0 = stablehlo.select %true, %x, %y : tensor<i1>, tensor<2xf32>
  %1 = stablehlo.select %false, %x, %y : tensor<2xi1>, tensor<2xf32>
  %2 = stablehlo.select %p, %x, %x : tensor<2xi1>, tensor<2xf32>
  return %0, %1, %2 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
}

// An initial value that counts keeps the reduction.

// CHECK-LABEL: func.func @reductions(
// CHECK: %[[CST:.*]] = stablehlo.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT: %[[CST_0:.*]] = stablehlo.constant dense<0xFF800000> : tensor<f32>
// CHECK-NEXT: %[[V0:.*]] = stablehlo.reshape %arg0 : (tensor<2x1x3x1xf32>) -> tensor<2x3xf32>
// CHECK-NEXT: %[[V1:.*]] = stablehlo.reshape %arg0 : (tensor<2x1x3x1xf32>) -> tensor<2x3x1xf32>
// CHECK-NEXT: %[[V2:.*]] = stablehlo.reduce(%[[V1]] init: %[[CST_0]]) applies stablehlo.maximum across dimensions = [1] : (tensor<2x3x1xf32>, tensor<f32>) -> tensor<2x1xf32>
// CHECK-NEXT: %[[V3:.*]] = stablehlo.reduce(%arg0 init: %[[CST]]) applies stablehlo.add across dimensions = [1] : (tensor<2x1x3x1xf32>, tensor<f32>) -> tensor<2x3x1xf32>
// CHECK-NEXT: return %[[V0]], %[[V2]], %[[V3]] : tensor<2x3xf32>, tensor<2x1xf32>, tensor<2x3x1xf32>
func.func @reductions(%x: tensor<2x1x3x1xf32>) -> (tensor<2x3xf32>, tensor<2x1xf32>, tensor<2x3x1xf32>) {
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %one = stablehlo.constant dense<1.0> : tensor<f32>
  %low = stablehlo.constant dense<0xFF800000> : tensor<f32>
  %0 = stablehlo.reduce(%x init: %zero) applies stablehlo.add across dimensions = [1, 3] : (tensor<2x1x3x1xf32>, tensor<f32>) -> tensor<2x3xf32>
  %1 = stablehlo.reduce(%x init: %low) applies stablehlo.maximum across dimensions = [1, 2] : (tensor<2x1x3x1xf32>, tensor<f32>) -> tensor<2x1xf32>
  %2 = stablehlo.reduce(%x init: %one) applies stablehlo.add across dimensions = [1] : (tensor<2x1x3x1xf32>, tensor<f32>) -> tensor<2x3x1xf32>
  return %0, %1, %2 : tensor<2x3xf32>, tensor<2x1xf32>, tensor<2x3x1xf32>
}
