// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/StableHLO/StableHLODialect.h"

#include "dialects/StableHLO/Assembly.h"
#include "dialects/StableHLO/MovementOps.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

#include "dialects/StableHLO/StableHLODialect.cpp.inc"

#include "dialects/StableHLO/StableHLOEnums.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/StableHLO/StableHLOAttrs.cpp.inc"

using namespace mlir;

namespace sm::stablehlo {

void StableHLODialect::initialize() {
  registerAttrs();
  registerUnaryOps();
  registerBinaryOps();
  registerMovementOps();
  registerContractionOps();
  registerReductionOps();
  registerControlFlowOps();
}

void StableHLODialect::registerAttrs() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/StableHLO/StableHLOAttrs.cpp.inc"
      >();
}

Operation *StableHLODialect::materializeConstant(OpBuilder &builder,
                                                 Attribute value, Type type,
                                                 Location location) {
  auto elements = dyn_cast<ElementsAttr>(value);
  if (!elements || elements.getType() != type)
    return nullptr;
  return ConstantOp::create(builder, location, elements);
}

//===----------------------------------------------------------------------===//
// Element types
//===----------------------------------------------------------------------===//

bool isIntegerType(Type type) {
  auto integer = dyn_cast<IntegerType>(type);
  if (!integer || integer.isSigned())
    return false;
  unsigned width = integer.getWidth();
  return width >= 2 && width <= 64 && llvm::isPowerOf2_32(width);
}

bool isFloatType(Type type) { return isa<FloatType>(type); }

bool isComplexType(Type type) {
  auto complex = dyn_cast<ComplexType>(type);
  return complex &&
         (complex.getElementType().isF32() || complex.getElementType().isF64());
}

bool isElementType(Type type) {
  return type.isInteger(1) || isIntegerType(type) || isFloatType(type) ||
         isComplexType(type);
}

Operation *singleBodyOp(Region &body) {
  if (!body.hasOneBlock())
    return nullptr;
  Block &block = body.front();
  if (block.getNumArguments() != 2 || block.getOperations().size() != 2)
    return nullptr;
  Operation &op = block.front();
  Operation &last = block.back();
  if (op.getNumOperands() != 2 || op.getNumResults() != 1 ||
      op.getNumRegions() != 0 || op.getOperand(0) != block.getArgument(0) ||
      op.getOperand(1) != block.getArgument(1) || last.getNumOperands() != 1 ||
      last.getOperand(0) != op.getResult(0))
    return nullptr;
  return &op;
}

//===----------------------------------------------------------------------===//
// Dimension numbers of products and gathers
//===----------------------------------------------------------------------===//

namespace {
/// A field of an attribute: a list of integers, or one.
struct Field {
  StringRef name;
  SmallVector<int64_t> *list = nullptr;
  int64_t *value = nullptr;
};
} // namespace

/// `<name = [1, 2], ...>` with each field at most once, in any order.
static ParseResult parseFields(AsmParser &parser, ArrayRef<Field> fields) {
  SmallVector<bool> seen(fields.size(), false);
  auto parseField = [&]() -> ParseResult {
    llvm::SMLoc place = parser.getCurrentLocation();
    StringRef name;
    if (parser.parseKeyword(&name))
      return failure();
    for (auto [field, known] : llvm::zip(fields, seen)) {
      if (field.name != name)
        continue;
      if (known)
        return parser.emitError(place) << "'" << name << "' is given twice";
      known = true;
      if (parser.parseEqual())
        return failure();
      return field.list ? parseIntList(parser, *field.list)
                        : parser.parseInteger(*field.value);
    }
    return parser.emitError(place) << "unknown field '" << name << "'";
  };
  return parser.parseCommaSeparatedList(AsmParser::Delimiter::LessGreater,
                                        parseField);
}

/// Prints fields that are not empty or zero.
static void printFields(AsmPrinter &printer, ArrayRef<Field> fields) {
  auto present = llvm::make_filter_range(fields, [](const Field &field) {
    return field.list ? !field.list->empty() : *field.value != 0;
  });
  printer << '<';
  llvm::interleaveComma(present, printer, [&](const Field &field) {
    printer << field.name << " = ";
    if (field.list)
      printIntList(printer, *field.list);
    else
      printer << *field.value;
  });
  printer << '>';
}

