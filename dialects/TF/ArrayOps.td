// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops that make, move and describe tensors.

#ifndef TF_ARRAYOPS
#define TF_ARRAYOPS

include "dialects/TF/ConstOp.td"
include "dialects/TF/TFOpClasses.td"

def TF_NoOpOp : TF_Op<"NoOp", [Pure]> {
  let summary = "nothing, after its control inputs";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    Example:

    ```mlir
    tf.NoOp : () -> ()
    ```
  }];
  let shapeFunction = "inferNothing";
}

def TF_PlaceholderOp : TF_Op<"Placeholder"> {
  let summary = "a tensor that the caller feeds";
  let onnxRoad = none<"it must be fed, as an input of the entry (--feeds)">;
  let hub = none<"it must be fed, as an input of the entry (--feeds)">;
  let description = [{
    Conversion from a graph makes a function argument of each placeholder that a
    signature names; what is left here cannot run.

    Example:

    ```mlir
    %output = tf.Placeholder {shape = #tf.shape<?x3>} : () -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins OptionalAttr<TF_ShapeAttr>:$shape);
  let results = (outs TF_Tensor:$output);
  let derivedTypes = [TF_DerivedType<"dtype", ["output"]>];
  let kernel = none<"it must be fed, as an input of the entry (--feeds)">;
}

def TF_PlaceholderWithDefaultOp : TF_Op<"PlaceholderWithDefault", [Pure]> {
  let summary = "a tensor that the caller may feed, with its default";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    The input, unless the caller feeds another tensor that fits `shape`.

    Example:

    ```mlir
    %output = tf.PlaceholderWithDefault %input {shape = #tf.shape<?x3>}
        : (tensor<1x3xf32>) -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins TF_Tensor:$input, TF_ShapeAttr:$shape);
  let results = (outs TF_Tensor:$output);
  let derivedTypes = [TF_DerivedType<"dtype", ["input", "output"]>];
}

def TF_IdentityOp : TF_IdentityOp<"Identity",
    "The same tensor."> {
  let summary = "the input";
}

def TF_IdentityNOp : TF_Op<"IdentityN", [Pure]> {
  let summary = "the inputs";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    The same tensors.

    Example:

    ```mlir
    %output:2 = tf.IdentityN %a, %b
        : (tensor<?xf32>, tensor<i32>) -> (tensor<?xf32>, tensor<i32>)
    ```
  }];
  let arguments = (ins Variadic<TF_Tensor>:$input);
  let hasCanonicalizer = 1;
  let results = (outs Variadic<TF_Tensor>:$output);
  let derivedTypeLists = [TF_DerivedTypeList<"T", ["input", "output"]>];
  let shapeFunction = "inferUnchangedAll";
}

def TF_StopGradientOp : TF_IdentityOp<"StopGradient",
    "The same tensor, through which no gradient flows."> {
  let summary = "the input, cut off from gradients";
}

def TF_PreventGradientOp : TF_IdentityOp<"PreventGradient",
    "The same tensor, whose gradient is an error with the given "
    "message."> {
  let summary = "the input, whose gradient is an error";
  let arguments = (ins TF_Tensor:$input,
    DefaultValuedAttr<TF_StrAttr, "\"\"">:$message);
}

def TF_SnapshotOp : TF_IdentityOp<"Snapshot",
    "A copy of the tensor."> {
  let summary = "a copy of the input";
}

def TF_ReshapeOp : TF_Op<"Reshape", [Pure]> {
  let summary = "the same elements in another shape";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    The elements of `tensor`, in order, as a tensor of the given shape. One
    dimension of the shape may be -1: it follows from the number of elements.

    Example:

    ```mlir
    %shape = tf.Const dense<[-1, 6]> : tensor<2xi32>
    %output = tf.Reshape %tensor, %shape
        : (tensor<?x2x3xf32>, tensor<2xi32>) -> tensor<?x6xf32>
    ```
  }];
  let arguments = (ins TF_Tensor:$tensor, TF_IndexTensor:$shape);
  let hasCanonicalizer = 1;
  let results = (outs TF_Tensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["tensor", "output"]>,
                      TF_DerivedType<"Tshape", ["shape"], "Int32">];
}

def TF_ShapeOp : TF_Op<"Shape", [Pure]> {
  let summary = "the shape of a tensor";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    A vector with the size of each dimension.

    Example:

    ```mlir
    %output = tf.Shape %input : (tensor<?x3xf32>) -> tensor<2xi32>
    ```
  }];
  let arguments = (ins TF_Tensor:$input);
  let results = (outs TF_IndexTensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["input"]>,
                      TF_DerivedType<"out_type", ["output"], "Int32">];
}

