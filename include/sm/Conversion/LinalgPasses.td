// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Conversions from the stablehlo dialect towards machine code.

#ifndef SM_CONVERSION_LINALGPASSES
#define SM_CONVERSION_LINALGPASSES

include "mlir/Pass/PassBase.td"

#endif // SM_CONVERSION_LINALGPASSES
