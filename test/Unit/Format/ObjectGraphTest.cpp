// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Object graphs: a model with every kind of object (Inputs/make_objects.py),
/// real ones, and damaged ones.

#include "sm/Format/ObjectGraph.h"
#include "TestFiles.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/SavedModel.h"
#include "sm/Format/TensorBundle.h"

using namespace sm;
using namespace sm::format;
using testing::ElementsAre;

namespace {

using Kind = Capture::Kind;

std::vector<std::string> keysOf(const std::vector<SignatureLeaf> &leaves) {
  std::vector<std::string> keys;
  for (const SignatureLeaf &leaf : leaves)
    keys.push_back(leaf.key);
  return keys;
}

std::vector<std::string> literalsOf(const std::vector<SignatureLeaf> &leaves) {
  std::vector<std::string> texts;
  for (const SignatureLeaf &leaf : leaves)
    texts.push_back(leaf.path + "=" + leaf.literal);
  return texts;
}

/// The model, its checkpoint, and a MetaGraph to be damaged.
class Objects : public testing::Test {
protected:
  void SetUp() override {
    auto read = readSavedModel(SM_TEST_INPUTS "/objects");
    ASSERT_OK(read);
    model = *std::move(read);
    auto opened = TensorBundle::open(model.variablesPrefix());
    ASSERT_OK(opened);
    bundle = *std::move(opened);
    metaGraph = model.proto->meta_graphs(0);
  }

  std::unique_ptr<ObjectGraph> build() {
    auto built = ObjectGraph::build(metaGraph, bundle.get());
    EXPECT_OK(built);
    return *std::move(built);
  }

  /// Decodes a trace of the function at `path`.
  StatusOr<ConcreteFunction> decode(const char *path, int overload = 0) {
    const auto objects = build();
    SM_ASSIGN_OR_RETURN(const int node, objects->find(path));
    SM_ASSIGN_OR_RETURN(const FunctionObject function,
                        objects->functionAt(node));
    return objects->concreteFunction(function.concreteFunctions.at(overload));
  }

  /// What the object graph says of the trace of the function at `path`.
  tensorflow::SavedConcreteFunction &saved(const char *path) {
    const auto objects = build();
    const std::string name =
        objects->functionAt(*objects->find(path))->concreteFunctions[0];
    return metaGraph.mutable_object_graph_def()
        ->mutable_concrete_functions()
        ->at(name);
  }

