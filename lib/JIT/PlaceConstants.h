// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Constants of a region among those of others.

#ifndef SM_LIB_JIT_PLACECONSTANTS_H
#define SM_LIB_JIT_PLACECONSTANTS_H

#include "sm/JIT/CompileRegion.h"

namespace sm::jit {

/// Hands the constants of `region`, which `@main` of `module` reads through
/// views, to `place` and moves the views to where it puts them; the region then
/// has no weights of its own. InvalidArgument, with nothing changed, if `@main`
/// reads constants in another way.
Status placeConstants(mlir::ModuleOp module,
                      const decltype(CompileOptions::placeConstant) &place,
                      CompiledRegion &region);

} // namespace sm::jit

#endif // SM_LIB_JIT_PLACECONSTANTS_H
