// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// A second look at refused bytes. protobuf's parser only says no; people need
/// the place.

#include "WireCheck.h"

#include "sm/Support/StringView.h"
#include "sm/Support/Varint.h"

#include "absl/strings/str_cat.h"
#include <google/protobuf/descriptor.h>

#include <map>
#include <optional>

namespace sm::format {

namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

enum WireType {
  kVarint = 0,
  kFixed64 = 1,
  kLengthDelimited = 2,
  kStartGroup = 3,
  kEndGroup = 4,
  kFixed32 = 5
};

/// True for strings that protobuf takes as UTF-8 only. Of the older schemas, as
/// that of debug information, they are any bytes.
bool isUTF8Field(const FieldDescriptor &field) {
  return field.type() == FieldDescriptor::TYPE_STRING &&
         field.file()->syntax() ==
             google::protobuf::FileDescriptor::SYNTAX_PROTO3;
}

/// One walk over the bytes of a file.
class WireWalk {
public:
  explicit WireWalk(std::string_view file) : file(file) {}

  std::string walk(std::string_view bytes, const Descriptor *type,
                   const std::string &path, int depth) {
    if (depth > kMaxMessageDepth)
      return problem(bytes, path, "messages are nested too deeply");
    std::map<int, int> counts; // Of repeated fields, for their indices.
    while (!bytes.empty()) {
      const std::string_view before = bytes;
      const std::optional<uint32_t> tag = takeVarint32(bytes);
      if (!tag || (*tag >> 3) == 0)
        return problem(before, path, "no field number where one is expected");
      const FieldDescriptor *field =
          type ? type->FindFieldByNumber(static_cast<int>(*tag >> 3)) : nullptr;
      const std::string fieldPath =
          fieldName(path, field, *tag >> 3, counts[*tag >> 3]++);
      std::string_view payload;
      if (!takeValue(bytes, *tag & 7, payload))
        return problem(before, fieldPath, "the value is cut off");
      if ((*tag & 7) != kLengthDelimited || !field)
        continue;
      if (field->type() == FieldDescriptor::TYPE_MESSAGE) {
        std::string found =
            walk(payload, field->message_type(), fieldPath, depth + 1);
        if (!found.empty())
          return found;
      } else if (isUTF8Field(*field) && !isUTF8(payload)) {
        return problem(payload, fieldPath, "the string is not UTF-8");
      }
    }
    return "";
  }

private:
  std::string problem(std::string_view at, const std::string &path,
                      const char *what) const {
    return absl::StrCat(what, " (", path.empty() ? "top level" : path,
                        ", byte ", at.data() - file.data(), ")");
  }

  static std::string fieldName(const std::string &path,
                               const FieldDescriptor *field, uint32_t number,
                               int index) {
    std::string result = path.empty() ? "" : path + ".";
    if (field)
      result += field->name();
    else
      absl::StrAppend(&result, number);
    if (field && field->is_repeated())
      absl::StrAppend(&result, "[", index, "]");
    return result;
  }

  /// Groups were never used by these formats; they count as damage.
  static bool takeValue(std::string_view &bytes, uint32_t wireType,
                        std::string_view &payload) {
    size_t size = 0;
    switch (wireType) {
    case kVarint:
      return takeVarint64(bytes).has_value();
    case kFixed64:
      size = 8;
      break;
    case kFixed32:
      size = 4;
      break;
    case kLengthDelimited: {
      const std::optional<uint64_t> length = takeVarint64(bytes);
      if (!length || *length > bytes.size())
        return false;
      size = *length;
      break;
    }
    default:
      return false;
    }
    if (size > bytes.size())
      return false;
    payload = bytes.substr(0, size);
    bytes.remove_prefix(size);
    return true;
  }

  std::string_view file;
};

} // namespace

std::string findWireProblem(std::string_view bytes, const Descriptor &type) {
  return WireWalk(bytes).walk(bytes, &type, "", 1);
}

bool isUTF8(std::string_view text) {
  size_t i = 0;
  auto continues = [&](size_t at, uint8_t low, uint8_t high) {
    return at < text.size() && static_cast<uint8_t>(text[at]) >= low &&
           static_cast<uint8_t>(text[at]) <= high;
  };
  while (i < text.size()) {
    const uint8_t lead = static_cast<uint8_t>(text[i]);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    int more = 0;
    uint8_t low = 0x80, high = 0xbf; // Of the byte behind the lead.
    if (lead >= 0xc2 && lead <= 0xdf) {
      more = 1;
    } else if (lead >= 0xe0 && lead <= 0xef) {
      more = 2;
      low = lead == 0xe0 ? 0xa0 : 0x80;  // Overlong otherwise.
      high = lead == 0xed ? 0x9f : 0xbf; // Surrogates otherwise.
    } else if (lead >= 0xf0 && lead <= 0xf4) {
      more = 3;
      low = lead == 0xf0 ? 0x90 : 0x80;
      high = lead == 0xf4 ? 0x8f : 0xbf;
    } else {
      return false;
    }
    if (!continues(i + 1, low, high))
      return false;
    for (int k = 2; k <= more; ++k)
      if (!continues(i + k, 0x80, 0xbf))
        return false;
    i += more + 1;
  }
  return true;
}

} // namespace sm::format