  SavedModelFile model;
  std::unique_ptr<TensorBundle> bundle;
  tensorflow::MetaGraphDef metaGraph;
};

TEST_F(Objects, ListsFunctions) {
  std::vector<std::string> paths;
  for (const FunctionObject &function : build()->functions())
    paths.push_back(function.path);
  EXPECT_THAT(paths,
              ElementsAre("composites", "lookup", "signatures.serving_default",
                          "structures", "table._create_resource",
                          "table._destroy_resource", "table._initialize"));
}

TEST_F(Objects, FindsPaths) {
  const auto objects = build();
  EXPECT_EQ(*objects->find(""), 0);
  const StatusOr<int> weight = objects->find("inner.weight");
  ASSERT_OK(weight);
  EXPECT_EQ(objects->pathOf(*weight), "inner.weight");
  EXPECT_TRUE(objects->node(*weight).has_variable());
  EXPECT_ERROR(objects->find("inner.wait"), kNotFound,
               "no object 'inner.wait'; 'inner' has: weight");
  EXPECT_ERROR(objects->find("outer"), kNotFound, "the root has: ");
  EXPECT_ERROR(objects->functionAt(*weight), kInvalidArgument,
               "object 'inner.weight' is a variable, not a function");
}

TEST_F(Objects, NamesMayHoldDots) {
  for (auto &child : *metaGraph.mutable_object_graph_def()
                          ->mutable_nodes(0)
                          ->mutable_children())
    if (child.local_name() == "inner")
      child.set_local_name("in.ner");
  EXPECT_OK(build()->find("in.ner.weight"));
}

TEST_F(Objects, ListsVariables) {
  std::map<std::string, VariableObject> variables;
  for (VariableObject &variable : build()->variables())
    variables[variable.name] = variable;
  ASSERT_EQ(variables.size(), 2u);
  const VariableObject &vector = variables["vector"];
  EXPECT_EQ(vector.dtype, DType::Float);
  EXPECT_THAT(*vector.shape, ElementsAre(2));
  EXPECT_TRUE(vector.trainable);
  EXPECT_EQ(vector.checkpointKey, "vector/.ATTRIBUTES/VARIABLE_VALUE");
  EXPECT_FALSE(variables["inner_weight"].trainable);
  EXPECT_EQ(variables["inner_weight"].checkpointKey,
            "inner/weight/.ATTRIBUTES/VARIABLE_VALUE");
}

TEST_F(Objects, WithoutCheckpointThereAreNoKeys) {
  auto objects = ObjectGraph::build(metaGraph, nullptr);
  ASSERT_OK(objects);
  for (const VariableObject &variable : (*objects)->variables())
    EXPECT_EQ(variable.checkpointKey, "");
}

TEST_F(Objects, FlattensStructures) {
  const auto function = decode("structures");
  ASSERT_OK(function);
  EXPECT_THAT(keysOf(function->inputs), ElementsAre("x_k", "y_0", "y_1"));
  EXPECT_EQ(function->inputs[0].path, "args[0]['k']");
  EXPECT_EQ(function->inputs[2].path, "args[1][1]");
  EXPECT_THAT(*function->inputs[2].spec.shape, ElementsAre(-1));
  EXPECT_THAT(
      literalsOf(function->constants),
      ElementsAre("args[2]=2.0", "args[3]='mean'", "kwargs['extra']=None"));
  EXPECT_THAT(keysOf(function->outputs), ElementsAre("output_0", "output_1"));
  EXPECT_EQ(function->outputs[1].path, "result[1][0]");
  const auto other = decode("structures", 1);
  ASSERT_OK(other);
  EXPECT_THAT(
      literalsOf(other->constants),
      ElementsAre("args[2]=3", "args[3]='sum'", "kwargs['extra']=True"));
}

TEST_F(Objects, FlattensComposites) {
  const auto function = decode("composites");
  ASSERT_OK(function);
  EXPECT_THAT(keysOf(function->inputs),
              ElementsAre("ragged/0", "ragged/1", "sparse/indices",
                          "sparse/values", "sparse/dense_shape", "flag"));
  EXPECT_EQ(function->inputs[0].spec.dtype, DType::Float);
  EXPECT_EQ(function->inputs[1].spec.dtype, DType::Int64);
  EXPECT_THAT(keysOf(function->outputs),
              ElementsAre("a", "flag", "z/0/0", "z/0/1", "z/1"));
  ASSERT_EQ(function->captures.size(), 1u);
  EXPECT_EQ(function->captures[0].checkpointKey,
            "vector/.ATTRIBUTES/VARIABLE_VALUE");
}

TEST_F(Objects, ResolvesCaptures) {
  const auto function = decode("lookup");
  ASSERT_OK(function);
  std::map<Kind, Capture> captures;
  for (const Capture &capture : function->captures)
    captures[capture.kind] = capture;
  EXPECT_EQ(captures[Kind::Asset].name, "words.txt");
  EXPECT_EQ(captures[Kind::Resource].name, "table");
  EXPECT_THAT(captures[Kind::Constant].name, testing::StartsWith("Const"));
}

TEST_F(Objects, SignatureNamesWithoutSpecNames) {
  // Older models have no names in their specifications.
  auto &inputs = *saved("structures")
                      .mutable_canonicalized_input_signature()
                      ->mutable_tuple_value()
                      ->mutable_values(0)
                      ->mutable_tuple_value();
  for (auto &value :
       *inputs.mutable_values(1)->mutable_tuple_value()->mutable_values())
    value.mutable_tensor_spec_value()->clear_name();
  const auto function = decode("structures");
  ASSERT_OK(function);
  EXPECT_THAT(keysOf(function->inputs), ElementsAre("x_k", "y/0", "y/1"));
}

TEST_F(Objects, EqualNamesAreTold) {
  auto &inputs = *saved("structures")
                      .mutable_canonicalized_input_signature()
                      ->mutable_tuple_value()
                      ->mutable_values(0)
                      ->mutable_tuple_value();
  for (auto &value :
       *inputs.mutable_values(1)->mutable_tuple_value()->mutable_values())
    value.mutable_tensor_spec_value()->set_name("x_k");
  const auto function = decode("structures");
  ASSERT_OK(function);
  EXPECT_THAT(keysOf(function->inputs), ElementsAre("x_k", "x_k_1", "x_k_2"));
}

TEST_F(Objects, WithoutSignatureTheFunctionDefSpeaks) {
  auto &function = saved("structures");
  function.clear_canonicalized_input_signature();
  function.clear_output_signature();
  const auto decoded = decode("structures");
  ASSERT_OK(decoded);
  EXPECT_THAT(keysOf(decoded->inputs), ElementsAre("x_k", "y_0", "y_1"));
  EXPECT_THAT(keysOf(decoded->outputs), ElementsAre("identity", "identity_1"));
}

//===----------------------------------------------------------------------===//
// Damage
//===----------------------------------------------------------------------===//

TEST_F(Objects, NoObjectGraph) {
  metaGraph.clear_object_graph_def();
  EXPECT_ERROR(ObjectGraph::build(metaGraph, nullptr), kNotFound,
               "has no object graph");
}

TEST_F(Objects, NodeNumbersOutOfRange) {
  const tensorflow::MetaGraphDef good = metaGraph;
  auto &root = *metaGraph.mutable_object_graph_def()->mutable_nodes(0);
  auto buildDamaged = [&] {
    auto built = ObjectGraph::build(metaGraph, nullptr);
    metaGraph = good;
    return built;
  };
  root.mutable_children(0)->set_node_id(1000);
  EXPECT_ERROR(buildDamaged(), kInvalidArgument,
               "object 0 of the object graph refers to child number 1000");
  metaGraph.mutable_object_graph_def()
      ->mutable_nodes(0)
      ->add_dependencies()
      ->set_node_id(-1);
  EXPECT_ERROR(buildDamaged(), kInvalidArgument, "dependency number -1");
  auto *slot = metaGraph.mutable_object_graph_def()
                   ->mutable_nodes(0)
                   ->add_slot_variables();
  slot->set_original_variable_node_id(-1);
  EXPECT_ERROR(buildDamaged(), kInvalidArgument, "variable number -1");
  slot = metaGraph.mutable_object_graph_def()
             ->mutable_nodes(0)
             ->add_slot_variables();
  slot->set_slot_variable_node_id(-1);
  EXPECT_ERROR(buildDamaged(), kInvalidArgument, "slot variable number -1");
  saved("lookup").set_bound_inputs(0, 1000);
  EXPECT_ERROR(buildDamaged(), kInvalidArgument, "captures object number 1000");
}

TEST_F(Objects, CapturesThatAreNoValues) {
  saved("lookup").set_bound_inputs(0, 0);
  EXPECT_ERROR(decode("lookup"), kInvalidArgument,
               "which is a user object and no value");
}

TEST_F(Objects, AssetsOutOfRange) {
  metaGraph.clear_asset_file_def();
  EXPECT_ERROR(decode("lookup"), kInvalidArgument,
               "captures asset number 1 of 0");
}

TEST_F(Objects, MissingFunctions) {
  const std::string name = decode("lookup")->name;
  EXPECT_ERROR(build()->concreteFunction("nobody"), kNotFound,
               "'nobody' is missing in the function library");
  metaGraph.mutable_object_graph_def()->mutable_concrete_functions()->erase(
      name);
  EXPECT_ERROR(build()->concreteFunction(name), kNotFound,
               "is missing in the object graph");
}

TEST_F(Objects, SignaturesThatDoNotFit) {
  const tensorflow::MetaGraphDef good = metaGraph;
  for (int i = 0; i < 20; ++i)
    saved("lookup").add_bound_inputs(1);
  EXPECT_ERROR(decode("lookup"), kInvalidArgument, "captures 24 objects");
  metaGraph = good;
  saved("lookup").add_bound_inputs(1);
  EXPECT_ERROR(decode("lookup"), kInvalidArgument,
               "the signature has 1 inputs and 5 captures");
  metaGraph = good;
  auto *pair = saved("lookup")
                   .mutable_canonicalized_input_signature()
                   ->mutable_tuple_value();
  auto *spec = pair->mutable_values(0)
                   ->mutable_tuple_value()
                   ->mutable_values(0)
                   ->mutable_tensor_spec_value();
  spec->set_dtype(tensorflow::DT_INT8);
  EXPECT_ERROR(decode("lookup"), kInvalidArgument,
               "the signature says int8 for args[0], the FunctionDef string");
  spec->set_dtype(static_cast<tensorflow::DataType>(77));
  EXPECT_ERROR(decode("lookup"), kInvalidArgument,
               "the specification of args[0] has an unknown type");
  pair->mutable_values(0)->mutable_tuple_value()->clear_values();
  for (int i = 0; i < 9; ++i)
    pair->mutable_values(0)
        ->mutable_tuple_value()
        ->add_values()
        ->mutable_type_spec_value()
        ->set_num_flat_components(1);
  EXPECT_ERROR(decode("lookup"), kInvalidArgument,
               "the signature has more inputs than the 5");
  pair->mutable_values(0)
      ->mutable_tuple_value()
      ->mutable_values(0)
      ->mutable_type_spec_value()
      ->set_num_flat_components(-1);
  EXPECT_ERROR(decode("lookup"), kInvalidArgument, "has -1 components");
  pair->clear_values();
  EXPECT_ERROR(decode("lookup"), kInvalidArgument,
               "no pair of arguments and keyword arguments");
  metaGraph = good;
  saved("lookup").mutable_output_signature()->mutable_none_value();
  EXPECT_ERROR(decode("lookup"), kInvalidArgument,
               "the signature has 0 outputs, the FunctionDef 3");
}

TEST_F(Objects, NamesOfUnreasonableLength) {
  auto &outputs = *saved("lookup").mutable_output_signature();
  (*outputs.mutable_dict_value()->mutable_fields())[std::string(5000, 'x')]
      .mutable_none_value();
  EXPECT_ERROR(decode("lookup"), kInvalidArgument, "too long a name");
}

TEST_F(Objects, NamesOfNothingAreNoPath) {
  auto &graph = *metaGraph.mutable_object_graph_def();
  auto &child = *graph.mutable_nodes(0)->add_children();
  child.set_node_id(graph.nodes_size());
  auto &inner = *graph.add_nodes()->add_children();
  inner.set_local_name("inner");
  inner.set_node_id(graph.nodes_size());
  graph.add_nodes();
  const auto objects = build();
  EXPECT_EQ(objects->pathOf(graph.nodes_size() - 1), "");
  EXPECT_ERROR(objects->find(".inner"), kNotFound, "no object '.inner'");
}

//===----------------------------------------------------------------------===//
// Real models
//===----------------------------------------------------------------------===//

TEST(RealObjects, DetextFunctions) {
  SM_NEED_FOLDER(dir, "SM_MODELS", "detext-vocab-layer");
  auto model = readSavedModel(dir);
  ASSERT_OK(model);
  auto objects = ObjectGraph::build(model->proto->meta_graphs(0), nullptr);
  ASSERT_OK(objects);
  auto outputsOf = [&](const char *path) {
    const auto function = (*objects)->concreteFunction(
        (*objects)->functionAt(*(*objects)->find(path))->concreteFunctions[0]);
    EXPECT_OK(function);
    return keysOf(function->outputs);
  };
  EXPECT_THAT(outputsOf("__call__"), ElementsAre("length", "tokenized_ids"));
  EXPECT_THAT(outputsOf("call_and_return_all_conditional_losses"),
              ElementsAre("output_0", "output_1"));
  EXPECT_THAT(outputsOf("pad_id"), ElementsAre("output_0"));
}

TEST(RealObjects, OptimizerSlotsHaveKeys) {
  SM_NEED_FOLDER(dir, "SM_MODELS", "tf-OptimizerSlotVariable");
  auto model = readSavedModel(dir);
  ASSERT_OK(model);
  auto bundle = TensorBundle::open(model->variablesPrefix());
  ASSERT_OK(bundle);
  auto objects =
      ObjectGraph::build(model->proto->meta_graphs(0), bundle->get());
  ASSERT_OK(objects);
  int slots = 0;
  for (const VariableObject &variable : (*objects)->variables()) {
    EXPECT_NE(variable.checkpointKey, "") << variable.name;
    slots +=
        variable.checkpointKey.find(".OPTIMIZER_SLOT") != std::string::npos;
  }
  EXPECT_GT(slots, 0);
}

TEST(RealObjects, UninitializedVariableHasNoKey) {
  SM_NEED_FOLDER(dir, "SM_MODELS", "tf-UninitializedVariable");
  auto model = readSavedModel(dir);
  ASSERT_OK(model);
  auto bundle = TensorBundle::open(model->variablesPrefix());
  ASSERT_OK(bundle);
  auto objects =
      ObjectGraph::build(model->proto->meta_graphs(0), bundle->get());
  ASSERT_OK(objects);
  int without = 0;
  for (const VariableObject &variable : (*objects)->variables())
    without += variable.checkpointKey.empty();
  EXPECT_GT(without, 0);
}

} // namespace
