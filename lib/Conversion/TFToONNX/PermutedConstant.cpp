// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "PermutedConstant.h"

#include "dialects/SM/ElementOrder.h"

using namespace mlir;

namespace sm::tf_to_onnx {

StatusOr<ElementsAttr> permutedConstant(ElementsAttr attr,
                                        ArrayRef<int64_t> permutation,
                                        ArrayRef<int64_t> shape) {
  return saved_model::transposedElements(attr, permutation, shape);
}

} // namespace sm::tf_to_onnx
