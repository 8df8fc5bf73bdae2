// RUN: split-file %s %t
// RUN: not sm-translate %t/shapes.mlir --mlir-to-stablehlo 2>&1 \
// RUN:   | FileCheck %t/shapes.mlir
// RUN: not sm-translate %t/elements.mlir --mlir-to-stablehlo 2>&1 \
// RUN:   | FileCheck %t/elements.mlir
// RUN: not sm-translate %t/ops.mlir --mlir-to-stablehlo 2>&1 \
// RUN:   | FileCheck %t/ops.mlir
// RUN: not sm-translate %t/external.mlir --mlir-to-stablehlo 2>&1 \
// RUN:   | FileCheck %t/external.mlir
// RUN: not sm-translate %t/data.mlir --mlir-to-stablehlo 2>&1 \
// RUN:   | FileCheck %t/data.mlir
//
// All that is in the way is named at once.

//--- shapes.mlir
// CHECK: error: input images of type tensor<?x3xf32> has no static shape; input #2 of type tensor<*xf32> has no static shape: StableHLO for XLA is made for one shape; give the inputs' shapes with --shape 'NAME=1,2,3'
func.func @f(%x: tensor<?x3xf32> {tf.name = "images"}, %y: tensor<3xf32>,
             %z: tensor<*xf32>) -> tensor<?x3xf32> {
  return %x : tensor<?x3xf32>
}

//--- elements.mlir
// CHECK: error: input #0 of type tensor<2x!tf.string>, whose elements StableHLO does not have; input y of type !tf.resource, whose elements StableHLO does not have
func.func @f(%x: tensor<2x!tf.string>, %y: !tf.resource {tf.name = "y"},
             %z: tensor<?xf32>) {
  return
}

//--- ops.mlir
// CHECK: error: {{.*}}ops.mlir":{{.+}}: tf.Abs is no op of StableHLO
// CHECK-NEXT: loc("where"{{.*}}): stablehlo.dynamic_reshape has a result of type tensor<?x?xf32>, whose shape is not known
// CHECK-NEXT: func.call has a result of type tensor<!tf.string>, whose elements StableHLO does not have
// CHECK-NEXT: tf.Exp is no op of StableHLO
func.func @f(%x: tensor<2x3xf32>, %s: tensor<2xi32>) -> tensor<2x3xf32> {
  %0 = tf.Abs %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %1 = stablehlo.dynamic_reshape %x, %s : (tensor<2x3xf32>, tensor<2xi32>) -> tensor<?x?xf32> loc("where")
  %2 = func.call @g(%0) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %3 = func.call @h(%0) : (tensor<2x3xf32>) -> tensor<!tf.string>
  return %2 : tensor<2x3xf32>
}
func.func private @h(%x: tensor<2x3xf32>) -> tensor<!tf.string> {
  %0 = stablehlo.composite "tf.Text" %x {decomposition = @h}
      : (tensor<2x3xf32>) -> tensor<!tf.string>
  return %0 : tensor<!tf.string>
}
func.func private @g(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = tf.Exp %x : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}

//--- external.mlir
// CHECK: error: {{.*}}external.mlir":{{.+}}: func.call refers to @g, which is no function with a body
func.func @f(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  %0 = func.call @g(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %0 : tensor<2x3xf32>
}
func.func private @g(%x: tensor<2x3xf32>) -> tensor<2x3xf32>

//--- data.mlir
// CHECK: error: {{.*}}nowhere
func.func @f() -> tensor<784x10xf32> {
  %0 = stablehlo.constant #sm.data<"nowhere", "w"> : tensor<784x10xf32>
  return %0 : tensor<784x10xf32>
}
