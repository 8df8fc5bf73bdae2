// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// How a program asks for a better one: made for the shapes of a call.

#ifndef SM_RUNTIME_SPECIALIZER_H
#define SM_RUNTIME_SPECIALIZER_H

#include "sm/Runtime/Tensor.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <memory>
#include <string>

namespace sm::runtime {

struct Program;

/// Makes programs for given input shapes. Implementations are thread-safe and
/// quick for shapes that they have seen.
class Specializer {
public:
  virtual ~Specializer();

  /// The program for inputs of these dtypes and shapes, with the same ports in
  /// the same order; null if the general program is to run. Errors end the run.
  virtual StatusOr<std::shared_ptr<const Program>>
  programFor(absl::Span<const Tensor> inputs) const = 0;

  /// What an error about an input of another shape says behind it: which shapes
  /// there are, and what to do. Empty: nothing.
  virtual std::string shapesHint() const;
};

} // namespace sm::runtime

#endif // SM_RUNTIME_SPECIALIZER_H
