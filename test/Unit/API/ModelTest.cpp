// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Loading: which entry is taken, what is said of one that is not there or
/// cannot run, and what the initialisation leaves.

#include "SmallModels.h"

#include "sm/API/Convert.h"

#include "test/Unit/Format/TestFiles.h"

namespace sm {
namespace {

using runtime::Session;
using runtime::Tensor;
using test::floatsOf;
using test::loadFor;
using test::TempFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

Status loadError(const ModelSource &source, const ModelEntry &entry,
                 UnsupportedReport *report = nullptr) {
  return Model::load(source, entry, {}, report).status();
}

TEST(ModelEntries, AreOneOfThreeKinds) {
  const TempFolder folder;
  const ModelSource source = test::counterModel(folder.path("m"));
  ModelEntry entry;
  EXPECT_TRUE(entry.isDefault());
  // Neither signature is the default one.
  EXPECT_ERROR(loadError(source, entry), kNotFound,
               "no signature was chosen; there are: get, set");
  entry.signature = "put";
  EXPECT_FALSE(entry.isDefault());
  EXPECT_ERROR(loadError(source, entry), kNotFound,
               "no signature 'put'; there are: get, set");
  entry.function = "f";
  EXPECT_ERROR(loadError(source, entry), kInvalidArgument,
               "an entry is a signature, a function, or tensors to fetch");
  entry = {};
  entry.function = "f";
  entry.overload = 2;
  EXPECT_ERROR(loadError(source, entry), kNotFound,
               "no function 'f' with overload 2; the model has no object");
  entry.fetches = {"product:0"};
  EXPECT_ERROR(loadError(source, entry), kInvalidArgument,
               "more than one of them is given");
  entry = {};
  entry.feeds = {"x:0"};
  EXPECT_FALSE(entry.isDefault());
  EXPECT_ERROR(loadError(source, entry), kInvalidArgument,
               "tensors to feed are given, and none to fetch");
  entry.fetches = {""};
  EXPECT_ERROR(loadError(source, entry), kInvalidArgument,
               "a feed or fetch has no name");
  entry.fetches = {"nowhere:0"};
  EXPECT_ERROR(loadError(source, entry), kInvalidArgument, "nowhere");
}

TEST(ModelEntries, TensorsByName) {
  const TempFolder folder;
  ModelEntry entry;
  entry.feeds = {"w/Read:0", "x:0"};
  entry.fetches = {"product:0"};
  auto model =
      Model::load(test::counterModel(folder.path("m")), entry, {}, nullptr);
  ASSERT_OK(model);
  const runtime::Program &program = (*model)->program();
  ASSERT_EQ(program.inputs.size(), 2u);
  EXPECT_EQ(program.inputs[0].name, "w/Read:0");
  EXPECT_EQ(program.outputs[0].name, "product:0");
  Session session;
  auto outputs =
      session.run(program, {Tensor::of<float>(DType::Float, {2}, {2, 3}),
                            Tensor::of<float>(DType::Float, {2}, {5, 7})});
  ASSERT_OK(outputs);
  EXPECT_THAT(floatsOf((*outputs)[0]), ElementsAre(10, 21));
}

TEST(ModelSources, ThatAreNotThere) {
  const TempFolder folder;
  ModelSource source;
  source.path = folder.path("none");
  EXPECT_ERROR(loadError(source, {}), kNotFound, "none");
  for (ModelSource::Kind kind :
       {ModelSource::Kind::GraphDef, ModelSource::Kind::MLIR,
        ModelSource::Kind::Artifact}) {
    source.kind = kind;
    EXPECT_ERROR(loadError(source, {}), kNotFound, "none");
  }
  source = test::denseModel(folder.path("m"));
  source.tags = std::set<std::string>{"train"};
  EXPECT_ERROR(loadError(source, {}), kNotFound, "train");
}

TEST(ModelReports, NameTheOpAndWhatWorks) {
  const TempFolder folder;
  const ModelSource source = test::unsupportedModel(folder.path("m"));
  for (Engine engine : {Engine::Kernel, Engine::Auto, Engine::CompiledOnly}) {
    UnsupportedReport report;
    ModelEntry entry;
    entry.signature = "bad";
    PrepareOptions options;
    options.engine = engine;
    EXPECT_ERROR(Model::load(source, entry, options, &report), kUnimplemented,
                 "the entry needs what is not supported: Betainc");
    ASSERT_EQ(report.unsupported.size(), 1u);
    EXPECT_EQ(report.unsupported[0].node, "strange");
    EXPECT_EQ(report.unsupported[0].count, 1);
    EXPECT_THAT(report.unsupported[0].function, IsEmpty());
    EXPECT_THAT(report.usableSignatures,
                ElementsAre(Pair(std::set<std::string>{"serve"}, "fine")));
    entry.signature = "fine";
    EXPECT_OK(Model::load(source, entry, options, &report));
  }
}

TEST(ModelReports, NeedsOfTheInitialization) {
  const TempFolder folder;
  const ModelSource source = test::uninitializableModel(folder.path("m"));
  for (Engine engine : {Engine::Kernel, Engine::Auto}) {
    UnsupportedReport report;
    PrepareOptions options;
    options.engine = engine;
    EXPECT_ERROR(Model::load(source, {}, options, &report), kUnimplemented,
                 "the entry needs what is not supported: Mystery");
    ASSERT_EQ(report.unsupported.size(), 1u);
    EXPECT_EQ(report.unsupported[0].node, "table");
    EXPECT_EQ(report.unsupported[0].function, "initialisation");
    EXPECT_THAT(report.usableSignatures, IsEmpty());
  }
}

TEST(ModelInputs, PlaceholdersMustBeFed) {
  const TempFolder folder;
  const ModelSource source = test::mixedModel(folder.path("m"));
  UnsupportedReport report;
  ModelEntry entry;
  entry.fetches = {"z:0"};
  EXPECT_ERROR(loadError(source, entry, &report), kInvalidArgument,
               "the entry needs 'x:0', 'y:0', which are placeholders and must "
               "be fed; add x:0,y:0 to --feeds");
  entry.feeds = {"y:0"};
  EXPECT_ERROR(loadError(source, entry, &report), kInvalidArgument,
               "the entry needs 'x:0', which is a placeholder and must be fed; "
               "add x:0 to --feeds");
  EXPECT_TRUE(report.empty());
}

TEST(ModelInputs, VariablesNeedValuesWhereTheyAreReadAtOnce) {
  const TempFolder folder;
  const ModelSource source = test::valuelessModel(folder.path("m"));
  EXPECT_ERROR(loadFor(source, Engine::Auto), kFailedPrecondition,
               "variable 'v' has no value: the model's files hold none and "
               "nothing assigned it before it was read (first by node "
               "'v/Read'); there is no folder " +
                   source.path + "/variables: copy the whole model");
  // Kernels read it when they need it: something may assign it before.
  EXPECT_OK(loadFor(source, Engine::Kernel));
  EXPECT_OK(loadFor(source, Engine::Auto, "assign"));
}

TEST(ModelInitialization, RunsInEachNewSession) {
  const TempFolder folder;
  const ModelSource source = test::initializedModel(folder.path("m"), 3);
  for (Engine engine : {Engine::Kernel, Engine::Auto}) {
    auto model = loadFor(source, engine);
    ASSERT_OK(model);
    auto session = (*model)->newSession();
    ASSERT_OK(session);
    auto outputs = (*session)->run((*model)->program(), {});
    ASSERT_OK(outputs);
    EXPECT_THAT((*outputs)[0].values<int32_t>(), ElementsAre(4));
  }
}

TEST(ModelInitialization, Fails) {
  const TempFolder folder;
  const ModelSource source = test::initializedModel(folder.path("m"), 0);
  const std::string text = "initialisation of the model: ";
  auto model = loadFor(source, Engine::Kernel);
  ASSERT_OK(model);
  ASSERT_NE((*model)->initializer(), nullptr);
  const Status status = (*model)->newSession().status();
  EXPECT_ERROR(status, kInvalidArgument, text);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("Integer division by zero"));
  // Frozen variables have the values that it leaves.
  ConvertOptions options;
  options.form = ModelForm::ONNX;
  EXPECT_ERROR(
      convertModel(source, options, folder.path("m.onnx"), nullptr, nullptr),
      kInvalidArgument, text);
  EXPECT_FALSE(std::filesystem::exists(folder.path("m.onnx")));
}

} // namespace
} // namespace sm
