// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Making ops of the onnx dialect, reading them through views, and writing
/// functions of them with each option.

#include "sm/Target/ONNX.h"
#include "dialects/ONNX/ONNXDialect.h"
#include "dialects/ONNX/ONNXOps.h"
#include "dialects/SM/SMDialect.h"
#include "dialects/TF/TFDialect.h"
#include "sm/Format/ONNXSchema.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

using namespace mlir;
using namespace sm;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

class ONNXTest : public testing::Test {
protected:
  ONNXTest()
      : b(&context), handler(&context, [this](Diagnostic &diagnostic) {
          messages.push_back(diagnostic.str());
          locations.push_back(diagnostic.getLocation());
          return success();
        }) {
    context.loadDialect<onnx::ONNXDialect, func::FuncDialect,
                        saved_model::SMDialect>();
    module = ModuleOp::create(b, b.getUnknownLoc());
    setOpset(17);
  }

  void setOpset(int opset) {
    (*module)->setAttr(onnx::ONNXDialect::kOpsetImport,
                       onnx::opsetImport(&context, opset));
  }

  Type f32(ArrayRef<int64_t> dims) {
    return RankedTensorType::get(dims, b.getF32Type());
  }

  /// A function with these arguments; the builder stands in its body.
  func::FuncOp function(ArrayRef<Type> arguments) {
    b.setInsertionPointToEnd(module->getBody());
    auto result =
        func::FuncOp::create(b, loc(), "f", b.getFunctionType(arguments, {}));
    b.setInsertionPointToStart(result.addEntryBlock());
    return result;
  }

  /// Returns these values and takes their types.
  void finish(func::FuncOp function, ValueRange results) {
    func::ReturnOp::create(b, loc(), results);
    function.setFunctionType(
        b.getFunctionType(function.getArgumentTypes(), TypeRange(results)));
    ASSERT_TRUE(succeeded(verify(*module)));
  }

  Location loc() { return NameLoc::get(b.getStringAttr("node")); }

  size_t numOps() { return b.getInsertionBlock()->getOperations().size(); }

  MLIRContext context;
  OpBuilder b;
  ScopedDiagnosticHandler handler;
  OwningOpRef<ModuleOp> module;
  std::vector<std::string> messages;
  std::vector<Location> locations;
};

constexpr int64_t kDynamic = ShapedType::kDynamic;

//===----------------------------------------------------------------------===//
// Making
//===----------------------------------------------------------------------===//

TEST_F(ONNXTest, DataTypesThereAndBack) {
  for (int64_t number = 1; number <= 16; ++number) {
    Type type = onnx::typeForDataType(number, &context);
    ASSERT_TRUE(type) << number;
    EXPECT_EQ(onnx::dataTypeOf(type), number);
  }
  EXPECT_FALSE(onnx::typeForDataType(0, &context));
  EXPECT_FALSE(onnx::typeForDataType(17, &context));
  EXPECT_EQ(onnx::dataTypeOf(b.getIntegerType(4)), 0);
  EXPECT_EQ(onnx::dataTypeOf(b.getIntegerType(8, /*isSigned=*/true)), 0);
  EXPECT_EQ(onnx::dataTypeOf(tf::ResourceType::get(&context, {})), 0);
}

TEST_F(ONNXTest, Constants) {
  function({});
  auto valueOf = [](Value value) {
    return value.getDefiningOp<onnx::ConstantOp>().getValue();
  };
  auto vector = valueOf(onnx::constantI64s(b, loc(), {3, -1}));
  EXPECT_THAT(llvm::to_vector(vector.getValues<int64_t>()), ElementsAre(3, -1));
  EXPECT_EQ(valueOf(onnx::constantI64s(b, loc(), {})).getNumElements(), 0);
  EXPECT_EQ(valueOf(onnx::constantI64(b, loc(), 7)).getShapedType().getRank(),
            0);
  EXPECT_THAT(
      llvm::to_vector(
          valueOf(onnx::constantF32s(b, loc(), {0.5f})).getValues<float>()),
      ElementsAre(0.5f));
  Value half = onnx::constantScalar(b, loc(), b.getF16Type(), 1.5);
  EXPECT_EQ(valueOf(half).getSplatValue<APFloat>().convertToFloat(), 1.5f);
  Value byte = onnx::constantScalar(b, loc(), b.getIntegerType(8, false), 200);
  EXPECT_EQ(valueOf(byte).getSplatValue<APInt>().getZExtValue(), 200u);
  Value flag = onnx::constantScalar(b, loc(), b.getI1Type(), 1);
  EXPECT_TRUE(valueOf(flag).getSplatValue<bool>());
  EXPECT_TRUE(onnx::isNone(onnx::none(b, loc())));
  EXPECT_TRUE(onnx::isNone(Value()));
  EXPECT_FALSE(onnx::isNone(flag));
}

