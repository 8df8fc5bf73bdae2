// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The objects of a V2 model: what each is, and its children.

#include "lib/Driver/Show/Summary.h"

#include "sm/Format/Proto/meta_graph.pb.h"
#include "sm/Format/Proto/saved_object_graph.pb.h"

#include "absl/strings/str_cat.h"

namespace sm::driver {
namespace {

using tensorflow::SavedObject;

std::pair<std::string, std::string>
describe(const SavedObject &object, const tensorflow::MetaGraphDef &metaGraph) {
  switch (object.kind_case()) {
  case SavedObject::kUserObject:
    return {"object", object.user_object().identifier()};
  case SavedObject::kAsset: {
    const int index = object.asset().asset_file_def_index();
    const bool isKnown = index >= 0 && index < metaGraph.asset_file_def_size();
    return {"asset", isKnown ? metaGraph.asset_file_def(index).filename() : ""};
  }
  case SavedObject::kFunction:
    return {"function",
            absl::StrCat(object.function().concrete_functions_size(),
                         object.function().concrete_functions_size() == 1
                             ? " trace"
                             : " traces")};
  case SavedObject::kVariable:
    return {"variable", object.variable().name()};
  case SavedObject::kBareConcreteFunction:
    return {"function",
            object.bare_concrete_function().concrete_function_name()};
  case SavedObject::kConstant:
    return {"constant", object.constant().operation()};
  case SavedObject::kResource:
    return {"resource", object.resource().device()};
  case SavedObject::kCapturedTensor:
    return {"tensor", object.captured_tensor().name()};
  default:
    return {"object", object.registered_name()};
  }
}

} // namespace

std::vector<ObjectSummary>
summariseObjects(const tensorflow::MetaGraphDef &metaGraph) {
  std::vector<ObjectSummary> result;
  for (const SavedObject &object : metaGraph.object_graph_def().nodes()) {
    ObjectSummary summary;
    std::tie(summary.kind, summary.detail) = describe(object, metaGraph);
    for (const auto &child : object.children())
      summary.children.emplace_back(child.local_name(), child.node_id());
    result.push_back(std::move(summary));
  }
  return result;
}

} // namespace sm::driver
