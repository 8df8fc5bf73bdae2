// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// How one element of each type reads.

#include "lib/Driver/Values/TensorElements.h"

#include "lib/Driver/Values/Decimal.h"
#include "sm/Driver/Text.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "llvm/Support/JSON.h"

#include <cmath>
#include <optional>

namespace sm::driver {
namespace {

using runtime::Tensor;

/// Integers of every width, quantised ones included; nullopt for other types.
std::optional<std::string> integerText(const Tensor &tensor, int64_t index) {
  switch (tensor.dtype()) {
  case DType::Int8:
  case DType::QInt8:
  case DType::Int4:
  case DType::Int2:
    return absl::StrCat(static_cast<int>(tensor.data<int8_t>()[index]));
  case DType::UInt8:
  case DType::QUInt8:
  case DType::UInt4:
  case DType::UInt2:
    return absl::StrCat(static_cast<int>(tensor.data<uint8_t>()[index]));
  case DType::Int16:
  case DType::QInt16:
    return absl::StrCat(tensor.data<int16_t>()[index]);
  case DType::UInt16:
  case DType::QUInt16:
    return absl::StrCat(tensor.data<uint16_t>()[index]);
  case DType::Int32:
  case DType::QInt32:
    return absl::StrCat(tensor.data<int32_t>()[index]);
  case DType::UInt32:
    return absl::StrCat(tensor.data<uint32_t>()[index]);
  case DType::Int64:
    return absl::StrCat(tensor.data<int64_t>()[index]);
  case DType::UInt64:
    return absl::StrCat(tensor.data<uint64_t>()[index]);
  default:
    return std::nullopt;
  }
}

/// Real and imaginary part as doubles with shortest decimals.
std::pair<double, double> complexParts(const Tensor &tensor, int64_t index) {
  if (tensor.dtype() == DType::Complex64) {
    const float *parts = static_cast<const float *>(tensor.rawData());
    return {decimalOfFloat(parts[2 * index]),
            decimalOfFloat(parts[2 * index + 1])};
  }
  const double *parts = static_cast<const double *>(tensor.rawData());
  return {parts[2 * index], parts[2 * index + 1]};
}

std::string numberText(double value) {
  if (std::isnan(value))
    return "nan";
  if (std::isinf(value))
    return value < 0 ? "-inf" : "inf";
  return shortestText(value);
}

std::string numberJSON(double value) {
  if (std::isnan(value))
    return "\"NaN\"";
  if (std::isinf(value))
    return value < 0 ? "\"-Infinity\"" : "\"Infinity\"";
  return shortestText(value);
}

std::string stringJSON(const Bytes &bytes) {
  if (llvm::json::isUTF8(bytes))
    return jsonString(bytes);
  return absl::StrCat("{\"b64\":\"", absl::Base64Escape(bytes), "\"}");
}

std::string quoted(const Bytes &bytes) {
  std::string escaped;
  for (char c : bytes) {
    if (c == '\\' || c == '\'')
      escaped.push_back('\\');
    escaped.push_back(c);
  }
  return absl::StrCat("'", printable(escaped), "'");
}

} // namespace

bool hasPrintableElements(DType dtype) {
  if (isFloatingDType(dtype) || isComplexDType(dtype) || isIntegerDType(dtype))
    return true;
  switch (dtype) {
  case DType::Bool:
  case DType::String:
  case DType::QInt8:
  case DType::QUInt8:
  case DType::QInt16:
  case DType::QUInt16:
  case DType::QInt32:
  case DType::Int4:
  case DType::UInt4:
  case DType::Int2:
  case DType::UInt2:
    return true;
  default:
    return false;
  }
}

double elementDecimal(const Tensor &tensor, int64_t index) {
  switch (tensor.dtype()) {
  case DType::Float:
    return decimalOfFloat(tensor.data<float>()[index]);
  case DType::Double:
    return tensor.data<double>()[index];
  default:
    return decimalOf16Bits(tensor.data<uint16_t>()[index],
                           tensor.dtype() == DType::BFloat16);
  }
}

std::string elementText(const Tensor &tensor, int64_t index) {
  if (auto text = integerText(tensor, index))
    return *text;
  if (isFloatingDType(tensor.dtype()))
    return numberText(elementDecimal(tensor, index));
  if (isComplexDType(tensor.dtype())) {
    const auto [real, imaginary] = complexParts(tensor, index);
    const std::string second = numberText(imaginary);
    return absl::StrCat("(", numberText(real), second[0] == '-' ? "" : "+",
                        second, "j)");
  }
  if (tensor.dtype() == DType::Bool)
    return tensor.data<bool>()[index] ? "True" : "False";
  return quoted(tensor.data<Bytes>()[index]);
}

std::string elementJSON(const Tensor &tensor, int64_t index) {
  if (!hasPrintableElements(tensor.dtype()))
    return "null";
  if (auto text = integerText(tensor, index))
    return *text;
  if (isFloatingDType(tensor.dtype()))
    return numberJSON(elementDecimal(tensor, index));
  if (isComplexDType(tensor.dtype())) {
    const auto [real, imaginary] = complexParts(tensor, index);
    return absl::StrCat("[", numberJSON(real), ",", numberJSON(imaginary), "]");
  }
  if (tensor.dtype() == DType::Bool)
    return tensor.data<bool>()[index] ? "true" : "false";
  return stringJSON(tensor.data<Bytes>()[index]);
}

} // namespace sm::driver
