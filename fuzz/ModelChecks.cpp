// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Graph, tags, assets, initialiser, objects and tensors of each MetaGraph.

#include "fuzz/ModelChecks.h"

#include "fuzz/FuzzInput.h"
#include "sm/Format/GraphDef.h"
#include "sm/Format/ObjectGraph.h"
#include "sm/Format/Proto/graph.pb.h"
#include "sm/Format/Proto/meta_graph.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/TensorProto.h"

#include <string>
#include <vector>

namespace sm::fuzz {
namespace {

using tensorflow::MetaGraphDef;

// A splat of this many bytes may be written out.
constexpr int64_t kMaxBytes = 1 << 16;

void readTensors(const tensorflow::GraphDef &graph) {
  for (const auto &node : graph.node())
    for (const auto &[name, value] : node.attr()) {
      if (!value.has_tensor())
        continue;
      auto tensor = format::decodeTensor(value.tensor());
      if (tensor.ok() !=
          (format::checkTensor(value.tensor()).ok() &&
           tensor.status().code() != absl::StatusCode::kUnimplemented))
        fail("checkTensor and decodeTensor disagree");
      if (!tensor.ok() || tensor->dtype() == DType::String ||
          tensor->numElements() > kMaxBytes)
        continue;
      std::string bytes(static_cast<size_t>(tensor->numElements()) *
                            dtypeSize(tensor->dtype()),
                        '\0');
      (void)tensor->copyTo({bytes.data(), bytes.size()});
    }
}

void readObjects(const MetaGraphDef &metaGraph) {
  auto built = format::ObjectGraph::build(metaGraph, nullptr);
  if (!built.ok())
    return;
  const format::ObjectGraph &objects = **built;
  (void)objects.variables();
  for (const auto &function : objects.functions())
    for (const std::string &name : function.concreteFunctions)
      (void)objects.concreteFunction(name);
  for (int i = 0; i < objects.size() && i < 64; ++i) {
    (void)objects.functionAt(i);
    const std::string path = objects.pathOf(i);
    if (auto found = objects.find(path); !path.empty() && !found.ok())
      fail("the path of an object leads nowhere: " + path);
  }
}

} // namespace

void readWhole(std::shared_ptr<tensorflow::SavedModel> model) {
  format::SavedModelFile file;
  file.dir = memoryFolder();
  file.proto = std::move(model);
  (void)format::selectMetaGraph(*file.proto, std::nullopt);
  for (const MetaGraphDef &metaGraph : file.proto->meta_graphs()) {
    (void)format::tagSetName(format::tagsOf(metaGraph));
    (void)format::listAssets(file, metaGraph);
    (void)format::initOpNode(metaGraph);
    (void)format::validateGraph(metaGraph.graph_def());
    readTensors(metaGraph.graph_def());
    readObjects(metaGraph);
  }
}

} // namespace sm::fuzz
