// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// How a graph spells its edges.

#ifndef SM_LIB_TARGET_SAVEDMODEL_GRAPHNAMES_H
#define SM_LIB_TARGET_SAVEDMODEL_GRAPHNAMES_H

#include "sm/Support/Status.h"

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>
#include <vector>

namespace tensorflow {
class NodeDef;
} // namespace tensorflow

namespace sm::target {

/// One input of a node, taken apart: "^node", "node", "node:1" in a graph;
/// "^node", "arg", "node:out:1" in a function.
struct Edge {
  llvm::StringRef node;   ///< the producer, or an argument of the function
  llvm::StringRef output; ///< "1" or "out:1"; empty if left out
  bool isControl;

  explicit Edge(llvm::StringRef text) {
    isControl = text.consume_front("^");
    std::tie(node, output) = text.split(':');
  }

  /// The output's full spelling: "0" for "", in a function "out:0" for "out".
  std::string fullOutput(bool isInFunction) const;
};

/// How the outputs of `node` are spelled, in order, if TensorFlow has its op:
/// "0", "1", ... in a graph, "out:0", "out:1", ... in a function.
/// InvalidArgument for list arguments whose length the attributes do not give.
StatusOr<std::optional<std::vector<std::string>>>
recordedOutputs(const tensorflow::NodeDef &node, bool isInFunction);

/// InvalidArgument about a node; `function` is empty for the main graph.
Status nodeError(const std::string &node, const std::string &function,
                 const std::string &what);

} // namespace sm::target

#endif // SM_LIB_TARGET_SAVEDMODEL_GRAPHNAMES_H
