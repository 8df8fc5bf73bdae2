// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "GraphObjects.h"
#include "GraphReachable.h"
#include "GraphReferences.h"
#include "GraphTags.h"

#include "sm/Transforms/Passes.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_GRAPHPRUNE
#include "sm/Transforms/Passes.h.inc"

//===----------------------------------------------------------------------===//
// Signatures
//===----------------------------------------------------------------------===//

/// The signature that TensorFlow runs first.
static constexpr StringRef kInitSignature = "__saved_model_init_op";

static LogicalResult keepSignatures(saved_model::MetaGraphOp metaGraph,
                                    ArrayRef<std::string> names) {
  llvm::StringSet<> existing;
  SmallVector<StringRef> listed;
  for (auto signature : metaGraph.getOps<saved_model::SignatureOp>()) {
    existing.insert(signature.getName());
    if (signature.getName() != kInitSignature)
      listed.push_back(signature.getName());
  }
  for (const std::string &name : names)
    if (!existing.contains(name))
      return metaGraph.emitOpError()
             << "has no signature '" << name << "'; it has: "
             << (listed.empty() ? "none" : llvm::join(listed, ", "));
  auto isKept = [&](StringRef name) {
    return name == kInitSignature || llvm::is_contained(names, name);
  };
  for (auto signature :
       llvm::make_early_inc_range(metaGraph.getOps<saved_model::SignatureOp>()))
    if (!isKept(signature.getName()))
      signature.erase();
  dropSignatureObjects(metaGraph, isKept);
  return success();
}

//===----------------------------------------------------------------------===//
// Messages
//===----------------------------------------------------------------------===//

/// Collections that TensorFlow and its estimators keep for training and
/// evaluation. Collections with names of the user's stay.
static constexpr StringRef kTrainingCollections[] = {
    "activations",
    "biases",
    "eval_step",
    "global_step",
    "init_op",
    "losses",
    "metric_variables",
    "queue_runners",
    "ready_for_local_init_op",
    "ready_op",
    "report_uninitialized_resources",
    "report_uninitialized_variables",
    "regularization_losses",
    "saved_model_train_op",
    "savers",
    "summaries",
    "summary_op",
    "train_op",
    "update_ops",
    "weights",
    "global_step_read_op_cache"};

/// Loops and conditionals as Python's control flow knows them.
static constexpr StringRef kContextCollections[] = {"cond_context",
                                                    "while_context"};

/// The fields with these collections, in the order of their names.
static DictionaryAttr withCollections(DictionaryAttr fields,
                                      SmallVector<Attribute> entries) {
  llvm::sort(entries, [](Attribute a, Attribute b) {
    return textField(a, "key") < textField(b, "key");
  });
  return withField(fields, "collection_def",
                   entries.empty()
                       ? Attribute()
                       : ArrayAttr::get(fields.getContext(), entries));
}

/// Replaces the collections by what `edit` makes of each; null removes one.
static void
editCollections(saved_model::MetaGraphOp metaGraph,
                llvm::function_ref<Attribute(DictionaryAttr)> edit) {
  for (auto messages : metaGraph.getOps<saved_model::MessagesOp>())
    messages.setProtoAttr(editFields(
        messages.getProto(), [&](DictionaryAttr fields) -> Attribute {
          ArrayRef<Attribute> old = listField(fields, "collection_def");
          SmallVector<Attribute> kept;
          for (Attribute entry : old) {
            auto collection = dyn_cast<DictionaryAttr>(entry);
            if (Attribute changed = collection ? edit(collection) : entry)
              kept.push_back(changed);
          }
          if (ArrayRef<Attribute>(kept) == old)
            return fields;
          return withCollections(fields, kept);
        }));
}

