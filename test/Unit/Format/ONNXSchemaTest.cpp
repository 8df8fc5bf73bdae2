// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The table of ONNX's operators, and inference of one.

#include "sm/Format/ONNXSchema.h"
#include "TestFiles.h"
#include "sm/Format/ONNXInference.h"

#include <climits>
#include <thread>

using namespace sm;
using namespace sm::format;
using testing::ElementsAre;

namespace {

using T = ONNXDataType;
using Option = ONNXParameter::Option;

//===----------------------------------------------------------------------===//
// Element types
//===----------------------------------------------------------------------===//

TEST(ONNXTypes, NamesAndNumbers) {
  for (int number = 1; number <= 16; ++number) {
    auto type = static_cast<T>(number);
    EXPECT_EQ(onnxTypeNamed(onnxTypeName(type)), type) << number;
  }
  EXPECT_EQ(onnxTypeName(T::BFloat16), "bfloat16");
  EXPECT_EQ(onnxTypeName(static_cast<T>(99)), "undefined");
  EXPECT_EQ(onnxTypeNamed("undefined"), T::Undefined);
  EXPECT_EQ(onnxTypeNamed("float128"), T::Undefined);
}

TEST(ONNXTypes, Sizes) {
  EXPECT_EQ(onnxElementSize(T::Bool), 1u);
  EXPECT_EQ(onnxElementSize(T::BFloat16), 2u);
  EXPECT_EQ(onnxElementSize(T::Complex128), 16u);
  EXPECT_EQ(onnxElementSize(T::String), 0u);
  EXPECT_EQ(onnxElementSize(static_cast<T>(-1)), 0u);
}

TEST(ONNXTypes, IRVersionOfOpsets) {
  EXPECT_EQ(onnxIRVersion(7), 4);
  EXPECT_EQ(onnxIRVersion(9), 4);
  EXPECT_EQ(onnxIRVersion(10), 5);
  EXPECT_EQ(onnxIRVersion(11), 6);
  EXPECT_EQ(onnxIRVersion(13), 7);
  EXPECT_EQ(onnxIRVersion(15), 8);
  EXPECT_EQ(onnxIRVersion(17), 8);
}

//===----------------------------------------------------------------------===//
// Schemas
//===----------------------------------------------------------------------===//

TEST(ONNXSchemas, AreSortedAndComplete) {
  const std::vector<ONNXOp> &ops = onnxOps();
  EXPECT_GT(ops.size(), 190u);
  for (size_t i = 0; i < ops.size(); ++i) {
    EXPECT_EQ(findONNXOp(ops[i].name, ops[i].domain), &ops[i]);
    for (size_t k = 1; k < ops[i].versions.size(); ++k)
      EXPECT_LT(ops[i].versions[k - 1].sinceVersion,
                ops[i].versions[k].sinceVersion);
  }
  EXPECT_EQ(findONNXOp("Convolution"), nullptr);
  EXPECT_EQ(findONNXOp("Conv", kONNXMLDomain), nullptr);
  EXPECT_NE(findONNXOp("Scaler", kONNXMLDomain), nullptr);
}

TEST(ONNXSchemas, VersionsOfAnOperator) {
  const ONNXSchema *old = findONNXSchema("Clip", 9);
  const ONNXSchema *now = findONNXSchema("Clip", 17);
  ASSERT_TRUE(old && now);
  EXPECT_EQ(old->sinceVersion, 6);
  EXPECT_EQ(old->maxInputs, 1);
  EXPECT_NE(old->attribute("min"), nullptr);
  EXPECT_EQ(now->sinceVersion, 13);
  EXPECT_EQ(now->maxInputs, 3);
  EXPECT_EQ(now->attribute("min"), nullptr);
  EXPECT_EQ(now->input(1)->option, Option::Optional);
  EXPECT_EQ(now->input(3), nullptr);
}

TEST(ONNXSchemas, ComeAndGo) {
  EXPECT_EQ(findONNXSchema("LayerNormalization", 16), nullptr);
  EXPECT_NE(findONNXSchema("LayerNormalization", 17), nullptr);
  EXPECT_NE(findONNXSchema("Upsample", 9), nullptr);
  EXPECT_EQ(findONNXSchema("Upsample", 10), nullptr);
}

TEST(ONNXSchemas, AttributesAndParameters) {
  const ONNXSchema *conv = findONNXSchema("Conv", 17);
  ASSERT_TRUE(conv);
  EXPECT_EQ(std::get<int64_t>(conv->attribute("group")->defaultValue), 1);
  EXPECT_EQ(std::get<std::string>(conv->attribute("auto_pad")->defaultValue),
            "NOTSET");
  EXPECT_EQ(conv->attribute("pads")->kind, ONNXAttributeKind::Ints);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(
      conv->attribute("pads")->defaultValue));
  EXPECT_TRUE(conv->input(0)->accepts(T::Float));
  EXPECT_FALSE(conv->input(0)->accepts(T::Int32));
  EXPECT_TRUE(findONNXSchema("Cast", 17)->attribute("to")->isRequired);

  const ONNXSchema *concat = findONNXSchema("Concat", 17);
  EXPECT_EQ(concat->maxInputs, INT_MAX);
  EXPECT_EQ(concat->input(40)->option, Option::Variadic);
  EXPECT_TRUE(concat->input(0)->accepts(T::String));
  EXPECT_EQ(findONNXSchema("If", 17)->numGraphs(), 2u);
}

//===----------------------------------------------------------------------===//
// Inference
//===----------------------------------------------------------------------===//

