// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "FunctionSignature.h"

#include "NodeTypes.h"

#include "dialects/TF/TFDialect.h"
#include "sm/Ops/OpInfo.h"

#include "mlir/IR/Builders.h"

#include <optional>

using namespace mlir;

namespace sm {

/// The element type that the OpDef gives to the argument `name` of `field`.
static Type statedElement(graph::FuncOp function, StringRef field,
                          StringRef name) {
  auto args = function.getSignature().getFields().getAs<ArrayAttr>(field);
  for (Attribute attr : args ? args.getValue() : ArrayRef<Attribute>()) {
    auto arg = dyn_cast<DictionaryAttr>(attr);
    auto argName = arg ? arg.getAs<StringAttr>("name") : StringAttr();
    auto type = arg ? arg.getAs<StringAttr>("type") : StringAttr();
    if (!argName || argName.getValue() != name || !type)
      continue;
    if (std::optional<DType> dtype = dtypeFromProtoName(type.str()))
      return tf::typeForDType(*dtype, function.getContext());
  }
  return tf::UnknownType::get(function.getContext());
}

SmallVector<Type> argumentTypes(graph::FuncOp function) {
  SmallVector<Type> types;
  // Tokens have none, and order nothing: arguments are there at once.
  for (Attribute name :
       function.getArgNames().getValue().take_front(function.getNumValues()))
    types.push_back(UnrankedTensorType::get(
        statedElement(function, "input_arg",
                      cast<StringAttr>(name).getValue().split(':').first)));
  return types;
}

SmallVector<Type> resultElements(graph::FuncOp function,
                                 graph::ReturnOp returned) {
  SmallVector<Type> types;
  for (StringRef key : returned.getKeys().getAsValueRange<StringAttr>())
    types.push_back(statedElement(function, "output_arg", key));
  return types;
}

/// A list of messages under `field`, whatever stands there.
static ArrayRef<Attribute> listIn(DictionaryAttr message, StringRef field) {
  auto list = message ? message.getAs<ArrayAttr>(field) : ArrayAttr();
  return list ? list.getValue() : ArrayRef<Attribute>();
}

/// The entry of a map field, which `#sm.proto` spells as a list of pairs.
static DictionaryAttr mapEntry(DictionaryAttr message, StringRef field,
                               function_ref<bool(Attribute)> isKey) {
  for (Attribute attr : listIn(message, field)) {
    auto entry = dyn_cast<DictionaryAttr>(attr);
    if (entry && isKey(entry.get("key")))
      return entry.getAs<DictionaryAttr>("value");
  }
  return {};
}

static DictionaryAttr attrNamed(DictionaryAttr message, StringRef name) {
  return mapEntry(message, "attr", [&](Attribute key) {
    auto text = dyn_cast_or_null<StringAttr>(key);
    return text && text.getValue() == name;
  });
}

static DictionaryAttr fieldsOf(graph::FuncOp function) {
  std::optional<saved_model::ProtoAttr> extra = function.getExtra();
  return extra ? extra->getFields() : DictionaryAttr();
}

DictionaryAttr functionAttr(graph::FuncOp function, StringRef name) {
  return attrNamed(fieldsOf(function), name);
}

/// The shape that a TensorShapeProto states; unknown rank if it is damaged.
static PartialShape shapeIn(Attribute attr) {
  auto message = dyn_cast_or_null<DictionaryAttr>(attr);
  if (!message || message.get("unknown_rank"))
    return PartialShape::unranked();
  PartialShape shape = PartialShape::scalar();
  for (Attribute dim : listIn(message, "dim")) {
    auto fields = dyn_cast<DictionaryAttr>(dim);
    auto size = fields ? fields.getAs<IntegerAttr>("size") : IntegerAttr();
    int64_t value = size ? size.getValue().getSExtValue() : 0;
    if (value < kUnknownDim)
      return PartialShape::unranked();
    shape.append(value);
  }
  return shape;
}

/// Shape `index` of an attribute that is a list of shapes.
static PartialShape listedShape(DictionaryAttr attr, size_t index) {
  auto list = attr ? attr.getAs<DictionaryAttr>("list") : DictionaryAttr();
  ArrayRef<Attribute> shapes = listIn(list, "shape");
  return index < shapes.size() ? shapeIn(shapes[index])
                               : PartialShape::unranked();
}

SmallVector<Type> hintedArgumentTypes(graph::FuncOp function) {
  SmallVector<Type> types = argumentTypes(function);
  DictionaryAttr inputs = functionAttr(function, "_input_shapes");
  for (size_t index = 0; index < types.size(); ++index) {
    Type element = cast<TensorType>(types[index]).getElementType();
    // Handles are scalars; what lies behind them is not what hints state.
    if (isa<tf::ResourceType, tf::VariantType, tf::UnknownType>(element))
      continue;
    DictionaryAttr arg =
        mapEntry(fieldsOf(function), "arg_attr", [&](Attribute key) {
          auto number = dyn_cast_or_null<IntegerAttr>(key);
          return number && number.getValue() == index;
        });
    PartialShape shape = listedShape(inputs, index);
    StatusOr<PartialShape> merged =
        shape.mergeWith(listedShape(attrNamed(arg, "_output_shapes"), 0));
    if (merged.ok())
      types[index] = tf::tensorType(element, *merged);
  }
  return types;
}

SmallVector<Value> functionRoots(graph::FuncOp function,
                                 graph::ReturnOp returned, bool alwaysEffects) {
  SmallVector<Value> roots(returned.getOperands());
  if (!returned.getControls().empty() && !alwaysEffects)
    return roots;
  auto isStateful =
      function.getSignature().getFields().getAs<BoolAttr>("is_stateful");
  for (Operation &op : function.getBody().front()) {
    if (!graph::isNode(&op))
      continue;
    graph::Node node(&op);
    StringRef name = node.opName();
    const ops::OpInfo *info = recordOf(node);
    bool isRead = name == "ReadVariableOp" || name == "VarHandleOp";
    // Of an op without a record the signature knows more.
    bool writes = info ? name == "Assign" || (info->isStateful && !isRead)
                       : isStateful && isStateful.getValue();
    if (writes)
      roots.push_back(node.control());
  }
  return roots;
}

bool mustNotBeInlined(graph::FuncOp function) {
  // XLA and the implementation selector look for whole functions.
  static constexpr StringLiteral kNames[] = {
      "_noinline",   "_XlaMustCompile", "_XlaCompile",
      "_implements", "api_implements",  "_no_inline"};
  for (StringRef name : kNames)
    if (DictionaryAttr attr = functionAttr(function, name)) {
      auto flag = attr.getAs<BoolAttr>("b");
      if (!flag || flag.getValue())
        return true;
    }
  for (Attribute attr : listIn(fieldsOf(function), "attr"))
    if (auto entry = dyn_cast<DictionaryAttr>(attr))
      if (auto key = entry.getAs<StringAttr>("key"))
        if (key.getValue().starts_with("_tf_") ||
            key.getValue().starts_with("_tpu"))
          return true;
  return false;
}

} // namespace sm