TEST_F(ONNXTest, TypesAreInferred) {
  auto f = function({f32({kDynamic, 3, 8, 8}), f32({4, 3, 3, 3})});
  Operation *conv = onnx::createOp(
      b, loc(), "Conv", {f.getArgument(0), f.getArgument(1), Value()},
      {onnx::intsAttr(b, "strides", {2, 2})});
  ASSERT_TRUE(conv);
  EXPECT_EQ(conv->getResult(0).getType(), f32({kDynamic, 4, 3, 3}));
  EXPECT_TRUE(onnx::isNone(conv->getOperand(2)));
  Value shape = onnx::constantI64s(b, loc(), {0, -1});
  auto reshape =
      onnx::create<onnx::ReshapeOp>(b, loc(), {conv->getResult(0), shape});
  EXPECT_EQ(reshape.result().getType(), f32({kDynamic, 36}));
  auto topK = onnx::create<onnx::TopKOp>(
      b, loc(), {reshape.result(), onnx::constantI64s(b, loc(), {5})}, {}, 2);
  EXPECT_EQ(topK.result(1).getType(),
            RankedTensorType::get({kDynamic, 5}, b.getI64Type()));
  EXPECT_TRUE(messages.empty());
}

TEST_F(ONNXTest, GivenTypesAreRefined) {
  auto f = function({f32({kDynamic, 3})});
  Operation *op = onnx::createOp(b, loc(), "Relu", {f.getArgument(0)}, {},
                                 TypeRange{f32({7, kDynamic})});
  ASSERT_TRUE(op);
  EXPECT_EQ(op->getResult(0).getType(), f32({7, 3}));
  EXPECT_FALSE(onnx::createOp(b, loc(), "Relu", {f.getArgument(0)}, {},
                              TypeRange{f32({7, 4})}));
  EXPECT_THAT(messages, ElementsAre("'onnx.Relu' result #0 cannot be "
                                    "'tensor<7x4xf32>': it is inferred as "
                                    "'tensor<?x3xf32>'"));
}

TEST_F(ONNXTest, ErrorsHavePlacesAndLeaveNothing) {
  auto f = function({f32({2, 3}), f32({4, 5})});
  Value x = f.getArgument(0), y = f.getArgument(1);
  EXPECT_FALSE(onnx::createOp(b, loc(), "MatMul", {x, y}));
  EXPECT_FALSE(onnx::createOp(b, loc(), "Convolution", {x}));
  EXPECT_FALSE(
      onnx::createOp(b, loc(), "Relu", {x}, {onnx::floatAttr(b, "alpha", 1)}));
  EXPECT_FALSE(onnx::createOp(b, loc(), "onnx.If", {x}));
  EXPECT_FALSE(onnx::createOp(b, loc(), "Softmax", {x, y}));
  EXPECT_THAT(
      messages,
      ElementsAre(HasSubstr("'onnx.MatMul' [ShapeInferenceError]"),
                  "'onnx.Convolution' ONNX has no operator 'Convolution'",
                  "'onnx.Relu' has no attribute 'alpha' in opset 17",
                  "'onnx.If' has 0 regions, but 2 graphs",
                  "'onnx.Softmax' has 2 operands, but opset 17 wants 1"));
  for (Location location : locations)
    EXPECT_EQ(location, loc());
  EXPECT_EQ(numOps(), 0u);
}

TEST_F(ONNXTest, UnknownResultsNeedTypes) {
  auto sequence = function({f32({2, 3})});
  EXPECT_FALSE(
      onnx::createOp(b, loc(), "SplitToSequence", {sequence.getArgument(0)}));
  EXPECT_THAT(messages, ElementsAre("'onnx.SplitToSequence' the type of result "
                                    "#0 does not follow from the operands"));
}

TEST_F(ONNXTest, TheOpsetIsThatOfThePlace) {
  setOpset(9);
  auto f = function({f32({3})});
  EXPECT_EQ(onnx::opsetOf(f), 9);
  EXPECT_FALSE(onnx::createOp(b, loc(), "HardSwish", {f.getArgument(0)}));
  EXPECT_THAT(messages, ElementsAre("'onnx.HardSwish' does not exist in opset "
                                    "9; it came with opset 14"));
  EXPECT_TRUE(onnx::createOp(b, loc(), "Clip", {f.getArgument(0)},
                             {onnx::floatAttr(b, "max", 6)}));
}

TEST_F(ONNXTest, DialectMustBeLoaded) {
  MLIRContext empty;
  std::string message;
  ScopedDiagnosticHandler quiet(&empty, [&](Diagnostic &diagnostic) {
    message = diagnostic.str();
    return success();
  });
  OpBuilder builder(&empty);
  EXPECT_FALSE(onnx::createOp(builder, builder.getUnknownLoc(), "Relu", {}));
  EXPECT_EQ(message, "'onnx.Relu' needs the onnx dialect to be loaded");
}

