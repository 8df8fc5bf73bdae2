// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "GraphReferences.h"

#include "sm/Transforms/Passes.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_GRAPHSTRIPDEVICES
#include "sm/Transforms/Passes.h.inc"

/// Node attributes that only say where a node may run.
static constexpr StringRef kPlacement[] = {graph::GraphDialect::kDevice,
                                           "allowed_devices", "_device"};

/// What has a device in the object graph.
static const SmallVector<StringRef> kObjectPaths[] = {
    {"object_graph_def", "nodes", "variable"},
    {"object_graph_def", "nodes", "variable",
     "experimental_distributed_variable_components"},
    {"object_graph_def", "nodes", "resource"}};

/// Removes `loc:@node`; other classes stay.
static void stripColocation(Operation *op) {
  auto classes = op->getAttrOfType<ArrayAttr>("_class");
  if (!classes)
    return;
  SmallVector<Attribute> kept =
      llvm::filter_to_vector(classes, [](Attribute item) {
        auto text = dyn_cast<StringAttr>(item);
        return !text || !text.getValue().starts_with("loc:@");
      });
  if (kept.size() == classes.size())
    return;
  if (kept.empty())
    op->removeAttr("_class");
  else
    op->setAttr("_class", ArrayAttr::get(op->getContext(), kept));
}

/// Clears the devices of variables and resources in the object graph.
static void stripObjects(saved_model::MessagesOp messages) {
  auto clear = [](Attribute object) -> Attribute {
    auto fields = dyn_cast<DictionaryAttr>(object);
    return fields ? withField(fields, "device", {}) : object;
  };
  // A path's end may be a list.
  auto withoutDevice = [&](Attribute attr) -> Attribute {
    auto list = dyn_cast<ArrayAttr>(attr);
    return list ? ArrayAttr::get(attr.getContext(),
                                 llvm::map_to_vector(list, clear))
                : clear(attr);
  };
  messages.setProtoAttr(
      editFields(messages.getProto(), [&](DictionaryAttr fields) {
        Attribute result = fields;
        for (ArrayRef<StringRef> path : kObjectPaths)
          result = editAt(result, path, withoutDevice);
        return result;
      }));
}

namespace {

struct GraphStripDevices : impl::GraphStripDevicesBase<GraphStripDevices> {
  using GraphStripDevicesBase::GraphStripDevicesBase;

  void runOnOperation() override {
    getOperation().walk([&](Operation *op) {
      if (auto messages = dyn_cast<saved_model::MessagesOp>(op))
        return stripObjects(messages);
      if (!graph::isNode(op))
        return;
      if (colocation)
        stripColocation(op);
      for (StringRef name : kPlacement)
        op->removeAttr(name);
    });
  }
};

} // namespace

} // namespace sm
