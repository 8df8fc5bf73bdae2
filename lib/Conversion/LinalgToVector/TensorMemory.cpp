// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Views of memory: reshapes and slices change strides, not bytes.

#include "TensorMemory.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;

namespace sm::vectorize {

static std::optional<MemoryView> viewOfSubview(memref::SubViewOp op) {
  std::optional<MemoryView> source = viewOfBuffer(op.getSource());
  if (!source || llvm::any_of(op.getStaticOffsets(), ShapedType::isDynamic) ||
      llvm::any_of(op.getStaticSizes(), ShapedType::isDynamic) ||
      llvm::any_of(op.getStaticStrides(), ShapedType::isDynamic))
    return std::nullopt;
  return sliceOf(*source, op.getStaticOffsets(), op.getStaticSizes(),
                 op.getStaticStrides(), op.getDroppedDims());
}

std::optional<MemoryView> viewOfBuffer(Value buffer) {
  if (auto part = buffer.getDefiningOp<memref::SubViewOp>())
    return viewOfSubview(part);
  auto type = dyn_cast<MemRefType>(buffer.getType());
  if (!type || !type.hasStaticShape())
    return std::nullopt;
  MemoryView view;
  view.buffer = buffer;
  view.shape.assign(type.getShape().begin(), type.getShape().end());
  // The first element of the type's layout is where the buffer's flat form
  // begins, so its offset does not matter.
  int64_t offset = 0;
  if (failed(type.getStridesAndOffset(view.strides, offset)) || offset != 0 ||
      llvm::is_contained(view.strides, ShapedType::kDynamic))
    return std::nullopt;
  return view;
}

MemoryView sliceOf(const MemoryView &view, ArrayRef<int64_t> offsets,
                   ArrayRef<int64_t> sizes, ArrayRef<int64_t> strides,
                   const llvm::SmallBitVector &dropped) {
  MemoryView slice;
  slice.buffer = view.buffer;
  slice.offset = view.offset;
  for (unsigned d = 0; d < view.shape.size(); ++d) {
    slice.offset += offsets[d] * view.strides[d];
    if (dropped.test(d))
      continue;
    slice.shape.push_back(sizes[d]);
    slice.strides.push_back(strides[d] * view.strides[d]);
  }
  return slice;
}

static std::optional<MemoryView> collapse(const MemoryView &view,
                                          tensor::CollapseShapeOp op) {
  MemoryView result;
  result.buffer = view.buffer;
  result.offset = view.offset;
  for (const ReassociationIndices &group : op.getReassociationIndices()) {
    int64_t size = 1, stride = 1;
    for (int64_t d : llvm::reverse(group)) {
      if (view.shape[d] == 1)
        continue;
      if (size == 1)
        stride = view.strides[d];
      else if (view.strides[d] != stride * size)
        return std::nullopt;
      size *= view.shape[d];
    }
    result.shape.push_back(size);
    result.strides.push_back(stride);
  }
  return result;
}

static MemoryView expand(const MemoryView &view, tensor::ExpandShapeOp op) {
  MemoryView result;
  result.buffer = view.buffer;
  result.offset = view.offset;
  ArrayRef<int64_t> shape = op.getResultType().getShape();
  result.shape.assign(shape.begin(), shape.end());
  result.strides.resize(shape.size());
  for (auto [source, group] : llvm::enumerate(op.getReassociationIndices())) {
    int64_t stride = view.strides[source];
    for (int64_t d : llvm::reverse(group)) {
      result.strides[d] = stride;
      stride *= shape[d];
    }
  }
  return result;
}

/// The elements between the first and the last one of `view`, which is not
/// empty, with both.
static std::pair<int64_t, int64_t> rangeOf(const MemoryView &view) {
  int64_t last = view.offset;
  for (auto [extent, stride] : llvm::zip_equal(view.shape, view.strides))
    last += (extent - 1) * stride;
  return {view.offset, last};
}

void TensorMemory::forget(const MemoryView &place) {
  if (llvm::is_contained(place.shape, 0))
    return;
  auto [first, last] = rangeOf(place);
  for (auto &entry : llvm::make_early_inc_range(known)) {
    const MemoryView &view = entry.second;
    if (view.buffer != place.buffer || llvm::is_contained(view.shape, 0))
      continue;
    auto [from, to] = rangeOf(view);
    if (from <= last && first <= to)
      known.erase(entry.first);
  }
}

std::optional<MemoryView> TensorMemory::find(Value tensor) const {
  auto type = dyn_cast<RankedTensorType>(tensor.getType());
  if (!type || !type.hasStaticShape())
    return std::nullopt;
  if (auto it = known.find(tensor); it != known.end())
    return it->second;
  Operation *op = tensor.getDefiningOp();
  if (!op)
    return std::nullopt;
  if (auto toTensor = dyn_cast<bufferization::ToTensorOp>(op))
    return viewOfBuffer(toTensor.getBuffer());
  if (!isa<tensor::CollapseShapeOp, tensor::ExpandShapeOp,
           tensor::ExtractSliceOp>(op))
    return std::nullopt;
  std::optional<MemoryView> source = find(op->getOperand(0));
  if (!source)
    return std::nullopt;
  if (auto collapsed = dyn_cast<tensor::CollapseShapeOp>(op))
    return collapse(*source, collapsed);
  if (auto expanded = dyn_cast<tensor::ExpandShapeOp>(op))
    return expand(*source, expanded);
  auto slice = cast<tensor::ExtractSliceOp>(op);
  if (llvm::any_of(slice.getStaticOffsets(), ShapedType::isDynamic) ||
      llvm::any_of(slice.getStaticStrides(), ShapedType::isDynamic))
    return std::nullopt;
  return sliceOf(*source, slice.getStaticOffsets(), slice.getStaticSizes(),
                 slice.getStaticStrides(), slice.getDroppedDims());
}

} // namespace sm::vectorize
