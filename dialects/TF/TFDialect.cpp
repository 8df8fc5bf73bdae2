// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/TF/TFDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

#include "dialects/TF/TFDialect.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "dialects/TF/TFTypes.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/TF/TFAttrs.cpp.inc"

using namespace mlir;

namespace sm::tf {

void TFDialect::initialize() {
  registerTypes();
  registerAttrs();
  registerArrayOps();
  registerControlOps();
  registerLinalgOps();
  registerMathOps();
  registerNNOps();
  registerParsingOps();
  registerRandomOps();
  registerReductionOps();
  registerStateOps();
  registerUnaryOps();
  registerInterfaces();
}

void TFDialect::registerTypes() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialects/TF/TFTypes.cpp.inc"
      >();
}

void TFDialect::registerAttrs() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/TF/TFAttrs.cpp.inc"
      >();
}

//===----------------------------------------------------------------------===//
// Element types
//===----------------------------------------------------------------------===//

static Type integerType(unsigned width, bool isUnsigned, MLIRContext *context) {
  return IntegerType::get(context, width,
                          isUnsigned ? IntegerType::Unsigned
                                     : IntegerType::Signless);
}

/// Types of our own: MLIR's have another meaning, or another name. Null for
/// dtypes that have none.
static Type ownType(DType dtype, MLIRContext *context) {
  switch (dtype) {
  case DType::String:
    return StringType::get(context);
  case DType::Resource:
    return ResourceType::get(context, {});
  case DType::Variant:
    return VariantType::get(context, {});
  case DType::QInt8:
    return QInt8Type::get(context);
  case DType::QUInt8:
    return QUInt8Type::get(context);
  case DType::QInt16:
    return QInt16Type::get(context);
  case DType::QUInt16:
    return QUInt16Type::get(context);
  case DType::QInt32:
    return QInt32Type::get(context);
  case DType::Invalid:
    return UnknownType::get(context);
  default:
    return {};
  }
}

static Type floatType(DType dtype, MLIRContext *context) {
  switch (dtype) {
  case DType::Float:
    return Float32Type::get(context);
  case DType::Double:
    return Float64Type::get(context);
  case DType::Half:
    return Float16Type::get(context);
  case DType::BFloat16:
    return BFloat16Type::get(context);
  case DType::Float8E5M2:
    return Float8E5M2Type::get(context);
  case DType::Float8E4M3FN:
    return Float8E4M3FNType::get(context);
  case DType::Float8E4M3FNUZ:
    return Float8E4M3FNUZType::get(context);
  case DType::Float8E4M3B11FNUZ:
    return Float8E4M3B11FNUZType::get(context);
  case DType::Float8E5M2FNUZ:
    return Float8E5M2FNUZType::get(context);
  case DType::Float4E2M1FN:
    return Float4E2M1FNType::get(context);
  default:
    return {};
  }
}

Type typeForDType(DType dtype, MLIRContext *context) {
  if (isRefDType(dtype))
    return RefType::get(context, typeForDType(removeRef(dtype), context));
  if (Type type = ownType(dtype, context))
    return type;
  if (Type type = floatType(dtype, context))
    return type;
  switch (dtype) {
  case DType::Bool:
    return integerType(1, /*isUnsigned=*/false, context);
  case DType::Int2:
  case DType::UInt2:
    return integerType(2, dtype == DType::UInt2, context);
  case DType::Int4:
  case DType::UInt4:
    return integerType(4, dtype == DType::UInt4, context);
  case DType::Int8:
  case DType::UInt8:
    return integerType(8, dtype == DType::UInt8, context);
  case DType::Int16:
  case DType::UInt16:
    return integerType(16, dtype == DType::UInt16, context);
  case DType::Int32:
  case DType::UInt32:
    return integerType(32, dtype == DType::UInt32, context);
  case DType::Int64:
  case DType::UInt64:
    return integerType(64, dtype == DType::UInt64, context);
  case DType::Complex64:
    return ComplexType::get(Float32Type::get(context));
  case DType::Complex128:
    return ComplexType::get(Float64Type::get(context));
  default:
    return UnknownType::get(context);
  }
}

static DType dtypeForInteger(IntegerType type) {
  bool isUnsigned = type.isUnsigned();
  if (type.isSigned())
    return DType::Invalid;
  switch (type.getWidth()) {
  case 1:
    return isUnsigned ? DType::Invalid : DType::Bool;
  case 2:
    return isUnsigned ? DType::UInt2 : DType::Int2;
  case 4:
    return isUnsigned ? DType::UInt4 : DType::Int4;
  case 8:
    return isUnsigned ? DType::UInt8 : DType::Int8;
  case 16:
    return isUnsigned ? DType::UInt16 : DType::Int16;
  case 32:
    return isUnsigned ? DType::UInt32 : DType::Int32;
  case 64:
    return isUnsigned ? DType::UInt64 : DType::Int64;
  default:
    return DType::Invalid;
  }
}

