// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Where the bytes behind `#sm.data` come from: checkpoints, weights files, and
/// memory of an importer. One per context; thread-safe, since passes run in
/// threads.

#ifndef SM_DIALECTS_SM_DATAMANAGER_H
#define SM_DIALECTS_SM_DATAMANAGER_H

#include "sm/Support/MappedFile.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace sm::format {
class TensorBundle;
} // namespace sm::format

namespace sm::saved_model {

/// Bytes with a share of what keeps them alive.
struct DataBytes {
  absl::Span<const char> bytes;
  std::shared_ptr<const void> owner;
};

class DataManager {
public:
  /// The source of constants that live in memory until they are written.
  static constexpr const char *kMemory = "memory";

  /// Makes `bundle` the source `name`. A second registration under the name
  /// must be the same checkpoint.
  Status addCheckpoint(const std::string &name,
                       std::shared_ptr<format::TensorBundle> bundle);
  /// Makes a weights file the source `name`; keys are weightsKey()s.
  Status addWeights(const std::string &name,
                    std::shared_ptr<const MappedFile> file);
  /// Adds bytes to the source kMemory and returns their key, which is unique.
  std::string addMemory(DataBytes data);
  /// The same for bytes that `compute` makes when they are asked for, and that
  /// are shared for as long as somebody holds them: they take memory only while
  /// they are used. It is called without locks, may ask for other entries, and
  /// lives as long as the manager. `steps` counts the computations that one
  /// request makes, this one and those of entries that it asks for.
  std::string addComputed(std::function<StatusOr<DataBytes>()> compute,
                          int steps = 1);
  /// How many computations stand behind an entry of the source kMemory; 0 for
  /// stored bytes and unknown keys.
  int stepsBehind(const std::string &key) const;

  /// The folder that relative paths of sources are seen from, for a tool that
  /// knows which file it reads. Empty, as it is at first: that of the file an
  /// op's location names. Set before anything runs.
  void setFolder(std::string path) { baseFolder = std::move(path); }
  const std::string &folder() const { return baseFolder; }

  bool hasSource(const std::string &name) const;
  /// The checkpoint behind `name`, or null.
  std::shared_ptr<format::TensorBundle>
  checkpoint(const std::string &name) const;

  /// The bytes of an entry, checksum verified; `size` is what its type needs.
  /// NotFound for an unknown source or key, InvalidArgument for another size,
  /// DataLoss for damaged bytes.
  StatusOr<DataBytes> find(const std::string &source, const std::string &key,
                           size_t size) const;

  /// The strings of a checkpoint entry.
  StatusOr<std::vector<std::string>> findStrings(const std::string &source,
                                                 const std::string &key) const;

  /// The key of a region of a weights file: "OFFSET:CRC" (decimal, hex).
  static std::string weightsKey(uint64_t offset, uint32_t crc);

private:
  std::shared_ptr<const MappedFile> weightsFile(const std::string &name) const;
  StatusOr<DataBytes> findWeights(const MappedFile &file,
                                  const std::string &key, size_t size) const;

  std::string baseFolder;
  mutable std::mutex mutex;
  std::map<std::string, std::shared_ptr<format::TensorBundle>> checkpoints;
  std::map<std::string, std::shared_ptr<const MappedFile>> weights;
  /// What the source kMemory holds: bytes, or how they are made.
  struct MemoryEntry {
    DataBytes data;
    std::function<StatusOr<DataBytes>()> compute;
    int steps = 0;
    /// What was computed last, while it lives.
    std::weak_ptr<const void> lastOwner;
    absl::Span<const char> lastBytes;
  };
  StatusOr<DataBytes> findInMemory(const std::string &key) const;
  /// Entries stay where they are, and none is ever removed.
  mutable std::map<std::string, MemoryEntry> memory;
};

} // namespace sm::saved_model

#endif // SM_DIALECTS_SM_DATAMANAGER_H
