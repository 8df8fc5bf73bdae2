// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What a node of a graph does beside computing its outputs.

#ifndef SM_LIB_CONVERSION_GRAPHTOTF_NODEEFFECTS_H
#define SM_LIB_CONVERSION_GRAPHTOTF_NODEEFFECTS_H

#include "dialects/Graph/GraphDialect.h"

#include "llvm/ADT/StringMap.h"

namespace sm {

/// True for the ops of TensorFlow 1's loops and branches: what lies behind one
/// may not run, or run more than once.
bool isControlFlow(graph::Node node);

/// True for ops that make a variable: VarHandleOp, VariableV2, Variable.
bool declaresVariable(graph::Node node);

/// True for placeholders, with or without a default.
bool isPlaceholder(graph::Node node);

/// Says of nodes whether others could notice when and how often they run.
class NodeEffects {
public:
  explicit NodeEffects(saved_model::MetaGraphOp metaGraph);

  /// True if the node computes its outputs from its inputs and from variables
  /// alone: it may be moved, merged and left out among others of its kind.
  bool isComputation(graph::Node node);

private:
  bool isComputation(graph::FuncOp function);

  static constexpr int kMaxDepth = 200;
  int depth = 0;
  llvm::StringMap<graph::FuncOp> functions;
  /// What is known of functions; false while one is looked at.
  llvm::StringMap<bool> known;
};

} // namespace sm

#endif // SM_LIB_CONVERSION_GRAPHTOTF_NODEEFFECTS_H
