// RUN: sm-opt %s -split-input-file -verify-diagnostics --convert-stablehlo-to-linalg

// All obstacles are said, each once.

func.func @several(%x: tensor<4xf32>, %v: tensor<f32>) -> tensor<4xf32> {
  // expected-error@+1 {{'stablehlo.sort' op cannot be compiled yet}}
  %0 = "stablehlo.sort"(%x) ({
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %p = stablehlo.compare LT, %a, %b : (tensor<f32>, tensor<f32>) -> tensor<i1>
    stablehlo.return %p : tensor<i1>
  }) : (tensor<4xf32>) -> tensor<4xf32>
  %1 = stablehlo.add %0, %0 : tensor<4xf32>
  // expected-error@+1 {{'stablehlo.pad' op pads with a value known only at run time}}
  %2 = stablehlo.pad %x, %v, low = [1], high = [0], interior = [0]
      : (tensor<4xf32>, tensor<f32>) -> tensor<5xf32>
  // expected-error@+1 {{'stablehlo.reduce' op starts with a value known only at run time}}
  %3 = stablehlo.reduce(%x init: %v) applies stablehlo.add across dimensions = [0]
      : (tensor<4xf32>, tensor<f32>) -> tensor<f32>
  // expected-error@+1 {{'stablehlo.convert' op cannot be compiled: elements of f16 cannot be compiled; f32, f64, i1, and integers of 8, 16, 32 and 64 bits can}}
  %4 = stablehlo.convert %x : (tensor<4xf32>) -> tensor<4xf16>
  // expected-error@+1 {{'stablehlo.compare' op has no form for elements of this type}}
  %5 = stablehlo.compare LT, %x, %x, TOTALORDER : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  // expected-error@+1 {{'stablehlo.slice' op cannot be compiled: tensor<0xf32> has no elements}}
  %6 = stablehlo.slice %x [0:0] : (tensor<4xf32>) -> tensor<0xf32>
  // expected-error@+1 {{'stablehlo.bitcast_convert' op changes the width of elements, which cannot be compiled yet}}
  %7 = stablehlo.bitcast_convert %x : (tensor<4xf32>) -> tensor<4x2xi16>
  return %1 : tensor<4xf32>
}

// -----

// expected-error@+2 {{'func.func' op argument #0 cannot be compiled: tensor<?xf32> has no static shape}}
// expected-error@+1 {{'func.func' op result #0 cannot be compiled: tensor<?xf32> has no static shape}}
func.func @dynamic(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = stablehlo.add %x, %x : tensor<?xf32>
  return %0 : tensor<?xf32>
}

// -----

func.func @reduced(%x: tensor<4xf32>) -> tensor<f32> {
  %z = stablehlo.constant dense<0.0> : tensor<f32>
  // expected-error@+1 {{'stablehlo.reduce' op has a body that cannot be compiled}}
  %0 = "stablehlo.reduce"(%x, %z) <{dimensions = array<i64: 0>}> ({
  ^bb0(%a: tensor<f32>, %b: tensor<f32>):
    %r = stablehlo.reduce_precision %b, format = e5m2 : tensor<f32>
    stablehlo.return %r : tensor<f32>
  }) : (tensor<4xf32>, tensor<f32>) -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

func.func @convolutions(%x: tensor<2x4x4x3xf32>, %w: tensor<1x1x3x8xf32>)
    -> (tensor<1x4x4x8xf32>, tensor<2x4x4x8xf32>) {
  // expected-error@+1 {{'stablehlo.convolution' op has groups of batches, which cannot be compiled yet}}
  %0 = stablehlo.convolution(%x, %w)
      dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {}
      {batch_group_count = 2 : i64, feature_group_count = 1 : i64}
      : (tensor<2x4x4x3xf32>, tensor<1x1x3x8xf32>) -> tensor<1x4x4x8xf32>
  // expected-error@+1 {{'stablehlo.convolution' op reverses its window, which cannot be compiled yet}}
  %1 = stablehlo.convolution(%x, %w)
      dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {reverse = [true, true]}
      {batch_group_count = 1 : i64, feature_group_count = 1 : i64}
      : (tensor<2x4x4x3xf32>, tensor<1x1x3x8xf32>) -> tensor<2x4x4x8xf32>
  return %0, %1 : tensor<1x4x4x8xf32>, tensor<2x4x4x8xf32>
}

// -----

func.func @narrow(%x: tensor<2x3xi32>, %y: tensor<3x2xi32>) -> tensor<2x2xi16> {
  // expected-error@+1 {{'stablehlo.dot_general' op sums products of elements that it cannot hold}}
  %0 = stablehlo.dot_general %x, %y, contracting_dims = [1] x [0]
      : (tensor<2x3xi32>, tensor<3x2xi32>) -> tensor<2x2xi16>
  return %0 : tensor<2x2xi16>
}

// -----

// A function that calls itself is no straight line.

func.func @endless(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = stablehlo.add %x, %x : tensor<4xf32>
  %1 = func.call @again(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @again(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+1 {{'func.call' op calls functions too deep in each other}}
  %0 = func.call @again(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @outside(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = stablehlo.add %x, %x : tensor<4xf32>
  // expected-error@+1 {{'func.call' op calls what is no plain function}}
  %1 = func.call @declared(%0) : (tensor<4xf32>) -> tensor<4xf32>
  // expected-error@+1 {{'stablehlo.composite' op calls a function of another type}}
  %2 = stablehlo.composite "sm.other" %x {decomposition = @wider} : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @declared(%x: tensor<4xf32>) -> tensor<4xf32>
func.func private @wider(%x: tensor<?xf32>) -> tensor<?xf32> {
  return %x : tensor<?xf32>
}

// -----

// expected-error@+1 {{'func.func' op has control flow, which cannot be compiled yet}}
func.func @blocks(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = stablehlo.add %x, %x : tensor<4xf32>
  cf.br ^bb1
^bb1:
  return %0 : tensor<4xf32>
}

// -----

func.func @main() -> tensor<2xf32> {
  // expected-error @below {{'stablehlo.constant' op holds a constant that is neither dense nor a reference to data}}
  %0 = stablehlo.constant dense_resource<blob> : tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

func.func @unsigned(%x: tensor<4x4xui8>) -> (tensor<4x4xui32>, tensor<4x4xui8>) {
  // expected-error@+1 {{'stablehlo.dot_general' op sums products of elements that it cannot hold}}
  %0 = stablehlo.dot_general %x, %x, contracting_dims = [1] x [0]
      : (tensor<4x4xui8>, tensor<4x4xui8>) -> tensor<4x4xui32>
  // expected-error@+1 {{'stablehlo.power' op has no form for elements of this type}}
  %1 = stablehlo.power %x, %x : tensor<4x4xui8>
  return %0, %1 : tensor<4x4xui32>, tensor<4x4xui8>
}
