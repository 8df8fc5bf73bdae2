// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The engine's loop: one instruction after the other, shape functions where a
// kernel asks, memory passed on where a value dies.

#include "Frame.h"

#include "sm/Ops/ShapeFunctions.h"
#include "sm/Runtime/CallTimes.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <chrono>

namespace sm::runtime {

KernelContext::~KernelContext() = default;

namespace {

/// Shape functions look at the values of at most so many elements.
constexpr int64_t kMaxInferenceElements = 1024;

std::optional<ops::IntValues> smallIntegers(const Tensor &tensor) {
  if (tensor.numElements() > kMaxInferenceElements)
    return std::nullopt;
  if (tensor.dtype() == DType::Int64) {
    const auto values = tensor.values<int64_t>();
    return ops::IntValues(values.begin(), values.end());
  }
  if (tensor.dtype() == DType::Int32) {
    const auto values = tensor.values<int32_t>();
    return ops::IntValues(values.begin(), values.end());
  }
  return std::nullopt;
}

bool sameIntegers(const Tensor &tensor,
                  const std::optional<ops::IntValues> &known) {
  if (!known)
    return true; // Too many or no integers: the types, compared before, say so.
  if (tensor.numElements() != static_cast<int64_t>(known->size()))
    return false;
  if (tensor.dtype() == DType::Int32)
    return std::equal(known->begin(), known->end(), tensor.data<int32_t>());
  return std::equal(known->begin(), known->end(), tensor.data<int64_t>());
}

/// Shape functions over the tensors of a frame; notes which values they saw.
class FrameInference final : public ops::InferenceContext {
public:
  FrameInference(const Instruction &instruction, const Tensor *slots)
      : instruction(instruction), slots(slots) {
    types.reserve(instruction.inputs.size());
    for (Slot slot : instruction.inputs)
      types.push_back({slots[slot].dtype(), PartialShape(slots[slot].shape())});
    resetOutputs(static_cast<int>(instruction.outputs.size()));
  }

  int numInputs() const override { return static_cast<int>(types.size()); }
  const ops::TensorType &input(int index) const override {
    return types[index];
  }
  std::optional<ops::IntValues> inputValues(int index) const override {
    std::optional<ops::IntValues> values =
        smallIntegers(slots[instruction.inputs[index]]);
    seen.emplace_back(index, values);
    return values;
  }

  std::vector<std::pair<int, std::optional<ops::IntValues>>> takeSeen() {
    return std::move(seen);
  }

private:
  const Instruction &instruction;
  const Tensor *slots;
  std::vector<ops::TensorType> types;
  mutable std::vector<std::pair<int, std::optional<ops::IntValues>>> seen;
};

/// One instruction of a frame, as its kernel sees it.
class Execution final : public KernelContext {
public:
  Execution(const Instruction &instruction, Tensor *slots,
            InferredTypes &inferred, Session *current)
      : instruction(instruction), slots(slots), inferred(inferred),
        current(current) {}

  int numInputs() const override {
    return static_cast<int>(instruction.inputs.size());
  }
  const Tensor &input(int index) const override {
    return slots[instruction.inputs[index]];
  }
  int numOutputs() const override {
    return static_cast<int>(instruction.outputs.size());
  }
  Session *session() const override { return current; }
  std::string_view node() const override { return instruction.node; }

  StatusOr<const ops::TensorType *> outputType(int index) override {
    SM_RETURN_IF_ERROR(infer());
    return &inferred.outputs[index];
  }

  StatusOr<Tensor *> allocateOutput(int index) override {
    SM_ASSIGN_OR_RETURN(const Shape *shape, inferredShape(index));
    return allocateOutput(index, inferred.outputs[index].dtype, *shape);
  }

  StatusOr<Tensor *> allocateOutput(int index, DType dtype,
                                    const Shape &shape) override {
    Tensor &slot = slots[instruction.outputs[index]];
    SM_ASSIGN_OR_RETURN(slot, Tensor::allocate(dtype, shape));
    return &slot;
  }

