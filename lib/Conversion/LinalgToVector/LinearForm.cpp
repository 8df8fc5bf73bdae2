// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic of linear expressions.

#include "LinearForm.h"

using namespace mlir;

namespace sm::vectorize {

LinearForm LinearForm::dim(unsigned d) {
  LinearForm form;
  form.set(d, 1);
  return form;
}

void LinearForm::set(unsigned d, int64_t coefficient) {
  if (d >= coefficients.size()) {
    if (coefficient == 0)
      return;
    coefficients.resize(d + 1, 0);
  }
  coefficients[d] = coefficient;
}

void LinearForm::add(const LinearForm &other, int64_t factor) {
  constant += factor * other.constant;
  for (unsigned d = 0; d < other.coefficients.size(); ++d)
    set(d, (*this)[d] + factor * other.coefficients[d]);
}

bool LinearForm::isConstant() const {
  return llvm::all_of(coefficients, [](int64_t c) { return c == 0; });
}

bool LinearForm::operator==(const LinearForm &other) const {
  if (constant != other.constant)
    return false;
  unsigned count = std::max(coefficients.size(), other.coefficients.size());
  for (unsigned d = 0; d < count; ++d)
    if ((*this)[d] != other[d])
      return false;
  return true;
}

static std::optional<LinearForm> linearizeProduct(AffineBinaryOpExpr product,
                                                  ArrayRef<LinearForm> dims) {
  auto lhs = linearize(product.getLHS(), dims);
  auto rhs = linearize(product.getRHS(), dims);
  if (!lhs || !rhs)
    return std::nullopt;
  if (!rhs->isConstant())
    std::swap(lhs, rhs);
  if (!rhs->isConstant())
    return std::nullopt;
  LinearForm form;
  form.add(*lhs, rhs->constant);
  return form;
}

std::optional<LinearForm> linearize(AffineExpr expression,
                                    ArrayRef<LinearForm> dims) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expression))
    return LinearForm(constant.getValue());
  if (auto dim = dyn_cast<AffineDimExpr>(expression)) {
    if (dim.getPosition() >= dims.size())
      return std::nullopt;
    return dims[dim.getPosition()];
  }
  auto binary = dyn_cast<AffineBinaryOpExpr>(expression);
  if (!binary)
    return std::nullopt;
  if (binary.getKind() == AffineExprKind::Mul)
    return linearizeProduct(binary, dims);
  if (binary.getKind() != AffineExprKind::Add)
    return std::nullopt;
  auto lhs = linearize(binary.getLHS(), dims);
  auto rhs = linearize(binary.getRHS(), dims);
  if (!lhs || !rhs)
    return std::nullopt;
  lhs->add(*rhs);
  return lhs;
}

std::optional<std::pair<LinearForm, LinearForm>>
divide(const LinearForm &form, int64_t modulus, ArrayRef<int64_t> extents,
       std::optional<unsigned> &crossing) {
  if (form.constant < 0)
    return std::nullopt;
  LinearForm quotient(form.constant / modulus);
  LinearForm rest(form.constant % modulus);
  int64_t largestRest = rest.constant;
  std::optional<unsigned> widest;
  for (unsigned d = 0; d < form.numDims(); ++d) {
    int64_t coefficient = form[d];
    if (coefficient < 0)
      return std::nullopt;
    if (coefficient % modulus == 0) {
      quotient.set(d, coefficient / modulus);
      continue;
    }
    rest.set(d, coefficient);
    largestRest += coefficient * (extents[d] - 1);
    if (coefficient == 1 && extents[d] > modulus)
      widest = d;
  }
  if (largestRest < modulus)
    return std::make_pair(quotient, rest);
  crossing = widest;
  return std::nullopt;
}

} // namespace sm::vectorize
