// RUN: sm-opt %s --tf-fold-constants -split-input-file -verify-diagnostics | FileCheck %s
// RUN: sm-opt %s --tf-fold-constants=max-bytes=16 -split-input-file -verify-diagnostics \
// RUN:   | FileCheck %s --check-prefix=SMALL

// Through the kernels, one op after the other.
// CHECK-LABEL: func.func @chain(
// SMALL-LABEL: func.func @chain(
func.func @chain() -> (tensor<2xf32>, tensor<2xi1>) {
  %a = tf.Const dense<[1.0, 2.0]> : tensor<2xf32>
  %b = tf.Const dense<3.0> : tensor<f32>
  // CHECK-DAG: %[[M:.*]] = tf.Const dense<[3.000000e+00, 6.000000e+00]> : tensor<2xf32>
  // CHECK-DAG: %[[L:.*]] = tf.Const dense<[false, true]> : tensor<2xi1>
  // CHECK: return %[[M]], %[[L]]
  // SMALL-NOT: tf.Mul
  // SMALL: return
  %0 = tf.Mul %a, %b : (tensor<2xf32>, tensor<f32>) -> tensor<2xf32>
  %1 = tf.Greater %0, %b : (tensor<2xf32>, tensor<f32>) -> tensor<2xi1>
  return %0, %1 : tensor<2xf32>, tensor<2xi1>
}

// Strings, several results, no elements.
// CHECK-LABEL: func.func @kinds(
func.func @kinds() -> (tensor<3x!tf.string>, tensor<1xf32>, tensor<1xf32>, tensor<0xf32>) {
  %a = tf.Const dense<["a", "b\00"]> : tensor<2x!tf.string>
  %b = tf.Const dense<["c"]> : tensor<1x!tf.string>
  %axis = tf.Const dense<0> : tensor<i32>
  // CHECK-DAG: %[[S:.*]] = tf.Const dense<["a", "b\00", "c"]> : tensor<3x!tf.string>
  %0 = tf.ConcatV2 %a, %b, %axis
      : (tensor<2x!tf.string>, tensor<1x!tf.string>, tensor<i32>) -> tensor<3x!tf.string>
  // CHECK-DAG: %[[U0:.*]] = tf.Const dense<1.000000e+00> : tensor<1xf32>
  // CHECK-DAG: %[[U1:.*]] = tf.Const dense<2.000000e+00> : tensor<1xf32>
  %c = tf.Const dense<[[1.0], [2.0]]> : tensor<2x1xf32>
  %1:2 = tf.Unpack %c : (tensor<2x1xf32>) -> (tensor<1xf32>, tensor<1xf32>)
  // CHECK-DAG: %[[E:.*]] = tf.Const dense<> : tensor<0xf32>
  %e = tf.Const dense<> : tensor<0xf32>
  %2 = tf.Neg %e : (tensor<0xf32>) -> tensor<0xf32>
  // CHECK: return %[[S]], %[[U0]], %[[U1]], %{{.*}} :
  return %0, %1#0, %1#1, %2 : tensor<3x!tf.string>, tensor<1xf32>, tensor<1xf32>, tensor<0xf32>
}

// Users see the type of the constant, which says more.
func.func private @callee(tensor<?xf32>)
// CHECK-LABEL: func.func @types(
func.func @types() -> tensor<?xf32> {
  %a = tf.Const dense<[1.0, 2.0]> : tensor<2xf32>
  // CHECK: %[[C:.*]] = tf.Const dense<[-1.000000e+00, -2.000000e+00]>
  // CHECK: tf.PartitionedCall @callee(%[[C]]) : (tensor<2xf32>)
  // CHECK: tf.opaque "Foo"(%[[C]]) {{.*}} : (tensor<2xf32>)
  // CHECK: return %[[C]] : tensor<2xf32>
  %0 = tf.Neg %a : (tensor<2xf32>) -> tensor<?xf32>
  tf.PartitionedCall @callee(%0) : (tensor<?xf32>) -> ()
  tf.opaque "Foo"(%0) {node_attrs = {}} : (tensor<?xf32>) -> ()
  return %0 : tensor<?xf32>
}

