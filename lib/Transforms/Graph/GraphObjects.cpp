// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "GraphObjects.h"

#include "GraphReferences.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringSet.h"

#include <optional>

using namespace mlir;

namespace sm {

namespace {

/// The objects of one SavedObjectGraph and what refers to what.
class Objects {
public:
  explicit Objects(Attribute graph) : nodes(listField(graph, "nodes")) {
    for (Attribute entry : listField(graph, "concrete_functions"))
      for (Attribute id : listField(fieldOf(entry, "value"), "bound_inputs"))
        if (auto number = dyn_cast<IntegerAttr>(id))
          bound[textField(entry, "key")].push_back(
              number.getValue().getLimitedValue(INT64_MAX));
  }

  ArrayRef<Attribute> all() const { return nodes; }

  /// The signature map; nullopt if there is none.
  std::optional<size_t> signatureMap() const {
    if (nodes.empty())
      return std::nullopt;
    for (Attribute child : listField(nodes.front(), "children")) {
      int64_t id = numberField(child, "node_id");
      if (textField(child, "local_name") == "signatures" && isObject(id) &&
          textField(fieldOf(nodes[id], "user_object"), "identifier") ==
              "signature_map")
        return id;
    }
    return std::nullopt;
  }

  /// The traced functions that an object names.
  static SmallVector<StringRef> functionsOf(Attribute node) {
    SmallVector<StringRef> names;
    for (Attribute name :
         listField(fieldOf(node, "function"), "concrete_functions"))
      if (auto text = dyn_cast<StringAttr>(name))
        names.push_back(text.getValue());
    for (auto [kind, field] :
         {std::pair<StringRef, StringRef>{"bare_concrete_function",
                                          "concrete_function_name"},
          {"captured_tensor", "concrete_function"}})
      if (StringRef name = textField(fieldOf(node, kind), field); !name.empty())
        names.push_back(name);
    return names;
  }

  /// Marks what the root reaches.
  std::vector<bool> reached() const {
    std::vector<bool> seen(nodes.size(), false);
    SmallVector<int64_t> stack = {0};
    while (!stack.empty()) {
      int64_t id = stack.pop_back_val();
      if (!isObject(id) || seen[id])
        continue;
      seen[id] = true;
      stack.append(edgesOf(nodes[id]));
    }
    return seen;
  }

  bool isObject(int64_t id) const {
    return id >= 0 && static_cast<size_t>(id) < nodes.size();
  }

private:
  SmallVector<int64_t> edgesOf(Attribute node) const {
    SmallVector<int64_t> ids;
    for (StringRef list : {"children", "dependencies"})
      for (Attribute child : listField(node, list))
        ids.push_back(numberField(child, "node_id"));
    for (Attribute slot : listField(node, "slot_variables"))
      for (StringRef end :
           {"original_variable_node_id", "slot_variable_node_id"})
        ids.push_back(numberField(slot, end));
    for (Attribute entry : listField(node, "saveable_objects"))
      for (StringRef function : {"save_function", "restore_function"})
        ids.push_back(numberField(fieldOf(entry, "value"), function));
    for (StringRef function : functionsOf(node))
      if (auto it = bound.find(function); it != bound.end())
        ids.append(it->second);
    return ids;
  }

