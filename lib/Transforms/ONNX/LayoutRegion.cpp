// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "LayoutRegion.h"

#include "ONNXRewriting.h"

#include "dialects/ONNX/ONNXOperatorClass.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace sm::onnx {

/// What a Transpose costs: its being there, then the size of the tensor. One
/// that is no more than a Reshape costs less than any other. A member that
/// does not work in the order of the fixed ops decides between equals.
static constexpr int64_t kTransposeCost = int64_t(1) << 40;
static constexpr int64_t kReshapeCost = int64_t(1) << 26;
static constexpr int64_t kDoublingCost = int64_t(1) << 20;
static constexpr int64_t kStrangerCost = 1;

//===----------------------------------------------------------------------===//
// Growing
//===----------------------------------------------------------------------===//

LayoutRegion::LayoutRegion(Operation *transpose)
    : block(transpose->getBlock()) {
  Order order = *orderOf(transpose);
  have(transpose->getOperand(0),
       {identityOrder(static_cast<int64_t>(order.size())), order});
  while (!queue.empty()) {
    Value value = queue.pop_back_val();
    if (Operation *op = value.getDefiningOp())
      visit(op);
    for (Operation *user : value.getUsers())
      visit(user);
  }
}

bool LayoutRegion::canHave(Value value, const Frame &frame) const {
  RankedTensorType type = rankedType(value);
  if (!type || type.getRank() != static_cast<int64_t>(frame.a.size()))
    return false;
  const auto *found = frames.find(value);
  return found == frames.end() || found->second == frame;
}

void LayoutRegion::have(Value value, const Frame &frame) {
  // Equal orders say nothing more: the tensor is the same in both.
  if (frame.a != frame.b && frames.insert({value, frame}).second)
    queue.push_back(value);
}

void LayoutRegion::visit(Operation *op) {
  if (op->getBlock() != block || refused.contains(op) || links.contains(op) ||
      members.contains(op))
    return;
  if (isOperator(op, "Transpose"))
    addLink(op);
  else
    addMember(op);
}

void LayoutRegion::addLink(Operation *op) {
  std::optional<Order> order = orderOf(op);
  Value x = op->getOperand(0), y = op->getResult(0);
  if (!order || permuted(rankedType(x), *order) != y.getType()) {
    refused.insert(op);
    return;
  }
  Frame ofX, ofY;
  if (const auto *found = frames.find(x); found != frames.end()) {
    ofX = found->second;
    Order back = inverse(*order);
    ofY = {compose(back, ofX.a), compose(back, ofX.b)};
  } else {
    ofY = frames.find(y)->second;
    ofX = {compose(*order, ofY.a), compose(*order, ofY.b)};
  }
  if (!canHave(x, ofX) || !canHave(y, ofY)) {
    refused.insert(op);
    return;
  }
  links.insert(op);
  have(x, ofX);
  have(y, ofY);
}

/// Nullopt if it does not follow from what is known in the region.
std::optional<LayoutRegion::Frame>
LayoutRegion::operandFrame(Operation *op, const LayoutRule &rule) const {
  for (unsigned i : rule.moved)
    if (const auto *found = frames.find(op->getOperand(i));
        found != frames.end())
      return found->second;
  for (Value result : op->getResults())
    if (const auto *found = frames.find(result); found != frames.end()) {
      auto a = rule.operandOrder(found->second.a);
      auto b = rule.operandOrder(found->second.b);
      return a && b ? std::optional(Frame{*a, *b}) : std::nullopt;
    }
  return std::nullopt;
}

/// The order in which results are wanted by a Transpose that reads them, if the
/// op can give it: where a dimension that comes in stands is free.
static Order wantedOrder(Operation *op, const LayoutRule &rule,
                         const Order &operands) {
  if (!isIdentity(operands) && op->getNumResults() == 1)
    for (Operation *user : op->getUsers()) {
      std::optional<Order> order = orderOf(user);
      if (order && order->size() == rule.resultDims.size() &&
          rule.canGive(operands, *order))
        return *order;
    }
  return rule.resultOrder(operands);
}

