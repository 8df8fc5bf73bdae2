// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The pass: entries of each MetaGraph become functions.

#include "BodyConverter.h"
#include "FunctionSignature.h"
#include "GraphIndex.h"
#include "InPlace.h"

#include "dialects/TF/TFOpTraits.h"
#include "sm/Conversion/Passes.h"
#include "sm/Ops/OpInfo.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringSet.h"

#include <optional>
#include <set>

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_CONVERTGRAPHTOTF
#include "sm/Conversion/Passes.h.inc"

namespace {

/// A named tensor of a signature.
struct Port {
  StringRef key;
  StringRef tensor;
  TensorType type;
};

/// Converts one MetaGraph. Functions are built aside; install() puts them in
/// place of the graph when nothing stood in the way.
class MetaGraphConverter : public FunctionProvider {
public:
  MetaGraphConverter(saved_model::MetaGraphOp metaGraph, Obstacles &obstacles)
      : metaGraph(metaGraph), obstacles(obstacles), b(metaGraph.getContext()) {
    for (auto function : metaGraph.getOps<graph::FuncOp>())
      graphFunctions[function.getSymName()] = function;
    for (auto variable : metaGraph.getOps<saved_model::VariableOp>()) {
      auto shared = variable->getAttrOfType<StringAttr>("shared_name");
      variables[shared ? shared.getValue() : variable.getSymName()] = variable;
    }
    for (auto graph : metaGraph.getOps<graph::GraphOp>())
      mainGraph = graph;
    if (mainGraph)
      index.emplace(mainGraph.getBody().front());
    // Functions and entries must not take the name of a variable or asset.
    for (Operation &op : metaGraph.getBody().front())
      if (!isa<graph::FuncOp>(op))
        if (auto symbol = dyn_cast<SymbolOpInterface>(op))
          symbolNames.insert(symbol.getName());
    for (auto asset : metaGraph.getOps<saved_model::AssetOp>())
      assets[asset.getTensor()] = asset;
  }

  ~MetaGraphConverter() override {
    for (func::FuncOp function : built)
      function.erase();
  }

  void convertSignature(saved_model::SignatureOp signature);
  void convertConcreteFunction(saved_model::ConcreteFunctionOp function);
  void convertInitializer();
  void install();

  /// True if there was an entry to convert.
  bool hasEntries() const { return !entries.empty(); }

  func::FuncOp function(StringRef name, Location caller) override;
  bool hasFunction(StringRef name) const override {
    return graphFunctions.count(name);
  }
  saved_model::VariableOp variable(StringRef sharedName) const override {
    return variables.lookup(sharedName);
  }

private:
  std::optional<SmallVector<Port>> ports(saved_model::SignatureOp signature,
                                         DictionaryAttr infos);
  void feedAssets(BodyConverter &body, llvm::DenseSet<Value> &fed,
                  Location location);
  func::FuncOp startFunction(StringRef name, Location location,
                             ArrayRef<Type> arguments, bool isPrivate);
  void finishFunction(func::FuncOp function, ArrayRef<Value> results);
  func::FuncOp convertFunction(graph::FuncOp function);
  Value captured(Attribute capture, Location location);
  std::string uniqueName(StringRef name, bool isPrivate);
  void obstacle(Location location, const Twine &message,
                StringRef unsupported = "") {
    obstacles.push_back({location, message.str(), unsupported.str()});
  }

  saved_model::MetaGraphOp metaGraph;
  Obstacles &obstacles;
  OpBuilder b;
  graph::GraphOp mainGraph;
  std::optional<GraphIndex> index;
  llvm::StringMap<graph::FuncOp> graphFunctions;
  llvm::StringMap<saved_model::VariableOp> variables;
  llvm::StringMap<saved_model::AssetOp> assets;
  llvm::StringSet<> symbolNames;
  /// Converted graph functions; null while one is being converted.
  llvm::StringMap<func::FuncOp> converted;
  SmallVector<func::FuncOp> built;
  /// What install() writes into the container.
  SmallVector<std::pair<Operation *, func::FuncOp>> entries;
  func::FuncOp initializer;
};

} // namespace

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// Graph functions keep their names, to which attributes refer; entries give
/// way.
std::string MetaGraphConverter::uniqueName(StringRef name, bool isPrivate) {
  std::string unique = name.str();
  for (int suffix = 1; symbolNames.contains(unique) ||
                       (!isPrivate && graphFunctions.count(unique));
       ++suffix)
    unique = (name + "$" + Twine(suffix)).str();
  symbolNames.insert(unique);
  return unique;
}

