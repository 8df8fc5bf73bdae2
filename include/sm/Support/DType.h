// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// TensorFlow's element types. The enumerators carry the numbers of
/// tensorflow.DataType, so a cast converts between the two.

#ifndef SM_SUPPORT_DTYPE_H
#define SM_SUPPORT_DTYPE_H

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sm {

/// Element types by TensorFlow's numbers
/// (tensorflow/core/framework/types.proto). A reference type is its value type
/// plus 100.
enum class DType : uint8_t {
  Invalid = 0,
  Float = 1,
  Double = 2,
  Int32 = 3,
  UInt8 = 4,
  Int16 = 5,
  Int8 = 6,
  String = 7,
  Complex64 = 8,
  Int64 = 9,
  Bool = 10,
  QInt8 = 11,
  QUInt8 = 12,
  QInt32 = 13,
  BFloat16 = 14,
  QInt16 = 15,
  QUInt16 = 16,
  UInt16 = 17,
  Complex128 = 18,
  Half = 19,
  Resource = 20,
  Variant = 21,
  UInt32 = 22,
  UInt64 = 23,
  Float8E5M2 = 24,
  Float8E4M3FN = 25,
  Float8E4M3FNUZ = 26,
  Float8E4M3B11FNUZ = 27,
  Float8E5M2FNUZ = 28,
  Int4 = 29,
  UInt4 = 30,
  Int2 = 31,
  UInt2 = 32,
  Float4E2M1FN = 33,
};

/// The offset between a value type and its reference type.
constexpr int kRefTypeOffset = 100;

/// Converts a number of tensorflow.DataType; nullopt for numbers that name no
/// value or reference type, 0 included.
std::optional<DType> dtypeFromNumber(int number);

/// True for a reference type (number above 100).
constexpr bool isRefDType(DType type) {
  return static_cast<int>(type) > kRefTypeOffset;
}

/// The value type of a reference type; other types as they are.
constexpr DType removeRef(DType type) {
  return isRefDType(type)
             ? static_cast<DType>(static_cast<int>(type) - kRefTypeOffset)
             : type;
}

/// TensorFlow's Python name: "float32", "string", "bfloat16", "float32_ref".
/// "invalid" for DType::Invalid.
std::string dtypeName(DType type);

/// The inverse of dtypeName; nullopt for an unknown name.
std::optional<DType> dtypeFromName(std::string_view name);

/// The enumerator's name in the proto: "DT_FLOAT", "DT_FLOAT_REF".
std::string dtypeProtoName(DType type);
/// The inverse of dtypeProtoName; nullopt for an unknown name.
std::optional<DType> dtypeFromProtoName(std::string_view name);

/// Bytes of one element in memory and in a checkpoint; int4 and int2 take one
/// byte each. 0 for types without fixed-size elements (string, resource,
/// variant, Invalid). Reference types as their value types.
size_t dtypeSize(DType type);

/// The bits of an element that have a meaning: 4 of an int4's byte, all of most
/// others. 0 for types without fixed-size elements.
size_t dtypeBits(DType type);

/// True for float16, bfloat16, float32 and float64.
bool isFloatingDType(DType type);

/// True for signed and unsigned integers of 8 to 64 bits.
bool isIntegerDType(DType type);

/// True for complex64 and complex128.
bool isComplexDType(DType type);

} // namespace sm

#endif // SM_SUPPORT_DTYPE_H
