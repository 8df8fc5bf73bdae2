// Everything that stands in the way is said, with its node, and nothing is
// rewritten.
// RUN: sm-opt %s --convert-tf-to-stablehlo -split-input-file -verify-diagnostics -allow-unregistered-dialect

func.func @kinds(%x: tensor<4xf32>, %n: tensor<i32>) {
  // expected-error@+2 {{'tf.BoostedTrees' cannot become StableHLO: a custom op: TensorFlow has none of this name}}
  // expected-note@+1 {{unsupported: BoostedTrees}}
  %0 = tf.opaque "BoostedTrees"(%x) {node_attrs = {}} : (tensor<4xf32>) -> tensor<4xf32>
  // expected-error@+2 {{'tf.Placeholder' cannot become StableHLO: it must be fed, as an input of the entry (--feeds)}}
  // expected-note@+1 {{unsupported: Placeholder}}
  %1 = tf.Placeholder : () -> tensor<4xf32>
  // expected-error@+2 {{'tf.RandomUniform' cannot become StableHLO: the generator of TensorFlow goes on from run to run}}
  // expected-note@+1 {{unsupported: RandomUniform}}
  %2 = tf.RandomUniform %n : (tensor<i32>) -> tensor<?xf32>
  // expected-error@+2 {{'tf.VarHandleOp' cannot become StableHLO: variables are constants or arguments there}}
  // expected-note@+1 {{unsupported: VarHandleOp}}
  %3 = tf.VarHandleOp {dtype = f32, shape = #tf.shape<3>} : () -> tensor<!tf.resource<tensor<3xf32>>>
  // expected-error@+2 {{'tf.ReadVariableOp' cannot become StableHLO: variables are constants or arguments there}}
  // expected-note@+1 {{unsupported: ReadVariableOp}}
  %4 = tf.ReadVariableOp %3 : (tensor<!tf.resource<tensor<3xf32>>>) -> tensor<3xf32>
  "test.use"(%4) : (tensor<3xf32>) -> ()
  return
}

// -----

func.func @types(%x: tensor<?x3xf32>) -> tensor<2xcomplex<f32>> {
  // expected-error@+2 {{'tf.Const' cannot become StableHLO: it gives a tensor of string}}
  // expected-note@+1 {{unsupported: Const}}
  %0 = tf.Const dense<"a"> : tensor<!tf.string>
  // expected-error@+2 {{'tf.Identity' cannot become StableHLO: it gives a tensor of string}}
  // expected-note@+1 {{unsupported: Identity}}
  %1 = tf.Identity %0 : (tensor<!tf.string>) -> tensor<!tf.string>
  // expected-error@+2 {{'tf.Print' cannot become StableHLO: an op of TensorFlow that sm does not have yet}}
  // expected-note@+1 {{unsupported: Print}}
  tf.opaque "Print"(%1) {node_attrs = {}} : (tensor<!tf.string>) -> ()
  // expected-error@+2 {{'tf.Const' cannot become StableHLO: it gives a tensor of complex64}}
  // expected-note@+1 {{unsupported: Const}}
  %2 = tf.Const dense<(1.0, 2.0)> : tensor<2xcomplex<f32>>
  %3 = tf.refine %x : tensor<?x3xf32> to tensor<*xf32>
  // expected-error@+2 {{'tf.Neg' cannot become StableHLO: it gives a tensor of unknown rank}}
  // expected-note@+1 {{unsupported: Neg}}
  %4 = tf.Neg %3 : (tensor<*xf32>) -> tensor<*xf32>
  // expected-error@+2 {{'tf.refine' cannot become StableHLO: states more of a shape than is known of it; --tf-infer-shapes may remove it}}
  // expected-note@+1 {{unsupported: refine}}
  %5 = tf.refine %x : tensor<?x3xf32> to tensor<2x3xf32>
  // expected-error@+2 {{'tf.Print' cannot become StableHLO: an op of TensorFlow that sm does not have yet}}
  // expected-note@+1 {{unsupported: Print}}
  tf.opaque "Print"(%4, %5) {node_attrs = {}} : (tensor<*xf32>, tensor<2x3xf32>) -> ()
  return %2 : tensor<2xcomplex<f32>>
}

// -----

func.func @dynamic(%x: tensor<?x3xf32>, %y: tensor<3xf32>, %z: tensor<?x4x5xf32>, %i: tensor<?xi32>, %n: tensor<2xi32>, %q: tensor<1x?x?x3xf32>, %w: tensor<3x3x3x2xf32>, %v: tensor<3x3x?x2xf32>, %s: tensor<f32>, %u: tensor<2x3xf32>, %p: tensor<i1>) {
  // expected-error@+2 {{'tf.AddV2' cannot become StableHLO: operands that broadcast need static shapes}}
  // expected-note@+1 {{unsupported: AddV2}}
  %0 = tf.AddV2 %x, %y : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  // expected-error@+2 {{'tf.BatchMatMulV2' cannot become StableHLO: operands that broadcast need static shapes}}
  // expected-note@+1 {{unsupported: BatchMatMulV2}}
  %1 = tf.BatchMatMulV2 %z, %z {adj_y = true} : (tensor<?x4x5xf32>, tensor<?x4x5xf32>) -> tensor<?x4x4xf32>
  // expected-error@+2 {{'tf.Softmax' cannot become StableHLO: needs static shapes}}
  // expected-note@+1 {{unsupported: Softmax}}
  %2 = tf.Softmax %x : (tensor<?x3xf32>) -> tensor<?x3xf32>
  // expected-error@+2 {{'tf.Relu' cannot become StableHLO: needs static shapes}}
  // expected-note@+1 {{unsupported: Relu}}
  %3 = tf.Relu %x : (tensor<?x3xf32>) -> tensor<?x3xf32>
  // expected-error@+2 {{'tf.Fill' cannot become StableHLO: needs static shapes}}
  // expected-note@+1 {{unsupported: Fill}}
  %4 = tf.Fill %n, %s : (tensor<2xi32>, tensor<f32>) -> tensor<?x?xf32>
  // expected-error@+2 {{'tf.Conv2D' cannot become StableHLO: needs static shapes}}
  // expected-note@+1 {{unsupported: Conv2D}}
  %5 = tf.Conv2D %q, %w {padding = "SAME", strides = [1, 1, 1, 1]} : (tensor<1x?x?x3xf32>, tensor<3x3x3x2xf32>) -> tensor<1x?x?x2xf32>
  // expected-error@+2 {{'tf.DepthwiseConv2dNative' cannot become StableHLO: needs a filter of a static shape}}
  // expected-note@+1 {{unsupported: DepthwiseConv2dNative}}
  %6 = tf.DepthwiseConv2dNative %q, %v {padding = "VALID", strides = [1, 1, 1, 1]} : (tensor<1x?x?x3xf32>, tensor<3x3x?x2xf32>) -> tensor<1x?x?x6xf32>
  // expected-error@+2 {{'tf.AddN' cannot become StableHLO: adds tensors whose shapes are not known to be equal}}
  // expected-note@+1 {{unsupported: AddN}}
  %7 = tf.AddN %x, %u : (tensor<?x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  // expected-error@+2 {{'tf.Select' cannot become StableHLO: chooses between tensors whose shapes are not known to be equal}}
  // expected-note@+1 {{unsupported: Select}}
  %8 = tf.Select %p, %x, %u : (tensor<i1>, tensor<?x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  "test.use"(%0, %1, %2, %3, %4, %5, %6, %7, %8) : (tensor<?x3xf32>, tensor<?x4x4xf32>, tensor<?x3xf32>, tensor<?x3xf32>, tensor<?x?xf32>, tensor<1x?x?x2xf32>, tensor<1x?x?x6xf32>, tensor<2x3xf32>, tensor<2x3xf32>) -> ()
  return
}

// -----

func.func @not_constant(%x: tensor<4x3xf32>, %n: tensor<2xi32>, %k: tensor<i32>, %p: tensor<2x2xi32>) {
  %c = tf.Const dense<1> : tensor<2xi32>
  // expected-error@+2 {{'tf.Sum' cannot become StableHLO: 'reduction_indices' must be a constant}}
  // expected-note@+1 {{unsupported: Sum}}
  %0 = tf.Sum %x, %k : (tensor<4x3xf32>, tensor<i32>) -> tensor<?xf32>
  // expected-error@+2 {{'tf.Transpose' cannot become StableHLO: 'perm' must be a constant}}
  // expected-note@+1 {{unsupported: Transpose}}
  %1 = tf.Transpose %x, %n : (tensor<4x3xf32>, tensor<2xi32>) -> tensor<?x?xf32>
  // expected-error@+2 {{'tf.Pad' cannot become StableHLO: 'paddings' must be a constant}}
  // expected-note@+1 {{unsupported: Pad}}
  %2 = tf.Pad %x, %p : (tensor<4x3xf32>, tensor<2x2xi32>) -> tensor<?x?xf32>
  // expected-error@+2 {{'tf.Slice' cannot become StableHLO: 'begin' must be a constant}}
  // expected-note@+1 {{unsupported: Slice}}
  %3 = tf.Slice %x, %n, %n : (tensor<4x3xf32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x?xf32>
  // expected-error@+2 {{'tf.StridedSlice' cannot become StableHLO: 'end' must be a constant}}
  // expected-note@+1 {{unsupported: StridedSlice}}
  %4 = tf.StridedSlice %x, %c, %n, %c : (tensor<4x3xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x?xf32>
  // expected-error@+2 {{'tf.ConcatV2' cannot become StableHLO: 'axis' must be a constant}}
  // expected-note@+1 {{unsupported: ConcatV2}}
  %5 = tf.ConcatV2 %x, %x, %k : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<i32>) -> tensor<?x?xf32>
  // expected-error@+2 {{'tf.Tile' cannot become StableHLO: 'multiples' must be a constant}}
  // expected-note@+1 {{unsupported: Tile}}
  %6 = tf.Tile %x, %n : (tensor<4x3xf32>, tensor<2xi32>) -> tensor<?x?xf32>
  "test.use"(%0, %1, %2, %3, %4, %5, %6) : (tensor<?xf32>, tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>, tensor<?x?xf32>) -> ()
  return
}

// -----

func.func @errors_at_run_time(%x: tensor<2xi32>, %y: tensor<2xi32>, %f: tensor<2xf32>, %e: tensor<0xf32>, %h: tensor<3000000000xi8>) {
  %zero = tf.Const dense<[0, 5]> : tensor<2xi32>
  %axis = tf.Const dense<0> : tensor<i32>
  %raxis = tf.refine %axis : tensor<i32> to tensor<*xi32>
  %re = tf.refine %e : tensor<0xf32> to tensor<*xf32>
  // expected-error@+2 {{'tf.Div' cannot become StableHLO: divides integers by values that are not known to differ from 0, where TensorFlow reports an error}}
  // expected-note@+1 {{unsupported: Div}}
  %0 = tf.Div %x, %y : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi32>
  // expected-error@+2 {{'tf.FloorMod' cannot become StableHLO: divides integers by values that are not known to differ from 0, where TensorFlow reports an error}}
  // expected-note@+1 {{unsupported: FloorMod}}
  %1 = tf.FloorMod %x, %zero : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi32>
  // expected-error@+2 {{'tf.Pow' cannot become StableHLO: raises integers to powers that are not known to be at least 0, where TensorFlow reports an error}}
  // expected-note@+1 {{unsupported: Pow}}
  %2 = tf.Pow %x, %y : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi32>
  // expected-error@+2 {{'tf.RealDiv' cannot become StableHLO: TensorFlow has no RealDiv of integers}}
  // expected-note@+1 {{unsupported: RealDiv}}
  %3 = tf.RealDiv %x, %y : (tensor<2xi32>, tensor<2xi32>) -> tensor<2xi32>
  // expected-error@+2 {{'tf.Reciprocal' cannot become StableHLO: TensorFlow has no reciprocal of integers}}
  // expected-note@+1 {{unsupported: Reciprocal}}
  %4 = tf.Reciprocal %x : (tensor<2xi32>) -> tensor<2xi32>
  // expected-error@+2 {{'tf.GatherV2' cannot become StableHLO: looks up an index out of range}}
  // expected-note@+1 {{unsupported: GatherV2}}
  %5 = tf.GatherV2 %f, %zero, %axis : (tensor<2xf32>, tensor<2xi32>, tensor<i32>) -> tensor<2xf32>
  // expected-error@+2 {{'tf.GatherV2' cannot become StableHLO: looks up elements where there are none}}
  // expected-note@+1 {{unsupported: GatherV2}}
  %6 = tf.GatherV2 %e, %x, %axis : (tensor<0xf32>, tensor<2xi32>, tensor<i32>) -> tensor<2xf32>
  // expected-error@+2 {{'tf.ArgMax' cannot become StableHLO: looks for a place among no elements}}
  // expected-note@+1 {{unsupported: ArgMax}}
  %7 = tf.ArgMax %e, %raxis : (tensor<0xf32>, tensor<*xi32>) -> tensor<i64>
  // expected-error@+2 {{'tf.ArgMax' cannot become StableHLO: looks for a place among more than 2^31 elements}}
  // expected-note@+1 {{unsupported: ArgMax}}
  %8 = tf.ArgMax %h, %axis : (tensor<3000000000xi8>, tensor<i32>) -> tensor<i64>
  // expected-error@+2 {{'tf.ClipByValue' cannot become StableHLO: a bound must be a scalar or have the shape of the clipped tensor}}
  // expected-note@+1 {{unsupported: ClipByValue}}
  %9 = tf.ClipByValue %f, %re, %f : (tensor<2xf32>, tensor<*xf32>, tensor<2xf32>) -> tensor<2xf32>
  "test.use"(%0, %1, %2, %3, %4, %5, %6, %7, %8, %9) : (tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>, tensor<2xf32>, tensor<2xf32>, tensor<i64>, tensor<i64>, tensor<2xf32>) -> ()
  return
}

// -----

func.func @training(%x: tensor<1x2x2x3xf32>, %s: tensor<3xf32>, %d: tensor<3xf64>) {
  // expected-error@+2 {{'tf.FusedBatchNorm' cannot become StableHLO: computes the statistics of its batch (is_training)}}
  // expected-note@+1 {{unsupported: FusedBatchNorm}}
  %0:5 = tf.FusedBatchNorm %x, %s, %s, %s, %s {is_training = true} : (tensor<1x2x2x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>) -> (tensor<1x2x2x3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>, tensor<3xf32>)
  // expected-error@+2 {{'tf.FusedBatchNormV3' cannot become StableHLO: has statistics of another type than its images}}
  // expected-note@+1 {{unsupported: FusedBatchNormV3}}
  %1:6 = tf.FusedBatchNormV3 %x, %d, %d, %d, %d {is_training = false} : (tensor<1x2x2x3xf32>, tensor<3xf64>, tensor<3xf64>, tensor<3xf64>, tensor<3xf64>) -> (tensor<1x2x2x3xf32>, tensor<3xf64>, tensor<3xf64>, tensor<3xf64>, tensor<3xf64>, tensor<f64>)
  "test.use"(%0#0, %1#0) : (tensor<1x2x2x3xf32>, tensor<1x2x2x3xf32>) -> ()
  return
}

// -----

func.func @unranked_operands(%x: tensor<2x3xf32>, %y: tensor<3x4x5xf32>, %v: tensor<5xf32>, %i: tensor<2xi32>, %q: tensor<1x4x4x3xf32>, %w: tensor<3x3x2x2xf32>, %p: tensor<3xi1>) {
  %rx = tf.refine %x : tensor<2x3xf32> to tensor<*xf32>
  %ry = tf.refine %y : tensor<3x4x5xf32> to tensor<*xf32>
  %rv = tf.refine %v : tensor<5xf32> to tensor<*xf32>
  %rq = tf.refine %q : tensor<1x4x4x3xf32> to tensor<*xf32>
  %ri = tf.refine %i : tensor<2xi32> to tensor<*xi32>
  %rp = tf.refine %p : tensor<3xi1> to tensor<*xi1>
  %eight = tf.Const dense<8> : tensor<1xi32>
  %zero = tf.Const dense<0> : tensor<i32>
  %zeros = tf.Const dense<0> : tensor<2x2xi32>
  // expected-error@+2 {{'tf.EnsureShape' cannot become StableHLO: its input never has the shape that it asks for}}
  // expected-note@+1 {{unsupported: EnsureShape}}
  %0 = tf.EnsureShape %rx {shape = #tf.shape<3x3>} : (tensor<*xf32>) -> tensor<3x3xf32>
  // expected-error@+2 {{'tf.Reshape' cannot become StableHLO: asks for another number of elements than its input has}}
  // expected-note@+1 {{unsupported: Reshape}}
  %1 = tf.Reshape %rx, %eight : (tensor<*xf32>, tensor<1xi32>) -> tensor<8xf32>
  // expected-error@+2 {{'tf.Pack' cannot become StableHLO: 'axis' names no dimension of the result}}
  // expected-note@+1 {{unsupported: Pack}}
  %2 = tf.Pack %rx, %rx {axis = 5 : i64} : (tensor<*xf32>, tensor<*xf32>) -> tensor<2x2x3xf32>
  // expected-error@+2 {{'tf.Unpack' cannot become StableHLO: 'axis' names no dimension of the input}}
  // expected-note@+1 {{unsupported: Unpack}}
  %3 = tf.Unpack %rx {axis = 5 : i64} : (tensor<*xf32>) -> tensor<2xf32>
  // expected-error@+2 {{'tf.Conv2D' cannot become StableHLO: is no window over a batch of images}}
  // expected-note@+1 {{unsupported: Conv2D}}
  %4 = tf.Conv2D %rx, %w {padding = "SAME", strides = [1, 1, 1, 1]} : (tensor<*xf32>, tensor<3x3x2x2xf32>) -> tensor<1x4x4x2xf32>
  // expected-error@+2 {{'tf.Conv2D' cannot become StableHLO: is no window over a batch of images}}
  // expected-note@+1 {{unsupported: Conv2D}}
  %5 = tf.Conv2D %q, %rx {padding = "SAME", strides = [1, 1, 1, 1]} : (tensor<1x4x4x3xf32>, tensor<*xf32>) -> tensor<1x4x4x2xf32>
  // expected-error@+2 {{'tf.Conv2D' cannot become StableHLO: has a filter for another number of channels}}
  // expected-note@+1 {{unsupported: Conv2D}}
  %6 = tf.Conv2D %rq, %w {padding = "SAME", strides = [1, 1, 1, 1]} : (tensor<*xf32>, tensor<3x3x2x2xf32>) -> tensor<1x4x4x2xf32>
  // expected-error@+2 {{'tf.MatMul' cannot become StableHLO: multiplies tensors that are no matrices}}
  // expected-note@+1 {{unsupported: MatMul}}
  %9 = tf.MatMul %ry, %ry : (tensor<*xf32>, tensor<*xf32>) -> tensor<3x4xf32>
  // expected-error@+2 {{'tf.BatchMatMulV2' cannot become StableHLO: multiplies tensors that are no matrices}}
  // expected-note@+1 {{unsupported: BatchMatMulV2}}
  %10 = tf.BatchMatMulV2 %rv, %ry : (tensor<*xf32>, tensor<*xf32>) -> tensor<3x4xf32>
  // expected-error@+2 {{'tf.PadV2' cannot become StableHLO: 'constant_values' must be a scalar}}
  // expected-note@+1 {{unsupported: PadV2}}
  %11 = tf.PadV2 %x, %zeros, %rv : (tensor<2x3xf32>, tensor<2x2xi32>, tensor<*xf32>) -> tensor<2x3xf32>
  // expected-error@+2 {{'tf.GatherV2' cannot become StableHLO: 'batch_dims' reaches beyond the axis}}
  // expected-note@+1 {{unsupported: GatherV2}}
  %12 = tf.GatherV2 %x, %ri, %zero {batch_dims = 1 : i64} : (tensor<2x3xf32>, tensor<*xi32>, tensor<i32>) -> tensor<2x3xf32>
  // expected-error@+2 {{'tf.AddV2' cannot become StableHLO: shapes [2,3] and [3,4,5] do not broadcast: 2 meets 4}}
  // expected-note@+1 {{unsupported: AddV2}}
  %13 = tf.AddV2 %rx, %ry : (tensor<*xf32>, tensor<*xf32>) -> tensor<3x4x5xf32>
  // expected-error@+2 {{'tf.Select' cannot become StableHLO: 'stablehlo.broadcast_in_dim' op}}
  // expected-note@+1 {{unsupported: Select}}
  %14 = tf.Select %rp, %x, %x : (tensor<*xi1>, tensor<2x3xf32>, tensor<2x3xf32>) -> tensor<2x3xf32>
  "test.use"(%0, %1, %2, %3, %4, %5, %6, %9, %10, %11, %12, %13, %14) : (tensor<3x3xf32>, tensor<8xf32>, tensor<2x2x3xf32>, tensor<2xf32>, tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>, tensor<1x4x4x2xf32>, tensor<3x4xf32>, tensor<3x4xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<3x4x5xf32>, tensor<2x3xf32>) -> ()
  return
}

// -----

// expected-error@+2 {{argument 1 of 'behind_refinements' cannot become StableHLO: it is of unknown rank; give its shape (--shape)}}
// expected-note@+1 {{unsupported: argument 1 of 'behind_refinements' because it is of unknown rank}}
func.func @behind_refinements(%x: tensor<4x3xf32>, %u: tensor<*xf32>, %m: tensor<2x4x4xf32>) {
  %c3 = tf.Const dense<1> : tensor<3xi32>
  %r3 = tf.refine %c3 : tensor<3xi32> to tensor<*xi32>
  %c2 = tf.Const dense<7> : tensor<2xi32>
  %r2 = tf.refine %c2 : tensor<2xi32> to tensor<*xi32>
  %c2s = tf.Const dense<7> : tensor<i32>
  %r2s = tf.refine %c2s : tensor<i32> to tensor<*xi32>
  %cn = tf.Const dense<-1> : tensor<2x2xi32>
  %rn = tf.refine %cn : tensor<2x2xi32> to tensor<*xi32>
  // expected-error@+2 {{'tf.Slice' cannot become StableHLO: 'begin' must have 2 elements}}
  // expected-note@+1 {{unsupported: Slice}}
  %0 = tf.Slice %x, %r3, %r3 : (tensor<4x3xf32>, tensor<*xi32>, tensor<*xi32>) -> tensor<?x?xf32>
  // expected-error@+2 {{'tf.Slice' cannot become StableHLO: reaches beyond its input}}
  // expected-note@+1 {{unsupported: Slice}}
  %1 = tf.Slice %x, %r2, %r2 : (tensor<4x3xf32>, tensor<*xi32>, tensor<*xi32>) -> tensor<?x?xf32>
  // expected-error@+2 {{'tf.Sum' cannot become StableHLO: it gives a tensor of unknown rank}}
  // expected-note@+1 {{unsupported: Sum}}
  %2 = tf.Sum %x, %r2 : (tensor<4x3xf32>, tensor<*xi32>) -> tensor<*xf32>
  // expected-error@+2 {{'tf.Sum' cannot become StableHLO: 'reduction_indices' names no dimension of the input}}
  // expected-note@+1 {{unsupported: Sum}}
  %3 = tf.Sum %x, %r2 : (tensor<4x3xf32>, tensor<*xi32>) -> tensor<?xf32>
  // expected-error@+2 {{'tf.ConcatV2' cannot become StableHLO: 'axis' names no dimension of the input}}
  // expected-note@+1 {{unsupported: ConcatV2}}
  %4 = tf.ConcatV2 %x, %x, %r2s : (tensor<4x3xf32>, tensor<4x3xf32>, tensor<*xi32>) -> tensor<?x?xf32>
  // expected-error@+2 {{'tf.Pad' cannot become StableHLO: pads by less than 0}}
  // expected-note@+1 {{unsupported: Pad}}
  %5 = tf.Pad %x, %rn : (tensor<4x3xf32>, tensor<*xi32>) -> tensor<?x?xf32>
  "test.use"(%0, %1, %2, %3, %4, %5) : (tensor<?x?xf32>, tensor<?x?xf32>, tensor<*xf32>, tensor<?xf32>, tensor<?x?xf32>, tensor<?x?xf32>) -> ()
  return
}

// -----

func.func @regions(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tf.Neg %x : (tensor<4xf32>) -> tensor<4xf32>
  // expected-error@+2 {{'test.branch' cannot become StableHLO: ops of TensorFlow stand in regions}}
  // expected-note@+1 {{unsupported: test.branch}}
  %1 = "test.branch"() ({
    %2 = tf.Neg %0 : (tensor<4xf32>) -> tensor<4xf32>
    "test.end"(%2) : (tensor<4xf32>) -> ()
  }) : () -> tensor<4xf32>
  return %1 : tensor<4xf32>
}

// -----

// expected-error@+2 {{function 'blocks' cannot become StableHLO: it has several blocks}}
// expected-note@+1 {{unsupported: control flow by blocks}}
func.func @blocks(%x: tensor<4xf32>) -> tensor<4xf32> {
  %0 = tf.Neg %x : (tensor<4xf32>) -> tensor<4xf32>
  "test.jump"()[^next] : () -> ()
^next:
  return %0 : tensor<4xf32>
}

// -----

// What the operands say of themselves is not said again of those who use them.
sm.meta_graph tags ["serve"] {
  sm.variable @v : tensor<4xf32>
  // expected-error@+2 {{input 'x' cannot become StableHLO: it is a tensor of complex64, which StableHLO does not have; feed what is computed from it instead (--feeds, --fetches)}}
  // expected-note@+1 {{unsupported: input 'x' because it is a tensor of complex64}}
  func.func @f(%x: tensor<4xcomplex<f32>> {tf.name = "x"}) -> tensor<4xf32> {
    // expected-error@+2 {{'sm.read_variable' cannot become StableHLO: variables and files must be frozen before}}
    // expected-note@+1 {{unsupported: sm.read_variable}}
    %0 = sm.read_variable @v : tensor<4xf32>
    %1 = tf.Neg %0 : (tensor<4xf32>) -> tensor<4xf32>
    %2 = tf.Cast %x : (tensor<4xcomplex<f32>>) -> tensor<4xf32>
    %3 = tf.AddV2 %1, %2 : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
    return %3 : tensor<4xf32>
  }
}

// -----

// Nothing is to be converted, but no value of StableHLO can be given.
// expected-error@+2 {{input 'words' cannot become StableHLO: it is a tensor of string, which StableHLO does not have}}
// expected-note@+1 {{unsupported: input 'words'}}
func.func @strings(%w: tensor<?x!tf.string> {tf.name = "words"}, %x: tensor<4xf32>) -> (tensor<?x!tf.string>, tensor<4xf32>) {
  return %w, %x : tensor<?x!tf.string>, tensor<4xf32>
}

// -----

// What an unknown op leaves open is not held against those behind it; what is
// known of them is. Nor are the arguments of functions that only it calls.
func.func @behind_unknown(%x: tensor<4xf32>) -> tensor<*xf32> {
  // expected-error@+2 {{'tf.Mystery' cannot become StableHLO: a custom op: TensorFlow has none of this name}}
  // expected-note@+1 {{unsupported: Mystery because a custom op: TensorFlow has none of this name}}
  %0 = tf.opaque "Mystery"(%x) {node_attrs = {f = #tf.func<@body, {}>}} : (tensor<4xf32>) -> tensor<*x!tf.unknown>
  %1 = tf.refine %0 : tensor<*x!tf.unknown> to tensor<*xf32>
  %2 = tf.Neg %1 : (tensor<*xf32>) -> tensor<*xf32>
  // expected-error@+2 {{'tf.AsString' cannot become StableHLO}}
  // expected-note@+1 {{unsupported: AsString}}
  %3 = tf.opaque "AsString"(%2) {node_attrs = {}} : (tensor<*xf32>) -> tensor<*x!tf.string>
  // expected-error@+2 {{'tf.Identity' cannot become StableHLO: it gives a tensor of string}}
  // expected-note@+1 {{unsupported: Identity}}
  %4 = tf.Identity %3 : (tensor<*x!tf.string>) -> tensor<?x!tf.string>
  "test.use"(%4) : (tensor<?x!tf.string>) -> ()
  return %2 : tensor<*xf32>
}
func.func private @body(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = tf.Neg %x : (tensor<*xf32>) -> tensor<*xf32>
  // expected-error@+3 {{'tf.Riddle' cannot become StableHLO: a custom op}}
  // expected-note@+2 {{unsupported: Riddle}}
  // expected-note@+1 {{in function 'body'}}
  tf.opaque "Riddle"(%0) {node_attrs = {}} : (tensor<*xf32>) -> ()
  return %0 : tensor<*xf32>
}
