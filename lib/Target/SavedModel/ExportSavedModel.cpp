// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The container as protos: the inverse of ImportSavedModel.

#include "ExportAttr.h"
#include "ExportError.h"
#include "ExportGraph.h"
#include "ExportProto.h"
#include "ExportVariables.h"
#include "Fields.h"

#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/graph.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/SavedModel.h"
#include "sm/Format/SavedModelWriter.h"
#include "sm/Target/SavedModel.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include "absl/strings/str_cat.h"

using namespace mlir;
namespace tfpb = tensorflow;

namespace sm::target {

namespace {

/// The signature that names the node which initialises the model.
constexpr const char *kInitOp = "__saved_model_init_op";

/// Exports one sm.meta_graph.
class MetaGraphExporter {
public:
  MetaGraphExporter(saved_model::MetaGraphOp op, tfpb::MetaGraphDef &proto)
      : op(op), proto(proto) {}

  Status run();

private:
  Status sortOps();
  Status exportTags();
  Status exportSignature(saved_model::SignatureOp signature);
  Status
  exportTensorInfos(DictionaryAttr infos, const char *what,
                    google::protobuf::Map<std::string, tfpb::TensorInfo> &map);
  Status exportAssets();
  Status exportAsset(saved_model::AssetOp asset, tfpb::AssetFileDef &def);
  Status exportCollectedAssets(ArrayRef<saved_model::AssetOp> assets);
  Status exportInitNode();

