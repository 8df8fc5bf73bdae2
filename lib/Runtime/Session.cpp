// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What lasts from run to run: variables, random streams, and frames to use
// again.

#include "sm/Runtime/Session.h"

#include "Denormals.h"
#include "Frame.h"

#include "absl/container/flat_hash_map.h"
#include "absl/container/node_hash_map.h"
#include "absl/strings/str_cat.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <random>
#include <tuple>

namespace sm::runtime {

/// Programs whose frames are kept, and frames kept for each.
static constexpr size_t kMaxPrograms = 64;
static constexpr size_t kMaxFrames = 16;

struct Session::State {
  std::mutex mutex; ///< guards the maps, not the cells
  absl::node_hash_map<std::string, VariableCell> cells;
  absl::flat_hash_map<uint64_t, std::vector<std::unique_ptr<Frame>>> frames;
  std::map<std::tuple<std::string, int64_t, int64_t>, RandomStream> streams;
  uint64_t seed = 0;
  std::atomic<bool> profiling{false};
  absl::flat_hash_map<uint64_t, Profile> profiles; ///< by program

  VariableCell &cell(const std::string &name) { return cells[name]; }

  std::unique_ptr<Frame> takeFrame(const Program &program) {
    std::lock_guard<std::mutex> lock(mutex);
    if (auto it = frames.find(program.id);
        it != frames.end() && !it->second.empty()) {
      std::unique_ptr<Frame> frame = std::move(it->second.back());
      it->second.pop_back();
      return frame;
    }
    auto frame = std::make_unique<Frame>(program);
    for (size_t i = 0; i < program.variables.size(); ++i)
      frame->cells[i] = &cell(program.variables[i].name);
    return frame;
  }

  void addProfile(const Program &program, const Profile &profile) {
    if (profiles.size() >= kMaxPrograms && !profiles.contains(program.id))
      return;
    profiles.try_emplace(program.id, program).first->second.add(profile);
  }

