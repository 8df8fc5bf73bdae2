// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Passes on functions of the stablehlo dialect.

#ifndef SM_TRANSFORMS_STABLEHLOPASSES
#define SM_TRANSFORMS_STABLEHLOPASSES

include "mlir/Pass/PassBase.td"

#endif // SM_TRANSFORMS_STABLEHLOPASSES
