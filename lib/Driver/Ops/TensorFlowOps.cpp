// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Looks ops up in TensorFlow's registry and in ours.

#include "lib/Driver/Ops/TensorFlowOps.h"

#include "sm/Ops/OpInfo.h"
#include "sm/Ops/OpSignature.h"
#include "sm/Ops/RewrittenOps.h"

namespace sm::driver {

bool isTensorFlowOp(std::string_view name) {
  return (!name.empty() && name.front() == '_') ||
         ops::lookupSignature(name) != nullptr;
}

bool isCustomOp(std::string_view name) {
  return !isTensorFlowOp(name) && !ops::lookupOp(name);
}

std::string obstacleOf(std::string_view name) {
  const ops::OpInfo *info = ops::lookupOp(name);
  if (!info)
    return ops::lookupRewritten(name) ? "" : ops::whyOpaque(name);
  return info->kernel.state == ops::Decision::State::Pending ? "no kernel yet"
                                                             : "";
}

} // namespace sm::driver
