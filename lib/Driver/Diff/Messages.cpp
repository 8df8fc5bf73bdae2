// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Compares protobuf messages field by field by reflection. Messages come from
/// parsers that bound their nesting, which bounds the recursion here.

#include "lib/Driver/Diff/Diff.h"
#include "lib/Driver/Diff/MessageValues.h"

#include "sm/Driver/Text.h"
#include "sm/Format/Proto/attr_value.pb.h"
#include "sm/Format/Proto/tensor.pb.h"
#include "sm/Format/Proto/tensor_shape.pb.h"
#include "sm/Format/Proto/types.pb.h"
#include "sm/Format/SavedModelWriter.h"

#include "absl/strings/str_cat.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

#include <algorithm>
#include <map>

namespace sm::driver {
namespace {

using google::protobuf::DynamicCastToGenerated;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// What is shown of a text at most, and how much of the equal front of two long
// texts stays as context.
constexpr size_t kMaxText = 400;
constexpr size_t kContext = 24;

using Texts = std::map<std::string, const Message *>;

/// One value of a field that is no message; `index` is -1 for a single one.
std::string scalarText(const Message &message, const FieldDescriptor &field,
                       int index) {
  const Reflection &reflection = *message.GetReflection();
  const bool isList = index >= 0;
  switch (field.cpp_type()) {
  case FieldDescriptor::CPPTYPE_STRING: {
    std::string scratch;
    return quoted(
        isList ? reflection.GetRepeatedStringReference(message, &field, index,
                                                       &scratch)
               : reflection.GetStringReference(message, &field, &scratch));
  }
  case FieldDescriptor::CPPTYPE_ENUM: {
    const int number =
        isList ? reflection.GetRepeatedEnumValue(message, &field, index)
               : reflection.GetEnumValue(message, &field);
    if (field.enum_type() == tensorflow::DataType_descriptor())
      return typeText(number);
    const auto *value = field.enum_type()->FindValueByNumber(number);
    return value ? value->name() : absl::StrCat(number);
  }
  case FieldDescriptor::CPPTYPE_BOOL:
    return (isList ? reflection.GetRepeatedBool(message, &field, index)
                   : reflection.GetBool(message, &field))
               ? "true"
               : "false";
  case FieldDescriptor::CPPTYPE_INT32:
    return absl::StrCat(
        isList ? reflection.GetRepeatedInt32(message, &field, index)
               : reflection.GetInt32(message, &field));
  case FieldDescriptor::CPPTYPE_INT64:
    return absl::StrCat(
        isList ? reflection.GetRepeatedInt64(message, &field, index)
               : reflection.GetInt64(message, &field));
  case FieldDescriptor::CPPTYPE_UINT32:
    return absl::StrCat(
        isList ? reflection.GetRepeatedUInt32(message, &field, index)
               : reflection.GetUInt32(message, &field));
  case FieldDescriptor::CPPTYPE_UINT64:
    return absl::StrCat(
        isList ? reflection.GetRepeatedUInt64(message, &field, index)
               : reflection.GetUInt64(message, &field));
  case FieldDescriptor::CPPTYPE_FLOAT:
    return numberText(static_cast<double>(
        isList ? reflection.GetRepeatedFloat(message, &field, index)
               : reflection.GetFloat(message, &field)));
  case FieldDescriptor::CPPTYPE_DOUBLE:
    return numberText(isList
                          ? reflection.GetRepeatedDouble(message, &field, index)
                          : reflection.GetDouble(message, &field));
  case FieldDescriptor::CPPTYPE_MESSAGE:
    break;
  }
  return "";
}

/// What stands for a whole message in one line.
std::string messageText(const Message &message) {
  if (const auto *shape =
          DynamicCastToGenerated<tensorflow::TensorShapeProto>(&message))
    return shapeText(*shape);
  if (const auto *tensor =
          DynamicCastToGenerated<tensorflow::TensorProto>(&message))
    return tensorText(*tensor);
  if (const auto *attribute =
          DynamicCastToGenerated<tensorflow::AttrValue>(&message))
    return attributeText(*attribute);
  std::string text = message.ShortDebugString();
  return text.empty() ? "{}" : printable(text);
}

/// The elements of a list or map by name; nullopt if they have none or not all
/// are different.
std::optional<Texts> byName(const Message &message,
                            const FieldDescriptor &field) {
  const FieldDescriptor *key =
      field.is_map() ? field.message_type()->map_key()
                     : field.message_type()->FindFieldByName("name");
  if (!key || key->is_repeated() ||
      key->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE)
    return std::nullopt;
  Texts result;
  const Reflection &reflection = *message.GetReflection();
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    const Message &item = reflection.GetRepeatedMessage(message, &field, i);
    std::string name = key->cpp_type() == FieldDescriptor::CPPTYPE_STRING
                           ? item.GetReflection()->GetString(item, key)
                           : scalarText(item, *key, -1);
    if (!result.emplace(std::move(name), &item).second)
      return std::nullopt;
  }
  return result;
}

class MessageDiff {
public:
  explicit MessageDiff(std::vector<Detail> &details) : details(details) {}

