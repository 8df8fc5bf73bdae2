// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Do passes keep the answers? Every function of a pass's lit test that the
// kernel engine can run is run before and after the pass, on random inputs, and
// the two must agree. A function that takes no part is listed by name.

#include "sm/Pipelines/InitAll.h"
#include "sm/Runtime/Session.h"
#include "sm/Target/Program.h"

#include "dialects/TF/TFDialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <cmath>
#include <fstream>
#include <random>
#include <sstream>

using namespace mlir;

namespace sm {
namespace {

/// A lit test, the passes to compare with and without, and how well the answers
/// must agree.
struct PassCase {
  const char *file;
  const char *pipeline;
  double tolerance; ///< relative to the largest magnitude of the answer
  std::vector<std::string> notRun;
};

std::string readFile(const std::string &path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  // What follows a separator only provokes messages.
  return text.str().substr(0, text.str().find("\n// -----"));
}

/// Random inputs: unknown dimensions have one size, a tensor of unknown rank
/// has two dimensions, of that size and of 3.
class Inputs {
public:
  Inputs(unsigned seed, int64_t unknown) : random(seed), unknown(unknown) {}

  StatusOr<runtime::Tensor> make(const ops::TensorType &type) {
    absl::InlinedVector<int64_t, 6> dims;
    if (!type.shape.hasRank())
      dims = {unknown, 3};
    for (int64_t dim : type.shape.dims())
      dims.push_back(dim == kUnknownDim ? unknown : dim);
    SM_ASSIGN_OR_RETURN(runtime::Tensor tensor,
                        runtime::Tensor::allocate(type.dtype, Shape(dims)));
    switch (type.dtype) {
    case DType::Float:
      fill<float>(tensor, [&] { return real(); });
      break;
    case DType::Half:
      fill<uint16_t>(tensor, [&] { return uint16_t(0x3C00 + random() % 512); });
      break;
    case DType::Int32:
      fill<int32_t>(tensor, [&] { return int32_t(random() % 90000) - 45000; });
      break;
    case DType::Int8:
      fill<int8_t>(tensor, [&] { return int8_t(random() % 256); });
      break;
    case DType::Bool:
      fill<bool>(tensor, [&] { return random() % 2 == 0; });
      break;
    case DType::String:
      fill<Bytes>(tensor, [&] { return std::to_string(random() % 100); });
      break;
    default:
      return absl::UnimplementedError("no inputs of this type");
    }
    return tensor;
  }

private:
  float real() { return std::normal_distribution<float>(0, 2)(random); }

  template <typename T, typename Function>
  static void fill(runtime::Tensor &tensor, Function next) {
    for (int64_t i = 0; i < tensor.numElements(); ++i)
      tensor.mutableData<T>()[i] = next();
  }

  std::mt19937 random;
  int64_t unknown;
};

double valueAt(const runtime::Tensor &tensor, int64_t i) {
  switch (tensor.dtype()) {
  case DType::Float:
    return tensor.data<float>()[i];
  case DType::Double:
    return tensor.data<double>()[i];
  case DType::Bool:
    return tensor.data<bool>()[i];
  case DType::Int8:
    return tensor.data<int8_t>()[i];
  case DType::Int16:
    return tensor.data<int16_t>()[i];
  case DType::Half:
    return tensor.data<uint16_t>()[i];
  case DType::Int32:
    return tensor.data<int32_t>()[i];
  case DType::Int64:
    return static_cast<double>(tensor.data<int64_t>()[i]);
  default:
    ADD_FAILURE() << "no comparison of " << tensor.typeStr();
    return 0;
  }
}

void expectEqual(const runtime::Tensor &before, const runtime::Tensor &after,
                 double tolerance) {
  ASSERT_EQ(before.typeStr(), after.typeStr());
  if (before.dtype() == DType::String) {
    for (int64_t i = 0; i < before.numElements(); ++i)
      EXPECT_EQ(before.data<Bytes>()[i], after.data<Bytes>()[i]);
    return;
  }
  double scale = 0;
  for (int64_t i = 0; i < before.numElements(); ++i)
    if (double value = valueAt(before, i); std::isfinite(value))
      scale = std::max(scale, std::fabs(value));
  for (int64_t i = 0; i < before.numElements(); ++i) {
    double a = valueAt(before, i), b = valueAt(after, i);
    if (std::isnan(a) || std::isinf(a))
      EXPECT_TRUE(std::isnan(a) ? std::isnan(b) : a == b) << a << " " << b;
    else
      EXPECT_NEAR(a, b, tolerance * scale) << "element " << i;
  }
}

class PassExecution : public testing::TestWithParam<PassCase> {
protected:
  PassExecution() {
    static std::once_flag once;
    std::call_once(once, registerAllPasses);
    DialectRegistry registry;
    registerAllDialects(registry);
    context.appendDialectRegistry(registry);
    context.loadAllAvailableDialects();
  }

