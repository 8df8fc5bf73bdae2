// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Table files as TensorFlow lays them out: known bytes, and the indexes of
/// real checkpoints written again.

#include "sm/Format/TableWriter.h"
#include "TestFiles.h"
#include "sm/Format/Table.h"
#include "sm/Support/Varint.h"

#include <map>

namespace fs = std::filesystem;
using namespace sm;
using namespace sm::format;

namespace {

using Entries = std::map<std::string, std::string>;

std::string written(const Entries &entries) {
  TableWriter writer;
  for (const auto &[key, value] : entries)
    EXPECT_OK(writer.add(key, value));
  return writer.finish();
}

/// What Table reads from a file.
Entries entriesOf(const std::string &path) {
  Entries entries;
  auto table = Table::open(path);
  EXPECT_OK(table);
  if (!table.ok())
    return entries;
  EXPECT_OK((*table)->forEach(
      [&](std::string_view key, std::string_view value) -> Status {
        entries.emplace(key, value);
        return absl::OkStatus();
      }));
  return entries;
}

/// What lies where in a table's bytes, found without the reader under test.
struct Layout {
  explicit Layout(const std::string &file) : file(file) {
    std::string_view footer(file);
    footer.remove_prefix(file.size() - 48);
    takeHandle(footer); // The metaindex.
    const std::string_view index = takeHandle(footer);
    const uint32_t count = loadFixed32(index.substr(index.size() - 4));
    std::string_view entries = index.substr(0, index.size() - 4 * (count + 1));
    while (!entries.empty()) {
      EXPECT_EQ(takeVarint32(entries), 0u); // Nothing is shared.
      const uint32_t keySize = *takeVarint32(entries);
      const uint32_t valueSize = *takeVarint32(entries);
      separators.emplace_back(entries.substr(0, keySize));
      std::string_view handle = entries.substr(keySize, valueSize);
      blocks.emplace_back(takeHandle(handle));
      entries.remove_prefix(keySize + valueSize);
    }
  }
  std::string_view takeHandle(std::string_view &input) const {
    const uint64_t offset = *takeVarint64(input);
    return std::string_view(file).substr(offset, *takeVarint64(input));
  }

