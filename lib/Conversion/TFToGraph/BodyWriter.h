// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// From ops to nodes: the body of one function.

#ifndef SM_LIB_CONVERSION_TFTOGRAPH_BODYWRITER_H
#define SM_LIB_CONVERSION_TFTOGRAPH_BODYWRITER_H

#include "Effects.h"
#include "NodeNames.h"

#include "dialects/Graph/GraphDialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"

#include <vector>

namespace sm {

/// What stands in the way of writing a body.
struct WriteObstacle {
  mlir::Location location;
  std::string message;
};
using WriteObstacles = std::vector<WriteObstacle>;

/// What the bodies of a MetaGraph have in common.
struct WriteContext {
  explicit WriteContext(saved_model::MetaGraphOp metaGraph);

  /// The nodes of the main graph that declare variables and stand for assets,
  /// by symbol.
  llvm::StringMap<mlir::Operation *> variableNodes, assetNodes;
  /// The graph function that a function is written to, by symbol.
  llvm::StringMap<std::string> graphNames;
  OpEffects effects;
};

/// True if tensor types tell the graph what it must know of each op in
/// `function`; else the reasons are added. Nothing is changed.
bool canWrite(mlir::func::FuncOp function, WriteContext &context, bool isMain,
              WriteObstacles &obstacles);

/// Writes the ops of a function that canWrite() accepted as nodes at the
/// builder's insertion point.
class BodyWriter {
public:
  BodyWriter(mlir::OpBuilder &b, WriteContext &context, NodeNames &names,
             bool isMain, bool hasShapeHints)
      : b(b), context(context), names(names), isMain(isMain),
        hasShapeHints(hasShapeHints) {}

  /// True if nodes say by `_output_shapes` what is known of their outputs.
  bool statesShapes() const { return hasShapeHints; }

  /// Makes a graph value stand for a value.
  void map(mlir::Value value, mlir::Value graphValue) {
    values[value] = graphValue;
  }
  /// The graph value that a value became.
  mlir::Value graphValue(mlir::Value value) const {
    return values.lookup(value);
  }
  /// Gives the node of `op` this very name.
  void setName(mlir::Operation *op, llvm::StringRef name) {
    fixedNames[op] = name.str();
  }

  /// Writes all ops of the body but the terminator. In a main graph, of which a
  /// run executes what it needs, effects make no edges.
  void write(mlir::Block &body, const EffectOrder *order);
  /// The control token of the node that `op` became.
  mlir::Value control(mlir::Operation *op) const { return controls.lookup(op); }

  /// A new node; `numOutputs` does not count the control token.
  mlir::Operation *createNode(mlir::Location location, llvm::StringRef op,
                              llvm::StringRef name, mlir::ValueRange inputs,
                              unsigned numOutputs,
                              const mlir::NamedAttrList &attrs);

private:
  void writeOp(mlir::Operation *op);
  void writeRecord(mlir::Operation *op, mlir::NamedAttrList attrs);
  void writeOpaque(mlir::Operation *op);
  void writeVariableAccess(mlir::Operation *op);
  mlir::Value variableNode(mlir::StringRef variable, mlir::Location location);
  mlir::Operation *finish(mlir::Operation *op, llvm::StringRef nodeOp,
                          mlir::ValueRange inputs, mlir::NamedAttrList attrs);
  llvm::SmallVector<mlir::Value> inputs(mlir::ValueRange operands) const;

  mlir::OpBuilder &b;
  WriteContext &context;
  NodeNames &names;
  bool isMain, hasShapeHints;
  const EffectOrder *order = nullptr;
  llvm::DenseMap<mlir::Value, mlir::Value> values;
  llvm::DenseMap<mlir::Operation *, mlir::Value> controls;
  llvm::DenseMap<mlir::Operation *, std::string> fixedNames;
  /// Handles that were made in a function, by variable.
  llvm::StringMap<mlir::Value> handles;
};

} // namespace sm

#endif // SM_LIB_CONVERSION_TFTOGRAPH_BODYWRITER_H
