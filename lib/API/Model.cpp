// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/API/Model.h"

#include "ModelState.h"

#include "sm/Runtime/Kernel.h"
#include "sm/Target/IR.h"
#include "sm/Target/Program.h"

#include "absl/strings/str_cat.h"

using namespace mlir;

namespace sm {

struct Model::State {
  std::shared_ptr<const runtime::Program> program;
  std::shared_ptr<const runtime::Program> initializer;
  std::vector<std::string> notes;
};

Model::Model() : state(std::make_unique<State>()) {}
Model::~Model() = default;

const runtime::Program &Model::program() const { return *state->program; }

const runtime::Program *Model::initializer() const {
  return state->initializer.get();
}

const std::vector<std::string> &Model::notes() const { return state->notes; }

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
// What stands in the way
//===----------------------------------------------------------------------===//

/// Signatures of the same file that can run. Each is tried on its own: one that
/// cannot even be converted must not hide the others.
static std::vector<std::pair<std::set<std::string>, std::string>>
usableSignatures(const ModelSource &source) {
  std::vector<std::pair<std::set<std::string>, std::string>> usable;
  StatusOr<api::LoadedModule> all = api::loadModule(source, /*all=*/true);
  if (!all.ok())
    return usable;
  std::vector<std::pair<std::set<std::string>, std::string>> names;
  all->module->walk([&](saved_model::SignatureOp signature) {
    auto metaGraph = signature->getParentOfType<saved_model::MetaGraphOp>();
    std::set<std::string> tags;
    for (StringAttr tag : metaGraph.getTags().getAsRange<StringAttr>())
      tags.insert(tag.getValue().str());
    if (!signature.getName().starts_with("__saved_model_"))
      names.push_back({tags, signature.getName().str()});
  });
  for (auto &[tags, name] : names) {
    ModelSource one = source;
    one.tags = tags;
    StatusOr<api::LoadedModule> loaded = api::loadModule(one, /*all=*/false);
    if (!loaded.ok())
      continue;
    ModelEntry entry;
    entry.signature = name;
    StatusOr<Operation *> found = api::findEntry(loaded->metaGraph, entry);
    if (!found.ok())
      continue;
    api::keepOnlyEntry(loaded->metaGraph, *found);
    if (!api::runPipelines(*loaded, api::Level::Prepare, false, nullptr).ok())
      continue;
    func::FuncOp function = api::functionOf(loaded->metaGraph, *found);
    if (function && api::unsupportedIn(function).empty())
      usable.push_back({tags, name});
  }
  return usable;
}

/// Unimplemented, with everything in `report`.
static Status refuse(const ModelSource &source,
                     std::vector<Unsupported> unsupported,
                     UnsupportedReport *report) {
  std::string ops;
  for (const Unsupported &op : unsupported)
    absl::StrAppend(&ops, ops.empty() ? "" : ", ", op.op);
  if (report) {
    report->unsupported = std::move(unsupported);
    report->usableSignatures = usableSignatures(source);
  }
  return absl::UnimplementedError(absl::StrCat(
      source.path, ": the entry needs what is not supported: ", ops));
}

//===----------------------------------------------------------------------===//
// Loading
//===----------------------------------------------------------------------===//

StatusOr<std::shared_ptr<const Model>>
Model::load(const ModelSource &source, const ModelEntry &entry,
            const PrepareOptions &options, UnsupportedReport *report) {
  SM_ASSIGN_OR_RETURN(api::LoadedModule loaded,
                      api::loadModule(source, /*all=*/false));
  StatusOr<Operation *> found = api::findEntry(loaded.metaGraph, entry);
  if (!found.ok())
    return withContext(found.status(), source.path);
  api::keepOnlyEntry(loaded.metaGraph, *found);
  std::vector<Unsupported> unsupported;
  Status converted = api::runPipelines(
      loaded, options.optimize ? api::Level::Optimize : api::Level::Prepare,
      options.freeze, &unsupported);
  if (!unsupported.empty())
    return refuse(source, std::move(unsupported), report);
  SM_RETURN_IF_ERROR(withContext(converted, source.path));
  func::FuncOp function = api::functionOf(loaded.metaGraph, *found);
  if (!function)
    return absl::InvalidArgumentError(absl::StrCat(
        source.path, ": this entry was not converted with the module; convert "
                     "the model again, with this entry"));
  unsupported = api::unsupportedIn(function);
  func::FuncOp initializer;
  if (FlatSymbolRefAttr name = loaded.metaGraph.getInitializerAttr())
    initializer = dyn_cast_or_null<func::FuncOp>(
        SymbolTable::lookupSymbolIn(loaded.metaGraph, name));
  if (initializer)
    for (Unsupported &op : api::unsupportedIn(initializer)) {
      op.function = "initialisation";
      unsupported.push_back(std::move(op));
    }
  if (!unsupported.empty())
    return refuse(source, std::move(unsupported), report);

  std::shared_ptr<Model> model(new Model);
  SM_ASSIGN_OR_RETURN(model->state->program, target::makeProgram(function));
  if (initializer) {
    SM_ASSIGN_OR_RETURN(model->state->initializer,
                        target::makeProgram(initializer));
  }
  model->state->notes = std::move(loaded.notes);
  return std::shared_ptr<const Model>(std::move(model));
}

//===----------------------------------------------------------------------===//
// Conversion
//===----------------------------------------------------------------------===//

Status convertToMLIR(const ModelSource &source,
                     const ConvertToMLIROptions &options,
                     const std::string &output, UnsupportedReport *report,
                     std::vector<std::string> *notes) {
  bool all = !options.entry;
  SM_ASSIGN_OR_RETURN(api::LoadedModule loaded, api::loadModule(source, all));
  if (options.entry) {
    StatusOr<Operation *> found =
        api::findEntry(loaded.metaGraph, *options.entry);
    if (!found.ok())
      return withContext(found.status(), source.path);
    api::keepOnlyEntry(loaded.metaGraph, *found);
  }
  bool optimize = options.optimize || options.freeze;
  if (optimize && !api::hasEntries(loaded))
    return absl::InvalidArgumentError(absl::StrCat(
        source.path, ": there is no signature to optimise; name tensors with "
                     "--feeds and --fetches, or a function with --function"));
  if (optimize || options.entry) {
    std::vector<Unsupported> unsupported;
    Status converted = api::runPipelines(
        loaded, optimize ? api::Level::Optimize : api::Level::Convert,
        options.freeze, &unsupported);
    if (!unsupported.empty())
      return refuse(source, std::move(unsupported), report);
    SM_RETURN_IF_ERROR(withContext(converted, source.path));
  }
  if (notes)
    notes->insert(notes->end(), loaded.notes.begin(), loaded.notes.end());
  return target::writeIR(*loaded.module, output, options.bytecode,
                         options.overwrite);
}

} // namespace sm