  StatusOr<Tensor *> forwardInputOrAllocate(absl::Span<const int> candidates,
                                            int index) override {
    SM_ASSIGN_OR_RETURN(const Shape *shape, inferredShape(index));
    const DType dtype = inferred.outputs[index].dtype;
    Tensor &slot = slots[instruction.outputs[index]];
    for (int candidate : candidates) {
      const Tensor &source = input(candidate);
      if (instruction.lastUse[candidate] && source.isUnique() &&
          source.dtype() == dtype &&
          source.numElements() == shape->numElements()) {
        slot = source.reshaped(*shape);
        return &slot;
      }
    }
    return allocateOutput(index, dtype, *shape);
  }

  void setOutput(int index, Tensor tensor) override {
    slots[instruction.outputs[index]] = std::move(tensor);
  }

  /// Runs the kernel; its outputs are all set if it succeeds.
  Status run() {
    if (!inferred.fits(instruction, slots))
      SM_RETURN_IF_ERROR(check());
    SM_RETURN_IF_ERROR(instruction.kernel->run(instruction.attrs.get(), *this));
    for (size_t i = 0; i < instruction.outputs.size(); ++i)
      if (slots[instruction.outputs[i]].isEmpty())
        return absl::InternalError(
            absl::StrCat("the kernel left output ", i, " without a value"));
    return absl::OkStatus();
  }

private:
  /// Shape functions and kernels rely on the number of arguments and their
  /// element types.
  Status check() {
    inferred.checked = inferred.inferred = false;
    FrameInference view(instruction, slots);
    SM_RETURN_IF_ERROR(ops::checkArguments(*instruction.kernel->op, view));
    inferred.inputs.clear();
    for (Slot slot : instruction.inputs)
      inferred.inputs.emplace_back(slots[slot].dtype(), slots[slot].shape());
    inferred.values.clear();
    inferred.checked = true;
    return absl::OkStatus();
  }

  Status infer() {
    if (inferred.inferred)
      return absl::OkStatus();
    FrameInference view(instruction, slots);
    SM_RETURN_IF_ERROR(
        instruction.kernel->infer(instruction.attrs.get(), view));
    inferred.outputs.clear();
    inferred.shapes.clear();
    for (int i = 0; i < numOutputs(); ++i) {
      inferred.outputs.push_back(view.output(i));
      inferred.shapes.push_back(view.output(i).shape.asShape());
    }
    inferred.values = view.takeSeen();
    inferred.inferred = true;
    return absl::OkStatus();
  }

  StatusOr<const Shape *> inferredShape(int index) {
    SM_RETURN_IF_ERROR(infer());
    const std::optional<Shape> &shape = inferred.shapes[index];
    if (!shape)
      return absl::InternalError(
          absl::StrCat("the shape function leaves output ", index, " as ",
                       inferred.outputs[index].shape.str()));
    return &*shape;
  }

