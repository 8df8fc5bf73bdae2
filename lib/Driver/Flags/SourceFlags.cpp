// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Declares the flags of sources and entries and checks how they combine.

#include "lib/Driver/Flags/SourceFlags.h"

#include "sm/Format/SavedModel.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <limits>

namespace sm::driver {
namespace {

Status usage(const std::string &message) {
  return absl::InvalidArgumentError(message);
}

/// The names in `given` whose flag is set.
std::vector<std::string>
namesOf(std::initializer_list<std::pair<const char *, bool>> given) {
  std::vector<std::string> names;
  for (const auto &[name, isSet] : given)
    if (isSet)
      names.push_back(name);
  return names;
}

} // namespace

std::vector<FlagGroup> SourceFlags::groups(MLIR mlirSource,
                                           Artifact artifactSource) {
  FlagGroup source{"source (exactly one)", {}};
  FlagGroup part{"which part of it", {}};
  Flag dirFlag = textFlag("dir", "D",
                          "A SavedModel folder, or the parent of version "
                          "folders.",
                          &dir);
  dirFlag.aliases = {"saved-model"};
  source.flags.push_back(std::move(dirFlag));
  source.flags.push_back(
      textFlag("graphdef", "F", "A frozen graph, .pb or .pbtxt.", &graphdef));
  part.flags.push_back(textFlag("version", "N|latest",
                                "Which version folder of --dir; the greatest "
                                "number by default.",
                                &version));
  Flag tagFlag = textFlag("tag_set", "T",
                          "The MetaGraph with exactly these tags, separated by "
                          "commas in any order; '' is the empty set. By "
                          "default the only MetaGraph, else the one tagged "
                          "serve.",
                          &tags);
  tagFlag.aliases = {"tag"};
  part.flags.push_back(std::move(tagFlag));
  if (mlirSource == MLIR::Accepted) {
    source.flags.push_back(
        textFlag("mlir", "F", "The IR of sm, text or bytecode.", &mlir));
    part.flags.push_back(textFlag("weights-dir", "D",
                                  "Where the weights files that an --mlir file "
                                  "names lie, if not beside it.",
                                  &weightsDir));
  }
  if (artifactSource == Artifact::Accepted)
    source.flags.push_back(textFlag(
        "artifact", "F.smx",
        "A compiled model, which is code: trust it before you load it.",
        &artifact));
  return {std::move(source), std::move(part)};
}

StatusOr<ModelSource> SourceFlags::source() const {
  const auto given = namesOf({{"--dir", dir.has_value()},
                              {"--graphdef", graphdef.has_value()},
                              {"--mlir", mlir.has_value()},
                              {"--artifact", artifact.has_value()}});
  if (given.empty())
    return usage("no model is given; say --dir FOLDER or --graphdef FILE");
  if (given.size() > 1)
    return usage(absl::StrCat("more than one model is given: ",
                              absl::StrJoin(given, " and ")));
  if (!dir && version)
    return usage("--version goes with --dir");
  if (!mlir && weightsDir)
    return usage("--weights-dir goes with --mlir");
  if (artifact && tags)
    return usage("--tag_set does not go with --artifact: it holds one entry");
  if (graphdef && tags)
    return usage("--tag_set does not go with --graphdef: a frozen graph has no "
                 "tags");
  ModelSource source;
  source.kind = dir        ? ModelSource::Kind::SavedModel
                : graphdef ? ModelSource::Kind::GraphDef
                : mlir     ? ModelSource::Kind::MLIR
                           : ModelSource::Kind::Artifact;
  source.path = dir ? *dir : graphdef ? *graphdef : mlir ? *mlir : *artifact;
  if (source.path.empty())
    return usage(absl::StrCat(given.front(), " is empty"));
  source.version = version;
  source.weightsDir = weightsDir.value_or("");
  if (tags) {
    auto parsed = format::parseTagSet(*tags);
    if (!parsed.ok())
      return withContext(parsed.status(), "--tag_set");
    source.tags = *std::move(parsed);
  }
  return source;
}

FlagGroup EntryFlags::group(FeedFiles files) {
  feedFiles = files;
  const int64_t maxInt = std::numeric_limits<int>::max();
  FlagGroup group{"entry (at most one; by default serving_default, else the "
                  "only signature)",
                  {}};
  group.flags.push_back(
      textFlag("signature_def", "S", "A signature.", &signature));
  group.flags.push_back(textFlag(
      "function", "NAME",
      "A function of the object graph, as a dotted path from the root "
      "(encoder.__call__). Inputs go by argument name, outputs by dictionary "
      "key or output_N.",
      &function));
  group.flags.push_back(
      intFlag("overload", "K",
              "Which trace of --function, in stored order; 0 by default.", 0,
              maxInt, &overload));
  group.flags.push_back(intFlag("concrete_function", "N",
                                "The same as --function __call__ --overload N.",
                                0, maxInt, &concreteFunction));
  group.flags.push_back(
      files == FeedFiles::Accepted
          ? textFlag("feeds", "'A:0=F.npy;B:0'",
                     "Tensors of the graph to feed, with the files of their "
                     "values; those without a file take their value from the "
                     "flags below, by the same name.",
                     &feeds)
          : textFlag("feeds", "'A:0;B:0'", "Tensors of the graph to feed.",
                     &feeds));
  group.flags.push_back(textFlag("fetches", "'C:0,D:1'",
                                 "Tensors of the graph to compute.", &fetches));
  return group;
}

bool EntryFlags::isGiven() const {
  return signature || function || overload || concreteFunction || feeds ||
         fetches;
}

Status EntryFlags::checkCombination() const {
  const auto given =
      namesOf({{"--signature_def", signature.has_value()},
               {"--function", function.has_value()},
               {"--concrete_function", concreteFunction.has_value()},
               {"--fetches", fetches.has_value()}});
  if (given.size() > 1)
    return usage(absl::StrCat("more than one entry is given: ",
                              absl::StrJoin(given, " and ")));
  if (overload && !function)
    return usage("--overload goes with --function");
  if (feeds && !fetches)
    return usage("--feeds goes with --fetches, which says what to compute");
  return absl::OkStatus();
}

StatusOr<ModelEntry> EntryFlags::entry() const {
  SM_RETURN_IF_ERROR(checkCombination());
  ModelEntry entry;
  entry.signature = signature;
  entry.function = function;
  entry.overload = static_cast<int>(overload.value_or(0));
  if (concreteFunction) {
    entry.function = "__call__";
    entry.overload = static_cast<int>(*concreteFunction);
  }
  if (feeds) {
    auto parsed = parseFeeds(*feeds);
    if (!parsed.ok())
      return withContext(parsed.status(), "--feeds");
    if (feedFiles == FeedFiles::Refused && !parsed->values.empty())
      return usage("--feeds takes names of tensors here, without files");
    entry.feeds = std::move(parsed->names);
  }
  if (fetches) {
    auto parsed = parseNames(*fetches);
    if (!parsed.ok())
      return withContext(parsed.status(), "--fetches");
    entry.fetches = *std::move(parsed);
  }
  return entry;
}

std::vector<ValueSource> EntryFlags::feedValues() const {
  if (!feeds)
    return {};
  auto parsed = parseFeeds(*feeds);
  return parsed.ok() ? std::move(parsed->values) : std::vector<ValueSource>();
}

} // namespace sm::driver
