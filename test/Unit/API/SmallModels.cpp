// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "SmallModels.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <filesystem>

namespace sm::test {

using runtime::Tensor;

//===----------------------------------------------------------------------===//
// Graphs
//===----------------------------------------------------------------------===//

namespace {

std::string attribute(const std::string &key, const std::string &value) {
  return " attr { key: '" + key + "' value { " + value + " } }";
}

std::string shapeText(const std::vector<int64_t> &dims) {
  std::string text;
  for (int64_t dim : dims)
    text += " dim { size: " + std::to_string(dim) + " }";
  return "shape {" + text + " }";
}

std::string node(const std::string &name, const std::string &op,
                 const std::vector<std::string> &inputs,
                 const std::string &attributes) {
  std::string text = "node { name: '" + name + "' op: '" + op + "'";
  for (const std::string &input : inputs)
    text += " input: '" + input + "'";
  return text + attributes + " }\n";
}

std::string typed(const std::string &type) {
  return attribute("T", "type: " + type);
}

std::string placeholder(const std::string &name, const std::string &type,
                        const std::vector<int64_t> &dims) {
  return node(name, "Placeholder", {},
              attribute("dtype", "type: " + type) +
                  attribute("shape", shapeText(dims)));
}

std::string handle(const std::string &name, const std::vector<int64_t> &dims) {
  return node(name, "VarHandleOp", {},
              attribute("dtype", "type: DT_FLOAT") +
                  attribute("shape", shapeText(dims)) +
                  attribute("shared_name", "s: '" + name + "'"));
}

std::string read(const std::string &name, const std::string &variable,
                 const std::vector<std::string> &after = {}) {
  std::vector<std::string> inputs = {variable};
  inputs.insert(inputs.end(), after.begin(), after.end());
  return node(name, "ReadVariableOp", inputs,
              attribute("dtype", "type: DT_FLOAT"));
}

std::string vectorConstant(const std::string &name,
                           const std::vector<float> &values) {
  std::string text = "tensor { dtype: DT_FLOAT tensor_shape { dim { size: " +
                     std::to_string(values.size()) + " } }";
  for (float value : values)
    text += " float_val: " + std::to_string(value);
  return node(name, "Const", {},
              attribute("dtype", "type: DT_FLOAT") +
                  attribute("value", text + " }"));
}

/// Writes a model with one MetaGraph tagged "serve".
ModelSource writeParts(const std::string &folder, const std::string &graph,
                       const MetaGraphParts &parts,
                       const VariableValues &variables) {
  SavedModelBuilder builder(folder);
  EXPECT_EQ(builder.addMetaGraphAndVariables(
                {"serve"}, GraphSource::text(graph), parts, variables),
            absl::OkStatus());
  EXPECT_EQ(builder.save(), absl::OkStatus());
  ModelSource source;
  source.path = folder;
  return source;
}

ModelSource write(const std::string &folder, const std::string &graph,
                  const std::map<std::string, SignatureSpec> &signatures,
                  const VariableValues &variables) {
  MetaGraphParts parts;
  parts.signatures = signatures;
  return writeParts(folder, graph, parts, variables);
}

SignatureSpec signature(std::map<std::string, TensorChoice> inputs,
                        std::map<std::string, TensorChoice> outputs) {
  SignatureSpec spec;
  spec.inputs = std::move(inputs);
  spec.outputs = std::move(outputs);
  return spec;
}

TensorChoice tensor(const std::string &name) { return {name, {}, {}}; }

} // namespace

//===----------------------------------------------------------------------===//
// Models
//===----------------------------------------------------------------------===//

ModelSource denseModel(const std::string &folder) {
  const std::string graph =
      placeholder("x", "DT_FLOAT", {-1, 4}) + handle("w", {4, 2}) +
      read("w/Read", "w") + vectorConstant("b", {1, -20}) +
      node("product", "MatMul", {"x", "w/Read"}, typed("DT_FLOAT")) +
      node("sum", "BiasAdd", {"product", "b"}, typed("DT_FLOAT")) +
      node("y", "Relu", {"sum"}, typed("DT_FLOAT"));
  return write(folder, graph,
               {{kDefaultSignature,
                 signature({{"x", tensor("x")}}, {{"y", tensor("y")}})}},
               {{"w", Tensor::of<float>(DType::Float, {4, 2},
                                        {1, 2, 3, -4, 5, 6, -7, 8})}});
}

std::vector<float> denseAnswer(int64_t rows) {
  static constexpr float kWeights[4][2] = {{1, 2}, {3, -4}, {5, 6}, {-7, 8}};
  const std::vector<float> x = floatsOf(rampRows(rows));
  std::vector<float> result;
  for (int64_t row = 0; row < rows; ++row)
    for (int column = 0; column < 2; ++column) {
      float sum = column == 0 ? 1.0f : -20.0f;
      for (int k = 0; k < 4; ++k)
        sum += x[4 * row + k] * kWeights[k][column];
      result.push_back(std::max(sum, 0.0f));
    }
  return result;
}

ModelSource mixedModel(const std::string &folder) {
  const std::string type = typed("DT_INT32");
  const std::string graph = placeholder("x", "DT_INT32", {-1}) +
                            placeholder("y", "DT_INT32", {-1}) +
                            node("twice", "AddV2", {"x", "x"}, type) +
                            node("quotient", "Div", {"twice", "y"}, type) +
                            node("minus", "Neg", {"quotient"}, type) +
                            node("z", "AddV2", {"minus", "minus"}, type);
  return write(
      folder, graph,
      {{kDefaultSignature, signature({{"x", tensor("x")}, {"y", tensor("y")}},
                                     {{"z", tensor("z")}})}},
      {});
}

ModelSource bytesModel(const std::string &folder) {
  auto list = [](const std::string &name, const std::string &values,
                 const std::vector<int64_t> &dims) {
    std::string shape = shapeText(dims);
    return node(name, "Const", {},
                attribute("dtype", "type: DT_INT32") +
                    attribute("value", "tensor { dtype: DT_INT32 tensor_" +
                                           shape + values + " }"));
  };
  const std::string floats = typed("DT_FLOAT");
  const std::string graph =
      placeholder("bytes", "DT_UINT8", {-1, 1}) +
      list("all", " int_val: -1", {1}) + list("none", "", {0}) +
      list("first", " int_val: 0", {1}) +
      node("flat", "Reshape", {"bytes", "all"}, typed("DT_UINT8")) +
      node("numbers", "Cast", {"flat"},
           attribute("SrcT", "type: DT_UINT8") +
               attribute("DstT", "type: DT_FLOAT")) +
      node("half", "Const", {},
           attribute("dtype", "type: DT_FLOAT") +
               attribute("value", "tensor { dtype: DT_FLOAT tensor_shape {} "
                                  "float_val: 0.5 }")) +
      node("halves", "Mul", {"numbers", "half"}, floats) +
      node("row", "Sum", {"halves", "first"},
           floats + attribute("keep_dims", "b: true")) +
      node("number", "Reshape", {"row", "none"}, floats) +
      node("same", "Sum", {"number", "none"}, floats) +
      node("sum", "Neg", {"same"}, floats);
  return write(folder, graph,
               {{"flat", signature({{"bytes", tensor("bytes")}},
                                   {{"y", tensor("flat")}})},
                {"sum", signature({{"bytes", tensor("bytes")}},
                                  {{"y", tensor("sum")}})}},
               {});
}

ModelSource unsupportedModel(const std::string &folder) {
  const std::string type = typed("DT_FLOAT");
  const std::string graph =
      placeholder("x", "DT_FLOAT", {-1}) +
      node("twice", "AddV2", {"x", "x"}, type) +
      node("strange", "Betainc", {"twice", "x", "x"}, type);
  return write(
      folder, graph,
      {{"fine", signature({{"x", tensor("x")}}, {{"y", tensor("twice")}})},
       {"bad",
        signature(
            {{"x", tensor("x")}},
            {{"y", {"strange", DType::Float, PartialShape{kUnknownDim}}}})}},
      {});
}

ModelSource counterModel(const std::string &folder) {
  const std::string graph =
      placeholder("x", "DT_FLOAT", {2}) + handle("w", {2}) +
      read("w/Read", "w") +
      node("product", "Mul", {"x", "w/Read"}, typed("DT_FLOAT")) +
      node("assign", "AssignVariableOp", {"w", "x"},
           attribute("dtype", "type: DT_FLOAT")) +
      read("after", "w", {"^assign"});
  return write(
      folder, graph,
      {{"get", signature({{"x", tensor("x")}}, {{"y", tensor("product")}})},
       {"set", signature({{"x", tensor("x")}}, {{"y", tensor("after")}})}},
      {{"w", Tensor::of<float>(DType::Float, {2}, {10, 100})}});
}

ModelSource initializedModel(const std::string &folder, int divisor) {
  const std::string dtype = attribute("dtype", "type: DT_INT32");
  auto constant = [&](const std::string &name, int value) {
    return node(
        name, "Const", {},
        dtype + attribute("value", "tensor { dtype: DT_INT32 tensor_shape { } "
                                   "int_val: " +
                                       std::to_string(value) + " }"));
  };
  const std::string graph =
      node("v", "VarHandleOp", {},
           dtype + attribute("shape", shapeText({})) +
               attribute("shared_name", "s: 'v'")) +
      constant("twelve", 12) + constant("divisor", divisor) +
      node("quotient", "Div", {"twelve", "divisor"}, typed("DT_INT32")) +
      node("init", "AssignVariableOp", {"v", "quotient"}, dtype) +
      node("y", "ReadVariableOp", {"v"}, dtype);
  MetaGraphParts parts;
  parts.signatures = {{kDefaultSignature, signature({}, {{"y", tensor("y")}})}};
  parts.initNode = "init";
  return writeParts(folder, graph, parts,
                    {{"v", Tensor::of<int32_t>(DType::Int32, {}, {0})}});
}

ModelSource valuelessModel(const std::string &folder) {
  const std::string graph =
      placeholder("x", "DT_FLOAT", {2}) + handle("v", {2}) +
      read("v/Read", "v") +
      node("y", "Mul", {"x", "v/Read"}, typed("DT_FLOAT")) +
      node("assign", "AssignVariableOp", {"v", "x"},
           attribute("dtype", "type: DT_FLOAT")) +
      read("after", "v", {"^assign"});
  ModelSource source = write(
      folder, graph,
      {{kDefaultSignature,
        signature({{"x", tensor("x")}}, {{"y", tensor("y")}})},
       {"assign", signature({{"x", tensor("x")}}, {{"y", tensor("after")}})}},
      {{"v", Tensor::of<float>(DType::Float, {2}, {10, 100})}});
  std::filesystem::remove_all(source.path + "/variables");
  return source;
}

ModelSource uninitializableModel(const std::string &folder) {
  const std::string graph = placeholder("x", "DT_FLOAT", {2}) +
                            node("y", "AddV2", {"x", "x"}, typed("DT_FLOAT")) +
                            node("table", "Mystery", {}, "") +
                            node("init", "NoOp", {"^table"}, "");
  MetaGraphParts parts;
  parts.signatures = {{kDefaultSignature,
                       signature({{"x", tensor("x")}}, {{"y", tensor("y")}})}};
  parts.initNode = "init";
  return writeParts(folder, graph, parts, {});
}

ModelSource imageModel(const std::string &folder) {
  const std::string type = typed("DT_FLOAT");
  const std::string graph = placeholder("image", "DT_FLOAT", {-1, 3, 5, 2}) +
                            placeholder("p", "DT_FLOAT", {}) +
                            placeholder("q", "DT_FLOAT", {}) +
                            node("difference", "Sub", {"p", "q"}, type) +
                            node("y", "Mul", {"image", "difference"}, type);
  return write(folder, graph,
               {{kDefaultSignature, signature({{"image", tensor("image")},
                                               {"p", tensor("p")},
                                               {"q", tensor("q")}},
                                              {{"y", tensor("y")}})}},
               {});
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

Tensor rampRows(int64_t rows) {
  std::vector<float> values(4 * rows);
  for (size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(i % 10);
  return Tensor::of<float>(DType::Float, {rows, 4}, values);
}

StatusOr<std::shared_ptr<const Model>> loadFor(const ModelSource &source,
                                               Engine engine,
                                               const std::string &signature) {
  ModelEntry entry;
  if (!signature.empty())
    entry.signature = signature;
  PrepareOptions options;
  options.engine = engine;
  return Model::load(source, entry, options, nullptr);
}

StatusOr<std::shared_ptr<const Model>> loadArtifact(const std::string &path) {
  ModelSource source;
  source.kind = ModelSource::Kind::Artifact;
  source.path = path;
  return Model::load(source, {}, {}, nullptr);
}

std::vector<float> floatsOf(const Tensor &tensor) {
  return {tensor.values<float>().begin(), tensor.values<float>().end()};
}

std::vector<std::string> filesIn(const std::string &folder) {
  std::vector<std::string> names;
  for (const auto &file : std::filesystem::directory_iterator(folder))
    names.push_back(file.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

} // namespace sm::test
