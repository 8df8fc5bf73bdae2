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
  /// The same for bytes that `compute` makes anew each time they are asked for,
  /// so that only one user at a time pays for them. It is called without locks,
  /// may ask for other entries, and lives as long as the manager.
  std::string addComputed(std::function<StatusOr<DataBytes>()> compute);
  /// True for an entry of the source kMemory that is computed.
  bool isComputed(const std::string &key) const;

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
  StatusOr<DataBytes> findWeights(const MappedFile &file,
                                  const std::string &key, size_t size) const;

  mutable std::mutex mutex;
  std::map<std::string, std::shared_ptr<format::TensorBundle>> checkpoints;
  std::map<std::string, std::shared_ptr<const MappedFile>> weights;
  /// What the source kMemory holds: bytes, or how they are made.
  struct MemoryEntry {
    DataBytes data;
    std::function<StatusOr<DataBytes>()> compute;
  };
  std::map<std::string, MemoryEntry> memory;
};

} // namespace sm::saved_model

#endif // SM_DIALECTS_SM_DATAMANAGER_H
