// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Encoding of tensor values.

#include "sm/Format/Proto/tensor.pb.h"
#include "sm/Format/TensorProto.h"

#include "absl/strings/str_cat.h"

#include <cstring>

namespace sm::format {

namespace {

/// Bits of an element that fills only a part of its byte; 0 for others.
int partialBits(DType dtype) {
  size_t bits = dtypeBits(dtype);
  return bits < 8 ? static_cast<int>(bits) : 0;
}

/// Adds the elements of type `Element` in `bytes` to a typed list.
template <typename Element, typename Field>
void addTo(Field *list, absl::Span<const char> bytes) {
  list->Reserve(static_cast<int>(bytes.size() / sizeof(Element)));
  for (size_t at = 0; at < bytes.size(); at += sizeof(Element)) {
    Element element;
    std::memcpy(&element, bytes.data() + at, sizeof(Element));
    list->Add(element);
  }
}

/// Elements of a few bits, a byte each, with their sign.
void addPartial(google::protobuf::RepeatedField<int32_t> *list,
                absl::Span<const char> bytes, int bits, bool isSigned) {
  for (const char byte : bytes) {
    int32_t value = static_cast<uint8_t>(byte) & ((1 << bits) - 1);
    if (isSigned && value >> (bits - 1) != 0)
      value -= 1 << bits;
    list->Add(value);
  }
}

std::string masked(absl::Span<const char> bytes, int bits) {
  std::string result(bytes.data(), bytes.size());
  if (bits != 0)
    for (char &byte : result)
      byte = static_cast<char>(byte & ((1 << bits) - 1));
  return result;
}

/// Writes the elements of an integer type that has no list of its own;
/// false for other types.
bool writeInts(absl::Span<const char> bytes, DType dtype,
               tensorflow::TensorProto &tensor) {
  auto *list = tensor.mutable_int_val();
  switch (dtype) {
  case DType::Int32:
  case DType::QInt32:
    addTo<int32_t>(list, bytes);
    return true;
  case DType::Int16:
  case DType::QInt16:
    addTo<int16_t>(list, bytes);
    return true;
  case DType::UInt16:
  case DType::QUInt16:
    addTo<uint16_t>(list, bytes);
    return true;
  case DType::Int8:
  case DType::QInt8:
    addTo<int8_t>(list, bytes);
    return true;
  case DType::UInt8:
  case DType::QUInt8:
    addTo<uint8_t>(list, bytes);
    return true;
  case DType::Int2:
  case DType::Int4:
    addPartial(list, bytes, partialBits(dtype), true);
    return true;
  case DType::UInt2:
  case DType::UInt4:
    addPartial(list, bytes, partialBits(dtype), false);
    return true;
  default:
    return false;
  }
}

/// Writes the typed list that belongs to `dtype`; false if it has none.
bool writeList(absl::Span<const char> bytes, DType dtype,
               tensorflow::TensorProto &tensor) {
  switch (dtype) {
  case DType::Float:
    addTo<float>(tensor.mutable_float_val(), bytes);
    return true;
  case DType::Double:
    addTo<double>(tensor.mutable_double_val(), bytes);
    return true;
  case DType::Complex64:
    addTo<float>(tensor.mutable_scomplex_val(), bytes);
    return true;
  case DType::Complex128:
    addTo<double>(tensor.mutable_dcomplex_val(), bytes);
    return true;
  case DType::Int64:
    addTo<int64_t>(tensor.mutable_int64_val(), bytes);
    return true;
  case DType::UInt64:
    addTo<uint64_t>(tensor.mutable_uint64_val(), bytes);
    return true;
  case DType::UInt32:
    addTo<uint32_t>(tensor.mutable_uint32_val(), bytes);
    return true;
  case DType::Bool:
    for (const char byte : bytes)
      tensor.add_bool_val(byte != 0);
    return true;
  case DType::Half:
  case DType::BFloat16:
    addTo<uint16_t>(tensor.mutable_half_val(), bytes);
    return true;
  case DType::Float8E5M2:
  case DType::Float8E4M3FN:
  case DType::Float8E4M3FNUZ:
  case DType::Float8E4M3B11FNUZ:
  case DType::Float8E5M2FNUZ:
  case DType::Float4E2M1FN:
    tensor.set_float8_val(masked(bytes, partialBits(dtype)));
    return true;
  default:
    return writeInts(bytes, dtype, tensor);
  }
}

Status doesNotFit(const tensorflow::TensorProto &tensor, int64_t size,
                  const char *what) {
  return absl::InvalidArgumentError(
      absl::StrCat(size, what, " do not fit a tensor of type ",
                   tensorflow::DataType_Name(tensor.dtype()), " and shape {",
                   tensor.tensor_shape().ShortDebugString(), "}"));
}

} // namespace

Status encodeTensor(absl::Span<const char> bytes, std::optional<int64_t> count,
                    tensorflow::TensorProto &tensor) {
  const std::optional<DType> dtype = dtypeFromNumber(tensor.dtype());
  SM_ASSIGN_OR_RETURN(const Shape shape, decodeShape(tensor.tensor_shape()));
  const int64_t total = shape.numElements();
  const int64_t width = dtype && !isRefDType(*dtype)
                            ? static_cast<int64_t>(dtypeSize(*dtype))
                            : 0;
  const int64_t size = static_cast<int64_t>(bytes.size());
  if (width == 0)
    return doesNotFit(tensor, size, " bytes");
  const int64_t given = size / width;
  const int64_t listed = count ? *count : total == 1 ? 1 : -1;
  const bool fits =
      size % width == 0 && listed <= total &&
      (given == total || (listed >= 0 && given >= listed && given < total));
  if (!fits)
    return doesNotFit(tensor, size, " bytes");
  if (listed < 0)
    tensor.set_tensor_content(masked(bytes, partialBits(*dtype)));
  else if (!writeList(bytes.first(listed * width), *dtype, tensor))
    return doesNotFit(tensor, size, " bytes");
  return absl::OkStatus();
}

Status encodeStrings(absl::Span<const Bytes> values,
                     tensorflow::TensorProto &tensor) {
  SM_ASSIGN_OR_RETURN(const Shape shape, decodeShape(tensor.tensor_shape()));
  const int64_t size = static_cast<int64_t>(values.size());
  if (tensor.dtype() != tensorflow::DT_STRING || size > shape.numElements())
    return doesNotFit(tensor, size, " strings");
  for (const Bytes &value : values)
    tensor.add_string_val(value);
  return absl::OkStatus();
}

} // namespace sm::format
