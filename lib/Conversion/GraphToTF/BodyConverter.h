// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// From nodes to ops: the body of one function.

#ifndef SM_LIB_CONVERSION_GRAPHTOTF_BODYCONVERTER_H
#define SM_LIB_CONVERSION_GRAPHTOTF_BODYCONVERTER_H

#include "GraphIndex.h"

#include "dialects/SM/SMDialect.h"
#include "dialects/TF/TFDialect.h"
#include "sm/Ops/OpInfo.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"

namespace sm {

/// What a MetaGraph's bodies have in common: its variables and functions.
class FunctionProvider {
public:
  virtual ~FunctionProvider() = default;

  /// The converted function behind a graph function; null if there is none
  /// (an obstacle was noted).
  virtual mlir::func::FuncOp function(llvm::StringRef name,
                                      mlir::Location caller) = 0;
  /// True if the MetaGraph has a graph function of this name.
  virtual bool hasFunction(llvm::StringRef name) const = 0;
  /// The variable that TensorFlow calls `sharedName`; null if there is none.
  virtual saved_model::VariableOp
  variable(llvm::StringRef sharedName) const = 0;
  /// True if bodies are written back into the graph: what their nodes say must
  /// be there again, and a call that cannot be converted is no obstacle.
  virtual bool isInPlace() const { return false; }
};

/// Converts nodes in execution order into ops at the builder's insertion point.
class BodyConverter {
public:
  BodyConverter(mlir::OpBuilder &b, FunctionProvider &functions,
                Obstacles &obstacles)
      : b(b), functions(functions), obstacles(obstacles) {}

  /// Makes `value` stand for a graph value: a fed tensor, an argument.
  void map(mlir::Value graphValue, mlir::Value value) {
    values[graphValue] = value;
  }

  void convert(const std::vector<mlir::Operation *> &order);

  /// Makes the outputs of a node that declares a variable stand for it. False
  /// if the MetaGraph knows no such variable.
  bool declareVariable(graph::Node node) {
    if (!variableOf(node))
      return false;
    convertVariable(node);
    return true;
  }

  /// The value with this element type, where none was known.
  mlir::Value typed(mlir::Value value, mlir::Type element,
                    mlir::Location location);

  /// True if the node has attributes that change what it means and that no op
  /// could keep.
  static bool mustStayVerbatim(graph::Node node);

  /// The tensor that a graph value became; a reference is read now. Null if an
  /// obstacle prevented it.
  mlir::Value tensor(mlir::Value graphValue, mlir::Location location);

private:
  void convertNode(graph::Node node);
  void convertVariable(graph::Node node);
  void convertConst(graph::Node node);
  void convertAssign(graph::Node node);
  void convertCall(graph::Node node, mlir::FlatSymbolRefAttr callee);
  void convertCallInPlace(graph::Node node, mlir::FlatSymbolRefAttr callee);
  mlir::Operation *createCall(graph::Node node, mlir::func::FuncOp function,
                              llvm::ArrayRef<mlir::Value> arguments);
  void annotate(graph::Node node, mlir::Operation *op);
  llvm::SmallVector<mlir::Value> typedOperands(graph::Node node,
                                               const ops::OpInfo &info);
  void convertOpaque(graph::Node node);
  /// False if the node does not fit its record and must stay opaque.
  bool convertRecord(graph::Node node, const ops::OpInfo &info);
  std::optional<mlir::NamedAttrList> storedAttrs(graph::Node node,
                                                 const ops::OpInfo &info,
                                                 mlir::OperationName name);
  std::optional<llvm::SmallVector<mlir::Type>>
  resultTypes(graph::Node node, const ops::OpInfo &info);
  bool hasExpectedInputs(graph::Node node, const ops::OpInfo &info);
  void refine(graph::Node node, mlir::Operation *op);
  void finish(graph::Node node, mlir::ValueRange results);
  llvm::SmallVector<mlir::Value> operands(graph::Node node);
  saved_model::VariableOp variableOf(graph::Node node);
  void obstacle(graph::Node node, const llvm::Twine &message);

  mlir::OpBuilder &b;
  FunctionProvider &functions;
  Obstacles &obstacles;
  llvm::DenseMap<mlir::Value, mlir::Value> values;
  /// Graph values that are references to a variable.
  llvm::DenseMap<mlir::Value, saved_model::VariableOp> references;
};

} // namespace sm

#endif // SM_LIB_CONVERSION_GRAPHTOTF_BODYCONVERTER_H
