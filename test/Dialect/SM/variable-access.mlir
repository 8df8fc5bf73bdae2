// Access to variables: the syntax, and what upstream passes make of the effects.
// RUN: sm-opt %s | sm-opt | FileCheck %s
// RUN: sm-opt %s --mlir-print-op-generic | sm-opt | FileCheck %s
// RUN: sm-opt %s --emit-bytecode | sm-opt | FileCheck %s
// RUN: sm-opt %s --cse | FileCheck %s --check-prefix=CSE

sm.meta_graph tags ["serve"] {
  sm.variable @v : tensor<?x3xf32>
  sm.variable @"odd/name" : tensor<*xf32>

  // CHECK-LABEL: func.func @syntax(
  // CHECK-SAME: %[[X:.*]]: tensor<2x3xf32>)
  func.func @syntax(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
    // An access may know more of the shape than the variable, or less.
    // CHECK-NEXT: %[[R:.*]] = sm.read_variable @v : tensor<2x3xf32>
    %r = sm.read_variable @v : tensor<2x3xf32>
    // CHECK-NEXT: sm.assign_variable @v, %[[X]] : tensor<2x3xf32>
    sm.assign_variable @v, %x : tensor<2x3xf32>
    // CHECK-NEXT: %[[U:.*]] = sm.read_variable @v : tensor<*xf32>
    %u = sm.read_variable @v : tensor<*xf32>
    // CHECK-NEXT: sm.assign_variable @"odd/name", %[[U]] : tensor<*xf32>
    sm.assign_variable @"odd/name", %u : tensor<*xf32>
    // CHECK-NEXT: %[[H:.*]] = sm.variable_handle @v : tensor<!tf.resource<tensor<?x3xf32>>>
    %h = sm.variable_handle @v : tensor<!tf.resource<tensor<?x3xf32>>>
    return %r : tensor<2x3xf32>
  }

  // Reads merge unless an assignment lies between; a read that nobody uses
  // goes, an assignment stays.
  // CSE-LABEL: func.func @merge(
  // CSE-SAME: %[[X:.*]]: tensor<?x3xf32>)
  func.func @merge(%x: tensor<?x3xf32>)
      -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) {
    // CSE-NEXT: %[[A:.*]] = sm.read_variable @v
    // CSE-NEXT: sm.assign_variable @v, %[[X]]
    // CSE-NEXT: %[[C:.*]] = sm.read_variable @v
    // CSE-NEXT: return %[[A]], %[[A]], %[[C]]
    %a = sm.read_variable @v : tensor<?x3xf32>
    %b = sm.read_variable @v : tensor<?x3xf32>
    sm.assign_variable @v, %x : tensor<?x3xf32>
    %c = sm.read_variable @v : tensor<?x3xf32>
    %unused = sm.read_variable @v : tensor<?x3xf32>
    return %a, %b, %c : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
  }
}
