// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Writers that are killed at a system call, any of them: whatever stands at
/// the place is whole, and what lies beside it has a staged name.

#include "Scenarios.h"
#include "TracedWriter.h"
#include "sm/Support/StagedOutput.h"
#include "test/Unit/Format/TestFiles.h"

#include <algorithm>
#include <random>
#include <set>

using namespace sm;
using namespace sm::test;

namespace {

/// Kills per scenario in an ordinary run.
constexpr int kSample = 40;

Fate makeCall(const SystemCall &) { return {}; }

bool movesNames(const SystemCall &call) {
  const std::string name = nameOf(call);
  return name == "rename" || name == "renameat" || name == "renameat2";
}

/// The calls to be killed at: all with SM_TEST_FULL=1, else a seeded sample,
/// and always those around a renaming.
std::set<int> chooseCalls(const std::vector<SystemCall> &calls) {
  const int count = static_cast<int>(calls.size());
  std::set<int> chosen;
  std::mt19937 random(20240229);
  const bool takesAll = environment("SM_TEST_FULL") == "1";
  for (int i = 0; i < count; ++i) {
    const bool isNear = movesNames(calls[i]) ||
                        (i > 0 && movesNames(calls[i - 1])) ||
                        (i + 1 < count && movesNames(calls[i + 1]));
    if (takesAll || isNear ||
        static_cast<int>(random() % static_cast<unsigned>(count)) < kSample)
      chosen.insert(i);
  }
  return chosen;
}

void expectWhole(const Scenario &scenario, std::map<Found, int> &counts) {
  std::string why;
  const Found found = scenario.examine(why);
  ++counts[found];
  EXPECT_NE(found, Found::Broken) << why;
  EXPECT_TRUE(found != Found::Refused || scenario.mayBeRefused()) << why;
  for (const std::string &name : scenario.leftovers())
    EXPECT_TRUE(isStagedName(name)) << name;
}

void killEverywhere(Scenario &scenario, int &kills) {
  SCOPED_TRACE(scenario.name);
  scenario.reset();
  const Outcome whole = runTraced([&] { return scenario.write(); }, makeCall);
  ASSERT_TRUE(whole.status) << whole.accident;
  ASSERT_OK(*whole.status);
  std::string why;
  ASSERT_EQ(scenario.examine(why), Found::New) << why;
  ASSERT_TRUE(scenario.leftovers().empty());
  std::map<Found, int> counts;
  const std::set<int> chosen = chooseCalls(whole.calls);
  for (const int index : chosen) {
    SCOPED_TRACE("killed at call " + std::to_string(index) + ", " +
                 nameOf(whole.calls[index]));
    scenario.reset();
    const Outcome outcome = runTraced([&] { return scenario.write(); },
                                      [&](const SystemCall &call) {
                                        return call.index == index
                                                   ? Fate{Fate::Killed, 0, 0}
                                                   : Fate();
                                      });
    EXPECT_EQ(outcome.accident, "");
    // Calls for memory vary by one or two from run to run.
    if (outcome.status)
      EXPECT_GT(index + 3, static_cast<int>(whole.calls.size()));
    else
      ++kills;
    expectWhole(scenario, counts);
  }
  EXPECT_EQ(scenario.sourceDamage(), "");
  std::printf("%s: %d calls, killed at %d: %d old, %d new, %d refused\n",
              scenario.name.c_str(), static_cast<int>(whole.calls.size()),
              static_cast<int>(chosen.size()), counts[Found::Old],
              counts[Found::New], counts[Found::Refused]);
  EXPECT_GT(counts[Found::Old], 0);
}

TEST(Killed, AtAnySystemCall) {
  if (const std::string why = whyNotTraced(); !why.empty())
    GTEST_SKIP() << "skipped: " << why;
  const TempFolder folder;
  int kills = 0;
  for (const auto &scenario : makeScenarios(folder.path("")))
    killEverywhere(*scenario, kills);
  std::printf("%d kills\n", kills);
  EXPECT_GT(kills, 0);
}

} // namespace
