// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Differences of elements, messages, graphs and object graphs.

#include "lib/Driver/Diff/Diff.h"
#include "lib/Driver/Diff/MessageValues.h"
#include "sm/Format/Proto/attr_value.pb.h"
#include "sm/Format/Proto/graph.pb.h"
#include "sm/Format/Proto/meta_graph.pb.h"
#include "sm/Format/Proto/tensor.pb.h"
#include "sm/Runtime/ThreadPool.h"
#include "sm/Support/Half.h"

#include <google/protobuf/text_format.h>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <cmath>
#include <complex>
#include <limits>

namespace sm::driver {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

template <typename T>
ElementDifference compare(DType dtype, const std::vector<T> &a,
                          const std::vector<T> &b, Tolerance tolerance = {}) {
  return compareElements(dtype, reinterpret_cast<const char *>(a.data()),
                         reinterpret_cast<const char *>(b.data()),
                         static_cast<int64_t>(a.size()), tolerance);
}

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();

TEST(DiffElementsTest, FloatsByDistance) {
  const auto result =
      compare<float>(DType::Float, {1, 2, 3, 4}, {1, 2.5, 3, 3});
  EXPECT_EQ(result.elements, 4);
  EXPECT_EQ(result.different, 2);
  EXPECT_EQ(result.first, 1);
  EXPECT_EQ(result.maxAbs, 1);
  EXPECT_EQ(result.meanAbs(), 0.375);
  EXPECT_EQ(elementDifferenceText(result),
            "2 of 4 elements differ, at most 1, 0.375 on average");
}

TEST(DiffElementsTest, NaNsAreEqualToEachOtherAlone) {
  const auto result =
      compare<float>(DType::Float, {kNaN, -kNaN, kNaN, 1, kInf, kInf, -kInf},
                     {kNaN, kNaN, 1, kNaN, kInf, -kInf, 0});
  EXPECT_EQ(result.different, 4);
  EXPECT_EQ(result.unordered, 4);
  EXPECT_EQ(result.outside, 4);
  EXPECT_EQ(result.otherBits, 1);
  EXPECT_EQ(result.first, 2);
  EXPECT_EQ(result.maxAbs, 0);
  EXPECT_EQ(elementDifferenceText(result),
            "4 of 7 elements differ, 4 times NaN or infinity on one side");
}

TEST(DiffElementsTest, SignOfZeroIsOtherBits) {
  const auto result = compare<double>(DType::Double, {0.0, 1}, {-0.0, 1});
  EXPECT_EQ(result.different, 0);
  EXPECT_EQ(result.otherBits, 1);
  EXPECT_EQ(elementDifferenceText(result),
            "equal numbers, other bits in 1 element");
}

TEST(DiffElementsTest, Tolerance) {
  const std::vector<float> a = {1.0F, 100.0F}, b = {1.01F, 100.5F};
  EXPECT_EQ(compare(DType::Float, a, b).outside, 2);
  EXPECT_EQ(compare(DType::Float, a, b, {0.02, 0}).outside, 1);
  EXPECT_EQ(compare(DType::Float, a, b, {0, 0.02}).outside, 0);
  EXPECT_EQ(compare(DType::Float, a, b, {0, 0.02}).different, 2);
}

TEST(DiffElementsTest, IntegersKeepSmallDistancesOfLargeNumbers) {
  const int64_t big = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(compare<int64_t>(DType::Int64, {big}, {big - 1}).maxAbs, 1);
  EXPECT_EQ(compare<int64_t>(DType::Int64, {big}, {-big - 1}).maxAbs, 0x1p64);
  EXPECT_EQ(compare<int8_t>(DType::Int8, {-128}, {127}).maxAbs, 255);
  EXPECT_EQ(compare<uint8_t>(DType::Bool, {1, 0}, {0, 0}).different, 1);
}

TEST(DiffElementsTest, OtherNumbers) {
  EXPECT_EQ(
      compare<uint16_t>(DType::Half, {floatToHalf(1)}, {floatToHalf(3)}).maxAbs,
      2);
  EXPECT_EQ(compare<uint16_t>(DType::BFloat16, {floatToBFloat16(1)},
                              {floatToBFloat16(-1)})
                .maxAbs,
            2);
  using Complex = std::complex<float>;
  EXPECT_EQ(compare<Complex>(DType::Complex64, {{3, 0}}, {{0, 4}}).maxAbs, 5);
  EXPECT_EQ(compare<Complex>(DType::Complex64, {{kNaN, 0}}, {{0, 4}}).unordered,
            1);
}

TEST(DiffElementsTest, TypesWithoutNumbersByBits) {
  const auto result = compare<uint8_t>(DType::Float8E5M2, {1, 2}, {1, 3});
  EXPECT_EQ(result.different, 1);
  EXPECT_FALSE(result.hasNumbers);
  EXPECT_EQ(elementDifferenceText(result), "1 of 2 elements differ");
  const std::vector<Bytes> a = {"x", "y"}, b = {"x", "z"};
  EXPECT_EQ(compareStrings(a, b).different, 1);
  EXPECT_EQ(compareStrings(a, a).different, 0);
}

TEST(DiffElementsTest, TheNumberOfThreadsDoesNotMatter) {
  std::vector<float> a(300000), b(300000);
  for (size_t i = 0; i < a.size(); ++i) {
    a[i] = static_cast<float>(i % 977) * 0.1F;
    b[i] = static_cast<float>(i % 1009) * 0.1F;
  }
  runtime::setNumThreads(1);
  const auto one = compare(DType::Float, a, b);
  runtime::setNumThreads(4);
  const auto four = compare(DType::Float, a, b);
  runtime::setNumThreads(0);
  EXPECT_EQ(one.sumAbs, four.sumAbs);
  EXPECT_EQ(one.different, four.different);
  EXPECT_EQ(one.first, four.first);
}

template <typename T>
T parse(const std::string &text) {
  T message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message))
      << text;
  return message;
}

