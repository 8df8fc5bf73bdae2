// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Classes of operators, and the axes they work on as written and by default.

#include "dialects/ONNX/ONNXOperatorClass.h"
#include "dialects/ONNX/ONNXDialect.h"
#include "sm/Format/ONNXSchema.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

using namespace mlir;
using namespace sm;
using onnx::OperatorClass;
using testing::ElementsAre;
using testing::Optional;

namespace {

class ONNXOperatorClassTest : public testing::Test {
protected:
  ONNXOperatorClassTest() : b(&context) {
    context.loadDialect<onnx::ONNXDialect, func::FuncDialect>();
  }

  /// The op of this text, with constants and arguments to take.
  Operation *op(const std::string &text, int opset = 17) {
    module = parseSourceString<ModuleOp>(
        "module attributes {onnx.opset_import = {ai.onnx = " +
            std::to_string(opset) +
            " : i64}} { func.func @f(%x: tensor<2x3x4x5xf32>, "
            "%s: tensor<2xi64>, %t: tensor<?xi64>, %u: tensor<*xf32>) {"
            "%last = onnx.Constant dense<-1> : tensor<1xi64>\n"
            "%one = onnx.Constant dense<1> : tensor<i32>\n"
            "%nine = onnx.Constant dense<9> : tensor<1xi64>\n"
            "%no = onnx.Constant dense<> : tensor<0xi64>\n" +
            text + "\nreturn } }",
        &context);
    if (!module)
      return nullptr;
    auto function = *module->getOps<func::FuncOp>().begin();
    return function.front().getTerminator()->getPrevNode();
  }

  std::optional<std::vector<int64_t>> axes(const std::string &text,
                                           int opset = 17) {
    Operation *found = op(text, opset);
    if (!found || failed(verify(found))) {
      ADD_FAILURE() << text;
      return std::nullopt;
    }
    auto dims = onnx::axesOf(found);
    return dims
               ? std::optional(std::vector<int64_t>(dims->begin(), dims->end()))
               : std::nullopt;
  }

  /// The axes of an operator `head` of %x, behind it operands and attributes.
  std::optional<std::vector<int64_t>> axesOn(const std::string &head,
                                             const std::string &rest,
                                             const std::string &types = "",
                                             int opset = 17) {
    return axes("%r = onnx." + head + "(%x" + rest + " : (tensor<2x3x4x5xf32>" +
                    types + ") -> tensor<*xf32>",
                opset);
  }

