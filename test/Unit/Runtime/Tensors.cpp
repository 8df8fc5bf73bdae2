// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Running single ops and putting programs together.

#include "Tensors.h"

namespace sm::runtime {

std::vector<float> asFloats(const Tensor &tensor) {
  std::vector<float> result;
  for (int64_t i = 0; i < tensor.numElements(); ++i) {
    switch (tensor.dtype()) {
    case DType::Half:
      result.push_back(halfToFloat(tensor.data<uint16_t>()[i]));
      break;
    case DType::BFloat16:
      result.push_back(bfloat16ToFloat(tensor.data<uint16_t>()[i]));
      break;
    case DType::Double:
      result.push_back(static_cast<float>(tensor.data<double>()[i]));
      break;
    default:
      result.push_back(tensor.data<float>()[i]);
    }
  }
  return result;
}

StatusOr<std::vector<Tensor>> runAll(const std::string &name,
                                     const ops::AttrMap &attrs,
                                     const std::vector<Tensor> &inputs,
                                     int numOutputs) {
  const KernelInfo *kernel = lookupKernel(name);
  if (!kernel)
    return absl::NotFoundError("no kernel " + name);
  return evaluate(*kernel, attrs, inputs, numOutputs);
}

Tensor run(const std::string &name, const std::vector<Tensor> &inputs,
           const ops::AttrMap &attrs) {
  StatusOr<std::vector<Tensor>> outputs = runAll(name, attrs, inputs, 1);
  if (!outputs.ok()) {
    ADD_FAILURE() << outputs.status();
    return floats({0}, {});
  }
  return (*outputs)[0];
}

std::string errorOf(const std::string &name, const std::vector<Tensor> &inputs,
                    const ops::AttrMap &attrs, int numOutputs) {
  StatusOr<std::vector<Tensor>> outputs =
      runAll(name, attrs, inputs, numOutputs);
  EXPECT_FALSE(outputs.ok()) << name << " should have failed";
  return std::string(outputs.status().message());
}

Slot ProgramBuilder::input(const std::string &name, DType dtype,
                           PartialShape shape) {
  program.inputs.push_back({name, {dtype, shape}, program.numSlots});
  return program.numSlots++;
}

Slot ProgramBuilder::constant(Tensor value) {
  program.constants.push_back({program.numSlots, std::move(value)});
  return program.numSlots++;
}

Slot ProgramBuilder::op(const std::string &name,
                        const std::vector<Slot> &inputs,
                        const ops::AttrMap &attrs, int numOutputs) {
  Instruction instruction;
  instruction.kernel = lookupKernel(name);
  if (!instruction.kernel) {
    ADD_FAILURE() << "no kernel " << name;
    return 0;
  }
  auto parsed = instruction.kernel->parseAttrs(attrs);
  if (!parsed.ok())
    ADD_FAILURE() << parsed.status();
  else
    instruction.attrs = *parsed;
  instruction.inputs.assign(inputs.begin(), inputs.end());
  instruction.node = "node" + std::to_string(program.instructions.size());
  const Slot first = program.numSlots;
  for (int i = 0; i < numOutputs; ++i)
    instruction.outputs.push_back(program.numSlots++);
  program.instructions.push_back(std::move(instruction));
  return first;
}

int ProgramBuilder::variable(const std::string &name, DType dtype,
                             PartialShape shape,
                             std::function<StatusOr<Tensor>()> initialValue) {
  program.variables.push_back({name, {dtype, shape}, std::move(initialValue)});
  return static_cast<int>(program.variables.size()) - 1;
}

Slot ProgramBuilder::read(int variable) {
  Instruction instruction;
  instruction.kind = Instruction::Kind::ReadVariable;
  instruction.variable = variable;
  instruction.node = "read";
  instruction.outputs.push_back(program.numSlots);
  program.instructions.push_back(std::move(instruction));
  return program.numSlots++;
}

void ProgramBuilder::assign(int variable, Slot value) {
  Instruction instruction;
  instruction.kind = Instruction::Kind::AssignVariable;
  instruction.variable = variable;
  instruction.node = "assign";
  instruction.inputs.push_back(value);
  program.instructions.push_back(std::move(instruction));
}

void ProgramBuilder::output(Slot slot, const std::string &name) {
  program.outputs.push_back({name, {}, slot});
}

Program ProgramBuilder::build() {
  const Status status = program.finish();
  EXPECT_TRUE(status.ok()) << status;
  return program;
}

} // namespace sm::runtime
