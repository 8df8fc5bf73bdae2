// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// From object code to something that can be called in this process.

#ifndef SM_JIT_LINKREGION_H
#define SM_JIT_LINKREGION_H

#include "sm/JIT/CompileRegion.h"
#include "sm/Runtime/Region.h"
#include "sm/Support/Status.h"

namespace sm::jit {

/// Maps the region's code into this process; times.link is set. The result owns
/// the code and a share of the weights; the region is not needed any more.
/// Unimplemented, naming them, if the code calls functions that are not there.
StatusOr<runtime::RegionCode> linkRegion(CompiledRegion &region);

} // namespace sm::jit

#endif // SM_JIT_LINKREGION_H