func::FuncOp MetaGraphConverter::startFunction(StringRef name,
                                               Location location,
                                               ArrayRef<Type> arguments,
                                               bool isPrivate) {
  b.clearInsertionPoint();
  auto function = func::FuncOp::create(b, location, uniqueName(name, isPrivate),
                                       b.getFunctionType(arguments, {}));
  if (isPrivate)
    function.setPrivate();
  built.push_back(function);
  b.setInsertionPointToStart(function.addEntryBlock());
  return function;
}

void MetaGraphConverter::finishFunction(func::FuncOp function,
                                        ArrayRef<Value> results) {
  func::ReturnOp::create(b, function.getLoc(), results);
  function.setFunctionType(b.getFunctionType(function.getArgumentTypes(),
                                             ValueRange(results).getTypes()));
}

func::FuncOp MetaGraphConverter::convertFunction(graph::FuncOp function) {
  OpBuilder::InsertionGuard guard(b);
  auto result = startFunction(function.getSymName(), function.getLoc(),
                              argumentTypes(function), /*isPrivate=*/true);
  Block &body = function.getBody().front();
  BodyConverter converter(b, *this, obstacles);
  llvm::DenseSet<Value> fed;
  for (auto [from, to] :
       llvm::zip(body.getArguments(), result.getArguments())) {
    converter.map(from, to);
    fed.insert(from);
  }
  graph::ReturnOp returned = *body.getOps<graph::ReturnOp>().begin();
  size_t before = obstacles.size();
  converter.convert(GraphIndex(body).executionOrder(
      functionRoots(function, returned), fed, obstacles));
  SmallVector<Value> results;
  for (Value value : returned.getValues())
    results.push_back(converter.tensor(value, function.getLoc()));
  if (obstacles.size() != before || llvm::is_contained(results, Value())) {
    if (obstacles.size() == before)
      obstacle(function.getLoc(),
               "function '" + function.getSymName() +
                   "' returns a value that was not computed");
    return {};
  }
  finishFunction(result, results);
  return result;
}

func::FuncOp MetaGraphConverter::function(StringRef name, Location caller) {
  auto it = converted.find(name);
  if (it != converted.end()) {
    if (!it->second)
      obstacle(caller,
               "function '" + name + "' calls itself or failed to convert");
    return it->second;
  }
  graph::FuncOp source = graphFunctions.lookup(name);
  if (!source) {
    obstacle(caller, "function '" + name + "' does not exist");
    return {};
  }
  converted[name] = {};
  func::FuncOp result = convertFunction(source);
  converted[name] = result;
  return result;
}

//===----------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------===//

std::optional<SmallVector<Port>>
MetaGraphConverter::ports(saved_model::SignatureOp signature,
                          DictionaryAttr infos) {
  SmallVector<Port> result;
  for (NamedAttribute info : infos) {
    auto tensor = dyn_cast<saved_model::TensorInfoAttr>(info.getValue());
    auto type = tensor ? dyn_cast<TensorType>(tensor.getType()) : TensorType();
    if (!type) {
      obstacle(signature.getLoc(),
               "signature '" + signature.getName() + "': '" +
                   info.getName().getValue() +
                   "' is no plain tensor (sparse and composite tensors cannot "
                   "be converted yet)",
               "sparse input or output");
      return std::nullopt;
    }
    result.push_back({info.getName().getValue(), tensor.getTensor(), type});
  }
  return result;
}

/// What a node's attributes say of the type of one of its outputs.
static TensorType declaredType(Value output) {
  graph::Node node(output.getDefiningOp());
  Type element = tf::UnknownType::get(output.getContext());
  StringRef name = node.opName();
  const ops::OpInfo *info =
      ops::lookupOp(std::string_view(name.data(), name.size()));
  if (info && !info->outputs.empty()) {
    const ops::ArgInfo &arg = info->outputs[0];
    if (auto type = dyn_cast_or_null<TypeAttr>(
            node.attr(StringRef(arg.typeAttr.data(), arg.typeAttr.size()))))
      element = type.getValue();
    else if (arg.type != DType::Invalid)
      element = tf::typeForDType(arg.type, output.getContext());
  }
  auto shape = dyn_cast_or_null<tf::ShapeAttr>(node.attr("shape"));
  bool isPlaceholder = name.starts_with("Placeholder");
  return tf::tensorType(element, shape && isPlaceholder
                                     ? shape.getShape()
                                     : PartialShape::unranked());
}

