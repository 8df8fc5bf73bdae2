// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Clean-up of a MetaGraph's function library, for whoever rewrites graphs.

#ifndef SM_TRANSFORMS_GRAPHFUNCTIONS_H
#define SM_TRANSFORMS_GRAPHFUNCTIONS_H

#include "dialects/SM/SMDialect.h"

namespace sm {

/// Erases the `graph.func`s of `metaGraph` that neither its nodes nor its
/// object graph nor an alias nor a kept function refers to, with the gradients
/// stated for them; the same as --graph-drop-unused-functions. Returns how many
/// were erased. Every node of the graph counts as used.
int64_t dropUnusedFunctions(saved_model::MetaGraphOp metaGraph);

} // namespace sm

#endif // SM_TRANSFORMS_GRAPHFUNCTIONS_H
