// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// From literals to tensors of a wanted type.

#include "sm/Driver/Literals.h"

#include "sm/Runtime/Tensor.h"
#include "sm/Support/Half.h"

#include "absl/strings/str_cat.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

namespace sm::driver {
namespace {

using runtime::Tensor;

std::string describe(const Literal &literal) {
  switch (literal.kind) {
  case Literal::Kind::Integer:
    return absl::StrCat(literal.isNegative ? "-" : "", literal.magnitude);
  case Literal::Kind::Float:
    return absl::StrCat(literal.number);
  case Literal::Kind::Bool:
    return literal.boolean ? "True" : "False";
  case Literal::Kind::String:
    return absl::StrCat("the string '", literal.text, "'");
  case Literal::Kind::List:
    return "a list";
  case Literal::Kind::Dict:
    return "a dictionary";
  }
  return "a value";
}

Status doesNotFit(const Literal &literal, DType dtype, const char *why) {
  return absl::InvalidArgumentError(
      absl::StrCat(describe(literal), " does not fit ", dtypeName(dtype), why));
}

bool isNumber(const Literal &literal) {
  return literal.kind == Literal::Kind::Integer ||
         literal.kind == Literal::Kind::Float;
}

/// The shape by the first element of each level; rows are compared later.
StatusOr<Shape> shapeOf(const Literal &literal) {
  Shape shape;
  const Literal *level = &literal;
  while (level->kind == Literal::Kind::List) {
    shape.append(static_cast<int64_t>(level->items.size()));
    if (level->items.empty())
      break;
    level = &level->items.front();
  }
  return shape;
}

/// Collects the leaves row-major; an error unless every row at `depth` has the
/// length that `shape` says.
Status collect(const Literal &literal, const Shape &shape, int depth,
               std::vector<const Literal *> &leaves) {
  if (depth == shape.rank()) {
    if (literal.kind == Literal::Kind::List)
      return absl::InvalidArgumentError(
          "a list stands where other rows have a single value");
    leaves.push_back(&literal);
    return absl::OkStatus();
  }
  if (literal.kind != Literal::Kind::List)
    return absl::InvalidArgumentError(absl::StrCat(
        describe(literal), " stands where other rows have a list"));
  if (static_cast<int64_t>(literal.items.size()) != shape.dim(depth))
    return absl::InvalidArgumentError(
        absl::StrCat("rows of different lengths: ", shape.dim(depth), " and ",
                     literal.items.size(), " at depth ", depth + 1));
  for (const Literal &item : literal.items)
    SM_RETURN_IF_ERROR(collect(item, shape, depth + 1, leaves));
  return absl::OkStatus();
}

template <typename T>
Status convertInteger(const Literal &literal, DType dtype, T &out) {
  uint64_t magnitude = literal.magnitude;
  if (literal.kind == Literal::Kind::Float) {
    const double size = std::fabs(literal.number);
    if (!(size < 0x1p63) || size != std::floor(size))
      return doesNotFit(literal, dtype, "");
    magnitude = static_cast<uint64_t>(size);
  } else if (literal.kind != Literal::Kind::Integer) {
    return doesNotFit(literal, dtype, "");
  }
  const bool isNegative = literal.number < 0;
  const uint64_t max = static_cast<uint64_t>(std::numeric_limits<T>::max());
  const uint64_t limit = !isNegative                ? max
                         : std::is_signed<T>::value ? max + 1
                                                    : 0;
  if (magnitude > limit)
    return doesNotFit(literal, dtype, ": out of range");
  out = static_cast<T>(isNegative ? 0 - magnitude : magnitude);
  return absl::OkStatus();
}

/// Finite numbers that would become infinite are refused.
Status checkFinite(const Literal &literal, double rounded, DType dtype) {
  if (!isNumber(literal))
    return doesNotFit(literal, dtype, "");
  if (std::isinf(rounded) && !std::isinf(literal.number))
    return doesNotFit(literal, dtype, ": out of range");
  return absl::OkStatus();
}

Status convert(const Literal &literal, DType dtype, double &out) {
  out = literal.number;
  return checkFinite(literal, out, dtype);
}

Status convert(const Literal &literal, DType dtype, float &out) {
  out = static_cast<float>(literal.number);
  return checkFinite(literal, out, dtype);
}

Status convert16(const Literal &literal, DType dtype, uint16_t &out) {
  const float value = static_cast<float>(literal.number);
  const bool isHalf = dtype == DType::Half;
  out = isHalf ? floatToHalf(value) : floatToBFloat16(value);
  return checkFinite(literal, isHalf ? halfToFloat(out) : bfloat16ToFloat(out),
                     dtype);
}

Status convert(const Literal &literal, DType dtype, bool &out) {
  out = literal.boolean;
  if (literal.kind == Literal::Kind::Bool)
    return absl::OkStatus();
  out = literal.magnitude == 1;
  if (literal.kind == Literal::Kind::Integer && literal.magnitude <= 1 &&
      !literal.isNegative)
    return absl::OkStatus();
  return doesNotFit(literal, dtype, "; write True or False");
}

Status convert(const Literal &literal, DType dtype, Bytes &out) {
  if (literal.kind != Literal::Kind::String)
    return doesNotFit(literal, dtype, "; put it in quotes");
  out = literal.text;
  return absl::OkStatus();
}

template <typename T, typename Convert>
Status fill(absl::Span<const Literal *const> leaves, Convert convertOne,
            Tensor &tensor) {
  T *out = tensor.mutableData<T>();
  for (const Literal *leaf : leaves)
    SM_RETURN_IF_ERROR(convertOne(*leaf, tensor.dtype(), *out++));
  return absl::OkStatus();
}

template <typename T>
Status fillIntegers(absl::Span<const Literal *const> leaves, Tensor &tensor) {
  return fill<T>(leaves, convertInteger<T>, tensor);
}

template <typename T>
Status fillPlain(absl::Span<const Literal *const> leaves, Tensor &tensor) {
  return fill<T>(
      leaves,
      [](const Literal &literal, DType dtype, T &out) {
        return convert(literal, dtype, out);
      },
      tensor);
}

Status fillTensor(absl::Span<const Literal *const> leaves, Tensor &tensor) {
  switch (tensor.dtype()) {
  case DType::Float:
    return fillPlain<float>(leaves, tensor);
  case DType::Double:
    return fillPlain<double>(leaves, tensor);
  case DType::Bool:
    return fillPlain<bool>(leaves, tensor);
  case DType::String:
    return fillPlain<Bytes>(leaves, tensor);
  case DType::Half:
  case DType::BFloat16:
    return fill<uint16_t>(leaves, convert16, tensor);
  case DType::Int8:
    return fillIntegers<int8_t>(leaves, tensor);
  case DType::Int16:
    return fillIntegers<int16_t>(leaves, tensor);
  case DType::Int32:
    return fillIntegers<int32_t>(leaves, tensor);
  case DType::Int64:
    return fillIntegers<int64_t>(leaves, tensor);
  case DType::UInt8:
    return fillIntegers<uint8_t>(leaves, tensor);
  case DType::UInt16:
    return fillIntegers<uint16_t>(leaves, tensor);
  case DType::UInt32:
    return fillIntegers<uint32_t>(leaves, tensor);
  case DType::UInt64:
    return fillIntegers<uint64_t>(leaves, tensor);
  default:
    return absl::InvalidArgumentError(
        absl::StrCat("values of type ", dtypeName(tensor.dtype()),
                     " cannot be written out; give a .npy file"));
  }
}

} // namespace

StatusOr<Tensor> literalToTensor(const Literal &literal, DType dtype) {
  SM_ASSIGN_OR_RETURN(Shape shape, shapeOf(literal));
  std::vector<const Literal *> leaves;
  SM_RETURN_IF_ERROR(collect(literal, shape, 0, leaves));
  SM_ASSIGN_OR_RETURN(Tensor tensor, Tensor::allocate(dtype, shape));
  SM_RETURN_IF_ERROR(fillTensor(leaves, tensor));
  return tensor;
}

} // namespace sm::driver
