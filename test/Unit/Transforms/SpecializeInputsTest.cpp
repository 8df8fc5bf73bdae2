// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Given shapes of an entry's inputs.

#include "sm/Transforms/SpecializeInputs.h"

#include "dialects/TF/TFDialect.h"

#include "mlir/IR/OwningOpRef.h"
#include "mlir/Parser/Parser.h"

#include "gtest/gtest.h"

using namespace mlir;

namespace {

class SpecializeInputs : public ::testing::Test {
protected:
  SpecializeInputs() {
    context.loadDialect<sm::tf::TFDialect, func::FuncDialect>();
    module = parseSourceString<ModuleOp>(R"(
      func.func @f(%x: tensor<?x3xf32> {tf.name = "x"},
                   %y: tensor<*xi32> {tf.name = "y"},
                   %s: tensor<!tf.string>) -> tensor<?x3xf32> {
        return %x : tensor<?x3xf32>
      }
      func.func @g(%x: tensor<?xf32>) -> tensor<?xf32> {
        return %x : tensor<?xf32>
      }
      func.func @h(%x: tensor<?xf32>) -> tensor<?xf32> {
        %0 = func.call @g(%x) : (tensor<?xf32>) -> tensor<?xf32>
        return %0 : tensor<?xf32>
      })",
                                         &context);
  }
  func::FuncOp function(StringRef name) {
    return module->lookupSymbol<func::FuncOp>(name);
  }
  std::string typesOf(func::FuncOp function) {
    std::string text;
    llvm::raw_string_ostream stream(text);
    llvm::interleaveComma(function.getArgumentTypes(), stream);
    for (auto [argument, type] :
         llvm::zip(function.getArguments(), function.getArgumentTypes()))
      EXPECT_EQ(argument.getType(), type);
    return text;
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};

TEST_F(SpecializeInputs, refines) {
  ASSERT_TRUE(module);
  ASSERT_TRUE(sm::specializeInputs(function("f"), {{4, 3}, {2, -1}, {}}).ok());
  EXPECT_EQ(typesOf(function("f")),
            "tensor<4x3xf32>, tensor<2x?xi32>, tensor<!tf.string>");
  // A dimension that is not given stays as it was.
  sm::Status status =
      sm::specializeInputs(function("f"), {{-1, 3}, {sm::kUnknownDim, 5}, {}});
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(typesOf(function("f")),
            "tensor<4x3xf32>, tensor<2x5xi32>, tensor<!tf.string>");
}

TEST_F(SpecializeInputs, namesAllContradictions) {
  sm::Status status =
      sm::specializeInputs(function("f"), {{4, 2}, {2}, {1, -1}});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(),
            "input x of type tensor<?x3xf32> cannot have the shape [4,2]; "
            "input #2 of type tensor<!tf.string> cannot have the shape [1,?]");
  EXPECT_EQ(typesOf(function("f")),
            "tensor<?x3xf32>, tensor<*xi32>, tensor<!tf.string>");
}

TEST_F(SpecializeInputs, asksForAShapeForEach) {
  sm::Status status = sm::specializeInputs(function("f"), {{4, 3}});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(status.message(), "1 shapes are given for 3 inputs");
}

TEST_F(SpecializeInputs, leavesCalledFunctions) {
  sm::Status status = sm::specializeInputs(function("g"), {{4}});
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(status.message(),
            "g is called elsewhere, where its inputs keep their shapes; inline "
            "it first");
  EXPECT_TRUE(sm::specializeInputs(function("h"), {{4}}).ok());
}

} // namespace