TEST_F(ONNXTest, TypesMerge) {
  Type unranked = UnrankedTensorType::get(b.getF32Type());
  EXPECT_EQ(onnx::mergeTypes(unranked, f32({2})), f32({2}));
  EXPECT_EQ(onnx::mergeTypes(f32({2, kDynamic}), f32({kDynamic, 3})),
            f32({2, 3}));
  EXPECT_FALSE(onnx::mergeTypes(f32({2}), f32({3})));
  EXPECT_FALSE(onnx::mergeTypes(f32({2}), f32({2, 1})));
  EXPECT_FALSE(
      onnx::mergeTypes(unranked, UnrankedTensorType::get(b.getF64Type())));
}

//===----------------------------------------------------------------------===//
// Views
//===----------------------------------------------------------------------===//

TEST_F(ONNXTest, ViewsReadOperandsAndAttributes) {
  auto f = function({f32({1, 3, 8, 8}), f32({4, 3, 3, 3})});
  Value x = f.getArgument(0), w = f.getArgument(1);
  auto conv = onnx::create<onnx::ConvOp>(
      b, loc(), {x, w}, {onnx::intsAttr(b, "pads", {1, 1, 1, 1})});
  EXPECT_EQ(conv.x(), x);
  EXPECT_EQ(conv.w(), w);
  EXPECT_FALSE(conv.b());
  EXPECT_EQ(conv.group(), 1);
  EXPECT_EQ(conv.autoPad(), "NOTSET");
  EXPECT_THAT(conv.pads().value(), ElementsAre(1, 1, 1, 1));
  EXPECT_FALSE(conv.strides());

  auto clip = onnx::create<onnx::ClipOp>(b, loc(), {x, Value(), Value()});
  EXPECT_FALSE(clip.min());
  EXPECT_FALSE(clip.max());
  auto concat = onnx::create<onnx::ConcatOp>(b, loc(), {x, x, x},
                                             {onnx::intAttr(b, "axis", 1)});
  EXPECT_EQ(concat.inputs().size(), 3u);
  EXPECT_EQ(concat.axis(), 1);
  auto shape = onnx::create<onnx::ShapeOp>(b, loc(), {x});
  EXPECT_EQ(shape.start(), 0);
  EXPECT_FALSE(shape.end());
  auto elu = onnx::create<onnx::EluOp>(b, loc(), {x});
  EXPECT_EQ(elu.alpha(), 1.0f);

  EXPECT_TRUE(isa<onnx::ConvOp>(conv.getOperation()));
  EXPECT_FALSE(isa<onnx::ClipOp>(conv.getOperation()));
  EXPECT_FALSE(dyn_cast<onnx::ClipOp>(conv.getOperation()));
  EXPECT_TRUE(conv.result().getDefiningOp<onnx::ConvOp>());
  int convolutions = 0;
  f.walk([&](onnx::ConvOp) { ++convolutions; });
  EXPECT_EQ(convolutions, 1);
}

struct DropRelu : OpRewritePattern<onnx::ReluOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(onnx::ReluOp op,
                                PatternRewriter &rewriter) const override {
    rewriter.replaceOp(op, op.x());
    return success();
  }
};

TEST_F(ONNXTest, ViewsWorkInPatterns) {
  auto f = function({f32({3})});
  auto relu = onnx::create<onnx::ReluOp>(b, loc(), {f.getArgument(0)});
  finish(f, relu.result());
  RewritePatternSet patterns(&context);
  patterns.add<DropRelu>(&context);
  ASSERT_TRUE(succeeded(applyPatternsGreedily(f, std::move(patterns))));
  EXPECT_EQ(f.getBody().front().getTerminator()->getOperand(0),
            f.getArgument(0));
}

