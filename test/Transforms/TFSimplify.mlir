// RUN: sm-opt %s --tf-simplify | FileCheck %s

// Operands that change nothing.
// CHECK-LABEL: func.func @neutral(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>, %[[I:.*]]: tensor<?x3xi32>, %[[B:.*]]: tensor<3xi1>, %[[S:.*]]: tensor<2x!tf.string>)
func.func @neutral(%x: tensor<?x3xf32>, %i: tensor<?x3xi32>, %b: tensor<3xi1>, %s: tensor<2x!tf.string>)
    -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xi32>, tensor<3xi1>, tensor<3xi1>, tensor<2x!tf.string>) {
  %zero = tf.Const dense<0.0> : tensor<f32>
  %zeros = tf.Const dense<0.0> : tensor<3xf32>
  %one = tf.Const dense<1.0> : tensor<1x1xf32>
  %ione = tf.Const dense<1> : tensor<i32>
  %izero = tf.Const dense<0> : tensor<i32>
  %true = tf.Const dense<true> : tensor<i1>
  %false = tf.Const dense<[false, false, false]> : tensor<3xi1>
  %empty = tf.Const dense<""> : tensor<!tf.string>
  // CHECK-NOT: tf.Add
  // CHECK-NOT: tf.Sub
  // CHECK: return %[[X]], %[[X]], %[[X]], %[[I]], %[[B]], %[[B]], %[[S]]
  %0 = tf.AddV2 %x, %zero : (tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  %1 = tf.Mul %one, %0 : (tensor<1x1xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %2 = tf.Sub %x, %zeros : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  %3 = tf.RealDiv %x, %one : (tensor<?x3xf32>, tensor<1x1xf32>) -> tensor<?x3xf32>
  %4 = tf.FloorDiv %i, %ione : (tensor<?x3xi32>, tensor<i32>) -> tensor<?x3xi32>
  %5 = tf.Add %izero, %4 : (tensor<i32>, tensor<?x3xi32>) -> tensor<?x3xi32>
  %6 = tf.LogicalAnd %b, %true : (tensor<3xi1>, tensor<i1>) -> tensor<3xi1>
  %7 = tf.LogicalOr %b, %false : (tensor<3xi1>, tensor<3xi1>) -> tensor<3xi1>
  %8 = tf.Add %s, %empty : (tensor<2x!tf.string>, tensor<!tf.string>) -> tensor<2x!tf.string>
  return %1, %2, %3, %5, %6, %7, %8
      : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xi32>, tensor<3xi1>, tensor<3xi1>, tensor<2x!tf.string>
}

// A constant that broadcasts what it is added to, or may do so.
// CHECK-LABEL: func.func @broadcasts(
func.func @broadcasts(%x: tensor<3xf32>, %y: tensor<?xf32>, %u: tensor<*xf32>, %one: tensor<1xf32>)
    -> (tensor<2x3xf32>, tensor<?xf32>, tensor<*xf32>, tensor<4xf32>, tensor<0xf32>, tensor<*xf32>) {
  %a = tf.Const dense<0.0> : tensor<2x1xf32>
  %b = tf.Const dense<0.0> : tensor<3xf32>
  %c = tf.Const dense<0.0> : tensor<4xf32>
  %d = tf.Const dense<> : tensor<0xf32>
  %e = tf.Const dense<0.0> : tensor<f32>
  // CHECK: tf.AddV2 %{{.*}} -> tensor<2x3xf32>
  %0 = tf.AddV2 %x, %a : (tensor<3xf32>, tensor<2x1xf32>) -> tensor<2x3xf32>
  // CHECK: tf.AddV2 %{{.*}} -> tensor<?xf32>
  %1 = tf.AddV2 %y, %b : (tensor<?xf32>, tensor<3xf32>) -> tensor<?xf32>
  // CHECK: tf.AddV2 %{{.*}} -> tensor<*xf32>
  %2 = tf.AddV2 %u, %b : (tensor<*xf32>, tensor<3xf32>) -> tensor<*xf32>
  // CHECK: tf.Sub %{{.*}} -> tensor<4xf32>
  %3 = tf.Sub %one, %c : (tensor<1xf32>, tensor<4xf32>) -> tensor<4xf32>
  // CHECK: tf.AddV2 %{{.*}} -> tensor<0xf32>
  %4 = tf.AddV2 %one, %d : (tensor<1xf32>, tensor<0xf32>) -> tensor<0xf32>
  // A scalar never does.
  // CHECK-NOT: tf.AddV2
  %5 = tf.AddV2 %u, %e : (tensor<*xf32>, tensor<f32>) -> tensor<*xf32>
  return %0, %1, %2, %3, %4, %5
      : tensor<2x3xf32>, tensor<?xf32>, tensor<*xf32>, tensor<4xf32>, tensor<0xf32>, tensor<*xf32>
}

// What is no law of floating-point numbers, or of these integers.
// CHECK-LABEL: func.func @no_laws(
func.func @no_laws(%x: tensor<3xf32>, %i: tensor<3xi32>)
    -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xi32>, tensor<3xi1>) {
  %zero = tf.Const dense<0.0> : tensor<f32>
  %one = tf.Const dense<1.0> : tensor<f32>
  %third = tf.Const dense<3.0> : tensor<f32>
  %itwo = tf.Const dense<2> : tensor<i32>
  // CHECK: tf.Mul
  %0 = tf.Mul %x, %zero : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
  // CHECK: tf.Sub
  %1 = tf.Sub %x, %x : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  // CHECK: tf.Sub
  %2 = tf.Sub %zero, %x : (tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
  // CHECK: tf.RealDiv
  %3 = tf.RealDiv %x, %third : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
  // CHECK: tf.FloorDiv
  %4 = tf.FloorDiv %x, %one : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
  // CHECK: tf.Div
  %5 = tf.Div %i, %itwo : (tensor<3xi32>, tensor<i32>) -> tensor<3xi32>
  // NaN is neither less nor greater.
  // CHECK: tf.Less
  // CHECK: tf.LogicalNot
  %6 = tf.Less %x, %zero : (tensor<3xf32>, tensor<f32>) -> tensor<3xi1>
  %7 = tf.LogicalNot %6 : (tensor<3xi1>) -> tensor<3xi1>
  return %0, %1, %2, %3, %4, %5, %7
      : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xi32>, tensor<3xi1>
}

// An error, not a quotient.
// CHECK-LABEL: func.func @integer_power(
func.func @integer_power(%i: tensor<3xi32>) -> tensor<3xi32> {
  %minus = tf.Const dense<-1> : tensor<i32>
  // CHECK: tf.Pow
  %0 = tf.Pow %i, %minus : (tensor<3xi32>, tensor<i32>) -> tensor<3xi32>
  return %0 : tensor<3xi32>
}

// CHECK-LABEL: func.func @signs(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>, %[[Y:.*]]: tensor<3xf32>)
func.func @signs(%x: tensor<3xf32>, %y: tensor<3xf32>)
    -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) {
  %minus = tf.Const dense<-1.0> : tensor<f32>
  %n = tf.Neg %x : (tensor<3xf32>) -> tensor<3xf32>
  %m = tf.Neg %y : (tensor<3xf32>) -> tensor<3xf32>
  %0 = tf.Neg %n : (tensor<3xf32>) -> tensor<3xf32>
  // CHECK: %[[A:.*]] = tf.Sub %[[X]], %[[Y]]
  %1 = tf.AddV2 %x, %m : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  // CHECK: %[[B:.*]] = tf.Sub %[[Y]], %[[X]]
  %2 = tf.Add %n, %y : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  // CHECK: %[[C:.*]] = tf.AddV2 %[[X]], %[[Y]]
  %3 = tf.Sub %x, %m : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  // CHECK: %[[D:.*]] = tf.Mul %[[X]], %[[Y]]
  %4 = tf.Mul %n, %m : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  // CHECK: %[[E:.*]] = tf.Neg %[[Y]]
  %5 = tf.Mul %y, %minus : (tensor<3xf32>, tensor<f32>) -> tensor<3xf32>
  // CHECK: %[[F:.*]] = tf.Abs %[[X]]
  %6 = tf.Abs %n : (tensor<3xf32>) -> tensor<3xf32>
  // CHECK: %[[G:.*]] = tf.Square %[[Y]]
  %7 = tf.Square %m : (tensor<3xf32>) -> tensor<3xf32>
  // CHECK: %[[H:.*]] = tf.Relu6 %[[X]]
  %8 = tf.Relu %x : (tensor<3xf32>) -> tensor<3xf32>
  %9 = tf.Relu %8 : (tensor<3xf32>) -> tensor<3xf32>
  %10 = tf.Relu6 %9 : (tensor<3xf32>) -> tensor<3xf32>
  // CHECK: return %[[X]], %[[A]], %[[B]], %[[C]], %[[D]], %[[E]], %[[F]], %[[G]], %[[H]]
  return %0, %1, %2, %3, %4, %5, %6, %7, %10
      : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}

// CHECK-LABEL: func.func @truth(
// CHECK-SAME: %[[B:.*]]: tensor<3xi1>, %[[I:.*]]: tensor<3xi32>, %[[X:.*]]: tensor<3xf32>)
func.func @truth(%b: tensor<3xi1>, %i: tensor<3xi32>, %x: tensor<3xf32>)
    -> (tensor<3xi1>, tensor<3xi1>, tensor<3xi1>, tensor<*xi1>) {
  %zero = tf.Const dense<0> : tensor<i32>
  %0 = tf.LogicalNot %b : (tensor<3xi1>) -> tensor<3xi1>
  %1 = tf.LogicalNot %0 : (tensor<3xi1>) -> tensor<3xi1>
  // CHECK: %[[GE:.*]] = tf.GreaterEqual %[[I]]
  %2 = tf.Less %i, %zero : (tensor<3xi32>, tensor<i32>) -> tensor<3xi1>
  %3 = tf.LogicalNot %2 : (tensor<3xi1>) -> tensor<3xi1>
  // CHECK: %[[NE:.*]] = tf.NotEqual %[[X]], %[[X]]
  %4 = tf.Equal %x, %x : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xi1>
  %5 = tf.LogicalNot %4 : (tensor<3xi1>) -> tensor<3xi1>
  // One false where shapes differ: the opposite is not NotEqual's answer.
  // CHECK: tf.Equal
  // CHECK: %[[NOT:.*]] = tf.LogicalNot
  %6 = tf.Equal %x, %x {incompatible_shape_error = false} : (tensor<3xf32>, tensor<3xf32>) -> tensor<*xi1>
  %7 = tf.LogicalNot %6 : (tensor<*xi1>) -> tensor<*xi1>
  // CHECK: return %[[B]], %[[GE]], %[[NE]], %[[NOT]]
  return %1, %3, %5, %7 : tensor<3xi1>, tensor<3xi1>, tensor<3xi1>, tensor<*xi1>
}

// CHECK-LABEL: func.func @powers(
// CHECK-SAME: %[[X:.*]]: tensor<?xf32>, %[[I:.*]]: tensor<?xi32>)
func.func @powers(%x: tensor<?xf32>, %i: tensor<?xi32>)
    -> (tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xi32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>) {
  %a = tf.Abs %x : (tensor<?xf32>) -> tensor<?xf32>
  %m1 = tf.Const dense<-1.0> : tensor<f32>
  %mh = tf.Const dense<-0.5> : tensor<f32>
  %h = tf.Const dense<0.5> : tensor<f32>
  %1 = tf.Const dense<1.0> : tensor<f32>
  %2 = tf.Const dense<2.0> : tensor<f32>
  %3 = tf.Const dense<3.0> : tensor<f32>
  %i2 = tf.Const dense<2> : tensor<i32>
  %v = tf.Const dense<2.0> : tensor<3xf32>
  // CHECK: %[[A:.*]] = tf.Abs
  // CHECK-DAG: %[[R0:.*]] = tf.Reciprocal %[[A]]
  %r0 = tf.Pow %a, %m1 : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  // CHECK-DAG: %[[R1:.*]] = tf.Rsqrt %[[A]]
  %r1 = tf.Pow %a, %mh : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  // CHECK-DAG: %[[R2:.*]] = tf.Sqrt %[[A]]
  %r2 = tf.Pow %a, %h : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  %r3 = tf.Pow %x, %1 : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  // CHECK-DAG: %[[R4:.*]] = tf.Square %[[X]]
  %r4 = tf.Pow %x, %2 : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  // CHECK-DAG: %[[SQ:.*]] = tf.Square %[[X]]
  // CHECK-DAG: %[[R5:.*]] = tf.Mul %[[X]], %[[SQ]]
  %r5 = tf.Pow %x, %3 : (tensor<?xf32>, tensor<f32>) -> tensor<?xf32>
  // CHECK-DAG: %[[R6:.*]] = tf.Square %[[I]]
  %r6 = tf.Pow %i, %i2 : (tensor<?xi32>, tensor<i32>) -> tensor<?xi32>
  // CHECK-DAG: %[[R7:.*]] = tf.Square %[[X]]
  %r7 = tf.Mul %x, %x : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  // Not with an exponent that may broadcast, nor one that varies.
  // CHECK-DAG: %[[R8:.*]] = tf.Pow
  %r8 = tf.Pow %x, %v : (tensor<?xf32>, tensor<3xf32>) -> tensor<?xf32>
  // CHECK-DAG: %[[R9:.*]] = tf.Pow
  %r9 = tf.Pow %a, %a : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  // CHECK: return %[[R0]], %[[R1]], %[[R2]], %[[X]], %{{.*}}, %[[R5]], %[[R6]], %{{.*}}, %[[R8]], %[[R9]]
  return %r0, %r1, %r2, %r3, %r4, %r5, %r6, %r7, %r8, %r9
      : tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>, tensor<?xi32>, tensor<?xf32>, tensor<?xf32>, tensor<?xf32>
}

// CHECK-LABEL: func.func @quotients(
// CHECK-SAME: %[[X:.*]]: tensor<3xf32>, %[[Y:.*]]: tensor<3xf32>)
func.func @quotients(%x: tensor<3xf32>, %y: tensor<3xf32>)
    -> (tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) {
  %one = tf.Const dense<1.0> : tensor<f32>
  %eight = tf.Const dense<-8.0> : tensor<3xf32>
  %a = tf.Abs %y : (tensor<3xf32>) -> tensor<3xf32>
  // CHECK: %[[EIGHTH:.*]] = tf.Const dense<-1.250000e-01> : tensor<3xf32>
  // CHECK: %[[A:.*]] = tf.Abs %[[Y]]
  // CHECK: %[[R:.*]] = tf.Reciprocal %[[X]]
  %0 = tf.RealDiv %one, %x : (tensor<f32>, tensor<3xf32>) -> tensor<3xf32>
  // CHECK: %[[E:.*]] = tf.Mul %[[X]], %[[EIGHTH]]
  %1 = tf.RealDiv %x, %eight : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  // CHECK: %[[RS:.*]] = tf.Rsqrt %[[A]]
  // CHECK: %[[Q:.*]] = tf.Mul %[[X]], %[[RS]]
  %s = tf.Sqrt %a : (tensor<3xf32>) -> tensor<3xf32>
  %2 = tf.RealDiv %x, %s : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  // CHECK: %[[T:.*]] = tf.Rsqrt %[[A]]
  %t = tf.Sqrt %a : (tensor<3xf32>) -> tensor<3xf32>
  %3 = tf.Reciprocal %t : (tensor<3xf32>) -> tensor<3xf32>
  // A root that is there anyway stays.
  // CHECK: %[[U:.*]] = tf.Sqrt %[[A]]
  // CHECK: %[[V:.*]] = tf.RealDiv %[[X]], %[[U]]
  %u = tf.Sqrt %a : (tensor<3xf32>) -> tensor<3xf32>
  %4 = tf.RealDiv %x, %u : (tensor<3xf32>, tensor<3xf32>) -> tensor<3xf32>
  // CHECK: return %[[R]], %[[E]], %[[Q]], %[[T]], %[[V]], %[[U]]
  return %0, %1, %2, %3, %4, %u
      : tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>
}

// CHECK-LABEL: func.func @choices(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>, %[[Y:.*]]: tensor<?x3xf32>, %[[C:.*]]: tensor<?x3xi1>, %[[Z:.*]]: tensor<2x3xf32>)
func.func @choices(%x: tensor<?x3xf32>, %y: tensor<?x3xf32>, %c: tensor<?x3xi1>, %z: tensor<2x3xf32>)
    -> (tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<2x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>) {
  %true = tf.Const dense<true> : tensor<i1>
  %rows = tf.Const dense<false> : tensor<2x1xi1>
  %zero = tf.Const dense<0.0> : tensor<f32>
  %0 = tf.AddN %x : (tensor<?x3xf32>) -> tensor<?x3xf32>
  // AddN checks that shapes agree.
  // CHECK: %[[N:.*]] = tf.AddN %[[X]], %[[Y]]
  %1 = tf.AddN %x, %y : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %2 = tf.Maximum %x, %x : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  // CHECK: %[[A:.*]] = tf.AddV2 %[[Z]], %[[Z]]
  %3 = tf.AddN %z, %z : (tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  %4 = tf.SelectV2 %true, %x, %zero : (tensor<i1>, tensor<?x3xf32>, tensor<f32>) -> tensor<?x3xf32>
  // The other branch may broadcast.
  // CHECK: %[[S:.*]] = tf.SelectV2
  %5 = tf.SelectV2 %true, %x, %y : (tensor<i1>, tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  // So may the condition.
  // CHECK: %[[T:.*]] = tf.SelectV2
  %6 = tf.SelectV2 %rows, %x, %x : (tensor<2x1xi1>, tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  %7 = tf.Select %true, %x, %y : (tensor<i1>, tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x3xf32>
  // CHECK: return %[[X]], %[[N]], %[[X]], %[[A]], %[[X]], %[[S]], %[[T]], %[[X]]
  return %0, %1, %2, %3, %4, %5, %6, %7
      : tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<2x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x3xf32>
}

// Types stay as precise as they were, and users without a record get the type
// they know.
// CHECK-LABEL: func.func @types(
// CHECK-SAME: %[[X:.*]]: tensor<?xf32>, %[[Y:.*]]: tensor<4xf32>)
func.func @types(%x: tensor<?xf32>, %y: tensor<4xf32>) -> (tensor<4xf32>, tensor<?xf32>, tensor<?xf32>) {
  %zero = tf.Const dense<0.0> : tensor<f32>
  // CHECK: %[[R:.*]] = tf.refine %[[X]] : tensor<?xf32> to tensor<4xf32>
  %0 = tf.AddV2 %x, %zero : (tensor<?xf32>, tensor<f32>) -> tensor<4xf32>
  // CHECK: %[[S:.*]] = tf.refine %[[Y]] : tensor<4xf32> to tensor<?xf32>
  // CHECK: %[[E:.*]] = tf.Exp %[[Y]] : (tensor<4xf32>) -> tensor<?xf32>
  // CHECK: tf.opaque "Foo"(%[[S]])
  %1 = tf.AddV2 %y, %zero : (tensor<4xf32>, tensor<f32>) -> tensor<?xf32>
  %2 = tf.Exp %1 : (tensor<?xf32>) -> tensor<?xf32>
  tf.opaque "Foo"(%1) {node_attrs = {}} : (tensor<?xf32>) -> ()
  // CHECK: return %[[R]], %[[S]], %[[E]]
  return %0, %1, %2 : tensor<4xf32>, tensor<?xf32>, tensor<?xf32>
}

// Canonicalizations come along.
// CHECK-LABEL: func.func @along(
// CHECK-SAME: %[[X:.*]]: tensor<?x3xf32>)
func.func @along(%x: tensor<?x3xf32>) -> tensor<?x3xf32> {
  %s = tf.Const dense<[3, -1]> : tensor<2xi32>
  %t = tf.Const dense<[-1, 3]> : tensor<2xi32>
  %zero = tf.Const dense<0.0> : tensor<f32>
  // CHECK-NEXT: return %[[X]]
  %0 = tf.Reshape %x, %s : (tensor<?x3xf32>, tensor<2xi32>) -> tensor<3x?xf32>
  %1 = tf.AddV2 %0, %zero : (tensor<3x?xf32>, tensor<f32>) -> tensor<3x?xf32>
  %2 = tf.Reshape %1, %t : (tensor<3x?xf32>, tensor<2xi32>) -> tensor<?x3xf32>
  return %2 : tensor<?x3xf32>
}
