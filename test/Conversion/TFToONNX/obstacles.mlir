// Everything that stands in the way is said, and nothing is rewritten.
// RUN: sm-opt %s --convert-tf-to-onnx -split-input-file -verify-diagnostics -allow-unregistered-dialect

func.func @kinds_of_ops(%x: tensor<4xf32>, %s: tensor<i32>) {
  // expected-error@+2 {{'tf.BoostedTrees' cannot become ONNX: a custom op: TensorFlow has none of this name}}
  // expected-note@+1 {{unsupported: BoostedTrees}}
  %0 = tf.opaque "BoostedTrees"(%x) {node_attrs = {}} : (tensor<4xf32>) -> tensor<4xf32>
  // expected-error@+2 {{'tf.RandomUniform' cannot become ONNX: ONNX has other random numbers}}
  // expected-note@+1 {{unsupported: RandomUniform}}
  %1 = tf.RandomUniform %s : (tensor<i32>) -> tensor<?xf32>
  // expected-error@+2 {{'tf.Placeholder' cannot become ONNX: it must be fed, as an input of the entry (--feeds)}}
  // expected-note@+1 {{unsupported: Placeholder}}
  %2 = tf.Placeholder : () -> tensor<4xf32>
  // What uses these is looked at all the same.
  // Complex constants.
  %c = tf.Const dense<(1.0, 2.0)> : tensor<complex<f32>>
  // expected-error@+2 {{'tf.Neg' cannot become ONNX: ONNX Runtime has no tensors of complex<f32>}}
  // expected-note@+1 {{unsupported: Neg}}
  %4 = tf.Neg %c : (tensor<complex<f32>>) -> tensor<complex<f32>>
  // expected-error@+2 {{'tf.Cast' cannot become ONNX: Truncate has no counterpart: ONNX rounds}}
  // expected-note@+1 {{unsupported: Cast}}
  %3 = tf.Cast %2 {Truncate = true} : (tensor<4xf32>) -> tensor<4xbf16>
  return
}

// -----

// expected-error@+2 {{argument 0 of 'arguments' cannot become ONNX: it is of complex<f32>, of which ONNX Runtime has no tensors; feed what is computed from it instead (--feeds, --fetches)}}
// expected-note@+1 {{unsupported: argument 0 of 'arguments' because it is of complex<f32>}}
func.func @arguments(%x: tensor<4xcomplex<f32>>) {
  return
}

// -----

// expected-error@+2 {{input 'y' cannot become ONNX: it is of unknown rank, which an input of an ONNX model must have; give its shape (--shape)}}
// expected-note@+1 {{missing: input 'y' because it is of unknown rank}}
func.func @arguments(%x: tensor<4xf32>, %y: tensor<*xf32> {tf.name = "y"}) {
  return
}

// -----

func.func @results(%x: tensor<?x3xf32>) -> (tensor<*xf32> {tf.name = "y"}, tensor<*xf32>) {
  // expected-error@+2 {{output 'y' cannot become ONNX: it is of unknown rank, which an output of an ONNX model must have; give the shapes of the inputs (--shape)}}
  // expected-note@+1 {{missing: output 'y' because it is of unknown rank}}
  %0 = tf.Squeeze %x : (tensor<?x3xf32>) -> tensor<*xf32>
  return %0, %0 : tensor<*xf32>, tensor<*xf32>
}

// -----

