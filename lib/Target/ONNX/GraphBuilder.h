// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// From a function's body to a graph of named nodes.

#ifndef SM_LIB_TARGET_ONNX_GRAPHBUILDER_H
#define SM_LIB_TARGET_ONNX_GRAPHBUILDER_H

#include "UniqueNames.h"

#include "dialects/ONNX/ONNXDialect.h"
#include "sm/Format/ONNXModel.h"
#include "sm/Support/Status.h"
#include "sm/Target/ONNX.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"

namespace sm::target {

class GraphBuilder {
public:
  GraphBuilder(mlir::func::FuncOp function, const ONNXExportOptions &options)
      : function(function), options(options) {}

  /// The whole model but for its producer and metadata. Once.
  StatusOr<format::ONNXModel> build();
  /// After build(): of each output that could not keep its name, a note.
  const std::vector<std::string> &notes() const { return renamed; }

private:
  Status checkOps();
  void findLive();
  void nameInputs();
  Status addDefaults();
  void nameOutputs(mlir::Operation *returned);
  void finishOutputs(mlir::Operation *returned);

  /// Appends the live ops of a block, but for its terminator.
  Status addBlock(mlir::Block &block, format::ONNXGraph &graph);
  Status addNode(mlir::Operation *op, format::ONNXGraph &graph);
  Status addConstant(onnx::ConstantOp constant);
  StatusOr<format::ONNXValue> attributeValue(mlir::NamedAttribute attribute);
  StatusOr<format::ONNXTensor> tensorOf(mlir::ElementsAttr elements);
  Status addRegions(mlir::Operation *op, format::ONNXNode &node);
  Status addRegion(mlir::Region &region, format::ONNXGraph &graph);
  /// An Identity of `value` that gives `output`.
  void addIdentity(mlir::Value value, const std::string &output,
                   format::ONNXGraph &graph);
  /// Names results and drops trailing ones that nothing reads.
  void nameResults(mlir::Operation *op, format::ONNXNode &node);
  std::string nameOf(mlir::Value value) const;

  mlir::func::FuncOp function;
  const ONNXExportOptions &options;
  format::ONNXModel model;
  UniqueNames nodeNames, valueNames;
  llvm::DenseMap<mlir::Value, std::string> names;
  llvm::DenseSet<mlir::Operation *> live;
  /// Names of the outputs, and which of them need an Identity.
  std::vector<std::string> outputNames, renamed;
  std::vector<bool> needsIdentity;
};

/// The name of the node that an op came from; empty if nothing says.
std::string nodeNameOf(mlir::Operation *op);

} // namespace sm::target

#endif // SM_LIB_TARGET_ONNX_GRAPHBUILDER_H
