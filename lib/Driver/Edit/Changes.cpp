// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What `sm edit` changed in tags, signatures and assets.

#include "lib/Driver/Edit/Edit.h"
#include "lib/Driver/Output/Report.h"
#include "sm/Driver/PrintTensor.h"
#include "sm/Driver/Text.h"
#include "sm/Format/SavedModel.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

#include <algorithm>
#include <map>

namespace sm::driver {
namespace {

using Kind = ModelChange::Kind;
using Lines = std::vector<std::string>;

void addKeys(const std::vector<SignatureKey> &keys, const char *side,
             Lines &lines) {
  for (const SignatureKey &key : keys) {
    std::string line = absl::StrCat("  ", side, " ", printable(key.key), " ",
                                    dtypeName(key.dtype), key.shape.str(), " ",
                                    printable(key.tensor));
    if (key.defaultValue)
      absl::StrAppend(
          &line, " default ",
          absl::StrReplaceAll(formatValues(*key.defaultValue), {{"\n", " "}}));
    else if (key.hasDefault)
      absl::StrAppend(&line, " default (large)");
    lines.push_back(std::move(line));
  }
}

Lines linesOf(const SignatureDescription &signature) {
  Lines lines = {absl::StrCat("signature ", printable(signature.name), " (",
                              printable(signature.method), ")")};
  addKeys(signature.inputs, "input ", lines);
  addKeys(signature.outputs, "output", lines);
  return lines;
}

/// Everything in a MetaGraph by kind and name, as lines.
std::map<std::pair<std::string, std::string>, Lines>
partsOf(const MetaGraphDescription &metaGraph) {
  std::map<std::pair<std::string, std::string>, Lines> parts;
  for (const SignatureDescription &signature : metaGraph.signatures)
    parts[{"signature", signature.name}] = linesOf(signature);
  for (const auto &[file, tensor] : metaGraph.assets)
    parts[{"asset", file}].push_back(
        absl::StrCat("asset ", printable(file), " for ", printable(tensor)));
  return parts;
}

/// Compares the parts of one MetaGraph.
void compareParts(const MetaGraphDescription &before,
                  const MetaGraphDescription &after,
                  std::vector<ModelChange> &changes) {
  auto old = partsOf(before), now = partsOf(after);
  auto all = old;
  all.insert(now.begin(), now.end());
  for (const auto &[name, lines] : all) {
    ModelChange change;
    std::tie(change.what, change.name) = name;
    change.tags = after.tags;
    if (auto it = old.find(name); it != old.end())
      change.before = it->second;
    if (auto it = now.find(name); it != now.end())
      change.after = it->second;
    change.kind = change.before.empty()  ? Kind::Added
                  : change.after.empty() ? Kind::Removed
                                         : Kind::Changed;
    if (change.before != change.after)
      changes.push_back(std::move(change));
  }
}

Lines headOf(const MetaGraphDescription &metaGraph) {
  return {"MetaGraph " + printable(format::tagSetName(metaGraph.tags))};
}

/// A MetaGraph that is only there before or after, with its parts.
ModelChange wholeChange(const MetaGraphDescription &metaGraph, Kind kind) {
  ModelChange change;
  change.kind = kind;
  change.what = "meta_graph";
  change.tags = metaGraph.tags;
  change.name = format::tagSetName(metaGraph.tags);
  Lines lines = headOf(metaGraph);
  for (const auto &[name, part] : partsOf(metaGraph))
    for (const std::string &line : part)
      lines.push_back("  " + line);
  (kind == Kind::Added ? change.after : change.before) = std::move(lines);
  return change;
}

const char *kindName(Kind kind) {
  return kind == Kind::Added     ? "added"
         : kind == Kind::Removed ? "removed"
                                 : "changed";
}

const MetaGraphDescription *
findById(const std::vector<MetaGraphDescription> &all, int id) {
  auto it = std::find_if(all.begin(), all.end(),
                         [=](const auto &each) { return each.id == id; });
  return it == all.end() ? nullptr : &*it;
}

} // namespace

std::vector<ModelChange>
compareDescriptions(const std::vector<MetaGraphDescription> &before,
                    const std::vector<MetaGraphDescription> &after) {
  std::vector<ModelChange> changes;
  for (const MetaGraphDescription &old : before) {
    const MetaGraphDescription *now = findById(after, old.id);
    if (!now) {
      changes.push_back(wholeChange(old, Kind::Removed));
      continue;
    }
    if (old.tags != now->tags)
      changes.push_back({Kind::Changed, "meta_graph", now->tags,
                         format::tagSetName(old.tags), headOf(old),
                         headOf(*now)});
    compareParts(old, *now, changes);
  }
  for (const MetaGraphDescription &now : after)
    if (!findById(before, now.id))
      changes.push_back(wholeChange(now, Kind::Added));
  return changes;
}

std::string changesText(const std::vector<ModelChange> &changes) {
  std::string text;
  std::optional<std::set<std::string>> heading;
  for (const ModelChange &change : changes) {
    if (change.what != "meta_graph" && heading != change.tags)
      absl::StrAppend(&text, "  MetaGraph ",
                      printable(format::tagSetName(change.tags)), "\n");
    heading = change.tags;
    const char *indent = change.what == "meta_graph" ? "" : "  ";
    auto isIn = [](const Lines &lines, const std::string &line) {
      return std::find(lines.begin(), lines.end(), line) != lines.end();
    };
    for (const std::string &line : change.before)
      if (isIn(change.after, line))
        absl::StrAppend(&text, "  ", indent, line, "\n");
      else
        absl::StrAppend(&text, "- ", indent, line, "\n");
    for (const std::string &line : change.after)
      if (!isIn(change.before, line))
        absl::StrAppend(&text, "+ ", indent, line, "\n");
  }
  return text;
}

llvm::json::Array changesJSON(const std::vector<ModelChange> &changes) {
  llvm::json::Array array;
  auto textArray = [](const auto &texts) {
    llvm::json::Array result;
    for (const std::string &text : texts)
      result.push_back(textJSON(text));
    return result;
  };
  for (const ModelChange &change : changes)
    array.push_back(llvm::json::Object{{"kind", kindName(change.kind)},
                                       {"what", change.what},
                                       {"tags", textArray(change.tags)},
                                       {"name", textJSON(change.name)},
                                       {"before", textArray(change.before)},
                                       {"after", textArray(change.after)}});
  return array;
}

} // namespace sm::driver
