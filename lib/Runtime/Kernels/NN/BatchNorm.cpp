// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// FusedBatchNormV3. Images of any format are [outer, channels, inner], where
// inner is 1 if channels come last.

#include "ISA/ISA.h"
#include "Kernels/FloatBlocks.h"
#include "Kernels/Numbers.h"
#include "sm/Runtime/NNKernels.h"
#include "sm/Runtime/ThreadPool.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace sm::runtime {

namespace {

struct Layout {
  int64_t outer = 1, channels = 0, inner = 1;
  int64_t perChannel() const { return outer * inner; }
};

StatusOr<Layout> describe(const Shape &images, const std::string &format) {
  const bool isFirst = format == "NCHW" || format == "NCDHW";
  if (images.rank() < 4 || images.rank() != static_cast<int>(format.size()))
    return absl::InvalidArgumentError(absl::StrCat(
        "images ", images.str(), " do not have the format ", format));
  const int channel = isFirst ? 1 : images.rank() - 1;
  Layout layout;
  layout.channels = images.dim(channel);
  for (int i = 0; i < images.rank(); ++i)
    if (i != channel)
      (isFirst && i > channel ? layout.inner : layout.outer) *= images.dim(i);
  return layout;
}

/// Calls `fn(run, channel, count)` for stretches of neighbours of one channel,
/// or, if channels come last, element by element.
template <typename Fn>
void forEachRun(const Layout &layout, const float *values, Fn fn) {
  for (int64_t i = 0; i < layout.outer; ++i)
    for (int64_t c = 0; c < layout.channels; ++c, values += layout.inner)
      fn(values, c, layout.inner);
}

/// Means and variances (without Bessel's correction) of each channel.
void measure(const Layout &layout, const float *x, float *means,
             float *variances) {
  const double count = static_cast<double>(layout.perChannel());
  std::vector<double> sums(layout.channels);
  forEachRun(layout, x, [&](const float *run, int64_t c, int64_t size) {
    for (int64_t i = 0; i < size; ++i)
      sums[c] += run[i];
  });
  for (int64_t c = 0; c < layout.channels; ++c)
    means[c] = static_cast<float>(sums[c] / count);
  std::fill(sums.begin(), sums.end(), 0.0);
  forEachRun(layout, x, [&](const float *run, int64_t c, int64_t size) {
    for (int64_t i = 0; i < size; ++i) {
      const double distance = static_cast<double>(run[i]) - means[c];
      sums[c] += distance * distance;
    }
  });
  for (int64_t c = 0; c < layout.channels; ++c)
    variances[c] = static_cast<float>(sums[c] / count);
}

void normalize(const Layout &layout, const float *x, const float *means,
               const float *scales, const float *offsets, float *y) {
  if (layout.inner == 1) {
    const int64_t grain = std::max<int64_t>(1, (1 << 14) / layout.channels);
    parallelFor(layout.outer, grain, [&](int64_t begin, int64_t end) {
      isa::table().normalizeF32(x + begin * layout.channels, means, scales,
                                offsets, y + begin * layout.channels,
                                end - begin, layout.channels);
    });
    return;
  }
  const int64_t grain = std::max<int64_t>(1, (1 << 14) / layout.inner);
  parallelFor(layout.outer * layout.channels, grain,
              [&](int64_t begin, int64_t end) {
                for (int64_t run = begin; run < end; ++run) {
                  const int64_t c = run % layout.channels;
                  const float *from = x + run * layout.inner;
                  float *to = y + run * layout.inner;
                  for (int64_t i = 0; i < layout.inner; ++i)
                    to[i] = (from[i] - means[c]) * scales[c] + offsets[c];
                }
              });
}

/// Outputs 1 to 4: mean and variance for the moving averages, and those that y
/// is normalised by.
struct Statistics {
  Tensor mean, variance, savedMean, savedVariance;
};

/// What the batch says of itself.
StatusOr<Statistics> trainingStatistics(const ops::FusedBatchNormV3Attrs &attrs,
                                        const Layout &layout, const float *x,
                                        const Tensor &oldMean,
                                        const Tensor &oldVariance) {
  const int64_t channels = layout.channels;
  Statistics result;
  float *values[4];
  int next = 0;
  for (Tensor *output : {&result.mean, &result.variance, &result.savedMean,
                         &result.savedVariance}) {
    SM_ASSIGN_OR_RETURN(*output,
                        Tensor::allocate(DType::Float, Shape{channels}));
    values[next++] = output->mutableData<float>();
  }
  if (layout.perChannel() == 0) {
    for (float *output : values)
      std::fill_n(output, channels, std::numeric_limits<float>::quiet_NaN());
    return result;
  }
  measure(layout, x, values[2], values[3]);
  const float count = static_cast<float>(layout.perChannel());
  const float correction = count / std::max(count - 1.0f, 1.0f);
  const float share = attrs.exponential_avg_factor;
  const bool averages = share != 1.0f;
  if (averages && (oldMean.numElements() != channels ||
                   oldVariance.numElements() != channels))
    return absl::InvalidArgumentError(
        absl::StrCat("with exponential_avg_factor ", share,
                     " mean and variance must have an element for each of the ",
                     channels, " channels"));
  for (int64_t c = 0; c < channels; ++c) {
    values[0][c] = values[2][c];
    values[1][c] = values[3][c] * correction;
    if (averages) {
      values[0][c] =
          (1 - share) * oldMean.data<float>()[c] + share * values[0][c];
      values[1][c] =
          (1 - share) * oldVariance.data<float>()[c] + share * values[1][c];
    }
  }
  return result;
}

Status checkOperands(const ops::FusedBatchNormV3Attrs &attrs,
                     const KernelContext &context, const Layout &layout) {
  const DType dtype = context.input(0).dtype();
  if (!isHalfDType(dtype) && dtype != DType::Float)
    return unsupportedDType(dtype);
  if (context.input(1).dtype() != DType::Float)
    return unsupportedDType(context.input(1).dtype());
  for (int i = 1; i < (attrs.is_training ? 3 : 5); ++i)
    if (context.input(i).numElements() != layout.channels)
      return absl::InvalidArgumentError(
          absl::StrCat("input ", i, " ", context.input(i).shape().str(),
                       " must have an element for each channel of the images ",
                       context.input(0).shape().str()));
  return absl::OkStatus();
}

/// Writes output 0.
Status writeNormalized(const Layout &layout, const Tensor &x,
                       const Tensor &means, const Tensor &scales,
                       const Tensor &offsets, KernelContext &context) {
  SM_ASSIGN_OR_RETURN(Tensor * output, context.forwardInputOrAllocate({0}, 0));
  if (x.numElements() == 0)
    return absl::OkStatus();
  if (output->dtype() == DType::Float) {
    normalize(layout, x.data<float>(), means.data<float>(),
              scales.data<float>(), offsets.data<float>(),
              output->mutableData<float>());
    return absl::OkStatus();
  }
  SM_ASSIGN_OR_RETURN(Tensor y, Tensor::allocate(DType::Float, x.shape()));
  normalize(layout, x.data<float>(), means.data<float>(), scales.data<float>(),
            offsets.data<float>(), y.mutableData<float>());
  narrow(y.data<float>(), output->dtype(), output->mutableRawData(),
         y.numElements());
  return absl::OkStatus();
}

/// Writes outputs 0 to 4.
Status normalizeBatch(const ops::FusedBatchNormV3Attrs &attrs,
                      KernelContext &context) {
  SM_ASSIGN_OR_RETURN(const Layout layout,
                      describe(context.input(0).shape(), attrs.data_format));
  SM_RETURN_IF_ERROR(checkOperands(attrs, context, layout));
  SM_ASSIGN_OR_RETURN(const Tensor x, asFloat(context.input(0)));
  const Tensor &mean = context.input(3), &variance = context.input(4);
  Statistics statistics{mean, variance, mean, variance};
  // Without images there are no statistics in either mode, as in TensorFlow.
  if (attrs.is_training || layout.perChannel() == 0) {
    SM_ASSIGN_OR_RETURN(
        statistics,
        trainingStatistics(attrs, layout, x.data<float>(), mean, variance));
  }
  SM_ASSIGN_OR_RETURN(Tensor scales,
                      Tensor::allocate(DType::Float, Shape{layout.channels}));
  for (int64_t c = 0; c < layout.channels; ++c)
    scales.mutableData<float>()[c] =
        context.input(1).data<float>()[c] /
        std::sqrt(statistics.savedVariance.data<float>()[c] + attrs.epsilon);
  SM_RETURN_IF_ERROR(writeNormalized(layout, x, statistics.savedMean, scales,
                                     context.input(2), context));
  context.setOutput(1, statistics.mean);
  context.setOutput(2, statistics.variance);
  context.setOutput(3, statistics.savedMean);
  context.setOutput(4, statistics.savedVariance);
  return absl::OkStatus();
}

} // namespace

Status computeFusedBatchNorm(const ops::FusedBatchNormAttrs &attrs,
                             KernelContext &context) {
  ops::FusedBatchNormV3Attrs same;
  same.epsilon = attrs.epsilon;
  same.exponential_avg_factor = attrs.exponential_avg_factor;
  same.data_format = attrs.data_format;
  same.is_training = attrs.is_training;
  return normalizeBatch(same, context);
}

Status computeFusedBatchNormV3(const ops::FusedBatchNormV3Attrs &attrs,
                               KernelContext &context) {
  SM_RETURN_IF_ERROR(normalizeBatch(attrs, context));
  // No meaning on a CPU, as in TensorFlow.
  SM_ASSIGN_OR_RETURN(Tensor * reserve,
                      context.allocateOutput(5, DType::Float, Shape{}));
  *reserve->mutableData<float>() = 0;
  return absl::OkStatus();
}

} // namespace sm::runtime
