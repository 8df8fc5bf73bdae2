// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/API/Convert.h"

#include "ConvertFunction.h"
#include "ModelState.h"

#include "dialects/TF/ControlOps.h"
#include "sm/Format/Proto/graph.pb.h"
#include "sm/Format/SavedModelWriter.h"
#include "sm/Ops/OpSignature.h"
#include "sm/Target/IR.h"
#include "sm/Target/ONNX.h"
#include "sm/Target/SavedModel.h"
#include "sm/Target/StableHLO.h"

#include "absl/strings/str_cat.h"

using namespace mlir;

namespace sm {

namespace {

/// One conversion: what becomes of the module, then how it is written.
class Conversion {
public:
  Conversion(const ModelSource &source, const ConvertOptions &options)
      : source(source), options(options) {}

  /// Loads the module and rewrites it.
  Status prepare(UnsupportedReport *report);
  Status write(const std::string &output);

  const std::vector<std::string> &notes() const { return loaded.notes; }

private:
  bool isGraph() const {
    return options.form == ModelForm::SavedModel ||
           options.form == ModelForm::GraphDef;
  }
  /// A frozen graph is made of functions; the image of a graph stays as it is.
  bool isFrozen() const {
    return options.freeze || isOneFunction() ||
           (options.form == ModelForm::GraphDef &&
            source.kind != ModelSource::Kind::GraphDef);
  }
  /// Forms that hold one function, for which there are no other entries.
  bool isOneFunction() const {
    return options.form == ModelForm::ONNX ||
           options.form == ModelForm::StableHLO;
  }
  bool needsEntry() const {
    return options.entry || isOneFunction() ||
           options.form == ModelForm::GraphDef;
  }
  Status selectEntry();
  Status checkSignatures();
  Status checkFrozen(UnsupportedReport *report);
  Status refuse(std::vector<Unsupported> unsupported,
                UnsupportedReport *report);
  Status convertFunction(UnsupportedReport *report);
  api::Level level() const;
  Status writeSavedModel(const std::string &output);
  ONNXOptions onnxOptions() const;
  target::ONNXExportOptions onnxExportOptions();
  func::FuncOp function() { return api::onlyFunction(loaded.metaGraph); }
  Operation *entry() { return api::onlyEntry(loaded.metaGraph); }

