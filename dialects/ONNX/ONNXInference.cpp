// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Format/ONNXInference.h"
#include "dialects/ONNX/ONNXKnownInts.h"
#include "dialects/ONNX/ONNXOpView.h"
#include "dialects/ONNX/ONNXOperators.h"

using namespace mlir;

namespace sm::onnx {

static format::ONNXInput inputOf(Value operand) {
  format::ONNXInput input;
  input.isPresent = !isNone(operand);
  if (!input.isPresent)
    return input;
  input.type = toONNX(operand.getType());
  RankedTensorType type = rankedType(operand);
  if (ElementsAttr elements = constantBehind(operand))
    input.value = smallTensor(elements);
  else if (auto known = knownInts(operand); known && type.getRank() == 1)
    // What is negative stands for something else (Reshape's -1): unknown.
    for (int64_t element : *known)
      input.elements.push_back({element < 0 ? -1 : element, ""});
  return input;
}

LogicalResult inferTypes(const OpDescription &op,
                         const format::ONNXSchema &schema, MLIRContext *context,
                         EmitError emitError, SmallVectorImpl<Type> &types) {
  std::vector<format::ONNXInput> inputs;
  for (Value operand : op.operands)
    inputs.push_back(inputOf(operand));
  std::vector<format::ONNXAttribute> attributes;
  for (NamedAttribute attribute : op.attributes)
    if (!attribute.getName().getValue().contains('.'))
      attributes.push_back(
          {attribute.getName().str(), valueOf(attribute.getValue())});
  auto inferred =
      format::inferONNXTypes(schema, inputs, attributes, op.numResults);
  if (!inferred.ok())
    return emitError() << std::string(inferred.status().message());
  for (const format::ONNXType &type : *inferred)
    types.push_back(fromONNX(type, context));
  return success();
}

/// What holds of a value of either type; null if they are of different kinds.
static Type commonType(Type a, Type b) {
  auto first = dyn_cast<TensorType>(a), second = dyn_cast<TensorType>(b);
  if (!first || !second || first.getElementType() != second.getElementType())
    return a == b ? a : Type();
  if (!first.hasRank() || !second.hasRank() ||
      first.getRank() != second.getRank())
    return UnrankedTensorType::get(first.getElementType());
  SmallVector<int64_t> dims;
  for (auto [x, y] : llvm::zip(first.getShape(), second.getShape()))
    dims.push_back(x == y ? x : ShapedType::kDynamic);
  return RankedTensorType::get(dims, first.getElementType());
}

/// The results of If are what both branches yield.
static void inferFromBranches(Operation *op, SmallVectorImpl<Type> &types) {
  if (op->getName().stripDialect() != "If" || op->getNumRegions() != 2)
    return;
  for (Region &region : op->getRegions())
    if (region.empty() ||
        region.front().getTerminator()->getNumOperands() != types.size())
      return;
  TypeRange otherwise =
      op->getRegion(0).front().getTerminator()->getOperandTypes();
  TypeRange then = op->getRegion(1).front().getTerminator()->getOperandTypes();
  for (size_t i = 0; i < types.size(); ++i)
    types[i] = commonType(otherwise[i], then[i]);
}

LogicalResult inferOp(Operation *op) {
  if (!isa_and_present<ONNXDialect>(op->getDialect()) ||
      isa<YieldOp, NoneOp, ConstantOp>(op))
    return success();
  auto emitError = [&] { return op->emitOpError(); };
  const format::ONNXOp *known = findOperator(op->getName().stripDialect());
  OpDescription description =
      describe(op, opsetOf(op, known ? StringRef(known->domain) : ""));
  const format::ONNXSchema *schema = findSchema(description, emitError);
  SmallVector<Type> types;
  if (!schema || failed(inferTypes(description, *schema, op->getContext(),
                                   emitError, types)))
    return failure();
  inferFromBranches(op, types);
  for (auto [result, type] : llvm::zip(op->getResults(), types)) {
    if (!type)
      continue;
    Type merged = mergeTypes(result.getType(), type);
    if (!merged)
      return emitError() << "result #"
                         << cast<OpResult>(result).getResultNumber()
                         << " cannot be " << result.getType()
                         << ": it is inferred as " << type;
    result.setType(merged);
  }
  return success();
}

} // namespace sm::onnx
