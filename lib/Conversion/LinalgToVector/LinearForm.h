// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Linear expressions over the dimensions of a loop nest: what an index or an
// address is, once all views and index maps between are resolved.

#ifndef SM_LIB_CONVERSION_LINALGTOVECTOR_LINEARFORM_H
#define SM_LIB_CONVERSION_LINALGTOVECTOR_LINEARFORM_H

#include "mlir/IR/AffineExpr.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

#include <cstdint>
#include <optional>
#include <utility>

namespace sm::vectorize {

/// constant + sum of coefficient(d) * d over the dimensions d of a nest.
class LinearForm {
public:
  LinearForm() = default;
  explicit LinearForm(int64_t value) : constant(value) {}
  static LinearForm dim(unsigned d);

  /// The coefficient of `d`; 0 for dimensions that do not occur.
  int64_t operator[](unsigned d) const {
    return d < coefficients.size() ? coefficients[d] : 0;
  }
  void set(unsigned d, int64_t coefficient);
  /// Adds `factor` times `other`.
  void add(const LinearForm &other, int64_t factor = 1);

  /// One more than the last dimension that may occur.
  unsigned numDims() const { return coefficients.size(); }
  bool isConstant() const;
  bool operator==(const LinearForm &other) const;

  int64_t constant = 0;

private:
  llvm::SmallVector<int64_t, 8> coefficients;
};

/// `expression` with `dims` for its dimensions; none if it is not linear.
std::optional<LinearForm> linearize(mlir::AffineExpr expression,
                                    llvm::ArrayRef<LinearForm> dims);

/// `form` as q * `modulus` + r with 0 <= r < `modulus` for all values of the
/// dimensions below `extents`. If that has no linear answer because one
/// dimension of coefficient 1 runs across blocks, `crossing` names it.
std::optional<std::pair<LinearForm, LinearForm>>
divide(const LinearForm &form, int64_t modulus, llvm::ArrayRef<int64_t> extents,
       std::optional<unsigned> &crossing);

} // namespace sm::vectorize

#endif // SM_LIB_CONVERSION_LINALGTOVECTOR_LINEARFORM_H