  const ModelSource &source;
  const ConvertOptions &options;
  api::LoadedModule loaded;
};

} // namespace

/// Makes the entry and its MetaGraph the only ones of the module.
Status Conversion::selectEntry() {
  // A frozen graph without a choice is written whole.
  if (!options.entry && !isFrozen())
    return absl::OkStatus();
  if (options.form == ModelForm::SavedModel && options.entry->function)
    return absl::InvalidArgumentError(
        "a SavedModel cannot be reduced to a traced function; name a signature "
        "with --signature_def, or tensors with --feeds and --fetches");
  SM_RETURN_IF_ERROR(withContext(
      api::selectEntry(loaded.metaGraph, options.entry.value_or(ModelEntry())),
      source.path));
  // IR comes with all MetaGraphs.
  Block *siblings = loaded.metaGraph->getBlock();
  for (Operation &other : llvm::make_early_inc_range(*siblings))
    if (isa<saved_model::MetaGraphOp>(other) && &other != loaded.metaGraph)
      other.erase();
  return absl::OkStatus();
}

/// How far the passes go.
api::Level Conversion::level() const {
  if (isFrozen())
    return api::Level::Frozen;
  if (isGraph())
    return options.optimize ? api::Level::OptimizeInPlace
           : options.entry  ? api::Level::PruneGraph
                            : api::Level::Image;
  return options.optimize ? api::Level::Optimize
         : options.entry  ? api::Level::Convert
                          : api::Level::Image;
}

/// True for what changes a variable or may do so.
static bool changesVariable(Operation *op) {
  if (isa<saved_model::AssignVariableOp, saved_model::VariableHandleOp>(op))
    return true;
  auto opaque = dyn_cast<tf::OpaqueOp>(op);
  if (!opaque)
    return false;
  StringRef name = opaque.getOpName();
  const ops::OpSignature *signature =
      ops::lookupSignature(std::string_view(name.data(), name.size()));
  return signature && llvm::any_of(signature->inputs, [](const auto &input) {
           return input.isRef;
         });
}

/// What `op`, which changesVariable, does to a variable.
static std::string changeBy(Operation *op) {
  auto name = op->getLoc()->findInstanceOf<NameLoc>();
  std::string node =
      name ? name.getName().str() : op->getName().getStringRef().str();
  if (!isa<saved_model::VariableHandleOp>(op))
    return absl::StrCat("the entry changes a variable (", node, ")");
  std::string users;
  for (Operation *user : op->getUsers()) {
    auto opaque = dyn_cast<tf::OpaqueOp>(user);
    StringRef what =
        opaque ? opaque.getOpName() : user->getName().stripDialect();
    absl::StrAppend(&users, users.empty() ? "" : ", ", what.str());
  }
  return absl::StrCat("the entry gives variable '", node,
                      "' to ops that may "
                      "change it (",
                      users, ")");
}

/// A model that is frozen as a whole holds signatures only: each MetaGraph must
/// have one.
Status Conversion::checkSignatures() {
  Status status;
  loaded.module->walk([&](saved_model::MetaGraphOp metaGraph) {
    auto signatures = metaGraph.getOps<saved_model::SignatureOp>();
    if (llvm::all_of(signatures, [](saved_model::SignatureOp signature) {
          return signature.getName().starts_with("__saved_model_");
        }))
      status.Update(absl::InvalidArgumentError(absl::StrCat(
          source.path, ": a MetaGraph has no signature that could be frozen; "
                       "choose another with --tag_set, or add one")));
  });
  return status;
}

/// What is left of variables and initialisation, which a frozen graph cannot
/// hold.
Status Conversion::checkFrozen(UnsupportedReport *report) {
  std::vector<Unsupported> unsupported;
  Status status;
  loaded.module->walk([&](saved_model::MetaGraphOp metaGraph) {
    llvm::append_range(unsupported,
                       api::obstaclesOf(loaded, func::FuncOp(), metaGraph));
  });
  loaded.module->walk([&](Operation *op) {
    if (changesVariable(op))
      status.Update(absl::FailedPreconditionError(
          absl::StrCat(source.path, ": ", changeBy(op),
                       ", which therefore cannot become a constant")));
  });
  if (unsupported.empty() && status.ok())
    return api::checkVariables(source, loaded);
  // Of one function it is said at once what else stands in its way.
  if (isOneFunction() && function())
    unsupported = api::obstaclesOf(loaded, function(), loaded.metaGraph);
  return unsupported.empty() ? status : refuse(std::move(unsupported), report);
}

/// What can be said of an entry that cannot become what it should.
Status Conversion::refuse(std::vector<Unsupported> unsupported,
                          UnsupportedReport *report) {
  const api::Purpose purpose =
      options.form == ModelForm::ONNX        ? api::Purpose::ONNX
      : options.form == ModelForm::StableHLO ? api::Purpose::StableHLO
                                             : api::Purpose::Run;
  return api::refuse(source, std::move(unsupported), report, purpose, entry());
}

Status Conversion::prepare(UnsupportedReport *report) {
  // What is frozen holds one entry and nothing else of the source.
  const ModelEntry only = options.entry.value_or(ModelEntry());
  SM_ASSIGN_OR_RETURN(
      loaded, api::loadModule(source, /*all=*/!needsEntry(),
                              needsEntry() && isFrozen() ? &only : nullptr));
  if (needsEntry())
    SM_RETURN_IF_ERROR(selectEntry());
  // In place, functions without a signature are optimised, too.
  bool needsSignature = isFrozen() || (options.optimize && !isGraph());
  if (needsSignature && !api::hasEntries(loaded))
    return absl::InvalidArgumentError(absl::StrCat(
        source.path, ": there is no signature to optimise; ",
        loaded.metaGraph ? api::entriesToName(loaded.metaGraph)
                         : "choose a MetaGraph that has one, with --tag_set"));
  if (isFrozen() && !needsEntry())
    SM_RETURN_IF_ERROR(checkSignatures());
  std::vector<Unsupported> unsupported;
  Status done = api::runPipelines(loaded, level(), &unsupported);
  if (!unsupported.empty())
    return refuse(std::move(unsupported), report);
  SM_RETURN_IF_ERROR(withContext(done, source.path));
  if (isOneFunction() && function())
    SM_RETURN_IF_ERROR(api::checkFed(
        source, options.entry.value_or(ModelEntry()), loaded, function()));
  // IR that was converted before holds functions.
  if (isFrozen())
    SM_RETURN_IF_ERROR(checkFrozen(report));
  if (isOneFunction())
    SM_RETURN_IF_ERROR(convertFunction(report));
  if (options.form == ModelForm::GraphDef && function())
    api::makeSignature(entry(), function());
  if (isGraph())
    return withContext(api::convertToGraph(loaded), source.path);
  return absl::OkStatus();
}

/// The options of ONNX; tensors come in the order in which they are named.
ONNXOptions Conversion::onnxOptions() const {
  ONNXOptions result = options.onnx;
  if (options.entry && result.inputOrder.empty())
    result.inputOrder = options.entry->feeds;
  if (options.entry && result.outputOrder.empty())
    result.outputOrder = options.entry->fetches;
  return result;
}

/// Takes the one function of ONNX and StableHLO to its dialect.
Status Conversion::convertFunction(UnsupportedReport *report) {
  if (!function())
    return api::entryNotConverted(source);
  SM_RETURN_IF_ERROR(withContext(
      api::specializeFunction(loaded, entry(), function(), options.inputShapes),
      source.path));
  if (options.form == ModelForm::ONNX)
    api::attachDefaults(entry(), function(), loaded.notes);
  else
    api::dropDefaults(entry(), "StableHLO", loaded.notes);
  std::vector<Unsupported> unsupported;
  Status done = options.form == ModelForm::ONNX
                    ? api::convertToONNX(loaded, entry(), function(),
                                         onnxOptions(), &unsupported)
                    : api::convertToStableHLO(loaded, function(), &unsupported);
  if (!unsupported.empty())
    return refuse(std::move(unsupported), report);
  return withContext(done, source.path);
}

Status Conversion::writeSavedModel(const std::string &output) {
  SM_ASSIGN_OR_RETURN(format::SavedModelContents contents,
                      target::exportSavedModel(*loaded.module));
  if (isFrozen()) {
    contents.variables.emplace();
    contents.files.try_emplace("keras_metadata.pb", "");
    loaded.notes.push_back("the frozen model holds its signatures only, "
                           "without object graph and checkpoint");
  }
  return format::writeSavedModel(contents, output, options.overwrite);
}

/// How the ONNX file is written.
target::ONNXExportOptions Conversion::onnxExportOptions() {
  target::ONNXExportOptions result;
  using From = ONNXOptions::ExternalData;
  using To = format::ONNXExternalData;
  result.externalData = options.onnx.externalData == From::Always  ? To::Always
                        : options.onnx.externalData == From::Never ? To::Never
                                                                   : To::Auto;
  result.overwrite = options.overwrite;
  // Of several inputs nothing says that they share a batch.
  auto hasOpenBatch = [](Type type) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    return tensor && tensor.getRank() > 0 && tensor.isDynamicDim(0);
  };
  if (llvm::count_if(function().getArgumentTypes(), hasOpenBatch) == 1)
    result.batchName = "batch";
  return result;
}

