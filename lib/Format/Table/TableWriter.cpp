// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Writing of sorted-table files. When a block ends and which key stands for it
/// in the index decide the bytes, so both follow what TensorFlow does.

#include "sm/Format/TableWriter.h"

#include "sm/Support/CRC32C.h"
#include "sm/Support/StringView.h"
#include "sm/Support/Varint.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include <algorithm>
#include <limits>

namespace sm::format {

namespace {

constexpr uint64_t kMagic = 0xdb4775248b80fb57;
/// A block is written as soon as it has this many bytes.
constexpr uint64_t kBlockSize = 262144;
/// An entry of this many bytes gets a block of its own.
constexpr uint64_t kLargeEntry = 2 * kBlockSize;
/// What the two handles of the footer are padded to.
constexpr size_t kHandlesSize = 40;
constexpr char kUncompressed = 0;
constexpr uint64_t kMaxPart = std::numeric_limits<uint32_t>::max();
/// How much of a key a message shows.
constexpr size_t kShownKey = 80;

size_t sharedPrefix(std::string_view a, std::string_view b) {
  const size_t limit = std::min(a.size(), b.size());
  size_t length = 0;
  while (length < limit && a[length] == b[length])
    ++length;
  return length;
}

/// A key at or after `last` and before `next`: one byte longer than what both
/// share if there is room between them, else `last` itself.
std::string separatorBetween(const std::string &last, std::string_view next) {
  const size_t shared = sharedPrefix(last, next);
  if (shared == last.size() || shared == next.size())
    return last;
  const uint8_t low = static_cast<uint8_t>(last[shared]);
  if (low + 1 >= static_cast<uint8_t>(next[shared]))
    return last;
  return last.substr(0, shared) + static_cast<char>(low + 1);
}

/// The shortest kind of key at or after `last`: up to its first byte that can
/// be increased.
std::string successorOf(const std::string &last) {
  const size_t place = last.find_first_not_of('\xff');
  if (place == std::string::npos)
    return last;
  return last.substr(0, place) + static_cast<char>(last[place] + 1);
}

std::string shown(std::string_view key) {
  const std::string text = absl::CEscape(toAbsl(key.substr(0, kShownKey)));
  return absl::StrCat("'", text, key.size() > kShownKey ? "..." : "", "'");
}

} // namespace

void TableWriter::Block::add(std::string_view key, std::string_view value) {
  size_t shared = 0;
  if (sinceRestart == interval) {
    restarts.push_back(static_cast<uint32_t>(entries.size()));
    sinceRestart = 0;
  } else if (!entries.empty()) {
    shared = sharedPrefix(lastKey, key);
  }
  appendVarint64(entries, shared);
  appendVarint64(entries, key.size() - shared);
  appendVarint64(entries, value.size());
  entries.append(key.substr(shared));
  entries.append(value);
  lastKey.assign(key);
  ++sinceRestart;
}

uint64_t TableWriter::Block::size() const {
  return entries.size() + sizeof(uint32_t) * (restarts.size() + 1);
}

std::string TableWriter::Block::take() {
  std::string bytes = std::move(entries);
  for (const uint32_t restart : restarts)
    appendFixed32(bytes, restart);
  appendFixed32(bytes, static_cast<uint32_t>(restarts.size()));
  entries.clear();
  lastKey.clear();
  restarts.assign(1, 0);
  sinceRestart = 0;
  return bytes;
}

Status TableWriter::add(std::string_view key, std::string_view value) {
  if (key.size() > kMaxPart || value.size() > kMaxPart)
    return absl::InvalidArgumentError(
        absl::StrCat("an entry with a key of ", key.size(),
                     " bytes and a value of ", value.size(),
                     " bytes does not fit a table file, which counts both "
                     "in 32 bits"));
  if (lastKey && key <= *lastKey)
    return absl::InvalidArgumentError(
        absl::StrCat("the key ", shown(key),
                     " of a table file does not sort "
                     "behind ",
                     shown(*lastKey)));
  if (key.size() + value.size() >= kLargeEntry)
    flush();
  if (!pendingHandle.empty())
    addIndexEntry(separatorBetween(*lastKey, key));
  data.add(key, value);
  lastKey.emplace(key);
  if (data.size() >= kBlockSize)
    flush();
  return absl::OkStatus();
}

void TableWriter::flush() {
  if (!data.empty())
    pendingHandle = writeBlock(data);
}

std::string TableWriter::writeBlock(Block &block) {
  std::string bytes = block.take();
  std::string handle;
  appendVarint64(handle, file.size());
  appendVarint64(handle, bytes.size());
  bytes.push_back(kUncompressed);
  file += bytes;
  appendFixed32(file, maskCRC32C(crc32c(bytes)));
  return handle;
}

void TableWriter::addIndexEntry(const std::string &separator) {
  index.add(separator, pendingHandle);
  pendingHandle.clear();
}

std::string TableWriter::finish() {
  flush();
  Block meta(1);
  std::string footer = writeBlock(meta);
  if (!pendingHandle.empty())
    addIndexEntry(successorOf(*lastKey));
  footer += writeBlock(index);
  footer.resize(kHandlesSize, '\0');
  appendFixed64(footer, kMagic);
  return std::move(file) + footer;
}

} // namespace sm::format
