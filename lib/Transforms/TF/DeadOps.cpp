// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "DeadOps.h"

#include "dialects/TF/ControlOps.h"

#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace sm {

unsigned eraseWithProducers(Operation *op) {
  unsigned count = 0;
  llvm::SmallSetVector<Operation *, 8> work;
  auto erase = [&](Operation *dead) {
    for (Value operand : dead->getOperands())
      if (Operation *producer = operand.getDefiningOp())
        work.insert(producer);
    work.remove(dead);
    dead->erase();
    ++count;
  };
  erase(op);
  while (!work.empty()) {
    Operation *producer = work.pop_back_val();
    if (isOpTriviallyDead(producer))
      erase(producer);
  }
  return count;
}

StringRef tensorFlowName(Operation *op) {
  if (auto opaque = dyn_cast<tf::OpaqueOp>(op))
    return opaque.getOpName();
  return op->getName().getDialectNamespace() == "tf"
             ? op->getName().stripDialect()
             : StringRef();
}

} // namespace sm
