// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Element types, shapes, status, variable-length integers, mapped files.

#include "sm/Support/DType.h"
#include "sm/Support/MappedFile.h"
#include "sm/Support/Shape.h"
#include "sm/Support/Status.h"
#include "sm/Support/Varint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <limits>
#include <sys/stat.h>
#include <unistd.h>

using namespace sm;
using testing::HasSubstr;

namespace {

TEST(DType, NumbersNamesAndSizes) {
  EXPECT_EQ(dtypeFromNumber(1), DType::Float);
  EXPECT_EQ(dtypeFromNumber(101), static_cast<DType>(101));
  for (const int number : {0, -1, 34, 99, 100, 134, 200, 300})
    EXPECT_FALSE(dtypeFromNumber(number)) << number;
  EXPECT_EQ(dtypeName(DType::Half), "float16");
  EXPECT_EQ(dtypeName(static_cast<DType>(101)), "float32_ref");
  EXPECT_EQ(dtypeProtoName(DType::Half), "DT_HALF");
  EXPECT_EQ(dtypeProtoName(static_cast<DType>(107)), "DT_STRING_REF");
  for (int number = 1; number <= 133; ++number) {
    if (number > 33 && number <= 100)
      continue;
    const DType dtype = *dtypeFromNumber(number);
    EXPECT_EQ(dtypeFromName(dtypeName(dtype)), dtype);
    EXPECT_EQ(dtypeSize(dtype), dtypeSize(removeRef(dtype)));
  }
  EXPECT_FALSE(dtypeFromName("float"));
  EXPECT_FALSE(dtypeFromName("_ref"));
  EXPECT_EQ(dtypeSize(DType::Complex128), 16u);
  EXPECT_EQ(dtypeSize(DType::Int4), 1u);
  EXPECT_EQ(dtypeSize(DType::String), 0u);
  EXPECT_TRUE(isFloatingDType(DType::BFloat16));
  EXPECT_FALSE(isFloatingDType(DType::Float8E5M2));
  EXPECT_TRUE(isIntegerDType(DType::UInt64));
  EXPECT_FALSE(isIntegerDType(DType::Bool));
  EXPECT_TRUE(isComplexDType(DType::Complex64));
}

TEST(Shape, TextAndElements) {
  EXPECT_EQ(Shape({2, 3}).str(), "[2,3]");
  EXPECT_EQ(Shape().str(), "[]");
  EXPECT_EQ(Shape().numElements(), 1);
  EXPECT_EQ(checkedNumElements({}), 1);
  EXPECT_EQ(checkedNumElements({2, 0, 3}), 0);
  EXPECT_FALSE(checkedNumElements({2, -1}));
  constexpr int64_t kHuge = int64_t{1} << 40;
  EXPECT_FALSE(checkedNumElements({kHuge, kHuge}));
  EXPECT_FALSE(checkedNumElements({0, kHuge, kHuge}));
  EXPECT_FALSE(checkedNumElements({kHuge, kHuge, 0}));
}

TEST(Status, ContextGoesInFront) {
  const Status inner = absl::NotFoundError("no such key");
  EXPECT_EQ(withContext(inner, "f.index").message(), "f.index: no such key");
  EXPECT_EQ(withContext(inner, "f.index").code(), inner.code());
  EXPECT_TRUE(withContext(absl::OkStatus(), "f").ok());
}

TEST(Varint, RoundTrip) {
  for (const uint64_t value :
       {uint64_t{0}, uint64_t{127}, uint64_t{128}, uint64_t{300},
        uint64_t{1} << 32, std::numeric_limits<uint64_t>::max()}) {
    std::string bytes;
    appendVarint64(bytes, value);
    std::string_view input = bytes;
    EXPECT_EQ(takeVarint64(input), value);
    EXPECT_TRUE(input.empty());
    input = bytes;
    if (value >> 32 == 0) {
      EXPECT_EQ(takeVarint32(input), value);
    } else {
      EXPECT_FALSE(takeVarint32(input));
      EXPECT_EQ(input.size(), bytes.size());
    }
    for (size_t cut = 0; cut < bytes.size(); ++cut) {
      std::string_view shorter = std::string_view(bytes).substr(0, cut);
      EXPECT_FALSE(takeVarint64(shorter));
    }
  }
  std::string_view tooLong = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02";
  EXPECT_FALSE(takeVarint64(tooLong));
  std::string fixed;
  appendFixed32(fixed, 0x01020304u);
  appendFixed64(fixed, 0x0102030405060708u);
  EXPECT_EQ(fixed[0], 4);
  EXPECT_EQ(loadFixed32(fixed), 0x01020304u);
  EXPECT_EQ(loadFixed64(std::string_view(fixed).substr(4)),
            0x0102030405060708u);
}

class MappedFileTest : public testing::Test {
protected:
  std::string path =
      testing::TempDir() + "/sm-mapped-file-" + std::to_string(getpid());
  void SetUp() override { std::remove(path.c_str()); }
  void TearDown() override { std::remove(path.c_str()); }
};

TEST_F(MappedFileTest, HoldsTheBytes) {
  std::ofstream(path) << "hello";
  auto file = MappedFile::open(path);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ((*file)->text(), "hello");
  EXPECT_EQ((*file)->name(), path);
  std::remove(path.c_str()); // The mapping outlives the name.
  EXPECT_EQ((*file)->bytes()[4], 'o');
}

TEST_F(MappedFileTest, EmptyFileIsFine) {
  std::ofstream(path).flush();
  auto file = MappedFile::open(path);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ((*file)->size(), 0u);
}

TEST_F(MappedFileTest, Errors) {
  const Status missing = MappedFile::open(path).status();
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(missing.message()), HasSubstr(path));
  const Status folder = MappedFile::open(testing::TempDir()).status();
  EXPECT_EQ(folder.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(folder.message()), HasSubstr("is a folder"));
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const Status pipe = MappedFile::open(path).status();
  EXPECT_EQ(pipe.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(pipe.message()), HasSubstr("not a regular file"));
  std::remove(path.c_str());
  std::ofstream(path) << "secret";
  ASSERT_EQ(::chmod(path.c_str(), 0), 0);
  if (::geteuid() == 0)
    return; // Nothing is forbidden to root.
  const Status forbidden = MappedFile::open(path).status();
  EXPECT_EQ(forbidden.code(), absl::StatusCode::kPermissionDenied);
}

} // namespace
