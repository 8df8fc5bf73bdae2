// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Constants with their elements in another order or shape, so that they need
/// not be moved when a model runs.

#ifndef SM_DIALECTS_SM_ELEMENTORDER_H
#define SM_DIALECTS_SM_ELEMENTORDER_H

#include "sm/Support/Status.h"

#include "mlir/IR/BuiltinAttributeInterfaces.h"

#include "llvm/ADT/ArrayRef.h"

namespace sm::saved_model {

/// The constant whose dimension i is dimension order[i] of `attr` (ranked and
/// static; `order` names each dimension once), seen as a tensor of `shape` (as
/// many elements; empty for that of the order). Elements have a fixed size;
/// large results lie in memory. Errors of the data source.
StatusOr<mlir::ElementsAttr>
transposedElements(mlir::ElementsAttr attr, llvm::ArrayRef<int64_t> order,
                   llvm::ArrayRef<int64_t> shape = {});

/// The same elements under another static shape of as many; null for kinds of
/// attributes that we do not know.
mlir::ElementsAttr reshapedElements(mlir::ElementsAttr attr,
                                    llvm::ArrayRef<int64_t> shape);

} // namespace sm::saved_model

#endif // SM_DIALECTS_SM_ELEMENTORDER_H
