// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// BiasAdd: an addition that broadcasts along the channel.

#include "Kernels/Arithmetic.h"
#include "sm/Runtime/NNKernels.h"

#include "absl/strings/str_cat.h"

namespace sm::runtime {

Status computeBiasAdd(const ops::BiasAddAttrs &attrs, KernelContext &context) {
  const Shape &value = context.input(0).shape();
  const Shape &bias = context.input(1).shape();
  const bool channelsFirst = attrs.data_format == "NCHW";
  if (value.rank() < 2 || bias.rank() != 1)
    return absl::InvalidArgumentError(
        absl::StrCat("takes a value of rank 2 or more and a vector, not ",
                     value.str(), " and ", bias.str()));
  const int channel = channelsFirst ? 1 : value.rank() - 1;
  if (value.dim(channel) != bias.dim(0))
    return absl::InvalidArgumentError(
        absl::StrCat("the value ", value.str(), " has ", value.dim(channel),
                     " channels, but there are ", bias.dim(0), " biases"));
  if (!channelsFirst)
    return computeArithmetic(isa::Binary::Add, context);
  int64_t area = 1;
  for (int i = 2; i < value.rank(); ++i)
    area *= value.dim(i);
  const Shape images{value.dim(0), value.dim(1), area};
  const BinaryShapes shapes{images, Shape{bias.dim(0), 1}, images};
  return computeArithmetic(isa::Binary::Add, context, &shapes);
}

} // namespace sm::runtime