/// Asset tensors are fed with the place of the file when the model is run.
void MetaGraphConverter::feedAssets(BodyConverter &body,
                                    llvm::DenseSet<Value> &fed,
                                    Location location) {
  for (auto &[tensor, asset] : assets) {
    Value value = index->findTensor(tensor);
    if (!value)
      continue;
    Type type = RankedTensorType::get({}, tf::StringType::get(b.getContext()));
    body.map(value, saved_model::AssetPathOp::create(
                        b, location, type,
                        FlatSymbolRefAttr::get(asset.getSymNameAttr())));
    fed.insert(value);
  }
}

void MetaGraphConverter::convertSignature(saved_model::SignatureOp signature) {
  auto inputs = ports(signature, signature.getInputs());
  auto outputs = ports(signature, signature.getOutputs());
  if (!inputs || !outputs)
    return;
  Location location = signature.getLoc();
  SmallVector<Type> types;
  for (const Port &port : *inputs) {
    Value value = index->findTensor(port.tensor);
    bool isKnown = !isa<tf::UnknownType>(port.type.getElementType());
    types.push_back(isKnown || !value ? port.type : declaredType(value));
  }
  OpBuilder::InsertionGuard guard(b);
  auto function = startFunction(signature.getName(), location, types,
                                /*isPrivate=*/false);
  size_t before = obstacles.size();
  BodyConverter body(b, *this, obstacles);
  llvm::DenseSet<Value> fed;
  feedAssets(body, fed, location);
  auto missing = [&](const Port &port, const char *kind) {
    obstacle(location, "signature '" + signature.getName() + "': " + kind +
                           " '" + port.key + "' is tensor '" + port.tensor +
                           "', which the graph does not have");
  };
  for (auto [i, port] : llvm::enumerate(*inputs)) {
    Value value = index->findTensor(port.tensor);
    if (!value) {
      missing(port, "input");
      continue;
    }
    // Two keys may name one tensor; TensorFlow then feeds it once, too, with
    // the value of the last.
    fed.insert(value);
    // A fed placeholder does not run; whoever waits for it waits for the feed.
    graph::Node node(value.getDefiningOp());
    if (node.opName() == "Placeholder" || node.opName() == "PlaceholderV2")
      fed.insert(node.control());
    body.map(value, function.getArgument(i));
    function.setArgAttr(i, "tf.name", b.getStringAttr(port.key));
  }
  SmallVector<Value> roots, results;
  for (const Port &port : *outputs) {
    roots.push_back(index->findTensor(port.tensor));
    if (!roots.back())
      missing(port, "output");
  }
  if (obstacles.size() != before)
    return;
  body.convert(index->executionOrder(roots, fed, obstacles));
  for (Value root : roots)
    results.push_back(body.tensor(root, location));
  if (obstacles.size() != before)
    return;
  finishFunction(function, results);
  for (auto [i, port] : llvm::enumerate(*outputs))
    function.setResultAttr(i, "tf.name", b.getStringAttr(port.key));
  entries.push_back({signature, function});
}

/// The value of a captured object: a handle, a path, or a constant of the main
/// graph. Null for objects that cannot be captured yet.
Value MetaGraphConverter::captured(Attribute capture, Location location) {
  if (auto symbol = dyn_cast<FlatSymbolRefAttr>(capture)) {
    Operation *op = SymbolTable::lookupSymbolIn(metaGraph, symbol);
    if (isa_and_nonnull<saved_model::AssetOp>(op))
      return saved_model::AssetPathOp::create(
          b, location,
          RankedTensorType::get({}, tf::StringType::get(b.getContext())),
          symbol);
    if (auto variable = dyn_cast_or_null<saved_model::VariableOp>(op)) {
      Type handle = RankedTensorType::get(
          {}, tf::ResourceType::get(b.getContext(), {variable.getType()}));
      return saved_model::VariableHandleOp::create(b, location, handle, symbol);
    }
  }
  auto name = dyn_cast<StringAttr>(capture);
  Value constant = name && index ? index->findTensor(name.getValue()) : Value();
  if (!constant)
    return {};
  BodyConverter body(b, *this, obstacles);
  body.convert(index->executionOrder({constant}, {}, obstacles));
  return body.tensor(constant, location);
}

