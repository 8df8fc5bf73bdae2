// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "ModelState.h"

#include "dialects/Graph/GraphDialect.h"
#include "sm/Conversion/Passes.h"
#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/graph.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/SavedModel.h"
#include "sm/Pipelines/InitAll.h"
#include "sm/Pipelines/Optimize.h"
#include "sm/Target/IR.h"
#include "sm/Target/Program.h"
#include "sm/Target/SavedModel.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/raw_ostream.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <optional>

using namespace mlir;

namespace sm::api {

//===----------------------------------------------------------------------===//
// Sources
//===----------------------------------------------------------------------===//

static std::set<std::string> tagsOf(saved_model::MetaGraphOp metaGraph) {
  std::set<std::string> tags;
  for (StringAttr tag : metaGraph.getTags().getAsRange<StringAttr>())
    tags.insert(tag.getValue().str());
  return tags;
}

/// Chooses among the MetaGraphs of a module as format::selectMetaGraph does
/// among those of a file.
static StatusOr<saved_model::MetaGraphOp>
selectMetaGraph(ModuleOp module, const ModelSource &source) {
  std::vector<saved_model::MetaGraphOp> all;
  std::vector<std::string> names;
  module.walk([&](saved_model::MetaGraphOp metaGraph) {
    all.push_back(metaGraph);
    names.push_back(format::tagSetName(tagsOf(metaGraph)));
  });
  if (!source.tags && all.size() == 1)
    return all[0];
  std::set<std::string> wanted =
      source.tags.value_or(std::set<std::string>{"serve"});
  for (saved_model::MetaGraphOp metaGraph : all)
    if (tagsOf(metaGraph) == wanted)
      return metaGraph;
  return absl::NotFoundError(absl::StrCat(
      source.path, ": no MetaGraph with tag set {", format::tagSetName(wanted),
      "}; there are: ", absl::StrJoin(names, "; "),
      " (choose with --tag_set)"));
}

/// Text of another kind may well be a module.
static Status checkHoldsModel(ModuleOp module, const ModelSource &source) {
  WalkResult found = module.walk([](Operation *op) {
    return isa<saved_model::SavedModelOp, saved_model::MetaGraphOp>(op)
               ? WalkResult::interrupt()
               : WalkResult::advance();
  });
  if (found.wasInterrupted())
    return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      source.path,
      ": the module holds no model (no sm.saved_model or sm.meta_graph), as "
      "sm convert --to mlir writes it; sm-opt takes any module"));
}

/// The entry as imports know it.
static target::ImportEntry importEntry(const ModelEntry &entry) {
  target::ImportEntry result;
  result.signature = entry.signature;
  result.function = entry.function;
  result.overload = entry.overload;
  result.tensors = entry.feeds;
  llvm::append_range(result.tensors, entry.fetches);
  return result;
}

static Status loadSavedModel(const ModelSource &source, bool all,
                             const target::ImportEntry *entry,
                             LoadedModule &loaded) {
  SM_ASSIGN_OR_RETURN(std::string dir,
                      format::resolveVersion(source.path, source.version));
  if (dir != source.path)
    loaded.notes.push_back(absl::StrCat("using ", dir));
  SM_ASSIGN_OR_RETURN(format::SavedModelFile file, format::readSavedModel(dir));
  std::optional<int> index;
  if (!all || source.tags) {
    SM_ASSIGN_OR_RETURN(index,
                        format::selectMetaGraph(*file.proto, source.tags));
  }
  SM_ASSIGN_OR_RETURN(loaded.module, target::importSavedModel(
                                         file, index, loaded.context.get(),
                                         /*sourceName=*/"variables", entry));
  return absl::OkStatus();
}

static Status loadGraphDef(const ModelSource &source,
                           const target::ImportEntry *entry,
                           LoadedModule &loaded) {
  SM_ASSIGN_OR_RETURN(std::shared_ptr<tensorflow::GraphDef> graph,
                      format::readGraphDef(source.path));
  SM_ASSIGN_OR_RETURN(
      loaded.module,
      target::importGraphDef(graph, source.path, loaded.context.get(), entry));
  return absl::OkStatus();
}

