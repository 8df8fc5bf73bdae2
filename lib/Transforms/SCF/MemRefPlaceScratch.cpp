// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"

#include "llvm/Support/MathExtras.h"

#include <optional>

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_MEMREFPLACESCRATCH
#include "sm/Transforms/Passes.h.inc"

static constexpr int64_t kAlignment = 64;

/// Bytes of a buffer, or nothing if they are not known or too many to count.
static std::optional<int64_t> sizeOf(memref::AllocOp op) {
  MemRefType type = op.getType();
  if (!type.hasStaticShape() || !type.getLayout().isIdentity() ||
      !type.getElementType().isIntOrIndexOrFloat())
    return std::nullopt;
  int64_t bytes = type.getElementType().isIndex()
                      ? 8
                      : llvm::divideCeil(type.getElementTypeBitWidth(), 8);
  for (int64_t dim : type.getShape())
    if (llvm::MulOverflow(bytes, dim, bytes))
      return std::nullopt;
  return bytes;
}

/// The last argument of `@main` and what it is passed on as.
static MemRefType bytesType(MLIRContext *context, int64_t bytes) {
  return MemRefType::get({bytes}, IntegerType::get(context, 8));
}

static void eraseDeallocs(Value buffer) {
  for (Operation *user : llvm::make_early_inc_range(buffer.getUsers()))
    if (isa<memref::DeallocOp>(user))
      user->erase();
}

namespace {

struct MemRefPlaceScratch : impl::MemRefPlaceScratchBase<MemRefPlaceScratch> {
  using MemRefPlaceScratchBase::MemRefPlaceScratchBase;

  /// Buffers of one piece of a parallel loop: each thread needs its own.
  void placeInPiece(memref::AllocOp op, std::optional<int64_t> bytes) {
    OpBuilder b(op);
    if (bytes && *bytes <= maxStackBytes) {
      eraseDeallocs(op);
      Value buffer =
          memref::AllocaOp::create(b, op.getLoc(), op.getType(), ValueRange{},
                                   b.getI64IntegerAttr(kAlignment));
      op.replaceAllUsesWith(buffer);
      op.erase();
      return;
    }
    op.setAlignment(kAlignment);
    freeAtEnd(op);
  }

  static void freeAtEnd(memref::AllocOp op) {
    if (llvm::any_of(op->getUsers(), [](Operation *user) {
          return isa<memref::DeallocOp>(user);
        }))
      return;
    OpBuilder b(op->getBlock()->getTerminator());
    memref::DeallocOp::create(b, op.getLoc(), op);
  }

  /// Replaces allocations of `function` by views of a new argument; returns
  /// its bytes.
  int64_t place(func::FuncOp function, bool mayHaveArgument) {
    SmallVector<memref::AllocOp> allocs;
    function.walk([&](memref::AllocOp op) { allocs.push_back(op); });
    int64_t total = 0;
    SmallVector<std::pair<memref::AllocOp, int64_t>> placed;
    for (memref::AllocOp op : allocs) {
      const std::optional<int64_t> bytes = sizeOf(op);
      if (op->getParentOfType<scf::ForallOp>()) {
        placeInPiece(op, bytes);
        continue;
      }
      int64_t end = 0;
      if (!bytes || !mayHaveArgument || llvm::AddOverflow(total, *bytes, end) ||
          end > std::numeric_limits<int64_t>::max() - kAlignment) {
        freeAtEnd(op);
        continue;
      }
      placed.push_back({op, total});
      total = llvm::alignTo(end, kAlignment);
    }
    if (placed.empty())
      return 0;
    total = std::max(total, kAlignment);
    Block &entry = function.getBody().front();
    const unsigned index = function.getNumArguments();
    (void)function.insertArgument(index, bytesType(&getContext(), total), {},
                                  function.getLoc());
    Value scratch = entry.getArgument(index);
    for (auto [op, offset] : placed) {
      OpBuilder b(&entry, entry.begin());
      Value position = arith::ConstantIndexOp::create(b, op.getLoc(), offset);
      Value view = memref::ViewOp::create(b, op.getLoc(), op.getType(), scratch,
                                          position, ValueRange{});
      eraseDeallocs(op);
      op.replaceAllUsesWith(view);
      op.erase();
    }
    return total;
  }

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto main = module.lookupSymbol<func::FuncOp>("main");
    const bool isRegion = main && main->hasAttr("sm.region") &&
                          !main.isDeclaration() && main.getNumArguments() > 0;
    llvm::StringMap<int64_t> grown;
    int64_t scratch = 0;
    for (auto function : module.getOps<func::FuncOp>()) {
      if (function.isDeclaration() || function == main)
        continue;
      const bool inRegion = isRegion && function->hasAttr("sm.kernel");
      if (const int64_t bytes = place(function, inRegion)) {
        grown[function.getName()] = bytes;
        scratch = std::max(scratch, bytes);
      }
    }
    if (scratch > 0 && failed(growArena(main, scratch, grown)))
      signalPassFailure();
  }

  LogicalResult growArena(func::FuncOp main, int64_t scratch,
                          const llvm::StringMap<int64_t> &grown) {
    BlockArgument arena = main.getArguments().back();
    auto type = dyn_cast<MemRefType>(arena.getType());
    if (!type || type.getRank() != 1 || !type.hasStaticShape() ||
        !type.getElementType().isInteger(8))
      return main.emitOpError("has no arena as its last argument");
    const int64_t own = type.getDimSize(0);
    int64_t bytes = 0;
    if (own > std::numeric_limits<int64_t>::max() - kAlignment ||
        llvm::AddOverflow<int64_t>(llvm::alignTo(own, kAlignment), scratch,
                                   bytes))
      return main.emitOpError("needs an arena beyond all bounds");
    const int64_t begin = llvm::alignTo(own, kAlignment);
    arena.setType(bytesType(&getContext(), bytes));
    main.setFunctionType(FunctionType::get(
        &getContext(), main.getBody().front().getArgumentTypes(),
        main.getResultTypes()));
    getOperation()->setAttr(
        "sm.arena_bytes",
        IntegerAttr::get(IntegerType::get(&getContext(), 64), bytes));
    main.walk([&](func::CallOp call) {
      auto it = grown.find(call.getCallee());
      if (it == grown.end())
        return;
      OpBuilder b(call);
      Value offset = arith::ConstantIndexOp::create(b, call.getLoc(), begin);
      Value view = memref::ViewOp::create(b, call.getLoc(),
                                          bytesType(&getContext(), it->second),
                                          arena, offset, ValueRange{});
      call->insertOperands(call.getNumOperands(), view);
    });
    return success();
  }
};

} // namespace
} // namespace sm
