// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Target/ONNX.h"

#include "EqualDims.h"
#include "GraphBuilder.h"

#include "absl/strings/str_cat.h"

#include <map>
#include <set>

namespace sm::target {

using format::ONNXDim;
using format::ONNXType;

namespace {

/// Names the unknown dimensions of outputs.
class DimNames {
public:
  DimNames(const format::ONNXModel &model, mlir::func::FuncOp function)
      : inputs(model.graph.inputs), equal(function) {
    for (const format::ONNXValueInfo &input : inputs)
      if (input.type.shape)
        for (const ONNXDim &dim : *input.type.shape)
          if (!dim.name.empty())
            isOfInput.insert(dim.name);
    used = isOfInput;
  }

  /// `value` is what the output returns.
  void complete(format::ONNXValueInfo &output, const ONNXType &inferred,
                mlir::Value value) {
    ONNXType &type = output.type;
    if (!type.shape)
      type.shape = inferred.shape;
    if (!type.shape)
      return;
    for (size_t i = 0; i < type.shape->size(); ++i) {
      ONNXDim &dim = (*type.shape)[i];
      if (dim.size < 0 && inferred.shape && i < inferred.shape->size())
        dim = (*inferred.shape)[i];
      if (dim.size >= 0)
        continue;
      if (auto same = equal.lookup(value, static_cast<unsigned>(i)))
        dim.name = (*inputs[same->first].type.shape)[same->second].name;
      else if (!isOfInput.count(dim.name))
        dim.name = nameOf(dim.name, absl::StrCat(output.name, "_dim_", i));
    }
  }

private:
  /// The name of a dimension of no input. What libonnx calls `inferred`, if it
  /// does, keeps one name over all outputs.
  std::string nameOf(const std::string &inferred, const std::string &wanted) {
    auto known = given.find(inferred);
    if (!inferred.empty() && known != given.end())
      return known->second;
    std::string name = wanted;
    for (int i = 1; !used.insert(name).second; ++i)
      name = absl::StrCat(wanted, "_", i);
    given[inferred] = name;
    return name;
  }

  const std::vector<format::ONNXValueInfo> &inputs;
  EqualDims equal;
  std::set<std::string> isOfInput, used;
  std::map<std::string, std::string> given;
};

} // namespace

/// The checker asks for shapes of outputs, too, but does not say whose.
static Status checkRanks(const format::ONNXModel &model,
                         const std::string &function) {
  for (const format::ONNXValueInfo &output : model.graph.outputs)
    if (!output.type.shape)
      return absl::InvalidArgumentError(
          absl::StrCat("function '", function,
                       "' cannot be written as ONNX: output '", output.name,
                       "' is of unknown rank, which an output of an ONNX model "
                       "must have; give the shapes of the inputs (--shape)"));
  return absl::OkStatus();
}

StatusOr<format::ONNXModel> makeONNXModel(mlir::func::FuncOp function,
                                          const ONNXExportOptions &options,
                                          std::vector<std::string> *notes) {
  GraphBuilder builder(function, options);
  SM_ASSIGN_OR_RETURN(format::ONNXModel model, builder.build());
  model.producerName = "sm";
  model.producerVersion = options.producerVersion;
  model.metadata = options.metadata;
  SM_RETURN_IF_ERROR(checkRanks(model, function.getSymName().str()));
  StatusOr<std::vector<ONNXType>> inferred = format::checkONNXModel(model);
  if (!inferred.ok())
    return withContext(inferred.status(), "function '" +
                                              function.getSymName().str() +
                                              "' is no valid ONNX model");
  DimNames names(model, function);
  mlir::Operation *returned = function.getBody().front().getTerminator();
  for (unsigned i = 0; i < returned->getNumOperands(); ++i)
    names.complete(model.graph.outputs[i], (*inferred)[i],
                   returned->getOperand(i));
  if (notes)
    notes->insert(notes->end(), builder.notes().begin(), builder.notes().end());
  return model;
}

Status exportONNX(mlir::func::FuncOp function, const ONNXExportOptions &options,
                  const std::string &path, std::vector<std::string> *notes) {
  SM_ASSIGN_OR_RETURN(format::ONNXModel model,
                      makeONNXModel(function, options, notes));
  format::ONNXWriteOptions write;
  write.externalData = options.externalData;
  write.overwrite = options.overwrite;
  return format::writeONNXModel(model, path, write);
}

} // namespace sm::target
