// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "NewGraph.h"

#include "NodeAttributes.h"
#include "VisibleTensors.h"

#include "mlir/IR/OperationSupport.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace sm {

/// The GraphDef version that new graphs say they have: that of TensorFlow 2.12,
/// which has all ops and meanings that records describe. TensorFlow reads
/// graphs of older versions than its own.
static constexpr int64_t kProducer = 1395;
/// What TensorFlow itself asks of readers of its graphs.
static constexpr int64_t kMinConsumer = 12;

static func::FuncOp functionOf(saved_model::SignatureOp signature) {
  FlatSymbolRefAttr name = signature.getFunctionAttr();
  return name ? SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(signature,
                                                                   name)
              : func::FuncOp();
}

/// "x:1" taken apart; nullopt for what is no tensor's name.
static std::optional<std::pair<StringRef, unsigned>>
splitTensor(StringRef text) {
  auto [name, number] = text.rsplit(':');
  unsigned index = 0;
  if (name.empty() || (!number.empty() && number.getAsInteger(10, index)) ||
      index > (1u << 16))
    return std::nullopt;
  return std::make_pair(name, index);
}

/// The names that a signature gives to its inputs or outputs, in the order of
/// the function's arguments or results.
static SmallVector<StringRef> tensorsOf(DictionaryAttr infos) {
  SmallVector<StringRef> result;
  for (NamedAttribute info : infos)
    result.push_back(
        cast<saved_model::TensorInfoAttr>(info.getValue()).getTensor());
  return result;
}

//===----------------------------------------------------------------------===//
// Check
//===----------------------------------------------------------------------===//

static void checkPorts(saved_model::SignatureOp signature, bool isInput,
                       WriteObstacles &obstacles) {
  for (NamedAttribute info :
       isInput ? signature.getInputs() : signature.getOutputs()) {
    auto tensor = dyn_cast<saved_model::TensorInfoAttr>(info.getValue());
    auto parts = splitTensor(tensor ? tensor.getTensor() : "");
    bool isTyped =
        tensor && !isa<tf::UnknownType>(getElementTypeOrSelf(tensor.getType()));
    if (!parts || !isTyped || (isInput && parts->second != 0))
      obstacles.push_back(
          {signature.getLoc(),
           ("signature '" + signature.getName() + "': no " +
            (isInput ? "placeholder" : "node") + " can stand for '" +
            info.getName().getValue() + "'" +
            (tensor ? " (tensor '" + tensor.getTensor() + "')" : Twine("")))
               .str()});
  }
}

/// Two signatures that feed one tensor must agree on its type.
static void checkPlaceholders(saved_model::MetaGraphOp metaGraph,
                              WriteObstacles &obstacles) {
  llvm::StringMap<Type> elements;
  for (auto signature : metaGraph.getOps<saved_model::SignatureOp>()) {
    func::FuncOp function = functionOf(signature);
    if (!function)
      continue;
    for (auto [tensor, type] : llvm::zip(tensorsOf(signature.getInputs()),
                                         function.getArgumentTypes())) {
      Type element = getElementTypeOrSelf(type);
      auto [it, isNew] = elements.try_emplace(tensor.split(':').first, element);
      if (it->second != element)
        obstacles.push_back(
            {signature.getLoc(),
             ("signature '" + signature.getName() + "' feeds '" + tensor +
              "' with another type than a signature before")
                 .str()});
    }
  }
}

/// Adds what the functions are called, and which are no signature's.
static SmallVector<func::FuncOp> library(saved_model::MetaGraphOp metaGraph,
                                         WriteContext &context) {
  llvm::DenseSet<Operation *> entries;
  for (auto signature : metaGraph.getOps<saved_model::SignatureOp>())
    entries.insert(functionOf(signature));
  SmallVector<func::FuncOp> result;
  for (auto function : metaGraph.getOps<func::FuncOp>()) {
    context.graphNames[function.getSymName()] = function.getSymName().str();
    if (!entries.contains(function))
      result.push_back(function);
  }
  return result;
}

