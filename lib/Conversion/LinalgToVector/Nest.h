// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// A kernel, or a part of one, as a loop nest: its dimensions, the values that
// are computed at each point, and where they are stored. All tensors are gone:
// a value is read from memory at a linear address or computed from others.

#ifndef SM_LIB_CONVERSION_LINALGTOVECTOR_NEST_H
#define SM_LIB_CONVERSION_LINALGTOVECTOR_NEST_H

#include "LinearForm.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/Value.h"

#include <memory>
#include <string>
#include <vector>

namespace sm::vectorize {

/// A tensor that lies in memory: element (i, j, ...) is at
/// offset + i * strides[0] + j * strides[1] + ... elements from the buffer's
/// first one.
struct MemoryView {
  mlir::Value buffer; ///< a memref value of any rank
  llvm::SmallVector<int64_t> shape;
  llvm::SmallVector<int64_t> strides;
  int64_t offset = 0;
};

struct Dim {
  int64_t extent = 1;
  bool isReduction = false;
};

/// Dimensions `block` and `inner` came from one of `bound` elements in blocks
/// of `blockSize`: block * blockSize + inner < bound.
struct PartialBlock {
  unsigned block = 0;
  unsigned inner = 0;
  int64_t blockSize = 0;
  int64_t bound = 0;
};

/// A value at a point of the nest.
struct Expr {
  enum Kind {
    Load,      ///< the element at `form` of `buffer`
    Scalar,    ///< `scalar`, the same everywhere
    Undefined, ///< of an empty tensor: whatever
    Apply,     ///< `result` of the body of `op` on `operands`
    Reduced,   ///< `result` of reduction number `reduction`
  };
  Kind kind = Undefined;
  mlir::Type type; ///< of an element
  mlir::Value buffer;
  LinearForm form;
  mlir::Value scalar;
  mlir::linalg::GenericOp op;
  unsigned result = 0;
  unsigned reduction = 0;
  llvm::SmallVector<Expr *> operands;
  /// Of Apply: the loops of `op` in terms of the nest.
  llvm::SmallVector<LinearForm> loops;
  /// Of Apply: once computed, the value is also kept at `form` of `buffer`, for
  /// later passes over the same elements.
  bool isKept = false;
};

/// results = fold of the body of `op` over `dims`, from `inits`.
struct Reduction {
  mlir::linalg::GenericOp op;
  llvm::SmallVector<unsigned> dims; ///< reduction dimensions, outer first
  llvm::SmallVector<unsigned> parallelDims;
  llvm::SmallVector<LinearForm> loops; ///< of `op`
  llvm::SmallVector<Expr *> inputs;
  llvm::SmallVector<Expr *> inits;
};

struct Store {
  Expr *value = nullptr;
  mlir::Value buffer;
  LinearForm form;
};

struct Nest {
  llvm::SmallVector<Dim> dims;
  std::vector<std::unique_ptr<Expr>> exprs;
  std::vector<Reduction> reductions; ///< each after those that it uses
  llvm::SmallVector<Store> stores;
  std::optional<PartialBlock> partial;

  llvm::SmallVector<int64_t> extents() const {
    llvm::SmallVector<int64_t> result;
    for (const Dim &dim : dims)
      result.push_back(dim.extent);
    return result;
  }
};

/// Calls `visit` for every linear form of the nest that is evaluated at run
/// time: addresses, and loops whose index a body asks for.
void forEachForm(Nest &nest, llvm::function_ref<void(LinearForm &)> visit);

/// Makes one dimension of two that every access walks through as one.
void mergeDims(Nest &nest);

/// The points of the dimensions that a reduction or a store loops over.
int64_t countPoints(const Nest &nest, bool withReductions);

} // namespace sm::vectorize

#endif // SM_LIB_CONVERSION_LINALGTOVECTOR_NEST_H