  void giveFrame(const Program &program, std::unique_ptr<Frame> frame) {
    frame->clear(program);
    const std::unique_ptr<Profile> profile = std::move(frame->profile);
    std::lock_guard<std::mutex> lock(mutex);
    if (profile)
      addProfile(program, *profile);
    if (frames.size() >= kMaxPrograms && !frames.contains(program.id))
      frames.erase(frames.begin());
    auto &list = frames[program.id];
    if (list.size() < kMaxFrames)
      list.push_back(std::move(frame));
  }
};

static std::string typeStr(const ops::TensorType &type) {
  return dtypeName(type.dtype) + type.shape.str();
}

static bool fits(const Tensor &tensor, const ops::TensorType &type) {
  return tensor.dtype() == type.dtype &&
         type.shape.isCompatibleWith(PartialShape(tensor.shape()));
}

StatusOr<Tensor> readCell(VariableCell &cell, const Variable &variable) {
  std::lock_guard<std::mutex> lock(cell.mutex);
  if (!cell.value.isEmpty())
    return cell.value;
  if (!variable.initialValue)
    return absl::FailedPreconditionError(absl::StrCat(
        "variable '", variable.name,
        "' has no value: the model's files hold none and nothing assigned it "
        "before it was read"));
  StatusOr<Tensor> value = variable.initialValue();
  const std::string context = "variable '" + variable.name + "'";
  if (!value.ok())
    return withContext(value.status(), context);
  if (!fits(*value, variable.type))
    return absl::InvalidArgumentError(
        absl::StrCat(context, " is declared as ", typeStr(variable.type),
                     " but its stored value is ", value->typeStr()));
  cell.value = *std::move(value);
  return cell.value;
}

Status assignCell(VariableCell &cell, const Variable &variable, Tensor value) {
  if (!fits(value, variable.type))
    return absl::InvalidArgumentError(absl::StrCat(
        "variable '", variable.name, "' is declared as ",
        typeStr(variable.type), " and cannot hold ", value.typeStr()));
  // The old value dies after the lock is released.
  std::lock_guard<std::mutex> lock(cell.mutex);
  std::swap(cell.value, value);
  return absl::OkStatus();
}

Specializer::~Specializer() = default;
std::string Specializer::shapesHint() const { return ""; }

Session::Session(uint64_t seed) : state(std::make_unique<State>()) {
  if (seed == 0) {
    std::random_device device;
    seed = (uint64_t{device()} << 32) | device();
  }
  state->seed = seed;
}

Session::~Session() = default;

static Status checkInputs(const Program &program,
                          absl::Span<const Tensor> inputs) {
  if (program.id == 0)
    return absl::FailedPreconditionError(
        absl::StrCat("program '", program.name, "' was not finished"));
  if (inputs.size() != program.inputs.size())
    return absl::InvalidArgumentError(
        absl::StrCat("program '", program.name, "' takes ",
                     program.inputs.size(), " inputs, not ", inputs.size()));
  for (size_t i = 0; i < inputs.size(); ++i) {
    const Port &port = program.inputs[i];
    if (fits(inputs[i], port.type))
      continue;
    std::string hint;
    if (program.specializer && inputs[i].dtype() == port.type.dtype)
      hint = program.specializer->shapesHint();
    return absl::InvalidArgumentError(absl::StrCat(
        "input '", port.name, "' takes ", typeStr(port.type), ", not ",
        inputs[i].typeStr(), hint.empty() ? "" : "; ", hint));
  }
  return absl::OkStatus();
}

/// Runs over a frame and collects the outputs.
static StatusOr<std::vector<Tensor>> runFrame(Frame &frame,
                                              const Program &program,
                                              absl::Span<const Tensor> inputs,
                                              Session *session) {
  DenormalsAreZero mode;
  for (size_t i = 0; i < inputs.size(); ++i)
    frame.values[program.inputs[i].slot] = inputs[i];
  SM_RETURN_IF_ERROR(frame.execute(program, session));
  std::vector<Tensor> outputs;
  outputs.reserve(program.outputs.size());
  for (const Port &port : program.outputs)
    outputs.push_back(frame.values[port.slot]);
  return outputs;
}

StatusOr<std::vector<Tensor>> Session::run(const Program &program,
                                           absl::Span<const Tensor> inputs) {
  SM_RETURN_IF_ERROR(checkInputs(program, inputs));
  if (program.specializer) {
    SM_ASSIGN_OR_RETURN(std::shared_ptr<const Program> special,
                        program.specializer->programFor(inputs));
    if (special)
      return run(*special, inputs);
  }
  std::unique_ptr<Frame> frame = state->takeFrame(program);
  if (state->profiling.load(std::memory_order_relaxed))
    frame->profile = std::make_unique<Profile>(program);
  StatusOr<std::vector<Tensor>> outputs =
      runFrame(*frame, program, inputs, this);
  state->giveFrame(program, std::move(frame));
  return outputs;
}

StatusOr<Tensor> Session::readVariable(const Variable &variable) {
  std::unique_lock<std::mutex> lock(state->mutex);
  VariableCell &cell = state->cell(variable.name);
  lock.unlock();
  return readCell(cell, variable);
}

Status Session::assignVariable(const Variable &variable, Tensor value) {
  std::unique_lock<std::mutex> lock(state->mutex);
  VariableCell &cell = state->cell(variable.name);
  lock.unlock();
  return assignCell(cell, variable, std::move(value));
}

std::vector<std::pair<std::string, Tensor>> Session::variables() const {
  std::vector<std::pair<std::string, Tensor>> result;
  std::lock_guard<std::mutex> lock(state->mutex);
  for (auto &[name, cell] : state->cells) {
    std::lock_guard<std::mutex> cellLock(cell.mutex);
    if (!cell.value.isEmpty())
      result.emplace_back(name, cell.value);
  }
  std::sort(result.begin(), result.end(),
            [](const auto &a, const auto &b) { return a.first < b.first; });
  return result;
}

void Session::setProfiling(bool on) { state->profiling.store(on); }

std::vector<ProfileEntry> Session::profile(const Program &program) const {
  std::vector<ProfileEntry> result;
  std::lock_guard<std::mutex> lock(state->mutex);
  auto it = state->profiles.find(program.id);
  if (it == state->profiles.end())
    return result;
  const Profile &sum = it->second;
  for (size_t i = 0; i < program.instructions.size(); ++i) {
    ProfileEntry entry;
    entry.op = opName(program.instructions[i]);
    entry.node = program.instructions[i].node;
    entry.calls = sum.calls[i];
    entry.nanoseconds = sum.nanoseconds[i];
    const RegionProfile &region = sum.regions[i];
    for (size_t j = 0; j < region.nanoseconds.size(); ++j)
      entry.kernels.push_back({(*region.calls)[j], region.nanoseconds[j]});
    result.push_back(std::move(entry));
  }
  return result;
}

/// A well mixed 64-bit number (the finaliser of splitmix64).
static uint64_t mix(uint64_t value) {
  value += 0x9e3779b97f4a7c15u;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9u;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebu;
  return value ^ (value >> 31);
}

RandomStream Session::reserveRandom(std::string_view node, int64_t seed,
                                    int64_t seed2, uint64_t blocks) {
  std::lock_guard<std::mutex> lock(state->mutex);
  auto [it, isNew] = state->streams.try_emplace(
      std::make_tuple(std::string(node), seed, seed2));
  RandomStream &stream = it->second;
  if (isNew && seed == 0 && seed2 == 0) {
    uint64_t text = state->seed;
    for (unsigned char byte : node)
      text = mix(text ^ byte);
    stream.key = mix(text);
    stream.counterHigh = mix(text + 1);
  } else if (isNew) {
    stream.key = static_cast<uint64_t>(seed);
    stream.counterHigh = static_cast<uint64_t>(seed2);
  }
  const RandomStream result = stream;
  stream.counterLow += blocks;
  if (stream.counterLow < result.counterLow)
    ++stream.counterHigh;
  return result;
}

StatusOr<std::vector<Tensor>> evaluate(const KernelInfo &kernel,
                                       const ops::AttrMap &attrs,
                                       absl::Span<const Tensor> inputs,
                                       int numOutputs) {
  const std::string op(kernel.op->name);
  auto parsed = kernel.parseAttrs(attrs);
  if (!parsed.ok())
    return withContext(parsed.status(), op);
  Program program;
  program.name = op;
  Instruction instruction;
  instruction.kernel = &kernel;
  instruction.attrs = *std::move(parsed);
  for (const Tensor &input : inputs) {
    const Slot slot = program.numSlots++;
    program.constants.push_back({slot, input});
    instruction.inputs.push_back(slot);
  }
  for (int i = 0; i < numOutputs; ++i) {
    const Slot slot = program.numSlots++;
    instruction.outputs.push_back(slot);
    program.outputs.push_back({"", {}, slot});
  }
  program.instructions.push_back(std::move(instruction));
  SM_RETURN_IF_ERROR(program.finish());
  Frame frame(program);
  return runFrame(frame, program, {}, nullptr);
}

} // namespace sm::runtime
