// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/JIT/ProgramCompiler.h"

#include "Clock.h"
#include "Diagnostics.h"

#include "dialects/StableHLO/CHLODialect.h"
#include "dialects/StableHLO/StableHLODialect.h"
#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/ControlOps.h"
#include "dialects/TF/TFDialect.h"
#include "sm/JIT/LinkRegion.h"
#include "sm/JIT/RegionCompiler.h"
#include "sm/Target/Program.h"
#include "sm/Transforms/MachineCodeForm.h"
#include "sm/Transforms/Passes.h"
#include "sm/Transforms/SpecializeInputs.h"

#include "mlir/IR/SymbolTable.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <list>
#include <mutex>
#include <set>
#include <utility>

using namespace mlir;

namespace sm::jit {

//===----------------------------------------------------------------------===//
// Partition
//===----------------------------------------------------------------------===//

/// The op of `copy` at the place that `op` has in the module it is a copy of.
static Operation *sameOp(Operation *op, Operation *original, Operation *copy) {
  if (op == original)
    return copy;
  Operation *parent = sameOp(op->getParentOp(), original, copy);
  auto index = std::distance(op->getBlock()->begin(), op->getIterator());
  return &*std::next(parent->getRegion(0).front().begin(), index);
}

StatusOr<PartitionedFunction>
partitionFunction(func::FuncOp function, absl::Span<const PartialShape> shapes,
                  bool takesViews) {
  auto module = function->getParentOfType<ModuleOp>();
  PartitionedFunction result;
  result.module = module.clone();
  result.function =
      cast<func::FuncOp>(sameOp(function, module, *result.module));
  SM_RETURN_IF_ERROR(specializeInputs(result.function,
                                      ArrayRef(shapes.data(), shapes.size())));
  DiagnosticCollector diagnostics(function.getContext());
  PassManager pm(function.getContext());
  pm.addPass(createTFFoldConstants());
  pm.addPass(createCanonicalizerPass());
  TFOutlineRegionsOptions options;
  options.views = takesViews;
  pm.addPass(createTFOutlineRegions(options));
  if (failed(pm.run(*result.module)))
    return diagnostics.status("the function could not be cut into regions");
  for (Operation &op : result.function.getBody().front())
    if (auto call = dyn_cast<func::CallOp>(op))
      if (auto region = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
              call, call.getCalleeAttr()))
        result.regions.push_back(region);
  return result;
}

//===----------------------------------------------------------------------===//
// Refusals
//===----------------------------------------------------------------------===//

static std::string opName(Operation &op) {
  auto opaque = dyn_cast<tf::OpaqueOp>(op);
  return (opaque ? opaque.getOpName() : op.getName().stripDialect()).str();
}

std::vector<UncompiledOp> uncompiledOps(func::FuncOp function,
                                        bool assumeInRange) {
  function.getContext()
      ->loadDialect<chlo::CHLODialect, stablehlo::StableHLODialect>();
  std::vector<UncompiledOp> result;
  for (Operation &op : function.getBody().front().without_terminator())
    if (!isa<tf::ConstOp, tf::RefineOp>(op))
      if (std::string reason = whyNoMachineCode(&op, assumeInRange);
          !reason.empty())
        result.push_back({opName(op), op.getLoc(), std::move(reason)});
  return result;
}

/// The ops that no region has taken.
static std::vector<UncompiledOp> opsOutsideRegions(func::FuncOp function) {
  std::vector<UncompiledOp> result;
  for (Operation &op : function.getBody().front().without_terminator()) {
    if (isa<tf::ConstOp, tf::RefineOp, func::CallOp>(op))
      continue;
    result.push_back({opName(op), op.getLoc(),
                      whyNoMachineCode(&op, /*assumeInRange=*/false)});
  }
  return result;
}

/// A region whose compilation failed.
static UncompiledOp describe(func::FuncOp region, std::string reason) {
  std::set<std::string> names;
  Operation *first = nullptr;
  for (Operation &op : region.getBody().front().without_terminator())
    if (!isa<tf::ConstOp>(op)) {
      first = first ? first : &op;
      names.insert(opName(op));
    }
  return {absl::StrJoin(names, ", "), first ? first->getLoc() : region.getLoc(),
          std::move(reason)};
}

