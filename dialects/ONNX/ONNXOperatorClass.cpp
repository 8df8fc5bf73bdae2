// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Which class an operator is of stands here; where it says its axes, and which
// it has if it does not, in the schema.

#include "dialects/ONNX/ONNXOperatorClass.h"

#include "dialects/ONNX/ONNXKnownInts.h"
#include "dialects/ONNX/ONNXOpView.h"
#include "dialects/ONNX/ONNXOperators.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace sm::onnx {

using Dims = SmallVector<int64_t>;

OperatorClass classOf(Operation *op) {
  using Class = OperatorClass;
  return llvm::StringSwitch<Class>(operatorName(op))
      .Cases(
          {"Cast", "CastLike", "Dropout", "Identity", "IsInf", "IsNaN", "Not"},
          Class::Elementwise)
      .Cases({"Abs", "Ceil", "Clip", "Erf", "Exp", "Floor", "Log", "Neg",
              "Reciprocal", "Round", "Sign", "Sqrt"},
             Class::Elementwise)
      .Cases({"Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Cos", "Cosh",
              "Sin", "Sinh", "Tan", "Tanh"},
             Class::Elementwise)
      .Cases({"Celu", "Elu", "HardSigmoid", "HardSwish", "LeakyRelu", "Relu",
              "Selu", "Shrink", "Sigmoid", "Softplus", "Softsign",
              "ThresholdedRelu"},
             Class::Elementwise)
      .Cases({"Add", "BitShift", "Div", "Max", "Mean", "Min", "Mod", "Mul",
              "Pow", "PRelu", "Sub", "Sum"},
             Class::Broadcast)
      .Cases({"And", "Equal", "Greater", "GreaterOrEqual", "Less",
              "LessOrEqual", "Or", "Where", "Xor"},
             Class::Broadcast)
      .Cases({"CumSum", "Hardmax", "LogSoftmax", "LpNormalization",
              "MeanVarianceNormalization", "Softmax"},
             Class::Along)
      .Cases({"BatchNormalization", "InstanceNormalization",
              "LayerNormalization", "LRN"},
             Class::SameShape)
      .Cases({"ArgMax", "ArgMin", "ReduceL1", "ReduceL2", "ReduceLogSum",
              "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin",
              "ReduceProd", "ReduceSum", "ReduceSumSquare"},
             Class::Reduce)
      .Cases({"Slice", "Split", "TopK"}, Class::Part)
      .Cases({"Expand", "Pad", "Tile"}, Class::PerDimension)
      .Case("Concat", Class::Concat)
      .Case("Gather", Class::Gather)
      .Case("Squeeze", Class::Squeeze)
      .Case("Unsqueeze", Class::Unsqueeze)
      .Case("Reshape", Class::Reshape)
      .Case("Flatten", Class::Flatten)
      .Case("Transpose", Class::Transpose)
      .Cases({"AveragePool", "Conv", "ConvTranspose", "DepthToSpace",
              "GlobalAveragePool", "GlobalLpPool", "GlobalMaxPool", "LpPool",
              "MaxPool", "SpaceToDepth"},
             Class::Image)
      .Case("MatMul", Class::MatMul)
      .Case("Gemm", Class::Gemm)
      .Default(Class::Other);
}

//===----------------------------------------------------------------------===//
// Axes
//===----------------------------------------------------------------------===//

namespace {

/// Where an operator says its axes: an operand or an attribute.
struct AxesPlace {
  std::optional<unsigned> operand;
  const format::ONNXAttributeSchema *attribute = nullptr;
};

} // namespace

static std::optional<Dims> countedFromFront(Dims axes, int64_t rank) {
  for (int64_t &axis : axes) {
    if (axis < -rank || axis >= rank)
      return std::nullopt;
    axis += axis < 0 ? rank : 0;
  }
  return axes;
}

static bool namesAxes(const std::string &name) {
  return name == "axes" || name == "axis";
}

/// Neither if the operator has none.
static AxesPlace axesPlaceOf(Operation *op) {
  const format::ONNXOp *known = findOperator(operatorName(op));
  const format::ONNXSchema *schema = known ? known->at(opsetOf(op)) : nullptr;
  AxesPlace place;
  if (!schema)
    return place;
  for (auto [i, input] : llvm::enumerate(schema->inputs))
    if (namesAxes(input.name))
      place.operand = i;
  for (const format::ONNXAttributeSchema &attribute : schema->attributes)
    if (namesAxes(attribute.name))
      place.attribute = &attribute;
  return place;
}

