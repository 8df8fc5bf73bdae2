// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Shapes of inputs as the command line gives them: tf2onnx's lists of tensors
/// for `sm convert`, and for `sm compile` and `sm show` sets of shapes,
///   KEY=DIM,DIM,...;KEY=DIM,...
/// where DIM is a number, or -1 or ? for an unknown one, nothing behind the `=`
/// is a scalar, and blanks around keys, dimensions and sets do not count. One
/// --shape is one set; `sm compile` takes several.

#ifndef SM_LIB_DRIVER_FLAGS_SHAPESYNTAX_H
#define SM_LIB_DRIVER_FLAGS_SHAPESYNTAX_H

#include "sm/Support/Status.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sm::driver {

/// Dimensions; -1 is unknown.
using Dims = std::vector<int64_t>;

/// A tensor's name, with a shape if one is given.
struct TensorSpec {
  std::string name;
  std::optional<Dims> shape;
};

/// Parses tf2onnx's `a:0[1,-1],b:0`: names at commas, each perhaps with
/// dimensions in brackets. InvalidArgument for an empty name, a bracket without
/// its other half, and what is no dimension.
StatusOr<std::vector<TensorSpec>> parseTensorSpecs(std::string_view text);

/// Parses `x=1,224,224,3;y=1,10`: one set of shapes, by key. InvalidArgument as
/// above, and for a key that is given twice.
StatusOr<std::vector<std::pair<std::string, Dims>>>
parseShapes(std::string_view text);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_FLAGS_SHAPESYNTAX_H
