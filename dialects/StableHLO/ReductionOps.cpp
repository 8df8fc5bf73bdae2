// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/StableHLO/ReductionOps.h"

#include "dialects/StableHLO/Assembly.h"
#include "dialects/StableHLO/ControlFlowOps.h"
#include "dialects/StableHLO/Inference.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace sm::stablehlo {

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

/// A scalar tensor of this element type.
static RankedTensorType scalarOf(Type type) {
  return RankedTensorType::get({}, getElementTypeOrSelf(type));
}

/// Checks that the body takes a scalar of each of `inits` for the left side,
/// then for the right one, and returns one of each.
static LogicalResult verifyBody(Operation *op, Region &body, TypeRange inits) {
  Block &block = body.front();
  SmallVector<Type> scalars;
  for (Type init : inits)
    scalars.push_back(scalarOf(init));
  SmallVector<Type> both(scalars);
  llvm::append_range(both, scalars);
  if (block.getArgumentTypes() != TypeRange(both))
    return op->emitOpError() << "body takes (" << block.getArgumentTypes()
                             << ") instead of (" << both << ")";
  auto last = dyn_cast<ReturnOp>(block.back());
  if (!last)
    return op->emitOpError() << "body does not end in stablehlo.return";
  if (last.getOperandTypes() != TypeRange(scalars))
    return op->emitOpError() << "body returns (" << last.getOperandTypes()
                             << ") instead of (" << scalars << ")";
  return success();
}

