// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/StableHLO/Inference.h"

#include "dialects/StableHLO/StableHLODialect.h"

#include "llvm/ADT/SmallBitVector.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace sm::stablehlo {

bool areCompatibleTypes(TypeRange l, TypeRange r) {
  if (l.size() != r.size())
    return false;
  for (auto [a, b] : llvm::zip(l, r)) {
    if (getElementTypeOrSelf(a) != getElementTypeOrSelf(b) ||
        failed(verifyCompatibleShape(a, b)))
      return false;
  }
  return true;
}

std::optional<int64_t> joinDims(int64_t a, int64_t b) {
  if (ShapedType::isDynamic(a))
    return b;
  if (ShapedType::isDynamic(b) || a == b)
    return a;
  return std::nullopt;
}

LogicalResult inferElementwise(std::optional<Location> location, StringRef op,
                               ValueRange operands, Type element,
                               Types &types) {
  auto first = cast<RankedTensorType>(operands.front().getType());
  Dims dims(first.getShape());
  for (Value operand : operands.drop_front()) {
    auto type = cast<RankedTensorType>(operand.getType());
    if (type.getElementType() != first.getElementType())
      return inferenceError(location, op,
                            "has operands of different element types: ", first,
                            " and ", type);
    if (type.getRank() != first.getRank())
      return inferenceError(location, op,
                            "has operands of different ranks: ", first, " and ",
                            type);
    for (auto [dim, other] : llvm::zip(dims, type.getShape())) {
      std::optional<int64_t> joined = joinDims(dim, other);
      if (!joined)
        return inferenceError(location, op,
                              "has operands of different shapes: ", first,
                              " and ", type);
      dim = *joined;
    }
  }
  types.push_back(RankedTensorType::get(dims, element));
  return success();
}

Type realElementType(Type element) {
  if (auto complex = dyn_cast<ComplexType>(element))
    return complex.getElementType();
  return element;
}

Type predType(Type element) {
  return IntegerType::get(element.getContext(), 1);
}

LogicalResult checkDimensions(std::optional<Location> location, StringRef op,
                              StringRef what, ArrayRef<int64_t> dims,
                              int64_t rank) {
  llvm::SmallBitVector seen(rank);
  for (int64_t dim : dims) {
    if (dim < 0 || dim >= rank)
      return inferenceError(location, op, what, " ", dim,
                            " is no dimension of a tensor of rank ", rank);
    if (seen.test(dim))
      return inferenceError(location, op, what, " ", dim, " is named twice");
    seen.set(dim);
  }
  return success();
}

LogicalResult windowsOf(std::optional<Location> location, StringRef op,
                        ArrayRef<int64_t> sizes, DenseI64ArrayAttr strides,
                        DenseI64ArrayAttr baseDilations,
                        DenseI64ArrayAttr windowDilations,
                        DenseIntElementsAttr padding,
                        SmallVectorImpl<WindowDimension> &windows) {
  size_t rank = sizes.size();
  windows.assign(rank, {});
  auto fill = [&](StringRef what, ArrayRef<int64_t> values,
                  int64_t WindowDimension::*member) -> LogicalResult {
    if (values.size() != rank)
      return inferenceError(location, op, what, " has ", values.size(),
                            " entries for ", rank, " dimensions");
    for (auto [window, value] : llvm::zip(windows, values)) {
      if (value < 1)
        return inferenceError(location, op, what, " has the entry ", value,
                              ", which is below 1");
      window.*member = value;
    }
    return success();
  };
  if (failed(fill("window", sizes, &WindowDimension::size)) ||
      (strides && failed(fill("window_strides", strides.asArrayRef(),
                              &WindowDimension::stride))) ||
      (baseDilations && failed(fill("base dilation", baseDilations.asArrayRef(),
                                    &WindowDimension::baseDilation))) ||
      (windowDilations &&
       failed(fill("window dilation", windowDilations.asArrayRef(),
                   &WindowDimension::windowDilation))))
    return failure();
  if (!padding)
    return success();
  ArrayRef<int64_t> shape = padding.getType().getShape();
  if (shape.size() != 2 || shape[0] != static_cast<int64_t>(rank) ||
      shape[1] != 2)
    return inferenceError(location, op, "padding of type ", padding.getType(),
                          " is not ", rank, "x2");
  for (auto [window, pair] : llvm::zip(windows, paddingPairs(padding, rank)))
    std::tie(window.paddingLow, window.paddingHigh) = pair;
  return success();
}

/// (count - 1) * dilation + 1, or 0 for none; nullopt if it overflows.
static std::optional<int64_t> dilated(int64_t count, int64_t dilation) {
  int64_t result;
  if (count == 0)
    return 0;
  if (llvm::MulOverflow(count - 1, dilation, result) ||
      llvm::AddOverflow(result, int64_t(1), result))
    return std::nullopt;
  return result;
}

std::optional<int64_t> windowPlaces(int64_t dim,
                                    const WindowDimension &window) {
  if (ShapedType::isDynamic(dim))
    return ShapedType::kDynamic;
  std::optional<int64_t> base = dilated(dim, window.baseDilation);
  std::optional<int64_t> size = dilated(window.size, window.windowDilation);
  int64_t padded;
  if (!base || !size || llvm::AddOverflow(*base, window.paddingLow, padded) ||
      llvm::AddOverflow(padded, window.paddingHigh, padded))
    return std::nullopt;
  if (padded <= 0 || *size > padded)
    return 0;
  return (padded - *size) / window.stride + 1;
}

SmallVector<std::pair<int64_t, int64_t>>
paddingPairs(DenseIntElementsAttr padding, size_t rank) {
  SmallVector<std::pair<int64_t, int64_t>> pairs(rank, {0, 0});
  if (!padding || padding.getNumElements() != static_cast<int64_t>(2 * rank))
    return pairs;
  auto values = padding.getValues<int64_t>();
  for (size_t i = 0; i < rank; ++i)
    pairs[i] = {values[2 * i], values[2 * i + 1]};
  return pairs;
}

} // namespace sm::stablehlo
