// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops that read serialised protocol messages.

#ifndef TF_PARSINGOPS
#define TF_PARSINGOPS

include "dialects/TF/TFOpClasses.td"

def TF_ParseExampleOp : TF_Op<"ParseExample", [
    Pure, AttrSizedOperandSegments, AttrSizedResultSegments]> {
  let summary = "features of serialised tensorflow.Example messages";
  let onnxRoad = none<"ONNX does not read protocol messages">;
  let hub = none<"strings have no place there">;
  let description = [{
    Reads a vector of messages. A dense feature becomes one tensor with the
    batch before the shape of `dense_shapes`; if that shape opens with an
    unknown dimension, rows are padded to the longest. A missing one takes its
    default, or is an error if the default is empty. A sparse feature becomes
    indices, values and shape.

    Example:

    ```mlir
    %dense = tf.ParseExample %serialized, %names
        sparse() dense(%key) defaults(%default)
        {dense_shapes = [#tf.shape<3>],
         resultSegmentSizes = array<i32: 0, 0, 0, 1>}
        : (tensor<?x!tf.string>, tensor<0x!tf.string>, tensor<!tf.string>,
           tensor<0xf32>) -> tensor<?x3xf32>
    ```
  }];
  let arguments = (ins TF_StringTensor:$serialized, TF_StringTensor:$names,
    Variadic<TF_StringTensor>:$sparse_keys,
    Variadic<TF_StringTensor>:$dense_keys,
    Variadic<TF_Tensor>:$dense_defaults,
    TF_ShapeListAttr:$dense_shapes);
  let results = (outs Variadic<TF_Int64Tensor>:$sparse_indices,
    Variadic<TF_Tensor>:$sparse_values, Variadic<TF_Int64Tensor>:$sparse_shapes,
    Variadic<TF_Tensor>:$dense_values);
  let derivedCounts = [
    TF_DerivedCount<"Nsparse", ["sparse_keys", "sparse_indices",
                                "sparse_shapes"]>,
    TF_DerivedCount<"Ndense", ["dense_keys"]>];
  let derivedTypeLists = [
    TF_DerivedTypeList<"sparse_types", ["sparse_values"]>,
    TF_DerivedTypeList<"Tdense", ["dense_defaults", "dense_values"]>];
  let assemblyFormat = [{
    $serialized `,` $names `sparse` `(` $sparse_keys `)`
    `dense` `(` $dense_keys `)` `defaults` `(` $dense_defaults `)`
    attr-dict `:` functional-type(operands, results)
  }];
}

#endif // TF_PARSINGOPS