StatusOr<LoadedModule> loadModule(const ModelSource &source, bool all,
                                  const ModelEntry *entry) {
  DialectRegistry registry;
  registerAllDialects(registry);
  LoadedModule loaded;
  // Graphs are converted one by one: threads would only cost their start.
  loaded.context =
      std::make_unique<MLIRContext>(registry, MLIRContext::Threading::DISABLED);
  loadModelDialects(*loaded.context);
  std::optional<target::ImportEntry> wanted;
  if (entry)
    wanted = importEntry(*entry);
  const target::ImportEntry *part = wanted ? &*wanted : nullptr;
  switch (source.kind) {
  case ModelSource::Kind::SavedModel:
    SM_RETURN_IF_ERROR(loadSavedModel(source, all, part, loaded));
    break;
  case ModelSource::Kind::GraphDef:
    SM_RETURN_IF_ERROR(loadGraphDef(source, part, loaded));
    break;
  case ModelSource::Kind::MLIR: {
    SM_ASSIGN_OR_RETURN(
        loaded.module,
        target::readIR(source.path, source.weightsDir, loaded.context.get()));
    break;
  }
  case ModelSource::Kind::Artifact:
    return absl::InvalidArgumentError(
        absl::StrCat(source.path, ": a compiled model can only be run"));
  }
  SM_RETURN_IF_ERROR(checkHoldsModel(*loaded.module, source));
  StatusOr<saved_model::MetaGraphOp> chosen =
      selectMetaGraph(*loaded.module, source);
  if (chosen.ok())
    loaded.metaGraph = *chosen;
  else if (!all || source.tags)
    return chosen.status();
  return loaded;
}

//===----------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------===//

std::string entriesToName(saved_model::MetaGraphOp metaGraph) {
  constexpr size_t kMaxNames = 8;
  std::vector<std::string> names;
  for (auto function : metaGraph.getOps<saved_model::ConcreteFunctionOp>())
    if (std::string path = function.getPath().str();
        !llvm::is_contained(names, path))
      names.push_back(std::move(path));
  std::string text = "name tensors with --feeds and --fetches";
  if (names.empty())
    return text;
  const size_t shown = std::min(names.size(), kMaxNames);
  absl::StrAppend(&text, ", or one of these functions with --function: ",
                  absl::StrJoin(names.begin(), names.begin() + shown, ", "));
  if (shown < names.size())
    absl::StrAppend(&text, " and ", names.size() - shown, " more");
  return text;
}

static StatusOr<Operation *> findSignature(saved_model::MetaGraphOp metaGraph,
                                           const ModelEntry &entry) {
  std::vector<saved_model::SignatureOp> all;
  std::vector<std::string> names;
  for (auto signature : metaGraph.getOps<saved_model::SignatureOp>()) {
    if (signature.getName().starts_with("__saved_model_"))
      continue;
    all.push_back(signature);
    names.push_back(signature.getName().str());
  }
  std::string wanted = entry.signature.value_or("serving_default");
  for (saved_model::SignatureOp signature : all)
    if (signature.getName() == wanted)
      return signature.getOperation();
  if (!entry.signature && all.size() == 1)
    return all[0].getOperation();
  if (all.empty())
    return absl::NotFoundError(absl::StrCat("the MetaGraph has no signatures; ",
                                            entriesToName(metaGraph)));
  return absl::NotFoundError(
      absl::StrCat(entry.signature ? absl::StrCat("no signature '", wanted, "'")
                                   : "no signature was chosen",
                   "; there are: ", absl::StrJoin(names, ", "),
                   " (choose with --signature_def)"));
}

static StatusOr<Operation *> findFunction(saved_model::MetaGraphOp metaGraph,
                                          const ModelEntry &entry) {
  std::vector<std::string> names;
  for (auto function : metaGraph.getOps<saved_model::ConcreteFunctionOp>()) {
    bool samePath = function.getPath() == *entry.function;
    if (samePath &&
        function.getOverload() == static_cast<uint64_t>(entry.overload))
      return function.getOperation();
    names.push_back(absl::StrCat(function.getPath().str(), " (overload ",
                                 function.getOverload(), ")"));
  }
  return absl::NotFoundError(absl::StrCat(
      "no function '", *entry.function, "' with overload ", entry.overload,
      names.empty()
          ? "; the model has no object graph"
          : absl::StrCat("; there are: ", absl::StrJoin(names, ", "))));
}

