// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/SM/ElementNumbers.h"

#include "dialects/SM/SMDialect.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>

using namespace mlir;

namespace sm::saved_model {

template <typename T, typename Convert>
static std::optional<double> uniformIn(ElementsAttr attr, Convert convert) {
  if (attr.isSplat())
    return convert(attr.getSplatValue<T>());
  auto values = attr.tryGetValues<T>();
  if (!values)
    return std::nullopt;
  std::optional<double> found;
  for (const T &value : *values) {
    double number = convert(value);
    if (found && *found != number)
      return std::nullopt;
    found = number;
  }
  return found;
}

std::optional<double> uniformNumber(ElementsAttr attr) {
  if (!attr || attr.getNumElements() == 0)
    return std::nullopt;
  if (isa<FloatType>(attr.getElementType()))
    return uniformIn<APFloat>(attr, [](APFloat number) {
      bool isInexact = false;
      number.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                     &isInexact);
      return number.convertToDouble();
    });
  auto integer = dyn_cast<IntegerType>(attr.getElementType());
  if (!integer)
    return std::nullopt;
  bool isSigned = !integer.isUnsigned() && integer.getWidth() > 1;
  return uniformIn<APInt>(attr, [=](const APInt &number) {
    return isSigned ? number.signedRoundToDouble() : number.roundToDouble();
  });
}

template <typename T>
static std::vector<double> numbersIn(absl::Span<const char> bytes) {
  std::vector<T> numbers(bytes.size() / sizeof(T));
  if (!numbers.empty())
    std::memcpy(numbers.data(), bytes.data(), numbers.size() * sizeof(T));
  return {numbers.begin(), numbers.end()};
}

std::optional<std::vector<double>> floatNumbers(ElementsAttr attr) {
  if (!attr ||
      !(attr.getElementType().isF32() || attr.getElementType().isF64()))
    return std::nullopt;
  StatusOr<DataBytes> data = elementBytes(attr);
  if (!data.ok())
    return std::nullopt;
  return attr.getElementType().isF32() ? numbersIn<float>(data->bytes)
                                       : numbersIn<double>(data->bytes);
}

template <typename T>
static ElementsAttr constantOf(ShapedType type, ArrayRef<double> values) {
  auto numbers = std::make_shared<std::vector<T>>();
  numbers->reserve(values.size());
  for (double value : values) {
    auto rounded = static_cast<T>(value);
    if (!std::isfinite(rounded) && std::isfinite(value))
      return {};
    numbers->push_back(rounded);
  }
  return elementsFor(
      type,
      absl::MakeConstSpan(reinterpret_cast<const char *>(numbers->data()),
                          numbers->size() * sizeof(T)),
      numbers);
}

ElementsAttr floatElements(ShapedType type, ArrayRef<double> values) {
  return type.getElementType().isF32() ? constantOf<float>(type, values)
                                       : constantOf<double>(type, values);
}

template <typename T>
static ElementsAttr scaled(ShapedType type, absl::Span<const char> bytes,
                           ArrayRef<double> factors, size_t stride) {
  size_t count = bytes.size() / sizeof(T);
  auto numbers = std::make_shared<std::vector<T>>(count);
  if (count > 0)
    std::memcpy(numbers->data(), bytes.data(), count * sizeof(T));
  bool isFinite = true;
  for (size_t i = 0, channel = 0; i < count; ++channel) {
    double factor = factors[channel % factors.size()];
    for (size_t end = std::min(count, i + stride); i < end; ++i) {
      auto product = static_cast<T>((*numbers)[i] * factor);
      isFinite &= std::isfinite(product);
      (*numbers)[i] = product;
    }
  }
  if (!isFinite)
    return {};
  return elementsFor(
      type,
      absl::MakeConstSpan(reinterpret_cast<const char *>(numbers->data()),
                          count * sizeof(T)),
      numbers);
}

ElementsAttr scaledElements(ElementsAttr attr, ArrayRef<double> factors,
                            int64_t stride) {
  if (!attr || factors.empty() || stride < 1 ||
      !(attr.getElementType().isF32() || attr.getElementType().isF64()))
    return {};
  StatusOr<DataBytes> data = elementBytes(attr);
  if (!data.ok())
    return {};
  auto type = cast<ShapedType>(attr.getType());
  auto step = static_cast<size_t>(stride);
  return attr.getElementType().isF32()
             ? scaled<float>(type, data->bytes, factors, step)
             : scaled<double>(type, data->bytes, factors, step);
}

} // namespace sm::saved_model
