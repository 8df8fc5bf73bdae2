// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// StableHLO text: constants that are written as bytes, and files.

#include "sm/Target/StableHLO.h"

#include "dialects/SM/SMDialect.h"
#include "dialects/StableHLO/MovementOps.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/OwningOpRef.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <unistd.h>

using namespace mlir;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

class StableHLOText : public ::testing::Test {
protected:
  StableHLOText() {
    context.loadDialect<sm::saved_model::SMDialect,
                        sm::stablehlo::StableHLODialect, func::FuncDialect>();
  }

  /// A function that returns the constant.
  func::FuncOp functionOf(ElementsAttr value) {
    OpBuilder b(&context);
    Location loc = b.getUnknownLoc();
    module = ModuleOp::create(loc);
    b.setInsertionPointToEnd(module->getBody());
    Type type = value.getShapedType();
    auto function =
        func::FuncOp::create(b, loc, "f", b.getFunctionType({}, {type}));
    b.setInsertionPointToStart(function.addEntryBlock());
    Value constant = sm::stablehlo::ConstantOp::create(b, loc, value);
    func::ReturnOp::create(b, loc, constant);
    return function;
  }

  std::string textOf(ElementsAttr value) {
    std::string text;
    sm::Status status = sm::target::printStableHLO(functionOf(value), {},
                                                   [&](std::string_view piece) {
                                                     text += piece;
                                                     return absl::OkStatus();
                                                   });
    EXPECT_TRUE(status.ok()) << status;
    return text;
  }

  /// A reference to bytes in memory, however few they are.
  ElementsAttr reference(Type element, ArrayRef<int64_t> shape,
                         const std::string &bytes) {
    auto owner = std::make_shared<std::string>(bytes);
    auto *dialect = context.getLoadedDialect<sm::saved_model::SMDialect>();
    std::string key = dialect->data().addMemory({*owner, owner});
    return cast<ElementsAttr>(sm::saved_model::DataAttr::get(
        &context, sm::saved_model::DataManager::kMemory, key,
        RankedTensorType::get(shape, element)));
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
};

TEST_F(StableHLOText, referencesAreBytes) {
  const float values[] = {1.0f, -2.5f};
  std::string bytes(sizeof(values), '\0');
  std::memcpy(bytes.data(), values, sizeof(values));
  EXPECT_THAT(textOf(reference(Float32Type::get(&context), {2, 1}, bytes)),
              HasSubstr("value = dense<\"0x0000803F000020C0\"> : "
                        "tensor<2x1xf32>}>"));
}

TEST_F(StableHLOText, largeLiteralsAreBytes) {
  std::vector<int32_t> values(257);
  for (int i = 0; i < 257; ++i)
    values[i] = i;
  auto type = RankedTensorType::get({257}, IntegerType::get(&context, 32));
  EXPECT_THAT(textOf(DenseElementsAttr::get(type, ArrayRef<int32_t>(values))),
              HasSubstr("dense<\"0x000000000100000002000000"));
  // 1 KiB is still numbers, however many there are.
  type = RankedTensorType::get({256}, IntegerType::get(&context, 32));
  EXPECT_THAT(textOf(DenseElementsAttr::get(
                  type, ArrayRef<int32_t>(values).drop_back())),
              HasSubstr("dense<[0, 1, 2, "));
}

TEST_F(StableHLOText, splatsAreOneNumber) {
  auto type = RankedTensorType::get({1000, 1000}, Float32Type::get(&context));
  EXPECT_THAT(textOf(DenseElementsAttr::get(type, 1.0f)),
              HasSubstr("dense<1.000000e+00> : tensor<1000x1000xf32>"));
}

TEST_F(StableHLOText, booleansAreWords) {
  const std::string bytes("\1\0\0\1\1\0", 6);
  EXPECT_THAT(
      textOf(reference(IntegerType::get(&context, 1), {1, 3, 2}, bytes)),
      HasSubstr("dense<[[[true, false], [false, true], [true, false]]]> : "
                "tensor<1x3x2xi1>"));
  // Versions of MLIR differ in how they pack booleans.
  SmallVector<bool> many(2000, true);
  many[1] = false;
  auto type = RankedTensorType::get({2000}, IntegerType::get(&context, 1));
  std::string text = textOf(DenseElementsAttr::get(type, ArrayRef<bool>(many)));
  EXPECT_THAT(text, HasSubstr("dense<[true, false, true, "));
  EXPECT_THAT(text, Not(HasSubstr("\"0x")));
}

TEST_F(StableHLOText, emptyReferencesAreEmpty) {
  EXPECT_THAT(textOf(reference(Float32Type::get(&context), {0, 3}, "")),
              HasSubstr("dense<> : tensor<0x3xf32>"));
}

TEST_F(StableHLOText, anErrorOfTheReaderEndsIt) {
  auto type = RankedTensorType::get({}, Float32Type::get(&context));
  sm::Status status = sm::target::printStableHLO(
      functionOf(DenseElementsAttr::get(type, 1.0f)), {},
      [](std::string_view) { return absl::ResourceExhaustedError("full"); });
  EXPECT_EQ(status.message(), "full");
}

TEST_F(StableHLOText, filesAppearWholeAndAreNotReplacedUnasked) {
  const std::string path =
      (std::filesystem::temp_directory_path() /
       ("sm-stablehlo-" + std::to_string(getpid()) + ".mlir"))
          .string();
  auto type = RankedTensorType::get({}, Float32Type::get(&context));
  func::FuncOp function = functionOf(DenseElementsAttr::get(type, 1.0f));
  sm::target::StableHLOExportOptions options;
  options.moduleName = "half plus two";
  ASSERT_TRUE(sm::target::exportStableHLO(function, options, path).ok());
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  EXPECT_THAT(text.str(), HasSubstr("sym_name = \"half plus two\""));
  EXPECT_THAT(text.str(), HasSubstr("sym_name = \"main\""));

  EXPECT_EQ(sm::target::exportStableHLO(function, options, path).code(),
            absl::StatusCode::kAlreadyExists);
  options.overwrite = true;
  EXPECT_TRUE(sm::target::exportStableHLO(function, options, path).ok());
  std::filesystem::remove(path);

  // What cannot be written leaves nothing.
  function = functionOf(cast<ElementsAttr>(
      sm::saved_model::DataAttr::get(&context, "nowhere", "k", type)));
  EXPECT_EQ(sm::target::exportStableHLO(function, {}, path).code(),
            absl::StatusCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(path));
}

} // namespace
