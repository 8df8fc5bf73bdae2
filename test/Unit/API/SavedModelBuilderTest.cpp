// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Models made of graphs and values: what is written runs, what does not fit is
/// named.

#include "sm/API/SavedModelBuilder.h"

#include "sm/API/Model.h"

#include "test/Unit/Format/TestFiles.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <filesystem>
#include <fstream>
#include <optional>

namespace sm {
namespace {

namespace fs = std::filesystem;
using runtime::Tensor;
using testing::ElementsAre;
using testing::HasSubstr;

class SavedModelBuilderTest : public testing::Test {
protected:
  const test::TempFolder temporary;
};

std::string variable(const std::string &name, const std::string &op,
                     const std::string &size, const std::string &more = "") {
  return "node { name: '" + name + "' op: '" + op +
         "' attr { key: 'dtype' value { type: DT_FLOAT } }"
         " attr { key: 'shape' value { shape { dim { size: " +
         size + " } } } }" + more + "}";
}

/// out = w + 1 for a resource variable `w`, and r, a reference variable.
std::string graphText() {
  return variable("w", "VarHandleOp", "2",
                  "attr { key: 'shared_name' value { s: 'weight' } }") +
         variable("r", "VariableV2", "3") + R"(
    node { name: "w/Read" op: "ReadVariableOp" input: "w"
      attr { key: "dtype" value { type: DT_FLOAT } } }
    node { name: "one" op: "Const"
      attr { key: "dtype" value { type: DT_FLOAT } }
      attr { key: "value" value { tensor { dtype: DT_FLOAT tensor_shape { }
        float_val: 1 } } } }
    node { name: "out" op: "AddV2" input: "w/Read" input: "one"
      attr { key: "T" value { type: DT_FLOAT } } }
    node { name: "ref" op: "Identity" input: "r"
      attr { key: "T" value { type: DT_FLOAT } } }
    node { name: "save/x" op: "NoOp" }
    node { name: "file" op: "Placeholder"
      attr { key: "dtype" value { type: DT_STRING } } }
    versions { producer: 1645 })";
}

VariableValues values() {
  return {{"weight", Tensor::of<float>(DType::Float, {2}, {1.0f, 2.0f})},
          {"r", Tensor::of<float>(DType::Float, {3}, {5.0f, 6.0f, 7.0f})}};
}

MetaGraphParts parts() {
  MetaGraphParts result;
  result.signatures[kDefaultSignature].outputs = {{"out", {"out:0", {}, {}}},
                                                  {"ref", {"ref:0", {}, {}}}};
  return result;
}

/// The float outputs of the default signature.
std::vector<std::vector<float>> run(const std::string &folder,
                                    std::set<std::string> tags) {
  ModelSource source;
  source.path = folder;
  source.tags = std::move(tags);
  auto model = Model::load(source, {}, {}, nullptr);
  EXPECT_TRUE(model.ok()) << model.status();
  if (!model.ok())
    return {};
  auto session = (*model)->newSession();
  auto outputs = (*session)->run((*model)->program(), {});
  EXPECT_TRUE(outputs.ok()) << outputs.status();
  std::vector<std::vector<float>> result;
  for (const Tensor &tensor : *outputs)
    result.emplace_back(tensor.values<float>().begin(),
                        tensor.values<float>().end());
  return result;
}

TEST_F(SavedModelBuilderTest, WritesWhatRuns) {
  const std::string folder = temporary.path("runs");
  SavedModelBuilder builder(folder);
  ASSERT_EQ(builder.addMetaGraphAndVariables(
                {"serve"}, GraphSource::text(graphText()), parts(), values()),
            absl::OkStatus());
  ASSERT_EQ(builder.addMetaGraph({}, GraphSource::text(graphText()), parts()),
            absl::OkStatus());
  EXPECT_FALSE(fs::exists(folder));
  ASSERT_EQ(builder.save(), absl::OkStatus());
  for (const std::set<std::string> &tags :
       {std::set<std::string>{"serve"}, std::set<std::string>{}})
    EXPECT_THAT(run(folder, tags), ElementsAre(ElementsAre(2.0f, 3.0f),
                                               ElementsAre(5.0f, 6.0f, 7.0f)));
}

TEST_F(SavedModelBuilderTest, TextAndAssets) {
  const std::string folder = temporary.path("text");
  const std::string vocab = temporary.path("vocab.txt");
  std::ofstream(vocab) << "a\n";
  MetaGraphParts withAsset = parts();
  withAsset.assets["file:0"] = vocab;
  withAsset.initNode = "save/x";
  SavedModelBuilder builder(folder);
  ASSERT_EQ(builder.addMetaGraphAndVariables(
                {"serve"}, GraphSource::text(graphText()), withAsset, values()),
            absl::OkStatus());
  ASSERT_EQ(builder.save(/*asText=*/true), absl::OkStatus());
  EXPECT_TRUE(fs::exists(folder + "/saved_model.pbtxt"));
  EXPECT_TRUE(fs::exists(folder + "/assets/vocab.txt"));
  std::ifstream file(folder + "/saved_model.pbtxt");
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  EXPECT_THAT(text, HasSubstr("__saved_model_init_op"));
  // "save" is taken by a node of the graph.
  EXPECT_THAT(text, HasSubstr("restore_op_name: \"save_1/restore_all\""));
}

TEST_F(SavedModelBuilderTest, SimpleSave) {
  const std::string folder = temporary.path("simple");
  ASSERT_EQ(simpleSave(folder, GraphSource::text(graphText()), {},
                       {{"out", {"out", {}, {}}}}, values()),
            absl::OkStatus());
  EXPECT_THAT(run(folder, {"serve"}), ElementsAre(ElementsAre(2.0f, 3.0f)));
}

TEST_F(SavedModelBuilderTest, ValuesMustFit) {
  SavedModelBuilder builder(temporary.path("values"));
  auto add = [&](const VariableValues &given) {
    return std::string(
        builder
            .addMetaGraphAndVariables({}, GraphSource::text(graphText()),
                                      parts(), given)
            .message());
  };
  VariableValues given = values();
  given.erase("r");
  given["q"] = given["weight"];
  given["weight"] = Tensor::of<float>(DType::Float, {1}, {0.0f});
  EXPECT_EQ(add(given), "variable 'weight' is float32[2], its value "
                        "float32[1]; no value for variable r; the graph has no "
                        "variable q");
  given = values();
  given["weight"] = Tensor::of<int32_t>(DType::Int32, {2}, {1, 2});
  EXPECT_EQ(add(given), "variable 'weight' is float32[2], its value int32[2]");
  // A failure leaves the builder as it was.
  EXPECT_EQ(add(values()), "");
}

TEST_F(SavedModelBuilderTest, OrderOfCalls) {
  SavedModelBuilder builder(temporary.path("order"));
  const GraphSource graph = GraphSource::text(graphText());
  EXPECT_THAT(std::string(builder.save().message()),
              HasSubstr("call addMetaGraphAndVariables first"));
  EXPECT_THAT(std::string(builder.addMetaGraph({}, graph, {}).message()),
              HasSubstr("added with addMetaGraphAndVariables"));
  ASSERT_EQ(builder.addMetaGraphAndVariables({}, graph, {}, values()),
            absl::OkStatus());
  EXPECT_THAT(
      std::string(builder.addMetaGraphAndVariables({"a"}, graph, {}, values())
                      .message()),
      HasSubstr("variables come with the first MetaGraph"));
  EXPECT_TRUE(absl::IsAlreadyExists(builder.addMetaGraph({}, graph, {})));
}

TEST_F(SavedModelBuilderTest, FullFolder) {
  const std::string folder = temporary.path("full");
  fs::create_directory(folder);
  std::ofstream(folder + "/x") << "x";
  std::ofstream(folder + "/saved_model.pb") << "x";
  const GraphSource graph = GraphSource::text(graphText());
  SavedModelBuilder careful(folder);
  EXPECT_TRUE(absl::IsAlreadyExists(
      careful.addMetaGraphAndVariables({}, graph, {}, values())));
  SavedModelBuilder::Options options;
  options.overwrite = true;
  SavedModelBuilder builder(folder, options);
  ASSERT_EQ(builder.addMetaGraphAndVariables({}, graph, {}, values()),
            absl::OkStatus());
  ASSERT_EQ(builder.save(), absl::OkStatus());
  EXPECT_FALSE(fs::exists(folder + "/x"));
}

TEST_F(SavedModelBuilderTest, NamesThatAreNotThere) {
  SavedModelBuilder builder(temporary.path("names"));
  const GraphSource graph = GraphSource::text(graphText());
  auto add = [&](const MetaGraphParts &given) {
    return std::string(
        builder.addMetaGraphAndVariables({}, graph, given, values()).message());
  };
  MetaGraphParts given;
  given.initNode = "start";
  EXPECT_EQ(add(given), "the graph has no node 'start' for the init node");
  given = {};
  given.saver = SaverNodes{"a:0", "b:0", "c"};
  EXPECT_EQ(add(given), "the graph has no node 'a:0' for the saver's filename");
  given = {};
  given.assets["file:0"] = "/nowhere/vocab";
  EXPECT_EQ(add(given), "/nowhere/vocab: is no file");
  given = {};
  given.signatures["f"].inputs["x"] = {"y:0", {}, {}};
  EXPECT_THAT(add(given), HasSubstr("the graph has no node 'y'"));
  given = {};
  given.signatures["__saved_model_init_op"];
  EXPECT_THAT(add(given), HasSubstr("belongs to TensorFlow"));
}

TEST_F(SavedModelBuilderTest, AssetsOfOneName) {
  const std::string a = temporary.path("one"), b = temporary.path("other");
  for (const std::string &folder : {a, b}) {
    fs::create_directory(folder);
    std::ofstream(folder + "/vocab.txt") << folder;
  }
  SavedModelBuilder builder(temporary.path("assets"));
  const GraphSource graph = GraphSource::text(graphText());
  MetaGraphParts given = parts();
  given.assets["file:0"] = a + "/vocab.txt";
  ASSERT_EQ(builder.addMetaGraphAndVariables({}, graph, given, values()),
            absl::OkStatus());
  // All MetaGraphs share the folder of assets.
  ASSERT_EQ(builder.addMetaGraph({"same"}, graph, given), absl::OkStatus());
  given.assets["file:0"] = b + "/vocab.txt";
  const Status status = builder.addMetaGraph({"other"}, graph, given);
  EXPECT_TRUE(absl::IsAlreadyExists(status));
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("two assets are called 'vocab.txt': " + a));
}

TEST_F(SavedModelBuilderTest, BadGraphs) {
  SavedModelBuilder builder(temporary.path("bad"));
  EXPECT_FALSE(
      builder
          .addMetaGraphAndVariables({}, GraphSource::file("nowhere.pb"), {}, {})
          .ok());
  EXPECT_FALSE(
      builder
          .addMetaGraphAndVariables({}, GraphSource::bytes("\x0a\xff"), {}, {})
          .ok());
  EXPECT_FALSE(builder
                   .addMetaGraphAndVariables(
                       {},
                       GraphSource::text("node { name: 'a' op: 'Relu' "
                                         "input: 'b' }"),
                       {}, {})
                   .ok());
  EXPECT_THAT(
      std::string(
          builder
              .addMetaGraphAndVariables(
                  {}, GraphSource::text("node { name: 'v' op: 'VariableV2' }"),
                  {}, {})
              .message()),
      HasSubstr("variable 'v' has no attribute 'dtype'"));
}

} // namespace
} // namespace sm
