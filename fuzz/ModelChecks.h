// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Everything below MLIR that reads a parsed model.

#ifndef SM_FUZZ_MODELCHECKS_H
#define SM_FUZZ_MODELCHECKS_H

#include "sm/Format/SavedModel.h"

#include <memory>

namespace tensorflow {
class SavedModel;
} // namespace tensorflow

namespace sm::fuzz {

/// Calls every reader of `model`; what they answer does not matter.
void readWhole(std::shared_ptr<tensorflow::SavedModel> model);

} // namespace sm::fuzz

#endif // SM_FUZZ_MODELCHECKS_H
