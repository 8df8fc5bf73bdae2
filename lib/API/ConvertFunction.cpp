// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "ConvertFunction.h"

#include "dialects/TF/ControlOps.h"
#include "sm/Conversion/Passes.h"
#include "sm/Conversion/StableHLOForm.h"
#include "sm/Pipelines/ToONNX.h"
#include "sm/Target/Program.h"
#include "sm/Transforms/Passes.h"
#include "sm/Transforms/SpecializeInputs.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <map>
#include <set>

using namespace mlir;

namespace sm::api {

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

static std::string nameOf(Attribute attribute) {
  auto name = dyn_cast_or_null<StringAttr>(attribute);
  return name ? name.getValue().str() : std::string();
}

static std::vector<std::string> inputKeys(func::FuncOp function) {
  std::vector<std::string> keys;
  keys.reserve(function.getNumArguments());
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    keys.push_back(nameOf(function.getArgAttr(i, "tf.name")));
  return keys;
}

static std::vector<std::string> outputKeys(func::FuncOp function) {
  std::vector<std::string> keys;
  keys.reserve(function.getNumResults());
  for (unsigned i = 0; i < function.getNumResults(); ++i)
    keys.push_back(nameOf(function.getResultAttr(i, "tf.name")));
  return keys;
}

/// The tensors of the graph that the entry's inputs or outputs are.
static std::map<std::string, std::string> tensorNames(Operation *entry,
                                                      StringRef which) {
  std::map<std::string, std::string> keyOf;
  auto infos = entry->getAttrOfType<DictionaryAttr>(which);
  if (infos)
    for (NamedAttribute info : infos)
      if (auto tensor = dyn_cast<saved_model::TensorInfoAttr>(info.getValue()))
        keyOf[tensor.getTensor().str()] = info.getName().str();
  return keyOf;
}

/// The place of a name among keys; a tensor of the graph stands for its key.
static StatusOr<unsigned>
placeOf(const std::string &name, const std::vector<std::string> &keys,
        const std::map<std::string, std::string> &keyOf) {
  auto tensor = keyOf.find(name);
  const std::string &key = tensor == keyOf.end() ? name : tensor->second;
  auto found = llvm::find(keys, key);
  if (found == keys.end())
    return absl::InvalidArgumentError(absl::StrCat(
        "there is no '", name, "'; there are: ", absl::StrJoin(keys, ", ")));
  return static_cast<unsigned>(found - keys.begin());
}

/// Checks new names: not more than there are, and each once.
static Status checkNewNames(const std::vector<std::string> &names,
                            const std::vector<std::string> &keys,
                            const char *what) {
  if (names.size() > keys.size())
    return absl::InvalidArgumentError(
        absl::StrCat(names.size(), " new names for ", keys.size(), " ", what,
                     ": ", absl::StrJoin(keys, ", ")));
  for (size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty())
      return absl::InvalidArgumentError("a new name is empty");
    if (llvm::is_contained(llvm::ArrayRef(names).drop_front(i + 1), names[i]))
      return absl::InvalidArgumentError(
          absl::StrCat("the new name '", names[i], "' is given twice"));
  }
  return absl::OkStatus();
}

/// In an ONNX model inputs and outputs share one space of names. Keys that
/// collide by themselves are told apart by the writer; a chosen name must not.
static Status checkNoneIsTaken(const std::vector<std::string> &chosen,
                               const std::vector<std::string> &inputs,
                               const std::vector<std::string> &outputs) {
  for (const std::string &name : chosen)
    if (llvm::count(inputs, name) + llvm::count(outputs, name) > 1)
      return absl::InvalidArgumentError(
          absl::StrCat("the new name '", name,
                       "' is that of another input or output; choose one "
                       "that is free"));
  return absl::OkStatus();
}

/// The places of keys in the order of the ONNX model: first `order`, then the
/// rest.
static StatusOr<std::vector<unsigned>> placesInOrder(
    const std::vector<std::string> &order, const std::vector<std::string> &keys,
    const std::map<std::string, std::string> &keyOf, const char *what) {
  std::vector<unsigned> places;
  for (const std::string &name : order) {
    SM_ASSIGN_OR_RETURN(unsigned place, placeOf(name, keys, keyOf));
    if (llvm::is_contained(places, place))
      return absl::InvalidArgumentError(absl::StrCat(
          "the order of ", what, " has '", name, "' twice; name each once"));
    places.push_back(place);
  }
  for (unsigned i = 0; i < keys.size(); ++i)
    if (!llvm::is_contained(places, i))
      places.push_back(i);
  return places;
}

