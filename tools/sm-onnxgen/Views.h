// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The text of the typed views.

#ifndef SM_TOOLS_SM_ONNXGEN_VIEWS_H
#define SM_TOOLS_SM_ONNXGEN_VIEWS_H

#include <ostream>

namespace sm::onnxgen {

/// Prints the header with a view for every operator that the newest opset of
/// ai.onnx has.
void printViews(std::ostream &os);

} // namespace sm::onnxgen

#endif // SM_TOOLS_SM_ONNXGEN_VIEWS_H
