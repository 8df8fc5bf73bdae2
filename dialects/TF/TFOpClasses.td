// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Classes of ops that differ in little more than their name, and tensor types
// that several families accept.

#ifndef TF_OPCLASSES
#define TF_OPCLASSES

include "dialects/TF/TFBase.td"

//===----------------------------------------------------------------------===//
// Tensor types
//===----------------------------------------------------------------------===//

def TF_NumberOrStringTensor
    : TF_TensorOf<AnyTypeOf<[TF_NumberElement, TF_StringElement]>>;
def TF_NumberOrBoolTensor : TF_TensorOf<AnyTypeOf<[TF_NumberElement, I1]>>;
def TF_RealOrBoolTensor : TF_TensorOf<AnyTypeOf<[TF_RealElement, I1]>>;
// int16, int32 or int64.
def TF_ShortIndexTensor : TF_TensorOf<AnyTypeOf<[I16, TF_IndexElement]>>;

//===----------------------------------------------------------------------===//
// Op classes. `text` opens the description; the example follows from the class.
//===----------------------------------------------------------------------===//

// y = f(x), element by element.
class TF_UnaryOp<string mnemonic, TypeConstraint type, string text>
    : TF_Op<mnemonic, [Pure, TF_Elementwise]> {
  let description = "\n    " # text # [{

    Example:

    ```mlir
    %y = tf.}] # mnemonic # [{ %x : (tensor<?x3xf32>) -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins type:$x);
  let results = (outs type:$y);
  let derivedTypes = [TF_DerivedType<"T", ["x", "y"]>];
  let shapeFunction = "inferUnchanged";
}

// y = whether f(x), element by element.
class TF_UnaryToBoolOp<string mnemonic, TypeConstraint type, string text>
    : TF_Op<mnemonic, [Pure, TF_Elementwise]> {
  let description = "\n    " # text # [{

    Example:

    ```mlir
    %y = tf.}] # mnemonic # [{ %x : (tensor<?x3xf32>) -> tensor<?x3xi1>
    ```
  }];
  let arguments = (ins type:$x);
  let results = (outs TF_BoolTensor:$y);
  let derivedTypes = [TF_DerivedType<"T", ["x"]>];
  let shapeFunction = "inferUnchangedToBool";
}

// z = f(x, y) with broadcasting.
class TF_BinaryOp<string mnemonic, TypeConstraint type, string text>
    : TF_Op<mnemonic, [Pure, TF_Elementwise]> {
  let description = "\n    " # text # [{
    The operands broadcast.

    Example:

    ```mlir
    %z = tf.}] # mnemonic # [{ %x, %y
        : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins type:$x, type:$y);
  let results = (outs type:$z);
  let derivedTypes = [TF_DerivedType<"T", ["x", "y", "z"]>];
  let shapeFunction = "inferBroadcast";
}

// z = whether f(x, y) with broadcasting.
class TF_CompareOp<string mnemonic, TypeConstraint type, string text>
    : TF_Op<mnemonic, [Pure, TF_Elementwise]> {
  let description = "\n    " # text # [{
    The operands broadcast.

    Example:

    ```mlir
    %z = tf.}] # mnemonic # [{ %x, %y
        : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xi1>
    ```
  }];
  let arguments = (ins type:$x, type:$y);
  let results = (outs TF_BoolTensor:$z);
  let derivedTypes = [TF_DerivedType<"T", ["x", "y"]>];
  let shapeFunction = "inferBroadcastToBool";
}

// As TF_CompareOp, but able to answer `false` for shapes that do not broadcast.
class TF_EqualityOp<string mnemonic, TypeConstraint type, string text>
    : TF_CompareOp<mnemonic, type, text> {
  let hub = done;
  let arguments = (ins type:$x, type:$y,
    DefaultValuedAttr<TF_BoolAttr, "true">:$incompatible_shape_error);
  let shapeFunction = "";
}

