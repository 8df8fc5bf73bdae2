// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "GraphReferences.h"

#include "sm/Transforms/Passes.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_GRAPHSTRIPDEBUGINFO
#include "sm/Transforms/Passes.h.inc"

/// Removes `field` from the message in attribute `name`, and the attribute
/// when nothing is left.
static void stripField(Operation *op, StringRef name, StringRef field) {
  auto proto = op->getAttrOfType<saved_model::ProtoAttr>(name);
  if (!proto || !proto.getFields().get(field))
    return;
  proto = editFields(proto, [&](DictionaryAttr fields) {
    return withField(fields, field, {});
  });
  if (proto.getFields().empty())
    op->removeAttr(name);
  else
    op->setAttr(name, proto);
}

/// The node's name without where its source lies.
static Location nameAlone(Operation *op) {
  return NameLoc::get(
      StringAttr::get(op->getContext(), graph::Node(op).name()));
}

/// Where TensorFlow keeps stack traces.
static constexpr StringLiteral kTraces = "debug/saved_model_debug_info.pb";

/// Leaves the model's file of stack traces out.
static void dropTraces(saved_model::ModelFolderOp folder) {
  SmallVector<Attribute> files;
  if (std::optional<ArrayAttr> without = folder.getWithout())
    llvm::append_range(files, *without);
  auto traces = StringAttr::get(folder.getContext(), kTraces);
  if (!llvm::is_contained(files, traces))
    files.push_back(traces);
  folder.setWithoutAttr(ArrayAttr::get(folder.getContext(), files));
}

namespace {

struct GraphStripDebugInfo
    : impl::GraphStripDebugInfoBase<GraphStripDebugInfo> {
  using GraphStripDebugInfoBase::GraphStripDebugInfoBase;

  void runOnOperation() override {
    getOperation().walk([](Operation *op) {
      if (auto folder = dyn_cast<saved_model::ModelFolderOp>(op))
        return dropTraces(folder);
      if (auto graph = dyn_cast<graph::GraphOp>(op))
        return stripField(graph, "extra", "debug_info");
      if (!graph::isNode(op))
        return;
      stripField(op, graph::GraphDialect::kExtra, "experimental_debug_info");
      op->setLoc(nameAlone(op));
    });
  }
};

} // namespace

} // namespace sm