namespace {

/// Inputs, or outputs, of the ONNX model.
struct Ports {
  Ports(const char *what, std::vector<std::string> keys,
        std::map<std::string, std::string> keyOf)
      : what(what), keys(std::move(keys)), keyOf(std::move(keyOf)) {}

  const char *what;              ///< "inputs" or "outputs"
  std::vector<std::string> keys; ///< of the function
  std::map<std::string, std::string> keyOf;
  std::vector<std::string> names; ///< in the ONNX model, by place
  std::vector<unsigned> places;   ///< in its order

  Status choose(const std::vector<std::string> &order,
                const std::vector<std::string> &chosen);
  StatusOr<std::vector<std::string>>
  namesOf(const std::vector<std::string> &given) const;
};

} // namespace

/// Finds the order and the names.
Status Ports::choose(const std::vector<std::string> &order,
                     const std::vector<std::string> &chosen) {
  SM_RETURN_IF_ERROR(checkNewNames(chosen, keys, what));
  SM_ASSIGN_OR_RETURN(places, placesInOrder(order, keys, keyOf, what));
  names = keys;
  for (auto [place, name] : llvm::zip(places, chosen))
    names[place] = name;
  return absl::OkStatus();
}

/// The names of what `given` are: keys, tensors of the graph, or those names.
StatusOr<std::vector<std::string>>
Ports::namesOf(const std::vector<std::string> &given) const {
  std::vector<std::string> result;
  for (const std::string &name : given) {
    const bool isNew =
        llvm::is_contained(names, name) && !llvm::is_contained(keys, name);
    if (isNew) {
      result.push_back(name);
      continue;
    }
    StatusOr<unsigned> place = placeOf(name, keys, keyOf);
    if (!place.ok())
      return withContext(place.status(), absl::StrCat(what, " as NCHW"));
    result.push_back(names[*place]);
  }
  return result;
}

/// Gives inputs and outputs their names in the ONNX model; `passes` follow.
static Status rename(func::FuncOp function, const ONNXOptions &options,
                     Ports &inputs, Ports &outputs, ToONNXOptions &passes) {
  SM_RETURN_IF_ERROR(inputs.choose(options.inputOrder, options.inputNames));
  SM_RETURN_IF_ERROR(outputs.choose(options.outputOrder, options.outputNames));
  for (const auto *chosen : {&options.inputNames, &options.outputNames})
    SM_RETURN_IF_ERROR(checkNoneIsTaken(*chosen, inputs.names, outputs.names));
  auto text = [&](const std::string &name) {
    return StringAttr::get(function.getContext(), name);
  };
  for (auto [i, name] : llvm::enumerate(inputs.names))
    if (name != inputs.keys[i])
      function.setArgAttr(i, "tf.name", text(name));
  for (auto [i, name] : llvm::enumerate(outputs.names))
    if (name != outputs.keys[i])
      function.setResultAttr(i, "tf.name", text(name));
  SM_ASSIGN_OR_RETURN(passes.inputsAsNCHW,
                      inputs.namesOf(options.inputsAsNCHW));
  SM_ASSIGN_OR_RETURN(passes.outputsAsNCHW,
                      outputs.namesOf(options.outputsAsNCHW));
  return absl::OkStatus();
}

template <typename Range>
static auto permuted(const Range &range, ArrayRef<unsigned> places) {
  auto all = llvm::to_vector(range);
  decltype(all) result;
  for (unsigned place : places)
    result.push_back(all[place]);
  return result;
}

