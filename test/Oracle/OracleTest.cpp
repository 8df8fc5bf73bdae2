// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Every case that TensorFlow answered, down every road of sm: one test an op.
// SM_ORACLE is the folder of answers, SM_TEST_FULL=1 takes all cases.

#include "Cases.h"
#include "Comparison.h"
#include "Roads.h"

#include "sm/Ops/OpInfo.h"

#include "absl/strings/str_cat.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>

namespace sm::oracle {
namespace {

std::string environment(const char *name) {
  const char *value = std::getenv(name);
  return value ? value : "";
}

const StatusOr<std::map<std::string, std::vector<std::string>>> &cases() {
  static const auto list =
      listCases(environment("SM_ORACLE"), environment("SM_TEST_FULL") == "1");
  return list;
}

std::vector<std::string> opNames() {
  std::vector<std::string> names;
  if (cases().ok())
    for (const auto &[op, list] : *cases())
      names.push_back(op);
  return names;
}

/// Why no road can run the op; empty if they can.
std::string whySkipped(const std::string &op) {
  const ops::OpInfo *info = ops::lookupOp(op);
  if (!info)
    return "no record yet";
  return info->kernel.state == ops::Decision::State::Pending ? "no kernel yet"
                                                             : "";
}

/// Says at the end what was and what was not looked at.
class Summary : public ::testing::Environment {
public:
  struct Count {
    int run = 0, failed = 0;
  };

  void TearDown() override {
    for (int road = 0; road < kNumRoads; ++road)
      std::cout << "road " << kRoads[road].name << ": " << counts[road].run
                << " cases, " << counts[road].failed << " failed\n";
    for (const auto &[reason, text] : skipped)
      std::cout << reason << ":" << text << "\n";
    for (const auto &[reason, text] : kernels)
      std::cout << "run by kernels, " << reason << ":" << text << "\n";
  }

  Count counts[kNumRoads];
  std::map<std::string, std::string> skipped; ///< reason to ops with counts
  std::map<std::string, std::string> kernels; ///< reason to cases
};

Summary &summary() {
  static auto *environment = static_cast<Summary *>(
      ::testing::AddGlobalTestEnvironment(new Summary)); // GoogleTest owns it.
  return *environment;
}

/// Created before the tests start, as GoogleTest asks.
const Summary &registered = summary();

/// What is wrong with the outcome; empty if nothing is.
std::string verdict(const Case &entry, const Road &road,
                    const StatusOr<RoadResult> &result) {
  if (entry.fails) {
    if (result.ok())
      return "must be refused and is not";
    // An op that cannot judge its inputs does not refuse them for what they
    // are.
    const absl::StatusCode code = result.status().code();
    return code == absl::StatusCode::kInternal ||
                   code == absl::StatusCode::kUnknown ||
                   code == absl::StatusCode::kUnimplemented
               ? result.status().ToString()
               : "";
  }
  if (!result.ok())
    return result.status().ToString();
  for (const std::string &fetch : entry.fetches) {
    const auto expected = entry.expected.find(fetch);
    const auto actual = result->answers.find(fetch);
    if (expected == entry.expected.end() || actual == result->answers.end())
      return "there is no answer for " + fetch;
    Case allowed = entry;
    allowed.atol = std::max(entry.atol,
                            road.rounding * largestMagnitude(expected->second));
    std::string text =
        differenceFrom(expected->second, actual->second, allowed);
    if (!text.empty())
      return fetch + ": " + text;
  }
  return result->notFolded;
}

/// A case where a road is right and differs.
struct KnownDifference {
  std::string_view road, op, name, reason;
};
constexpr KnownDifference kKnownDifferences[] = {
    {"compiled", "Erf", "special_float64",
     "TensorFlow's erf of an infinity is NaN in double precision"}};

const KnownDifference *knownDifference(const Road &road, const Case &entry) {
  for (const KnownDifference &known : kKnownDifferences)
    if (known.road == road.name && known.op == entry.op &&
        known.name == entry.name)
      return &known;
  return nullptr;
}

class Oracle : public ::testing::TestWithParam<std::string> {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Oracle);

TEST_P(Oracle, agrees) {
  const std::string &op = GetParam();
  const std::vector<std::string> &names = cases()->at(op);
  if (std::string reason = whySkipped(op); !reason.empty()) {
    absl::StrAppend(&summary().skipped[reason], " ", op, " (", names.size(),
                    names.size() == 1 ? " case)" : " cases)");
    GTEST_SKIP() << reason;
  }
  for (const std::string &name : names) {
    StatusOr<Case> entry =
        readCase(absl::StrCat(environment("SM_ORACLE"), "/", op, "/", name));
    if (!entry.ok()) {
      ADD_FAILURE() << entry.status();
      continue;
    }
    for (int road = 0; road < kNumRoads; ++road) {
      if (const auto *known = knownDifference(kRoads[road], *entry)) {
        absl::StrAppend(&summary().skipped[std::string(known->reason)], " ", op,
                        "/", name);
        continue;
      }
      const StatusOr<RoadResult> result = kRoads[road].run(*entry);
      const std::string wrong = verdict(*entry, kRoads[road], result);
      if (result.ok() && !result->notCompiled.empty())
        absl::StrAppend(&summary().kernels[result->notCompiled], " ", op, "/",
                        name);
      Summary::Count &count = summary().counts[road];
      ++count.run;
      count.failed += !wrong.empty();
      if (!wrong.empty())
        ADD_FAILURE() << op << "/" << name << ", road " << kRoads[road].name
                      << ": " << wrong;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Ops, Oracle, ::testing::ValuesIn(opNames()),
                         [](const ::testing::TestParamInfo<std::string> &info) {
                           return info.param;
                         });

TEST(OracleAnswers, areThere) {
  if (!cases().ok())
    GTEST_SKIP() << "SKIPPED: there are no answers to compare with (set "
                    "SM_ORACLE to the folder that make_answers.py made): "
                 << cases().status().message();
  EXPECT_FALSE(cases()->empty());
}

} // namespace
} // namespace sm::oracle
