// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The graph dialect, and views of its nodes, which have no op classes.

#ifndef SM_DIALECTS_GRAPH_GRAPHDIALECT_H
#define SM_DIALECTS_GRAPH_GRAPHDIALECT_H

#include "dialects/SM/SMDialect.h"

#include "mlir/IR/OpImplementation.h"

#include "dialects/Graph/GraphDialect.h.inc"

#define GET_TYPEDEF_CLASSES
#include "dialects/Graph/GraphTypes.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Graph/GraphAttrs.h.inc"

#define GET_OP_CLASSES
#include "dialects/Graph/GraphOps.h.inc"

namespace sm::graph {

/// True if `op` is a node: an operation of the graph dialect that is none of
/// its registered ops.
bool isNode(mlir::Operation *op);

/// A node. The NodeDef's attributes are those without the "graph." prefix.
class Node {
public:
  explicit Node(mlir::Operation *op) : op(op) {}

  mlir::Operation *operation() const { return op; }
  /// The NodeDef's op: "MatMul".
  llvm::StringRef opName() const { return op->getName().stripDialect(); }
  /// The NodeDef's name.
  llvm::StringRef name() const;
  llvm::StringRef device() const;
  mlir::Attribute attr(llvm::StringRef name) const { return op->getAttr(name); }

  /// Data inputs, then control inputs.
  mlir::OperandRange dataInputs() const;
  mlir::OperandRange controlInputs() const;
  mlir::ResultRange outputs() const { return op->getResults().drop_back(); }
  mlir::Value control() const { return op->getResults().back(); }

private:
  mlir::Operation *op;
};

/// True for control tokens.
bool isControl(mlir::Value value);

} // namespace sm::graph

#endif // SM_DIALECTS_GRAPH_GRAPHDIALECT_H
