// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/SM/ElementNumbers.h"

#include "dialects/SM/SMDialect.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <type_traits>

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

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

/// Element `i` of bytes that need not be aligned: those of checkpoints are not.
template <typename T>
static T elementAt(absl::Span<const char> bytes, size_t i) {
  T value;
  std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
  return value;
}

namespace {

/// Products of elements and factors that repeat: element i goes with factor
/// i / stride % factors.size().
struct Scaling {
  std::vector<double> factors;
  size_t stride;

  template <typename T>
  void apply(absl::Span<const char> from, T *to) const {
    size_t count = from.size() / sizeof(T);
    for (size_t start = 0; start < count; start += factors.size() * stride) {
      size_t end = std::min(count, start + factors.size() * stride);
      if (stride == 1) {
        for (size_t i = start; i < end; ++i)
          to[i] = static_cast<T>(elementAt<T>(from, i) * factors[i - start]);
        continue;
      }
      for (size_t run = start; run < end; run += stride) {
        double factor = factors[(run - start) / stride];
        for (size_t i = run, last = std::min(end, run + stride); i < last; ++i)
          to[i] = static_cast<T>(elementAt<T>(from, i) * factor);
      }
    }
  }
};

} // namespace

/// At least the magnitude of each element; infinite if one is no number.
template <typename T>
static double magnitudeBound(absl::Span<const char> bytes) {
  using Bits = std::conditional_t<sizeof(T) == 4, int32_t, int64_t>;
  // Without signs the bits of floats are in the order of their values, with
  // infinity and NaN above all, and compare faster.
  Bits largest = 0;
  for (size_t i = 0, count = bytes.size() / sizeof(T); i < count; ++i)
    largest = std::max(largest, elementAt<Bits>(bytes, i) &
                                    std::numeric_limits<Bits>::max());
  T bound;
  std::memcpy(&bound, &largest, sizeof(bound));
  return std::isfinite(bound) ? bound : HUGE_VAL;
}

template <typename T>
static StatusOr<DataBytes> scaledBytes(ElementsAttr attr,
                                       const Scaling &scaling) {
  SM_ASSIGN_OR_RETURN(DataBytes data, elementBytes(attr));
  size_t size = data.bytes.size();
  // Not cleared first: each element is written.
  std::shared_ptr<T[]> products(new T[size / sizeof(T)]);
  scaling.apply(data.bytes, products.get());
  return DataBytes{
      absl::MakeConstSpan(reinterpret_cast<const char *>(products.get()), size),
      products};
}

template <typename T>
static ElementsAttr scaled(ElementsAttr attr, const Scaling &scaling) {
  StatusOr<DataBytes> data = elementBytes(attr);
  if (!data.ok())
    return {};
  auto type = cast<ShapedType>(attr.getType());
  double largest = 0;
  for (double factor : scaling.factors)
    largest =
        std::max(largest, std::isnan(factor) ? HUGE_VAL : std::abs(factor));
  constexpr double kMax = std::numeric_limits<T>::max();
  bool isSurelyFinite = largest * magnitudeBound<T>(data->bytes) <= kMax;
  // All weights of a model and their products would be twice its size in
  // memory.
  if (isSurelyFinite && isa<DataAttr>(attr) && !areComputed(attr)) {
    auto *dialect = attr.getContext()->getOrLoadDialect<SMDialect>();
    std::string key = dialect->data().addComputed(
        [attr, scaling]() { return scaledBytes<T>(attr, scaling); });
    return DataAttr::get(attr.getContext(), DataManager::kMemory, key, type);
  }
  StatusOr<DataBytes> products = scaledBytes<T>(attr, scaling);
  if (!products.ok() || !std::isfinite(magnitudeBound<T>(products->bytes)))
    return {};
  return elementsFor(type, products->bytes, products->owner);
}

ElementsAttr scaledElements(ElementsAttr attr, ArrayRef<double> factors,
                            int64_t stride) {
  if (!attr || factors.empty() || stride < 1)
    return {};
  // Longer than all elements, it makes no difference, but products of it would.
  stride = std::min(stride, std::max<int64_t>(attr.getNumElements(), 1));
  Scaling scaling{factors.vec(), static_cast<size_t>(stride)};
  if (attr.getElementType().isF32())
    return scaled<float>(attr, scaling);
  if (attr.getElementType().isF64())
    return scaled<double>(attr, scaling);
  return {};
}

} // namespace sm::saved_model
