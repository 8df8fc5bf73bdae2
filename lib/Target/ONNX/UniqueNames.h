// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#ifndef SM_LIB_TARGET_ONNX_UNIQUENAMES_H
#define SM_LIB_TARGET_ONNX_UNIQUENAMES_H

#include <string>
#include <unordered_map>
#include <unordered_set>

namespace sm::target {

/// Names of one name space, given out once.
class UniqueNames {
public:
  bool isTaken(const std::string &name) const { return taken.count(name) > 0; }

  /// `wanted`, or that with the first free number behind it.
  std::string take(const std::string &wanted) {
    std::string name = wanted;
    // Counters stay, so that many equal names do not search each time.
    while (!taken.insert(name).second)
      name = wanted + "_" + std::to_string(++counters[wanted]);
    return name;
  }

private:
  std::unordered_set<std::string> taken;
  std::unordered_map<std::string, int> counters;
};

} // namespace sm::target

#endif // SM_LIB_TARGET_ONNX_UNIQUENAMES_H