/// Reorders the arguments and results of a function that nothing calls.
static void reorder(func::FuncOp function, ArrayRef<unsigned> inputs,
                    ArrayRef<unsigned> outputs) {
  Block &body = function.getBody().front();
  const unsigned numInputs = body.getNumArguments();
  for (unsigned place : inputs) {
    BlockArgument old = body.getArgument(place);
    old.replaceAllUsesWith(body.addArgument(old.getType(), old.getLoc()));
  }
  body.eraseArguments(0, numInputs);
  Operation *terminator = body.getTerminator();
  terminator->setOperands(permuted(terminator->getOperands(), outputs));
  SmallVector<DictionaryAttr> arguments, results;
  for (unsigned place : inputs)
    arguments.push_back(function.getArgAttrDict(place));
  for (unsigned place : outputs)
    results.push_back(function.getResultAttrDict(place));
  function.setType(FunctionType::get(
      function.getContext(), permuted(function.getArgumentTypes(), inputs),
      permuted(function.getResultTypes(), outputs)));
  function.setAllArgAttrs(arguments);
  function.setAllResultAttrs(results);
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

/// Dimensions that a tensor may have.
static Status checkDims(const std::string &name, llvm::ArrayRef<int64_t> dims) {
  // Passes count bytes, of elements up to 16.
  int64_t bytes = 16;
  for (int64_t dim : dims) {
    if (dim < kUnknownDim)
      return absl::InvalidArgumentError(
          absl::StrCat("the shape of '", name, "' has the dimension ", dim,
                       "; an unknown one is -1"));
    if (dim > 0 && llvm::MulOverflow(bytes, dim, bytes))
      return absl::InvalidArgumentError(absl::StrCat(
          "the shape of '", name, "' has more elements than can be counted"));
  }
  return absl::OkStatus();
}

Status specializeFunction(LoadedModule &loaded, Operation *entry,
                          func::FuncOp function, const InputShapes &shapes) {
  if (shapes.empty())
    return absl::OkStatus();
  std::map<std::string, std::string> keyOf = tensorNames(entry, "inputs");
  std::vector<std::string> keys = inputKeys(function);
  SmallVector<PartialShape> wanted(keys.size());
  for (const auto &[name, dims] : shapes) {
    SM_ASSIGN_OR_RETURN(unsigned place, placeOf(name, keys, keyOf));
    if (wanted[place].hasRank())
      return absl::InvalidArgumentError(
          absl::StrCat("the shape of '", keys[place], "' is given twice"));
    SM_RETURN_IF_ERROR(checkDims(name, dims));
    wanted[place] = PartialShape(dims);
  }
  SM_RETURN_IF_ERROR(specializeInputs(function, wanted));
  return runPasses(
      loaded,
      [](OpPassManager &pm) {
        pm.addPass(createTFFoldConstants());
        pm.addPass(createCanonicalizerPass());
        pm.addPass(createCSEPass());
      },
      /*unsupported=*/nullptr);
}

OpenInputs openInputs(func::FuncOp function) {
  OpenInputs open;
  for (auto [i, type] : llvm::enumerate(function.getArgumentTypes())) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (tensor && tensor.hasStaticShape())
      continue;
    std::string key = nameOf(function.getArgAttr(i, "tf.name"));
    if (key.empty())
      key = absl::StrCat(i);
    open.names.push_back(key);
    std::vector<std::string> dims;
    if (tensor)
      for (int64_t dim : tensor.getShape())
        dims.push_back(absl::StrCat(ShapedType::isDynamic(dim) ? 1 : dim));
    else
      dims = {"1", "..."};
    absl::StrAppend(&open.example, open.example.empty() ? "" : ";", key, "=",
                    absl::StrJoin(dims, ","));
  }
  return open;
}

//===----------------------------------------------------------------------===//
// Signatures
//===----------------------------------------------------------------------===//

/// `key` in letters that TensorFlow allows in names of nodes.
static std::string nodeNameOf(const std::string &key,
                              std::set<std::string> &taken) {
  std::string name = key;
  for (char &letter : name)
    if (!llvm::isAlnum(letter) && !StringRef("_./-").contains(letter))
      letter = '_';
  if (name.empty() || !(llvm::isAlnum(name[0]) || name[0] == '.'))
    name.insert(0, "key");
  std::string unique = name;
  for (int i = 1; !taken.insert(unique).second; ++i)
    unique = absl::StrCat(name, "_", i);
  return unique;
}

/// What a signature says of arguments or results; null if keys are not unique.
static DictionaryAttr tensorInfos(MLIRContext *context, TypeRange types,
                                  const std::vector<std::string> &keys) {
  NamedAttrList infos;
  std::set<std::string> taken;
  for (auto [key, type] : llvm::zip(keys, types))
    infos.set(key, saved_model::TensorInfoAttr::get(
                       context, nodeNameOf(key, taken) + ":0", type));
  return infos.getAttrs().size() == keys.size() ? infos.getDictionary(context)
                                                : nullptr;
}

/// The places of unique keys in sorted order.
static SmallVector<unsigned>
sortedPlaces(const std::vector<std::string> &keys) {
  auto places = llvm::to_vector(llvm::seq<unsigned>(0, keys.size()));
  llvm::sort(places, [&](unsigned a, unsigned b) { return keys[a] < keys[b]; });
  return places;
}

