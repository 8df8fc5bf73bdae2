// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What the attributes of a node say of the types of its inputs and outputs.

#ifndef SM_LIB_CONVERSION_GRAPHTOTF_NODETYPES_H
#define SM_LIB_CONVERSION_GRAPHTOTF_NODETYPES_H

#include "dialects/Graph/GraphDialect.h"
#include "sm/Ops/Arity.h"
#include "sm/Ops/OpInfo.h"

#include "mlir/IR/BuiltinTypes.h"

namespace sm {

/// The record of a node's op, or null.
const ops::OpInfo *recordOf(graph::Node node);

/// The length of a list argument as the node's attributes say it; negative if
/// they do not.
int64_t listLength(graph::Node node, std::string_view name);

/// The element type that the node's attributes or the op's definition give to
/// one argument; unknown if neither does.
mlir::Type elementOf(graph::Node node, const ops::ArgSlot &slot);

/// The node's `_output_shapes`, or null where results are not numbered as the
/// op's outputs are, so that hints would mislead.
mlir::ArrayAttr shapeHints(graph::Node node);

/// All that the node says of one of its outputs: the element type, and the
/// shape that `_output_shapes` states.
mlir::TensorType statedType(mlir::OpResult output);

} // namespace sm

#endif // SM_LIB_CONVERSION_GRAPHTOTF_NODETYPES_H
