// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Signatures with their defaults.

#include "lib/Driver/Show/Summary.h"

#include "sm/Format/Proto/meta_graph.pb.h"
#include "sm/Format/TensorProto.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <map>

namespace sm::driver {
namespace {

using tensorflow::SignatureDef;
using tensorflow::TensorInfo;

/// A default of more elements is not unpacked: a few bytes can describe a huge
/// tensor of one value.
constexpr int64_t kMaxDefaultElements = int64_t{1} << 20;

StatusOr<runtime::Tensor> decodeDefault(const tensorflow::TensorProto &proto) {
  SM_ASSIGN_OR_RETURN(format::DecodedTensor decoded,
                      format::decodeTensor(proto));
  if (decoded.numElements() > kMaxDefaultElements)
    return absl::ResourceExhaustedError("too large to be shown");
  SM_ASSIGN_OR_RETURN(
      runtime::Tensor tensor,
      runtime::Tensor::allocate(decoded.dtype(), decoded.shape()));
  if (decoded.dtype() != DType::String) {
    SM_RETURN_IF_ERROR(decoded.copyTo(
        {static_cast<char *>(tensor.mutableRawData()), tensor.numBytes()}));
    return tensor;
  }
  Bytes *out = tensor.mutableData<Bytes>();
  const auto strings = decoded.strings();
  for (int64_t i = 0; i < decoded.numElements(); ++i)
    out[i] = strings[static_cast<size_t>(
        std::min<int64_t>(i, decoded.numStored() - 1))];
  return tensor;
}

StatusOr<PortSummary> summarisePort(const std::string &key,
                                    const TensorInfo &info) {
  PortSummary port;
  port.key = key;
  port.spec.dtype = dtypeFromNumber(info.dtype()).value_or(DType::Invalid);
  auto shape = format::decodePartialShape(info.tensor_shape());
  if (!shape.ok())
    return withContext(shape.status(), "'" + key + "'");
  port.spec.shape = *std::move(shape);
  switch (info.encoding_case()) {
  case TensorInfo::kCooSparse:
    port.composite = "sparse";
    port.parts = {{"indices", info.coo_sparse().indices_tensor_name()},
                  {"values", info.coo_sparse().values_tensor_name()},
                  {"dense_shape", info.coo_sparse().dense_shape_tensor_name()}};
    break;
  case TensorInfo::kCompositeTensor:
    port.composite = info.composite_tensor().type_spec().type_spec_class_name();
    for (const TensorInfo &part : info.composite_tensor().components())
      port.parts.emplace_back(absl::StrCat(port.parts.size()), part.name());
    break;
  default:
    port.tensor = info.name();
  }
  return port;
}

template <typename Map>
StatusOr<std::vector<PortSummary>> summarisePorts(const Map &infos) {
  std::vector<PortSummary> ports;
  for (const auto &[key, info] : infos) {
    SM_ASSIGN_OR_RETURN(PortSummary port, summarisePort(key, info));
    ports.push_back(std::move(port));
  }
  std::sort(
      ports.begin(), ports.end(),
      [](const PortSummary &a, const PortSummary &b) { return a.key < b.key; });
  return ports;
}

StatusOr<SignatureSummary> summariseSignature(const std::string &name,
                                              const SignatureDef &signature) {
  SignatureSummary result;
  result.name = name;
  result.method = signature.method_name();
  SM_ASSIGN_OR_RETURN(result.inputs, summarisePorts(signature.inputs()));
  SM_ASSIGN_OR_RETURN(result.outputs, summarisePorts(signature.outputs()));
  for (PortSummary &port : result.inputs) {
    auto found = signature.defaults().find(port.key);
    if (found == signature.defaults().end())
      continue;
    auto value = decodeDefault(found->second);
    if (!value.ok())
      return withContext(value.status(), "default of '" + port.key + "'");
    port.defaultValue = *std::move(value);
  }
  return result;
}

} // namespace

StatusOr<std::vector<SignatureSummary>>
summariseSignatures(const tensorflow::MetaGraphDef &metaGraph) {
  std::vector<SignatureSummary> result;
  for (const auto &[name, signature] : metaGraph.signature_def()) {
    auto summary = summariseSignature(name, signature);
    if (!summary.ok())
      return withContext(summary.status(), "signature '" + name + "'");
    result.push_back(*std::move(summary));
  }
  std::sort(result.begin(), result.end(),
            [](const SignatureSummary &a, const SignatureSummary &b) {
              return a.name < b.name;
            });
  return result;
}

} // namespace sm::driver