// Static parts of shapes are constants though the tensor is not.
// CHECK-LABEL: func.func @shapes(
func.func @shapes(%x: tensor<?x2x6xf32>, %y: tensor<4x5xf32>)
    -> (tensor<2xi32>, tensor<i32>, tensor<i32>, tensor<2xi64>) {
  // CHECK: %[[SHAPE:.*]] = tf.Shape %{{.*}} : (tensor<?x2x6xf32>)
  %shape = tf.Shape %x : (tensor<?x2x6xf32>) -> tensor<3xi32>
  %zero = tf.Const dense<0> : tensor<1xi32>
  %one = tf.Const dense<1> : tensor<1xi32>
  %three = tf.Const dense<3> : tensor<1xi32>
  // CHECK-DAG: %[[INNER:.*]] = tf.Const dense<[2, 6]> : tensor<2xi32>
  %inner = tf.StridedSlice %shape, %one, %three, %one
      : (tensor<3xi32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<2xi32>
  // CHECK-DAG: %[[WIDTH:.*]] = tf.Const dense<2> : tensor<i32>
  %width = tf.StridedSlice %shape, %one, %three, %one {shrink_axis_mask = 1 : i64}
      : (tensor<3xi32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<i32>
  // The batch is not known.
  // CHECK-DAG: %[[BATCH:.*]] = tf.StridedSlice %[[SHAPE]]
  %batch = tf.StridedSlice %shape, %zero, %one, %one {shrink_axis_mask = 1 : i64}
      : (tensor<3xi32>, tensor<1xi32>, tensor<1xi32>, tensor<1xi32>) -> tensor<i32>
  // CHECK-DAG: %[[STATIC:.*]] = tf.Const dense<[4, 5]> : tensor<2xi64>
  %static = tf.Shape %y : (tensor<4x5xf32>) -> tensor<2xi64>
  // CHECK: return %[[INNER]], %[[WIDTH]], %[[BATCH]], %[[STATIC]]
  return %inner, %width, %batch, %static : tensor<2xi32>, tensor<i32>, tensor<i32>, tensor<2xi64>
}

// What stays: random numbers, variables, unknown ops, unused ops.
sm.variable @v : tensor<f32> = dense<1.0> : tensor<f32>
// CHECK-LABEL: func.func @effects(
func.func @effects() -> (tensor<2xf32>, tensor<f32>) {
  %s = tf.Const dense<[2]> : tensor<1xi32>
  // CHECK: tf.RandomUniform
  %0 = tf.RandomUniform %s : (tensor<1xi32>) -> tensor<2xf32>
  // CHECK: %[[V:.*]] = sm.read_variable @v
  %v = sm.read_variable @v : tensor<f32>
  // CHECK: tf.Neg %[[V]]
  %1 = tf.Neg %v : (tensor<f32>) -> tensor<f32>
  // CHECK: tf.opaque "Foo"
  %2 = tf.opaque "Foo"(%s) {node_attrs = {}} : (tensor<1xi32>) -> tensor<f32>
  // CHECK: tf.Neg %{{.*}} : (tensor<1xi32>)
  %unused = tf.Neg %s : (tensor<1xi32>) -> tensor<1xi32>
  return %0, %1 : tensor<2xf32>, tensor<f32>
}

// An op that fails is left to fail when it is run.
// CHECK-LABEL: func.func @fails(
func.func @fails() -> tensor<i32> {
  // CHECK: tf.FloorDiv
  %a = tf.Const dense<1> : tensor<i32>
  %b = tf.Const dense<0> : tensor<i32>
  %0 = tf.FloorDiv %a, %b : (tensor<i32>, tensor<i32>) -> tensor<i32>
  return %0 : tensor<i32>
}

// Values that no source holds are not known.
// CHECK-LABEL: func.func @no_source(
func.func @no_source() -> tensor<2xf32> {
  // CHECK: tf.Neg
  %s = tf.Const #sm.data<"nothing", "k"> : tensor<2xf32>
  %0 = tf.Neg %s : (tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// Above 1 KiB a constant is a reference; what would grow is kept as an op.
// CHECK-LABEL: func.func @sizes(
// SMALL-LABEL: func.func @sizes(
func.func @sizes() -> (tensor<600xf32>, tensor<2000x2000xf32>, tensor<*xf32>, tensor<300xf32>) {
  %v = tf.Const dense<1.0> : tensor<f32>
  // CHECK: tf.Const #sm.data<"memory", "{{[0-9]+}}"> : tensor<600xf32>
  // SMALL: tf.Fill %{{.*}} -> tensor<600xf32>
  %a = tf.Const dense<600> : tensor<1xi32>
  %0 = tf.Fill %a, %v : (tensor<1xi32>, tensor<f32>) -> tensor<600xf32>
  // CHECK: tf.Fill %{{.*}} -> tensor<2000x2000xf32>
  // SMALL: tf.Fill %{{.*}} -> tensor<2000x2000xf32>
  %b = tf.Const dense<2000> : tensor<2xi32>
  %1 = tf.Fill %b, %v : (tensor<2xi32>, tensor<f32>) -> tensor<2000x2000xf32>
  // A size that overflows is no small one.
  // CHECK: tf.Fill %{{.*}} -> tensor<2147483647x2147483647x2147483647x2147483647xf32>
  %c = tf.Const dense<2147483647> : tensor<4xi32>
  %2 = tf.Fill %c, %v : (tensor<4xi32>, tensor<f32>) -> tensor<*xf32>
  // What shrinks is folded, however large.
  // CHECK: tf.Const #sm.data<"memory", "{{[0-9]+}}"> : tensor<300xf32>
  // SMALL: tf.Const #sm.data<"memory", "{{[0-9]+}}"> : tensor<300xf32>
  // SMALL: return
  %d = tf.Const dense<2.0> : tensor<2x300xf32>
  %axis = tf.Const dense<0> : tensor<i32>
  %3 = tf.Sum %d, %axis : (tensor<2x300xf32>, tensor<i32>) -> tensor<300xf32>
  return %0, %1, %2, %3 : tensor<600xf32>, tensor<2000x2000xf32>, tensor<*xf32>, tensor<300xf32>
}

// -----

// expected-error-re @below {{'sm.data_source' op cannot open {{.*}}nothing.weights: No such file or directory}}
sm.data_source "w" weights "nothing.weights" size 4 crc32c 0

// -----

// A shape that is computed from a shape that is computed from a shape, as
// tensordot does it: each becomes known after the one before.
// CHECK-LABEL: func.func @tensordot_after_tensordot(
// CHECK-SAME:    %[[X:.*]]: tensor<2x8x3xf32>, {{.*}}) -> tensor<2x8x5xf32>
func.func @tensordot_after_tensordot(%x: tensor<2x8x3xf32>, %w: tensor<3x4xf32>, %v: tensor<4x5xf32>)
    -> tensor<*xf32> {
  // CHECK-NOT: tf.{{(Shape|GatherV2|Prod|Pack|ConcatV2)}}
  // CHECK-DAG: %[[ROWS1:.*]] = tf.Const dense<[16, 3]> : tensor<2xi32>
  // CHECK-DAG: %[[ROWS2:.*]] = tf.Const dense<[16, 4]> : tensor<2xi32>
  // CHECK-DAG: tf.Reshape %[[X]], %[[ROWS1]] {{.*}} -> tensor<16x3xf32>
  // CHECK-DAG: tf.Reshape %{{.*}}, %[[ROWS2]] {{.*}} -> tensor<16x4xf32>
  // CHECK: return {{.*}} : tensor<2x8x5xf32>
  %free = tf.Const dense<[0, 1]> : tensor<2xi32>
  %last = tf.Const dense<2> : tensor<1xi32>
  %zero = tf.Const dense<0> : tensor<i32>
  %axes = tf.Const dense<0> : tensor<1xi32>
  %four = tf.Const dense<4> : tensor<1xi32>
  %five = tf.Const dense<5> : tensor<1xi32>
  %shape1 = tf.Shape %x : (tensor<2x8x3xf32>) -> tensor<?xi32>
  %outer1 = tf.GatherV2 %shape1, %free, %zero : (tensor<?xi32>, tensor<2xi32>, tensor<i32>) -> tensor<?xi32>
  %inner1 = tf.GatherV2 %shape1, %last, %zero : (tensor<?xi32>, tensor<1xi32>, tensor<i32>) -> tensor<?xi32>
  %m1 = tf.Prod %outer1, %axes : (tensor<?xi32>, tensor<1xi32>) -> tensor<*xi32>
  %k1 = tf.Prod %inner1, %axes : (tensor<?xi32>, tensor<1xi32>) -> tensor<*xi32>
  %rows1 = tf.Pack %m1, %k1 : (tensor<*xi32>, tensor<*xi32>) -> tensor<*xi32>
  %flat1 = tf.Reshape %x, %rows1 : (tensor<2x8x3xf32>, tensor<*xi32>) -> tensor<*xf32>
  %y1 = tf.MatMul %flat1, %w : (tensor<*xf32>, tensor<3x4xf32>) -> tensor<*xf32>
  %to1 = tf.ConcatV2 %outer1, %four, %zero : (tensor<?xi32>, tensor<1xi32>, tensor<i32>) -> tensor<*xi32>
  %z1 = tf.Reshape %y1, %to1 : (tensor<*xf32>, tensor<*xi32>) -> tensor<*xf32>
  %shape2 = tf.Shape %z1 : (tensor<*xf32>) -> tensor<?xi32>
  %outer2 = tf.GatherV2 %shape2, %free, %zero : (tensor<?xi32>, tensor<2xi32>, tensor<i32>) -> tensor<?xi32>
  %inner2 = tf.GatherV2 %shape2, %last, %zero : (tensor<?xi32>, tensor<1xi32>, tensor<i32>) -> tensor<?xi32>
  %m2 = tf.Prod %outer2, %axes : (tensor<?xi32>, tensor<1xi32>) -> tensor<*xi32>
  %k2 = tf.Prod %inner2, %axes : (tensor<?xi32>, tensor<1xi32>) -> tensor<*xi32>
  %rows2 = tf.Pack %m2, %k2 : (tensor<*xi32>, tensor<*xi32>) -> tensor<*xi32>
  %flat2 = tf.Reshape %z1, %rows2 : (tensor<*xf32>, tensor<*xi32>) -> tensor<*xf32>
  %y2 = tf.MatMul %flat2, %v : (tensor<*xf32>, tensor<4x5xf32>) -> tensor<*xf32>
  %to2 = tf.ConcatV2 %outer2, %five, %zero : (tensor<?xi32>, tensor<1xi32>, tensor<i32>) -> tensor<*xi32>
  %z2 = tf.Reshape %y2, %to2 : (tensor<*xf32>, tensor<*xi32>) -> tensor<*xf32>
  return %z2 : tensor<*xf32>
}

// -----

// A batch that is not known leaves what does not depend on it.
// CHECK-LABEL: func.func @tensordot_of_a_batch(
func.func @tensordot_of_a_batch(%x: tensor<?x8x3xf32>) -> (tensor<*xi32>, tensor<*xi32>, tensor<*xf32>) {
  // CHECK-DAG: %[[K:.*]] = tf.Const dense<3> : tensor<i32>
  // CHECK-DAG: %[[M:.*]] = tf.Prod
  // CHECK-DAG: %[[FLAT:.*]] = tf.Reshape {{.*}} -> tensor<?x3xf32>
  // CHECK: return %[[M]], %{{.*}}, %[[FLAT]]
  %free = tf.Const dense<[0, 1]> : tensor<2xi32>
  %last = tf.Const dense<2> : tensor<1xi32>
  %zero = tf.Const dense<0> : tensor<i32>
  %axes = tf.Const dense<0> : tensor<1xi32>
  %shape = tf.Shape %x : (tensor<?x8x3xf32>) -> tensor<?xi32>
  %outer = tf.GatherV2 %shape, %free, %zero : (tensor<?xi32>, tensor<2xi32>, tensor<i32>) -> tensor<?xi32>
  %inner = tf.GatherV2 %shape, %last, %zero : (tensor<?xi32>, tensor<1xi32>, tensor<i32>) -> tensor<?xi32>
  %m = tf.Prod %outer, %axes : (tensor<?xi32>, tensor<1xi32>) -> tensor<*xi32>
  %k = tf.Prod %inner, %axes : (tensor<?xi32>, tensor<1xi32>) -> tensor<*xi32>
  %rows = tf.Pack %m, %k : (tensor<*xi32>, tensor<*xi32>) -> tensor<*xi32>
  %flat = tf.Reshape %x, %rows : (tensor<?x8x3xf32>, tensor<*xi32>) -> tensor<*xf32>
  return %m, %k, %flat : tensor<*xi32>, tensor<*xi32>, tensor<*xf32>
}

// -----

// What shapes say is checked on the way.
func.func @contradiction(%x: tensor<2x3xf32>) -> tensor<5x5xf32> {
  // expected-error@+1 {{'tf.Neg' op result #0 type 'tensor<5x5xf32>' does not match the inferred 'tensor<2x3xf32>'}}
  %0 = tf.Neg %x : (tensor<2x3xf32>) -> tensor<5x5xf32>
  return %0 : tensor<5x5xf32>
}