/// What is wrong with the name of a tensor; empty if the graph has it.
static std::string whyNoTensor(const llvm::StringMap<Operation *> &nodes,
                               StringRef tensor) {
  auto [node, number] = tensor.split(':');
  Operation *op = nodes.lookup(node);
  if (!op)
    return absl::StrCat("the graph has no node '", node.str(), "'");
  unsigned index = 0;
  if (!number.empty() && number.getAsInteger(10, index))
    return "a tensor is written NODE or NODE:OUTPUT, as 'dense/BiasAdd:0'";
  const size_t outputs = graph::Node(op).outputs().size();
  return index < outputs ? std::string()
                         : absl::StrCat("node '", node.str(), "' has ", outputs,
                                        outputs == 1 ? " output" : " outputs");
}

/// Each feed and fetch must be a tensor of the main graph.
static Status checkTensors(saved_model::MetaGraphOp metaGraph,
                           const ModelEntry &entry) {
  llvm::StringMap<Operation *> nodes;
  bool hasGraph = false;
  for (auto main : metaGraph.getOps<graph::GraphOp>()) {
    hasGraph = true;
    for (Operation &op : main.getBody().front())
      if (graph::isNode(&op))
        nodes[graph::Node(&op).name()] = &op;
  }
  // Of a converted module it is said that it holds another entry.
  if (!hasGraph)
    return absl::OkStatus();
  for (const auto &[flag, names] : {std::pair("--feeds", &entry.feeds),
                                    std::pair("--fetches", &entry.fetches)})
    for (const std::string &name : *names)
      if (std::string reason = whyNoTensor(nodes, name); !reason.empty())
        return absl::InvalidArgumentError(absl::StrCat(
            flag, " names '", name, "', which is no tensor: ", reason));
  return absl::OkStatus();
}

static StatusOr<Operation *> makeEntry(saved_model::MetaGraphOp metaGraph,
                                       const ModelEntry &entry) {
  // A converted module holds the entry it was converted for.
  auto hasKeys = [](DictionaryAttr infos,
                    const std::vector<std::string> &keys) {
    return infos.size() == keys.size() &&
           llvm::all_of(keys, [&](const std::string &key) {
             return infos.contains(key);
           });
  };
  for (auto signature : metaGraph.getOps<saved_model::SignatureOp>())
    if (signature.getFunction() &&
        hasKeys(signature.getInputs(), entry.feeds) &&
        hasKeys(signature.getOutputs(), entry.fetches))
      return signature.getOperation();
  OpBuilder b = OpBuilder::atBlockEnd(&metaGraph.getBody().front());
  Type unknown = UnrankedTensorType::get(tf::UnknownType::get(b.getContext()));
  auto infos = [&](const std::vector<std::string> &tensors) {
    NamedAttrList list;
    for (const std::string &tensor : tensors)
      list.set(tensor, saved_model::TensorInfoAttr::get(b.getContext(), tensor,
                                                        unknown));
    return list.getDictionary(b.getContext());
  };
  for (const auto &names : {entry.feeds, entry.fetches})
    for (const std::string &name : names)
      if (name.empty())
        return absl::InvalidArgumentError("a feed or fetch has no name");
  SM_RETURN_IF_ERROR(checkTensors(metaGraph, entry));
  return saved_model::SignatureOp::create(
             b, b.getUnknownLoc(), b.getStringAttr("fetches"),
             b.getStringAttr(""), FlatSymbolRefAttr(), infos(entry.feeds),
             infos(entry.fetches), DictionaryAttr(), saved_model::ProtoAttr())
      .getOperation();
}

/// One way to name an entry, or none.
static Status checkEntry(const ModelEntry &entry) {
  if (entry.signature.has_value() + entry.function.has_value() +
          !entry.fetches.empty() >
      1)
    return absl::InvalidArgumentError(
        "an entry is a signature, a function, or tensors to fetch; more than "
        "one of them is given");
  if (!entry.feeds.empty() && entry.fetches.empty())
    return absl::InvalidArgumentError(
        "tensors to feed are given, and none to fetch");
  return absl::OkStatus();
}

/// The op of the entry: an sm.signature or sm.concrete_function of `metaGraph`.
static StatusOr<Operation *> findEntry(saved_model::MetaGraphOp metaGraph,
                                       const ModelEntry &entry) {
  SM_RETURN_IF_ERROR(checkEntry(entry));
  if (!entry.fetches.empty())
    return makeEntry(metaGraph, entry);
  if (entry.function)
    return findFunction(metaGraph, entry);
  return findSignature(metaGraph, entry);
}