void MetaGraphConverter::convertConcreteFunction(
    saved_model::ConcreteFunctionOp entry) {
  Location location = entry.getLoc();
  std::string what = ("function '" + entry.getPath() + "' overload " +
                      Twine(entry.getOverload()))
                         .str();
  if (std::optional<StringRef> reason = entry.getUnavailable())
    return obstacle(location, what + ": " + *reason);
  func::FuncOp trace = function(entry.getTrace(), location);
  if (!trace)
    return;
  size_t numInputs = entry.getInputs().size();
  if (trace.getNumArguments() != numInputs + entry.getCaptures().size() ||
      trace.getNumResults() != entry.getOutputs().size())
    return obstacle(location, what + ": '" + entry.getTrace() +
                                  "' takes other arguments than the object "
                                  "graph says");
  SmallVector<Type> types;
  for (auto info : entry.getInputs().getAsRange<saved_model::TensorInfoAttr>())
    types.push_back(info.getType());
  OpBuilder::InsertionGuard guard(b);
  auto function = startFunction(
      entry.getOverload() == 0
          ? entry.getPath().str()
          : (entry.getPath() + "$" + Twine(entry.getOverload())).str(),
      location, types, /*isPrivate=*/false);
  SmallVector<Value> arguments(function.getArguments());
  for (auto [i, capture] : llvm::enumerate(entry.getCaptures())) {
    Value value = captured(capture, location);
    if (!value)
      return obstacle(location,
                      what + ": capture " + Twine(i) +
                          " (a table or a tensor of another "
                          "function) is not supported yet",
                      "captured table or tensor");
    arguments.push_back(value);
  }
  OperationState state(location, "tf.StatefulPartitionedCall");
  state.addOperands(arguments);
  state.addTypes(trace.getResultTypes());
  state.addAttribute("f", FlatSymbolRefAttr::get(trace.getSymNameAttr()));
  Operation *call = b.create(state);
  finishFunction(function, SmallVector<Value>(call->getResults()));
  auto name = [&](ArrayAttr infos, size_t i) {
    return b.getStringAttr(
        cast<saved_model::TensorInfoAttr>(infos[i]).getTensor());
  };
  for (size_t i = 0; i < numInputs; ++i)
    function.setArgAttr(i, "tf.name", name(entry.getInputs(), i));
  for (size_t i = 0; i < entry.getOutputs().size(); ++i)
    function.setResultAttr(i, "tf.name", name(entry.getOutputs(), i));
  entries.push_back({entry, function});
}

void MetaGraphConverter::convertInitializer() {
  std::optional<StringRef> name = metaGraph.getInitNode();
  if (!name || !index)
    return;
  Operation *node = index->find(*name);
  if (!node)
    return obstacle(metaGraph.getLoc(),
                    "the initialisation '" + *name + "' is no node");
  OpBuilder::InsertionGuard guard(b);
  auto function =
      startFunction("initialize", node->getLoc(), {}, /*isPrivate=*/false);
  BodyConverter body(b, *this, obstacles);
  llvm::DenseSet<Value> fed;
  feedAssets(body, fed, node->getLoc());
  body.convert(
      index->executionOrder({graph::Node(node).control()}, fed, obstacles));
  finishFunction(function, {});
  initializer = function;
}