void makeSignature(Operation *entry, func::FuncOp function) {
  auto traced = dyn_cast_if_present<saved_model::ConcreteFunctionOp>(entry);
  auto metaGraph = function->getParentOfType<saved_model::MetaGraphOp>();
  // Only the entry may name it: callers would keep the old order.
  auto uses = metaGraph ? SymbolTable::getSymbolUses(function, metaGraph)
                        : std::nullopt;
  if (!traced || !uses || !llvm::hasSingleElement(*uses))
    return;
  MLIRContext *context = function.getContext();
  const std::vector<std::string> inputs = inputKeys(function);
  const std::vector<std::string> outputs = outputKeys(function);
  auto fed = tensorInfos(context, function.getArgumentTypes(), inputs);
  auto fetched = tensorInfos(context, function.getResultTypes(), outputs);
  if (!fed || !fetched)
    return;
  reorder(function, sortedPlaces(inputs), sortedPlaces(outputs));
  OpBuilder b(entry);
  saved_model::SignatureOp::create(b, entry->getLoc(), traced.getPathAttr(),
                                   b.getStringAttr(""),
                                   traced.getFunctionAttr(), fed, fetched,
                                   DictionaryAttr(), saved_model::ProtoAttr());
  entry->erase();
}

//===----------------------------------------------------------------------===//
// Dialects
//===----------------------------------------------------------------------===//

Status convertToONNX(LoadedModule &loaded, Operation *entry,
                     func::FuncOp function, const ONNXOptions &options,
                     std::vector<Unsupported> *unsupported) {
  ToONNXOptions passes;
  passes.opset = options.opset;
  Ports inputs("inputs", inputKeys(function), tensorNames(entry, "inputs"));
  Ports outputs("outputs", outputKeys(function), tensorNames(entry, "outputs"));
  SM_RETURN_IF_ERROR(rename(function, options, inputs, outputs, passes));
  SM_RETURN_IF_ERROR(runPasses(
      loaded, [&](OpPassManager &pm) { buildToONNXPipeline(pm, passes); },
      unsupported));
  reorder(function, inputs.places, outputs.places);
  return absl::OkStatus();
}

/// What stands in the way of StableHLO whatever the shapes are: nobody should
/// have to find these out first.
static std::vector<Unsupported> neverInStableHLO(const LoadedModule &loaded,
                                                 func::FuncOp function) {
  std::vector<Unsupported> result;
  for (auto [key, type] :
       llvm::zip(inputKeys(function), function.getArgumentTypes())) {
    Type element = cast<ShapedType>(type).getElementType();
    std::string reason = whyNoHubInput(RankedTensorType::get({}, element));
    if (!reason.empty())
      result.push_back({absl::StrCat("input '", key, "'"), "", "", "", 1,
                        std::move(reason)});
  }
  for (func::FuncOp reached : reachedFunctions(function))
    reached.walk([&](Operation *op) {
      std::string reason = whyNeverStableHLO(op);
      if (reason.empty())
        return;
      auto opaque = dyn_cast<tf::OpaqueOp>(op);
      StringRef name =
          opaque ? opaque.getOpName() : op->getName().stripDialect();
      auto node = op->getLoc()->findInstanceOf<NameLoc>();
      addUnsupported({name.str(), node ? node.getName().str() : std::string(),
                      loaded.calls.functionOf(reached, op->getLoc()),
                      target::sourceOf(op->getLoc()), 1, std::move(reason)},
                     result);
    });
  return result;
}

Status convertToStableHLO(LoadedModule &loaded, func::FuncOp function,
                          std::vector<Unsupported> *unsupported) {
  OpenInputs open = openInputs(function);
  if (!open.names.empty()) {
    *unsupported = neverInStableHLO(loaded, function);
    if (!unsupported->empty())
      return absl::UnimplementedError("the function has no StableHLO form");
    return absl::InvalidArgumentError(absl::StrCat(
        "StableHLO needs static shapes, and these inputs have none: ",
        absl::StrJoin(open.names, ", "), "; say --shape '", open.example, "'"));
  }
  return runPasses(
      loaded,
      [](OpPassManager &pm) {
        pm.addPass(createConvertTFToStableHLO());
        pm.addPass(createStableHLOSimplify());
        pm.addPass(createCSEPass());
        pm.addPass(createCanonicalizerPass());
      },
      unsupported);
}

} // namespace sm::api