// z = f(x, y) over truth values.
class TF_LogicalOp<string mnemonic, string text>
    : TF_Op<mnemonic, [Pure, TF_Elementwise]> {
  let description = "\n    " # text # [{
    The operands broadcast.

    Example:

    ```mlir
    %z = tf.}] # mnemonic # [{ %x, %y
        : (tensor<?x3xi1>, tensor<3xi1>) -> tensor<?x3xi1>
    ```
  }];
  let arguments = (ins TF_BoolTensor:$x, TF_BoolTensor:$y);
  let results = (outs TF_BoolTensor:$z);
  let shapeFunction = "inferBroadcast";
}

// activations = f(features), element by element.
class TF_ActivationOp<string mnemonic, TypeConstraint type, string text>
    : TF_Op<mnemonic, [Pure, TF_Elementwise]> {
  let hub = done;
  let description = "\n    " # text # [{

    Example:

    ```mlir
    %y = tf.}] # mnemonic # [{ %x : (tensor<?x3xf32>) -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins type:$features);
  let results = (outs type:$activations);
  let derivedTypes = [TF_DerivedType<"T", ["features", "activations"]>];
  let shapeFunction = "inferUnchanged";
}

// output = input, perhaps with a side condition.
class TF_IdentityOp<string mnemonic, string text> : TF_Op<mnemonic, [Pure]> {
  let hub = done;
  let description = "\n    " # text # [{

    Example:

    ```mlir
    %output = tf.}] # mnemonic # [{ %input
        : (tensor<?x3xf32>) -> tensor<?x3xf32>
    ```
  }];
  let onnxRoad = done;
  let arguments = (ins TF_Tensor:$input);
  let hasFolder = 1;
  let results = (outs TF_Tensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["input", "output"]>];
  let shapeFunction = "inferUnchanged";
}

// Combines the elements along the dimensions that `reduction_indices` names.
class TF_ReductionOp<string mnemonic, TypeConstraint type, string text>
    : TF_Op<mnemonic, [Pure]> {
  let hub = done;
  let description = "\n    " # text # [{
    Dimensions count from the end if negative. They go away, or become 1 with
    `keep_dims`.

    Example:

    ```mlir
    %axes = tf.Const dense<1> : tensor<i32>
    %output = tf.}] # mnemonic # [{ %input, %axes {keep_dims = true}
        : (tensor<?x3xf32>, tensor<i32>) -> tensor<?x1xf32>
    ```
  }];
  let onnxRoad = done;
  let arguments = (ins type:$input, TF_IndexTensor:$reduction_indices,
    DefaultValuedAttr<TF_BoolAttr, "false">:$keep_dims);
  let results = (outs type:$output);
  let derivedTypes = [TF_DerivedType<"T", ["input", "output"]>,
                      TF_DerivedType<"Tidx", ["reduction_indices"], "Int32">];
}

// As TF_ReductionOp, over truth values: no attribute T.
class TF_LogicalReductionOp<string mnemonic, string text>
    : TF_Op<mnemonic, [Pure]> {
  let hub = done;
  let description = "\n    " # text # [{
    Dimensions count from the end if negative. They go away, or become 1 with
    `keep_dims`.

    Example:

    ```mlir
    %axes = tf.Const dense<1> : tensor<i32>
    %output = tf.}] # mnemonic # [{ %input, %axes
        : (tensor<?x3xi1>, tensor<i32>) -> tensor<?xi1>
    ```
  }];
  let onnxRoad = done;
  let arguments = (ins TF_BoolTensor:$input, TF_IndexTensor:$reduction_indices,
    DefaultValuedAttr<TF_BoolAttr, "false">:$keep_dims);
  let results = (outs TF_BoolTensor:$output);
  let derivedTypes = [TF_DerivedType<"Tidx", ["reduction_indices"], "Int32">];
}

#endif // TF_OPCLASSES
