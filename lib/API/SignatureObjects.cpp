// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The object graph's table of signatures: the children of the root's child
// "signatures". tf.saved_model.load takes signatures from there, and not from
// the MetaGraph's signature_def.

#include "EditorState.h"

#include "mlir/IR/Builders.h"

using namespace mlir;

namespace sm::api {

DictionaryAttr messageFields(saved_model::MetaGraphOp metaGraph) {
  for (auto messages : metaGraph.getOps<saved_model::MessagesOp>())
    return messages.getProto().getFields();
  return DictionaryAttr::get(metaGraph.getContext());
}

void setMessageFields(saved_model::MetaGraphOp metaGraph,
                      DictionaryAttr fields) {
  MLIRContext *context = metaGraph.getContext();
  auto proto = saved_model::ProtoAttr::get(
      context, StringAttr::get(context, "tensorflow.MetaGraphDef"), fields);
  for (auto messages : metaGraph.getOps<saved_model::MessagesOp>()) {
    messages.setProtoAttr(proto);
    return;
  }
  OpBuilder b = OpBuilder::atBlockEnd(&metaGraph.getBody().front());
  saved_model::MessagesOp::create(b, b.getUnknownLoc(), proto);
}

bool hasObjectGraph(saved_model::MetaGraphOp metaGraph) {
  return messageFields(metaGraph).contains("object_graph_def");
}

namespace {

/// `fields` with `name` set to `value`.
DictionaryAttr withField(DictionaryAttr fields, StringRef name,
                         Attribute value) {
  NamedAttrList list(fields);
  list.set(name, value);
  return list.getDictionary(fields.getContext());
}

/// The children of an object, as a list of {node_id, local_name}.
ArrayAttr childrenOf(DictionaryAttr object) {
  auto children = object ? object.getAs<ArrayAttr>("children") : ArrayAttr();
  return children;
}

StringRef childName(Attribute child) {
  auto fields = dyn_cast<DictionaryAttr>(child);
  auto name = fields ? fields.getAs<StringAttr>("local_name") : StringAttr();
  return name ? name.getValue() : StringRef();
}

/// The table in the object graph of one MetaGraph.
class SignatureTable {
public:
  explicit SignatureTable(saved_model::MetaGraphOp metaGraph)
      : metaGraph(metaGraph), fields(messageFields(metaGraph)),
        graph(fields.getAs<DictionaryAttr>("object_graph_def")),
        nodes(graph ? graph.getAs<ArrayAttr>("nodes") : ArrayAttr()) {
    if (!nodes || nodes.empty())
      return;
    ArrayAttr roots = childrenOf(dyn_cast<DictionaryAttr>(nodes[0]));
    for (Attribute child : roots ? roots.getValue() : ArrayRef<Attribute>()) {
      // An absent number is 0, the root, which is no table.
      auto entry = dyn_cast<DictionaryAttr>(child);
      auto id = entry ? entry.getAs<IntegerAttr>("node_id") : IntegerAttr();
      if (id && childName(child) == "signatures" && id.getInt() > 0 &&
          id.getInt() < static_cast<int64_t>(nodes.size()))
        table = id.getInt();
    }
  }

  /// The position of `name` among the children; nullopt if it is none.
  std::optional<size_t> find(StringRef name) const {
    ArrayAttr all = children();
    for (size_t i = 0; all && i < all.size(); ++i)
      if (childName(all[i]) == name)
        return i;
    return std::nullopt;
  }

  ArrayAttr children() const {
    return table ? childrenOf(dyn_cast<DictionaryAttr>(nodes[*table]))
                 : ArrayAttr();
  }

  void set(ArrayRef<Attribute> children) {
    Builder b(metaGraph.getContext());
    SmallVector<Attribute> all(nodes.begin(), nodes.end());
    all[*table] = withField(cast<DictionaryAttr>(all[*table]), "children",
                            b.getArrayAttr(children));
    DictionaryAttr changed = withField(graph, "nodes", b.getArrayAttr(all));
    setMessageFields(metaGraph, withField(fields, "object_graph_def", changed));
  }

private:
  saved_model::MetaGraphOp metaGraph;
  DictionaryAttr fields, graph;
  ArrayAttr nodes;
  std::optional<int64_t> table;
};

Attribute renamed(Attribute child, StringRef name) {
  auto fields = cast<DictionaryAttr>(child);
  return withField(fields, "local_name",
                   StringAttr::get(fields.getContext(), name));
}

} // namespace

bool hasSignatureObject(saved_model::MetaGraphOp metaGraph,
                        const std::string &name) {
  return SignatureTable(metaGraph).find(name).has_value();
}

bool copySignatureObject(saved_model::MetaGraphOp metaGraph,
                         const std::string &name, const std::string &newName) {
  SignatureTable table(metaGraph);
  std::optional<size_t> at = table.find(name);
  if (!at)
    return false;
  SmallVector<Attribute> children(table.children().getValue());
  children.push_back(renamed(children[*at], newName));
  table.set(children);
  return true;
}

bool dropSignatureObject(saved_model::MetaGraphOp metaGraph,
                         const std::string &name) {
  SignatureTable table(metaGraph);
  std::optional<size_t> at = table.find(name);
  if (!at)
    return false;
  SmallVector<Attribute> children(table.children().getValue());
  children.erase(children.begin() + static_cast<std::ptrdiff_t>(*at));
  table.set(children);
  return true;
}

} // namespace sm::api
