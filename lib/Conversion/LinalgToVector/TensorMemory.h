// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Which tensors of a kernel lie in memory, and where.

#ifndef SM_LIB_CONVERSION_LINALGTOVECTOR_TENSORMEMORY_H
#define SM_LIB_CONVERSION_LINALGTOVECTOR_TENSORMEMORY_H

#include "Nest.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/DenseMap.h"

#include <utility>

namespace sm::vectorize {

/// The memory behind `buffer`, or the part of another buffer that it is; none
/// unless shape and strides are static.
std::optional<MemoryView> viewOfBuffer(mlir::Value buffer);

/// The part of `view` that a slice of it covers. `dropped` are dimensions of
/// size 1 that the slice does not have.
MemoryView sliceOf(const MemoryView &view, llvm::ArrayRef<int64_t> offsets,
                   llvm::ArrayRef<int64_t> sizes,
                   llvm::ArrayRef<int64_t> strides,
                   const llvm::SmallBitVector &dropped);

class TensorMemory {
public:
  /// Says that `tensor` has been stored.
  void add(mlir::Value tensor, MemoryView view) {
    known[tensor] = std::move(view);
  }

  /// Says that something else will be stored in `place`: tensors that may lie
  /// there, even in part, must be computed anew from now on.
  void forget(const MemoryView &place);

  /// Where `tensor` lies: an argument, a value that was added, or a view of
  /// one. None for values that must be computed.
  std::optional<MemoryView> find(mlir::Value tensor) const;

private:
  llvm::DenseMap<mlir::Value, MemoryView> known;
};

} // namespace sm::vectorize

#endif // SM_LIB_CONVERSION_LINALGTOVECTOR_TENSORMEMORY_H
