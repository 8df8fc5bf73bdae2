// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What an op says that no proto can, with the place.

#ifndef SM_LIB_TARGET_SAVEDMODEL_EXPORTERROR_H
#define SM_LIB_TARGET_SAVEDMODEL_EXPORTERROR_H

#include "sm/Support/Status.h"

#include "mlir/IR/Operation.h"

#include <string>

namespace sm::target {

/// "file.mlir:3:5: " where `op` was read from text, else "".
std::string placeOf(mlir::Operation *op);

/// InvalidArgument with the place of `op`.
Status exportError(mlir::Operation *op, const std::string &message);

/// `status` with the place of `op` and `what` before its message.
Status exportError(mlir::Operation *op, const std::string &what,
                   const Status &status);

/// An attribute as text, cut where it is long.
std::string shown(mlir::Attribute attr);

/// InvalidArgument unless `text`, which is to be `what`, is UTF-8: protobuf's
/// strings must be.
Status checkUTF8(llvm::StringRef text, const std::string &what);

} // namespace sm::target

#endif // SM_LIB_TARGET_SAVEDMODEL_EXPORTERROR_H
