// RUN: sm-opt %s --tf-freeze-variables -split-input-file | FileCheck %s
// RUN: sm-opt %s --tf-freeze-variables -split-input-file -verify-diagnostics -o %t

// CHECK-LABEL: sm.meta_graph tags ["serve"] initializer @init
// CHECK-NOT: sm.variable @frozen
// CHECK: sm.variable @no_value :
// CHECK: sm.variable @assigned :
// CHECK: sm.variable @initialised :
// CHECK: sm.variable @handle :
// CHECK: sm.variable @captured :
// CHECK-NOT: sm.variable
sm.meta_graph tags ["serve"] initializer @init {
  sm.variable @frozen : tensor<?xf32> = dense<[1.0, 2.0]> : tensor<2xf32>
  sm.variable @frozen_large : tensor<300xf32> = #sm.data<"w", "0:0"> : tensor<300xf32>
  sm.variable @no_value : tensor<2xf32>
  sm.variable @assigned : tensor<2xf32> = dense<1.0> : tensor<2xf32>
  sm.variable @initialised : tensor<2xf32> = dense<1.0> : tensor<2xf32>
  sm.variable @handle : tensor<2xf32> = dense<1.0> : tensor<2xf32>
  sm.variable @captured : tensor<2xf32> = dense<1.0> : tensor<2xf32>
  sm.variable @unused : tensor<2xf32> = dense<1.0> : tensor<2xf32>
  sm.concrete_function "f" overload 0 of @t inputs [] outputs [] captures [@captured]

  // Each read becomes the variable's value: the same reference, no copy.
  // CHECK-LABEL: func.func @reads()
  func.func @reads() -> (tensor<?xf32>, tensor<2xf32>, tensor<300xf32>, tensor<2xf32>) {
    // CHECK-NEXT: %[[A:.*]] = tf.Const dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
    // CHECK-NEXT: %[[R:.*]] = tf.refine %[[A]] : tensor<2xf32> to tensor<?xf32>
    // CHECK-NEXT: %[[B:.*]] = tf.Const dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
    // CHECK-NEXT: %[[L:.*]] = tf.Const #sm.data<"w", "0:0"> : tensor<300xf32>
    // CHECK-NEXT: %[[C:.*]] = tf.Const dense<1.000000e+00> : tensor<2xf32>
    // CHECK-NEXT: return %[[R]], %[[B]], %[[L]], %[[C]]
    %0 = sm.read_variable @frozen : tensor<?xf32>
    %1 = sm.read_variable @frozen : tensor<2xf32>
    %2 = sm.read_variable @frozen_large : tensor<300xf32>
    %3 = sm.read_variable @captured : tensor<2xf32>
    return %0, %1, %2, %3 : tensor<?xf32>, tensor<2xf32>, tensor<300xf32>, tensor<2xf32>
  }
  // What may change, here or elsewhere, is read when it is needed.
  // CHECK-LABEL: func.func @changing(
  func.func @changing(%x: tensor<2xf32>)
      -> (tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>) {
    // CHECK-NEXT: %[[A:.*]] = sm.read_variable @no_value
    // CHECK-NEXT: %[[B:.*]] = sm.read_variable @assigned
    // CHECK-NEXT: %[[C:.*]] = sm.read_variable @initialised
    // CHECK-NEXT: %[[D:.*]] = sm.read_variable @handle
    // CHECK-NEXT: return %[[A]], %[[B]], %[[C]], %[[D]]
    %0 = sm.read_variable @no_value : tensor<2xf32>
    %1 = sm.read_variable @assigned : tensor<2xf32>
    %2 = sm.read_variable @initialised : tensor<2xf32>
    %3 = sm.read_variable @handle : tensor<2xf32>
    return %0, %1, %2, %3 : tensor<2xf32>, tensor<2xf32>, tensor<2xf32>, tensor<2xf32>
  }
  // CHECK-LABEL: func.func @other_entry(
  func.func @other_entry(%x: tensor<2xf32>) {
    // CHECK-NEXT: sm.assign_variable @assigned
    sm.assign_variable @assigned, %x : tensor<2xf32>
    %h = sm.variable_handle @handle : tensor<!tf.resource>
    tf.opaque "Use"(%h) {node_attrs = {}} : (tensor<!tf.resource>) -> ()
    return
  }
  func.func @init() {
    %c = tf.Const dense<2.0> : tensor<2xf32>
    sm.assign_variable @initialised, %c : tensor<2xf32>
    return
  }
}

// Another MetaGraph assigns to a variable of its own.
// CHECK-LABEL: sm.meta_graph tags ["train"]
sm.meta_graph tags ["train"] {
  // CHECK: sm.variable @frozen
  sm.variable @frozen : tensor<2xf32> = dense<3.0> : tensor<2xf32>
  func.func @step(%x: tensor<2xf32>) -> tensor<2xf32> {
    // CHECK: sm.read_variable @frozen
    %0 = sm.read_variable @frozen : tensor<2xf32>
    sm.assign_variable @frozen, %x : tensor<2xf32>
    return %0 : tensor<2xf32>
  }
}

// -----

// A read through a handle names no variable: another pass must see to that
// before. Of reads that could not be traced, the first stands for all.
// CHECK-LABEL: sm.meta_graph tags ["handles"]
sm.meta_graph tags ["handles"] {
  // CHECK: sm.variable @v
  sm.variable @v : tensor<2xf32> = dense<3.0> : tensor<2xf32>
  func.func @f() -> (tensor<2xf32>, tensor<2xf32>) {
    %h = sm.variable_handle @v : tensor<!tf.resource>
    // CHECK: tf.ReadVariableOp
    // expected-remark @below {{not frozen, as 2 reads in this MetaGraph are through handles; --sm-prepare names the variables of those that it can trace}}
    %0 = tf.ReadVariableOp %h : (tensor<!tf.resource>) -> tensor<2xf32>
    %1 = tf.ReadVariableOp %h : (tensor<!tf.resource>) -> tensor<2xf32>
    return %0, %1 : tensor<2xf32>, tensor<2xf32>
  }
}
