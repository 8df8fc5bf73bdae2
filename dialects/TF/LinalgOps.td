// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Products of matrices.

#ifndef TF_LINALGOPS
#define TF_LINALGOPS

include "dialects/TF/TFOpClasses.td"

def TF_MatMulOp : TF_Op<"MatMul", [Pure]> {
  let summary = "the product of two matrices";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    product = a * b, each transposed first if its attribute says so. `grad_a`
    and `grad_b` mark products of a gradient computation; they change nothing.

    Example:

    ```mlir
    %product = tf.MatMul %a, %b {transpose_b = true}
        : (tensor<?x4xf32>, tensor<8x4xf32>) -> tensor<?x8xf32>
    ```
  }];
  let arguments = (ins TF_NumberTensor:$a, TF_NumberTensor:$b,
    DefaultValuedAttr<TF_BoolAttr, "false">:$transpose_a,
    DefaultValuedAttr<TF_BoolAttr, "false">:$transpose_b,
    DefaultValuedAttr<TF_BoolAttr, "false">:$grad_a,
    DefaultValuedAttr<TF_BoolAttr, "false">:$grad_b);
  let results = (outs TF_NumberTensor:$product);
  let derivedTypes = [TF_DerivedType<"T", ["a", "b", "product"]>];
}

class TF_BatchMatMulClass<string mnemonic, string batch>
    : TF_Op<mnemonic, [Pure]> {
  let hub = done;
  let description = [{
    output[..., :, :] = x[..., :, :] * y[..., :, :], each matrix replaced by its
    conjugate transpose first if its attribute says so. }] # batch # [{

    Example:

    ```mlir
    %output = tf.}] # mnemonic # [{ %x, %y {adj_y = true}
        : (tensor<?x2x4xf32>, tensor<?x8x4xf32>) -> tensor<?x2x8xf32>
    ```
  }];
  let onnxRoad = done;
  let arguments = (ins TF_NumberTensor:$x, TF_NumberTensor:$y,
    DefaultValuedAttr<TF_BoolAttr, "false">:$adj_x,
    DefaultValuedAttr<TF_BoolAttr, "false">:$adj_y,
    DefaultValuedAttr<TF_BoolAttr, "false">:$grad_x,
    DefaultValuedAttr<TF_BoolAttr, "false">:$grad_y);
  let results = (outs TF_NumberTensor:$output);
  let derivedTypes = [TF_DerivedType<"T", ["x", "y", "output"]>];
}

def TF_BatchMatMulV2Op
    : TF_BatchMatMulClass<"BatchMatMulV2",
                          "The leading dimensions broadcast."> {
  let summary = "products of matrices in batches that broadcast";
}

def TF_BatchMatMulOp
    : TF_BatchMatMulClass<"BatchMatMul", "The leading dimensions are equal."> {
  let summary = "products of matrices in equal batches";
}

#endif // TF_LINALGOPS
