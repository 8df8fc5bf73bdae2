// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What a kernel is and what it sees while it runs.

#ifndef SM_RUNTIME_KERNEL_H
#define SM_RUNTIME_KERNEL_H

#include "sm/Ops/Attributes.h"
#include "sm/Ops/Inference.h"
#include "sm/Ops/OpInfo.h"
#include "sm/Runtime/Tensor.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <memory>
#include <string_view>

namespace sm::runtime {

class Session;

/// One execution of one kernel: its inputs, and the places of its outputs. The
/// engine prepares it; the op's shape function has run on the actual inputs
/// when a kernel asks for an output of inferred shape.
class KernelContext {
public:
  virtual ~KernelContext();

  virtual int numInputs() const = 0;
  virtual const Tensor &input(int index) const = 0;
  virtual int numOutputs() const = 0;

  /// The inferred type of output `index`, from the op's shape function on the
  /// actual inputs (dtype and, unless the shape depends on data, a full shape).
  virtual StatusOr<const ops::TensorType *> outputType(int index) = 0;

  /// Allocates output `index` with its inferred dtype and shape, which must be
  /// fully defined.
  virtual StatusOr<Tensor *> allocateOutput(int index) = 0;

  /// As allocateOutput, but takes over the memory of the first of `candidates`
  /// (inputs) of which this is the last use, which nothing shares, and whose
  /// dtype and number of elements fit: for elementwise kernels that read
  /// element i before they write element i. The input stays readable.
  virtual StatusOr<Tensor *>
  forwardInputOrAllocate(absl::Span<const int> candidates, int index) = 0;

  /// Allocates output `index` with a shape that depends on data.
  virtual StatusOr<Tensor *> allocateOutput(int index, DType dtype,
                                            const Shape &shape) = 0;

  /// Makes `tensor` (often an input, reshaped) the output.
  virtual void setOutput(int index, Tensor tensor) = 0;

  /// Variables, tables and random state. Null while constants are folded;
  /// kernels of stateful ops must refuse then.
  virtual Session *session() const = 0;

  /// The TensorFlow node the op came from; keys the state of random ops.
  virtual std::string_view node() const = 0;
};

/// Runs op X: `Status computeX(const ops::XAttrs &, KernelContext &)`, with the
/// attribute struct type-erased. Errors speak of the values; the engine adds op
/// and node.
using KernelFn = Status (*)(const void *attrs, KernelContext &context);

/// A kernel of the generated table.
struct KernelInfo {
  const ops::OpInfo *op;
  KernelFn run;
  /// Parses attributes once, at preparation.
  StatusOr<std::shared_ptr<const void>> (*parseAttrs)(const ops::AttrMap &);
  /// The shape function on parsed attributes.
  Status (*infer)(const void *attrs, ops::InferenceContext &context);
};

/// The kernel of op `name`, or null if there is none.
const KernelInfo *lookupKernel(std::string_view name);

} // namespace sm::runtime

#endif // SM_RUNTIME_KERNEL_H
