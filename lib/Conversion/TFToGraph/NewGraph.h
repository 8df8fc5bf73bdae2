// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// A main graph for a MetaGraph that has only functions.

#ifndef SM_LIB_CONVERSION_TFTOGRAPH_NEWGRAPH_H
#define SM_LIB_CONVERSION_TFTOGRAPH_NEWGRAPH_H

#include "BodyWriter.h"

namespace sm {

/// Looks for what a graph of the signatures' functions could not hold. Nothing
/// is changed.
void checkNewGraph(saved_model::MetaGraphOp metaGraph,
                   WriteObstacles &obstacles);

/// Makes the graph and its function library, and erases the functions. Call
/// after checkNewGraph() found no obstacle.
void writeNewGraph(saved_model::MetaGraphOp metaGraph);

} // namespace sm

#endif // SM_LIB_CONVERSION_TFTOGRAPH_NEWGRAPH_H
