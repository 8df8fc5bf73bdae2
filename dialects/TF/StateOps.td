// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Variables as TensorFlow's graphs spell them: resource handles, and the older
// references. Conversion from the graph makes symbols of both (sm.variable);
// what is left here is a handle that could not be traced to one variable.

#ifndef TF_STATEOPS
#define TF_STATEOPS

include "dialects/TF/TFBase.td"

class TF_VariableOp<string mnemonic, list<Trait> traits = []>
    : TF_Op<mnemonic, traits> {
  let stateful = 1;
  let kernel = none<"becomes an access to a variable symbol">;
  let hub = none<"variables are constants or arguments there">;
  let onnxRoad = none<"variables are frozen before">;
}

def TF_VarHandleOp : TF_VariableOp<"VarHandleOp"> {
  let summary = "a handle to a variable";
  let description = [{
    ```mlir
    %0 = tf.VarHandleOp {dtype = f32, shape = #tf.shape<3>, shared_name = "v"}
        : () -> tensor<!tf.resource<tensor<3xf32>>>
    ```
  }];
  let arguments = (ins TF_TypeAttr:$dtype, TF_ShapeAttr:$shape,
    DefaultValuedAttr<TF_StrAttr, "\"\"">:$container,
    DefaultValuedAttr<TF_StrAttr, "\"\"">:$shared_name,
    DefaultValuedAttr<TF_StrAttr, "\"\"">:$debug_name,
    DefaultValuedAttr<TF_StrListAttr, "{}">:$allowed_devices);
  let results = (outs TF_ResourceTensor:$resource);
}

class TF_RefVariableOp<string mnemonic> : TF_VariableOp<mnemonic> {
  let description = [{
    ```mlir
    %0 = tf.VariableV2 {shape = #tf.shape<3>, shared_name = "v"}
        : () -> tensor<3x!tf.ref<f32>>
    ```
  }];
  let arguments = (ins TF_ShapeAttr:$shape,
    DefaultValuedAttr<TF_StrAttr, "\"\"">:$container,
    DefaultValuedAttr<TF_StrAttr, "\"\"">:$shared_name);
  let results = (outs TF_Tensor:$ref);
  let refArgs = ["ref"];
  let derivedTypes = [TF_DerivedType<"dtype", ["ref"]>];
}
def TF_VariableV2Op : TF_RefVariableOp<"VariableV2"> {
  let summary = "a reference to a variable";
}
def TF_VariableOp_ : TF_RefVariableOp<"Variable"> {
  let summary = "a reference to a variable (before TensorFlow 1.0)";
}

def TF_ReadVariableOp : TF_VariableOp<"ReadVariableOp", [
    MemoryEffects<[MemRead]>]> {
  let summary = "the value of a variable";
  let description = [{
    ```mlir
    %0 = tf.ReadVariableOp %handle
        : (tensor<!tf.resource<tensor<3xf32>>>) -> tensor<3xf32>
    ```
  }];
  let arguments = (ins TF_ResourceTensor:$resource);
  let results = (outs TF_Tensor:$value);
  let derivedTypes = [TF_DerivedType<"dtype", ["value"]>];
}

def TF_AssignVariableOp : TF_VariableOp<"AssignVariableOp"> {
  let summary = "sets a variable";
  let description = [{
    ```mlir
    tf.AssignVariableOp %handle, %value
        : (tensor<!tf.resource<tensor<3xf32>>>, tensor<3xf32>) -> ()
    ```
  }];
  let arguments = (ins TF_ResourceTensor:$resource, TF_Tensor:$value,
    DefaultValuedAttr<TF_BoolAttr, "false">:$validate_shape);
  let derivedTypes = [TF_DerivedType<"dtype", ["value"]>];
}

def TF_AssignOp : TF_VariableOp<"Assign"> {
  // TensorFlow says so; it is the variable that is stateful.
  let stateful = 0;
  let summary = "sets a referenced variable";
  let description = [{
    ```mlir
    %0 = tf.Assign %ref, %value
        : (tensor<3x!tf.ref<f32>>, tensor<3xf32>) -> tensor<3x!tf.ref<f32>>
    ```
  }];
  let arguments = (ins TF_Tensor:$ref, TF_Tensor:$value,
    DefaultValuedAttr<TF_BoolAttr, "true">:$validate_shape,
    DefaultValuedAttr<TF_BoolAttr, "true">:$use_locking);
  let results = (outs TF_Tensor:$output_ref);
  let refArgs = ["ref", "output_ref"];
  let derivedTypes = [TF_DerivedType<"T", ["ref", "value", "output_ref"]>];
}

#endif // TF_STATEOPS
