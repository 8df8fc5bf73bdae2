// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Which checkpoint entry a variable is restored from. No file says it; the
// restore graph does.

#ifndef SM_LIB_TARGET_SAVEDMODEL_VARIABLEVALUES_H
#define SM_LIB_TARGET_SAVEDMODEL_VARIABLEVALUES_H

#include <map>
#include <string>

namespace tensorflow {
class GraphDef;
} // namespace tensorflow

namespace sm::target {

/// A checkpoint entry, whole ("") or in part ("10 4 0,5:-").
struct RestoredFrom {
  std::string key;
  std::string slice;
};

/// For each variable node (VarHandleOp, VariableV2, ...) of the main graph that
/// some restore assigns to: where the value comes from. Follows Assign <-
/// Identity <- RestoreV2 in the main graph and in functions that it calls.
std::map<std::string, RestoredFrom>
findRestoredVariables(const tensorflow::GraphDef &graph);

} // namespace sm::target

#endif // SM_LIB_TARGET_SAVEDMODEL_VARIABLEVALUES_H
