// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Hashes of a model's parts, each after what may differ between two savings of
/// one program has been taken out.

#include "sm/Format/Fingerprint.h"

#include "sm/Format/Proto/fingerprint.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/SavedModelWriter.h"

#include "absl/strings/numbers.h"
#include <farmhash.h>

#include <map>
#include <optional>
#include <string>

namespace sm::format {

namespace {

/// The version of TensorFlow's definitions that are followed here.
constexpr int kProducer = 4;

uint64_t mix(uint64_t value) { return value ^ (value >> 47); }

uint64_t hashOf(const google::protobuf::Message &message) {
  return fingerprint64(serialize(message));
}

/// The number behind the last '_' of a function's name.
std::optional<int64_t> numberOf(const std::string &function) {
  // Without '_', npos + 1 is 0: the whole name.
  int64_t number = 0;
  if (!absl::SimpleAtoi(function.substr(function.rfind('_') + 1), &number))
    return std::nullopt;
  return number;
}

/// The name without that number, where it is written the usual way.
std::string withoutNumber(const std::string &function, int64_t number) {
  const std::string digits = std::to_string(number);
  const size_t size = function.size() - digits.size();
  if (function.size() >= digits.size() &&
      function.compare(size, digits.size(), digits) == 0)
    return function.substr(0, size);
  return function;
}

/// Takes out of a call what depends on the saving process and its devices.
void clearCall(tensorflow::NodeDef &node) {
  auto &attrs = *node.mutable_attr();
  const auto callee = attrs.find("f");
  if (callee != attrs.end() && callee->second.has_func()) {
    const std::string &name = callee->second.func().name();
    if (const std::optional<int64_t> number = numberOf(name))
      callee->second.mutable_func()->set_name(withoutNumber(name, *number));
  }
  const auto config = attrs.find("config_proto");
  if (config != attrs.end())
    config->second.mutable_s()->clear(); // The empty value stays.
}

uint64_t hashGraph(tensorflow::GraphDef graph) {
  for (tensorflow::NodeDef &node : *graph.mutable_node()) {
    if (node.op() == "PartitionedCall" ||
        node.op() == "StatefulPartitionedCall")
      clearCall(node);
    auto &attrs = *node.mutable_attr();
    const auto dtype = attrs.find("dtype");
    const auto value = attrs.find("value");
    // Strings are file names, which differ from place to place.
    if (node.op() == "Const" && dtype != attrs.end() && value != attrs.end() &&
        dtype->second.type() == tensorflow::DT_STRING)
      value->second.clear_value();
  }
  // Both stay as empty messages.
  graph.mutable_library()->Clear();
  graph.mutable_versions()->Clear();
  return hashOf(graph);
}

uint64_t hashSignatures(const tensorflow::MetaGraphDef &metaGraph) {
  std::map<std::string, const tensorflow::SignatureDef *> sorted;
  for (const auto &[key, signature] : metaGraph.signature_def())
    sorted[key] = &signature;
  uint64_t hash = 0;
  for (const auto &[key, signature] : sorted) {
    hash = fingerprintCat64(hash, fingerprint64(key));
    hash = fingerprintCat64(hash, hashOf(*signature));
  }
  return hash;
}

uint64_t hashObjectGraph(const tensorflow::SavedObjectGraph &objects) {
  std::map<int64_t, const std::string *> sorted;
  for (const auto &[name, function] : objects.concrete_functions()) {
    const std::optional<int64_t> number = numberOf(name);
    if (!number || !sorted.emplace(*number, &name).second)
      return 0;
  }
  uint64_t hash = 0;
  for (const auto &[number, name] : sorted) {
    hash = fingerprintCat64(hash, fingerprint64(withoutNumber(*name, number)));
    hash =
        fingerprintCat64(hash, hashOf(objects.concrete_functions().at(*name)));
  }
  return hash;
}

} // namespace

uint64_t fingerprint64(std::string_view bytes) {
  return util::Fingerprint64(bytes.data(), bytes.size());
}

uint64_t fingerprintCat64(uint64_t a, uint64_t b) {
  constexpr uint64_t kFactor = 0xc6a4a7935bd1e995;
  uint64_t hash = a ^ kFactor;
  hash ^= mix(b * kFactor) * kFactor;
  hash *= kFactor;
  return mix(mix(hash) * kFactor);
}

tensorflow::FingerprintDef makeFingerprint(std::string_view modelBytes,
                                           const tensorflow::SavedModel &model,
                                           std::string_view indexBytes,
                                           std::string_view uuid) {
  tensorflow::FingerprintDef result;
  result.set_saved_model_checksum(fingerprint64(modelBytes));
  if (model.meta_graphs_size() > 0) {
    const tensorflow::MetaGraphDef &metaGraph = model.meta_graphs(0);
    result.set_graph_def_program_hash(hashGraph(metaGraph.graph_def()));
    result.set_signature_def_hash(hashSignatures(metaGraph));
    result.set_saved_object_graph_hash(
        hashObjectGraph(metaGraph.object_graph_def()));
  }
  if (!indexBytes.empty())
    result.set_checkpoint_hash(fingerprint64(indexBytes));
  result.set_uuid(std::string(uuid));
  result.mutable_version()->set_producer(kProducer);
  return result;
}

} // namespace sm::format