//===----------------------------------------------------------------------===//
// Compilation
//===----------------------------------------------------------------------===//

namespace {

/// A region whose shapes are fixed.
class LinkedRegion : public runtime::Region {
public:
  explicit LinkedRegion(runtime::RegionCode code) : code(std::move(code)) {}

  StatusOr<const runtime::RegionCode *>
  codeFor(absl::Span<const runtime::Tensor>) const override {
    return &code;
  }

private:
  runtime::RegionCode code;
};

/// A program with the shapes it was made for.
struct Entry {
  std::vector<Shape> shapes;
  std::shared_ptr<const runtime::Program> program; ///< null: the general one
  Status status;
  std::vector<UncompiledOp> uncompiled;

  bool isFor(absl::Span<const runtime::Tensor> inputs) const {
    for (size_t i = 0; i < inputs.size(); ++i)
      if (inputs[i].shape() != shapes[i])
        return false;
    return true;
  }
};

/// Programs that are kept. A caller that never repeats a shape must not fill
/// the memory; what it holds itself stays.
constexpr size_t kMaxEntries = 32;

} // namespace

struct ProgramCompiler::State {
  func::FuncOp function;
  CPUTarget target;
  OnRefusal onRefusal;
  std::mutex mutex;
  std::list<std::shared_ptr<const Entry>> entries; ///< last used first
  CompileTimes times;
  std::vector<RefusedRegion> refused;
  std::vector<UncompiledOp> uncompiled;

  std::shared_ptr<const Entry> find(absl::Span<const runtime::Tensor> inputs);
  std::shared_ptr<const Entry> make(absl::Span<const runtime::Tensor> inputs);
  StatusOr<std::shared_ptr<const runtime::Program>>
  compile(absl::Span<const runtime::Tensor> inputs, bool markCalls);
  StatusOr<runtime::RegionCode> compileOne(func::FuncOp region, bool markCalls);
  StatusOr<std::shared_ptr<const runtime::Region>>
  compileOrRefuse(func::FuncOp region, bool markCalls);
  void addTimes(const CompileTimes &more);
};

void ProgramCompiler::State::addTimes(const CompileTimes &more) {
  for (double CompileTimes::*field :
       {&CompileTimes::passes, &CompileTimes::lowering,
        &CompileTimes::translate, &CompileTimes::optimize,
        &CompileTimes::generate, &CompileTimes::code, &CompileTimes::link})
    times.*field += more.*field;
}

StatusOr<runtime::RegionCode>
ProgramCompiler::State::compileOne(func::FuncOp region, bool markCalls) {
  std::vector<Shape> shapes;
  for (Type type : region.getArgumentTypes())
    shapes.push_back(*tf::shapeOf(type).asShape());
  SM_ASSIGN_OR_RETURN(std::shared_ptr<const RegionCompiler> compiler,
                      RegionCompiler::create(region, target));
  CompileOptions options;
  options.markCalls = markCalls;
  SM_ASSIGN_OR_RETURN(CompiledRegion compiled,
                      compiler->compile(shapes, options));
  SM_ASSIGN_OR_RETURN(runtime::RegionCode code, linkRegion(compiled));
  if (!markCalls)
    addTimes(compiled.times);
  return code;
}

StatusOr<std::shared_ptr<const runtime::Region>>
ProgramCompiler::State::compileOrRefuse(func::FuncOp region, bool markCalls) {
  StatusOr<runtime::RegionCode> code = compileOne(region, markCalls);
  if (code.ok())
    return std::shared_ptr<const runtime::Region>(
        std::make_shared<LinkedRegion>(*std::move(code)));
  if (onRefusal == OnRefusal::Fail) {
    uncompiled.push_back(
        describe(region, std::string(code.status().message())));
    return code.status();
  }
  if (!markCalls)
    refused.push_back(
        {region.getSymName().str(), std::string(code.status().message())});
  return std::shared_ptr<const runtime::Region>();
}

