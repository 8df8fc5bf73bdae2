// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Calls of functions, and the op that stands for every op without a record.

#ifndef TF_CONTROLOPS
#define TF_CONTROLOPS

include "dialects/TF/TFBase.td"
include "mlir/Interfaces/CallInterfaces.td"
include "mlir/IR/SymbolInterfaces.td"

class TF_CallOp<string mnemonic> : TF_Op<mnemonic, [
    CallOpInterface, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let arguments = (ins Variadic<TF_Tensor>:$args,
    FlatSymbolRefAttr:$f,
    DefaultValuedAttr<TF_StrAttr, "\"\"">:$config,
    DefaultValuedAttr<TF_StrAttr, "\"\"">:$config_proto,
    DefaultValuedAttr<TF_StrAttr, "\"\"">:$executor_type,
    OptionalAttr<DictArrayAttr>:$arg_attrs,
    OptionalAttr<DictArrayAttr>:$res_attrs);
  let results = (outs Variadic<TF_Tensor>:$output);
  let derivedTypeLists = [TF_DerivedTypeList<"Tin", ["args"]>,
                          TF_DerivedTypeList<"Tout", ["output"]>];
  let assemblyFormat =
      "$f `(` $args `)` attr-dict `:` functional-type($args, results)";
  let kernel = none<"inlined before it runs">;
  let hub = none<"inlined before">;
  let onnxRoad = none<"inlined before">;
  let extraClassDeclaration = [{
    ::mlir::CallInterfaceCallable getCallableForCallee() { return getFAttr(); }
    void setCalleeFromCallable(::mlir::CallInterfaceCallable callee) {
      setFAttr(::mlir::cast<::mlir::FlatSymbolRefAttr>(
          ::mlir::cast<::mlir::SymbolRefAttr>(callee)));
    }
    ::mlir::Operation::operand_range getArgOperands() { return getArgs(); }
    ::mlir::MutableOperandRange getArgOperandsMutable() {
      return getArgsMutable();
    }
  }];
}

def TF_PartitionedCallOp : TF_CallOp<"PartitionedCall"> {
  let summary = "calls a function without side effects";
  let description = [{
    ```mlir
    %0 = tf.PartitionedCall @f(%x) : (tensor<?xf32>) -> tensor<?xf32>
    ```
  }];
}

def TF_StatefulPartitionedCallOp : TF_CallOp<"StatefulPartitionedCall"> {
  let summary = "calls a function that may have side effects";
  let description = [{
    ```mlir
    %0 = tf.StatefulPartitionedCall @f(%x) : (tensor<?xf32>) -> tensor<?xf32>
    ```
  }];
  let stateful = 1;
}

def TF_OpaqueOp : Op<TF_Dialect, "opaque"> {
  let summary = "an op without a record";
  let description = [{
    Keeps the name, the attributes and the edges of its node. It may have any
    side effect. `node_attrs` holds the attributes as the node has them, and
    `outputs`, if present, the names of the results in a function body.

    ```mlir
    %0 = tf.opaque "Fact"() {node_attrs = {}} : () -> tensor<!tf.string>
    ```
  }];
  let arguments = (ins StrAttr:$op_name, Variadic<TF_Tensor>:$args,
                       DictionaryAttr:$node_attrs);
  let results = (outs Variadic<TF_Tensor>:$output);
  let assemblyFormat =
      "$op_name `(` $args `)` attr-dict `:` functional-type($args, results)";
}

#endif // TF_CONTROLOPS
