// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The table of element types.

#include "sm/Support/DType.h"

#include "absl/strings/str_cat.h"

namespace sm {

namespace {

struct DTypeInfo {
  const char *name;      // Python's name; the proto's is its upper case.
  const char *protoName; // Without "DT_".
  uint8_t size;          // 0 for elements without a fixed size.
};

/// By number.
constexpr DTypeInfo kTable[] = {
    {"invalid", "INVALID", 0},
    {"float32", "FLOAT", 4},
    {"float64", "DOUBLE", 8},
    {"int32", "INT32", 4},
    {"uint8", "UINT8", 1},
    {"int16", "INT16", 2},
    {"int8", "INT8", 1},
    {"string", "STRING", 0},
    {"complex64", "COMPLEX64", 8},
    {"int64", "INT64", 8},
    {"bool", "BOOL", 1},
    {"qint8", "QINT8", 1},
    {"quint8", "QUINT8", 1},
    {"qint32", "QINT32", 4},
    {"bfloat16", "BFLOAT16", 2},
    {"qint16", "QINT16", 2},
    {"quint16", "QUINT16", 2},
    {"uint16", "UINT16", 2},
    {"complex128", "COMPLEX128", 16},
    {"float16", "HALF", 2},
    {"resource", "RESOURCE", 0},
    {"variant", "VARIANT", 0},
    {"uint32", "UINT32", 4},
    {"uint64", "UINT64", 8},
    {"float8_e5m2", "FLOAT8_E5M2", 1},
    {"float8_e4m3fn", "FLOAT8_E4M3FN", 1},
    {"float8_e4m3fnuz", "FLOAT8_E4M3FNUZ", 1},
    {"float8_e4m3b11fnuz", "FLOAT8_E4M3B11FNUZ", 1},
    {"float8_e5m2fnuz", "FLOAT8_E5M2FNUZ", 1},
    {"int4", "INT4", 1},
    {"uint4", "UINT4", 1},
    {"int2", "INT2", 1},
    {"uint2", "UINT2", 1},
    {"float4_e2m1fn", "FLOAT4_E2M1FN", 1},
};

constexpr int kCount = sizeof(kTable) / sizeof(kTable[0]);

/// The entry of a value or reference type; that of "invalid" for numbers in
/// between, which only a careless cast can make.
const DTypeInfo &infoOf(DType type) {
  const int number = static_cast<int>(removeRef(type));
  return kTable[number < kCount ? number : 0];
}

} // namespace

std::optional<DType> dtypeFromNumber(int number) {
  const int value = number > kRefTypeOffset ? number - kRefTypeOffset : number;
  if (value <= 0 || value >= kCount)
    return std::nullopt;
  return static_cast<DType>(number);
}

std::string dtypeName(DType type) {
  return absl::StrCat(infoOf(type).name, isRefDType(type) ? "_ref" : "");
}

std::optional<DType> dtypeFromName(std::string_view name) {
  constexpr std::string_view kSuffix = "_ref";
  int offset = 0;
  if (name.size() > kSuffix.size() &&
      name.substr(name.size() - kSuffix.size()) == kSuffix) {
    name.remove_suffix(kSuffix.size());
    offset = kRefTypeOffset;
  }
  for (int number = 1; number < kCount; ++number)
    if (name == kTable[number].name)
      return static_cast<DType>(number + offset);
  return std::nullopt;
}

std::string dtypeProtoName(DType type) {
  return absl::StrCat("DT_", infoOf(type).protoName,
                      isRefDType(type) ? "_REF" : "");
}

std::optional<DType> dtypeFromProtoName(std::string_view name) {
  for (int number = 1; number < 2 * kRefTypeOffset; ++number)
    if (std::optional<DType> dtype = dtypeFromNumber(number))
      if (name == dtypeProtoName(*dtype))
        return dtype;
  return std::nullopt;
}

size_t dtypeSize(DType type) { return infoOf(type).size; }

size_t dtypeBits(DType type) {
  switch (type) {
  case DType::Int2:
  case DType::UInt2:
    return 2;
  case DType::Int4:
  case DType::UInt4:
  case DType::Float4E2M1FN:
    return 4;
  default:
    return 8 * dtypeSize(type);
  }
}

bool isFloatingDType(DType type) {
  return type == DType::Half || type == DType::BFloat16 ||
         type == DType::Float || type == DType::Double;
}

bool isIntegerDType(DType type) {
  switch (type) {
  case DType::Int8:
  case DType::Int16:
  case DType::Int32:
  case DType::Int64:
  case DType::UInt8:
  case DType::UInt16:
  case DType::UInt32:
  case DType::UInt64:
    return true;
  default:
    return false;
  }
}

bool isComplexDType(DType type) {
  return type == DType::Complex64 || type == DType::Complex128;
}

} // namespace sm