def TF_SizeOp : TF_Op<"Size", [Pure]> {
  let summary = "the number of elements of a tensor";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    A scalar.

    Example:

    ```mlir
    %output = tf.Size %input : (tensor<?x3xf32>) -> tensor<i32>
    ```
  }];
  let arguments = (ins TF_Tensor:$input);
  let results = (outs TF_IndexTensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["input"]>,
                      TF_DerivedType<"out_type", ["output"], "Int32">];
}

def TF_RankOp : TF_Op<"Rank", [Pure]> {
  let summary = "the number of dimensions of a tensor";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    A scalar.

    Example:

    ```mlir
    %output = tf.Rank %input : (tensor<?x3xf32>) -> tensor<i32>
    ```
  }];
  let arguments = (ins TF_Tensor:$input);
  let results = (outs TF_Int32Tensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["input"]>];
}

def TF_SqueezeOp : TF_Op<"Squeeze", [Pure]> {
  let summary = "a tensor without dimensions of size 1";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    Leaves out the dimensions that `squeeze_dims` names (from the end if
    negative), which must be 1; without names all dimensions of size 1.

    Example:

    ```mlir
    %output = tf.Squeeze %input {squeeze_dims = [1]}
        : (tensor<?x1x3xf32>) -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins TF_Tensor:$input,
    DefaultValuedAttr<TF_IntListAttr, "{}">:$squeeze_dims);
  let hasCanonicalizer = 1;
  let results = (outs TF_Tensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["input", "output"]>];
}

def TF_ExpandDimsOp : TF_Op<"ExpandDims", [Pure]> {
  let summary = "a tensor with one more dimension";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    Puts a dimension of size 1 at place `dim`; -1 is behind the last.

    Example:

    ```mlir
    %dim = tf.Const dense<1> : tensor<i32>
    %output = tf.ExpandDims %input, %dim
        : (tensor<?x3xf32>, tensor<i32>) -> tensor<?x1x3xf32>
    ```
  }];
  let arguments = (ins TF_Tensor:$input, TF_IndexTensor:$dim);
  let hasCanonicalizer = 1;
  let results = (outs TF_Tensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["input", "output"]>,
                      TF_DerivedType<"Tdim", ["dim"], "Int32">];
}

def TF_TransposeOp : TF_Op<"Transpose", [Pure]> {
  let summary = "a tensor with its dimensions in another order";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    Dimension i of the result is dimension perm[i] of x.

    Example:

    ```mlir
    %perm = tf.Const dense<[0, 2, 1]> : tensor<3xi32>
    %y = tf.Transpose %x, %perm
        : (tensor<?x2x3xf32>, tensor<3xi32>) -> tensor<?x3x2xf32>
    ```
  }];
  let arguments = (ins TF_Tensor:$x, TF_IndexTensor:$perm);
  let hasCanonicalizer = 1;
  let results = (outs TF_Tensor:$y);
  let derivedTypes = [TF_DerivedType<"T", ["x", "y"]>,
                      TF_DerivedType<"Tperm", ["perm"], "Int32">];
}

def TF_ConcatV2Op : TF_Op<"ConcatV2", [Pure]> {
  let summary = "tensors joined along a dimension";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    The values one after the other along `axis`; their other dimensions are
    equal.

    Example:

    ```mlir
    %axis = tf.Const dense<-1> : tensor<i32>
    %output = tf.ConcatV2 %a, %b, %axis
        : (tensor<?x2xf32>, tensor<?x3xf32>, tensor<i32>) -> tensor<?x5xf32>
    ```
  }];
  let arguments = (ins Variadic<TF_Tensor>:$values, TF_IndexTensor:$axis);
  let results = (outs TF_Tensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["values", "output"]>,
                      TF_DerivedType<"Tidx", ["axis"], "Int32">];
  let derivedCounts = [TF_DerivedCount<"N", ["values"]>];
}

def TF_PackOp : TF_Op<"Pack", [Pure]> {
  let summary = "tensors of one shape as rows of a new dimension";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    Stacks the values along a new dimension at place `axis`; -1 is behind the
    last.

    Example:

    ```mlir
    %output = tf.Pack %a, %b {axis = 1 : i64}
        : (tensor<?x3xf32>, tensor<?x3xf32>) -> tensor<?x2x3xf32>
    ```
  }];
  let arguments = (ins Variadic<TF_Tensor>:$values,
    DefaultValuedAttr<TF_IntAttr, "0">:$axis);
  let hasCanonicalizer = 1;
  let results = (outs TF_Tensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["values", "output"]>];
  let derivedCounts = [TF_DerivedCount<"N", ["values"]>];
}

def TF_UnpackOp : TF_Op<"Unpack", [Pure]> {
  let summary = "the rows of a dimension as tensors";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    One tensor for each index along `axis`, without that dimension.

    Example:

    ```mlir
    %output:2 = tf.Unpack %value {axis = 1 : i64}
        : (tensor<?x2x3xf32>) -> (tensor<?x3xf32>, tensor<?x3xf32>)
    ```
  }];
  let arguments = (ins TF_Tensor:$value,
    DefaultValuedAttr<TF_IntAttr, "0">:$axis);
  let hasCanonicalizer = 1;
  let results = (outs Variadic<TF_Tensor>:$output);
  let derivedTypes = [TF_DerivedType<"T", ["value", "output"]>];
  let derivedCounts = [TF_DerivedCount<"num", ["output"]>];
}

def TF_StridedSliceOp : TF_Op<"StridedSlice", [Pure]> {
  let summary = "every n-th element of some dimensions";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    NumPy's input[begin:end:strides, ...]. Bit i of a mask speaks of entry i:
    its begin or end is open, it is an ellipsis, a new axis, or a single index
    whose dimension goes away.

    Example:

    ```mlir
    %output = tf.StridedSlice %input, %begin, %end, %strides
        {begin_mask = 1 : i64, end_mask = 1 : i64, shrink_axis_mask = 2 : i64}
        : (tensor<?x3xf32>, tensor<2xi32>, tensor<2xi32>, tensor<2xi32>)
        -> tensor<?xf32>
    ```
  }];
  let arguments = (ins TF_Tensor:$input, TF_ShortIndexTensor:$begin,
    TF_ShortIndexTensor:$end, TF_ShortIndexTensor:$strides,
    DefaultValuedAttr<TF_IntAttr, "0">:$begin_mask,
    DefaultValuedAttr<TF_IntAttr, "0">:$end_mask,
    DefaultValuedAttr<TF_IntAttr, "0">:$ellipsis_mask,
    DefaultValuedAttr<TF_IntAttr, "0">:$new_axis_mask,
    DefaultValuedAttr<TF_IntAttr, "0">:$shrink_axis_mask);
  let hasCanonicalizer = 1;
  let results = (outs TF_Tensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["input", "output"]>,
                      TF_DerivedType<"Index", ["begin", "end", "strides"]>];
}

def TF_SliceOp : TF_Op<"Slice", [Pure]> {
  let summary = "a block of a tensor";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    The elements from `begin` on, size[i] of them along dimension i; -1 takes
    all that follow.

    Example:

    ```mlir
    %output = tf.Slice %input, %begin, %size
        : (tensor<?x3xf32>, tensor<2xi32>, tensor<2xi32>) -> tensor<?x2xf32>
    ```
  }];
  let arguments = (ins TF_Tensor:$input, TF_IndexTensor:$begin,
    TF_IndexTensor:$size);
  let hasCanonicalizer = 1;
  let results = (outs TF_Tensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["input", "output"]>,
                      TF_DerivedType<"Index", ["begin", "size"]>];
}

def TF_FillOp : TF_Op<"Fill", [Pure]> {
  let summary = "a tensor of equal elements";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    A tensor of shape `dims` with `value` everywhere.

    Example:

    ```mlir
    %output = tf.Fill %dims, %value
        : (tensor<2xi32>, tensor<f32>) -> tensor<?x?xf32>
    ```
  }];
  let arguments = (ins TF_IndexTensor:$dims, TF_Tensor:$value);
  let results = (outs TF_Tensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["value", "output"]>,
                      TF_DerivedType<"index_type", ["dims"], "Int32">];
}

def TF_RangeOp : TF_Op<"Range", [Pure]> {
  let summary = "evenly spaced numbers";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    start, start + delta, ... as far as `limit`, which is left out.

    Example:

    ```mlir
    %output = tf.Range %start, %limit, %delta
        : (tensor<i32>, tensor<i32>, tensor<i32>) -> tensor<?xi32>
    ```
  }];
  let arguments = (ins TF_RealTensor:$start, TF_RealTensor:$limit,
    TF_RealTensor:$delta);
  let results = (outs TF_RealTensor:$output);
  let derivedTypes = [TF_DerivedType<"Tidx", ["start", "limit", "delta",
                                              "output"], "Int32">];
}

def TF_TileOp : TF_Op<"Tile", [Pure]> {
  let summary = "copies of a tensor side by side";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    multiples[i] copies along dimension i.

    Example:

    ```mlir
    %multiples = tf.Const dense<[1, 2]> : tensor<2xi32>
    %output = tf.Tile %input, %multiples
        : (tensor<?x3xf32>, tensor<2xi32>) -> tensor<?x6xf32>
    ```
  }];
  let arguments = (ins TF_Tensor:$input, TF_IndexTensor:$multiples);
  let hasCanonicalizer = 1;
  let results = (outs TF_Tensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["input", "output"]>,
                      TF_DerivedType<"Tmultiples", ["multiples"], "Int32">];
}

def TF_PadOp : TF_Op<"Pad", [Pure]> {
  let summary = "a tensor with zeros around it";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    paddings[i] says how many to put before and after along dimension i.

    Example:

    ```mlir
    %paddings = tf.Const dense<[[0, 0], [1, 2]]> : tensor<2x2xi32>
    %output = tf.Pad %input, %paddings
        : (tensor<?x3xf32>, tensor<2x2xi32>) -> tensor<?x6xf32>
    ```
  }];
  let arguments = (ins TF_Tensor:$input, TF_IndexTensor:$paddings);
  let hasCanonicalizer = 1;
  let results = (outs TF_Tensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["input", "output"]>,
                      TF_DerivedType<"Tpaddings", ["paddings"], "Int32">];
}

def TF_PadV2Op : TF_Op<"PadV2", [Pure]> {
  let summary = "a tensor with a value around it";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    As Pad, with a scalar instead of zero.

    Example:

    ```mlir
    %paddings = tf.Const dense<[[0, 0], [1, 2]]> : tensor<2x2xi32>
    %output = tf.PadV2 %input, %paddings, %value
        : (tensor<?x3xf32>, tensor<2x2xi32>, tensor<f32>) -> tensor<?x6xf32>
    ```
  }];
  let arguments = (ins TF_Tensor:$input, TF_IndexTensor:$paddings,
    TF_Tensor:$constant_values);
  let hasCanonicalizer = 1;
  let results = (outs TF_Tensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["input", "constant_values",
                                           "output"]>,
                      TF_DerivedType<"Tpaddings", ["paddings"], "Int32">];
}

def TF_ZerosLikeOp : TF_Op<"ZerosLike", [Pure]> {
  let summary = "a tensor of zeros of the shape of another";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    The type and shape of x with zeros everywhere.

    Example:

    ```mlir
    %y = tf.ZerosLike %x : (tensor<?x3xf32>) -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins TF_Tensor:$x);
  let results = (outs TF_Tensor:$y);
  let derivedTypes = [TF_DerivedType<"T", ["x", "y"]>];
  let shapeFunction = "inferUnchanged";
}

