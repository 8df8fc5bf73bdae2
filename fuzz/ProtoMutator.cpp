// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Walks down a message at random and changes what it meets.

#include "fuzz/ProtoMutator.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <cstring>
#include <limits>
#include <random>
#include <string>
#include <vector>

extern "C" size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t maxSize);

namespace sm::fuzz {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int kMaxDepth = 20;
constexpr size_t kMaxText = 64;

class Mutation {
public:
  explicit Mutation(unsigned seed) : random(seed) {}

  void change(Message &message, int depth) {
    const auto &type = *message.GetDescriptor();
    if (type.field_count() == 0)
      return;
    // Fields that are set are where a model is; others make new ones.
    std::vector<const FieldDescriptor *> fields;
    message.GetReflection()->ListFields(message, &fields);
    const bool isNew = fields.empty() || chance(8);
    const FieldDescriptor &field =
        isNew ? *type.field(below(type.field_count()))
              : *fields[static_cast<size_t>(
                    below(static_cast<int>(fields.size())))];
    if (field.is_repeated())
      changeList(message, field, depth);
    else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE)
      changeMessage(message, field, depth);
    else if (chance(10))
      message.GetReflection()->ClearField(&message, &field);
    else
      setScalar(message, field, -1);
  }

private:
  int below(int count) {
    return static_cast<int>(random() % static_cast<unsigned>(count));
  }
  bool chance(int oneIn) { return below(oneIn) == 0; }

  void changeMessage(Message &message, const FieldDescriptor &field,
                     int depth) {
    const Reflection &reflection = *message.GetReflection();
    if (reflection.HasField(message, &field) && chance(12))
      return reflection.ClearField(&message, &field);
    if (depth < kMaxDepth)
      change(*reflection.MutableMessage(&message, &field), depth + 1);
  }

  void changeList(Message &message, const FieldDescriptor &field, int depth) {
    const Reflection &reflection = *message.GetReflection();
    const int size = reflection.FieldSize(message, &field);
    const bool isMessage = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (size == 0 || chance(8))
      return addItem(message, field, size, depth);
    if (size > 1 && chance(12))
      return reflection.SwapElements(&message, &field, below(size),
                                     below(size));
    if (chance(12))
      return reflection.RemoveLast(&message, &field);
    if (!isMessage)
      return setScalar(message, field, below(size));
    Message &item =
        *reflection.MutableRepeatedMessage(&message, &field, below(size));
    if (chance(12))
      item.CopyFrom(
          reflection.GetRepeatedMessage(message, &field, below(size)));
    else if (depth < kMaxDepth)
      change(item, depth + 1);
  }

  void addItem(Message &message, const FieldDescriptor &field, int size,
               int depth) {
    const Reflection &reflection = *message.GetReflection();
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE)
      return addScalar(message, field);
    std::string copy;
    if (size > 0)
      copy = reflection.GetRepeatedMessage(message, &field, below(size))
                 .SerializePartialAsString();
    Message &item = *reflection.AddMessage(&message, &field);
    item.ParsePartialFromString(copy);
    if (depth < kMaxDepth)
      change(item, depth + 1);
  }

  int64_t number() {
    static constexpr int64_t kOdd[] = {0,
                                       1,
                                       -1,
                                       2,
                                       3,
                                       127,
                                       128,
                                       255,
                                       256,
                                       65536,
                                       std::numeric_limits<int32_t>::max(),
                                       std::numeric_limits<int32_t>::min(),
                                       int64_t{1} << 32,
                                       int64_t{1} << 62,
                                       std::numeric_limits<int64_t>::max(),
                                       std::numeric_limits<int64_t>::min()};
    constexpr int kCount = sizeof(kOdd) / sizeof(kOdd[0]);
    return chance(3) ? static_cast<int64_t>(random()) % 40
                     : kOdd[below(kCount)];
  }

  std::string text(std::string text) {
    static const char *const kWords[] = {
        "",  ":0", "^",     "a", "a:0",   "a:out:0", "..",    "/",       "T",
        "N", "f",  "value", "x", "dtype", "shape",   "Const", "Identity"};
    switch (below(4)) {
    case 0:
      return kWords[below(sizeof(kWords) / sizeof(kWords[0]))];
    case 1:
      return text + kWords[below(sizeof(kWords) / sizeof(kWords[0]))];
    case 2:
      return text.substr(
          0, static_cast<size_t>(below(static_cast<int>(text.size()) + 1)));
    default:
      break;
    }
    text.resize(std::min(text.size(), kMaxText));
    std::vector<uint8_t> bytes(text.begin(), text.end());
    bytes.resize(kMaxText);
    const size_t size = LLVMFuzzerMutate(bytes.data(), text.size(), kMaxText);
    return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)};
  }

  void addScalar(Message &message, const FieldDescriptor &field) {
    const Reflection &reflection = *message.GetReflection();
    switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.AddInt32(&message, &field,
                                 static_cast<int32_t>(number()));
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.AddInt64(&message, &field, number());
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.AddUInt32(&message, &field,
                                  static_cast<uint32_t>(number()));
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.AddUInt64(&message, &field,
                                  static_cast<uint64_t>(number()));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return reflection.AddFloat(&message, &field,
                                 static_cast<float>(number()));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return reflection.AddDouble(&message, &field,
                                  static_cast<double>(number()));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.AddBool(&message, &field, chance(2));
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.AddEnumValue(&message, &field, enumValue());
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.AddString(&message, &field, text("x"));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return;
    }
  }

  int enumValue() { return chance(4) ? static_cast<int>(number()) : below(34); }

  void setScalar(Message &message, const FieldDescriptor &field, int index) {
    const Reflection &reflection = *message.GetReflection();
    if (index >= 0) {
      // One setter for all: add a new value and put it in the old one's place.
      const int last = reflection.FieldSize(message, &field);
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING)
        reflection.AddString(
            &message, &field,
            text(reflection.GetRepeatedString(message, &field, index)));
      else
        addScalar(message, field);
      reflection.SwapElements(&message, &field, index, last);
      return reflection.RemoveLast(&message, &field);
    }
    switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&message, &field,
                                 static_cast<int32_t>(number()));
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, &field, number());
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.SetUInt32(&message, &field,
                                  static_cast<uint32_t>(number()));
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.SetUInt64(&message, &field,
                                  static_cast<uint64_t>(number()));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return reflection.SetFloat(&message, &field,
                                 static_cast<float>(number()));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return reflection.SetDouble(&message, &field,
                                  static_cast<double>(number()));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&message, &field, chance(2));
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.SetEnumValue(&message, &field, enumValue());
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.SetString(&message, &field,
                                  text(reflection.GetString(message, &field)));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return;
    }
  }

  std::mt19937 random;
};

} // namespace

void mutate(Message &message, unsigned seed) {
  Mutation mutation(seed);
  for (unsigned i = 0; i <= seed % 4; ++i)
    mutation.change(message, 0);
}

size_t mutateSerialized(Message &scratch, uint8_t *data, size_t size,
                        size_t maxSize, unsigned seed) {
  if (seed % 16 == 0)
    return LLVMFuzzerMutate(data, size, maxSize);
  if (!scratch.ParsePartialFromArray(data, static_cast<int>(size)))
    scratch.Clear();
  mutate(scratch, seed / 16);
  const std::string bytes = scratch.SerializePartialAsString();
  if (bytes.size() > maxSize)
    return size;
  std::memcpy(data, bytes.data(), bytes.size());
  return bytes.size();
}

} // namespace sm::fuzz
