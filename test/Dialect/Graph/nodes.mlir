// Nodes of a graph: as text, in the generic form and as bytecode.
// RUN: sm-opt %s | sm-opt | FileCheck %s
// RUN: sm-opt %s --mlir-print-op-generic | sm-opt | FileCheck %s
// RUN: sm-opt %s --emit-bytecode | sm-opt | FileCheck %s

// CHECK-LABEL: graph.graph attributes
// CHECK-SAME: {extra = #sm.proto<"tensorflow.GraphDef", {versions = {producer = 12}}>} {
graph.graph attributes {
    extra = #sm.proto<"tensorflow.GraphDef", {versions = {producer = 12}}>} {
  // Edges may point forwards, control edges stand in brackets.
  // CHECK-NEXT: %[[Y:.*]], %[[YC:.*]] = Add(%[[X:.*]], %[[X]]) [%[[XC:[^ ]*]], %[[N:.*]]] name("y") device("/cpu:0")
  // CHECK-SAME: {T = f32, _class = ["loc:@y"]}
  %y, %yc = Add(%x, %x) [%xc, %n] name("y") device("/cpu:0") {T = f32, _class = ["loc:@y"]}
  // CHECK-NEXT: %[[X]], %[[XC]] = Placeholder() name("x") {dtype = f32, shape = #tf.shape<?x4>}
  %x, %xc = Placeholder() name("x") {dtype = f32, shape = #tf.shape<?x4>}
  // CHECK-NEXT: %[[N]] = NoOp() [%[[YC]], %[[XC]]] name("n"){{$}}
  %n = NoOp() [%yc, %xc] name("n") {}

  // A loop, by data.
  // CHECK-NEXT: %[[M:.*]]:2, %[[MC:.*]] = Merge(%[[E:.*]], %[[NEXT:.*]]) name("merge")
  // CHECK-NEXT: %[[E]], %{{.*}} = Enter(%[[X]]) name("enter")
  // CHECK-NEXT: %[[NEXT]], %{{.*}} = NextIteration(%[[M]]#0) name("next")
  // CHECK-NEXT: %{{.*}}, %{{.*}} = Identity(%[[M]]#1) [%[[MC]]] name("index")
  %m:2, %mc = Merge(%e, %next) name("merge")
  %e, %ec = Enter(%x) name("enter")
  %next, %nextc = NextIteration(%m#0) name("next")
  %i, %ic = Identity(%m#1) [%mc] name("index")

  // Attributes of the NodeDef may have any name; those of the dialect are apart.
  // CHECK-NEXT: %{{.*}}, %{{.*}} = Foo() name("attrs") {_name = "a", a.b, graph.extra = #sm.proto<"tensorflow.NodeDef", {}>,
  // CHECK-SAME: graph.inputs = ["x:0"], graph.outputs = ["out:0"], name = "b", "odd name/#" = 1 : i64}
  %a, %ac = Foo() name("attrs") {name = "b", _name = "a", a.b, "odd name/#" = 1 : i64, graph.inputs = ["x:0"],
      graph.outputs = ["out:0"], graph.extra = #sm.proto<"tensorflow.NodeDef", {}>}

  // Attribute values of every kind.
  // CHECK-NEXT: %{{.*}}, %{{.*}} = Foo() name("kinds") {b = true, f = 1.500000e+00 : f32, fn = #tf.func<@"<lambda>", {T = f32}>,
  // CHECK-SAME: i = -3 : i64, l = [], p = #graph.placeholder<"T">, s = "\00\FF", shape = #tf.shape<*>,
  // CHECK-SAME: t = #sm.encoded<dense<0> : tensor<3xi32>, 1>, types = [f32, !tf.string], unset}
  %k, %kc = Foo() name("kinds") {b = true, f = 1.5 : f32, i = -3 : i64, s = "\00\FF", shape = #tf.shape<*>,
      l = [], types = [f32, !tf.string], fn = #tf.func<@"<lambda>", {T = f32}>, p = #graph.placeholder<"T">,
      t = #sm.encoded<dense<0> : tensor<3xi32>, 1>, unset}

  // Names of nodes and devices are any bytes.
  // CHECK-NEXT: %{{.*}} = NoOp() name("q\22 \0A\00\FF\C3\A9") device("\00")
  %o = NoOp() name("q\22 \0A\00\FFé") device("\00")
}

// CHECK: graph.graph {
// CHECK-NEXT: }
graph.graph {}

// A node outside a graph is read and written, too.
// CHECK: %{{.*}}, %{{.*}} = graph.Foo() name("alone")
%0, %c = graph.Foo() name("alone")
