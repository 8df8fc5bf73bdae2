// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// tf.Examples written out as dictionaries of features.

#include "sm/Driver/Values.h"
#include "sm/Format/Proto/example.pb.h"
#include "sm/Format/SavedModelWriter.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include <limits>

namespace sm::driver {
namespace {

using runtime::Tensor;

Status badFeature(const std::string &name, const char *why) {
  return absl::InvalidArgumentError(
      absl::StrCat("feature '", name, "': ", why));
}

StatusOr<int64_t> toInt64(const std::string &name, const Literal &value) {
  const uint64_t max = std::numeric_limits<int64_t>::max();
  if (value.magnitude > max + (value.isNegative ? 1 : 0))
    return badFeature(name, "an integer does not fit int64");
  return static_cast<int64_t>(value.isNegative ? 0 - value.magnitude
                                               : value.magnitude);
}

/// What kind of list the values make together.
StatusOr<Literal::Kind> commonKind(const std::string &name,
                                   absl::Span<const Literal> values) {
  using Kind = Literal::Kind;
  Kind common = values.front().kind;
  for (const Literal &value : values) {
    const bool isNumber =
        value.kind == Kind::Integer || value.kind == Kind::Float;
    const bool isText = value.kind == Kind::String;
    if (!isNumber && !isText)
      return badFeature(name, "its values must be numbers or strings");
    if (isText != (common == Kind::String))
      return badFeature(name, "it mixes numbers and strings");
    if (value.kind == Kind::Float)
      common = Kind::Float;
  }
  return common;
}

Status fillFeature(const std::string &name, absl::Span<const Literal> values,
                   tensorflow::Feature &feature) {
  if (values.empty())
    return absl::OkStatus(); // Absent, as far as a parser of Examples sees.
  SM_ASSIGN_OR_RETURN(Literal::Kind kind, commonKind(name, values));
  for (const Literal &value : values) {
    if (kind == Literal::Kind::String) {
      feature.mutable_bytes_list()->add_value(value.text);
    } else if (kind == Literal::Kind::Float) {
      feature.mutable_float_list()->add_value(static_cast<float>(value.number));
    } else {
      SM_ASSIGN_OR_RETURN(int64_t number, toInt64(name, value));
      feature.mutable_int64_list()->add_value(number);
    }
  }
  return absl::OkStatus();
}

StatusOr<Bytes> serialiseExample(const Literal &literal) {
  if (literal.kind != Literal::Kind::Dict)
    return absl::InvalidArgumentError(
        "each example must be a dictionary of features: {'age': [1.0]}");
  tensorflow::Example example;
  auto &features = *example.mutable_features()->mutable_feature();
  for (size_t i = 0; i < literal.keys.size(); ++i) {
    const Literal &value = literal.items[i];
    if (features.count(literal.keys[i]))
      return badFeature(literal.keys[i], "it is given twice");
    const bool isList = value.kind == Literal::Kind::List;
    SM_RETURN_IF_ERROR(fillFeature(literal.keys[i],
                                   isList ? absl::MakeConstSpan(value.items)
                                          : absl::MakeConstSpan(&value, 1),
                                   features[literal.keys[i]]));
  }
  return format::serialize(example);
}

} // namespace

StatusOr<Tensor> examplesToTensor(const Literal &literal) {
  if (literal.kind != Literal::Kind::List)
    return absl::InvalidArgumentError(
        "examples are a list of dictionaries: [{'age': [1.0]}]");
  SM_ASSIGN_OR_RETURN(
      Tensor tensor,
      Tensor::allocate(DType::String,
                       Shape({static_cast<int64_t>(literal.items.size())})));
  Bytes *out = tensor.mutableData<Bytes>();
  for (const Literal &item : literal.items) {
    SM_ASSIGN_OR_RETURN(*out, serialiseExample(item));
    ++out;
  }
  return tensor;
}

} // namespace sm::driver
