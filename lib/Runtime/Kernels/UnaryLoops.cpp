// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Functions of one operand: floats, and what goes to integers and complexes.

#include "UnaryLoops.h"

#include "FloatBlocks.h"
#include "sm/Runtime/ThreadPool.h"

#include <algorithm>
#include <cmath>

namespace sm::runtime {

namespace {

/// Elements for which a thread is worth its wake-up.
constexpr int64_t kGrain = 1 << 14;

double unaryDouble(isa::Unary op, double x) {
  switch (op) {
  case isa::Unary::Elu:
    return x < 0 ? std::expm1(x) : x;
  case isa::Unary::Exp:
    return std::exp(x);
  case isa::Unary::Floor:
    return std::floor(x);
  case isa::Unary::Neg:
    return -x;
  case isa::Unary::Relu:
    return x <= 0 ? 0 : x;
  case isa::Unary::Relu6:
    return x <= 0 ? 0 : x > 6 ? 6 : x;
  case isa::Unary::Rsqrt:
    return 1 / std::sqrt(x);
  case isa::Unary::Selu:
    return x < 0 ? 1.7580993408473768599402175208123 * (std::exp(x) - 1)
                 : 1.0507009873554804934193349852946 * x;
  case isa::Unary::Sigmoid:
    return 1 / (1 + std::exp(-x));
  case isa::Unary::Sqrt:
    return std::sqrt(x);
  case isa::Unary::Square:
    return x * x;
  case isa::Unary::Tanh:
    return std::tanh(x);
  }
  return x;
}

void unaryHalves(isa::Unary op, DType dtype, const uint16_t *in, uint16_t *out,
                 int64_t count) {
  float block[kFloatBlock];
  for (int64_t i = 0; i < count; i += kFloatBlock) {
    const int64_t size = std::min(kFloatBlock, count - i);
    widen(dtype, in + i, block, size);
    isa::table().unaryF32(op, block, block, size);
    narrow(block, dtype, out + i, size);
  }
}

} // namespace

Status computeUnary(isa::Unary op, KernelContext &context) {
  const Tensor &input = context.input(0);
  SM_ASSIGN_OR_RETURN(Tensor * output, context.forwardInputOrAllocate({0}, 0));
  const int64_t count = input.numElements();
  switch (input.dtype()) {
  case DType::Float: {
    const float *in = input.data<float>();
    float *out = output->mutableData<float>();
    parallelFor(count, kGrain, [&](int64_t begin, int64_t end) {
      isa::table().unaryF32(op, in + begin, out + begin, end - begin);
    });
    return absl::OkStatus();
  }
  case DType::Half:
  case DType::BFloat16: {
    const uint16_t *in = input.data<uint16_t>();
    uint16_t *out = output->mutableData<uint16_t>();
    parallelFor(count, kGrain, [&](int64_t begin, int64_t end) {
      unaryHalves(op, input.dtype(), in + begin, out + begin, end - begin);
    });
    return absl::OkStatus();
  }
  case DType::Double: {
    const double *in = input.data<double>();
    double *out = output->mutableData<double>();
    parallelFor(count, kGrain / 8, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        out[i] = unaryDouble(op, in[i]);
    });
    return absl::OkStatus();
  }
  case DType::Complex64:
  case DType::Complex128:
    return unaryComplexes(op, input.dtype(), input.rawData(),
                          output->mutableRawData(), count);
  default:
    return unaryIntegers(op, input.dtype(), input.rawData(),
                         output->mutableRawData(), count);
  }
}

} // namespace sm::runtime
