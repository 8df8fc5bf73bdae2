// What the verifier refuses.
// RUN: sm-opt %s -split-input-file -verify-diagnostics

// expected-error @below {{'sm.data_source' op kind 'folder' is neither 'checkpoint' nor 'weights'}}
sm.data_source "s" folder "p" size 0 crc32c 0

// -----

// expected-error @below {{negative integer literal not valid for unsigned integer type}}
sm.data_source "s" weights "p" size 0 crc32c -1

// -----

// expected-error @below {{'sm.variable' op type 'f32' is no tensor type}}
sm.variable @v : f32

// -----

// expected-error @below {{'sm.variable' op value of type 'tensor<2xi32>' does not fit the variable's type 'tensor<2xf32>'}}
sm.variable @v : tensor<2xf32> = dense<1> : tensor<2xi32>

// -----

// expected-error @below {{'sm.variable' op value of type 'tensor<3xf32>' does not fit the variable's type 'tensor<2xf32>'}}
sm.variable @v : tensor<2xf32> = #sm.data<"s", "k"> : tensor<3xf32>

// -----

sm.meta_graph tags [] {
  // expected-note @below {{see existing symbol definition here}}
  sm.variable @v : tensor<2xf32>
  // expected-error @below {{redefinition of symbol named 'v'}}
  sm.asset @v "f" tensor "t:0"
}

// -----

// expected-error @below {{'sm.meta_graph' op is initialised by unknown function @nothing}}
sm.meta_graph tags [] initializer @nothing {}

// -----

// expected-error @below {{'sm.meta_graph' op is initialised by unknown function @v}}
sm.meta_graph tags [] initializer @v {
  sm.variable @v : tensor<2xf32>
}

// -----

// expected-error @below {{'sm.meta_graph' op is initialised by @f, which has arguments or results}}
sm.meta_graph tags [] initializer @f {
  func.func private @f() -> tensor<f32>
}

// -----

// expected-error @below {{attribute 'tags' failed to satisfy constraint: string array attribute}}
sm.meta_graph tags [1] {}

// -----

// expected-error @below {{region #0 ('body') failed to verify constraint: region with 1 blocks}}
"sm.meta_graph"() <{tags = []}> ({}) : () -> ()

// -----

func.func @f(%x: tensor<f32>) {
  // expected-error @below {{'sm.saved_model' op region should have no arguments}}
  "sm.saved_model"() ({
  ^bb0(%y: tensor<f32>):
  }) : () -> ()
  return
}

// -----

sm.meta_graph tags [] {
  // expected-error @below {{'sm.signature' op calls unknown function @f}}
  sm.signature "s" calls @f method "" inputs {} outputs {}
}

// -----

sm.meta_graph tags [] {
  // expected-error @below {{'sm.signature' op has 1 inputs and 0 outputs, but @f has 0 and 0}}
  sm.signature "s" calls @f method ""
      inputs {x = #sm.tensor_info<"x:0" : tensor<f32>>} outputs {}
  func.func private @f()
}

// -----

sm.meta_graph tags [] {
  // expected-error @below {{'sm.concrete_function' op has 0 inputs and 1 outputs, but @f has 0 and 0}}
  sm.concrete_function "p" overload 0 of @t calls @f inputs []
      outputs [#sm.tensor_info<"y" : tensor<f32>>] captures []
  func.func private @f()
}

// -----

sm.meta_graph tags [] {
  // expected-error @below {{'sm.concrete_function' op calls unknown function @v}}
  sm.concrete_function "p" overload 0 of @t calls @v inputs [] outputs [] captures []
  sm.variable @v : tensor<2xf32>
}

// -----

// expected-error @below {{'sm.concrete_function' op input or output "x" is no #sm.tensor_info}}
sm.concrete_function "p" overload 0 of @t inputs ["x"] outputs [] captures []

// -----

// expected-error @below {{'sm.concrete_function' op input or output 5 : i64 is no #sm.tensor_info}}
sm.concrete_function "p" overload 0 of @t inputs [] outputs [5] captures []
