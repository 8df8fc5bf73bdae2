// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/StableHLO/Assembly.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace sm::stablehlo {

//===----------------------------------------------------------------------===//
// Lists
//===----------------------------------------------------------------------===//

ParseResult parseIntList(AsmParser &parser, SmallVectorImpl<int64_t> &values) {
  return parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, [&] {
    return parser.parseInteger(values.emplace_back());
  });
}

void printIntList(AsmPrinter &printer, ArrayRef<int64_t> values) {
  printer << '[';
  llvm::interleaveComma(values, printer);
  printer << ']';
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

/// One type for all, or a function type; `types` are the operands' and, last,
/// the result's.
static ParseResult parseTypes(OpAsmParser &parser, ArrayRef<Type *> types) {
  llvm::SMLoc place = parser.getCurrentLocation();
  Type type;
  if (parser.parseType(type))
    return failure();
  auto function = dyn_cast<FunctionType>(type);
  if (!function) {
    for (Type *each : types)
      *each = type;
    return success();
  }
  if (function.getNumInputs() != types.size() - 1 ||
      function.getNumResults() != 1)
    return parser.emitError(place)
           << "expected types of " << types.size() - 1
           << " operands and one result, but got " << type;
  for (auto [each, input] : llvm::zip(types.drop_back(), function.getInputs()))
    *each = input;
  *types.back() = function.getResult(0);
  return success();
}

static void printTypes(OpAsmPrinter &printer, ArrayRef<Type> types) {
  if (llvm::all_equal(types)) {
    printer << types.front();
    return;
  }
  printer.printFunctionalType(types.drop_back(), types.take_back());
}

ParseResult parseSameOperandsAndResultType(OpAsmParser &parser, Type &operand,
                                           Type &result) {
  return parseTypes(parser, {&operand, &result});
}
ParseResult parseSameOperandsAndResultType(OpAsmParser &parser, Type &lhs,
                                           Type &rhs, Type &result) {
  return parseTypes(parser, {&lhs, &rhs, &result});
}
ParseResult parseSameOperandsAndResultType(OpAsmParser &parser, Type &first,
                                           Type &second, Type &third,
                                           Type &result) {
  return parseTypes(parser, {&first, &second, &third, &result});
}
void printSameOperandsAndResultType(OpAsmPrinter &printer, Operation *,
                                    Type operand, Type result) {
  printTypes(printer, {operand, result});
}
void printSameOperandsAndResultType(OpAsmPrinter &printer, Operation *,
                                    Type lhs, Type rhs, Type result) {
  printTypes(printer, {lhs, rhs, result});
}
void printSameOperandsAndResultType(OpAsmPrinter &printer, Operation *,
                                    Type first, Type second, Type third,
                                    Type result) {
  printTypes(printer, {first, second, third, result});
}

ParseResult parseSelectTypes(OpAsmParser &parser, Type &pred, Type &onTrue,
                             Type &onFalse, Type &result) {
  llvm::SMLoc place = parser.getCurrentLocation();
  Type type;
  if (parser.parseType(type))
    return failure();
  if (auto function = dyn_cast<FunctionType>(type)) {
    if (function.getNumInputs() != 3 || function.getNumResults() != 1)
      return parser.emitError(place)
             << "expected types of 3 operands and one result, but got " << type;
    pred = function.getInput(0);
    onTrue = function.getInput(1);
    onFalse = function.getInput(2);
    result = function.getResult(0);
    return success();
  }
  pred = type;
  if (parser.parseComma() || parser.parseType(type))
    return failure();
  onTrue = onFalse = result = type;
  return success();
}

void printSelectTypes(OpAsmPrinter &printer, Operation *, Type pred,
                      Type onTrue, Type onFalse, Type result) {
  if (onTrue == onFalse && onTrue == result)
    printer << pred << ", " << onTrue;
  else
    printer.printFunctionalType(ArrayRef<Type>{pred, onTrue, onFalse},
                                ArrayRef<Type>{result});
}

//===----------------------------------------------------------------------===//
// Attributes of single ops
//===----------------------------------------------------------------------===//

ParseResult parseFloatFormat(OpAsmParser &parser, IntegerAttr &exponentBits,
                             IntegerAttr &mantissaBits) {
  llvm::SMLoc place = parser.getCurrentLocation();
  StringRef format;
  if (parser.parseKeyword(&format))
    return failure();
  StringRef rest = format;
  int32_t exponent, mantissa;
  if (!rest.consume_front("e") || rest.consumeInteger(10, exponent) ||
      !rest.consume_front("m") || rest.getAsInteger(10, mantissa))
    return parser.emitError(place)
           << "expected a format such as e5m10, but got " << format;
  exponentBits = parser.getBuilder().getI32IntegerAttr(exponent);
  mantissaBits = parser.getBuilder().getI32IntegerAttr(mantissa);
  return success();
}

void printFloatFormat(OpAsmPrinter &printer, Operation *,
                      IntegerAttr exponentBits, IntegerAttr mantissaBits) {
  printer << 'e' << exponentBits.getInt() << 'm' << mantissaBits.getInt();
}

ParseResult parseSliceRanges(OpAsmParser &parser, DenseI64ArrayAttr &start,
                             DenseI64ArrayAttr &limit,
                             DenseI64ArrayAttr &strides) {
  SmallVector<int64_t> starts, limits, steps;
  auto parseRange = [&]() -> ParseResult {
    if (parser.parseInteger(starts.emplace_back()) || parser.parseColon() ||
        parser.parseInteger(limits.emplace_back()))
      return failure();
    steps.push_back(1);
    if (succeeded(parser.parseOptionalColon()))
      return parser.parseInteger(steps.back());
    return success();
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseRange))
    return failure();
  Builder &builder = parser.getBuilder();
  start = builder.getDenseI64ArrayAttr(starts);
  limit = builder.getDenseI64ArrayAttr(limits);
  strides = builder.getDenseI64ArrayAttr(steps);
  return success();
}

