// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Tensors and single ops for tests.

#ifndef SM_TEST_UNIT_RUNTIME_TENSORS_H
#define SM_TEST_UNIT_RUNTIME_TENSORS_H

#include "sm/Ops/OpInfo.h"
#include "sm/Runtime/Program.h"
#include "sm/Runtime/Session.h"
#include "sm/Support/Half.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace sm::runtime {

template <typename T>
Tensor tensor(DType dtype, const Shape &shape, const std::vector<T> &values) {
  Tensor result = *Tensor::allocate(dtype, shape);
  std::copy(values.begin(), values.end(), result.mutableData<T>());
  return result;
}
inline Tensor floats(const Shape &shape, const std::vector<float> &values) {
  return tensor(DType::Float, shape, values);
}
inline Tensor doubles(const Shape &shape, const std::vector<double> &values) {
  return tensor(DType::Double, shape, values);
}
inline Tensor ints(const Shape &shape, const std::vector<int32_t> &values) {
  return tensor(DType::Int32, shape, values);
}
inline Tensor longs(const Shape &shape, const std::vector<int64_t> &values) {
  return tensor(DType::Int64, shape, values);
}
inline Tensor strings(const Shape &shape, const std::vector<Bytes> &values) {
  return tensor(DType::String, shape, values);
}
inline Tensor halves(const Shape &shape, const std::vector<float> &values) {
  std::vector<uint16_t> bits;
  for (float value : values)
    bits.push_back(floatToHalf(value));
  return tensor(DType::Half, shape, bits);
}
inline Tensor bfloats(const Shape &shape, const std::vector<float> &values) {
  std::vector<uint16_t> bits;
  for (float value : values)
    bits.push_back(floatToBFloat16(value));
  return tensor(DType::BFloat16, shape, bits);
}
/// start, start + step, ...
inline Tensor ramp(const Shape &shape, float start = 0, float step = 1) {
  std::vector<float> values;
  for (int64_t i = 0; i < shape.numElements(); ++i)
    values.push_back(start + step * static_cast<float>(i));
  return floats(shape, values);
}

template <typename T>
std::vector<T> valuesOf(const Tensor &tensor) {
  return std::vector<T>(tensor.data<T>(),
                        tensor.data<T>() + tensor.numElements());
}
/// The elements of any floating point type.
std::vector<float> asFloats(const Tensor &tensor);

/// Runs op `name` once and returns all outputs.
StatusOr<std::vector<Tensor>> runAll(const std::string &name,
                                     const ops::AttrMap &attrs,
                                     const std::vector<Tensor> &inputs,
                                     int numOutputs);
/// Runs an op of one output; a failure fails the test and gives an empty
/// tensor.
Tensor run(const std::string &name, const std::vector<Tensor> &inputs,
           const ops::AttrMap &attrs = {});
/// The message of the error that the op gives; fails the test if it succeeds.
std::string errorOf(const std::string &name, const std::vector<Tensor> &inputs,
                    const ops::AttrMap &attrs = {}, int numOutputs = 1);

/// A program of kernels, put together slot by slot.
class ProgramBuilder {
public:
  Slot input(const std::string &name, DType dtype, PartialShape shape);
  Slot constant(Tensor value);
  /// Adds op `name`; returns its first output's slot.
  Slot op(const std::string &name, const std::vector<Slot> &inputs,
          const ops::AttrMap &attrs = {}, int numOutputs = 1);
  int variable(const std::string &name, DType dtype, PartialShape shape,
               std::function<StatusOr<Tensor>()> initialValue = nullptr);
  Slot read(int variable);
  void assign(int variable, Slot value);
  void output(Slot slot, const std::string &name = "y");
  /// Finishes; a failure fails the test.
  Program build();

  Program program;
};

} // namespace sm::runtime

#endif // SM_TEST_UNIT_RUNTIME_TENSORS_H
