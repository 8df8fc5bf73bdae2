// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "WriteInPlace.h"

#include "VisibleTensors.h"

#include "sm/Conversion/GraphBodies.h"

#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace sm {

/// True if any node of the block states shapes: then new ones do, too.
static bool statesShapes(Block &block) {
  return llvm::any_of(
      block, [](Operation &op) { return op.hasAttr("_output_shapes"); });
}

static graph::GraphOp mainGraphOf(saved_model::MetaGraphOp metaGraph) {
  auto graphs = metaGraph.getOps<graph::GraphOp>();
  return graphs.empty() ? graph::GraphOp() : *graphs.begin();
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// Says in the OpDef which control outputs the function has: callers never name
/// one, and TensorFlow wants a node of its own for each.
static void setControlOutputs(graph::FuncOp function,
                              ArrayRef<StringRef> names) {
  Builder b(function.getContext());
  saved_model::ProtoAttr signature = function.getSignature();
  NamedAttrList fields(signature.getFields());
  if (names.empty())
    fields.erase("control_output");
  else
    fields.set("control_output", b.getStrArrayAttr(names));
  function.setSignatureAttr(
      saved_model::ProtoAttr::get(b.getContext(), signature.getMessage(),
                                  fields.getDictionary(b.getContext())));
}

static void writeFunction(func::FuncOp source, graph::FuncOp target,
                          WriteContext &context) {
  Block &block = target.getBody().front();
  graph::ReturnOp returned = *block.getOps<graph::ReturnOp>().begin();
  NodeNames names;
  // Arguments and nodes share their names.
  for (StringRef name : target.getArgNames().getAsValueRange<StringAttr>())
    names.reserve(name.split(':').first);
  bool hasShapeHints = statesShapes(block);
  SmallVector<Operation *> old;
  for (Operation &op : block)
    old.push_back(&op);

  OpBuilder b(target.getContext());
  b.setInsertionPointToEnd(&block);
  BodyWriter writer(b, context, names, /*isMain=*/false, hasShapeHints);
  for (auto [from, to] : llvm::zip(source.getArguments(), block.getArguments()))
    writer.map(from, to);
  Block &body = source.getBody().front();
  EffectOrder order(body, context.effects);
  writer.write(body, &order);
  SmallVector<Value> values, controls;
  SmallVector<StringRef> controlKeys;
  for (Value value : body.getTerminator()->getOperands())
    values.push_back(writer.graphValue(value));
  // All effects: TensorFlow may leave out what no output needs. A function that
  // names none relies on TensorFlow's own rule.
  if (!returned.getControlKeys().empty())
    for (Operation *op : order.last()) {
      controls.push_back(writer.control(op));
      controlKeys.push_back(
          graph::Node(controls.back().getDefiningOp()).name());
    }
  setControlOutputs(target, controlKeys);
  graph::ReturnOp::create(b, returned.getLoc(), values, controls,
                          returned.getKeys(), b.getStrArrayAttr(controlKeys),
                          ArrayAttr());
  for (Operation *op : old)
    op->dropAllUses();
  for (Operation *op : old)
    op->erase();
  target.dropUnusedTokens();
}

//===----------------------------------------------------------------------===//
// The main graph
//===----------------------------------------------------------------------===//

namespace {

/// The body of the main graph, and the nodes it takes the place of.
class MainBody {
public:
  MainBody(func::FuncOp source, graph::GraphOp graph)
      : source(source), graph(graph) {
    for (Operation &op : graph.getBody().front())
      nodes[graph::Node(&op).name()] = &op;
  }

  /// Adds an obstacle for each tensor that is not there, or without a name.
  void check(WriteObstacles &obstacles);
  void write(WriteContext &context);

private:
  /// The tensor that an argument or a result is; null if there is none.
  Value tensor(Attribute name) const;
  void findReplaced(const WriteContext &context);
  void dropColocations();

  func::FuncOp source;
  graph::GraphOp graph;
  llvm::StringMap<Operation *> nodes;
  llvm::SetVector<Operation *> replaced;
};

} // namespace

Value MainBody::tensor(Attribute attr) const {
  auto text = dyn_cast_or_null<StringAttr>(attr);
  if (!text)
    return {};
  auto [name, number] = text.getValue().rsplit(':');
  Operation *op = nodes.lookup(name);
  unsigned index = 0;
  if (!op || number.getAsInteger(10, index))
    return {};
  ResultRange outputs = graph::Node(op).outputs();
  return index < outputs.size() ? outputs[index] : Value();
}

void MainBody::check(WriteObstacles &obstacles) {
  auto missing = [&](StringRef kind, unsigned index) {
    obstacles.push_back(
        {source.getLoc(), ("'" + source.getSymName() + "': " + kind + " " +
                           Twine(index) + " does not say by " + kTensorAttr +
                           " which tensor of the graph it is")
                              .str()});
  };
  for (unsigned i = 0; i < source.getNumArguments(); ++i)
    if (!tensor(source.getArgAttr(i, kTensorAttr)))
      missing("argument", i);
  for (unsigned i = 0; i < source.getNumResults(); ++i)
    if (!tensor(source.getResultAttr(i, kTensorAttr)))
      missing("result", i);
}

/// What computes the results from the arguments, as far as nobody else needs
/// it.
void MainBody::findReplaced(const WriteContext &context) {
  llvm::DenseSet<Operation *> stays;
  for (const auto *declared : {&context.variableNodes, &context.assetNodes})
    for (const auto &entry : *declared)
      stays.insert(entry.second);
  for (unsigned i = 0; i < source.getNumArguments(); ++i)
    stays.insert(tensor(source.getArgAttr(i, kTensorAttr)).getDefiningOp());
  llvm::DenseSet<Value> visible;
  SmallVector<Operation *> stack;
  for (unsigned i = 0; i < source.getNumResults(); ++i) {
    visible.insert(tensor(source.getResultAttr(i, kTensorAttr)));
    stack.push_back(
        tensor(source.getResultAttr(i, kTensorAttr)).getDefiningOp());
  }
  while (!stack.empty()) {
    Operation *op = stack.pop_back_val();
    bool isPlaceholder = graph::Node(op).opName().starts_with("Placeholder");
    if (isPlaceholder || stays.contains(op) || !replaced.insert(op))
      continue;
    for (Value operand : op->getOperands())
      stack.push_back(operand.getDefiningOp());
  }
  // What a node that stays uses, and no result stands for, stays as well.
  SmallVector<Operation *> check(replaced.begin(), replaced.end());
  while (!check.empty()) {
    Operation *op = check.pop_back_val();
    bool isNeeded =
        replaced.contains(op) &&
        llvm::any_of(op->getResults(), [&](Value output) {
          return !visible.contains(output) &&
                 llvm::any_of(output.getUsers(), [&](Operation *user) {
                   return !replaced.contains(user);
                 });
        });
    if (!isNeeded)
      continue;
    replaced.remove(op);
    for (Value operand : op->getOperands())
      check.push_back(operand.getDefiningOp());
  }
}

/// TensorFlow refuses a node that wants to be where a node is that is not.
void MainBody::dropColocations() {
  llvm::StringSet<> present;
  for (Operation &op : graph.getBody().front())
    present.insert(graph::Node(&op).name());
  for (Operation &op : graph.getBody().front()) {
    auto places = op.getAttrOfType<ArrayAttr>("_class");
    if (!places)
      continue;
    SmallVector<Attribute> kept;
    for (Attribute place : places) {
      auto text = dyn_cast<StringAttr>(place);
      StringRef name = text ? text.getValue() : StringRef();
      if (!name.consume_front("loc:@") || present.contains(name))
        kept.push_back(place);
    }
    if (kept.empty())
      op.removeAttr("_class");
    else if (kept.size() != places.size())
      op.setAttr("_class", ArrayAttr::get(op.getContext(), kept));
  }
}

void MainBody::write(WriteContext &context) {
  findReplaced(context);
  Block &block = graph.getBody().front();
  NodeNames names;
  for (Operation &op : block)
    if (!replaced.contains(&op))
      names.reserve(graph::Node(&op).name());
  VisibleTensors visible;
  Block &body = source.getBody().front();
  for (auto [i, value] : llvm::enumerate(body.getTerminator()->getOperands())) {
    Value old = tensor(source.getResultAttr(i, kTensorAttr));
    // A node that had to stay still has its name.
    if (replaced.contains(old.getDefiningOp()))
      visible.add(graph::Node(old.getDefiningOp()).name(),
                  cast<OpResult>(old).getResultNumber(), value);
  }
  OpBuilder b(graph.getContext());
  b.setInsertionPointToEnd(&block);
  BodyWriter writer(b, context, names, /*isMain=*/true, statesShapes(block));
  for (unsigned i = 0; i < source.getNumArguments(); ++i)
    writer.map(source.getArgument(i),
               tensor(source.getArgAttr(i, kTensorAttr)));
  visible.assignNames(writer, names);
  writer.write(body, nullptr);
  llvm::StringMap<Operation *> made = visible.makeNodes(writer, {});
  for (unsigned i = 0; i < source.getNumResults(); ++i) {
    Value old = tensor(source.getResultAttr(i, kTensorAttr));
    if (!replaced.contains(old.getDefiningOp()))
      continue;
    Operation *node = made.lookup(graph::Node(old.getDefiningOp()).name());
    old.replaceAllUsesWith(
        node->getResult(cast<OpResult>(old).getResultNumber()));
  }
  for (Operation *op : replaced)
    op->dropAllUses();
  for (Operation *op : replaced)
    op->erase();
  dropColocations();
}

//===----------------------------------------------------------------------===//
// MetaGraphs
//===----------------------------------------------------------------------===//

/// The graph function that `body` belongs to; null if there is none that takes
/// and gives as many values.
static graph::FuncOp targetOf(func::FuncOp body, FlatSymbolRefAttr name,
                              SymbolTable &symbols) {
  auto target = symbols.lookup<graph::FuncOp>(name.getValue());
  if (!target)
    return {};
  Block &block = target.getBody().front();
  graph::ReturnOp returned = *block.getOps<graph::ReturnOp>().begin();
  return target.getNumValues() == body.getNumArguments() &&
                 returned.getValues().size() == body.getNumResults()
             ? target
             : graph::FuncOp();
}

void checkInPlace(saved_model::MetaGraphOp metaGraph,
                  WriteObstacles &obstacles) {
  WriteContext context(metaGraph);
  SymbolTable symbols(metaGraph);
  for (auto body : metaGraph.getOps<func::FuncOp>()) {
    Attribute of = body->getAttr(kBodyAttr);
    if (!of)
      continue;
    auto name = dyn_cast<FlatSymbolRefAttr>(of);
    if (name && !targetOf(body, name, symbols))
      obstacles.push_back(
          {body.getLoc(),
           ("'" + body.getSymName() + "' is the body of '" + name.getValue() +
            "', which is no graph function with as many "
            "arguments and results")
               .str()});
    if (canWrite(body, context, /*isMain=*/!name, obstacles) && !name)
      MainBody(body, mainGraphOf(metaGraph)).check(obstacles);
  }
}

void writeInPlace(saved_model::MetaGraphOp metaGraph) {
  WriteContext context(metaGraph);
  SymbolTable symbols(metaGraph);
  auto functions = llvm::to_vector(metaGraph.getOps<func::FuncOp>());
  for (func::FuncOp body : functions) {
    Attribute of = body->getAttr(kBodyAttr);
    if (auto name = dyn_cast_or_null<FlatSymbolRefAttr>(of))
      writeFunction(body, targetOf(body, name, symbols), context);
    else if (of)
      MainBody(body, mainGraphOf(metaGraph)).write(context);
  }
  for (func::FuncOp body : functions)
    if (body->hasAttr(kBodyAttr))
      body.erase();
}

} // namespace sm
