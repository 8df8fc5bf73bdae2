// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "ConvertFunction.h"

#include "sm/Conversion/Passes.h"
#include "sm/Pipelines/ToONNX.h"
#include "sm/Transforms/Passes.h"
#include "sm/Transforms/SpecializeInputs.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/ADT/STLExtras.h"

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
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    keys.push_back(nameOf(function.getArgAttr(i, "tf.name")));
  return keys;
}

static std::vector<std::string> outputKeys(func::FuncOp function) {
  std::vector<std::string> keys;
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
  for (size_t i = 0; i < names.size(); ++i)
    if (llvm::is_contained(llvm::ArrayRef(names).drop_front(i + 1), names[i]))
      return absl::InvalidArgumentError(
          absl::StrCat("the new name '", names[i], "' is given twice"));
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

Status specializeFunction(LoadedModule &loaded, Operation *entry,
                          func::FuncOp function, const InputShapes &shapes) {
  if (shapes.empty())
    return absl::OkStatus();
  std::map<std::string, std::string> keyOf = tensorNames(entry, "inputs");
  std::vector<std::string> keys = inputKeys(function);
  SmallVector<PartialShape> wanted(keys.size());
  for (const auto &[name, dims] : shapes) {
    SM_ASSIGN_OR_RETURN(unsigned place, placeOf(name, keys, keyOf));
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

Status convertToStableHLO(LoadedModule &loaded, func::FuncOp function,
                          std::vector<Unsupported> *unsupported) {
  std::vector<std::string> open;
  for (auto [key, type] :
       llvm::zip(inputKeys(function), function.getArgumentTypes())) {
    auto tensor = dyn_cast<RankedTensorType>(type);
    if (!tensor || !tensor.hasStaticShape())
      open.push_back(key);
  }
  if (!open.empty())
    return absl::InvalidArgumentError(absl::StrCat(
        "StableHLO needs static shapes, and these inputs have "
        "none: ",
        absl::StrJoin(open, ", "), "; say --shape '", open.front(), "=1,...'"));
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