/// Each kind of attribute, given and left out.
TEST_F(ONNXTest, AttributesOfEveryKindThroughViews) {
  function({});
  OperationState state(loc(), "onnx.LSTM");
  state.addAttributes({onnx::floatsAttr(b, "activation_alpha", {0.5f}),
                       b.getNamedAttr("activations", b.getStrArrayAttr({"a"})),
                       onnx::stringAttr(b, "direction", "reverse"),
                       onnx::floatAttr(b, "clip", 2)});
  onnx::LSTMOp lstm(b.create(state));
  EXPECT_THAT(lstm.activationAlpha().value(), ElementsAre(0.5f));
  EXPECT_EQ(lstm.activations().size(), 1u);
  EXPECT_EQ(lstm.direction(), "reverse");
  EXPECT_EQ(lstm.clip(), 2.0f);
  EXPECT_FALSE(lstm.initialH());
  EXPECT_FALSE(lstm.hiddenSize());
  lstm->erase();

  Value shape = onnx::constantI64s(b, loc(), {2});
  auto fill = onnx::create<onnx::ConstantOfShapeOp>(b, loc(), {shape});
  EXPECT_FALSE(fill.value());
  auto cast = onnx::create<onnx::CastOp>(b, loc(), {shape},
                                         {onnx::intAttr(b, "to", 6)});
  EXPECT_EQ(cast.to(), 6);
  EXPECT_EQ(getElementTypeOrSelf(cast.result()), b.getI32Type());
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

class ONNXExportTest : public ONNXTest {
protected:
  ONNXExportTest() {
    folder = std::filesystem::path(testing::TempDir()) /
             testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
  }
  ~ONNXExportTest() override { std::filesystem::remove_all(folder); }

  /// y, z = x * w, v, where w lies in memory outside the IR.
  func::FuncOp product() {
    auto bytes = std::make_shared<std::vector<float>>(64 * 64, 2.0f);
    auto f = function({f32({kDynamic, 64}), f32({kDynamic, 4})});
    f.setArgAttr(0, "tf.name", b.getStringAttr("x"));
    Value w = onnx::constant(
        b, loc(),
        saved_model::elementsFor(
            cast<ShapedType>(f32({64, 64})),
            {reinterpret_cast<const char *>(bytes->data()), 64 * 64 * 4},
            bytes));
    mapped = reinterpret_cast<const char *>(bytes->data());
    auto y = onnx::create<onnx::MatMulOp>(b, loc(), {f.getArgument(0), w});
    auto z = onnx::create<onnx::AbsOp>(b, loc(), {f.getArgument(1)});
    finish(f, {y.result(), z.result()});
    return f;
  }

  std::string path() const { return (folder / "m.onnx").string(); }

  std::filesystem::path folder;
  const char *mapped = nullptr;
};

TEST_F(ONNXExportTest, WeightsAreNotCopied) {
  auto model = target::makeONNXModel(product(), {});
  ASSERT_TRUE(model.ok()) << model.status();
  ASSERT_EQ(model->graph.initializers.size(), 1u);
  EXPECT_EQ(model->graph.initializers[0].tensor.bytes.data(), mapped);
}

TEST_F(ONNXExportTest, NamesOfDimensions) {
  auto f = product();
  auto nameOf = [&](const target::ONNXExportOptions &options, size_t output) {
    auto model = target::makeONNXModel(f, options);
    EXPECT_TRUE(model.ok()) << model.status();
    return model->graph.outputs.at(output).type.shape->at(0).name;
  };
  EXPECT_EQ(nameOf({}, 0), "x_dim_0");
  EXPECT_EQ(nameOf({}, 1), "input_1_dim_0");
  target::ONNXExportOptions options;
  options.batchName = "batch";
  EXPECT_EQ(nameOf(options, 0), "batch");
  EXPECT_EQ(nameOf(options, 1), "batch");
}

TEST_F(ONNXExportTest, GraphNameAndMetadata) {
  auto f = product();
  target::ONNXExportOptions options;
  options.graphName = "tidy";
  options.producerVersion = "1.2";
  options.metadata = {{"license", "none"}};
  auto model = target::makeONNXModel(f, options);
  ASSERT_TRUE(model.ok()) << model.status();
  EXPECT_EQ(model->graph.name, "tidy");
  EXPECT_EQ(model->producerName, "sm");
  EXPECT_EQ(model->producerVersion, "1.2");
  EXPECT_EQ(model->metadata, options.metadata);
  EXPECT_EQ(target::makeONNXModel(f, {})->graph.name, "f");
}

TEST_F(ONNXExportTest, FilesAndOverwriting) {
  auto f = product();
  target::ONNXExportOptions options;
  ASSERT_TRUE(target::exportONNX(f, options, path()).ok());
  EXPECT_EQ(target::exportONNX(f, options, path()).code(),
            absl::StatusCode::kAlreadyExists);
  options.overwrite = true;
  options.externalData = format::ONNXExternalData::Always;
  ASSERT_TRUE(target::exportONNX(f, options, path()).ok());
  EXPECT_EQ(std::filesystem::file_size(path() + ".data"), 64u * 64 * 4);
  EXPECT_LT(std::filesystem::file_size(path()), 1024u);
}

TEST_F(ONNXExportTest, NoFileForWhatTheCheckRefuses) {
  auto f = function({f32({2, 3}), f32({4, 5})});
  OperationState state(loc(), "onnx.MatMul", f.getArguments(), f32({2, 5}));
  finish(f, b.create(state)->getResults());
  Status status = target::exportONNX(f, {}, path());
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr("node"));
  EXPECT_TRUE(std::filesystem::is_empty(folder));
}

} // namespace
