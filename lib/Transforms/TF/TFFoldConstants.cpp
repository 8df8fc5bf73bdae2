// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The one pass that runs kernels at compile time.

#include "TypeRefinement.h"

#include "dialects/SM/SMDialect.h"
#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/TFOpTraits.h"
#include "sm/Runtime/Kernel.h"
#include "sm/Runtime/Session.h"
#include "sm/Transforms/ConstantTensor.h"
#include "sm/Transforms/Passes.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/Matchers.h"
#include "llvm/Support/MathExtras.h"

#include "absl/strings/str_cat.h"

#include <cstring>
#include <optional>

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_TFFOLDCONSTANTS
#include "sm/Transforms/Passes.h.inc"

StatusOr<runtime::Tensor> constantTensor(ElementsAttr attr) {
  DType dtype = tf::dtypeForType(attr.getElementType());
  ArrayRef<int64_t> dims = attr.getShapedType().getShape();
  Shape shape(absl::MakeConstSpan(dims.data(), dims.size()));
  if (dtype == DType::String) {
    SM_ASSIGN_OR_RETURN(std::vector<std::string> strings,
                        saved_model::elementStrings(attr));
    SM_ASSIGN_OR_RETURN(runtime::Tensor tensor,
                        runtime::Tensor::allocate(dtype, shape));
    if (strings.size() != static_cast<size_t>(tensor.numElements()))
      return absl::InvalidArgumentError(
          absl::StrCat("a string constant holds ", strings.size(),
                       " elements, its type says ", tensor.numElements()));
    for (size_t i = 0; i < strings.size(); ++i)
      tensor.mutableData<Bytes>()[i] = std::move(strings[i]);
    return tensor;
  }
  SM_ASSIGN_OR_RETURN(saved_model::DataBytes data,
                      saved_model::elementBytes(attr));
  bool isAligned = reinterpret_cast<uintptr_t>(data.bytes.data()) %
                       runtime::kTensorAlignment ==
                   0;
  if (isAligned && data.owner)
    return runtime::Tensor::wrap(dtype, shape, data.bytes.data(), data.owner);
  SM_ASSIGN_OR_RETURN(runtime::Tensor tensor,
                      runtime::Tensor::allocate(dtype, shape));
  if (!data.bytes.empty())
    std::memcpy(tensor.mutableRawData(), data.bytes.data(), data.bytes.size());
  return tensor;
}

ElementsAttr constantAttr(const runtime::Tensor &tensor, MLIRContext *context) {
  auto type = cast<ShapedType>(tf::tensorType(
      tf::typeForDType(tensor.dtype(), context), PartialShape(tensor.shape())));
  if (tensor.dtype() == DType::String) {
    SmallVector<StringRef> strings;
    for (const Bytes &value : tensor.values<Bytes>())
      strings.push_back(value);
    return DenseStringElementsAttr::get(type, strings);
  }
  auto kept = std::make_shared<runtime::Tensor>(tensor);
  return saved_model::elementsFor(
      type,
      absl::MakeConstSpan(static_cast<const char *>(kept->rawData()),
                          kept->numBytes()),
      kept);
}

namespace {

struct TFFoldConstants : impl::TFFoldConstantsBase<TFFoldConstants> {
  using TFFoldConstantsBase::TFFoldConstantsBase;

  void runOnOperation() override {
    if (failed(saved_model::openDataSources(getOperation())))
      return signalPassFailure();
    WalkResult result = getOperation().walk([&](func::FuncOp function) {
      return WalkResult(
          refineTypes(function, [&](Operation *op) { fold(op); }));
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }

private:
  void fold(Operation *op) {
    if (op->hasTrait<OpTrait::ConstantLike>() || !isMemoryEffectFree(op) ||
        op->getNumResults() == 0 || op->use_empty())
      return;
    std::optional<SmallVector<ElementsAttr>> values = fromTypes(op);
    if (!values)
      values = fromKernel(op);
    if (!values)
      return;
    OpBuilder b(op);
    for (auto [result, value] : llvm::zip(op->getResults(), *values))
      result.replaceAllUsesWith(
          tf::ConstOp::create(b, result.getLoc(), value).getResult());
    op->erase();
  }

  /// A small integer tensor all of whose elements follow from static shapes.
  static std::optional<SmallVector<ElementsAttr>> fromTypes(Operation *op) {
    if (op->getNumResults() != 1 || !tf::opInfo(op))
      return std::nullopt;
    std::optional<ops::IntValues> values = tf::knownIntValues(op->getResult(0));
    auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
    if (!values || !type || llvm::is_contained(*values, ops::kUnknownValue))
      return std::nullopt;
    SmallVector<int64_t> shape(type.getShape());
    if (shape.size() == 1)
      shape[0] = static_cast<int64_t>(values->size());
    auto valueType = RankedTensorType::get(shape, type.getElementType());
    unsigned width = type.getElementTypeBitWidth();
    SmallVector<APInt> elements;
    for (int64_t value : *values)
      elements.emplace_back(width, static_cast<uint64_t>(value),
                            /*isSigned=*/true, /*implicitTrunc=*/true);
    return SmallVector<ElementsAttr>{
        DenseElementsAttr::get(valueType, elements)};
  }

  std::optional<SmallVector<ElementsAttr>> fromKernel(Operation *op) {
    const ops::OpInfo *info = tf::opInfo(op);
    const runtime::KernelInfo *kernel =
        info ? runtime::lookupKernel(info->name) : nullptr;
    if (!kernel || op->getNumOperands() == 0)
      return std::nullopt;
    std::vector<runtime::Tensor> inputs;
    int64_t inputBytes = 0;
    for (Value operand : op->getOperands()) {
      ElementsAttr attr;
      if (!matchPattern(operand, m_Constant(&attr)))
        return std::nullopt;
      inputBytes += attr.getNumElements() *
                    dtypeSize(tf::dtypeForType(attr.getElementType()));
    }
    if (!isWorthwhile(op, inputBytes))
      return std::nullopt;
    for (Value operand : op->getOperands()) {
      ElementsAttr attr;
      matchPattern(operand, m_Constant(&attr));
      StatusOr<runtime::Tensor> tensor = constantTensor(attr);
      if (!tensor.ok())
        return std::nullopt;
      inputs.push_back(std::move(*tensor));
    }
    StatusOr<std::vector<runtime::Tensor>> outputs =
        runtime::evaluate(*kernel, tf::attrMapOf(op, *info), inputs,
                          static_cast<int>(op->getNumResults()));
    if (!outputs.ok())
      return std::nullopt;
    SmallVector<ElementsAttr> values;
    for (const runtime::Tensor &tensor : *outputs)
      values.push_back(constantAttr(tensor, op->getContext()));
    return values;
  }

  /// False for a result that is larger than allowed, or of unknown size. The
  /// types say what the shape functions know by now.
  bool isWorthwhile(Operation *op, int64_t inputBytes) const {
    return llvm::all_of(op->getResultTypes(), [&](Type result) {
      auto type = cast<TensorType>(result);
      std::optional<int64_t> count = tf::shapeOf(type).numElements();
      auto size = static_cast<int64_t>(
          dtypeSize(tf::dtypeForType(type.getElementType())));
      int64_t bytes = 0;
      return count && !llvm::MulOverflow(*count, size, bytes) &&
             bytes <= std::max<int64_t>(maxBytes, inputBytes);
    });
  }
};

} // namespace

} // namespace sm
