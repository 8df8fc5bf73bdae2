// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// `sm edit`: changes a model and writes it to another place.

#ifndef SM_LIB_DRIVER_EDIT_EDIT_H
#define SM_LIB_DRIVER_EDIT_EDIT_H

#include "sm/API/SavedModelEditor.h"
#include "sm/Driver/CommandLine.h"

#include "absl/types/span.h"
#include "llvm/Support/JSON.h"

#include <functional>
#include <string>
#include <vector>

namespace sm::driver {

/// The sub-command. Returns the exit status.
int editMain(absl::Span<const std::string> args);

/// One edit of the command line.
struct EditStep {
  /// "--drop-signature x", for messages.
  std::string text;
  std::function<Status(SavedModelEditor &editor)> apply;
};

/// The flags that are edits. Each appends its step to `steps`.
std::vector<FlagGroup> editFlagGroups(std::vector<EditStep> *steps);

/// The flag --tag_set of SourceFlags, turned into a step: it holds for the
/// edits that follow.
void makeTagSetAStep(std::vector<FlagGroup> &groups,
                     std::vector<EditStep> *steps);

/// What became of the signatures, assets and tags.
struct ModelChange {
  enum class Kind { Added, Removed, Changed };
  Kind kind = Kind::Changed;
  std::string what; ///< "meta_graph", "signature", "asset"
  std::set<std::string> tags;
  std::string name;
  /// Lines of the old and new form, as `sm show` prints it.
  std::vector<std::string> before, after;
};

/// The changes that lead from `before` to `after`.
std::vector<ModelChange>
compareDescriptions(const std::vector<MetaGraphDescription> &before,
                    const std::vector<MetaGraphDescription> &after);

/// The changes for people: lines that begin with '-', '+' or a blank.
std::string changesText(const std::vector<ModelChange> &changes);

/// The changes for programs.
llvm::json::Array changesJSON(const std::vector<ModelChange> &changes);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_EDIT_EDIT_H
