// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Constants in the order in which a kernel reads them.

#ifndef SM_LIB_TRANSFORMS_LINALG_PACKEDWEIGHTS_H
#define SM_LIB_TRANSFORMS_LINALG_PACKEDWEIGHTS_H

#include "sm/Support/Status.h"

#include "mlir/IR/BuiltinAttributes.h"

namespace sm {

/// How the last dimension of a result is cut for vectors of `lanes` elements.
struct Blocking {
  int64_t block = 1;  ///< elements of a block
  int64_t padded = 1; ///< the extent with the zeroes behind it
};
Blocking blockingFor(int64_t extent, int64_t lanes);

/// `elements` with its dimensions in `order` and dimension `cut`, which `order`
/// leaves out, in blocks: the number of the block first, the place in it last.
/// Zeroes follow where `blocking` says so. Up to 1 KiB the result is dense,
/// above it lies in memory. Fails if the bytes cannot be had.
StatusOr<mlir::ElementsAttr> packElements(mlir::ElementsAttr elements,
                                          llvm::ArrayRef<unsigned> order,
                                          unsigned cut,
                                          const Blocking &blocking);

} // namespace sm

#endif // SM_LIB_TRANSFORMS_LINALG_PACKEDWEIGHTS_H
