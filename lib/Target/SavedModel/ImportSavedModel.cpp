// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The container: MetaGraphs with their variables, assets, signatures and
// traced functions.

#include "sm/Target/SavedModel.h"

#include "Fields.h"
#include "ImportAttr.h"
#include "ImportGraph.h"
#include "VariableValues.h"

#include "sm/Format/GraphDef.h"
#include "sm/Format/ObjectGraph.h"
#include "sm/Format/Proto/debug_info.pb.h"
#include "sm/Format/Proto/meta_graph.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/TensorBundle.h"
#include "sm/Format/TensorProto.h"

#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"

#include "absl/strings/str_cat.h"

using namespace mlir;
namespace tfpb = tensorflow;

namespace sm::target {

namespace {

/// The model's checkpoint, if it has one, and its name as a data source.
struct Checkpoint {
  std::string source;
  std::shared_ptr<format::TensorBundle> bundle;
};

/// Imports one MetaGraph into an sm.meta_graph.
class MetaGraphImporter {
public:
  MetaGraphImporter(OpBuilder &b, const tfpb::MetaGraphDef &metaGraph,
                    const format::SavedModelFile *model,
                    const Checkpoint &checkpoint,
                    std::shared_ptr<const void> owner, const ImportEntry *entry)
      : b(b), metaGraph(metaGraph), model(model), checkpoint(checkpoint),
        attrs(b.getContext(), std::move(owner)), entry(entry) {}

  Status import(const tfpb::GraphDebugInfo *debugInfo);

private:
  void reserveFunctionNames();
  std::vector<std::string> signatureTensors() const;
  void addEntryTensors();
  std::string symbolFor(const std::string &name);
  Status importObjects();
  Status importVariables();
  void importVariable(const VariableInfo &variable);
  Status importAssets();
  saved_model::ProtoAttr importAssetRest(tfpb::AssetFileDef def);
  Status importSignatures();
  Status importSignature(const std::string &name,
                         const tfpb::SignatureDef &signature);
  Attribute importTensorInfo(const tfpb::TensorInfo &info);
  void importConcreteFunctions();
  void importConcreteFunction(const format::FunctionObject &function,
                              int overload);
  Status importGraph(const tfpb::GraphDebugInfo *debugInfo);
  Attribute importLeaf(const format::SignatureLeaf &leaf);
  Attribute importCapture(const format::Capture &capture);

