// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// C++ types for the elements of tensors, and the choice of a template's
/// instance by dtype.

#ifndef SM_LIB_RUNTIME_KERNELS_NUMBERS_H
#define SM_LIB_RUNTIME_KERNELS_NUMBERS_H

#include "sm/Runtime/Tensor.h"
#include "sm/Support/DType.h"
#include "sm/Support/Half.h"
#include "sm/Support/Status.h"

#include "absl/strings/str_cat.h"

#include <cmath>
#include <complex>
#include <cstdint>
#include <type_traits>

namespace sm::runtime {

/// IEEE binary16 in memory; computes as float.
struct Half {
  uint16_t bits;
  Half() = default;
  explicit Half(float value) : bits(floatToHalf(value)) {}
  explicit operator float() const { return halfToFloat(bits); }
};

/// bfloat16 in memory; computes as float.
struct BFloat16 {
  uint16_t bits;
  BFloat16() = default;
  explicit BFloat16(float value) : bits(floatToBFloat16(value)) {}
  explicit operator float() const { return bfloat16ToFloat(bits); }
};

/// False for types that have none.
template <typename T>
bool isNaN(T value) {
  if constexpr (std::is_floating_point_v<T>)
    return std::isnan(value);
  else
    return false;
}

template <typename T>
constexpr bool isHalfWidth =
    std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>;

/// The type that elements of type T compute in.
template <typename T>
using ComputeType = std::conditional_t<isHalfWidth<T>, float, T>;

template <typename T>
constexpr DType dtypeOf = DType::Invalid;
template <>
inline constexpr DType dtypeOf<float> = DType::Float;
template <>
inline constexpr DType dtypeOf<double> = DType::Double;
template <>
inline constexpr DType dtypeOf<Half> = DType::Half;
template <>
inline constexpr DType dtypeOf<BFloat16> = DType::BFloat16;
template <>
inline constexpr DType dtypeOf<int8_t> = DType::Int8;
template <>
inline constexpr DType dtypeOf<int16_t> = DType::Int16;
template <>
inline constexpr DType dtypeOf<int32_t> = DType::Int32;
template <>
inline constexpr DType dtypeOf<int64_t> = DType::Int64;
template <>
inline constexpr DType dtypeOf<uint8_t> = DType::UInt8;
template <>
inline constexpr DType dtypeOf<uint16_t> = DType::UInt16;
template <>
inline constexpr DType dtypeOf<uint32_t> = DType::UInt32;
template <>
inline constexpr DType dtypeOf<uint64_t> = DType::UInt64;
template <>
inline constexpr DType dtypeOf<bool> = DType::Bool;
template <>
inline constexpr DType dtypeOf<Bytes> = DType::String;
template <>
inline constexpr DType dtypeOf<std::complex<float>> = DType::Complex64;
template <>
inline constexpr DType dtypeOf<std::complex<double>> = DType::Complex128;

/// A list of element types.
template <typename... Ts>
struct Types {};

using Signed = Types<int8_t, int16_t, int32_t, int64_t>;
using Integers = Types<int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t,
                       uint32_t, uint64_t>;
using Complexes = Types<std::complex<float>, std::complex<double>>;

/// Carries a type to a generic lambda.
template <typename T>
struct Tag {
  using Type = T;
};

/// The error for a dtype that a kernel does not take.
inline Status unsupportedDType(DType dtype) {
  return absl::UnimplementedError(
      absl::StrCat("there is no kernel for elements of type ", dtypeName(dtype),
                   "; cast them to another type first"));
}

/// Calls `fn(Tag<T>())`, which returns a Status, with the T of the list that
/// `dtype` names; Unimplemented if it names none.
template <typename... Ts, typename Fn>
Status dispatch(Types<Ts...>, DType dtype, Fn &&fn) {
  Status status;
  const bool found =
      ((dtype == dtypeOf<Ts> && (status = fn(Tag<Ts>()), true)) || ...);
  return found ? status : unsupportedDType(dtype);
}

/// Integers wrap around: the same bits as in unsigned arithmetic, without its
/// undefined cousin.
template <typename T>
using Wrapping = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;

} // namespace sm::runtime

#endif // SM_LIB_RUNTIME_KERNELS_NUMBERS_H
