// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// MetaGraphs of two models in one module: each checkpoint is a source under a
/// name of its own, and the first is the one that is written.

#include "RoundTrip.h"

#include "dialects/SM/SMDialect.h"
#include "sm/Format/TensorBundle.h"

#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace sm;

namespace {

constexpr const char *kKey = "variables/1/.ATTRIBUTES/VARIABLE_VALUE";

class TwoModels : public testing::Test {
protected:
  void SetUp() override {
    context = sm::test::newContext();
    first = import("variables");
    second = import("variables_1");
    ASSERT_TRUE(first && second);
  }

  OwningOpRef<ModuleOp> import(const std::string &source) {
    auto file = format::readSavedModel(SM_DEMO_MODEL);
    EXPECT_TRUE(file.ok()) << file.status();
    auto module =
        target::importSavedModel(*file, std::nullopt, context.get(), source);
    EXPECT_TRUE(module.ok()) << module.status();
    return module.ok() ? std::move(*module) : OwningOpRef<ModuleOp>();
  }

  static saved_model::SavedModelOp model(ModuleOp module) {
    return *module.getOps<saved_model::SavedModelOp>().begin();
  }

  /// Moves what the second model holds behind what the first does.
  void merge() {
    Block &into = model(*first).getBody().front();
    Block &from = model(*second).getBody().front();
    for (Operation &op : llvm::make_early_inc_range(from)) {
      if (auto metaGraph = dyn_cast<saved_model::MetaGraphOp>(op))
        metaGraph.setTagsAttr(Builder(context.get()).getStrArrayAttr({"b"}));
      if (!isa<saved_model::ModelFolderOp>(op))
        op.moveBefore(&into, into.end());
    }
  }

  /// The variable restored from kKey in MetaGraph number `index`.
  saved_model::VariableOp variable(int index) {
    auto metaGraphs =
        model(*first).getBody().getOps<saved_model::MetaGraphOp>();
    auto metaGraph = *std::next(metaGraphs.begin(), index);
    for (auto op : metaGraph.getBody().getOps<saved_model::VariableOp>())
      if (cast<saved_model::DataAttr>(*op.getValue()).getKey() == kKey)
        return op;
    return {};
  }

  std::unique_ptr<MLIRContext> context;
  OwningOpRef<ModuleOp> first, second;
};

TEST_F(TwoModels, EachIsWrittenByItself) {
  for (ModuleOp module : {*first, *second}) {
    auto contents = target::exportSavedModel(module);
    ASSERT_TRUE(contents.ok()) << contents.status();
    EXPECT_FALSE(contents->variables.has_value());
  }
}

TEST_F(TwoModels, EqualValuesAreOneEntry) {
  merge();
  auto contents = target::exportSavedModel(*first);
  ASSERT_TRUE(contents.ok()) << contents.status();
  EXPECT_EQ(contents->proto->meta_graphs_size(), 2);
  EXPECT_FALSE(contents->variables.has_value());
}

TEST_F(TwoModels, DifferentValuesOfOneEntryAreRefused) {
  merge();
  auto op = variable(1);
  ASSERT_TRUE(op);
  op.setValueAttr(DenseElementsAttr::get(cast<ShapedType>(op.getType()), 2.0f));
  auto contents = target::exportSavedModel(*first);
  ASSERT_FALSE(contents.ok());
  EXPECT_NE(contents.status().message().find("have different values"),
            absl::string_view::npos)
      << contents.status();
  // Both: then the entry is replaced.
  variable(0).setValueAttr(op.getValueAttr());
  contents = target::exportSavedModel(*first);
  ASSERT_TRUE(contents.ok()) << contents.status();
  ASSERT_TRUE(contents->variables.has_value());
  const format::StoredTensor &tensor = contents->variables->at(kKey);
  EXPECT_EQ(tensor.source, nullptr);
  ASSERT_EQ(tensor.bytes.size(), 32u);
  float value = 0;
  std::memcpy(&value, tensor.bytes.data(), sizeof(value));
  EXPECT_EQ(value, 2.0f);
  for (const auto &[key, other] : *contents->variables)
    if (key != kKey) {
      EXPECT_NE(other.source, nullptr) << key;
    }
}

TEST_F(TwoModels, ValueOfAnotherCheckpoint) {
  auto op = variable(0);
  ASSERT_TRUE(op);
  op.setValueAttr(saved_model::DataAttr::get(
      context.get(), "variables_1", "variables/2/.ATTRIBUTES/VARIABLE_VALUE",
      cast<ShapedType>(op.getType())));
  auto contents = target::exportSavedModel(*first);
  ASSERT_TRUE(contents.ok()) << contents.status();
  ASSERT_TRUE(contents->variables.has_value());
  EXPECT_EQ(contents->variables->at(kKey).sourceKey,
            "variables/2/.ATTRIBUTES/VARIABLE_VALUE");
}

} // namespace
