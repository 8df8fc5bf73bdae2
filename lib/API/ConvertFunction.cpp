// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "ConvertFunction.h"

#include "dialects/TF/ControlOps.h"
#include "sm/Conversion/Passes.h"
#include "sm/Conversion/StableHLOForm.h"
#include "sm/Pipelines/ToONNX.h"
#include "sm/Transforms/Passes.h"
#include "sm/Transforms/SpecializeInputs.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <map>

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

/// The order in which new names are given: first `order`, then the rest.
static StatusOr<std::vector<unsigned>>
namingOrder(const std::vector<std::string> &order,
            const std::vector<std::string> &keys,
            const std::map<std::string, std::string> &keyOf) {
  std::vector<unsigned> places;
  for (const std::string &name : order) {
    SM_ASSIGN_OR_RETURN(unsigned place, placeOf(name, keys, keyOf));
    if (llvm::is_contained(places, place))
      return absl::InvalidArgumentError(
          absl::StrCat("the order of inputs has '", keys[place], "' twice"));
    places.push_back(place);
  }
  for (unsigned i = 0; i < keys.size(); ++i)
    if (!llvm::is_contained(places, i))
      places.push_back(i);
  return places;
}

/// Gives inputs and outputs their names in the ONNX model; `nchw` follows.
static Status rename(func::FuncOp function, const ONNXOptions &options,
                     const std::map<std::string, std::string> &keyOf,
                     ToONNXOptions &passes) {
  auto text = [&](const std::string &name) {
    return StringAttr::get(function.getContext(), name);
  };
  std::vector<std::string> inputs = inputKeys(function);
  std::vector<std::string> outputs = outputKeys(function);
  SM_RETURN_IF_ERROR(checkNewNames(options.inputNames, inputs, "inputs"));
  SM_RETURN_IF_ERROR(checkNewNames(options.outputNames, outputs, "outputs"));
  SM_ASSIGN_OR_RETURN(std::vector<unsigned> places,
                      namingOrder(options.inputOrder, inputs, keyOf));
  std::vector<std::string> newInputs = inputs, newOutputs = outputs;
  for (auto [place, name] : llvm::zip(places, options.inputNames)) {
    newInputs[place] = name;
    function.setArgAttr(place, "tf.name", text(name));
  }
  for (auto [i, name] : llvm::enumerate(options.outputNames)) {
    newOutputs[i] = name;
    function.setResultAttr(i, "tf.name", text(name));
  }
  for (const auto *chosen : {&options.inputNames, &options.outputNames})
    SM_RETURN_IF_ERROR(checkNoneIsTaken(*chosen, newInputs, newOutputs));
  auto renamed = [](const std::vector<std::string> &names,
                    const std::vector<std::string> &old,
                    const std::vector<std::string> &now) {
    std::vector<std::string> result;
    for (const std::string &name : names) {
      auto found = llvm::find(old, name);
      result.push_back(found == old.end() ? name : now[found - old.begin()]);
    }
    return result;
  };
  passes.inputsAsNCHW = renamed(options.inputsAsNCHW, inputs, newInputs);
  passes.outputsAsNCHW = renamed(options.outputsAsNCHW, outputs, newOutputs);
  return absl::OkStatus();
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
        // Folded shapes make more shapes static, and those fold once more.
        for (int i = 0; i < 2; ++i) {
          pm.addPass(createTFInferShapes());
          pm.addPass(createTFFoldConstants());
        }
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
// Dialects
//===----------------------------------------------------------------------===//

Status convertToONNX(LoadedModule &loaded, Operation *entry,
                     func::FuncOp function, const ONNXOptions &options,
                     std::vector<Unsupported> *unsupported) {
  ToONNXOptions passes;
  passes.opset = options.opset;
  SM_RETURN_IF_ERROR(
      rename(function, options, tensorNames(entry, "inputs"), passes));
  return runPasses(
      loaded, [&](OpPassManager &pm) { buildToONNXPipeline(pm, passes); },
      unsupported);
}

/// What stands in the way of StableHLO whatever the shapes are: nobody should
/// have to find these out first.
static std::vector<Unsupported> neverInStableHLO(func::FuncOp function) {
  std::vector<Unsupported> result;
  for (auto [key, type] :
       llvm::zip(inputKeys(function), function.getArgumentTypes())) {
    Type element = cast<ShapedType>(type).getElementType();
    std::string reason = whyNoHubInput(RankedTensorType::get({}, element));
    if (!reason.empty())
      result.push_back({absl::StrCat("input '", key, "'"), "", "", "", 1,
                        std::move(reason)});
  }
  function.walk([&](Operation *op) {
    std::string reason = whyNeverStableHLO(op);
    if (reason.empty())
      return;
    auto opaque = dyn_cast<tf::OpaqueOp>(op);
    StringRef name = opaque ? opaque.getOpName() : op->getName().stripDialect();
    auto node = op->getLoc()->findInstanceOf<NameLoc>();
    addUnsupported({name.str(), node ? node.getName().str() : std::string(), "",
                    "", 1, std::move(reason)},
                   result);
  });
  return result;
}

Status convertToStableHLO(LoadedModule &loaded, func::FuncOp function,
                          std::vector<Unsupported> *unsupported) {
  OpenInputs open = openInputs(function);
  if (!open.names.empty()) {
    *unsupported = neverInStableHLO(function);
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
