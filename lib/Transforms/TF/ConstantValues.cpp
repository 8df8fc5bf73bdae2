// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "ConstantValues.h"

#include "dialects/SM/SMDialect.h"
#include "dialects/TF/TFRewriting.h"

#include <cmath>
#include <cstring>
#include <memory>

using namespace mlir;

namespace sm {

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

std::optional<double> uniformValue(Value value) {
  ElementsAttr attr = tf::constantBehind(value);
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

std::optional<std::vector<double>> floatValues(Value value) {
  ElementsAttr attr = tf::constantBehind(value);
  if (!attr ||
      !(attr.getElementType().isF32() || attr.getElementType().isF64()))
    return std::nullopt;
  StatusOr<saved_model::DataBytes> data = saved_model::elementBytes(attr);
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
  return saved_model::elementsFor(
      type,
      absl::MakeConstSpan(reinterpret_cast<const char *>(numbers->data()),
                          numbers->size() * sizeof(T)),
      numbers);
}

ElementsAttr floatConstant(ShapedType type, ArrayRef<double> values) {
  return type.getElementType().isF32() ? constantOf<float>(type, values)
                                       : constantOf<double>(type, values);
}

} // namespace sm
