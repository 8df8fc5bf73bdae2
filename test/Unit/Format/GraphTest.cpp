// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Reading of single messages, and validation of graphs: each check with a
/// graph that fails it.

#include "TestFiles.h"
#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/graph.pb.h"
#include "sm/Format/Proto/meta_graph.pb.h"

using namespace sm;
using namespace sm::format;
using namespace sm::test;

namespace {

//===----------------------------------------------------------------------===//
// Messages
//===----------------------------------------------------------------------===//

TEST(Messages, BinaryErrorsNameThePlace) {
  tensorflow::GraphDef graph;
  // node { name: "\xff" }
  EXPECT_ERROR(parseBinaryMessage("\x0a\x03\x0a\x01\xff", "f.pb", graph),
               kInvalidArgument,
               "f.pb: not a valid tensorflow.GraphDef: the string is not UTF-8 "
               "(node[0].name, byte 4)");
  EXPECT_ERROR(parseBinaryMessage("\x0a\x09\x0a\x01x", "f.pb", graph),
               kInvalidArgument, "the value is cut off (node[0], byte 0)");
  EXPECT_ERROR(parseBinaryMessage(std::string("\0\0", 2), "f.pb", graph),
               kInvalidArgument, "no field number where one is expected");
}

TEST(Messages, OldSchemasHoldAnyBytes) {
  tensorflow::GraphDef graph;
  (*graph.mutable_debug_info()->mutable_traces())["x"]
      .add_file_line_cols()
      ->set_code("\xff");
  const std::string bytes = graph.SerializeAsString();
  tensorflow::GraphDef read;
  EXPECT_OK(parseBinaryMessage(bytes, "f.pb", read));
  // What is wrong elsewhere is named as such.
  EXPECT_ERROR(parseBinaryMessage(bytes + "\x0a\x09", "f.pb", read),
               kInvalidArgument, "the value is cut off (node[0]");
}

TEST(Messages, BinaryNestingIsBounded) {
  tensorflow::AttrValue value;
  tensorflow::AttrValue *inner = &value;
  for (int i = 0; i < 60; ++i)
    inner = &(*inner->mutable_func()->mutable_attr())["f"];
  tensorflow::AttrValue read;
  EXPECT_ERROR(parseBinaryMessage(value.SerializeAsString(), "f.pb", read),
               kInvalidArgument, "nested too deeply");
}

TEST(Messages, TextErrorsNameThePlace) {
  tensorflow::GraphDef graph;
  EXPECT_OK(parseTextMessage("node { name: 'a' op: 'NoOp' }", "f", graph));
  EXPECT_ERROR(parseTextMessage("node {\n  nme: 'a'\n}", "f.pbtxt", graph),
               kInvalidArgument,
               "f.pbtxt: not the text form of tensorflow.GraphDef: line 2");
  EXPECT_ERROR(parseTextMessage("node { name: '\\377' }", "f.pbtxt", graph),
               kInvalidArgument, "the string is not UTF-8 (node[0].name");
  std::string deep = "s: 'x'";
  for (int i = 0; i < 80; ++i)
    deep = "func { attr { key: 'f' value { " + deep + " } } }";
  tensorflow::AttrValue value;
  EXPECT_ERROR(parseTextMessage(deep, "f.pbtxt", value), kInvalidArgument,
               "not the text form of tensorflow.AttrValue");
}

TEST(Messages, FilesAreReadByTheirForm) {
  const TempFolder folder;
  tensorflow::GraphDef graph;
  graph.add_node()->set_name("a");
  for (const auto &path : {folder.write("g.pb", graph.SerializeAsString()),
                           folder.write("g.pbtxt", graph.DebugString()),
                           folder.write("text-in.pb", graph.DebugString())}) {
    auto read = readGraphDef(path);
    ASSERT_OK(read);
    EXPECT_EQ((*read)->node(0).name(), "a");
  }
  tensorflow::MetaGraphDef metaGraph;
  *metaGraph.mutable_graph_def() = graph;
  auto read =
      readMetaGraphDef(folder.write("m.meta", metaGraph.SerializeAsString()));
  ASSERT_OK(read);
  EXPECT_EQ((*read)->graph_def().node_size(), 1);
  EXPECT_ERROR(readGraphDef(folder.path("none.pb")), kNotFound, "none.pb");
}

//===----------------------------------------------------------------------===//
// Validation
//===----------------------------------------------------------------------===//

/// Validates a graph given as text.
Status validate(const std::string &text) {
  tensorflow::GraphDef graph;
  const Status status = parseTextMessage(text, "graph", graph);
  return status.ok() ? validateGraph(graph) : status;
}

/// The same for a function 'f' of argument 'x' and result 'y'.
Status
validateFunction(const std::string &body,
                 const std::string &ret = "ret { key: 'y' value: 'x' }") {
  return validate("library { function { signature { name: 'f' "
                  "input_arg { name: 'x' } output_arg { name: 'y' } } " +
                  body + " " + ret + " } }");
}

TEST(Validate, GoodGraph) {
  EXPECT_OK(validate("node { name: 'a' op: 'A' } "
                     "node { name: 'b' op: 'B' input: 'a' input: 'a:1' "
                     "       input: '^c' } "
                     "node { name: 'c' op: 'C' }"));
  EXPECT_OK(validateFunction(
      "node_def { name: 'a' op: 'A' input: 'x' input: 'x:0' input: '^b' } "
      "node_def { name: 'b' op: 'B' input: 'a:out:0' input: 'a:out' } "
      "control_ret { key: 'c' value: 'b' }",
      "ret { key: 'y' value: 'b:out:0' }"));
}

TEST(Validate, Names) {
  EXPECT_ERROR(validate("node { op: 'A' }"), kInvalidArgument,
               "node number 0 has no name");
  EXPECT_ERROR(validate("node { name: 'a' }"), kInvalidArgument,
               "node 'a' has no op");
  EXPECT_ERROR(
      validate("node { name: 'a' op: 'A' } node { name: 'a' op: 'B' }"),
      kInvalidArgument,
      "node 'a' (B): another node or argument has the same name");
  EXPECT_ERROR(validateFunction("node_def { name: 'x' op: 'A' }"),
               kInvalidArgument,
               "node 'x' (A) in function 'f': another node or argument");
  EXPECT_ERROR(validate("library { function { } }"), kInvalidArgument,
               "a function of the library has no name");
  EXPECT_ERROR(validate("library { function { signature { name: 'f' } } "
                        "          function { signature { name: 'f' } } }"),
               kInvalidArgument, "two functions are named 'f'");
  EXPECT_ERROR(validate("library { function { signature { name: 'f' "
                        "input_arg { } } } }"),
               kInvalidArgument, "function 'f': an argument has no name");
  EXPECT_ERROR(validate("library { function { signature { name: 'f' input_arg "
                        "{ name: 'x' } input_arg { name: 'x' } } } }"),
               kInvalidArgument, "two arguments are named 'x'");
}

TEST(Validate, Inputs) {
  auto withInput = [](const std::string &input) {
    return validate("node { name: 'a' op: 'A' } "
                    "node { name: 'b' op: 'B' " +
                    input + " }");
  };
  EXPECT_ERROR(withInput("input: 'c'"), kInvalidArgument,
               "node 'b' (B): input 'c' refers to a node that does not exist");
  EXPECT_ERROR(withInput("input: '^c'"), kInvalidArgument, "input '^c'");
  EXPECT_ERROR(withInput("input: ''"), kInvalidArgument, "input ''");
  for (const char *input : {"a:", "a:x", "a:-1", "a:1:2", "a:9999999999"})
    EXPECT_ERROR(withInput(std::string("input: '") + input + "'"),
                 kInvalidArgument, "does not name an output");
  EXPECT_ERROR(withInput("input: '^a' input: 'a'"), kInvalidArgument,
               "data input 'a' follows a control input");
  EXPECT_ERROR(
      validateFunction("node_def { name: 'a' op: 'A' input: 'q:out:0' }"),
      kInvalidArgument, "node 'a' (A) in function 'f': input 'q:out:0'");
  EXPECT_ERROR(
      validateFunction("node_def { name: 'a' op: 'A' input: 'x:out:z' }"),
      kInvalidArgument, "does not name an output");
}

TEST(Validate, Results) {
  EXPECT_ERROR(validateFunction("", ""), kInvalidArgument,
               "function 'f': result 'y' has no value");
  EXPECT_ERROR(validateFunction("", "ret { key: 'y' value: 'z:out:0' }"),
               kInvalidArgument,
               "result 'y' refers to 'z:out:0', which does not exist");
  EXPECT_ERROR(validateFunction("control_ret { key: 'c' value: 'z' }"),
               kInvalidArgument,
               "control result 'c' refers to 'z', which does not exist");
  // An argument is a node of the body's graph.
  EXPECT_OK(validateFunction("control_ret { key: 'c' value: 'x' }"));
}

/// A Const with these attributes.
Status validateConst(const std::string &attrs) {
  return validate("node { name: 'c' op: 'Const' " + attrs + " }");
}

TEST(Validate, Constants) {
  const std::string value =
      "attr { key: 'value' value { tensor { dtype: DT_FLOAT "
      "tensor_shape { dim { size: 2 } } float_val: 1 } } } ";
  EXPECT_OK(
      validateConst(value + "attr { key: 'dtype' value { type: DT_FLOAT } }"));
  EXPECT_OK(
      validateConst(value + "attr { key: 'dtype' value { type: DT_DOUBLE } }"));
  EXPECT_ERROR(validateConst(""), kInvalidArgument,
               "node 'c' (Const): a Const needs the attribute 'value'");
  EXPECT_ERROR(validateConst("attr { key: 'value' value { i: 1 } }"),
               kInvalidArgument, "a Const needs the attribute 'value'");
  EXPECT_ERROR(
      validateConst(value + "attr { key: 'dtype' value { type: DT_INT8 } }"),
      kInvalidArgument,
      "attribute 'dtype' is int8, but the value is of type float32");
  EXPECT_ERROR(
      validateConst(value + "attr { key: 'dtype' value { type: 77 } }"),
      kInvalidArgument, "attribute 'dtype' is unknown (77)");
}

TEST(Validate, Attributes) {
  auto withAttr = [](const std::string &value) {
    return validate("node { name: 'n' op: 'N' attr { key: 'k' value { " +
                    value + " } } }");
  };
  EXPECT_ERROR(withAttr("tensor { dtype: DT_FLOAT tensor_content: 'abc' }"),
               kInvalidArgument, "node 'n' (N): attribute 'k': tensor value");
  EXPECT_ERROR(withAttr("list { tensor { } }"), kInvalidArgument,
               "unknown element type 0");
  EXPECT_ERROR(withAttr("shape { dim { size: -2 } }"), kInvalidArgument,
               "negative dimension -2");
  EXPECT_ERROR(withAttr("list { shape { dim { size: -2 } } }"),
               kInvalidArgument, "negative dimension -2");
  EXPECT_ERROR(withAttr("func { name: 'g' attr { key: 't' value { "
                        "tensor { } } } }"),
               kInvalidArgument, "attribute 't' of function value 'g'");
  EXPECT_ERROR(withAttr("list { func { name: 'g' attr { key: 't' value { "
                        "tensor { } } } } }"),
               kInvalidArgument, "attribute 't' of function value 'g'");
  std::string deep = "i: 1";
  for (int i = 0; i < 25; ++i)
    deep = "func { attr { key: 'f' value { " + deep + " } } }";
  EXPECT_ERROR(withAttr(deep), kInvalidArgument,
               "function values are nested too deeply");
}

/// A function whose one node has these fields.
std::string functionWith(const std::string &name, const std::string &node) {
  return "function { signature { name: '" + name + "' } node_def { name: 'n' " +
         node + " } } ";
}

Status validateLibrary(const std::string &functions) {
  return validate("library { " + functions + " }");
}

TEST(Validate, Recursion) {
  EXPECT_ERROR(validateLibrary(functionWith("f", "op: 'f'")), kInvalidArgument,
               "node 'n' (f) in function 'f': recursive functions are not "
               "supported: 'f' -> 'f'");
  const std::string callG = "op: 'Call' attr { key: 'f' value { func { name: "
                            "'g' } } }";
  const std::string callF = "op: 'Case' attr { key: 'b' value { list { func { "
                            "name: 'h' } func { name: 'f' } } } }";
  EXPECT_ERROR(
      validateLibrary(functionWith("f", callG) + functionWith("g", callF)),
      kInvalidArgument, "'f' -> 'g' -> 'f'");
  const std::string nested = "op: 'Map' attr { key: 'f' value { func { name: "
                             "'other' attr { key: 'g' value { func { name: "
                             "'f' } } } } } }";
  EXPECT_ERROR(validateLibrary(functionWith("f", nested)), kInvalidArgument,
               "'f' -> 'f'");
  EXPECT_OK(validateLibrary(functionWith("f", callG) +
                            functionWith("h", callG) +
                            functionWith("g", "op: 'NoOp'")));
}

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

/// The names of what partNeededBy finds, nodes before functions.
std::string neededPart(const std::vector<std::string> &tensors,
                       const std::vector<std::string> &functions) {
  tensorflow::GraphDef graph;
  EXPECT_OK(parseTextMessage(
      "node { name: 'x' op: 'Placeholder' } "
      "node { name: 'call' op: 'Call' input: 'x' input: '^wait' "
      "       attr { key: 'f' value { func { name: 'f' } } } } "
      "node { name: 'wait' op: 'NoOp' } "
      "node { name: 'other' op: 'k' input: 'call:1' } "
      "library {" +
          functionWith("f", "op: 'Case' attr { key: 'b' value { list { func { "
                            "name: 'g' attr { key: 't' value { func { name: "
                            "'h' } } } } } } }") +
          functionWith("g", "op: 'NoOp'") + functionWith("h", "op: 'NoOp'") +
          functionWith("k", "op: 'g'") + "}",
      "g.pbtxt", graph));
  EXPECT_OK(validateGraph(graph));
  GraphPart part = partNeededBy(graph, tensors, functions);
  std::string names;
  for (int i = 0; i < graph.node_size(); ++i)
    if (part.nodes[i])
      names += graph.node(i).name() + " ";
  for (int i = 0; i < graph.library().function_size(); ++i)
    if (part.functions[i])
      names += graph.library().function(i).signature().name() + " ";
  return names;
}

TEST(GraphPart, FollowsEdgesAndCalls) {
  EXPECT_EQ(neededPart({}, {}), "");
  EXPECT_EQ(neededPart({"x:0"}, {}), "x ");
  EXPECT_EQ(neededPart({"call:1"}, {}), "x call wait f g h ");
  EXPECT_EQ(neededPart({"other", "nothing:0", ""}, {}),
            "x call wait other f g h k ");
  EXPECT_EQ(neededPart({"wait"}, {"k", "nothing"}), "wait g k ");
}

TEST(Validate, CallDepth) {
  std::string chain;
  for (int i = 0; i < 1001; ++i)
    chain += functionWith("f" + std::to_string(i),
                          "op: 'f" + std::to_string(i + 1) + "'");
  EXPECT_ERROR(validateLibrary(chain), kInvalidArgument,
               "'f0' starts a chain of more than 1000 nested calls");
  std::string longCycle;
  for (int i = 0; i < 20; ++i)
    longCycle += functionWith("f" + std::to_string(i),
                              "op: 'f" + std::to_string((i + 1) % 20) + "'");
  EXPECT_ERROR(validateLibrary(longCycle), kInvalidArgument,
               "'f7' -> ... -> 'f0'");
}

} // namespace
