// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The conversion of one function: its new body is written aside, so that
// nothing is changed where something stands in the way.

#ifndef SM_LIB_CONVERSION_TFTOSTABLEHLO_FUNCTIONCONVERSION_H
#define SM_LIB_CONVERSION_TFTOSTABLEHLO_FUNCTIONCONVERSION_H

#include "OpConversion.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/OwningOpRef.h"

#include <vector>

namespace sm {

/// What stands in the way of a conversion.
struct HubObstacle {
  mlir::Location location;
  std::string message;
  std::string what; ///< the op or input that has no form
  std::string reason;
  mlir::func::FuncOp function; ///< that it is in
  /// An argument of a private function: what its callers say of it is missing
  /// because they are obstacles themselves.
  bool isFollowUp = false;
};
using HubObstacles = std::vector<HubObstacle>;

/// Converts the ops of one function.
class FunctionConversion {
public:
  FunctionConversion(mlir::func::FuncOp function, const HubOptions &options,
                     Decompositions &decompositions, HubObstacles &obstacles)
      : function(function), options(options), decompositions(decompositions),
        obstacles(obstacles),
        scratch(mlir::func::FuncOp::create(function.getLoc(),
                                           function.getSymName(),
                                           function.getFunctionType())) {}

  /// Writes the new body; adds every obstacle that it meets.
  void convert();
  /// Puts it in place of the old one. Call if there was no obstacle.
  void install();

private:
  void convertArguments(mlir::Block &old);
  void convertOp(mlir::Operation *op);
  void keepOp(mlir::Operation *op);
  void convertRefine(mlir::Operation *op);
  void addObstacle(mlir::Operation *op, const llvm::Twine &reason);
  bool hasValues(mlir::Operation *op) const;
  std::string spellingOf(mlir::BlockArgument argument);

  mlir::func::FuncOp function;
  const HubOptions &options;
  Decompositions &decompositions;
  HubObstacles &obstacles;
  /// Holds the new body.
  mlir::OwningOpRef<mlir::func::FuncOp> scratch;
  mlir::IRMapping values;
};

/// True if `type` is a ranked tensor of elements that the hub has.
bool isHubTensor(mlir::Type type);

/// True if `function` holds something to convert, or takes what the hub does
/// not have: it must not pass as if it were converted.
bool needsConversion(mlir::func::FuncOp function);

} // namespace sm

#endif // SM_LIB_CONVERSION_TFTOSTABLEHLO_FUNCTIONCONVERSION_H
