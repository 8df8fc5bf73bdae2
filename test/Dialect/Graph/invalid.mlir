// What the verifier refuses.
// RUN: sm-opt %s -split-input-file -verify-diagnostics

graph.graph {
  // expected-error @below {{'graph.Foo' op has no name; each node needs `name("...")`}}
  %x, %c = Foo() {T = f32}
}

// -----

graph.graph {
  // expected-error @below {{'graph.Foo' op has no name; each node needs `name("...")`}}
  %x, %c = Foo() name("")
}

// -----

graph.graph {
  // expected-error @below {{'graph.Foo' op has no name; each node needs `name("...")`}}
  %x:2 = "graph.Foo"() {graph.name = 5 : i32} : () -> (!graph.tensor, !graph.control)
}

// -----

graph.graph {
  %x, %c = Foo() name("a")
  // expected-error @below {{'graph.Bar' op is called 'a', as another node of this graph is}}
  %y, %d = Bar() name("a")
}

// -----

graph.graph {
  // expected-error @below {{'tf.Const' op is no node; a graph holds nodes only}}
  %0 = tf.Const dense<1> : tensor<i32>
}

// -----

graph.graph {
  // expected-error @below {{'graph.graph' op is no node; a graph holds nodes only}}
  graph.graph {}
}

// -----

graph.graph {
  // expected-error @below {{'graph.Foo' op must take values, then control tokens, and result in values, then one control token, without regions}}
  %0 = "graph.Foo"() {graph.name = "n"} : () -> !graph.tensor
}

// -----

graph.graph {
  // expected-error @below {{'graph.Foo' op must take values, then control tokens}}
  "graph.Foo"() {graph.name = "n"} : () -> ()
}

// -----

graph.graph {
  // expected-error @below {{'graph.Foo' op must take values, then control tokens}}
  %0 = "graph.Foo"() ({}) {graph.name = "n"} : () -> !graph.control
}

// -----

graph.graph {
  // expected-error @below {{'graph.Foo' op must take values, then control tokens}}
  %0:2 = "graph.Foo"() {graph.name = "n"} : () -> (!graph.control, !graph.control)
}

// -----

graph.graph {
  // expected-error @below {{'graph.Foo' op must take values, then control tokens}}
  %0:2 = "graph.Foo"() {graph.name = "n"} : () -> (tensor<f32>, !graph.control)
}

// -----

graph.graph {
  %x, %c = Foo() name("a")
  // expected-error @below {{'graph.Foo' op must take values, then control tokens}}
  %0 = "graph.Foo"(%c, %x) {graph.name = "n"} : (!graph.control, !graph.tensor) -> !graph.control
}

// -----

// expected-error @below {{'graph.graph' op region should have no arguments}}
"graph.graph"() ({
^bb0(%x: !graph.tensor):
}) : () -> ()

// -----

// expected-error @below {{'graph.graph' op region #0 ('body') failed to verify constraint: region with 1 blocks}}
"graph.graph"() ({}) : () -> ()

// -----

// expected-error @below {{'graph.func' op needs exactly one return}}
graph.func @f(%x "x") signature #sm.proto<"m", {}> {
}

// -----

// expected-error @below {{'graph.func' op needs exactly one return}}
graph.func @f(%x "x") signature #sm.proto<"m", {}> {
  return(%x) keys ["y"]
  return(%x) keys ["y"]
}

// -----

// expected-error @below {{'graph.func' op has 1 arguments but names 2}}
"graph.func"() <{arg_names = ["x", "y"], signature = #sm.proto<"m", {}>, sym_name = "f"}> ({
^bb0(%x: !graph.tensor):
  graph.return()
}) : () -> ()

// -----

// expected-error @below {{'graph.func' op argument 'y' is of type '!graph.control'; arguments are values, and tokens are called '^' and an argument's name}}
"graph.func"() <{arg_names = ["x", "y"], signature = #sm.proto<"m", {}>, sym_name = "f"}> ({
^bb0(%x: !graph.tensor, %y: !graph.control):
  graph.return()
}) : () -> ()

// -----

// expected-error @below {{'graph.func' op argument '^x' is of type '!graph.tensor'; arguments are values, and tokens are called}}
"graph.func"() <{arg_names = ["x", "^x"], signature = #sm.proto<"m", {}>, sym_name = "f"}> ({
^bb0(%x: !graph.tensor, %y: !graph.tensor):
  graph.return()
}) : () -> ()

// -----

// expected-error @below {{'graph.func' op argument 'y' stands behind a token; values come first}}
graph.func @f(%x "x", %c "^x", %y "y") signature #sm.proto<"m", {}> {
  return()
}

// -----

// expected-error @below {{'graph.func' op token '^y' is of an argument that is not there}}
graph.func @f(%x "x", %c "^y") signature #sm.proto<"m", {}> {
  return()
}

// -----

// expected-error @below {{'graph.func' op has two arguments 'x'}}
graph.func @f(%x "x", %y "x") signature #sm.proto<"m", {}> {
  return()
}

// -----

graph.func @f(%x "x") signature #sm.proto<"m", {}> {
  // expected-error @below {{'graph.return' op needs a key for each value and each control token}}
  return(%x)
}

// -----

graph.func @f(%x "x") signature #sm.proto<"m", {}> {
  // expected-error @below {{'graph.return' op needs a key for each value and each control token}}
  return(%x) keys ["y"] control_keys ["c"]
}

// -----

graph.func @f(%x "x") signature #sm.proto<"m", {}> {
  // expected-error @below {{'graph.return' op needs a spelling for each value, if any}}
  return(%x) keys ["y"] {spellings = ["x", "y"]}
}

// -----

graph.func @f(%x "x") signature #sm.proto<"m", {}> {
  // expected-error @below {{attribute 'keys' failed to satisfy constraint: string array attribute}}
  return(%x) keys [5]
}

// -----

graph.graph {
  // expected-error @below {{'graph.return' op expects parent op 'graph.func'}}
  return()
}
