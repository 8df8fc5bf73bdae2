// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What stands in the way of running an entry, for those who only want to know.

#ifndef SM_API_OBSTACLES_H
#define SM_API_OBSTACLES_H

#include "sm/API/Model.h"
#include "sm/Support/Status.h"

#include <vector>

namespace sm {

/// Everything for which Model::load refuses the entry, found the way it finds
/// it: after the passes that load runs for Engine::Auto, so that what they take
/// apart or drop is not named, in the entry and in the model's initialisation
/// ("initialisation" as Unsupported::function), and in the functions that an
/// unsupported op calls. Empty if the entry can be run.
///
/// Errors as Model::load, but for Unimplemented. `source` is a SavedModel, a
/// GraphDef or IR.
StatusOr<std::vector<Unsupported>> findObstacles(const ModelSource &source,
                                                 const ModelEntry &entry);

} // namespace sm

#endif // SM_API_OBSTACLES_H