/// "FIELD: A -> B" of every detail.
std::vector<std::string> textsOf(const std::vector<Detail> &details) {
  std::vector<std::string> texts;
  for (const Detail &detail : details)
    texts.push_back(detail.field + ": " +
                    (detail.values ? elementDifferenceText(*detail.values)
                                   : detail.a.value_or("(none)") + " -> " +
                                         detail.b.value_or("(none)")));
  return texts;
}

template <typename T>
std::vector<std::string> differences(const std::string &a,
                                     const std::string &b) {
  std::vector<Detail> details;
  diffMessages(parse<T>(a), parse<T>(b), "", details);
  return textsOf(details);
}

TEST(DiffMessagesTest, AttributesAreValues) {
  using Node = tensorflow::NodeDef;
  auto differ = [](const std::string &a, const std::string &b) {
    return differences<Node>("attr { key: 'k' value { " + a + " } }",
                             "attr { key: 'k' value { " + b + " } }");
  };
  EXPECT_THAT(differ("i: 1", "i: 1"), IsEmpty());
  EXPECT_THAT(differ("i: 1", "b: true"), ElementsAre("attr[k]: 1 -> true"));
  EXPECT_THAT(differ("s: 'a\\n'", "s: 'b'"),
              ElementsAre("attr[k]: 'a\\x0a' -> 'b'"));
  EXPECT_THAT(differ("type: DT_HALF", "type: 99"),
              ElementsAre("attr[k]: float16 -> type 99"));
  EXPECT_THAT(differ("f: nan", "f: 0.1"), ElementsAre("attr[k]: nan -> 0.1"));
  EXPECT_THAT(differ("f: inf", "placeholder: 'p'"),
              ElementsAre("attr[k]: inf -> $p"));
  EXPECT_THAT(differ("shape { dim { size: -1 } }", "shape { unknown_rank: 1 }"),
              ElementsAre("attr[k]: [?] -> <unknown>"));
  EXPECT_THAT(differ("shape { dim { size: 2 name: 'x' } }",
                     "shape { dim { size: 2 } }"),
              ElementsAre(HasSubstr("name: \"x\"")));
  EXPECT_THAT(differ("list { i: [1, 2] }", "list { i: [1, 3] }"),
              ElementsAre("attr[k]: [1,2] -> [1,3]"));
  EXPECT_THAT(differ("list { func { name: 'f' } }", "func { name: 'f' }"),
              ElementsAre("attr[k]: [@f] -> @f"));
  EXPECT_THAT(differ("func { name: 'f' }",
                     "func { name: 'f' attr { key: 'T' value { i: 1 } } }"),
              ElementsAre("attr[k]: @f -> @f with 1 attribute"));
  EXPECT_THAT(differ("", "b: false"),
              ElementsAre("attr[k]: <nothing> -> false"));
  EXPECT_THAT(differences<Node>("attr { key: 'k' value { i: 1 } }", ""),
              ElementsAre("attr[k]: 1 -> (none)"));
}

TEST(DiffMessagesTest, LongListsAreCut) {
  std::string list;
  for (int i = 0; i < 100; ++i)
    list += " i: " + std::to_string(i);
  const auto attribute = parse<tensorflow::AttrValue>("list {" + list + "}");
  EXPECT_THAT(attributeText(attribute), HasSubstr(",63,... (100 in all)]"));
}

std::vector<std::string> tensors(const std::string &a, const std::string &b) {
  return textsOf({tensorDetail("t", parse<tensorflow::TensorProto>(a),
                               parse<tensorflow::TensorProto>(b))});
}

