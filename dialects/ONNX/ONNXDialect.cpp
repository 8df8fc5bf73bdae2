// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/ONNX/ONNXDialect.h"

#include "dialects/ONNX/ONNXOperatorModel.h"
#include "dialects/ONNX/ONNXOperators.h"
#include "dialects/TF/TFDialect.h"

#include "llvm/ADT/StringSet.h"

#include "dialects/ONNX/ONNXDialect.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/ONNX/ONNXBaseOps.cpp.inc"

using namespace mlir;

namespace sm::onnx {

//===----------------------------------------------------------------------===//
// Operators as ops
//===----------------------------------------------------------------------===//

static constexpr StringLiteral kMLPrefix = "ml.";

static std::string opName(const format::ONNXOp &op) {
  return op.domain.empty() ? op.name : kMLPrefix.str() + op.name;
}

const format::ONNXOp *findOperator(StringRef name) {
  if (name.consume_front(kMLPrefix))
    return format::findONNXOp({name.data(), name.size()},
                              format::kONNXMLDomain);
  return format::findONNXOp({name.data(), name.size()});
}

void ONNXDialect::registerOperators() {
  for (const format::ONNXOp &op : format::onnxOps()) {
    // Constant is an op of its own: folding needs its trait.
    if (op.domain.empty() && op.name == "Constant")
      continue;
    std::string name = getNamespace().str() + "." + opName(op);
    RegisteredOperationName::insert(
        std::make_unique<OperatorModel>(name, op, this, typeIDs.allocate()),
        /*attrNames=*/{});
  }
}

void ONNXDialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialects/ONNX/ONNXBaseOps.cpp.inc"
      >();
  registerOperators();
}

//===----------------------------------------------------------------------===//
// Side effects
//===----------------------------------------------------------------------===//

namespace {

struct NoEffects : MemoryEffectOpInterface::FallbackModel<NoEffects> {
  void
  getEffects(Operation *,
             SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>
                 &) const {}
};

} // namespace

/// Operators whose results do not follow from their operands, and those with
/// graphs, in which such may stand.
static bool mayHaveEffects(StringRef name) {
  static const llvm::StringSet<> names = {"RandomNormal",  "RandomNormalLike",
                                          "RandomUniform", "RandomUniformLike",
                                          "Multinomial",   "Bernoulli",
                                          "Dropout",       "If",
                                          "Loop",          "Scan",
                                          "SequenceMap"};
  return names.contains(name);
}

void *ONNXDialect::getRegisteredInterfaceForOp(TypeID id, OperationName name) {
  static NoEffects noEffects;
  if (id == MemoryEffectOpInterface::getInterfaceID() &&
      !mayHaveEffects(name.stripDialect()))
    return &noEffects;
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Ops of our own
//===----------------------------------------------------------------------===//

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValueAttr(); }

OpFoldResult NoneOp::fold(FoldAdaptor) { return UnitAttr::get(getContext()); }

LogicalResult ConstantOp::verify() {
  Type element = getValue().getElementType();
  if (dataTypeOf(element) == 0)
    return emitOpError("ONNX has no element type ") << element;
  return success();
}

Operation *ONNXDialect::materializeConstant(OpBuilder &b, Attribute value,
                                            Type type, Location loc) {
  if (isa<UnitAttr>(value) && isa<NoneType>(type))
    return NoneOp::create(b, loc, type);
  auto elements = dyn_cast<ElementsAttr>(value);
  if (!elements || elements.getType() != type)
    return nullptr;
  return ConstantOp::create(b, loc, elements);
}

//===----------------------------------------------------------------------===//
// Opsets
//===----------------------------------------------------------------------===//

int newestOpset() { return format::kNewestONNXOpset; }

int opsetOf(Operation *op, StringRef domain) {
  StringRef key = domain.empty() ? StringRef(ONNXDialect::kDomainKey) : domain;
  for (Operation *parent = op; parent; parent = parent->getParentOp())
    if (auto opsets =
            parent->getAttrOfType<DictionaryAttr>(ONNXDialect::kOpsetImport))
      if (auto opset = opsets.getAs<IntegerAttr>(key))
        return static_cast<int>(opset.getInt());
  return domain.empty() ? format::kNewestONNXOpset : format::kNewestONNXMLOpset;
}

int opsetOf(Operation *op) { return opsetOf(op, ""); }

DictionaryAttr opsetImport(MLIRContext *context, int opset) {
  Builder b(context);
  return b.getDictionaryAttr(
      b.getNamedAttr(ONNXDialect::kDomainKey, b.getI64IntegerAttr(opset)));
}

LogicalResult ONNXDialect::verifyOperationAttribute(Operation *op,
                                                    NamedAttribute attribute) {
  if (attribute.getName() != kOpsetImport)
    return success();
  auto opsets = dyn_cast<DictionaryAttr>(attribute.getValue());
  if (!opsets)
    return op->emitError() << "'" << kOpsetImport
                           << "' must be a dictionary of opsets";
  for (NamedAttribute entry : opsets) {
    StringRef domain = entry.getName().getValue();
    bool isML = domain == StringRef(format::kONNXMLDomain.data(),
                                    format::kONNXMLDomain.size());
    if (!isML && domain != kDomainKey)
      return op->emitError() << "there are no operators of domain '" << domain
                             << "'; those of ai.onnx and ai.onnx.ml are known";
    int newest = isML ? format::kNewestONNXMLOpset : format::kNewestONNXOpset;
    auto opset = dyn_cast<IntegerAttr>(entry.getValue());
    if (!opset || !opset.getType().isSignlessInteger(64) ||
        opset.getInt() < 1 || opset.getInt() > newest)
      return op->emitError() << "the opset of " << domain
                             << " must be an i64 from 1 to " << newest;
  }
  return success();
}

} // namespace sm::onnx
