// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Modules, tensors and calls for tests of compiled code.

#ifndef SM_TEST_UNIT_JIT_REGIONS_H
#define SM_TEST_UNIT_JIT_REGIONS_H

#include "sm/JIT/CompileRegion.h"
#include "sm/JIT/LinkRegion.h"
#include "sm/Runtime/Region.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace sm::jit {

/// A context with all that code generation needs.
class RegionTest : public ::testing::Test {
protected:
  RegionTest();

  /// Parses text; a failure fails the test.
  mlir::OwningOpRef<mlir::ModuleOp> parse(const std::string &text);
  /// Parses a file of Inputs.
  mlir::OwningOpRef<mlir::ModuleOp> parseInput(const std::string &name);
  /// Gives the module constants; `values` must fill the type.
  void setWeights(mlir::ModuleOp module, const std::vector<float> &values);
  /// Compiles and links; a failure fails the test and gives no entry.
  runtime::RegionCode build(mlir::ModuleOp module);
  /// The message of the error that compiling gives.
  std::string errorOf(const std::string &text);

  mlir::MLIRContext context;
  CPUTarget host;
};

/// Values like a ramp, in [-1, 1).
std::vector<float> numbers(size_t count, unsigned seed = 0);

runtime::Tensor floats(const Shape &shape, const std::vector<float> &values);

/// Runs the code; a failure fails the test.
std::vector<runtime::Tensor> run(const runtime::RegionCode &code,
                                 const std::vector<runtime::Tensor> &inputs);

/// Compares with expected(i) within 1e-5 of 1 + |expected|.
void expectNear(const runtime::Tensor &actual,
                const std::function<double(int64_t)> &expected);

} // namespace sm::jit

#endif // SM_TEST_UNIT_JIT_REGIONS_H
