// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Conversion of bodies that are to be written back: beside each function of the
// library, and beside the main graph, stands its body as a function.

#ifndef SM_LIB_CONVERSION_GRAPHTOTF_INPLACE_H
#define SM_LIB_CONVERSION_GRAPHTOTF_INPLACE_H

#include "BodyConverter.h"
#include "NodeEffects.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringSet.h"

#include <optional>

namespace sm {

class Region;

/// Builds the bodies of one MetaGraph. What cannot be converted stays as it is,
/// and a remark says so.
class InPlaceConverter : public FunctionProvider {
public:
  explicit InPlaceConverter(saved_model::MetaGraphOp metaGraph);

  /// Converts all bodies and puts them into the MetaGraph.
  void convert();

  mlir::func::FuncOp function(llvm::StringRef name,
                              mlir::Location caller) override;
  bool hasFunction(llvm::StringRef name) const override {
    return graphFunctions.count(name);
  }
  saved_model::VariableOp variable(llvm::StringRef sharedName) const override {
    return variables.lookup(sharedName);
  }
  bool isInPlace() const override { return true; }

private:
  mlir::func::FuncOp convertFunction(graph::FuncOp function);
  mlir::func::FuncOp tryFunction(graph::FuncOp function, Obstacles &obstacles);
  void convertMain(graph::GraphOp graph);
  mlir::func::FuncOp tryMain(graph::GraphOp graph, const Region &region,
                             const GraphIndex &index, Obstacles &obstacles);
  mlir::func::FuncOp startFunction(llvm::StringRef name,
                                   mlir::Location location,
                                   llvm::ArrayRef<mlir::Type> arguments);
  void leaveAlone(mlir::Operation *op, const llvm::Twine &what,
                  const Obstacles &obstacles);
  void install();
  llvm::StringSet<> functionsNamedElsewhere();

  saved_model::MetaGraphOp metaGraph;
  mlir::OpBuilder b;
  NodeEffects effects;
  llvm::StringMap<graph::FuncOp> graphFunctions;
  llvm::StringMap<saved_model::VariableOp> variables;
  llvm::StringSet<> symbolNames;
  /// Functions of whose bodies the object graph names tensors.
  llvm::StringSet<> lookedInto;
  /// Bodies by function name; null while one is converted and where it cannot
  /// be.
  llvm::StringMap<mlir::func::FuncOp> converted;
  llvm::SmallVector<mlir::func::FuncOp> built;
  llvm::DenseSet<mlir::Operation *> rewrittenNodes;
  int depth = 0;
};

} // namespace sm

#endif // SM_LIB_CONVERSION_GRAPHTOTF_INPLACE_H
