// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/ONNX/ONNXOperatorModel.h"

#include "dialects/ONNX/ONNXOperators.h"

using namespace mlir;

namespace sm::onnx {

LogicalResult OperatorModel::foldHook(Operation *, ArrayRef<Attribute>,
                                      SmallVectorImpl<OpFoldResult> &) {
  return failure();
}

OperationName::ParseAssemblyFn OperatorModel::getParseAssemblyFn() {
  return [](OpAsmParser &parser, OperationState &state) {
    return parser.parseGenericOperationAfterOpName(state);
  };
}

void OperatorModel::printAssembly(Operation *printed, OpAsmPrinter &printer,
                                  StringRef) {
  printer << printed->getName();
  printer.printGenericOp(printed, /*printOpName=*/false);
}

LogicalResult OperatorModel::verifyInvariants(Operation *verified) {
  OpDescription description =
      describe(verified, opsetOf(verified, StringRef(op.domain)));
  auto emitError = [&] { return verified->emitOpError(); };
  const format::ONNXSchema *schema = findSchema(description, emitError);
  return schema ? verifyBySchema(description, *schema, emitError) : failure();
}

void OperatorModel::setInherentAttr(Operation *changed, StringAttr name,
                                    Attribute value) {
  changed->setDiscardableAttr(name, value);
}

LogicalResult OperatorModel::setPropertiesFromAttr(
    OperationName name, OpaqueProperties, Attribute,
    function_ref<InFlightDiagnostic()> emitError) {
  return emitError() << "'" << name << "' has no properties; its attributes "
                     << "stand in {...}";
}

} // namespace sm::onnx