  void compare(const Message &a, const Message &b, const std::string &path,
               absl::Span<const std::string_view> ignored) {
    if (isLeaf(a, b, path))
      return;
    const auto &type = *a.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor &field = *type.field(i);
      if (std::find(ignored.begin(), ignored.end(),
                    std::string_view(field.name())) != ignored.end())
        continue;
      const std::string name =
          path.empty() ? field.name() : path + "." + field.name();
      if (!field.is_repeated())
        compareSingle(a, b, field, name);
      else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE)
        compareMessages(a, b, field, name);
      else
        compareScalars(a, b, field, name);
    }
    compareUnknown(a, b, path);
  }

private:
  void add(const std::string &path, std::optional<std::string> a,
           std::optional<std::string> b) {
    details.push_back(makeDetail(path, std::move(a), std::move(b)));
  }

  /// Compares shapes, tensors and attributes as the values they are.
  bool isLeaf(const Message &a, const Message &b, const std::string &path) {
    if (const auto *tensor =
            DynamicCastToGenerated<tensorflow::TensorProto>(&a)) {
      const auto &other = *DynamicCastToGenerated<tensorflow::TensorProto>(&b);
      if (!equalMessages(a, b))
        details.push_back(tensorDetail(path, *tensor, other));
      return true;
    }
    if (const auto *attribute =
            DynamicCastToGenerated<tensorflow::AttrValue>(&a)) {
      const auto &other = *DynamicCastToGenerated<tensorflow::AttrValue>(&b);
      if (attribute->has_tensor() && other.has_tensor() &&
          !equalMessages(a, b)) {
        compare(attribute->tensor(), other.tensor(), path, {});
        return true;
      }
    }
    if (!DynamicCastToGenerated<tensorflow::AttrValue>(&a) &&
        !DynamicCastToGenerated<tensorflow::TensorShapeProto>(&a))
      return false;
    if (equalMessages(a, b))
      return true;
    std::string left = messageText(a), right = messageText(b);
    if (left == right) { // What the short form leaves out.
      left = printable(a.ShortDebugString());
      right = printable(b.ShortDebugString());
    }
    add(path, std::move(left), std::move(right));
    return true;
  }

  void compareSingle(const Message &a, const Message &b,
                     const FieldDescriptor &field, const std::string &path) {
    const bool isMessage = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    const bool inA =
        !field.has_presence() || a.GetReflection()->HasField(a, &field);
    const bool inB =
        !field.has_presence() || b.GetReflection()->HasField(b, &field);
    if (!inA && !inB)
      return;
    auto text = [&](const Message &message) {
      return isMessage ? messageText(message.GetReflection()->GetMessage(
                             message, &field))
                       : scalarText(message, field, -1);
    };
    if (inA != inB) {
      add(path, inA ? std::optional(text(a)) : std::nullopt,
          inB ? std::optional(text(b)) : std::nullopt);
      return;
    }
    if (isMessage)
      return compare(a.GetReflection()->GetMessage(a, &field),
                     b.GetReflection()->GetMessage(b, &field), path, {});
    std::string left = text(a), right = text(b);
    if (left != right)
      add(path, std::move(left), std::move(right));
  }

  void compareScalars(const Message &a, const Message &b,
                      const FieldDescriptor &field, const std::string &path) {
    const int sizeA = a.GetReflection()->FieldSize(a, &field);
    const int sizeB = b.GetReflection()->FieldSize(b, &field);
    for (int i = 0; i < std::max(sizeA, sizeB); ++i) {
      std::optional<std::string> left, right;
      if (i < sizeA)
        left = scalarText(a, field, i);
      if (i < sizeB)
        right = scalarText(b, field, i);
      if (left != right)
        add(absl::StrCat(path, "[", i, "]"), std::move(left), std::move(right));
    }
  }

  void compareMessages(const Message &a, const Message &b,
                       const FieldDescriptor &field, const std::string &path) {
    const auto namedA = byName(a, field);
    const auto namedB = namedA ? byName(b, field) : std::nullopt;
    if (namedA && namedB)
      return compareNamed(*namedA, *namedB, a, b, field, path);
    const Reflection &reflection = *a.GetReflection();
    const int sizeA = reflection.FieldSize(a, &field);
    const int sizeB = reflection.FieldSize(b, &field);
    for (int i = 0; i < std::max(sizeA, sizeB); ++i)
      compareItems(
          i < sizeA ? &reflection.GetRepeatedMessage(a, &field, i) : nullptr,
          i < sizeB ? &reflection.GetRepeatedMessage(b, &field, i) : nullptr,
          field, absl::StrCat(path, "[", i, "]"));
  }

  void compareNamed(const Texts &namedA, const Texts &namedB, const Message &a,
                    const Message &b, const FieldDescriptor &field,
                    const std::string &path) {
    const size_t before = details.size();
    for (const auto &[name, item] : namedA) {
      const auto found = namedB.find(name);
      compareItems(item, found == namedB.end() ? nullptr : found->second, field,
                   itemPath(path, name));
    }
    for (const auto &[name, item] : namedB)
      if (namedA.count(name) == 0)
        compareItems(nullptr, item, field, itemPath(path, name));
    if (!field.is_map() && details.size() == before &&
        orderOf(a, field) != orderOf(b, field))
      add(path, orderOf(a, field), orderOf(b, field));
  }

  static std::string itemPath(const std::string &path,
                              const std::string &name) {
    return absl::StrCat(path, "[", printable(name), "]");
  }

  static std::string orderOf(const Message &message,
                             const FieldDescriptor &field) {
    std::string text;
    const Reflection &reflection = *message.GetReflection();
    const FieldDescriptor *key = field.message_type()->FindFieldByName("name");
    for (int i = 0; i < reflection.FieldSize(message, &field); ++i)
      absl::StrAppend(
          &text, text.empty() ? "" : ", ",
          scalarText(reflection.GetRepeatedMessage(message, &field, i), *key,
                     -1));
    return text;
  }

  /// Two elements of a list, or two entries of a map with one key.
  void compareItems(const Message *a, const Message *b,
                    const FieldDescriptor &field, const std::string &path) {
    if (field.is_map()) {
      const FieldDescriptor &value = *field.message_type()->map_value();
      if (a && b)
        return compareSingle(*a, *b, value, path);
      auto text = [&](const Message &entry) {
        return value.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE
                   ? messageText(
                         entry.GetReflection()->GetMessage(entry, &value))
                   : scalarText(entry, value, -1);
      };
      return add(path, a ? std::optional(text(*a)) : std::nullopt,
                 b ? std::optional(text(*b)) : std::nullopt);
    }
    if (a && b)
      return compare(*a, *b, path, {});
    add(path, a ? std::optional(messageText(*a)) : std::nullopt,
        b ? std::optional(messageText(*b)) : std::nullopt);
  }

  void compareUnknown(const Message &a, const Message &b,
                      const std::string &path) {
    const auto &left = a.GetReflection()->GetUnknownFields(a);
    const auto &right = b.GetReflection()->GetUnknownFields(b);
    if (left.empty() && right.empty())
      return;
    std::string leftBytes, rightBytes;
    left.SerializeToString(&leftBytes);
    right.SerializeToString(&rightBytes);
    if (leftBytes != rightBytes)
      add(path.empty() ? "unknown fields" : path + ".(unknown fields)",
          quoted(leftBytes), quoted(rightBytes));
  }

  std::vector<Detail> &details;
};

} // namespace

