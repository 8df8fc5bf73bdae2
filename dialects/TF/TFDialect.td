// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Types and attributes of the tf dialect.

#ifndef TF_DIALECT
#define TF_DIALECT

include "dialects/TF/TFBase.td"

class TF_ElementType<string name, string typeMnemonic> : TypeDef<TF_Dialect, name> {
  let mnemonic = typeMnemonic;
}

def TF_StringType : TF_ElementType<"String", "string"> {
  let summary = "a sequence of bytes (DT_STRING)";
}
def TF_QInt8Type : TF_ElementType<"QInt8", "qint8">;
def TF_QUInt8Type : TF_ElementType<"QUInt8", "quint8">;
def TF_QInt16Type : TF_ElementType<"QInt16", "qint16">;
def TF_QUInt16Type : TF_ElementType<"QUInt16", "quint16">;
def TF_QInt32Type : TF_ElementType<"QInt32", "qint32">;
def TF_UnknownType : TF_ElementType<"Unknown", "unknown"> {
  let summary = "the element type of an opaque op's result that nothing states";
}
def TF_RefType : TF_ElementType<"Ref", "ref"> {
  let summary = "a reference to a value of the given type (DT_*_REF)";
  let parameters = (ins "::mlir::Type":$valueType);
  let assemblyFormat = "`<` $valueType `>`";
}

class TF_HandleType<string name, string typeMnemonic>
    : TF_ElementType<name, typeMnemonic> {
  let parameters = (ins OptionalArrayRefParameter<"::mlir::Type">:$subtypes);
  let assemblyFormat = "(`<` $subtypes^ `>`)?";
}
def TF_ResourceType : TF_HandleType<"Resource", "resource"> {
  let summary = "a handle to a variable, table, ...; with the tensor types behind it";
}
def TF_VariantType : TF_HandleType<"Variant", "variant"> {
  let summary = "a value of a type that TensorFlow registers at run time";
}

class TF_Attr<string name, string attrMnemonic> : AttrDef<TF_Dialect, name> {
  let mnemonic = attrMnemonic;
}

def TF_ShapeAttrDef : TF_Attr<"Shape", "shape"> {
  let summary = "a partial shape: `#tf.shape<?x3>`, `#tf.shape<>`, `#tf.shape<*>`";
  let parameters = (ins "bool":$ranked, ArrayRefParameter<"int64_t">:$dims);
  let hasCustomAssemblyFormat = 1;
  let extraClassDeclaration = [{
    /// From and to the shapes of lib/Ops; unknown dimensions are
    /// ShapedType::kDynamic here.
    static ShapeAttr get(::mlir::MLIRContext *context,
                         const ::sm::PartialShape &shape);
    ::sm::PartialShape getShape() const;
  }];
}

def TF_FuncAttr : TF_Attr<"Func", "func"> {
  let summary = "a function with attributes (NameAttrList)";
  let parameters = (ins "::mlir::FlatSymbolRefAttr":$name,
                        "::mlir::DictionaryAttr":$attrs);
  let assemblyFormat = "`<` $name `,` $attrs `>`";
}

#endif // TF_DIALECT
