// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The part of a main graph that may be rewritten: what the signatures compute.

#ifndef SM_LIB_CONVERSION_GRAPHTOTF_REGION_H
#define SM_LIB_CONVERSION_GRAPHTOTF_REGION_H

#include "GraphIndex.h"
#include "NodeEffects.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringSet.h"

namespace sm {

/// Which nodes of the main graph are rewritten, and what must remain visible
/// of them.
///
/// One graph serves all signatures, and a run executes only what its fetches
/// need. So nodes with effects are never rewritten here, nor is their order:
/// they stay, with the control edges between them and all that such an edge
/// touches. Nodes stay, too, that signatures feed, that declare variables, that
/// belong to TensorFlow 1's control flow or lie behind it, and those without
/// outputs that something names. Inside remain computations and reads of
/// variables, which need no control edges.
class Region {
public:
  Region(saved_model::MetaGraphOp metaGraph, graph::GraphOp graph,
         const GraphIndex &index, NodeEffects &effects);

  /// The nodes to rewrite.
  const llvm::SetVector<mlir::Operation *> &nodes() const { return inside; }
  /// Outputs of other nodes that they use.
  const llvm::SetVector<mlir::Value> &inputs() const { return seenInside; }
  /// Their outputs that other nodes use or that something names.
  const llvm::SetVector<mlir::Value> &results() const { return seenOutside; }
  /// The types that signatures give to what they feed; null if none does.
  mlir::TensorType fedType(mlir::Value tensor) const {
    return fed.lookup(tensor);
  }
  /// How many nodes that signatures need are left as they are although they
  /// are no feeds, variables or calls, and the first of them.
  unsigned numKept() const { return keptCount; }
  mlir::Operation *firstKept() const { return firstKeptNode; }

private:
  void addSignature(saved_model::SignatureOp signature);
  void addNames(mlir::Attribute attr);
  void addTensor(llvm::StringRef tensor, bool isFed, mlir::Type type);
  void reach();
  bool mustStay(mlir::Operation *op) const;
  void keep(mlir::Operation *op);
  void addUsers(mlir::Operation *op,
                llvm::SetVector<mlir::Operation *> &users) const;
  void closeKept();
  void findEdges();

  const GraphIndex &index;
  NodeEffects &effects;
  /// What signatures feed, by the type they state.
  llvm::MapVector<mlir::Value, mlir::TensorType> fed;
  llvm::SetVector<mlir::Value> fetched;
  /// Nodes that messages, assets or captures name.
  llvm::SetVector<mlir::Operation *> named;
  llvm::SetVector<mlir::Operation *> reached, inside;
  llvm::SetVector<mlir::Operation *> kept;
  /// Nodes with effects, and all that is computed from them.
  llvm::SetVector<mlir::Operation *> afterEffects;
  llvm::SetVector<mlir::Value> seenInside, seenOutside;
  unsigned keptCount = 0;
  mlir::Operation *firstKeptNode = nullptr;
};

/// The strings of `attr` that may name nodes or functions. The list of ops that
/// a model used when it was saved names neither.
void forEachName(mlir::Attribute attr,
                 llvm::function_ref<void(llvm::StringRef)> visit);

} // namespace sm

#endif // SM_LIB_CONVERSION_GRAPHTOTF_REGION_H
