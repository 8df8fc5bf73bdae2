// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Compares MetaGraphs: signatures and everything that is no graph.

#include "lib/Driver/Diff/Diff.h"
#include "lib/Driver/Diff/MessageValues.h"
#include "sm/Driver/Text.h"
#include "sm/Format/Proto/meta_graph.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"

#include "absl/strings/str_cat.h"

#include <map>
#include <set>

namespace sm::driver {
namespace {

using format::TagSet;
using google::protobuf::Map;
using tensorflow::MetaGraphDef;
using tensorflow::SavedModel;
using tensorflow::SignatureDef;
using tensorflow::TensorInfo;

/// "float32[?,2] x:0".
std::string infoText(const TensorInfo &info) {
  std::string text = typeText(info.dtype()) + shapeText(info.tensor_shape());
  if (info.has_name())
    absl::StrAppend(&text, " ", printable(info.name()));
  return text;
}

std::set<std::string> keysOf(const Map<std::string, TensorInfo> &a,
                             const Map<std::string, TensorInfo> &b) {
  std::set<std::string> keys;
  for (const auto *map : {&a, &b})
    for (const auto &[key, info] : *map)
      keys.insert(key);
  return keys;
}

void diffPorts(const Map<std::string, TensorInfo> &a,
               const Map<std::string, TensorInfo> &b, const std::string &what,
               std::vector<Detail> &details) {
  for (const std::string &key : keysOf(a, b)) {
    const auto left = a.find(key), right = b.find(key);
    const std::string name = what + " " + printable(key);
    if (left != a.end() && right != b.end()) {
      diffMessages(left->second, right->second, name, details);
      continue;
    }
    details.push_back(makeDetail(
        name,
        left != a.end() ? std::optional(infoText(left->second)) : std::nullopt,
        right != b.end() ? std::optional(infoText(right->second))
                         : std::nullopt));
  }
}

DiffSection diffSignatures(const MetaGraphDef &a, const MetaGraphDef &b,
                           const std::string &metaGraph) {
  DiffSection section{"structure", metaGraph, "signatures", 0, {}};
  std::map<std::string, std::pair<const SignatureDef *, const SignatureDef *>>
      pairs;
  for (const auto &[name, signature] : a.signature_def())
    pairs[name].first = &signature;
  for (const auto &[name, signature] : b.signature_def())
    pairs[name].second = &signature;
  section.compared = static_cast<int64_t>(pairs.size());
  for (const auto &[name, pair] : pairs) {
    const auto [left, right] = pair;
    Change change;
    change.name = name;
    if (left && right) {
      diffPorts(left->inputs(), right->inputs(), "input", change.details);
      diffPorts(left->outputs(), right->outputs(), "output", change.details);
      diffMessages(*left, *right, "", change.details, {"inputs", "outputs"});
      if (change.details.empty())
        continue;
    } else {
      const SignatureDef &signature = left ? *left : *right;
      change.kind = left ? Change::Kind::Removed : Change::Kind::Added;
      change.note =
          absl::StrCat(countOf(signature.inputs_size(), "input"), ", ",
                       countOf(signature.outputs_size(), "output"));
    }
    section.changes.push_back(std::move(change));
  }
  return section;
}

/// One change with all fields in which the messages differ, or none.
DiffSection diffRest(const MetaGraphDef &a, const MetaGraphDef &b,
                     const std::string &metaGraph) {
  DiffSection section{"structure", metaGraph, "other fields", 0, {}};
  const struct {
    const char *name;
    std::vector<Detail> details;
  } groups[] = {
      {"meta_info_def",
       [&] {
         std::vector<Detail> details;
         diffMessages(a.meta_info_def(), b.meta_info_def(), "", details,
                      {"stripped_op_list"});
         return details;
       }()},
      {"op list",
       [&] {
         std::vector<Detail> details;
         diffMessages(a.meta_info_def().stripped_op_list(),
                      b.meta_info_def().stripped_op_list(), "", details);
         return details;
       }()},
      {"MetaGraph",
       [&] {
         std::vector<Detail> details;
         diffMessages(a, b, "", details,
                      {"meta_info_def", "graph_def", "signature_def",
                       "object_graph_def"});
         return details;
       }()},
  };
  for (const auto &group : groups) {
    ++section.compared;
    if (!group.details.empty())
      section.changes.push_back(
          {Change::Kind::Changed, group.name, "", group.details, std::nullopt});
  }
  return section;
}

void diffMetaGraphs(const MetaGraphDef &a, const MetaGraphDef &b,
                    const std::string &name, ModelDiff &diff) {
  diff.sections.push_back(diffSignatures(a, b, name));
  diffGraphs(a.graph_def(), b.graph_def(), name, diff);
  diffObjects(a, b, name, diff);
  diff.sections.push_back(diffRest(a, b, name));
}

} // namespace

std::vector<MetaGraphPair> pairMetaGraphs(const SavedModel &a,
                                          const SavedModel &b,
                                          const std::optional<TagSet> &tags) {
  std::vector<MetaGraphPair> pairs;
  for (const MetaGraphDef &metaGraph : a.meta_graphs())
    if (TagSet set = format::tagsOf(metaGraph); !tags || set == *tags)
      pairs.push_back({std::move(set), &metaGraph, nullptr});
  for (const MetaGraphDef &metaGraph : b.meta_graphs()) {
    TagSet set = format::tagsOf(metaGraph);
    if (tags && set != *tags)
      continue;
    auto found = pairs.begin();
    while (found != pairs.end() && (found->b || found->tags != set))
      ++found;
    if (found != pairs.end())
      found->b = &metaGraph;
    else
      pairs.push_back({std::move(set), nullptr, &metaGraph});
  }
  return pairs;
}

Status diffStructure(const DiffSide &a, const DiffSide &b,
                     const std::optional<TagSet> &tags, ModelDiff &diff) {
  if (!a.proto || !b.proto)
    return absl::OkStatus();
  const auto pairs = pairMetaGraphs(*a.proto, *b.proto, tags);
  if (tags)
    for (const DiffSide *side : {&a, &b})
      SM_RETURN_IF_ERROR(
          withContext(format::selectMetaGraph(*side->proto, tags).status(),
                      side->source.path));
  DiffSection section{"structure", "", "MetaGraphs", 0, {}};
  for (const MetaGraphPair &pair : pairs) {
    ++section.compared;
    if (pair.a && pair.b)
      continue;
    const MetaGraphDef &metaGraph = pair.a ? *pair.a : *pair.b;
    Change change;
    change.kind = pair.a ? Change::Kind::Removed : Change::Kind::Added;
    change.name = format::tagSetName(pair.tags);
    change.note = countOf(metaGraph.graph_def().node_size(), "node");
    section.changes.push_back(std::move(change));
  }
  if (!tags) {
    Change model;
    model.name = "saved_model";
    diffMessages(*a.proto, *b.proto, "", model.details, {"meta_graphs"});
    if (!model.details.empty())
      section.changes.push_back(std::move(model));
  }
  diff.sections.push_back(std::move(section));
  for (const MetaGraphPair &pair : pairs)
    if (pair.a && pair.b)
      diffMetaGraphs(*pair.a, *pair.b, format::tagSetName(pair.tags), diff);
  return absl::OkStatus();
}

} // namespace sm::driver
