// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "DimensionOrder.h"

#include "dialects/SM/ElementOrder.h"

#include "llvm/ADT/Sequence.h"

using namespace mlir;

namespace sm::onnx {

bool isIdentity(OrderRef order) {
  for (auto [i, dim] : llvm::enumerate(order))
    if (dim != static_cast<int64_t>(i))
      return false;
  return true;
}

Order identityOrder(int64_t rank) {
  return llvm::to_vector(llvm::seq<int64_t>(0, rank));
}

Order inverse(OrderRef order) {
  Order result(order.size());
  for (auto [i, dim] : llvm::enumerate(order))
    result[dim] = static_cast<int64_t>(i);
  return result;
}

Order compose(OrderRef first, OrderRef second) {
  return llvm::map_to_vector(second, [&](int64_t dim) { return first[dim]; });
}

RankedTensorType permuted(RankedTensorType type, OrderRef order) {
  return type.clone(llvm::map_to_vector(
      order, [&](int64_t dim) { return type.getDimSize(dim); }));
}

bool movesOnlyOnes(RankedTensorType type, OrderRef order) {
  int64_t last = -1;
  for (int64_t dim : order) {
    if (type.getDimSize(dim) == 1)
      continue;
    if (dim < last)
      return false;
    last = dim;
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

ElementsAttr transposed(ElementsAttr elements, OrderRef order) {
  StatusOr<ElementsAttr> moved =
      saved_model::transposedElements(elements, order);
  return moved.ok() ? *moved : ElementsAttr();
}

} // namespace sm::onnx
