// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The pass: kernels on tensors become loops over vectors.

#include "KernelConverter.h"

#include "sm/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_CONVERTLINALGTOVECTOR
#include "sm/Conversion/Passes.h.inc"

namespace {

struct ConvertLinalgToVector
    : impl::ConvertLinalgToVectorBase<ConvertLinalgToVector> {
  using ConvertLinalgToVectorBase::ConvertLinalgToVectorBase;

  void runOnOperation() override {
    if (vectorBits != 128 && vectorBits != 256 && vectorBits != 512) {
      emitError(getOperation().getLoc())
          << "vectors of " << vectorBits.getValue()
          << " bits are not supported; vector-bits is 128, 256 or 512";
      return signalPassFailure();
    }
    getOperation().walk([&](func::FuncOp kernel) {
      if (!kernel->hasAttr("sm.kernel") || kernel.isDeclaration())
        return;
      std::string reason;
      if (vectorize::convertKernel(kernel, vectorBits, reason))
        return;
      emitRemark(kernel.getLoc())
          << "kernel '" << kernel.getName()
          << "' is left to the slower general way: " << reason;
    });
  }
};

} // namespace

} // namespace sm
