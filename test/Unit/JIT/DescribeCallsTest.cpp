// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What a profile says of kernels: names of nodes come all the way from the tf
// dialect.

#include "Regions.h"

#include "sm/JIT/RegionCompiler.h"
#include "sm/Runtime/CallTimes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace sm::jit {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class DescribeCalls : public RegionTest {
protected:
  /// The calls of kernels that @net's code makes.
  std::vector<runtime::RegionCall> callsOf(const std::string &body) {
    auto module = parse("func.func @net" + body);
    const auto region = RegionCompiler::create(
        *module->getOps<mlir::func::FuncOp>().begin(), host);
    EXPECT_TRUE(region.ok()) << region.status();
    std::vector<Shape> shapes;
    module->walk([&](mlir::func::FuncOp function) {
      for (mlir::Type type : function.getArgumentTypes()) {
        const auto dims = mlir::cast<mlir::ShapedType>(type).getShape();
        shapes.emplace_back(absl::MakeConstSpan(dims.data(), dims.size()));
      }
    });
    CompileOptions options;
    options.markCalls = true;
    StatusOr<CompiledRegion> compiled = (*region)->compile(shapes, options);
    EXPECT_TRUE(compiled.ok()) << compiled.status();
    return compiled.ok() ? compiled->calls : std::vector<runtime::RegionCall>();
  }
};

TEST_F(DescribeCalls, productWithWhatFollows) {
  const auto calls = callsOf(R"((%x: tensor<8x64xf32>) -> tensor<8x32xf32> {
    %w = tf.Const dense<0.5> : tensor<64x32xf32> loc("w")
    %b = tf.Const dense<0.5> : tensor<32xf32> loc("b")
    %0 = tf.MatMul %x, %w : (tensor<8x64xf32>, tensor<64x32xf32>) -> tensor<8x32xf32> loc("dense/MatMul")
    %1 = tf.BiasAdd %0, %b : (tensor<8x32xf32>, tensor<32xf32>) -> tensor<8x32xf32> loc("dense/BiasAdd")
    %2 = tf.Relu %1 : (tensor<8x32xf32>) -> tensor<8x32xf32> loc("dense/Relu")
    return %2 : tensor<8x32xf32>
  })");
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(calls[0].kernel, "kernel_0");
  EXPECT_EQ(calls[0].kind, "matmul");
  EXPECT_EQ(calls[0].shape, "8x64 * 64x32");
  EXPECT_EQ(calls[0].flops, 2u * 8 * 64 * 32);
  EXPECT_GE(calls[0].bytes, 4u * (8 * 64 + 64 * 32 + 8 * 32));
  EXPECT_THAT(calls[0].nodes,
              ElementsAre("dense/MatMul", "dense/BiasAdd", "dense/Relu"));
}

TEST_F(DescribeCalls, elementwiseOpsKeepTheirNames) {
  const auto calls = callsOf(R"((%x: tensor<1000xf32>) -> tensor<1000xf32> {
    %0 = tf.Exp %x : (tensor<1000xf32>) -> tensor<1000xf32> loc("one")
    %1 = tf.Tanh %0 : (tensor<1000xf32>) -> tensor<1000xf32> loc("two")
    %2 = tf.AddV2 %1, %x : (tensor<1000xf32>, tensor<1000xf32>) -> tensor<1000xf32> loc("three")
    return %2 : tensor<1000xf32>
  })");
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(calls[0].kind, "elementwise");
  EXPECT_EQ(calls[0].shape, "1000");
  EXPECT_EQ(calls[0].flops, 0u);
  EXPECT_EQ(calls[0].bytes, 8000u);
  EXPECT_THAT(calls[0].nodes, ElementsAre("one", "two", "three"));
}

