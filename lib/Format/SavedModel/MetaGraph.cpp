// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Choosing a MetaGraph and what it runs first.

#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/SavedModel.h"
#include "sm/Support/StringView.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace sm::format {

namespace {

constexpr char kInitOpKey[] = "__saved_model_init_op";
constexpr const char *kInitCollections[] = {"saved_model_main_op",
                                            "legacy_init_op"};

std::string availableSets(const tensorflow::SavedModel &model) {
  if (model.meta_graphs_size() == 0)
    return "the model has no MetaGraph at all";
  std::vector<std::string> names;
  for (const tensorflow::MetaGraphDef &metaGraph : model.meta_graphs())
    names.push_back(tagSetName(tagsOf(metaGraph)));
  return absl::StrCat("the model has: ", absl::StrJoin(names, "; "));
}

/// "node:0" names the same node as "node".
std::string withoutOutput(const std::string &name) {
  return name.substr(0, name.find(':'));
}

StatusOr<std::string> onlyNode(const std::string &collection,
                               const tensorflow::CollectionDef &def) {
  if (def.kind_case() != tensorflow::CollectionDef::kNodeList ||
      def.node_list().value_size() != 1)
    return absl::InvalidArgumentError(
        absl::StrCat("collection '", collection,
                     "' must hold exactly one node name; it holds ",
                     def.node_list().value_size()));
  return withoutOutput(def.node_list().value(0));
}

} // namespace

StatusOr<TagSet> parseTagSet(std::string_view text) {
  TagSet tags;
  if (absl::StripAsciiWhitespace(toAbsl(text)).empty())
    return tags;
  for (const absl::string_view piece : absl::StrSplit(toAbsl(text), ',')) {
    const absl::string_view tag = absl::StripAsciiWhitespace(piece);
    if (tag.empty())
      return absl::InvalidArgumentError(
          absl::StrCat("tag set '", toAbsl(text), "' has an empty tag"));
    tags.insert(std::string(tag));
  }
  return tags;
}

std::string tagSetName(const TagSet &tags) {
  return tags.empty() ? "''" : absl::StrJoin(tags, ",");
}

TagSet tagsOf(const tensorflow::MetaGraphDef &metaGraph) {
  return TagSet(metaGraph.meta_info_def().tags().begin(),
                metaGraph.meta_info_def().tags().end());
}

StatusOr<int> selectMetaGraph(const tensorflow::SavedModel &model,
                              const std::optional<TagSet> &tags) {
  if (!tags && model.meta_graphs_size() == 1)
    return 0;
  const TagSet wanted = tags ? *tags : TagSet{"serve"};
  for (int i = 0; i < model.meta_graphs_size(); ++i)
    if (tagsOf(model.meta_graphs(i)) == wanted)
      return i;
  if (tags)
    return absl::NotFoundError(absl::StrCat("no MetaGraph with tag set ",
                                            tagSetName(wanted), "; ",
                                            availableSets(model)));
  return absl::InvalidArgumentError(
      absl::StrCat("which MetaGraph? None is tagged just serve; ",
                   availableSets(model), " (choose with --tag_set)"));
}

StatusOr<std::optional<std::string>>
initOpNode(const tensorflow::MetaGraphDef &metaGraph) {
  std::optional<std::string> node;
  if (const auto signature = metaGraph.signature_def().find(kInitOpKey);
      signature != metaGraph.signature_def().end()) {
    const auto &outputs = signature->second.outputs();
    const auto output = outputs.find(kInitOpKey);
    if (output == outputs.end())
      return absl::InvalidArgumentError(
          absl::StrCat("signature '", kInitOpKey,
                       "' has no output of the same name, so the node that "
                       "initialises the model is unknown"));
    node = withoutOutput(output->second.name());
  } else {
    for (const char *name : kInitCollections) {
      const auto collection = metaGraph.collection_def().find(name);
      if (collection == metaGraph.collection_def().end())
        continue;
      SM_ASSIGN_OR_RETURN(node, onlyNode(name, collection->second));
      break;
    }
  }
  if (node && node->empty())
    return absl::InvalidArgumentError(
        "the node that initialises the model has an empty name");
  return node;
}

} // namespace sm::format
