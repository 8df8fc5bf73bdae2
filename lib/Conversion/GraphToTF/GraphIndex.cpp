// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "GraphIndex.h"

#include "llvm/ADT/SmallVector.h"

#include <functional>
#include <queue>

using namespace mlir;

namespace sm {

GraphIndex::GraphIndex(Block &body) {
  unsigned count = 0;
  for (Operation &op : body) {
    position[&op] = count++;
    if (graph::isNode(&op))
      nodes[graph::Node(&op).name()] = &op;
  }
}

Value GraphIndex::findTensor(StringRef tensor) const {
  auto [name, number] = tensor.split(':');
  Operation *op = find(name);
  unsigned index = 0;
  if (!op || (!number.empty() && number.getAsInteger(10, index)))
    return {};
  ResultRange outputs = graph::Node(op).outputs();
  return index < outputs.size() ? outputs[index] : Value();
}

namespace {

/// Kahn's algorithm over the nodes that are needed; upstream's topological sort
/// is quadratic on graphs in reverse order.
class Scheduler {
public:
  Scheduler(const DenseMap<Operation *, unsigned> &position,
            const llvm::DenseSet<Value> &fed)
      : position(position), fed(fed) {}

  void need(ArrayRef<Value> roots) {
    SmallVector<Value> stack(roots);
    while (!stack.empty()) {
      Value value = stack.pop_back_val();
      Operation *op = value.getDefiningOp();
      if (!op || fed.contains(value) || !needed.insert(op).second)
        continue;
      stack.append(op->operand_begin(), op->operand_end());
    }
  }

  /// All needed nodes in order, or those outside any cycle.
  std::vector<Operation *> order() {
    auto later = [&](Operation *a, Operation *c) {
      return position.lookup(a) > position.lookup(c);
    };
    std::priority_queue<Operation *, std::vector<Operation *>, decltype(later)>
        ready(later);
    DenseMap<Operation *, unsigned> waiting;
    DenseMap<Operation *, SmallVector<Operation *, 2>> users;
    for (Operation *op : needed) {
      unsigned count = 0;
      for (Value operand : op->getOperands())
        if (Operation *producer = operand.getDefiningOp();
            producer && !fed.contains(operand)) {
          ++count;
          users[producer].push_back(op);
        }
      waiting[op] = count;
      if (count == 0)
        ready.push(op);
    }
    std::vector<Operation *> result;
    while (!ready.empty()) {
      Operation *op = ready.top();
      ready.pop();
      result.push_back(op);
      for (Operation *user : users[op])
        if (--waiting[user] == 0)
          ready.push(user);
    }
    return result;
  }

  const llvm::DenseSet<Operation *> &all() const { return needed; }

private:
  const DenseMap<Operation *, unsigned> &position;
  const llvm::DenseSet<Value> &fed;
  llvm::DenseSet<Operation *> needed;
};

} // namespace

std::vector<Operation *>
GraphIndex::executionOrder(ArrayRef<Value> roots,
                           const llvm::DenseSet<Value> &fed,
                           Obstacles &obstacles) const {
  Scheduler scheduler(position, fed);
  scheduler.need(roots);
  std::vector<Operation *> order = scheduler.order();
  if (order.size() == scheduler.all().size())
    return order;
  llvm::DenseSet<Operation *> ordered(order.begin(), order.end());
  Operation *first = nullptr;
  for (Operation *op : scheduler.all())
    if (!ordered.contains(op) &&
        (!first || position.lookup(op) < position.lookup(first)))
      first = op;
  obstacles.push_back(
      {first->getLoc(),
       ("node '" + graph::Node(first).name() +
        "' is part of or behind a cycle (" + graph::Node(first).opName() +
        "); loops of TensorFlow 1 graphs cannot be converted yet")
           .str(),
       graph::Node(first).opName().str()});
  return {};
}

} // namespace sm
