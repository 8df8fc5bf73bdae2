// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Checkpoints: a message that says which entries the index has and what the
/// shards hold. Checksums are made right where an entry's field says 1.

#include "sm/Format/TensorBundle.h"
#include "fuzz/FuzzInput.h"
#include "fuzz/ProtoMutator.h"
#include "sm/Format/Proto/attr_value.pb.h"
#include "test/Unit/Format/TestTables.h"

#include <algorithm>
#include <filesystem>

using namespace sm;

// A NameAttrList serves as a map from keys to bytes: the values `s` are entries
// of the index, the name is the data of the shard.
using Pieces = tensorflow::NameAttrList;

namespace {

/// The value of an entry, with the checksum of the bytes it names.
std::string withChecksum(const std::string &value, const std::string &shard) {
  tensorflow::BundleEntryProto entry;
  if (!entry.ParseFromString(value) || entry.crc32c() != 1 ||
      entry.offset() < 0 || entry.size() < 0 ||
      static_cast<uint64_t>(entry.offset()) > shard.size() ||
      static_cast<uint64_t>(entry.size()) > shard.size())
    return value;
  const auto offset = static_cast<size_t>(entry.offset());
  entry.set_crc32c(maskCRC32C(
      crc32c(shard.substr(offset, static_cast<size_t>(entry.size())))));
  return entry.SerializeAsString();
}

void readAll(const format::TensorBundle &bundle) {
  constexpr int64_t kMaxBytes = 1 << 20;
  for (const auto &[name, entry] : bundle.tensors()) {
    (void)bundle.verify(name);
    (void)bundle.bytes(name);
    (void)bundle.readStrings(name);
    if (entry.bytes >= 0 && entry.bytes < kMaxBytes)
      (void)bundle.readBytes(name);
  }
}

} // namespace

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size,
                                          size_t maxSize, unsigned seed) {
  Pieces pieces;
  // Entries are messages inside the bytes of another.
  if (seed % 2 == 0 || !pieces.ParseFromArray(data, static_cast<int>(size)) ||
      pieces.attr().empty())
    return fuzz::mutateSerialized(pieces, data, size, maxSize, seed / 2);
  auto chosen = pieces.mutable_attr()->begin();
  std::advance(chosen, seed / 2 % static_cast<unsigned>(pieces.attr_size()));
  tensorflow::BundleEntryProto entry;
  if (!entry.ParsePartialFromString(chosen->second.s()))
    entry.Clear();
  fuzz::mutate(entry, seed);
  chosen->second.set_s(entry.SerializePartialAsString());
  const std::string bytes = pieces.SerializePartialAsString();
  if (bytes.size() > maxSize)
    return size;
  std::copy(bytes.begin(), bytes.end(), data);
  return bytes.size();
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  Pieces pieces;
  if (!pieces.ParseFromArray(data, static_cast<int>(size)))
    return -1;
  std::map<std::string, std::string> entries;
  for (const auto &[key, value] : pieces.attr())
    entries[key] = withChecksum(value.s(), pieces.name());
  // Without a header nothing is read: one shard unless the input says more.
  tensorflow::BundleHeaderProto header;
  header.set_num_shards(1);
  if (entries.count("") == 0)
    entries[""] = header.SerializeAsString();
  fuzz::writeFile("bundle.index", test::TableWriter::withEntries(entries));
  fuzz::writeFile("bundle.data-00000-of-00001", pieces.name());
  auto bundle = format::TensorBundle::open(fuzz::memoryFolder() + "/bundle");
  if (bundle.ok())
    readAll(**bundle);
  return 0;
}
