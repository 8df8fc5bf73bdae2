// RUN: sm-opt %s -split-input-file -verify-diagnostics \
// RUN:   --allow-unregistered-dialect
//
// Errors of regions and composites.

func.func @f(%p: tensor<i1>, %x: tensor<f32>, %i: tensor<i32>) {
  // expected-error @+1 {{'stablehlo.if' op branch 1 returns ('tensor<i32>') instead of ('tensor<f32>')}}
  %0 = "stablehlo.if"(%p) ({
    stablehlo.return %x : tensor<f32>
  }, {
    stablehlo.return %i : tensor<i32>
  }) : (tensor<i1>) -> tensor<f32>
  return
}

// -----

func.func @f(%p: tensor<i1>) {
  // expected-error @+1 {{'stablehlo.if' op expects a non-empty block}}
  "stablehlo.if"(%p) ({
  ^bb0:
  }, {
  ^bb0:
  }) : (tensor<i1>) -> ()
  return
}

// -----

func.func @f(%p: tensor<i1>, %x: tensor<f32>, %i: tensor<i32>) {
  // expected-error @+1 {{'stablehlo.if' op branch 1 does not end in stablehlo.return}}
  %0 = "stablehlo.if"(%p) ({
    stablehlo.return %x : tensor<f32>
  }, {
    "test.end"() : () -> ()
  }) : (tensor<i1>) -> tensor<f32>
  return
}

// -----

func.func @f(%p: tensor<i1>, %x: tensor<f32>) {
  // expected-error @+1 {{'stablehlo.if' op branch 0 takes arguments}}
  %0 = "stablehlo.if"(%p) ({
  ^bb0(%a: tensor<f32>):
    stablehlo.return %a : tensor<f32>
  }, {
    stablehlo.return %x : tensor<f32>
  }) : (tensor<i1>) -> tensor<f32>
  return
}

// -----

func.func @f(%i: tensor<i32>) {
  // expected-error @+1 {{'stablehlo.case' op has no branches}}
  %0 = "stablehlo.case"(%i) : (tensor<i32>) -> tensor<f32>
  return
}

// -----

func.func @f(%i: tensor<i32>) {
  // expected-error @+1 {{'stablehlo.case' op branch 0 returns ('tensor<i32>') instead of ('tensor<f32>')}}
  %0 = "stablehlo.case"(%i) ({
    stablehlo.return %i : tensor<i32>
  }) : (tensor<i32>) -> tensor<f32>
  return
}

// -----

func.func @f(%n: tensor<i32>, %p: tensor<i1>) {
  // expected-error @+1 {{'stablehlo.while' op cond takes ('tensor<i64>') instead of ('tensor<i32>')}}
  %0 = "stablehlo.while"(%n) ({
  ^bb0(%a: tensor<i64>):
    stablehlo.return %p : tensor<i1>
  }, {
  ^bb0(%a: tensor<i32>):
    stablehlo.return %a : tensor<i32>
  }) : (tensor<i32>) -> tensor<i32>
  return
}

// -----

func.func @f(%n: tensor<i32>, %p: tensor<i1>) {
  // expected-error @+1 {{'stablehlo.while' op cond returns 'tensor<i32>' instead of 'tensor<i1>'}}
  %0 = "stablehlo.while"(%n) ({
  ^bb0(%a: tensor<i32>):
    stablehlo.return %a : tensor<i32>
  }, {
  ^bb0(%a: tensor<i32>):
    stablehlo.return %a : tensor<i32>
  }) : (tensor<i32>) -> tensor<i32>
  return
}

// -----

func.func @f(%n: tensor<i32>, %p: tensor<i1>) {
  // expected-error @+1 {{'stablehlo.while' op cond does not end in stablehlo.return}}
  %0 = "stablehlo.while"(%n) ({
  ^bb0(%a: tensor<i32>):
    "test.end"(%p) : (tensor<i1>) -> ()
  }, {
  ^bb0(%a: tensor<i32>):
    stablehlo.return %a : tensor<i32>
  }) : (tensor<i32>) -> tensor<i32>
  return
}

// -----

func.func @f(%n: tensor<i32>, %p: tensor<i1>) {
  // expected-error @+1 {{'stablehlo.while' op body returns 'tensor<i1>' instead of 'tensor<i32>'}}
  %0 = "stablehlo.while"(%n) ({
  ^bb0(%a: tensor<i32>):
    stablehlo.return %p : tensor<i1>
  }, {
  ^bb0(%a: tensor<i32>):
    stablehlo.return %p : tensor<i1>
  }) : (tensor<i32>) -> tensor<i32>
  return
}

// -----

func.func @f(%n: tensor<i32>, %p: tensor<i1>) {
  // expected-error @+1 {{'stablehlo.while' op body does not end in stablehlo.return}}
  %0 = "stablehlo.while"(%n) ({
  ^bb0(%a: tensor<i32>):
    stablehlo.return %p : tensor<i1>
  }, {
  ^bb0(%a: tensor<i32>):
    "test.end"(%a) : (tensor<i32>) -> ()
  }) : (tensor<i32>) -> tensor<i32>
  return
}

// -----

func.func @f(%n: tensor<i32>, %p: tensor<i1>) {
  // expected-error @+1 {{'stablehlo.while' op body takes () instead of ('tensor<i32>')}}
  %0 = "stablehlo.while"(%n) ({
  ^bb0(%a: tensor<i32>):
    stablehlo.return %p : tensor<i1>
  }, {
  ^bb0:
    stablehlo.return
  }) : (tensor<i32>) -> tensor<i32>
  return
}

// -----

func.func @f(%x: tensor<f32>) {
  // expected-error @+1 {{'stablehlo.composite' op is decomposed by unknown function @missing}}
  %0 = stablehlo.composite "tf.A" %x {decomposition = @missing} : (tensor<f32>) -> tensor<f32>
  return
}

// -----

func.func @f(%x: tensor<f32>) {
  // expected-error @+1 {{'stablehlo.composite' op name 'Twice' has no namespace before a dot}}
  %0 = stablehlo.composite "Twice" %x {decomposition = @twice} : (tensor<f32>) -> tensor<f32>
  return
}
func.func private @twice(tensor<f32>) -> tensor<f32>

// -----

func.func @f(%x: tensor<f32>) {
  // expected-error @+1 {{'stablehlo.composite' op has the type '(tensor<f32>) -> tensor<f32>', but @twice has '(tensor<f64>) -> tensor<f32>'}}
  %0 = stablehlo.composite "tf.Twice" %x {decomposition = @twice} : (tensor<f32>) -> tensor<f32>
  return
}
func.func private @twice(tensor<f64>) -> tensor<f32>
