// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Target/ONNX.h"

#include "GraphBuilder.h"

#include "absl/strings/str_cat.h"

#include <set>

namespace sm::target {

using format::ONNXDim;
using format::ONNXType;

namespace {

/// Names the unknown dimensions of outputs.
class DimNames {
public:
  explicit DimNames(const format::ONNXModel &model) {
    for (const format::ONNXValueInfo &input : model.graph.inputs)
      if (input.type.shape)
        for (const ONNXDim &dim : *input.type.shape)
          used.insert(dim.name);
  }

  void complete(ONNXType &type, const ONNXType &inferred) {
    if (!type.shape)
      type.shape = inferred.shape;
    if (!type.shape)
      return;
    for (size_t i = 0; i < type.shape->size(); ++i) {
      ONNXDim &dim = (*type.shape)[i];
      if (dim.size < 0 && inferred.shape && i < inferred.shape->size())
        dim = (*inferred.shape)[i];
      if (dim.size < 0 && dim.name.empty())
        dim.name = fresh();
      used.insert(dim.name);
    }
  }

private:
  std::string fresh() {
    std::string name;
    do
      name = absl::StrCat("unk__", count++);
    while (used.count(name));
    return name;
  }

  std::set<std::string> used;
  int count = 0;
};

} // namespace

StatusOr<format::ONNXModel> makeONNXModel(mlir::func::FuncOp function,
                                          const ONNXExportOptions &options) {
  SM_ASSIGN_OR_RETURN(format::ONNXModel model,
                      GraphBuilder(function, options).build());
  model.producerName = "sm";
  model.producerVersion = options.producerVersion;
  model.metadata = options.metadata;
  StatusOr<std::vector<ONNXType>> inferred = format::checkONNXModel(model);
  if (!inferred.ok())
    return withContext(inferred.status(), "function '" +
                                              function.getSymName().str() +
                                              "' is no valid ONNX model");
  DimNames names(model);
  for (size_t i = 0; i < model.graph.outputs.size(); ++i)
    names.complete(model.graph.outputs[i].type, (*inferred)[i]);
  return model;
}

Status exportONNX(mlir::func::FuncOp function, const ONNXExportOptions &options,
                  const std::string &path) {
  SM_ASSIGN_OR_RETURN(format::ONNXModel model,
                      makeONNXModel(function, options));
  format::ONNXWriteOptions write;
  write.externalData = options.externalData;
  write.overwrite = options.overwrite;
  return format::writeONNXModel(model, path, write);
}

} // namespace sm::target
