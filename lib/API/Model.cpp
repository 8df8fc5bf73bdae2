// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/API/Model.h"

#include "Compilation.h"
#include "ModelState.h"

#include "sm/JIT/ProgramCompiler.h"
#include "sm/Runtime/Artifact.h"
#include "sm/Runtime/Kernel.h"
#include "sm/Target/IR.h"
#include "sm/Target/Program.h"

#include "absl/strings/str_cat.h"

using namespace mlir;

namespace sm {

struct Model::State {
  std::shared_ptr<const runtime::Program> program;
  std::shared_ptr<const runtime::Program> initializer;
  std::vector<std::shared_ptr<const runtime::Program>> shapeSets;
  std::vector<std::string> notes;
  /// What the compiler reads; it dies first.
  std::unique_ptr<api::LoadedModule> loaded;
  std::shared_ptr<const jit::ProgramCompiler> compiler;

  /// Lets runs ask for machine code of `function`, which `module` holds.
  Status compile(api::LoadedModule module, func::FuncOp function,
                 const PrepareOptions &options);
};

Status Model::State::compile(api::LoadedModule module, func::FuncOp function,
                             const PrepareOptions &options) {
  SM_ASSIGN_OR_RETURN(jit::CPUTarget target, jit::CPUTarget::get(options.cpu));
  SM_RETURN_IF_ERROR(target.checkRunsHere());
  loaded = std::make_unique<api::LoadedModule>(std::move(module));
  using OnRefusal = jit::ProgramCompiler::OnRefusal;
  compiler = std::make_shared<jit::ProgramCompiler>(
      function, std::move(target),
      options.engine == Engine::CompiledOnly ? OnRefusal::Fail
                                             : OnRefusal::RunKernels);
  auto general = std::make_shared<runtime::Program>(*program);
  general->specializer = compiler;
  program = std::move(general);
  return absl::OkStatus();
}

Model::Model() : state(std::make_unique<State>()) {}
Model::~Model() = default;

const runtime::Program &Model::program() const { return *state->program; }

const runtime::Program *Model::initializer() const {
  return state->initializer.get();
}

absl::Span<const std::shared_ptr<const runtime::Program>>
Model::shapeSets() const {
  return state->shapeSets;
}

std::vector<std::string> Model::notes() const {
  std::vector<std::string> notes = state->notes;
  if (state->compiler)
    for (const jit::RefusedRegion &region : state->compiler->refused())
      notes.push_back(
          absl::StrCat("kernels run ", region.name,
                       ", which has no machine code: ", region.reason));
  return notes;
}

UnsupportedReport Model::uncompiled() const {
  UnsupportedReport report;
  if (state->compiler)
    api::addUncompiled(state->compiler->uncompiled(), *state->loaded,
                       api::onlyFunction(state->loaded->metaGraph),
                       report.unsupported);
  return report;
}

StatusOr<std::shared_ptr<const runtime::Program>>
Model::profiledProgram(absl::Span<const runtime::Tensor> inputs) const {
  if (state->compiler) {
    SM_ASSIGN_OR_RETURN(std::shared_ptr<const runtime::Program> marked,
                        state->compiler->markedProgramFor(inputs));
    if (marked)
      return marked;
  }
  if (!state->shapeSets.empty())
    return state->program->specializer->programFor(inputs);
  return state->program;
}

double Model::compileMilliseconds() const {
  if (!state->compiler)
    return 0;
  jit::CompileTimes times = state->compiler->times();
  return times.passes + times.lowering + times.code + times.link;
}

StatusOr<std::unique_ptr<runtime::Session>>
Model::newSession(uint64_t seed) const {
  auto session = std::make_unique<runtime::Session>(seed);
  if (state->initializer) {
    StatusOr<std::vector<runtime::Tensor>> done =
        session->run(*state->initializer, {});
    if (!done.ok())
      return withContext(done.status(), "initialisation of the model");
  }
  return session;
}

//===----------------------------------------------------------------------===//
// Loading
//===----------------------------------------------------------------------===//

/// A compiled model is ready to run and holds one entry.
StatusOr<std::shared_ptr<const Model>>
Model::loadArtifact(const ModelSource &source, const ModelEntry &entry) {
  if (!entry.isDefault())
    return absl::InvalidArgumentError(absl::StrCat(
        source.path,
        ": a compiled model holds one entry; it cannot be chosen"));
  SM_ASSIGN_OR_RETURN(runtime::Artifact artifact,
                      runtime::loadArtifact(source.path));
  std::shared_ptr<Model> model(new Model);
  model->state->program = std::move(artifact.program);
  model->state->initializer = std::move(artifact.initializer);
  model->state->shapeSets = std::move(artifact.sets);
  return std::shared_ptr<const Model>(std::move(model));
}

StatusOr<std::shared_ptr<const Model>>
Model::load(const ModelSource &source, const ModelEntry &entry,
            const PrepareOptions &options, UnsupportedReport *report) {
  if (source.kind == ModelSource::Kind::Artifact)
    return loadArtifact(source, entry);
  SM_ASSIGN_OR_RETURN(api::LoadedModule loaded, api::loadEntry(source, entry));
  std::vector<Unsupported> unsupported;
  bool compiles = options.engine != Engine::Kernel;
  if (compiles && !options.optimize)
    return absl::InvalidArgumentError(
        "machine code is made of an optimised model");
  api::Level level = !options.optimize            ? api::Level::Prepare
                     : options.freeze || compiles ? api::Level::Frozen
                                                  : api::Level::Optimize;
  Status converted = api::runPipelines(loaded, level, &unsupported);
  if (!unsupported.empty())
    return api::refuse(source, std::move(unsupported), report);
  SM_RETURN_IF_ERROR(withContext(converted, source.path));
  func::FuncOp function = api::onlyFunction(loaded.metaGraph);
  if (!function)
    return api::entryNotConverted(source);
  SM_RETURN_IF_ERROR(api::checkFed(source, entry, loaded, function));
  unsupported = api::obstaclesOf(loaded, function, loaded.metaGraph);
  if (!unsupported.empty())
    return api::refuse(source, std::move(unsupported), report);
  // Without machine code, a variable is read when a run asks for it.
  if (level == api::Level::Frozen)
    SM_RETURN_IF_ERROR(api::checkVariables(source, loaded));

  api::attachDefaults(api::onlyEntry(loaded.metaGraph), function, loaded.notes);
  std::shared_ptr<Model> model(new Model);
  SM_ASSIGN_OR_RETURN(model->state->program, target::makeProgram(function));
  if (func::FuncOp initializer = api::initializerOf(loaded.metaGraph)) {
    SM_ASSIGN_OR_RETURN(model->state->initializer,
                        target::makeProgram(initializer));
  }
  model->state->notes = std::move(loaded.notes);
  if (compiles)
    SM_RETURN_IF_ERROR(
        model->state->compile(std::move(loaded), function, options));
  return std::shared_ptr<const Model>(std::move(model));
}

} // namespace sm