void MetaGraphConverter::install() {
  Block &body = metaGraph.getBody().front();
  for (Operation &op : llvm::make_early_inc_range(body))
    if (isa<graph::GraphOp, graph::FuncOp>(op))
      op.erase();
  // Before the messages, which stand last.
  auto messages = body.getOps<saved_model::MessagesOp>();
  Block::iterator place =
      messages.empty() ? body.end() : Block::iterator(*messages.begin());
  for (func::FuncOp function : built)
    body.getOperations().insert(place, function);
  for (auto [entry, function] : entries)
    entry->setAttr("function",
                   FlatSymbolRefAttr::get(function.getSymNameAttr()));
  if (initializer)
    metaGraph.setInitializerAttr(
        FlatSymbolRefAttr::get(initializer.getSymNameAttr()));
  built.clear();
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

namespace {

struct ConvertGraphToTF : impl::ConvertGraphToTFBase<ConvertGraphToTF> {
  using ConvertGraphToTFBase::ConvertGraphToTFBase;

  bool isWanted(saved_model::SignatureOp signature) const {
    // Initialisation and training steps are no entries.
    if (signature.getName().starts_with("__saved_model_"))
      return false;
    if (signatures.empty())
      return functions.empty();
    return llvm::is_contained(signatures, signature.getName());
  }

  bool isWanted(saved_model::ConcreteFunctionOp entry) const {
    std::string name = entry.getPath().str();
    std::string numbered =
        (entry.getPath() + "#" + Twine(entry.getOverload())).str();
    return llvm::is_contained(functions, numbered) ||
           (entry.getOverload() == 0 && llvm::is_contained(functions, name));
  }

  /// True if each name that an option gives is one of the module's.
  bool checkNames() {
    std::set<std::string> known, traced;
    getOperation().walk([&](Operation *op) {
      if (auto signature = dyn_cast<saved_model::SignatureOp>(op);
          signature && !signature.getName().starts_with("__saved_model_"))
        known.insert(signature.getName().str());
      if (auto entry = dyn_cast<saved_model::ConcreteFunctionOp>(op))
        traced.insert(
            (entry.getPath() + "#" + Twine(entry.getOverload())).str());
    });
    bool allKnown = true;
    auto refuse = [&](StringRef kind, StringRef name,
                      const std::set<std::string> &names) {
      // A Keras model has hundreds of functions.
      constexpr int kMaxListed = 20;
      int listed = 0;
      InFlightDiagnostic error = emitError(getOperation().getLoc())
                                 << "no " << kind << " is called '" << name
                                 << "'; there are: ";
      for (const std::string &other : names)
        if (listed++ < kMaxListed)
          error << (listed > 1 ? ", " : "") << other;
      if (listed > kMaxListed)
        error << " and " << listed - kMaxListed << " more";
      if (listed == 0)
        error << "none";
      allKnown = false;
    };
    for (const std::string &name : signatures)
      if (known.count(name) == 0)
        refuse("signature", name, known);
    for (const std::string &name : functions)
      if (!traced.count(name) && !traced.count(name + "#0"))
        refuse("traced function", name, traced);
    return allKnown;
  }

  void convertInPlace() {
    getOperation().walk([&](saved_model::MetaGraphOp metaGraph) {
      if (metaGraph.getOps<graph::GraphOp>().empty())
        return;
      InPlaceConverter(metaGraph).convert();
    });
  }

  void runOnOperation() override {
    if (inPlace)
      return convertInPlace();
    if (!checkNames())
      return signalPassFailure();
    Obstacles obstacles;
    std::vector<std::unique_ptr<MetaGraphConverter>> converters;
    getOperation().walk([&](saved_model::MetaGraphOp metaGraph) {
      if (metaGraph.getOps<graph::GraphOp>().empty())
        return;
      auto &converter = *converters.emplace_back(
          std::make_unique<MetaGraphConverter>(metaGraph, obstacles));
      bool hasWanted = false;
      for (auto entry : metaGraph.getOps<saved_model::SignatureOp>())
        if (isWanted(entry)) {
          hasWanted = true;
          converter.convertSignature(entry);
        }
      for (auto entry : metaGraph.getOps<saved_model::ConcreteFunctionOp>())
        if (isWanted(entry)) {
          hasWanted = true;
          converter.convertConcreteFunction(entry);
        }
      // It serves the entries: without any the MetaGraph stays a graph.
      if (hasWanted)
        converter.convertInitializer();
    });
    for (const Obstacle &obstacle : obstacles) {
      InFlightDiagnostic diagnostic = emitError(obstacle.location)
                                      << obstacle.message;
      if (!obstacle.unsupported.empty())
        diagnostic.attachNote() << "unsupported: " << obstacle.unsupported;
    }
    if (!obstacles.empty())
      return signalPassFailure();
    // A MetaGraph without a wanted entry stays a graph.
    for (auto &converter : converters)
      if (converter->hasEntries())
        converter->install();
  }
};

} // namespace

} // namespace sm
