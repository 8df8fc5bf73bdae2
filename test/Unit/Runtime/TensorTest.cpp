// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Tensors and their memory.

#include "Tensors.h"

#include <sys/resource.h>

#include <fstream>

namespace sm::runtime {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Tensor, allocatesAlignedMemory) {
  for (int64_t size : {0, 1, 3, 100, 5000, 1 << 20}) {
    StatusOr<Tensor> t = Tensor::allocate(DType::Float, Shape{size});
    ASSERT_TRUE(t.ok());
    EXPECT_EQ(reinterpret_cast<uintptr_t>(t->rawData()) % kTensorAlignment, 0u);
    EXPECT_EQ(t->numElements(), size);
    EXPECT_EQ(t->numBytes(), static_cast<size_t>(size) * 4);
    for (int64_t i = 0; i < size; ++i)
      t->mutableData<float>()[i] = static_cast<float>(i);
  }
}

#ifdef __has_feature
#define SM_HAS_ASAN __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define SM_HAS_ASAN 1
#else
#define SM_HAS_ASAN 0
#endif

TEST(Tensor, saysThatMemoryIsRefused) {
  if (SM_HAS_ASAN)
    GTEST_SKIP() << "skipped: AddressSanitizer needs all addresses";
  uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  rlimit limit;
  ASSERT_EQ(getrlimit(RLIMIT_AS, &limit), 0);
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = static_cast<rlim_t>(pages) * 4096 + (rlim_t{64} << 20);
  ASSERT_EQ(setrlimit(RLIMIT_AS, &limit), 0);
  const StatusOr<Tensor> large = Tensor::allocate(DType::Float, {1 << 28});
  limit.rlim_cur = before;
  ASSERT_EQ(setrlimit(RLIMIT_AS, &limit), 0);
  EXPECT_EQ(large.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(std::string(large.status().message()),
            "out of memory for a tensor float32[268435456] of 1073741824 "
            "bytes");
}

TEST(Tensor, defaultAndMovedFromAreEmpty) {
  Tensor a;
  EXPECT_TRUE(a.isEmpty());
  EXPECT_FALSE(a.isUnique());
  a = ints({2}, {1, 2});
  Tensor b = std::move(a);
  EXPECT_TRUE(a.isEmpty());
  EXPECT_THAT(b.values<int32_t>(), ElementsAre(1, 2));
}

TEST(Tensor, copiesShareUntilOneIsLeft) {
  Tensor a = ints({2}, {1, 2});
  EXPECT_TRUE(a.isUnique());
  {
    Tensor b = a;
    EXPECT_EQ(b.rawData(), a.rawData());
    EXPECT_FALSE(a.isUnique());
  }
  EXPECT_TRUE(a.isUnique());
}

TEST(Tensor, stringsLiveAndDie) {
  const Bytes longText(100, 'x');
  Tensor a = strings({2}, {"short", longText});
  Tensor b = a.reshaped(Shape{2, 1});
  a = Tensor();
  EXPECT_THAT(b.values<Bytes>(), ElementsAre("short", longText));
  EXPECT_EQ(b.numBytes(), 2 * sizeof(Bytes));
  // Memory that held strings comes back as empty strings.
  b = Tensor();
  Tensor c = *Tensor::allocate(DType::String, Shape{2});
  EXPECT_THAT(c.values<Bytes>(), ElementsAre("", ""));
}

TEST(Tensor, wrapsForeignMemory) {
  auto owner = std::make_shared<int>(1);
  std::weak_ptr<int> watch = owner;
  alignas(64) static const float data[4] = {1, 2, 3, 4};
  Tensor t = Tensor::wrap(DType::Float, Shape{2, 2}, data, std::move(owner));
  EXPECT_EQ(t.rawData(), data);
  EXPECT_FALSE(t.isUnique()) << "nobody may write to it";
  Tensor copy = t.reshaped(Shape{4});
  t = Tensor();
  EXPECT_FALSE(watch.expired());
  copy = Tensor();
  EXPECT_TRUE(watch.expired());
}

TEST(Tensor, slicesByRows) {
  Tensor t = ramp({32, 4});
  Tensor aligned = *t.leadingSlice(4, 6);
  EXPECT_EQ(aligned.rawData(), t.data<float>() + 16);
  Tensor copied = *t.leadingSlice(1, 2);
  EXPECT_NE(copied.rawData(), t.data<float>() + 4);
  EXPECT_THAT(copied.values<float>(), ElementsAre(4, 5, 6, 7));
  EXPECT_EQ(t.leadingSlice(3, 3)->shape(), (Shape{0, 4}));
  EXPECT_EQ(t.leadingSlice(3, 33).status().message(),
            "rows [3, 33) are not in a tensor of shape [32,4]");
  EXPECT_FALSE(floats({}, {1}).leadingSlice(0, 0).ok());
  Tensor words = strings({2}, {"a", "b"});
  EXPECT_THAT(words.leadingSlice(1, 2)->values<Bytes>(), ElementsAre("b"));
}

TEST(Tensor, saysItsType) {
  EXPECT_EQ(ints({2, 1}, {1, 2}).typeStr(), "int32[2,1]");
  EXPECT_EQ(strings({}, {"a"}).typeStr(), "string[]");
}

TEST(Tensor, refusesWhatCannotBe) {
  EXPECT_THAT(Tensor::allocate(DType::Float, Shape{int64_t{1} << 40, 1 << 30})
                  .status()
                  .message(),
              HasSubstr("does not fit into this machine's memory"));
  EXPECT_EQ(
      Tensor::allocate(DType::Int8, Shape{int64_t{1} << 50}).status().code(),
      absl::StatusCode::kResourceExhausted);
  EXPECT_FALSE(Tensor::allocate(DType::Float, Shape{-1}).ok());
  EXPECT_EQ(Tensor::allocate(DType::Resource, Shape{}).status().message(),
            "a tensor of resource has no elements in memory");
  EXPECT_FALSE(Tensor::allocate(DType::Invalid, Shape{}).ok());
}

TEST(Buffer, freedMemoryIsUsedAgain) {
  if (SM_HAS_ASAN)
    GTEST_SKIP() << "skipped: a build for AddressSanitizer keeps no memory";
  Buffer::trimCache();
  EXPECT_EQ(Buffer::cachedBytes(), 0u);
  const void *place;
  {
    Tensor t = *Tensor::allocate(DType::Float, Shape{1 << 16});
    place = t.rawData();
  }
  Tensor t = *Tensor::allocate(DType::Float, Shape{(1 << 16) - 5});
  EXPECT_EQ(t.rawData(), place);
  t = Tensor();
  Buffer::trimCache();
  EXPECT_EQ(Buffer::cachedBytes(), 0u);
}

TEST(Buffer, cacheIsBounded) {
  {
    std::vector<Tensor> tensors;
    for (int i = 0; i < 300; ++i)
      tensors.push_back(*Tensor::allocate(DType::Int8, Shape{1 << 20}));
  }
  EXPECT_LE(Buffer::cachedBytes(), size_t{256} << 20);
  Buffer::trimCache();
}

} // namespace
} // namespace sm::runtime
