// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Loops that reduce rows: sums, softmax, depthwise convolution.

#include "Loops.h"
#include "VectorMath.h"

namespace sm::runtime::isa::SM_ISA {

namespace {

/// Partial results side by side, so that the loop over them is vector code.
constexpr int kLanes = 32;

float sumOfLanes(const float *lanes) {
  float sums[kLanes / 2];
  for (int i = 0; i < kLanes / 2; ++i)
    sums[i] = lanes[i] + lanes[i + kLanes / 2];
  for (int width = kLanes / 4; width > 0; width /= 2)
    for (int i = 0; i < width; ++i)
      sums[i] += sums[i + width];
  return sums[0];
}

float rowMaximum(const float *in, int64_t count) {
  float lanes[kLanes];
  for (int j = 0; j < kLanes; ++j)
    lanes[j] = in[0];
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes)
    for (int j = 0; j < kLanes; ++j)
      lanes[j] = lanes[j] < in[i + j] ? in[i + j] : lanes[j];
  float result = in[0];
  for (int j = 0; j < kLanes; ++j)
    result = result < lanes[j] ? lanes[j] : result;
  for (; i < count; ++i)
    result = result < in[i] ? in[i] : result;
  return result;
}

float rowSum(const float *in, int64_t count) {
  float lanes[kLanes] = {};
  int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes)
    for (int j = 0; j < kLanes; ++j)
      lanes[j] += in[i + j];
  float result = sumOfLanes(lanes);
  for (; i < count; ++i)
    result += in[i];
  return result;
}

} // namespace

void softmaxF32(const float *in, float *out, int64_t rows, int64_t columns) {
  for (int64_t row = 0; row < rows; ++row) {
    const float *from = in + row * columns;
    float *to = out + row * columns;
    const float maximum = rowMaximum(from, columns);
    for (int64_t i = 0; i < columns; ++i)
      to[i] = exponential(from[i] - maximum);
    const float sum = rowSum(to, columns);
    for (int64_t i = 0; i < columns; ++i)
      to[i] = to[i] / sum;
  }
}

double sumF32(const float *in, int64_t count) {
  // Floats for short stretches, doubles across them.
  constexpr int64_t kStretch = 512;
  double result = 0;
  for (int64_t begin = 0; begin < count; begin += kStretch) {
    const int64_t left = count - begin;
    result += static_cast<double>(
        rowSum(in + begin, left < kStretch ? left : kStretch));
  }
  return result;
}

namespace {

/// Adds the products of one output pixel's taps for channels [c, c + kBlock).
template <int kBlock>
inline void depthwiseBlock(const DepthwiseRow &row, int64_t x, int64_t c) {
  float sums[kBlock] = {};
  const int64_t start = x * row.stride - row.padBefore;
  for (int64_t r = 0; r < row.numRows; ++r)
    for (int64_t k = 0; k < row.filterWidth; ++k) {
      const int64_t position = start + k * row.dilation;
      if (position < 0 || position >= row.inputWidth)
        continue;
      const float *in = row.inputRows[r] + position * row.channels + c;
      const float *filter = row.filterRows[r] + k * row.channels + c;
      for (int j = 0; j < kBlock; ++j)
        sums[j] += in[j] * filter[j];
    }
  float *out = row.output + x * row.channels + c;
  for (int j = 0; j < kBlock; ++j)
    out[j] = sums[j];
}

void depthwiseWithMultiplier(const DepthwiseRow &row, int64_t x) {
  const int64_t outputs = row.channels * row.multiplier;
  float *out = row.output + x * outputs;
  for (int64_t i = 0; i < outputs; ++i)
    out[i] = 0.0f;
  const int64_t start = x * row.stride - row.padBefore;
  for (int64_t r = 0; r < row.numRows; ++r)
    for (int64_t k = 0; k < row.filterWidth; ++k) {
      const int64_t position = start + k * row.dilation;
      if (position < 0 || position >= row.inputWidth)
        continue;
      const float *in = row.inputRows[r] + position * row.channels;
      const float *filter = row.filterRows[r] + k * outputs;
      for (int64_t c = 0; c < row.channels; ++c)
        for (int64_t m = 0; m < row.multiplier; ++m)
          out[c * row.multiplier + m] += in[c] * filter[c * row.multiplier + m];
    }
}

} // namespace

void depthwiseRowF32(const DepthwiseRow &row) {
  for (int64_t x = 0; x < row.outputWidth; ++x) {
    if (row.multiplier != 1) {
      depthwiseWithMultiplier(row, x);
      continue;
    }
    int64_t c = 0;
    for (; c + 64 <= row.channels; c += 64)
      depthwiseBlock<64>(row, x, c);
    for (; c + 16 <= row.channels; c += 16)
      depthwiseBlock<16>(row, x, c);
    for (; c + 4 <= row.channels; c += 4)
      depthwiseBlock<4>(row, x, c);
    for (; c < row.channels; ++c)
      depthwiseBlock<1>(row, x, c);
  }
}

} // namespace sm::runtime::isa::SM_ISA
