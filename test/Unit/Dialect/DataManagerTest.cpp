// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Constants that are computed when they are read, and mapped ones whose memory
/// goes when nobody reads them.

#include "dialects/SM/DataManager.h"
#include "dialects/SM/ElementNumbers.h"
#include "dialects/SM/ElementOrder.h"
#include "dialects/SM/SMDialect.h"
#include "sm/Format/TensorBundle.h"
#include "sm/Format/TensorBundleWriter.h"
#include "sm/Support/CRC32C.h"

#include "mlir/IR/AsmState.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/MLIRContext.h"

#include "gtest/gtest.h"

#include <cstring>
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

TEST(DataManager, ComputesWhatNobodyHolds) {
  DataManager manager;
  int calls = 0;
  std::string key = manager.addComputed([&]() -> StatusOr<DataBytes> {
    auto text = bytesOf("abc" + std::to_string(++calls));
    return DataBytes{absl::MakeConstSpan(*text), text};
  });
  std::string stored = manager.addMemory(DataBytes{});
  std::string second = manager.addComputed(
      [&]() { return manager.find(DataManager::kMemory, key, 4); }, 2);
  EXPECT_NE(key, stored);
  EXPECT_EQ(manager.stepsBehind(key), 1);
  EXPECT_EQ(manager.stepsBehind(stored), 0);
  EXPECT_EQ(manager.stepsBehind(second), 2);
  EXPECT_EQ(manager.stepsBehind("nothing"), 0);
  EXPECT_EQ(calls, 0);
  for (const char *expected : {"abc1", "abc2"}) {
    auto data = manager.find(DataManager::kMemory, key, 4);
    ASSERT_TRUE(data.ok());
    EXPECT_EQ(std::string(data->bytes.begin(), data->bytes.end()), expected);
    // Shared while `data` lives.
    auto again = manager.find(DataManager::kMemory, key, 4);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->bytes.data(), data->bytes.data());
    auto through = manager.find(DataManager::kMemory, second, 4);
    ASSERT_TRUE(through.ok());
    EXPECT_EQ(through->bytes.data(), data->bytes.data());
  }
  const Status status = manager.find(DataManager::kMemory, key, 5).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(std::string(status.message()),
            "entry '" + key + "' of 'memory' holds 4 bytes, its type needs 5");
}

