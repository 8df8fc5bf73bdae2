// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Which ops come with TensorFlow, so that all others are custom.

#ifndef SM_LIB_DRIVER_OPS_TENSORFLOWOPS_H
#define SM_LIB_DRIVER_OPS_TENSORFLOWOPS_H

#include <string>
#include <string_view>

namespace sm::driver {

/// True if TensorFlow itself registers an op of that name, or its passes make
/// it (a leading underscore).
bool isTensorFlowOp(std::string_view name);

/// True if neither TensorFlow nor sm's table of ops knows the name.
bool isCustomOp(std::string_view name);

/// Why no node of an op can run, in the words of a refusal; empty if one can.
/// Ops that need no kernel of their own, or that a pass takes apart, can run.
std::string obstacleOf(std::string_view name);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_OPS_TENSORFLOWOPS_H
