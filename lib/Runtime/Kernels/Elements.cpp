// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Loops that move elements by width, and the general transposition.

#include "Elements.h"

#include "sm/Runtime/ThreadPool.h"

#include "absl/container/inlined_vector.h"

#include <algorithm>
#include <cstring>

namespace sm::runtime {

namespace {

struct Wide {
  uint64_t halves[2];
};

/// Calls `fn` with a null pointer to a type of the given width.
template <typename Fn>
void byWidth(bool isString, int64_t width, Fn fn) {
  if (isString)
    return fn(static_cast<Bytes *>(nullptr));
  switch (width) {
  case 1:
    return fn(static_cast<uint8_t *>(nullptr));
  case 2:
    return fn(static_cast<uint16_t *>(nullptr));
  case 4:
    return fn(static_cast<uint32_t *>(nullptr));
  case 8:
    return fn(static_cast<uint64_t *>(nullptr));
  default:
    return fn(static_cast<Wide *>(nullptr));
  }
}

template <typename T>
void transposeTiles(const T *from, int64_t fromStride, T *to, int64_t toStride,
                    int64_t rows, int64_t columns) {
  // A tile of both sides stays in the first-level cache.
  constexpr int64_t kTile = 16;
  for (int64_t row = 0; row < rows; row += kTile)
    for (int64_t column = 0; column < columns; column += kTile) {
      const int64_t lastRow = std::min(rows, row + kTile);
      const int64_t lastColumn = std::min(columns, column + kTile);
      for (int64_t c = column; c < lastColumn; ++c)
        for (int64_t r = row; r < lastRow; ++r)
          to[c * toStride + r] = from[r * fromStride + c];
    }
}

} // namespace

void Elements::copy(const void *from, void *to, int64_t count) const {
  if (isString)
    std::copy_n(static_cast<const Bytes *>(from), count,
                static_cast<Bytes *>(to));
  else if (count > 0)
    std::memcpy(to, from, count * width);
}

void Elements::gather(const void *from, int64_t step, void *to,
                      int64_t count) const {
  byWidth(isString, width, [&](auto *type) {
    using T = std::remove_pointer_t<decltype(type)>;
    const T *source = static_cast<const T *>(from);
    T *target = static_cast<T *>(to);
    for (int64_t i = 0; i < count; ++i)
      target[i] = source[i * step];
  });
}

void Elements::fill(const void *value, void *to, int64_t count) const {
  byWidth(isString, width, [&](auto *type) {
    using T = std::remove_pointer_t<decltype(type)>;
    std::fill_n(static_cast<T *>(to), count, *static_cast<const T *>(value));
  });
}

void Elements::clear(void *to, int64_t count) const {
  if (isString)
    for (int64_t i = 0; i < count; ++i)
      static_cast<Bytes *>(to)[i].clear();
  else if (count > 0)
    std::memset(to, 0, count * width);
}

void Elements::transpose(const void *from, int64_t fromStride, void *to,
                         int64_t toStride, int64_t rows,
                         int64_t columns) const {
  byWidth(isString, width, [&](auto *type) {
    using T = std::remove_pointer_t<decltype(type)>;
    transposeTiles(static_cast<const T *>(from), fromStride,
                   static_cast<T *>(to), toStride, rows, columns);
  });
}

namespace {

/// A dimension of the output: its size and how far its steps go in both.
struct Axis {
  int64_t size, inStride, outStride;
};
using Axes = absl::InlinedVector<Axis, 6>;

/// The output's dimensions, outermost first, neighbours that stay together
/// made one and those of size 1 left out.
Axes collapsedAxes(const Tensor &input, absl::Span<const int> perm) {
  absl::InlinedVector<int64_t, 6> strides(perm.size());
  int64_t stride = 1;
  for (int i = input.rank() - 1; i >= 0; --i) {
    strides[i] = stride;
    stride *= input.dim(i);
  }
  Axes axes;
  for (int source : perm) {
    const int64_t size = input.dim(source);
    if (size == 1)
      continue;
    if (!axes.empty() && axes.back().inStride == strides[source] * size) {
      axes.back().size *= size;
      axes.back().inStride = strides[source];
    } else {
      axes.push_back({size, strides[source], 0});
    }
  }
  int64_t outStride = 1;
  for (size_t i = axes.size(); i-- > 0;) {
    axes[i].outStride = outStride;
    outStride *= axes[i].size;
  }
  return axes;
}

/// Calls `body(inOffset, outOffset)` for positions [begin, end) of the axes.
template <typename Body>
void forPositions(const Axes &axes, int64_t begin, int64_t end, Body body) {
  for (int64_t position = begin; position < end; ++position) {
    int64_t rest = position, in = 0, out = 0;
    for (size_t i = axes.size(); i-- > 0;) {
      const int64_t index = rest % axes[i].size;
      rest /= axes[i].size;
      in += index * axes[i].inStride;
      out += index * axes[i].outStride;
    }
    body(in, out);
  }
}

} // namespace

void transposeInto(const Tensor &input, absl::Span<const int> perm,
                   Tensor &output) {
  const int64_t total = input.numElements();
  if (total == 0)
    return;
  const Elements elements(input.dtype());
  const void *from = input.rawData();
  void *to = output.mutableRawData();
  Axes axes = collapsedAxes(input, perm);
  if (axes.size() <= 1)
    return elements.copy(from, to, total);

  const Axis inner = axes.back();
  axes.pop_back();
  if (inner.inStride == 1) { // Runs of elements stay together.
    const int64_t grain = std::max<int64_t>(1, (1 << 14) / inner.size);
    parallelFor(total / inner.size, grain, [&](int64_t begin, int64_t end) {
      forPositions(axes, begin, end, [&](int64_t in, int64_t out) {
        elements.copy(elements.at(from, in), elements.at(to, out), inner.size);
      });
    });
    return;
  }
  // One other axis runs over neighbours in the input: a transposition of it
  // with the innermost, for each position of the rest.
  const auto other =
      std::find_if(axes.begin(), axes.end(),
                   [](const Axis &axis) { return axis.inStride == 1; });
  const Axis fast = *other;
  axes.erase(other);
  const int64_t tiles = total / inner.size / fast.size;
  const int64_t strip = tiles >= numThreads() ? inner.size : 64;
  const int64_t strips = (inner.size + strip - 1) / strip;
  const int64_t grain = std::max<int64_t>(1, (1 << 14) / (fast.size * strip));
  parallelFor(tiles * strips, grain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const int64_t row = i % strips * strip;
      forPositions(
          axes, i / strips, i / strips + 1, [&](int64_t in, int64_t out) {
            elements.transpose(elements.at(from, in + row * inner.inStride),
                               inner.inStride, elements.at(to, out + row),
                               fast.outStride,
                               std::min(strip, inner.size - row), fast.size);
          });
    }
  });
}

StatusOr<Tensor> transposed(const Tensor &input, absl::Span<const int> perm) {
  Shape shape;
  for (int source : perm)
    shape.append(input.dim(source));
  SM_ASSIGN_OR_RETURN(Tensor result, Tensor::allocate(input.dtype(), shape));
  transposeInto(input, perm, result);
  return result;
}

} // namespace sm::runtime
