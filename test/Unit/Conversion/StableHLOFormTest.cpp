// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The conversion to the hub does what the records say, and answers for single
// ops.

#include "lib/Conversion/TFToStableHLO/OpConversion.h"

#include "dialects/StableHLO/CHLODialect.h"
#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/MathOps.h"
#include "sm/Conversion/StableHLOForm.h"
#include "sm/Ops/OpInfo.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Parser/Parser.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace mlir;
using testing::HasSubstr;

namespace sm {
namespace {

llvm::StringRef ref(std::string_view text) {
  return {text.data(), text.size()};
}

class StableHLOFormTest : public testing::Test {
protected:
  StableHLOFormTest() {
    context.loadDialect<tf::TFDialect, stablehlo::StableHLODialect,
                        chlo::CHLODialect, func::FuncDialect>();
  }

  /// Why the last op but the return of the function in `text` has no form.
  std::string whyNot(const char *text, bool assumeInRange = true) {
    module = parseSourceString<ModuleOp>(text, &context);
    if (!module)
      return "does not parse";
    Block &body = (*module->getOps<func::FuncOp>().begin()).getBody().front();
    return whyNoStableHLOForm(&*std::prev(body.getTerminator()->getIterator()),
                              assumeInRange);
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};

// A record that says done has a conversion or names an op of the hub, not both;
// one that does not has neither.
TEST_F(StableHLOFormTest, TableHoldsWhatRecordsSay) {
  using State = ops::Decision::State;
  int done = 0;
  for (const ops::OpInfo *info : ops::allOps()) {
    SCOPED_TRACE(std::string(info->name));
    bool isInTable = lookupConversion(ref(info->name)) != nullptr;
    EXPECT_NE(info->hub.state, State::Pending);
    if (info->hub.state != State::Done) {
      EXPECT_FALSE(isInTable);
      EXPECT_FALSE(info->hub.reason.empty());
      continue;
    }
    ++done;
    EXPECT_NE(isInTable, !info->hub.reason.empty());
    auto [name, direction] = ref(info->hub.reason).split(' ');
    if (name.empty())
      continue;
    EXPECT_TRUE(OperationName(name, &context).isRegistered()) << name.str();
    EXPECT_EQ(name == "stablehlo.compare", !direction.empty());
    if (!direction.empty()) {
      EXPECT_TRUE(stablehlo::symbolizeComparisonDirection(direction));
    }
  }
  EXPECT_GT(done, 100);
}

TEST_F(StableHLOFormTest, TableNamesRecordsOnly) {
  for (llvm::ArrayRef<Conversion> family :
       {activationConversions(), arithmeticConversions(), arrayConversions(),
        castConversions(), imageConversions(), productConversions(),
        reductionConversions(), sliceConversions()})
    for (const Conversion &conversion : family)
      EXPECT_NE(ops::lookupOp({conversion.name.data(), conversion.name.size()}),
                nullptr)
          << conversion.name.str();
}

TEST_F(StableHLOFormTest, TellsWhetherAnOpHasAForm) {
  EXPECT_EQ(whyNot(R"(
    func.func @f(%x: tensor<2x3xf32>) -> tensor<3x2xf32> {
      %perm = tf.Const dense<[1, 0]> : tensor<2xi32>
      %0 = tf.Transpose %x, %perm
          : (tensor<2x3xf32>, tensor<2xi32>) -> tensor<3x2xf32>
      return %0 : tensor<3x2xf32>
    })"),
            "");
  EXPECT_EQ(whyNot(R"(
    func.func @f(%x: tensor<2x3xf32>, %p: tensor<2xi32>) -> tensor<?x?xf32> {
      %0 = tf.Transpose %x, %p
          : (tensor<2x3xf32>, tensor<2xi32>) -> tensor<?x?xf32>
      return %0 : tensor<?x?xf32>
    })"),
            "'perm' must be a constant");
}

TEST_F(StableHLOFormTest, LooksAtTypes) {
  EXPECT_THAT(whyNot(R"(
    func.func @f(%x: tensor<2x!tf.string>) -> tensor<1xi32> {
      %0 = tf.Shape %x : (tensor<2x!tf.string>) -> tensor<1xi32>
      return %0 : tensor<1xi32>
    })"),
              HasSubstr("it takes a tensor of"));
  EXPECT_THAT(whyNot(R"(
    func.func @f(%x: tensor<2xf32>) -> tensor<*xf32> {
      %0 = tf.Neg %x : (tensor<2xf32>) -> tensor<*xf32>
      return %0 : tensor<*xf32>
    })"),
              HasSubstr("it gives a tensor of unknown rank"));
  EXPECT_THAT(whyNot(R"(
    func.func @f(%x: tensor<2xf32>) -> tensor<2xf32> {
      %0 = stablehlo.negate %x : tensor<2xf32>
      return %0 : tensor<2xf32>
    })"),
              HasSubstr("no op of the tf dialect"));
}

TEST_F(StableHLOFormTest, ClampsOnlyWhereThatIsWanted) {
  const char *text = R"(
    func.func @f(%x: tensor<4xf32>, %i: tensor<2xi32>) -> tensor<2xf32> {
      %axis = tf.Const dense<0> : tensor<i32>
      %0 = tf.GatherV2 %x, %i, %axis
          : (tensor<4xf32>, tensor<2xi32>, tensor<i32>) -> tensor<2xf32>
      return %0 : tensor<2xf32>
    })";
  EXPECT_EQ(whyNot(text), "");
  EXPECT_THAT(whyNot(text, /*assumeInRange=*/false), HasSubstr("clamps"));
}

// The text cannot say it: its parser counts.
TEST_F(StableHLOFormTest, ConvolutionsNameEachDimensionOnce) {
  std::string message;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    message = diagnostic.str();
    return success();
  });
  auto error = [&](int64_t feature, ArrayRef<int64_t> kernelSpatial) {
    message.clear();
    const LogicalResult result = stablehlo::ConvDimensionNumbersAttr::verify(
        [&] { return emitError(UnknownLoc::get(&context)); },
        /*inputBatchDimension=*/0, feature, /*inputSpatialDimensions=*/{1, 2},
        /*kernelInputFeatureDimension=*/2, /*kernelOutputFeatureDimension=*/3,
        kernelSpatial, /*outputBatchDimension=*/0,
        /*outputFeatureDimension=*/3, /*outputSpatialDimensions=*/{1, 2});
    EXPECT_EQ(succeeded(result), message.empty());
    return message;
  };
  EXPECT_EQ(error(3, {0, 1}), "");
  EXPECT_EQ(error(2, {0, 1}),
            "input does not name each of its 4 dimensions once");
  EXPECT_EQ(error(4, {0, 1}),
            "input does not name each of its 4 dimensions once");
  EXPECT_EQ(error(3, {0, 2}),
            "kernel does not name each of its 4 dimensions once");
  EXPECT_EQ(error(3, {0}),
            "kernel has 1 spatial dimensions, but the input has 2");
}

} // namespace
} // namespace sm
