// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Passes on functions of the onnx dialect.

#ifndef SM_TRANSFORMS_ONNXPASSES
#define SM_TRANSFORMS_ONNXPASSES

include "mlir/Pass/PassBase.td"

#endif // SM_TRANSFORMS_ONNXPASSES
