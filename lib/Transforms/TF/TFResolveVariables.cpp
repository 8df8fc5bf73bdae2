// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/SM/SMDialect.h"
#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/ControlOps.h"
#include "dialects/TF/StateOps.h"
#include "sm/Ops/RewrittenOps.h"
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

/// ResourceGather is a read and a gather: with both apart, the variable can be
/// frozen, and one kernel serves.
static void resolveGather(tf::OpaqueOp op, FlatSymbolRefAttr variable,
                          Type type) {
  auto batchDims = op.getNodeAttrs().getAs<IntegerAttr>("batch_dims");
  int64_t count = batchDims ? batchDims.getInt() : 0;
  bool isGather = op->getNumOperands() == 2 && op->getNumResults() == 1 &&
                  count == static_cast<int32_t>(count);
  if (!isGather)
    return;
  OpBuilder b(op);
  auto axisType = RankedTensorType::get({}, b.getI32Type());
  auto read =
      saved_model::ReadVariableOp::create(b, op.getLoc(), type, variable);
  Value axis = tf::ConstOp::create(
      b, op.getLoc(),
      DenseElementsAttr::get(axisType, static_cast<int32_t>(count)));
  Operation *gather = tf::GatherV2Op::create(
      b, op.getLoc(), op->getResult(0).getType(), read.getValue(),
      op->getOperand(1), axis, b.getI64IntegerAttr(count));
  op->getResult(0).replaceAllUsesWith(gather->getResult(0));
  op.erase();
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
    getOperation().walk([](tf::OpaqueOp op) {
      if (op.getOpName() != StringRef(ops::kResourceGather.name) ||
          op->getNumOperands() == 0)
        return;
      auto handle =
          op->getOperand(0).getDefiningOp<saved_model::VariableHandleOp>();
      if (!handle)
        return;
      auto variable =
          SymbolTable::lookupNearestSymbolFrom<saved_model::VariableOp>(
              op, handle.getVariableAttr());
      if (variable)
        resolveGather(op, handle.getVariableAttr(), variable.getType());
    });
    getOperation().walk([](saved_model::VariableHandleOp op) {
      if (op->use_empty())
        op.erase();
    });
  }
};

} // namespace

} // namespace sm
