// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Models in other forms: what the options do to an ONNX model and to StableHLO
/// text, what is refused, and that a refusal leaves nothing behind. ONNX models
/// are read with libonnx's own messages.

#include "sm/API/Convert.h"

#include "SmallModels.h"

#include <onnx/onnx_pb.h>

namespace sm {
namespace {

using runtime::Session;
using runtime::Tensor;
using test::filesIn;
using test::floatsOf;
using test::readFile;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;
using testing::UnorderedElementsAre;

class ConvertTest : public test::OutputTest {
protected:
  Status convert(const ModelSource &source, const ConvertOptions &options,
                 const std::string &name) {
    return convertModel(source, options, out(name), &report, &notes);
  }
  /// The error of a conversion to ONNX or StableHLO that must leave nothing.
  Status refusal(const ModelSource &source, const ConvertOptions &options) {
    const Status status = convert(source, options, "refused");
    EXPECT_THAT(filesIn(folder.path("out")), IsEmpty());
    return status;
  }

  UnsupportedReport report;
};

ConvertOptions toForm(ModelForm form) {
  ConvertOptions options;
  options.form = form;
  return options;
}

::onnx::ModelProto parsed(const std::string &path) {
  ::onnx::ModelProto proto;
  EXPECT_TRUE(proto.ParseFromString(readFile(path)));
  return proto;
}

template <typename Values>
std::vector<std::string> namesOf(const Values &values) {
  std::vector<std::string> names;
  for (const auto &value : values)
    names.push_back(value.name());
  return names;
}

/// "batch,3,5,2"
std::string dimsOf(const ::onnx::ValueInfoProto &value) {
  std::string text;
  for (const auto &dim : value.type().tensor_type().shape().dim())
    text += (text.empty() ? "" : ",") + (dim.has_dim_param()
                                             ? dim.dim_param()
                                             : std::to_string(dim.dim_value()));
  return text;
}

//===----------------------------------------------------------------------===//
// ONNX
//===----------------------------------------------------------------------===//

TEST_F(ConvertTest, ONNXByDefault) {
  const ModelSource source = test::denseModel(folder.path("m"));
  ASSERT_OK(convert(source, toForm(ModelForm::ONNX), "m.onnx"));
  EXPECT_THAT(filesIn(folder.path("out")), ElementsAre("m.onnx"));
  const ::onnx::ModelProto model = parsed(out("m.onnx"));
  EXPECT_EQ(model.opset_import(0).version(), 17);
  EXPECT_THAT(namesOf(model.graph().input()), ElementsAre("x"));
  EXPECT_THAT(namesOf(model.graph().output()), ElementsAre("y"));
  EXPECT_EQ(dimsOf(model.graph().input(0)), "batch,4");
  EXPECT_EQ(dimsOf(model.graph().output(0)), "batch,2");
}

TEST_F(ConvertTest, ONNXOptions) {
  const ModelSource source = test::imageModel(folder.path("m"));
  ConvertOptions options = toForm(ModelForm::ONNX);
  options.inputShapes = {{"image:0", {7, -1, -1, -1}}};
  options.onnx.opset = 13;
  // New names go to q, then to what is left: image, p.
  options.onnx.inputOrder = {"q"};
  options.onnx.inputNames = {"minus", "picture"};
  options.onnx.outputNames = {"answer"};
  options.onnx.inputsAsNCHW = {"picture"};
  options.onnx.outputsAsNCHW = {"y"};
  ASSERT_OK(convert(source, options, "m.onnx"));
  const ::onnx::ModelProto model = parsed(out("m.onnx"));
  EXPECT_EQ(model.opset_import(0).version(), 13);
  EXPECT_THAT(namesOf(model.graph().input()),
              UnorderedElementsAre("picture", "p", "minus"));
  EXPECT_THAT(namesOf(model.graph().output()), ElementsAre("answer"));
  for (const auto &input : model.graph().input())
    if (input.name() == "picture")
      EXPECT_EQ(dimsOf(input), "7,2,3,5");
  EXPECT_EQ(dimsOf(model.graph().output(0)), "7,2,3,5");
}

TEST_F(ConvertTest, ONNXWeightsBesideTheModel) {
  const ModelSource source = test::denseModel(folder.path("m"));
  ConvertOptions options = toForm(ModelForm::ONNX);
  options.onnx.externalData = ONNXOptions::ExternalData::Never;
  ASSERT_OK(convert(source, options, "never.onnx"));
  EXPECT_THAT(filesIn(folder.path("out")), ElementsAre("never.onnx"));
  // Nothing here is large enough to be put outside.
  options.onnx.externalData = ONNXOptions::ExternalData::Always;
  ASSERT_OK(convert(source, options, "always.onnx"));
  const ::onnx::ModelProto model = parsed(out("always.onnx"));
  EXPECT_GT(model.graph().initializer_size(), 0);
  for (const auto &tensor : model.graph().initializer())
    EXPECT_EQ(tensor.external_data_size(), 0);
}

TEST_F(ConvertTest, ONNXNamesMustBeFree) {
  const ModelSource source = test::imageModel(folder.path("m"));
  auto message = [&](auto change) {
    ConvertOptions options = toForm(ModelForm::ONNX);
    change(options.onnx);
    const Status status = refusal(source, options);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    return std::string(status.message());
  };
  EXPECT_THAT(message([](ONNXOptions &onnx) {
                onnx.inputNames = {"a", "b", "c", "d"};
              }),
              HasSubstr("4 new names for 3 inputs: image, p, q"));
  EXPECT_THAT(message([](ONNXOptions &onnx) { onnx.outputNames = {"a", "b"}; }),
              HasSubstr("2 new names for 1 outputs: y"));
  EXPECT_THAT(message([](ONNXOptions &onnx) { onnx.inputNames = {"a", "a"}; }),
              HasSubstr("the new name 'a' is given twice"));
  EXPECT_THAT(message([](ONNXOptions &onnx) { onnx.outputNames = {""}; }),
              HasSubstr("a new name is empty"));
  const char *taken = "is that of another input or output; choose one that";
  EXPECT_THAT(message([](ONNXOptions &onnx) { onnx.inputNames = {"q"}; }),
              HasSubstr(taken));
  EXPECT_THAT(message([](ONNXOptions &onnx) { onnx.outputNames = {"p"}; }),
              HasSubstr(taken));
  EXPECT_THAT(message([](ONNXOptions &onnx) { onnx.inputOrder = {"r"}; }),
              HasSubstr("there is no 'r'; there are: image, p, q"));
  EXPECT_THAT(
      message([](ONNXOptions &onnx) { onnx.inputOrder = {"q", "q:0"}; }),
      HasSubstr("the order of inputs has 'q:0' twice; name each once"));
  EXPECT_THAT(
      message([](ONNXOptions &onnx) { onnx.outputOrder = {"y", "y:0"}; }),
      HasSubstr("the order of outputs has 'y:0' twice"));
  EXPECT_THAT(message([](ONNXOptions &onnx) { onnx.inputsAsNCHW = {"r"}; }),
              HasSubstr("inputs as NCHW: there is no 'r'; there are: image, "
                        "p, q"));
  EXPECT_THAT(message([](ONNXOptions &onnx) { onnx.outputsAsNCHW = {"p"}; }),
              HasSubstr("outputs as NCHW: there is no 'p'; there are: y"));
  EXPECT_THAT(message([](ONNXOptions &onnx) { onnx.inputsAsNCHW = {"p"}; }),
              HasSubstr("p"));
}

TEST_F(ConvertTest, ONNXNamesMayBeSwapped) {
  const ModelSource source = test::imageModel(folder.path("m"));
  ConvertOptions options = toForm(ModelForm::ONNX);
  options.onnx.inputOrder = {"p", "q"};
  options.onnx.inputNames = {"q", "p"};
  ASSERT_OK(convert(source, options, "m.onnx"));
  EXPECT_THAT(namesOf(parsed(out("m.onnx")).graph().input()),
              ElementsAre("q", "p", "image"));
}

TEST_F(ConvertTest, ONNXKeepsTheOrderOfTensors) {
  const ModelSource source = test::imageModel(folder.path("m"));
  ConvertOptions options = toForm(ModelForm::ONNX);
  options.entry.emplace().feeds = {"q:0", "p:0", "image:0"};
  options.entry->fetches = {"y:0", "difference:0"};
  options.onnx.inputNames = {"minus", "plus"};
  options.onnx.outputNames = {"answer"};
  ASSERT_OK(convert(source, options, "m.onnx"));
  const ::onnx::ModelProto model = parsed(out("m.onnx"));
  EXPECT_THAT(namesOf(model.graph().input()),
              ElementsAre("minus", "plus", "image:0"));
  EXPECT_THAT(namesOf(model.graph().output()),
              ElementsAre("answer", "difference:0"));
  for (const auto &node : model.graph().node()) {
    EXPECT_EQ(node.output(0),
              node.op_type() == "Mul" ? "answer" : "difference:0");
    if (node.op_type() == "Sub")
      EXPECT_THAT(node.input(), ElementsAre("plus", "minus"));
  }
  EXPECT_EQ(dimsOf(model.graph().input(2)), "batch,3,5,2");
  EXPECT_EQ(dimsOf(model.graph().output(0)), "batch,3,5,2");

  // The options' own order goes before that of the entry.
  options.onnx = ONNXOptions();
  options.onnx.inputOrder = {"image:0"};
  options.onnx.outputOrder = {"difference:0"};
  options.onnx.outputNames = {"first", "second"};
  ASSERT_OK(convert(source, options, "other.onnx"));
  const ::onnx::ModelProto other = parsed(out("other.onnx"));
  EXPECT_THAT(namesOf(other.graph().input()),
              ElementsAre("image:0", "p:0", "q:0"));
  EXPECT_THAT(namesOf(other.graph().output()), ElementsAre("first", "second"));
  EXPECT_EQ(dimsOf(other.graph().output(0)), "");
}

TEST_F(ConvertTest, ONNXTensorsAsNCHW) {
  const ModelSource source = test::imageModel(folder.path("m"));
  ConvertOptions options = toForm(ModelForm::ONNX);
  options.onnx.inputNames = {"picture"};
  options.onnx.outputNames = {"image"};
  options.onnx.inputsAsNCHW = {"image:0"};
  options.onnx.outputsAsNCHW = {"y:0"};
  ASSERT_OK(convert(source, options, "m.onnx"));
  const ::onnx::ModelProto model = parsed(out("m.onnx"));
  EXPECT_EQ(dimsOf(model.graph().input(0)), "batch,2,3,5");
  EXPECT_EQ(dimsOf(model.graph().output(0)), "batch,2,3,5");
}

TEST_F(ConvertTest, ONNXOpsets) {
  const ModelSource source = test::denseModel(folder.path("m"));
  for (int opset : {-1, 0, 12, 18, 1 << 30}) {
    ConvertOptions options = toForm(ModelForm::ONNX);
    options.onnx.opset = opset;
    EXPECT_ERROR(refusal(source, options), kInvalidArgument,
                 "is not one of 13 to 17");
  }
}

//===----------------------------------------------------------------------===//
// StableHLO
//===----------------------------------------------------------------------===//

TEST_F(ConvertTest, StableHLOIsForFixedShapes) {
  const ModelSource source = test::denseModel(folder.path("m"));
  ConvertOptions options = toForm(ModelForm::StableHLO);
  EXPECT_ERROR(refusal(source, options), kInvalidArgument,
               "StableHLO needs static shapes, and these inputs have none: x");
  options.inputShapes = {{"x", {3, 4}}};
  ASSERT_OK(convert(source, options, "m.mlir"));
  const std::string text = readFile(out("m.mlir"));
  EXPECT_THAT(text, HasSubstr("(tensor<3x4xf32>) -> tensor<3x2xf32>"));
  EXPECT_THAT(text, HasSubstr("\"stablehlo.dot_general\""));
  EXPECT_THAT(text, Not(HasSubstr("sm.")));
}

TEST_F(ConvertTest, StableHLORefusesWhatRefusesValues) {
  ConvertOptions options = toForm(ModelForm::StableHLO);
  options.inputShapes = {{"x", {3}}, {"y", {3}}};
  EXPECT_ERROR(refusal(test::mixedModel(folder.path("m")), options),
               kUnimplemented, "Div");
  ASSERT_EQ(report.unsupported.size(), 1u);
  EXPECT_EQ(report.unsupported[0].node, "quotient");
}

//===----------------------------------------------------------------------===//
// Both
//===----------------------------------------------------------------------===//

class OneFunctionTest : public ConvertTest,
                        public testing::WithParamInterface<ModelForm> {};

TEST_P(OneFunctionTest, ShapesMustFit) {
  const ModelSource source = test::denseModel(folder.path("m"));
  auto message = [&](InputShapes shapes) {
    ConvertOptions options = toForm(GetParam());
    options.inputShapes = std::move(shapes);
    const Status status = refusal(source, options);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
    return std::string(status.message());
  };
  EXPECT_THAT(message({{"x", {1, 5}}}),
              HasSubstr("input x of type tensor<?x4xf32> cannot have the "
                        "shape [1,5]"));
  EXPECT_THAT(message({{"x", {4}}}), HasSubstr("cannot have the shape [4]"));
  EXPECT_THAT(message({{"z", {1}}}), HasSubstr("there is no 'z'"));
  EXPECT_THAT(message({{"x", {-2, 4}}}),
              HasSubstr("the shape of 'x' has the dimension -2"));
  EXPECT_THAT(message({{"x", {1, 4}}, {"x:0", {2, 4}}}),
              HasSubstr("the shape of 'x' is given twice"));
}

TEST_P(OneFunctionTest, EntriesThatAreNotThere) {
  const ModelSource source = test::denseModel(folder.path("m"));
  ConvertOptions options = toForm(GetParam());
  options.entry.emplace().signature = "other";
  EXPECT_ERROR(refusal(source, options), kNotFound,
               "no signature 'other'; there are: serving_default");
  options.entry.emplace().function = "f";
  EXPECT_ERROR(refusal(source, options), kNotFound,
               "no function 'f' with overload 0; the model has no object");
  options.entry.emplace().feeds = {"x:0"};
  EXPECT_ERROR(refusal(source, options), kInvalidArgument,
               "tensors to feed are given, and none to fetch");
  options.entry->fetches = {"y:0"};
  options.entry->signature = kDefaultSignature;
  EXPECT_ERROR(refusal(source, options), kInvalidArgument,
               "more than one of them is given");
}

TEST_P(OneFunctionTest, OpsThatAreUnknown) {
  const ModelSource source = test::unsupportedModel(folder.path("m"));
  ConvertOptions options = toForm(GetParam());
  options.entry.emplace().signature = "bad";
  options.inputShapes = {{"x", {2}}};
  EXPECT_ERROR(refusal(source, options), kUnimplemented, "Betainc");
  ASSERT_EQ(report.unsupported.size(), 1u);
  EXPECT_EQ(report.unsupported[0].op, "Betainc");
  EXPECT_EQ(report.unsupported[0].count, 1);
  options.entry->signature = "fine";
  ASSERT_OK(convert(source, options, "fine"));
}

TEST_P(OneFunctionTest, InputThatIsWrongIsNotUnsupported) {
  ConvertOptions options = toForm(GetParam());
  EXPECT_ERROR(refusal(test::valuelessModel(folder.path("v")), options),
               kFailedPrecondition, "variable 'v' has no value");
  options.entry.emplace().fetches = {"z:0"};
  EXPECT_ERROR(refusal(test::mixedModel(folder.path("m")), options),
               kInvalidArgument, "add x:0,y:0 to --feeds");
  EXPECT_TRUE(report.empty());
}

TEST_P(OneFunctionTest, WhatTheInitializationNeedsIsReported) {
  const ModelSource source = test::uninitializableModel(folder.path("m"));
  EXPECT_ERROR(refusal(source, toForm(GetParam())), kUnimplemented, "Mystery");
  ASSERT_EQ(report.unsupported.size(), 1u);
  EXPECT_EQ(report.unsupported[0].function, "initialisation");
}

TEST_P(OneFunctionTest, VariablesThatChange) {
  const ModelSource source = test::counterModel(folder.path("m"));
  ConvertOptions options = toForm(GetParam());
  options.entry.emplace().signature = "set";
  EXPECT_ERROR(refusal(source, options), kFailedPrecondition,
               "the entry changes a variable (assign), which therefore");
  options.entry->signature = "get";
  ASSERT_OK(convert(source, options, "get"));
}

TEST_P(OneFunctionTest, FilesThatAreThere) {
  const ModelSource source = test::counterModel(folder.path("m"));
  ConvertOptions options = toForm(GetParam());
  options.entry.emplace().signature = "get";
  folder.write("out/m", "old");
  EXPECT_ERROR(convert(source, options, "m"), kAlreadyExists, "out/m");
  EXPECT_EQ(readFile(out("m")), "old");
  EXPECT_THAT(filesIn(folder.path("out")), ElementsAre("m"));
  options.overwrite = true;
  ASSERT_OK(convert(source, options, "m"));
  EXPECT_NE(readFile(out("m")), "old");
  EXPECT_ERROR(convert(source, options, "nowhere/m"), kNotFound, "nowhere");
}

TEST_P(OneFunctionTest, TheSameBytesTwice) {
  const ModelSource source = test::imageModel(folder.path("m"));
  ConvertOptions options = toForm(GetParam());
  options.inputShapes = {{"image", {2, 3, 5, 2}}};
  ASSERT_OK(convert(source, options, "a"));
  ASSERT_OK(convert(source, options, "b"));
  EXPECT_EQ(readFile(out("a")), readFile(out("b")));
}

INSTANTIATE_TEST_SUITE_P(All, OneFunctionTest,
                         testing::Values(ModelForm::ONNX, ModelForm::StableHLO),
                         [](const testing::TestParamInfo<ModelForm> &info) {
                           return std::string(info.param == ModelForm::ONNX
                                                  ? "ONNX"
                                                  : "StableHLO");
                         });

//===----------------------------------------------------------------------===//
// Forms that sm reads again
//===----------------------------------------------------------------------===//

TEST_F(ConvertTest, WhatIsReadAgainAnswersTheSame) {
  using Kind = ModelSource::Kind;
  const ModelSource source = test::denseModel(folder.path("m"));
  const std::vector<std::tuple<ModelForm, Kind, std::string>> forms = {
      {ModelForm::MLIR, Kind::MLIR, "m.mlir"},
      {ModelForm::Bytecode, Kind::MLIR, "m.mlirbc"},
      {ModelForm::SavedModel, Kind::SavedModel, "m"},
      {ModelForm::GraphDef, Kind::GraphDef, "m.pb"}};
  for (const auto &[form, kind, name] : forms)
    for (bool optimize : {false, true}) {
      ConvertOptions options = toForm(form);
      options.optimize = optimize;
      options.freeze = optimize;
      options.overwrite = optimize;
      ASSERT_OK(convert(source, options, name)) << name;
      ModelSource again;
      again.kind = kind;
      again.path = out(name);
      ModelEntry entry;
      if (kind == Kind::GraphDef) {
        entry.feeds = {"x:0"};
        entry.fetches = {"y:0"};
      }
      auto model = Model::load(again, entry, {}, nullptr);
      ASSERT_OK(model) << name;
      auto session = (*model)->newSession();
      auto outputs = (*session)->run((*model)->program(), {test::rampRows(3)});
      ASSERT_OK(outputs) << name;
      EXPECT_EQ(floatsOf((*outputs)[0]), test::denseAnswer(3)) << name;
    }
}

TEST_F(ConvertTest, FrozenModelsSayWhatIsGone) {
  ConvertOptions options = toForm(ModelForm::SavedModel);
  options.freeze = true;
  ASSERT_OK(convert(test::denseModel(folder.path("m")), options, "m"));
  EXPECT_THAT(notes, ElementsAre(HasSubstr("without object graph")));
}

TEST_F(ConvertTest, SavedModelsHoldNoTracedFunctionAlone) {
  ConvertOptions options = toForm(ModelForm::SavedModel);
  options.entry.emplace().function = "f";
  EXPECT_ERROR(refusal(test::denseModel(folder.path("m")), options),
               kInvalidArgument,
               "a SavedModel cannot be reduced to a traced function");
}

TEST_F(ConvertTest, EntriesOfIRThatWasConverted) {
  const ModelSource source = test::counterModel(folder.path("m"));
  ConvertOptions options = toForm(ModelForm::MLIR);
  options.optimize = true;
  options.entry.emplace().signature = "get";
  ASSERT_OK(convert(source, options, "get.mlir"));
  ModelSource converted;
  converted.kind = ModelSource::Kind::MLIR;
  converted.path = out("get.mlir");
  EXPECT_OK(Model::load(converted, {}, {}, nullptr));
  ModelEntry entry;
  entry.feeds = {"x:0"};
  entry.fetches = {"after:0"};
  EXPECT_ERROR(Model::load(converted, entry, {}, nullptr), kInvalidArgument,
               "this entry was not converted with the module");
  options = toForm(ModelForm::ONNX);
  options.entry = entry;
  EXPECT_ERROR(convert(converted, options, "m.onnx"), kInvalidArgument,
               "this entry was not converted with the module");
}

} // namespace
} // namespace sm
