// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Loads an entry as running it would, and stops where it would be refused.

#include "sm/API/Obstacles.h"

#include "ModelState.h"

using namespace mlir;

namespace sm {

StatusOr<std::vector<Unsupported>> findObstacles(const ModelSource &source,
                                                 const ModelEntry &entry) {
  SM_ASSIGN_OR_RETURN(api::LoadedModule loaded, api::loadEntry(source, entry));
  std::vector<Unsupported> unsupported;
  Status converted =
      api::runPipelines(loaded, api::Level::Frozen, &unsupported);
  if (!unsupported.empty())
    return unsupported;
  SM_RETURN_IF_ERROR(withContext(converted, source.path));
  func::FuncOp function = api::onlyFunction(loaded.metaGraph);
  if (!function)
    return api::entryNotConverted(source);
  return api::obstaclesOf(loaded, function, loaded.metaGraph);
}

} // namespace sm
