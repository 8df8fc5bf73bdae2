// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The flags that say which model, which MetaGraph and which entry: the same in
/// every sub-command.

#ifndef SM_LIB_DRIVER_FLAGS_SOURCEFLAGS_H
#define SM_LIB_DRIVER_FLAGS_SOURCEFLAGS_H

#include "sm/API/Model.h"
#include "sm/Driver/CommandLine.h"
#include "sm/Driver/Values.h"

#include <optional>
#include <string>
#include <vector>

namespace sm::driver {

/// Exactly one source, and the MetaGraph in it.
class SourceFlags {
public:
  enum class MLIR { Accepted, Refused };
  enum class Artifact { Accepted, Refused };
  /// The groups to put into a Command. They refer to this object.
  std::vector<FlagGroup> groups(MLIR mlir,
                                Artifact artifact = Artifact::Refused);
  /// InvalidArgument for no source, two sources, or flags that do not go
  /// together.
  StatusOr<ModelSource> source() const;

private:
  std::optional<std::string> dir, version, graphdef, mlir, artifact, weightsDir,
      tags;
};

/// At most one entry, with the values that --feeds gives.
class EntryFlags {
public:
  enum class FeedFiles { Accepted, Refused };
  FlagGroup group(FeedFiles files);
  /// InvalidArgument for two entries or flags that do not go together.
  StatusOr<ModelEntry> entry() const;
  /// The files of --feeds, to be added to other values; call after entry().
  std::vector<ValueSource> feedValues() const;
  /// True if any flag of the group is given.
  bool isGiven() const;

private:
  Status checkCombination() const;

  std::optional<std::string> signature, function, feeds, fetches;
  std::optional<int64_t> overload, concreteFunction;
  FeedFiles feedFiles = FeedFiles::Accepted;
};

} // namespace sm::driver

#endif // SM_LIB_DRIVER_FLAGS_SOURCEFLAGS_H
