// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Ops that hand their operand on. They fold where the types agree, so that
// nothing known of a shape is lost.

#include "dialects/TF/ArrayOps.h"

using namespace mlir;

namespace sm::tf {

template <typename Op>
static OpFoldResult foldToOperand(Op op) {
  Value input = op->getOperand(0);
  return input.getType() == op->getResult(0).getType() ? input : Value();
}

/// As foldToOperand(), where nobody takes gradients any more: a body that goes
/// back into its graph (`graph.body`) may be trained on.
template <typename Op>
static OpFoldResult foldWithoutGradients(Op op) {
  Operation *parent = op->getParentOp();
  if (parent && parent->hasAttr("graph.body"))
    return Value();
  return foldToOperand(op);
}

OpFoldResult IdentityOp::fold(FoldAdaptor) { return foldToOperand(*this); }
OpFoldResult StopGradientOp::fold(FoldAdaptor) {
  return foldWithoutGradients(*this);
}
OpFoldResult PreventGradientOp::fold(FoldAdaptor) {
  return foldWithoutGradients(*this);
}
OpFoldResult SnapshotOp::fold(FoldAdaptor) { return foldToOperand(*this); }

} // namespace sm::tf
