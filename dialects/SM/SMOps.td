// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The sm dialect: the container. A SavedModel with its MetaGraphs, and in each
// the variables, assets and signatures around its graph or its functions.

#ifndef SM_OPS
#define SM_OPS

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def SM_Dialect : Dialect {
  let name = "sm";
  let cppNamespace = "::sm::saved_model";
  let summary = "The container of a SavedModel";
  let useDefaultAttributePrinterParser = 1;
  let dependentDialects = ["::sm::tf::TFDialect"];
  let extraClassDeclaration = [{
    /// Where `#sm.data` finds its bytes.
    DataManager &data() const { return *manager; }
    std::shared_ptr<DataManager> manager;
  }];
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

class SM_Attr<string name, string attrMnemonic, list<Trait> traits = []>
    : AttrDef<SM_Dialect, name, traits> {
  let mnemonic = attrMnemonic;
}

def SM_ProtoAttr : SM_Attr<"Proto", "proto"> {
  let summary = "a message of TensorFlow's schema that no pass reads";
  let description = [{
    Built by protobuf reflection: fields by name; repeated fields as lists, maps
    as lists of `{key, value}`, messages as dictionaries, enumerators as
    strings, only set fields. Bytes of fields that the schema does not know are
    under the field name `?`.

    ```mlir
    #sm.proto<"tensorflow.SaverDef", {max_to_keep = 5, sharded = true}>
    ```
  }];
  let parameters = (ins "::mlir::StringAttr":$message,
                        "::mlir::DictionaryAttr":$fields);
  let hasCustomAssemblyFormat = 1;
}

def SM_DataAttr : SM_Attr<"Data", "data", [
    TypedAttrInterface, ElementsAttrInterface]> {
  let summary = "elements that lie in a file";
  let description = [{
    A reference to bytes of a data source: a tensor of a checkpoint by name, or
    a region of a weights file by offset and checksum. Parsing, printing and
    rewriting never touch them.

    ```mlir
    #sm.data<"variables", "dense/kernel"> : tensor<784x10xf32>
    ```
  }];
  let parameters = (ins StringRefParameter<>:$source, StringRefParameter<>:$key,
                        AttributeSelfTypeParameter<"", "::mlir::ShapedType">:$type);
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    bool isSplat() const { return false; }
    /// Serves small integer and float tensors to folders; says "unknown" for
    /// larger ones, so that no folder touches a weight.
    ::llvm::FailureOr<::mlir::detail::ElementsAttrIndexer>
    getValuesImpl(::mlir::TypeID id) const;
  }];
}

def SM_TensorInfoAttr : SM_Attr<"TensorInfo", "tensor_info"> {
  let summary = "a signature's input or output: the graph's tensor and its type";
  let parameters = (ins StringRefParameter<>:$tensor, "::mlir::Type":$type);
  let assemblyFormat = "`<` $tensor `:` $type `>`";
}

def SM_EncodedAttr : SM_Attr<"Encoded", "encoded"> {
  let summary = "a tensor that its TensorProto writes in an unusual way";
  let description = [{
    A plain elements attribute stands for the usual encoding: a scalar or
    strings in the typed list, other tensors as `tensor_content`. This attribute
    says that the first `count` elements stand in the typed list (the last one
    repeats), or, with -1, that a scalar stands in `tensor_content`. A scalar
    whose message leaves its shape out has `no_shape`.

    ```mlir
    #sm.encoded<dense<0.0> : tensor<64xf32>, 1>
    #sm.encoded<dense<1> : tensor<i32>, 1, no_shape>
    ```
  }];
  let parameters = (ins "::mlir::ElementsAttr":$value, "int64_t":$count,
                        "bool":$hasShape);
  let builders = [AttrBuilder<(ins "::mlir::ElementsAttr":$value,
                                   "int64_t":$count), [{
    return $_get($_ctxt, value, count, /*hasShape=*/true);
  }]>];
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
}

//===----------------------------------------------------------------------===//
// Container ops
//===----------------------------------------------------------------------===//

class SM_Op<string mnemonic, list<Trait> traits = []>
    : Op<SM_Dialect, mnemonic, traits>;

