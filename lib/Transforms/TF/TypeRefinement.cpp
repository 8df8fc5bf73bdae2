// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

//
// A value that shapes are computed from is not constant before the shapes it is
// computed from are known: whoever wants both asks for them in one walk.

#include "TypeRefinement.h"

#include "dialects/SM/SMDialect.h"
#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/ControlOps.h"
#include "dialects/TF/TFOpTraits.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace sm {

/// What both types say together; null if they contradict each other.
static TensorType merge(TensorType present, TensorType inferred) {
  StatusOr<PartialShape> shape =
      tf::shapeOf(present).mergeWith(tf::shapeOf(inferred));
  Type element = isa<tf::UnknownType>(present.getElementType())
                     ? inferred.getElementType()
                     : present.getElementType();
  return shape.ok() ? tf::tensorType(element, *shape) : TensorType();
}

static LogicalResult refineResults(Operation *op,
                                   ArrayRef<TensorType> inferred) {
  for (auto [result, type] : llvm::zip(op->getResults(), inferred)) {
    auto present = cast<TensorType>(result.getType());
    TensorType merged = merge(present, type);
    if (!merged)
      return op->emitOpError()
             << "result #" << cast<OpResult>(result).getResultNumber()
             << " type " << present << " does not match the inferred " << type;
    result.setType(merged);
  }
  return success();
}

/// True if nothing is left that the op says: its users take the input then.
static bool dropRefinement(tf::RefineOp refine) {
  Type input = refine.getInput().getType();
  // Handles say what is behind them; either spelling serves.
  if (refine.getOutput().getType() != input &&
      !isa<tf::ResourceType>(getElementTypeOrSelf(input)))
    return false;
  refine.getOutput().replaceAllUsesWith(refine.getInput());
  refine.erase();
  return true;
}

/// The results of any op but tf.refine.
static LogicalResult refineOp(Operation *op) {
  if (auto read = dyn_cast<saved_model::ReadVariableOp>(op)) {
    auto variable =
        SymbolTable::lookupNearestSymbolFrom<saved_model::VariableOp>(
            op, read.getVariableAttr());
    return variable ? refineResults(op, {cast<TensorType>(variable.getType())})
                    : success();
  }
  if (!tf::opInfo(op) || isa<CallOpInterface>(op))
    return success();
  SmallVector<TensorType> inferred;
  if (failed(tf::inferResultTypes(op, inferred)))
    return failure();
  return refineResults(op, inferred);
}

/// Returned values keep the types that the function's callers know.
static void restoreResults(func::FuncOp function, Operation *returned) {
  OpBuilder b(returned);
  for (OpOperand &operand : returned->getOpOperands()) {
    Type declared = function.getResultTypes()[operand.getOperandNumber()];
    if (operand.get().getType() != declared)
      operand.set(
          tf::RefineOp::create(b, returned->getLoc(), declared, operand.get()));
  }
}

LogicalResult refineTypes(func::FuncOp function,
                          function_ref<void(Operation *)> visit) {
  if (function.isExternal())
    return success();
  Block &body = function.getBody().front();
  for (Operation &op : llvm::make_early_inc_range(body.without_terminator())) {
    if (auto refine = dyn_cast<tf::RefineOp>(op)) {
      if (failed(refineResults(
              refine, {cast<TensorType>(refine.getInput().getType())})))
        return failure();
      if (dropRefinement(refine))
        continue;
    } else if (failed(refineOp(&op))) {
      return failure();
    }
    visit(&op);
  }
  // Callers of private functions declare what they expect.
  if (!function.isPrivate())
    function.setFunctionType(
        FunctionType::get(function.getContext(), function.getArgumentTypes(),
                          body.getTerminator()->getOperandTypes()));
  else
    restoreResults(function, body.getTerminator());
  return success();
}

} // namespace sm