  saved_model::MetaGraphOp op;
  tfpb::MetaGraphDef &proto;
  saved_model::MessagesOp messages;
  graph::GraphOp graph;
  SmallVector<graph::FuncOp> functions;
  SmallVector<saved_model::SignatureOp> signatures;
  SmallVector<saved_model::AssetOp> assets;
};

} // namespace

/// FailedPrecondition: the op belongs to a MetaGraph converted to functions.
static Status converted(Operation *op) {
  return absl::FailedPreconditionError(absl::StrCat(
      placeOf(op), "'", op->getName().getStringRef().str(),
      "': the MetaGraph was converted to functions; make a graph of it again "
      "(--convert-tf-to-graph) before it is exported"));
}

/// Sorts the ops by kind; variables and traced functions are derived from the
/// rest.
Status MetaGraphExporter::sortOps() {
  for (Operation &inner : op.getBody().front()) {
    if (auto signature = dyn_cast<saved_model::SignatureOp>(inner)) {
      signatures.push_back(signature);
    } else if (auto asset = dyn_cast<saved_model::AssetOp>(inner)) {
      assets.push_back(asset);
    } else if (auto function = dyn_cast<graph::FuncOp>(inner)) {
      functions.push_back(function);
    } else if (auto found = dyn_cast<graph::GraphOp>(inner)) {
      if (graph)
        return exportError(found, "a MetaGraph has one graph, not two");
      graph = found;
    } else if (auto found = dyn_cast<saved_model::MessagesOp>(inner)) {
      if (messages)
        return exportError(found, "a MetaGraph has one sm.messages, not two");
      messages = found;
    } else if (isa<func::FuncOp>(inner)) {
      return converted(&inner);
    } else if (!isa<saved_model::VariableOp, saved_model::ConcreteFunctionOp>(
                   inner)) {
      return exportError(&inner,
                         absl::StrCat("'", inner.getName().getStringRef().str(),
                                      "' has no place in a MetaGraphDef"));
    }
  }
  if (!graph && !functions.empty())
    return exportError(functions.front(),
                       "a MetaGraph with functions needs a graph.graph");
  return op.getInitializer() ? converted(op) : absl::OkStatus();
}

Status MetaGraphExporter::exportTags() {
  for (Attribute tag : op.getTags()) {
    std::string text = cast<StringAttr>(tag).str();
    SM_RETURN_IF_ERROR(checkUTF8(text, "tag"));
    proto.mutable_meta_info_def()->add_tags(text);
  }
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// Signatures
//===----------------------------------------------------------------------===//

static Status exportTensorInfo(Attribute attr, tfpb::TensorInfo &info) {
  if (auto message = dyn_cast<saved_model::ProtoAttr>(attr))
    return exportProto(message, kNoFields, info);
  auto plain = dyn_cast<saved_model::TensorInfoAttr>(attr);
  auto type = plain ? dyn_cast<TensorType>(plain.getType()) : TensorType();
  if (!type)
    return absl::InvalidArgumentError(absl::StrCat(
        "reads #sm.tensor_info<\"node:0\" : tensor<...>>, not ", shown(attr)));
  SM_RETURN_IF_ERROR(checkUTF8(plain.getTensor(), "tensor"));
  SM_ASSIGN_OR_RETURN(int dtype, exportType(type.getElementType()));
  info.set_name(plain.getTensor().str());
  info.set_dtype(static_cast<tfpb::DataType>(dtype));
  exportShape(tf::shapeOf(type), *info.mutable_tensor_shape());
  return absl::OkStatus();
}

Status MetaGraphExporter::exportTensorInfos(
    DictionaryAttr infos, const char *what,
    google::protobuf::Map<std::string, tfpb::TensorInfo> &map) {
  for (NamedAttribute named : infos) {
    std::string key = named.getName().str();
    SM_RETURN_IF_ERROR(checkUTF8(key, "key"));
    SM_RETURN_IF_ERROR(withContext(exportTensorInfo(named.getValue(), map[key]),
                                   absl::StrCat(what, " '", key, "'")));
  }
  return absl::OkStatus();
}

Status MetaGraphExporter::exportSignature(saved_model::SignatureOp signature) {
  std::string name = signature.getName().str();
  if (signature.getFunction())
    return converted(signature);
  SM_RETURN_IF_ERROR(checkUTF8(name, "name"));
  SM_RETURN_IF_ERROR(checkUTF8(signature.getMethod(), "method"));
  if (proto.signature_def().contains(name))
    return absl::InvalidArgumentError("another signature has the same name");
  tfpb::SignatureDef &def = (*proto.mutable_signature_def())[name];
  if (saved_model::ProtoAttr extra = signature.getExtraAttr())
    SM_RETURN_IF_ERROR(exportProto(extra, kSignatureFields, def));
  def.set_method_name(signature.getMethod().str());
  SM_RETURN_IF_ERROR(
      exportTensorInfos(signature.getInputs(), "input", *def.mutable_inputs()));
  SM_RETURN_IF_ERROR(exportTensorInfos(signature.getOutputs(), "output",
                                       *def.mutable_outputs()));
  if (DictionaryAttr defaults = signature.getDefaultsAttr())
    for (NamedAttribute named : defaults) {
      std::string key = named.getName().str();
      SM_RETURN_IF_ERROR(checkUTF8(key, "key"));
      SM_RETURN_IF_ERROR(withContext(
          exportTensor(named.getValue(), (*def.mutable_defaults())[key]),
          absl::StrCat("default of '", key, "'")));
    }
  return absl::OkStatus();
}

/// `init_node` says what a signature or a collection says. Where neither is
/// left (an entry was chosen), the signature is made anew.
Status MetaGraphExporter::exportInitNode() {
  SM_ASSIGN_OR_RETURN(std::optional<std::string> derived,
                      format::initOpNode(proto));
  StringAttr stated = op.getInitNodeAttr();
  if (derived && (!stated || stated.getValue() != *derived))
    return absl::InvalidArgumentError(absl::StrCat(
        "init_node is '", stated ? stated.str() : "",
        "', but the signature or collection that TensorFlow reads names '",
        *derived, "'; change both"));
  if (derived || !stated)
    return absl::OkStatus();
  SM_RETURN_IF_ERROR(checkUTF8(stated.getValue(), "init_node"));
  tfpb::TensorInfo &info =
      (*(*proto.mutable_signature_def())[kInitOp].mutable_outputs())[kInitOp];
  info.set_name(stated.str());
  info.mutable_tensor_shape()->set_unknown_rank(true);
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// Assets
//===----------------------------------------------------------------------===//

Status MetaGraphExporter::exportAsset(saved_model::AssetOp asset,
                                      tfpb::AssetFileDef &def) {
  if (saved_model::ProtoAttr extra = asset.getExtraAttr())
    SM_RETURN_IF_ERROR(exportProto(extra, kAssetFields, def));
  SM_RETURN_IF_ERROR(checkUTF8(asset.getFile(), "file"));
  SM_RETURN_IF_ERROR(checkUTF8(asset.getTensor(), "tensor"));
  def.set_filename(asset.getFile().str());
  if (asset.getTensor().empty())
    return absl::OkStatus();
  if (def.tensor_info().encoding_case() != tfpb::TensorInfo::ENCODING_NOT_SET)
    return absl::InvalidArgumentError(
        "both `tensor` and `extra` say what is fed");
  def.mutable_tensor_info()->set_name(asset.getTensor().str());
  return absl::OkStatus();
}

/// Makes the collection list `marked`; entries that stay keep their bytes.
Status MetaGraphExporter::exportCollectedAssets(
    ArrayRef<saved_model::AssetOp> marked) {
  auto found = proto.mutable_collection_def()->find(kAssetCollection);
  bool isListed = found != proto.mutable_collection_def()->end();
  if (marked.empty() && !(isListed && assets.empty()))
    return absl::OkStatus();
  if (marked.empty() && found->second.any_list().value_size() == 0)
    return absl::OkStatus();
  google::protobuf::RepeatedPtrField<google::protobuf::Any> old;
  auto *list = (*proto.mutable_collection_def())[kAssetCollection]
                   .mutable_any_list()
                   ->mutable_value();
  old.Swap(list);
  for (saved_model::AssetOp asset : marked) {
    tfpb::AssetFileDef def;
    SM_RETURN_IF_ERROR(exportAsset(asset, def));
    google::protobuf::Any *any = list->Add();
    for (google::protobuf::Any &entry : old) {
      tfpb::AssetFileDef was;
      if (!entry.value().empty() && was.ParseFromString(entry.value()) &&
          was.filename() == def.filename() &&
          was.tensor_info().name() == def.tensor_info().name()) {
        any->Swap(&entry);
        entry.Clear();
        break;
      }
    }
    if (any->value().empty()) {
      any->set_type_url("type.googleapis.com/tensorflow.AssetFileDef");
      any->set_value(format::serialize(def));
    }
  }
  return absl::OkStatus();
}

Status MetaGraphExporter::exportAssets() {
  SmallVector<saved_model::AssetOp> collected;
  for (saved_model::AssetOp asset : assets) {
    if (asset.getInCollection()) {
      collected.push_back(asset);
      continue;
    }
    Status status = exportAsset(asset, *proto.add_asset_file_def());
    if (!status.ok())
      return exportError(
          asset, absl::StrCat("asset '", asset.getFile().str(), "'"), status);
  }
  return exportCollectedAssets(collected);
}

//===----------------------------------------------------------------------===//
// MetaGraphs and models
//===----------------------------------------------------------------------===//

Status MetaGraphExporter::run() {
  SM_RETURN_IF_ERROR(sortOps());
  if (messages) {
    Status status = exportProto(messages.getProto(), kMetaGraphFields, proto);
    if (!status.ok())
      return exportError(messages, "sm.messages", status);
  }
  if (Status tags = exportTags(); !tags.ok())
    return exportError(op, "MetaGraph", tags);
  for (saved_model::SignatureOp signature : signatures) {
    Status status = exportSignature(signature);
    if (!status.ok())
      return exportError(
          signature,
          absl::StrCat("signature '", signature.getName().str(), "'"), status);
  }
  SM_RETURN_IF_ERROR(exportAssets());
  if (graph) {
    SM_RETURN_IF_ERROR(
        exportGraph(graph, functions, *proto.mutable_graph_def()));
    SM_RETURN_IF_ERROR(format::validateGraph(proto.graph_def()));
  }
  Status init = exportInitNode();
  return init.ok() ? init : exportError(op, "MetaGraph", init);
}

static StatusOr<saved_model::SavedModelOp> onlyModel(ModuleOp module) {
  auto models = module.getOps<saved_model::SavedModelOp>();
  if (!llvm::hasSingleElement(models))
    return absl::InvalidArgumentError(
        "the module needs one sm.saved_model to be exported");
  return *models.begin();
}

/// Exports the MetaGraphs and the header.
static Status exportModel(saved_model::SavedModelOp model,
                          tfpb::SavedModel &proto) {
  if (saved_model::ProtoAttr header = model.getHeaderAttr()) {
    Status status = exportProto(header, kSavedModelFields, proto);
    if (!status.ok())
      return exportError(model, "header", status);
  }
  for (Operation &op : model.getBody().front()) {
    if (auto metaGraph = dyn_cast<saved_model::MetaGraphOp>(op))
      SM_RETURN_IF_ERROR(
          MetaGraphExporter(metaGraph, *proto.add_meta_graphs()).run());
    else if (!isa<saved_model::DataSourceOp, saved_model::ModelFolderOp>(op))
      return exportError(&op,
                         absl::StrCat("'", op.getName().getStringRef().str(),
                                      "' has no place in a SavedModel"));
  }
  return absl::OkStatus();
}

StatusOr<format::SavedModelContents> exportSavedModel(ModuleOp module) {
  SM_ASSIGN_OR_RETURN(saved_model::SavedModelOp model, onlyModel(module));
  format::SavedModelContents contents;
  auto proto = std::make_shared<tfpb::SavedModel>();
  SM_RETURN_IF_ERROR(exportModel(model, *proto));
  contents.proto = std::move(proto);
  auto folders = model.getBody().getOps<saved_model::ModelFolderOp>();
  if (!folders.empty()) {
    saved_model::ModelFolderOp folder = *folders.begin();
    contents.filesFrom = folder.getPath().str();
    contents.isText = folder.getPbtxt();
    if (std::optional<ArrayAttr> without = folder.getWithout())
      for (StringAttr file : without->getAsRange<StringAttr>())
        contents.files[file.str()] = "";
  }
  SM_RETURN_IF_ERROR(exportVariables(model, contents));
  return contents;
}

StatusOr<std::shared_ptr<tfpb::GraphDef>> exportGraphDef(ModuleOp module) {
  SM_ASSIGN_OR_RETURN(saved_model::SavedModelOp model, onlyModel(module));
  auto metaGraphs = model.getBody().getOps<saved_model::MetaGraphOp>();
  if (!llvm::hasSingleElement(metaGraphs))
    return absl::InvalidArgumentError(
        absl::StrCat("a GraphDef holds one MetaGraph; the module has ",
                     std::distance(metaGraphs.begin(), metaGraphs.end())));
  tfpb::MetaGraphDef proto;
  SM_RETURN_IF_ERROR(MetaGraphExporter(*metaGraphs.begin(), proto).run());
  auto graph = std::make_shared<tfpb::GraphDef>();
  graph->Swap(proto.mutable_graph_def());
  return graph;
}

} // namespace sm::target
