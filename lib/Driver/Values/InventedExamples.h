// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Which inputs of a program are serialised tf.Examples, and made-up ones.

#ifndef SM_LIB_DRIVER_VALUES_INVENTEDEXAMPLES_H
#define SM_LIB_DRIVER_VALUES_INVENTEDEXAMPLES_H

#include "sm/Runtime/Program.h"

#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace sm::driver {

/// A dense feature that a program reads: how many values of which type each
/// example must have.
struct DenseFeature {
  std::string name;
  DType dtype;
  int64_t numValues;
};

/// By slot of an input, the dense features that ParseExample reads from it. An
/// input from which nothing is parsed has no entry. A feature of any length has
/// one value.
std::map<runtime::Slot, std::vector<DenseFeature>>
parsedInputs(const runtime::Program &program);

/// An example with all of the features: floats uniform in [0,1), integers 0 or
/// 1, texts.
Bytes inventExample(const std::vector<DenseFeature> &features,
                    std::mt19937_64 &random);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_VALUES_INVENTEDEXAMPLES_H
