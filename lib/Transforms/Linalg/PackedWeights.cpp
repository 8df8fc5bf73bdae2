// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Constants in the order in which a kernel reads them. Bytes are moved in C++,
// since folding a weight as an attribute would copy and hash it.

#include "PackedWeights.h"

#include "dialects/SM/SMDialect.h"
#include "sm/Support/Memory.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/Parallel.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

using namespace mlir;

namespace sm {

Blocking blockingFor(int64_t extent, int64_t lanes) {
  for (int64_t block : {2 * lanes, lanes})
    if (extent % block == 0)
      return {block, extent};
  // Zeroes cost less than vectors that are half used.
  int64_t block = extent <= lanes / 2 ? std::max<int64_t>(lanes / 2, 1) : lanes;
  return {block, static_cast<int64_t>(llvm::alignTo(extent, block))};
}

namespace {

/// One walk over the elements of a constant in a new order.
struct Packing {
  const char *source;
  char *target;
  size_t size;                  // bytes of an element
  SmallVector<int64_t> extents; // of the dimensions in `order`
  SmallVector<int64_t> strides; // of these in the source, in elements
  int64_t cutExtent, cutStride, block;
  int64_t rows; // product of `extents`

  /// Writes block number `index`.
  void packBlock(int64_t index) const {
    int64_t first = index * block;
    int64_t count = std::min(block, cutExtent - first);
    if (count <= 0)
      return;
    const char *from = source + first * cutStride * size;
    char *to = target + index * rows * block * size;
    SmallVector<int64_t> at(extents.size(), 0);
    int64_t offset = 0;
    for (int64_t row = 0; row < rows; ++row, to += block * size) {
      copyRun(from + offset * size, to, count);
      for (size_t d = extents.size(); d-- > 0;) {
        offset += strides[d];
        if (++at[d] < extents[d])
          break;
        offset -= strides[d] * extents[d];
        at[d] = 0;
      }
    }
  }

  void copyRun(const char *from, char *to, int64_t count) const {
    if (cutStride == 1) {
      std::memcpy(to, from, count * size);
    } else if (size == 4) {
      for (int64_t i = 0; i < count; ++i)
        std::memcpy(to + i * 4, from + i * cutStride * 4, 4);
    } else {
      for (int64_t i = 0; i < count; ++i)
        std::memcpy(to + i * size, from + i * cutStride * size, size);
    }
  }
};

} // namespace

StatusOr<ElementsAttr> packElements(ElementsAttr elements,
                                    ArrayRef<unsigned> order, unsigned cut,
                                    const Blocking &blocking) {
  SM_ASSIGN_OR_RETURN(saved_model::DataBytes data,
                      saved_model::elementBytes(elements));
  ArrayRef<int64_t> shape = elements.getShapedType().getShape();
  SmallVector<int64_t> strides(shape.size(), 1);
  for (size_t d = shape.size(); d-- > 1;)
    strides[d - 1] = strides[d] * shape[d];
  Packing packing;
  packing.size = data.bytes.size() / elements.getNumElements();
  packing.source = data.bytes.data();
  packing.cutExtent = shape[cut];
  packing.cutStride = strides[cut];
  packing.block = blocking.block;
  packing.rows = 1;
  int64_t blocks = blocking.padded / blocking.block;
  SmallVector<int64_t> packedShape{blocks};
  for (unsigned d : order) {
    packing.extents.push_back(shape[d]);
    packing.strides.push_back(strides[d]);
    packing.rows *= shape[d];
    packedShape.push_back(shape[d]);
  }
  packedShape.push_back(blocking.block);
  int64_t count = blocks * packing.rows * blocking.block;
  SM_RETURN_IF_ERROR(checkFitsInMemory(count, packing.size));
  auto packed = std::make_shared<std::vector<char>>(count * packing.size);
  packing.target = packed->data();
  constexpr int64_t kWorthThreads = 1 << 20;
  if (count < kWorthThreads) {
    for (int64_t index = 0; index < blocks; ++index)
      packing.packBlock(index);
  } else {
    llvm::parallelFor(0, blocks, [&](size_t index) {
      packing.packBlock(static_cast<int64_t>(index));
    });
  }
  return saved_model::elementsFor(
      RankedTensorType::get(packedShape,
                            elements.getShapedType().getElementType()),
      absl::MakeConstSpan(*packed), packed);
}

} // namespace sm