/// Checks inputs and initial values of a reduction; joins what the inputs'
/// types say of their common shape into `dims`.
static LogicalResult checkInputs(std::optional<Location> location, StringRef op,
                                 ValueRange inputs, ValueRange inits,
                                 Dims &dims) {
  if (inputs.empty() || inputs.size() != inits.size())
    return inferenceError(location, op, "has ", inputs.size(), " inputs and ",
                          inits.size(), " initial values");
  dims.assign(
      cast<RankedTensorType>(inputs.front().getType()).getShape().begin(),
      cast<RankedTensorType>(inputs.front().getType()).getShape().end());
  for (auto [input, init] : llvm::zip(inputs, inits)) {
    auto type = cast<RankedTensorType>(input.getType());
    auto initType = cast<RankedTensorType>(init.getType());
    bool fits = type.getRank() == static_cast<int64_t>(dims.size());
    for (int64_t i = 0; fits && i < type.getRank(); ++i) {
      std::optional<int64_t> joined = joinDims(dims[i], type.getDimSize(i));
      fits = joined.has_value();
      dims[i] = joined.value_or(0);
    }
    if (!fits)
      return inferenceError(location, op, "has inputs of different shapes: ",
                            inputs.front().getType(), " and ", type);
    if (initType.getRank() != 0 ||
        initType.getElementType() != type.getElementType())
      return inferenceError(location, op, "initial value of type ", initType,
                            " is no scalar of the element type of ", type);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// reduce
//===----------------------------------------------------------------------===//

LogicalResult ReduceOp::inferReturnTypes(MLIRContext *,
                                         std::optional<Location> location,
                                         Adaptor adaptor, Types &types) {
  Dims dims;
  ArrayRef<int64_t> reduced = adaptor.getDimensions();
  if (failed(checkInputs(location, getOperationName(), adaptor.getInputs(),
                         adaptor.getInitValues(), dims)) ||
      failed(checkDimensions(location, getOperationName(), "dimension", reduced,
                             dims.size())))
    return failure();
  Dims kept;
  for (auto [i, dim] : llvm::enumerate(dims))
    if (!llvm::is_contained(reduced, static_cast<int64_t>(i)))
      kept.push_back(dim);
  for (Value init : adaptor.getInitValues())
    types.push_back(
        RankedTensorType::get(kept, getElementTypeOrSelf(init.getType())));
  return success();
}

LogicalResult ReduceOp::verifyRegions() {
  return verifyBody(*this, getBody(), getInitValues().getTypes());
}

Operation *ReduceOp::getSingleBodyOp() { return singleBodyOp(getBody()); }

/// The body as one word, `applies stablehlo.add`, if that says all of it.
static Operation *appliedOp(ReduceOp op) {
  Operation *body = op.getSingleBodyOp();
  if (!body || op.getInputs().size() != 1 ||
      !body->hasTrait<OpTrait::IsCommutative>() ||
      !isa<StableHLODialect>(body->getDialect()) ||
      !body->getDiscardableAttrs().empty() ||
      !isa<ReturnOp>(op.getBody().front().back()))
    return nullptr;
  Type scalar = scalarOf(op.getInputs().front().getType());
  Block &block = op.getBody().front();
  if (block.getArgument(0).getType() != scalar ||
      block.getArgument(1).getType() != scalar ||
      body->getResult(0).getType() != scalar)
    return nullptr;
  return body;
}

void ReduceOp::print(OpAsmPrinter &printer) {
  printer << '(';
  llvm::interleave(
      llvm::zip(getInputs(), getInitValues()), printer,
      [&](auto pair) {
        printer << std::get<0>(pair) << " init: " << std::get<1>(pair);
      },
      "), (");
  printer << ')';
  Operation *applied = appliedOp(*this);
  if (applied)
    printer << " applies " << applied->getName().getStringRef();
  printer << " across dimensions = ";
  printIntList(printer, getDimensions());
  printer.printOptionalAttrDict((*this)->getAttrs(), {"dimensions"});
  printer << " : ";
  printer.printFunctionalType(*this);
  if (applied)
    return;
  // Left and right side of each input stand together.
  printer.printNewline();
  printer << " reducer";
  Block &block = getBody().front();
  size_t count = block.getNumArguments() / 2;
  for (size_t i = 0; i < count; ++i) {
    printer << '(';
    printer.printRegionArgument(block.getArgument(i));
    printer << ", ";
    printer.printRegionArgument(block.getArgument(i + count));
    printer << (i + 1 < count ? ") " : ")");
  }
  printer << ' ';
  printer.printRegion(getBody(), /*printEntryBlockArgs=*/false);
}

/// `(%x init: %zero), (%y init: %one)`.
static ParseResult
parseReduced(OpAsmParser &parser,
             SmallVectorImpl<OpAsmParser::UnresolvedOperand> &operands) {
  SmallVector<OpAsmParser::UnresolvedOperand> inits;
  do {
    if (parser.parseLParen() || parser.parseOperand(operands.emplace_back()) ||
        parser.parseKeyword("init") || parser.parseColon() ||
        parser.parseOperand(inits.emplace_back()) || parser.parseRParen())
      return failure();
  } while (succeeded(parser.parseOptionalComma()));
  operands.append(inits);
  return success();
}

/// Makes the body that `applies NAME` stands for.
static ParseResult buildApplied(OpAsmParser &parser, llvm::SMLoc place,
                                StringRef name, Location location, Type operand,
                                Region &body) {
  Builder &builder = parser.getBuilder();
  OperationName applied(name, builder.getContext());
  if (!applied.isRegistered() ||
      applied.getDialectNamespace() !=
          StableHLODialect::getDialectNamespace() ||
      !applied.hasTrait<OpTrait::IsCommutative>())
    return parser.emitError(place)
           << "'" << name << "' is no commutative op of stablehlo";
  Type scalar = scalarOf(operand);
  OpBuilder inside(builder.getContext());
  Block *block =
      inside.createBlock(&body, {}, {scalar, scalar}, {location, location});
  Operation *op = inside.create(location, applied.getIdentifier(),
                                block->getArguments(), {scalar});
  ReturnOp::create(inside, location, op->getResults());
  return success();
}

static ParseResult parseReducer(OpAsmParser &parser, Region &body) {
  SmallVector<OpAsmParser::Argument> lefts, rights;
  if (parser.parseKeyword("reducer"))
    return failure();
  while (succeeded(parser.parseOptionalLParen()))
    if (parser.parseArgument(lefts.emplace_back(), /*allowType=*/true) ||
        parser.parseComma() ||
        parser.parseArgument(rights.emplace_back(), /*allowType=*/true) ||
        parser.parseRParen())
      return failure();
  lefts.append(rights);
  return parser.parseRegion(body, lefts);
}

ParseResult ReduceOp::parse(OpAsmParser &parser, OperationState &result) {
  SmallVector<OpAsmParser::UnresolvedOperand> operands;
  if (parseReduced(parser, operands))
    return failure();
  llvm::SMLoc namePlace;
  std::string applied;
  if (succeeded(parser.parseOptionalKeyword("applies"))) {
    namePlace = parser.getCurrentLocation();
    FailureOr<OperationName> name = parser.parseCustomOperationName();
    if (failed(name))
      return failure();
    applied = name->getStringRef().str();
  }
  SmallVector<int64_t> dimensions;
  FunctionType type;
  if (parser.parseKeyword("across") || parser.parseKeyword("dimensions") ||
      parser.parseEqual() || parseIntList(parser, dimensions) ||
      parser.parseOptionalAttrDict(result.attributes) || parser.parseColon())
    return failure();
  llvm::SMLoc typePlace = parser.getCurrentLocation();
  if (parser.parseType(type) ||
      parser.resolveOperands(operands, type.getInputs(), typePlace,
                             result.operands))
    return failure();
  result.addTypes(type.getResults());
  result.addAttribute("dimensions",
                      parser.getBuilder().getDenseI64ArrayAttr(dimensions));
  Region &body = *result.addRegion();
  if (applied.empty())
    return parseReducer(parser, body);
  return buildApplied(parser, namePlace, applied, result.location,
                      type.getInput(0), body);
}

//===----------------------------------------------------------------------===//
// reduce_window
//===----------------------------------------------------------------------===//

LogicalResult ReduceWindowOp::inferReturnTypes(MLIRContext *,
                                               std::optional<Location> location,
                                               Adaptor adaptor, Types &types) {
  Dims dims;
  if (failed(checkInputs(location, getOperationName(), adaptor.getInputs(),
                         adaptor.getInitValues(), dims)))
    return failure();
  ArrayRef<int64_t> sizes = adaptor.getWindowDimensions();
  if (sizes.size() != dims.size())
    return inferenceError(
        location, getOperationName(), "window_dimensions has ", sizes.size(),
        " entries, but the input has ", dims.size(), " dimensions");
  SmallVector<WindowDimension> windows;
  if (failed(windowsOf(
          location, getOperationName(), sizes, adaptor.getWindowStridesAttr(),
          adaptor.getBaseDilationsAttr(), adaptor.getWindowDilationsAttr(),
          adaptor.getPaddingAttr(), windows)))
    return failure();
  for (auto [i, dim, window] : llvm::enumerate(dims, windows)) {
    std::optional<int64_t> places = windowPlaces(dim, window);
    if (!places)
      return inferenceError(location, getOperationName(),
                            "window of dimension ", i, " is too large");
    dim = *places;
  }
  for (Value init : adaptor.getInitValues())
    types.push_back(
        RankedTensorType::get(dims, getElementTypeOrSelf(init.getType())));
  return success();
}

LogicalResult ReduceWindowOp::verifyRegions() {
  return verifyBody(*this, getBody(), getInitValues().getTypes());
}

Operation *ReduceWindowOp::getSingleBodyOp() { return singleBodyOp(getBody()); }

//===----------------------------------------------------------------------===//
// sort
//===----------------------------------------------------------------------===//

LogicalResult SortOp::inferReturnTypes(MLIRContext *,
                                       std::optional<Location> location,
                                       Adaptor adaptor, Types &types) {
  ValueRange inputs = adaptor.getInputs();
  if (inputs.empty())
    return inferenceError(location, getOperationName(), "has no inputs");
  auto first = cast<RankedTensorType>(inputs.front().getType());
  int64_t rank = first.getRank();
  auto dimension = static_cast<int64_t>(adaptor.getDimension());
  if (dimension < -rank || dimension >= rank)
    return inferenceError(location, getOperationName(), "dimension ", dimension,
                          " is no dimension of ", first);
  for (Value input : inputs) {
    if (failed(verifyCompatibleShape(first, input.getType())))
      return inferenceError(location, getOperationName(),
                            "has inputs of different shapes: ", first, " and ",
                            input.getType());
    types.push_back(input.getType());
  }
  return success();
}

LogicalResult SortOp::verifyRegions() {
  Block &block = getComparator().front();
  SmallVector<Type> expected;
  for (Value input : getInputs())
    expected.append(2, scalarOf(input.getType()));
  if (block.getArgumentTypes() != TypeRange(expected))
    return emitOpError() << "comparator takes (" << block.getArgumentTypes()
                         << ") instead of (" << expected << ")";
  auto last = dyn_cast<ReturnOp>(block.back());
  if (!last || last->getNumOperands() != 1 ||
      last->getOperand(0).getType() !=
          scalarOf(IntegerType::get(getContext(), 1)))
    return emitOpError() << "comparator does not return one tensor<i1>";
  return success();
}

} // namespace sm::stablehlo
