// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What stands in the way of an entry: ops that sm does not support, wherever
// the entry or the initialisation reaches them; and what the model or its
// caller owes the entry, placeholders to be fed and values of variables.

#include "ModelState.h"

#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/ControlOps.h"
#include "sm/Format/SavedModel.h"
#include "sm/Target/Program.h"

#include "mlir/Interfaces/CallInterfaces.h"
#include "llvm/ADT/SetVector.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <algorithm>
#include <filesystem>

using namespace mlir;

namespace sm::api {

//===----------------------------------------------------------------------===//
// Functions that ops were written in
//===----------------------------------------------------------------------===//

/// The name of the node at a location; null if it has none.
static StringAttr nodeAt(Location location) {
  auto name = location->findInstanceOf<NameLoc>();
  return name ? name.getName() : StringAttr();
}

/// Where an op was, then the calls that brought it where it is, innermost
/// first.
static std::vector<Location> framesOf(Location location) {
  std::vector<Location> frames, stack = {location};
  while (!stack.empty()) {
    Location next = stack.back();
    stack.pop_back();
    if (auto site = dyn_cast<CallSiteLoc>(next)) {
      stack.push_back(site.getCaller());
      stack.push_back(site.getCallee());
      continue;
    }
    // Of ops that were fused the first with a name stands for all.
    auto fused = dyn_cast<FusedLoc>(next);
    const Location *named =
        fused ? llvm::find_if(fused.getLocations(),
                              [](Location each) { return bool(nodeAt(each)); })
              : nullptr;
    if (fused && named != fused.getLocations().end())
      stack.push_back(*named);
    else
      frames.push_back(next);
  }
  return frames;
}

void CallSites::add(ModuleOp module) {
  module.walk([&](CallOpInterface call) {
    auto function = call->getParentOfType<func::FuncOp>();
    auto callee = dyn_cast_if_present<FlatSymbolRefAttr>(
        dyn_cast_if_present<SymbolRefAttr>(call.getCallableForCallee()));
    if (function && callee)
      callees.try_emplace({function->getParentOp(), function.getSymNameAttr(),
                           nodeAt(call->getLoc())},
                          callee.getAttr());
  });
}

std::string CallSites::functionOf(func::FuncOp function,
                                  Location location) const {
  const std::vector<Location> frames = framesOf(location);
  StringAttr name = function.getSymNameAttr();
  for (size_t i = frames.size(); i-- > 1;) {
    auto callee = callees.find({function->getParentOp(), Attribute(name),
                                Attribute(nodeAt(frames[i]))});
    if (callee == callees.end())
      break;
    name = callee->second;
  }
  // Entries are functions only here.
  return name == function.getSymNameAttr() && function.isPublic()
             ? std::string()
             : name.str();
}

//===----------------------------------------------------------------------===//
// Unsupported ops
//===----------------------------------------------------------------------===//

std::vector<func::FuncOp> reachedFunctions(func::FuncOp root) {
  SymbolTable symbols(root->getParentOp());
  llvm::SetVector<Operation *> reached;
  reached.insert(root);
  for (size_t i = 0; i < reached.size(); ++i)
    if (auto uses = SymbolTable::getSymbolUses(&reached[i]->getRegion(0)))
      for (SymbolTable::SymbolUse use : *uses)
        if (auto callee = symbols.lookup<func::FuncOp>(
                use.getSymbolRef().getRootReference()))
          reached.insert(callee);
  std::vector<func::FuncOp> functions;
  for (Operation *function : reached)
    functions.push_back(cast<func::FuncOp>(function));
  return functions;
}

func::FuncOp initializerOf(saved_model::MetaGraphOp metaGraph) {
  FlatSymbolRefAttr name = metaGraph.getInitializerAttr();
  return name ? dyn_cast_or_null<func::FuncOp>(
                    SymbolTable::lookupSymbolIn(metaGraph, name))
              : func::FuncOp();
}

void addUnsupported(Unsupported item, std::vector<Unsupported> &list) {
  auto isInitialisation = [](const Unsupported &each) {
    return each.function == kInitialisation;
  };
  for (Unsupported &known : list)
    if (known.op == item.op && known.reason == item.reason &&
        isInitialisation(known) == isInitialisation(item)) {
      known.count += item.count;
      return;
    }
  list.push_back(std::move(item));
}

/// True for accesses to a variable by its handle; where the variable is known,
/// passes made them accesses by its name.
static bool isVariableAccess(const std::string &op) {
  return op == "ReadVariableOp" || op == "AssignVariableOp";
}

std::vector<Unsupported> obstaclesOf(const LoadedModule &loaded,
                                     func::FuncOp entry,
                                     saved_model::MetaGraphOp metaGraph) {
  std::vector<Unsupported> result;
  llvm::DenseSet<Operation *> seen;
  auto addFrom = [&](func::FuncOp root, const char *place) {
    for (func::FuncOp function : reachedFunctions(root)) {
      if (!seen.insert(function).second)
        continue;
      for (target::UnsupportedOp &op : target::findUnsupported(function)) {
        // Of a handle that a body is given, what gives it is in the way.
        if (function != root && isVariableAccess(op.op))
          continue;
        addUnsupported(
            {op.op, op.node,
             place ? place : loaded.calls.functionOf(function, op.location),
             op.source, 1, op.reason},
            result);
      }
    }
  };
  if (entry)
    addFrom(entry, /*place=*/nullptr);
  if (func::FuncOp initializer = initializerOf(metaGraph))
    addFrom(initializer, kInitialisation);
  return result;
}

//===----------------------------------------------------------------------===//
// What is owed to an entry
//===----------------------------------------------------------------------===//

/// "'a', 'b' and 3 more"
static std::string quoted(const std::vector<std::string> &names) {
  constexpr size_t kMaxNames = 4;
  const size_t shown = std::min(names.size(), kMaxNames);
  std::string text = absl::StrCat(
      "'", absl::StrJoin(names.begin(), names.begin() + shown, "', '"), "'");
  if (shown < names.size())
    absl::StrAppend(&text, " and ", names.size() - shown, " more");
  return text;
}

static bool isPlaceholder(Operation *op) {
  // What does not fit the op's record stayed opaque.
  auto opaque = dyn_cast<tf::OpaqueOp>(op);
  return opaque ? opaque.getOpName() == "Placeholder" ||
                      opaque.getOpName() == "PlaceholderV2"
                : isa<tf::PlaceholderOp>(op);
}

Status checkFed(const ModelSource &source, const ModelEntry &entry,
                const LoadedModule &loaded, func::FuncOp function) {
  std::vector<std::string> tensors, inner;
  for (func::FuncOp reached : reachedFunctions(function))
    reached.walk([&](Operation *op) {
      if (!isPlaceholder(op))
        return;
      StringAttr node = nodeAt(op->getLoc());
      const std::string name = node ? node.str() : std::string();
      const std::string place = loaded.calls.functionOf(reached, op->getLoc());
      if (place.empty())
        tensors.push_back(absl::StrCat(name, ":0"));
      else
        inner.push_back(absl::StrCat(name, " in function ", place));
    });
  if (!inner.empty())
    return absl::InvalidArgumentError(absl::StrCat(
        source.path,
        ": the entry reaches placeholders inside of functions, "
        "where nothing can be fed: ",
        quoted(inner), "; choose an entry that does not call these"));
  if (tensors.empty())
    return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      source.path, ": the entry needs ", quoted(tensors), ", which ",
      tensors.size() == 1 ? "is a placeholder" : "are placeholders",
      " and must be fed; ",
      entry.fetches.empty()
          ? absl::StrCat("the signature has no such input: name tensors with "
                         "--feeds and --fetches, among the feeds ",
                         absl::StrJoin(tensors, ","))
          : absl::StrCat("add ", absl::StrJoin(tensors, ","), " to --feeds")));
}

