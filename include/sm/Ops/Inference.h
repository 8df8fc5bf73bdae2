// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// How a shape function sees an op: the types of its inputs, the values of
/// small integer inputs where they are known, and a place for the results.

#ifndef SM_OPS_INFERENCE_H
#define SM_OPS_INFERENCE_H

#include "sm/Ops/PartialShape.h"
#include "sm/Support/DType.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace sm::ops {

/// What is known of a tensor before it exists.
struct TensorType {
  DType dtype = DType::Invalid;
  PartialShape shape;

  friend bool operator==(const TensorType &a, const TensorType &b) {
    return a.dtype == b.dtype && a.shape == b.shape;
  }
};

/// An element of a partly known integer value that is not known.
constexpr int64_t kUnknownValue = std::numeric_limits<int64_t>::min();

/// The elements of a small int32 or int64 tensor in row-major order;
/// kUnknownValue where an element is not known.
using IntValues = std::vector<int64_t>;

/// The view of one op that shape functions work on. The compiler implements it
/// over IR types, the kernel engine over tensors. Shape functions set every
/// output or return an error that says what does not fit (the caller adds the
/// op and node).
class InferenceContext {
public:
  virtual ~InferenceContext();

  virtual int numInputs() const = 0;
  virtual const TensorType &input(int index) const = 0;

  /// The value of an integer input of at most a few hundred elements where all
  /// or part of it is known; nullopt if nothing is known.
  virtual std::optional<IntValues> inputValues(int index) const = 0;

  /// The value of input `index` read as a shape: -1 and unknown elements are
  /// unknown dimensions; unknown rank if nothing is known and the length of the
  /// input is not known either. An error for values below -1 or a rank above 1.
  StatusOr<PartialShape> inputAsShape(int index) const;

  int numOutputs() const { return static_cast<int>(outputs.size()); }
  void setOutput(int index, DType dtype, PartialShape shape);
  void setOutput(int index, const TensorType &type) {
    setOutput(index, type.dtype, type.shape);
  }
  const TensorType &output(int index) const { return outputs[index]; }

  /// Forgets all results and makes room for `count` outputs of unknown rank.
  void resetOutputs(int count) { outputs.assign(count, TensorType()); }

private:
  std::vector<TensorType> outputs;
};

} // namespace sm::ops

#endif // SM_OPS_INFERENCE_H