  OpBuilder &b;
  const tfpb::MetaGraphDef &metaGraph;
  const format::SavedModelFile *model;
  const Checkpoint &checkpoint;
  AttrImporter attrs;
  /// What alone is imported for, or null; and what it needs of the graph.
  const ImportEntry *entry;
  std::vector<std::string> entryTensors, entryFunctions;
  /// Null if the MetaGraph has none.
  std::unique_ptr<format::ObjectGraph> objects;
  llvm::StringSet<> symbols;
  /// Symbols of variables by checkpoint key, and by TensorFlow's name.
  llvm::StringMap<std::string> variableByKey, variableByName;
  llvm::StringMap<std::string> assetByFile;
};

} // namespace

//===----------------------------------------------------------------------===//
// Symbols
//===----------------------------------------------------------------------===//

void MetaGraphImporter::reserveFunctionNames() {
  for (const auto &function : metaGraph.graph_def().library().function())
    symbols.insert(function.signature().name());
}

std::string MetaGraphImporter::symbolFor(const std::string &name) {
  std::string symbol = name.empty() ? "unnamed" : name;
  for (int suffix = 1; !symbols.insert(symbol).second; ++suffix)
    symbol = absl::StrCat(name, "$", suffix);
  return symbol;
}

//===----------------------------------------------------------------------===//
// Variables
//===----------------------------------------------------------------------===//

void MetaGraphImporter::importVariable(const VariableInfo &variable) {
  MLIRContext *context = b.getContext();
  Type element = tf::typeForDType(variable.dtype, context);
  TensorType type = tf::tensorType(element, variable.shape);
  ElementsAttr value;
  if (variable.hasValue) {
    const format::TensorEntry *entry = checkpoint.bundle->find(variable.key);
    auto valueType =
        cast<ShapedType>(tf::tensorType(element, PartialShape(entry->shape)));
    value = saved_model::DataAttr::get(context, checkpoint.source, variable.key,
                                       valueType);
    // TensorFlow's older variables leave the shape to the first assignment.
    if (!type.hasRank())
      type = cast<TensorType>(valueType);
  }
  std::string symbol = symbolFor(variable.name);
  auto op = saved_model::VariableOp::create(
      b, NameLoc::get(b.getStringAttr(variable.name)), symbol, type, value,
      /*sym_visibility=*/StringAttr());
  if (symbol != variable.name)
    op->setAttr("shared_name", b.getStringAttr(variable.name));
  variableByName.try_emplace(variable.name, symbol);
  if (value)
    variableByKey.try_emplace(variable.key, symbol);
}

Status MetaGraphImporter::importVariables() {
  SM_ASSIGN_OR_RETURN(
      std::vector<VariableInfo> variables,
      variablesOf(metaGraph, checkpoint.bundle.get(), objects.get()));
  for (const VariableInfo &variable : variables)
    importVariable(variable);
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// Assets and signatures
//===----------------------------------------------------------------------===//

Status MetaGraphImporter::importAssets() {
  if (!model)
    return absl::OkStatus();
  SM_ASSIGN_OR_RETURN(std::vector<format::Asset> assets,
                      format::listAssets(*model, metaGraph));
  bool isListed = metaGraph.asset_file_def_size() > 0;
  for (auto [index, asset] : llvm::enumerate(assets)) {
    std::string symbol = symbolFor(absl::StrCat("assets/", asset.fileName));
    auto op = saved_model::AssetOp::create(
        b, b.getUnknownLoc(), b.getStringAttr(symbol),
        b.getStringAttr(asset.fileName), b.getStringAttr(asset.tensorName),
        isListed
            ? importAssetRest(metaGraph.asset_file_def(static_cast<int>(index)))
            : saved_model::ProtoAttr());
    op.setInCollection(!isListed);
    assetByFile.try_emplace(asset.fileName, symbol);
  }
  return absl::OkStatus();
}

/// What `def` says beside the file and the tensor's name; null if it is the
/// usual: nothing.
saved_model::ProtoAttr
MetaGraphImporter::importAssetRest(tfpb::AssetFileDef def) {
  def.clear_filename();
  bool isNamed = !def.tensor_info().name().empty();
  if (isNamed)
    def.mutable_tensor_info()->clear_name();
  saved_model::ProtoAttr rest = importProto(def, b.getContext());
  tfpb::AssetFileDef usual;
  if (isNamed)
    usual.mutable_tensor_info();
  return rest == importProto(usual, b.getContext()) ? saved_model::ProtoAttr()
                                                    : rest;
}

Attribute MetaGraphImporter::importTensorInfo(const tfpb::TensorInfo &info) {
  std::optional<DType> dtype = dtypeFromNumber(info.dtype());
  StatusOr<std::optional<std::vector<int64_t>>> dims =
      format::decodePartialShape(info.tensor_shape());
  bool isPlain = dtype && info.encoding_case() == tfpb::TensorInfo::kName &&
                 info.has_tensor_shape() && dims.ok() &&
                 isPlainShape(info.tensor_shape()) &&
                 info.GetReflection()->GetUnknownFields(info).empty();
  if (!isPlain)
    return importProto(info, b.getContext());
  PartialShape shape = *dims ? PartialShape(absl::MakeConstSpan(**dims))
                             : PartialShape::unranked();
  return saved_model::TensorInfoAttr::get(
      b.getContext(), info.name(),
      tf::tensorType(tf::typeForDType(*dtype, b.getContext()), shape));
}

Status MetaGraphImporter::importSignature(const std::string &name,
                                          const tfpb::SignatureDef &signature) {
  auto emptyKey = [&](const char *what) {
    return absl::InvalidArgumentError(absl::StrCat(
        "signature '", name, "' has an empty key among its ", what));
  };
  NamedAttrList inputs, outputs, defaults;
  for (const auto &[key, info] : signature.inputs()) {
    if (key.empty())
      return emptyKey("inputs");
    inputs.append(key, importTensorInfo(info));
  }
  for (const auto &[key, info] : signature.outputs()) {
    if (key.empty())
      return emptyKey("outputs");
    outputs.append(key, importTensorInfo(info));
  }
  for (const auto &[key, tensor] : signature.defaults()) {
    if (key.empty())
      return emptyKey("defaults");
    StatusOr<Attribute> value = attrs.importTensor(tensor);
    if (!value.ok())
      return withContext(
          value.status(),
          absl::StrCat("signature '", name, "', default of '", key, "'"));
    defaults.append(key, *value);
  }
  MLIRContext *context = b.getContext();
  saved_model::SignatureOp::create(
      b, NameLoc::get(b.getStringAttr(name)), b.getStringAttr(name),
      b.getStringAttr(signature.method_name()), FlatSymbolRefAttr(),
      inputs.getDictionary(context), outputs.getDictionary(context),
      defaults.empty() ? DictionaryAttr() : defaults.getDictionary(context),
      importRest(signature, kSignatureFields, context));
  return absl::OkStatus();
}

Status MetaGraphImporter::importSignatures() {
  std::map<std::string, const tfpb::SignatureDef *> sorted;
  for (const auto &[name, signature] : metaGraph.signature_def())
    sorted.emplace(name, &signature);
  for (const auto &[name, signature] : sorted)
    SM_RETURN_IF_ERROR(importSignature(name, *signature));
  return absl::OkStatus();
}

static void addTensors(const tfpb::SignatureDef &signature,
                       std::vector<std::string> &tensors) {
  for (const auto *infos : {&signature.inputs(), &signature.outputs()})
    for (const auto &[key, info] : *infos)
      if (info.encoding_case() == tfpb::TensorInfo::kName)
        tensors.push_back(info.name());
}

/// The tensors that signatures name: they exist though no node may use them.
std::vector<std::string> MetaGraphImporter::signatureTensors() const {
  std::vector<std::string> tensors;
  for (const auto &[name, signature] : metaGraph.signature_def())
    addTensors(signature, tensors);
  return tensors;
}

/// Finds the tensors that the entry names.
void MetaGraphImporter::addEntryTensors() {
  entryTensors = entry->tensors;
  if (entry->function || !entry->tensors.empty())
    return;
  const auto &signatures = metaGraph.signature_def();
  auto chosen = signatures.find(entry->signature.value_or("serving_default"));
  if (chosen != signatures.end())
    addTensors(chosen->second, entryTensors);
  else if (!entry->signature)
    entryTensors = signatureTensors();
}

//===----------------------------------------------------------------------===//
// Traced functions
//===----------------------------------------------------------------------===//

Attribute MetaGraphImporter::importLeaf(const format::SignatureLeaf &leaf) {
  PartialShape shape = leaf.spec.shape
                           ? PartialShape(absl::MakeConstSpan(*leaf.spec.shape))
                           : PartialShape::unranked();
  return saved_model::TensorInfoAttr::get(
      b.getContext(), leaf.key,
      tf::tensorType(tf::typeForDType(leaf.spec.dtype, b.getContext()), shape));
}

Attribute MetaGraphImporter::importCapture(const format::Capture &capture) {
  auto symbol = [&](const llvm::StringMap<std::string> &table,
                    StringRef name) -> Attribute {
    auto it = table.find(name);
    if (it == table.end())
      return b.getUnitAttr();
    return FlatSymbolRefAttr::get(b.getContext(), it->second);
  };
  switch (capture.kind) {
  case format::Capture::Kind::Variable:
    if (variableByKey.contains(capture.checkpointKey))
      return symbol(variableByKey, capture.checkpointKey);
    return symbol(variableByName, capture.name);
  case format::Capture::Kind::Asset:
    return symbol(assetByFile, capture.name);
  case format::Capture::Kind::Constant:
    return b.getStringAttr(capture.name);
  case format::Capture::Kind::Resource:
  case format::Capture::Kind::CapturedTensor:
    return b.getUnitAttr();
  }
  return b.getUnitAttr();
}

void MetaGraphImporter::importConcreteFunction(
    const format::FunctionObject &function, int overload) {
  const std::string &name = function.concreteFunctions[overload];
  SmallVector<Attribute> inputs, outputs, captures;
  StringAttr unavailable;
  StatusOr<format::ConcreteFunction> trace = objects->concreteFunction(name);
  if (trace.ok()) {
    for (const format::SignatureLeaf &leaf : trace->inputs)
      inputs.push_back(importLeaf(leaf));
    for (const format::SignatureLeaf &leaf : trace->outputs)
      outputs.push_back(importLeaf(leaf));
    for (const format::Capture &capture : trace->captures)
      captures.push_back(importCapture(capture));
  } else {
    unavailable = b.getStringAttr(std::string(trace.status().message()));
  }
  if (entry && entry->function == function.path &&
      entry->overload == overload) {
    entryFunctions.push_back(name);
    for (Attribute capture : captures)
      if (auto constant = dyn_cast<StringAttr>(capture))
        entryTensors.push_back(constant.str());
  }
  saved_model::ConcreteFunctionOp::create(
      b, b.getUnknownLoc(), b.getStringAttr(function.path),
      b.getI64IntegerAttr(overload),
      FlatSymbolRefAttr::get(b.getContext(), name), FlatSymbolRefAttr(),
      b.getArrayAttr(inputs), b.getArrayAttr(outputs), b.getArrayAttr(captures),
      unavailable);
}

void MetaGraphImporter::importConcreteFunctions() {
  if (!objects)
    return;
  for (const format::FunctionObject &function : objects->functions())
    for (size_t i = 0; i < function.concreteFunctions.size(); ++i)
      importConcreteFunction(function, static_cast<int>(i));
}

Status MetaGraphImporter::importObjects() {
  if (metaGraph.object_graph_def().nodes().empty())
    return absl::OkStatus();
  SM_ASSIGN_OR_RETURN(
      objects, format::ObjectGraph::build(metaGraph, checkpoint.bundle.get()));
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// MetaGraphs and models
//===----------------------------------------------------------------------===//

Status MetaGraphImporter::importGraph(const tfpb::GraphDebugInfo *debugInfo) {
  if (!metaGraph.has_graph_def())
    return absl::OkStatus();
  GraphImporter importer(b, attrs, debugInfo);
  std::vector<std::string> tensors = signatureTensors();
  if (!entry)
    return importer.importGraph(metaGraph.graph_def(), tensors);
  tensors.insert(tensors.end(), entryTensors.begin(), entryTensors.end());
  format::GraphPart part =
      format::partNeededBy(metaGraph.graph_def(), entryTensors, entryFunctions);
  return importer.importGraph(metaGraph.graph_def(), tensors, &part);
}

Status MetaGraphImporter::import(const tfpb::GraphDebugInfo *debugInfo) {
  SM_RETURN_IF_ERROR(format::validateGraph(metaGraph.graph_def()));
  SmallVector<StringRef> tags;
  for (const std::string &tag : metaGraph.meta_info_def().tags())
    tags.push_back(tag);
  auto op = saved_model::MetaGraphOp::create(
      b, b.getUnknownLoc(), b.getStrArrayAttr(tags), FlatSymbolRefAttr(),
      /*init_node=*/StringAttr());
  SM_ASSIGN_OR_RETURN(std::optional<std::string> initNode,
                      format::initOpNode(metaGraph));
  if (entry)
    addEntryTensors();
  if (initNode) {
    op.setInitNode(*initNode);
    entryTensors.push_back(*initNode);
  }
  OpBuilder::InsertionGuard guard(b);
  b.createBlock(&op.getBody());
  reserveFunctionNames();
  SM_RETURN_IF_ERROR(importObjects());
  SM_RETURN_IF_ERROR(importVariables());
  SM_RETURN_IF_ERROR(importAssets());
  SM_RETURN_IF_ERROR(importSignatures());
  importConcreteFunctions();
  SM_RETURN_IF_ERROR(importGraph(debugInfo));
  if (entry)
    return absl::OkStatus();
  if (saved_model::ProtoAttr rest =
          importRest(metaGraph, kMetaGraphFields, b.getContext()))
    saved_model::MessagesOp::create(b, b.getUnknownLoc(), rest);
  return absl::OkStatus();
}

static void loadDialects(MLIRContext *context) {
  context->loadDialect<tf::TFDialect, saved_model::SMDialect,
                       graph::GraphDialect>();
}

/// Opens the checkpoint of `model`, if it has one, and names it in the module.
static StatusOr<Checkpoint>
importCheckpoint(const format::SavedModelFile &model,
                 const std::string &sourceName, OpBuilder &b,
                 Location location) {
  Checkpoint checkpoint;
  checkpoint.source = sourceName;
  if (!model.hasVariables())
    return checkpoint;
  SM_ASSIGN_OR_RETURN(std::unique_ptr<format::TensorBundle> opened,
                      format::TensorBundle::open(model.variablesPrefix()));
  checkpoint.bundle = std::move(opened);
  const format::TensorBundle &bundle = *checkpoint.bundle;
  SM_RETURN_IF_ERROR(b.getContext()
                         ->getLoadedDialect<saved_model::SMDialect>()
                         ->data()
                         .addCheckpoint(sourceName, checkpoint.bundle));
  saved_model::DataSourceOp::create(
      b, location, b.getStringAttr(sourceName), b.getStringAttr("checkpoint"),
      b.getStringAttr(model.variablesPrefix()),
      b.getI64IntegerAttr(bundle.indexSize()),
      b.getIntegerAttr(b.getIntegerType(32, /*isSigned=*/false),
                       APInt(32, bundle.indexChecksum())));
  return checkpoint;
}

/// Says where the model's other files lie.
static void importFolder(const format::SavedModelFile &model, OpBuilder &b,
                         Location location) {
  SmallString<128> path(model.dir);
  // Where that fails there is no folder to be in, and nothing to be opened.
  (void)llvm::sys::fs::make_absolute(path);
  saved_model::ModelFolderOp::create(b, location, b.getStringAttr(path),
                                     /*pbtxt=*/model.isText,
                                     /*without=*/ArrayAttr());
}

StatusOr<OwningOpRef<ModuleOp>>
importSavedModel(const format::SavedModelFile &model,
                 std::optional<int> metaGraph, MLIRContext *context,
                 const std::string &sourceName, const ImportEntry *entry) {
  loadDialects(context);
  OpBuilder b(context);
  Location location = FileLineColLoc::get(context, model.path(), 0, 0);
  OwningOpRef<ModuleOp> module = ModuleOp::create(location);
  b.setInsertionPointToStart(module->getBody());
  auto op = saved_model::SavedModelOp::create(
      b, location, importRest(*model.proto, kSavedModelFields, context));
  b.createBlock(&op.getBody());
  importFolder(model, b, location);
  SM_ASSIGN_OR_RETURN(Checkpoint checkpoint,
                      importCheckpoint(model, sourceName, b, location));
  SM_ASSIGN_OR_RETURN(std::shared_ptr<tfpb::GraphDebugInfo> debugInfo,
                      format::readDebugInfo(model.dir));
  for (int i = 0; i < model.proto->meta_graphs_size(); ++i) {
    if (metaGraph && *metaGraph != i)
      continue;
    MetaGraphImporter importer(b, model.proto->meta_graphs(i), &model,
                               checkpoint, model.proto, entry);
    SM_RETURN_IF_ERROR(
        withContext(importer.import(debugInfo.get()), model.path()));
  }
  return module;
}

StatusOr<OwningOpRef<ModuleOp>>
importGraphDef(const std::shared_ptr<tfpb::GraphDef> &graph,
               const std::string &path, MLIRContext *context,
               const ImportEntry *entry) {
  loadDialects(context);
  OpBuilder b(context);
  Location location = FileLineColLoc::get(context, path, 0, 0);
  OwningOpRef<ModuleOp> module = ModuleOp::create(location);
  b.setInsertionPointToStart(module->getBody());
  auto op =
      saved_model::SavedModelOp::create(b, location, saved_model::ProtoAttr());
  b.createBlock(&op.getBody());
  auto metaGraph = std::make_shared<tfpb::MetaGraphDef>();
  metaGraph->mutable_graph_def()->Swap(graph.get());
  Checkpoint none;
  MetaGraphImporter importer(b, *metaGraph, /*model=*/nullptr, none, metaGraph,
                             entry);
  SM_RETURN_IF_ERROR(withContext(importer.import(nullptr), path));
  return module;
}

} // namespace sm::target