class SM_ContainerOp<string mnemonic, list<Trait> traits>
    : SM_Op<mnemonic, !listconcat([NoTerminator, SingleBlock,
        IsolatedFromAbove, NoRegionArguments], traits)>;

def SM_SavedModelOp : SM_ContainerOp<"saved_model", []> {
  let summary = "a SavedModel, or a frozen graph treated as one";
  let description = [{
    ```mlir
    sm.saved_model {
      sm.data_source "variables" checkpoint "m/variables/variables"
          size 284 crc32c 1234567890
      sm.meta_graph tags ["serve"] { ... }
    }
    ```
    `header` holds what the proto says beside its MetaGraphs.
  }];
  let arguments = (ins OptionalAttr<SM_ProtoAttr>:$header);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "attr-dict-with-keyword $body";
}

def SM_ModelFolderOp : SM_Op<"model_folder", []> {
  let summary = "the folder the model came from";
  let description = [{
    Its other files (assets, whatever else lies there) belong to the model.
    `pbtxt` says that the model file is text. A path that is not absolute is
    relative to the file this op was read from. The files in `without`, named
    from the folder on, are not written again.

    ```mlir
    sm.model_folder "half_plus_two/1" pbtxt without ["assets.extra/notes"]
    ```
  }];
  let arguments = (ins StrAttr:$path, UnitAttr:$pbtxt,
                       OptionalAttr<StrArrayAttr>:$without);
  let assemblyFormat = [{
    $path (`pbtxt` $pbtxt^)? (`without` $without^)? attr-dict
  }];
}

