// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Decoding of tensor values.

#include "sm/Format/TensorProto.h"

#include "sm/Format/Proto/tensor.pb.h"
#include "sm/Support/Varint.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <cstring>

namespace sm::format {

namespace {

/// TensorFlow's own limit.
constexpr int kMaxRank = 254;

Status broken(const std::string &what) {
  return absl::InvalidArgumentError(absl::StrCat("tensor value ", what));
}

/// What is known of a tensor once type, shape and size of the content have been
/// checked.
struct Outline {
  DType dtype = DType::Invalid;
  Shape shape;
  int64_t elements = 0;
};

StatusOr<Outline> outlineOf(const tensorflow::TensorProto &tensor) {
  Outline outline;
  const std::optional<DType> dtype = dtypeFromNumber(tensor.dtype());
  if (!dtype || isRefDType(*dtype))
    return broken(absl::StrCat("has the unknown element type ",
                               static_cast<int>(tensor.dtype())));
  outline.dtype = *dtype;
  SM_ASSIGN_OR_RETURN(outline.shape, decodeShape(tensor.tensor_shape()));
  outline.elements = outline.shape.numElements();
  int64_t bytes = 0;
  if (__builtin_mul_overflow(outline.elements,
                             static_cast<int64_t>(dtypeSize(outline.dtype)),
                             &bytes))
    return broken(
        absl::StrCat("has the impossible shape ", outline.shape.str()));
  return outline;
}

/// `Field` values as elements of type `Element`, at most `limit`.
template <typename Element, typename Field>
std::vector<char> elementsOf(const Field &values, int64_t limit) {
  const int64_t count = std::min<int64_t>(values.size(), limit);
  std::vector<char> bytes(count * sizeof(Element));
  for (int64_t i = 0; i < count; ++i) {
    const Element element = static_cast<Element>(values[static_cast<int>(i)]);
    std::memcpy(bytes.data() + i * sizeof(Element), &element, sizeof(Element));
  }
  return bytes;
}

/// The typed list that belongs to `dtype`, as bytes; at most `limit` elements.
/// Empty for types that have none.
std::vector<char> typedBytes(const tensorflow::TensorProto &tensor, DType dtype,
                             int64_t limit) {
  // Complex numbers come as pairs; a limit cannot overflow by doubling, since
  // limit * 8 bytes was seen to fit.
  switch (dtype) {
  case DType::Float:
    return elementsOf<float>(tensor.float_val(), limit);
  case DType::Double:
    return elementsOf<double>(tensor.double_val(), limit);
  case DType::Complex64:
    return elementsOf<float>(tensor.scomplex_val(), 2 * limit);
  case DType::Complex128:
    return elementsOf<double>(tensor.dcomplex_val(), 2 * limit);
  case DType::Int64:
    return elementsOf<int64_t>(tensor.int64_val(), limit);
  case DType::UInt64:
    return elementsOf<uint64_t>(tensor.uint64_val(), limit);
  case DType::UInt32:
    return elementsOf<uint32_t>(tensor.uint32_val(), limit);
  case DType::Int32:
  case DType::QInt32:
    return elementsOf<int32_t>(tensor.int_val(), limit);
  case DType::Int16:
  case DType::UInt16:
  case DType::QInt16:
  case DType::QUInt16:
    return elementsOf<uint16_t>(tensor.int_val(), limit);
  case DType::Int8:
  case DType::UInt8:
  case DType::QInt8:
  case DType::QUInt8:
  case DType::Int4:
  case DType::UInt4:
  case DType::Int2:
  case DType::UInt2:
    return elementsOf<uint8_t>(tensor.int_val(), limit);
  case DType::Bool:
    return elementsOf<uint8_t>(tensor.bool_val(), limit);
  case DType::Half:
  case DType::BFloat16:
    return elementsOf<uint16_t>(tensor.half_val(), limit);
  case DType::Float8E5M2:
  case DType::Float8E4M3FN:
  case DType::Float8E4M3FNUZ:
  case DType::Float8E4M3B11FNUZ:
  case DType::Float8E5M2FNUZ:
  case DType::Float4E2M1FN:
    return elementsOf<char>(tensor.float8_val(), limit);
  default:
    return {};
  }
}

/// Strings in tensor_content: the lengths as varints, then the characters.
/// Calls `element` for each.
template <typename Callback>
Status forEachPackedString(std::string_view content, int64_t count,
                           Callback element) {
  if (count > static_cast<int64_t>(content.size()))
    return broken(absl::StrCat("has ", content.size(), " bytes of content for ",
                               count, " strings"));
  std::vector<uint64_t> lengths;
  for (int64_t i = 0; i < count; ++i) {
    const std::optional<uint64_t> length = takeVarint64(content);
    if (!length)
      return broken("has string lengths that are cut off");
    lengths.push_back(*length);
  }
  for (const uint64_t length : lengths) {
    if (length > content.size())
      return broken("has strings that are longer than its content");
    element(content.substr(0, length));
    content.remove_prefix(length);
  }
  if (!content.empty())
    return broken(absl::StrCat("has ", content.size(),
                               " bytes of content behind its last string"));
  return absl::OkStatus();
}

Status checkContent(const tensorflow::TensorProto &tensor,
                    const Outline &outline) {
  const std::string &content = tensor.tensor_content();
  const std::string type =
      absl::StrCat(dtypeName(outline.dtype), outline.shape.str());
  if (outline.dtype == DType::Complex64 || outline.dtype == DType::Complex128) {
    if ((tensor.scomplex_val_size() | tensor.dcomplex_val_size()) & 1)
      return broken(absl::StrCat("of type ", type,
                                 " has a real part without imaginary part"));
  }
  if (content.empty())
    return absl::OkStatus();
  if (outline.dtype == DType::String)
    return forEachPackedString(content, outline.elements,
                               [](std::string_view) {});
  const int64_t width = static_cast<int64_t>(dtypeSize(outline.dtype));
  if (width == 0)
    return broken(absl::StrCat("of type ", type,
                               " has raw content, which this type cannot"));
  if (static_cast<int64_t>(content.size()) != outline.elements * width)
    return broken(absl::StrCat("of type ", type, " takes ",
                               outline.elements * width, " bytes, but has ",
                               content.size()));
  if (outline.dtype == DType::Bool)
    for (const char byte : content)
      if (byte != 0 && byte != 1)
        return broken(absl::StrCat("of type ", type,
                                   " has a byte that is neither 0 nor 1"));
  return absl::OkStatus();
}

} // namespace

StatusOr<std::optional<std::vector<int64_t>>>
decodePartialShape(const tensorflow::TensorShapeProto &shape) {
  std::optional<std::vector<int64_t>> dims;
  if (shape.unknown_rank())
    return dims;
  if (shape.dim_size() > kMaxRank)
    return absl::InvalidArgumentError(
        absl::StrCat("shape has ", shape.dim_size(), " dimensions; at most ",
                     kMaxRank, " are possible"));
  dims.emplace();
  for (const auto &dim : shape.dim()) {
    if (dim.size() < -1)
      return absl::InvalidArgumentError(
          absl::StrCat("shape has the negative dimension ", dim.size()));
    dims->push_back(dim.size());
  }
  return dims;
}

StatusOr<Shape> decodeShape(const tensorflow::TensorShapeProto &proto) {
  SM_ASSIGN_OR_RETURN(const std::optional<std::vector<int64_t>> dims,
                      decodePartialShape(proto));
  if (!dims)
    return absl::InvalidArgumentError(
        "shape of unknown rank where a known one is needed");
  for (const int64_t size : *dims)
    if (size < 0)
      return absl::InvalidArgumentError(
          absl::StrCat("shape has the negative or unknown dimension ", size,
                       " where a known one is needed"));
  Shape shape{absl::MakeConstSpan(*dims)};
  if (!checkedNumElements(shape.dims()))
    return absl::InvalidArgumentError(
        absl::StrCat("shape ", shape.str(), " has too many elements"));
  return shape;
}

Status checkTensor(const tensorflow::TensorProto &tensor) {
  SM_ASSIGN_OR_RETURN(const Outline outline, outlineOf(tensor));
  return checkContent(tensor, outline);
}

StatusOr<DecodedTensor> decodeTensor(const tensorflow::TensorProto &tensor) {
  SM_ASSIGN_OR_RETURN(Outline outline, outlineOf(tensor));
  SM_RETURN_IF_ERROR(checkContent(tensor, outline));
  const size_t width = dtypeSize(outline.dtype);
  const bool isString = outline.dtype == DType::String;
  if (width == 0 && !isString)
    return absl::UnimplementedError(absl::StrCat("tensor value of type ",
                                                 dtypeName(outline.dtype),
                                                 " holds no plain elements"));
  DecodedTensor result;
  result.type = outline.dtype;
  result.dims = std::move(outline.shape);
  const int64_t elements = outline.elements;
  const std::string &content = tensor.tensor_content();
  if (elements == 0)
    return result;
  if (isString) {
    if (!content.empty())
      SM_RETURN_IF_ERROR(
          forEachPackedString(content, elements, [&](std::string_view element) {
            result.ownedStrings.emplace_back(element);
          }));
    else
      result.ownedStrings.assign(
          tensor.string_val().begin(),
          tensor.string_val().begin() +
              std::min<int64_t>(elements, tensor.string_val_size()));
    if (result.ownedStrings.empty())
      result.ownedStrings.emplace_back();
    result.stored = static_cast<int64_t>(result.ownedStrings.size());
    return result;
  }
  if (!content.empty()) {
    result.isView = true;
    result.view = content;
  } else {
    result.owned = typedBytes(tensor, result.type, elements);
    if (result.owned.empty())
      result.owned.assign(width, 0);
  }
  result.stored = static_cast<int64_t>(result.bytes().size() / width);
  return result;
}

Status DecodedTensor::copyTo(absl::Span<char> out) const {
  const size_t width = dtypeSize(type);
  const size_t size = static_cast<size_t>(numElements()) * width;
  if (width == 0 || out.size() != size)
    return absl::InvalidArgumentError(
        absl::StrCat("cannot copy a tensor of type ", dtypeName(type),
                     dims.str(), " to ", out.size(), " bytes"));
  if (size == 0)
    return absl::OkStatus();
  size_t done = bytes().size();
  std::memcpy(out.data(), bytes().data(), done);
  if (done == size)
    return absl::OkStatus();
  // Repeat the last element: one copy, then copies of what is there already.
  const size_t start = done - width;
  while (done < size) {
    const size_t chunk = std::min(done - start, size - done);
    std::memcpy(out.data() + done, out.data() + start, chunk);
    done += chunk;
  }
  return absl::OkStatus();
}

} // namespace sm::format
