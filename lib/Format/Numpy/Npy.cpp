// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// .npy files.

#include "NpyHeader.h"
#include "WriteFile.h"
#include "sm/Format/Numpy.h"
#include "sm/Support/MappedFile.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <cstring>
#include <memory>

namespace sm::format {

namespace {

constexpr char kMagic[] = "\x93NUMPY";
constexpr size_t kMagicSize = 6;
constexpr size_t kHeaderAlignment = 64;

/// A few long strings among many would make the 'S' array, whose elements are
/// all of the longest's size, far larger than its content.
constexpr int64_t kMaxPadding = 64;
constexpr int64_t kFreePadding = int64_t{64} << 20;

uint32_t byteAt(absl::Span<const char> bytes, size_t i) {
  return static_cast<uint8_t>(bytes[i]);
}

/// Numbers the elements of an array stored in Fortran order as they come in
/// row-major order.
class FortranOrder {
public:
  explicit FortranOrder(const Shape &shape)
      : shape(shape), index(shape.rank(), 0), strides(shape.rank(), 1) {
    for (int i = 1; i < shape.rank(); ++i)
      strides[i] = strides[i - 1] * shape.dim(i - 1);
  }

  int64_t next() {
    const int64_t result = offset;
    for (int i = shape.rank() - 1; i >= 0; --i) {
      offset += strides[i];
      if (++index[i] < shape.dim(i))
        break;
      offset -= strides[i] * shape.dim(i);
      index[i] = 0;
    }
    return result;
  }

private:
  const Shape &shape;
  std::vector<int64_t> index;
  std::vector<int64_t> strides;
  int64_t offset = 0;
};

/// Appends a code point; false if it is none.
bool appendUTF8(Bytes &text, uint32_t code) {
  auto tail = [&](int shift) {
    text.push_back(static_cast<char>(0x80 | ((code >> shift) & 0x3f)));
  };
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
    return false;
  if (code < 0x80) {
    text.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    text.push_back(static_cast<char>(0xc0 | (code >> 6)));
    tail(0);
  } else if (code < 0x10000) {
    text.push_back(static_cast<char>(0xe0 | (code >> 12)));
    tail(6);
    tail(0);
  } else {
    text.push_back(static_cast<char>(0xf0 | (code >> 18)));
    tail(12);
    tail(6);
    tail(0);
  }
  return true;
}

/// The text of UCS-4 code points, without trailing NULs; false for numbers
/// that are no code points.
bool decodeUCS4(absl::Span<const char> element, bool isBigEndian, Bytes &text) {
  std::vector<uint32_t> codes;
  for (size_t i = 0; i + 4 <= element.size(); i += 4) {
    const uint32_t b0 = byteAt(element, i), b1 = byteAt(element, i + 1),
                   b2 = byteAt(element, i + 2), b3 = byteAt(element, i + 3);
    codes.push_back(isBigEndian ? b0 << 24 | b1 << 16 | b2 << 8 | b3
                                : b3 << 24 | b2 << 16 | b1 << 8 | b0);
  }
  while (!codes.empty() && codes.back() == 0)
    codes.pop_back();
  return std::all_of(codes.begin(), codes.end(),
                     [&](uint32_t code) { return appendUTF8(text, code); });
}

Status readStrings(const NpyHeader &header, absl::Span<const char> data,
                   const std::string &name, NpyArray &array) {
  FortranOrder order(header.shape);
  const int64_t count = header.shape.numElements();
  for (int64_t i = 0; i < count; ++i) {
    const int64_t at = header.isFortranOrder ? order.next() : i;
    absl::Span<const char> element =
        data.subspan(at * header.width, header.width);
    Bytes text;
    if (header.kind == NpyHeader::Kind::UnicodeString) {
      if (!decodeUCS4(element, header.isBigEndian, text))
        return absl::InvalidArgumentError(
            absl::StrCat(name, ": element ", i, " is not Unicode text"));
    } else {
      while (!element.empty() && element.back() == 0)
        element.remove_suffix(1);
      text.assign(element.data(), element.size());
    }
    array.strings.push_back(std::move(text));
  }
  return absl::OkStatus();
}

void readPlain(const NpyHeader &header, absl::Span<const char> data,
               NpyArray &array) {
  const size_t width = static_cast<size_t>(header.width);
  array.bytes.assign(data.data(), data.size());
  if (header.isFortranOrder && header.shape.rank() > 1) {
    FortranOrder order(header.shape);
    for (size_t to = 0; to < data.size(); to += width)
      std::memcpy(&array.bytes[to], data.data() + order.next() * width, width);
  }
  const size_t swapped = isComplexDType(header.dtype) ? width / 2 : width;
  if (header.isBigEndian && swapped > 1)
    for (size_t i = 0; i < array.bytes.size(); i += swapped)
      std::reverse(array.bytes.begin() + i, array.bytes.begin() + i + swapped);
  if (header.dtype == DType::Bool)
    for (char &byte : array.bytes)
      byte = byte != 0;
}

/// numpy's name of a type, or null if it has none.
const char *descrOf(DType dtype) {
  switch (dtype) {
  case DType::Bool:
    return "|b1";
  case DType::Int8:
  case DType::QInt8:
  case DType::Int4:
  case DType::Int2:
    return "|i1";
  case DType::UInt8:
  case DType::QUInt8:
  case DType::UInt4:
  case DType::UInt2:
    return "|u1";
  case DType::Int16:
  case DType::QInt16:
    return "<i2";
  case DType::UInt16:
  case DType::QUInt16:
  case DType::BFloat16:
    return "<u2";
  case DType::Int32:
  case DType::QInt32:
    return "<i4";
  case DType::UInt32:
    return "<u4";
  case DType::Int64:
    return "<i8";
  case DType::UInt64:
    return "<u8";
  case DType::Half:
    return "<f2";
  case DType::Float:
    return "<f4";
  case DType::Double:
    return "<f8";
  case DType::Complex64:
    return "<c8";
  case DType::Complex128:
    return "<c16";
  default:
    return nullptr;
  }
}

StatusOr<std::string> stringData(const NpyArray &array, int64_t &width) {
  width = 1;
  int64_t used = 0;
  const int64_t count = static_cast<int64_t>(array.strings.size());
  for (int64_t i = 0; i < count; ++i) {
    const Bytes &text = array.strings[i];
    if (!text.empty() && text.back() == 0)
      return absl::InvalidArgumentError(
          absl::StrCat("string ", i,
                       " ends in a NUL byte, which a numpy array "
                       "of strings cannot hold (use JSON output)"));
    width = std::max(width, static_cast<int64_t>(text.size()));
    used += static_cast<int64_t>(text.size());
  }
  int64_t size = 0;
  if (__builtin_mul_overflow(width, count, &size) ||
      (size > kFreePadding && size / kMaxPadding > used))
    return absl::InvalidArgumentError(
        absl::StrCat("a numpy array of ", count,
                     " strings of which the "
                     "longest has ",
                     width,
                     " bytes would be nearly all padding "
                     "(use JSON output)"));
  std::string data(size, 0);
  for (int64_t i = 0; i < count; ++i)
    array.strings[i].copy(&data[i * width], array.strings[i].size());
  return data;
}

Status checkSize(const NpyArray &array) {
  const std::optional<int64_t> count = checkedNumElements(array.shape.dims());
  const bool isString = array.dtype == DType::String;
  const size_t present = isString ? array.strings.size() : array.bytes.size();
  const size_t width = isString ? 1 : dtypeSize(array.dtype);
  size_t needed = 0;
  if (!count ||
      __builtin_mul_overflow(static_cast<size_t>(*count), width, &needed) ||
      needed != present)
    return absl::InvalidArgumentError(
        absl::StrCat("an array of shape ", array.shape.str(), " and type ",
                     dtypeName(array.dtype), " does not have ", present,
                     isString ? " elements" : " bytes"));
  return absl::OkStatus();
}

} // namespace

StatusOr<NpyArray> parseNpy(absl::Span<const char> file,
                            const std::string &name) {
  auto broken = [&](const char *what) {
    return absl::InvalidArgumentError(absl::StrCat(name, ": ", what));
  };
  if (file.size() < kMagicSize + 4 ||
      std::memcmp(file.data(), kMagic, kMagicSize) != 0)
    return broken("not a .npy file (wrong magic string)");
  const uint32_t major = byteAt(file, kMagicSize);
  if (major < 1 || major > 3)
    return broken("unknown version of the .npy format");
  size_t start = kMagicSize + 4;
  size_t length = byteAt(file, start - 2) | byteAt(file, start - 1) << 8;
  if (major > 1) {
    if (file.size() < start + 2)
      return broken("the .npy header is cut off");
    length |= static_cast<size_t>(byteAt(file, start)) << 16 |
              static_cast<size_t>(byteAt(file, start + 1)) << 24;
    start += 2;
  }
  if (length > file.size() - start)
    return broken("the .npy header is cut off");
  SM_ASSIGN_OR_RETURN(
      const NpyHeader header,
      parseNpyHeader(std::string_view(file.data() + start, length), name));
  const absl::Span<const char> data = file.subspan(start + length);
  const int64_t count = header.shape.numElements();
  int64_t size = 0;
  if (__builtin_mul_overflow(count, header.width, &size) ||
      size > static_cast<int64_t>(data.size()))
    return absl::InvalidArgumentError(absl::StrCat(
        name, ": an array of shape ", header.shape.str(), " with ",
        header.width, " bytes per element does not fit into the ", data.size(),
        " bytes behind the header: the file is cut off"));
  NpyArray array;
  array.dtype = header.dtype;
  array.shape = header.shape;
  if (header.kind == NpyHeader::Kind::Plain) {
    readPlain(header, data.subspan(0, size), array);
    return array;
  }
  // Strings of width 0 take no room in the file, but some in memory.
  if (count > static_cast<int64_t>(file.size()))
    return broken("more strings than bytes");
  SM_RETURN_IF_ERROR(readStrings(header, data.subspan(0, size), name, array));
  return array;
}

StatusOr<NpyArray> readNpy(const std::string &path) {
  SM_ASSIGN_OR_RETURN(const std::shared_ptr<const MappedFile> file,
                      MappedFile::open(path));
  return parseNpy(file->bytes(), path);
}

StatusOr<std::string> formatNpy(const NpyArray &array) {
  SM_RETURN_IF_ERROR(checkSize(array));
  std::string descr;
  std::string strings;
  if (array.dtype == DType::String) {
    int64_t width = 0;
    SM_ASSIGN_OR_RETURN(strings, stringData(array, width));
    descr = absl::StrCat("|S", width);
  } else if (const char *known = descrOf(array.dtype)) {
    descr = known;
  } else {
    return absl::UnimplementedError(absl::StrCat(
        "numpy has no type for elements of type ", dtypeName(array.dtype)));
  }
  std::string header = formatNpyHeader(descr, array.shape);
  // Version 1.0 always does: the shape has a few hundred characters at most.
  const size_t unpadded = kMagicSize + 4 + header.size() + 1;
  header.append(
      (kHeaderAlignment - unpadded % kHeaderAlignment) % kHeaderAlignment, ' ');
  header += '\n';
  std::string file(kMagic, kMagicSize);
  file += '\1';
  file += '\0';
  file += static_cast<char>(header.size() & 0xff);
  file += static_cast<char>(header.size() >> 8);
  file += header;
  file += array.dtype == DType::String ? strings : array.bytes;
  return file;
}

Status writeNpy(const std::string &path, const NpyArray &array) {
  SM_ASSIGN_OR_RETURN(const std::string bytes, formatNpy(array));
  return writeReplacing(path, bytes);
}

} // namespace sm::format
