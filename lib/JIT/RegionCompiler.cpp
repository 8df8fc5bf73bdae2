// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/JIT/RegionCompiler.h"

#include "Clock.h"
#include "CompilationScope.h"
#include "CompilerContext.h"
#include "DescribeCalls.h"
#include "Diagnostics.h"

#include "dialects/TF/TFDialect.h"
#include "sm/JIT/LinkRegion.h"
#include "sm/Transforms/SpecializeInputs.h"

#include "absl/container/inlined_vector.h"
#include "absl/strings/str_cat.h"

#include "mlir/Pass/PassManager.h"
#include "llvm/Support/raw_ostream.h"

#include <atomic>
#include <mutex>
#include <utility>
#include <vector>

using namespace mlir;

namespace sm::jit {

namespace {

/// What came of one set of shapes.
struct Specialization {
  std::vector<Shape> shapes;
  Status status;
  runtime::RegionCode code; ///< if `status` is OK
};

} // namespace

struct RegionCompiler::State {
  CPUTarget target;
  std::shared_ptr<CompilerContext> context;
  OwningOpRef<ModuleOp> module;
  std::vector<DType> inputs, outputs;

  std::mutex mutex; ///< guards `known`
  std::vector<std::unique_ptr<const Specialization>> known;
  /// The last one used: most calls have the shapes of the call before.
  std::atomic<const Specialization *> last{nullptr};

  ~State() {
    std::lock_guard<std::mutex> lock(context->mutex);
    module = {};
  }

