// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The stablehlo dialect with its attributes; op classes are in the headers of
/// their families (dialects/StableHLO/BinaryOps.h, ...), and all of them in
/// StableHLOOps.h.
///
/// Ops whose result types follow from their operands have builders without
/// them. These end the process if nothing follows (a slice out of bounds): who
/// creates ops from what a model says asks `inferReturnTypes` first, or has
/// checked.

#ifndef SM_DIALECTS_STABLEHLO_STABLEHLODIALECT_H
#define SM_DIALECTS_STABLEHLO_STABLEHLODIALECT_H

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/StableHLO/StableHLODialect.h.inc"

#include "dialects/StableHLO/StableHLOEnums.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/StableHLO/StableHLOAttrs.h.inc"

namespace sm::stablehlo {

/// Predicates of the operand constraints in StableHLOBase.td: integers are
/// signless or unsigned, of 2 to 64 bits; `i1` is boolean and no integer.
bool isElementType(mlir::Type type);
bool isIntegerType(mlir::Type type);
bool isFloatType(mlir::Type type);
bool isComplexType(mlir::Type type);

/// Low and high padding of each dimension from the attribute of convolution and
/// reduce_window; zeros for all `rank` dimensions without it.
llvm::SmallVector<std::pair<int64_t, int64_t>>
paddingPairs(mlir::DenseIntElementsAttr padding, size_t rank);

/// The op that the only block of `body` consists of: it takes the two block
/// arguments in their order and its one result is returned. Null for any other
/// body.
mlir::Operation *singleBodyOp(mlir::Region &body);

} // namespace sm::stablehlo

#endif // SM_DIALECTS_STABLEHLO_STABLEHLODIALECT_H
