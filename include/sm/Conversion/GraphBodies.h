// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The attributes by which a function of the tf dialect says what it is the
/// body of (`--convert-graph-to-tf=in-place`, `--convert-tf-to-graph`).

#ifndef SM_CONVERSION_GRAPHBODIES_H
#define SM_CONVERSION_GRAPHBODIES_H

#include "llvm/ADT/StringRef.h"

namespace sm {

/// On a function: it is the body of a graph function (a symbol), or of the main
/// graph (a unit attribute).
constexpr llvm::StringLiteral kBodyAttr = "graph.body";
/// On arguments and results of the main graph's body: the tensor they are.
constexpr llvm::StringLiteral kTensorAttr = "graph.tensor";
/// On a body that must not be inlined into its callers (a unit attribute).
constexpr llvm::StringLiteral kNoInlineAttr = "graph.no_inline";
/// On an op of a body: the node's attributes that have no other place (a
/// dictionary).
constexpr llvm::StringLiteral kNodeAttrsAttr = "graph.attrs";

} // namespace sm

#endif // SM_CONVERSION_GRAPHBODIES_H