  OwningOpRef<ModuleOp> transformed(ModuleOp module, const char *pipeline) {
    OwningOpRef<ModuleOp> copy = module.clone();
    PassManager pm(&context);
    EXPECT_TRUE(succeeded(parsePassPipeline(pipeline, pm)));
    EXPECT_TRUE(succeeded(pm.run(*copy)));
    return copy;
  }

  /// False if the engine cannot run the function, or it fails on the inputs.
  bool compare(func::FuncOp before, func::FuncOp after, double tolerance) {
    if (before.isExternal() || !target::findUnsupported(before).empty())
      return false;
    auto program = target::makeProgram(before);
    auto optimised = target::makeProgram(after);
    EXPECT_TRUE(program.ok()) << program.status();
    EXPECT_TRUE(optimised.ok()) << optimised.status();
    if (!program.ok() || !optimised.ok())
      return true;
    bool hasRun = false;
    for (unsigned seed = 1; seed <= 3; ++seed)
      for (int64_t unknown : {1, 2, 3})
        hasRun |= compareRuns(**program, **optimised, Inputs(seed, unknown),
                              tolerance);
    return hasRun;
  }

  /// False if the first program fails: then the second may do as it likes.
  static bool compareRuns(const runtime::Program &program,
                          const runtime::Program &optimised, Inputs inputs,
                          double tolerance) {
    std::vector<runtime::Tensor> values;
    for (const runtime::Port &port : program.inputs) {
      auto value = inputs.make(port.type);
      if (!value.ok())
        return false;
      values.push_back(*value);
    }
    runtime::Session session(/*seed=*/1), second(/*seed=*/1);
    auto expected = session.run(program, values);
    if (!expected.ok())
      return false;
    auto answers = second.run(optimised, values);
    EXPECT_TRUE(answers.ok()) << answers.status();
    if (!answers.ok())
      return true;
    EXPECT_EQ(expected->size(), answers->size());
    for (size_t i = 0; i < std::min(expected->size(), answers->size()); ++i) {
      SCOPED_TRACE("result " + std::to_string(i));
      expectEqual((*expected)[i], (*answers)[i], tolerance);
    }
    return true;
  }

  MLIRContext context;
};

TEST_P(PassExecution, KeepsAnswers) {
  const PassCase &entry = GetParam();
  std::string text =
      readFile(std::string(SM_TRANSFORMS_TESTS) + "/" + entry.file);
  ASSERT_FALSE(text.empty());
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, &context);
  ASSERT_TRUE(module);
  OwningOpRef<ModuleOp> optimised = transformed(*module, entry.pipeline);
  std::vector<std::string> notRun;
  for (auto function : module->getOps<func::FuncOp>()) {
    SCOPED_TRACE(function.getSymName().str());
    auto after = optimised->lookupSymbol<func::FuncOp>(function.getSymName());
    ASSERT_TRUE(after);
    if (!compare(function, after, entry.tolerance))
      notRun.push_back(function.getSymName().str());
  }
  EXPECT_THAT(notRun, testing::UnorderedElementsAreArray(entry.notRun));
}

INSTANTIATE_TEST_SUITE_P(
    Passes, PassExecution,
    testing::Values(
        PassCase{
            "TFSimplify.mlir", "tf-simplify", 3e-7, {"integer_power", "types"}},
        PassCase{
            "TFCanonicalize.mlir",
            "canonicalize",
            0,
            {"unknown_shape", "empty", "unknown_permutation", "at_run_time"}},
        PassCase{
            "TFFoldBatchNorm.mlir", "tf-fold-batch-norm", 1e-6, {"version_2"}},
        PassCase{"TFRemoveTraining.mlir",
                 "tf-remove-training",
                 0,
                 {"stays", "summaries"}},
        PassCase{"TFOptimizeTransposes.mlir",
                 "tf-optimize-transposes",
                 1e-6,
                 {"unknown_permutation"}}),
    [](const testing::TestParamInfo<PassCase> &info) {
      std::string name = info.param.file;
      return name.substr(0, name.find('.'));
    });

} // namespace
} // namespace sm
