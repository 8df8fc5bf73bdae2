// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Relu and its kin, and softmax.

#include "Kernels/FloatBlocks.h"
#include "Kernels/Numbers.h"
#include "Kernels/UnaryLoops.h"
#include "sm/Runtime/NNKernels.h"
#include "sm/Runtime/ThreadPool.h"

#include <algorithm>
#include <cmath>

namespace sm::runtime {

Status computeRelu(const ops::ReluAttrs &, KernelContext &context) {
  return computeUnary(isa::Unary::Relu, context);
}

Status computeRelu6(const ops::Relu6Attrs &, KernelContext &context) {
  return computeUnary(isa::Unary::Relu6, context);
}

Status computeElu(const ops::EluAttrs &, KernelContext &context) {
  return computeUnary(isa::Unary::Elu, context);
}

Status computeSelu(const ops::SeluAttrs &, KernelContext &context) {
  return computeUnary(isa::Unary::Selu, context);
}

static void softmaxRow(const double *in, double *out, int64_t columns) {
  const double maximum = *std::max_element(in, in + columns);
  double sum = 0;
  for (int64_t i = 0; i < columns; ++i)
    sum += out[i] = std::exp(in[i] - maximum);
  for (int64_t i = 0; i < columns; ++i)
    out[i] /= sum;
}

static Status softmaxHalves(const Tensor &input, int64_t rows, int64_t columns,
                            Tensor &output) {
  SM_ASSIGN_OR_RETURN(Tensor wide, asFloat(input));
  float *values = wide.mutableData<float>();
  isa::table().softmaxF32(values, values, rows, columns);
  narrow(values, input.dtype(), output.mutableRawData(), rows * columns);
  return absl::OkStatus();
}

Status computeSoftmax(const ops::SoftmaxAttrs &, KernelContext &context) {
  const Tensor &input = context.input(0);
  SM_ASSIGN_OR_RETURN(Tensor * output, context.forwardInputOrAllocate({0}, 0));
  const int64_t total = input.numElements();
  if (total == 0)
    return absl::OkStatus();
  const int64_t columns = input.dim(input.rank() - 1);
  const int64_t rows = total / columns;
  const int64_t grain = std::max<int64_t>(1, (1 << 12) / columns);
  if (isHalfDType(input.dtype()))
    return softmaxHalves(input, rows, columns, *output);
  if (input.dtype() == DType::Float) {
    parallelFor(rows, grain, [&](int64_t begin, int64_t end) {
      isa::table().softmaxF32(input.data<float>() + begin * columns,
                              output->mutableData<float>() + begin * columns,
                              end - begin, columns);
    });
    return absl::OkStatus();
  }
  if (input.dtype() != DType::Double)
    return unsupportedDType(input.dtype());
  parallelFor(rows, grain, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row)
      softmaxRow(input.data<double>() + row * columns,
                 output->mutableData<double>() + row * columns, columns);
  });
  return absl::OkStatus();
}

} // namespace sm::runtime
