// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/SM/SMDialect.h"
#include "dialects/TF/StateOps.h"
#include "sm/Transforms/Passes.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_TFRESOLVEVARIABLES
#include "sm/Transforms/Passes.h.inc"

/// The variable behind a handle, if it is named right there.
static FlatSymbolRefAttr variableBehind(Value handle) {
  auto op = handle.getDefiningOp<saved_model::VariableHandleOp>();
  return op ? op.getVariableAttr() : FlatSymbolRefAttr();
}

namespace {

struct TFResolveVariables : impl::TFResolveVariablesBase<TFResolveVariables> {
  using TFResolveVariablesBase::TFResolveVariablesBase;

  void runOnOperation() override {
    getOperation().walk([](tf::ReadVariableOp op) {
      FlatSymbolRefAttr variable = variableBehind(op.getResource());
      if (!variable)
        return;
      OpBuilder b(op);
      auto read = saved_model::ReadVariableOp::create(
          b, op.getLoc(), op.getValue().getType(), variable);
      op.getValue().replaceAllUsesWith(read.getValue());
      op.erase();
    });
    getOperation().walk([](tf::AssignVariableOp op) {
      FlatSymbolRefAttr variable = variableBehind(op.getResource());
      if (!variable)
        return;
      OpBuilder b(op);
      saved_model::AssignVariableOp::create(b, op.getLoc(), variable,
                                            op.getValue());
      op.erase();
    });
    getOperation().walk([](saved_model::VariableHandleOp op) {
      if (op->use_empty())
        op.erase();
    });
  }
};

} // namespace

} // namespace sm
