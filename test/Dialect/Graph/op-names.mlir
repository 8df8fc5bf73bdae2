// Names of ops are any string without NUL: words print as words, all others in
// the generic form.
// RUN: sm-opt %s | FileCheck %s
// RUN: sm-opt %s | sm-opt | FileCheck %s
// RUN: sm-opt %s --mlir-print-op-generic | sm-opt | FileCheck %s
// RUN: sm-opt %s --emit-bytecode | sm-opt | FileCheck %s

// CHECK-LABEL: graph.graph {
graph.graph {
  // CHECK-NEXT: %[[X:.*]], %[[C:.*]] = Placeholder() name("x")
  %x, %c = Placeholder() name("x")
  // CHECK-NEXT: = "graph.Addons>GatherTree"(%[[X]], %[[C]]) {graph.name = "n0"} : (!graph.tensor, !graph.control) -> (!graph.tensor, !graph.control)
  %n0:2 = "graph.Addons>GatherTree"(%x, %c) {graph.name = "n0"} : (!graph.tensor, !graph.control) -> (!graph.tensor, !graph.control)
  // CHECK-NEXT: = "graph.__inference_<lambda>_12"(%[[X]]) {graph.name = "n1"}
  %n1:2 = "graph.__inference_<lambda>_12"(%x) {graph.name = "n1"} : (!graph.tensor) -> (!graph.tensor, !graph.control)
  // CHECK-NEXT: = "graph.q\22uo\0Ate"() {graph.name = "n2"}
  %n2 = "graph.q\22uo\0Ate"() {graph.name = "n2"} : () -> !graph.control
  // CHECK-NEXT: = "graph.\C3\A9\FF"() {graph.name = "n3"}
  %n3 = "graph.é\FF"() {graph.name = "n3"} : () -> !graph.control
  // CHECK-NEXT: = "graph.9lives"() {graph.name = "n4"}
  %n4 = "graph.9lives"() {graph.name = "n4"} : () -> !graph.control
  // CHECK-NEXT: = "graph.$x"() {graph.name = "n5"}
  %n5 = "graph.$x"() {graph.name = "n5"} : () -> !graph.control
  // CHECK-NEXT: = "graph.a-b"() {graph.name = "n6"}
  %n6 = "graph.a-b"() {graph.name = "n6"} : () -> !graph.control

  // Words, also those that MLIR uses itself.
  // CHECK-NEXT: = __inference_f_12() name("w0")
  %w0 = "graph.__inference_f_12"() {graph.name = "w0"} : () -> !graph.control
  // CHECK-NEXT: = _() name("w1")
  %w1 = _() name("w1")
  // CHECK-NEXT: = a$1() name("w2")
  %w2 = a$1() name("w2")
  // CHECK-NEXT: = true() name("w3")
  %w3 = true() name("w3")
  // CHECK-NEXT: = loc() name("w4")
  %w4 = loc() name("w4")
  // CHECK-NEXT: = f32() name("w5")
  %w5 = f32() name("w5")
  // CHECK-NEXT: = dense() name("w6")
  %w6 = dense() name("w6")
  // CHECK-NEXT: = name() name("w7")
  %w7 = name() name("w7")
  // CHECK-NEXT: = module() name("w8")
  %w8 = module() name("w8")

  // Integer types are no words to MLIR.
  // CHECK-NEXT: = "graph.i32"() {graph.name = "i0"}
  %i0 = "graph.i32"() {graph.name = "i0"} : () -> !graph.control
  // CHECK-NEXT: = "graph.si8"() {graph.name = "i1"}
  %i1 = "graph.si8"() {graph.name = "i1"} : () -> !graph.control
  // CHECK-NEXT: = "graph.ui64"() {graph.name = "i2"}
  %i2 = "graph.ui64"() {graph.name = "i2"} : () -> !graph.control
  // CHECK-NEXT: = i() name("i3")
  %i3 = "graph.i"() {graph.name = "i3"} : () -> !graph.control
  // CHECK-NEXT: = sui8() name("i4")
  %i4 = "graph.sui8"() {graph.name = "i4"} : () -> !graph.control

  // Dots, and names of other dialects' ops.
  // CHECK-NEXT: = graph.a.b() name("d0")
  %d0 = "graph.a.b"() {graph.name = "d0"} : () -> !graph.control
  // CHECK-NEXT: = graph.a..b.() name("d1")
  %d1 = "graph.a..b."() {graph.name = "d1"} : () -> !graph.control
  // CHECK-NEXT: = "graph..a"() {graph.name = "d2"}
  %d2 = "graph..a"() {graph.name = "d2"} : () -> !graph.control
  // CHECK-NEXT: = graph.builtin.module() name("d3")
  %d3 = "graph.builtin.module"() {graph.name = "d3"} : () -> !graph.control
  // CHECK-NEXT: = graph.graph.func() name("d4")
  %d4 = "graph.graph.func"() {graph.name = "d4"} : () -> !graph.control
  // CHECK-NEXT: = graph.tf.Relu() name("d5")
  %d5 = "graph.tf.Relu"() {graph.name = "d5"} : () -> !graph.control

  // Properties, which only the generic form shows, are not lost.
  // CHECK-NEXT: = "graph.Prop"() <{p = 1 : i64}> {graph.name = "p"}
  %p = "graph.Prop"() <{p = 1 : i64}> {graph.name = "p"} : () -> !graph.control
}
