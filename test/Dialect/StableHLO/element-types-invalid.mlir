// RUN: sm-opt %s -split-input-file -verify-diagnostics
//
// Types of elements that an op does not have, op by op.

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.cbrt' op operand #0 must be ranked tensor of floating-point or complex values, but got 'tensor<4xi32>'}}
  %0 = "stablehlo.cbrt"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.ceil' op operand #0 must be ranked tensor of floating-point values, but got 'tensor<4xi32>'}}
  %0 = "stablehlo.ceil"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.cosine' op operand #0 must be ranked tensor of floating-point or complex values, but got 'tensor<4xi32>'}}
  %0 = "stablehlo.cosine"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'stablehlo.count_leading_zeros' op operand #0 must be ranked tensor of integer values, but got 'tensor<4xf32>'}}
  %0 = "stablehlo.count_leading_zeros"(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.exponential' op operand #0 must be ranked tensor of floating-point or complex values, but got 'tensor<4xi32>'}}
  %0 = "stablehlo.exponential"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.exponential_minus_one' op operand #0 must be ranked tensor of floating-point or complex values, but got 'tensor<4xi32>'}}
  %0 = "stablehlo.exponential_minus_one"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.floor' op operand #0 must be ranked tensor of floating-point values, but got 'tensor<4xi32>'}}
  %0 = "stablehlo.floor"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.imag' op operand #0 must be ranked tensor of floating-point or complex values, but got 'tensor<4xi32>'}}
  %0 = "stablehlo.imag"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.is_finite' op operand #0 must be ranked tensor of floating-point values, but got 'tensor<4xi32>'}}
  %0 = "stablehlo.is_finite"(%x) : (tensor<4xi32>) -> tensor<4xi1>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.log' op operand #0 must be ranked tensor of floating-point or complex values, but got 'tensor<4xi32>'}}
  %0 = "stablehlo.log"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.log_plus_one' op operand #0 must be ranked tensor of floating-point or complex values, but got 'tensor<4xi32>'}}
  %0 = "stablehlo.log_plus_one"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.logistic' op operand #0 must be ranked tensor of floating-point or complex values, but got 'tensor<4xi32>'}}
  %0 = "stablehlo.logistic"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%x: tensor<4xi1>) {
  // expected-error @+1 {{'stablehlo.negate' op operand #0 must be ranked tensor of integer or floating-point or complex values, but got 'tensor<4xi1>'}}
  %0 = "stablehlo.negate"(%x) : (tensor<4xi1>) -> tensor<4xi1>
  return
}

// -----

func.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'stablehlo.popcnt' op operand #0 must be ranked tensor of integer values, but got 'tensor<4xf32>'}}
  %0 = "stablehlo.popcnt"(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.real' op operand #0 must be ranked tensor of floating-point or complex values, but got 'tensor<4xi32>'}}
  %0 = "stablehlo.real"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.round_nearest_afz' op operand #0 must be ranked tensor of floating-point values, but got 'tensor<4xi32>'}}
  %0 = "stablehlo.round_nearest_afz"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.round_nearest_even' op operand #0 must be ranked tensor of floating-point values, but got 'tensor<4xi32>'}}
  %0 = "stablehlo.round_nearest_even"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.rsqrt' op operand #0 must be ranked tensor of floating-point or complex values, but got 'tensor<4xi32>'}}
  %0 = "stablehlo.rsqrt"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%x: tensor<4xi1>) {
  // expected-error @+1 {{'stablehlo.sign' op operand #0 must be ranked tensor of integer or floating-point or complex values, but got 'tensor<4xi1>'}}
  %0 = "stablehlo.sign"(%x) : (tensor<4xi1>) -> tensor<4xi1>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.sine' op operand #0 must be ranked tensor of floating-point or complex values, but got 'tensor<4xi32>'}}
  %0 = "stablehlo.sine"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.sqrt' op operand #0 must be ranked tensor of floating-point or complex values, but got 'tensor<4xi32>'}}
  %0 = "stablehlo.sqrt"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.tan' op operand #0 must be ranked tensor of floating-point or complex values, but got 'tensor<4xi32>'}}
  %0 = "stablehlo.tan"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.tanh' op operand #0 must be ranked tensor of floating-point or complex values, but got 'tensor<4xi32>'}}
  %0 = "stablehlo.tanh"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%x: tensor<4xsi32>) {
  // expected-error @+1 {{'stablehlo.add' op operand #0 must be ranked tensor of an element type of StableHLO values, but got 'tensor<4xsi32>'}}
  %0 = "stablehlo.add"(%x, %x) : (tensor<4xsi32>, tensor<4xsi32>) -> tensor<4xsi32>
  return
}

