// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// From constants of the IR to values of the kernel engine.

#ifndef SM_TRANSFORMS_CONSTANTTENSOR_H
#define SM_TRANSFORMS_CONSTANTTENSOR_H

#include "sm/Support/Status.h"

#include "mlir/IR/BuiltinAttributeInterfaces.h"

namespace sm::runtime {
class Tensor;
} // namespace sm::runtime

namespace sm {

/// A tensor with the elements of a constant, whose type is static and of a
/// dtype with elements in memory. It shares mapped bytes that are aligned and
/// copies others. InvalidArgument for a string constant that holds another
/// number of elements than its type says; errors of the data source; Tensor's
/// for memory that is refused. Defined with `--tf-fold-constants`, the one pass
/// that may use the engine; include sm/Runtime/Tensor.h to call it.
StatusOr<runtime::Tensor> constantTensor(mlir::ElementsAttr attr);

/// The constant that a tensor is. A large one shares the tensor's memory.
mlir::ElementsAttr constantAttr(const runtime::Tensor &tensor,
                                mlir::MLIRContext *context);

} // namespace sm

#endif // SM_TRANSFORMS_CONSTANTTENSOR_H