  std::string file;
  std::vector<std::string> separators;
  std::vector<std::string> blocks;
};

uint32_t restartsOf(const std::string &block) {
  return loadFixed32(std::string_view(block).substr(block.size() - 4));
}

TEST(TableWriter, EmptyTable) {
  test::TempFolder folder;
  const std::string bytes = written({});
  // Two blocks of one restart point each, and the footer.
  EXPECT_EQ(bytes.size(), 2 * (8 + 5) + 48u);
  EXPECT_EQ(entriesOf(folder.write("empty.index", bytes)), Entries());
}

TEST(TableWriter, EntriesComeBack) {
  test::TempFolder folder;
  Entries entries = {{"", "header"}, {std::string("\0x", 2), ""}};
  for (int i = 0; i < 40000; ++i)
    entries["layer/" + std::to_string(i) + "/kernel"] =
        std::string(i % 50, static_cast<char>(i));
  EXPECT_EQ(entriesOf(folder.write("many.index", written(entries))), entries);
}

TEST(TableWriter, RestartsEverySixteenEntries) {
  Entries entries;
  for (int i = 0; i < 16; ++i)
    entries[std::string("k") + static_cast<char>('a' + i)] = "v";
  Layout sixteen(written(entries));
  ASSERT_EQ(sixteen.blocks.size(), 1u);
  EXPECT_EQ(restartsOf(sixteen.blocks[0]), 1u);
  // The 16 entries: the first whole, then one byte of key each.
  EXPECT_EQ(sixteen.blocks[0].size(), 6u + 15 * 5 + 8);
  entries["kz"] = "v";
  Layout seventeen(written(entries));
  EXPECT_EQ(restartsOf(seventeen.blocks[0]), 2u);
  EXPECT_EQ(seventeen.blocks[0].size(), 6u + 15 * 5 + 6 + 12);
}

TEST(TableWriter, SeparatorsAreShort) {
  const std::string large(600000, 'x'); // Has a block of its own.
  const auto separators = [&](const std::string &a, const std::string &b) {
    Layout layout(written({{a, large}, {b, large}}));
    EXPECT_EQ(layout.blocks.size(), 2u);
    return layout.separators;
  };
  using Keys = std::vector<std::string>;
  EXPECT_EQ(separators("abcde", "abzzz"), (Keys{"abd", "b"}));
  EXPECT_EQ(separators("abcde", "abdzz"), (Keys{"abcde", "b"}));
  EXPECT_EQ(separators("ab", "abzzz"), (Keys{"ab", "b"}));
  EXPECT_EQ(separators("a\xff", "\xff\xff"), (Keys{"b", "\xff\xff"}));
  EXPECT_EQ(separators("\xff\x01", "\xff\xfe"), (Keys{"\xff\x02", "\xff\xff"}));
}

TEST(TableWriter, BlocksEndWhereTheyAreFull) {
  // An entry of 1 + 1 + 3 + 1 bytes around its value, and the restart array of
  // 8: the first fills a block exactly, the second misses it by a byte.
  const auto blocks = [](size_t valueSize) {
    return Layout(written({{"a", std::string(valueSize, 'x')}, {"b", ""}}))
        .blocks.size();
  };
  EXPECT_EQ(blocks(262144 - 8 - 6), 2u);
  EXPECT_EQ(blocks(262144 - 8 - 7), 1u);
  // A large entry starts a block, others do not.
  const auto blocksBefore = [](size_t valueSize) {
    return Layout(written({{"a", ""}, {"b", std::string(valueSize, 'x')}}))
        .blocks.size();
  };
  EXPECT_EQ(blocksBefore(2 * 262144 - 1), 2u);
  EXPECT_EQ(blocksBefore(2 * 262144 - 2), 1u);
}

TEST(TableWriter, RefusesKeysOutOfOrder) {
  TableWriter writer;
  EXPECT_OK(writer.add("", "header"));
  EXPECT_ERROR(writer.add("", "again"), kInvalidArgument,
               "the key '' of a table file does not sort behind ''");
  EXPECT_OK(writer.add("b", ""));
  EXPECT_ERROR(writer.add(std::string("a\0", 2), ""), kInvalidArgument,
               R"(the key 'a\000' of a table file does not sort behind 'b')");
  // Bytes are unsigned.
  EXPECT_OK(writer.add("\xff", ""));
  EXPECT_ERROR(writer.add(std::string(100, 'c'), ""), kInvalidArgument,
               "'" + std::string(80, 'c') + "...' of a table file");
}

TEST(TableWriter, RefusesPartsAboveTheFormat) {
  // Judged by their sizes: there are no such bytes.
  const std::string_view huge("", uint64_t(1) << 32);
  TableWriter writer;
  EXPECT_ERROR(writer.add("key", huge), kInvalidArgument,
               "an entry with a key of 3 bytes and a value of 4294967296 "
               "bytes does not fit a table file");
  EXPECT_ERROR(writer.add(huge, "value"), kInvalidArgument,
               "a key of 4294967296 bytes");
  EXPECT_EQ(writer.finish(), written({}));
}

/// Indexes of the models' folder that TensorFlow compressed.
bool isCompressed(const std::string &bytes) {
  const Layout layout(bytes);
  for (const std::string &block : layout.blocks) {
    const size_t end = bytes.find(block) + block.size();
    if (bytes[end] != 0)
      return true;
  }
  return false;
}

TEST(TableWriter, RealIndexesAreReproduced) {
  SM_NEED_FOLDER(models, "SM_MODELS", "");
  int same = 0, compressed = 0;
  for (const auto &file : fs::recursive_directory_iterator(models)) {
    if (file.path().extension() != ".index")
      continue;
    const std::string bytes = test::readFile(file.path().string());
    if (written(entriesOf(file.path().string())) == bytes) {
      ++same;
      continue;
    }
    // Snappy is one way to write; the sizes of its output are another's.
    EXPECT_TRUE(isCompressed(bytes)) << file.path();
    ++compressed;
  }
  std::cout << same << " indexes reproduced byte for byte, " << compressed
            << " are compressed\n";
  EXPECT_GT(same, 30);
}

} // namespace
