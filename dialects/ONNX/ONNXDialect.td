// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The onnx dialect and the few ops of it that are not made from schemas: those
// that need a trait.

#ifndef ONNX_DIALECT
#define ONNX_DIALECT

include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/OpBase.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def ONNX_Dialect : Dialect {
  let name = "onnx";
  let cppNamespace = "::sm::onnx";
  let summary = "The operators of ONNX";
  let description = [{
    Every operator of ai.onnx (`onnx.Conv`) and ai.onnx.ml (`onnx.ml.Scaler`) is
    an op, made at load from libonnx's schemas. The opset of a module is its
    attribute `onnx.opset_import = {ai.onnx = 17 : i64}`; ops are verified
    against the schema that holds in it.
  }];
  let hasConstantMaterializer = 1;
  let hasOperationAttrVerify = 1;
  let dependentDialects = ["::sm::tf::TFDialect"];
  let extraClassDeclaration = [{
    /// The module attribute that says the opset, and its key of ai.onnx.
    static constexpr ::llvm::StringLiteral kOpsetImport =
        ::llvm::StringLiteral("onnx.opset_import");
    static constexpr ::llvm::StringLiteral kDomainKey =
        ::llvm::StringLiteral("ai.onnx");

    /// Side effects of ops made from schemas.
    void *getRegisteredInterfaceForOp(::mlir::TypeID id,
                                      ::mlir::OperationName name) override;
    void registerOperators();

    /// Of the ops made from schemas.
    ::mlir::TypeIDAllocator typeIDs;
  }];
}

class ONNX_BaseOp<string mnemonic, list<Trait> traits>
    : Op<ONNX_Dialect, mnemonic, traits>;

def ONNX_YieldOp : ONNX_BaseOp<"Yield", [Pure, Terminator, ReturnLike]> {
  let summary = "the outputs of a graph inside an operator (If, Loop, Scan)";
  let description = [{
    ```mlir
    onnx.Yield %0 : tensor<4xf32>
    ```
  }];
  let arguments = (ins Variadic<AnyType>:$values);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

def ONNX_NoneOp : ONNX_BaseOp<"None", [Pure, ConstantLike]> {
  let summary = "an optional input that is left out";
  let description = [{
    ```mlir
    %none = onnx.None : none
    %0 = onnx.Clip(%x, %none, %max)
        : (tensor<4xf32>, none, tensor<f32>) -> tensor<4xf32>
    ```
  }];
  let results = (outs NoneType:$result);
  let assemblyFormat = "attr-dict `:` type($result)";
  let hasFolder = 1;
}

def ONNX_ConstantOp : ONNX_BaseOp<"Constant", [Pure, ConstantLike,
    AllTypesMatch<["value", "output"]>]> {
  let summary = "a constant tensor";
  let description = [{
    Becomes an initializer. Large values are references (`#sm.data`).

    ```mlir
    %0 = onnx.Constant dense<[1, 2]> : tensor<2xi64>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs AnyTensor:$output);
  let assemblyFormat = "$value attr-dict";
  let builders = [OpBuilder<(ins "::mlir::ElementsAttr":$value), [{
    build($_builder, $_state, ::mlir::Type(value.getType()), value);
  }]>];
  let hasFolder = 1;
  let hasVerifier = 1;
}

#endif // ONNX_DIALECT