namespace {
struct DotFields {
  SmallVector<int64_t> lhsBatch, rhsBatch, lhsContract, rhsContract;
  SmallVector<Field, 4> fields{{"lhs_batching_dimensions", &lhsBatch},
                               {"rhs_batching_dimensions", &rhsBatch},
                               {"lhs_contracting_dimensions", &lhsContract},
                               {"rhs_contracting_dimensions", &rhsContract}};
};

struct GatherFields {
  SmallVector<int64_t> offset, collapsed, operandBatch, indexBatch, map;
  int64_t vectorDim = 0;
  SmallVector<Field, 6> fields{{"offset_dims", &offset},
                               {"collapsed_slice_dims", &collapsed},
                               {"operand_batching_dims", &operandBatch},
                               {"start_indices_batching_dims", &indexBatch},
                               {"start_index_map", &map},
                               {"index_vector_dim", nullptr, &vectorDim}};
};
} // namespace

Attribute DotDimensionNumbersAttr::parse(AsmParser &parser, Type) {
  DotFields dot;
  if (parseFields(parser, dot.fields))
    return {};
  return get(parser.getContext(), dot.lhsBatch, dot.rhsBatch, dot.lhsContract,
             dot.rhsContract);
}

void DotDimensionNumbersAttr::print(AsmPrinter &printer) const {
  DotFields dot;
  dot.lhsBatch.assign(getLhsBatchingDimensions());
  dot.rhsBatch.assign(getRhsBatchingDimensions());
  dot.lhsContract.assign(getLhsContractingDimensions());
  dot.rhsContract.assign(getRhsContractingDimensions());
  printFields(printer, dot.fields);
}

Attribute GatherDimensionNumbersAttr::parse(AsmParser &parser, Type) {
  GatherFields gather;
  if (parseFields(parser, gather.fields))
    return {};
  return get(parser.getContext(), gather.offset, gather.collapsed,
             gather.operandBatch, gather.indexBatch, gather.map,
             gather.vectorDim);
}

void GatherDimensionNumbersAttr::print(AsmPrinter &printer) const {
  GatherFields gather;
  gather.offset.assign(getOffsetDims());
  gather.collapsed.assign(getCollapsedSliceDims());
  gather.operandBatch.assign(getOperandBatchingDims());
  gather.indexBatch.assign(getStartIndicesBatchingDims());
  gather.map.assign(getStartIndexMap());
  gather.vectorDim = getIndexVectorDim();
  printFields(printer, gather.fields);
}

//===----------------------------------------------------------------------===//
// Dimension numbers of convolutions
//===----------------------------------------------------------------------===//

LogicalResult ConvDimensionNumbersAttr::verify(
    llvm::function_ref<InFlightDiagnostic()> emitError, int64_t inputBatch,
    int64_t inputFeature, ArrayRef<int64_t> inputSpatial,
    int64_t kernelInputFeature, int64_t kernelOutputFeature,
    ArrayRef<int64_t> kernelSpatial, int64_t outputBatch, int64_t outputFeature,
    ArrayRef<int64_t> outputSpatial) {
  auto check = [&](StringRef name, int64_t first, int64_t second,
                   ArrayRef<int64_t> spatial) -> LogicalResult {
    if (spatial.size() != inputSpatial.size())
      return emitError() << name << " has " << spatial.size()
                         << " spatial dimensions, but the input has "
                         << inputSpatial.size();
    SmallVector<int64_t> all(spatial);
    all.append({first, second});
    llvm::sort(all);
    for (auto [i, dim] : llvm::enumerate(all))
      if (dim != static_cast<int64_t>(i))
        return emitError() << name << " does not name each of its "
                           << all.size() << " dimensions once";
    return success();
  };
  return failure(
      failed(check("input", inputBatch, inputFeature, inputSpatial)) ||
      failed(check("kernel", kernelInputFeature, kernelOutputFeature,
                   kernelSpatial)) ||
      failed(check("output", outputBatch, outputFeature, outputSpatial)));
}

