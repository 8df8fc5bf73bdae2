// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Reading of sorted-table files. Nothing in them is believed: offsets and
/// sizes are checked against the file, blocks against their checksums, and
/// blocks may not share bytes, so that the work is bounded by the file's size.

#include "sm/Format/Table.h"

#include "sm/Support/CRC32C.h"
#include "sm/Support/StringView.h"
#include "sm/Support/Varint.h"

#include "absl/strings/str_cat.h"
#include <snappy.h>

namespace sm::format {

namespace {

constexpr uint64_t kMagic = 0xdb4775248b80fb57;
constexpr size_t kFooterSize = 48;
/// The type and checksum behind each block.
constexpr size_t kTrailerSize = 5;
constexpr char kUncompressed = 0;
constexpr char kSnappy = 1;
/// Three bytes of Snappy yield 64 at most, so this is generous.
constexpr uint64_t kMaxSnappyRatio = 64;
/// What the keys of a table may take altogether, in bytes beside the factor of
/// the file's size. Prefix sharing could otherwise make a small file cost any
/// amount of memory.
constexpr uint64_t kKeyAllowance = 1 << 20;
constexpr uint64_t kMaxKeyRatio = 64;

/// Walks the entries of one block and checks the restart array on the way.
class BlockReader {
public:
  /// Finds the restart array. An empty result means all is well; else it says
  /// what is not.
  std::string_view init(std::string_view block) {
    if (block.size() < 4)
      return "block too short for its restart count";
    const uint64_t count = loadFixed32(block.substr(block.size() - 4));
    if (count == 0)
      return "block without restart points";
    if (count > block.size() / 4 - 1)
      return "restart count larger than the block";
    entries = block.substr(0, block.size() - 4 * (count + 1));
    restarts = block.substr(entries.size(), 4 * count);
    rest = entries;
    return "";
  }

  bool atEnd() const { return rest.empty(); }

  /// Reads the next entry into `key` (which must hold the key before) and
  /// `value`; the result as for init().
  std::string_view next(std::string &key, std::string_view &value) {
    const bool atRestart = nextRestart() == entries.size() - rest.size();
    const std::optional<uint32_t> shared = takeVarint32(rest);
    const std::optional<uint32_t> unshared = takeVarint32(rest);
    const std::optional<uint32_t> valueSize = takeVarint32(rest);
    if (!shared || !unshared || !valueSize)
      return "entry header cut off";
    if (*shared > key.size())
      return "entry shares more bytes than the key before has";
    if (atRestart && *shared != 0)
      return "entry at a restart point shares bytes";
    if (atRestart)
      restarts.remove_prefix(4);
    if (rest.size() < *unshared || rest.size() - *unshared < *valueSize)
      return "entry larger than its block";
    // Compared and changed behind the shared part only: a long common prefix
    // must not be paid for by each entry.
    const std::string_view suffix = rest.substr(0, *unshared);
    if (hasKey && suffix <= std::string_view(key).substr(*shared))
      return "keys out of order";
    key.resize(*shared);
    key.append(suffix);
    hasKey = true;
    value = rest.substr(*unshared, *valueSize);
    rest.remove_prefix(static_cast<size_t>(*unshared) + *valueSize);
    return "";
  }

  /// To be asked at the end: every restart point must have been an entry. An
  /// empty block keeps its one restart point at 0.
  std::string_view finish() const {
    const bool isEmptyBlock =
        entries.empty() && restarts.size() == 4 && nextRestart() == 0;
    if (!restarts.empty() && !isEmptyBlock)
      return "restart point that is no entry";
    return "";
  }

private:
  size_t nextRestart() const {
    return restarts.empty() ? SIZE_MAX : loadFixed32(restarts);
  }

