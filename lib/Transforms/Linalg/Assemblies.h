// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Tensors that are put together of parts: padded and concatenated ones.

#ifndef SM_LIB_TRANSFORMS_LINALG_ASSEMBLIES_H
#define SM_LIB_TRANSFORMS_LINALG_ASSEMBLIES_H

#include "KernelFunctions.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <vector>

namespace sm {

/// One part: a tensor that a kernel writes into the larger one.
struct AssemblyPart {
  mlir::Value source;   // as it is inserted; nothing else reads it
  mlir::Value assembly; // what it is a part of
  Box box;
};

/// A chain of `tensor.insert_slice` into an empty or filled tensor.
struct Assembly {
  mlir::Value result;
  mlir::Attribute fill; // null if the parts cover everything
  llvm::SmallVector<AssemblyPart> parts;
};

/// Reports what cannot be made kernels, all of it.
mlir::LogicalResult checkOutlinable(mlir::func::FuncOp func);

/// Copies slices that are read by anything but kernels, which take them from
/// the whole tensor.
void copySlices(mlir::Block &block);

/// Copies what is returned so that each result is a tensor of its own, which a
/// kernel makes.
void separateResults(mlir::Block &block);

/// Copies what is inserted so that each part is made by a kernel, read by
/// nothing else, and has strides where it goes.
void separateParts(mlir::Block &block);

/// The assemblies of a block after that.
std::vector<Assembly> findAssemblies(mlir::Block &block);

/// The part that `value` is, seen through reshapes; null if it is none.
const AssemblyPart *partWith(const std::vector<Assembly> &assemblies,
                             mlir::Value value);

/// Strides, in elements, of the part seen in `shape`.
llvm::SmallVector<int64_t> partStrides(const Assembly &assembly,
                                       const AssemblyPart &part,
                                       llvm::ArrayRef<int64_t> shape);

} // namespace sm

#endif // SM_LIB_TRANSFORMS_LINALG_ASSEMBLIES_H
