// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Writer of the sorted-table files that Table reads.

#ifndef SM_FORMAT_TABLEWRITER_H
#define SM_FORMAT_TABLEWRITER_H

#include "sm/Support/Status.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sm::format {

/// Builds a table in memory, as TensorFlow lays it out: blocks of 256 KiB,
/// a restart point every 16 entries, the shortest separators between blocks, no
/// compression. The same entries give the same bytes; the entries of a table
/// that TensorFlow wrote without compression give that table.
class TableWriter {
public:
  /// Adds an entry. InvalidArgument unless `key` sorts behind the last one and
  /// both parts are shorter than 4 GiB, which the format counts in 32 bits.
  Status add(std::string_view key, std::string_view value);

  /// The bytes of the file. Nothing may be added afterwards.
  std::string finish();

private:
  /// Entries that share prefixes with the ones before, and points where this
  /// starts anew.
  class Block {
  public:
    explicit Block(uint64_t restartInterval) : interval(restartInterval) {}
    void add(std::string_view key, std::string_view value);
    bool empty() const { return entries.empty(); }
    uint64_t size() const;
    /// The bytes of the block; it is empty afterwards.
    std::string take();

  private:
    uint64_t interval;
    std::string entries, lastKey;
    std::vector<uint32_t> restarts = {0};
    uint64_t sinceRestart = 0;
  };

  void flush();
  std::string writeBlock(Block &block);
  void addIndexEntry(const std::string &separator);

  std::string file;
  Block data = Block(16), index = Block(1);
  /// Unset in front of the first entry, whose key may be empty.
  std::optional<std::string> lastKey;
  /// The handle of a block that has no index entry yet: its separator depends
  /// on the key that follows.
  std::string pendingHandle;
};

} // namespace sm::format

#endif // SM_FORMAT_TABLEWRITER_H
