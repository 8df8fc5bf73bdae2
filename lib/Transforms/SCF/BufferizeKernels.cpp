// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Kernels on tensors to loops over buffers, without regard to speed.

#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/Transforms.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_BUFFERIZEKERNELS
#include "sm/Transforms/Passes.h.inc"

static bool holdsTensors(func::FuncOp function) {
  auto isTensor = [](Type type) { return isa<TensorType>(type); };
  return function
      .walk([&](Operation *op) {
        return llvm::any_of(op->getOperandTypes(), isTensor) ||
                       llvm::any_of(op->getResultTypes(), isTensor)
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

static bool isContiguous(Value buffer) {
  return cast<MemRefType>(buffer.getType()).getLayout().isIdentity();
}

/// Loop nests for linalg ops, and for copies that are no memcpy.
static void makeLoops(func::FuncOp function) {
  IRRewriter rewriter(function.getContext());
  SmallVector<memref::CopyOp> copies;
  function.walk([&](memref::CopyOp copy) {
    if (!isContiguous(copy.getSource()) || !isContiguous(copy.getTarget()))
      copies.push_back(copy);
  });
  for (memref::CopyOp copy : copies) {
    rewriter.setInsertionPoint(copy);
    linalg::makeMemRefCopyOp(rewriter, copy.getLoc(), copy.getSource(),
                             copy.getTarget());
    rewriter.eraseOp(copy);
  }
  SmallVector<linalg::LinalgOp> ops;
  function.walk([&](linalg::LinalgOp op) { ops.push_back(op); });
  for (linalg::LinalgOp op : ops) {
    rewriter.setInsertionPoint(op);
    // Each op on buffers alone has one.
    [[maybe_unused]] FailureOr<linalg::LinalgLoops> loops =
        linalg::linalgOpToLoops(rewriter, op);
    assert(succeeded(loops) && "a nest of loops");
    rewriter.eraseOp(op);
  }
}

/// One-shot bufferisation does not say which op it has no form for.
static LogicalResult checkBufferizable(func::FuncOp function) {
  const WalkResult result = function.walk([](Operation *op) {
    if (isa<func::FuncOp>(op) ||
        llvm::none_of(op->getResultTypes(),
                      [](Type type) { return isa<TensorType>(type); }) ||
        isa<bufferization::BufferizableOpInterface>(op))
      return WalkResult::advance();
    op->emitOpError("has no form on buffers");
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

/// Whether values may be computed where the kernel's result will be. With more
/// than one result, one of them may be made of what lies where another goes.
static bool hasOneResult(func::FuncOp function) {
  unsigned results = 0;
  function.walk([&](bufferization::MaterializeInDestinationOp) { ++results; });
  return results == 1;
}

static LogicalResult bufferize(func::FuncOp function) {
  if (failed(checkBufferizable(function)))
    return failure();
  IRRewriter rewriter(function.getContext());
  if (hasOneResult(function))
    (void)bufferization::eliminateEmptyTensors(rewriter, function);
  bufferization::OneShotBufferizationOptions options;
  bufferization::BufferizationState state;
  if (failed(bufferization::runOneShotBufferize(function, options, state)))
    return failure();
  if (holdsTensors(function))
    return function.emitOpError("cannot be bufferised");
  return success();
}

namespace {

struct BufferizeKernels : impl::BufferizeKernelsBase<BufferizeKernels> {
  using BufferizeKernelsBase::BufferizeKernelsBase;

  void runOnOperation() override {
    for (auto function : getOperation().getOps<func::FuncOp>()) {
      if (function.isDeclaration())
        continue;
      if (holdsTensors(function)) {
        if (failed(bufferize(function)))
          return signalPassFailure();
        function->setAttr("sm.scalar_loops", UnitAttr::get(&getContext()));
      }
      makeLoops(function);
    }
  }
};

} // namespace
} // namespace sm
