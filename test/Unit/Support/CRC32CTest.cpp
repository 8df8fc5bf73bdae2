// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// CRC-32C against the published test vectors (RFC 3720, B.4).

#include "sm/Support/CRC32C.h"

#include <gtest/gtest.h>

#include <string>

using namespace sm;

namespace {

TEST(CRC32C, PublishedVectors) {
  std::string ascending, descending;
  for (int i = 0; i < 32; ++i) {
    ascending.push_back(static_cast<char>(i));
    descending.push_back(static_cast<char>(31 - i));
  }
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aau);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62a8ab43u);
  EXPECT_EQ(crc32c(ascending), 0x46dd794eu);
  EXPECT_EQ(crc32c(descending), 0x113fdb5cu);
  EXPECT_EQ(crc32c(std::string("123456789")), 0xe3069283u);
  EXPECT_EQ(crc32c({}), 0u);
}

TEST(CRC32C, PortableFormAgrees) {
  std::string bytes;
  for (int size = 0; size < 100; ++size) {
    EXPECT_EQ(crc32c(bytes), crc32cPortable(bytes)) << size;
    bytes.push_back(static_cast<char>(size * 37));
  }
}

TEST(CRC32C, LongDataAgrees) {
  std::string bytes(1 << 16, '\0');
  for (size_t i = 0; i < bytes.size(); ++i)
    bytes[i] = static_cast<char>(i * i >> 7);
  for (size_t size : {12287, 12288, 12289, 24576, 30000, 1 << 16}) {
    const std::string part = bytes.substr(0, size);
    EXPECT_EQ(crc32c(part), crc32cPortable(part)) << size;
    EXPECT_EQ(crc32c(part, 0x1234u), crc32cPortable(part, 0x1234u)) << size;
  }
}

TEST(CRC32C, ExtendsOverPieces) {
  const std::string text = "a checkpoint in two pieces";
  for (size_t cut = 0; cut <= text.size(); ++cut) {
    EXPECT_EQ(crc32c(text.substr(cut), crc32c(text.substr(0, cut))),
              crc32c(text));
    EXPECT_EQ(
        crc32cPortable(text.substr(cut), crc32cPortable(text.substr(0, cut))),
        crc32c(text));
  }
}

TEST(CRC32C, MaskIsInvertible) {
  for (uint32_t crc : {0u, 1u, 0xe3069283u, 0xffffffffu}) {
    EXPECT_EQ(unmaskCRC32C(maskCRC32C(crc)), crc);
    EXPECT_NE(maskCRC32C(crc), crc);
  }
}

} // namespace
