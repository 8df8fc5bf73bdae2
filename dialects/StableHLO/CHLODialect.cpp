// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/StableHLO/CHLODialect.h"

#include "dialects/StableHLO/Inference.h"

#include "mlir/IR/Builders.h"

#include "dialects/StableHLO/CHLODialect.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/StableHLO/CHLOOps.cpp.inc"

void sm::chlo::CHLODialect::initialize() {
  addOperations<
#define GET_OP_LIST
#include "dialects/StableHLO/CHLOOps.cpp.inc"
      >();
}
