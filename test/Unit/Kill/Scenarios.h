// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What is written, over what, and how one sees what came of it.

#ifndef SM_TEST_UNIT_KILL_SCENARIOS_H
#define SM_TEST_UNIT_KILL_SCENARIOS_H

#include "sm/Support/Status.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace sm::test {

/// The files below `dir` by relative path, with what they hold; folders have a
/// slash at the end.
std::map<std::string, std::string> treeOf(const std::string &dir);

/// What stands at the place after a writer ended, one way or another.
enum class Found {
  /// What was there before: a model, or nothing.
  Old,
  /// The new one, whole, and read by a reader.
  New,
  /// A text with the weights of another, which the reader refuses.
  Refused,
  /// Anything else.
  Broken,
};

/// One thing that is written. Everything happens below a folder of its own.
class Scenario {
public:
  virtual ~Scenario() = default;

  /// Makes the place as it is before writing, with no leftovers.
  virtual void reset() = 0;
  virtual Status write() const = 0;
  /// Looks at the place; `why` says what is broken.
  virtual Found examine(std::string &why) const = 0;
  /// Names beside the place.
  virtual std::vector<std::string> leftovers() const = 0;
  /// "" if the source is as it was.
  virtual std::string sourceDamage() const { return ""; }
  /// True if a killed process may leave Found::Refused.
  virtual bool mayBeRefused() const { return false; }

  std::string name;
};

/// All of them, below the folder `root`.
std::vector<std::unique_ptr<Scenario>> makeScenarios(const std::string &root);

} // namespace sm::test

#endif // SM_TEST_UNIT_KILL_SCENARIOS_H