ONNXType type(T element, const std::vector<int64_t> &dims) {
  ONNXType result{element, std::vector<ONNXDim>()};
  for (int64_t dim : dims)
    result.shape->push_back({dim, ""});
  return result;
}

ONNXInput input(T element, const std::vector<int64_t> &dims) {
  ONNXInput result;
  result.type = type(element, dims);
  return result;
}

/// An input whose value is known. The values live as long as the process.
ONNXInput ints(std::vector<int64_t> values) {
  auto owner = std::make_shared<std::vector<int64_t>>(std::move(values));
  auto count = static_cast<int64_t>(owner->size());
  ONNXInput result = input(T::Int64, {count});
  result.value = ONNXTensor{
      T::Int64,
      {count},
      absl::MakeConstSpan(reinterpret_cast<const char *>(owner->data()),
                          owner->size() * sizeof(int64_t)),
      {},
      owner};
  return result;
}

std::vector<int64_t> sizes(const ONNXType &type) {
  std::vector<int64_t> result;
  for (const ONNXDim &dim : type.shape.value())
    result.push_back(dim.size);
  return result;
}

StatusOr<std::vector<ONNXType>>
infer(const char *op, const std::vector<ONNXInput> &inputs,
      const std::vector<ONNXAttribute> &attributes = {}, size_t outputs = 1) {
  return inferONNXTypes(*findONNXSchema(op, 17), inputs, attributes, outputs);
}

TEST(ONNXInference, ShapesFollow) {
  auto conv = infer(
      "Conv", {input(T::Float, {-1, 3, 8, 8}), input(T::Float, {4, 3, 3, 3})},
      {{"strides", std::vector<int64_t>{2, 2}}});
  ASSERT_OK(conv);
  EXPECT_EQ((*conv)[0].element, T::Float);
  EXPECT_THAT(sizes((*conv)[0]), ElementsAre(-1, 4, 3, 3));

  auto topK = infer("TopK", {input(T::Double, {2, 9}), ints({5})}, {}, 2);
  ASSERT_OK(topK);
  EXPECT_THAT(sizes((*topK)[0]), ElementsAre(2, 5));
  EXPECT_EQ((*topK)[1].element, T::Int64);
}

TEST(ONNXInference, NamesOfDimensionsTravel) {
  ONNXInput x = input(T::Float, {-1, 4});
  (*x.type.shape)[0].name = "batch";
  auto result = infer("Relu", {x});
  ASSERT_OK(result);
  EXPECT_EQ((*result)[0].shape->at(0).name, "batch");
}

TEST(ONNXInference, ValuesCount) {
  ONNXInput x = input(T::Float, {-1, 3, 4});
  auto known = infer("Reshape", {x, ints({0, -1})});
  ASSERT_OK(known);
  EXPECT_THAT(sizes((*known)[0]), ElementsAre(-1, 12));
  auto unknown = infer("Reshape", {x, input(T::Int64, {2})});
  ASSERT_OK(unknown);
  EXPECT_EQ((*unknown)[0].element, T::Float);
  EXPECT_FALSE((*unknown)[0].shape);
}

TEST(ONNXInference, PartlyKnownElementsCount) {
  ONNXInput shape = input(T::Int64, {2});
  shape.elements = {{-1, ""}, {7, ""}};
  for (const char *op : {"Expand", "Reshape"}) {
    auto result = infer(op, {input(T::Float, {1, 7}), shape});
    ASSERT_OK(result);
    ASSERT_TRUE((*result)[0].shape) << op;
    EXPECT_THAT(sizes((*result)[0]), ElementsAre(-1, 7)) << op;
  }
}

TEST(ONNXInference, OptionalInputsAndFunctions) {
  ONNXInput absent;
  absent.isPresent = false;
  auto clip =
      infer("Clip", {input(T::Float, {3}), absent, input(T::Float, {})});
  ASSERT_OK(clip);
  EXPECT_THAT(sizes((*clip)[0]), ElementsAre(3));
  auto function =
      infer("MeanVarianceNormalization", {input(T::Float, {1, 2, 3, 4})});
  ASSERT_OK(function);
  EXPECT_EQ((*function)[0].element, T::Float);
}

TEST(ONNXInference, GraphsSayTheTypesOfTheirOperators) {
  auto result = infer("If", {input(T::Bool, {})});
  ASSERT_OK(result);
  EXPECT_EQ((*result)[0].element, T::Undefined);
}

TEST(ONNXInference, ContradictionsAreErrors) {
  EXPECT_ERROR(infer("Transpose", {input(T::Float, {2, 3})},
                     {{"perm", std::vector<int64_t>{0, 5}}}),
               kInvalidArgument, "perm");
  EXPECT_ERROR(
      infer("MatMul", {input(T::Float, {2, 3}), input(T::Float, {4, 5})}),
      kInvalidArgument, "Incompatible dimensions");
  ONNXInput shape = ints({1});
  shape.value->dims = {2};
  EXPECT_ERROR(infer("Reshape", {input(T::Float, {2}), shape}),
               kInvalidArgument,
               "tensor 'Reshape' of type int64[2] has 8 bytes");
}

TEST(ONNXInference, RunsInThreads) {
  std::vector<std::thread> threads;
  std::vector<int> rights(4);
  for (int &right : rights)
    threads.emplace_back([&right] {
      for (int i = 0; i < 200; ++i) {
        auto result = infer("Flatten", {input(T::Float, {2, 3, 4})});
        right += result.ok() && sizes((*result)[0])[1] == 12;
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  EXPECT_THAT(rights, ElementsAre(200, 200, 200, 200));
}

} // namespace
