// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Kernel functions as text, for tests of what becomes of them.

#ifndef SM_TEST_UNIT_LINALGTOVECTOR_KERNELTEXT_H
#define SM_TEST_UNIT_LINALGTOVECTOR_KERNELTEXT_H

#include <cstdint>
#include <string>
#include <vector>

namespace sm::testing {

using Dims = std::vector<int64_t>;

/// A tensor value of a kernel under construction.
struct TensorValue {
  std::string name;
  Dims shape;
  std::string element;

  std::string type() const;
};

/// Puts a kernel together op by op.
class KernelText {
public:
  explicit KernelText(std::string name) : name(std::move(name)) {}

  TensorValue input(Dims shape, const std::string &element = "f32");
  TensorValue empty(Dims shape, const std::string &element = "f32");
  TensorValue fill(const std::string &value, Dims shape,
                   const std::string &element = "f32");
  /// linalg.generic: `dims` like "m, n, k", `kinds` a letter p or r for each,
  /// `maps` one for each of `inputs` and `inits`; the body names its arguments
  /// %b0, %b1, ... Returns one value for each of `inits`.
  std::vector<TensorValue> generic(const std::string &dims,
                                   const std::string &kinds,
                                   const std::vector<TensorValue> &inputs,
                                   const std::vector<TensorValue> &inits,
                                   const std::vector<std::string> &maps,
                                   const std::string &body);
  TensorValue collapse(const TensorValue &value, const std::string &groups,
                       Dims shape);
  /// The first elements of `value`.
  TensorValue head(const TensorValue &value, Dims shape);
  TensorValue insert(const TensorValue &value, const TensorValue &into,
                     const Dims &offsets);
  void output(const TensorValue &value, const std::string &layout = "");

  /// The function, with the attribute sm.kernel.
  std::string text() const;

  std::string name;
  /// Types of the arguments, as memrefs, in order; the outputs are last.
  std::vector<std::string> argumentTypes;
  /// Element type and number of elements that each argument spans.
  struct Argument {
    std::string element;
    int64_t elements = 0;
    bool isOutput = false;
  };
  std::vector<Argument> arguments;

private:
  std::string next() { return "%v" + std::to_string(count++); }

  std::string body;
  unsigned count = 0;
};

/// "[1, 2, 3]" without the brackets.
std::string join(const Dims &values);

} // namespace sm::testing

#endif // SM_TEST_UNIT_LINALGTOVECTOR_KERNELTEXT_H
