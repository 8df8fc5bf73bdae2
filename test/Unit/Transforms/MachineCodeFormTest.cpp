// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What is said of ops that no machine code is made of.

#include "sm/Transforms/MachineCodeForm.h"

#include "sm/Pipelines/InitAll.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace mlir;

namespace sm {
namespace {

using testing::HasSubstr;

class MachineCodeFormTest : public testing::Test {
protected:
  MachineCodeFormTest() {
    DialectRegistry registry;
    registerAllDialects(registry);
    context.appendDialectRegistry(registry);
    context.loadAllAvailableDialects();
  }

  /// What is said of the last op of a function with this body.
  std::string why(const std::string &arguments, const std::string &body,
                  bool assumeInRange = false) {
    const std::string text = "func.func private @g()\nfunc.func @f(" +
                             arguments + ") {\n" + body + "\nreturn\n}\n";
    module = parseSourceString<ModuleOp>(text, &context);
    EXPECT_TRUE(module) << text;
    if (!module)
      return "no module";
    Block &block = module->lookupSymbol<func::FuncOp>("f").getBody().front();
    return whyNoMachineCode(block.getTerminator()->getPrevNode(),
                            assumeInRange);
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};

TEST_F(MachineCodeFormTest, OpsWithCode) {
  EXPECT_EQ(why("%x: tensor<2xf32>",
                "%0 = tf.Exp %x : (tensor<2xf32>) -> tensor<2xf32>"),
            "");
}

TEST_F(MachineCodeFormTest, TensorsThatCodeCannotHold) {
  EXPECT_EQ(why("%x: tensor<2xf16>",
                "%0 = tf.Exp %x : (tensor<2xf16>) -> tensor<2xf16>"),
            "it takes a tensor of float16, which machine code cannot hold");
  EXPECT_EQ(why("%x: tensor<2xf32>",
                "%0 = tf.Cast %x : (tensor<2xf32>) -> tensor<2xbf16>"),
            "it gives a tensor of bfloat16, which machine code cannot hold");
  EXPECT_EQ(why("%x: tensor<*x!tf.unknown>",
                "%0 = tf.Exp %x : (tensor<*x!tf.unknown>) -> tensor<2xf32>"),
            "it takes a tensor of unknown type, which machine code cannot "
            "hold");
}

TEST_F(MachineCodeFormTest, ShapesThatCodeCannotHold) {
  for (const char *shape : {"?x2", "*"}) {
    const std::string type = std::string("tensor<") + shape + "xf32>";
    EXPECT_EQ(why("%x: " + type, "%0 = tf.Exp %x : (" + type + ") -> " + type),
              "it takes a tensor of a shape that is not known before it runs, "
              "which machine code cannot hold");
  }
  EXPECT_EQ(why("%x: tensor<0x2xf32>",
                "%0 = tf.Exp %x : (tensor<0x2xf32>) -> tensor<0x2xf32>"),
            "it takes a tensor of no elements, which machine code cannot hold");
}

TEST_F(MachineCodeFormTest, OpsThatDoMore) {
  EXPECT_EQ(why("", "func.call @g() : () -> ()"),
            "it does more than compute tensors of tensors");
}

TEST_F(MachineCodeFormTest, OpsWithoutAForm) {
  EXPECT_THAT(why("%x: tensor<2xf32>",
                  "%0 = tf.opaque \"Mystery\"(%x) {node_attrs = {}} : "
                  "(tensor<2xf32>) -> tensor<2xf32>"),
              HasSubstr("a custom op"));
  EXPECT_THAT(why("%x: tensor<2xi32>",
                  "%0 = tf.Div %x, %x : (tensor<2xi32>, tensor<2xi32>) -> "
                  "tensor<2xi32>"),
              HasSubstr("0"));
}

TEST_F(MachineCodeFormTest, IndicesThatMayBeOutOfRange) {
  const char *arguments = "%x: tensor<5x2xf32>, %i: tensor<3xi32>";
  const char *body = "%a = tf.Const dense<0> : tensor<i32>\n"
                     "%0 = tf.GatherV2 %x, %i, %a : (tensor<5x2xf32>, "
                     "tensor<3xi32>, tensor<i32>) -> tensor<3x2xf32>";
  EXPECT_NE(why(arguments, body, /*assumeInRange=*/false), "");
  EXPECT_EQ(why(arguments, body, /*assumeInRange=*/true), "");
}

} // namespace
} // namespace sm
