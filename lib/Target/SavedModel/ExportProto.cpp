// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The text of #sm.proto is edited by hand, so every field is checked against
// the schema before it is set.

#include "ExportProto.h"

#include "ExportError.h"

#include "sm/Format/SavedModelWriter.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

#include "absl/strings/str_cat.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

#include <limits>
#include <memory>

using namespace mlir;
namespace pb = google::protobuf;

namespace sm::target {

namespace {

/// What protobuf's own parser accepts.
constexpr int kMaxDepth = 100;

class ProtoExporter {
public:
  explicit ProtoExporter(const FieldNames &elsewhere) : elsewhere(elsewhere) {}

  Status fields(DictionaryAttr dictionary, pb::Message &message, int depth) {
    const pb::Descriptor &type = *message.GetDescriptor();
    if (depth > kMaxDepth)
      return absl::InvalidArgumentError(
          absl::StrCat(type.full_name(), ": messages are nested too deeply"));
    for (NamedAttribute entry : dictionary) {
      StringRef name = entry.getName().getValue();
      if (name == "?")
        SM_RETURN_IF_ERROR(unknownFields(entry.getValue(), message));
      else if (isOpened(type, name))
        continue;
      else
        SM_RETURN_IF_ERROR(field(name.str(), entry.getValue(), message, depth));
    }
    if (type.full_name() == kAny)
      return closeAny(dictionary, message, depth);
    if (type.full_name() == kBytesList)
      return closeBytesList(dictionary, message, depth);
    return absl::OkStatus();
  }

private:
  static constexpr const char *kAny = "google.protobuf.Any";
  static constexpr const char *kBytesList =
      "tensorflow.CollectionDef.BytesList";

  /// Messages that stand open in the IR and as bytes in the proto.
  static bool isOpened(const pb::Descriptor &type, StringRef name) {
    return (type.full_name() == kAny && name == "message") ||
           (type.full_name() == kBytesList &&
            (name == "message_type" || name == "messages"));
  }

  static Status wrong(const pb::FieldDescriptor &field,
                      const std::string &what) {
    return absl::InvalidArgumentError(
        absl::StrCat("field '", field.name(), "' of ",
                     field.containing_type()->full_name(), " ", what));
  }

  static Status wrongKind(const pb::FieldDescriptor &field, const char *wanted,
                          Attribute value) {
    return wrong(field, absl::StrCat("takes ", wanted, ", not ", shown(value)));
  }