void printSliceRanges(OpAsmPrinter &printer, Operation *,
                      DenseI64ArrayAttr start, DenseI64ArrayAttr limit,
                      DenseI64ArrayAttr strides) {
  printer << '[';
  llvm::interleaveComma(
      llvm::zip(start.asArrayRef(), limit.asArrayRef(), strides.asArrayRef()),
      printer, [&](auto range) {
        auto [from, to, step] = range;
        printer << from << ':' << to;
        if (step != 1)
          printer << ':' << step;
      });
  printer << ']';
}

ParseResult parseOperandsBeforeAttribute(OpAsmParser &parser,
                                         UnresolvedOperands &operands) {
  while (true) {
    OpAsmParser::UnresolvedOperand operand;
    OptionalParseResult result = parser.parseOptionalOperand(operand);
    if (!result.has_value())
      return success();
    if (failed(*result) || parser.parseComma())
      return failure();
    operands.push_back(operand);
  }
}

void printOperandsBeforeAttribute(OpAsmPrinter &printer, Operation *,
                                  OperandRange operands) {
  llvm::interleave(
      operands, printer, [&](Value value) { printer << value << ','; }, " ");
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// ` = [0] x [1]` behind its keyword.
static ParseResult parseListPair(OpAsmParser &parser,
                                 SmallVectorImpl<int64_t> &lhs,
                                 SmallVectorImpl<int64_t> &rhs) {
  return failure(parser.parseEqual() || parseIntList(parser, lhs) ||
                 parser.parseKeyword("x") || parseIntList(parser, rhs));
}

ParseResult parseDotDimensions(OpAsmParser &parser,
                               DotDimensionNumbersAttr &dimensions) {
  SmallVector<int64_t> lhsBatch, rhsBatch, lhsContract, rhsContract;
  if (succeeded(parser.parseOptionalKeyword("batching_dims")))
    if (parseListPair(parser, lhsBatch, rhsBatch) || parser.parseComma())
      return failure();
  if (parser.parseKeyword("contracting_dims") ||
      parseListPair(parser, lhsContract, rhsContract))
    return failure();
  dimensions = DotDimensionNumbersAttr::get(parser.getContext(), lhsBatch,
                                            rhsBatch, lhsContract, rhsContract);
  return success();
}

void printDotDimensions(OpAsmPrinter &printer, Operation *,
                        DotDimensionNumbersAttr dimensions) {
  auto print = [&](StringRef name, ArrayRef<int64_t> lhs,
                   ArrayRef<int64_t> rhs) {
    printer << name << " = ";
    printIntList(printer, lhs);
    printer << " x ";
    printIntList(printer, rhs);
  };
  if (!dimensions.getLhsBatchingDimensions().empty() ||
      !dimensions.getRhsBatchingDimensions().empty()) {
    print("batching_dims", dimensions.getLhsBatchingDimensions(),
          dimensions.getRhsBatchingDimensions());
    printer << ", ";
  }
  print("contracting_dims", dimensions.getLhsContractingDimensions(),
        dimensions.getRhsContractingDimensions());
}

ParseResult parsePrecisions(OpAsmParser &parser, ArrayAttr &precisions) {
  if (failed(parser.parseOptionalComma()))
    return success();
  SmallVector<Attribute> values;
  auto parsePrecision = [&]() -> ParseResult {
    llvm::SMLoc place = parser.getCurrentLocation();
    StringRef keyword;
    if (parser.parseKeyword(&keyword))
      return failure();
    std::optional<Precision> precision = symbolizePrecision(keyword);
    if (!precision)
      return parser.emitError(place)
             << "expected DEFAULT, HIGH or HIGHEST, but got " << keyword;
    values.push_back(PrecisionAttr::get(parser.getContext(), *precision));
    return success();
  };
  if (parser.parseKeyword("precision") || parser.parseEqual() ||
      parser.parseCommaSeparatedList(AsmParser::Delimiter::Square,
                                     parsePrecision))
    return failure();
  precisions = parser.getBuilder().getArrayAttr(values);
  return success();
}

void printPrecisions(OpAsmPrinter &printer, Operation *, ArrayAttr precisions) {
  if (!precisions)
    return;
  printer << ", precision = [";
  llvm::interleaveComma(precisions, printer, [&](Attribute attr) {
    printer << stringifyPrecision(cast<PrecisionAttr>(attr).getValue());
  });
  printer << ']';
}

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

static ParseResult parsePadding(OpAsmParser &parser,
                                DenseIntElementsAttr &padding) {
  SmallVector<int64_t> values;
  int64_t rows = 0;
  auto parsePair = [&]() -> ParseResult {
    llvm::SMLoc place = parser.getCurrentLocation();
    if (parseIntList(parser, values))
      return failure();
    if (static_cast<int64_t>(values.size()) != 2 * ++rows)
      return parser.emitError(place) << "expected low and high padding";
    return success();
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parsePair))
    return failure();
  auto type =
      RankedTensorType::get({rows, 2}, parser.getBuilder().getI64Type());
  padding = DenseIntElementsAttr::get(type, values);
  return success();
}

