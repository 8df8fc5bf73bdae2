// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// StridedSlice and Slice.

#include "Kernels/Elements.h"
#include "Kernels/Integers.h"
#include "sm/Ops/SliceSpec.h"
#include "sm/Runtime/ArrayKernels.h"
#include "sm/Runtime/ThreadPool.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <cassert>

namespace sm::runtime {

namespace {

/// A dimension to walk: how many elements, and how far apart in the input.
struct Walk {
  int64_t size, step;
};

/// The dimensions of the slice, outermost first; neighbours that make one
/// stretch of the input are one, and those of size 1 are left out. Adds to
/// `offset` where the slice starts.
absl::InlinedVector<Walk, 6>
makeWalks(const Shape &input, const ops::SliceSpec &spec, int64_t &offset) {
  absl::InlinedVector<int64_t, 6> strides(input.rank());
  int64_t stride = 1;
  for (int i = input.rank() - 1; i >= 0; --i) {
    strides[i] = stride;
    stride *= input.dim(i);
  }
  absl::InlinedVector<Walk, 6> walks;
  for (int i = 0; i < input.rank(); ++i) {
    offset += spec.begin[i] * strides[i];
    if (spec.size[i] == 1)
      continue;
    const int64_t step = spec.stride[i] * strides[i];
    if (!walks.empty() && walks.back().step == step * spec.size[i]) {
      walks.back().size *= spec.size[i];
      walks.back().step = step;
    } else {
      walks.push_back({spec.size[i], step});
    }
  }
  return walks;
}

void copySlice(const Tensor &input, absl::Span<const Walk> walks,
               int64_t offset, Tensor &output) {
  const Elements elements(input.dtype());
  const void *from = input.rawData();
  void *to = output.mutableRawData();
  const Walk inner = walks.empty() ? Walk{1, 1} : walks.back();
  const int64_t rows = output.numElements() / inner.size;
  const int64_t grain = std::max<int64_t>(1, (1 << 14) / inner.size);
  parallelFor(rows, grain, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row) {
      int64_t rest = row, start = offset;
      for (size_t i = walks.size(); i-- > 1;) {
        start += rest % walks[i - 1].size * walks[i - 1].step;
        rest /= walks[i - 1].size;
      }
      void *target = elements.at(to, row * inner.size);
      if (inner.step == 1)
        elements.copy(elements.at(from, start), target, inner.size);
      else
        elements.gather(elements.at(from, start), inner.step, target,
                        inner.size);
    }
  });
}

StatusOr<ops::SliceSpec> resolve(const ops::StridedSliceAttrs &attrs,
                                 const KernelContext &context) {
  ops::IntValues lists[3];
  for (int i = 0; i < 3; ++i) {
    SM_ASSIGN_OR_RETURN(const IntegerList list,
                        readIntegers(context.input(i + 1)));
    lists[i].assign(list.begin(), list.end());
  }
  ops::SliceMasks masks;
  masks.begin = attrs.begin_mask;
  masks.end = attrs.end_mask;
  masks.ellipsis = attrs.ellipsis_mask;
  masks.newAxis = attrs.new_axis_mask;
  masks.shrinkAxis = attrs.shrink_axis_mask;
  return ops::computeSliceSpec(context.input(0).shape(), lists[0], lists[1],
                               lists[2], masks);
}

} // namespace

static Status setSlice(const ops::SliceSpec &spec, KernelContext &context) {
  const Tensor &input = context.input(0);
  const std::optional<Shape> shape = spec.result.asShape();
  assert(shape && "the slice of a definite shape has one");
  if (shape->numElements() > 0) {
    int64_t offset = 0;
    const auto walks = makeWalks(input.shape(), spec, offset);
    const bool isStretch =
        walks.empty() || (walks.size() == 1 && walks[0].step == 1);
    // A stretch that starts at an aligned byte is a view.
    if (isStretch && input.dtype() != DType::String) {
      const Tensor flat = input.reshaped(Shape{input.numElements()});
      SM_ASSIGN_OR_RETURN(
          Tensor slice,
          flat.leadingSlice(offset, offset + shape->numElements()));
      context.setOutput(0, slice.reshaped(*shape));
      return absl::OkStatus();
    }
    SM_ASSIGN_OR_RETURN(Tensor * output,
                        context.allocateOutput(0, input.dtype(), *shape));
    copySlice(input, walks, offset, *output);
    return absl::OkStatus();
  }
  return context.allocateOutput(0, input.dtype(), *shape).status();
}

Status computeStridedSlice(const ops::StridedSliceAttrs &attrs,
                           KernelContext &context) {
  SM_ASSIGN_OR_RETURN(const ops::SliceSpec spec, resolve(attrs, context));
  return setSlice(spec, context);
}

Status computeSlice(const ops::SliceAttrs &, KernelContext &context) {
  const Tensor &input = context.input(0);
  SM_ASSIGN_OR_RETURN(const IntegerList begin, readIntegers(context.input(1)));
  SM_ASSIGN_OR_RETURN(const IntegerList size, readIntegers(context.input(2)));
  const size_t rank = input.rank();
  if (begin.size() != rank || size.size() != rank)
    return absl::InvalidArgumentError(absl::StrCat(
        "begin and size must have an entry for each dimension of ",
        input.shape().str(), ", not ", begin.size(), " and ", size.size()));
  ops::SliceSpec spec;
  Shape shape;
  for (size_t i = 0; i < rank; ++i) {
    const int64_t whole = input.dim(static_cast<int>(i));
    if (begin[i] < 0 || begin[i] > whole)
      return absl::InvalidArgumentError(absl::StrCat(
          "Expected begin[", i, "] in [0, ", whole, "], but got ", begin[i]));
    const int64_t count = size[i] == -1 ? whole - begin[i] : size[i];
    if (count < 0 || count > whole - begin[i])
      return absl::InvalidArgumentError(
          absl::StrCat("Expected size[", i, "] in [0, ", whole - begin[i],
                       "], but got ", size[i]));
    spec.begin.push_back(begin[i]);
    spec.stride.push_back(1);
    spec.size.push_back(count);
    shape.append(count);
  }
  spec.result = PartialShape(shape);
  return setSlice(spec, context);
}

} // namespace sm::runtime
