// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The cases that make_answers.py wrote, as it describes them.

#ifndef SM_TEST_ORACLE_CASES_H
#define SM_TEST_ORACLE_CASES_H

#include "sm/Format/Numpy.h"
#include "sm/Support/Status.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sm::oracle {

/// One question to TensorFlow, with its answer.
struct Case {
  std::string op;
  std::string name;
  std::string graphPath;
  /// By node name: what placeholders (or the op itself) are fed with.
  std::map<std::string, format::NpyArray> inputs;
  std::vector<std::string> fetches;
  /// By fetch; empty if TensorFlow refuses.
  std::map<std::string, format::NpyArray> expected;
  double rtol = 0, atol = 0;
  bool checkValue = true;
  std::optional<std::pair<double, double>> range; ///< [first, second)
  bool fails = false;
};

/// Reads the case in `folder`.
StatusOr<Case> readCase(const std::string &folder);

/// The cases that this run is about: op to case names, from all.txt of `folder`
/// if `isFull`, else everyday.txt. NotFound if the list is missing.
StatusOr<std::map<std::string, std::vector<std::string>>>
listCases(const std::string &folder, bool isFull);

} // namespace sm::oracle

#endif // SM_TEST_ORACLE_CASES_H
