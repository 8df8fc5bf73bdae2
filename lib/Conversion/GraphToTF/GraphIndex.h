// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Finding nodes, and the order in which those that matter are executed.

#ifndef SM_LIB_CONVERSION_GRAPHTOTF_GRAPHINDEX_H
#define SM_LIB_CONVERSION_GRAPHTOTF_GRAPHINDEX_H

#include "dialects/Graph/GraphDialect.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringMap.h"

#include <string>
#include <vector>

namespace sm {

/// What stands in the way of a conversion. Collected, then reported together.
struct Obstacle {
  mlir::Location location;
  std::string message;
  /// What is not supported, if that is the reason and not a flaw of the model:
  /// a TensorFlow op or a kind of input.
  std::string unsupported = {};
};
using Obstacles = std::vector<Obstacle>;

/// The nodes of one body by name.
class GraphIndex {
public:
  explicit GraphIndex(mlir::Block &body);

  /// The node, or null.
  mlir::Operation *find(llvm::StringRef name) const {
    return nodes.lookup(name);
  }

  /// The value that a signature calls "node:1" or "node"; null if there is no
  /// such node or output.
  mlir::Value findTensor(llvm::StringRef tensor) const;

  /// The nodes that `roots` depend on, by data or control, in an order that
  /// respects both and otherwise keeps the file's. Nodes all of whose wanted
  /// results are in `fed` are not visited. A cycle is an obstacle, and the
  /// result is then empty.
  std::vector<mlir::Operation *>
  executionOrder(llvm::ArrayRef<mlir::Value> roots,
                 const llvm::DenseSet<mlir::Value> &fed,
                 Obstacles &obstacles) const;

private:
  llvm::StringMap<mlir::Operation *> nodes;
  llvm::DenseMap<mlir::Operation *, unsigned> position;
};

} // namespace sm

#endif // SM_LIB_CONVERSION_GRAPHTOTF_GRAPHINDEX_H
