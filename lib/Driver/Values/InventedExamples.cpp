// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Finds where a program parses tf.Examples, and makes some up that have what
/// it asks for.

#include "lib/Driver/Values/InventedExamples.h"

#include "sm/Format/Proto/example.pb.h"
#include "sm/Format/SavedModelWriter.h"

#include "absl/strings/str_cat.h"

#include <optional>
#include <string_view>

namespace sm::driver {
namespace {

using runtime::Constant;
using runtime::Instruction;
using runtime::Program;
using runtime::Slot;
using runtime::Tensor;

/// Values that one example may have in all; models ask for far fewer.
constexpr int64_t kMaxValues = int64_t{1} << 24;

std::string_view opOf(const Instruction &step) {
  return step.kernel ? step.kernel->op->name : std::string_view();
}

/// What ParseExample's operands are: of its inputs, two come first, then
/// `numSparse` keys, `numDense` keys and as many defaults.
class ParseStep {
public:
  ParseStep(const Program &program, const Instruction &step)
      : program(program), step(step) {
    const auto inputs = static_cast<int64_t>(step.inputs.size()) - 2;
    const auto outputs = static_cast<int64_t>(step.outputs.size());
    numSparse = (2 * outputs - inputs) / 5;
    numDense = outputs - 3 * numSparse;
  }

  std::vector<DenseFeature> features() const {
    std::vector<DenseFeature> result;
    std::vector<PartialShape> shapes;
    if (!ops::readAttr(step.attributes, "dense_shapes", false, shapes).ok() ||
        static_cast<int64_t>(shapes.size()) != numDense)
      return result;
    for (int64_t i = 0; i < numDense; ++i) {
      const Tensor *key = constant(2 + numSparse + i);
      const Tensor *value = constant(2 + numSparse + numDense + i);
      const std::optional<int64_t> count = numValues(shapes[i]);
      if (key && value && count && key->dtype() == DType::String &&
          key->numElements() == 1)
        result.push_back(
            {std::string(key->data<Bytes>()[0]), value->dtype(), *count});
    }
    return result;
  }

private:
  const Tensor *constant(int64_t input) const {
    const Slot slot = step.inputs[static_cast<size_t>(input)];
    for (const Constant &constant : program.constants)
      if (constant.slot == slot)
        return &constant.value;
    return nullptr;
  }

  static std::optional<int64_t> numValues(const PartialShape &shape) {
    if (!shape.hasRank())
      return std::nullopt;
    std::vector<int64_t> dims(shape.dims().begin(), shape.dims().end());
    for (int64_t &dim : dims)
      dim = dim < 0 ? 1 : dim;
    const std::optional<int64_t> count = checkedNumElements(dims);
    return count && *count <= kMaxValues ? count : std::nullopt;
  }

  const Program &program;
  const Instruction &step;
  int64_t numSparse = 0, numDense = 0;
};

/// The value that `slot` is a copy of, perhaps in another shape.
Slot originOf(const Program &program, Slot slot) {
  for (auto step = program.instructions.rbegin();
       step != program.instructions.rend(); ++step) {
    const std::string_view op = opOf(*step);
    if ((op == "Identity" || op == "Reshape" || op == "ExpandDims" ||
         op == "Squeeze") &&
        step->outputs.front() == slot)
      slot = step->inputs.front();
  }
  return slot;
}

float nextFloat(std::mt19937_64 &random) {
  return static_cast<float>(random() >> 40) * 0x1p-24f;
}

} // namespace

std::map<Slot, std::vector<DenseFeature>> parsedInputs(const Program &program) {
  std::map<Slot, std::vector<DenseFeature>> result;
  for (const Instruction &step : program.instructions) {
    if (opOf(step) != "ParseExample")
      continue;
    std::vector<DenseFeature> &features =
        result[originOf(program, step.inputs.front())];
    for (DenseFeature &feature : ParseStep(program, step).features())
      features.push_back(std::move(feature));
  }
  return result;
}

Bytes inventExample(const std::vector<DenseFeature> &features,
                    std::mt19937_64 &random) {
  tensorflow::Example example;
  auto &map = *example.mutable_features()->mutable_feature();
  for (const DenseFeature &wanted : features) {
    // Two steps may parse the same feature.
    if (map.count(wanted.name))
      continue;
    tensorflow::Feature &feature = map[wanted.name];
    for (int64_t i = 0; i < wanted.numValues; ++i)
      if (wanted.dtype == DType::Float)
        feature.mutable_float_list()->add_value(nextFloat(random));
      else if (wanted.dtype == DType::Int64)
        feature.mutable_int64_list()->add_value(
            static_cast<int64_t>(random() & 1));
      else
        feature.mutable_bytes_list()->add_value(
            absl::StrCat("sample text ", i));
  }
  return format::serialize(example);
}

} // namespace sm::driver
