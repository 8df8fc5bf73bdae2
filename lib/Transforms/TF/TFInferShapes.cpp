// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/SM/SMDialect.h"
#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/ControlOps.h"
#include "dialects/TF/TFOpTraits.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_TFINFERSHAPES
#include "sm/Transforms/Passes.h.inc"

namespace {

struct TFInferShapes : impl::TFInferShapesBase<TFInferShapes> {
  using TFInferShapesBase::TFInferShapesBase;

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
               << " type " << present << " does not match the inferred "
               << type;
      result.setType(merged);
    }
    return success();
  }

  LogicalResult infer(Operation *op) {
    if (auto refine = dyn_cast<tf::RefineOp>(op)) {
      auto input = cast<TensorType>(refine.getInput().getType());
      if (failed(refineResults(op, {input})))
        return failure();
      // Handles say what is behind them; either spelling serves.
      if (refine.getOutput().getType() == input ||
          isa<tf::ResourceType>(input.getElementType())) {
        refine.getOutput().replaceAllUsesWith(refine.getInput());
        op->erase();
      }
      return success();
    }
    if (auto read = dyn_cast<saved_model::ReadVariableOp>(op)) {
      auto variable =
          SymbolTable::lookupNearestSymbolFrom<saved_model::VariableOp>(
              op, read.getVariableAttr());
      return variable
                 ? refineResults(op, {cast<TensorType>(variable.getType())})
                 : success();
    }
    if (!tf::opInfo(op) || isa<CallOpInterface>(op))
      return success();
    SmallVector<TensorType> inferred;
    if (failed(tf::inferResultTypes(op, inferred)))
      return failure();
    return refineResults(op, inferred);
  }

  LogicalResult inferFunction(func::FuncOp function) {
    if (function.isExternal())
      return success();
    Block &body = function.getBody().front();
    for (Operation &op : llvm::make_early_inc_range(body.without_terminator()))
      if (failed(infer(&op)))
        return failure();
    // Callers of private functions declare what they expect.
    if (!function.isPrivate())
      function.setFunctionType(
          FunctionType::get(&getContext(), function.getArgumentTypes(),
                            body.getTerminator()->getOperandTypes()));
    else
      restoreResults(function, body.getTerminator());
    return success();
  }

  /// Returned values keep the types that the function's callers know.
  static void restoreResults(func::FuncOp function, Operation *returned) {
    OpBuilder b(returned);
    for (OpOperand &operand : returned->getOpOperands()) {
      Type declared = function.getResultTypes()[operand.getOperandNumber()];
      if (operand.get().getType() != declared)
        operand.set(tf::RefineOp::create(b, returned->getLoc(), declared,
                                         operand.get()));
    }
  }

  void runOnOperation() override {
    WalkResult result = getOperation().walk([&](func::FuncOp function) {
      return failed(inferFunction(function)) ? WalkResult::interrupt()
                                             : WalkResult::advance();
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }
};

} // namespace

} // namespace sm