ParseResult parseWindow(OpAsmParser &parser, DenseI64ArrayAttr &strides,
                        DenseIntElementsAttr &padding,
                        DenseI64ArrayAttr &lhsDilation,
                        DenseI64ArrayAttr &rhsDilation,
                        DenseBoolArrayAttr &reversal) {
  auto parseInts = [&](DenseI64ArrayAttr &attr) -> ParseResult {
    SmallVector<int64_t> values;
    if (parseIntList(parser, values))
      return failure();
    attr = parser.getBuilder().getDenseI64ArrayAttr(values);
    return success();
  };
  auto parseEntry = [&](StringRef keyword) -> ParseResult {
    llvm::SMLoc place = parser.getCurrentLocation();
    if (parser.parseEqual())
      return failure();
    if (keyword == "stride")
      return parseInts(strides);
    if (keyword == "pad")
      return parsePadding(parser, padding);
    if (keyword == "lhs_dilate")
      return parseInts(lhsDilation);
    if (keyword == "rhs_dilate")
      return parseInts(rhsDilation);
    if (keyword != "reverse")
      return parser.emitError(place)
             << "expected stride, pad, lhs_dilate, rhs_dilate or reverse, but "
                "got "
             << keyword;
    reversal = dyn_cast_or_null<DenseBoolArrayAttr>(
        DenseBoolArrayAttr::parse(parser, Type()));
    return success(reversal != nullptr);
  };
  // An absent window leaves nothing between the braces, whose right one the
  // op's format takes.
  StringRef keyword;
  while (succeeded(parser.parseOptionalKeyword(&keyword))) {
    if (parseEntry(keyword))
      return failure();
    if (failed(parser.parseOptionalComma()))
      break;
  }
  return success();
}

void printWindow(OpAsmPrinter &printer, Operation *, DenseI64ArrayAttr strides,
                 DenseIntElementsAttr padding, DenseI64ArrayAttr lhsDilation,
                 DenseI64ArrayAttr rhsDilation, DenseBoolArrayAttr reversal) {
  bool first = true;
  auto name = [&](StringRef keyword) {
    if (!first)
      printer << ", ";
    first = false;
    printer << keyword << " = ";
  };
  auto print = [&](StringRef keyword, DenseI64ArrayAttr values) {
    if (!values)
      return;
    name(keyword);
    printIntList(printer, values.asArrayRef());
  };
  print("stride", strides);
  if (padding) {
    name("pad");
    printer << '[';
    llvm::interleaveComma(paddingPairs(padding, padding.getNumElements() / 2),
                          printer, [&](std::pair<int64_t, int64_t> pair) {
                            printIntList(printer, {pair.first, pair.second});
                          });
    printer << ']';
  }
  print("lhs_dilate", lhsDilation);
  print("rhs_dilate", rhsDilation);
  if (reversal) {
    name("reverse");
    reversal.print(printer);
  }
}

} // namespace sm::stablehlo
