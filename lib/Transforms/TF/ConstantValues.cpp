// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "ConstantValues.h"

#include "dialects/SM/ElementNumbers.h"
#include "dialects/TF/TFRewriting.h"

using namespace mlir;

namespace sm {

std::optional<double> uniformValue(Value value) {
  return saved_model::uniformNumber(tf::constantBehind(value));
}

std::optional<std::vector<double>> floatValues(Value value) {
  return saved_model::floatNumbers(tf::constantBehind(value));
}

ElementsAttr floatConstant(ShapedType type, ArrayRef<double> values) {
  return saved_model::floatElements(type, values);
}

} // namespace sm
