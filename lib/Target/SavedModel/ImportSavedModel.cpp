// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The container: MetaGraphs with their variables, assets, signatures and
// traced functions.

#include "sm/Target/SavedModel.h"

#include "ImportAttr.h"
#include "ImportGraph.h"
#include "ImportProto.h"
#include "VariableValues.h"

#include "sm/Format/GraphDef.h"
#include "sm/Format/ObjectGraph.h"
#include "sm/Format/Proto/debug_info.pb.h"
#include "sm/Format/Proto/meta_graph.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/TensorBundle.h"
#include "sm/Format/TensorProto.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/StringSet.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

using namespace mlir;
namespace tfpb = tensorflow;

namespace sm::target {

/// The name of the checkpoint as a data source.
static constexpr const char *kVariables = "variables";

/// What has a place of its own in the IR.
static const FieldNames kMetaGraphFields = {
    "tensorflow.MetaGraphDef.graph_def",
    "tensorflow.MetaGraphDef.signature_def",
    "tensorflow.MetaGraphDef.asset_file_def",
    "tensorflow.MetaGraphDef.MetaInfoDef.tags"};
static const FieldNames kSignatureFields = {
    "tensorflow.SignatureDef.inputs", "tensorflow.SignatureDef.outputs",
    "tensorflow.SignatureDef.method_name", "tensorflow.SignatureDef.defaults"};

namespace {

/// Imports one MetaGraph into an sm.meta_graph.
class MetaGraphImporter {
public:
  MetaGraphImporter(OpBuilder &b, const tfpb::MetaGraphDef &metaGraph,
                    const format::SavedModelFile *model,
                    std::shared_ptr<format::TensorBundle> bundle,
                    std::shared_ptr<const void> owner)
      : b(b), metaGraph(metaGraph), model(model), bundle(std::move(bundle)),
        attrs(b.getContext(), std::move(owner)) {}

  Status import(const tfpb::GraphDebugInfo *debugInfo);

private:
  void reserveFunctionNames();
  std::vector<std::string> signatureTensors() const;
  std::string symbolFor(const std::string &name);
  Status importVariables();
  Status importVariable(const tfpb::NodeDef &node,
                        const RestoredFrom *restored);
  StatusOr<ElementsAttr> valueOf(const std::string &key,
                                 const std::string &slice, TensorType type);
  Status importAssets();
  Status importSignatures();
  Status importSignature(const std::string &name,
                         const tfpb::SignatureDef &signature);
  Attribute importTensorInfo(const tfpb::TensorInfo &info);
  Status importConcreteFunctions();
  void importConcreteFunction(const format::ObjectGraph &objects,
                              const format::FunctionObject &function,
                              int overload);
  Attribute importLeaf(const format::SignatureLeaf &leaf);
  Attribute importCapture(const format::Capture &capture);
  std::string createVariable(const std::string &name, TensorType type,
                             ElementsAttr value);

