// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Which node of a checkpoint's own object graph is which object of the model.
/// The two number their nodes differently; equal names along the paths from the
/// two roots tell.

#include "sm/Format/ObjectGraph.h"
#include "sm/Format/Proto/saved_object_graph.pb.h"
#include "sm/Format/TensorBundle.h"

#include <deque>
#include <unordered_map>

namespace sm::format {

namespace {

constexpr int kUnmatched = -1;

/// The walk through both graphs.
class Matcher {
public:
  Matcher(const tensorflow::SavedObjectGraph &model,
          const tensorflow::TrackableObjectGraph &checkpoint)
      : model(model), checkpoint(checkpoint),
        toCheckpoint(model.nodes_size(), kUnmatched),
        isTaken(checkpoint.nodes_size(), false) {}

  /// By model node: the checkpoint node, or kUnmatched.
  std::vector<int> run() {
    match(0, 0);
    while (!queue.empty()) {
      const int node = queue.front();
      queue.pop_front();
      matchChildren(node);
    }
    // Slot variables are no children of anything; they are found through the
    // variables that they belong to, all of which are matched by now.
    for (int i = 0; i < model.nodes_size(); ++i)
      if (toCheckpoint[i] != kUnmatched)
        matchSlots(i);
    return std::move(toCheckpoint);
  }

private:
  void match(int node, int other) {
    if (other < 0 || other >= checkpoint.nodes_size() || isTaken[other] ||
        toCheckpoint[node] != kUnmatched)
      return;
    toCheckpoint[node] = other;
    isTaken[other] = true;
    queue.push_back(node);
  }

  void matchChildren(int node) {
    std::unordered_map<std::string_view, int> byName;
    for (const auto &child : checkpoint.nodes(toCheckpoint[node]).children())
      byName.emplace(child.local_name(), child.node_id());
    for (const auto &child : model.nodes(node).children())
      if (const auto found = byName.find(child.local_name());
          found != byName.end())
        match(child.node_id(), found->second);
  }

  void matchSlots(int node) {
    const auto &others = checkpoint.nodes(toCheckpoint[node]).slot_variables();
    std::map<std::pair<int, std::string_view>, int> bySlot;
    for (const auto &slot : others)
      bySlot.emplace(std::pair<int, std::string_view>(
                         slot.original_variable_node_id(), slot.slot_name()),
                     slot.slot_variable_node_id());
    for (const auto &slot : model.nodes(node).slot_variables()) {
      const int variable = toCheckpoint[slot.original_variable_node_id()];
      const auto found = bySlot.find({variable, slot.slot_name()});
      if (found != bySlot.end())
        match(slot.slot_variable_node_id(), found->second);
    }
  }

  const tensorflow::SavedObjectGraph &model;
  const tensorflow::TrackableObjectGraph &checkpoint;
  std::vector<int> toCheckpoint;
  std::vector<bool> isTaken;
  std::deque<int> queue;
};

} // namespace

void ObjectGraph::matchCheckpoint(
    const tensorflow::TrackableObjectGraph &checkpoint,
    const TensorBundle &bundle) {
  const std::vector<int> matches = Matcher(graph, checkpoint).run();
  for (int i = 0; i < size(); ++i) {
    if (matches[i] == kUnmatched)
      continue;
    for (const auto &attribute : checkpoint.nodes(matches[i]).attributes())
      if (bundle.find(attribute.checkpoint_key()))
        keys[i].emplace(attribute.name(), attribute.checkpoint_key());
  }
}

} // namespace sm::format