  std::string_view entries;
  std::string_view restarts;
  std::string_view rest;
  bool hasKey = false;
};

} // namespace

Status Table::damaged(uint64_t offset, std::string_view what) const {
  return absl::DataLossError(
      absl::StrCat(mapped->name(), ": damaged table file: ", toAbsl(what),
                   " (at byte ", offset, ")"));
}

StatusOr<std::unique_ptr<Table>> Table::open(const std::string &path) {
  SM_ASSIGN_OR_RETURN(std::shared_ptr<const MappedFile> file,
                      MappedFile::open(path));
  return open(std::move(file));
}

StatusOr<std::unique_ptr<Table>>
Table::open(std::shared_ptr<const MappedFile> file) {
  std::unique_ptr<Table> table(new Table(std::move(file)));
  SM_RETURN_IF_ERROR(table->readIndex());
  return table;
}

StatusOr<Table::BlockHandle> Table::parseHandle(std::string_view &input,
                                                std::string_view what) const {
  const uint64_t footer = mapped->size() - kFooterSize;
  const std::optional<uint64_t> offset = takeVarint64(input);
  const std::optional<uint64_t> size = takeVarint64(input);
  if (!offset || !size)
    return damaged(footer, absl::StrCat(toAbsl(what), " cut off"));
  if (*offset > footer || *size > footer - *offset ||
      footer - *offset - *size < kTrailerSize)
    return damaged(*offset, absl::StrCat(toAbsl(what), " outside the file"));
  return BlockHandle{*offset, *size};
}

Status Table::readIndex() {
  const std::string_view text = mapped->text();
  if (text.size() < kFooterSize)
    return damaged(0, "too short for a footer");
  std::string_view footer = text.substr(text.size() - kFooterSize);
  const uint64_t footerOffset = text.size() - kFooterSize;
  if (loadFixed64(footer.substr(kFooterSize - 8)) != kMagic)
    return damaged(footerOffset, "not a table file (wrong magic number)");
  SM_ASSIGN_OR_RETURN(const BlockHandle meta,
                      parseHandle(footer, "metaindex handle"));
  SM_ASSIGN_OR_RETURN(const BlockHandle index,
                      parseHandle(footer, "index handle"));
  std::string buffer;
  SM_RETURN_IF_ERROR(readBlock(meta, buffer).status());
  SM_ASSIGN_OR_RETURN(const std::string_view block, readBlock(index, buffer));
  uint64_t keyAllowance = allowedKeyBytes();
  uint64_t end = 0;
  return forEachInBlock(
      block, index.offset, keyAllowance,
      [&](std::string_view key, std::string_view value) -> Status {
        SM_ASSIGN_OR_RETURN(const BlockHandle handle,
                            parseHandle(value, "block handle"));
        if (handle.offset < end)
          return damaged(handle.offset, "blocks overlap or are out of order");
        end = handle.offset + handle.size + kTrailerSize;
        blocks.push_back({std::string(key), handle});
        return absl::OkStatus();
      });
}

StatusOr<std::string_view> Table::readBlock(BlockHandle handle,
                                            std::string &buffer) const {
  const std::string_view text = mapped->text();
  const std::string_view content = text.substr(handle.offset, handle.size);
  const std::string_view trailer =
      text.substr(handle.offset + handle.size, kTrailerSize);
  const uint32_t expected = unmaskCRC32C(loadFixed32(trailer.substr(1)));
  if (crc32c({content.data(), content.size() + 1}) != expected)
    return damaged(handle.offset, "block checksum does not match");
  const char type = trailer[0];
  if (type == kUncompressed)
    return content;
  if (type != kSnappy)
    return damaged(handle.offset, absl::StrCat("unknown block type ",
                                               static_cast<uint8_t>(type)));
  size_t length = 0;
  if (!snappy::GetUncompressedLength(content.data(), content.size(), &length))
    return damaged(handle.offset, "Snappy block without a length");
  if (length > kMaxSnappyRatio * content.size())
    return damaged(handle.offset, "Snappy block claims more than it can hold");
  buffer.resize(length);
  if (!snappy::RawUncompress(content.data(), content.size(), buffer.data()))
    return damaged(handle.offset, "Snappy block cannot be decompressed");
  return std::string_view(buffer);
}

uint64_t Table::allowedKeyBytes() const {
  return kKeyAllowance + kMaxKeyRatio * mapped->size();
}

Status Table::forEachInBlock(
    std::string_view block, uint64_t offset, uint64_t &keyAllowance,
    const std::function<Status(std::string_view, std::string_view)> &visit)
    const {
  BlockReader reader;
  if (const std::string_view problem = reader.init(block); !problem.empty())
    return damaged(offset, problem);
  std::string key;
  std::string_view value;
  while (!reader.atEnd()) {
    const std::string_view problem = reader.next(key, value);
    if (!problem.empty())
      return damaged(offset, problem);
    if (key.size() > keyAllowance)
      return damaged(offset, "keys too large for the size of the file");
    keyAllowance -= key.size();
    SM_RETURN_IF_ERROR(visit(key, value));
  }
  if (const std::string_view problem = reader.finish(); !problem.empty())
    return damaged(offset, problem);
  return absl::OkStatus();
}

Status Table::forEach(
    const std::function<Status(std::string_view, std::string_view)> &visit)
    const {
  std::string buffer;
  const std::string *bound = nullptr; // All further keys lie behind it.
  uint64_t keyAllowance = allowedKeyBytes();
  for (const IndexEntry &entry : blocks) {
    SM_ASSIGN_OR_RETURN(const std::string_view block,
                        readBlock(entry.block, buffer));
    SM_RETURN_IF_ERROR(forEachInBlock(
        block, entry.block.offset, keyAllowance,
        [&](std::string_view key, std::string_view value) -> Status {
          if ((bound && key <= *bound) || key > entry.lastKey)
            return damaged(entry.block.offset,
                           "key outside the range of its block");
          return visit(key, value);
        }));
    bound = &entry.lastKey;
  }
  return absl::OkStatus();
}

} // namespace sm::format
