// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The object graph: paths, functions, variables, captures.

#include "sm/Format/ObjectGraph.h"

#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/meta_graph.pb.h"
#include "sm/Format/Proto/trackable_object_graph.pb.h"
#include "sm/Format/TensorBundle.h"
#include "sm/Format/TensorProto.h"
#include "sm/Support/StringView.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <algorithm>
#include <deque>
#include <set>

namespace sm::format {

namespace {

/// Longer paths are of no use to people, and many long ones would cost far more
/// memory than the file that they come from.
constexpr size_t kMaxPathLength = 2048;
constexpr size_t kMaxChildrenShown = 30;

using tensorflow::SavedObject;

const char *kindName(const SavedObject &object) {
  switch (object.kind_case()) {
  case SavedObject::kUserObject:
    return "a user object";
  case SavedObject::kAsset:
    return "an asset";
  case SavedObject::kFunction:
  case SavedObject::kBareConcreteFunction:
    return "a function";
  case SavedObject::kVariable:
    return "a variable";
  case SavedObject::kConstant:
    return "a constant";
  case SavedObject::kResource:
    return "a resource";
  case SavedObject::kCapturedTensor:
    return "a captured tensor";
  default:
    return "of unknown kind";
  }
}

bool isFunction(const SavedObject &object) {
  return object.has_function() || object.has_bare_concrete_function();
}

} // namespace

ObjectGraph::ObjectGraph(const tensorflow::MetaGraphDef &metaGraph)
    : metaGraph(metaGraph), graph(metaGraph.object_graph_def()),
      arrivals(graph.nodes_size()), keys(graph.nodes_size()) {
  for (const auto &def : metaGraph.graph_def().library().function())
    library.emplace(def.signature().name(), &def);
}

ObjectGraph::~ObjectGraph() = default;

StatusOr<std::unique_ptr<ObjectGraph>>
ObjectGraph::build(const tensorflow::MetaGraphDef &metaGraph,
                   const TensorBundle *bundle) {
  if (metaGraph.object_graph_def().nodes_size() == 0)
    return absl::NotFoundError("the MetaGraph has no object graph: the model "
                               "was not written by TensorFlow 2");
  std::unique_ptr<ObjectGraph> result(new ObjectGraph(metaGraph));
  SM_RETURN_IF_ERROR(result->checkNodeIds());
  result->indexArrivals();
  result->indexOwners();
  if (!bundle || !bundle->find(kObjectGraphKey))
    return result;
  SM_ASSIGN_OR_RETURN(const std::vector<Bytes> serialised,
                      bundle->readStrings(kObjectGraphKey));
  tensorflow::TrackableObjectGraph checkpoint;
  const std::string source =
      absl::StrCat(bundle->prefix(), "[", toAbsl(kObjectGraphKey), "]");
  if (serialised.size() != 1)
    return absl::DataLossError(absl::StrCat(source, " is not a single string"));
  SM_RETURN_IF_ERROR(parseBinaryMessage(serialised[0], source, checkpoint));
  result->matchCheckpoint(checkpoint, *bundle);
  return result;
}

Status ObjectGraph::checkNodeIds() const {
  for (int i = 0; i < size(); ++i) {
    auto check = [&](int id, const char *what) -> Status {
      if (id >= 0 && id < size())
        return absl::OkStatus();
      return absl::InvalidArgumentError(
          absl::StrCat("object ", i, " of the object graph refers to ", what,
                       " number ", id, ", but there are ", size(), " objects"));
    };
    for (const auto &child : node(i).children())
      SM_RETURN_IF_ERROR(check(child.node_id(), "child"));
    for (const auto &dependency : node(i).dependencies())
      SM_RETURN_IF_ERROR(check(dependency.node_id(), "dependency"));
    for (const auto &slot : node(i).slot_variables()) {
      SM_RETURN_IF_ERROR(check(slot.original_variable_node_id(), "variable"));
      SM_RETURN_IF_ERROR(check(slot.slot_variable_node_id(), "slot variable"));
    }
  }
  for (const auto &[name, function] : graph.concrete_functions())
    for (const int id : function.bound_inputs())
      if (id < 0 || id >= size())
        return absl::InvalidArgumentError(
            absl::StrCat("function '", name, "' captures object number ", id,
                         ", but there are ", size(), " objects"));
  return absl::OkStatus();
}

void ObjectGraph::indexArrivals() {
  std::deque<int> queue = {0};
  while (!queue.empty()) {
    const int parent = queue.front();
    queue.pop_front();
    for (int i = 0; i < node(parent).children_size(); ++i) {
      const auto &child = node(parent).children(i);
      Arrival &arrival = arrivals[child.node_id()];
      const size_t length =
          arrivals[parent].pathLength + child.local_name().size() + 1;
      // A name without letters cannot stand in a path.
      if (child.node_id() == 0 || arrival.parent >= 0 ||
          child.local_name().empty() || length > kMaxPathLength)
        continue;
      arrival = {parent, i, length};
      queue.push_back(child.node_id());
    }
  }
}

void ObjectGraph::indexOwners() {
  for (int i = 0; i < size(); ++i) {
    for (const std::string &name : node(i).function().concrete_functions())
      owners.emplace(name, i);
    if (node(i).has_bare_concrete_function())
      owners.emplace(node(i).bare_concrete_function().concrete_function_name(),
                     i);
  }
}

int ObjectGraph::size() const { return graph.nodes_size(); }

const SavedObject &ObjectGraph::node(int index) const {
  return graph.nodes(index);
}

StatusOr<int> ObjectGraph::find(std::string_view path) const {
  // Names may hold dots themselves, so each place is a node and what is left of
  // the path, and all that fit are followed.
  std::vector<std::pair<int, size_t>> open = {{0, 0}};
  std::set<std::pair<int, size_t>> seen(open.begin(), open.end());
  std::pair<int, size_t> furthest = open[0];
  while (!open.empty()) {
    const auto [current, offset] = open.back();
    open.pop_back();
    if (offset >= path.size())
      return current;
    if (offset > furthest.second)
      furthest = {current, offset};
    const std::string_view rest = path.substr(offset);
    for (const auto &child : node(current).children()) {
      const std::string &name = child.local_name();
      const bool fits =
          rest.substr(0, name.size()) == name &&
          (rest.size() == name.size() || rest[name.size()] == '.');
      const std::pair<int, size_t> next = {child.node_id(),
                                           offset + name.size() + 1};
      if (fits && !name.empty() && seen.insert(next).second)
        open.push_back(next);
    }
  }
  std::vector<std::string> names;
  for (const auto &child : node(furthest.first).children())
    names.push_back(child.local_name());
  std::sort(names.begin(), names.end());
  if (names.size() > kMaxChildrenShown) {
    names.resize(kMaxChildrenShown);
    names.push_back("...");
  }
  const size_t known = furthest.second == 0 ? 0 : furthest.second - 1;
  return absl::NotFoundError(absl::StrCat(
      "the model has no object '", toAbsl(path), "'; ",
      known == 0 ? "the root"
                 : absl::StrCat("'", toAbsl(path.substr(0, known)), "'"),
      " has: ", absl::StrJoin(names, ", ")));
}

std::string ObjectGraph::pathOf(int index) const {
  std::vector<absl::string_view> names;
  while (arrivals[index].parent >= 0) {
    const Arrival &arrival = arrivals[index];
    names.push_back(node(arrival.parent).children(arrival.child).local_name());
    index = arrival.parent;
  }
  std::reverse(names.begin(), names.end());
  return absl::StrJoin(names, ".");
}

std::vector<FunctionObject> ObjectGraph::functions() const {
  std::vector<FunctionObject> result;
  for (int i = 0; i < size(); ++i) {
    const int parent = arrivals[i].parent;
    if (parent < 0 || !isFunction(node(i)) || isFunction(node(parent)))
      continue;
    result.push_back(*functionAt(i));
  }
  std::sort(result.begin(), result.end(),
            [](const FunctionObject &a, const FunctionObject &b) {
              return a.path < b.path;
            });
  return result;
}

StatusOr<FunctionObject> ObjectGraph::functionAt(int index) const {
  const SavedObject &object = node(index);
  FunctionObject result;
  result.node = index;
  result.path = pathOf(index);
  if (object.has_function())
    result.concreteFunctions.assign(
        object.function().concrete_functions().begin(),
        object.function().concrete_functions().end());
  else if (object.has_bare_concrete_function())
    result.concreteFunctions.push_back(
        object.bare_concrete_function().concrete_function_name());
  else
    return absl::InvalidArgumentError(absl::StrCat("object '", result.path,
                                                   "' is ", kindName(object),
                                                   ", not a function"));
  return result;
}

VariableObject ObjectGraph::variable(int index) const {
  const tensorflow::SavedVariable &saved = node(index).variable();
  VariableObject result;
  result.node = index;
  result.name = saved.name();
  result.dtype = dtypeFromNumber(saved.dtype()).value_or(DType::Invalid);
  // A shape that is none is as good as unknown: the checkpoint knows better.
  if (auto shape = decodePartialShape(saved.shape()); shape.ok())
    result.shape = *std::move(shape);
  result.trainable = saved.trainable();
  result.checkpointKey = checkpointKey(index, "VARIABLE_VALUE");
  return result;
}

std::vector<VariableObject> ObjectGraph::variables() const {
  std::vector<VariableObject> result;
  for (int i = 0; i < size(); ++i)
    if (node(i).has_variable())
      result.push_back(variable(i));
  return result;
}

std::string ObjectGraph::checkpointKey(int index,
                                       std::string_view attribute) const {
  const auto found = keys[index].find(attribute);
  return found == keys[index].end() ? "" : found->second;
}

StatusOr<Capture> ObjectGraph::capture(int index,
                                       const std::string &function) const {
  const SavedObject &object = node(index);
  Capture result;
  result.node = index;
  switch (object.kind_case()) {
  case SavedObject::kVariable:
    result.kind = Capture::Kind::Variable;
    result.name = object.variable().name();
    result.checkpointKey = checkpointKey(index, "VARIABLE_VALUE");
    return result;
  case SavedObject::kAsset: {
    const int asset = object.asset().asset_file_def_index();
    if (asset < 0 || asset >= metaGraph.asset_file_def_size())
      return absl::InvalidArgumentError(
          absl::StrCat("function '", function, "' captures asset number ",
                       asset, " of ", metaGraph.asset_file_def_size()));
    result.kind = Capture::Kind::Asset;
    result.name = metaGraph.asset_file_def(asset).filename();
    return result;
  }
  case SavedObject::kConstant:
    result.kind = Capture::Kind::Constant;
    result.name = object.constant().operation();
    return result;
  case SavedObject::kResource:
    result.kind = Capture::Kind::Resource;
    result.name = pathOf(index);
    return result;
  case SavedObject::kCapturedTensor:
    result.kind = Capture::Kind::CapturedTensor;
    result.name = object.captured_tensor().name();
    result.function = object.captured_tensor().concrete_function();
    return result;
  default:
    return absl::InvalidArgumentError(absl::StrCat(
        "function '", function, "' captures object '", pathOf(index), "' (",
        index, "), which is ", kindName(object), " and no value"));
  }
}

} // namespace sm::format