LayoutRegion::Frame LayoutRegion::resultFrame(Operation *op,
                                              const LayoutRule &rule,
                                              const Frame &frame) const {
  for (Value result : op->getResults())
    if (const auto *found = frames.find(result); found != frames.end())
      return found->second;
  return {wantedOrder(op, rule, frame.a), wantedOrder(op, rule, frame.b)};
}

void LayoutRegion::addMember(Operation *op) {
  std::optional<LayoutRule> rule = layoutRule(op);
  std::optional<Frame> frame =
      rule ? operandFrame(op, *rule) : std::optional<Frame>();
  if (!frame)
    return;
  Frame ofResults = resultFrame(op, *rule, *frame);
  auto fits = [&](Value result) { return canHave(result, ofResults); };
  // As it is, the op works in one of the two orders.
  bool isA = isIdentity(frame->a) && isIdentity(ofResults.a);
  bool isB = isIdentity(frame->b) && isIdentity(ofResults.b);
  bool canFollow = (isA || isB) && rule->canGive(frame->a, ofResults.a) &&
                   rule->canGive(frame->b, ofResults.b) &&
                   llvm::all_of(op->getResults(), fits) &&
                   llvm::all_of(rule->moved, [&](unsigned i) {
                     return canHave(op->getOperand(i), *frame);
                   });
  if (!canFollow) {
    refused.insert(op);
    return;
  }
  auto member = std::make_unique<Member>();
  member->rule = *rule;
  member->frame = *frame;
  member->results = ofResults;
  member->isB = !isA;
  for (unsigned i : rule->moved)
    have(op->getOperand(i), *frame);
  for (Value result : op->getResults())
    have(result, ofResults);
  members.insert({op, std::move(member)});
}

//===----------------------------------------------------------------------===//
// Tensors and their readers
//===----------------------------------------------------------------------===//

/// The value that the Transposes inside make `value` of, and the order they
/// give it.
std::pair<Value, Order> LayoutRegion::rootOf(Value value) const {
  Order order = identityOrder(rankedType(value).getRank());
  while (Operation *op = value.getDefiningOp()) {
    if (!links.contains(op))
      break;
    order = compose(*orderOf(op), order);
    value = op->getOperand(0);
  }
  return {value, order};
}

void LayoutRegion::addReaders(Value value, Tensor &tensor, const Order &order) {
  for (OpOperand &use : value.getUses()) {
    Operation *user = use.getOwner();
    if (links.contains(user))
      continue;
    Reader reader = {&use, nullptr, order};
    if (isOperator(user, "Shape")) {
      tensor.shapeReaders.push_back(reader);
      continue;
    }
    const auto *found = members.find(user);
    if (found != members.end() &&
        llvm::is_contained(found->second->rule.moved, use.getOperandNumber()))
      reader.member = found->second.get();
    tensor.readers.push_back(reader);
  }
}

void LayoutRegion::collectTensors() {
  for (const auto &[value, frame] : frames) {
    auto [root, order] = rootOf(value);
    Tensor &tensor = tensors[root];
    if (!tensor.root) {
      tensor.root = root;
      Operation *op = root.getDefiningOp();
      const auto *found = members.find(op);
      tensor.maker = found == members.end() ? nullptr : found->second.get();
      tensor.isConstant = constantBehind(root) != nullptr;
    }
    addReaders(value, tensor, order);
  }
}

/// True if most ops at the borders work in order B.
bool LayoutRegion::isHomeB() const {
  int64_t balance = 0;
  for (const auto &[root, tensor] : tensors) {
    const Frame &frame = frames.find(root)->second;
    auto vote = [&](const Order &order) {
      balance += order == frame.b ? 1 : order == frame.a ? -1 : 0;
    };
    if (!tensor.maker && !tensor.isConstant && root.getDefiningOp())
      vote(identityOrder(static_cast<int64_t>(frame.a.size())));
    for (const Reader &reader : tensor.readers)
      if (!reader.member &&
          !reader.operand->getOwner()->hasTrait<OpTrait::IsTerminator>())
        vote(reader.fixed);
  }
  return balance > 0;
}

//===----------------------------------------------------------------------===//
// Costs
//===----------------------------------------------------------------------===//

