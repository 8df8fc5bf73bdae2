// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/SM/ElementOrder.h"

#include "dialects/SM/SMDialect.h"

#include "llvm/ADT/STLExtras.h"

#include "absl/strings/str_cat.h"

#include <cstring>
#include <memory>

using namespace mlir;

namespace sm::saved_model {

/// Constants of more elements are not kept in a second order.
static constexpr int64_t kMaxCopied = 1024;

/// Computations that one request may make. A chain of hundreds would be made
/// each time that anybody looks.
static constexpr int kMaxSteps = 2;

namespace {

/// A dimension of the result: its size, and the steps from one element to the
/// next in source and result, counted in elements.
struct Axis {
  int64_t size, from, to;
};

} // namespace

/// Axes that lie beside each other in both tensors are one; ones are none.
static SmallVector<Axis> mergedAxes(ArrayRef<int64_t> shape,
                                    ArrayRef<int64_t> order) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (size_t i = shape.size(); i-- > 1;)
    strides[i - 1] = strides[i] * shape[i];
  SmallVector<Axis> axes;
  for (int64_t dim : order) {
    if (shape[dim] == 1)
      continue;
    if (!axes.empty() && axes.back().from == shape[dim] * strides[dim]) {
      axes.back().size *= shape[dim];
      axes.back().from = strides[dim];
    } else {
      axes.push_back({shape[dim], strides[dim], 0});
    }
  }
  int64_t step = 1;
  for (Axis &axis : llvm::reverse(axes)) {
    axis.to = step;
    step *= axis.size;
  }
  return axes;
}

/// Copies the plane of two axes block by block, so that neither side leaves the
/// cache between two elements of a line.
template <size_t size>
static void copyPlane(const char *from, char *to, const Axis &rows,
                      const Axis &columns) {
  constexpr int64_t kBlock = 32;
  for (int64_t r = 0; r < rows.size; r += kBlock)
    for (int64_t c = 0; c < columns.size; c += kBlock)
      for (int64_t i = r; i < std::min(r + kBlock, rows.size); ++i)
        for (int64_t j = c; j < std::min(c + kBlock, columns.size); ++j)
          std::memcpy(to + (i * rows.to + j * columns.to) * size,
                      from + (i * rows.from + j * columns.from) * size, size);
}

template <size_t size>
static void copyElements(const char *from, char *to, ArrayRef<Axis> axes) {
  // The plane that matters is that of either side's last axis.
  const auto *inner = llvm::find_if(axes, [](Axis a) { return a.from == 1; });
  SmallVector<Axis> outer;
  Axis rows = {1, 0, 0}, columns = axes.empty() ? rows : axes.back();
  for (const Axis &axis : axes.empty() ? axes : axes.drop_back())
    if (&axis == inner)
      rows = axis;
    else
      outer.push_back(axis);
  SmallVector<int64_t> index(outer.size());
  while (true) {
    int64_t source = 0, target = 0;
    for (auto [at, axis] : llvm::zip_equal(index, outer)) {
      source += at * axis.from;
      target += at * axis.to;
    }
    copyPlane<size>(from + source * size, to + target * size, rows, columns);
    size_t i = outer.size();
    while (i > 0 && ++index[i - 1] == outer[i - 1].size)
      index[--i] = 0;
    if (i == 0)
      return;
  }
}

static bool copyOfSize(size_t size, const char *from, char *to,
                       ArrayRef<Axis> axes) {
  switch (size) {
  case 1:
    return copyElements<1>(from, to, axes), true;
  case 2:
    return copyElements<2>(from, to, axes), true;
  case 4:
    return copyElements<4>(from, to, axes), true;
  case 8:
    return copyElements<8>(from, to, axes), true;
  case 16:
    return copyElements<16>(from, to, axes), true;
  default:
    return false;
  }
}

/// The bytes of `attr` in the order of `axes`.
static StatusOr<DataBytes> movedBytes(ElementsAttr attr, ArrayRef<Axis> axes) {
  SM_ASSIGN_OR_RETURN(DataBytes data, elementBytes(attr));
  auto count = static_cast<size_t>(attr.getNumElements());
  size_t size = data.bytes.size();
  // Not cleared first: each byte is written.
  std::shared_ptr<char[]> bytes(new char[size]);
  if (count > 0 &&
      !copyOfSize(size / count, data.bytes.data(), bytes.get(), axes))
    return absl::UnimplementedError(
        absl::StrCat("elements of ", size / count,
                     " bytes cannot be brought into another order"));
  return DataBytes{absl::MakeConstSpan(bytes.get(), size), bytes};
}

StatusOr<ElementsAttr> transposedElements(ElementsAttr attr,
                                          ArrayRef<int64_t> order,
                                          ArrayRef<int64_t> shape) {
  auto type = cast<RankedTensorType>(attr.getType());
  SmallVector<int64_t> sizes(shape);
  if (shape.empty())
    for (int64_t dim : order)
      sizes.push_back(type.getDimSize(dim));
  auto result = RankedTensorType::get(sizes, type.getElementType());
  SmallVector<Axis> axes = mergedAxes(type.getShape(), order);
  // One run of elements: nothing but the shape changes.
  if (axes.size() <= 1 || attr.isSplat())
    if (ElementsAttr same = reshapedElements(attr, sizes))
      return same;
  // All weights of a model in two orders would be twice its size in memory.
  int steps = stepsBehind(attr);
  if (isa<DataAttr>(attr) && steps < kMaxSteps &&
      type.getNumElements() > kMaxCopied) {
    // Unreadable bytes are to be known now; who computes has read them.
    if (steps == 0)
      SM_RETURN_IF_ERROR(elementBytes(attr).status());
    auto *dialect = attr.getContext()->getOrLoadDialect<SMDialect>();
    std::string key = dialect->data().addComputed(
        [attr, axes]() { return movedBytes(attr, axes); }, steps + 1);
    return DataAttr::get(attr.getContext(), DataManager::kMemory, key, result);
  }
  SM_ASSIGN_OR_RETURN(DataBytes moved, movedBytes(attr, axes));
  return elementsFor(result, moved.bytes, moved.owner);
}

ElementsAttr reshapedElements(ElementsAttr attr, ArrayRef<int64_t> shape) {
  auto type = RankedTensorType::get(shape, attr.getElementType());
  if (auto dense = dyn_cast<DenseElementsAttr>(attr))
    return dense.reshape(type);
  if (auto strings = dyn_cast<DenseStringElementsAttr>(attr))
    return DenseStringElementsAttr::get(type, strings.getRawStringData());
  if (auto data = dyn_cast<DataAttr>(attr))
    return DataAttr::get(attr.getContext(), data.getSource(), data.getKey(),
                         type);
  return {};
}

} // namespace sm::saved_model
