// Functions of a library: as text, in the generic form and as bytecode.
// RUN: sm-opt %s | sm-opt | FileCheck %s
// RUN: sm-opt %s --mlir-print-op-generic | sm-opt | FileCheck %s
// RUN: sm-opt %s --emit-bytecode | sm-opt | FileCheck %s

// CHECK-LABEL: graph.func @"__inference_<lambda>_1"(
// CHECK-SAME: %[[X:[^ ]*]] "x", %[[L:[^ ]*]] "list", %[[L1:[^ ]*]] "list:1")
// CHECK-SAME: signature #sm.proto<"tensorflow.OpDef", {name = "f"}>
// CHECK-SAME: attributes {extra = #sm.proto<"tensorflow.FunctionDef", {attr = []}>} {
graph.func @"__inference_<lambda>_1"(%x "x", %l "list", %l1 "list:1")
    signature #sm.proto<"tensorflow.OpDef", {name = "f"}>
    attributes {extra = #sm.proto<"tensorflow.FunctionDef", {attr = []}>} {
  // The return may stand anywhere.
  // CHECK-NEXT: return(%[[A:.*]], %[[X]]) [%[[AC:[^ ]*]]] keys ["a", "b\22"] control_keys ["k"] {spellings = ["add:z:0", "x"]}
  return(%a, %x) [%ac] keys ["a", "b\22"] control_keys ["k"] {spellings = ["add:z:0", "x"]}
  // CHECK-NEXT: %[[A]], %[[AC]] = Add(%[[L]], %[[L1]]) name("add")
  %a, %ac = Add(%l, %l1) name("add")
}

// CHECK-LABEL: graph.func @nothing() signature #sm.proto<"tensorflow.OpDef", {}> {
// CHECK-NEXT: return()
// CHECK-NEXT: }
graph.func @nothing() signature #sm.proto<"tensorflow.OpDef", {}> {
  return()
}

// CHECK-LABEL: graph.func @control()
graph.func @control() signature #sm.proto<"tensorflow.OpDef", {}> {
  // CHECK-NEXT: %[[C:.*]] = NoOp() name("n")
  %c = NoOp() name("n")
  // CHECK-NEXT: return() [%[[C]], %[[C]]] control_keys ["k", "l"]
  return() [%c, %c] control_keys ["k", "l"]
}

// Tokens of arguments: a node or a return waits for one.
// CHECK-LABEL: graph.func @tokens(
// CHECK-SAME: %[[X:[^ ]*]] "x", %[[Y:[^ ]*]] "y", %[[YT:[^ ]*]] "^y")
graph.func @tokens(%x "x", %y "y", %c "^y") signature #sm.proto<"tensorflow.OpDef", {}> {
  // CHECK-NEXT: %{{.*}}, %[[N:.*]] = Neg(%[[X]]) [%[[YT]]] name("n")
  %n, %nc = Neg(%x) [%c] name("n")
  // CHECK-NEXT: return() [%[[YT]], %[[N]]] control_keys ["k", "l"]
  return() [%c, %nc] control_keys ["k", "l"]
}

// The same node names may stand in every function, and an argument may be
// returned as it is.
// CHECK-LABEL: graph.func @identity(
// CHECK-SAME: %[[Y:.*]] "\C3\A9")
graph.func @identity(%y "é") signature #sm.proto<"tensorflow.OpDef", {}> {
  // CHECK-NEXT: %{{.*}} = NoOp() name("n")
  %c = NoOp() name("n")
  // CHECK-NEXT: return(%[[Y]], %[[Y]]) keys ["", "2"]
  return(%y, %y) keys ["", "2"]
}
