// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Imports for one entry: what it needs is there, and nothing else of the
/// graph.

#include "RoundTrip.h"

#include "sm/Format/Proto/meta_graph.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"

#include "dialects/Graph/GraphDialect.h"

#include <google/protobuf/text_format.h>

using namespace mlir;

namespace sm {
namespace {

/// Two signatures that call a function each, a third function that nothing
/// calls, and an initialisation.
constexpr const char *kModel = R"(meta_graphs {
  meta_info_def { tags: 'serve' tensorflow_version: '2.0' }
  collection_def { key: 'saved_model_main_op' value {
    node_list { value: 'init' } } }
  graph_def {
    node { name: 'x' op: 'Placeholder'
           attr { key: 'dtype' value { type: DT_FLOAT } } }
    node { name: 'one' op: 'Unknown' input: 'x'
           attr { key: 'f' value { func { name: 'f' } } } }
    node { name: 'two' op: 'Unknown' input: 'x'
           attr { key: 'f' value { func { name: 'g' } } } }
    node { name: 'user' op: 'Unknown' input: 'one:1' }
    node { name: 'init' op: 'NoOp' input: '^first' }
    node { name: 'first' op: 'NoOp' }
    library {
      function { signature { name: 'f' input_arg { name: 'a' type: DT_FLOAT }
                             output_arg { name: 'r' type: DT_FLOAT } }
                 ret { key: 'r' value: 'a' } }
      function { signature { name: 'g' input_arg { name: 'a' type: DT_FLOAT }
                             output_arg { name: 'r' type: DT_FLOAT } }
                 ret { key: 'r' value: 'a' } }
      function { signature { name: 'unused' } }
    }
  }
  signature_def { key: '%s' value {
    inputs { key: 'x' value { name: 'x:0' dtype: DT_FLOAT } }
    outputs { key: 'y' value { name: 'one:0' dtype: DT_FLOAT } } } }
  signature_def { key: 'other' value {
    inputs { key: 'x' value { name: 'x:0' dtype: DT_FLOAT } }
    outputs { key: 'y' value { name: 'two:2' dtype: DT_FLOAT } } } }
})";

/// Names of what the import for `entry` leaves, in order, and the number of
/// messages.
struct Imported {
  std::string nodes, functions, signatures;
  int messages = 0;
  size_t outputsOfOne = 0, outputsOfTwo = 0;
};

Imported importFor(const target::ImportEntry *entry,
                   const std::string &first = "serving_default") {
  test::ScratchFolder folder;
  format::SavedModelFile file;
  file.dir = folder.file("");
  file.proto = std::make_shared<tensorflow::SavedModel>();
  std::string text = kModel;
  text.replace(text.find("%s"), 2, first);
  EXPECT_TRUE(
      google::protobuf::TextFormat::ParseFromString(text, file.proto.get()));
  auto context = test::newContext();
  auto module = target::importSavedModel(file, std::nullopt, context.get(),
                                         "variables", entry);
  Imported result;
  EXPECT_TRUE(module.ok()) << module.status();
  if (!module.ok())
    return result;
  (*module)->walk([&](Operation *op) {
    if (graph::isNode(op)) {
      std::string name = graph::Node(op).name().str();
      result.nodes += name + " ";
      if (name == "one")
        result.outputsOfOne = graph::Node(op).outputs().size();
      if (name == "two")
        result.outputsOfTwo = graph::Node(op).outputs().size();
    }
    if (auto function = dyn_cast<graph::FuncOp>(op))
      result.functions += function.getSymName().str() + " ";
    if (auto signature = dyn_cast<saved_model::SignatureOp>(op))
      result.signatures += signature.getName().str() + " ";
    result.messages += isa<saved_model::MessagesOp>(op);
  });
  return result;
}

TEST(EntryImport, Whole) {
  Imported all = importFor(nullptr);
  EXPECT_EQ(all.nodes, "x one two user init first ");
  EXPECT_EQ(all.functions, "f g unused ");
  EXPECT_EQ(all.signatures, "other serving_default ");
  EXPECT_EQ(all.messages, 1);
}

TEST(EntryImport, Signature) {
  target::ImportEntry entry;
  Imported usual = importFor(&entry);
  EXPECT_EQ(usual.nodes, "x one init first ");
  EXPECT_EQ(usual.functions, "f ");
  // What is left out has told how many outputs there are.
  EXPECT_EQ(usual.outputsOfOne, 2u);
  // Who chooses is told of all.
  EXPECT_EQ(usual.signatures, "other serving_default ");
  EXPECT_EQ(usual.messages, 0);

  entry.signature = "other";
  Imported other = importFor(&entry);
  EXPECT_EQ(other.nodes, "x two init first ");
  EXPECT_EQ(other.functions, "g ");
  EXPECT_EQ(other.outputsOfTwo, 3u);

  entry.signature = "nothing";
  EXPECT_EQ(importFor(&entry).nodes, "init first ");
}

TEST(EntryImport, WithoutUsualSignature) {
  target::ImportEntry entry;
  EXPECT_EQ(importFor(&entry, "first").nodes, "x one two init first ");
}

TEST(EntryImport, Tensors) {
  target::ImportEntry entry;
  entry.tensors = {"two:4"};
  Imported fetched = importFor(&entry);
  EXPECT_EQ(fetched.nodes, "x two init first ");
  EXPECT_EQ(fetched.functions, "g ");
  // An output exists that only the entry names.
  EXPECT_EQ(fetched.outputsOfTwo, 5u);
}

TEST(EntryImport, FrozenGraph) {
  auto graph = std::make_shared<tensorflow::GraphDef>();
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      "node { name: 'x' op: 'Placeholder' } node { name: 'y' op: 'Relu' input: "
      "'x' } node { name: 'z' op: 'Relu' input: 'y' }",
      graph.get()));
  target::ImportEntry entry;
  entry.tensors = {"x:0", "y:0"};
  auto context = test::newContext();
  auto module = target::importGraphDef(graph, "g.pb", context.get(), &entry);
  ASSERT_TRUE(module.ok()) << module.status();
  int count = 0;
  (*module)->walk([&](Operation *op) { count += graph::isNode(op); });
  EXPECT_EQ(count, 2);
}

/// A concrete function of the object graph.
TEST(EntryImport, ConcreteFunction) {
  auto read = format::readSavedModel(SM_DEMO_MODEL);
  ASSERT_TRUE(read.ok()) << read.status();
  auto context = test::newContext();
  auto whole = target::importSavedModel(*read, 0, context.get());
  ASSERT_TRUE(whole.ok()) << whole.status();
  saved_model::ConcreteFunctionOp first;
  (*whole)->walk([&](saved_model::ConcreteFunctionOp function) {
    if (!first && !function.getUnavailable())
      first = function;
  });
  ASSERT_TRUE(first);
  target::ImportEntry entry;
  entry.function = first.getPath().str();
  entry.overload = static_cast<int>(first.getOverload());
  auto part = target::importSavedModel(*read, 0, context.get(), "part", &entry);
  ASSERT_TRUE(part.ok()) << part.status();
  bool hasTrace = false;
  size_t numFunctions = 0, numAll = 0;
  (*part)->walk([&](graph::FuncOp function) {
    hasTrace |= function.getSymName() == first.getTrace();
    ++numFunctions;
  });
  (*whole)->walk([&](graph::FuncOp) { ++numAll; });
  EXPECT_TRUE(hasTrace);
  EXPECT_LT(numFunctions, numAll);
}

} // namespace
} // namespace sm