  /// A copy of the module with these input shapes, at `stage`; `calls`, if not
  /// null, then says what its kernels do.
  StatusOr<OwningOpRef<ModuleOp>>
  lower(absl::Span<const Shape> shapes, RegionStage stage,
        std::vector<runtime::RegionCall> *calls = nullptr) const;
  Status runPasses(ModuleOp module, RegionStage from, RegionStage to) const;
  StatusOr<CompiledRegion> compile(absl::Span<const Shape> shapes,
                                   CompileOptions options) const;
  const Specialization *find(absl::Span<const runtime::Tensor> inputs) const;
};

static std::vector<DType> dtypesOf(TypeRange types) {
  std::vector<DType> result;
  for (Type type : types)
    result.push_back(tf::dtypeForType(getElementTypeOrSelf(type)));
  return result;
}

RegionCompiler::RegionCompiler(std::unique_ptr<State> state)
    : state(std::move(state)) {}
RegionCompiler::~RegionCompiler() = default;

StatusOr<std::shared_ptr<const RegionCompiler>>
RegionCompiler::create(func::FuncOp function, const CPUTarget &target) {
  if (function.isDeclaration())
    return absl::InvalidArgumentError("a region needs a body");
  Operation *user = nullptr;
  function.walk([&](Operation *op) {
    for (NamedAttribute attr : op->getAttrs())
      if (op != function.getOperation() && isa<SymbolRefAttr>(attr.getValue()))
        user = op;
  });
  if (user)
    return absl::InvalidArgumentError(
        absl::StrCat("'", user->getName().getStringRef().str(),
                     "' in a region refers to what is outside of it"));
  auto state = std::make_unique<State>();
  state->target = target;
  state->inputs = dtypesOf(function.getArgumentTypes());
  state->outputs = dtypesOf(function.getResultTypes());
  state->context = CompilerContext::of(*function.getContext());
  {
    std::lock_guard<std::mutex> lock(state->context->mutex);
    SM_ASSIGN_OR_RETURN(state->module, state->context->copy(function));
  }
  return std::shared_ptr<const RegionCompiler>(
      new RegionCompiler(std::move(state)));
}

Status RegionCompiler::State::runPasses(ModuleOp lowered, RegionStage from,
                                        RegionStage to) const {
  DiagnosticCollector diagnostics(&context->get());
  PassManager pm(&context->get());
  ToCPUOptions options;
  options.vectorBits = target.vectorBits;
  buildToCPUPipeline(pm, options, from, to);
  if (failed(pm.run(lowered)))
    return diagnostics.status("compiling the region");
  return absl::OkStatus();
}

StatusOr<OwningOpRef<ModuleOp>>
RegionCompiler::State::lower(absl::Span<const Shape> shapes, RegionStage stage,
                             std::vector<runtime::RegionCall> *calls) const {
  const CompilationScope scope("a region of the model");
  OwningOpRef<ModuleOp> result(
      cast<ModuleOp>(const_cast<OwningOpRef<ModuleOp> &>(module)->clone()));
  SmallVector<PartialShape> known(shapes.begin(), shapes.end());
  SM_RETURN_IF_ERROR(
      specializeInputs(result->lookupSymbol<func::FuncOp>("main"), known));
  RegionStage done = RegionStage::TF;
  if (calls) {
    SM_RETURN_IF_ERROR(runPasses(*result, done, RegionStage::Kernels));
    done = RegionStage::Kernels;
    *calls = describeCalls(*result);
  }
  SM_RETURN_IF_ERROR(runPasses(*result, done, stage));
  return result;
}

/// What the code's marks are, with all that is known of them.
static Status describeMarks(CompiledRegion &region,
                            std::vector<runtime::RegionCall> described) {
  auto isSame = [](const runtime::RegionCall &a, const runtime::RegionCall &b) {
    return a.kernel == b.kernel;
  };
  if (!std::equal(region.calls.begin(), region.calls.end(), described.begin(),
                  described.end(), isSame))
    return absl::InternalError("calls of kernels got lost on the way");
  region.calls = std::move(described);
  return absl::OkStatus();
}

StatusOr<CompiledRegion>
RegionCompiler::State::compile(absl::Span<const Shape> shapes,
                               CompileOptions options) const {
  std::lock_guard<std::mutex> lock(context->mutex);
  const Clock passes;
  std::vector<runtime::RegionCall> calls;
  SM_ASSIGN_OR_RETURN(OwningOpRef<ModuleOp> lowered,
                      lower(shapes, RegionStage::Vectors,
                            options.markCalls ? &calls : nullptr));
  const double milliseconds = passes.milliseconds();
  options.numInputs = static_cast<unsigned>(inputs.size());
  SM_ASSIGN_OR_RETURN(CompiledRegion region,
                      compileRegion(*lowered, target, options));
  region.times.passes = milliseconds;
  if (options.markCalls)
    SM_RETURN_IF_ERROR(describeMarks(region, std::move(calls)));
  if (region.inputs.size() != inputs.size() ||
      region.outputs.size() != outputs.size())
    return absl::InternalError("the region lost inputs or outputs on the way");
  // In memory, truth values and unsigned numbers are like others of the width.
  for (size_t i = 0; i < inputs.size(); ++i)
    region.inputs[i].dtype = inputs[i];
  for (size_t i = 0; i < outputs.size(); ++i)
    region.outputs[i].dtype = outputs[i];
  return region;
}

static bool fits(const Specialization &known,
                 absl::Span<const runtime::Tensor> inputs) {
  if (known.shapes.size() != inputs.size())
    return false;
  for (size_t i = 0; i < inputs.size(); ++i)
    if (known.shapes[i] != inputs[i].shape())
      return false;
  return true;
}

const Specialization *
RegionCompiler::State::find(absl::Span<const runtime::Tensor> inputs) const {
  for (const auto &candidate : known)
    if (fits(*candidate, inputs))
      return candidate.get();
  return nullptr;
}

static StatusOr<const runtime::RegionCode *>
resultOf(const Specialization &found) {
  if (!found.status.ok())
    return found.status;
  return &found.code;
}

StatusOr<const runtime::RegionCode *>
RegionCompiler::codeFor(absl::Span<const runtime::Tensor> inputs) const {
  if (const Specialization *last = state->last.load(std::memory_order_acquire);
      last && fits(*last, inputs))
    return resultOf(*last);
  std::lock_guard<std::mutex> lock(state->mutex);
  if (const Specialization *found = state->find(inputs)) {
    state->last.store(found, std::memory_order_release);
    return resultOf(*found);
  }
  if (state->known.size() >= kMaxShapes)
    return absl::UnimplementedError(
        absl::StrCat("the region was compiled for ", kMaxShapes,
                     " sets of input shapes; more are left to kernels"));
  auto made = std::make_unique<Specialization>();
  for (const runtime::Tensor &input : inputs)
    made->shapes.push_back(input.shape());
  const Status runs = state->target.checkRunsHere();
  StatusOr<CompiledRegion> region = runs.ok() ? state->compile(made->shapes, {})
                                              : StatusOr<CompiledRegion>(runs);
  made->status = region.status();
  if (region.ok()) {
    StatusOr<runtime::RegionCode> code = linkRegion(*region);
    made->status = code.status();
    if (code.ok())
      made->code = *std::move(code);
  }
  // Whatever stood in the way, kernels can do it.
  if (!made->status.ok())
    made->status =
        absl::UnimplementedError(std::string(made->status.message()));
  const Specialization *result = made.get();
  state->known.push_back(std::move(made));
  state->last.store(result, std::memory_order_release);
  return resultOf(*result);
}

StatusOr<CompiledRegion> RegionCompiler::compile(absl::Span<const Shape> shapes,
                                                 CompileOptions options) const {
  return state->compile(shapes, std::move(options));
}

Status RegionCompiler::lower(absl::Span<const Shape> shapes, RegionStage stage,
                             const std::function<Status(ModuleOp)> &use) const {
  std::lock_guard<std::mutex> lock(state->context->mutex);
  SM_ASSIGN_OR_RETURN(OwningOpRef<ModuleOp> module,
                      state->lower(shapes, stage));
  return use(*module);
}

StatusOr<std::string> RegionCompiler::print(absl::Span<const Shape> shapes,
                                            RegionStage stage) const {
  std::string text;
  SM_RETURN_IF_ERROR(lower(shapes, stage, [&](ModuleOp module) {
    llvm::raw_string_ostream(text) << module << '\n';
    return absl::OkStatus();
  }));
  return text;
}

StatusOr<std::string> RegionCompiler::print(absl::Span<const Shape> shapes,
                                            RegionText kind) const {
  std::lock_guard<std::mutex> lock(state->context->mutex);
  SM_ASSIGN_OR_RETURN(OwningOpRef<ModuleOp> module,
                      state->lower(shapes, RegionStage::Vectors));
  CompileOptions options;
  options.numInputs = static_cast<unsigned>(state->inputs.size());
  return printRegion(*module, state->target, kind, options);
}

} // namespace sm::jit
