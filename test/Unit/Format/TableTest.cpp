// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Table files: what is read, and every way in which they can be damaged.

#include "sm/Format/Table.h"
#include "TestFiles.h"
#include "TestTables.h"

using namespace sm;
using namespace sm::format;
using namespace sm::test;

namespace {

/// All entries of the table in `bytes` as "key=value;".
StatusOr<std::string> readAll(const std::string &bytes) {
  const TempFolder folder;
  SM_ASSIGN_OR_RETURN(const std::unique_ptr<Table> table,
                      Table::open(folder.write("t", bytes)));
  std::string all;
  SM_RETURN_IF_ERROR(
      table->forEach([&](std::string_view key, std::string_view value) {
        all.append(key).append("=").append(value).append(";");
        return absl::OkStatus();
      }));
  return all;
}

/// A table with one block of these entries and restart points.
std::string withEntries(const std::string &entries,
                        const std::vector<uint32_t> &restarts = {0}) {
  return TableWriter::withBlock(tableBlock(entries, restarts));
}

TEST(Table, ReadsEntries) {
  const std::string entries =
      tableEntry(0, "apple", "1") + tableEntry(3, "ly", "2");
  auto all = readAll(withEntries(entries));
  ASSERT_OK(all);
  EXPECT_EQ(*all, "apple=1;apply=2;");
}

TEST(Table, ReadsSnappyBlocks) {
  const std::string value(10000, 'x');
  auto all =
      readAll(TableWriter::withBlock(tableBlock(tableEntry(0, "k", value)), 1));
  ASSERT_OK(all);
  EXPECT_EQ(*all, "k=" + value + ";");
}

TEST(Table, ReadsSeveralBlocksAndRestarts) {
  TableWriter writer;
  const std::string first = tableEntry(0, "a", "1");
  const std::string one =
      writer.addBlock(tableBlock(first + tableEntry(0, "ab", "2"),
                                 {0, static_cast<uint32_t>(first.size())}));
  const std::string two = writer.addBlock(tableBlock(tableEntry(0, "b", "3")));
  const std::string meta = writer.addBlock(tableBlock(""));
  const std::string index = writer.addBlock(
      tableBlock(tableEntry(0, "ac", one) + tableEntry(0, "c", two)));
  auto all = readAll(writer.finish(meta, index));
  ASSERT_OK(all);
  EXPECT_EQ(*all, "a=1;ab=2;b=3;");
}

TEST(Table, StopsAtTheVisitorsError) {
  const TempFolder folder;
  auto table =
      Table::open(folder.write("t", withEntries(tableEntry(0, "a", "1"))));
  ASSERT_OK(table);
  EXPECT_ERROR((*table)->forEach([](std::string_view, std::string_view) {
    return absl::AbortedError("enough");
  }),
               kAborted, "enough");
}

TEST(Table, Footer) {
  EXPECT_ERROR(readAll("short"), kDataLoss, "too short for a footer");
  std::string file = withEntries("");
  file.back() ^= 1;
  EXPECT_ERROR(readAll(file), kDataLoss, "wrong magic number");
  EXPECT_ERROR(readAll(TableWriter().finish(std::string(20, '\xff'), "")),
               kDataLoss, "metaindex handle cut off");
  std::string far;
  appendVarint64(far, 1000);
  appendVarint64(far, 5);
  EXPECT_ERROR(readAll(TableWriter().finish(far, far)), kDataLoss,
               "metaindex handle outside the file");
  TableWriter writer;
  const std::string meta = writer.addBlock(tableBlock(""));
  EXPECT_ERROR(readAll(writer.finish(meta, far)), kDataLoss,
               "index handle outside the file");
}

TEST(Table, BlockHandles) {
  TableWriter writer;
  const std::string data = writer.addBlock(tableBlock(tableEntry(0, "a", "1")));
  const std::string meta = writer.addBlock(tableBlock(""));
  const std::string twice = writer.addBlock(
      tableBlock(tableEntry(0, "b", data) + tableEntry(0, "c", data)));
  EXPECT_ERROR(readAll(writer.finish(meta, twice)), kDataLoss,
               "blocks overlap or are out of order");
  const std::string cut =
      writer.addBlock(tableBlock(tableEntry(0, "b", "\x80")));
  EXPECT_ERROR(readAll(writer.finish(meta, cut)), kDataLoss,
               "block handle cut off");
  const std::string early =
      writer.addBlock(tableBlock(tableEntry(0, "A", data)));
  EXPECT_ERROR(readAll(writer.finish(meta, early)), kDataLoss,
               "key outside the range of its block");
}

TEST(Table, Checksum) {
  std::string file = withEntries(tableEntry(0, "a", "1"));
  file[3] ^= 1;
  EXPECT_ERROR(readAll(file), kDataLoss, "block checksum does not match");
}

TEST(Table, Compression) {
  const std::string block = tableBlock(tableEntry(0, "a", "1"));
  EXPECT_ERROR(readAll(TableWriter::withBlock(block, 4)), kDataLoss,
               "unknown block type 4");
  auto withStored = [](const std::string &stored) {
    TableWriter writer;
    const std::string data = writer.addStored(stored, 1);
    const std::string meta = writer.addBlock(tableBlock(""));
    const std::string index =
        writer.addBlock(tableBlock(tableEntry(0, "z", data)));
    return writer.finish(meta, index);
  };
  EXPECT_ERROR(readAll(withStored("\xff\xff\xff\xff\xff\xff")), kDataLoss,
               "Snappy block without a length");
  EXPECT_ERROR(readAll(withStored("\xff\xff\xff\x7f ")), kDataLoss,
               "Snappy block claims more than it can hold");
  EXPECT_ERROR(readAll(withStored("\x08zzzz")), kDataLoss,
               "Snappy block cannot be decompressed");
  // One byte, then seven copied from 5 or 0 bytes back.
  for (const char *copy : {"\x08\0a\x0d\x05", "\x08\0a\x0d\0"})
    EXPECT_ERROR(readAll(withStored(std::string(copy, 5))), kDataLoss,
                 "Snappy block cannot be decompressed");
}

TEST(Table, RestartPoints) {
  EXPECT_ERROR(readAll(TableWriter::withBlock("ab")), kDataLoss,
               "block too short for its restart count");
  EXPECT_ERROR(readAll(TableWriter::withBlock(std::string(4, '\0'))), kDataLoss,
               "block without restart points");
  EXPECT_ERROR(readAll(TableWriter::withBlock("\1\2\3\4\xff\xff\xff\x7f")),
               kDataLoss, "restart count larger than the block");
  const std::string first = tableEntry(0, "apple", "1");
  EXPECT_ERROR(readAll(withEntries(first, {0, 2})), kDataLoss,
               "restart point that is no entry");
  EXPECT_ERROR(readAll(withEntries(first + tableEntry(1, "z", "2"),
                                   {0, static_cast<uint32_t>(first.size())})),
               kDataLoss, "entry at a restart point shares bytes");
}

TEST(Table, Entries) {
  EXPECT_ERROR(readAll(withEntries("\x80\x80")), kDataLoss,
               "entry header cut off");
  EXPECT_ERROR(readAll(withEntries(tableEntry(2, "a", ""), {9})), kDataLoss,
               "entry shares more bytes");
  EXPECT_ERROR(readAll(withEntries(std::string("\0\5\0ab", 5))), kDataLoss,
               "entry larger than its block");
  EXPECT_ERROR(
      readAll(withEntries(tableEntry(0, "b", "") + tableEntry(0, "a", ""))),
      kDataLoss, "keys out of order");
  EXPECT_ERROR(
      readAll(withEntries(tableEntry(0, "b", "") + tableEntry(1, "", ""))),
      kDataLoss, "keys out of order");
}

TEST(Table, SharedPrefixesCannotBlowUpMemory) {
  std::string entries = tableEntry(0, std::string(100000, 'k'), "");
  size_t shared = 100000;
  for (int i = 0; i < 1000; ++i)
    entries += tableEntry(shared++, "k", "");
  EXPECT_ERROR(readAll(withEntries(entries)), kDataLoss,
               "keys too large for the size of the file");
}

} // namespace