/// Takes the contexts out of the collections, to be put back once it is known
/// which of their nodes stay.
using Contexts = llvm::StringMap<DictionaryAttr>;
static Contexts dropTrainingCollections(saved_model::MetaGraphOp metaGraph) {
  Contexts contexts;
  editCollections(metaGraph, [&](DictionaryAttr entry) -> Attribute {
    StringRef key = textField(entry, "key");
    if (llvm::is_contained(kContextCollections, key)) {
      contexts[key] = entry;
      return {};
    }
    return llvm::is_contained(kTrainingCollections, key) ? Attribute() : entry;
  });
  for (auto signature :
       llvm::make_early_inc_range(metaGraph.getOps<saved_model::SignatureOp>()))
    if (signature.getName() == "__saved_model_train_op")
      signature.erase();
  return contexts;
}

/// Says in a collection what the signature for the initialisation says: without
/// an object graph TensorFlow would take that one for a signature of the
/// model's, with assets that nobody feeds.
static void moveInitialisation(saved_model::MetaGraphOp metaGraph) {
  StringAttr node = metaGraph.getInitNodeAttr();
  for (auto signature :
       llvm::make_early_inc_range(metaGraph.getOps<saved_model::SignatureOp>()))
    if (node && signature.getName() == kInitSignature)
      signature.erase();
  if (!node)
    return;
  Builder b(metaGraph.getContext());
  auto named = [&](StringRef field, Attribute value) {
    return b.getDictionaryAttr(b.getNamedAttr(field, value));
  };
  auto entry = b.getDictionaryAttr(
      {b.getNamedAttr("key", b.getStringAttr("saved_model_main_op")),
       b.getNamedAttr(
           "value", named("node_list", named("value", b.getArrayAttr(node))))});
  for (auto messages : metaGraph.getOps<saved_model::MessagesOp>())
    messages.setProtoAttr(
        editFields(messages.getProto(), [&](DictionaryAttr fields) {
          SmallVector<Attribute> all(listField(fields, "collection_def"));
          llvm::erase_if(all, [&](Attribute other) {
            return textField(other, "key") == "saved_model_main_op" ||
                   textField(other, "key") == "legacy_init_op";
          });
          all.push_back(entry);
          return withCollections(fields, all);
        }));
}

