// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Reader of the sorted-table files that hold checkpoint indexes and whole V1
/// checkpoints. The layout is LevelDB's: data blocks, a metaindex block, an
/// index block and a 48-byte footer.

#ifndef SM_FORMAT_TABLE_H
#define SM_FORMAT_TABLE_H

#include "sm/Support/MappedFile.h"
#include "sm/Support/Status.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sm::format {

/// A table file, open for reading. Immutable after open(); const calls may run
/// in several threads.
class Table {
public:
  /// Maps `path` and checks footer and index block. DataLoss errors name the
  /// file and what is wrong with it.
  static StatusOr<std::unique_ptr<Table>> open(const std::string &path);

  /// The same over a file that is mapped already.
  static StatusOr<std::unique_ptr<Table>>
  open(std::shared_ptr<const MappedFile> file);

  /// Calls `visit` for each entry in the order of the keys. Each block's
  /// checksum, compression (none or Snappy), restart array and key order is
  /// checked before its entries are shown. The views are valid only during the
  /// call. Stops at the first error, whether the table's or `visit`'s own.
  Status forEach(
      const std::function<Status(std::string_view key, std::string_view value)>
          &visit) const;

  const MappedFile &file() const { return *mapped; }

private:
  /// Where a block lies, without its 5 bytes of type and checksum.
  struct BlockHandle {
    uint64_t offset = 0;
    uint64_t size = 0;
  };
  struct IndexEntry {
    std::string lastKey; // At or after the last key of the block.
    BlockHandle block;
  };

  explicit Table(std::shared_ptr<const MappedFile> file)
      : mapped(std::move(file)) {}

  Status readIndex();
  StatusOr<BlockHandle> parseHandle(std::string_view &input,
                                    std::string_view what) const;
  StatusOr<std::string_view> readBlock(BlockHandle handle,
                                       std::string &buffer) const;
  uint64_t allowedKeyBytes() const;
  Status forEachInBlock(
      std::string_view block, uint64_t offset, uint64_t &keyAllowance,
      const std::function<Status(std::string_view, std::string_view)> &visit)
      const;
  Status damaged(uint64_t offset, std::string_view what) const;

  std::shared_ptr<const MappedFile> mapped;
  std::vector<IndexEntry> blocks;
};

} // namespace sm::format

#endif // SM_FORMAT_TABLE_H