/// The cost of a Transpose by `order` of a tensor of `type`.
static int64_t transposeCost(RankedTensorType type, OrderRef order) {
  if (isIdentity(order))
    return 0;
  if (movesOnlyOnes(type, order) && reshapeTarget(permuted(type, order)))
    return kReshapeCost;
  uint64_t elements = 1;
  for (int64_t dim : type.getShape())
    if (!ShapedType::isDynamic(dim))
      elements = llvm::SaturatingMultiply<uint64_t>(elements, dim);
  return kTransposeCost +
         kDoublingCost * static_cast<int64_t>(llvm::Log2_64(elements | 1));
}

Order LayoutRegion::producedOrder(const Tensor &tensor) const {
  const Frame &frame = frames.find(tensor.root)->second;
  if (!tensor.maker)
    return identityOrder(static_cast<int64_t>(frame.a.size()));
  return tensor.maker->isB ? frame.b : frame.a;
}

Order LayoutRegion::neededOrder(const Tensor &tensor,
                                const Reader &reader) const {
  if (!reader.member)
    return reader.fixed;
  const Frame &frame = frames.find(tensor.root)->second;
  return reader.member->isB ? frame.b : frame.a;
}

int64_t LayoutRegion::costNow() const {
  int64_t cost = 0;
  for (Operation *op : links)
    cost += transposeCost(rankedType(op->getOperand(0)), *orderOf(op));
  for (const auto &[op, member] : members)
    cost += member->isB == homeIsB ? 0 : kStrangerCost;
  return cost;
}

int64_t LayoutRegion::costOf(const Tensor &tensor) const {
  if (tensor.isConstant)
    return 0;
  SmallVector<Order> had = {producedOrder(tensor)};
  int64_t cost = 0;
  for (const Reader &reader : tensor.readers) {
    Order order = neededOrder(tensor, reader);
    if (llvm::is_contained(had, order))
      continue;
    RankedTensorType type = rankedType(tensor.root);
    cost +=
        transposeCost(permuted(type, had[0]), compose(inverse(had[0]), order));
    had.push_back(order);
  }
  return cost;
}

int64_t LayoutRegion::costOfChoice() const {
  int64_t cost = 0;
  for (const auto &[root, tensor] : tensors)
    cost += costOf(tensor);
  for (const auto &[op, member] : members)
    cost += member->isB == homeIsB ? 0 : kStrangerCost;
  return cost;
}

//===----------------------------------------------------------------------===//
// Choosing
//===----------------------------------------------------------------------===//

/// A is the side of the source. A reader on the other side than the maker asks
/// for a copy, a node between them, so that one copy serves all that ask.
void LayoutRegion::addToCut(MinimumCut &cut, const Tensor &tensor) const {
  const Frame &frame = frames.find(tensor.root)->second;
  RankedTensorType type = rankedType(tensor.root);
  Order made = identityOrder(type.getRank());
  // The cost of a copy in A or B for makers in the other, or in neither.
  int64_t toA = transposeCost(type, frame.a);
  int64_t toB = transposeCost(type, frame.b);
  MinimumCut::Node inA = cut.addNode(), inB = cut.addNode();
  if (tensor.isConstant) {
    // A second copy of a constant costs space only.
    cut.addEdge(inA, inB, kStrangerCost);
  } else if (tensor.maker) {
    int64_t between = transposeCost(permuted(type, frame.a),
                                    compose(inverse(frame.a), frame.b));
    cut.addEdge(inA, tensor.maker->node, between);
    cut.addEdge(tensor.maker->node, inB, between);
  } else {
    if (made != frame.a)
      cut.addEdge(inA, MinimumCut::kSink, toA);
    if (made != frame.b)
      cut.addEdge(MinimumCut::kSource, inB, toB);
  }
  for (const Reader &reader : tensor.readers) {
    if (reader.member) {
      cut.addEdge(reader.member->node, inA, MinimumCut::kInfinite);
      cut.addEdge(inB, reader.member->node, MinimumCut::kInfinite);
    } else if (reader.fixed == frame.a) {
      cut.addEdge(MinimumCut::kSource, inA, MinimumCut::kInfinite);
    } else if (reader.fixed == frame.b) {
      cut.addEdge(inB, MinimumCut::kSink, MinimumCut::kInfinite);
    }
  }
}