/// As the operator has them; empty if it leaves them out.
static std::optional<Dims> writtenAxes(Operation *op, const AxesPlace &place) {
  if (place.operand) {
    Value axes = presentOperand(op, *place.operand);
    return axes ? knownInts(axes) : Dims();
  }
  if (!place.attribute)
    return std::nullopt;
  if (auto axes = intsAttr(op, place.attribute->name))
    return Dims(*axes);
  if (auto axis = intAttr(op, place.attribute->name))
    return Dims{*axis};
  const format::ONNXValue &value = place.attribute->defaultValue;
  if (const auto *axes = std::get_if<std::vector<int64_t>>(&value))
    return Dims(axes->begin(), axes->end());
  if (const auto *axis = std::get_if<int64_t>(&value))
    return Dims{*axis};
  return Dims();
}

/// What an operator without axes works on.
static std::optional<Dims> defaultAxes(Operation *op, OperatorClass kind,
                                       int64_t rank) {
  if (kind == OperatorClass::Reduce)
    return intAttr(op, "noop_with_empty_axes").value_or(0)
               ? Dims()
               : llvm::to_vector(llvm::seq<int64_t>(0, rank));
  // The first ones, as many as starts are given.
  RankedTensorType starts = rankedType(presentOperand(op, 1));
  if (!isOperator(op, "Slice") || !starts || starts.getRank() != 1 ||
      !starts.hasStaticShape() || starts.getDimSize(0) > rank)
    return std::nullopt;
  return llvm::to_vector(llvm::seq<int64_t>(0, starts.getDimSize(0)));
}

/// The dimensions with a number of their own that may not be neutral.
static std::optional<Dims> changedDims(Operation *op, int64_t rank) {
  bool isPad = isOperator(op, "Pad");
  auto numbers = knownInts(presentOperand(op, 1));
  if (!numbers ||
      static_cast<int64_t>(numbers->size()) != (isPad ? 2 : 1) * rank)
    return std::nullopt;
  Dims changed;
  for (auto [i, number] : llvm::enumerate(*numbers))
    if (auto dim = static_cast<int64_t>(i) % rank;
        number != (isPad ? 0 : 1) && !llvm::is_contained(changed, dim))
      changed.push_back(dim);
  return changed;
}

std::optional<Dims> axesOf(Operation *op) {
  using Class = OperatorClass;
  OperatorClass kind = classOf(op);
  RankedTensorType type = rankedType(
      kind == Class::Unsqueeze ? op->getResult(0) : presentOperand(op, 0));
  if (!type)
    return std::nullopt;
  switch (kind) {
  case Class::PerDimension:
    return changedDims(op, type.getRank());
  case Class::Along:
  case Class::Reduce:
  case Class::Part:
  case Class::Concat:
  case Class::Gather:
  case Class::Squeeze:
  case Class::Unsqueeze: {
    std::optional<Dims> axes = writtenAxes(op, axesPlaceOf(op));
    if (axes && axes->empty())
      return defaultAxes(op, kind, type.getRank());
    return axes ? countedFromFront(*axes, type.getRank()) : std::nullopt;
  }
  default:
    return std::nullopt;
  }
}

void setAxes(Operation *op, ArrayRef<int64_t> axes, OpBuilder &b) {
  AxesPlace place = axesPlaceOf(op);
  std::optional<Dims> written = writtenAxes(op, place);
  // A reduction without axes is over all dimensions or none.
  if (!written || (written->empty() && classOf(op) == OperatorClass::Reduce))
    return;
  if (!place.operand) {
    bool isList = place.attribute->kind == format::ONNXAttributeKind::Ints;
    op->setAttr(place.attribute->name,
                isList ? Attribute(b.getDenseI64ArrayAttr(axes))
                       : b.getI64IntegerAttr(axes.front()));
    return;
  }
  // Axes of a Slice have the type of its starts.
  Value given = presentOperand(op, *place.operand);
  RankedTensorType type = rankedType(given ? given : op->getOperand(1));
  Dims shape(type.getRank(), static_cast<int64_t>(axes.size()));
  Value value = constant(b, op->getLoc(), intElements(type.clone(shape), axes));
  if (*place.operand < op->getNumOperands())
    op->setOperand(*place.operand, value);
  else
    op->insertOperands(op->getNumOperands(), value);
}

//===----------------------------------------------------------------------===//
// Transpose
//===----------------------------------------------------------------------===//

std::optional<Dims> orderOf(Operation *op) {
  RankedTensorType type =
      isOperator(op, "Transpose") && op->getNumOperands() == 1
          ? rankedType(op->getOperand(0))
          : RankedTensorType();
  if (!type)
    return std::nullopt;
  Dims order = llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
  auto perm = intsAttr(op, "perm");
  if (!perm) {
    std::reverse(order.begin(), order.end());
    return order;
  }
  Dims sorted(*perm);
  llvm::sort(sorted);
  return sorted == order ? std::optional(Dims(*perm)) : std::nullopt;
}

} // namespace sm::onnx
