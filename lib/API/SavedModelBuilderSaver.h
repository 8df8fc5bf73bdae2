// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The variables of a graph, and nodes that save and restore them.

#ifndef SM_LIB_API_SAVEDMODELBUILDERSAVER_H
#define SM_LIB_API_SAVEDMODELBUILDERSAVER_H

#include "sm/API/SavedModelBuilder.h"
#include "sm/Ops/PartialShape.h"
#include "sm/Support/DType.h"

#include <string>
#include <vector>

namespace tensorflow {
class GraphDef;
} // namespace tensorflow

namespace sm::api {

/// A variable of the main graph.
struct GraphVariable {
  std::string node;
  /// Under which the checkpoint keeps it.
  std::string key;
  DType dtype = DType::Invalid;
  PartialShape shape;
  /// VarHandleOp, not a reference variable.
  bool isResource = false;
};

/// The variables of `graph`, which is valid, sorted by key; handles of one
/// variable are listed once. InvalidArgument for one without a type.
StatusOr<std::vector<GraphVariable>>
variablesOf(const tensorflow::GraphDef &graph);

/// Adds nodes under a prefix that is free ("save", "save_1", ...): a filename
/// to feed, SaveV2, RestoreV2 with an assignment each.
SaverNodes addSaverNodes(const std::vector<GraphVariable> &variables,
                         tensorflow::GraphDef &graph);

} // namespace sm::api

#endif // SM_LIB_API_SAVEDMODELBUILDERSAVER_H