void LayoutRegion::choose() {
  MinimumCut cut;
  for (auto &[op, member] : members) {
    member->node = cut.addNode();
    if (homeIsB)
      cut.addEdge(member->node, MinimumCut::kSink, kStrangerCost);
    else
      cut.addEdge(MinimumCut::kSource, member->node, kStrangerCost);
  }
  for (const auto &[root, tensor] : tensors)
    addToCut(cut, tensor);
  cut.cut();
  for (auto &[op, member] : members)
    member->isB = !cut.isOnSourceSide(member->node);
}

//===----------------------------------------------------------------------===//
// Rewriting
//===----------------------------------------------------------------------===//

/// `tensor` in `order`, made behind its root.
Value LayoutRegion::inOrder(const Tensor &tensor, const Order &order) {
  Value root = tensor.root;
  OpBuilder b(root.getContext());
  if (Operation *op = root.getDefiningOp())
    b.setInsertionPointAfter(op);
  else
    b.setInsertionPointToStart(block);
  Location location = root.getLoc();
  Order step = compose(inverse(producedOrder(tensor)), order);
  if (ElementsAttr elements = constantBehind(root))
    if (ElementsAttr moved = transposed(elements, step))
      return constant(b, location, moved);
  // The root has the type of its new order by now.
  RankedTensorType type = rankedType(root);
  RankedTensorType result = permuted(type, step);
  auto target = reshapeTarget(result);
  if (target && movesOnlyOnes(type, step))
    return make(b, location, "Reshape", result,
                {root, constantI64s(b, location, *target)});
  return make(b, location, "Transpose", result, root,
              intsAttr(b, "perm", step));
}

/// Shape of a tensor that is not there in this order: its dimensions are picked
/// from the shape of what is there.
void LayoutRegion::rewriteShape(const Tensor &tensor, const Reader &reader) {
  Operation *op = reader.operand->getOwner();
  OpBuilder b(op);
  auto rank = static_cast<int64_t>(reader.fixed.size());
  auto [start, end] = shapeRange(op, rank);
  Order places = inverse(producedOrder(tensor));
  SmallVector<int64_t> picked;
  for (int64_t i = start; i < end; ++i)
    picked.push_back(places[reader.fixed[i]]);
  Location location = op->getLoc();
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  Value shape = make(b, location, "Shape", type.clone({rank}), tensor.root);
  Value dims = make(b, location, "Gather", type,
                    {shape, constantI64s(b, location, picked)});
  op->getResult(0).replaceAllUsesWith(dims);
  op->erase();
}

void LayoutRegion::rewriteReaders(const Tensor &tensor) {
  SmallVector<std::pair<Order, Value>> had = {
      {producedOrder(tensor), tensor.root}};
  auto find = [&](const Order &order) {
    return llvm::find_if(had,
                         [&](const auto &one) { return one.first == order; });
  };
  for (const Reader &reader : tensor.readers) {
    Order order = neededOrder(tensor, reader);
    if (find(order) == had.end())
      had.emplace_back(order, inOrder(tensor, order));
    reader.operand->set(find(order)->second);
  }
  for (const Reader &reader : tensor.shapeReaders)
    if (auto *found = find(reader.fixed); found != had.end())
      reader.operand->set(found->second);
    else
      rewriteShape(tensor, reader);
}

void LayoutRegion::eraseUnread() {
  SmallVector<Operation *> unread(links.begin(), links.end());
  while (!unread.empty()) {
    Operation *op = unread.pop_back_val();
    if (!links.contains(op) || !op->use_empty())
      continue;
    Operation *maker = op->getOperand(0).getDefiningOp();
    links.remove(op);
    op->erase();
    if (maker && links.contains(maker))
      unread.push_back(maker);
  }
}

bool LayoutRegion::improve() {
  collectTensors();
  homeIsB = isHomeB();
  int64_t before = costNow();
  choose();
  if (costOfChoice() >= before)
    return false;
  OpBuilder b(block->getParentOp()->getContext());
  for (auto &[op, member] : members) {
    const Order &operands = member->isB ? member->frame.b : member->frame.a;
    const Order &results = member->isB ? member->results.b : member->results.a;
    if (!isIdentity(operands) || !isIdentity(results))
      changeLayout(op, member->rule, operands, results, b);
  }
  for (auto &[root, tensor] : tensors)
    rewriteReaders(tensor);
  eraseUnread();
  return true;
}

} // namespace sm::onnx
