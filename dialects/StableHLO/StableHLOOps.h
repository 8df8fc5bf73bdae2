// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// All op classes of the stablehlo dialect, family by family.

#ifndef SM_DIALECTS_STABLEHLO_STABLEHLOOPS_H
#define SM_DIALECTS_STABLEHLO_STABLEHLOOPS_H

#include "dialects/StableHLO/BinaryOps.h"
#include "dialects/StableHLO/ContractionOps.h"
#include "dialects/StableHLO/ControlFlowOps.h"
#include "dialects/StableHLO/MovementOps.h"
#include "dialects/StableHLO/ReductionOps.h"
#include "dialects/StableHLO/UnaryOps.h"

#endif // SM_DIALECTS_STABLEHLO_STABLEHLOOPS_H
