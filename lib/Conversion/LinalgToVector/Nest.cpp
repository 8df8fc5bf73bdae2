// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Merging of dimensions: a 1x1 convolution becomes a matrix product, the last
// two loops of a window of all channels one long one.

#include "Nest.h"

using namespace mlir;

namespace sm::vectorize {

static bool asksForIndex(linalg::GenericOp op) {
  bool asks = false;
  op.getRegion().walk([&](linalg::IndexOp) { asks = true; });
  return asks;
}

void forEachForm(Nest &nest, function_ref<void(LinearForm &)> visit) {
  for (auto &expr : nest.exprs) {
    if (expr->kind == Expr::Load || expr->isKept)
      visit(expr->form);
    if (expr->kind == Expr::Apply && asksForIndex(expr->op))
      for (LinearForm &loop : expr->loops)
        visit(loop);
  }
  for (Reduction &reduction : nest.reductions)
    if (asksForIndex(reduction.op))
      for (LinearForm &loop : reduction.loops)
        visit(loop);
  for (Store &store : nest.stores)
    visit(store.form);
}

/// Which loops a dimension belongs to: only dimensions of the same stages may
/// become one.
static SmallVector<unsigned> stagesOf(const Nest &nest, unsigned d) {
  SmallVector<unsigned> stages;
  for (auto [index, reduction] : llvm::enumerate(nest.reductions)) {
    if (llvm::is_contained(reduction.dims, d))
      stages.push_back(2 * index);
    if (llvm::is_contained(reduction.parallelDims, d))
      stages.push_back(2 * index + 1);
  }
  return stages;
}

static bool canMerge(Nest &nest, unsigned outer, unsigned inner) {
  const Dim &a = nest.dims[outer], &b = nest.dims[inner];
  if (a.extent <= 1 || b.extent <= 1 || a.isReduction != b.isReduction)
    return false;
  if (stagesOf(nest, outer) != stagesOf(nest, inner))
    return false;
  if (nest.partial) {
    const PartialBlock &partial = *nest.partial;
    bool both = partial.block == outer && partial.inner == inner;
    bool touches = llvm::is_contained({partial.block, partial.inner}, outer) ||
                   llvm::is_contained({partial.block, partial.inner}, inner);
    if (touches && !both)
      return false;
  }
  bool fits = true;
  forEachForm(nest, [&](LinearForm &form) {
    fits &= form[outer] == form[inner] * b.extent;
  });
  return fits;
}

static void merge(Nest &nest, unsigned outer, unsigned inner) {
  nest.dims[inner].extent *= nest.dims[outer].extent;
  nest.dims[outer].extent = 1;
  if (nest.partial && nest.partial->block == outer) {
    nest.dims[inner].extent = nest.partial->bound;
    nest.partial.reset();
  }
  forEachForm(nest, [&](LinearForm &form) { form.set(outer, 0); });
  for (Reduction &reduction : nest.reductions) {
    llvm::erase(reduction.dims, outer);
    llvm::erase(reduction.parallelDims, outer);
  }
}

void mergeDims(Nest &nest) {
  bool changed = true;
  while (changed) {
    changed = false;
    for (unsigned outer = 0; outer < nest.dims.size(); ++outer)
      for (unsigned inner = 0; inner < nest.dims.size(); ++inner)
        if (outer != inner && canMerge(nest, outer, inner)) {
          merge(nest, outer, inner);
          changed = true;
        }
  }
}

int64_t countPoints(const Nest &nest, bool withReductions) {
  int64_t points = 1;
  for (const Dim &dim : nest.dims)
    if (withReductions || !dim.isReduction)
      points *= dim.extent;
  return points;
}

} // namespace sm::vectorize