  MLIRContext context;
  OpBuilder b;
  OwningOpRef<ModuleOp> module;
};

// A misspelled name would be one fewer.
TEST_F(ONNXOperatorClassTest, ClassesAreOfOperatorsThatThereAre) {
  std::map<OperatorClass, int> found;
  for (const format::ONNXOp &known : format::onnxOps()) {
    if (!known.domain.empty() || known.name == "Constant")
      continue;
    Operation *made = Operation::create(
        OperationState(b.getUnknownLoc(), "onnx." + known.name));
    ++found[onnx::classOf(made)];
    made->destroy();
  }
  EXPECT_EQ(found[OperatorClass::Elementwise], 43);
  EXPECT_EQ(found[OperatorClass::Broadcast], 21);
  EXPECT_EQ(found[OperatorClass::Along], 6);
  EXPECT_EQ(found[OperatorClass::SameShape], 4);
  EXPECT_EQ(found[OperatorClass::Reduce], 12);
  EXPECT_EQ(found[OperatorClass::Part], 3);
  EXPECT_EQ(found[OperatorClass::PerDimension], 3);
  EXPECT_EQ(found[OperatorClass::Image], 10);
  found.erase(OperatorClass::Other);
  EXPECT_EQ(found.size(), 17u);
}

TEST_F(ONNXOperatorClassTest, DefaultsAreThoseOfTheSchema) {
  EXPECT_THAT(axesOn("Softmax", ")"), Optional(ElementsAre(3)));
  EXPECT_THAT(axesOn("LogSoftmax", ")", "", 13), Optional(ElementsAre(3)));
  EXPECT_THAT(axesOn("LpNormalization", ")"), Optional(ElementsAre(3)));
  EXPECT_THAT(axesOn("MeanVarianceNormalization", ")"),
              Optional(ElementsAre(0, 2, 3)));
  EXPECT_THAT(axesOn("ArgMax", ")"), Optional(ElementsAre(0)));
  EXPECT_THAT(axesOn("Split", ")"), Optional(ElementsAre(0)));
  EXPECT_THAT(axesOn("Gather", ", %s)", ", tensor<2xi64>"),
              Optional(ElementsAre(0)));
  EXPECT_THAT(axes("%r:2 = onnx.TopK(%x, %last) : (tensor<2x3x4x5xf32>, "
                   "tensor<1xi64>) -> (tensor<*xf32>, tensor<*xi64>)"),
              Optional(ElementsAre(3)));
  for (int opset : {13, 17}) {
    EXPECT_THAT(axesOn("ReduceSum", ")", "", opset),
                Optional(ElementsAre(0, 1, 2, 3)));
    EXPECT_THAT(axesOn("ReduceL1", ")", "", opset),
                Optional(ElementsAre(0, 1, 2, 3)));
  }
  EXPECT_THAT(axesOn("ReduceSum", ", %no)", ", tensor<0xi64>"),
              Optional(ElementsAre(0, 1, 2, 3)));
  EXPECT_THAT(axesOn("ReduceSum", ") {noop_with_empty_axes = 1 : i64}"),
              Optional(ElementsAre()));
  EXPECT_THAT(axesOn("Slice", ", %s, %s)", ", tensor<2xi64>, tensor<2xi64>"),
              Optional(ElementsAre(0, 1)));
}

TEST_F(ONNXOperatorClassTest, WrittenAxesAreCountedFromTheFront) {
  EXPECT_THAT(axesOn("Hardmax", ") {axis = -2 : i64}"),
              Optional(ElementsAre(2)));
  EXPECT_THAT(axesOn("ReduceMean", ") {axes = array<i64: -1, 1>}"),
              Optional(ElementsAre(3, 1)));
  EXPECT_THAT(axesOn("CumSum", ", %one)", ", tensor<i32>"),
              Optional(ElementsAre(1)));
  EXPECT_THAT(axesOn("Squeeze", ", %last)", ", tensor<1xi64>"),
              Optional(ElementsAre(3)));
  // Axes were an attribute before opset 13.
  EXPECT_THAT(axesOn("Squeeze", ") {axes = array<i64: -1>}", "", 11),
              Optional(ElementsAre(3)));
  EXPECT_THAT(axes("%r = onnx.Unsqueeze(%u, %last) : (tensor<*xf32>, "
                   "tensor<1xi64>) -> tensor<2x3x1xf32>"),
              Optional(ElementsAre(2)));
}

TEST_F(ONNXOperatorClassTest, NumbersOfEachDimension) {
  EXPECT_THAT(
      axes("%p = onnx.Constant dense<[0, 0, 1, 0, 2, 0, 3, 0]> : tensor<8xi64>"
           "%r = onnx.Pad(%x, %p) : (tensor<2x3x4x5xf32>, tensor<8xi64>) -> "
           "tensor<*xf32>"),
      Optional(ElementsAre(2, 0)));
  EXPECT_THAT(
      axes("%d = onnx.Concat(%s, %last, %nine) {axis = 0 : i64} : "
           "(tensor<2xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<4xi64>"
           "%r = onnx.Expand(%x, %d) : (tensor<2x3x4x5xf32>, tensor<4xi64>) "
           "-> tensor<*xf32>"),
      Optional(ElementsAre(0, 1, 2, 3)));
  EXPECT_THAT(
      axes("%d = onnx.Constant dense<[1, 2, 1, 1]> : tensor<4xi64>"
           "%r = onnx.Tile(%x, %d) : (tensor<2x3x4x5xf32>, tensor<4xi64>) -> "
           "tensor<*xf32>"),
      Optional(ElementsAre(1)));
}

TEST_F(ONNXOperatorClassTest, AxesThatAreNotKnown) {
  EXPECT_EQ(axesOn("ReduceSum", ", %s)", ", tensor<2xi64>"), std::nullopt);
  EXPECT_EQ(axesOn("Squeeze", ")"), std::nullopt);
  EXPECT_EQ(axesOn("Squeeze", ", %nine)", ", tensor<1xi64>"), std::nullopt);
  EXPECT_EQ(axesOn("Softmax", ") {axis = 4 : i64}"), std::nullopt);
  EXPECT_EQ(axesOn("Slice", ", %t, %t)", ", tensor<?xi64>, tensor<?xi64>"),
            std::nullopt);
  EXPECT_EQ(axesOn("Tile", ", %s)", ", tensor<2xi64>"), std::nullopt);
  EXPECT_EQ(axesOn("Relu", ")"), std::nullopt);
  EXPECT_EQ(axesOn("Flatten", ")"), std::nullopt);
  EXPECT_EQ(axes("%r = onnx.Softmax(%u) : (tensor<*xf32>) -> tensor<*xf32>"),
            std::nullopt);
}

TEST_F(ONNXOperatorClassTest, AxesAreWrittenWhereTheyAreRead) {
  const std::string ofX = " : (tensor<2x3x4x5xf32>";
  for (const std::string &text : {
           "%r = onnx.Softmax(%x)" + ofX + ") -> tensor<*xf32>",
           "%r = onnx.CumSum(%x, %one)" + ofX +
               ", tensor<i32>) -> tensor<*xf32>",
           "%r = onnx.Squeeze(%x, %last)" + ofX +
               ", tensor<1xi64>) -> tensor<*xf32>",
           "%r = onnx.ReduceMax(%x) {axes = array<i64: 1>}" + ofX +
               ") -> tensor<*xf32>",
           "%r = onnx.Slice(%x, %last, %nine)" + ofX +
               ", tensor<1xi64>, tensor<1xi64>) -> tensor<*xf32>",
       }) {
    Operation *changed = op(text);
    ASSERT_TRUE(changed) << text;
    b.setInsertionPoint(changed);
    onnx::setAxes(changed, {2}, b);
    EXPECT_TRUE(succeeded(verify(changed))) << text;
    EXPECT_THAT(onnx::axesOf(changed), Optional(ElementsAre(2))) << text;
  }
}

TEST_F(ONNXOperatorClassTest, OrdersOfTransposes) {
  auto orderOf = [&](const std::string &attributes) {
    return onnx::orderOf(op("%r = onnx.Transpose(%x)" + attributes +
                            " : (tensor<2x3x4x5xf32>) -> tensor<*xf32>"));
  };
  EXPECT_THAT(orderOf(""), Optional(ElementsAre(3, 2, 1, 0)));
  EXPECT_THAT(orderOf(" {perm = array<i64: 0, 2, 3, 1>}"),
              Optional(ElementsAre(0, 2, 3, 1)));
  EXPECT_EQ(orderOf(" {perm = array<i64: 0, 2, 3>}"), std::nullopt);
  EXPECT_EQ(orderOf(" {perm = array<i64: 0, 2, 2, 1>}"), std::nullopt);
  EXPECT_EQ(orderOf(" {perm = array<i64: 0, 2, 4, 1>}"), std::nullopt);
  EXPECT_EQ(onnx::orderOf(op("%r = onnx.Transpose(%u) : (tensor<*xf32>) -> "
                             "tensor<*xf32>")),
            std::nullopt);
}

} // namespace
