// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/ONNX/ONNXDialect.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_ONNXINFERSHAPES
#include "sm/Transforms/Passes.h.inc"

namespace {

struct ONNXInferShapes : impl::ONNXInferShapesBase<ONNXInferShapes> {
  using ONNXInferShapesBase::ONNXInferShapesBase;

  static LogicalResult inferFunction(func::FuncOp function) {
    if (function.isExternal())
      return success();
    // Ops inside an op's regions come before the op itself.
    WalkResult result = function.walk([](Operation *op) {
      return failed(onnx::inferOp(op)) ? WalkResult::interrupt()
                                       : WalkResult::advance();
    });
    if (result.wasInterrupted())
      return failure();
    SmallVector<Type> results(function.getResultTypes());
    for (Block &block : function.getBody())
      if (auto returned = dyn_cast<func::ReturnOp>(block.getTerminator()))
        results.assign(returned.getOperandTypes().begin(),
                       returned.getOperandTypes().end());
    function.setFunctionType(FunctionType::get(
        function.getContext(), function.getArgumentTypes(), results));
    return success();
  }

  void runOnOperation() override {
    // Functions of the dialect have no calls; those of others are left alone.
    WalkResult result = getOperation().walk([](func::FuncOp function) {
      bool hasCalls =
          function.walk([](func::CallOp) { return WalkResult::interrupt(); })
              .wasInterrupted();
      return !hasCalls && failed(inferFunction(function))
                 ? WalkResult::interrupt()
                 : WalkResult::advance();
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }
};

} // namespace

} // namespace sm
