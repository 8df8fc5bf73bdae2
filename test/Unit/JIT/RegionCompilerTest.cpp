// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// tf functions compiled per shape.

#include "Regions.h"

#include "dialects/SM/SMDialect.h"
#include "sm/JIT/RegionCompiler.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <cmath>
#include <thread>

namespace sm::jit {
namespace {

using ::testing::HasSubstr;

constexpr const char *kLayer = R"(
  func.func private @net(%x: tensor<?x8xf32>) -> (tensor<?x4xf32>, tensor<?x4xi1>) {
    %w = tf.Const dense<0.25> : tensor<8x4xf32>
    %b = tf.Const dense<[0.0, 1.0, 2.0, 3.0]> : tensor<4xf32>
    %0 = tf.MatMul %x, %w : (tensor<?x8xf32>, tensor<8x4xf32>) -> tensor<?x4xf32>
    %1 = tf.BiasAdd %0, %b : (tensor<?x4xf32>, tensor<4xf32>) -> tensor<?x4xf32>
    %2 = tf.Greater %1, %0 : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xi1>
    return %1, %2 : tensor<?x4xf32>, tensor<?x4xi1>
  })";

class RegionCompilerTest : public RegionTest {
protected:
  StatusOr<std::shared_ptr<const RegionCompiler>>
  create(const std::string &text) {
    module = parse(text);
    return RegionCompiler::create(*module->getOps<mlir::func::FuncOp>().begin(),
                                  host);
  }
  mlir::OwningOpRef<mlir::ModuleOp> module;
};

void checkLayer(const RegionCompiler &region, int64_t batch) {
  const std::vector<float> x =
      numbers(static_cast<size_t>(batch) * 8, static_cast<unsigned>(batch));
  const runtime::Tensor input = floats({batch, 8}, x);
  const auto code = region.codeFor({input});
  ASSERT_TRUE(code.ok()) << code.status();
  const auto outputs = run(**code, {input});
  ASSERT_EQ(outputs.size(), 2u);
  EXPECT_EQ(outputs[0].shape(), Shape({batch, 4}));
  expectNear(outputs[0], [&](int64_t i) {
    double sum = static_cast<double>(i % 4);
    for (int64_t k = 0; k < 8; ++k)
      sum += 0.25 * x[i / 4 * 8 + k];
    return sum;
  });
  EXPECT_EQ(outputs[1].dtype(), DType::Bool);
  for (int64_t i = 0; i < outputs[1].numElements(); ++i)
    EXPECT_EQ(outputs[1].data<bool>()[i], i % 4 != 0);
}

TEST_F(RegionCompilerTest, compilesForEachShape) {
  const auto region = create(kLayer);
  ASSERT_TRUE(region.ok()) << region.status();
  // Nothing of the source is needed any more.
  module = {};
  for (int64_t batch : {1, 3, 1, 64, 3})
    checkLayer(**region, batch);
}

#if defined(__x86_64__)
TEST_F(RegionCompilerTest, codeForOlderProcessors) {
  int widths = 0;
  for (const char *name : {"x86-64", "x86-64-v2", "x86-64-v3", "x86-64-v4"}) {
    SCOPED_TRACE(name);
    module = parse(kLayer);
    const CPUTarget target = CPUTarget::get(name).value();
    const auto region = RegionCompiler::create(
        *module->getOps<mlir::func::FuncOp>().begin(), target);
    ASSERT_TRUE(region.ok()) << region.status();
    // It compiles anywhere and runs where it can.
    EXPECT_TRUE((*region)->compile({Shape({5, 8})}).ok());
    if (!target.checkRunsHere().ok())
      continue;
    ++widths;
    for (int64_t batch : {1, 64})
      checkLayer(**region, batch);
  }
  EXPECT_GE(widths, 1);
}
#endif

TEST_F(RegionCompilerTest, doesNotRunForeignCode) {
  for (const char *name : {"bdver2", "sapphirerapids"}) {
    const CPUTarget target = CPUTarget::get(name).value();
    if (target.checkRunsHere().ok())
      continue;
    module = parse(kLayer);
    const auto region = RegionCompiler::create(
        *module->getOps<mlir::func::FuncOp>().begin(), target);
    ASSERT_TRUE(region.ok()) << region.status();
    const Status status =
        (*region)->codeFor({floats({1, 8}, numbers(8))}).status();
    EXPECT_TRUE(absl::IsUnimplemented(status)) << status;
    EXPECT_THAT(status.message(), HasSubstr("this processor cannot run code"));
    return;
  }
  FAIL() << "a processor of all makers";
}

TEST_F(RegionCompilerTest, keepsCode) {
  const auto region = create(kLayer);
  ASSERT_TRUE(region.ok()) << region.status();
  const runtime::Tensor one = floats({1, 8}, numbers(8)),
                        two = floats({2, 8}, numbers(16));
  const auto first = (*region)->codeFor({one}),
             other = (*region)->codeFor({two}),
             again = (*region)->codeFor({one});
  ASSERT_TRUE(first.ok() && other.ok() && again.ok());
  EXPECT_EQ(*first, *again);
  EXPECT_NE(*first, *other);
}

TEST_F(RegionCompilerTest, severalThreads) {
  const auto region = create(kLayer);
  ASSERT_TRUE(region.ok()) << region.status();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int64_t batch = 1; batch < 4; ++batch)
        checkLayer(**region, batch + t % 2);
    });
  for (std::thread &thread : threads)
    thread.join();
}