TEST_F(DescribeCalls, convolutions) {
  const auto calls =
      callsOf(R"((%x: tensor<1x16x16x8xf32>) -> tensor<1x7x7x32xf32> {
    %w = tf.Const dense<0.5> : tensor<3x3x8x32xf32>
    %d = tf.Const dense<0.5> : tensor<3x3x32x1xf32>
    %0 = tf.Conv2D %x, %w {strides = [1, 1, 1, 1], padding = "VALID"} : (tensor<1x16x16x8xf32>, tensor<3x3x8x32xf32>) -> tensor<1x14x14x32xf32> loc("conv")
    %1 = tf.DepthwiseConv2dNative %0, %d {strides = [1, 2, 2, 1], padding = "SAME"} : (tensor<1x14x14x32xf32>, tensor<3x3x32x1xf32>) -> tensor<1x7x7x32xf32> loc("deep")
    return %1 : tensor<1x7x7x32xf32>
  })");
  ASSERT_FALSE(calls.empty());
  std::vector<std::string> texts;
  uint64_t flops = 0;
  for (const runtime::RegionCall &call : calls) {
    texts.push_back(call.kind + " " + call.shape);
    flops += call.flops;
  }
  EXPECT_THAT(texts, ::testing::Contains("conv 3x3x8 -> 1x14x14x32"));
  EXPECT_THAT(texts, ::testing::Contains("depthwise conv 3x3 /2 -> 1x7x7x32"));
  EXPECT_EQ(flops, 2u * (14 * 14 * 32 * 9 * 8 + 7 * 7 * 32 * 9));
}

TEST_F(DescribeCalls, rowsAndPools) {
  const auto calls = callsOf(R"((%x: tensor<1x8x8x16xf32>) -> tensor<1x16xf32> {
    %axes = tf.Const dense<[1, 2]> : tensor<2xi32>
    %0 = tf.MaxPool %x {ksize = [1, 2, 2, 1], strides = [1, 2, 2, 1], padding = "VALID"} : (tensor<1x8x8x16xf32>) -> tensor<1x4x4x16xf32> loc("pool")
    %1 = tf.Mean %0, %axes : (tensor<1x4x4x16xf32>, tensor<2xi32>) -> tensor<1x16xf32> loc("mean")
    %2 = tf.Softmax %1 : (tensor<1x16xf32>) -> tensor<1x16xf32> loc("softmax")
    return %2 : tensor<1x16xf32>
  })");
  ASSERT_EQ(calls.size(), 3u);
  EXPECT_EQ(calls[0].kind, "max pool");
  EXPECT_EQ(calls[0].shape, "2x2 /2 -> 1x4x4x16");
  EXPECT_THAT(calls[0].nodes, ElementsAre("pool"));
  EXPECT_EQ(calls[1].kind, "sum");
  EXPECT_EQ(calls[1].shape, "4x4 -> 1x16");
  EXPECT_THAT(calls[1].nodes, ElementsAre("mean"));
  EXPECT_EQ(calls[2].kind, "rows");
  EXPECT_EQ(calls[2].shape, "1x16");
  EXPECT_THAT(calls[2].nodes, ElementsAre("softmax"));
}

TEST_F(DescribeCalls, callsOfOneKernelKeepTheirOwnNames) {
  const auto calls = callsOf(R"((%x: tensor<8x64xf32>) -> tensor<8x64xf32> {
    %w = tf.Const dense<0.5> : tensor<64x64xf32>
    %v = tf.Const dense<0.25> : tensor<64x64xf32>
    %0 = tf.MatMul %x, %w : (tensor<8x64xf32>, tensor<64x64xf32>) -> tensor<8x64xf32> loc("first")
    %1 = tf.MatMul %0, %v : (tensor<8x64xf32>, tensor<64x64xf32>) -> tensor<8x64xf32> loc("second")
    return %1 : tensor<8x64xf32>
  })");
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_EQ(calls[0].kernel, calls[1].kernel);
  EXPECT_THAT(calls[0].nodes, ElementsAre("first"));
  EXPECT_THAT(calls[1].nodes, ElementsAre("second"));
}

TEST_F(DescribeCalls, withoutNames) {
  const auto calls = callsOf(R"((%x: tensor<6x5xf32>) -> tensor<5x6xf32> {
    %p = tf.Const dense<[1, 0]> : tensor<2xi32>
    %0 = tf.Transpose %x, %p : (tensor<6x5xf32>, tensor<2xi32>) -> tensor<5x6xf32>
    return %0 : tensor<5x6xf32>
  })");
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(calls[0].kind, "reorder");
  EXPECT_EQ(calls[0].shape, "5x6");
  EXPECT_THAT(calls[0].nodes, IsEmpty());
}

} // namespace
} // namespace sm::jit
