// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Variables: from the object graph, else from the collections of TensorFlow 1,
/// else from the nodes; and what the checkpoint says of them.

#include "lib/Driver/Show/Summary.h"

#include "sm/Format/Proto/graph.pb.h"
#include "sm/Format/Proto/meta_graph.pb.h"
#include "sm/Format/Proto/node_def.pb.h"
#include "sm/Format/Proto/variable.pb.h"
#include "sm/Format/TensorBundle.h"

#include <set>
#include <string_view>
#include <unordered_map>

namespace sm::driver {
namespace {

using format::TensorBundle;
using format::TensorEntry;
using tensorflow::MetaGraphDef;
using tensorflow::NodeDef;
using tensorflow::VariableDef;

std::string withoutOutput(const std::string &tensor) {
  return tensor.substr(0, tensor.find(':'));
}

bool isVariableNode(const NodeDef &node) {
  return node.op() == "VarHandleOp" || node.op() == "VariableV2" ||
         node.op() == "Variable";
}

/// Fills in what the checkpoint knows of the entry `key`.
void addEntry(const TensorBundle *bundle, const std::string &key,
              VariableSummary &variable) {
  const TensorEntry *entry = bundle ? bundle->find(key) : nullptr;
  if (!entry)
    return;
  variable.key = key;
  variable.bytes = entry->bytes;
  if (variable.spec.dtype == DType::Invalid)
    variable.spec.dtype = entry->dtype;
  if (!variable.spec.shape)
    variable.spec.shape = std::vector<int64_t>(entry->shape.dims().begin(),
                                               entry->shape.dims().end());
}

/// Variables of a graph without objects.
class GraphVariables {
public:
  GraphVariables(const MetaGraphDef &metaGraph, const TensorBundle *bundle)
      : metaGraph(metaGraph), bundle(bundle) {
    for (const NodeDef &node : metaGraph.graph_def().node())
      if (isVariableNode(node))
        nodes.emplace(node.name(), &node);
  }

  std::vector<VariableSummary> list() {
    // The collections do not always say it per variable: files of old versions
    // lack the field and have a collection of the trainable ones instead.
    for (const VariableDef &variable : collection("trainable_variables"))
      trainable.insert(variable.variable_name());
    for (const char *name : {"variables", "local_variables", "model_variables"})
      for (const VariableDef &variable : collection(name))
        addDefined(variable);
    if (result.empty())
      addNodes();
    addRest();
    return std::move(result);
  }

private:
  std::vector<VariableDef> collection(const char *name) const {
    std::vector<VariableDef> variables;
    auto found = metaGraph.collection_def().find(name);
    if (found == metaGraph.collection_def().end())
      return variables;
    for (const std::string &bytes : found->second.bytes_list().value()) {
      VariableDef variable;
      if (variable.ParseFromString(bytes))
        variables.push_back(std::move(variable));
    }
    return variables;
  }

  void addDefined(const VariableDef &definition) {
    VariableSummary variable;
    variable.name = withoutOutput(definition.variable_name());
    if (!names.insert(variable.name).second)
      return;
    variable.trainable = trainable.count(definition.variable_name()) > 0;
    if (auto node = nodes.find(variable.name); node != nodes.end())
      variable.spec = specOf(*node->second);
    // A part of a partitioned variable lies in the whole one's entry.
    const std::string &whole = definition.save_slice_info_def().full_name();
    addKey(whole.empty() ? variable.name : whole, variable);
    result.push_back(std::move(variable));
  }

  void addNodes() {
    for (const NodeDef &node : metaGraph.graph_def().node()) {
      if (!isVariableNode(node))
        continue;
      VariableSummary variable;
      variable.name = node.name();
      variable.spec = specOf(node);
      std::string key = node.name();
      if (auto shared = node.attr().find("shared_name");
          shared != node.attr().end() && !shared->second.s().empty())
        key = shared->second.s();
      addKey(key, variable);
      result.push_back(std::move(variable));
    }
  }

  /// Entries of the checkpoint that belong to no variable above.
  void addRest() {
    if (!bundle)
      return;
    for (const auto &[key, entry] : bundle->tensors()) {
      if (keys.count(key) || key == format::kObjectGraphKey)
        continue;
      VariableSummary variable;
      variable.name = key;
      addKey(key, variable);
      result.push_back(std::move(variable));
    }
  }

  void addKey(const std::string &key, VariableSummary &variable) {
    addEntry(bundle, key, variable);
    keys.insert(variable.key);
  }

  const MetaGraphDef &metaGraph;
  const TensorBundle *bundle;
  std::unordered_map<std::string_view, const NodeDef *> nodes;
  std::set<std::string> trainable, names, keys;
  std::vector<VariableSummary> result;
};

} // namespace

std::vector<VariableSummary>
summariseVariables(const MetaGraphDef &metaGraph,
                   const format::ObjectGraph *objects,
                   const TensorBundle *bundle) {
  if (!objects)
    return GraphVariables(metaGraph, bundle).list();
  std::vector<VariableSummary> result;
  for (const format::VariableObject &object : objects->variables()) {
    VariableSummary variable;
    variable.name = object.name;
    variable.spec = {object.dtype, object.shape};
    variable.trainable = object.trainable;
    addEntry(bundle, object.checkpointKey, variable);
    result.push_back(std::move(variable));
  }
  return result;
}

} // namespace sm::driver
