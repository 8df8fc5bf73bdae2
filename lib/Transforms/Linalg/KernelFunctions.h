// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Kernels as functions, each different one once.

#ifndef SM_LIB_TRANSFORMS_LINALG_KERNELFUNCTIONS_H
#define SM_LIB_TRANSFORMS_LINALG_KERNELFUNCTIONS_H

#include "KernelGroups.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringMap.h"

namespace sm {

/// What a kernel reads and writes.
struct KernelOperands {
  llvm::SmallSetVector<mlir::Value, 4> inputs;
  llvm::SmallVector<mlir::Value> outputs;
};

/// A part of a tensor: along each dimension the first place, the number of
/// elements, and how far they are apart.
struct Box {
  llvm::SmallVector<int64_t> offsets, sizes, steps;
};

/// The tensors that come from outside the kernel, but those made of nothing
/// (fills, empty tensors, scalars), and the results needed outside it.
KernelOperands kernelOperands(const KernelGroup &group);

/// True for what a kernel makes for itself where it needs it: an empty or
/// filled tensor, a scalar, a part of a tensor that it reads.
bool isMadeInside(mlir::Value value);

/// The places in the model that the ops of `group` came from, in their order.
mlir::Location locationOf(const KernelGroup &group);

/// Adds kernels to a module.
class KernelFunctions {
public:
  explicit KernelFunctions(mlir::ModuleOp module);

  /// A kernel that does what the ops of `group` do; `types` are those of the
  /// buffers of its outputs.
  mlir::func::FuncOp kernelFor(const KernelGroup &group,
                               const KernelOperands &operands,
                               llvm::ArrayRef<mlir::MemRefType> types);

  /// A kernel that fills a buffer of `type` but for `box`, which has no gaps.
  mlir::func::FuncOp fillAround(mlir::Location loc, mlir::MemRefType type,
                                mlir::Attribute value, const Box &box);

private:
  mlir::func::FuncOp start(mlir::Location loc,
                           llvm::ArrayRef<mlir::Type> arguments);
  mlir::func::FuncOp unique(mlir::func::FuncOp kernel);

  mlir::ModuleOp module;
  mlir::SymbolTable symbols;
  llvm::StringMap<mlir::func::FuncOp> names; // by text of the body
};

} // namespace sm

#endif // SM_LIB_TRANSFORMS_LINALG_KERNELFUNCTIONS_H
