// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Reader of V2 checkpoints ("tensor bundles"): PREFIX.index, a table of
/// entries, and PREFIX.data-SSSSS-of-NNNNN, the bytes of the tensors.

#ifndef SM_FORMAT_TENSORBUNDLE_H
#define SM_FORMAT_TENSORBUNDLE_H

#include "sm/Support/Bytes.h"
#include "sm/Support/DType.h"
#include "sm/Support/MappedFile.h"
#include "sm/Support/Shape.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace sm::format {

/// The key of the object graph in object-based checkpoints: a scalar string
/// with a serialised tensorflow.TrackableObjectGraph.
inline constexpr std::string_view kObjectGraphKey =
    "_CHECKPOINTABLE_OBJECT_GRAPH";

/// A box within a tensor: per dimension the start and the length, where a
/// length of -1 stands for the whole dimension.
struct TensorSlice {
  std::vector<int64_t> start;
  std::vector<int64_t> length;
};

/// One tensor of a bundle.
struct TensorEntry {
  DType dtype = DType::Invalid;
  Shape shape;
  /// Bytes in the shard; for partitioned tensors elements * element size (0
  /// for strings, whose parts say it). What the index claims: only the reading
  /// functions compare it with the shard, so do not allocate by it.
  int64_t bytes = 0;
  int shard = 0;
  int64_t offset = 0;
  /// The masked CRC-32C of the stored bytes, as in the file.
  uint32_t maskedCRC = 0;
  /// True if the tensor is stored in parts; `slices` then says which, and
  /// shard, offset and maskedCRC mean nothing.
  bool isPartitioned = false;
  std::vector<TensorSlice> slices;
};

/// A V2 checkpoint, open for reading. Const calls may run in several threads.
class TensorBundle {
public:
  using TensorMap = std::map<std::string, TensorEntry, std::less<>>;

  /// Reads PREFIX.index only. NotFound if it is missing (the message says so if
  /// the prefix looks like a V1 checkpoint); DataLoss if it is damaged;
  /// Unimplemented for a bundle of a newer version than we know.
  static StatusOr<std::unique_ptr<TensorBundle>>
  open(const std::string &prefix);

  const std::string &prefix() const { return pathPrefix; }

  /// All tensors under their full names, sorted; the parts of partitioned
  /// tensors are not listed.
  const TensorMap &tensors() const { return entries; }

  /// The entry of `name`, or null.
  const TensorEntry *find(std::string_view name) const;

  int numShards() const { return shardCount; }
  bool isBigEndian() const { return bigEndian; }

  /// The CRC-32C and size of PREFIX.index. References to tensors carry both,
  /// so that a changed checkpoint is noticed.
  uint32_t indexChecksum() const { return checksumOfIndex; }
  int64_t indexSize() const { return sizeOfIndex; }

  /// "PREFIX.data-00000-of-00001".
  std::string shardPath(int shard) const;

  /// The mapped bytes of a whole, little-endian tensor of fixed-size elements;
  /// checksum verified on first use. Valid as long as the bundle. NotFound for
  /// an unknown name, FailedPrecondition where bytes cannot be shown in place
  /// (strings, partitioned, big-endian: use read or readStrings), DataLoss for
  /// damaged shards.
  StatusOr<absl::Span<const char>> bytes(std::string_view name) const;

  /// Copies the tensor's elements, row-major and little-endian, into `out`,
  /// whose size must be elements * dtypeSize. Assembles partitioned tensors.
  /// Errors as bytes().
  Status read(std::string_view name, absl::Span<char> out) const;

  /// The same into a new buffer, which is made only when the shards are known
  /// to hold that much.
  StatusOr<std::string> readBytes(std::string_view name) const;

  /// The elements of a string tensor, row-major, partitioned or not.
  /// FailedPrecondition for other types; other errors as bytes().
  StatusOr<std::vector<Bytes>> readStrings(std::string_view name) const;

  /// Reads every byte of `name` and checks its checksums.
  Status verify(std::string_view name) const;

  /// What a shard holds for a tensor or for one part of it.
  struct StoredPiece {
    const TensorEntry *entry; // Valid as long as the bundle.
    absl::Span<const char> bytes;
  };

  /// The mapped pieces of `name` as they lie in the shards, for copying: the
  /// tensor itself, or its parts in the order of its slices. Byte order and
  /// checksums are left to the caller. Valid as long as the bundle. NotFound
  /// for an unknown name, DataLoss for pieces outside their shards.
  StatusOr<std::vector<StoredPiece>> storedPieces(std::string_view name) const;

private:
  /// A stored piece of a tensor and where it belongs.
  struct Part {
    const TensorEntry *entry;
    TensorSlice box; // No -1.
  };

  TensorBundle() = default;
  Status readIndex();
  Status readHeader(std::string_view value);
  Status addEntry(std::string_view key, std::string_view value);
  Status checkPartitioned(const std::string &name,
                          const TensorEntry &entry) const;
  StatusOr<const TensorEntry *> require(std::string_view name) const;
  std::vector<Part> partsOf(std::string_view name,
                            const TensorEntry &entry) const;
  StatusOr<std::shared_ptr<const MappedFile>> shard(int index) const;
  StatusOr<absl::Span<const char>> stored(std::string_view name,
                                          const TensorEntry &entry) const;
  StatusOr<absl::Span<const char>> checked(std::string_view name,
                                           const TensorEntry &entry) const;
  Status checkPresent(std::string_view name, const TensorEntry &entry) const;
  StatusOr<std::vector<Bytes>> storedStrings(std::string_view name,
                                             const TensorEntry &entry) const;
  Status damaged(std::string_view key, std::string_view what) const;

  std::string pathPrefix;
  int shardCount = 0;
  bool bigEndian = false;
  uint32_t checksumOfIndex = 0;
  int64_t sizeOfIndex = 0;
  TensorMap entries;
  TensorMap parts; // Keyed by the ordered-code key of the slice.

  mutable std::mutex mutex; // Guards what follows.
  mutable std::map<int, std::shared_ptr<const MappedFile>> shards;
  mutable std::set<const TensorEntry *> verified;
};

} // namespace sm::format

#endif // SM_FORMAT_TENSORBUNDLE_H