  ArrayRef<Attribute> nodes;
  llvm::StringMap<SmallVector<int64_t>> bound;
};

} // namespace

/// Replaces the object graph of a MetaGraph that has one with a signature map.
static void
editObjectGraph(saved_model::MetaGraphOp metaGraph,
                llvm::function_ref<Attribute(DictionaryAttr, size_t)> edit) {
  for (auto messages : metaGraph.getOps<saved_model::MessagesOp>())
    messages.setProtoAttr(
        editFields(messages.getProto(), [&](DictionaryAttr fields) {
          return editAt(fields, {"object_graph_def"}, [&](Attribute graph) {
            std::optional<size_t> map = Objects(graph).signatureMap();
            return map ? edit(cast<DictionaryAttr>(graph), *map) : graph;
          });
        }));
}

static DictionaryAttr withNodes(DictionaryAttr graph,
                                ArrayRef<Attribute> nodes) {
  return withField(graph, "nodes", ArrayAttr::get(graph.getContext(), nodes));
}

//===----------------------------------------------------------------------===//
// Signatures that go
//===----------------------------------------------------------------------===//

/// An object without state, such as any class of the user's becomes.
static DictionaryAttr emptyObject(MLIRContext *context) {
  Builder b(context);
  auto version = b.getDictionaryAttr(
      {b.getNamedAttr("min_consumer", b.getI64IntegerAttr(1)),
       b.getNamedAttr("producer", b.getI64IntegerAttr(1))});
  auto object = b.getDictionaryAttr(
      {b.getNamedAttr("identifier", b.getStringAttr("_generic_user_object")),
       b.getNamedAttr("version", version)});
  return b.getDictionaryAttr(b.getNamedAttr("user_object", object));
}

/// Empties the objects that `before` reached and `graph` does not, and removes
/// the traced functions that only those named. Adds these to `removed`.
static DictionaryAttr dropUnreached(DictionaryAttr graph,
                                    const std::vector<bool> &before,
                                    llvm::StringSet<> &removed) {
  Objects objects(graph);
  std::vector<bool> after = objects.reached();
  SmallVector<Attribute> nodes(objects.all());
  llvm::StringSet<> stillNamed;
  for (size_t id = 0; id < nodes.size(); ++id) {
    bool goes = before[id] && !after[id];
    for (StringRef name : Objects::functionsOf(nodes[id]))
      (goes ? removed : stillNamed).insert(name);
    if (goes)
      nodes[id] = emptyObject(graph.getContext());
  }
  for (const auto &name : stillNamed)
    removed.erase(name.getKey());
  graph = withNodes(graph, nodes);
  SmallVector<Attribute> functions(listField(graph, "concrete_functions"));
  llvm::erase_if(functions, [&](Attribute entry) {
    return removed.contains(textField(entry, "key"));
  });
  return withField(graph, "concrete_functions",
                   functions.empty()
                       ? Attribute()
                       : ArrayAttr::get(graph.getContext(), functions));
}

void dropSignatureObjects(saved_model::MetaGraphOp metaGraph,
                          llvm::function_ref<bool(StringRef)> isKept) {
  llvm::StringSet<> removed;
  editObjectGraph(
      metaGraph, [&](DictionaryAttr graph, size_t map) -> Attribute {
        Objects objects(graph);
        SmallVector<Attribute> nodes(objects.all());
        SmallVector<Attribute> children(listField(nodes[map], "children"));
        size_t count = children.size();
        llvm::erase_if(children, [&](Attribute child) {
          return !isKept(textField(child, "local_name"));
        });
        if (children.size() == count)
          return graph;
        nodes[map] = withField(
            cast<DictionaryAttr>(nodes[map]), "children",
            children.empty() ? Attribute()
                             : ArrayAttr::get(graph.getContext(), children));
        return dropUnreached(withNodes(graph, nodes), objects.reached(),
                             removed);
      });
  for (auto entry : llvm::make_early_inc_range(
           metaGraph.getOps<saved_model::ConcreteFunctionOp>())) {
    StringRef path = entry.getPath();
    if (removed.contains(entry.getTrace()) ||
        (path.consume_front("signatures.") && !isKept(path)))
      entry.erase();
  }
}

//===----------------------------------------------------------------------===//
// New names
//===----------------------------------------------------------------------===//

void renameSignatureObjects(saved_model::MetaGraphOp metaGraph,
                            const llvm::StringMap<std::string> &names) {
  MLIRContext *context = metaGraph.getContext();
  auto renamed = [&](Attribute text) -> Attribute {
    auto name = dyn_cast<StringAttr>(text);
    auto it = name ? names.find(name.getValue()) : names.end();
    return it == names.end() ? text : StringAttr::get(context, it->second);
  };
  editObjectGraph(metaGraph, [&](DictionaryAttr graph, size_t map) {
    SmallVector<Attribute> nodes(listField(graph, "nodes"));
    nodes[map] = editAt(nodes[map], {"children", "local_name"}, renamed);
    return withNodes(graph, nodes);
  });
  for (auto entry : metaGraph.getOps<saved_model::ConcreteFunctionOp>()) {
    StringRef path = entry.getPath();
    if (!path.consume_front("signatures."))
      continue;
    if (auto it = names.find(path); it != names.end())
      entry.setPath("signatures." + it->second);
  }
}

//===----------------------------------------------------------------------===//
// New keys
//===----------------------------------------------------------------------===//

/// Renames the entries of a structure's dictionary and the specifications in
/// it. Fails if the sorted keys would stand in another order, in which the
/// function does not take or return them.
static FailureOr<Attribute>
renameFields(Attribute fields, const llvm::StringMap<std::string> &keys) {
  auto list = dyn_cast<ArrayAttr>(fields);
  if (!list)
    return fields;
  MLIRContext *context = fields.getContext();
  auto renamed = [&](Attribute text) -> Attribute {
    auto key = dyn_cast<StringAttr>(text);
    auto it = key ? keys.find(key.getValue()) : keys.end();
    return it == keys.end() ? text : StringAttr::get(context, it->second);
  };
  SmallVector<Attribute> changed;
  for (Attribute field : list) {
    field = editAt(field, {"value", "tensor_spec_value", "name"}, renamed);
    changed.push_back(editAt(field, {"key"}, renamed));
  }
  bool isSorted = llvm::is_sorted(changed, [](Attribute a, Attribute b) {
    return textField(a, "key") < textField(b, "key");
  });
  if (!isSorted)
    return failure();
  return Attribute(ArrayAttr::get(context, changed));
}

namespace {

/// The keys of one signature's traced function.
struct SignatureFunction {
  size_t node = 0;
  StringRef name;
};

} // namespace

/// The object that implements signature `name`; nullopt if there is none,
/// failure if other objects use it or its function.
static FailureOr<std::optional<SignatureFunction>>
signatureFunction(Attribute graph, size_t map, StringRef name) {
  Objects objects(graph);
  std::optional<SignatureFunction> found;
  for (Attribute child : listField(objects.all()[map], "children"))
    if (int64_t id = numberField(child, "node_id");
        textField(child, "local_name") == name && objects.isObject(id))
      found = {static_cast<size_t>(id),
               textField(fieldOf(objects.all()[id], "bare_concrete_function"),
                         "concrete_function_name")};
  if (!found || found->name.empty())
    return std::optional<SignatureFunction>();
  size_t references = 0, users = 0;
  for (Attribute node : objects.all()) {
    for (Attribute child : listField(node, "children"))
      references +=
          numberField(child, "node_id") == static_cast<int64_t>(found->node);
    users += llvm::is_contained(Objects::functionsOf(node), found->name);
  }
  if (references > 1 || users > 1)
    return failure();
  return found;
}

/// Strings replaced by their new names, in lists, too.
static Attribute renameTexts(Attribute attr,
                             const llvm::StringMap<std::string> &keys) {
  if (auto list = dyn_cast<ArrayAttr>(attr))
    return ArrayAttr::get(attr.getContext(),
                          llvm::map_to_vector(list, [&](Attribute item) {
                            return renameTexts(item, keys);
                          }));
  auto text = dyn_cast<StringAttr>(attr);
  auto it = text ? keys.find(text.getValue()) : keys.end();
  return it == keys.end() ? attr
                          : StringAttr::get(attr.getContext(), it->second);
}

/// The object of a signature with new names of its arguments.
static Attribute renameArguments(Attribute node,
                                 const llvm::StringMap<std::string> &keys) {
  auto rename = [&](Attribute attr) { return renameTexts(attr, keys); };
  node = editAt(node, {"bare_concrete_function", "argument_keywords"}, rename);
  return editAt(node,
                {"bare_concrete_function", "function_spec", "fullargspec",
                 "named_tuple_value", "values", "value", "list_value", "values",
                 "string_value"},
                rename);
}

/// The structures of one traced function with new keys; failure as
/// renameFields.
static FailureOr<Attribute>
renameStructures(Attribute entry, const llvm::StringMap<std::string> &inputs,
                 const llvm::StringMap<std::string> &outputs) {
  bool isPossible = true;
  auto with = [&](const llvm::StringMap<std::string> &keys) {
    return [&](Attribute fields) {
      FailureOr<Attribute> changed = renameFields(fields, keys);
      isPossible &= succeeded(changed);
      return succeeded(changed) ? *changed : fields;
    };
  };
  entry = editAt(entry,
                 {"value", "canonicalized_input_signature", "tuple_value",
                  "values", "dict_value", "fields"},
                 with(inputs));
  entry = editAt(entry, {"value", "output_signature", "dict_value", "fields"},
                 with(outputs));
  if (!isPossible)
    return failure();
  return entry;
}

LogicalResult renameSignatureKeys(saved_model::MetaGraphOp metaGraph,
                                  Operation *op, StringRef name,
                                  const llvm::StringMap<std::string> &inputs,
                                  const llvm::StringMap<std::string> &outputs) {
  LogicalResult result = success();
  auto refuse = [&](StringRef why) {
    result = op->emitOpError() << "'" << name << "': " << why;
  };
  editObjectGraph(
      metaGraph, [&](DictionaryAttr graph, size_t map) -> Attribute {
        auto found = signatureFunction(graph, map, name);
        if (failed(found)) {
          refuse("its traced function serves other objects, too, so its keys "
                 "cannot be renamed");
          return graph;
        }
        if (!*found)
          return graph;
        SmallVector<Attribute> functions(
            listField(graph, "concrete_functions"));
        for (Attribute &entry : functions) {
          if (textField(entry, "key") != (*found)->name)
            continue;
          FailureOr<Attribute> changed =
              renameStructures(entry, inputs, outputs);
          if (failed(changed)) {
            refuse("with these keys the traced function's arguments or results "
                   "would stand in another order; choose keys that sort as the "
                   "old "
                   "ones do");
            return graph;
          }
          entry = *changed;
        }
        SmallVector<Attribute> nodes(listField(graph, "nodes"));
        nodes[(*found)->node] = renameArguments(nodes[(*found)->node], inputs);
        graph = withNodes(graph, nodes);
        return functions.empty()
                   ? graph
                   : withField(graph, "concrete_functions",
                               ArrayAttr::get(graph.getContext(), functions));
      });
  return result;
}

} // namespace sm
