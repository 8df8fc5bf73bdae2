// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Random numbers.

#ifndef TF_RANDOMOPS
#define TF_RANDOMOPS

include "dialects/TF/TFOpClasses.td"

def TF_RandomUniformOp
    : TF_Op<"RandomUniform", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "random numbers from [0, 1)";
  let onnxRoad = none<"ONNX has other random numbers">;
  let hub = none<"the generator of TensorFlow goes on from run to run">;
  let description = [{
    A tensor of the given shape, filled from the Philox generator of this op,
    which goes on with each run. With `seed` and `seed2` both 0 it starts from
    somewhere.

    Example:

    ```mlir
    %shape = tf.Const dense<[2, 3]> : tensor<2xi32>
    %output = tf.RandomUniform %shape {seed = 1 : i64}
        : (tensor<2xi32>) -> tensor<2x3xf32>
    ```
  }];
  let arguments = (ins TF_IndexTensor:$shape,
    DefaultValuedAttr<TF_IntAttr, "0">:$seed,
    DefaultValuedAttr<TF_IntAttr, "0">:$seed2);
  let results = (outs TF_FloatTensor:$output);
  let derivedTypes = [TF_DerivedType<"dtype", ["output"]>,
                      TF_DerivedType<"T", ["shape"]>];
  let stateful = 1;
}

#endif // TF_RANDOMOPS
