// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Conversion/Passes.h"

#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/IndexToLLVM/IndexToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/UBToLLVM/UBToLLVM.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Transforms/DialectConversion.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_CONVERTLOOPSTOLLVM
#include "sm/Conversion/Passes.h.inc"

namespace {

struct ConvertLoopsToLLVM : impl::ConvertLoopsToLLVMBase<ConvertLoopsToLLVM> {
  using ConvertLoopsToLLVMBase::ConvertLoopsToLLVMBase;

  LogicalResult initialize(MLIRContext *context) override {
    LowerToLLVMOptions options(context);
    options.useBarePtrCallConv = true;
    converter = std::make_shared<LLVMTypeConverter>(context, options);
    RewritePatternSet list(context);
    arith::populateArithToLLVMConversionPatterns(*converter, list);
    populateMathToLLVMConversionPatterns(*converter, list,
                                         /*approximateLog1p=*/false);
    populateFinalizeMemRefToLLVMConversionPatterns(*converter, list);
    index::populateIndexToLLVMConversionPatterns(*converter, list);
    cf::populateControlFlowToLLVMConversionPatterns(*converter, list);
    ub::populateUBToLLVMConversionPatterns(*converter, list);
    patterns = std::move(list);
    return success();
  }

  void runOnOperation() override {
    if (getOperation().isDeclaration())
      return;
    LLVMConversionTarget target(getContext());
    target.addLegalDialect<func::FuncDialect>();
    if (failed(applyPartialConversion(getOperation(), target, patterns)))
      signalPassFailure();
  }

  std::shared_ptr<LLVMTypeConverter> converter;
  FrozenRewritePatternSet patterns;
};

} // namespace
} // namespace sm
