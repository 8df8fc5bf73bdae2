// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Edits of assets, extra files and values of variables.

#include "EditorState.h"

#include "dialects/Graph/GraphDialect.h"
#include "sm/Format/SavedModel.h"

#include "mlir/IR/Builders.h"

#include "sm/Transforms/ConstantTensor.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <algorithm>
#include <filesystem>
#include <unistd.h>

using namespace mlir;
namespace fs = std::filesystem;

namespace sm {

namespace api {

Status checkRelativeName(const std::string &name, const char *what) {
  fs::path path(name);
  bool isSafe = !name.empty() && name.find('\0') == std::string::npos &&
                !path.is_absolute() && path.has_filename() &&
                std::none_of(path.begin(), path.end(), [](const fs::path &p) {
                  return p == ".." || p == ".";
                });
  return isSafe ? absl::OkStatus()
                : absl::InvalidArgumentError(
                      absl::StrCat("'", name, "' is no name of ", what,
                                   "; it must lie in the model, without '..'"));
}

Status checkFile(const std::string &path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error))
    return absl::NotFoundError(absl::StrCat(path, ": is no file"));
  if (::access(path.c_str(), R_OK) != 0)
    return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  return absl::OkStatus();
}

} // namespace api

//===----------------------------------------------------------------------===//
// Assets
//===----------------------------------------------------------------------===//

static constexpr const char *kAssets = "assets/";
static constexpr const char *kExtra = "assets.extra/";

/// The object graph counts assets by their place in the list.
static Status checkNoObjects(saved_model::MetaGraphOp metaGraph) {
  if (!api::hasObjectGraph(metaGraph))
    return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      "MetaGraph ", format::tagSetName(api::tagsOf(metaGraph)),
      " has an object graph, whose objects own its assets; --replace-asset "
      "puts other contents into one"));
}

StatusOr<std::string> api::addAsset(saved_model::MetaGraphOp metaGraph,
                                    const std::string &tensor,
                                    const std::string &file) {
  std::string name = fs::path(file).filename().string();
  SM_RETURN_IF_ERROR(checkRelativeName(name, "an asset"));
  TensorChoice choice;
  choice.tensor = tensor;
  choice.dtype = DType::String;
  choice.shape = PartialShape::scalar();
  SM_ASSIGN_OR_RETURN(
      Attribute info,
      tensorInfo(metaGraph, choice, absl::StrCat("asset '", name, "'")));
  StringRef fullName = cast<saved_model::TensorInfoAttr>(info).getTensor();
  // Readers take the collection only if no asset stands outside of it.
  bool isCollected = false;
  for (auto asset : metaGraph.getOps<saved_model::AssetOp>()) {
    isCollected |= asset.getInCollection();
    if (asset.getTensor() == fullName)
      return absl::AlreadyExistsError(
          absl::StrCat("tensor '", fullName.str(), "' is fed asset '",
                       asset.getFile().str(), "' already"));
  }
  std::string symbol = absl::StrCat(kAssets, name);
  for (int n = 1; metaGraph.lookupSymbol(symbol); ++n)
    symbol = absl::StrCat(kAssets, name, "$", n);
  OpBuilder b = OpBuilder::atBlockBegin(&metaGraph.getBody().front());
  for (Operation &op : metaGraph.getBody().front())
    if (isa<saved_model::VariableOp, saved_model::AssetOp>(op))
      b.setInsertionPointAfter(&op);
  saved_model::AssetOp::create(b, b.getUnknownLoc(), symbol, name, fullName,
                               /*extra=*/saved_model::ProtoAttr(), isCollected);
  return name;
}

Status SavedModelEditor::addAsset(const std::string &tensor,
                                  const std::string &file) {
  SM_ASSIGN_OR_RETURN(saved_model::MetaGraphOp metaGraph, state->current());
  SM_RETURN_IF_ERROR(checkNoObjects(metaGraph));
  SM_RETURN_IF_ERROR(api::checkFile(file));
  std::string place = kAssets + fs::path(file).filename().string();
  if (!state->fileAt(place).empty())
    return absl::AlreadyExistsError(
        absl::StrCat("the model has a file ", place,
                     " already; --replace-asset puts other contents into it"));
  SM_RETURN_IF_ERROR(api::addAsset(metaGraph, tensor, file).status());
  state->files[place] = file;
  return absl::OkStatus();
}

/// The assets of `metaGraph` that are called `name`; NotFound lists all.
static StatusOr<std::vector<saved_model::AssetOp>>
assetsNamed(saved_model::MetaGraphOp metaGraph, const std::string &name) {
  std::vector<saved_model::AssetOp> found;
  std::vector<std::string> names;
  for (auto asset : metaGraph.getOps<saved_model::AssetOp>()) {
    if (asset.getFile() == name)
      found.push_back(asset);
    names.push_back(asset.getFile().str());
  }
  if (!found.empty())
    return found;
  return absl::NotFoundError(absl::StrCat(
      "no asset '", name, "' in MetaGraph ",
      format::tagSetName(api::tagsOf(metaGraph)),
      names.empty() ? std::string("; it has none")
                    : "; there are: " + absl::StrJoin(names, ", ")));
}

Status SavedModelEditor::replaceAsset(const std::string &name,
                                      const std::string &file) {
  SM_ASSIGN_OR_RETURN(saved_model::MetaGraphOp metaGraph, state->current());
  SM_RETURN_IF_ERROR(assetsNamed(metaGraph, name).status());
  SM_RETURN_IF_ERROR(api::checkFile(file));
  state->files[kAssets + name] = file;
  return absl::OkStatus();
}

