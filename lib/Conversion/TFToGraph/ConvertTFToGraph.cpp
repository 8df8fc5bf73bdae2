// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The pass: functions become graphs again.

#include "NewGraph.h"
#include "WriteInPlace.h"

#include "dialects/Graph/GraphDialect.h"
#include "sm/Conversion/Passes.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_CONVERTTFTOGRAPH
#include "sm/Conversion/Passes.h.inc"

namespace {

struct ConvertTFToGraph : impl::ConvertTFToGraphBase<ConvertTFToGraph> {
  using ConvertTFToGraphBase::ConvertTFToGraphBase;

  static bool hasGraph(saved_model::MetaGraphOp metaGraph) {
    return !metaGraph.getOps<graph::GraphOp>().empty();
  }

  void runOnOperation() override {
    SmallVector<saved_model::MetaGraphOp> metaGraphs;
    getOperation().walk([&](saved_model::MetaGraphOp metaGraph) {
      if (!metaGraph.getOps<func::FuncOp>().empty())
        metaGraphs.push_back(metaGraph);
    });
    WriteObstacles obstacles;
    for (saved_model::MetaGraphOp metaGraph : metaGraphs)
      if (hasGraph(metaGraph))
        checkInPlace(metaGraph, obstacles);
      else
        checkNewGraph(metaGraph, obstacles);
    for (const WriteObstacle &obstacle : obstacles)
      emitError(obstacle.location) << obstacle.message;
    if (!obstacles.empty())
      return signalPassFailure();
    for (saved_model::MetaGraphOp metaGraph : metaGraphs)
      if (hasGraph(metaGraph))
        writeInPlace(metaGraph);
      else
        writeNewGraph(metaGraph);
  }
};

} // namespace

} // namespace sm
