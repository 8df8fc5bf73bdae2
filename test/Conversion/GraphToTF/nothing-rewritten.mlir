// One obstacle anywhere, and the whole module stays as it was.
// RUN: not sm-opt %s --convert-graph-to-tf --mlir-print-ir-after-failure 2>&1 | FileCheck %s
// CHECK: error: node 'bad' (Relu): has 2 inputs, the op takes 1
// CHECK: error: node 'worse' (Neg): has 0 inputs, the op takes 1
// CHECK: IR Dump After ConvertGraphToTF Failed

// CHECK: sm.signature "good" method
// CHECK: sm.signature "bad" method
// CHECK-NOT: func.func
// CHECK: Relu(%{{.*}}, %{{.*}}) name("bad")
// CHECK: sm.signature "also_bad" method
// CHECK: Neg() name("worse")
sm.meta_graph tags ["a"] {
  sm.signature "good" method "" inputs {} outputs {y = #sm.tensor_info<"x" : tensor<f32>>}
  sm.signature "bad" method "" inputs {} outputs {y = #sm.tensor_info<"bad" : tensor<f32>>}
  graph.graph {
    %x, %cx = Const() name("x") {dtype = f32, value = dense<1.0> : tensor<f32>}
    %y, %cy = Relu(%x, %x) name("bad") {T = f32}
  }
}
sm.meta_graph tags ["b"] {
  sm.signature "also_bad" method "" inputs {} outputs {y = #sm.tensor_info<"worse" : tensor<f32>>}
  graph.graph {
    %y, %cy = Neg() name("worse") {T = f32}
  }
}
