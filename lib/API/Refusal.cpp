// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What stands in the way of an entry, and which others are free of it.

#include "ModelState.h"

#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/TFOpTraits.h"
#include "sm/Conversion/StableHLOForm.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/STLExtras.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

using namespace mlir;

namespace sm::api {

using TaggedSignature = std::pair<std::set<std::string>, std::string>;

static TaggedSignature nameOf(saved_model::SignatureOp signature) {
  auto metaGraph = signature->getParentOfType<saved_model::MetaGraphOp>();
  TaggedSignature name;
  for (StringAttr tag : metaGraph.getTags().getAsRange<StringAttr>())
    name.first.insert(tag.getValue().str());
  name.second = signature.getName().str();
  return name;
}

/// True if the record of each op says that it can become what is wanted. What
/// it does not say, types and attributes, is not looked at but for inputs.
static bool mayBecome(func::FuncOp function, Purpose purpose) {
  if (purpose == Purpose::StableHLO)
    for (Type type : function.getArgumentTypes())
      if (Type element = getElementTypeOrSelf(type);
          !whyNoHubInput(RankedTensorType::get({}, element)).empty())
        return false;
  return !function
              .walk([&](Operation *op) {
                if (!isa_and_nonnull<tf::TFDialect, saved_model::SMDialect>(
                        op->getDialect()) ||
                    isa<tf::RefineOp, saved_model::ReadVariableOp>(op))
                  return WalkResult::advance();
                const ops::OpInfo *info = tf::opInfo(op);
                if (!info)
                  return WalkResult::interrupt();
                const ops::Decision &decision =
                    purpose == Purpose::ONNX ? info->onnx : info->hub;
                return decision.state == ops::Decision::State::Done
                           ? WalkResult::advance()
                           : WalkResult::interrupt();
              })
              .wasInterrupted();
}

/// Signatures of the same file that can run, and may become what is wanted.
/// Each is tried on its own: one that cannot even be converted must not hide
/// the others.
static std::vector<TaggedSignature>
usableSignatures(const ModelSource &source, Purpose purpose,
                 const TaggedSignature &refused) {
  std::vector<TaggedSignature> usable;
  StatusOr<LoadedModule> all = loadModule(source, /*all=*/true);
  if (!all.ok())
    return usable;
  std::vector<TaggedSignature> names;
  all->module->walk([&](saved_model::SignatureOp signature) {
    TaggedSignature name = nameOf(signature);
    if (!signature.getName().starts_with("__saved_model_") && name != refused)
      names.push_back(std::move(name));
  });
  for (auto &[tags, name] : names) {
    ModelSource one = source;
    one.tags = tags;
    ModelEntry entry;
    entry.signature = name;
    StatusOr<LoadedModule> loaded = loadEntry(one, entry);
    if (!loaded.ok() || !runPipelines(*loaded, Level::Prepare, nullptr).ok())
      continue;
    func::FuncOp function = onlyFunction(loaded->metaGraph);
    if (function && checkFed(one, entry, *loaded, function).ok() &&
        obstaclesOf(*loaded, function, loaded->metaGraph).empty() &&
        checkVariables(one, *loaded).ok() &&
        (purpose == Purpose::Run || mayBecome(function, purpose)))
      usable.push_back({tags, name});
  }
  return usable;
}

/// What stands in the way, each once; of many the first.
static std::string namesOf(const std::vector<Unsupported> &unsupported) {
  constexpr size_t kMaxNames = 8;
  std::vector<std::string> names;
  for (const Unsupported &item : unsupported)
    if (!llvm::is_contained(names, item.op))
      names.push_back(item.op);
  if (names.size() <= kMaxNames + 1)
    return absl::StrJoin(names, ", ");
  const size_t rest = names.size() - kMaxNames;
  names.resize(kMaxNames);
  return absl::StrCat(absl::StrJoin(names, ", "), " and ", rest, " more");
}

Status refuse(const ModelSource &source, std::vector<Unsupported> unsupported,
              UnsupportedReport *report, Purpose purpose, Operation *entry) {
  std::string names = namesOf(unsupported);
  const char *what = purpose == Purpose::ONNX ? ": the entry cannot become ONNX"
                     : purpose == Purpose::StableHLO
                         ? ": the entry cannot become StableHLO"
                         : ": the entry needs what is not supported";
  if (report) {
    report->unsupported = std::move(unsupported);
    report->usableAreTried = purpose == Purpose::Run;
    auto signature = dyn_cast_if_present<saved_model::SignatureOp>(entry);
    report->usableSignatures = usableSignatures(
        source, purpose, signature ? nameOf(signature) : TaggedSignature());
  }
  return absl::UnimplementedError(absl::StrCat(source.path, what, ": ", names));
}

} // namespace sm::api
