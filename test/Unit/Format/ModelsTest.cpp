// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Every real model is read whole: no field is unknown, every graph passes
/// validation except those that must not, every function decodes.

#include "TestFiles.h"
#include "sm/Format/GraphDef.h"
#include "sm/Format/ObjectGraph.h"
#include "sm/Format/Proto/checkpoint_state.pb.h"
#include "sm/Format/Proto/debug_info.pb.h"
#include "sm/Format/Proto/fingerprint.pb.h"
#include "sm/Format/Proto/keras_metadata.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/SavedModel.h"
#include "sm/Format/TensorBundle.h"
#include "sm/Format/TensorProto.h"

#include <google/protobuf/unknown_field_set.h>

#include <algorithm>
#include <vector>

namespace fs = std::filesystem;
using namespace sm;
using namespace sm::format;

namespace {

std::string modelsFolder() { return test::environment("SM_MODELS"); }

/// All model folders, relative to the models' folder; one placeholder if there
/// are none, so that the skip is seen.
std::vector<std::string> modelFolders() {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::recursive_directory_iterator it(modelsFolder(), error), end;
       !error && it != end; it.increment(error))
    if (it->path().stem() == "saved_model")
      names.push_back(
          it->path().parent_path().lexically_relative(modelsFolder()).string());
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  if (names.empty())
    names.push_back("any-model");
  return names;
}

std::string testName(const testing::TestParamInfo<std::string> &info) {
  std::string name = info.param;
  for (char &c : name)
    if (!std::isalnum(static_cast<unsigned char>(c)))
      c = '_';
  return name;
}

/// The path of the first unknown field in `message`, or "".
std::string unknownField(const google::protobuf::Message &message) {
  const google::protobuf::Reflection &reflection = *message.GetReflection();
  const auto &unknown = reflection.GetUnknownFields(message);
  const std::string &type = message.GetDescriptor()->name();
  if (!unknown.empty())
    return type + " field " + std::to_string(unknown.field(0).number());
  std::vector<const google::protobuf::FieldDescriptor *> fields;
  reflection.ListFields(message, &fields);
  for (const auto *field : fields) {
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE)
      continue;
    const int count =
        field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const std::string found =
          unknownField(field->is_repeated()
                           ? reflection.GetRepeatedMessage(message, field, i)
                           : reflection.GetMessage(message, field));
      if (!found.empty())
        return type + "." + field->name() + ": " + found;
    }
  }
  return "";
}

/// Models that TensorFlow refuses, and what we say.
const std::map<std::string, std::string> kRefusedGraphs = {
    {"tf-fuzz-bad-node-attr", "a Const needs the attribute 'value'"},
    {"tf-fuzz-const-no-value", "a Const needs the attribute 'value'"},
    {"tf-fuzz-negative-shape", "negative or unknown dimension -1"},
};

class Models : public testing::TestWithParam<std::string> {};

TEST_P(Models, ReadsWhole) {
  SM_NEED_FOLDER(dir, "SM_MODELS", GetParam());
  StatusOr<SavedModelFile> model = readSavedModel(dir);
  if (GetParam() == "java-corrupt-utf8") {
    EXPECT_ERROR(model, kInvalidArgument,
                 "not a valid tensorflow.SavedModel: the value is cut off "
                 "(meta_graphs[0].meta_info_def.stripped_op_list, byte 15)");
    return;
  }
  ASSERT_OK(model);
  EXPECT_EQ(unknownField(*model->proto), "");
  std::unique_ptr<TensorBundle> bundle;
  if (model->hasVariables()) {
    auto opened = TensorBundle::open(model->variablesPrefix());
    ASSERT_OK(opened);
    bundle = *std::move(opened);
    for (const auto &[name, entry] : bundle->tensors())
      EXPECT_OK(bundle->verify(name));
  }
  EXPECT_OK(readDebugInfo(dir));
  for (const auto &metaGraph : model->proto->meta_graphs()) {
    EXPECT_OK(listAssets(*model, metaGraph));
    EXPECT_OK(initOpNode(metaGraph));
    const Status valid = validateGraph(metaGraph.graph_def());
    const auto refused = kRefusedGraphs.find(GetParam());
    if (refused != kRefusedGraphs.end())
      EXPECT_ERROR(valid, kInvalidArgument, refused->second);
    else
      EXPECT_OK(valid);
    if (metaGraph.object_graph_def().nodes_size() == 0)
      continue;
    auto objects = ObjectGraph::build(metaGraph, bundle.get());
    ASSERT_OK(objects);
    for (const auto &[name, saved] :
         metaGraph.object_graph_def().concrete_functions())
      EXPECT_OK((*objects)->concreteFunction(name));
    for (const FunctionObject &function : (*objects)->functions()) {
      const StatusOr<int> found = (*objects)->find(function.path);
      ASSERT_OK(found);
      EXPECT_EQ((*objects)->pathOf(*found), function.path);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Models, testing::ValuesIn(modelFolders()),
                         testName);

TEST(ModelFiles, SideFilesHaveNoUnknownFields) {
  SM_NEED_FOLDER(root, "SM_MODELS", "");
  int count = 0;
  for (const auto &file : fs::recursive_directory_iterator(root)) {
    const std::string path = file.path().string();
    const std::string name = file.path().filename().string();
    std::unique_ptr<google::protobuf::Message> message;
    if (name == "fingerprint.pb")
      message = std::make_unique<tensorflow::FingerprintDef>();
    else if (name == "keras_metadata.pb")
      message = std::make_unique<
          third_party::tensorflow::python::keras::protobuf::SavedMetadata>();
    else if (name == "saved_model_debug_info.pb")
      message = std::make_unique<tensorflow::GraphDebugInfo>();
    else if (name == "checkpoint")
      message = std::make_unique<tensorflow::CheckpointState>();
    else if (file.path().extension() == ".meta")
      message = std::make_unique<tensorflow::MetaGraphDef>();
    else
      continue;
    ++count;
    EXPECT_OK(readMessageFile(path, *message));
    // Field 1 of a node was in use before Keras 2.5 and belongs to nobody now.
    const std::string unknown = unknownField(*message);
    if (unknown != "SavedMetadata.nodes: SavedObject field 1") {
      EXPECT_EQ(unknown, "") << path;
    }
  }
  EXPECT_GT(count, 10);
}

TEST(ModelFiles, GraphDefsValidate) {
  SM_NEED_FOLDER(root, "SM_MODELS", "_graphdefs");
  int count = 0;
  for (const auto &file : fs::recursive_directory_iterator(root)) {
    if (file.path().extension() != ".pb")
      continue;
    ++count;
    auto graph = readGraphDef(file.path().string());
    ASSERT_OK(graph);
    EXPECT_EQ(unknownField(**graph), "") << file.path();
    EXPECT_OK(validateGraph(**graph));
  }
  EXPECT_GT(count, 5);
}

TEST(ModelFiles, TextGraphDefValidates) {
  SM_NEED_FOLDER(path, "SM_MODELS",
                 "_checkpoints/tensorboard-v1-sharded/graph.pbtxt");
  auto graph = readGraphDef(path);
  ASSERT_OK(graph);
  EXPECT_OK(validateGraph(**graph));
}

} // namespace
