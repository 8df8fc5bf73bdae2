// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The ways of sm from a graph to an answer.

#ifndef SM_TEST_ORACLE_ROADS_H
#define SM_TEST_ORACLE_ROADS_H

#include "Cases.h"

#include "sm/Format/Numpy.h"
#include "sm/Support/Status.h"

#include <map>
#include <string>

namespace sm::oracle {

/// What a road gave.
struct RoadResult {
  std::map<std::string, format::NpyArray> answers; ///< by fetch
  /// Why a result that constants determine was computed at run time; empty if
  /// there is no such result.
  std::string notFolded;
  /// Why kernels ran what was to be machine code; empty if they did not.
  std::string notCompiled;
};

/// A road. Errors are those of sm: what it refuses.
struct Road {
  const char *name;
  StatusOr<RoadResult> (*run)(const Case &entry);
  /// By how much of the largest element answers may be off besides: code adds
  /// in another order than TensorFlow.
  double rounding = 0;
};

/// kernel: the graph as it is. optimised: after the `sm-optimize` pipeline.
/// folded: its inputs are constants, so that nothing is left to run. compiled:
/// machine code for what it can be made of.
inline constexpr int kNumRoads = 4;
extern const Road kRoads[kNumRoads];

} // namespace sm::oracle

#endif // SM_TEST_ORACLE_ROADS_H