bool equalMessages(const Message &a, const Message &b) {
  return a.ByteSizeLong() == b.ByteSizeLong() &&
         format::serialize(a) == format::serialize(b);
}

void diffMessages(const Message &a, const Message &b, const std::string &path,
                  std::vector<Detail> &details,
                  absl::Span<const std::string_view> ignored) {
  MessageDiff(details).compare(a, b, path, ignored);
}

void cutToDifference(std::optional<std::string> &a,
                     std::optional<std::string> &b, size_t maxSize) {
  size_t begin = 0;
  if (a && b && std::max(a->size(), b->size()) > maxSize) {
    const size_t common = std::min(a->size(), b->size());
    while (begin < common && (*a)[begin] == (*b)[begin])
      ++begin;
    begin = begin > kContext ? begin - kContext : 0;
  }
  for (std::optional<std::string> *text : {&a, &b}) {
    if (!*text)
      continue;
    if (begin > 0)
      *text = "..." + (*text)->substr(begin);
    if ((*text)->size() > maxSize)
      *text = (*text)->substr(0, maxSize - 3) + "...";
  }
}

Detail makeDetail(std::string field, std::optional<std::string> a,
                  std::optional<std::string> b) {
  cutToDifference(a, b, kMaxText);
  return {std::move(field), std::move(a), std::move(b), std::nullopt};
}

} // namespace sm::driver
