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

TEST(CPUTarget, knowsWhatCodeNeeds) {
  using ::testing::Contains;
  using ::testing::Not;
  const CPUTarget v2 = CPUTarget::get("x86-64-v2").value();
  EXPECT_THAT(v2.extensions, Contains("sse4.2"));
  EXPECT_THAT(v2.extensions, Not(Contains("avx")));
  const CPUTarget v3 = CPUTarget::get("x86-64-v3").value();
  EXPECT_THAT(v3.extensions, Contains("avx2"));
  EXPECT_THAT(v3.extensions, Not(Contains("avx512f")));
  const CPUTarget v4 = CPUTarget::get("x86-64-v4").value();
  EXPECT_THAT(v4.extensions, Contains("avx512vl"));
  EXPECT_THAT(v4.extensions, Not(Contains("avx512vbmi")));
}

TEST(CPUTarget, hostCodeRunsHere) {
  EXPECT_EQ(CPUTarget::get("host").value().checkRunsHere(), absl::OkStatus());
  EXPECT_EQ(CPUTarget::get("x86-64").value().checkRunsHere(), absl::OkStatus());
}

TEST(CPUTarget, saysWhatThisProcessorLacks) {
  // No processor has both: AVX-512 with its half floats is Intel's, fma4 AMD's.
  const Status bulldozer = CPUTarget::get("bdver2").value().checkRunsHere(),
               rapids =
                   CPUTarget::get("sapphirerapids").value().checkRunsHere();
  EXPECT_FALSE(bulldozer.ok() && rapids.ok());
  if (!bulldozer.ok()) {
    EXPECT_TRUE(absl::IsInvalidArgument(bulldozer));
    EXPECT_THAT(
        bulldozer.message(),
        HasSubstr("this processor cannot run code for bdver2: it lacks "));
    EXPECT_THAT(bulldozer.message(), HasSubstr("fma4"));
  }
}

TEST(CPUTarget, refusesProcessorsOf32Bits) {
  for (const char *name : {"i386", "i686", "pentium4"}) {
    const Status status = CPUTarget::get(name).status();
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << name;
    EXPECT_THAT(status.message(),
                HasSubstr("no 64-bit processor is called '" +
                          std::string(name) + "'; known are host, "));
    EXPECT_THAT(status.message(), HasSubstr(" x86-64-v3,"));
    EXPECT_THAT(status.message(), ::testing::Not(HasSubstr(" i386")));
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