def TF_OnesLikeOp : TF_Op<"OnesLike", [Pure]> {
  let summary = "a tensor of ones of the shape of another";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    The type and shape of x with ones everywhere.

    Example:

    ```mlir
    %y = tf.OnesLike %x : (tensor<?x3xf32>) -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins TF_NumberOrBoolTensor:$x);
  let results = (outs TF_NumberOrBoolTensor:$y);
  let derivedTypes = [TF_DerivedType<"T", ["x", "y"]>];
  let shapeFunction = "inferUnchanged";
}

def TF_GatherV2Op : TF_Op<"GatherV2", [Pure]> {
  let summary = "rows of a tensor by index";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    The slices of `params` along `axis` at `indices`, whose dimensions take the
    place of that one. The first `batch_dims` dimensions of both go together.

    Example:

    ```mlir
    %axis = tf.Const dense<0> : tensor<i32>
    %output = tf.GatherV2 %params, %indices, %axis
        : (tensor<100x8xf32>, tensor<?x5xi64>, tensor<i32>) -> tensor<?x5x8xf32>
    ```
  }];
  let arguments = (ins TF_Tensor:$params, TF_ShortIndexTensor:$indices,
    TF_IndexTensor:$axis, DefaultValuedAttr<TF_IntAttr, "0">:$batch_dims);
  let results = (outs TF_Tensor:$output);
  let derivedTypes = [TF_DerivedType<"Tparams", ["params", "output"]>,
                      TF_DerivedType<"Tindices", ["indices"]>,
                      TF_DerivedType<"Taxis", ["axis"]>];
}

def TF_EnsureShapeOp : TF_Op<"EnsureShape", [Pure]> {
  let summary = "the input, if it has the given shape";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    The same tensor; an error at run time if its shape does not fit `shape`.

    Example:

    ```mlir
    %output = tf.EnsureShape %input {shape = #tf.shape<?x3>}
        : (tensor<*xf32>) -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins TF_Tensor:$input, TF_ShapeAttr:$shape);
  let hasCanonicalizer = 1;
  let results = (outs TF_Tensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["input", "output"]>];
}

#endif // TF_ARRAYOPS