// -----

func.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'stablehlo.and' op operand #0 must be ranked tensor of 1-bit signless integer or integer values, but got 'tensor<4xf32>'}}
  %0 = "stablehlo.and"(%x, %x) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.atan2' op operand #0 must be ranked tensor of floating-point or complex values, but got 'tensor<4xi32>'}}
  %0 = "stablehlo.atan2"(%x, %x) : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%x: tensor<4xi1>) {
  // expected-error @+1 {{'stablehlo.divide' op operand #0 must be ranked tensor of integer or floating-point or complex values, but got 'tensor<4xi1>'}}
  %0 = "stablehlo.divide"(%x, %x) : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}

// -----

func.func @f(%x: tensor<4xsi32>) {
  // expected-error @+1 {{'stablehlo.maximum' op operand #0 must be ranked tensor of an element type of StableHLO values, but got 'tensor<4xsi32>'}}
  %0 = "stablehlo.maximum"(%x, %x) : (tensor<4xsi32>, tensor<4xsi32>) -> tensor<4xsi32>
  return
}

// -----

func.func @f(%x: tensor<4xsi32>) {
  // expected-error @+1 {{'stablehlo.minimum' op operand #0 must be ranked tensor of an element type of StableHLO values, but got 'tensor<4xsi32>'}}
  %0 = "stablehlo.minimum"(%x, %x) : (tensor<4xsi32>, tensor<4xsi32>) -> tensor<4xsi32>
  return
}

// -----

func.func @f(%x: tensor<4xsi32>) {
  // expected-error @+1 {{'stablehlo.multiply' op operand #0 must be ranked tensor of an element type of StableHLO values, but got 'tensor<4xsi32>'}}
  %0 = "stablehlo.multiply"(%x, %x) : (tensor<4xsi32>, tensor<4xsi32>) -> tensor<4xsi32>
  return
}

// -----

func.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'stablehlo.or' op operand #0 must be ranked tensor of 1-bit signless integer or integer values, but got 'tensor<4xf32>'}}
  %0 = "stablehlo.or"(%x, %x) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<4xi1>) {
  // expected-error @+1 {{'stablehlo.power' op operand #0 must be ranked tensor of integer or floating-point or complex values, but got 'tensor<4xi1>'}}
  %0 = "stablehlo.power"(%x, %x) : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}

// -----

func.func @f(%x: tensor<4xi1>) {
  // expected-error @+1 {{'stablehlo.remainder' op operand #0 must be ranked tensor of integer or floating-point or complex values, but got 'tensor<4xi1>'}}
  %0 = "stablehlo.remainder"(%x, %x) : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}

// -----

func.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'stablehlo.shift_left' op operand #0 must be ranked tensor of integer values, but got 'tensor<4xf32>'}}
  %0 = "stablehlo.shift_left"(%x, %x) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'stablehlo.shift_right_arithmetic' op operand #0 must be ranked tensor of integer values, but got 'tensor<4xf32>'}}
  %0 = "stablehlo.shift_right_arithmetic"(%x, %x) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'stablehlo.shift_right_logical' op operand #0 must be ranked tensor of integer values, but got 'tensor<4xf32>'}}
  %0 = "stablehlo.shift_right_logical"(%x, %x) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<4xi1>) {
  // expected-error @+1 {{'stablehlo.subtract' op operand #0 must be ranked tensor of integer or floating-point or complex values, but got 'tensor<4xi1>'}}
  %0 = "stablehlo.subtract"(%x, %x) : (tensor<4xi1>, tensor<4xi1>) -> tensor<4xi1>
  return
}

// -----

func.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'stablehlo.xor' op operand #0 must be ranked tensor of 1-bit signless integer or integer values, but got 'tensor<4xf32>'}}
  %0 = "stablehlo.xor"(%x, %x) : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func @f(%x: tensor<4xf16>) {
  // expected-error @+1 {{'stablehlo.complex' op operand #0 must be ranked tensor of 32-bit float or 64-bit float values, but got 'tensor<4xf16>'}}
  %0 = "stablehlo.complex"(%x, %x) : (tensor<4xf16>, tensor<4xf16>) -> tensor<4xcomplex<f32>>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'chlo.erf' op operand #0 must be ranked tensor of floating-point values, but got 'tensor<4xi32>'}}
  %0 = "chlo.erf"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'chlo.erfc' op operand #0 must be ranked tensor of floating-point values, but got 'tensor<4xi32>'}}
  %0 = "chlo.erfc"(%x) : (tensor<4xi32>) -> tensor<4xi32>
  return
}
