// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// GraphDef and FunctionDef as operations of the graph dialect.

#ifndef SM_LIB_TARGET_SAVEDMODEL_IMPORTGRAPH_H
#define SM_LIB_TARGET_SAVEDMODEL_IMPORTGRAPH_H

#include "ImportAttr.h"

#include "dialects/Graph/GraphDialect.h"

#include "mlir/IR/Builders.h"

#include <string>
#include <vector>

namespace tensorflow {
class FunctionDef;
class GraphDebugInfo;
class GraphDef;
class NodeDef;
} // namespace tensorflow

namespace sm::format {
struct GraphPart;
} // namespace sm::format

namespace sm::target {

/// Imports the graph and the functions of one MetaGraph.
class GraphImporter {
public:
  /// `debugInfo` may be null.
  GraphImporter(mlir::OpBuilder &builder, AttrImporter &attrs,
                const tensorflow::GraphDebugInfo *debugInfo)
      : b(builder), attrs(attrs), debugInfo(debugInfo) {}

  /// Adds `graph.func` for each function, then `graph.graph`. The graph has
  /// passed format::validateGraph. `tensors` are used from outside
  /// ("node:1"); those that name no output are left to whoever uses them. With
  /// `part` only what belongs to it.
  Status importGraph(const tensorflow::GraphDef &graph,
                     const std::vector<std::string> &tensors,
                     const format::GraphPart *part = nullptr);

private:
  Status importMainGraph(const tensorflow::GraphDef &graph,
                         llvm::ArrayRef<const tensorflow::NodeDef *> nodes,
                         const std::vector<std::string> &tensors);
  Status importFunction(const tensorflow::FunctionDef &function);
  StatusOr<mlir::Operation *> createNode(const tensorflow::NodeDef &node,
                                         const std::string &function,
                                         size_t numOutputs);
  mlir::Location locationOf(const std::string &node,
                            const std::string &function);

  mlir::OpBuilder &b;
  AttrImporter &attrs;
  const tensorflow::GraphDebugInfo *debugInfo;
};

} // namespace sm::target

#endif // SM_LIB_TARGET_SAVEDMODEL_IMPORTGRAPH_H