Status Conversion::write(const std::string &output) {
  switch (options.form) {
  case ModelForm::MLIR:
  case ModelForm::Bytecode:
    return target::writeIR(*loaded.module, output,
                           options.form == ModelForm::Bytecode,
                           options.overwrite);
  case ModelForm::SavedModel:
    return writeSavedModel(output);
  case ModelForm::GraphDef: {
    SM_ASSIGN_OR_RETURN(std::shared_ptr<tensorflow::GraphDef> graph,
                        target::exportGraphDef(*loaded.module));
    return format::writeMessage(*graph, output, options.overwrite);
  }
  case ModelForm::ONNX:
    return target::exportONNX(function(), onnxExportOptions(), output,
                              &loaded.notes);
  case ModelForm::StableHLO: {
    target::StableHLOExportOptions text;
    text.overwrite = options.overwrite;
    return target::exportStableHLO(function(), text, output);
  }
  }
  return absl::InternalError("unknown form");
}

Status convertModel(const ModelSource &source, const ConvertOptions &options,
                    const std::string &output, UnsupportedReport *report,
                    std::vector<std::string> *notes) {
  Conversion conversion(source, options);
  SM_RETURN_IF_ERROR(conversion.prepare(report));
  SM_RETURN_IF_ERROR(conversion.write(output));
  if (notes)
    notes->insert(notes->end(), conversion.notes().begin(),
                  conversion.notes().end());
  return absl::OkStatus();
}

} // namespace sm
