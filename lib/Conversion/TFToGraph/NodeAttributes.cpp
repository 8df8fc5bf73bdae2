// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "NodeAttributes.h"

#include "dialects/SM/SMDialect.h"
#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/TFDialect.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace sm {

static StringRef asRef(std::string_view text) {
  return StringRef(text.data(), text.size());
}

Attribute elementTypeAttr(Value value) {
  Type element = getElementTypeOrSelf(value.getType());
  if (auto reference = dyn_cast<tf::RefType>(element))
    element = reference.getValueType();
  if (isa<tf::UnknownType>(element))
    return {};
  // In a graph a handle says nothing of what lies behind it.
  return TypeAttr::get(
      tf::typeForDType(tf::dtypeForType(element), value.getContext()));
}

Attribute constantValue(ElementsAttr elements) {
  auto dense = dyn_cast<DenseElementsAttr>(elements);
  if (!dense || !dense.isSplat() || dense.getNumElements() < 2)
    return elements;
  return saved_model::EncodedAttr::get(elements.getContext(), elements, 1);
}

ArrayAttr outputShapes(Operation *op) {
  SmallVector<Attribute> shapes;
  for (Type type : op->getResultTypes())
    shapes.push_back(tf::ShapeAttr::get(op->getContext(), tf::shapeOf(type)));
  return ArrayAttr::get(op->getContext(), shapes);
}

//===----------------------------------------------------------------------===//
// Defaults
//===----------------------------------------------------------------------===//

/// The numbers of "{1, 2}"; null for other text.
static Attribute numberList(StringRef text, Builder &b) {
  SmallVector<int64_t> values;
  SmallVector<StringRef> parts;
  text.trim("{}").split(parts, ',', -1, /*KeepEmpty=*/false);
  for (StringRef part : parts) {
    int64_t value = 0;
    if (part.trim().getAsInteger(0, value))
      return {};
    values.push_back(value);
  }
  return b.getI64ArrayAttr(values);
}

/// An attribute's default in the spelling of the records (C++ initialisers);
/// null for kinds of which no record has a default but an empty list.
static Attribute defaultOf(const ops::AttrInfo &info, MLIRContext *context) {
  Builder b(context);
  StringRef text = asRef(info.defaultText).trim();
  int64_t number = 0;
  double real = 0;
  switch (info.kind) {
  case ops::AttrKind::Int:
    return text.getAsInteger(0, number) ? Attribute()
                                        : b.getI64IntegerAttr(number);
  case ops::AttrKind::Float:
    return text.rtrim('f').getAsDouble(real)
               ? Attribute()
               : b.getF32FloatAttr(static_cast<float>(real));
  case ops::AttrKind::Bool:
    return b.getBoolAttr(text == "true");
  case ops::AttrKind::String:
    return b.getStringAttr(text.trim('"'));
  case ops::AttrKind::Type:
    return info.defaultType == DType::Invalid
               ? Attribute()
               : TypeAttr::get(tf::typeForDType(info.defaultType, context));
  case ops::AttrKind::IntList:
    return numberList(text, b);
  default:
    return text == "{}" ? Attribute(b.getArrayAttr({})) : Attribute();
  }
}

//===----------------------------------------------------------------------===//
// What follows from types
//===----------------------------------------------------------------------===//

namespace {

/// The values of one side of an op, argument by argument.
struct Side {
  absl::Span<const ops::ArgInfo> args;
  SmallVector<SmallVector<Value>> values;

  Side(Operation *op, absl::Span<const ops::ArgInfo> args, ValueRange all,
       StringRef segmentsName)
      : args(args) {
    SmallVector<size_t> lengths;
    std::optional<Attribute> attr = op->getInherentAttr(segmentsName);
    if (auto segments =
            dyn_cast_if_present<DenseI32ArrayAttr>(attr.value_or(Attribute())))
      for (int32_t length : segments.asArrayRef())
        lengths.push_back(static_cast<size_t>(length));
    else
      for (const ops::ArgInfo &arg : args)
        lengths.push_back(arg.isList() ? all.size() + 1 - args.size() : 1);
    size_t next = 0;
    for (size_t length : lengths) {
      SmallVector<Value> &list = values.emplace_back();
      for (size_t i = 0; i < length && next < all.size(); ++i)
        list.push_back(all[next++]);
    }
  }
};

} // namespace

/// The value of a type, count or type list attribute; null if no argument of
/// this side tells.
static Attribute derived(const ops::AttrInfo &info, const Side &side,
                         MLIRContext *context) {
  Builder b(context);
  for (auto [arg, values] : llvm::zip(side.args, side.values)) {
    if (arg.typeAttr == info.name)
      for (Value value : values)
        if (Attribute type = elementTypeAttr(value))
          return type;
    if (arg.numberAttr == info.name)
      return b.getI64IntegerAttr(static_cast<int64_t>(values.size()));
    if (arg.typeListAttr != info.name)
      continue;
    SmallVector<Attribute> types;
    for (Value value : values)
      types.push_back(elementTypeAttr(value));
    if (!llvm::is_contained(types, Attribute()))
      return b.getArrayAttr(types);
  }
  return {};
}

FailureOr<NamedAttrList> nodeAttributes(Operation *op, const ops::OpInfo &info,
                                        std::string &missing) {
  MLIRContext *context = op->getContext();
  Side inputs(op, info.inputs, op->getOperands(), "operandSegmentSizes");
  Side outputs(op, info.outputs, op->getResults(), "resultSegmentSizes");
  NamedAttrList attrs;
  for (const ops::AttrInfo &attr : info.attrs) {
    Attribute value;
    if (attr.role == ops::AttrRole::Stored) {
      value = op->getAttr(asRef(attr.name));
      if (auto elements = dyn_cast_if_present<ElementsAttr>(value);
          elements && attr.kind == ops::AttrKind::Tensor)
        value = constantValue(elements);
    } else {
      value = derived(attr, inputs, context);
      if (!value)
        value = derived(attr, outputs, context);
    }
    // Defaults are left out, as TensorFlow's own writers leave them out: who
    // reads a node fills them in, and a reader older than an attribute would
    // refuse a node that has it.
    bool isDefault = value && attr.role == ops::AttrRole::Stored &&
                     attr.hasDefault && value == defaultOf(attr, context);
    if (isDefault)
      continue;
    if (value) {
      attrs.append(asRef(attr.name), value);
    } else if (attr.kind != ops::AttrKind::Func && !attr.hasDefault) {
      missing = std::string(attr.name);
      return failure();
    }
  }
  return attrs;
}

} // namespace sm
