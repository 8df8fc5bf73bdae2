// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Stores of a kernel, one after the other: those of one shape in one nest where
// that is possible, pieces of a concatenation each by itself. A reduction that
// no nest has room for is stored in scratch memory first.

#include "KernelConverter.h"

#include "LoopEmitter.h"
#include "NestBuilder.h"
#include "TileChoice.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/ScopeExit.h"

using namespace mlir;

namespace sm::vectorize {

/// Scratch memory of a kernel lies on the stack of whoever runs it.
static constexpr int64_t kMaxScratchBytes = 256 << 10;

namespace {

class KernelConverter {
public:
  KernelConverter(func::FuncOp kernel, int64_t vectorBits)
      : kernel(kernel), vectorBits(vectorBits), builder(kernel.getContext()) {}

  bool run(std::string &reason);

private:
  bool collectRoots();
  bool convertRoots();
  bool convert(ArrayRef<Root> roots);
  bool convertInserts(const Root &root);
  bool convertFill(Value scalar, const MemoryView &view);
  /// Rows that threads share.
  struct BorderRows {
    static constexpr int64_t pieces = 16;
    int64_t stride = 0; ///< elements from one to the next
    int64_t middle = 0; ///< of the buffer
  };
  std::optional<BorderRows> borderRows() const;
  bool convertBorder();
  bool store(Value value, const MemoryView &destination);
  bool toScratch(const llvm::SetVector<Value> &candidates,
                 ArrayRef<Root> roots);
  bool emit(Nest &nest);
  void eraseNew(ArrayRef<Operation *> old);
  void eraseOld(ArrayRef<Operation *> old);
  bool refuse(const Twine &why) {
    if (reason.empty())
      reason = why.str();
    return false;
  }