Status selectEntry(saved_model::MetaGraphOp metaGraph,
                   const ModelEntry &entry) {
  SM_ASSIGN_OR_RETURN(Operation * selected, findEntry(metaGraph, entry));
  for (Operation &op : llvm::make_early_inc_range(metaGraph.getBody().front()))
    if (&op != selected &&
        isa<saved_model::SignatureOp, saved_model::ConcreteFunctionOp>(op))
      op.erase();
  return absl::OkStatus();
}

StatusOr<LoadedModule> loadEntry(const ModelSource &source,
                                 const ModelEntry &entry) {
  SM_ASSIGN_OR_RETURN(LoadedModule loaded,
                      loadModule(source, /*all=*/false, &entry));
  SM_RETURN_IF_ERROR(
      withContext(selectEntry(loaded.metaGraph, entry), source.path));
  return loaded;
}

Operation *onlyEntry(saved_model::MetaGraphOp metaGraph) {
  Operation *only = nullptr;
  for (Operation &op : metaGraph.getBody().front()) {
    if (!isa<saved_model::SignatureOp, saved_model::ConcreteFunctionOp>(op))
      continue;
    if (only)
      return nullptr;
    only = &op;
  }
  return only;
}

bool hasEntries(const LoadedModule &loaded) {
  return (*loaded.module)
      ->walk([](Operation *op) {
        auto signature = dyn_cast<saved_model::SignatureOp>(op);
        bool isEntry = signature
                           ? !signature.getName().starts_with("__saved_model_")
                           : isa<saved_model::ConcreteFunctionOp>(op);
        return isEntry ? WalkResult::interrupt() : WalkResult::advance();
      })
      .wasInterrupted();
}

//===----------------------------------------------------------------------===//
// Pipelines
//===----------------------------------------------------------------------===//

/// The functions that the conversion must be told of: it takes all signatures
/// by itself.
static std::vector<std::string> wantedFunctions(ModuleOp module) {
  std::vector<std::string> names;
  bool hasSignature = false;
  module.walk([&](Operation *op) {
    hasSignature |= isa<saved_model::SignatureOp>(op);
    if (auto function = dyn_cast<saved_model::ConcreteFunctionOp>(op))
      names.push_back(
          absl::StrCat(function.getPath().str(), "#", function.getOverload()));
  });
  return hasSignature ? std::vector<std::string>() : names;
}

namespace {

/// Collects the passes' errors.
class ErrorCollector {
public:
  explicit ErrorCollector(const LoadedModule &loaded)
      : loaded(loaded),
        handler(loaded.context.get(), [this](Diagnostic &diagnostic) {
          if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
            add(diagnostic);
          return success();
        }) {}

  Status status(std::vector<Unsupported> *report) const {
    if (!flaws.empty() || items.empty())
      return absl::InvalidArgumentError(
          flaws.empty() ? "the model could not be converted" : flaws);
    if (llvm::all_of(items, [](const Item &item) { return item.isMissing; }))
      return absl::InvalidArgumentError(messages);
    if (report)
      for (const Item &item : items)
        addUnsupported(described(item), *report);
    return absl::UnimplementedError(messages);
  }

private:
  /// Something that stands in the way and is no flaw of the model.
  struct Item {
    std::string op, reason;
    Location location;
    std::string function; ///< that the op is in; empty: that of the entry
    bool isMissing;       ///< the caller can give it
  };

  static void append(std::string &list, const std::string &text) {
    absl::StrAppend(&list, list.empty() ? "" : "\n", text);
  }

  void add(Diagnostic &diagnostic) {
    std::optional<Item> item;
    std::string function;
    for (Diagnostic &note : diagnostic.getNotes()) {
      const std::string text = note.str();
      StringRef what(text);
      if (what.consume_front("in function '") && what.consume_back("'"))
        function = what.str();
      const bool isMissing = what.consume_front("missing: ");
      if (!isMissing && !what.consume_front("unsupported: "))
        continue;
      auto [op, reason] = what.split(" because ");
      item = {op.str(), reason.empty() ? diagnostic.str() : reason.str(),
              diagnostic.getLocation(), "", isMissing};
    }
    append(item ? messages : flaws, diagnostic.str());
    if (!item)
      return;
    item->function = std::move(function);
    items.push_back(*std::move(item));
  }

