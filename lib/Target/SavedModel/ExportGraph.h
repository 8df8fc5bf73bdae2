// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The graph dialect as GraphDef and FunctionDef: the inverse of ImportGraph.

#ifndef SM_LIB_TARGET_SAVEDMODEL_EXPORTGRAPH_H
#define SM_LIB_TARGET_SAVEDMODEL_EXPORTGRAPH_H

#include "dialects/Graph/GraphDialect.h"
#include "sm/Support/Status.h"

#include "llvm/ADT/ArrayRef.h"

namespace tensorflow {
class GraphDef;
} // namespace tensorflow

namespace sm::target {

/// Writes the graph and its library of functions, in their order, to `proto`,
/// which is empty. The operands say where edges lead; a spelling that was kept
/// is used where it says the same. InvalidArgument, naming node and function,
/// for what no GraphDef can say.
Status exportGraph(graph::GraphOp graph,
                   llvm::ArrayRef<graph::FuncOp> functions,
                   tensorflow::GraphDef &proto);

} // namespace sm::target

#endif // SM_LIB_TARGET_SAVEDMODEL_EXPORTGRAPH_H
