// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The private functions that say what the composites of a symbol table compute.

#ifndef SM_LIB_CONVERSION_TFTOSTABLEHLO_DECOMPOSITIONS_H
#define SM_LIB_CONVERSION_TFTOSTABLEHLO_DECOMPOSITIONS_H

#include "HLOBuilder.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/MapVector.h"

namespace sm {

/// Collects decompositions, one for each name, attributes and operand types,
/// until they are put in place all at once.
class Decompositions {
public:
  /// `table` holds the functions that are being converted.
  explicit Decompositions(mlir::Operation *table) : table(table) {}

  /// The symbol of the function that computes composite `name` of operands of
  /// these types; `decompose` writes its body the first time.
  mlir::FlatSymbolRefAttr
  get(mlir::Location location, llvm::StringRef name,
      mlir::DictionaryAttr attributes, mlir::TypeRange operandTypes,
      llvm::function_ref<mlir::Value(HLOBuilder &, mlir::ValueRange)>
          decompose);

  /// Puts the functions behind the others of the symbol table.
  void install();

private:
  bool isTaken(mlir::StringAttr symbol);

  mlir::Operation *table;
  /// By name, attributes and operand types.
  llvm::MapVector<mlir::Attribute, mlir::OwningOpRef<mlir::func::FuncOp>>
      functions;
};

} // namespace sm

#endif // SM_LIB_CONVERSION_TFTOSTABLEHLO_DECOMPOSITIONS_H
