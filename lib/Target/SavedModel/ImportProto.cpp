// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Reflection turns any message into a dictionary of its set fields. Messages
// that are serialised inside others (Any, the bytes of collections) are opened
// where writing them again gives the same bytes.

#include "ImportProto.h"

#include "sm/Format/SavedModelWriter.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/STLExtras.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/message.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/unknown_field_set.h>

#include <memory>

using namespace mlir;
namespace pb = google::protobuf;

namespace sm::target {

namespace {

/// Nesting that protobuf's own parser accepts. Messages inside the bytes of
/// others count too, so that no chain of them outgrows the stack.
constexpr int kMaxDepth = 100;

class ProtoImporter {
public:
  ProtoImporter(const FieldNames &skip, MLIRContext *context, int depth = 0)
      : skip(skip), b(context), depth(depth) {}

  DictionaryAttr fields(const pb::Message &message) {
    ++depth;
    DictionaryAttr result = fieldsOf(message);
    --depth;
    return result;
  }

private:
  DictionaryAttr fieldsOf(const pb::Message &message) {
    const pb::Reflection *reflection = message.GetReflection();
    std::vector<const pb::FieldDescriptor *> present;
    reflection->ListFields(message, &present);
    NamedAttrList result;
    for (const pb::FieldDescriptor *field : present) {
      if (skip.count(field->full_name()))
        continue;
      result.append(field->name(), field->is_repeated()
                                       ? list(message, *field)
                                       : single(message, *field));
    }
    const pb::UnknownFieldSet &unknown = reflection->GetUnknownFields(message);
    if (!unknown.empty()) {
      std::string bytes;
      unknown.SerializeToString(&bytes);
      result.append("?", b.getStringAttr(bytes));
    }
    openAny(message, result);
    return result.getDictionary(b.getContext());
  }

  Attribute integer(uint64_t value, bool isUnsigned) {
    if (isUnsigned && value > static_cast<uint64_t>(INT64_MAX))
      return IntegerAttr::get(
          IntegerType::get(b.getContext(), 64, IntegerType::Unsigned),
          APInt(64, value));
    return b.getI64IntegerAttr(static_cast<int64_t>(value));
  }

  Attribute enumerator(const pb::FieldDescriptor &field, int number) {
    const pb::EnumValueDescriptor *value =
        field.enum_type()->FindValueByNumber(number);
    // Aliases would lose the number; TensorFlow's schema has none.
    return value ? Attribute(b.getStringAttr(value->name()))
                 : Attribute(b.getI64IntegerAttr(number));
  }

  Attribute single(const pb::Message &m, const pb::FieldDescriptor &f) {
    const pb::Reflection *r = m.GetReflection();
    switch (f.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return b.getI64IntegerAttr(r->GetInt32(m, &f));
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return b.getI64IntegerAttr(r->GetInt64(m, &f));
    case pb::FieldDescriptor::CPPTYPE_UINT32:
      return b.getI64IntegerAttr(r->GetUInt32(m, &f));
    case pb::FieldDescriptor::CPPTYPE_UINT64:
      return integer(r->GetUInt64(m, &f), /*isUnsigned=*/true);
    case pb::FieldDescriptor::CPPTYPE_DOUBLE:
      return b.getF64FloatAttr(r->GetDouble(m, &f));
    case pb::FieldDescriptor::CPPTYPE_FLOAT:
      return b.getF32FloatAttr(r->GetFloat(m, &f));
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return b.getBoolAttr(r->GetBool(m, &f));
    case pb::FieldDescriptor::CPPTYPE_ENUM:
      return enumerator(f, r->GetEnumValue(m, &f));
    case pb::FieldDescriptor::CPPTYPE_STRING:
      return b.getStringAttr(r->GetString(m, &f));
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
      return fields(r->GetMessage(m, &f));
    }
    return {};
  }

  Attribute item(const pb::Message &m, const pb::FieldDescriptor &f, int i) {
    const pb::Reflection *r = m.GetReflection();
    switch (f.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_INT32:
      return b.getI64IntegerAttr(r->GetRepeatedInt32(m, &f, i));
    case pb::FieldDescriptor::CPPTYPE_INT64:
      return b.getI64IntegerAttr(r->GetRepeatedInt64(m, &f, i));
    case pb::FieldDescriptor::CPPTYPE_UINT32:
      return b.getI64IntegerAttr(r->GetRepeatedUInt32(m, &f, i));
    case pb::FieldDescriptor::CPPTYPE_UINT64:
      return integer(r->GetRepeatedUInt64(m, &f, i), /*isUnsigned=*/true);
    case pb::FieldDescriptor::CPPTYPE_DOUBLE:
      return b.getF64FloatAttr(r->GetRepeatedDouble(m, &f, i));
    case pb::FieldDescriptor::CPPTYPE_FLOAT:
      return b.getF32FloatAttr(r->GetRepeatedFloat(m, &f, i));
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return b.getBoolAttr(r->GetRepeatedBool(m, &f, i));
    case pb::FieldDescriptor::CPPTYPE_ENUM:
      return enumerator(f, r->GetRepeatedEnumValue(m, &f, i));
    case pb::FieldDescriptor::CPPTYPE_STRING:
      return b.getStringAttr(r->GetRepeatedString(m, &f, i));
    case pb::FieldDescriptor::CPPTYPE_MESSAGE:
      return fields(r->GetRepeatedMessage(m, &f, i));
    }
    return {};
  }