def SM_DataSourceOp : SM_Op<"data_source", []> {
  let summary = "a file that `#sm.data` attributes refer to";
  let description = [{
    `kind` is `checkpoint` (a TensorBundle prefix; size and checksum are those of
    its index file) or `weights` (a side file; size is the file's). A path that
    is not absolute is relative to the file this op was read from.
  }];
  let arguments = (ins StrAttr:$name, StrAttr:$kind, StrAttr:$path,
                       I64Attr:$size, UI32Attr:$checksum);
  let assemblyFormat = [{
    $name custom<Keyword>($kind) $path `size` $size `crc32c` $checksum attr-dict
  }];
  let hasVerifier = 1;
}

def SM_MetaGraphOp : SM_ContainerOp<"meta_graph", [SymbolTable,
    DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "a MetaGraph: its graph or functions, variables, signatures";
  let description = [{
    Each MetaGraph has its own symbols: two may use one function name.
    `init_node` names the node that initialises the model, which a signature or
    a collection says; after conversion from the graph `initializer` is the
    function that runs once before all others. Without `graph.graph` the
    MetaGraph has no GraphDef.
  }];
  let arguments = (ins StrArrayAttr:$tags,
                       OptionalAttr<FlatSymbolRefAttr>:$initializer,
                       OptionalAttr<StrAttr>:$init_node);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "`tags` $tags (`initializer` $initializer^)? "
                       "attr-dict-with-keyword $body";
}

def SM_VariableOp : SM_Op<"variable", [Symbol]> {
  let summary = "a variable and its value in the model's files";
  let description = [{
    ```mlir
    sm.variable @w : tensor<10xf32> = #sm.data<"variables", "w"> : tensor<10xf32>
    ```
    `shared_name` is the name TensorFlow's handles use, where it differs from
    the symbol. Without a value the variable is set by the initializer.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttr:$type,
                       OptionalAttr<ElementsAttr>:$value,
                       OptionalAttr<StrAttr>:$sym_visibility);
  let assemblyFormat = "($sym_visibility^)? $sym_name `:` $type "
                       "(`=` $value^)? attr-dict";
  let hasVerifier = 1;
}

def SM_AssetOp : SM_Op<"asset", [Symbol]> {
  let summary = "a file of the model, fed by path to a string tensor";
  let description = [{
    `extra` is what the AssetFileDef says besides, where that is not the usual:
    a tensor by name. `in_collection` marks an asset that only the collection
    `saved_model_assets` lists.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, StrAttr:$file, StrAttr:$tensor,
                       OptionalAttr<SM_ProtoAttr>:$extra,
                       UnitAttr:$in_collection);
  let assemblyFormat = "$sym_name $file `tensor` $tensor attr-dict";
}

def SM_SignatureOp : SM_Op<"signature", [
    DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "a named entry";
  let description = [{
    `inputs` and `outputs` map keys to `#sm.tensor_info` (or, where that does
    not suffice, to the proto). After conversion from the graph `function`
    names the function, whose arguments and results follow the sorted keys.
  }];
  let arguments = (ins StrAttr:$name, StrAttr:$method,
                       OptionalAttr<FlatSymbolRefAttr>:$function,
                       DictionaryAttr:$inputs, DictionaryAttr:$outputs,
                       OptionalAttr<DictionaryAttr>:$defaults,
                       OptionalAttr<SM_ProtoAttr>:$extra);
  let assemblyFormat = "$name (`calls` $function^)? `method` $method "
                       "`inputs` $inputs `outputs` $outputs "
                       "(`defaults` $defaults^)? attr-dict";
}

def SM_MessagesOp : SM_Op<"messages"> {
  let summary = "what a MetaGraphDef says that no pass reads";
  let description = [{
    Saver, collections, op list, object graph, ... Stands last, so that a reader
    meets the model before its paperwork.
  }];
  let arguments = (ins SM_ProtoAttr:$proto);
  let assemblyFormat = "qualified($proto) attr-dict";
}

def SM_ConcreteFunctionOp : SM_Op<"concrete_function", [
    DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "a traced function of the object graph, as an entry";
  let description = [{
    `path` leads from the root object; `overload` counts its traces. `inputs` and
    `outputs` are `#sm.tensor_info<key : type>` in the order of the graph
    function's arguments and results; `captures` are the arguments that follow:
    variables and assets by symbol, constants by the name of their node, other
    objects as `unit`. Derived from the object graph. `unavailable` says why a
    trace cannot be an entry.
  }];
  let arguments = (ins StrAttr:$path, I64Attr:$overload,
                       FlatSymbolRefAttr:$trace,
                       OptionalAttr<FlatSymbolRefAttr>:$function,
                       ArrayAttr:$inputs, ArrayAttr:$outputs,
                       ArrayAttr:$captures, OptionalAttr<StrAttr>:$unavailable);
  let hasVerifier = 1;
  let assemblyFormat = "$path `overload` $overload `of` $trace "
                       "(`calls` $function^)? `inputs` $inputs "
                       "`outputs` $outputs `captures` $captures attr-dict";
}

//===----------------------------------------------------------------------===//
// Access to variables
//===----------------------------------------------------------------------===//

class SM_VariableAccess<string mnemonic, list<Trait> traits>
    : SM_Op<mnemonic, !listconcat(traits, [
        DeclareOpInterfaceMethods<SymbolUserOpInterface>])>;

def SM_ReadVariableOp : SM_VariableAccess<"read_variable", [
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "the value of a variable";
  let arguments = (ins FlatSymbolRefAttr:$variable);
  let results = (outs AnyTensor:$value);
  let assemblyFormat = "$variable attr-dict `:` type($value)";
}

def SM_AssignVariableOp : SM_VariableAccess<"assign_variable", [
    DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "sets a variable";
  let arguments = (ins FlatSymbolRefAttr:$variable, AnyTensor:$value);
  let assemblyFormat = "$variable `,` $value attr-dict `:` type($value)";
}

def SM_AssetPathOp : SM_Op<"asset_path", [Pure,
    DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "where an asset lies when the model runs";
  let arguments = (ins FlatSymbolRefAttr:$asset);
  let results = (outs AnyTensor:$path);
  let assemblyFormat = "$asset attr-dict `:` type($path)";
}

def SM_VariableHandleOp : SM_VariableAccess<"variable_handle", [Pure]> {
  let summary = "a handle to a variable, for ops that take one";
  let arguments = (ins FlatSymbolRefAttr:$variable);
  let results = (outs AnyTensor:$handle);
  let assemblyFormat = "$variable attr-dict `:` type($handle)";
}

#endif // SM_OPS
