// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "ExportVariables.h"

#include "ExportError.h"
#include "VariableValues.h"

#include "sm/Format/ObjectGraph.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/SavedModel.h"
#include "sm/Format/TensorBundle.h"

#include "absl/strings/str_cat.h"

#include <filesystem>

using namespace mlir;
namespace tfpb = tensorflow;
namespace fs = std::filesystem;

namespace sm::target {

namespace {

/// A new value may take this much memory where it does not replace as much.
constexpr int64_t kMaxNewBytes = int64_t(64) << 20;

class VariablesExporter {
public:
  VariablesExporter(saved_model::SavedModelOp model,
                    format::SavedModelContents &contents)
      : model(model), contents(contents) {}

  Status run();

private:
  /// A value that a variable gives to an entry.
  struct Claim {
    saved_model::VariableOp variable;
    ElementsAttr value;
    bool isChanged;
  };

  Status findCheckpoint();
  Status visitMetaGraph(saved_model::MetaGraphOp op,
                        const tfpb::MetaGraphDef &proto);
  Status visit(saved_model::VariableOp op, const VariableInfo *info);
  Status claim(saved_model::VariableOp op, const VariableInfo &info,
               ElementsAttr value);
  bool isOwn(ElementsAttr value, const std::string &key) const;
  StatusOr<format::StoredTensor> store(const std::string &key,
                                       const Claim &claim) const;
  bool isInPlace() const;

