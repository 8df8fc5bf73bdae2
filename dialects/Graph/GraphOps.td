// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The graph dialect: GraphDef and FunctionDef, node by node.

#ifndef GRAPH_OPS
#define GRAPH_OPS

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"

def Graph_Dialect : Dialect {
  let name = "graph";
  let cppNamespace = "::sm::graph";
  let summary = "TensorFlow graphs as they are written";
  let description = [{
    One operation per NodeDef, under its own name and without registration. A
    node takes untyped values and control tokens and has a control token as its
    last result; its attributes are the NodeDef's. Types are attributes here, as
    in the NodeDef.
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
  let dependentDialects = ["::sm::tf::TFDialect",
                           "::sm::saved_model::SMDialect"];
  let extraClassDeclaration = [{
    /// Attributes of a node that are no attributes of the NodeDef; the prefix
    /// keeps the two apart.
    static constexpr ::llvm::StringLiteral kName = "graph.name";
    static constexpr ::llvm::StringLiteral kDevice = "graph.device";
    /// How inputs are spelled where that is not the usual way.
    static constexpr ::llvm::StringLiteral kInputs = "graph.inputs";
    /// How a function body refers to each result ("product:0"), for ops
    /// without a record.
    static constexpr ::llvm::StringLiteral kOutputs = "graph.outputs";
    /// The fields of the NodeDef that no pass reads.
    static constexpr ::llvm::StringLiteral kExtra = "graph.extra";

    std::optional<ParseOpHook>
    getParseOperationHook(::llvm::StringRef name) const override;
    ::llvm::unique_function<void(::mlir::Operation *, ::mlir::OpAsmPrinter &)>
    getOperationPrinter(::mlir::Operation *op) const override;
    void *getRegisteredInterfaceForOp(::mlir::TypeID interface,
                                      ::mlir::OperationName name) override;

    struct NodeNames;
    /// Gives the results of nodes their names in text.
    std::shared_ptr<NodeNames> nodeNames;
  }];
}

def Graph_TensorType : TypeDef<Graph_Dialect, "Tensor"> {
  let mnemonic = "tensor";
  let summary = "a node's output, of the type its attributes say";
}
def Graph_ControlType : TypeDef<Graph_Dialect, "Control"> {
  let mnemonic = "control";
  let summary = "a control dependence";
}

def Graph_PlaceholderAttr : AttrDef<Graph_Dialect, "Placeholder"> {
  let mnemonic = "placeholder";
  let summary = "an attribute of the enclosing function (AttrValue.placeholder)";
  let parameters = (ins StringRefParameter<>:$name);
  let assemblyFormat = "`<` $name `>`";
}

def Graph_ProtoAttr
    : Attr<CPred<"::llvm::isa<::sm::saved_model::ProtoAttr>($_self)">,
           "#sm.proto"> {
  let storageType = "::sm::saved_model::ProtoAttr";
  let returnType = "::sm::saved_model::ProtoAttr";
  let convertFromStorage = "$_self";
}

class Graph_Op<string mnemonic, list<Trait> traits = []>
    : Op<Graph_Dialect, mnemonic, traits>;

class Graph_BodyOp<string mnemonic, list<Trait> traits>
    : Graph_Op<mnemonic, !listconcat([NoTerminator, SingleBlock,
        IsolatedFromAbove, DeclareOpInterfaceMethods<RegionKindInterface>],
        traits)> {
  let regions = (region SizedRegion<1>:$body);
  let extraClassDefinition = [{
    ::mlir::RegionKind $cppClass::getRegionKind(unsigned) {
      return ::mlir::RegionKind::Graph;
    }
    ::llvm::StringRef $cppClass::getDefaultDialect() { return "graph"; }
  }];
  let hasRegionVerifier = 1;
}

def Graph_GraphOp : Graph_BodyOp<"graph", [NoRegionArguments,
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getDefaultDialect"]>]> {
  let summary = "a MetaGraph's main graph";
  let description = [{
    A graph region: nodes stand in the order of the file, and edges may point
    backwards. `extra` holds what the GraphDef says beside nodes and functions.

    ```mlir
    graph.graph {
      %0, %ctl = Placeholder() name("x") {dtype = f32, shape = #tf.shape<?x4>}
      %1, %ctl_0 = Relu(%0) [%ctl] name("y") {T = f32}
    }
    ```
  }];
  let arguments = (ins OptionalAttr<Graph_ProtoAttr>:$extra);
  let assemblyFormat = "attr-dict-with-keyword $body";
}

def Graph_FuncOp : Graph_BodyOp<"func", [Symbol,
    DeclareOpInterfaceMethods<OpAsmOpInterface,
      ["getDefaultDialect", "getAsmBlockArgumentNames"]>]> {
  let summary = "a function of a MetaGraph's library";
  let description = [{
    `signature` is the FunctionDef's OpDef. Each argument carries its spelling
    in the body ("x", "list:1"). A node may wait for an argument, as gradient
    functions of `tf.custom_gradient` do; the token to wait for stands behind
    the values, spelled as the edge is ("^x"). It is there at once.

    ```mlir
    graph.func @f(%x "x", %ctl "^x")
        signature #sm.proto<"tensorflow.OpDef", {...}> {
      %0, %ctl_0 = Relu(%x) [%ctl] name("Relu") {T = f32}
      return(%0) keys ["y"]
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, StrArrayAttr:$arg_names,
                       Graph_ProtoAttr:$signature,
                       OptionalAttr<Graph_ProtoAttr>:$extra);
  let hasCustomAssemblyFormat = 1;
  let extraClassDeclaration = [{
    /// How many arguments are values. Behind them stand tokens of arguments
    /// that nodes wait for.
    unsigned getNumValues();
    /// Removes the tokens that nothing waits for.
    void dropUnusedTokens();
  }];
}

def Graph_ReturnOp : Graph_Op<"return", [HasParent<"FuncOp">,
    AttrSizedOperandSegments]> {
  let summary = "what a function returns: FunctionDef.ret and control_ret";
  let arguments = (ins Variadic<Graph_TensorType>:$values,
                       Variadic<Graph_ControlType>:$controls,
                       StrArrayAttr:$keys, StrArrayAttr:$control_keys,
                       OptionalAttr<StrArrayAttr>:$spellings);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
}

#endif // GRAPH_OPS
