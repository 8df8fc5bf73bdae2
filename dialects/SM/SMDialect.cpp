// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/SM/SMDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

/// A bare word, parsed into a string attribute.
static ParseResult parseKeyword(OpAsmParser &parser, StringAttr &attr) {
  StringRef keyword;
  if (parser.parseKeyword(&keyword))
    return failure();
  attr = parser.getBuilder().getStringAttr(keyword);
  return success();
}

static void printKeyword(OpAsmPrinter &printer, Operation *, StringAttr attr) {
  printer << attr.getValue();
}

#include "dialects/SM/SMDialect.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/SM/SMAttrs.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/SM/SMOps.cpp.inc"

namespace sm::saved_model {

void SMDialect::initialize() {
  manager = std::make_shared<DataManager>();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/SM/SMAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/SM/SMOps.cpp.inc"
      >();
}

//===----------------------------------------------------------------------===//
// Container ops
//===----------------------------------------------------------------------===//

LogicalResult DataSourceOp::verify() {
  if (getKind() != "checkpoint" && getKind() != "weights")
    return emitOpError() << "kind '" << getKind()
                         << "' is neither 'checkpoint' nor 'weights'";
  return success();
}

LogicalResult MetaGraphOp::verifySymbolUses(SymbolTableCollection &tables) {
  FlatSymbolRefAttr symbol = getInitializerAttr();
  if (!symbol)
    return success();
  auto function = dyn_cast_or_null<func::FuncOp>(
      tables.lookupSymbolIn(getOperation(), symbol));
  if (!function)
    return emitOpError() << "is initialised by unknown function " << symbol;
  FunctionType type = function.getFunctionType();
  if (type.getNumInputs() != 0 || type.getNumResults() != 0)
    return emitOpError() << "is initialised by " << symbol
                         << ", which has arguments or results";
  return success();
}

LogicalResult VariableOp::verify() {
  auto type = dyn_cast<TensorType>(getType());
  if (!type)
    return emitOpError() << "type " << getType() << " is no tensor type";
  if (std::optional<ElementsAttr> value = getValue())
    if (value->getElementType() != type.getElementType() ||
        failed(verifyCompatibleShape(type, value->getType())))
      return emitOpError() << "value of type " << value->getType()
                           << " does not fit the variable's type " << type;
  return success();
}

/// Checks that an entry's function has as many arguments and results as the
/// entry has inputs and outputs.
static LogicalResult verifyEntry(Operation *op, FlatSymbolRefAttr symbol,
                                 size_t inputs, size_t outputs,
                                 SymbolTableCollection &tables) {
  if (!symbol)
    return success();
  auto function = tables.lookupNearestSymbolFrom<func::FuncOp>(op, symbol);
  if (!function)
    return op->emitOpError() << "calls unknown function " << symbol;
  FunctionType type = function.getFunctionType();
  if (type.getNumInputs() != inputs || type.getNumResults() != outputs)
    return op->emitOpError()
           << "has " << inputs << " inputs and " << outputs << " outputs, but "
           << symbol << " has " << type.getNumInputs() << " and "
           << type.getNumResults();
  return success();
}

LogicalResult SignatureOp::verifySymbolUses(SymbolTableCollection &tables) {
  return verifyEntry(*this, getFunctionAttr(), getInputs().size(),
                     getOutputs().size(), tables);
}

LogicalResult ConcreteFunctionOp::verify() {
  for (ArrayAttr infos : {getInputs(), getOutputs()})
    for (Attribute info : infos)
      if (!isa<TensorInfoAttr>(info))
        return emitOpError()
               << "input or output " << info << " is no #sm.tensor_info";
  return success();
}

LogicalResult
ConcreteFunctionOp::verifySymbolUses(SymbolTableCollection &tables) {
  return verifyEntry(*this, getFunctionAttr(), getInputs().size(),
                     getOutputs().size(), tables);
}

//===----------------------------------------------------------------------===//
// Access to variables
//===----------------------------------------------------------------------===//

/// Checks that the op names a variable and that `type` fits it.
static LogicalResult verifyAccess(Operation *op, FlatSymbolRefAttr symbol,
                                  Type type, SymbolTableCollection &tables) {
  auto variable = tables.lookupNearestSymbolFrom<VariableOp>(op, symbol);
  if (!variable)
    return op->emitOpError() << "refers to unknown variable " << symbol;
  if (!type)
    return success();
  auto declared = cast<TensorType>(variable.getType());
  auto used = cast<TensorType>(type);
  if (declared.getElementType() != used.getElementType() ||
      failed(verifyCompatibleShape(declared, used)))
    return op->emitOpError() << "has type " << used << ", but " << symbol
                             << " is of type " << declared;
  return success();
}

LogicalResult ReadVariableOp::verifySymbolUses(SymbolTableCollection &tables) {
  return verifyAccess(*this, getVariableAttr(), getValue().getType(), tables);
}

LogicalResult
AssignVariableOp::verifySymbolUses(SymbolTableCollection &tables) {
  return verifyAccess(*this, getVariableAttr(), getValue().getType(), tables);
}

LogicalResult
VariableHandleOp::verifySymbolUses(SymbolTableCollection &tables) {
  return verifyAccess(*this, getVariableAttr(), Type(), tables);
}

LogicalResult AssetPathOp::verifySymbolUses(SymbolTableCollection &tables) {
  if (tables.lookupNearestSymbolFrom<AssetOp>(*this, getAssetAttr()))
    return success();
  return emitOpError() << "refers to unknown asset " << getAssetAttr();
}

void ReadVariableOp::getEffects(
    SmallVectorImpl<MemoryEffects::EffectInstance> &effects) {
  effects.emplace_back(MemoryEffects::Read::get(), getVariableAttr(),
                       VariableState::get());
}

void AssignVariableOp::getEffects(
    SmallVectorImpl<MemoryEffects::EffectInstance> &effects) {
  effects.emplace_back(MemoryEffects::Write::get(), getVariableAttr(),
                       VariableState::get());
}

} // namespace sm::saved_model