static void dropObjects(saved_model::MetaGraphOp metaGraph) {
  bool hasObjects = llvm::any_of(
      metaGraph.getOps<saved_model::MessagesOp>(),
      [](saved_model::MessagesOp messages) {
        return messages.getProto().getFields().contains("object_graph_def");
      });
  if (!hasObjects)
    return;
  moveInitialisation(metaGraph);
  for (auto messages : llvm::make_early_inc_range(
           metaGraph.getOps<saved_model::MessagesOp>())) {
    messages.setProtoAttr(
        editFields(messages.getProto(), [](DictionaryAttr fields) {
          return withField(fields, "object_graph_def", {});
        }));
    if (messages.getProto().getFields().empty())
      messages.erase();
  }
  for (auto entry : llvm::make_early_inc_range(
           metaGraph.getOps<saved_model::ConcreteFunctionOp>()))
    entry.erase();
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

/// Removes `loc:@node` where the node is among `gone`.
static void dropColocation(Operation *op, const llvm::StringSet<> &gone) {
  auto classes = op->getAttrOfType<ArrayAttr>("_class");
  if (!classes)
    return;
  SmallVector<Attribute> kept =
      llvm::filter_to_vector(classes, [&](Attribute item) {
        auto text = dyn_cast<StringAttr>(item);
        StringRef node = text ? text.getValue() : StringRef();
        return !node.consume_front("loc:@") || !gone.contains(node);
      });
  if (kept.size() == classes.size())
    return;
  if (kept.empty())
    op->removeAttr("_class");
  else
    op->setAttr("_class", ArrayAttr::get(op->getContext(), kept));
}

static void eraseOtherNodes(graph::GraphOp graph,
                            const GraphReachable &reachable) {
  SmallVector<Operation *> dead;
  llvm::StringSet<> gone;
  for (Operation &op : graph.getBody().front())
    if (!reachable.hasNode(&op)) {
      dead.push_back(&op);
      gone.insert(graph::Node(&op).name());
    }
  // A dead node is used by dead nodes only, perhaps in a cycle.
  for (Operation *op : dead)
    op->dropAllUses();
  for (Operation *op : dead)
    op->erase();
  if (!gone.empty())
    for (Operation &op : graph.getBody().front())
      dropColocation(&op, gone);
}

namespace {

/// Contexts of loops and conditionals: each stays if its pivot does, and then
/// with all its nodes.
class ContextKeeper {
public:
  explicit ContextKeeper(Contexts contexts) : contexts(std::move(contexts)) {}

  void addTo(GraphReachable &reachable) const {
    for (bool changed = true; changed;) {
      changed = false;
      for (const auto &entry : contexts)
        for (Attribute context : messagesOf(entry.second))
          changed |= addContext(context, reachable);
      reachable.settle();
    }
  }

  void putBack(saved_model::MetaGraphOp metaGraph,
               const GraphReachable &reachable) const {
    SmallVector<Attribute> entries;
    for (StringRef key : kContextCollections)
      if (auto it = contexts.find(key); it != contexts.end())
        if (Attribute entry = keptPart(it->second, reachable))
          entries.push_back(entry);
    if (entries.empty())
      return;
    for (auto messages : metaGraph.getOps<saved_model::MessagesOp>())
      messages.setProtoAttr(
          editFields(messages.getProto(), [&](DictionaryAttr fields) {
            SmallVector<Attribute> all(listField(fields, "collection_def"));
            all.append(entries);
            return withCollections(fields, all);
          }));
  }

private:
  static ArrayRef<Attribute> messagesOf(Attribute entry) {
    return listField(fieldOf(fieldOf(entry, "value"), "bytes_list"),
                     "messages");
  }

  static bool isKept(Attribute context, const GraphReachable &reachable) {
    return reachable.hasTensor(textField(context, "pivot_name"));
  }

  /// Adds the nodes of a context that stays; true if some are new.
  static bool addContext(Attribute context, GraphReachable &reachable) {
    if (!isKept(context, reachable))
      return false;
    bool isNew = false;
    context.walk([&](StringAttr text) {
      if (reachable.isMissing(text.getValue())) {
        reachable.addTensor(text.getValue());
        isNew = true;
      }
    });
    return isNew;
  }

  static Attribute keptPart(DictionaryAttr entry,
                            const GraphReachable &reachable) {
    SmallVector<Attribute> kept =
        llvm::filter_to_vector(messagesOf(entry), [&](Attribute context) {
          return isKept(context, reachable);
        });
    if (kept.empty())
      return {};
    return editAt(entry, {"value", "bytes_list", "messages"}, [&](Attribute) {
      return ArrayAttr::get(entry.getContext(), kept);
    });
  }

  Contexts contexts;
};

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

struct GraphPrune : impl::GraphPruneBase<GraphPrune> {
  using GraphPruneBase::GraphPruneBase;

  LogicalResult prune(saved_model::MetaGraphOp metaGraph) {
    if (!signatures.empty() && failed(keepSignatures(metaGraph, signatures)))
      return failure();
    if (dropObjectGraph)
      dropObjects(metaGraph);
    ContextKeeper contexts(inferenceOnly ? dropTrainingCollections(metaGraph)
                                         : Contexts());
    GraphReachable reachable(metaGraph);
    reachable.addReferences();
    reachable.settle();
    contexts.addTo(reachable);
    for (auto graph : metaGraph.getOps<graph::GraphOp>())
      eraseOtherNodes(graph, reachable);
    contexts.putBack(metaGraph, reachable);
    reachable.eraseOtherFunctions();
    return success();
  }

  void runOnOperation() override {
    if (failed(forMetaGraphsTagged(getOperation(), tags,
                                   [&](saved_model::MetaGraphOp metaGraph) {
                                     return prune(metaGraph);
                                   })))
      signalPassFailure();
  }
};

} // namespace

} // namespace sm
