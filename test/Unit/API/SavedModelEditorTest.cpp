// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The editor as a library: queries between edits, failures that change
/// nothing, and what is written. Its messages are tested through `sm edit`.

#include "sm/API/SavedModelEditor.h"

#include "test/Unit/Format/TestFiles.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sm {
namespace {

using runtime::Tensor;
using testing::ElementsAre;
using testing::HasSubstr;

std::unique_ptr<SavedModelEditor> open(const std::string &path) {
  ModelSource source;
  source.path = path;
  auto editor = SavedModelEditor::open(source);
  EXPECT_TRUE(editor.ok()) << editor.status();
  return editor.ok() ? *std::move(editor) : nullptr;
}

std::vector<std::string> signaturesOf(const SavedModelEditor &editor) {
  std::vector<std::string> names;
  const std::vector<MetaGraphDescription> described = editor.describe();
  for (const SignatureDescription &signature : described.front().signatures)
    if (signature.name != "__saved_model_init_op")
      names.push_back(signature.name);
  return names;
}

TEST(SavedModelEditorTest, DescribesAfterEachEdit) {
  auto editor = open(SM_TEST_DEMO);
  ASSERT_NE(editor, nullptr);
  EXPECT_EQ(editor->folder(), SM_TEST_DEMO);
  EXPECT_THAT(signaturesOf(*editor), ElementsAre("serve", "serving_default"));
  ASSERT_EQ(editor->copySignature("serve", "twice"), absl::OkStatus());
  ASSERT_EQ(editor->renameSignature("serve", "z"), absl::OkStatus());
  EXPECT_THAT(signaturesOf(*editor),
              ElementsAre("serving_default", "twice", "z"));
  ASSERT_EQ(editor->retag({"serve"}, {"a"}), absl::OkStatus());
  EXPECT_THAT(editor->describe().front().tags, ElementsAre("a"));
  // The selection follows new tags.
  ASSERT_EQ(editor->selectMetaGraph({"a"}), absl::OkStatus());
  ASSERT_EQ(editor->retag({"a"}, {"b"}), absl::OkStatus());
  EXPECT_EQ(editor->dropSignature("twice"), absl::OkStatus());
}

TEST(SavedModelEditorTest, FailuresChangeNothing) {
  auto editor = open(SM_TEST_DEMO);
  ASSERT_NE(editor, nullptr);
  SignatureSpec spec;
  spec.inputs["x"] = {"nowhere:0", {}, {}};
  EXPECT_FALSE(editor->addSignature("new", spec).ok());
  EXPECT_FALSE(editor->copySignature("serve", "serving_default").ok());
  EXPECT_FALSE(editor->addMetaGraph({}, std::nullopt).ok());
  ModelSource text;
  text.kind = ModelSource::Kind::MLIR;
  text.path = "m.mlir";
  EXPECT_EQ(std::string(editor->addMetaGraph(text, std::nullopt).message()),
            "m.mlir: a MetaGraph is added from a SavedModel or a graph");
  EXPECT_FALSE(editor
                   ->setVariable("digit/bias",
                                 Tensor::of<float>(DType::Float, {1}, {1.0f}))
                   .ok());
  EXPECT_THAT(signaturesOf(*editor), ElementsAre("serve", "serving_default"));
  EXPECT_TRUE(editor->notes().empty());
  EXPECT_EQ(editor->check(), absl::OkStatus());
}

TEST(SavedModelEditorTest, Defaults) {
  auto editor = open(SM_TEST_DEMO);
  ASSERT_NE(editor, nullptr);
  auto input = editor->input("serve", "image");
  ASSERT_TRUE(input.ok()) << input.status();
  EXPECT_EQ(input->dtype, DType::Float);
  EXPECT_EQ(input->shape.str(), "[?,28,28,1]");
  EXPECT_FALSE(input->hasDefault);
  Tensor value = *Tensor::allocate(DType::Float, {1, 28, 28, 1});
  std::fill_n(value.mutableData<float>(), value.numElements(), 0.5f);
  ASSERT_EQ(editor->setDefault("serve", "image", value), absl::OkStatus());
  input = editor->input("serve", "image");
  ASSERT_TRUE(input->defaultValue.has_value());
  EXPECT_EQ(input->defaultValue->data<float>()[783], 0.5f);
  EXPECT_THAT(
      std::string(editor
                      ->setDefault("serve", "image",
                                   Tensor::of<int32_t>(DType::Int32, {}, {1}))
                      .message()),
      HasSubstr("is float32, the default is int32"));
  ASSERT_EQ(editor->renameKey("serve", SignatureSide::Input, "image", "pixels"),
            absl::OkStatus());
  EXPECT_TRUE(editor->input("serve", "pixels")->hasDefault);
}

TEST(SavedModelEditorTest, Variables) {
  auto editor = open(SM_TEST_DEMO);
  ASSERT_NE(editor, nullptr);
  auto type = editor->variableType("digit/bias");
  ASSERT_TRUE(type.ok()) << type.status();
  EXPECT_EQ(type->first, DType::Float);
  EXPECT_EQ(type->second.str(), "[10]");
  const Tensor value =
      Tensor::of<float>(DType::Float, {10}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  ASSERT_EQ(editor->setVariable("digit/bias", value), absl::OkStatus());
  // A second value replaces the first.
  ASSERT_EQ(editor->setVariable("digit/bias", value), absl::OkStatus());
  const test::TempFolder temporary;
  const std::string folder = temporary.path("written");
  ASSERT_EQ(editor->write(folder, {}), absl::OkStatus());
  auto again = open(folder);
  ASSERT_NE(again, nullptr);
  // The new checkpoint has one other value: both models cannot share one.
  ModelSource original;
  original.path = SM_TEST_DEMO;
  Status merged = again->addMetaGraph(original, std::set<std::string>{"old"});
  EXPECT_TRUE(absl::IsAlreadyExists(merged)) << merged;
  EXPECT_TRUE(absl::IsAlreadyExists(again->write(folder, {})));
}

} // namespace
} // namespace sm
