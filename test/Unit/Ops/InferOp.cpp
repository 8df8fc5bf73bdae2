// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Runs the shape function of an op by its name.

#include "InferOp.h"

#include "sm/Ops/OpInfo.h"
#include "sm/Ops/ShapeFunctions.h"

namespace sm::ops {

namespace {

class MadeUpContext : public InferenceContext {
public:
  explicit MadeUpContext(std::vector<Input> inputs)
      : inputs(std::move(inputs)) {}

  int numInputs() const override { return static_cast<int>(inputs.size()); }
  const TensorType &input(int index) const override {
    return inputs[index].type;
  }
  std::optional<IntValues> inputValues(int index) const override {
    return inputs[index].values;
  }

private:
  std::vector<Input> inputs;
};

} // namespace

std::string infer(const std::string &op, std::vector<Input> inputs,
                  AttrMap attrs, int outputs) {
  const OpInfo *info = lookupOp(op);
  if (!info)
    return "no op " + op;
  MadeUpContext context(std::move(inputs));
  context.resetOutputs(outputs);
  Status status = checkArguments(*info, context);
  if (status.ok())
    status = info->infer(attrs, context);
  if (!status.ok())
    return "error: " + std::string(status.message());
  std::string result;
  for (int i = 0; i < outputs; ++i)
    result += (i > 0 ? " " : "") + dtypeName(context.output(i).dtype) +
              context.output(i).shape.str();
  return result;
}

} // namespace sm::ops
