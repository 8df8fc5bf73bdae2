// RUN: sm-opt %s -split-input-file -verify-diagnostics

graph.graph {
  // expected-error @below {{custom op 'graph.Foo' a node has at least its control result}}
  Foo() name("a")
}

// -----

graph.graph {
  // expected-note @below {{prior use here}}
  %x, %c = Foo() name("a")
  // expected-error @below {{use of value '%c' expects different type than prior uses: '!graph.tensor' vs '!graph.control'}}
  %y, %d = Foo(%c) name("b")
}

// -----

graph.graph {
  // expected-note @below {{prior use here}}
  %x, %c = Foo() name("a")
  // expected-error @below {{use of value '%x' expects different type than prior uses: '!graph.control' vs '!graph.tensor'}}
  %y, %d = Foo() [%x] name("b")
}

// -----

graph.graph {
  // expected-error @below {{use of undeclared SSA value name}}
  %y, %d = Foo(%nowhere) name("b")
}

// -----

graph.graph {
  %x, %c = Foo() name("a")
  // expected-error @below {{expected '(' in operand list}}
  %y, %d = Foo %x name("b")
}

// -----

graph.graph {
  // expected-error @below {{expected attribute value}}
  %x, %c = Foo() name(a)
}

// -----

graph.graph {
  // expected-error @below {{invalid kind of attribute specified}}
  %x, %c = Foo() name(5)
}

// -----

graph.graph {
  // expected-error @below {{attribute 'graph.name' occurs more than once in the attribute list}}
  %x, %c = Foo() name("a") {graph.name = "b"}
}

// -----

graph.graph {
  // expected-error @below {{duplicate key 'T' in dictionary attribute}}
  %x, %c = Foo() name("a") {T = f32, T = f32}
}

// -----

graph.graph {
  // expected-error @below {{null character not allowed in operation name}}
  %c = "graph.a\00b"() {graph.name = "a"} : () -> !graph.control
}

// -----

// expected-error @below {{custom op 'graph.func' expected 'signature'}}
graph.func @f() {
  return()
}

// -----

// expected-error @below {{custom op 'graph.func' invalid kind of attribute specified}}
graph.func @f() signature "f" {
  return()
}

// -----

// expected-error @below {{custom op 'graph.func' expected valid '@'-identifier for symbol name}}
graph.func f() signature #sm.proto<"m", {}> {
  return()
}

// -----

// expected-error @below {{expected attribute value}}
graph.func @f(%x) signature #sm.proto<"m", {}> {
  return()
}

// -----

// expected-error @below {{expected '{' to begin a region}}
graph.func @f() signature #sm.proto<"m", {}>

// -----

graph.func @f(%x "x") signature #sm.proto<"m", {}> {
  // expected-error @below {{custom op 'graph.return' invalid kind of attribute specified}}
  return(%x) keys "x"
}
