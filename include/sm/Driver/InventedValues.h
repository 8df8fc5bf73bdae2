// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Plausible inputs for measurements.

#ifndef SM_DRIVER_INVENTEDVALUES_H
#define SM_DRIVER_INVENTEDVALUES_H

#include "sm/Runtime/Program.h"
#include "sm/Runtime/Tensor.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <cstdint>
#include <vector>

namespace sm::driver {

/// The seed of measurements, so that they compare.
constexpr uint64_t kInventedSeed = 42;

/// One tensor per input of `program`, the same in every call with one seed. An
/// input with a default takes it; of others unknown dimensions are `batch`, an
/// unknown rank is a vector; floats are uniform in [0,1), integers and booleans
/// 0 or 1, strings short texts. Strings that the program parses as tf.Examples
/// are such, with all the dense features that it reads and no sparse ones.
/// Unimplemented, naming the input, for other types.
StatusOr<std::vector<runtime::Tensor>>
inventValues(const runtime::Program &program, int64_t batch,
             uint64_t seed = kInventedSeed);

} // namespace sm::driver

#endif // SM_DRIVER_INVENTEDVALUES_H
