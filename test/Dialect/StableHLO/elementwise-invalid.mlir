// RUN: sm-opt %s -split-input-file -verify-diagnostics
//
// Errors of ops that work element by element.

func.func @f(%x: tensor<4x8xf32>, %y: tensor<4x7xf32>) {
  // expected-error @+1 {{'stablehlo.add' op all non-scalar operands/results must have the same shape and base type}}
  %0 = stablehlo.add %x, %y : (tensor<4x8xf32>, tensor<4x7xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>, %y: tensor<4x8xf64>) {
  // expected-error @+2 {{'stablehlo.add' op has operands of different element types: 'tensor<4x8xf32>' and 'tensor<4x8xf64>'}}
  // expected-error @+1 {{'stablehlo.add' op failed to infer returned types}}
  %0 = stablehlo.add %x, %y : (tensor<4x8xf32>, tensor<4x8xf64>) -> tensor<4x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+2 {{'stablehlo.add' op inferred type(s) 'tensor<4x8xf32>' are incompatible with return type(s) of operation 'tensor<4x8xf64>'}}
  // expected-error @+1 {{'stablehlo.add' op failed to infer returned types}}
  %0 = stablehlo.add %x, %x : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xf64>
  return
}

// -----

func.func @f(%x: tensor<*xf32>) {
  // expected-error @+1 {{'stablehlo.abs' op operand #0 must be ranked tensor of integer or floating-point or complex values, but got 'tensor<*xf32>'}}
  %0 = stablehlo.abs %x : tensor<*xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+1 {{'stablehlo.not' op operand #0 must be ranked tensor of 1-bit signless integer or integer values, but got 'tensor<4x8xf32>'}}
  %0 = stablehlo.not %x : tensor<4x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4xsi32>) {
  // expected-error @+1 {{'stablehlo.abs' op operand #0 must be ranked tensor of integer or floating-point or complex values, but got 'tensor<4xsi32>'}}
  %0 = stablehlo.abs %x : tensor<4xsi32>
  return
}

// -----

func.func @f(%x: tensor<4xi33>) {
  // expected-error @+1 {{'stablehlo.abs' op operand #0 must be ranked tensor of integer or floating-point or complex values, but got 'tensor<4xi33>'}}
  %0 = stablehlo.abs %x : tensor<4xi33>
  return
}

// -----

func.func @f(%x: tensor<4xcomplex<f16>>) {
  // expected-error @+1 {{'stablehlo.exponential' op operand #0 must be ranked tensor of floating-point or complex values, but got 'tensor<4xcomplex<f16>>'}}
  %0 = stablehlo.exponential %x : tensor<4xcomplex<f16>>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+1 {{custom op 'stablehlo.add' expected types of 2 operands and one result, but got '(tensor<4x8xf32>) -> tensor<4x8xf32>'}}
  %0 = stablehlo.add %x, %x : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+1 {{'stablehlo.reduce_precision' op exponent_bits is 0, which is below 1}}
  %0 = stablehlo.reduce_precision %x, format = e0m3 : tensor<4x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+1 {{custom op 'stablehlo.reduce_precision' expected a format such as e5m10, but got m3e5}}
  %0 = stablehlo.reduce_precision %x, format = m3e5 : tensor<4x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+1 {{'stablehlo.reduce_precision' op mantissa_bits is -1, which is below 0}}
  %0 = "stablehlo.reduce_precision"(%x) <{exponent_bits = 5 : i32, mantissa_bits = -1 : i32}> : (tensor<4x8xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'stablehlo.bitcast_convert' op cannot see 'tensor<4xf32>' as 'tensor<4xf64>'}}
  %0 = stablehlo.bitcast_convert %x : (tensor<4xf32>) -> tensor<4xf64>
  return
}

// -----

func.func @f(%x: tensor<4x2xf32>) {
  // expected-error @+1 {{'stablehlo.bitcast_convert' op cannot see 'tensor<4x2xf32>' as 'tensor<5xf64>'}}
  %0 = stablehlo.bitcast_convert %x : (tensor<4x2xf32>) -> tensor<5xf64>
  return
}

// -----

func.func @f(%x: tensor<4xf32>) {
  // expected-error @+1 {{'stablehlo.convert' op all non-scalar operands/results must have the same shape and base type}}
  %0 = stablehlo.convert %x : (tensor<4xf32>) -> tensor<5xi32>
  return
}

// -----

func.func @f(%c: tensor<4xcomplex<f32>>) {
  // expected-error @+1 {{'stablehlo.compare' op complex numbers have no order}}
  %0 = stablehlo.compare LT, %c, %c : (tensor<4xcomplex<f32>>, tensor<4xcomplex<f32>>) -> tensor<4xi1>
  return
}

// -----

func.func @f(%x: tensor<4x8xf32>) {
  // expected-error @+1 {{'stablehlo.compare' op compare_type SIGNED does not fit elements of type 'f32'}}
  %0 = stablehlo.compare LT, %x, %x, SIGNED : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<4x8xi1>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.compare' op compare_type FLOAT does not fit elements of type 'i32'}}
  %0 = stablehlo.compare LT, %x, %x, FLOAT : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi1>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.compare' op compare_type UNSIGNED does not fit elements of type 'i32'}}
  %0 = stablehlo.compare LT, %x, %x, UNSIGNED : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi1>
  return
}

// -----

func.func @f(%x: tensor<4xcomplex<f32>>) {
  // expected-error @+1 {{'stablehlo.compare' op compare_type TOTALORDER does not fit elements of type 'complex<f32>'}}
  %0 = stablehlo.compare EQ, %x, %x, TOTALORDER : (tensor<4xcomplex<f32>>, tensor<4xcomplex<f32>>) -> tensor<4xi1>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'stablehlo.compare' op result #0 must be ranked tensor of 1-bit signless integer values, but got 'tensor<4xi32>'}}
  %0 = stablehlo.compare LT, %x, %x : (tensor<4xi32>, tensor<4xi32>) -> tensor<4xi32>
  return
}

// -----

func.func @f(%p: tensor<3xi1>, %x: tensor<4x8xf32>) {
  // expected-error @+2 {{'stablehlo.select' op pred of type 'tensor<3xi1>' is neither a scalar nor of the shape of 'tensor<4x8xf32>'}}
  // expected-error @+1 {{'stablehlo.select' op failed to infer returned types}}
  %0 = stablehlo.select %p, %x, %x : tensor<3xi1>, tensor<4x8xf32>
  return
}

// -----

func.func @f(%p: tensor<i1>, %x: tensor<4x8xf32>, %y: tensor<4x8xi32>) {
  // expected-error @+2 {{'stablehlo.select' op has operands of different element types: 'tensor<4x8xf32>' and 'tensor<4x8xi32>'}}
  // expected-error @+1 {{'stablehlo.select' op failed to infer returned types}}
  %0 = stablehlo.select %p, %x, %y : (tensor<i1>, tensor<4x8xf32>, tensor<4x8xi32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @f(%p: tensor<i1>, %x: tensor<4x8xf32>, %y: tensor<4x7xf32>) {
  // expected-error @+2 {{'stablehlo.select' op has operands of different shapes: 'tensor<4x8xf32>' and 'tensor<4x7xf32>'}}
  // expected-error @+1 {{'stablehlo.select' op failed to infer returned types}}
  %0 = stablehlo.select %p, %x, %y : (tensor<i1>, tensor<4x8xf32>, tensor<4x7xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @f(%p: tensor<i1>, %x: tensor<4x8xf32>, %y: tensor<4xf32>) {
  // expected-error @+2 {{'stablehlo.select' op has operands of different ranks: 'tensor<4x8xf32>' and 'tensor<4xf32>'}}
  // expected-error @+1 {{'stablehlo.select' op failed to infer returned types}}
  %0 = stablehlo.select %p, %x, %y : (tensor<i1>, tensor<4x8xf32>, tensor<4xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @f(%p: tensor<i1>, %x: tensor<4x8xf32>) {
  // expected-error @+1 {{custom op 'stablehlo.select' expected types of 3 operands and one result, but got '(tensor<i1>, tensor<4x8xf32>) -> tensor<4x8xf32>'}}
  %0 = stablehlo.select %p, %x, %x : (tensor<i1>, tensor<4x8xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @f(%b: tensor<8xf32>, %x: tensor<4x8xf32>) {
  // expected-error @+2 {{'stablehlo.clamp' op bound of type 'tensor<8xf32>' is neither a scalar nor of the shape of 'tensor<4x8xf32>', with its element type}}
  // expected-error @+1 {{'stablehlo.clamp' op failed to infer returned types}}
  %0 = stablehlo.clamp %b, %x, %b : (tensor<8xf32>, tensor<4x8xf32>, tensor<8xf32>) -> tensor<4x8xf32>
  return
}

// -----

func.func @f(%b: tensor<f64>, %x: tensor<4x8xf32>) {
  // expected-error @+2 {{'stablehlo.clamp' op bound of type 'tensor<f64>' is neither a scalar nor of the shape of 'tensor<4x8xf32>', with its element type}}
  // expected-error @+1 {{'stablehlo.clamp' op failed to infer returned types}}
  %0 = stablehlo.clamp %b, %x, %b : (tensor<f64>, tensor<4x8xf32>, tensor<f64>) -> tensor<4x8xf32>
  return
}

// -----

func.func @f(%x: tensor<4xi32>) {
  // expected-error @+1 {{'chlo.erf' op operand #0 must be ranked tensor of floating-point values, but got 'tensor<4xi32>'}}
  %0 = chlo.erf %x : tensor<4xi32> -> tensor<4xi32>
  return
}
