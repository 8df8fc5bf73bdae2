// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Passes on linalg on tensors, on the way to machine code.

#ifndef SM_TRANSFORMS_LINALGPASSES
#define SM_TRANSFORMS_LINALGPASSES

include "mlir/Pass/PassBase.td"

#endif // SM_TRANSFORMS_LINALGPASSES