DType dtypeForType(Type type) {
  return TypeSwitch<Type, DType>(type)
      .Case([](IntegerType t) { return dtypeForInteger(t); })
      .Case([](Float32Type) { return DType::Float; })
      .Case([](Float64Type) { return DType::Double; })
      .Case([](Float16Type) { return DType::Half; })
      .Case([](BFloat16Type) { return DType::BFloat16; })
      .Case([](ComplexType t) {
        if (t.getElementType().isF32())
          return DType::Complex64;
        return t.getElementType().isF64() ? DType::Complex128 : DType::Invalid;
      })
      .Case([](StringType) { return DType::String; })
      .Case([](ResourceType) { return DType::Resource; })
      .Case([](VariantType) { return DType::Variant; })
      .Case([](QInt8Type) { return DType::QInt8; })
      .Case([](QUInt8Type) { return DType::QUInt8; })
      .Case([](QInt16Type) { return DType::QInt16; })
      .Case([](QUInt16Type) { return DType::QUInt16; })
      .Case([](QInt32Type) { return DType::QInt32; })
      .Case([](Float8E5M2Type) { return DType::Float8E5M2; })
      .Case([](Float8E4M3FNType) { return DType::Float8E4M3FN; })
      .Case([](Float8E4M3FNUZType) { return DType::Float8E4M3FNUZ; })
      .Case([](Float8E4M3B11FNUZType) { return DType::Float8E4M3B11FNUZ; })
      .Case([](Float8E5M2FNUZType) { return DType::Float8E5M2FNUZ; })
      .Case([](Float4E2M1FNType) { return DType::Float4E2M1FN; })
      .Case([](RefType t) {
        DType value = dtypeForType(t.getValueType());
        if (value == DType::Invalid || isRefDType(value))
          return DType::Invalid;
        return static_cast<DType>(static_cast<int>(value) + kRefTypeOffset);
      })
      .Default([](Type) { return DType::Invalid; });
}

TensorType tensorType(Type element, const PartialShape &shape) {
  if (!shape.hasRank())
    return UnrankedTensorType::get(element);
  SmallVector<int64_t> dims;
  for (int64_t dim : shape.dims())
    dims.push_back(dim < 0 ? ShapedType::kDynamic : dim);
  return RankedTensorType::get(dims, element);
}

static PartialShape partialShape(ArrayRef<int64_t> dims) {
  PartialShape shape = PartialShape::scalar();
  for (int64_t dim : dims)
    shape.append(ShapedType::isDynamic(dim) ? kUnknownDim : dim);
  return shape;
}

PartialShape shapeOf(Type type) {
  auto ranked = dyn_cast<RankedTensorType>(type);
  return ranked ? partialShape(ranked.getShape()) : PartialShape::unranked();
}

//===----------------------------------------------------------------------===//
// Operand constraints
//===----------------------------------------------------------------------===//

static Type stripRef(Type type) {
  auto ref = dyn_cast<RefType>(type);
  return ref ? ref.getValueType() : type;
}

bool isElementType(Type type) {
  return isa<UnknownType>(type) || dtypeForType(type) != DType::Invalid;
}

bool isNumberType(Type type) {
  DType dtype = dtypeForType(stripRef(type));
  return isa<UnknownType>(type) ||
         (dtypeSize(dtype) != 0 && dtype != DType::Bool);
}

bool isRealType(Type type) {
  return isNumberType(type) && !isComplexDType(dtypeForType(stripRef(type)));
}

bool isFloatType(Type type) {
  return isa<UnknownType>(type) ||
         isFloatingDType(dtypeForType(stripRef(type)));
}

bool isFloatOrComplexType(Type type) {
  return isFloatType(type) || isComplexDType(dtypeForType(stripRef(type)));
}

bool isIntegerType(Type type) {
  return isa<UnknownType>(type) || isIntegerDType(dtypeForType(stripRef(type)));
}

bool isIndexType(Type type) {
  return isa<UnknownType>(type) || type.isSignlessInteger(32) ||
         type.isSignlessInteger(64);
}

bool isStringType(Type type) { return isa<UnknownType, StringType>(type); }

bool isResourceType(Type type) { return isa<UnknownType, ResourceType>(type); }

//===----------------------------------------------------------------------===//
// ShapeAttr
//===----------------------------------------------------------------------===//

ShapeAttr ShapeAttr::get(MLIRContext *context, const PartialShape &shape) {
  SmallVector<int64_t> dims;
  for (int64_t dim : shape.dims())
    dims.push_back(dim < 0 ? ShapedType::kDynamic : dim);
  return get(context, shape.hasRank(), dims);
}

PartialShape ShapeAttr::getShape() const {
  return getRanked() ? partialShape(getDims()) : PartialShape::unranked();
}

Attribute ShapeAttr::parse(AsmParser &parser, Type) {
  if (parser.parseLess())
    return {};
  if (succeeded(parser.parseOptionalStar()))
    return parser.parseGreater()
               ? Attribute()
               : get(parser.getContext(), /*ranked=*/false, {});
  SmallVector<int64_t> dims;
  if (parser.parseDimensionList(dims, /*allowDynamic=*/true,
                                /*withTrailingX=*/false) ||
      parser.parseGreater())
    return {};
  return get(parser.getContext(), /*ranked=*/true, dims);
}

void ShapeAttr::print(AsmPrinter &printer) const {
  printer << "<";
  if (getRanked())
    printer.printDimensionList(getDims());
  else
    printer << "*";
  printer << ">";
}

} // namespace sm::tf
