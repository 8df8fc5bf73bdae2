// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/TF/TFOpTraits.h"

#include "sm/Ops/ShapeFunctions.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace sm::tf {

bool isElementwise(Operation *op) {
  auto strict = op->getAttrOfType<BoolAttr>("incompatible_shape_error");
  return op->hasTrait<Elementwise>() && (!strict || strict.getValue());
}

const ops::OpInfo *opInfo(Operation *op) {
  if (op->getName().getDialectNamespace() != TFDialect::getDialectNamespace())
    return nullptr;
  StringRef name = op->getName().stripDialect();
  return ops::lookupOp(std::string_view(name.data(), name.size()));
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

template <typename T, typename AttrT, typename Convert>
static std::optional<ops::AttrValue> listOf(ArrayAttr array, Convert convert) {
  std::vector<T> values;
  for (Attribute element : array) {
    auto typed = dyn_cast<AttrT>(element);
    if (!typed)
      return std::nullopt;
    values.push_back(convert(typed));
  }
  return ops::AttrValue(std::move(values));
}

static std::optional<ops::AttrValue> listValueOf(ArrayAttr array) {
  if (array.empty())
    return ops::AttrValue(std::vector<int64_t>());
  Attribute first = array[0];
  if (isa<BoolAttr>(first))
    return listOf<bool, BoolAttr>(array,
                                  [](BoolAttr a) { return a.getValue(); });
  if (isa<IntegerAttr>(first))
    return listOf<int64_t, IntegerAttr>(
        array, [](IntegerAttr a) { return a.getValue().getSExtValue(); });
  if (isa<FloatAttr>(first))
    return listOf<float, FloatAttr>(array, [](FloatAttr a) {
      return static_cast<float>(a.getValueAsDouble());
    });
  if (isa<StringAttr>(first))
    return listOf<std::string, StringAttr>(
        array, [](StringAttr a) { return a.getValue().str(); });
  if (isa<TypeAttr>(first))
    return listOf<DType, TypeAttr>(
        array, [](TypeAttr a) { return dtypeForType(a.getValue()); });
  if (isa<ShapeAttr>(first))
    return listOf<PartialShape, ShapeAttr>(
        array, [](ShapeAttr a) { return a.getShape(); });
  return std::nullopt;
}

std::optional<ops::AttrValue> attrValueOf(Attribute attr) {
  if (auto value = dyn_cast<BoolAttr>(attr))
    return ops::AttrValue(value.getValue());
  if (auto value = dyn_cast<IntegerAttr>(attr))
    return ops::AttrValue(value.getValue().getSExtValue());
  if (auto value = dyn_cast<FloatAttr>(attr))
    return ops::AttrValue(static_cast<float>(value.getValueAsDouble()));
  if (auto value = dyn_cast<StringAttr>(attr))
    return ops::AttrValue(value.getValue().str());
  if (auto value = dyn_cast<TypeAttr>(attr))
    return ops::AttrValue(dtypeForType(value.getValue()));
  if (auto value = dyn_cast<ShapeAttr>(attr))
    return ops::AttrValue(value.getShape());
  if (auto value = dyn_cast<ArrayAttr>(attr))
    return listValueOf(value);
  return std::nullopt;
}

/// How many results each output of the record stands for: the op's segments,
/// or, with one list among the outputs, what the others leave.
static SmallVector<unsigned> resultLengths(Operation *op,
                                           const ops::OpInfo &info) {
  SmallVector<unsigned> lengths;
  if (std::optional<Attribute> attr =
          op->isRegistered() ? op->getInherentAttr("resultSegmentSizes")
                             : std::nullopt)
    if (auto segments = dyn_cast_or_null<DenseI32ArrayAttr>(*attr)) {
      for (int32_t length : segments.asArrayRef())
        lengths.push_back(static_cast<unsigned>(length));
      return lengths;
    }
  for (const ops::ArgInfo &output : info.outputs)
    lengths.push_back(
        output.isList() ? op->getNumResults() + 1 - info.outputs.size() : 1);
  return lengths;
}

/// Adds the attributes that follow from result types alone (Cast's DstT, a
/// count of results).
static void addResultAttrs(Operation *op, const ops::OpInfo &info,
                           ops::AttrMap &attrs) {
  auto typeOf = [&](unsigned index) {
    return removeRef(
        dtypeForType(getElementTypeOrSelf(op->getResult(index).getType())));
  };
  SmallVector<unsigned> lengths = resultLengths(op, info);
  for (const ops::AttrInfo &attr : info.attrs) {
    if (attr.role != ops::AttrRole::FromResults)
      continue;
    std::string name(attr.name);
    unsigned index = 0;
    for (auto [output, length] : llvm::zip(info.outputs, lengths)) {
      if (output.typeAttr == attr.name && length > 0)
        attrs[name] = typeOf(index);
      if (output.numberAttr == attr.name)
        attrs[name] = static_cast<int64_t>(length);
      if (output.typeListAttr == attr.name) {
        std::vector<DType> types;
        types.reserve(length);
        for (unsigned i = 0; i < length; ++i)
          types.push_back(typeOf(index + i));
        attrs[name] = std::move(types);
      }
      index += length;
    }
  }
}

ops::AttrMap attrMapOf(Operation *op, const ops::OpInfo &info) {
  ops::AttrMap attrs;
  for (NamedAttribute attr : op->getAttrs())
    if (std::optional<ops::AttrValue> value = attrValueOf(attr.getValue()))
      attrs.emplace(attr.getName().str(), std::move(*value));
  addResultAttrs(op, info, attrs);
  return attrs;
}

//===----------------------------------------------------------------------===//
// Inference
//===----------------------------------------------------------------------===//

namespace {

/// Shows an op's operands to its shape function.
class OperandContext : public ops::InferenceContext {
public:
  explicit OperandContext(Operation *op) : op(op) {
    for (Type type : op->getOperandTypes())
      inputs.push_back(
          {removeRef(dtypeForType(getElementTypeOrSelf(type))), shapeOf(type)});
    resetOutputs(op->getNumResults());
  }

  int numInputs() const override { return static_cast<int>(inputs.size()); }
  const ops::TensorType &input(int index) const override {
    return inputs[index];
  }
  std::optional<ops::IntValues> inputValues(int index) const override {
    return knownIntValues(op->getOperand(index));
  }

private:
  Operation *op;
  SmallVector<ops::TensorType, 4> inputs;
};

} // namespace

/// Keeps what the present type says of an element type that shape functions do
/// not see: the types behind a handle, references.
static Type resultElementType(Type present, DType inferred) {
  Type element = getElementTypeOrSelf(present);
  if (inferred == DType::Invalid ||
      removeRef(dtypeForType(element)) == inferred)
    return element;
  return typeForDType(inferred, present.getContext());
}

LogicalResult inferResultTypes(Operation *op,
                               SmallVectorImpl<TensorType> &types) {
  types.clear();
  const ops::OpInfo *info = opInfo(op);
  if (!info) {
    for (Type type : op->getResultTypes())
      types.push_back(cast<TensorType>(type));
    return success();
  }
  OperandContext context(op);
  Status status = ops::checkArguments(*info, context);
  if (status.ok())
    status = info->infer(attrMapOf(op, *info), context);
  if (!status.ok())
    return op->emitOpError() << std::string(status.message());
  for (unsigned i = 0, e = op->getNumResults(); i < e; ++i) {
    const ops::TensorType &type = context.output(i);
    types.push_back(tensorType(
        resultElementType(op->getResult(i).getType(), type.dtype), type.shape));
  }
  return success();
}

LogicalResult verifyAgainstShapeFunction(Operation *op) {
  SmallVector<TensorType> inferred;
  if (failed(inferResultTypes(op, inferred)))
    return failure();
  for (auto [index, type] : llvm::enumerate(inferred)) {
    auto present = cast<TensorType>(op->getResult(index).getType());
    bool sameElement = present.getElementType() == type.getElementType() ||
                       isa<UnknownType>(present.getElementType());
    if (!sameElement || failed(verifyCompatibleShape(present, type)))
      return op->emitOpError() << "result #" << index << " type " << present
                               << " does not match the inferred " << type;
  }
  return success();
}

} // namespace sm::tf
