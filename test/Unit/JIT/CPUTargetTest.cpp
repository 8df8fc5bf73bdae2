// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/JIT/CPUTarget.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sm::jit {
namespace {

using ::testing::HasSubstr;

TEST(CPUTarget, knowsTheHost) {
  const StatusOr<CPUTarget> host = CPUTarget::get("host");
  ASSERT_TRUE(host.ok()) << host.status();
  EXPECT_FALSE(host->cpu.empty());
  EXPECT_NE(host->cpu, "host");
  EXPECT_THAT(host->features, HasSubstr("+"));
}

#if defined(__x86_64__)
TEST(CPUTarget, knowsVectorWidths) {
  for (const auto &[name, bits] :
       {std::pair<const char *, unsigned>{"x86-64", 128},
        {"x86-64-v2", 128},
        {"x86-64-v3", 256},
        {"haswell", 256},
        {"x86-64-v4", 512},
        {"skylake-avx512", 512},
        {"znver5", 512},
        // AVX-512 without its parts for bytes and short vectors.
        {"knl", 256}}) {
    const StatusOr<CPUTarget> target = CPUTarget::get(name);
    ASSERT_TRUE(target.ok()) << target.status();
    EXPECT_EQ(target->vectorBits, bits) << name;
    EXPECT_EQ(target->cpu, name);
  }
}

TEST(CPUTarget, wideVectorsArePreferred) {
  EXPECT_THAT(CPUTarget::get("skylake-avx512")->features,
              HasSubstr("-prefer-256-bit"));
  EXPECT_EQ(CPUTarget::get("haswell")->features, "");
}
#endif

TEST(CPUTarget, refusesUnknownNames) {
  for (const char *name : {"pentium-xii", "", "x86_64_v3", "+avx"}) {
    const StatusOr<CPUTarget> target = CPUTarget::get(name);
    EXPECT_TRUE(absl::IsInvalidArgument(target.status())) << name;
    EXPECT_THAT(target.status().message(),
                HasSubstr("no processor is called '" + std::string(name) +
                          "'; known are host, "));
  }
}

} // namespace
} // namespace sm::jit