/// Unimplemented, naming them, for ops that no region has taken.
static Status checkAllInRegions(func::FuncOp function,
                                std::vector<UncompiledOp> &uncompiled) {
  uncompiled = opsOutsideRegions(function);
  std::set<std::string> left;
  for (const UncompiledOp &op : uncompiled)
    left.insert(op.op);
  return left.empty()
             ? absl::OkStatus()
             : absl::UnimplementedError(absl::StrCat(
                   "there is no machine code for ", absl::StrJoin(left, ", "),
                   "; with --engine auto kernels run them"));
}

StatusOr<std::shared_ptr<const runtime::Program>>
ProgramCompiler::State::compile(absl::Span<const runtime::Tensor> inputs,
                                bool markCalls) {
  uncompiled.clear();
  std::vector<PartialShape> shapes;
  for (const runtime::Tensor &input : inputs)
    shapes.emplace_back(input.shape());
  Clock clock;
  StatusOr<PartitionedFunction> cut =
      partitionFunction(function, shapes, onRefusal == OnRefusal::Fail);
  if (!markCalls)
    times.passes += clock.milliseconds();
  // Shapes that do not go together: the kernels say so, op by op.
  if (!cut.ok())
    return std::shared_ptr<const runtime::Program>();
  PartitionedFunction &parts = *cut;
  if (onRefusal == OnRefusal::Fail)
    SM_RETURN_IF_ERROR(checkAllInRegions(parts.function, uncompiled));
  if (parts.regions.empty())
    return std::shared_ptr<const runtime::Program>();
  return target::makeProgram(parts.function, [&](func::FuncOp region) {
    return compileOrRefuse(region, markCalls);
  });
}

std::shared_ptr<const Entry>
ProgramCompiler::State::find(absl::Span<const runtime::Tensor> inputs) {
  for (auto it = entries.begin(); it != entries.end(); ++it)
    if ((*it)->isFor(inputs)) {
      entries.splice(entries.begin(), entries, it);
      return entries.front();
    }
  return nullptr;
}

std::shared_ptr<const Entry>
ProgramCompiler::State::make(absl::Span<const runtime::Tensor> inputs) {
  auto entry = std::make_shared<Entry>();
  for (const runtime::Tensor &input : inputs)
    entry->shapes.push_back(input.shape());
  StatusOr<std::shared_ptr<const runtime::Program>> program =
      compile(inputs, /*markCalls=*/false);
  if (program.ok())
    entry->program = *std::move(program);
  else
    entry->status = program.status();
  entry->uncompiled = std::exchange(uncompiled, {});
  entries.push_front(entry);
  if (entries.size() > kMaxEntries)
    entries.pop_back();
  return entry;
}

ProgramCompiler::ProgramCompiler(func::FuncOp function, CPUTarget target,
                                 OnRefusal onRefusal)
    : state(std::make_unique<State>()) {
  state->function = function;
  state->target = std::move(target);
  state->onRefusal = onRefusal;
}

ProgramCompiler::~ProgramCompiler() = default;

StatusOr<std::shared_ptr<const runtime::Program>>
ProgramCompiler::programFor(absl::Span<const runtime::Tensor> inputs) const {
  std::lock_guard<std::mutex> lock(state->mutex);
  std::shared_ptr<const Entry> entry = state->find(inputs);
  if (!entry)
    entry = state->make(inputs);
  SM_RETURN_IF_ERROR(entry->status);
  return entry->program;
}

StatusOr<std::shared_ptr<const runtime::Program>>
ProgramCompiler::markedProgramFor(
    absl::Span<const runtime::Tensor> inputs) const {
  std::lock_guard<std::mutex> lock(state->mutex);
  return state->compile(inputs, /*markCalls=*/true);
}

std::vector<UncompiledOp> ProgramCompiler::uncompiled() const {
  std::lock_guard<std::mutex> lock(state->mutex);
  return state->entries.empty() ? std::vector<UncompiledOp>()
                                : state->entries.front()->uncompiled;
}

CompileTimes ProgramCompiler::times() const {
  std::lock_guard<std::mutex> lock(state->mutex);
  return state->times;
}

std::vector<RefusedRegion> ProgramCompiler::refused() const {
  std::lock_guard<std::mutex> lock(state->mutex);
  return state->refused;
}

} // namespace sm::jit
