// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Compares object graphs by the paths from the root, as the numbers of nodes
/// mean nothing across files.

#include "lib/Driver/Diff/Diff.h"
#include "sm/Driver/Text.h"
#include "sm/Format/ObjectGraph.h"
#include "sm/Format/Proto/meta_graph.pb.h"
#include "sm/Format/Proto/saved_object_graph.pb.h"

#include "absl/strings/str_cat.h"

#include <map>
#include <set>

namespace sm::driver {
namespace {

using format::ObjectGraph;
using tensorflow::MetaGraphDef;
using tensorflow::SavedObject;

/// An object graph with a name for each node.
class Objects {
public:
  explicit Objects(const ObjectGraph &graph) : graph(graph) {
    for (int i = 0; i < graph.size(); ++i) {
      std::string path = graph.pathOf(i);
      if (path.empty())
        path =
            i == 0 ? std::string("(root)") : absl::StrCat("(object ", i, ")");
      indices.emplace(path, i);
      paths.push_back(std::move(path));
    }
  }

  const std::map<std::string, int> &byPath() const { return indices; }
  const SavedObject &node(int index) const { return graph.node(index); }

  /// The name of a node, or its number if there is none of this number.
  std::string nameOf(int index) const {
    return index >= 0 && index < static_cast<int>(paths.size())
               ? paths[static_cast<size_t>(index)]
               : absl::StrCat("(no object ", index, ")");
  }

private:
  const ObjectGraph &graph;
  std::vector<std::string> paths;
  std::map<std::string, int> indices;
};

std::string kindText(const SavedObject &object) {
  const auto *field = object.GetReflection()->GetOneofFieldDescriptor(
      object, SavedObject::descriptor()->FindOneofByName("kind"));
  return field ? field->name() : "object";
}

/// Every reference of an object to another, by what it is called.
std::map<std::string, std::string> referencesOf(const Objects &objects,
                                                const SavedObject &object,
                                                const std::string &path) {
  std::map<std::string, std::string> references;
  const std::string prefix = path == "(root)" ? "" : path + ".";
  for (const auto &child : object.children()) {
    std::string target = objects.nameOf(child.node_id());
    // An object of its own is listed as such.
    if (target != prefix + child.local_name())
      references["child " + printable(child.local_name())] = std::move(target);
  }
  for (const auto &dependency : object.dependencies())
    references["dependency " + printable(dependency.local_name())] =
        objects.nameOf(dependency.node_id());
  for (const auto &slot : object.slot_variables())
    references[absl::StrCat("slot ", printable(slot.slot_name()), " of ",
                            objects.nameOf(slot.original_variable_node_id()))] =
        objects.nameOf(slot.slot_variable_node_id());
  for (const auto &[name, saveable] : object.saveable_objects()) {
    references["saver of " + printable(name)] =
        objects.nameOf(saveable.save_function());
    references["restorer of " + printable(name)] =
        objects.nameOf(saveable.restore_function());
  }
  return references;
}

void diffReferences(const std::map<std::string, std::string> &a,
                    const std::map<std::string, std::string> &b,
                    std::vector<Detail> &details) {
  for (const auto &[name, target] : a) {
    const auto found = b.find(name);
    if (found == b.end())
      details.push_back(makeDetail(name, target, std::nullopt));
    else if (found->second != target)
      details.push_back(makeDetail(name, target, found->second));
  }
  for (const auto &[name, target] : b)
    if (a.count(name) == 0)
      details.push_back(makeDetail(name, std::nullopt, target));
}

DiffSection diffNodes(const Objects &a, const Objects &b,
                      const std::string &metaGraph) {
  DiffSection section{"structure", metaGraph, "objects", 0, {}};
  std::set<std::string> paths;
  for (const Objects *objects : {&a, &b})
    for (const auto &[path, index] : objects->byPath())
      paths.insert(path);
  section.compared = static_cast<int64_t>(paths.size());
  for (const std::string &path : paths) {
    const auto left = a.byPath().find(path), right = b.byPath().find(path);
    Change change;
    change.name = path;
    if (left != a.byPath().end() && right != b.byPath().end()) {
      const SavedObject &objectA = a.node(left->second);
      const SavedObject &objectB = b.node(right->second);
      diffMessages(
          objectA, objectB, "", change.details,
          {"children", "dependencies", "slot_variables", "saveable_objects"});
      diffReferences(referencesOf(a, objectA, path),
                     referencesOf(b, objectB, path), change.details);
      if (change.details.empty())
        continue;
    } else {
      const bool isLeft = left != a.byPath().end();
      change.kind = isLeft ? Change::Kind::Removed : Change::Kind::Added;
      change.note =
          kindText(isLeft ? a.node(left->second) : b.node(right->second));
    }
    section.changes.push_back(std::move(change));
  }
  return section;
}

using Traces = std::map<std::string, const tensorflow::SavedConcreteFunction *>;

Traces tracesOf(const MetaGraphDef &metaGraph) {
  Traces traces;
  for (const auto &[name, trace] :
       metaGraph.object_graph_def().concrete_functions())
    traces.emplace(name, &trace);
  return traces;
}

std::string capturesOf(const tensorflow::SavedConcreteFunction &trace,
                       const Objects &objects) {
  std::string text;
  for (int index : trace.bound_inputs())
    absl::StrAppend(&text, text.empty() ? "" : ", ", objects.nameOf(index));
  return text;
}

DiffSection diffTraces(const MetaGraphDef &a, const MetaGraphDef &b,
                       const Objects &objectsA, const Objects &objectsB,
                       const std::string &metaGraph) {
  DiffSection section{"structure", metaGraph, "concrete functions", 0, {}};
  const Traces tracesA = tracesOf(a), tracesB = tracesOf(b);
  for (const auto &[name, trace] : tracesA) {
    ++section.compared;
    const auto found = tracesB.find(name);
    Change change;
    change.name = name;
    if (found == tracesB.end()) {
      change.kind = Change::Kind::Removed;
      section.changes.push_back(std::move(change));
      continue;
    }
    diffMessages(*trace, *found->second, "", change.details, {"bound_inputs"});
    std::string left = capturesOf(*trace, objectsA);
    std::string right = capturesOf(*found->second, objectsB);
    if (left != right)
      change.details.push_back(
          makeDetail("captures", std::move(left), std::move(right)));
    if (!change.details.empty())
      section.changes.push_back(std::move(change));
  }
  for (const auto &[name, trace] : tracesB) {
    if (tracesA.count(name) > 0)
      continue;
    ++section.compared;
    Change change;
    change.kind = Change::Kind::Added;
    change.name = name;
    section.changes.push_back(std::move(change));
  }
  return section;
}

} // namespace

void diffObjects(const MetaGraphDef &a, const MetaGraphDef &b,
                 const std::string &metaGraph, ModelDiff &diff) {
  DiffSection section{"structure", metaGraph, "object graph", 1, {}};
  if (!a.has_object_graph_def() && !b.has_object_graph_def())
    return;
  Change whole;
  whole.name = "object_graph_def";
  if (a.has_object_graph_def() != b.has_object_graph_def()) {
    whole.kind =
        a.has_object_graph_def() ? Change::Kind::Removed : Change::Kind::Added;
    section.changes.push_back(std::move(whole));
    diff.sections.push_back(std::move(section));
    return;
  }
  auto graphA = ObjectGraph::build(a, nullptr);
  auto graphB = ObjectGraph::build(b, nullptr);
  if (!graphA.ok() || !graphB.ok()) {
    // Damaged ones are still compared, by the numbers of their nodes.
    diff.damages.push_back(
        std::string((graphA.ok() ? graphB : graphA).status().message()));
    diffMessages(a.object_graph_def(), b.object_graph_def(), "", whole.details);
    if (!whole.details.empty())
      section.changes.push_back(std::move(whole));
    diff.sections.push_back(std::move(section));
    return;
  }
  const Objects objectsA(**graphA), objectsB(**graphB);
  diff.sections.push_back(diffNodes(objectsA, objectsB, metaGraph));
  diff.sections.push_back(diffTraces(a, b, objectsA, objectsB, metaGraph));
  diffMessages(a.object_graph_def(), b.object_graph_def(), "", whole.details,
               {"nodes", "concrete_functions"});
  if (!whole.details.empty()) {
    section.changes.push_back(std::move(whole));
    diff.sections.push_back(std::move(section));
  }
}

} // namespace sm::driver
