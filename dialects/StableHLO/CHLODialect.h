// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The chlo dialect and its ops.

#ifndef SM_DIALECTS_STABLEHLO_CHLODIALECT_H
#define SM_DIALECTS_STABLEHLO_CHLODIALECT_H

#include "dialects/StableHLO/StableHLODialect.h"

#include "dialects/StableHLO/CHLODialect.h.inc"

#define GET_OP_CLASSES
#include "dialects/StableHLO/CHLOOps.h.inc"

#endif // SM_DIALECTS_STABLEHLO_CHLODIALECT_H