  func::FuncOp kernel;
  int64_t vectorBits;
  OpBuilder builder;
  TensorMemory memory;
  SmallVector<Root> roots;
  std::string reason;
  int64_t scratchBytes = 0;
  unsigned depth = 0;
};

} // namespace

bool KernelConverter::collectRoots() {
  for (Operation &op : kernel.getBody().front().without_terminator()) {
    if (auto end = dyn_cast<bufferization::MaterializeInDestinationOp>(op)) {
      std::optional<MemoryView> view = viewOfBuffer(end.getDest());
      if (!view)
        return refuse("a result has no fixed layout");
      roots.push_back({end.getSource(), *view});
      continue;
    }
    auto fill = dyn_cast<linalg::FillOp>(op);
    if (fill && fill.hasPureBufferSemantics()) {
      std::optional<MemoryView> view = viewOfBuffer(fill.getOutputs().front());
      if (!view)
        return refuse("a result has no fixed layout");
      roots.push_back({fill.getInputs().front(), *view});
      continue;
    }
    if (!isa<bufferization::ToTensorOp, linalg::GenericOp, linalg::FillOp,
             arith::ConstantOp, memref::SubViewOp>(op) &&
        !isa<tensor::TensorDialect>(op.getDialect()))
      return refuse("it has '" + op.getName().getStringRef() + "'");
  }
  return true;
}

bool KernelConverter::store(Value value, const MemoryView &destination) {
  memory.forget(destination);
  if (!isa<TensorType>(value.getType()))
    return convertFill(value, destination);
  if (value.getDefiningOp<tensor::EmptyOp>())
    return true;
  if (value.getDefiningOp<tensor::InsertSliceOp>())
    return convertInserts({value, destination});
  if (auto fill = value.getDefiningOp<linalg::FillOp>())
    return convertFill(fill.getInputs().front(), destination);
  return convert({Root{value, destination}});
}

/// A nest that stores `scalar` in all of `view`, which is not empty.
static Nest fillNest(Value scalar, const MemoryView &view) {
  Nest nest;
  nest.exprs.push_back(std::make_unique<Expr>());
  Expr *value = nest.exprs.back().get();
  value->kind = Expr::Scalar;
  value->type = scalar.getType();
  value->scalar = scalar;
  Store store;
  store.value = value;
  store.buffer = view.buffer;
  store.form.constant = view.offset;
  for (auto [extent, stride] : llvm::zip_equal(view.shape, view.strides)) {
    if (extent == 1)
      continue;
    store.form.set(nest.dims.size(), stride);
    nest.dims.push_back({extent, false});
  }
  nest.stores.push_back(store);
  return nest;
}

bool KernelConverter::convertFill(Value scalar, const MemoryView &view) {
  if (llvm::is_contained(view.shape, 0))
    return true;
  Nest nest = fillNest(scalar, view);
  return emit(nest);
}

/// The rows of a buffer's border: what threads share of it. None if it is not
/// worth it.
std::optional<KernelConverter::BorderRows> KernelConverter::borderRows() const {
  if (roots.empty())
    return std::nullopt;
  BorderRows rows;
  int64_t longest = 0;
  for (const Root &root : roots) {
    const MemoryView &view = root.destination;
    if (isa<TensorType>(root.value.getType()) ||
        view.buffer != roots.front().destination.buffer ||
        llvm::is_contained(view.shape, 0))
      return std::nullopt;
    int64_t last = view.offset;
    for (auto [extent, stride] : llvm::zip_equal(view.shape, view.strides)) {
      last += (extent - 1) * stride;
      if (extent >= BorderRows::pieces / 2 && extent * stride > longest) {
        longest = extent * stride;
        rows.stride = stride;
      }
    }
    rows.middle = std::max(rows.middle, last / 2);
  }
  const unsigned bits = roots.front().value.getType().getIntOrFloatBitWidth();
  if (longest == 0 || !isWorthSharing(0, longest * bits / 8))
    return std::nullopt;
  return rows;
}

/// Fills the border of a buffer, if that is all there is to do, in one parallel
/// loop: each thread does it for those rows which are its own in the kernels
/// that write and read the rest.
bool KernelConverter::convertBorder() {
  const std::optional<BorderRows> rows = borderRows();
  if (!rows)
    return false;
  const Location location = kernel.getLoc();
  constexpr int64_t pieces = BorderRows::pieces;
  SmallVector<OpFoldResult> low = {builder.getIndexAttr(0)};
  SmallVector<OpFoldResult> high = {builder.getIndexAttr(pieces)};
  SmallVector<OpFoldResult> step = {builder.getIndexAttr(1)};
  auto loop = scf::ForallOp::create(builder, location, low, high, step,
                                    ValueRange(), std::nullopt);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  for (const Root &root : roots) {
    Nest nest = fillNest(root.value, root.destination);
    mergeDims(nest);
    Schedule schedule = scheduleTiles(
        nest, chooseLane(nest, lanesFor(nest, vectorBits), false), vectorBits);
    schedule.shared.reset();
    for (unsigned d : schedule.order)
      if (nest.stores.front().form[d] == rows->stride && schedule.tile[d] == 1)
        schedule.shared = d;
    schedule.pieces = pieces;
    OpBuilder::InsertionGuard branchGuard(builder);
    if (!schedule.shared) {
      // Rows above or below all others.
      const int64_t owner =
          root.destination.offset < rows->middle ? 0 : pieces - 1;
      Value number = arith::ConstantIndexOp::create(builder, location, owner);
      Value isOwner =
          arith::CmpIOp::create(builder, location, arith::CmpIPredicate::eq,
                                loop.getInductionVars().front(), number);
      builder.setInsertionPointToStart(
          scf::IfOp::create(builder, location, isOwner,
                            /*withElseRegion=*/false)
              .thenBlock());
    }
    emitTiles(builder, location, nest, memory, schedule);
  }
  return true;
}

/// What of `view` the box at `offsets` of `sizes` does not cover, slab by slab.
static SmallVector<MemoryView>
around(MemoryView view, ArrayRef<int64_t> offsets, ArrayRef<int64_t> sizes) {
  SmallVector<MemoryView> slabs;
  auto add = [&](unsigned d, int64_t begin, int64_t end) {
    if (begin == end)
      return;
    slabs.push_back(view);
    slabs.back().offset += begin * view.strides[d];
    slabs.back().shape[d] = end - begin;
  };
  for (unsigned d = 0; d < view.shape.size(); ++d) {
    add(d, 0, offsets[d]);
    add(d, offsets[d] + sizes[d], view.shape[d]);
    view.offset += offsets[d] * view.strides[d];
    view.shape[d] = sizes[d];
  }
  return slabs;
}

bool KernelConverter::convertInserts(const Root &root) {
  SmallVector<tensor::InsertSliceOp> inserts;
  Value base = root.value;
  while (auto insert = base.getDefiningOp<tensor::InsertSliceOp>()) {
    if (llvm::any_of(insert.getStaticOffsets(), ShapedType::isDynamic) ||
        llvm::any_of(insert.getStaticSizes(), ShapedType::isDynamic) ||
        llvm::any_of(insert.getStaticStrides(), ShapedType::isDynamic))
      return refuse("it inserts a slice where run time says");
    inserts.push_back(insert);
    base = insert.getDest();
  }
  auto fill = base.getDefiningOp<linalg::FillOp>();
  auto first = inserts.back();
  bool isDenseBox = llvm::all_of(first.getStaticStrides(),
                                 [](int64_t stride) { return stride == 1; });
  if (fill && isDenseBox) {
    for (const MemoryView &slab :
         around(root.destination, first.getStaticOffsets(),
                first.getStaticSizes()))
      if (!convertFill(fill.getInputs().front(), slab))
        return false;
  } else if (!store(base, root.destination)) {
    return false;
  }
  for (tensor::InsertSliceOp insert : llvm::reverse(inserts)) {
    MemoryView slice = sliceOf(
        root.destination, insert.getStaticOffsets(), insert.getStaticSizes(),
        insert.getStaticStrides(), insert.getDroppedDims());
    if (!store(insert.getSource(), slice))
      return false;
  }
  return true;
}

bool KernelConverter::toScratch(const llvm::SetVector<Value> &candidates,
                                ArrayRef<Root> waiting) {
  for (Value value : llvm::reverse(candidates)) {
    if (llvm::any_of(waiting,
                     [&](const Root &root) { return root.value == value; }))
      continue;
    auto type = cast<RankedTensorType>(value.getType());
    int64_t bytes = type.getNumElements() *
                    std::max<int64_t>(1, type.getElementTypeBitWidth() / 8);
    if (scratchBytes + bytes > kMaxScratchBytes)
      return refuse("an intermediate value is too large for scratch memory");
    scratchBytes += bytes;
    Value buffer = memref::AllocaOp::create(
        builder, value.getLoc(),
        MemRefType::get(type.getShape(), type.getElementType()),
        builder.getI64IntegerAttr(64));
    MemoryView view = *viewOfBuffer(buffer);
    if (!store(value, view))
      return false;
    memory.add(value, view);
    return true;
  }
  return false;
}

bool KernelConverter::convert(ArrayRef<Root> group) {
  // Each turn stores one reduction more.
  constexpr unsigned maxDepth = 64;
  if (depth >= maxDepth)
    return refuse("its reductions are nested too deeply");
  ++depth;
  llvm::scope_exit leave([&] { --depth; });
  if (llvm::is_contained(group.front().destination.shape, 0))
    return true;
  BuildFailure failure;
  NestBuilder nests(memory, builder);
  std::optional<Nest> nest = nests.build(group, failure);
  if (nest && emit(*nest)) {
    for (const Root &root : group)
      memory.add(root.value, root.destination);
    return true;
  }
  if (nest)
    for (const Reduction &reduction : llvm::reverse(nest->reductions))
      for (Value result : linalg::GenericOp(reduction.op)->getResults())
        failure.reductions.insert(result);
  if (toScratch(failure.reductions, group))
    return convert(group);
  return refuse(failure.reason);
}

bool KernelConverter::emit(Nest &nest) {
  if (!nest.reductions.empty() && !isRowNest(nest))
    return false;
  auto numParallel = llvm::count_if(nest.dims, [](const Dim &dim) {
    return !dim.isReduction && dim.extent > 1;
  });
  bool isTiled =
      nest.reductions.empty() ||
      (nest.reductions.size() == 1 &&
       llvm::count_if(nest.reductions.front().parallelDims, [&](unsigned d) {
         return nest.dims[d].extent > 1;
       }) == numParallel);
  if (!isTiled)
    keepCostlyValues(nest);
  mergeDims(nest);
  bool mayReduceLanes =
      nest.reductions.size() == 1 && isReorderable(nest.reductions.front());
  std::optional<unsigned> lane =
      chooseLane(nest, lanesFor(nest, vectorBits), isTiled && mayReduceLanes);
  Location location = kernel.getLoc();
  if (isTiled && !(lane && nest.dims[*lane].isReduction))
    emitTiles(builder, location, nest, memory,
              scheduleTiles(nest, lane, vectorBits));
  else
    emitRows(builder, location, nest, memory, lane, vectorBits);
  return true;
}

bool KernelConverter::convertRoots() {
  if (convertBorder())
    return true;
  SmallVector<Root> rest;
  for (const Root &root : roots)
    if (isa<TensorType>(root.value.getType()) &&
        !root.value.getDefiningOp<tensor::InsertSliceOp>())
      rest.push_back(root);
  bool together =
      rest.size() > 1 && rest.size() == roots.size() &&
      llvm::all_of(rest, [&](const Root &root) {
        return root.destination.shape == rest.front().destination.shape;
      });
  if (together) {
    BuildFailure failure;
    NestBuilder nests(memory, builder);
    std::optional<Nest> nest = nests.build(rest, failure);
    if (nest && emit(*nest))
      return true;
  }
  for (const Root &root : roots)
    if (!store(root.value, root.destination))
      return false;
  return true;
}

void KernelConverter::eraseNew(ArrayRef<Operation *> old) {
  llvm::SmallPtrSet<Operation *, 16> keep(old.begin(), old.end());
  SmallVector<Operation *> made;
  for (Operation &op : kernel.getBody().front().without_terminator())
    if (!keep.contains(&op))
      made.push_back(&op);
  for (Operation *op : llvm::reverse(made))
    op->erase();
}

void KernelConverter::eraseOld(ArrayRef<Operation *> old) {
  for (Operation *op : llvm::reverse(old))
    if (op->use_empty())
      op->erase();
}

bool KernelConverter::run(std::string &why) {
  SmallVector<Operation *> old;
  if (!llvm::hasSingleElement(kernel.getBody())) {
    why = "it has more than one block";
    return false;
  }
  Block &body = kernel.getBody().front();
  for (Operation &op : body.without_terminator())
    old.push_back(&op);
  builder.setInsertionPoint(body.getTerminator());
  if (!collectRoots() || !convertRoots()) {
    eraseNew(old);
    why = reason;
    return false;
  }
  eraseOld(old);
  return true;
}

bool convertKernel(func::FuncOp kernel, int64_t vectorBits,
                   std::string &reason) {
  return KernelConverter(kernel, vectorBits).run(reason);
}

} // namespace sm::vectorize
