// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The attributes of a NodeDef, from an op of the tf dialect: those it stores,
// but for defaults, and those that follow from its types.

#ifndef SM_LIB_CONVERSION_TFTOGRAPH_NODEATTRIBUTES_H
#define SM_LIB_CONVERSION_TFTOGRAPH_NODEATTRIBUTES_H

#include "sm/Ops/OpInfo.h"

#include "mlir/IR/Operation.h"

#include <string>

namespace sm {

/// The attributes of the node that `op`, which has a record, becomes. `f` is
/// left to the caller. On failure `missing` names an attribute that neither the
/// op nor its types tell.
mlir::FailureOr<mlir::NamedAttrList> nodeAttributes(mlir::Operation *op,
                                                    const ops::OpInfo &info,
                                                    std::string &missing);

/// The value of a Const node: with its elements written once where they are
/// all the same.
mlir::Attribute constantValue(mlir::ElementsAttr elements);

/// The shapes of an op's results as `_output_shapes` states them.
mlir::ArrayAttr outputShapes(mlir::Operation *op);

/// The element type attribute of a value (`T`); null if nothing is known.
mlir::Attribute elementTypeAttr(mlir::Value value);

} // namespace sm

#endif // SM_LIB_CONVERSION_TFTOGRAPH_NODEATTRIBUTES_H
