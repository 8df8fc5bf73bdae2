// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "RegionInterface.h"

#include "dialects/SM/SMDialect.h"
#include "dialects/TF/TFDialect.h"

#include "absl/strings/str_cat.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/DenseMap.h"

#include <cstdlib>
#include <cstring>

using namespace mlir;

namespace sm::jit {

namespace {

/// Finds out which buffers are written.
class Writes {
public:
  explicit Writes(ModuleOp module) : module(module) {}

  bool isWritten(Value buffer) {
    SmallVector<Value> worklist = {buffer};
    while (!worklist.empty()) {
      Value value = worklist.pop_back_val();
      for (OpOperand &use : value.getUses()) {
        if (writes(use))
          return true;
        if (isa<ViewLikeOpInterface>(use.getOwner()))
          worklist.append(use.getOwner()->result_begin(),
                          use.getOwner()->result_end());
      }
    }
    return false;
  }

private:
  bool writes(OpOperand &use) {
    Operation *op = use.getOwner();
    if (auto call = dyn_cast<func::CallOp>(op)) {
      auto callee = module.lookupSymbol<func::FuncOp>(call.getCallee());
      // Kernels call nothing, so this does not go deep.
      return !callee || callee.isDeclaration() ||
             argumentWritten(callee, use.getOperandNumber());
    }
    if (auto result = dyn_cast<bufferization::MaterializeInDestinationOp>(op))
      return result.getDest() == use.get();
    auto effects = dyn_cast<MemoryEffectOpInterface>(op);
    return effects && effects.getEffectOnValue<MemoryEffects::Write>(use.get());
  }

  bool argumentWritten(func::FuncOp function, unsigned index) {
    auto [it, isNew] =
        known.try_emplace({function.getOperation(), index}, false);
    if (!isNew)
      return it->second;
    const bool result = isWritten(function.getArgument(index));
    return known[{function.getOperation(), index}] = result;
  }

  ModuleOp module;
  llvm::DenseMap<std::pair<Operation *, unsigned>, bool> known;
};

} // namespace

static StatusOr<runtime::RegionTensor> tensorOf(Type type, unsigned index) {
  auto memref = dyn_cast<MemRefType>(type);
  const DType dtype =
      memref ? tf::dtypeForType(memref.getElementType()) : DType::Invalid;
  if (dtype == DType::Invalid || !memref.hasStaticShape() ||
      !memref.getLayout().isIdentity())
    return absl::InvalidArgumentError(
        absl::StrCat("argument ", index, " of @main is no plain buffer"));
  return runtime::RegionTensor{
      dtype, Shape(absl::Span<const int64_t>(memref.getShape().data(),
                                             memref.getShape().size()))};
}

/// The bytes of a one-dimensional i8 buffer, or -1.
static int64_t numBytesOf(Type type) {
  auto memref = dyn_cast<MemRefType>(type);
  if (!memref || memref.getRank() != 1 || !memref.hasStaticShape() ||
      !memref.getElementType().isInteger(8))
    return -1;
  return memref.getDimSize(0);
}

static Status readWeights(ModuleOp module, int64_t bytes,
                          CompiledRegion &region) {
  if (bytes == 0)
    return absl::OkStatus();
  auto attr = module->getAttrOfType<ElementsAttr>("sm.weights");
  if (!attr)
    return absl::InvalidArgumentError(
        absl::StrCat("@main takes ", bytes,
                     " bytes of constants, the module has no "
                     "sm.weights"));
  SM_ASSIGN_OR_RETURN(saved_model::DataBytes data,
                      saved_model::elementBytes(attr));
  if (static_cast<int64_t>(data.bytes.size()) < bytes)
    return absl::InvalidArgumentError(absl::StrCat(
        "sm.weights holds ", data.bytes.size(), " bytes, @main takes ", bytes));
  region.weights = data.bytes;
  region.weightsOwner = data.owner;
  if (reinterpret_cast<uintptr_t>(data.bytes.data()) %
          runtime::kTensorAlignment ==
      0)
    return absl::OkStatus();
  const size_t padded = (data.bytes.size() + runtime::kTensorAlignment - 1) /
                        runtime::kTensorAlignment * runtime::kTensorAlignment;
  void *copy = std::aligned_alloc(runtime::kTensorAlignment, padded);
  if (!copy)
    return absl::ResourceExhaustedError(
        absl::StrCat("out of memory for ", padded, " bytes of constants"));
  std::memcpy(copy, data.bytes.data(), data.bytes.size());
  region.weights =
      absl::MakeConstSpan(static_cast<const char *>(copy), data.bytes.size());
  region.weightsOwner = std::shared_ptr<const void>(
      copy, [](const void *memory) { std::free(const_cast<void *>(memory)); });
  return absl::OkStatus();
}

StatusOr<CompiledRegion> readInterface(ModuleOp module,
                                       std::optional<unsigned> numInputs) {
  auto main = module.lookupSymbol<func::FuncOp>("main");
  if (!main || main.isDeclaration() || !main->hasAttr("sm.region") ||
      main.getNumArguments() < 2 || main.getNumResults() != 0)
    return absl::InvalidArgumentError(
        "the module holds no function @main with the attribute sm.region over "
        "inputs, outputs, weights and an arena");
  const unsigned numTensors = main.getNumArguments() - 2;
  const int64_t weightBytes =
      numBytesOf(main.getArgument(numTensors).getType());
  const int64_t arenaBytes =
      numBytesOf(main.getArgument(numTensors + 1).getType());
  if (weightBytes < 0 || arenaBytes < 0)
    return absl::InvalidArgumentError(
        "the last two arguments of @main are no buffers of bytes");
  if (!numInputs) {
    Writes writes(module);
    numInputs = 0;
    while (*numInputs < numTensors &&
           !writes.isWritten(main.getArgument(*numInputs)))
      ++*numInputs;
  }
  if (*numInputs > numTensors)
    return absl::InvalidArgumentError(absl::StrCat("@main has ", numTensors,
                                                   " inputs and outputs, not ",
                                                   *numInputs, " inputs"));
  CompiledRegion region;
  for (unsigned i = 0; i < numTensors; ++i) {
    SM_ASSIGN_OR_RETURN(runtime::RegionTensor tensor,
                        tensorOf(main.getArgument(i).getType(), i));
    (i < *numInputs ? region.inputs : region.outputs)
        .push_back(std::move(tensor));
  }
  region.arenaBytes = static_cast<size_t>(arenaBytes);
  SM_RETURN_IF_ERROR(readWeights(module, weightBytes, region));
  return region;
}

} // namespace sm::jit