Status SavedModelEditor::dropAsset(const std::string &name) {
  SM_ASSIGN_OR_RETURN(saved_model::MetaGraphOp metaGraph, state->current());
  SM_ASSIGN_OR_RETURN(std::vector<saved_model::AssetOp> assets,
                      assetsNamed(metaGraph, name));
  SM_RETURN_IF_ERROR(checkNoObjects(metaGraph));
  for (saved_model::AssetOp asset : assets) {
    state->note(absl::StrCat("tensor '", asset.getTensor().str(),
                             "' is no longer fed asset '", name, "'"));
    asset.erase();
  }
  for (saved_model::MetaGraphOp each : state->metaGraphs())
    if (assetsNamed(each, name).ok())
      return absl::OkStatus();
  state->files[kAssets + name] = "";
  return absl::OkStatus();
}

Status SavedModelEditor::setExtraFile(const std::string &name,
                                      const std::string &file) {
  SM_RETURN_IF_ERROR(api::checkRelativeName(name, "an extra file"));
  SM_RETURN_IF_ERROR(api::checkFile(file));
  state->files[kExtra + name] = file;
  return absl::OkStatus();
}

Status SavedModelEditor::dropExtraFile(const std::string &name) {
  SM_RETURN_IF_ERROR(api::checkRelativeName(name, "an extra file"));
  if (state->fileAt(kExtra + name).empty())
    return absl::NotFoundError(
        absl::StrCat("the model has no file ", kExtra, name));
  state->files[kExtra + name] = "";
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// Variables
//===----------------------------------------------------------------------===//

/// The checkpoint key of a variable's value; empty if it is not there.
static StringRef keyOf(saved_model::VariableOp variable) {
  auto data = dyn_cast_or_null<saved_model::DataAttr>(variable.getValueAttr());
  return data && data.getSource() != saved_model::DataManager::kMemory
             ? data.getKey()
             : StringRef();
}

static bool isCalled(saved_model::VariableOp variable, StringRef name) {
  auto shared = variable->getAttrOfType<StringAttr>("shared_name");
  return variable.getSymName() == name || (shared && shared == name) ||
         keyOf(variable) == name;
}

/// The variable by any of its names; its value is known. NotFound lists the
/// nearest.
static StatusOr<saved_model::VariableOp>
findVariable(saved_model::MetaGraphOp metaGraph, const std::string &name) {
  constexpr size_t kMaxShown = 10;
  std::vector<std::string> names;
  for (auto variable : metaGraph.getOps<saved_model::VariableOp>()) {
    if (!isCalled(variable, name)) {
      names.push_back(variable.getSymName().str());
      continue;
    }
    if (variable.getValueAttr())
      return variable;
    return absl::FailedPreconditionError(absl::StrCat(
        "variable '", name,
        "' has no value of its own in the checkpoint: it has none or is stored "
        "in parts"));
  }
  auto nearness = [&](const std::string &other) {
    return std::make_pair(StringRef(other).edit_distance(name), other);
  };
  std::sort(names.begin(), names.end(),
            [&](const std::string &a, const std::string &b) {
              return nearness(a) < nearness(b);
            });
  if (names.size() > kMaxShown) {
    names.resize(kMaxShown);
    names.push_back("... (sm show --variables lists all)");
  }
  return absl::NotFoundError(absl::StrCat(
      "no variable '", name, "' in MetaGraph ",
      format::tagSetName(api::tagsOf(metaGraph)),
      names.empty() ? std::string("; it has none")
                    : "; there are: " + absl::StrJoin(names, ", ")));
}

StatusOr<std::pair<DType, PartialShape>>
SavedModelEditor::variableType(const std::string &name) const {
  SM_ASSIGN_OR_RETURN(saved_model::MetaGraphOp metaGraph, state->current());
  SM_ASSIGN_OR_RETURN(saved_model::VariableOp variable,
                      findVariable(metaGraph, name));
  ShapedType type = variable.getValueAttr().getShapedType();
  return std::make_pair(tf::dtypeForType(type.getElementType()),
                        tf::shapeOf(type));
}

Status SavedModelEditor::setVariable(const std::string &name,
                                     const runtime::Tensor &value) {
  SM_ASSIGN_OR_RETURN(saved_model::MetaGraphOp metaGraph, state->current());
  SM_ASSIGN_OR_RETURN(saved_model::VariableOp variable,
                      findVariable(metaGraph, name));
  SM_ASSIGN_OR_RETURN(auto type, variableType(name));
  if (value.dtype() != type.first || PartialShape(value.shape()) != type.second)
    return absl::InvalidArgumentError(
        absl::StrCat("variable '", name, "' is ", dtypeName(type.first),
                     type.second.str(), ", the new value ", value.typeStr()));
  ElementsAttr old = variable.getValueAttr();
  if (StringRef key = keyOf(variable); !key.empty())
    state->replacedKeys.insert(key.str());
  ElementsAttr replacement = constantAttr(value, state->context());
  for (saved_model::MetaGraphOp each : state->metaGraphs())
    for (auto other : each.getOps<saved_model::VariableOp>())
      if (other == variable ||
          (isa<saved_model::DataAttr>(old) && other.getValueAttr() == old))
        other.setValueAttr(replacement);
  return absl::OkStatus();
}

} // namespace sm
