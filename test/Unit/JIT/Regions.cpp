// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "Regions.h"

#include "dialects/SM/SMDialect.h"

#include "mlir/Parser/Parser.h"

#include <cmath>

namespace sm::jit {

static mlir::DialectRegistry allDialects() {
  mlir::DialectRegistry registry;
  registerCompilerDialects(registry);
  return registry;
}

RegionTest::RegionTest() : context(allDialects()) {
  context.loadAllAvailableDialects();
  host = CPUTarget::get("host").value();
}

mlir::OwningOpRef<mlir::ModuleOp> RegionTest::parse(const std::string &text) {
  auto module = mlir::parseSourceString<mlir::ModuleOp>(
      text, mlir::ParserConfig(&context));
  EXPECT_TRUE(module);
  return module;
}

mlir::OwningOpRef<mlir::ModuleOp>
RegionTest::parseInput(const std::string &name) {
  auto module = mlir::parseSourceFile<mlir::ModuleOp>(
      SM_JIT_INPUTS "/" + name, mlir::ParserConfig(&context));
  EXPECT_TRUE(module);
  return module;
}

void RegionTest::setWeights(mlir::ModuleOp module,
                            const std::vector<float> &values) {
  auto owner = std::make_shared<std::vector<float>>(values);
  const size_t bytes = owner->size() * sizeof(float);
  module->setAttr(
      "sm.weights",
      saved_model::elementsFor(
          mlir::RankedTensorType::get({static_cast<int64_t>(bytes)},
                                      mlir::IntegerType::get(&context, 8)),
          absl::MakeConstSpan(reinterpret_cast<const char *>(owner->data()),
                              bytes),
          owner));
}

runtime::RegionCode RegionTest::build(mlir::ModuleOp module) {
  StatusOr<CompiledRegion> region = compileRegion(module, host);
  EXPECT_TRUE(region.ok()) << region.status();
  if (!region.ok())
    return {};
  StatusOr<runtime::RegionCode> code = linkRegion(*region);
  EXPECT_TRUE(code.ok()) << code.status();
  return code.ok() ? *code : runtime::RegionCode();
}

std::string RegionTest::errorOf(const std::string &text) {
  auto module = parse(text);
  if (!module)
    return "";
  StatusOr<CompiledRegion> region = compileRegion(*module, host);
  if (!region.ok())
    return std::string(region.status().message());
  return std::string(linkRegion(*region).status().message());
}

std::vector<float> numbers(size_t count, unsigned seed) {
  std::vector<float> result(count);
  for (size_t i = 0; i < count; ++i)
    result[i] =
        static_cast<float>((i * 37 + seed * 11 + i / 7) % 101) / 50.5f - 1.0f;
  return result;
}

runtime::Tensor floats(const Shape &shape, const std::vector<float> &values) {
  return runtime::Tensor::of<float>(DType::Float, shape, values);
}

std::vector<runtime::Tensor> run(const runtime::RegionCode &code,
                                 const std::vector<runtime::Tensor> &inputs) {
  std::vector<runtime::Tensor> outputs(code.outputs.size());
  if (!code.entry)
    return outputs;
  const Status status =
      runtime::runRegionCode(code, inputs, absl::MakeSpan(outputs));
  EXPECT_TRUE(status.ok()) << status;
  return outputs;
}

void expectNear(const runtime::Tensor &actual,
                const std::function<double(int64_t)> &expected) {
  int wrong = 0;
  for (int64_t i = 0; i < actual.numElements(); ++i) {
    const double value = expected(i);
    if (std::abs(actual.data<float>()[i] - value) >
        1e-5 * (1 + std::abs(value)))
      if (++wrong <= 3)
        ADD_FAILURE() << "element " << i << " is " << actual.data<float>()[i]
                      << ", not " << value;
  }
  EXPECT_EQ(wrong, 0);
}

} // namespace sm::jit