  const Instruction &instruction;
  Tensor *slots;
  InferredTypes &inferred;
  Session *current;
};

/// "Conv2D node 'conv1/Conv2D'".
std::string describe(const Instruction &instruction) {
  std::string text = opName(instruction);
  if (!instruction.node.empty())
    absl::StrAppend(&text, " node '", instruction.node, "'");
  return text;
}

} // namespace

std::string opName(const Instruction &instruction) {
  switch (instruction.kind) {
  case Instruction::Kind::Kernel:
    return std::string(instruction.kernel->op->name);
  case Instruction::Kind::ReadVariable:
    return "ReadVariableOp";
  case Instruction::Kind::AssignVariable:
    return "AssignVariableOp";
  case Instruction::Kind::Region:
    return "region";
  }
  return "";
}

bool InferredTypes::fits(const Instruction &instruction,
                         const Tensor *slots) const {
  if (!checked)
    return false;
  for (size_t i = 0; i < inputs.size(); ++i) {
    const Tensor &tensor = slots[instruction.inputs[i]];
    if (tensor.dtype() != inputs[i].first || tensor.shape() != inputs[i].second)
      return false;
  }
  for (const auto &[index, known] : values)
    if (!sameIntegers(slots[instruction.inputs[index]], known))
      return false;
  return true;
}

Frame::Frame(const Program &program)
    : values(program.numSlots), inferred(program.instructions.size()),
      cells(program.variables.size()) {
  for (const Constant &constant : program.constants)
    values[constant.slot] = constant.value;
}

void RegionProfile::add(const RegionProfile &more) {
  if (!calls) {
    calls = more.calls;
    nanoseconds = more.nanoseconds;
    return;
  }
  if (calls != more.calls)
    return;
  for (size_t i = 0; i < nanoseconds.size(); ++i)
    nanoseconds[i] += more.nanoseconds[i];
}

void Profile::add(const Profile &more) {
  for (size_t i = 0; i < calls.size(); ++i) {
    calls[i] += more.calls[i];
    nanoseconds[i] += more.nanoseconds[i];
    regions[i].add(more.regions[i]);
  }
}

/// Runs code that notes the time of its calls.
static Status runMarkedCode(const RegionCode &code,
                            absl::Span<const Tensor> inputs,
                            absl::Span<Tensor> outputs,
                            RegionProfile &profile) {
  takeCallTimes();
  SM_RETURN_IF_ERROR(runRegionCode(code, inputs, outputs));
  RegionProfile run{code.calls, takeCallTimes()};
  run.nanoseconds.resize(code.calls->size());
  profile.add(run);
  return absl::OkStatus();
}

/// Runs a region's code, or its kernels where these shapes have no code.
static Status runRegion(const Instruction &instruction, Tensor *slots,
                        Session *session, RegionProfile *profile) {
  absl::InlinedVector<Tensor, 4> inputs;
  for (Slot slot : instruction.inputs)
    inputs.push_back(slots[slot]);
  StatusOr<const RegionCode *> code = instruction.region->codeFor(inputs);
  if (code.ok()) {
    absl::InlinedVector<Tensor, 4> outputs(instruction.outputs.size());
    SM_RETURN_IF_ERROR(
        profile && (*code)->calls
            ? runMarkedCode(**code, inputs, absl::MakeSpan(outputs), *profile)
            : runRegionCode(**code, inputs, absl::MakeSpan(outputs)));
    for (size_t i = 0; i < outputs.size(); ++i)
      slots[instruction.outputs[i]] = std::move(outputs[i]);
    return absl::OkStatus();
  }
  if (!absl::IsUnimplemented(code.status()) || !instruction.fallback ||
      !session)
    return code.status();
  SM_ASSIGN_OR_RETURN(std::vector<Tensor> outputs,
                      session->run(*instruction.fallback, inputs));
  for (size_t i = 0; i < outputs.size(); ++i)
    slots[instruction.outputs[i]] = std::move(outputs[i]);
  return absl::OkStatus();
}

Status Frame::run(const Program &program, size_t index, Session *session) {
  const Instruction &instruction = program.instructions[index];
  switch (instruction.kind) {
  case Instruction::Kind::Kernel:
    return Execution(instruction, values.data(), inferred[index], session)
        .run();
  case Instruction::Kind::ReadVariable: {
    SM_ASSIGN_OR_RETURN(values[instruction.outputs[0]],
                        readCell(*cells[instruction.variable],
                                 program.variables[instruction.variable]));
    return absl::OkStatus();
  }
  case Instruction::Kind::AssignVariable:
    return assignCell(*cells[instruction.variable],
                      program.variables[instruction.variable],
                      values[instruction.inputs[0]]);
  case Instruction::Kind::Region:
    return runRegion(instruction, values.data(), session,
                     profile ? &profile->regions[index] : nullptr);
  }
  return absl::InternalError("an instruction of no kind");
}

Status Frame::execute(const Program &program, Session *session) {
  using Clock = std::chrono::steady_clock;
  for (size_t i = 0; i < program.instructions.size(); ++i) {
    const Instruction &instruction = program.instructions[i];
    const Clock::time_point start =
        profile ? Clock::now() : Clock::time_point();
    const Status status = run(program, i, session);
    if (profile) {
      ++profile->calls[i];
      profile->nanoseconds[i] += static_cast<uint64_t>(
          std::chrono::nanoseconds(Clock::now() - start).count());
    }
    if (!status.ok())
      return withContext(status, describe(instruction));
    for (size_t j = 0; j < instruction.inputs.size(); ++j)
      if (instruction.lastUse[j])
        values[instruction.inputs[j]] = Tensor();
    for (size_t j = 0; j < instruction.outputs.size(); ++j)
      if (instruction.unused[j])
        values[instruction.outputs[j]] = Tensor();
  }
  return absl::OkStatus();
}

void Frame::clear(const Program &program) {
  for (const Port &port : program.inputs)
    values[port.slot] = Tensor();
  for (const Instruction &instruction : program.instructions)
    for (Slot slot : instruction.outputs)
      values[slot] = Tensor();
}

} // namespace sm::runtime
