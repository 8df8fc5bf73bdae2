// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Writers of table files and bundles, good ones and damaged ones.

#ifndef SM_TEST_UNIT_FORMAT_TESTTABLES_H
#define SM_TEST_UNIT_FORMAT_TESTTABLES_H

#include "sm/Format/Proto/tensor_bundle.pb.h"
#include "sm/Support/CRC32C.h"
#include "sm/Support/Varint.h"

#include <map>
#include <snappy.h>
#include <string>
#include <vector>

namespace sm::test {

/// One entry of a block, by the book.
inline std::string tableEntry(size_t shared, const std::string &suffix,
                              const std::string &value) {
  std::string bytes;
  appendVarint64(bytes, shared);
  appendVarint64(bytes, suffix.size());
  appendVarint64(bytes, value.size());
  return bytes + suffix + value;
}

/// The content of a block: entries, then restart points.
inline std::string tableBlock(const std::string &entries,
                              const std::vector<uint32_t> &restarts = {0}) {
  std::string bytes = entries;
  for (const uint32_t restart : restarts)
    appendFixed32(bytes, restart);
  appendFixed32(bytes, static_cast<uint32_t>(restarts.size()));
  return bytes;
}

/// Builds a table file piece by piece, so that each piece can be wrong.
class TableWriter {
public:
  /// Appends a block and gives its handle.
  std::string addBlock(const std::string &content, char type = 0) {
    std::string stored = content;
    if (type == 1)
      snappy::Compress(content.data(), content.size(), &stored);
    return addStored(stored, type);
  }
  std::string addStored(std::string stored, char type) {
    std::string handle;
    appendVarint64(handle, file.size());
    appendVarint64(handle, stored.size());
    stored.push_back(type);
    const uint32_t crc = maskCRC32C(crc32c(stored));
    file += stored;
    appendFixed32(file, crc);
    return handle;
  }
  std::string finish(const std::string &metaHandle,
                     const std::string &indexHandle) {
    std::string footer = metaHandle + indexHandle;
    footer.resize(40, '\0');
    appendFixed64(footer, 0xdb4775248b80fb57u);
    return file + footer;
  }
  /// A whole file with one data block.
  static std::string withBlock(const std::string &content, char type = 0,
                               const std::string &lastKey = "\xff") {
    TableWriter writer;
    const std::string data = writer.addBlock(content, type);
    const std::string meta = writer.addBlock(tableBlock(""));
    const std::string index =
        writer.addBlock(tableBlock(tableEntry(0, lastKey, data)));
    return writer.finish(meta, index);
  }
  /// A whole file with these entries.
  static std::string
  withEntries(const std::map<std::string, std::string> &entries,
              char type = 0) {
    std::string bytes, previous;
    for (const auto &[key, value] : entries) {
      size_t shared = 0;
      while (!bytes.empty() && shared < previous.size() &&
             shared < key.size() && previous[shared] == key[shared])
        ++shared;
      bytes += tableEntry(shared, key.substr(shared), value);
      previous = key;
    }
    return withBlock(tableBlock(bytes), type, previous + "\xff");
  }

  std::string file;
};

/// Entries of a bundle's index and the bytes of its one shard.
struct BundleWriter {
  BundleWriter() { header.set_num_shards(1); }

  /// Adds an entry for `bytes` at the end of the shard.
  tensorflow::BundleEntryProto &add(const std::string &key,
                                    tensorflow::DataType dtype,
                                    const std::vector<int64_t> &shape,
                                    const std::string &bytes) {
    tensorflow::BundleEntryProto &entry = entries[key];
    entry.set_dtype(dtype);
    for (const int64_t size : shape)
      entry.mutable_shape()->add_dim()->set_size(size);
    entry.set_offset(static_cast<int64_t>(data.size()));
    entry.set_size(static_cast<int64_t>(bytes.size()));
    entry.set_crc32c(maskCRC32C(crc32c(bytes)));
    data += bytes;
    return entry;
  }

  std::string index() const {
    std::map<std::string, std::string> table;
    table[""] = header.SerializeAsString();
    for (const auto &[key, entry] : entries)
      table[key] = entry.SerializeAsString();
    return TableWriter::withEntries(table);
  }

  tensorflow::BundleHeaderProto header;
  std::map<std::string, tensorflow::BundleEntryProto> entries;
  std::string data;
};

} // namespace sm::test

#endif // SM_TEST_UNIT_FORMAT_TESTTABLES_H
