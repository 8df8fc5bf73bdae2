// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/StableHLO/ControlFlowOps.h"

#include "dialects/StableHLO/Inference.h"

#include "mlir/IR/Builders.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;

namespace sm::stablehlo {

//===----------------------------------------------------------------------===//
// Branches
//===----------------------------------------------------------------------===//

/// Checks that a region takes nothing and returns what the op has as results.
static LogicalResult verifyBranch(Operation *op, unsigned number,
                                  Region &branch) {
  Block &block = branch.front();
  if (block.getNumArguments() != 0)
    return op->emitOpError() << "branch " << number << " takes arguments";
  auto last = dyn_cast<ReturnOp>(block.back());
  if (!last)
    return op->emitOpError()
           << "branch " << number << " does not end in stablehlo.return";
  if (!areCompatibleTypes(last.getOperandTypes(), op->getResultTypes()))
    return op->emitOpError()
           << "branch " << number << " returns (" << last.getOperandTypes()
           << ") instead of (" << op->getResultTypes() << ")";
  return success();
}

static LogicalResult verifyBranches(Operation *op) {
  for (auto [i, region] : llvm::enumerate(op->getRegions()))
    if (failed(verifyBranch(op, i, region)))
      return failure();
  return success();
}

LogicalResult IfOp::verifyRegions() { return verifyBranches(*this); }

LogicalResult CaseOp::verifyRegions() {
  if (getBranches().empty())
    return emitOpError() << "has no branches";
  return verifyBranches(*this);
}

//===----------------------------------------------------------------------===//
// while
//===----------------------------------------------------------------------===//

LogicalResult WhileOp::inferReturnTypes(MLIRContext *, std::optional<Location>,
                                        Adaptor adaptor, Types &types) {
  llvm::append_range(types, adaptor.getOperand().getTypes());
  return success();
}

LogicalResult WhileOp::verifyRegions() {
  for (auto [name, region] :
       {std::pair("cond", &getCond()), std::pair("body", &getBody())}) {
    Block &block = region->front();
    if (!areCompatibleTypes(block.getArgumentTypes(), getOperandTypes()))
      return emitOpError() << name << " takes (" << block.getArgumentTypes()
                           << ") instead of (" << getOperandTypes() << ")";
    if (!isa<ReturnOp>(block.back()))
      return emitOpError() << name << " does not end in stablehlo.return";
  }
  TypeRange condition = getCond().front().back().getOperandTypes();
  Type pred =
      RankedTensorType::get({}, IntegerType::get(getContext(), /*width=*/1));
  if (condition != TypeRange(pred))
    return emitOpError() << "cond returns " << condition << " instead of "
                         << pred;
  TypeRange next = getBody().front().back().getOperandTypes();
  if (!areCompatibleTypes(next, getOperandTypes()))
    return emitOpError() << "body returns " << next << " instead of "
                         << getOperandTypes();
  return success();
}

void WhileOp::print(OpAsmPrinter &printer) {
  // The body's arguments have the names of the condition's.
  Region &body = getBody();
  printer.shadowRegionArgs(body, getCond().front().getArguments());
  printer << '(';
  llvm::interleaveComma(
      llvm::zip(getCond().front().getArguments(), getOperand()), printer,
      [&](auto pair) {
        printer << std::get<0>(pair) << " = " << std::get<1>(pair);
      });
  printer << ')';
  if (getNumOperands() != 0) {
    printer << " : ";
    llvm::interleaveComma(getOperandTypes(), printer);
  }
  printer.printOptionalAttrDictWithKeyword((*this)->getAttrs());
  printer.printNewline();
  printer << "cond ";
  printer.printRegion(getCond(), /*printEntryBlockArgs=*/false);
  printer << " do ";
  printer.printRegion(body, /*printEntryBlockArgs=*/false);
}

ParseResult WhileOp::parse(OpAsmParser &parser, OperationState &result) {
  SmallVector<OpAsmParser::Argument> arguments;
  SmallVector<OpAsmParser::UnresolvedOperand> operands;
  SmallVector<Type> types;
  auto parseCarried = [&]() -> ParseResult {
    return failure(parser.parseArgument(arguments.emplace_back()) ||
                   parser.parseEqual() ||
                   parser.parseOperand(operands.emplace_back()));
  };
  llvm::SMLoc place = parser.getCurrentLocation();
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Paren, parseCarried))
    return failure();
  if (!operands.empty() && parser.parseColonTypeList(types))
    return failure();
  if (parser.resolveOperands(operands, types, place, result.operands) ||
      parser.parseOptionalAttrDictWithKeyword(result.attributes))
    return failure();
  for (auto [argument, type] : llvm::zip(arguments, types))
    argument.type = type;
  result.addTypes(types);
  Region &cond = *result.addRegion();
  Region &body = *result.addRegion();
  return failure(
      parser.parseKeyword("cond") || parser.parseRegion(cond, arguments) ||
      parser.parseKeyword("do") || parser.parseRegion(body, arguments));
}

//===----------------------------------------------------------------------===//
// composite
//===----------------------------------------------------------------------===//

LogicalResult CompositeOp::verify() {
  if (!getName().contains('.'))
    return emitOpError() << "name '" << getName()
                         << "' has no namespace before a dot";
  return success();
}

LogicalResult
CompositeOp::verifySymbolUses(SymbolTableCollection &symbolTables) {
  auto function = symbolTables.lookupNearestSymbolFrom<FunctionOpInterface>(
      *this, getDecompositionAttr());
  if (!function)
    return emitOpError() << "is decomposed by unknown function "
                         << getDecompositionAttr();
  if (!areCompatibleTypes(function.getArgumentTypes(), getOperandTypes()) ||
      !areCompatibleTypes(function.getResultTypes(), getResultTypes()))
    return emitOpError() << "has the type "
                         << FunctionType::get(getContext(), getOperandTypes(),
                                              getResultTypes())
                         << ", but " << getDecompositionAttr() << " has "
                         << FunctionType::get(getContext(),
                                              function.getArgumentTypes(),
                                              function.getResultTypes());
  return success();
}

} // namespace sm::stablehlo
