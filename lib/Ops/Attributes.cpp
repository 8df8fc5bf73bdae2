// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Reading attribute values by kind.

#include "sm/Ops/Attributes.h"

#include "absl/strings/str_cat.h"

namespace sm::ops {

namespace {

template <typename T>
constexpr const char *kindName = nullptr;
template <>
constexpr const char *kindName<int64_t> = "an int";
template <>
constexpr const char *kindName<float> = "a float";
template <>
constexpr const char *kindName<bool> = "a bool";
template <>
constexpr const char *kindName<std::string> = "a string";
template <>
constexpr const char *kindName<DType> = "a type";
template <>
constexpr const char *kindName<PartialShape> = "a shape";
template <>
constexpr const char *kindName<std::vector<int64_t>> = "a list of ints";
template <>
constexpr const char *kindName<std::vector<float>> = "a list of floats";
template <>
constexpr const char *kindName<std::vector<bool>> = "a list of bools";
template <>
constexpr const char *kindName<std::vector<std::string>> = "a list of strings";
template <>
constexpr const char *kindName<std::vector<DType>> = "a list of types";
template <>
constexpr const char *kindName<std::vector<PartialShape>> = "a list of shapes";

template <typename T>
struct IsList : std::false_type {};
template <typename T>
struct IsList<std::vector<T>> : std::true_type {};

bool isEmptyList(const AttrValue &value) {
  return std::visit(
      [](const auto &held) {
        if constexpr (IsList<std::decay_t<decltype(held)>>::value)
          return held.empty();
        return false;
      },
      value);
}

template <typename T>
Status read(const AttrMap &attrs, std::string_view name, bool required,
            T &value) {
  auto it = attrs.find(name);
  if (it == attrs.end()) {
    if (!required)
      return absl::OkStatus();
    return absl::InvalidArgumentError(
        absl::StrCat("attribute '", std::string(name), "' is missing"));
  }
  if (const T *held = std::get_if<T>(&it->second)) {
    value = *held;
    return absl::OkStatus();
  }
  // The list of an AttrValue without elements does not tell its kind.
  if constexpr (IsList<T>::value) {
    if (isEmptyList(it->second)) {
      value.clear();
      return absl::OkStatus();
    }
  }
  const char *found = std::visit(
      [](const auto &held) { return kindName<std::decay_t<decltype(held)>>; },
      it->second);
  return absl::InvalidArgumentError(
      absl::StrCat("attribute '", std::string(name), "' must be ", kindName<T>,
                   ", is ", found));
}

} // namespace

Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                int64_t &value) {
  return read(attrs, name, required, value);
}
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                float &value) {
  return read(attrs, name, required, value);
}
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                bool &value) {
  return read(attrs, name, required, value);
}
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                std::string &value) {
  return read(attrs, name, required, value);
}
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                DType &value) {
  return read(attrs, name, required, value);
}
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                PartialShape &value) {
  return read(attrs, name, required, value);
}
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                std::vector<int64_t> &value) {
  return read(attrs, name, required, value);
}
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                std::vector<float> &value) {
  return read(attrs, name, required, value);
}
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                std::vector<bool> &value) {
  return read(attrs, name, required, value);
}
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                std::vector<std::string> &value) {
  return read(attrs, name, required, value);
}
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                std::vector<DType> &value) {
  return read(attrs, name, required, value);
}
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                std::vector<PartialShape> &value) {
  return read(attrs, name, required, value);
}

} // namespace sm::ops
