// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Makes a SavedModel without TensorFlow: y = x * w + b, as a graph in
/// protobuf's text form and two variables, and the same graph once more under
/// other tags, with a signature for regression.
///
///     save_model FOLDER

#include "sm/API/SavedModelBuilder.h"

#include <cstdio>

namespace {

constexpr const char *kGraph = R"(
  node { name: "x" op: "Placeholder"
    attr { key: "dtype" value { type: DT_FLOAT } }
    attr { key: "shape" value { shape { dim { size: -1 } dim { size: 2 } } } } }
  node { name: "w" op: "VarHandleOp"
    attr { key: "dtype" value { type: DT_FLOAT } }
    attr { key: "shape" value { shape { dim { size: 2 } dim { size: 1 } } } }
    attr { key: "shared_name" value { s: "w" } } }
  node { name: "b" op: "VarHandleOp"
    attr { key: "dtype" value { type: DT_FLOAT } }
    attr { key: "shape" value { shape { dim { size: 1 } } } }
    attr { key: "shared_name" value { s: "b" } } }
  node { name: "w/Read" op: "ReadVariableOp" input: "w"
    attr { key: "dtype" value { type: DT_FLOAT } } }
  node { name: "b/Read" op: "ReadVariableOp" input: "b"
    attr { key: "dtype" value { type: DT_FLOAT } } }
  node { name: "product" op: "MatMul" input: "x" input: "w/Read"
    attr { key: "T" value { type: DT_FLOAT } } }
  node { name: "y" op: "BiasAdd" input: "product" input: "b/Read"
    attr { key: "T" value { type: DT_FLOAT } } }
  versions { producer: 1645 }
)";

sm::Status saveModel(const std::string &folder) {
  using sm::DType;
  using sm::runtime::Tensor;
  sm::VariableValues variables;
  variables["w"] = Tensor::of<float>(DType::Float, {2, 1}, {0.5f, -1.0f});
  variables["b"] = Tensor::of<float>(DType::Float, {1}, {2.0f});

  sm::SignatureSpec predict;
  predict.inputs["x"] = {"x:0", {}, {}};
  predict.outputs["y"] = {"y:0", {}, sm::PartialShape{sm::kUnknownDim, 1}};
  sm::MetaGraphParts parts;
  parts.signatures[sm::kDefaultSignature] = predict;

  sm::SavedModelBuilder builder(folder);
  SM_RETURN_IF_ERROR(builder.addMetaGraphAndVariables(
      {"serve"}, sm::GraphSource::text(kGraph), parts, variables));

  sm::SignatureSpec regress;
  regress.method = "tensorflow/serving/regress";
  regress.inputs["inputs"] = {"x:0", {}, {}};
  regress.outputs["outputs"] = {"y:0", {}, {}};
  parts.signatures = {{"regress", regress}};
  SM_RETURN_IF_ERROR(builder.addMetaGraph(
      {"serve", "eval"}, sm::GraphSource::text(kGraph), parts));
  return builder.save();
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: save_model FOLDER\n");
    return 2;
  }
  const sm::Status status = saveModel(argv[1]);
  if (status.ok())
    return 0;
  std::fprintf(stderr, "save_model: %s\n",
               std::string(status.message()).c_str());
  return 1;
}