TEST_F(RegionCompilerTest, constantsInMemoryTravel) {
  auto owner = std::make_shared<std::vector<float>>(numbers(64 * 16, 8));
  module = parse(R"(
    func.func @net(%x: tensor<2x64xf32>) -> tensor<2x16xf32> {
      %w = tf.Const dense<0.0> : tensor<64x16xf32>
      %0 = tf.MatMul %x, %w : (tensor<2x64xf32>, tensor<64x16xf32>) -> tensor<2x16xf32>
      return %0 : tensor<2x16xf32>
    })");
  module->walk([&](mlir::Operation *op) {
    if (op->getName().getStringRef() == "tf.Const")
      op->setAttr("value",
                  saved_model::elementsFor(
                      mlir::cast<mlir::ShapedType>(op->getResult(0).getType()),
                      absl::MakeConstSpan(
                          reinterpret_cast<const char *>(owner->data()), 4096),
                      owner));
  });
  const auto region = RegionCompiler::create(
      *module->getOps<mlir::func::FuncOp>().begin(), host);
  ASSERT_TRUE(region.ok()) << region.status();
  const std::vector<float> x = numbers(128, 2);
  const runtime::Tensor input = floats({2, 64}, x);
  const auto code = (*region)->codeFor({input});
  ASSERT_TRUE(code.ok()) << code.status();
  expectNear(run(**code, {input})[0], [&](int64_t i) {
    double sum = 0;
    for (int64_t k = 0; k < 64; ++k)
      sum += double{x[i / 16 * 64 + k]} * (*owner)[k * 16 + i % 16];
    return sum;
  });
}

TEST_F(RegionCompilerTest, remembersWhatFailed) {
  const auto region = create(R"(
    func.func @net(%x: tensor<?xf32>) -> tensor<?xf32> {
      %0 = tf.opaque "Mystery"(%x) {node_attrs = {}} : (tensor<?xf32>) -> tensor<?xf32>
      return %0 : tensor<?xf32>
    })");
  ASSERT_TRUE(region.ok()) << region.status();
  const runtime::Tensor input = floats({3}, numbers(3));
  const Status first = (*region)->codeFor({input}).status();
  EXPECT_TRUE(absl::IsUnimplemented(first)) << first;
  EXPECT_THAT(first.message(), HasSubstr("compiling the region failed"));
  EXPECT_EQ((*region)->codeFor({input}).status(), first);
}

TEST_F(RegionCompilerTest, refusesWrongShapes) {
  const auto region = create(kLayer);
  ASSERT_TRUE(region.ok()) << region.status();
  EXPECT_THAT((*region)->compile({Shape({2, 7})}).status().message(),
              HasSubstr("[2,7]"));
  EXPECT_THAT((*region)->compile({}).status().message(),
              HasSubstr("0 shapes are given for 1 inputs"));
}

TEST_F(RegionCompilerTest, refusesDeclarations) {
  const auto region = create("func.func private @f(tensor<4xf32>)");
  EXPECT_EQ(std::string(region.status().message()), "a region needs a body");
}

TEST_F(RegionCompilerTest, refusesWhatRefersOutside) {
  const auto region = create(R"(
    func.func @net(%x: tensor<4xf32>) -> tensor<4xf32> {
      %0 = func.call @other(%x) : (tensor<4xf32>) -> tensor<4xf32>
      return %0 : tensor<4xf32>
    }
    func.func private @other(tensor<4xf32>) -> tensor<4xf32>)");
  EXPECT_THAT(region.status().message(),
              HasSubstr("'func.call' in a region refers to what is outside"));
}

TEST_F(RegionCompilerTest, tooManyShapes) {
  const auto region = create(R"(
    func.func @net(%x: tensor<?xf32>) -> tensor<?xf32> {
      %0 = tf.opaque "Mystery"(%x) {node_attrs = {}} : (tensor<?xf32>) -> tensor<?xf32>
      return %0 : tensor<?xf32>
    })");
  ASSERT_TRUE(region.ok()) << region.status();
  Status status;
  for (size_t i = 1; i <= RegionCompiler::kMaxShapes + 1; ++i)
    status = (*region)
                 ->codeFor({floats({static_cast<int64_t>(i)}, numbers(i))})
                 .status();
  EXPECT_THAT(status.message(), HasSubstr("was compiled for 64 sets"));
}

TEST_F(RegionCompilerTest, printsStages) {
  const auto region = create(kLayer);
  ASSERT_TRUE(region.ok()) << region.status();
  const std::vector<Shape> shapes = {Shape({5, 8})};
  for (const auto &[stage, expected] :
       {std::pair<RegionStage, const char *>{RegionStage::StableHLO,
                                             "stablehlo.dot_general"},
        {RegionStage::Linalg, "linalg.generic"},
        {RegionStage::Kernels, "sm.region"},
        {RegionStage::Vectors, "vector."}}) {
    const StatusOr<std::string> text = (*region)->print(shapes, stage);
    ASSERT_TRUE(text.ok()) << text.status();
    EXPECT_THAT(*text, HasSubstr(expected));
  }
  const Status refused =
      (*region)->lower(shapes, RegionStage::Linalg, [](mlir::ModuleOp module) {
        return absl::DataLossError(module.getBody()->empty() ? "" : "full");
      });
  EXPECT_TRUE(absl::IsDataLoss(refused));
  EXPECT_THAT(refused.message(), HasSubstr("full"));
  const StatusOr<std::string> assembly =
      (*region)->print(shapes, RegionText::Assembly);
  ASSERT_TRUE(assembly.ok()) << assembly.status();
  EXPECT_THAT(*assembly, HasSubstr("sm_region:"));
}

} // namespace
} // namespace sm::jit