  saved_model::SavedModelOp model;
  format::SavedModelContents &contents;
  /// The model's own checkpoint; null if it has none.
  std::string source;
  std::shared_ptr<format::TensorBundle> bundle;
  std::map<std::string, Claim> claims; ///< by checkpoint key
};

} // namespace

/// A variable's name for messages.
static std::string nameOf(saved_model::VariableOp op) {
  auto shared = op->getAttrOfType<StringAttr>("shared_name");
  return shared ? shared.str() : op.getSymName().str();
}

static Status variableError(saved_model::VariableOp op,
                            const std::string &what) {
  return exportError(op, absl::StrCat("variable '", nameOf(op), "' ", what));
}

static saved_model::DataManager &dataOf(Operation *op) {
  return op->getContext()->getOrLoadDialect<saved_model::SMDialect>()->data();
}

/// True if both attributes stand for the same elements.
static StatusOr<bool> isSameValue(ElementsAttr one, ElementsAttr other) {
  if (one.getType() != other.getType())
    return false;
  if (isa<tf::StringType>(one.getElementType())) {
    SM_ASSIGN_OR_RETURN(auto left, saved_model::elementStrings(one));
    SM_ASSIGN_OR_RETURN(auto right, saved_model::elementStrings(other));
    return left == right;
  }
  SM_ASSIGN_OR_RETURN(auto left, saved_model::elementBytes(one));
  SM_ASSIGN_OR_RETURN(auto right, saved_model::elementBytes(other));
  return left.bytes == right.bytes;
}

/// The first checkpoint is the model's own: import names it first.
Status VariablesExporter::findCheckpoint() {
  for (auto op : model.getBody().getOps<saved_model::DataSourceOp>()) {
    if (op.getKind() != "checkpoint")
      continue;
    source = op.getName().str();
    bundle = dataOf(op).checkpoint(source);
    if (bundle)
      return absl::OkStatus();
    return absl::FailedPreconditionError(
        absl::StrCat(placeOf(op), "data source '", source, "' is not open"));
  }
  return absl::OkStatus();
}

bool VariablesExporter::isOwn(ElementsAttr value,
                              const std::string &key) const {
  auto data = dyn_cast<saved_model::DataAttr>(value);
  return data && bundle && data.getSource() == source && data.getKey() == key;
}

//===----------------------------------------------------------------------===//
// What each variable says
//===----------------------------------------------------------------------===//

Status VariablesExporter::claim(saved_model::VariableOp op,
                                const VariableInfo &info, ElementsAttr value) {
  if (auto data = dyn_cast<saved_model::DataAttr>(value)) {
    auto from = dataOf(op).checkpoint(data.getSource().str());
    if (from && !from->find(data.getKey().str()))
      return variableError(op, absl::StrCat("has the value of entry '",
                                            data.getKey().str(), "', which ",
                                            from->prefix(), " lacks"));
  }
  bool isChanged = !isOwn(value, info.key);
  auto [it, isNew] = claims.try_emplace(info.key, Claim{op, value, isChanged});
  if (isNew || it->second.value == value)
    return absl::OkStatus();
  SM_ASSIGN_OR_RETURN(bool isSame, isSameValue(it->second.value, value));
  if (isSame)
    return absl::OkStatus();
  return variableError(
      op, absl::StrCat("and '", nameOf(it->second.variable),
                       "' have different values, but both are restored from "
                       "checkpoint entry '",
                       info.key, "'; give both the same value"));
}

Status VariablesExporter::visit(saved_model::VariableOp op,
                                const VariableInfo *info) {
  ElementsAttr value = op.getValueAttr();
  if (!info) {
    // Its node is gone; the checkpoint keeps the entry, as it keeps others.
    auto data = dyn_cast_or_null<saved_model::DataAttr>(value);
    if (!value || (data && bundle && data.getSource() == source))
      return absl::OkStatus();
    return variableError(op, "has a value, but no node and no object of that "
                             "name");
  }
  auto type = dyn_cast<TensorType>(op.getType());
  PartialShape shape =
      value ? tf::shapeOf(value.getType()) : tf::shapeOf(op.getType());
  if (!type || tf::dtypeForType(type.getElementType()) != info->dtype ||
      !shape.isCompatibleWith(info->shape))
    return variableError(
        op,
        absl::StrCat(
            "is ", shown(TypeAttr::get(value ? value.getType() : op.getType())),
            ", but the graph declares it as ", dtypeName(info->dtype),
            info->shape.str()));
  if (!value && !info->hasValue)
    return absl::OkStatus();
  if (!value)
    return variableError(
        op, absl::StrCat("has no value, but the graph restores it from "
                         "checkpoint entry '",
                         info->key, "'"));
  if (!bundle)
    return absl::FailedPreconditionError(absl::StrCat(
        placeOf(op), "variable '", nameOf(op),
        "' has a new value, but the model has no checkpoint to keep it"));
  if (info->key.empty() || info->isPart)
    return absl::FailedPreconditionError(absl::StrCat(
        placeOf(op), "variable '", nameOf(op), "' has a new value, but ",
        info->isPart ? absl::StrCat("is restored from a part of checkpoint "
                                    "entry '",
                                    info->key, "'")
                     : "no checkpoint entry belongs to it"));
  return claim(op, *info, value);
}

Status VariablesExporter::visitMetaGraph(saved_model::MetaGraphOp op,
                                         const tfpb::MetaGraphDef &proto) {
  std::unique_ptr<format::ObjectGraph> objects;
  if (!proto.object_graph_def().nodes().empty()) {
    SM_ASSIGN_OR_RETURN(objects,
                        format::ObjectGraph::build(proto, bundle.get()));
  }
  StatusOr<std::vector<VariableInfo>> variables =
      variablesOf(proto, bundle.get(), objects.get());
  if (!variables.ok())
    return exportError(op, "MetaGraph", variables.status());
  llvm::StringMap<const VariableInfo *> byName;
  for (const VariableInfo &variable : *variables)
    byName.try_emplace(variable.name, &variable);
  for (auto variable : op.getBody().getOps<saved_model::VariableOp>())
    SM_RETURN_IF_ERROR(visit(variable, byName.lookup(nameOf(variable))));
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------===//

StatusOr<format::StoredTensor>
VariablesExporter::store(const std::string &key, const Claim &claim) const {
  format::StoredTensor tensor;
  if (auto data = dyn_cast<saved_model::DataAttr>(claim.value)) {
    tensor.source = dataOf(claim.variable).checkpoint(data.getSource().str());
    tensor.sourceKey = data.getKey().str();
    if (tensor.source)
      return tensor;
  }
  auto type = cast<ShapedType>(claim.value.getType());
  tensor.dtype = tf::dtypeForType(type.getElementType());
  for (int64_t dim : type.getShape())
    tensor.shape.append(dim);
  std::optional<int64_t> count = checkedNumElements(tensor.shape.dims());
  int64_t width = tensor.dtype == DType::String
                      ? int64_t(sizeof(Bytes))
                      : static_cast<int64_t>(dtypeSize(tensor.dtype));
  const format::TensorEntry *old = bundle->find(key);
  int64_t most = std::max(kMaxNewBytes, old ? old->bytes : 0);
  bool isDense = isa<DenseElementsAttr>(claim.value);
  if (!count || width == 0 || (isDense && *count > most / width))
    return variableError(claim.variable, "has a value that is too large or of "
                                         "a type that no checkpoint holds");
  if (tensor.dtype == DType::String) {
    SM_ASSIGN_OR_RETURN(tensor.strings,
                        saved_model::elementStrings(claim.value));
    return tensor;
  }
  SM_ASSIGN_OR_RETURN(saved_model::DataBytes data,
                      saved_model::elementBytes(claim.value));
  tensor.bytes = data.bytes;
  tensor.owner = std::move(data.owner);
  return tensor;
}

/// True if the checkpoint lies where the model's other files do, so that it is
/// copied with them.
bool VariablesExporter::isInPlace() const {
  if (contents.filesFrom.empty())
    return !bundle;
  format::SavedModelFile folder;
  folder.dir = contents.filesFrom;
  if (!bundle)
    return !folder.hasVariables();
  std::error_code error;
  return fs::equivalent(folder.variablesPrefix() + ".index",
                        bundle->prefix() + ".index", error) &&
         !error;
}

Status VariablesExporter::run() {
  SM_RETURN_IF_ERROR(findCheckpoint());
  int index = 0;
  for (auto op : model.getBody().getOps<saved_model::MetaGraphOp>())
    SM_RETURN_IF_ERROR(
        visitMetaGraph(op, contents.proto->meta_graphs(index++)));
  bool isChanged = llvm::any_of(
      claims, [](const auto &entry) { return entry.second.isChanged; });
  if (!isChanged && isInPlace())
    return absl::OkStatus();
  std::map<std::string, format::StoredTensor> &tensors =
      contents.variables.emplace();
  if (bundle)
    for (const auto &[key, entry] : bundle->tensors()) {
      format::StoredTensor &tensor = tensors[key];
      tensor.source = bundle;
      tensor.sourceKey = key;
    }
  for (const auto &[key, claim] : claims) {
    if (!claim.isChanged)
      continue;
    SM_ASSIGN_OR_RETURN(tensors[key], store(key, claim));
  }
  return absl::OkStatus();
}

Status exportVariables(saved_model::SavedModelOp model,
                       format::SavedModelContents &contents) {
  return VariablesExporter(model, contents).run();
}

} // namespace sm::target
