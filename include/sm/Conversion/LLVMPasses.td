// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Conversions to the llvm dialect.

#ifndef SM_CONVERSION_LLVMPASSES
#define SM_CONVERSION_LLVMPASSES

include "mlir/Pass/PassBase.td"

def ConvertLoopsToLLVM : Pass<"convert-loops-to-llvm", "::mlir::func::FuncOp"> {
  let summary = "turn the body of a kernel into llvm ops";
  let description = [{
    Converts memref, math, arith, index, cf and ub in one go, function by
    function, so that functions are converted in parallel. Vectors and
    structured control flow were converted before; `--convert-func-to-llvm`
    converts signatures and calls after.
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect"];
}

#endif // SM_CONVERSION_LLVMPASSES