TEST(DataManager, OneFileForAName) {
  const std::string folder =
      ::testing::TempDir() + "sources-" + std::to_string(getpid());
  std::filesystem::create_directories(folder);
  auto checkpoint = [&](const std::string &name, char content) {
    const std::string bytes(4, content);
    format::TensorBundleWriter writer(folder + "/" + name);
    EXPECT_EQ(writer.add("x", DType::Float, {1},
                         absl::MakeConstSpan(bytes.data(), bytes.size())),
              absl::OkStatus());
    EXPECT_EQ(writer.finish(), absl::OkStatus());
    return *format::TensorBundle::open(folder + "/" + name);
  };
  auto weights = [&](const std::string &name) {
    std::ofstream(folder + "/" + name) << name;
    return *MappedFile::open(folder + "/" + name);
  };
  DataManager manager;
  EXPECT_EQ(manager.addCheckpoint("c", checkpoint("a", 'a')), absl::OkStatus());
  EXPECT_EQ(manager.addCheckpoint("c", checkpoint("same", 'a')),
            absl::OkStatus());
  EXPECT_EQ(
      std::string(manager.addCheckpoint("c", checkpoint("b", 'b')).message()),
      "two different checkpoints are called 'c': " + folder + "/a and " +
          folder + "/b");
  EXPECT_EQ(manager.addWeights("w", weights("v")), absl::OkStatus());
  EXPECT_EQ(std::string(manager.addWeights("w", weights("u")).message()),
            "two different weights files are called 'w': " + folder +
                "/v and " + folder + "/u");
  // Weights hold no strings.
  EXPECT_EQ(std::string(manager.findStrings("w", "0").status().message()),
            "no checkpoint is called 'w'");
  std::filesystem::remove_all(folder);
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

// A reader of IR takes blobs of any size, so that the type must not be trusted.
TEST(ElementBytes, ResourcesAreOfTheRightSize) {
  MLIRContext context;
  context.loadDialect<SMDialect>();
  auto type = RankedTensorType::get(2, Float32Type::get(&context));
  auto bytesOfBlob = [&](const std::vector<char> &bytes) {
    return elementBytes(DenseResourceElementsAttr::get(
        type, "b",
        HeapAsmResourceBlob::allocateAndCopyInferAlign<char>(bytes)));
  };
  auto right = bytesOfBlob({0, 0, 0, 1, 0, 0, 0, 2});
  ASSERT_TRUE(right.ok()) << right.status();
  EXPECT_EQ(right->bytes.size(), 8u);
  for (size_t size : {1, 4, 7, 9, 12}) {
    const Status status = bytesOfBlob(std::vector<char>(size)).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_NE(std::string(status.message())
                  .find("holds " + std::to_string(size) +
                        " bytes for 2 elements of 4"),
              std::string::npos)
        << status;
  }
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
  // And back, and once more: chains of what is computed are short.
  auto back = transposedElements(*moved, {1, 0});
  ASSERT_TRUE(back.ok());
  EXPECT_EQ(stepsBehind(*back), 2);
  auto last = transposedElements(*back, {1, 0});
  ASSERT_TRUE(last.ok());
  EXPECT_FALSE(areComputed(*last));
  auto numbers = floatNumbers(*moved), again = floatNumbers(*back);
  ASSERT_TRUE(numbers && again);
  EXPECT_EQ((*numbers)[1], 32);
  EXPECT_EQ((*numbers)[64], 1);
  EXPECT_EQ(*again, *floatNumbers(attr));
  EXPECT_EQ(*floatNumbers(*last), *numbers);
}

/// 64 x 32 elements of type T in memory, element i being i.
template <typename T>
ElementsAttr counted(FloatType type) {
  // One byte off any alignment, as entries of checkpoints may lie.
  auto bytes = std::make_shared<std::vector<char>>(1 + 64 * 32 * sizeof(T));
  for (size_t i = 0; i < 64 * 32; ++i) {
    auto value = static_cast<T>(i);
    std::memcpy(bytes->data() + 1 + i * sizeof(T), &value, sizeof(T));
  }
  return elementsFor(RankedTensorType::get({64, 32}, type),
                     absl::MakeConstSpan(*bytes).subspan(1), bytes);
}

TEST(ComputedElements, AreLargeProducts) {
  MLIRContext context;
  context.loadDialect<SMDialect>();
  std::vector<double> factors(32, 1.0);
  factors[1] = -3;
  for (ElementsAttr attr : {counted<float>(Float32Type::get(&context)),
                            counted<double>(Float64Type::get(&context))}) {
    ElementsAttr product = scaledElements(attr, factors, 1);
    ASSERT_TRUE(product);
    EXPECT_EQ(stepsBehind(product), 1);
    auto numbers = floatNumbers(product);
    ASSERT_TRUE(numbers);
    EXPECT_EQ((*numbers)[32], 32);
    EXPECT_EQ((*numbers)[33], -99);
    EXPECT_EQ((*numbers)[65], -195);
    // In runs: each row has a factor of its own.
    auto rows = floatNumbers(scaledElements(attr, factors, 32));
    ASSERT_TRUE(rows);
    EXPECT_EQ((*rows)[31], 31);
    EXPECT_EQ((*rows)[33], -99);
    EXPECT_EQ((*rows)[33 * 32 + 1], -3171);
    // Products of products are stored, so that no chain grows.
    EXPECT_FALSE(areComputed(scaledElements(product, factors, 1)));
    // In another order they are computed still.
    auto moved = transposedElements(product, {1, 0});
    ASSERT_TRUE(moved.ok());
    EXPECT_EQ(stepsBehind(*moved), 2);
    EXPECT_EQ((*floatNumbers(*moved))[64 + 1], -99);
  }
}

TEST(ComputedElements, AreFinite) {
  MLIRContext context;
  context.loadDialect<SMDialect>();
  ElementsAttr attr = counted<float>(Float32Type::get(&context));
  // The bound is that of all elements and factors, so it is looked at closely.
  std::vector<double> factors(32, 1.0);
  factors[0] = 1e36;
  EXPECT_FALSE(scaledElements(attr, factors, 1));
  factors[0] = 1.0;
  factors[31] = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(scaledElements(attr, factors, 1));
  std::vector<double> zeroFirst(64 * 32, 1e-30);
  zeroFirst[0] = 1e38;
  ElementsAttr product = scaledElements(attr, zeroFirst, 1);
  ASSERT_TRUE(product);
  EXPECT_FALSE(areComputed(product));
  EXPECT_EQ((*floatNumbers(product))[0], 0);
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
  EXPECT_EQ(*floatNumbers(scaledElements(attr, {2, 10}, INT64_MAX)),
            (std::vector<double>{2, 4, 6, 8, 10, 12}));
  EXPECT_FALSE(scaledElements(attr, {1e39}, 1));
  EXPECT_FALSE(scaledElements(attr, {}, 1));
  auto integers = RankedTensorType::get(2, IntegerType::get(&context, 32));
  EXPECT_FALSE(scaledElements(
      DenseElementsAttr::get(integers, ArrayRef<int32_t>{1, 2}), {1}, 1));
}

} // namespace
} // namespace sm::saved_model
