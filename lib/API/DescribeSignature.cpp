// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Signatures of the IR as plain values.

#include "EditorState.h"

#include "sm/Transforms/ConstantTensor.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <algorithm>
#include <cstring>

using namespace mlir;

namespace sm {
namespace api {

/// A default of more elements is not unpacked.
static constexpr int64_t kMaxDefaultElements = int64_t{1} << 20;

static std::optional<runtime::Tensor> defaultOf(Attribute attr) {
  if (auto encoded = dyn_cast<saved_model::EncodedAttr>(attr))
    attr = encoded.getValue();
  auto elements = dyn_cast<ElementsAttr>(attr);
  if (!elements || elements.getNumElements() > kMaxDefaultElements)
    return std::nullopt;
  StatusOr<runtime::Tensor> tensor = constantTensor(elements);
  return tensor.ok() ? std::optional<runtime::Tensor>(*std::move(tensor))
                     : std::nullopt;
}

/// "sparse(dense_shape=c:0, indices=b:0, values=a:0)" for a TensorInfo of
/// several tensors.
static std::string compositeText(DictionaryAttr fields) {
  auto sparse = fields.getAs<DictionaryAttr>("coo_sparse");
  if (!sparse) {
    auto name = fields.getAs<StringAttr>("name");
    return name ? name.getValue().str() : "composite";
  }
  std::vector<std::string> parts;
  for (NamedAttribute part : sparse)
    if (auto tensor = dyn_cast<StringAttr>(part.getValue())) {
      StringRef name = part.getName().getValue();
      name.consume_back("_tensor_name");
      parts.push_back(absl::StrCat(name.str(), "=", tensor.getValue().str()));
    }
  return absl::StrCat("sparse(", absl::StrJoin(parts, ", "), ")");
}

/// The shape in a TensorShapeProto's fields.
static PartialShape shapeOf(DictionaryAttr fields) {
  auto dims = fields ? fields.getAs<ArrayAttr>("dim") : ArrayAttr();
  if (!fields || fields.contains("unknown_rank"))
    return PartialShape::unranked();
  PartialShape shape = PartialShape::scalar();
  for (Attribute dim : dims ? dims.getValue() : ArrayRef<Attribute>()) {
    auto entry = dyn_cast<DictionaryAttr>(dim);
    auto size = entry ? entry.getAs<IntegerAttr>("size") : IntegerAttr();
    // An absent size is 0, as everywhere in protos.
    shape.append(size ? std::max<int64_t>(size.getInt(), kUnknownDim) : 0);
  }
  return shape;
}

static std::vector<SignatureKey> describe(DictionaryAttr infos,
                                          DictionaryAttr defaults) {
  std::vector<SignatureKey> keys;
  for (NamedAttribute entry : infos) {
    SignatureKey key;
    key.key = entry.getName().str();
    if (auto info = dyn_cast<saved_model::TensorInfoAttr>(entry.getValue())) {
      key.tensor = info.getTensor().str();
      if (auto type = dyn_cast<TensorType>(info.getType())) {
        key.dtype = tf::dtypeForType(type.getElementType());
        key.shape = tf::shapeOf(type);
      }
    } else if (auto proto =
                   dyn_cast<saved_model::ProtoAttr>(entry.getValue())) {
      DictionaryAttr fields = proto.getFields();
      key.tensor = compositeText(fields);
      key.shape = shapeOf(fields.getAs<DictionaryAttr>("tensor_shape"));
      if (auto dtype = fields.getAs<StringAttr>("dtype"))
        key.dtype = dtypeFromProtoName(dtype.str()).value_or(DType::Invalid);
    }
    if (Attribute value = defaults ? defaults.get(key.key) : Attribute()) {
      key.hasDefault = true;
      key.defaultValue = defaultOf(value);
    }
    keys.push_back(std::move(key));
  }
  return keys;
}

SignatureDescription describe(saved_model::SignatureOp signature) {
  return {signature.getName().str(), signature.getMethod().str(),
          describe(signature.getInputs(), signature.getDefaultsAttr()),
          describe(signature.getOutputs(), DictionaryAttr())};
}

} // namespace api

std::vector<MetaGraphDescription> SavedModelEditor::describe() const {
  std::vector<MetaGraphDescription> all;
  for (saved_model::MetaGraphOp metaGraph : state->metaGraphs()) {
    MetaGraphDescription described;
    described.id = state->ids.at(metaGraph);
    described.tags = api::tagsOf(metaGraph);
    for (auto signature : metaGraph.getOps<saved_model::SignatureOp>())
      described.signatures.push_back(api::describe(signature));
    for (auto asset : metaGraph.getOps<saved_model::AssetOp>())
      described.assets.emplace_back(asset.getFile().str(),
                                    asset.getTensor().str());
    std::sort(described.signatures.begin(), described.signatures.end(),
              [](const SignatureDescription &a, const SignatureDescription &b) {
                return a.name < b.name;
              });
    all.push_back(std::move(described));
  }
  return all;
}

} // namespace sm
