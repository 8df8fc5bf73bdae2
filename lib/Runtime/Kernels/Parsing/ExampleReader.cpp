// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The wire format of Example, Features, Feature and its three lists.

#include "ExampleReader.h"

#include "sm/Support/Varint.h"

#include <algorithm>
#include <cstring>

namespace sm::runtime {

namespace {

/// Protobuf's wire types.
enum WireType : uint32_t {
  kVarint = 0,
  kFixed64 = 1,
  kBytes = 2,
  kFixed32 = 5
};

/// One field of a message; `bytes` holds its payload (for kVarint none).
struct Field {
  uint32_t number = 0;
  uint32_t wireType = 0;
  uint64_t varint = 0;
  std::string_view bytes;
};

/// Takes the next field off `input`; false if it is malformed. Groups, which
/// none of these messages ever had, count as malformed.
bool takeField(std::string_view &input, Field &field) {
  const std::optional<uint32_t> tag = takeVarint32(input);
  if (!tag || *tag >> 3 == 0)
    return false;
  field.number = *tag >> 3;
  field.wireType = *tag & 7;
  uint64_t size = 0;
  switch (field.wireType) {
  case kVarint: {
    const std::optional<uint64_t> value = takeVarint64(input);
    field.varint = value.value_or(0);
    field.bytes = {};
    return value.has_value();
  }
  case kFixed64:
    size = 8;
    break;
  case kFixed32:
    size = 4;
    break;
  case kBytes: {
    const std::optional<uint64_t> length = takeVarint64(input);
    if (!length)
      return false;
    size = *length;
    break;
  }
  default:
    return false;
  }
  if (size > input.size())
    return false;
  field.bytes = input.substr(0, size);
  input.remove_prefix(size);
  return true;
}

/// Calls `fn(field)` for each field; false if the message is malformed or `fn`
/// says so.
template <typename Fn>
bool forEachField(std::string_view message, Fn fn) {
  Field field;
  while (!message.empty())
    if (!takeField(message, field) || !fn(field))
      return false;
  return true;
}

bool isMessage(const Field &field, uint32_t number) {
  return field.number == number && field.wireType == kBytes;
}

/// The varints of a packed list; -1 if the last is cut off or one is too long.
int64_t countVarints(std::string_view packed) {
  int64_t count = 0;
  int length = 0;
  for (char byte : packed) {
    if (++length > 10)
      return -1;
    if ((byte & 0x80) == 0) {
      ++count;
      length = 0;
    }
  }
  return length == 0 ? count : -1;
}

DType listDType(uint32_t number) {
  switch (number) {
  case 1:
    return DType::String;
  case 2:
    return DType::Float;
  case 3:
    return DType::Int64;
  default:
    return DType::Invalid;
  }
}

/// Adds the values of one list message to `count`.
bool countValues(std::string_view list, DType dtype, int64_t &count) {
  return forEachField(list, [&](const Field &field) {
    if (field.number != 1)
      return true;
    if (dtype == DType::String) {
      ++count;
      return field.wireType == kBytes;
    }
    const bool isFloat = dtype == DType::Float;
    if (field.wireType == (isFloat ? kFixed32 : kVarint)) {
      ++count;
      return true;
    }
    if (field.wireType != kBytes)
      return false;
    const int64_t packed =
        isFloat ? (field.bytes.size() % 4 == 0
                       ? static_cast<int64_t>(field.bytes.size() / 4)
                       : -1)
                : countVarints(field.bytes);
    count += std::max<int64_t>(packed, 0);
    return packed >= 0;
  });
}

/// Calls `fn(field)` for the values of the feature's list, which is field
/// `number` of the message.
template <typename Fn>
void forEachValue(std::string_view feature, uint32_t number, Fn fn) {
  forEachField(feature, [&](const Field &list) {
    return !isMessage(list, number) ||
           forEachField(list.bytes, [&](const Field &field) {
             if (field.number == 1)
               fn(field);
             return true;
           });
  });
}

} // namespace

bool forEachFeature(
    std::string_view example,
    absl::FunctionRef<void(std::string_view, std::string_view)> fn) {
  return forEachField(example, [&](const Field &features) {
    if (!isMessage(features, 1))
      return features.number != 1;
    return forEachField(features.bytes, [&](const Field &entry) {
      if (!isMessage(entry, 1))
        return entry.number != 1;
      std::string_view key, value;
      const bool ok = forEachField(entry.bytes, [&](const Field &part) {
        if (isMessage(part, 1))
          key = part.bytes;
        else if (isMessage(part, 2))
          value = part.bytes;
        else
          return part.number > 2;
        return true;
      });
      if (ok)
        fn(key, value);
      return ok;
    });
  });
}

bool inspectFeature(std::string_view feature, FeatureInfo &info) {
  info = FeatureInfo();
  return forEachField(feature, [&](const Field &field) {
    const DType dtype = listDType(field.number);
    if (dtype == DType::Invalid)
      return true;
    if (field.wireType != kBytes)
      return false;
    // One of the kinds: the first that is there.
    if (info.dtype == DType::Invalid)
      info.dtype = dtype;
    int64_t others = 0;
    return countValues(field.bytes, dtype,
                       info.dtype == dtype ? info.count : others);
  });
}

void readFloats(std::string_view feature, float *out) {
  forEachValue(feature, 2, [&](const Field &field) {
    // Packed or single: little-endian, as this machine.
    const size_t count = field.bytes.size() / sizeof(float);
    std::memcpy(out, field.bytes.data(), field.bytes.size());
    out += count;
  });
}

void readInt64s(std::string_view feature, int64_t *out) {
  forEachValue(feature, 3, [&](const Field &field) {
    if (field.wireType == kVarint) {
      *out++ = static_cast<int64_t>(field.varint);
      return;
    }
    std::string_view packed = field.bytes;
    while (!packed.empty()) {
      // Bits above 64 of a tenth byte are dropped, as protobuf does.
      uint64_t value = 0;
      for (int shift = 0;; shift += 7) {
        const uint64_t byte = static_cast<uint8_t>(packed.front());
        packed.remove_prefix(1);
        value |= (byte & 0x7f) << shift;
        if (byte < 0x80)
          break;
      }
      *out++ = static_cast<int64_t>(value);
    }
  });
}

void readStrings(std::string_view feature, Bytes *out) {
  forEachValue(feature, 1, [&](const Field &field) {
    (out++)->assign(field.bytes.data(), field.bytes.size());
  });
}

} // namespace sm::runtime
