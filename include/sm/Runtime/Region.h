// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Machine code inside a flat program: a region is a part of a function that
/// was compiled as a whole. The engine knows how to call it, not how it was
/// made.

#ifndef SM_RUNTIME_REGION_H
#define SM_RUNTIME_REGION_H

#include "sm/Runtime/Tensor.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace sm::runtime {

/// The type of one of a region's tensors.
struct RegionTensor {
  DType dtype = DType::Invalid;
  Shape shape;
};

/// A call of a kernel inside a region: what a profile says of it.
struct RegionCall {
  std::string kernel; ///< "kernel_3"; calls of the same code have the same
  std::vector<std::string> nodes; ///< the TensorFlow nodes it computes
  std::string kind;               ///< "conv", "matmul", "elementwise", ...
  std::string shape;              ///< "3x3x64 /2 -> 1x56x56x128"
  uint64_t flops = 0; ///< of its products; 0 if it has none or nobody knows
  uint64_t bytes = 0; ///< of all that it reads and writes, each once
};

/// Code for one set of input shapes. Immutable; runs in several threads at once
/// with an arena each.
struct RegionCode {
  /// `buffers`: the data of each input, of each output, the weights, the arena,
  /// in this order; all 64-byte aligned. Inputs and weights are only read.
  using Entry = void (*)(void *const *buffers);

  std::vector<RegionTensor> inputs; ///< exactly these shapes
  std::vector<RegionTensor> outputs;
  Entry entry = nullptr;
  const void *weights = nullptr;
  size_t arenaBytes = 0;
  /// The calls that tell sm/Runtime/CallTimes.h of themselves, in their order;
  /// null for code without such marks.
  std::shared_ptr<const std::vector<RegionCall>> calls;
  std::shared_ptr<const void> owner; ///< keeps code and weights alive
};

/// Runs `code` on `inputs`, whose dtypes and shapes must be the code's
/// (InvalidArgument). Allocates the outputs; takes the arena from a pool of the
/// process, so that a steady state asks the system for nothing.
/// ResourceExhausted if memory is refused. Denormal numbers count as zero.
Status runRegionCode(const RegionCode &code, absl::Span<const Tensor> inputs,
                     absl::Span<Tensor> outputs);

/// A region as an instruction sees it. Implementations are thread-safe.
class Region {
public:
  virtual ~Region();

  /// The code for inputs of these shapes, which may be made now and is kept as
  /// long as the region. Unimplemented if these shapes cannot be compiled; the
  /// engine then runs the region's kernels.
  virtual StatusOr<const RegionCode *>
  codeFor(absl::Span<const Tensor> inputs) const = 0;
};

} // namespace sm::runtime

/// What compiled code calls to share a loop among the threads of the process:
/// calls `body(context, begin, end)` over pieces that cover [0, count), on the
/// pool of sm/Runtime/ThreadPool.h. Inside a parallel region it runs inline.
extern "C" void sm_parallel_for(void (*body)(void *context, int64_t begin,
                                             int64_t end),
                                void *context, int64_t count);

#endif // SM_RUNTIME_REGION_H