TEST(DiffMessagesTest, TensorsByElements) {
  const std::string four = "dtype: DT_FLOAT tensor_shape { dim { size: 4 } } ";
  EXPECT_THAT(
      tensors(four + "float_val: [1, 2]", four + "float_val: [1, 2, 3]"),
      ElementsAre("t: 2 of 4 elements differ, at most 1, 0.5 on average"));
  // A repeated element of a huge tensor costs nothing.
  const std::string huge =
      "dtype: DT_FLOAT tensor_shape { dim { size: 1000000000000 } } ";
  EXPECT_THAT(
      tensors(huge + "float_val: 1", huge + "float_val: [1, 1, 3]"),
      ElementsAre("t: 999,999,999,998 of 1,000,000,000,000 elements differ, "
                  "at most 2, 2 on average"));
  EXPECT_THAT(tensors(huge, huge + "float_val: 0"),
              ElementsAre(HasSubstr("float_val: 0")));
  EXPECT_THAT(tensors(four + "float_val: 1", "dtype: DT_FLOAT"),
              ElementsAre("t: float32[4] -> float32[]"));
  EXPECT_THAT(tensors("dtype: DT_INT32 tensor_shape { } int_val: 1",
                      "dtype: DT_INT32 tensor_shape { } "
                      "tensor_content: '\\001\\000\\000\\000'"),
              ElementsAre("t: int32[] stored as a list -> int32[] stored as "
                          "4 bytes"));
  EXPECT_THAT(tensors("dtype: DT_STRING tensor_shape { dim { size: 3 } } "
                      "string_val: 'a'",
                      "dtype: DT_STRING tensor_shape { dim { size: 3 } } "
                      "string_val: ['a', 'b']"),
              ElementsAre("t: 2 of 3 elements differ"));
  // Damaged ones are compared as they stand.
  EXPECT_THAT(tensors("dtype: 77 version_number: 1", "dtype: 77"),
              ElementsAre(HasSubstr("version_number: 1")));
}

TEST(DiffMessagesTest, ListsByNameElseByIndex) {
  EXPECT_THAT(
      (differences<tensorflow::OpDef>(
          "input_arg { name: 'a' } input_arg { name: 'b' type: DT_INT32 }",
          "input_arg { name: 'b' type: DT_INT64 } input_arg { name: 'c' }")),
      ElementsAre("input_arg[a]: name: \"a\" -> (none)",
                  "input_arg[b].type: int32 -> int64",
                  "input_arg[c]: (none) -> name: \"c\""));
  EXPECT_THAT((differences<tensorflow::OpDef>(
                  "input_arg { name: 'a' } input_arg { name: 'b' }",
                  "input_arg { name: 'b' } input_arg { name: 'a' }")),
              ElementsAre("input_arg: 'a', 'b' -> 'b', 'a'"));
  EXPECT_THAT((differences<tensorflow::OpDef>(
                  "input_arg { name: 'a' } input_arg { name: 'a' }",
                  "input_arg { name: 'a' }")),
              ElementsAre("input_arg[1]: name: \"a\" -> (none)"));
}

TEST(DiffMessagesTest, UnknownFieldsCount) {
  tensorflow::NodeDef a, b;
  b.GetReflection()->MutableUnknownFields(&b)->AddVarint(99, 1);
  std::vector<Detail> details;
  diffMessages(a, b, "", details);
  EXPECT_THAT(textsOf(details), ElementsAre(HasSubstr("unknown fields: ")));
}

TEST(DiffMessagesTest, LongTextsAreCutAroundTheDifference) {
  const std::string front(1000, 'x');
  const Detail detail = makeDetail("f", front + "a" + front, front + "b");
  EXPECT_EQ(*detail.b, "..." + std::string(24, 'x') + "b");
  EXPECT_EQ(detail.a->size(), 400U);
  EXPECT_THAT(*detail.a,
              testing::StartsWith("..." + std::string(24, 'x') + "a"));
}

/// The lines of all sections: "nodes ~ NAME FIELD: A -> B".
std::vector<std::string> linesOf(const ModelDiff &diff) {
  std::vector<std::string> lines;
  for (const DiffSection &section : diff.sections)
    for (const Change &change : section.changes) {
      const std::string front = section.title + " " + change.name;
      if (change.details.empty())
        lines.push_back(front + " " + change.note);
      for (const std::string &text : textsOf(change.details))
        lines.push_back(front + " " + text);
    }
  return lines;
}

std::vector<std::string> graphs(const std::string &a, const std::string &b) {
  ModelDiff diff;
  diffGraphs(parse<tensorflow::GraphDef>(a), parse<tensorflow::GraphDef>(b),
             "serve", diff);
  return linesOf(diff);
}

