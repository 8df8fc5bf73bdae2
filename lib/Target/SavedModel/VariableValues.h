// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Which checkpoint entry a variable is restored from. No file says it; the
// restore graph does.

#ifndef SM_LIB_TARGET_SAVEDMODEL_VARIABLEVALUES_H
#define SM_LIB_TARGET_SAVEDMODEL_VARIABLEVALUES_H

#include "sm/Ops/PartialShape.h"
#include "sm/Support/DType.h"
#include "sm/Support/Status.h"

#include <string>
#include <vector>

namespace tensorflow {
class MetaGraphDef;
} // namespace tensorflow

namespace sm::format {
class ObjectGraph;
class TensorBundle;
} // namespace sm::format

namespace sm::target {

/// A variable of a MetaGraph, as its nodes and objects tell of it.
struct VariableInfo {
  /// The name by which TensorFlow tells variables apart; unique.
  std::string name;
  DType dtype = DType::Invalid;
  /// As declared.
  PartialShape shape;
  /// The checkpoint entry that the value is restored from; empty if nothing
  /// says one.
  std::string key;
  /// True if the entry's slice ("10 4 0,5:-") is only a part of it.
  bool isPart = false;
  /// True if the checkpoint has the entry and all of it is the value.
  bool hasValue = false;
};

/// The variables of nodes (VarHandleOp, VariableV2, ...) of the main graph in
/// their order, then those that only the object graph knows. Values are found
/// by what the restore graph assigns (Assign <- Identity <- RestoreV2, in the
/// main graph and in functions that it calls), else by name. `bundle` and
/// `objects` may be null. InvalidArgument for a dtype that is no type, and for
/// an entry of another type than the variable's: it would be a wrong number.
StatusOr<std::vector<VariableInfo>>
variablesOf(const tensorflow::MetaGraphDef &metaGraph,
            const format::TensorBundle *bundle,
            const format::ObjectGraph *objects);

} // namespace sm::target

#endif // SM_LIB_TARGET_SAVEDMODEL_VARIABLEVALUES_H
