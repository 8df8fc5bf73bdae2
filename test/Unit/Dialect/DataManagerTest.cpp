// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Constants that are computed when they are read, and mapped ones whose memory
/// goes when nobody reads them.

#include "dialects/SM/DataManager.h"
#include "dialects/SM/ElementNumbers.h"
#include "dialects/SM/ElementOrder.h"
#include "dialects/SM/SMDialect.h"
#include "sm/Support/CRC32C.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/MLIRContext.h"

#include "gtest/gtest.h"

#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <limits>
#include <unistd.h>

using namespace mlir;

namespace sm::saved_model {
namespace {

std::shared_ptr<std::string> bytesOf(const std::string &text) {
  return std::make_shared<std::string>(text);
}

TEST(DataManager, ComputesEachTime) {
  DataManager manager;
  int calls = 0;
  std::string key = manager.addComputed([&]() -> StatusOr<DataBytes> {
    auto text = bytesOf("abc" + std::to_string(++calls));
    return DataBytes{absl::MakeConstSpan(*text), text};
  });
  std::string stored = manager.addMemory(DataBytes{});
  EXPECT_NE(key, stored);
  EXPECT_TRUE(manager.isComputed(key));
  EXPECT_FALSE(manager.isComputed(stored));
  EXPECT_FALSE(manager.isComputed("nothing"));
  EXPECT_EQ(calls, 0);
  for (const char *expected : {"abc1", "abc2"}) {
    auto data = manager.find(DataManager::kMemory, key, 4);
    ASSERT_TRUE(data.ok());
    EXPECT_EQ(std::string(data->bytes.begin(), data->bytes.end()), expected);
  }
  EXPECT_EQ(manager.find(DataManager::kMemory, key, 5).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(DataManager, ComputedEntriesMayReadOthers) {
  DataManager manager;
  auto text = bytesOf("abc");
  std::string stored = manager.addMemory({absl::MakeConstSpan(*text), text});
  std::string key = manager.addComputed(
      [&]() { return manager.find(DataManager::kMemory, stored, 3); });
  EXPECT_TRUE(manager.find(DataManager::kMemory, key, 3).ok());
  std::string lost = manager.addComputed(
      [&]() { return manager.find(DataManager::kMemory, "nothing", 3); });
  EXPECT_EQ(manager.find(DataManager::kMemory, lost, 3).status().code(),
            absl::StatusCode::kNotFound);
}

/// True if the page at `address` is in this process's memory.
bool isResident(const char *address) {
  int pages = open("/proc/self/pagemap", O_RDONLY);
  uint64_t entry = 0;
  auto page = static_cast<off_t>(sysconf(_SC_PAGESIZE));
  auto offset = reinterpret_cast<off_t>(address) / page * 8;
  EXPECT_EQ(pread(pages, &entry, sizeof(entry), offset),
            static_cast<ssize_t>(sizeof(entry)));
  close(pages);
  return entry >> 63;
}

TEST(DataManager, LargeMappedBytesLeaveMemory) {
  constexpr size_t kSize = size_t(1) << 20;
  std::string path =
      ::testing::TempDir() + "weights-" + std::to_string(getpid());
  std::string contents(kSize, 'w');
  std::ofstream(path, std::ios::binary) << contents;
  auto file = MappedFile::open(path);
  ASSERT_TRUE(file.ok());
  std::filesystem::remove(path);
  DataManager manager;
  ASSERT_TRUE(manager.addWeights("w", *file).ok());
  std::string key = DataManager::weightsKey(
      0, crc32c(absl::MakeConstSpan(contents.data(), kSize)));
  const char *inside = nullptr;
  {
    auto data = manager.find("w", key, kSize);
    ASSERT_TRUE(data.ok()) << data.status();
    inside = data->bytes.data() + kSize / 2;
    EXPECT_EQ(*inside, 'w');
    EXPECT_TRUE(isResident(inside));
  }
  EXPECT_FALSE(isResident(inside));
  EXPECT_EQ(*inside, 'w'); // And come back.
}

TEST(ComputedElements, AreLargeConstantsInAnotherOrder) {
  MLIRContext context;
  context.loadDialect<SMDialect>();
  auto floats = std::make_shared<std::vector<float>>(64 * 32);
  for (size_t i = 0; i < floats->size(); ++i)
    (*floats)[i] = static_cast<float>(i);
  auto type = RankedTensorType::get({64, 32}, Float32Type::get(&context));
  ElementsAttr attr = elementsFor(
      type,
      absl::MakeConstSpan(reinterpret_cast<const char *>(floats->data()),
                          floats->size() * sizeof(float)),
      floats);
  auto moved = transposedElements(attr, {1, 0});
  ASSERT_TRUE(moved.ok());
  EXPECT_FALSE(areComputed(attr));
  EXPECT_TRUE(areComputed(*moved));
  // Back again: never a chain of what is computed.
  auto back = transposedElements(*moved, {1, 0});
  ASSERT_TRUE(back.ok());
  EXPECT_FALSE(areComputed(*back));
  auto numbers = floatNumbers(*moved), again = floatNumbers(*back);
  ASSERT_TRUE(numbers && again);
  EXPECT_EQ((*numbers)[1], 32);
  EXPECT_EQ((*numbers)[64], 1);
  EXPECT_EQ(*again, *floatNumbers(attr));
}

TEST(ElementNumbers, ScalesChannels) {
  MLIRContext context;
  context.loadDialect<SMDialect>();
  auto type = RankedTensorType::get({2, 3}, Float32Type::get(&context));
  ElementsAttr attr = floatElements(type, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(*floatNumbers(scaledElements(attr, {1, 10, 100}, 1)),
            (std::vector<double>{1, 20, 300, 4, 50, 600}));
  EXPECT_EQ(*floatNumbers(scaledElements(attr, {1, 10}, 3)),
            (std::vector<double>{1, 2, 3, 40, 50, 60}));
  EXPECT_FALSE(scaledElements(attr, {1e39}, 1));
  EXPECT_FALSE(scaledElements(attr, {}, 1));
  auto integers = RankedTensorType::get(2, IntegerType::get(&context, 32));
  EXPECT_FALSE(scaledElements(
      DenseElementsAttr::get(integers, ArrayRef<int32_t>{1, 2}), {1}, 1));
}

} // namespace
} // namespace sm::saved_model