TEST(DiffGraphsTest, FunctionsNodeByNode) {
  const std::string front = "library { function { signature { name: 'f' ";
  EXPECT_THAT(
      graphs(front + "} node_def { name: 'n' op: 'A' } "
                     "node_def { name: 'o' op: 'B' } "
                     "ret { key: 'y' value: 'n:y:0' } } }",
             front + "is_stateful: true } node_def { name: 'n' op: 'A' "
                     "device: '/cpu:0' } node_def { name: 'p' op: 'B' } "
                     "ret { key: 'y' value: 'p:y:0' } } }"),
      ElementsAre("library functions f signature.is_stateful: false -> true",
                  "library functions f ret[y]: 'n:y:0' -> 'p:y:0'",
                  "library functions f node n: device: '' -> '/cpu:0'",
                  "library functions f node o: B -> (none)",
                  "library functions f node p: (none) -> B"));
}

TEST(DiffGraphsTest, OrderCounts) {
  EXPECT_THAT(graphs("node { name: 'a' op: 'A' } node { name: 'b' op: 'A' }",
                     "node { name: 'b' op: 'A' } node { name: 'a' op: 'A' }"),
              ElementsAre("nodes (order) the nodes stand in another order"));
  const std::string f = "function { signature { name: 'f' } } ";
  const std::string g = "function { signature { name: 'g' } } ";
  EXPECT_THAT(
      graphs("library { " + f + g + "}", "library { " + g + f + "}"),
      ElementsAre("library functions (order) the functions stand in another "
                  "order"));
}

TEST(DiffGraphsTest, NamesThatRepeatAreMatchedInOrder) {
  EXPECT_THAT(graphs("node { name: 'a' op: 'A' } node { name: 'a' op: 'B' }",
                     "node { name: 'a' op: 'A' } node { name: 'a' op: 'C' } "
                     "node { name: 'a' op: 'A' }"),
              testing::Contains("nodes a op: B -> C"));
}

std::vector<std::string> objects(const std::string &a, const std::string &b) {
  ModelDiff diff;
  diffObjects(parse<tensorflow::MetaGraphDef>("object_graph_def {" + a + "}"),
              parse<tensorflow::MetaGraphDef>("object_graph_def {" + b + "}"),
              "serve", diff);
  return linesOf(diff);
}

const char *const kVariable = "variable { dtype: DT_FLOAT name: 'v' } ";

TEST(DiffObjectsTest, NumbersOfObjectsDoNotCount) {
  const std::string variable = kVariable;
  const std::string user = "user_object { identifier: 'u' } ";
  EXPECT_THAT(
      objects("nodes { children { node_id: 1 local_name: 'v' } children { "
              "node_id: 2 local_name: 'u' } " +
                  user + "} nodes { " + variable + "} nodes { " + user + "}",
              "nodes { children { node_id: 2 local_name: 'v' } children { "
              "node_id: 1 local_name: 'u' } " +
                  user + "} nodes { " + user + "} nodes { " + variable + "}"),
      IsEmpty());
}

TEST(DiffObjectsTest, PathsKindsAndReferences) {
  const std::string root = "nodes { children { node_id: 1 local_name: 'v' } ";
  EXPECT_THAT(
      objects(root + "} nodes { " + kVariable +
                  "} concrete_functions { key: "
                  "'f' value { bound_inputs: 1 } }",
              root +
                  "children { node_id: 2 local_name: 'w' } children { "
                  "node_id: 1 local_name: 'x' } } nodes { variable { dtype: "
                  "DT_HALF name: 'v' } } nodes { constant { } } "
                  "concrete_functions { key: 'f' value { bound_inputs: 2 } } "
                  "concrete_functions { key: 'g' value { } }"),
      ElementsAre("objects (root) child x: (none) -> v",
                  "objects v variable.dtype: float32 -> float16",
                  "objects w constant", "concrete functions f captures: v -> w",
                  "concrete functions g "));
}

TEST(DiffObjectsTest, DamagedObjectGraphsAreComparedByNumber) {
  ModelDiff diff;
  diffObjects(parse<tensorflow::MetaGraphDef>(
                  "object_graph_def { nodes { children { node_id: 7 } } }"),
              parse<tensorflow::MetaGraphDef>(
                  "object_graph_def { nodes { children { node_id: 8 } } }"),
              "serve", diff);
  EXPECT_THAT(diff.damages, ElementsAre(HasSubstr("7")));
  EXPECT_THAT(linesOf(diff),
              ElementsAre("object graph object_graph_def "
                          "nodes[0].children[0].node_id: 7 -> 8"));
}

} // namespace
} // namespace sm::driver
