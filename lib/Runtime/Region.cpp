// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Calls of compiled code.

#include "sm/Runtime/Region.h"

#include "Arena.h"
#include "Denormals.h"

#include "sm/Runtime/ThreadPool.h"

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"

namespace sm::runtime {

Region::~Region() = default;

Status runRegionCode(const RegionCode &code, absl::Span<const Tensor> inputs,
                     absl::Span<Tensor> outputs) {
  if (inputs.size() != code.inputs.size() ||
      outputs.size() != code.outputs.size())
    return absl::InternalError(
        absl::StrCat("compiled code takes ", code.inputs.size(),
                     " inputs and gives ", code.outputs.size(),
                     " outputs, not ", inputs.size(), " and ", outputs.size()));
  absl::InlinedVector<void *, 16> buffers;
  // Only read: RegionCode says so.
  for (size_t i = 0; i < inputs.size(); ++i) {
    const RegionTensor &type = code.inputs[i];
    if (inputs[i].dtype() != type.dtype || inputs[i].shape() != type.shape)
      return absl::InvalidArgumentError(
          absl::StrCat("input ", i, " is ", inputs[i].typeStr(),
                       "; the code was compiled for ", dtypeName(type.dtype),
                       type.shape.str()));
    buffers.push_back(const_cast<void *>(inputs[i].rawData()));
  }
  for (size_t i = 0; i < outputs.size(); ++i) {
    SM_ASSIGN_OR_RETURN(outputs[i], Tensor::allocate(code.outputs[i].dtype,
                                                     code.outputs[i].shape));
    buffers.push_back(outputs[i].mutableRawData());
  }
  buffers.push_back(const_cast<void *>(code.weights));
  const Arena arena(code.arenaBytes);
  if (!arena.data() && code.arenaBytes > 0)
    return absl::ResourceExhaustedError(
        absl::StrCat("out of memory for ", code.arenaBytes,
                     " bytes of intermediate values"));
  buffers.push_back(arena.data());
  const DenormalsAreZero mode;
  const ParallelRun parallel;
  code.entry(buffers.data());
  return absl::OkStatus();
}

} // namespace sm::runtime

extern "C" void sm_parallel_for(void (*body)(void *context, int64_t begin,
                                             int64_t end),
                                void *context, int64_t count) {
  if (count > 0)
    sm::runtime::detail::parallelForErased(count, /*grain=*/1, {context, body});
}