/// Where the values of a source's variables should have been.
static std::string whereValuesLie(const ModelSource &source) {
  if (source.kind != ModelSource::Kind::SavedModel)
    return "convert the model again, from files that have its value";
  StatusOr<std::string> folder =
      format::resolveVersion(source.path, source.version);
  std::error_code error;
  if (folder.ok() && !std::filesystem::exists(*folder + "/variables", error))
    return absl::StrCat("there is no folder ", *folder,
                        "/variables: copy the whole model");
  return "save the model again, after its variables were initialised";
}

Status checkVariables(const ModelSource &source, const LoadedModule &loaded) {
  std::vector<std::string> missing;
  std::string node;
  loaded.module.get()->walk([&](saved_model::MetaGraphOp metaGraph) {
    llvm::SetVector<Attribute> assigned, read;
    metaGraph.walk([&](Operation *op) {
      if (auto assign = dyn_cast<saved_model::AssignVariableOp>(op))
        assigned.insert(assign.getVariableAttr());
      if (auto handle = dyn_cast<saved_model::VariableHandleOp>(op))
        assigned.insert(handle.getVariableAttr());
    });
    SymbolTable symbols(metaGraph);
    metaGraph.walk([&](saved_model::ReadVariableOp op) {
      auto variable = symbols.lookup<saved_model::VariableOp>(op.getVariable());
      if (!variable || variable.getValue() ||
          assigned.contains(op.getVariableAttr()) ||
          !read.insert(op.getVariableAttr()))
        return;
      if (StringAttr name = nodeAt(op.getLoc()); name && missing.empty())
        node = absl::StrCat(" (first by node '", name.str(), "')");
      missing.push_back(op.getVariable().str());
    });
  });
  if (missing.empty())
    return absl::OkStatus();
  const bool isOne = missing.size() == 1;
  return absl::FailedPreconditionError(absl::StrCat(
      source.path, isOne ? ": variable " : ": variables ", quoted(missing),
      isOne ? " has" : " have",
      " no value: the model's files hold none and nothing assigned ",
      isOne ? "it before it was read" : "them before they were read", node,
      "; ", whereValuesLie(source)));
}

} // namespace sm::api
