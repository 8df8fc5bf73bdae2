// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

#include <limits>

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_MEMREFMARKNOALIAS
#include "sm/Transforms/Passes.h.inc"

namespace {

/// Bytes [begin, end) behind `root`, which is the start of memory that overlaps
/// no other root's.
struct Extent {
  Value root;
  int64_t begin = 0;
  int64_t end = std::numeric_limits<int64_t>::max();

  bool overlaps(const Extent &other) const {
    return root == other.root && begin < other.end && other.begin < end;
  }
};

} // namespace

/// All that a buffer's root holds, narrowed where a view says how. Reshapes and
/// layouts inside a view stay within it.
static Extent extentOf(Value buffer) {
  Extent result;
  while (Operation *op = buffer.getDefiningOp()) {
    if (auto view = dyn_cast<memref::ViewOp>(op)) {
      auto type = cast<MemRefType>(view.getType());
      const std::optional<int64_t> shift =
          getConstantIntValue(view.getByteShift());
      buffer = view.getSource();
      if (!shift || !type.hasStaticShape() || !isa<BlockArgument>(buffer))
        continue;
      const int64_t bits =
          type.getElementType().isIndex() ? 64 : type.getElementTypeBitWidth();
      result.begin = *shift;
      result.end = *shift + (type.getNumElements() * bits + 7) / 8;
      continue;
    }
    if (auto like = dyn_cast<ViewLikeOpInterface>(op)) {
      buffer = like.getViewSource();
      continue;
    }
    break;
  }
  result.root = buffer;
  return result;
}

/// Notes arguments of the callee that overlap another one in this call.
static void noteOverlaps(func::CallOp call, llvm::SmallBitVector &overlapping) {
  SmallVector<std::pair<unsigned, Extent>> extents;
  for (auto [index, operand] : llvm::enumerate(call.getOperands()))
    if (isa<MemRefType>(operand.getType()))
      extents.push_back({static_cast<unsigned>(index), extentOf(operand)});
  for (size_t i = 0; i < extents.size(); ++i)
    for (size_t j = 0; j < i; ++j)
      if (extents[i].second.overlaps(extents[j].second)) {
        overlapping.set(extents[i].first);
        overlapping.set(extents[j].first);
      }
}

namespace {

struct MemRefMarkNoalias : impl::MemRefMarkNoaliasBase<MemRefMarkNoalias> {
  using MemRefMarkNoaliasBase::MemRefMarkNoaliasBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto main = module.lookupSymbol<func::FuncOp>("main");
    if (!main || !main->hasAttr("sm.region"))
      return;
    llvm::DenseMap<Operation *, llvm::SmallBitVector> overlaps;
    main.walk([&](func::CallOp call) {
      auto kernel = module.lookupSymbol<func::FuncOp>(call.getCallee());
      if (!kernel || !kernel->hasAttr("sm.kernel"))
        return;
      auto [it, isNew] = overlaps.try_emplace(kernel);
      if (isNew)
        it->second.resize(kernel.getNumArguments());
      noteOverlaps(call, it->second);
    });
    for (auto &[op, overlapping] : overlaps) {
      auto kernel = cast<func::FuncOp>(op);
      for (unsigned i = 0; i < kernel.getNumArguments(); ++i) {
        if (overlapping.test(i) ||
            !isa<MemRefType>(kernel.getArgumentTypes()[i]))
          continue;
        kernel.setArgAttr(i, LLVM::LLVMDialect::getNoAliasAttrName(),
                          UnitAttr::get(&getContext()));
      }
    }
  }
};

} // namespace
} // namespace sm
