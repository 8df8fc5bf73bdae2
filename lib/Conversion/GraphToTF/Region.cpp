// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "Region.h"

#include "BodyConverter.h"

using namespace mlir;

namespace sm {

void forEachName(Attribute attr, function_ref<void(StringRef)> visit) {
  attr.walk<WalkOrder::PreOrder>([&](Attribute part) {
    if (auto dictionary = dyn_cast<DictionaryAttr>(part);
        dictionary && dictionary.get("stripped_op_list")) {
      for (NamedAttribute field : dictionary)
        if (field.getName() != "stripped_op_list")
          forEachName(field.getValue(), visit);
      return WalkResult::skip();
    }
    if (auto text = dyn_cast<StringAttr>(part))
      visit(text.getValue());
    if (auto info = dyn_cast<saved_model::TensorInfoAttr>(part))
      visit(info.getTensor());
    return WalkResult::advance();
  });
}

//===----------------------------------------------------------------------===//
// Roots
//===----------------------------------------------------------------------===//

/// A type that holds for everything either type holds for.
static TensorType join(TensorType a, TensorType b) {
  Type element = a.getElementType() == b.getElementType()
                     ? a.getElementType()
                     : tf::UnknownType::get(a.getContext());
  if (!a.hasRank() || !b.hasRank() || a.getRank() != b.getRank())
    return UnrankedTensorType::get(element);
  SmallVector<int64_t> shape(a.getShape());
  for (auto [dim, other] : llvm::zip(shape, b.getShape()))
    if (dim != other)
      dim = ShapedType::kDynamic;
  return RankedTensorType::get(shape, element);
}

void Region::addTensor(StringRef tensor, bool isFed, Type type) {
  Value value = index.findTensor(tensor);
  if (!value)
    return;
  if (!isFed) {
    fetched.insert(value);
    return;
  }
  auto stated = dyn_cast_or_null<TensorType>(type);
  if (!stated)
    stated = UnrankedTensorType::get(tf::UnknownType::get(value.getContext()));
  auto [it, isNew] = fed.insert({value, stated});
  if (!isNew)
    it->second = join(it->second, stated);
}

void Region::addSignature(saved_model::SignatureOp signature) {
  // Initialisation and training steps are no entries.
  bool isEntry = !signature.getName().starts_with("__saved_model_");
  for (bool isFed : {true, false})
    for (NamedAttribute info :
         isFed ? signature.getInputs() : signature.getOutputs()) {
      if (!isEntry)
        addNames(info.getValue());
      else if (auto tensor =
                   dyn_cast<saved_model::TensorInfoAttr>(info.getValue()))
        addTensor(tensor.getTensor(), isFed, tensor.getType());
      else
        // A tensor of several parts.
        forEachName(info.getValue(),
                    [&](StringRef text) { addTensor(text, isFed, {}); });
    }
}

void Region::addNames(Attribute attr) {
  forEachName(attr, [&](StringRef text) {
    text.consume_front("^");
    if (Operation *op = index.find(text.split(':').first))
      named.insert(op);
  });
}

/// A node that runs at once and touches nothing: waiting for it means nothing.
static bool isInert(Operation *op) {
  graph::Node node(op);
  return node.controlInputs().empty() &&
         (isPlaceholder(node) || declaresVariable(node) ||
          node.opName() == "Const");
}

Region::Region(saved_model::MetaGraphOp metaGraph, graph::GraphOp graph,
               const GraphIndex &index, NodeEffects &effects)
    : index(index), effects(effects) {
  for (auto signature : metaGraph.getOps<saved_model::SignatureOp>())
    addSignature(signature);
  if (StringAttr init = metaGraph.getInitNodeAttr())
    addNames(init);
  for (auto asset : metaGraph.getOps<saved_model::AssetOp>())
    addNames(asset.getTensorAttr());
  for (auto entry : metaGraph.getOps<saved_model::ConcreteFunctionOp>())
    addNames(entry.getCaptures());
  for (auto messages : metaGraph.getOps<saved_model::MessagesOp>())
    addNames(messages.getProto());
  if (std::optional<saved_model::ProtoAttr> extra = graph.getExtra())
    addNames(*extra);
  reach();
  for (Operation *op : reached)
    if (graph::Node node(op); !effects.isComputation(node) && !isInert(op)) {
      afterEffects.insert(op);
      addUsers(op, afterEffects);
    }
  for (Operation *op : reached)
    if (mustStay(op))
      keep(op);
  closeKept();
  // In the order of the file.
  for (Operation &op : graph.getBody().front())
    if (reached.contains(&op) && !kept.contains(&op))
      inside.insert(&op);
  findEdges();
}

//===----------------------------------------------------------------------===//
// Inside and outside
//===----------------------------------------------------------------------===//

static bool hasFedOutput(Operation *op,
                         const llvm::MapVector<Value, TensorType> &fed) {
  return llvm::any_of(op->getResults(),
                      [&](Value value) { return fed.count(value); });
}

void Region::reach() {
  SmallVector<Value> stack(fetched.begin(), fetched.end());
  while (!stack.empty()) {
    Operation *op = stack.pop_back_val().getDefiningOp();
    if (!reached.insert(op))
      continue;
    // What is fed may be computed for another signature.
    for (Value operand : op->getOperands())
      stack.push_back(operand);
  }
}

bool Region::mustStay(Operation *op) const {
  graph::Node node(op);
  // It may have to read what an effect before it has written.
  bool waitsForEffects = llvm::any_of(node.controlInputs(), [&](Value control) {
    Operation *before = control.getDefiningOp();
    return !isInert(before) && afterEffects.contains(before);
  });
  bool waitedForOutside =
      !isInert(op) && llvm::any_of(node.control().getUsers(), [&](auto *user) {
        return !reached.contains(user);
      });
  return declaresVariable(node) || isPlaceholder(node) || isControlFlow(node) ||
         hasFedOutput(op, fed) || !effects.isComputation(node) ||
         waitedForOutside || waitsForEffects ||
         BodyConverter::mustStayVerbatim(node) ||
         // A captured constant is found as a node, not as a value.
         (named.contains(op) &&
          (node.outputs().empty() || node.opName() == "Const"));
}

void Region::keep(Operation *op) {
  if (!reached.contains(op) || !kept.insert(op))
    return;
  graph::Node node(op);
  // A call stays a call; the function's body is looked at by itself.
  if (declaresVariable(node) || isPlaceholder(node) || hasFedOutput(op, fed) ||
      node.opName().ends_with("PartitionedCall") || node.opName() == "NoOp" ||
      node.opName() == "Const")
    return;
  ++keptCount;
  if (!firstKeptNode || op->isBeforeInBlock(firstKeptNode))
    firstKeptNode = op;
}

/// Adds what is computed from `op`, by data or control.
void Region::addUsers(Operation *op,
                      llvm::SetVector<Operation *> &users) const {
  SmallVector<Operation *> stack = {op};
  while (!stack.empty())
    for (Operation *user : stack.pop_back_val()->getUsers())
      if (reached.contains(user) && users.insert(user))
        stack.push_back(user);
}

void Region::closeKept() {
  // `kept` grows while it is read. Behind control flow everything stays.
  llvm::SetVector<Operation *> behind;
  size_t numSeen = 0;
  for (size_t i = 0; i < kept.size(); ++i) {
    Operation *op = kept[i];
    graph::Node node(op);
    for (Value control : node.controlInputs())
      if (!isInert(control.getDefiningOp()))
        keep(control.getDefiningOp());
    if (!isInert(op))
      for (Operation *user : node.control().getUsers())
        keep(user);
    if (isControlFlow(node))
      addUsers(op, behind);
    if (i + 1 == kept.size())
      for (; numSeen < behind.size(); ++numSeen)
        keep(behind[numSeen]);
  }
}

void Region::findEdges() {
  for (Operation *op : inside) {
    for (Value input : graph::Node(op).dataInputs())
      if (!inside.contains(input.getDefiningOp()))
        seenInside.insert(input);
    for (Value output : graph::Node(op).outputs())
      if (named.contains(op) || fetched.contains(output) ||
          llvm::any_of(output.getUsers(),
                       [&](Operation *user) { return !inside.contains(user); }))
        seenOutside.insert(output);
  }
}

} // namespace sm
