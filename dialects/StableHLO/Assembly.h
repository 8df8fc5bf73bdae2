// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Parts of ops' text that declarative formats cannot say; their spelling is
/// that of the specification's own tools.

#ifndef SM_DIALECTS_STABLEHLO_ASSEMBLY_H
#define SM_DIALECTS_STABLEHLO_ASSEMBLY_H

#include "dialects/StableHLO/StableHLODialect.h"

namespace sm::stablehlo {

using UnresolvedOperands =
    llvm::SmallVectorImpl<mlir::OpAsmParser::UnresolvedOperand>;

/// `tensor<f32>` where all types are the same, else `(...) -> ...`.
mlir::ParseResult parseSameOperandsAndResultType(mlir::OpAsmParser &parser,
                                                 mlir::Type &operand,
                                                 mlir::Type &result);
mlir::ParseResult parseSameOperandsAndResultType(mlir::OpAsmParser &parser,
                                                 mlir::Type &lhs,
                                                 mlir::Type &rhs,
                                                 mlir::Type &result);
mlir::ParseResult parseSameOperandsAndResultType(mlir::OpAsmParser &parser,
                                                 mlir::Type &first,
                                                 mlir::Type &second,
                                                 mlir::Type &third,
                                                 mlir::Type &result);
void printSameOperandsAndResultType(mlir::OpAsmPrinter &printer,
                                    mlir::Operation *op, mlir::Type operand,
                                    mlir::Type result);
void printSameOperandsAndResultType(mlir::OpAsmPrinter &printer,
                                    mlir::Operation *op, mlir::Type lhs,
                                    mlir::Type rhs, mlir::Type result);
void printSameOperandsAndResultType(mlir::OpAsmPrinter &printer,
                                    mlir::Operation *op, mlir::Type first,
                                    mlir::Type second, mlir::Type third,
                                    mlir::Type result);

/// `tensor<3xi1>, tensor<3xf32>` where the values' types are the same.
mlir::ParseResult parseSelectTypes(mlir::OpAsmParser &parser, mlir::Type &pred,
                                   mlir::Type &onTrue, mlir::Type &onFalse,
                                   mlir::Type &result);
void printSelectTypes(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                      mlir::Type pred, mlir::Type onTrue, mlir::Type onFalse,
                      mlir::Type result);

/// `e5m10`.
mlir::ParseResult parseFloatFormat(mlir::OpAsmParser &parser,
                                   mlir::IntegerAttr &exponentBits,
                                   mlir::IntegerAttr &mantissaBits);
void printFloatFormat(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                      mlir::IntegerAttr exponentBits,
                      mlir::IntegerAttr mantissaBits);

/// `[0:2, 1:8:3]`.
mlir::ParseResult parseSliceRanges(mlir::OpAsmParser &parser,
                                   mlir::DenseI64ArrayAttr &start,
                                   mlir::DenseI64ArrayAttr &limit,
                                   mlir::DenseI64ArrayAttr &strides);
void printSliceRanges(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                      mlir::DenseI64ArrayAttr start,
                      mlir::DenseI64ArrayAttr limit,
                      mlir::DenseI64ArrayAttr strides);

/// `%a, %b,`: a comma behind each.
mlir::ParseResult parseOperandsBeforeAttribute(mlir::OpAsmParser &parser,
                                               UnresolvedOperands &operands);
void printOperandsBeforeAttribute(mlir::OpAsmPrinter &printer,
                                  mlir::Operation *op,
                                  mlir::OperandRange operands);

/// `batching_dims = [0] x [0], contracting_dims = [2] x [1]`.
mlir::ParseResult parseDotDimensions(mlir::OpAsmParser &parser,
                                     DotDimensionNumbersAttr &dimensions);
void printDotDimensions(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                        DotDimensionNumbersAttr dimensions);

/// `, precision = [DEFAULT, HIGHEST]`, or nothing.
mlir::ParseResult parsePrecisions(mlir::OpAsmParser &parser,
                                  mlir::ArrayAttr &precisions);
void printPrecisions(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                     mlir::ArrayAttr precisions);

/// `[b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f]`.
mlir::ParseResult parseConvDimensions(mlir::AsmParser &parser,
                                      ConvDimensionNumbersAttr &dimensions);
void printConvDimensions(mlir::AsmPrinter &printer,
                         ConvDimensionNumbersAttr dimensions);
inline void printConvDimensions(mlir::OpAsmPrinter &printer, mlir::Operation *,
                                ConvDimensionNumbersAttr dimensions) {
  printConvDimensions(printer, dimensions);
}

/// `stride = [2, 2], pad = [[0, 1], [0, 1]], lhs_dilate = [1, 1],
/// rhs_dilate = [1, 1], reverse = [false, false]`; what is absent is left out.
mlir::ParseResult parseWindow(mlir::OpAsmParser &parser,
                              mlir::DenseI64ArrayAttr &strides,
                              mlir::DenseIntElementsAttr &padding,
                              mlir::DenseI64ArrayAttr &lhsDilation,
                              mlir::DenseI64ArrayAttr &rhsDilation,
                              mlir::DenseBoolArrayAttr &reversal);
void printWindow(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                 mlir::DenseI64ArrayAttr strides,
                 mlir::DenseIntElementsAttr padding,
                 mlir::DenseI64ArrayAttr lhsDilation,
                 mlir::DenseI64ArrayAttr rhsDilation,
                 mlir::DenseBoolArrayAttr reversal);

/// `[1, 2]`.
mlir::ParseResult parseIntList(mlir::AsmParser &parser,
                               llvm::SmallVectorImpl<int64_t> &values);
void printIntList(mlir::AsmPrinter &printer, llvm::ArrayRef<int64_t> values);

} // namespace sm::stablehlo

#endif // SM_DIALECTS_STABLEHLO_ASSEMBLY_H
