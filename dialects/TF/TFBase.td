// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What a record of the tf dialect is made of: the dialect, the tensor types an
// operand may have, the attribute kinds of TensorFlow's AttrValue, and the base
// class TF_Op with our own fields, which sm-tblgen reads.

#ifndef TF_BASE
#define TF_BASE

include "mlir/IR/OpBase.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def TF_Dialect : Dialect {
  let name = "tf";
  let cppNamespace = "::sm::tf";
  let summary = "TensorFlow's ops as functions over values";
  let description = [{
    One op per TensorFlow op, under its own name, with the operands and
    attributes of its definition. Attributes that follow from operand or result
    types (`T`, `N`, `Tidx`, ...) are neither stored nor lost. An op without a
    record travels as `tf.opaque`, with the name, attributes and edges of its
    node.
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
  let dependentDialects = ["::mlir::func::FuncDialect"];
  let extraClassDeclaration = [{
    // One family, one call: no translation unit sees all ops.
    void registerTypes();
    void registerAttrs();
    void registerArrayOps();
    void registerControlOps();
    void registerLinalgOps();
    void registerMathOps();
    void registerNNOps();
    void registerParsingOps();
    void registerRandomOps();
    void registerReductionOps();
    void registerStateOps();
    void registerUnaryOps();
    void registerInterfaces();
  }];
}

//===----------------------------------------------------------------------===//
// Tensor types
//===----------------------------------------------------------------------===//

// The element type of an argument. `dtype` is the enumerator of sm::DType where
// the op's definition fixes the type; empty where a type attribute decides.
class TF_TensorOf<Type element, string fixed = "">
    : TensorOf<[element]> {
  string dtype = fixed;
}
class TF_ElementPred<string function, string description>
    : Type<CPred<"::sm::tf::" # function # "($_self)">, description>;

def TF_AnyElement : TF_ElementPred<"isElementType",
    "TensorFlow's types">;
def TF_NumberElement : TF_ElementPred<"isNumberType",
    "number">;
def TF_RealElement : TF_ElementPred<"isRealType",
    "real number">;
def TF_FloatElement : TF_ElementPred<"isFloatType",
    "floating-point">;
def TF_FloatOrComplexElement : TF_ElementPred<"isFloatOrComplexType",
    "floating-point or complex">;
def TF_IntElement : TF_ElementPred<"isIntegerType",
    "integer">;
def TF_IndexElement : TF_ElementPred<"isIndexType",
    "int32 or int64">;
def TF_StringElement : TF_ElementPred<"isStringType",
    "string">;
def TF_ResourceElement : TF_ElementPred<"isResourceType",
    "resource">;

def TF_Tensor : TF_TensorOf<TF_AnyElement>;
def TF_NumberTensor : TF_TensorOf<TF_NumberElement>;
def TF_RealTensor : TF_TensorOf<TF_RealElement>;
def TF_FloatTensor : TF_TensorOf<TF_FloatElement>;
def TF_FloatOrComplexTensor : TF_TensorOf<TF_FloatOrComplexElement>;
def TF_IntTensor : TF_TensorOf<TF_IntElement>;
// int32 or int64, by a type attribute (Tidx, Tshape, ...).
def TF_IndexTensor : TF_TensorOf<TF_IndexElement>;
// Types that the op's definition fixes.
def TF_BoolTensor : TF_TensorOf<I1, "Bool">;
def TF_Int32Tensor : TF_TensorOf<I32, "Int32">;
def TF_Int64Tensor : TF_TensorOf<I64, "Int64">;
def TF_Float32Tensor : TF_TensorOf<F32, "Float">;
def TF_StringTensor : TF_TensorOf<TF_StringElement, "String">;
def TF_ResourceTensor : TF_TensorOf<TF_ResourceElement, "Resource">;

//===----------------------------------------------------------------------===//
// Attribute kinds: the AttrKind of sm/Ops/OpInfo.h
//===----------------------------------------------------------------------===//

// Mixed into the attribute definitions below; sm-tblgen reads it through the
// definition's name.
def TF_IntAttr : SignlessIntegerAttrBase<I64, "int"> {
  let returnType = "int64_t";
  let convertFromStorage = "$_self.getInt()";
  let constBuilderCall = "$_builder.getI64IntegerAttr($0)";
}
def TF_FloatAttr : FloatAttrBase<F32, "float"> {
  let returnType = "float";
  let convertFromStorage = "$_self.getValue().convertToFloat()";
  let constBuilderCall = "$_builder.getF32FloatAttr($0)";
}
defvar TF_BoolAttr = BoolAttr;
defvar TF_StrAttr = StrAttr;
defvar TF_TypeAttr = TypeAttr;
defvar TF_IntListAttr = I64ArrayAttr;
defvar TF_FloatListAttr = F32ArrayAttr;
defvar TF_BoolListAttr = BoolArrayAttr;
defvar TF_StrListAttr = StrArrayAttr;
defvar TF_TypeListAttr = TypeArrayAttr;
def TF_ShapeAttr : Attr<CPred<"::llvm::isa<::sm::tf::ShapeAttr>($_self)">, "shape"> {
  let storageType = "::sm::tf::ShapeAttr";
  let returnType = "::sm::tf::ShapeAttr";
  let convertFromStorage = "$_self";
}
def TF_ShapeListAttr : TypedArrayAttrBase<TF_ShapeAttr, "list of shapes">;

//===----------------------------------------------------------------------===//
// Attributes that follow from types
//===----------------------------------------------------------------------===//

// A type attribute of the op's definition (T, Tidx, DstT): the element type of
// each argument listed. It follows from the operands if one of them is listed,
// else from the results. `otherwise` is the definition's default, an enumerator
// of sm::DType.
class TF_DerivedType<string attr, list<string> arguments,
                     string otherwise = ""> {
  string name = attr;
  list<string> args = arguments;
  string defaultType = otherwise;
}
// A count attribute (N): the length of each list argument listed.
class TF_DerivedCount<string attr, list<string> arguments> {
  string name = attr;
  list<string> args = arguments;
}
// A type list attribute (Tin, Tdense): the element types of the list argument.
class TF_DerivedTypeList<string attr, list<string> arguments> {
  string name = attr;
  list<string> args = arguments;
}

//===----------------------------------------------------------------------===//
// Decisions: where an op stands on each road
//===----------------------------------------------------------------------===//

class TF_Decision<string s, string r = ""> {
  string state = s;
  string reason = r;
}
def done : TF_Decision<"Done">;
def pending : TF_Decision<"Pending">;
class none<string because> : TF_Decision<"None", because>;
// Done by one op of the hub ("stablehlo.add"; of a comparison with its
// direction, "stablehlo.compare LT"), with operands broadcast where they do.
class hlo<string op> : TF_Decision<"Done", op>;
// Done by one ONNX op.
class onnx<string op> : TF_Decision<"Done", op>;

//===----------------------------------------------------------------------===//
// The record
//===----------------------------------------------------------------------===//

// Verifies each op's result types against its shape function (lib/Ops).
def TF_TypesMatchShapeFunction : NativeOpTrait<"TypesMatchShapeFunction"> {
  let cppNamespace = "::sm::tf";
}

// Each element of the result follows from the elements at its place in the
// operands, which broadcast.
def TF_Elementwise : NativeOpTrait<"Elementwise"> {
  let cppNamespace = "::sm::tf";
}

class TF_Op<string mnemonic, list<Trait> traits = []>
    : Op<TF_Dialect, mnemonic, !listconcat(traits, [TF_TypesMatchShapeFunction])> {
  let assemblyFormat =
      "operands attr-dict `:` functional-type(operands, results)";

  list<TF_DerivedType> derivedTypes = [];
  list<TF_DerivedCount> derivedCounts = [];
  list<TF_DerivedTypeList> derivedTypeLists = [];
  // Operands that are references (VariableV2's kin).
  list<string> refArgs = [];
  // OpDef.is_stateful.
  bit stateful = 0;

  // The shape function: `Status ops::<shapeFunction>(InferenceContext &)` that a
  // class of ops shares; empty: `Status ops::infer<Op>(const <Op>Attrs &,
  // InferenceContext &)`, written for this op in lib/Ops/<Family>Shapes.cpp.
  string shapeFunction = "";

  // The roads. kernel = done asks for
  // `Status runtime::compute<Op>(const ops::<Op>Attrs &, KernelContext &)` in
  // lib/Runtime/Kernels/<Family>.
  TF_Decision kernel = done;
  TF_Decision hub = pending;
  TF_Decision onnxRoad = pending;
}

#endif // TF_BASE
