// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// RandomUniform: Philox 4x32-10 (Salmon et al., "Parallel random numbers: as
// easy as 1, 2, 3"), with keys, counters and mantissas as TensorFlow has them,
// so that equal seeds give equal numbers.

#include "Kernels/Numbers.h"
#include "sm/Runtime/RandomKernels.h"
#include "sm/Runtime/Session.h"
#include "sm/Runtime/ThreadPool.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace sm::runtime {

namespace {

using PhiloxBlock = std::array<uint32_t, 4>;

/// Block `index` behind the stream's place.
PhiloxBlock philox(const RandomStream &stream, uint64_t index) {
  const uint64_t low = stream.counterLow + index;
  const uint64_t high = stream.counterHigh + (low < index ? 1 : 0);
  PhiloxBlock counter = {
      static_cast<uint32_t>(low), static_cast<uint32_t>(low >> 32),
      static_cast<uint32_t>(high), static_cast<uint32_t>(high >> 32)};
  uint32_t key0 = static_cast<uint32_t>(stream.key);
  uint32_t key1 = static_cast<uint32_t>(stream.key >> 32);
  for (int round = 0; round < 10; ++round) {
    const uint64_t product0 = uint64_t{0xd2511f53} * counter[0];
    const uint64_t product1 = uint64_t{0xcd9e8d57} * counter[2];
    counter = {static_cast<uint32_t>(product1 >> 32) ^ counter[1] ^ key0,
               static_cast<uint32_t>(product1),
               static_cast<uint32_t>(product0 >> 32) ^ counter[3] ^ key1,
               static_cast<uint32_t>(product0)};
    key0 += 0x9e3779b9;
    key1 += 0xbb67ae85;
  }
  return counter;
}

/// A number in [1, 2) from mantissa bits, less 1.
float fromMantissa(uint32_t bits) {
  return sm::detail::floatFromBits(0x3f800000u | bits) - 1.0f;
}

/// How many elements a block gives, and which.
template <typename T>
struct Sampler {
  static constexpr int64_t kPerBlock = 4;
  static T sample(const PhiloxBlock &block, int i) {
    if constexpr (std::is_same_v<T, Half>)
      return Half(fromMantissa((block[i] & 0x3ffu) << 13));
    else if constexpr (std::is_same_v<T, BFloat16>)
      return BFloat16(fromMantissa((block[i] & 0x7fu) << 16));
    else
      return fromMantissa(block[i] & 0x7fffffu);
  }
};
template <>
struct Sampler<double> {
  static constexpr int64_t kPerBlock = 2;
  static double sample(const PhiloxBlock &block, int i) {
    const uint64_t high = block[2 * i] & 0xfffffu;
    const uint64_t bits =
        (uint64_t{0x3ff} << 52) | (high << 32) | block[2 * i + 1];
    double value;
    std::memcpy(&value, &bits, sizeof(value));
    return value - 1.0;
  }
};

template <typename T>
void fillUniform(const RandomStream &stream, Tensor &output) {
  using S = Sampler<T>;
  T *out = output.mutableData<T>();
  const int64_t count = output.numElements();
  const int64_t blocks = (count + S::kPerBlock - 1) / S::kPerBlock;
  parallelFor(blocks, 1 << 10, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const PhiloxBlock block = philox(stream, i);
      const int64_t first = i * S::kPerBlock;
      const int64_t size = std::min(S::kPerBlock, count - first);
      for (int64_t j = 0; j < size; ++j)
        out[first + j] = S::sample(block, static_cast<int>(j));
    }
  });
}

} // namespace

Status computeRandomUniform(const ops::RandomUniformAttrs &attrs,
                            KernelContext &context) {
  if (!context.session())
    return absl::FailedPreconditionError(
        "random numbers need a session; they are no constants");
  SM_ASSIGN_OR_RETURN(Tensor * output, context.allocateOutput(0));
  // TensorFlow skips 256 blocks for each element, whatever it used.
  const uint64_t blocks = static_cast<uint64_t>(output->numElements()) * 256;
  const RandomStream stream = context.session()->reserveRandom(
      context.node(), attrs.seed, attrs.seed2, blocks);
  return dispatch(Types<float, double, Half, BFloat16>(), output->dtype(),
                  [&](auto tag) {
                    fillUniform<typename decltype(tag)::Type>(stream, *output);
                    return absl::OkStatus();
                  });
}

} // namespace sm::runtime
