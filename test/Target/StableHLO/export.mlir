// RUN: sm-translate %s --mlir-to-stablehlo | FileCheck %s
// RUN: sm-translate %s --mlir-to-stablehlo \
// RUN:   | mlir-opt --allow-unregistered-dialect --mlir-print-op-generic \
// RUN:   | FileCheck %s
// RUN: sm-translate %s --mlir-to-stablehlo | sm-opt \
// RUN:   | FileCheck %s --check-prefix=BACK
//
// The text is generic: whoever knows the specification's op names reads it. The
// entry is @main; what it refers to comes along, names and all.

// CHECK: "builtin.module"() <{sym_name = "serve"}> ({
// BACK: module @serve {

// CHECK: "func.func"() <{arg_attrs = [{tf.name = "x"}, {}], function_type = (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>, res_attrs = [{tf.name = "y"}], sym_name = "main"
// CHECK-NOT: sm.
// BACK: func.func @main(%[[X:.+]]: tensor<2x3xf32> {tf.name = "x"}, %[[B:.+]]: tensor<3xf32>) -> (tensor<2x3xf32> {tf.name = "y"}) {
func.func @serve(%x: tensor<2x3xf32> {tf.name = "x", sm.other = 1 : i32},
                 %b: tensor<3xf32> {sm.other = 1 : i32})
    -> (tensor<2x3xf32> {tf.name = "y"}) attributes {sm.other} {
  // CHECK: "stablehlo.constant"() <{value = dense<[1.000000e+00, 2.000000e+00, 3.000000e+00]> : tensor<3xf32>}> : () -> tensor<3xf32>
  // BACK: stablehlo.constant dense<[1.000000e+00, 2.000000e+00, 3.000000e+00]> : tensor<3xf32>
  %c = stablehlo.constant dense<[1.0, 2.0, 3.0]> : tensor<3xf32>
  // CHECK: "stablehlo.add"(%{{.+}}, %{{.+}}) : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  %s = stablehlo.add %b, %c {sm.other = 1 : i32} : tensor<3xf32> loc("dense/Add")
  // CHECK: "stablehlo.broadcast_in_dim"(%{{.+}}) <{broadcast_dimensions = array<i64: 1>}> : (tensor<3xf32>) -> tensor<2x3xf32>
  %r = stablehlo.broadcast_in_dim %s, dims = [1] : (tensor<3xf32>) -> tensor<2x3xf32>
  // CHECK: "chlo.erf"(%{{.+}}) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %e = chlo.erf %r : tensor<2x3xf32> -> tensor<2x3xf32>
  // CHECK: "stablehlo.composite"(%{{.+}}, %{{.+}}) <{
  // CHECK-SAME: composite_attributes = {axis = -1 : i64}
  // CHECK-SAME: decomposition = @[[OTHER:main_[0-9]+]]
  // CHECK-SAME: name = "tf.Both"
  // BACK: stablehlo.composite "tf.Both" %{{.+}}, %{{.+}} {composite_attributes = {axis = -1 : i64}, decomposition = @[[OTHER:main_[0-9]+]]}
  %y = stablehlo.composite "tf.Both" %x, %e {
      composite_attributes = {axis = -1 : i64}, decomposition = @main}
      : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: "func.return"(%{{.+}}) : (tensor<2x3xf32>) -> ()
  return %y : tensor<2x3xf32>
}

// CHECK: "func.func"()
// CHECK-SAME: sym_name = "[[OTHER]]"
// CHECK-SAME: sym_visibility = "private"
// BACK: func.func private @[[OTHER]](
func.func private @main(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>)
    -> tensor<2x3xf32> {
  %0 = func.call @sum(%x, %y)
      : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// CHECK: sym_name = "sum"
// BACK: func.func private @sum(
func.func private @sum(%x: tensor<2x3xf32>, %y: tensor<2x3xf32>)
    -> tensor<2x3xf32> {
  // CHECK: "stablehlo.add"
  %0 = stablehlo.add %x, %y : tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

// CHECK-NOT: @unused
func.func private @unused(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  return %x : tensor<2x3xf32>
}
