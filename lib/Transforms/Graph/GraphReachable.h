// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Which nodes and functions of one MetaGraph something refers to.

#ifndef SM_LIB_TRANSFORMS_GRAPHREACHABLE_H
#define SM_LIB_TRANSFORMS_GRAPHREACHABLE_H

#include "dialects/Graph/GraphDialect.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace sm {

/// Grows with each root, by data, control and calls; gradients follow the
/// functions and nodes they belong to. First add the roots, then settle.
class GraphReachable {
public:
  explicit GraphReachable(saved_model::MetaGraphOp metaGraph);

  /// What signatures, assets, the initialisation, traced functions and
  /// messages name.
  void addReferences();
  /// Every node of the graph.
  void addAllNodes();
  /// "node", "node:1", "^node"; names of no node are ignored.
  void addTensor(mlir::StringRef tensor);
  void addFunction(mlir::StringRef name);
  /// Follows the functions that were added. Call it before asking.
  void settle();

  bool hasNode(mlir::Operation *op) const { return reachedNodes.contains(op); }
  bool hasTensor(mlir::StringRef tensor) const;
  /// True for the name of a node that nothing has reached.
  bool isMissing(mlir::StringRef tensor) const;
  bool hasFunction(mlir::StringRef name) const;

  /// Erases the other functions, with the gradients that the library states for
  /// them.
  void eraseOtherFunctions();

private:
  void addNode(mlir::Operation *root);
  void addNames(mlir::Operation *op);
  void addGradients();

  saved_model::MetaGraphOp metaGraph;
  llvm::StringMap<graph::FuncOp> functions;
  llvm::StringMap<mlir::Operation *> nodes;
  llvm::DenseSet<mlir::Operation *> reachedNodes;
  llvm::DenseSet<mlir::Operation *> reachedFunctions;
  /// Functions whose bodies are still to be looked at.
  mlir::SmallVector<graph::FuncOp> pending;
  /// Values of `_gradient_op_type` that reached nodes have.
  llvm::StringSet<> gradientTypes;
};

} // namespace sm

#endif // SM_LIB_TRANSFORMS_GRAPHREACHABLE_H
