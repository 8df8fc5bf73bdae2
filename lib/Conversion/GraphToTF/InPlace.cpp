// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "InPlace.h"

#include "FunctionSignature.h"
#include "NodeTypes.h"
#include "Region.h"

#include "dialects/TF/ControlOps.h"
#include "dialects/TF/TFDialect.h"
#include "sm/Conversion/GraphBodies.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace sm {

/// Calls may be nested as deep as a model is large.
static constexpr int kMaxDepth = 200;

/// The functions of which the object graph names a tensor inside: what a
/// gradient function of `tf.custom_gradient` captures of the forward pass.
/// TensorFlow looks for it by name in the body when it loads the model.
static void addFunctionsLookedInto(saved_model::MessagesOp messages,
                                   llvm::StringSet<> &names) {
  auto graph =
      messages.getProto().getFields().getAs<DictionaryAttr>("object_graph_def");
  auto nodes = graph ? graph.getAs<ArrayAttr>("nodes") : ArrayAttr();
  for (Attribute attr : nodes ? nodes.getValue() : ArrayRef<Attribute>()) {
    auto node = dyn_cast<DictionaryAttr>(attr);
    auto captured =
        node ? node.getAs<DictionaryAttr>("captured_tensor") : DictionaryAttr();
    if (auto function = captured
                            ? captured.getAs<StringAttr>("concrete_function")
                            : StringAttr())
      names.insert(function.getValue());
  }
}

InPlaceConverter::InPlaceConverter(saved_model::MetaGraphOp metaGraph)
    : metaGraph(metaGraph), b(metaGraph.getContext()), effects(metaGraph) {
  for (auto function : metaGraph.getOps<graph::FuncOp>())
    graphFunctions[function.getSymName()] = function;
  for (auto variable : metaGraph.getOps<saved_model::VariableOp>()) {
    auto shared = variable->getAttrOfType<StringAttr>("shared_name");
    variables[shared ? shared.getValue() : variable.getSymName()] = variable;
  }
  for (auto messages : metaGraph.getOps<saved_model::MessagesOp>())
    addFunctionsLookedInto(messages, lookedInto);
  for (Operation &op : metaGraph.getBody().front())
    if (auto symbol = dyn_cast<SymbolOpInterface>(op))
      symbolNames.insert(symbol.getName());
}

void InPlaceConverter::convert() {
  auto functions = llvm::to_vector(metaGraph.getOps<graph::FuncOp>());
  for (graph::FuncOp source : functions)
    function(source.getSymName(), source.getLoc());
  for (auto graph : metaGraph.getOps<graph::GraphOp>())
    convertMain(graph);
  install();
}

/// Reports why a body stays as it is: one reason is enough to look for.
void InPlaceConverter::leaveAlone(Operation *op, const Twine &what,
                                  const Obstacles &obstacles) {
  InFlightDiagnostic remark =
      emitRemark(op->getLoc())
      << what << " is left as it is: " << obstacles.front().message;
  if (obstacles.size() > 1)
    remark << " (and " << obstacles.size() - 1 << " more)";
}

func::FuncOp InPlaceConverter::startFunction(StringRef name, Location location,
                                             ArrayRef<Type> arguments) {
  std::string unique = (name + "$body").str();
  for (int suffix = 1; !symbolNames.insert(unique).second; ++suffix)
    unique = (name + "$body" + Twine(suffix)).str();
  b.clearInsertionPoint();
  auto function = func::FuncOp::create(b, location, unique,
                                       b.getFunctionType(arguments, {}));
  b.setInsertionPointToStart(function.addEntryBlock());
  return function;
}

