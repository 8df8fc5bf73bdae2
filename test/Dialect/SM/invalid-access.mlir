// Accesses to symbols that are not there, or of another type.
// RUN: sm-opt %s -split-input-file -verify-diagnostics

func.func @f() -> tensor<f32> {
  // expected-error @below {{'sm.read_variable' op refers to unknown variable @v}}
  %0 = sm.read_variable @v : tensor<f32>
  return %0 : tensor<f32>
}

// -----

// A symbol of another MetaGraph is out of reach.
sm.meta_graph tags ["a"] {
  sm.variable @v : tensor<f32>
}
sm.meta_graph tags ["b"] {
  func.func @f() -> tensor<f32> {
    // expected-error @below {{'sm.read_variable' op refers to unknown variable @v}}
    %0 = sm.read_variable @v : tensor<f32>
    return %0 : tensor<f32>
  }
}

// -----

sm.asset @a "f" tensor "t:0"
func.func @f() -> tensor<!tf.string> {
  // expected-error @below {{'sm.read_variable' op refers to unknown variable @a}}
  %0 = sm.read_variable @a : tensor<!tf.string>
  return %0 : tensor<!tf.string>
}

// -----

sm.variable @v : tensor<2xf32>
func.func @f() -> tensor<3xf32> {
  // expected-error @below {{'sm.read_variable' op has type 'tensor<3xf32>', but @v is of type 'tensor<2xf32>'}}
  %0 = sm.read_variable @v : tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

sm.variable @v : tensor<2xf32>
func.func @f(%x: tensor<2xf64>) {
  // expected-error @below {{'sm.assign_variable' op has type 'tensor<2xf64>', but @v is of type 'tensor<2xf32>'}}
  sm.assign_variable @v, %x : tensor<2xf64>
  return
}

// -----

func.func @f(%x: tensor<2xf64>) {
  // expected-error @below {{'sm.assign_variable' op refers to unknown variable @v}}
  sm.assign_variable @v, %x : tensor<2xf64>
  return
}

// -----

func.func @f() {
  // expected-error @below {{'sm.variable_handle' op refers to unknown variable @v}}
  %0 = sm.variable_handle @v : tensor<!tf.resource>
  return
}

// -----

func.func @f() {
  // expected-error @below {{'sm.asset_path' op refers to unknown asset @a}}
  %0 = sm.asset_path @a : tensor<!tf.string>
  return
}

// -----

sm.variable @a : tensor<f32>
func.func @f() {
  // expected-error @below {{'sm.asset_path' op refers to unknown asset @a}}
  %0 = sm.asset_path @a : tensor<!tf.string>
  return
}