  static Status unknownFields(Attribute value, pb::Message &message) {
    auto bytes = dyn_cast<StringAttr>(value);
    pb::UnknownFieldSet set;
    if (!bytes ||
        !set.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
      return absl::InvalidArgumentError(absl::StrCat(
          "field '?' of ", message.GetDescriptor()->full_name(),
          " takes the bytes of fields that the schema does not know, not ",
          shown(value)));
    message.GetReflection()->MutableUnknownFields(&message)->MergeFrom(set);
    return absl::OkStatus();
  }

  Status field(const std::string &name, Attribute value, pb::Message &message,
               int depth) {
    const pb::Descriptor &type = *message.GetDescriptor();
    const pb::FieldDescriptor *field = type.FindFieldByName(name);
    if (!field)
      return absl::InvalidArgumentError(
          absl::StrCat(type.full_name(), " has no field '", name, "'"));
    if (elsewhere.count(field->full_name()))
      return wrong(*field, "has a place of its own and cannot stand here");
    const pb::Reflection *reflection = message.GetReflection();
    if (const pb::OneofDescriptor *oneof = field->containing_oneof())
      if (reflection->HasOneof(message, oneof))
        return wrong(
            *field,
            absl::StrCat(
                "stands beside '",
                reflection->GetOneofFieldDescriptor(message, oneof)->name(),
                "', and only one of them can be set"));
    if (!field->is_repeated())
      return set(*field, value, message, depth);
    auto list = dyn_cast<ArrayAttr>(value);
    if (!list)
      return wrongKind(*field, "a list", value);
    if (field->is_map())
      SM_RETURN_IF_ERROR(checkKeys(*field, list));
    for (Attribute item : list)
      SM_RETURN_IF_ERROR(set(*field, item, message, depth));
    return absl::OkStatus();
  }

  /// A key that stands twice would hide one of its values.
  static Status checkKeys(const pb::FieldDescriptor &field, ArrayAttr entries) {
    llvm::StringSet<> keys;
    for (Attribute item : entries) {
      auto entry = dyn_cast<DictionaryAttr>(item);
      if (!entry)
        return wrongKind(field, "entries {key = ..., value = ...}", item);
      Attribute attr = entry.get("key");
      std::string key;
      if (auto text = dyn_cast_or_null<StringAttr>(attr))
        key = text.getValue().str();
      else if (auto number = dyn_cast_or_null<IntegerAttr>(attr))
        key = llvm::toString(number.getValue(), 10, /*Signed=*/true);
      // An absent key is the default.
      bool isText = field.message_type()->map_key()->cpp_type() ==
                    pb::FieldDescriptor::CPPTYPE_STRING;
      if (!attr && !isText)
        key = "0";
      if (!keys.insert(key).second)
        return wrong(field, absl::StrCat("has the key '", key, "' twice"));
    }
    return absl::OkStatus();
  }

  /// An integer within the limits of T.
  template <typename T>
  static StatusOr<T> integer(const pb::FieldDescriptor &field,
                             Attribute value) {
    auto attr = dyn_cast<IntegerAttr>(value);
    if (!attr || isa<BoolAttr>(value) || attr.getValue().getBitWidth() > 64)
      return wrongKind(field, "an integer", value);
    // One more bit, so that unsigned numbers keep their sign.
    bool isUnsigned = attr.getType().isUnsignedInteger();
    APInt number =
        isUnsigned ? attr.getValue().zext(65) : attr.getValue().sext(65);
    APInt low(65, static_cast<uint64_t>(std::numeric_limits<T>::min()),
              std::is_signed_v<T>);
    APInt high(65, static_cast<uint64_t>(std::numeric_limits<T>::max()));
    if (number.slt(low) || number.sgt(high))
      return wrong(field,
                   absl::StrCat("cannot be ", llvm::toString(number, 10, true),
                                "; it is of type ", field.type_name()));
    return static_cast<T>(number.trunc(64).getZExtValue());
  }

  template <typename T>
  static StatusOr<T> number(const pb::FieldDescriptor &field, Attribute value) {
    constexpr bool isFloat = std::is_same_v<T, float>;
    auto attr = dyn_cast<FloatAttr>(value);
    bool fits =
        attr && (isFloat ? attr.getType().isF32() : attr.getType().isF64());
    if (!fits)
      return wrongKind(field,
                       isFloat ? "a number `float ... : f32`"
                               : "a number `float ... : f64`",
                       value);
    if constexpr (isFloat)
      return attr.getValue().convertToFloat();
    else
      return attr.getValue().convertToDouble();
  }

  static StatusOr<bool> truth(const pb::FieldDescriptor &field,
                              Attribute value) {
    auto attr = dyn_cast<BoolAttr>(value);
    if (!attr)
      return wrongKind(field, "true or false", value);
    return attr.getValue();
  }

  static StatusOr<int> enumerator(const pb::FieldDescriptor &field,
                                  Attribute value) {
    auto name = dyn_cast<StringAttr>(value);
    if (!name)
      return integer<int32_t>(field, value);
    const pb::EnumValueDescriptor *found =
        field.enum_type()->FindValueByName(name.getValue().str());
    if (!found)
      return wrong(field, absl::StrCat("cannot be '", name.getValue().str(),
                                       "': ", field.enum_type()->full_name(),
                                       " has no such value"));
    return found->number();
  }

  static StatusOr<std::string> text(const pb::FieldDescriptor &field,
                                    Attribute value) {
    auto attr = dyn_cast<StringAttr>(value);
    if (!attr)
      return wrongKind(field, "a string", value);
    // Of the older schemas, as that of debug info, strings are any bytes.
    if (field.type() == pb::FieldDescriptor::TYPE_STRING &&
        field.file()->syntax() == pb::FileDescriptor::SYNTAX_PROTO3)
      SM_RETURN_IF_ERROR(checkUTF8(
          attr.getValue(),
          absl::StrCat("field '", field.name(), "' of ",
                       field.containing_type()->full_name(), ": string")));
    return attr.getValue().str();
  }

  template <typename T>
  using Setter = void (pb::Reflection::*)(pb::Message *,
                                          const pb::FieldDescriptor *, T) const;

  /// Sets a field that is not repeated, or adds to one that is.
  template <typename T>
  static Status put(StatusOr<T> value, pb::Message &message,
                    const pb::FieldDescriptor &field, Setter<T> set,
                    Setter<T> add) {
    SM_RETURN_IF_ERROR(value.status());
    const pb::Reflection *reflection = message.GetReflection();
    (reflection->*(field.is_repeated() ? add : set))(&message, &field,
                                                     *std::move(value));
    return absl::OkStatus();
  }

  Status set(const pb::FieldDescriptor &f, Attribute value, pb::Message &m,
             int depth) {
    using R = pb::Reflection;
    switch (f.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return put<int32_t>(integer<int32_t>(f, value), m, f, &R::SetInt32,
                          &R::AddInt32);
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return put<int64_t>(integer<int64_t>(f, value), m, f, &R::SetInt64,
                          &R::AddInt64);
    case pb::FieldDescriptor::CPPTYPE_UINT32:
      return put<uint32_t>(integer<uint32_t>(f, value), m, f, &R::SetUInt32,
                           &R::AddUInt32);
    case pb::FieldDescriptor::CPPTYPE_UINT64:
      return put<uint64_t>(integer<uint64_t>(f, value), m, f, &R::SetUInt64,
                           &R::AddUInt64);
    case pb::FieldDescriptor::CPPTYPE_DOUBLE:
      return put<double>(number<double>(f, value), m, f, &R::SetDouble,
                         &R::AddDouble);
    case pb::FieldDescriptor::CPPTYPE_FLOAT:
      return put<float>(number<float>(f, value), m, f, &R::SetFloat,
                        &R::AddFloat);
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return put<bool>(truth(f, value), m, f, &R::SetBool, &R::AddBool);
    case pb::FieldDescriptor::CPPTYPE_ENUM:
      return put<int>(enumerator(f, value), m, f, &R::SetEnumValue,
                      &R::AddEnumValue);
    case pb::FieldDescriptor::CPPTYPE_STRING:
      return put<std::string>(text(f, value), m, f, &R::SetString,
                              &R::AddString);
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
      break;
    }
    auto dictionary = dyn_cast<DictionaryAttr>(value);
    if (!dictionary)
      return wrongKind(f, "a message {...}", value);
    const R *reflection = m.GetReflection();
    return fields(dictionary,
                  f.is_repeated() ? *reflection->AddMessage(&m, &f)
                                  : *reflection->MutableMessage(&m, &f),
                  depth + 1);
  }

  /// The bytes of a message that stands open.
  StatusOr<std::string> closed(const std::string &type, Attribute contents,
                               int depth) {
    const pb::Descriptor *descriptor =
        pb::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
    if (!descriptor)
      return absl::InvalidArgumentError(
          absl::StrCat("unknown message '", type, "'"));
    auto dictionary = dyn_cast_or_null<DictionaryAttr>(contents);
    if (!dictionary)
      return absl::InvalidArgumentError(absl::StrCat(
          "a message ", type, " reads {...}, not ", shown(contents)));
    std::unique_ptr<pb::Message> message(pb::MessageFactory::generated_factory()
                                             ->GetPrototype(descriptor)
                                             ->New());
    SM_RETURN_IF_ERROR(
        ProtoExporter(kNoFields).fields(dictionary, *message, depth + 1));
    return format::serialize(*message);
  }

  Status closeAny(DictionaryAttr dictionary, pb::Message &message, int depth) {
    Attribute contents = dictionary.get("message");
    if (!contents)
      return absl::OkStatus();
    auto url = dyn_cast_or_null<StringAttr>(dictionary.get("type_url"));
    if (!url || dictionary.get("value"))
      return absl::InvalidArgumentError(
          absl::StrCat(kAny, " with an open 'message' needs 'type_url' and "
                             "cannot have 'value'"));
    SM_ASSIGN_OR_RETURN(
        std::string bytes,
        closed(url.getValue().rsplit('/').second.str(), contents, depth));
    message.GetReflection()->SetString(
        &message, message.GetDescriptor()->FindFieldByName("value"), bytes);
    return absl::OkStatus();
  }

  Status closeBytesList(DictionaryAttr dictionary, pb::Message &message,
                        int depth) {
    Attribute contents = dictionary.get("messages");
    Attribute typeName = dictionary.get("message_type");
    if (!contents && !typeName)
      return absl::OkStatus();
    auto type = dyn_cast_or_null<StringAttr>(typeName);
    auto list = dyn_cast_or_null<ArrayAttr>(contents);
    if (!type || !list || dictionary.get("value"))
      return absl::InvalidArgumentError(
          absl::StrCat(kBytesList, " with open 'messages' needs a list of them "
                                   "and 'message_type', and cannot have "
                                   "'value'"));
    for (Attribute item : list) {
      SM_ASSIGN_OR_RETURN(std::string bytes,
                          closed(type.getValue().str(), item, depth));
      message.GetReflection()->AddString(
          &message, message.GetDescriptor()->FindFieldByName("value"), bytes);
    }
    return absl::OkStatus();
  }

  const FieldNames &elsewhere;
};

} // namespace

Status exportFields(DictionaryAttr fields, const FieldNames &elsewhere,
                    pb::Message &message) {
  return ProtoExporter(elsewhere).fields(fields, message, /*depth=*/0);
}

Status exportProto(saved_model::ProtoAttr attr, const FieldNames &elsewhere,
                   pb::Message &message) {
  std::string type = attr.getMessage().getValue().str();
  if (type != message.GetDescriptor()->full_name())
    return absl::InvalidArgumentError(
        absl::StrCat("#sm.proto is a ", type, " where a ",
                     message.GetDescriptor()->full_name(), " is needed"));
  return exportFields(attr.getFields(), elsewhere, message);
}

} // namespace sm::target
