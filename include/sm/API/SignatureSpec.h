// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// A signature as a caller asks for it: keys, and the graph's tensors behind
/// them.

#ifndef SM_API_SIGNATURESPEC_H
#define SM_API_SIGNATURESPEC_H

#include "sm/Ops/PartialShape.h"
#include "sm/Support/DType.h"

#include <map>
#include <optional>
#include <string>

namespace sm {

/// The method name of TensorFlow Serving's Predict.
inline constexpr const char *kPredictMethod = "tensorflow/serving/predict";

/// The signature that is called if none is named.
inline constexpr const char *kDefaultSignature = "serving_default";

/// A tensor of the graph. What is absent is taken from the graph; what is given
/// must not contradict it.
struct TensorChoice {
  std::string tensor; ///< "node:1"; "node" is its output 0
  std::optional<DType> dtype;
  std::optional<PartialShape> shape;
};

/// Inputs and outputs by key.
struct SignatureSpec {
  std::string method = kPredictMethod;
  std::map<std::string, TensorChoice> inputs, outputs;
};

} // namespace sm

#endif // SM_API_SIGNATURESPEC_H
