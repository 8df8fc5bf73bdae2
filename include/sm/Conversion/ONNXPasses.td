// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Conversions to the onnx dialect.

#ifndef SM_CONVERSION_ONNXPASSES
#define SM_CONVERSION_ONNXPASSES

include "mlir/Pass/PassBase.td"

#endif // SM_CONVERSION_ONNXPASSES
