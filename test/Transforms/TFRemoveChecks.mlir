// RUN: sm-opt %s --tf-remove-checks | FileCheck %s --check-prefixes=CHECK,KEEP
// RUN: sm-opt %s --tf-remove-checks=print | FileCheck %s --check-prefixes=CHECK,PRINT

// What only the checks computed goes with them.
// CHECK-LABEL: func.func @checks(
// CHECK-SAME: %[[X:.*]]: tensor<?xf32>)
func.func @checks(%x: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xi1>) {
  // CHECK-NEXT: %[[ZERO:.*]] = tf.Const dense<0.0{{.*}}> : tensor<f32>
  %zero = tf.Const dense<0.0> : tensor<f32>
  %text = tf.Const dense<"not positive"> : tensor<!tf.string>
  %axis = tf.Const dense<0> : tensor<i32>
  // CHECK-NEXT: %[[G:.*]] = tf.Greater %[[X]], %[[ZERO]]
  %g = tf.Greater %x, %zero : (tensor<?xf32>, tensor<f32>) -> tensor<?xi1>
  %all = tf.All %g, %axis : (tensor<?xi1>, tensor<i32>) -> tensor<i1>
  tf.opaque "Assert"(%all, %text, %x) {node_attrs = {T = [!tf.string, f32], summarize = 3 : i64}}
      : (tensor<i1>, tensor<!tf.string>, tensor<?xf32>) -> ()
  // CHECK-NEXT: %[[E:.*]] = tf.Exp %[[X]]
  %c = tf.opaque "CheckNumerics"(%x) {node_attrs = {T = f32, message = "bad"}}
      : (tensor<?xf32>) -> tensor<?xf32>
  %d = tf.opaque "CheckNumericsV2"(%c) {node_attrs = {T = f32, message = "bad"}}
      : (tensor<?xf32>) -> tensor<?xf32>
  %e = tf.Exp %d : (tensor<?xf32>) -> tensor<?xf32>
  // CHECK-NEXT: return %[[E]], %[[G]]
  return %e, %g : tensor<?xf32>, tensor<?xi1>
}

// A result with a vaguer type than the operand, for a user that insists.
// CHECK-LABEL: func.func @types(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>)
func.func @types(%x: tensor<3xf32>) -> tensor<?x!tf.unknown> {
  // CHECK-NEXT: %[[R:.*]] = tf.refine %[[X]] : tensor<3xf32> to tensor<?x!tf.unknown>
  // CHECK-NEXT: return %[[R]]
  %c = tf.opaque "CheckNumerics"(%x) {node_attrs = {T = f32, message = "bad"}}
      : (tensor<3xf32>) -> tensor<?x!tf.unknown>
  return %c : tensor<?x!tf.unknown>
}

// Printing stays unless it is asked away.
// CHECK-LABEL: func.func @prints(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>, %[[S:.*]]: tensor<!tf.string>)
func.func @prints(%x: tensor<3xf32>, %s: tensor<!tf.string>) -> tensor<3xf32> {
  // KEEP-NEXT: tf.opaque "PrintV2"(%[[S]])
  // KEEP-NEXT: tf.opaque "Print"(%[[X]], %[[X]])
  // PRINT-NEXT: return %[[X]]
  tf.opaque "PrintV2"(%s) {node_attrs = {}} : (tensor<!tf.string>) -> ()
  %0 = tf.opaque "Print"(%x, %x) {node_attrs = {T = f32, U = [f32]}}
      : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// Other unknown ops stay, and so does a check that no such op is.
// CHECK-LABEL: func.func @others(
func.func @others(%x: tensor<3xf32>) -> (tensor<3xf32>, tensor<3xi32>) {
  // CHECK-NEXT: tf.opaque "AssertNextDataset"
  %0 = tf.opaque "AssertNextDataset"(%x) {node_attrs = {}} : (tensor<3xf32>) -> tensor<3xf32>
  // CHECK-NEXT: tf.opaque "CheckNumerics"
  %1 = tf.opaque "CheckNumerics"(%x) {node_attrs = {}} : (tensor<3xf32>) -> tensor<3xi32>
  // CHECK-NEXT: tf.EnsureShape
  %2 = tf.EnsureShape %0 {shape = #tf.shape<3>} : (tensor<3xf32>) -> tensor<3xf32>
  return %2, %1 : tensor<3xf32>, tensor<3xi32>
}
