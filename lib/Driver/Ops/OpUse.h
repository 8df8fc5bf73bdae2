// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Which ops a graph holds, and where.

#ifndef SM_LIB_DRIVER_OPS_OPUSE_H
#define SM_LIB_DRIVER_OPS_OPUSE_H

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tensorflow {
class GraphDef;
} // namespace tensorflow

namespace sm::driver {

/// The nodes of one op in one function.
struct OpUse {
  std::string op;
  /// Empty: the main graph.
  std::string function;
  /// The first of the nodes.
  std::string node;
  int64_t count = 0;
};

/// All uses, sorted by op, then function. Every function of the library is
/// searched, called or not. Nodes whose op is a function of the library are
/// calls and not listed.
std::vector<OpUse> allOpUses(const tensorflow::GraphDef &graph);

/// Where to start from and where to stop in the main graph.
struct GraphRoots {
  /// Tensors or nodes that are wanted.
  std::vector<std::string> fetches;
  /// Tensors or nodes that are given: what computes them is not reached.
  std::vector<std::string> feeds;
  /// Functions that are called from outside.
  std::vector<std::string> functions;
};

/// The uses that can be reached from `roots` along data and control edges and
/// through every function-valued attribute.
std::vector<OpUse> reachedOpUses(const tensorflow::GraphDef &graph,
                                 const GraphRoots &roots);

/// Node counts by op.
std::map<std::string, int64_t> countByOp(const std::vector<OpUse> &uses);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_OPS_OPUSE_H