  Attribute list(const pb::Message &message, const pb::FieldDescriptor &field) {
    SmallVector<Attribute> items;
    int count = message.GetReflection()->FieldSize(message, &field);
    for (int i = 0; i < count; ++i)
      items.push_back(item(message, field, i));
    if (field.full_name() == "tensorflow.MetaGraphDef.collection_def")
      for (Attribute &entry : items)
        entry = openCollection(cast<DictionaryAttr>(entry));
    if (field.is_map())
      sortEntries(items);
    return b.getArrayAttr(items);
  }

  /// Maps have no order of their own; text needs one.
  static void sortEntries(MutableArrayRef<Attribute> entries) {
    auto key = [](Attribute entry) {
      return cast<DictionaryAttr>(entry).get("key");
    };
    llvm::sort(entries, [&](Attribute left, Attribute right) {
      Attribute a = key(left), c = key(right);
      // An absent key is the default, which comes first.
      if (!a || !c)
        return !a && c;
      if (auto text = dyn_cast<StringAttr>(a))
        return text.getValue() < cast<StringAttr>(c).getValue();
      return cast<IntegerAttr>(a).getValue().slt(
          cast<IntegerAttr>(c).getValue());
    });
  }

  /// The fields of `bytes` read as message `type`, if writing them again gives
  /// the same bytes; null otherwise.
  DictionaryAttr opened(StringRef bytes, const std::string &type) {
    const pb::Descriptor *descriptor =
        pb::DescriptorPool::generated_pool()->FindMessageTypeByName(type);
    if (!descriptor)
      return {};
    std::unique_ptr<pb::Message> message(pb::MessageFactory::generated_factory()
                                             ->GetPrototype(descriptor)
                                             ->New());
    pb::io::CodedInputStream stream(
        reinterpret_cast<const uint8_t *>(bytes.data()),
        static_cast<int>(bytes.size()));
    stream.SetRecursionLimit(kMaxDepth - depth);
    const pb::LogSilencer silencer; // Other bytes are no error.
    if (depth >= kMaxDepth || !message->ParseFromCodedStream(&stream) ||
        !stream.ConsumedEntireMessage() ||
        StringRef(format::serialize(*message)) != bytes)
      return {};
    return ProtoImporter(kNoFields, b.getContext(), depth).fields(*message);
  }

  /// google.protobuf.Any: `message` takes the place of `value`.
  void openAny(const pb::Message &message, NamedAttrList &result) {
    if (message.GetDescriptor()->full_name() != "google.protobuf.Any")
      return;
    auto url = dyn_cast_or_null<StringAttr>(result.get("type_url"));
    auto value = dyn_cast_or_null<StringAttr>(result.get("value"));
    if (!url || !value)
      return;
    std::string type = url.getValue().rsplit('/').second.str();
    if (DictionaryAttr contents = opened(value.getValue(), type)) {
      result.erase("value");
      result.set("message", contents);
    }
  }

  static std::string collectionType(StringRef key) {
    if (key == "cond_context")
      return "tensorflow.CondContextDef";
    if (key == "while_context")
      return "tensorflow.WhileContextDef";
    if (key == "queue_runners")
      return "tensorflow.QueueRunnerDef";
    if (key == "savers")
      return "tensorflow.SaverDef";
    bool isVariables = key.contains("variables") || key == "global_step";
    return isVariables ? "tensorflow.VariableDef" : "";
  }

  /// Collections keep VariableDefs and their like as bytes: `messages` of type
  /// `message_type` take the place of `value`.
  Attribute openCollection(DictionaryAttr entry) {
    auto key = dyn_cast_or_null<StringAttr>(entry.get("key"));
    auto value = dyn_cast_or_null<DictionaryAttr>(entry.get("value"));
    auto bytes = value
                     ? dyn_cast_or_null<DictionaryAttr>(value.get("bytes_list"))
                     : DictionaryAttr();
    auto list =
        bytes ? dyn_cast_or_null<ArrayAttr>(bytes.get("value")) : ArrayAttr();
    std::string type = key ? collectionType(key.getValue()) : "";
    // What stands beside the list would be lost.
    if (!list || type.empty() || value.size() != 1 || bytes.size() != 1)
      return entry;
    SmallVector<Attribute> messages;
    for (StringAttr item : list.getAsRange<StringAttr>()) {
      DictionaryAttr contents = opened(item.getValue(), type);
      if (!contents)
        return entry;
      messages.push_back(contents);
    }
    auto named = [&](StringRef name, Attribute attr) {
      return b.getDictionaryAttr(b.getNamedAttr(name, attr));
    };
    DictionaryAttr openedBytes = b.getDictionaryAttr(
        {b.getNamedAttr("message_type", b.getStringAttr(type)),
         b.getNamedAttr("messages", b.getArrayAttr(messages))});
    return b.getDictionaryAttr(
        {b.getNamedAttr("key", key),
         b.getNamedAttr("value", named("bytes_list", openedBytes))});
  }

  const FieldNames &skip;
  Builder b;
  int depth;
};

} // namespace

DictionaryAttr importFields(const pb::Message &message, const FieldNames &skip,
                            MLIRContext *context) {
  return ProtoImporter(skip, context).fields(message);
}

saved_model::ProtoAttr importProto(const pb::Message &message,
                                   MLIRContext *context) {
  return saved_model::ProtoAttr::get(
      context, StringAttr::get(context, message.GetDescriptor()->full_name()),
      importFields(message, {}, context));
}

saved_model::ProtoAttr importRest(const pb::Message &message,
                                  const FieldNames &skip,
                                  MLIRContext *context) {
  DictionaryAttr fields = importFields(message, skip, context);
  if (fields.empty())
    return {};
  return saved_model::ProtoAttr::get(
      context, StringAttr::get(context, message.GetDescriptor()->full_name()),
      fields);
}

} // namespace sm::target
