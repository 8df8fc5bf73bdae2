// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Flattening of Python structures.

#include "StructuredValues.h"

#include "sm/Format/Proto/struct.pb.h"
#include "sm/Format/TensorProto.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

#include <cmath>
#include <cstdlib>

namespace sm::format {

namespace {

using tensorflow::StructuredValue;
using tensorflow::TypeSpecProto;

/// Names grow along the nesting; many long ones would cost far more memory than
/// the file that they come from.
constexpr size_t kMaxNameLength = 4096;

/// A float as Python prints it, nearly: the shortest of two precisions that
/// reads back as the same number.
std::string floatLiteral(double value) {
  std::string text = absl::StrFormat("%.15g", value);
  if (std::strtod(text.c_str(), nullptr) != value)
    text = absl::StrFormat("%.17g", value);
  const bool looksLikeInt = text.find_first_not_of("-0123456789") == text.npos;
  return looksLikeInt ? text + ".0" : text;
}

std::string shapeLiteral(const tensorflow::TensorShapeProto &shape) {
  if (shape.unknown_rank())
    return "TensorShape(None)";
  std::vector<std::string> dims;
  for (const auto &dim : shape.dim())
    dims.push_back(dim.size() < 0 ? "None" : absl::StrCat(dim.size()));
  return absl::StrCat("TensorShape([", absl::StrJoin(dims, ", "), "])");
}

/// How Python writes a value that is no structure and no specification.
std::string literalOf(const StructuredValue &value) {
  switch (value.kind_case()) {
  case StructuredValue::kFloat64Value:
    return floatLiteral(value.float64_value());
  case StructuredValue::kInt64Value:
    return absl::StrCat(value.int64_value());
  case StructuredValue::kStringValue:
    return absl::StrCat("'", absl::Utf8SafeCEscape(value.string_value()), "'");
  case StructuredValue::kBoolValue:
    return value.bool_value() ? "True" : "False";
  case StructuredValue::kTensorShapeValue:
    return shapeLiteral(value.tensor_shape_value());
  case StructuredValue::kTensorDtypeValue:
    return absl::StrCat("tf.",
                        dtypeName(dtypeFromNumber(value.tensor_dtype_value())
                                      .value_or(DType::Invalid)));
  case StructuredValue::kTensorValue:
  case StructuredValue::kNumpyValue:
    return "<array>";
  default:
    return "None";
  }
}

class Flattening {
public:
  Flattening(bool usesSpecNames, std::vector<FlatLeaf> &leaves)
      : usesSpecNames(usesSpecNames), leaves(leaves) {}

  // Recursion is bounded: protobuf refuses messages nested deeper than 100.
  Status walk(const StructuredValue &value, const std::string &key,
              const std::string &path) {
    if (key.size() > kMaxNameLength || path.size() > kMaxNameLength)
      return absl::InvalidArgumentError(
          "a signature has an argument or result with too long a name");
    switch (value.kind_case()) {
    case StructuredValue::kListValue:
      return walkSequence(value.list_value().values(), key, path);
    case StructuredValue::kTupleValue:
      return walkSequence(value.tuple_value().values(), key, path);
    case StructuredValue::kDictValue: {
      std::map<std::string_view, const StructuredValue *> sorted;
      for (const auto &[name, field] : value.dict_value().fields())
        sorted.emplace(name, &field);
      for (const auto &[name, field] : sorted)
        SM_RETURN_IF_ERROR(
            walk(*field, inner(key, std::string(name)),
                 absl::StrCat(path, "['", std::string(name), "']")));
      return absl::OkStatus();
    }
    case StructuredValue::kNamedTupleValue:
      for (const auto &pair : value.named_tuple_value().values())
        SM_RETURN_IF_ERROR(walk(pair.value(), inner(key, pair.key()),
                                absl::StrCat(path, ".", pair.key())));
      return absl::OkStatus();
    case StructuredValue::kTensorSpecValue:
      return addSpec(value.tensor_spec_value(), key, path);
    case StructuredValue::kBoundedTensorSpecValue:
      return addSpec(value.bounded_tensor_spec_value(), key, path);
    case StructuredValue::kTypeSpecValue:
      return addComposite(value.type_spec_value(), key, path);
    default: {
      FlatLeaf flat;
      flat.leaf.key = key;
      flat.leaf.path = path;
      flat.leaf.literal = literalOf(value);
      leaves.push_back(std::move(flat));
      return absl::OkStatus();
    }
    }
  }

private:
  static std::string inner(const std::string &key, const std::string &name) {
    return key.empty() ? name : absl::StrCat(key, "/", name);
  }

  template <typename Values>
  Status walkSequence(const Values &values, const std::string &key,
                      const std::string &path) {
    for (int i = 0; i < values.size(); ++i)
      SM_RETURN_IF_ERROR(walk(values[i], inner(key, absl::StrCat(i)),
                              absl::StrCat(path, "[", i, "]")));
    return absl::OkStatus();
  }

  template <typename Spec>
  Status addSpec(const Spec &spec, const std::string &key,
                 const std::string &path) {
    FlatLeaf flat;
    flat.isTensor = true;
    flat.leaf.key = usesSpecNames && !spec.name().empty() ? spec.name() : key;
    flat.leaf.path = path;
    const std::optional<DType> dtype = dtypeFromNumber(spec.dtype());
    auto shape = decodePartialShape(spec.shape());
    if (!dtype || !shape.ok() || flat.leaf.key.size() > kMaxNameLength)
      return absl::InvalidArgumentError(absl::StrCat(
          "the specification of ", path,
          " has an unknown type, an impossible shape or too long a name"));
    flat.leaf.spec.dtype = *dtype;
    flat.leaf.spec.shape = *std::move(shape);
    leaves.push_back(std::move(flat));
    return absl::OkStatus();
  }

  Status addComposite(const TypeSpecProto &spec, const std::string &key,
                      const std::string &path) {
    FlatLeaf flat;
    flat.isTensor = true;
    flat.isComposite = true;
    flat.isSparse = spec.type_spec_class() == TypeSpecProto::SPARSE_TENSOR_SPEC;
    flat.leaf.key = key;
    flat.leaf.path = path;
    flat.numComponents = spec.num_flat_components();
    if (flat.numComponents == 0) // Files from before the field existed.
      flat.numComponents = flat.isSparse ? 3 : 1;
    if (flat.numComponents < 0)
      return absl::InvalidArgumentError(
          absl::StrCat("the specification of ", path, " has ",
                       flat.numComponents, " components"));
    leaves.push_back(std::move(flat));
    return absl::OkStatus();
  }

  bool usesSpecNames;
  std::vector<FlatLeaf> &leaves;
};

} // namespace

Status flattenStructure(const StructuredValue &value, const std::string &key,
                        const std::string &path, bool usesSpecNames,
                        std::vector<FlatLeaf> &leaves) {
  return Flattening(usesSpecNames, leaves).walk(value, key, path);
}

} // namespace sm::format