// What comes from an obstacle is not told again.
func.func @results_behind(%x: tensor<2xi64>) -> (tensor<*xf32> {tf.name = "y"}) {
  // expected-error@+2 {{'tf.BoostedTrees' cannot become ONNX}}
  // expected-note@+1 {{unsupported: BoostedTrees}}
  %0 = tf.opaque "BoostedTrees"(%x) {node_attrs = {}} : (tensor<2xi64>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

sm.meta_graph tags [] {
  sm.variable @v : tensor<f32>
  func.func @variables() -> tensor<f32> {
    // expected-error@+2 {{'sm.read_variable' cannot become ONNX: it is no op of TensorFlow; variables are frozen first (tf-freeze-variables)}}
    // expected-note@+1 {{unsupported: sm.read_variable}}
    %0 = sm.read_variable @v : tensor<f32>
    return %0 : tensor<f32>
  }
}

// -----

// expected-error@+2 {{function 'branches' must have one block}}
// expected-note@+1 {{unsupported: branches}}
func.func @branches(%x: tensor<f32>) -> tensor<f32> {
  "test.branch"()[^next] : () -> ()
^next:
  return %x : tensor<f32>
}

// -----

func.func @types(%d: tensor<4xf64>, %img: tensor<1x8x8x3xf64>, %w: tensor<3x3x3x4xf64>, %s: tensor<4x!tf.string>, %h: tensor<f16>) -> tensor<4xf64> {
  // expected-error@+2 {{'tf.Erf' cannot become ONNX: ONNX Runtime has no Erf of f64 in opset 17}}
  // expected-note@+1 {{unsupported: Erf}}
  %0 = tf.Erf %d : (tensor<4xf64>) -> tensor<4xf64>
  // expected-error@+2 {{'tf.Conv2D' cannot become ONNX: ONNX Runtime has no Conv of f64 in opset 17}}
  // expected-note@+1 {{unsupported: Conv2D}}
  %1 = tf.Conv2D %img, %w {padding = "SAME", strides = [1, 1, 1, 1]} : (tensor<1x8x8x3xf64>, tensor<3x3x3x4xf64>) -> tensor<1x8x8x4xf64>
  // expected-error@+2 {{'tf.Equal' cannot become ONNX: ONNX Runtime has no Equal of string in opset 17}}
  // expected-note@+1 {{unsupported: Equal}}
  %2 = tf.Equal %s, %s : (tensor<4x!tf.string>, tensor<4x!tf.string>) -> tensor<4xi1>
  // expected-error@+2 {{'tf.Range' cannot become ONNX: ONNX Runtime has no Range of f16 in opset 17}}
  // expected-note@+1 {{unsupported: Range}}
  %3 = tf.Range %h, %h, %h : (tensor<f16>, tensor<f16>, tensor<f16>) -> tensor<?xf16>
  // expected-error@+2 {{'tf.ZerosLike' cannot become ONNX: there are no numbers of type string}}
  // expected-note@+1 {{unsupported: ZerosLike}}
  %4 = tf.ZerosLike %s : (tensor<4x!tf.string>) -> tensor<4x!tf.string>
  return %0 : tensor<4xf64>
}

// -----

func.func @constants(%x: tensor<2x3x4xf32>, %n: tensor<i32>, %v: tensor<2xi32>, %p: tensor<3xi32>) {
  // expected-error@+2 {{'tf.ConcatV2' cannot become ONNX: the axis must be constant}}
  // expected-note@+1 {{unsupported: ConcatV2}}
  %0 = tf.ConcatV2 %x, %x, %n : (tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<i32>) -> tensor<?x?x?xf32>
  // expected-error@+2 {{'tf.Transpose' cannot become ONNX: the permutation must be constant}}
  // expected-note@+1 {{unsupported: Transpose}}
  %1 = tf.Transpose %x, %p : (tensor<2x3x4xf32>, tensor<3xi32>) -> tensor<?x?x?xf32>
  // expected-error@+2 {{'tf.Max' cannot become ONNX: the axes must be constant: ReduceMax takes them as an attribute in opset 17}}
  // expected-note@+1 {{unsupported: Max}}
  %2 = tf.Max %x, %v : (tensor<2x3x4xf32>, tensor<2xi32>) -> tensor<*xf32>
  // expected-error@+2 {{'tf.ArgMax' cannot become ONNX: the dimension must be constant}}
  // expected-note@+1 {{unsupported: ArgMax}}
  %3 = tf.ArgMax %x, %n : (tensor<2x3x4xf32>, tensor<i32>) -> tensor<*xi64>
  // expected-error@+2 {{'tf.GatherV2' cannot become ONNX: the axis must be constant}}
  // expected-note@+1 {{unsupported: GatherV2}}
  %4 = tf.GatherV2 %x, %v, %n : (tensor<2x3x4xf32>, tensor<2xi32>, tensor<i32>) -> tensor<*xf32>
  // expected-error@+2 {{'tf.StridedSlice' cannot become ONNX: strides must be constant where begin_mask or end_mask is set}}
  // expected-note@+1 {{unsupported: StridedSlice}}
  %5 = tf.StridedSlice %x, %v, %v, %v {begin_mask = 1 : i64} : (tensor<2x3x4xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>) -> tensor<*xf32>
  return
}

// -----

func.func @ranks(%a: tensor<?xf32>, %r: tensor<3xi1>, %b: tensor<3xf32>, %w: tensor<3x3x3x4xf32>, %v: tensor<?xi32>) {
  %x = tf.Reshape %a, %v : (tensor<?xf32>, tensor<?xi32>) -> tensor<*xf32>
  %i = tf.Reshape %v, %v : (tensor<?xi32>, tensor<?xi32>) -> tensor<*xi32>
  %c = tf.Reshape %r, %v : (tensor<3xi1>, tensor<?xi32>) -> tensor<*xi1>
  // expected-error@+2 {{'tf.Select' cannot become ONNX: the rank of the condition must be known}}
  // expected-note@+1 {{unsupported: Select}}
  %0 = tf.Select %c, %x, %x : (tensor<*xi1>, tensor<*xf32>, tensor<*xf32>) -> tensor<*xf32>
  // expected-error@+2 {{'tf.Select' cannot become ONNX: the rank of what a vector selects from must be known}}
  // expected-note@+1 {{unsupported: Select}}
  %1 = tf.Select %r, %x, %x : (tensor<3xi1>, tensor<*xf32>, tensor<*xf32>) -> tensor<*xf32>
  // expected-error@+2 {{'tf.BiasAdd' cannot become ONNX: the rank of value must be known}}
  // expected-note@+1 {{unsupported: BiasAdd}}
  %2 = tf.BiasAdd %x, %b {data_format = "NCHW"} : (tensor<*xf32>, tensor<3xf32>) -> tensor<*xf32>
  // expected-error@+2 {{'tf.BatchMatMulV2' cannot become ONNX: the rank of an operand that is transposed must be known}}
  // expected-note@+1 {{unsupported: BatchMatMulV2}}
  %3 = tf.BatchMatMulV2 %x, %x {adj_y = true} : (tensor<*xf32>, tensor<*xf32>) -> tensor<*xf32>
  %one = tf.Const dense<1> : tensor<i32>
  // expected-error@+2 {{'tf.GatherV2' cannot become ONNX: the rank of params must be known}}
  // expected-note@+1 {{unsupported: GatherV2}}
  %4 = tf.GatherV2 %x, %i, %one {batch_dims = 1 : i64} : (tensor<*xf32>, tensor<*xi32>, tensor<i32>) -> tensor<*xf32>
  // expected-error@+2 {{'tf.Conv2D' cannot become ONNX: the number of input channels must be known}}
  // expected-note@+1 {{unsupported: Conv2D}}
  %5 = tf.Conv2D %x, %w {padding = "VALID", strides = [1, 1, 1, 1]} : (tensor<*xf32>, tensor<3x3x3x4xf32>) -> tensor<?x?x?x4xf32>
  // expected-error@+2 {{'tf.StridedSlice' cannot become ONNX: the number of entries of begin, end and strides must be known}}
  // expected-note@+1 {{unsupported: StridedSlice}}
  %6 = tf.StridedSlice %x, %v, %v, %v : (tensor<*xf32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>) -> tensor<*xf32>
  return
}

// -----

func.func @images(%x: tensor<?x?x?x4xf32>, %w: tensor<?x3x4x4xf32>, %v: tensor<3x3x4x4xf32>, %s: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+2 {{'tf.Conv2D' cannot become ONNX: the shape of the filter must be known}}
  // expected-note@+1 {{unsupported: Conv2D}}
  %0 = tf.Conv2D %x, %w {padding = "VALID", strides = [1, 1, 1, 1]} : (tensor<?x?x?x4xf32>, tensor<?x3x4x4xf32>) -> tensor<?x?x?x4xf32>
  // expected-error@+2 {{'tf.Conv2D' cannot become ONNX: SAME padding of dilated windows with strides needs a known image size; give it (--shape)}}
  // expected-note@+1 {{unsupported: Conv2D}}
  %1 = tf.Conv2D %x, %v {padding = "SAME", dilations = [1, 2, 2, 1], strides = [1, 2, 2, 1]} : (tensor<?x?x?x4xf32>, tensor<3x3x4x4xf32>) -> tensor<?x?x?x4xf32>
  // expected-error@+2 {{'tf.Conv2D' cannot become ONNX: SAME padding with strides that are larger than the windows needs a known image size; give it (--shape)}}
  // expected-note@+1 {{unsupported: Conv2D}}
  %strided = tf.Conv2D %x, %v {padding = "SAME", strides = [1, 5, 2, 1]} : (tensor<?x?x?x4xf32>, tensor<3x3x4x4xf32>) -> tensor<?x?x?x4xf32>
  %none = tf.Const dense<0.0> : tensor<1x0x4x4xf32>
  // expected-error@+2 {{'tf.Conv2D' cannot become ONNX: SAME padding of images without elements has no counterpart; give another size (--shape)}}
  // expected-note@+1 {{unsupported: Conv2D}}
  %empty = tf.Conv2D %none, %v {padding = "SAME", strides = [1, 2, 2, 1]} : (tensor<1x0x4x4xf32>, tensor<3x3x4x4xf32>) -> tensor<1x0x2x4xf32>
  %still = tf.Conv2D %none, %v {padding = "SAME", strides = [1, 1, 1, 1]} : (tensor<1x0x4x4xf32>, tensor<3x3x4x4xf32>) -> tensor<1x0x4x4xf32>
  // One element between windows does no harm to convolutions.
  %near = tf.Conv2D %x, %v {padding = "SAME", strides = [1, 4, 4, 1]} : (tensor<?x?x?x4xf32>, tensor<3x3x4x4xf32>) -> tensor<?x?x?x4xf32>
  // expected-error@+2 {{'tf.AvgPool' cannot become ONNX: SAME padding with strides that are larger than the windows needs a known image size; give it (--shape)}}
  // expected-note@+1 {{unsupported: AvgPool}}
  %pool = tf.AvgPool %x {ksize = [1, 3, 2, 1], padding = "SAME", strides = [1, 2, 3, 1]} : (tensor<?x?x?x4xf32>) -> tensor<?x?x?x4xf32>
  // expected-error@+2 {{'tf.MaxPool' cannot become ONNX: windows over batch or channels have no counterpart}}
  // expected-note@+1 {{unsupported: MaxPool}}
  %2 = tf.MaxPool %x {ksize = [1, 1, 1, 4], padding = "VALID", strides = [1, 1, 1, 4]} : (tensor<?x?x?x4xf32>) -> tensor<?x?x?x1xf32>
  // expected-error@+2 {{'tf.FusedBatchNormV3' cannot become ONNX: normalisation by the batch's own statistics (is_training = true) has no counterpart}}
  // expected-note@+1 {{unsupported: FusedBatchNormV3}}
  %3:6 = tf.FusedBatchNormV3 %x, %s, %s, %s, %s {is_training = true} : (tensor<?x?x?x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<?x?x?x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<f32>)
  // expected-error@+2 {{'tf.FusedBatchNorm' cannot become ONNX: what is for gradients only has no counterpart}}
  // expected-note@+1 {{unsupported: FusedBatchNorm}}
  %4:5 = tf.FusedBatchNorm %x, %s, %s, %s, %s {is_training = false} : (tensor<?x?x?x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) -> (tensor<?x?x?x4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>)
  return %4#3 : tensor<4xf32>
}

// -----

func.func @meaning(%x: tensor<?xf32>, %y: tensor<?xf32>, %i: tensor<3x0xi32>) {
  // expected-error@+2 {{'tf.Equal' cannot become ONNX: incompatible_shape_error = false has no counterpart where shapes are not known to be equal}}
  // expected-note@+1 {{unsupported: Equal}}
  %0 = tf.Equal %x, %y {incompatible_shape_error = false} : (tensor<?xf32>, tensor<?xf32>) -> tensor<*xi1>
  %one = tf.Const dense<1> : tensor<i32>
  // expected-error@+2 {{'tf.Mean' cannot become ONNX: integers have no mean of no elements}}
  // expected-note@+1 {{unsupported: Mean}}
  %1 = tf.Mean %i, %one : (tensor<3x0xi32>, tensor<i32>) -> tensor<3xi32>
  // expected-error@+2 {{'tf.Max' cannot become ONNX: integers have no largest of no elements}}
  // expected-note@+1 {{unsupported: Max}}
  %2 = tf.Max %i, %one : (tensor<3x0xi32>, tensor<i32>) -> tensor<3xi32>
  // expected-error@+2 {{'tf.Min' cannot become ONNX: integers have no smallest of no elements}}
  // expected-note@+1 {{unsupported: Min}}
  %3 = tf.Min %i, %one : (tensor<3x0xi32>, tensor<i32>) -> tensor<3xi32>
  return
}

// -----

func.func @calls(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+2 {{'func.call' cannot become ONNX: calls are inlined first (inline)}}
  // expected-note@+1 {{unsupported: func.call}}
  %0 = call @called(%x) : (tensor<4xf32>) -> tensor<4xf32>
  // expected-error@+2 {{'tf.PartitionedCall' cannot become ONNX: calls are inlined first (inline)}}
  // expected-note@+1 {{unsupported: PartitionedCall}}
  %1 = tf.PartitionedCall @called(%0) : (tensor<4xf32>) -> tensor<4xf32>
  return %1 : tensor<4xf32>
}
func.func private @called(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+3 {{'tf.Mystery' cannot become ONNX: a custom op}}
  // expected-note@+2 {{unsupported: Mystery}}
  // expected-note@+1 {{in function 'called'}}
  %0 = tf.opaque "Mystery"(%x) {node_attrs = {}} : (tensor<4xf32>) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// What cannot be: said, and not believed.
func.func @contradiction(%x: tensor<2x2xf32>) -> tensor<2x3xf32> {
  %0 = tf.Relu %x : (tensor<2x2xf32>) -> tensor<2x2xf32>
  %1 = tf.refine %0 : tensor<2x2xf32> to tensor<?x?xf32>
  // expected-error@+2 {{'tf.refine' cannot become ONNX: ONNX infers the result as tensor<2x2xf32> and not tensor<2x3xf32>}}
  // expected-note@+1 {{unsupported: tf.refine}}
  %2 = tf.refine %1 : tensor<?x?xf32> to tensor<2x3xf32>
  return %2 : tensor<2x3xf32>
}

// -----

// What an unknown op leaves open is not held against those behind it, nor are
// the arguments of functions that only it calls.
func.func @behind_unknown(%x: tensor<1x4x4x3xf32>, %f: tensor<3x3x3x2xf32>) -> tensor<*xf32> {
  // expected-error@+2 {{'tf.Mystery' cannot become ONNX: a custom op: TensorFlow has none of this name}}
  // expected-note@+1 {{unsupported: Mystery because a custom op: TensorFlow has none of this name}}
  %0 = tf.opaque "Mystery"(%x) {node_attrs = {f = #tf.func<@body, {}>}} : (tensor<1x4x4x3xf32>) -> tensor<*x!tf.unknown>
  %1 = tf.refine %0 : tensor<*x!tf.unknown> to tensor<*xf32>
  %2 = tf.Relu %1 : (tensor<*xf32>) -> tensor<*xf32>
  %3 = tf.Conv2D %2, %f {padding = "SAME", strides = [1, 1, 1, 1]} : (tensor<*xf32>, tensor<3x3x3x2xf32>) -> tensor<*xf32>
  %4 = tf.Add %0, %0 : (tensor<*x!tf.unknown>, tensor<*x!tf.unknown>) -> tensor<*x!tf.unknown>
  %c = tf.Const dense<3> : tensor<1xi32>
  // expected-error@+2 {{'tf.RandomUniform' cannot become ONNX: ONNX has other random numbers}}
  // expected-note@+1 {{unsupported: RandomUniform because ONNX has other random numbers}}
  %5 = tf.RandomUniform %c : (tensor<1xi32>) -> tensor<?xf32>
  return %3 : tensor<*xf32>
}
func.func private @body(%x: tensor<*xf32>) -> tensor<*xf32> {
  %0 = tf.Neg %x : (tensor<*xf32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}

// -----

// Bytes that cannot be read are no fault of the op, and no kind of obstacle: no
// note says "unsupported".
func.func @damaged(%x: tensor<1x8x8x3xf32>) -> tensor<1x8x8x400xf32> {
  %w = tf.Const #sm.data<"w", "0:0"> : tensor<3x3x3x400xf32>
  // expected-error@+1 {{a constant of 'tf.Conv2D' cannot be read:}}
  %0 = tf.Conv2D %x, %w {padding = "SAME", strides = [1, 1, 1, 1]} : (tensor<1x8x8x3xf32>, tensor<3x3x3x400xf32>) -> tensor<1x8x8x400xf32>
  return %0 : tensor<1x8x8x400xf32>
}
func.func @damaged_axes(%x: tensor<1x8x8x3xf32>) -> tensor<*xf32> {
  %a = tf.Const #sm.data<"w", "0:0"> : tensor<300xi32>
  // expected-error@+1 {{a constant of 'tf.Max' cannot be read:}}
  %0 = tf.Max %x, %a : (tensor<1x8x8x3xf32>, tensor<300xi32>) -> tensor<*xf32>
  return %0 : tensor<*xf32>
}