  Unsupported described(const Item &item) const {
    // An input is no node: its location is the signature's.
    if (StringRef(item.op).starts_with("input '"))
      return {item.op, "", "", "", 1, item.reason};
    auto name = item.location->findInstanceOf<NameLoc>();
    saved_model::MetaGraphOp metaGraph = loaded.metaGraph;
    auto function = metaGraph ? onlyFunction(metaGraph) : func::FuncOp();
    if (function && !item.function.empty())
      function = dyn_cast_or_null<func::FuncOp>(SymbolTable::lookupSymbolIn(
          metaGraph, StringAttr::get(loaded.context.get(), item.function)));
    return {item.op,
            name ? name.getName().str() : "",
            function ? loaded.calls.functionOf(function, item.location)
                     : item.function,
            target::sourceOf(item.location),
            1,
            item.reason};
  }

  const LoadedModule &loaded;
  std::string messages; ///< of items
  std::string flaws;
  std::vector<Item> items;
  ScopedDiagnosticHandler handler;
};

} // namespace

/// The functions, ready to be frozen: what the initialisation does is done.
static Status evaluateInitializers(ModuleOp module) {
  Status status;
  module.walk([&](saved_model::MetaGraphOp metaGraph) {
    status.Update(evaluateInitializer(metaGraph));
  });
  return status;
}

/// Graphs become functions. Which of them calls which is noted: most calls are
/// inlined next.
static Status convertGraphs(LoadedModule &loaded,
                            std::vector<Unsupported> *unsupported) {
  ConvertGraphToTFOptions options;
  for (const std::string &function : wantedFunctions(*loaded.module))
    options.functions.push_back(function);
  SM_RETURN_IF_ERROR(runPasses(
      loaded,
      [&](OpPassManager &pm) { pm.addPass(createConvertGraphToTF(options)); },
      unsupported));
  loaded.calls.add(*loaded.module);
  return absl::OkStatus();
}

Status runPasses(LoadedModule &loaded,
                 llvm::function_ref<void(OpPassManager &)> build,
                 std::vector<Unsupported> *unsupported) {
  ErrorCollector errors(loaded);
  PassManager pm(loaded.context.get());
  build(pm);
  return succeeded(pm.run(*loaded.module)) ? absl::OkStatus()
                                           : errors.status(unsupported);
}

Status runPipelines(LoadedModule &loaded, Level level,
                    std::vector<Unsupported> *unsupported) {
  const bool isGraph =
      level == Level::PruneGraph || level == Level::OptimizeInPlace;
  if (level == Level::Frozen) {
    SM_RETURN_IF_ERROR(runPipelines(loaded, Level::Prepare, unsupported));
    SM_RETURN_IF_ERROR(evaluateInitializers(*loaded.module));
  } else if (level != Level::Image && !isGraph) {
    SM_RETURN_IF_ERROR(convertGraphs(loaded, unsupported));
  }
  if (level == Level::Image || level == Level::Convert)
    return absl::OkStatus();
  return runPasses(
      loaded,
      [&](OpPassManager &pm) {
        if (level == Level::PruneGraph)
          pm.addPass(createGraphPrune());
        else if (level == Level::OptimizeInPlace)
          buildOptimizeInPlacePipeline(pm);
        else if (level == Level::Prepare)
          buildPreparePipeline(pm);
        else
          buildOptimizePipeline(pm, {/*freeze=*/level == Level::Frozen});
      },
      unsupported);
}

Status convertToGraph(LoadedModule &loaded) {
  return runPasses(
      loaded, [](OpPassManager &pm) { pm.addPass(createConvertTFToGraph()); },
      /*unsupported=*/nullptr);
}

func::FuncOp onlyFunction(saved_model::MetaGraphOp metaGraph) {
  Operation *entry = onlyEntry(metaGraph);
  auto symbol = entry ? entry->getAttrOfType<FlatSymbolRefAttr>("function")
                      : FlatSymbolRefAttr();
  return symbol ? dyn_cast_or_null<func::FuncOp>(
                      SymbolTable::lookupSymbolIn(metaGraph, symbol))
                : func::FuncOp();
}

Status entryNotConverted(const ModelSource &source) {
  return absl::InvalidArgumentError(absl::StrCat(
      source.path, ": this entry was not converted with the module; convert "
                   "the model again, with this entry"));
}

} // namespace sm::api