void checkNewGraph(saved_model::MetaGraphOp metaGraph,
                   WriteObstacles &obstacles) {
  WriteContext context(metaGraph);
  for (func::FuncOp function : library(metaGraph, context))
    canWrite(function, context, /*isMain=*/false, obstacles);
  if (FlatSymbolRefAttr name = metaGraph.getInitializerAttr())
    obstacles.push_back(
        {metaGraph.getLoc(),
         ("the model is initialised by '" + name.getValue() +
          "', which a new graph has no place for; freeze its variables")
             .str()});
  for (auto entry : metaGraph.getOps<saved_model::ConcreteFunctionOp>())
    obstacles.push_back({entry.getLoc(), ("function '" + entry.getPath() +
                                          "' is no signature, and a new "
                                          "graph has no object graph")
                                             .str()});
  size_t before = obstacles.size();
  for (auto signature : metaGraph.getOps<saved_model::SignatureOp>()) {
    checkPorts(signature, /*isInput=*/true, obstacles);
    checkPorts(signature, /*isInput=*/false, obstacles);
    if (func::FuncOp function = functionOf(signature))
      canWrite(function, context, /*isMain=*/true, obstacles);
    else
      obstacles.push_back(
          {signature.getLoc(), ("signature '" + signature.getName() +
                                "' calls no function to make a graph of")
                                   .str()});
  }
  if (obstacles.size() == before)
    checkPlaceholders(metaGraph, obstacles);
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// The arguments of an OpDef with these names and types.
static ArrayAttr argDefs(Builder &b, ArrayRef<Attribute> names,
                         TypeRange types) {
  SmallVector<Attribute> result;
  for (auto [name, type] : llvm::zip(names, types)) {
    DType dtype = tf::dtypeForType(getElementTypeOrSelf(type));
    result.push_back(b.getDictionaryAttr(
        {b.getNamedAttr("name", name),
         b.getNamedAttr("type", b.getStringAttr(dtypeProtoName(dtype)))}));
  }
  return b.getArrayAttr(result);
}

static SmallVector<Attribute> numbered(Builder &b, StringRef stem,
                                       size_t count) {
  SmallVector<Attribute> names;
  for (size_t i = 0; i < count; ++i)
    names.push_back(b.getStringAttr(stem + "_" + Twine(i)));
  return names;
}

static saved_model::ProtoAttr functionSignature(Builder &b, func::FuncOp source,
                                                StringRef name,
                                                ArrayRef<Attribute> args,
                                                ArrayRef<Attribute> results,
                                                bool hasEffects) {
  NamedAttrList fields;
  fields.set("name", b.getStringAttr(name));
  if (!args.empty())
    fields.set("input_arg", argDefs(b, args, source.getArgumentTypes()));
  if (!results.empty())
    fields.set("output_arg", argDefs(b, results, source.getResultTypes()));
  if (hasEffects) {
    fields.set("is_stateful", b.getBoolAttr(true));
    fields.set("control_output", b.getStrArrayAttr({"effects"}));
  }
  return saved_model::ProtoAttr::get(b.getContext(),
                                     b.getStringAttr("tensorflow.OpDef"),
                                     fields.getDictionary(b.getContext()));
}

/// A graph function for `source`, which takes its name.
static void writeNewFunction(func::FuncOp source, WriteContext &context,
                             OpBuilder &b) {
  Block &body = source.getBody().front();
  EffectOrder order(body, context.effects);
  auto args = numbered(b, "arg", source.getNumArguments());
  auto results = numbered(b, "output", source.getNumResults());
  std::string name = source.getSymName().str();
  auto function = graph::FuncOp::create(
      b, source.getLoc(), name, b.getArrayAttr(args),
      functionSignature(b, source, name, args, results, !order.last().empty()),
      saved_model::ProtoAttr());
  OpBuilder::InsertionGuard guard(b);
  Block *block = b.createBlock(&function.getBody());
  NodeNames names;
  BodyWriter writer(b, context, names, /*isMain=*/false,
                    /*hasShapeHints=*/true);
  for (auto [argument, argName] : llvm::zip(source.getArguments(), args)) {
    names.reserve(cast<StringAttr>(argName).getValue());
    writer.map(argument,
               block->addArgument(graph::TensorType::get(b.getContext()),
                                  argument.getLoc()));
  }
  writer.write(body, &order);
  SmallVector<Value> values, tokens;
  for (Value value : body.getTerminator()->getOperands())
    values.push_back(writer.graphValue(value));
  for (Operation *op : order.last())
    tokens.push_back(writer.control(op));
  if (tokens.size() > 1) {
    Operation *all = writer.createNode(source.getLoc(), "NoOp",
                                       names.unique("NoOp"), tokens, 0, {});
    tokens = {all->getResult(0)};
  }
  graph::ReturnOp::create(
      b, source.getLoc(), values, tokens, b.getArrayAttr(results),
      tokens.empty() ? b.getArrayAttr({}) : b.getStrArrayAttr({"effects"}),
      ArrayAttr());
}

//===----------------------------------------------------------------------===//
// The main graph
//===----------------------------------------------------------------------===//

namespace {

/// Makes the main graph, signature by signature.
class NewGraph {
public:
  NewGraph(saved_model::MetaGraphOp metaGraph, WriteContext &context,
           OpBuilder &b)
      : context(context), b(b) {
    for (auto signature : metaGraph.getOps<saved_model::SignatureOp>())
      for (StringRef tensor : tensorsOf(signature.getInputs()))
        names.reserve(tensor.split(':').first);
  }

  void add(saved_model::SignatureOp signature);

private:
  Value placeholder(StringRef name, TensorType type, Location location);
  bool isThereAlready(saved_model::SignatureOp signature) const;

  WriteContext &context;
  OpBuilder &b;
  NodeNames names;
  llvm::StringMap<Value> placeholders;
  SmallVector<saved_model::SignatureOp> done;
};

} // namespace

/// Widens what a placeholder takes to what both signatures feed.
static PartialShape joined(const PartialShape &a, const PartialShape &c) {
  if (!a.hasRank() || !c.hasRank() || a.rank() != c.rank())
    return PartialShape::unranked();
  PartialShape result = PartialShape::scalar();
  for (int i = 0; i < a.rank(); ++i)
    result.append(a.dim(i) == c.dim(i) ? a.dim(i) : kUnknownDim);
  return result;
}

Value NewGraph::placeholder(StringRef name, TensorType type,
                            Location location) {
  PartialShape shape = tf::shapeOf(type);
  Value &value = placeholders[name];
  if (value) {
    Operation *node = value.getDefiningOp();
    auto present = node->getAttrOfType<tf::ShapeAttr>("shape");
    auto wide =
        tf::ShapeAttr::get(b.getContext(), joined(present.getShape(), shape));
    node->setAttr("shape", wide);
    return value;
  }
  NamedAttrList attrs;
  auto shapeAttr = tf::ShapeAttr::get(b.getContext(), shape);
  attrs.set("dtype",
            TypeAttr::get(tf::typeForDType(
                tf::dtypeForType(type.getElementType()), b.getContext())));
  attrs.set("shape", shapeAttr);
  NodeNames unused;
  BodyWriter writer(b, context, unused, /*isMain=*/true,
                    /*hasShapeHints=*/false);
  value = writer.createNode(location, "Placeholder", name, {}, 1, attrs)
              ->getResult(0);
  return value;
}

/// True if a signature before computes the same tensors in the same way:
/// several signatures often share all.
bool NewGraph::isThereAlready(saved_model::SignatureOp signature) const {
  func::FuncOp function = functionOf(signature);
  return llvm::any_of(done, [&](saved_model::SignatureOp other) {
    func::FuncOp before = functionOf(other);
    return tensorsOf(signature.getInputs()) == tensorsOf(other.getInputs()) &&
           tensorsOf(signature.getOutputs()) == tensorsOf(other.getOutputs()) &&
           OperationEquivalence::isRegionEquivalentTo(
               &function.getBody(), &before.getBody(),
               OperationEquivalence::IgnoreLocations);
  });
}

void NewGraph::add(saved_model::SignatureOp signature) {
  func::FuncOp function = functionOf(signature);
  Block &body = function.getBody().front();
  // A placeholder may take what another signature feeds, so no shape is sure.
  BodyWriter writer(b, context, names, /*isMain=*/true,
                    /*hasShapeHints=*/false);
  for (auto [tensor, argument] :
       llvm::zip(tensorsOf(signature.getInputs()), function.getArguments()))
    writer.map(argument, placeholder(tensor.split(':').first,
                                     cast<TensorType>(argument.getType()),
                                     argument.getLoc()));
  if (isThereAlready(signature))
    return;
  done.push_back(signature);
  EffectOrder order(body, context.effects);
  VisibleTensors visible;
  if (!order.last().empty())
    visible.useIdentities();
  // A name that another tensor has already must become another.
  llvm::StringMap<std::string> renamed;
  NamedAttrList outputs;
  for (auto [info, value] :
       llvm::zip(signature.getOutputs(), body.getTerminator()->getOperands())) {
    auto tensor = cast<saved_model::TensorInfoAttr>(info.getValue());
    auto [name, index] = *splitTensor(tensor.getTensor());
    Value graphValue = writer.graphValue(value);
    if (index == 0 && graphValue && placeholders.lookup(name) == graphValue) {
      outputs.append(info);
      continue;
    }
    std::string &unique = renamed[name];
    if (unique.empty())
      unique = names.unique(name);
    visible.add(unique, index, value, getElementTypeOrSelf(tensor.getType()));
    outputs.append(info.getName(),
                   saved_model::TensorInfoAttr::get(
                       b.getContext(), unique + ":" + std::to_string(index),
                       tensor.getType()));
  }
  visible.assignNames(writer, names);
  writer.write(body, &order);
  SmallVector<Value> tokens;
  for (Operation *op : order.last())
    tokens.push_back(writer.control(op));
  visible.makeNodes(writer, tokens);
  signature.setOutputsAttr(outputs.getDictionary(b.getContext()));
}

void writeNewGraph(saved_model::MetaGraphOp metaGraph) {
  WriteContext context(metaGraph);
  SmallVector<func::FuncOp> others = library(metaGraph, context);
  Block &block = metaGraph.getBody().front();
  OpBuilder b(metaGraph.getContext());
  auto messages = block.getOps<saved_model::MessagesOp>();
  if (messages.empty())
    b.setInsertionPointToEnd(&block);
  else
    b.setInsertionPoint(*messages.begin());
  for (func::FuncOp function : others)
    writeNewFunction(function, context, b);
  auto versions = b.getDictionaryAttr(
      {b.getNamedAttr("min_consumer", b.getI64IntegerAttr(kMinConsumer)),
       b.getNamedAttr("producer", b.getI64IntegerAttr(kProducer))});
  auto graph = graph::GraphOp::create(
      b, metaGraph.getLoc(),
      saved_model::ProtoAttr::get(
          b.getContext(), b.getStringAttr("tensorflow.GraphDef"),
          b.getDictionaryAttr({b.getNamedAttr("versions", versions)})));
  b.createBlock(&graph.getBody());
  NewGraph made(metaGraph, context, b);
  for (auto signature : metaGraph.getOps<saved_model::SignatureOp>())
    made.add(signature);
  for (auto signature : metaGraph.getOps<saved_model::SignatureOp>())
    signature.removeFunctionAttr();
  for (func::FuncOp function :
       llvm::to_vector(metaGraph.getOps<func::FuncOp>()))
    function.erase();
}

} // namespace sm
