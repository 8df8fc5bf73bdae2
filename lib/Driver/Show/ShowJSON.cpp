// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The summary of a model for machines. The keys are a contract with scripts.

#include "lib/Driver/Output/Report.h"
#include "lib/Driver/Show/Show.h"
#include "sm/Driver/PrintTensor.h"

namespace sm::driver {
namespace {

using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;

Value shapeJSON(const format::TensorSpec &spec) {
  if (!spec.shape)
    return nullptr;
  Array dims;
  for (int64_t size : *spec.shape)
    dims.push_back(size < 0 ? Value(nullptr) : Value(size));
  return dims;
}

/// The tensor's values; printed text is always valid JSON.
Value valuesJSON(const runtime::Tensor &tensor) {
  auto parsed = llvm::json::parse(valuesToJSON(tensor));
  if (parsed)
    return std::move(*parsed);
  llvm::consumeError(parsed.takeError());
  return nullptr;
}

Value portJSON(const PortSummary &port) {
  Object object{
      {"name", textJSON(port.key)},
      {"dtype", dtypeName(port.spec.dtype)},
      {"shape", shapeJSON(port.spec)},
      {"tensor", port.tensor.empty() ? Value(nullptr) : textJSON(port.tensor)},
      {"default",
       port.defaultValue ? valuesJSON(*port.defaultValue) : Value(nullptr)}};
  if (port.composite.empty())
    return object;
  object["composite"] = textJSON(port.composite);
  Object parts;
  for (const auto &[part, tensor] : port.parts)
    parts[part] = textJSON(tensor);
  object["parts"] = std::move(parts);
  return object;
}

Value portsJSON(const std::vector<PortSummary> &ports) {
  Array array;
  for (const PortSummary &port : ports)
    array.push_back(portJSON(port));
  return array;
}

Value signaturesJSON(const MetaGraphSummary &metaGraph) {
  Object signatures;
  for (const SignatureSummary &signature : metaGraph.signatures)
    signatures[llvm::json::fixUTF8(signature.name)] =
        Object{{"method", textJSON(signature.method)},
               {"inputs", portsJSON(signature.inputs)},
               {"outputs", portsJSON(signature.outputs)}};
  return signatures;
}

Value variablesJSON(const MetaGraphSummary &metaGraph) {
  Array array;
  for (const VariableSummary &variable : metaGraph.variables)
    array.push_back(Object{
        {"name", textJSON(variable.name)},
        {"dtype", dtypeName(variable.spec.dtype)},
        {"shape", shapeJSON(variable.spec)},
        {"key", variable.key.empty() ? Value(nullptr) : textJSON(variable.key)},
        {"bytes", variable.bytes ? Value(*variable.bytes) : Value(nullptr)},
        {"trainable",
         variable.trainable ? Value(*variable.trainable) : Value(nullptr)}});
  return array;
}

Value leavesJSON(const std::vector<format::SignatureLeaf> &leaves) {
  Array array;
  for (const format::SignatureLeaf &leaf : leaves)
    array.push_back(Object{{"name", textJSON(leaf.key)},
                           {"dtype", dtypeName(leaf.spec.dtype)},
                           {"shape", shapeJSON(leaf.spec)}});
  return array;
}

Value functionsJSON(const MetaGraphSummary &metaGraph) {
  Array array;
  for (const FunctionSummary &function : metaGraph.functions)
    array.push_back(Object{{"path", textJSON(function.path)},
                           {"overload", function.overload},
                           {"name", textJSON(function.trace.name)},
                           {"inputs", leavesJSON(function.trace.inputs)},
                           {"outputs", leavesJSON(function.trace.outputs)}});
  return array;
}

Value metaGraphJSON(const MetaGraphSummary &metaGraph) {
  Array tags, assets, unsupported, placeholders;
  Object ops;
  for (const std::string &tag : metaGraph.tags)
    tags.push_back(textJSON(tag));
  for (const auto &[file, tensor] : metaGraph.assets)
    assets.push_back(
        Object{{"file", textJSON(file)}, {"tensor", textJSON(tensor)}});
  for (const auto &[op, count] : metaGraph.ops)
    ops[llvm::json::fixUTF8(op)] = count;
  for (const Unsupported &item : metaGraph.unsupported)
    unsupported.push_back(toJSON(item));
  for (const PlaceholderSummary &placeholder : metaGraph.placeholders)
    placeholders.push_back(Object{{"name", textJSON(placeholder.node)},
                                  {"dtype", dtypeName(placeholder.spec.dtype)},
                                  {"shape", shapeJSON(placeholder.spec)}});
  return Object{{"tags", std::move(tags)},
                {"tensorflow_version", textJSON(metaGraph.tensorflowVersion)},
                {"signatures", signaturesJSON(metaGraph)},
                {"variables", variablesJSON(metaGraph)},
                {"assets", std::move(assets)},
                {"functions", functionsJSON(metaGraph)},
                {"placeholders", std::move(placeholders)},
                {"ops", std::move(ops)},
                {"unsupported", std::move(unsupported)}};
}

} // namespace

Value showJSON(const ModelSummary &summary) {
  Array metaGraphs;
  for (const MetaGraphSummary &metaGraph : summary.metaGraphs)
    metaGraphs.push_back(metaGraphJSON(metaGraph));
  return Object{{"format", summary.format},
                {"path", textJSON(summary.path)},
                {"version", summary.version},
                {"meta_graphs", std::move(metaGraphs)}};
}

} // namespace sm::driver
