// What the verifier refuses in the newest opset, which also holds where a module
// does not say one.
// RUN: sm-opt %s -split-input-file -verify-diagnostics

func.func @arity(%x: tensor<3xf32>) {
  // expected-error @below {{'onnx.Add' op has 1 operands, but opset 17 wants 2}}
  %0 = onnx.Add(%x) : (tensor<3xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @arityRange(%x: tensor<3xf32>) {
  // expected-error @below {{'onnx.Clip' op has 4 operands, but opset 17 wants 1 to 3}}
  %0 = onnx.Clip(%x, %x, %x, %x) : (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @arityOpen() {
  // expected-error @below {{'onnx.Sum' op has 0 operands, but opset 17 wants at least 1}}
  %0 = onnx.Sum() : () -> tensor<3xf32>
  return
}

// -----

func.func @results(%x: tensor<3xf32>) {
  // expected-error @below {{'onnx.Relu' op has 2 results, but opset 17 wants 1}}
  %0:2 = onnx.Relu(%x) : (tensor<3xf32>) -> (tensor<3xf32>, tensor<3xf32>)
  return
}

// -----

func.func @unknownAttribute(%x: tensor<3xf32>) {
  // expected-error @below {{'onnx.Relu' op has no attribute 'alpha' in opset 17}}
  %0 = onnx.Relu(%x) {alpha = 1.0 : f32} : (tensor<3xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @missingAttribute(%x: tensor<3xf32>) {
  // expected-error @below {{'onnx.Cast' op needs attribute 'to' in opset 17}}
  %0 = onnx.Cast(%x) : (tensor<3xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @intAttribute(%x: tensor<3xf32>) {
  // expected-error @below {{'onnx.Cast' op attribute 'to' must be an i64 integer}}
  %0 = onnx.Cast(%x) {to = 1 : i32} : (tensor<3xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @floatAttribute(%x: tensor<3xf32>) {
  // expected-error @below {{attribute 'alpha' must be an f32 number}}
  %0 = onnx.Elu(%x) {alpha = 1.0 : f64} : (tensor<3xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @stringAttribute(%x: tensor<1x1x3x3xf32>) {
  // expected-error @below {{attribute 'auto_pad' must be a string}}
  %0 = onnx.MaxPool(%x) {auto_pad = 1 : i64, kernel_shape = array<i64: 1, 1>} : (tensor<1x1x3x3xf32>) -> tensor<1x1x3x3xf32>
  return
}

// -----

func.func @intsAttribute(%x: tensor<3x4xf32>) {
  // expected-error @below {{'onnx.Transpose' op attribute 'perm' must be array<i64: ...>}}
  %0 = onnx.Transpose(%x) {perm = [1, 0]} : (tensor<3x4xf32>) -> tensor<4x3xf32>
  return
}

// -----

func.func @floatsAttribute(%x: tensor<3xf32>) {
  // expected-error @below {{attribute 'offset' must be array<f32: ...>}}
  %0 = onnx.ml.Scaler(%x) {offset = [1.0]} : (tensor<3xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @stringsAttribute(%x: tensor<5x2x3xf32>, %w: tensor<1x4x3xf32>, %r: tensor<1x4x4xf32>) {
  // expected-error @below {{attribute 'activations' must be an array of strings}}
  %0 = onnx.RNN(%x, %w, %r) {activations = ["Tanh", 1 : i64]} : (tensor<5x2x3xf32>, tensor<1x4x3xf32>, tensor<1x4x4xf32>) -> tensor<5x1x2x4xf32>
  return
}

// -----

func.func @tensorAttribute(%x: tensor<2xi64>) {
  // expected-error @below {{attribute 'value' must be the elements of a tensor}}
  %0 = onnx.ConstantOfShape(%x) {value = 1.0 : f32} : (tensor<2xi64>) -> tensor<*xf32>
  return
}

// -----

func.func @graphAttribute(%c: tensor<i1>) {
  // expected-error @below {{attribute 'then_branch' must be a region}}
  %0 = onnx.If(%c) {then_branch = "x"} : (tensor<i1>) -> tensor<3xf32>
  return
}

// -----

func.func @otherAttribute() {
  // expected-error @below {{attribute 'type' must be of a kind that this dialect does not have}}
  %0 = onnx.Optional() {type = f32} : () -> tensor<3xf32>
  return
}

// -----

func.func @regions(%c: tensor<i1>, %x: tensor<3xf32>) {
  // expected-error @below {{'onnx.If' op has 1 regions, but 2 graphs}}
  %0 = onnx.If(%c) ({
    onnx.Yield %x : tensor<3xf32>
  }) : (tensor<i1>) -> tensor<3xf32>
  return
}

// -----

func.func @absent(%x: tensor<3xf32>) {
  %none = onnx.None : none
  // expected-error @below {{'onnx.Add' op operand #1 ('B') may not be left out}}
  %0 = onnx.Add(%x, %none) : (tensor<3xf32>, none) -> tensor<3xf32>
  return
}

// -----

func.func @noTensor(%x: i32) {
  // expected-error @below {{'onnx.Relu' op operand #0 ('X') must be a tensor}}
  %0 = onnx.Relu(%x) : (i32) -> tensor<3xf32>
  return
}

// -----

func.func @noElement(%x: tensor<3xi4>) {
  // expected-error @below {{operand #0 ('input'): ONNX has no element type 'i4'}}
  %0 = onnx.Identity(%x) : (tensor<3xi4>) -> tensor<3xi4>
  return
}

// -----

func.func @wrongElement(%x: tensor<3xi1>) {
  // expected-error @below {{'onnx.Relu' op operand #0 ('X') may not have elements of type 'i1' in opset 17}}
  %0 = onnx.Relu(%x) : (tensor<3xi1>) -> tensor<3xi1>
  return
}

// -----

func.func @mixedElements(%x: tensor<3xf32>, %y: tensor<3xi64>) {
  // expected-error @below {{'onnx.Add' op operand #1 ('B') has elements of type 'i64', others of the same type variable 'f32'}}
  %0 = onnx.Add(%x, %y) : (tensor<3xf32>, tensor<3xi64>) -> tensor<3xf32>
  return
}

// -----

func.func @properties(%x: tensor<3x4xf32>) {
  // expected-error @below {{'onnx.Transpose' has no properties; its attributes stand in {...}}}
  %0 = "onnx.Transpose"(%x) <{perm = array<i64: 1, 0>}> : (tensor<3x4xf32>) -> tensor<4x3xf32>
  return
}

// -----

// expected-error @below {{'onnx.Constant' op ONNX has no element type 'i4'}}
%0 = onnx.Constant dense<1> : tensor<2xi4>

// -----

func.func @unknownOp(%x: tensor<3xf32>) {
  // expected-error @below {{custom op 'onnx.Convolution' is unknown}}
  %0 = onnx.Convolution(%x) : (tensor<3xf32>) -> tensor<3xf32>
  return
}

// -----

// expected-error @below {{'onnx.opset_import' must be a dictionary of opsets}}
module attributes {onnx.opset_import = 17 : i64} {}

// -----

// expected-error @below {{there are no operators of domain 'com.microsoft'; those of ai.onnx and ai.onnx.ml are known}}
module attributes {onnx.opset_import = {com.microsoft = 1 : i64}} {}

// -----

// expected-error @below {{the opset of ai.onnx must be an i64 from 1 to 17}}
module attributes {onnx.opset_import = {ai.onnx = 18 : i64}} {}

// -----

// expected-error @below {{the opset of ai.onnx.ml must be an i64 from 1 to 3}}
module attributes {onnx.opset_import = {ai.onnx.ml = 3 : i32}} {}
