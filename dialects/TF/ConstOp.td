// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Constants, and the one op of our own that says more of a type.

#ifndef TF_CONSTOP
#define TF_CONSTOP

include "dialects/TF/TFBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"

def TF_ConstOp : TF_Op<"Const", [Pure, ConstantLike,
    AllTypesMatch<["value", "output"]>]> {
  let summary = "a constant tensor";
  let onnxRoad = done;
  let hub = done;
  let description = [{
    Up to 1 KiB the value stands in the text; larger ones are references
    (`#sm.data`).

    ```mlir
    %0 = tf.Const dense<[1, 2]> : tensor<2xi32>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs TF_Tensor:$output);
  let derivedTypes = [TF_DerivedType<"dtype", ["output"]>];
  let assemblyFormat = "$value attr-dict";
  let builders = [OpBuilder<(ins "::mlir::ElementsAttr":$value), [{
    build($_builder, $_state, ::mlir::Type(value.getType()), value);
  }]>];
  let kernel = none<"part of the program">;
  let hasFolder = 1;
}

def TF_RefineOp : Op<TF_Dialect, "refine", [Pure]> {
  let summary = "the same tensor, of which the type says more or less";
  let description = [{
    Stands where a function is inlined into a caller that knows another part of
    a shape. Shape inference removes it.

    ```mlir
    %0 = tf.refine %x : tensor<*xf32> to tensor<?x4xf32>
    ```
  }];
  let arguments = (ins TF_Tensor:$input);
  let results = (outs TF_Tensor:$output);
  let assemblyFormat = "$input attr-dict `:` type($input) `to` type($output)";
  let hasFolder = 1;
  let hasVerifier = 1;
}

#endif // TF_CONSTOP