namespace {
/// What one tensor's dimensions are: positions of the two named ones and of the
/// spatial ones in their order.
struct ConvLabels {
  int64_t first = -1, second = -1;
  SmallVector<int64_t> spatial;
};
} // namespace

/// `[b, 0, 1, f]` with the letters `first` and `second`.
static ParseResult parseLabels(AsmParser &parser, StringRef first,
                               StringRef second, ConvLabels &labels) {
  llvm::SMLoc place = parser.getCurrentLocation();
  SmallVector<std::pair<int64_t, int64_t>> spatial;
  int64_t position = 0;
  bool repeated = false;
  auto parseLabel = [&]() -> ParseResult {
    int64_t number;
    OptionalParseResult result = parser.parseOptionalInteger(number);
    if (result.has_value()) {
      spatial.push_back({number, position++});
      return *result;
    }
    for (auto [letter, where] :
         {std::pair(first, &labels.first), std::pair(second, &labels.second)}) {
      if (failed(parser.parseOptionalKeyword(letter)))
        continue;
      repeated |= *where >= 0;
      *where = position++;
      return success();
    }
    return parser.emitError(parser.getCurrentLocation())
           << "expected " << first << ", " << second << " or a number";
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseLabel))
    return failure();
  llvm::sort(spatial);
  for (auto [i, entry] : llvm::enumerate(spatial)) {
    repeated |= entry.first != static_cast<int64_t>(i);
    labels.spatial.push_back(entry.second);
  }
  if (repeated || labels.first < 0 || labels.second < 0)
    return parser.emitError(place) << "expected " << first << ", " << second
                                   << " and the numbers from 0 on, each once";
  return success();
}

static void printLabels(AsmPrinter &printer, StringRef first, StringRef second,
                        int64_t firstDim, int64_t secondDim,
                        ArrayRef<int64_t> spatial) {
  SmallVector<std::string> labels(spatial.size() + 2);
  labels[firstDim] = first.str();
  labels[secondDim] = second.str();
  for (auto [i, dim] : llvm::enumerate(spatial))
    labels[dim] = std::to_string(i);
  printer << '[';
  llvm::interleaveComma(labels, printer);
  printer << ']';
}

ParseResult parseConvDimensions(AsmParser &parser,
                                ConvDimensionNumbersAttr &dimensions) {
  llvm::SMLoc place = parser.getCurrentLocation();
  ConvLabels input, kernel, output;
  if (parseLabels(parser, "b", "f", input) || parser.parseKeyword("x") ||
      parseLabels(parser, "i", "o", kernel) || parser.parseArrow() ||
      parseLabels(parser, "b", "f", output))
    return failure();
  dimensions = ConvDimensionNumbersAttr::getChecked(
      [&] { return parser.emitError(place); }, parser.getContext(), input.first,
      input.second, input.spatial, kernel.first, kernel.second, kernel.spatial,
      output.first, output.second, output.spatial);
  return success(dimensions != nullptr);
}

void printConvDimensions(AsmPrinter &printer, ConvDimensionNumbersAttr dims) {
  printLabels(printer, "b", "f", dims.getInputBatchDimension(),
              dims.getInputFeatureDimension(),
              dims.getInputSpatialDimensions());
  printer << 'x';
  printLabels(printer, "i", "o", dims.getKernelInputFeatureDimension(),
              dims.getKernelOutputFeatureDimension(),
              dims.getKernelSpatialDimensions());
  printer << "->";
  printLabels(printer, "b", "f", dims.getOutputBatchDimension(),
              dims.getOutputFeatureDimension(),
              dims.getOutputSpatialDimensions());
}

Attribute ConvDimensionNumbersAttr::parse(AsmParser &parser, Type) {
  ConvDimensionNumbersAttr dimensions;
  if (parser.parseLess() || parseConvDimensions(parser, dimensions) ||
      parser.parseGreater())
    return {};
  return dimensions;
}

void ConvDimensionNumbersAttr::print(AsmPrinter &printer) const {
  printer << '<';
  printConvDimensions(printer, *this);
  printer << '>';
}

} // namespace sm::stablehlo
