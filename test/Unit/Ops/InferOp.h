// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Runs the shape function of an op by its name, on made-up inputs, and writes
/// the outcome as text.

#ifndef SM_TEST_UNIT_OPS_INFEROP_H
#define SM_TEST_UNIT_OPS_INFEROP_H

#include "sm/Ops/Attributes.h"
#include "sm/Ops/Inference.h"

#include <optional>
#include <string>
#include <vector>

namespace sm::ops {

/// An unknown dimension or element, as in "[2,?]".
constexpr int64_t unknown = kUnknownDim;

/// An input: its type and, where given, its value.
struct Input {
  TensorType type;
  std::optional<IntValues> values = std::nullopt;
};

inline Input f32(PartialShape shape) { return {{DType::Float, shape}}; }
inline Input i32(PartialShape shape) { return {{DType::Int32, shape}}; }
inline Input boolean(PartialShape shape) { return {{DType::Bool, shape}}; }
inline Input text(PartialShape shape) { return {{DType::String, shape}}; }
inline PartialShape anyRank() { return PartialShape::unranked(); }
inline PartialShape rank0() { return PartialShape::scalar(); }
/// A constant int32 vector.
inline Input vector(IntValues values) {
  return {{DType::Int32, {static_cast<int64_t>(values.size())}}, values};
}
/// A constant int32 matrix of two columns.
inline Input pairs(IntValues values) {
  return {{DType::Int32, {static_cast<int64_t>(values.size()) / 2, 2}}, values};
}
/// A constant int32 scalar.
inline Input scalar(int64_t value) {
  return {{DType::Int32, PartialShape::scalar()}, IntValues{value}};
}

/// The inferred types, "float32[2,?] int64[]", or "error: " and the message.
/// The arguments are checked first, as every caller of a shape function does.
std::string infer(const std::string &op, std::vector<Input> inputs,
                  AttrMap attrs = {}, int outputs = 1);

} // namespace sm::ops

#endif // SM_TEST_UNIT_OPS_INFEROP_H