  OpBuilder &b;
  const tfpb::MetaGraphDef &metaGraph;
  const format::SavedModelFile *model;
  std::shared_ptr<format::TensorBundle> bundle;
  AttrImporter attrs;
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

/// True if the slice of "10 4 0,10:-" is all of the tensor.
static bool coversAll(const std::string &slice) {
  std::vector<std::string> parts =
      absl::StrSplit(slice, ' ', absl::SkipEmpty());
  if (parts.empty())
    return true;
  std::vector<std::string> extents = absl::StrSplit(parts.back(), ':');
  if (extents.size() + 1 != parts.size())
    return false;
  for (size_t i = 0; i < extents.size(); ++i)
    if (extents[i] != "-" && extents[i] != absl::StrCat("0,", parts[i]))
      return false;
  return true;
}

/// The value in the checkpoint; null if there is none. An entry of another type
/// than the variable's is an error: it would be a wrong number.
StatusOr<ElementsAttr> MetaGraphImporter::valueOf(const std::string &key,
                                                  const std::string &slice,
                                                  TensorType type) {
  const format::TensorEntry *entry = bundle ? bundle->find(key) : nullptr;
  if (!entry || !coversAll(slice))
    return ElementsAttr();
  auto valueType = cast<ShapedType>(
      tf::tensorType(tf::typeForDType(entry->dtype, b.getContext()),
                     PartialShape(entry->shape)));
  if (valueType.getElementType() != type.getElementType() ||
      failed(verifyCompatibleShape(type, valueType)))
    return absl::InvalidArgumentError(absl::StrCat(
        "variable for checkpoint entry '", key, "' is declared as ",
        dtypeName(tf::dtypeForType(type.getElementType())),
        tf::shapeOf(type).str(), ", but ", bundle->prefix(), " holds ",
        dtypeName(entry->dtype), entry->shape.str()));
  return ElementsAttr(
      saved_model::DataAttr::get(b.getContext(), kVariables, key, valueType));
}

std::string MetaGraphImporter::createVariable(const std::string &name,
                                              TensorType type,
                                              ElementsAttr value) {
  std::string symbol = symbolFor(name);
  auto op = saved_model::VariableOp::create(
      b, NameLoc::get(b.getStringAttr(name)), symbol, type, value,
      /*sym_visibility=*/StringAttr());
  if (symbol != name)
    op->setAttr("shared_name", b.getStringAttr(name));
  return symbol;
}

/// The name by which TensorFlow tells variables apart.
static std::string sharedName(const tfpb::NodeDef &node) {
  auto attr = node.attr().find("shared_name");
  return attr == node.attr().end() || attr->second.s().empty()
             ? node.name()
             : attr->second.s();
}

Status MetaGraphImporter::importVariable(const tfpb::NodeDef &node,
                                         const RestoredFrom *restored) {
  std::string name = sharedName(node);
  auto dtype = node.attr().find("dtype");
  auto shape = node.attr().find("shape");
  if (dtype == node.attr().end() || variableByName.contains(name))
    return absl::OkStatus();
  std::optional<DType> type = dtypeFromNumber(dtype->second.type());
  if (!type)
    return absl::InvalidArgumentError(
        absl::StrCat("node '", node.name(), "': attribute 'dtype' is no type"));
  PartialShape dims;
  if (shape != node.attr().end()) {
    SM_ASSIGN_OR_RETURN(auto decoded,
                        format::decodePartialShape(shape->second.shape()));
    if (decoded)
      dims = PartialShape(absl::MakeConstSpan(*decoded));
  }
  TensorType tensor =
      tf::tensorType(tf::typeForDType(*type, b.getContext()), dims);
  std::string key = restored ? restored->key : name;
  SM_ASSIGN_OR_RETURN(ElementsAttr value,
                      valueOf(key, restored ? restored->slice : "", tensor));
  // TensorFlow's older variables leave the shape to the first assignment.
  if (value && !tensor.hasRank())
    tensor = cast<TensorType>(value.getType());
  std::string symbol = createVariable(name, tensor, value);
  variableByName[name] = symbol;
  if (value)
    variableByKey.try_emplace(key, symbol);
  return absl::OkStatus();
}

Status MetaGraphImporter::importVariables() {
  std::map<std::string, RestoredFrom> restored =
      findRestoredVariables(metaGraph.graph_def());
  for (const tfpb::NodeDef &node : metaGraph.graph_def().node()) {
    if (node.op() != "VarHandleOp" && node.op() != "VariableV2" &&
        node.op() != "Variable")
      continue;
    auto it = restored.find(node.name());
    SM_RETURN_IF_ERROR(
        importVariable(node, it == restored.end() ? nullptr : &it->second));
  }
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
  for (const format::Asset &asset : assets) {
    std::string symbol = symbolFor(absl::StrCat("assets/", asset.fileName));
    saved_model::AssetOp::create(b, b.getUnknownLoc(), symbol, asset.fileName,
                                 asset.tensorName);
    assetByFile.try_emplace(asset.fileName, symbol);
  }
  return absl::OkStatus();
}

Attribute MetaGraphImporter::importTensorInfo(const tfpb::TensorInfo &info) {
  std::optional<DType> dtype = dtypeFromNumber(info.dtype());
  bool hasDimNames = false;
  for (const auto &dim : info.tensor_shape().dim())
    hasDimNames |= !dim.name().empty();
  StatusOr<std::optional<std::vector<int64_t>>> dims =
      format::decodePartialShape(info.tensor_shape());
  bool isPlain = dtype && info.encoding_case() == tfpb::TensorInfo::kName &&
                 info.has_tensor_shape() && dims.ok() && !hasDimNames &&
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

/// The tensors that signatures name: they exist though no node may use them.
std::vector<std::string> MetaGraphImporter::signatureTensors() const {
  std::vector<std::string> tensors;
  for (const auto &[name, signature] : metaGraph.signature_def())
    for (const auto *infos : {&signature.inputs(), &signature.outputs()})
      for (const auto &[key, info] : *infos)
        if (info.encoding_case() == tfpb::TensorInfo::kName)
          tensors.push_back(info.name());
  return tensors;
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
    const format::ObjectGraph &objects, const format::FunctionObject &function,
    int overload) {
  const std::string &name = function.concreteFunctions[overload];
  SmallVector<Attribute> inputs, outputs, captures;
  StringAttr unavailable;
  StatusOr<format::ConcreteFunction> trace = objects.concreteFunction(name);
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
  saved_model::ConcreteFunctionOp::create(
      b, b.getUnknownLoc(), b.getStringAttr(function.path),
      b.getI64IntegerAttr(overload),
      FlatSymbolRefAttr::get(b.getContext(), name), FlatSymbolRefAttr(),
      b.getArrayAttr(inputs), b.getArrayAttr(outputs), b.getArrayAttr(captures),
      unavailable);
}

Status MetaGraphImporter::importConcreteFunctions() {
  if (!metaGraph.has_object_graph_def())
    return absl::OkStatus();
  SM_ASSIGN_OR_RETURN(std::unique_ptr<format::ObjectGraph> objects,
                      format::ObjectGraph::build(metaGraph, bundle.get()));
  // Variables that no node of the main graph holds a handle to.
  for (const format::VariableObject &variable : objects->variables()) {
    bool isKnown = variable.checkpointKey.empty()
                       ? variableByName.contains(variable.name)
                       : variableByKey.contains(variable.checkpointKey);
    if (isKnown || variable.dtype == DType::Invalid)
      continue;
    PartialShape shape =
        variable.shape ? PartialShape(absl::MakeConstSpan(*variable.shape))
                       : PartialShape::unranked();
    TensorType type =
        tf::tensorType(tf::typeForDType(variable.dtype, b.getContext()), shape);
    SM_ASSIGN_OR_RETURN(ElementsAttr value,
                        valueOf(variable.checkpointKey, "", type));
    std::string symbol = createVariable(variable.name, type, value);
    variableByName.try_emplace(variable.name, symbol);
    if (value)
      variableByKey.try_emplace(variable.checkpointKey, symbol);
  }
  for (const format::FunctionObject &function : objects->functions())
    for (size_t i = 0; i < function.concreteFunctions.size(); ++i)
      importConcreteFunction(*objects, function, static_cast<int>(i));
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// MetaGraphs and models
//===----------------------------------------------------------------------===//

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
  if (initNode)
    op.setInitNode(*initNode);
  OpBuilder::InsertionGuard guard(b);
  b.createBlock(&op.getBody());
  reserveFunctionNames();
  SM_RETURN_IF_ERROR(importVariables());
  SM_RETURN_IF_ERROR(importAssets());
  SM_RETURN_IF_ERROR(importSignatures());
  SM_RETURN_IF_ERROR(importConcreteFunctions());
  SM_RETURN_IF_ERROR(
      GraphImporter(b, attrs, debugInfo)
          .importGraph(metaGraph.graph_def(), signatureTensors()));
  if (saved_model::ProtoAttr rest =
          importRest(metaGraph, kMetaGraphFields, b.getContext()))
    saved_model::MessagesOp::create(b, b.getUnknownLoc(), rest);
  return absl::OkStatus();
}

static void loadDialects(MLIRContext *context) {
  context->loadDialect<tf::TFDialect, saved_model::SMDialect,
                       graph::GraphDialect>();
}

StatusOr<OwningOpRef<ModuleOp>>
importSavedModel(const format::SavedModelFile &model,
                 std::optional<int> metaGraph, MLIRContext *context) {
  loadDialects(context);
  OpBuilder b(context);
  Location location = FileLineColLoc::get(context, model.path(), 0, 0);
  OwningOpRef<ModuleOp> module = ModuleOp::create(location);
  b.setInsertionPointToStart(module->getBody());
  auto op = saved_model::SavedModelOp::create(
      b, location,
      importRest(*model.proto, {"tensorflow.SavedModel.meta_graphs"}, context));
  b.createBlock(&op.getBody());

  std::shared_ptr<format::TensorBundle> bundle;
  if (model.hasVariables()) {
    SM_ASSIGN_OR_RETURN(std::unique_ptr<format::TensorBundle> opened,
                        format::TensorBundle::open(model.variablesPrefix()));
    bundle = std::move(opened);
    SM_RETURN_IF_ERROR(context->getLoadedDialect<saved_model::SMDialect>()
                           ->data()
                           .addCheckpoint(kVariables, bundle));
    saved_model::DataSourceOp::create(
        b, location, b.getStringAttr(kVariables), b.getStringAttr("checkpoint"),
        b.getStringAttr(model.variablesPrefix()),
        b.getI64IntegerAttr(bundle->indexSize()),
        b.getIntegerAttr(b.getIntegerType(32, /*isSigned=*/false),
                         APInt(32, bundle->indexChecksum())));
  }
  SM_ASSIGN_OR_RETURN(std::shared_ptr<tfpb::GraphDebugInfo> debugInfo,
                      format::readDebugInfo(model.dir));
  for (int i = 0; i < model.proto->meta_graphs_size(); ++i) {
    if (metaGraph && *metaGraph != i)
      continue;
    MetaGraphImporter importer(b, model.proto->meta_graphs(i), &model, bundle,
                               model.proto);
    SM_RETURN_IF_ERROR(
        withContext(importer.import(debugInfo.get()), model.path()));
  }
  return module;
}

StatusOr<OwningOpRef<ModuleOp>>
importGraphDef(const std::shared_ptr<tfpb::GraphDef> &graph,
               const std::string &path, MLIRContext *context) {
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
  MetaGraphImporter importer(b, *metaGraph, /*model=*/nullptr,
                             /*bundle=*/nullptr, metaGraph);
  SM_RETURN_IF_ERROR(withContext(importer.import(nullptr), path));
  return module;
}

} // namespace sm::target
