// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What `sm run` and `sm bench` share: from flags to an entry that is ready to
/// run.

#ifndef SM_LIB_DRIVER_FLAGS_ENTRY_H
#define SM_LIB_DRIVER_FLAGS_ENTRY_H

#include "lib/Driver/Flags/SourceFlags.h"
#include "sm/API/Model.h"
#include "sm/Driver/CommandLine.h"
#include "sm/Driver/Values.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace sm::driver {

/// Flags of commands that run an entry.
struct RunFlags {
  SourceFlags source;
  EntryFlags entry;
  ValueFlags values;
  std::string engine = "auto";
  std::optional<int64_t> threads, seed;
  std::optional<std::string> report;
  bool optimize = true;

  /// Source, entry, values and engine, in this order.
  std::vector<FlagGroup> groups();
};

/// The flags, checked and parsed.
struct RunRequest {
  ModelSource source;
  ModelEntry entry;
  std::vector<ValueSource> values;
};

/// InvalidArgument for everything that is wrong usage.
StatusOr<RunRequest> parseRequest(const RunFlags &flags);

/// Loads the entry and says the notes, or prints why not; then `exitStatus` is
/// set and the result null.
std::shared_ptr<const Model> loadEntry(std::string_view commandName,
                                       const RunFlags &flags,
                                       const RunRequest &request,
                                       int &exitStatus);

/// The notes of `model` after the first `count`: those that runs added.
std::vector<std::string> notesFrom(const Model &model, size_t count);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_FLAGS_ENTRY_H
