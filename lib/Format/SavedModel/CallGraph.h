// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Which functions of a library call which, by op name or function-valued
/// attribute.

#ifndef SM_FORMAT_SAVEDMODEL_CALLGRAPH_H
#define SM_FORMAT_SAVEDMODEL_CALLGRAPH_H

#include "sm/Support/Status.h"

#include "absl/functional/function_ref.h"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tensorflow {
class FunctionDefLibrary;
class NodeDef;
} // namespace tensorflow

namespace sm::format {

/// Calls `visit` with each name by which `node` may call a function: its op's,
/// and those of function-valued attributes. Their nesting must be bounded.
void forEachCallee(const tensorflow::NodeDef &node,
                   absl::FunctionRef<void(const std::string &)> visit);

/// The calls within a function library, which must outlive this. Its functions
/// must have distinct names, its attributes bounded nesting.
class CallGraph {
public:
  explicit CallGraph(const tensorflow::FunctionDefLibrary &library);

  /// InvalidArgument, naming functions and a node, if a function can reach
  /// itself or calls are chained too deeply for what follows.
  Status checkNoRecursion() const;

private:
  struct Call {
    int callee;
    const tensorflow::NodeDef *node;
  };
  /// A function on the path that the search is on, and its next call.
  struct Frame {
    int function;
    size_t next;
  };

  Status search(int root, std::vector<int> &depths) const;
  Status recursion(const std::vector<Frame> &path, const Call &call) const;

  const tensorflow::FunctionDefLibrary &library;
  std::unordered_map<std::string_view, int> indices;
  std::vector<std::vector<Call>> calls; // By caller.
};

} // namespace sm::format

#endif // SM_FORMAT_SAVEDMODEL_CALLGRAPH_H