static void finishFunction(OpBuilder &b, func::FuncOp function,
                           ArrayRef<Value> results) {
  func::ReturnOp::create(b, function.getLoc(), results);
  function.setFunctionType(b.getFunctionType(function.getArgumentTypes(),
                                             ValueRange(results).getTypes()));
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

func::FuncOp InPlaceConverter::function(StringRef name, Location) {
  auto it = converted.find(name);
  if (it != converted.end())
    return it->second;
  graph::FuncOp source = graphFunctions.lookup(name);
  if (!source || depth >= kMaxDepth)
    return {};
  converted[name] = {};
  ++depth;
  func::FuncOp result = convertFunction(source);
  --depth;
  return converted[name] = result;
}

/// What a body must not hold, found before anything is built.
static void checkFunction(graph::FuncOp function, Obstacles &obstacles) {
  if (auto attrs = function.getSignature().getFields().getAs<ArrayAttr>("attr");
      attrs && !attrs.empty())
    obstacles.push_back({function.getLoc(), "its types depend on attributes"});
  for (Operation &op : function.getBody().front()) {
    if (!graph::isNode(&op))
      continue;
    graph::Node node(&op);
    if (isControlFlow(node))
      obstacles.push_back(
          {op.getLoc(), ("node '" + node.name() + "' (" + node.opName() +
                         ") is control flow of TensorFlow 1")
                            .str()});
    if (node.opName() == "VariableV2" || node.opName() == "Variable")
      obstacles.push_back({op.getLoc(), ("node '" + node.name() + "' (" +
                                         node.opName() + ") makes a reference")
                                            .str()});
  }
}

/// True for the functions that save and restore a checkpoint. They run once;
/// whoever reads them knows them as TensorFlow wrote them.
static bool belongsToSaver(graph::FuncOp function) {
  return llvm::any_of(function.getBody().front(), [](Operation &op) {
    if (!graph::isNode(&op))
      return false;
    StringRef name = graph::Node(&op).opName();
    return name == "SaveV2" || name == "RestoreV2";
  });
}

func::FuncOp InPlaceConverter::convertFunction(graph::FuncOp function) {
  Obstacles obstacles;
  checkFunction(function, obstacles);
  if (lookedInto.contains(function.getSymName()))
    obstacles.push_back({function.getLoc(), "the object graph names tensors "
                                            "of its body, for a gradient"});
  func::FuncOp result;
  if (obstacles.empty() && belongsToSaver(function))
    return {};
  if (obstacles.empty())
    result = tryFunction(function, obstacles);
  if (!obstacles.empty()) {
    if (result)
      result.erase();
    leaveAlone(function, "function '" + function.getSymName() + "'", obstacles);
    return {};
  }
  result->setAttr(kBodyAttr, FlatSymbolRefAttr::get(function.getSymNameAttr()));
  if (mustNotBeInlined(function))
    result->setAttr(kNoInlineAttr, b.getUnitAttr());
  built.push_back(result);
  return result;
}

func::FuncOp InPlaceConverter::tryFunction(graph::FuncOp function,
                                           Obstacles &obstacles) {
  Block &body = function.getBody().front();
  graph::ReturnOp returned = *body.getOps<graph::ReturnOp>().begin();
  llvm::DenseSet<Value> fed(body.args_begin(), body.args_end());
  std::vector<Operation *> order = GraphIndex(body).executionOrder(
      functionRoots(function, returned, /*alwaysEffects=*/true), fed,
      obstacles);
  if (!obstacles.empty())
    return {};
  OpBuilder::InsertionGuard guard(b);
  func::FuncOp result = startFunction(function.getSymName(), function.getLoc(),
                                      hintedArgumentTypes(function));
  BodyConverter converter(b, *this, obstacles);
  for (auto [from, to] : llvm::zip(body.getArguments(), result.getArguments()))
    converter.map(from, to);
  converter.convert(order);
  SmallVector<Value> results;
  for (auto [value, element] :
       llvm::zip(returned.getValues(), resultElements(function, returned)))
    if (Value result =
            results.emplace_back(converter.tensor(value, function.getLoc())))
      results.back() = converter.typed(result, element, function.getLoc());
  if (obstacles.empty() && llvm::is_contained(results, Value()))
    obstacles.push_back(
        {function.getLoc(), "it returns a value that was not computed"});
  if (obstacles.empty())
    finishFunction(b, result, results);
  return result;
}

//===----------------------------------------------------------------------===//
// The main graph
//===----------------------------------------------------------------------===//

static StringAttr tensorName(Value value) {
  auto result = cast<OpResult>(value);
  return StringAttr::get(value.getContext(),
                         graph::Node(result.getOwner()).name() + ":" +
                             Twine(result.getResultNumber()));
}

/// What is known of a tensor that comes from outside.
static TensorType outsideType(Value value, const Region &region) {
  TensorType stated = statedType(cast<OpResult>(value));
  TensorType fed = region.fedType(value);
  if (!fed)
    return stated;
  Type element = isa<tf::UnknownType>(fed.getElementType())
                     ? stated.getElementType()
                     : fed.getElementType();
  // Another signature may compute what this one feeds.
  bool isOnlyFed = isPlaceholder(graph::Node(value.getDefiningOp()));
  return tf::tensorType(element, isOnlyFed ? tf::shapeOf(fed)
                                           : PartialShape::unranked());
}

void InPlaceConverter::convertMain(graph::GraphOp graph) {
  GraphIndex index(graph.getBody().front());
  Region region(metaGraph, graph, index, effects);
  if (Operation *first = region.firstKept()) {
    graph::Node node(first);
    emitRemark(first->getLoc())
        << "node '" << node.name() << "' (" << node.opName() << ")"
        << (region.numKept() > 1
                ? " and " + std::to_string(region.numKept() - 1) +
                      " more of the main graph are"
                : std::string(" of the main graph is"))
        << " left as is: it may have an effect, or its place among effects "
           "or control flow matters";
  }
  if (region.nodes().empty())
    return;
  Obstacles obstacles;
  func::FuncOp result = tryMain(graph, region, index, obstacles);
  if (!obstacles.empty()) {
    if (result)
      result.erase();
    return leaveAlone(graph, "the main graph", obstacles);
  }
  result->setAttr(kBodyAttr, b.getUnitAttr());
  for (auto [i, value] : llvm::enumerate(region.results()))
    result.setResultAttr(i, kTensorAttr, tensorName(value));
  rewrittenNodes.insert(region.nodes().begin(), region.nodes().end());
  built.push_back(result);
}

func::FuncOp InPlaceConverter::tryMain(graph::GraphOp graph,
                                       const Region &region,
                                       const GraphIndex &index,
                                       Obstacles &obstacles) {
  llvm::DenseSet<Value> outside;
  SmallVector<Value> roots;
  for (Operation *op : region.nodes()) {
    roots.push_back(graph::Node(op).control());
    for (Value operand : op->getOperands())
      if (!region.nodes().contains(operand.getDefiningOp()))
        outside.insert(operand);
  }
  std::vector<Operation *> order =
      index.executionOrder(roots, outside, obstacles);
  if (!obstacles.empty())
    return {};
  OpBuilder::InsertionGuard guard(b);
  func::FuncOp result = startFunction("main", graph.getLoc(), {});
  BodyConverter converter(b, *this, obstacles);
  for (Value input : region.inputs()) {
    graph::Node node(input.getDefiningOp());
    if (declaresVariable(node) && converter.declareVariable(node))
      continue;
    unsigned number = result.getNumArguments();
    if (failed(result.insertArgument(
            number, outsideType(input, region),
            b.getDictionaryAttr(b.getNamedAttr(kTensorAttr, tensorName(input))),
            node.operation()->getLoc())))
      continue;
    converter.map(input, result.getArgument(number));
  }
  converter.convert(order);
  SmallVector<Value> results;
  for (Value value : region.results())
    if (Value result =
            results.emplace_back(converter.tensor(value, value.getLoc())))
      results.back() = converter.typed(
          result, statedType(cast<OpResult>(value)).getElementType(),
          value.getLoc());
  for (Value result : results)
    if (result && isa<tf::UnknownType>(getElementTypeOrSelf(result.getType())))
      obstacles.push_back(
          {result.getLoc(), "nothing states the type of a value of it"});
  if (obstacles.empty() && llvm::is_contained(results, Value()))
    obstacles.push_back(
        {graph.getLoc(), "a value that others use was not computed"});
  if (obstacles.empty())
    finishFunction(b, result, results);
  return result;
}

//===----------------------------------------------------------------------===//
// Installation
//===----------------------------------------------------------------------===//

/// Functions that something other than a call between bodies names: they keep
/// a body of their own, whoever inlines it.
llvm::StringSet<> InPlaceConverter::functionsNamedElsewhere() {
  llvm::StringSet<> names;
  auto addStrings = [&](Attribute attr) {
    forEachName(attr, [&](StringRef text) { names.insert(text); });
  };
  auto addFunctions = [&](Attribute attr) {
    attr.walk([&](tf::FuncAttr function) {
      names.insert(function.getName().getValue());
    });
  };
  auto addNode = [&](Operation *op) {
    names.insert(graph::Node(op).opName());
    addFunctions(op->getAttrDictionary());
  };
  for (auto entry : metaGraph.getOps<saved_model::ConcreteFunctionOp>())
    names.insert(entry.getTrace());
  for (auto messages : metaGraph.getOps<saved_model::MessagesOp>())
    addStrings(messages.getProto());
  for (auto graph : metaGraph.getOps<graph::GraphOp>()) {
    if (std::optional<saved_model::ProtoAttr> extra = graph.getExtra())
      addStrings(*extra);
    for (Operation &op : graph.getBody().front())
      if (!rewrittenNodes.contains(&op))
        addNode(&op);
  }
  for (auto &[name, source] : graphFunctions)
    if (!converted.lookup(name))
      for (Operation &op : source.getBody().front())
        if (graph::isNode(&op))
          addNode(&op);
  for (func::FuncOp body : built)
    body.walk([&](tf::OpaqueOp op) {
      names.insert(op.getOpName());
      addFunctions(op.getNodeAttrs());
    });
  return names;
}

void InPlaceConverter::install() {
  llvm::StringSet<> named = functionsNamedElsewhere();
  Block &body = metaGraph.getBody().front();
  auto messages = body.getOps<saved_model::MessagesOp>();
  // The messages stand last.
  Block::iterator place =
      messages.empty() ? body.end() : Block::iterator(*messages.begin());
  for (func::FuncOp function : built) {
    auto of = function->getAttrOfType<FlatSymbolRefAttr>(kBodyAttr);
    if (of && !named.contains(of.getValue()))
      function.setPrivate();
    body.getOperations().insert(place, function);
  }
  built.clear();
}

} // namespace sm
