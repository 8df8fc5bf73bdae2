// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "ImportGraph.h"

#include "Fields.h"
#include "GraphNames.h"

#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/debug_info.pb.h"
#include "sm/Format/Proto/graph.pb.h"
#include "sm/Ops/Arity.h"
#include "sm/Ops/OpInfo.h"

#include "absl/container/flat_hash_map.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

using namespace mlir;
namespace tfpb = tensorflow;

namespace sm::target {

//===----------------------------------------------------------------------===//
// Edges
//===----------------------------------------------------------------------===//

namespace {

/// The results of one node and how consumers spell them.
struct Producer {
  Operation *op = nullptr;
  std::vector<std::string> spellings; ///< of each output, in result order
  bool isKnown = false; ///< spellings come from the op's definition
  bool isFirm = false;  ///< that definition is our record

  int find(StringRef spelling) const {
    auto it = llvm::find(spellings, spelling);
    return it == spellings.end() ? -1
                                 : static_cast<int>(it - spellings.begin());
  }
};

/// Names, edges and results of one body: the main graph or a function.
class Body {
public:
  Body(std::string function, OpBuilder &b)
      : function(std::move(function)), b(b) {}

  bool isFunction() const { return !function.empty(); }

  Status addArgument(const std::string &spelling, Value value) {
    if (!arguments.emplace(spelling, value).second)
      return absl::InvalidArgumentError(absl::StrCat(
          "function '", function, "' has two arguments '", spelling, "'"));
    return absl::OkStatus();
  }

  /// The token of argument `name`, which the first edge that waits for it
  /// adds to the block; null if there is no such argument.
  Value tokenOf(StringRef name) {
    auto it = arguments.find(name.str());
    if (it == arguments.end())
      return {};
    Block *block = cast<BlockArgument>(it->second).getOwner();
    Value token = block->addArgument(graph::ControlType::get(b.getContext()),
                                     b.getUnknownLoc());
    tokens.push_back("^" + name.str());
    arguments.emplace(tokens.back(), token);
    return token;
  }
  /// The spellings of tokens, in the order of the block's arguments.
  const std::vector<std::string> &tokenSpellings() const { return tokens; }

  /// Finds out how many outputs a node has, from its record or from its uses.
  Status declare(const tfpb::NodeDef &node);
  /// Notes that some input spells `text`.
  Status use(const std::string &consumer, const std::string &text);

  /// Notes that `node` has so many more outputs.
  Status countOutputs(const std::string &node, size_t added);

  /// Call when all uses are known and before outputs are counted.
  void settleOutputs() {
    for (auto &[name, producer] : producers) {
      if (producer.isKnown)
        continue;
      if (isFunction())
        fillOutputs(producer.spellings);
      else if (producer.spellings.empty())
        // The last node of a frozen graph is used by nobody in it, but has an
        // output to fetch.
        producer.spellings.push_back("0");
    }
  }

  size_t numOutputs(const std::string &node) {
    return producers[node].spellings.size();
  }
  void define(const std::string &node, Operation *op) {
    Producer &producer = producers[node];
    producer.op = op;
    if (isFunction() && !producer.isKnown && !producer.spellings.empty())
      op->setAttr(
          graph::GraphDialect::kOutputs,
          b.getStrArrayAttr(llvm::to_vector_of<StringRef>(producer.spellings)));
  }

  /// The value behind `text`. `isUsual` becomes false if the text is not how
  /// export would spell it.
  StatusOr<Value> resolve(const std::string &consumer, const std::string &text,
                          bool &isUsual);

  /// Sets the operands of a node that createNode made.
  Status connect(const tfpb::NodeDef &node);

private:
  using Arguments = absl::flat_hash_map<std::string, Value>;

  /// The argument behind "x" or "x:0", which is the same.
  Arguments::const_iterator findArgument(const std::string &text) const {
    auto it = arguments.find(text);
    StringRef name = text;
    return it == arguments.end() && name.consume_back(":0")
               ? arguments.find(name.str())
               : it;
  }

  /// If all uses name one list ("output:5", "output:2"), the outputs are its
  /// elements in order, so that result numbers are output numbers. Outputs of
  /// several names stay in order of use.
  static void fillOutputs(std::vector<std::string> &spellings) {
    size_t length = 0;
    StringRef list;
    for (const std::string &spelling : spellings) {
      auto [name, number] = StringRef(spelling).split(':');
      size_t index = 0;
      if ((!list.empty() && name != list) || number.getAsInteger(10, index) ||
          index >= ops::kMaxListLength)
        return;
      list = name;
      length = std::max(length, index + 1);
    }
    std::vector<std::string> filled;
    filled.reserve(length);
    for (size_t i = 0; i < length; ++i)
      filled.push_back(absl::StrCat(list.str(), ":", i));
    spellings = std::move(filled);
  }

  std::string function;
  OpBuilder &b;
  Arguments arguments; ///< values, and the tokens that some edge names
  std::vector<std::string> tokens;
  absl::flat_hash_map<std::string, Producer> producers;
  size_t numAllOutputs = 0;
};

} // namespace

Status Body::declare(const tfpb::NodeDef &node) {
  Producer &producer = producers[node.name()];
  auto outputs = recordedOutputs(node, isFunction());
  if (!outputs.ok())
    return nodeError(node.name(), function,
                     std::string(outputs.status().message()));
  producer.isKnown = outputs->has_value();
  producer.isFirm = producer.isKnown && ops::lookupOp(node.op());
  if (producer.isKnown)
    producer.spellings = std::move(**outputs);
  return countOutputs(node.name(), producer.spellings.size());
}

Status Body::countOutputs(const std::string &node, size_t added) {
  // A node of a few bytes may say that it has many.
  constexpr size_t kMaxOutputs = size_t(1) << 22;
  numAllOutputs += added;
  if (numAllOutputs <= kMaxOutputs)
    return absl::OkStatus();
  return nodeError(node, function,
                   absl::StrCat("the nodes up to here have more than ",
                                kMaxOutputs, " outputs"));
}

Status Body::use(const std::string &consumer, const std::string &text) {
  Edge edge(text);
  if (edge.isControl || findArgument(text) != arguments.end())
    return absl::OkStatus();
  auto it = producers.find(edge.node.str());
  if (it == producers.end())
    return nodeError(consumer, function,
                     absl::StrCat("input '", text, "' names nothing"));
  Producer &producer = it->second;
  std::string wanted = edge.fullOutput(isFunction());
  if (producer.find(wanted) >= 0)
    return absl::OkStatus();
  if (producer.isFirm)
    return nodeError(consumer, function,
                     absl::StrCat("input '", text, "' names an output that '",
                                  edge.node.str(), "' does not have"));
  // Then it is another op of that name, and its uses tell.
  producer.isKnown = false;
  if (isFunction()) {
    producer.spellings.push_back(wanted);
    return absl::OkStatus();
  }
  uint32_t index = 0;
  if (!absl::SimpleAtoi(wanted, &index) || index >= ops::kMaxListLength)
    return nodeError(consumer, function,
                     absl::StrCat("input '", text,
                                  "' has no valid output "
                                  "number"));
  size_t known = producer.spellings.size();
  SM_RETURN_IF_ERROR(
      countOutputs(edge.node.str(), index < known ? 0 : index + 1 - known));
  while (producer.spellings.size() <= index)
    producer.spellings.push_back(absl::StrCat(producer.spellings.size()));
  return absl::OkStatus();
}

StatusOr<Value> Body::resolve(const std::string &consumer,
                              const std::string &text, bool &isUsual) {
  if (auto it = findArgument(text); it != arguments.end()) {
    isUsual &= it->first == text;
    return it->second;
  }
  Edge edge(text);
  if (edge.isControl)
    if (Value token = tokenOf(edge.node))
      return token;
  auto it = producers.find(edge.node.str());
  if (it == producers.end() || !it->second.op)
    return nodeError(consumer, function,
                     absl::StrCat("input '", text, "' names nothing"));
  Operation *op = it->second.op;
  if (edge.isControl)
    return op->getResults().back();
  std::string wanted = edge.fullOutput(isFunction());
  int index = it->second.find(wanted);
  if (index < 0)
    return nodeError(consumer, function,
                     absl::StrCat("input '", text, "' names nothing"));
  bool isFirst = !isFunction() && index == 0;
  isUsual &= isFirst ? edge.output.empty() : edge.output == wanted;
  return op->getResult(index);
}

Status Body::connect(const tfpb::NodeDef &node) {
  SmallVector<Value> operands;
  bool isUsual = true, seenControl = false;
  for (const std::string &input : node.input()) {
    SM_ASSIGN_OR_RETURN(Value value, resolve(node.name(), input, isUsual));
    if (seenControl && !graph::isControl(value))
      return nodeError(
          node.name(), function,
          absl::StrCat("input '", input, "' stands after a control input"));
    seenControl |= graph::isControl(value);
    operands.push_back(value);
  }
  Operation *op = producers[node.name()].op;
  op->setOperands(operands);
  if (!isUsual)
    op->setAttr(graph::GraphDialect::kInputs,
                b.getStrArrayAttr(llvm::to_vector_of<StringRef>(node.input())));
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

Location GraphImporter::locationOf(const std::string &node,
                                   const std::string &function) {
  StringAttr name = b.getStringAttr(node);
  if (!debugInfo)
    return NameLoc::get(name);
  const tfpb::GraphDebugInfo::StackTrace *trace = nullptr;
  std::string key = absl::StrCat(node, "@", function);
  if (auto it = debugInfo->name_to_trace_id().find(key);
      it != debugInfo->name_to_trace_id().end()) {
    auto byId = debugInfo->traces_by_id().find(it->second);
    if (byId != debugInfo->traces_by_id().end())
      trace = &byId->second;
  } else if (auto old = debugInfo->traces().find(key);
             old != debugInfo->traces().end()) {
    trace = &old->second;
  }
  if (!trace)
    return NameLoc::get(name);
  auto located = [&](const tfpb::GraphDebugInfo::FileLineCol &frame) {
    StringRef file;
    if (frame.file_index() >= 0 && frame.file_index() < debugInfo->files_size())
      file = debugInfo->files(frame.file_index());
    return Location(
        FileLineColLoc::get(b.getContext(), file, frame.line(), frame.col()));
  };
  // The innermost frame of the user's own code says most; TensorFlow's lie
  // around it.
  std::optional<Location> best;
  auto consider = [&](const tfpb::GraphDebugInfo::FileLineCol &frame) {
    bool isTensorFlow = frame.file_index() >= 0 &&
                        frame.file_index() < debugInfo->files_size() &&
                        StringRef(debugInfo->files(frame.file_index()))
                            .contains("/tensorflow/");
    if (!best || !isTensorFlow)
      best = located(frame);
  };
  for (uint64_t id : trace->frame_id())
    if (auto it = debugInfo->frames_by_id().find(id);
        it != debugInfo->frames_by_id().end())
      consider(it->second);
  for (const auto &frame : trace->file_line_cols())
    consider(frame);
  return best ? NameLoc::get(name, *best) : NameLoc::get(name);
}

StatusOr<Operation *> GraphImporter::createNode(const tfpb::NodeDef &node,
                                                const std::string &function,
                                                size_t numOutputs) {
  MLIRContext *context = b.getContext();
  OperationName opName(absl::StrCat("graph.", node.op()), context);
  bool isName = !node.op().empty() && node.op().find('\0') == std::string::npos;
  if (!isName || opName.isRegistered())
    return nodeError(node.name(), function,
                     absl::StrCat("'", node.op(), "' is no name of an op"));
  OperationState state(locationOf(node.name(), function), opName);
  state.addAttribute(graph::GraphDialect::kName, b.getStringAttr(node.name()));
  if (!node.device().empty())
    state.addAttribute(graph::GraphDialect::kDevice,
                       b.getStringAttr(node.device()));
  // Few nodes have more; reflection on each would cost more than the rest.
  bool hasMore = node.has_experimental_debug_info() ||
                 node.has_experimental_type() ||
                 !node.GetReflection()->GetUnknownFields(node).empty();
  if (hasMore)
    if (saved_model::ProtoAttr extra = importRest(node, kNodeFields, context))
      state.addAttribute(graph::GraphDialect::kExtra, extra);
  for (const auto &[name, value] : node.attr()) {
    if (name.empty() || StringRef(name).starts_with("graph."))
      return nodeError(
          node.name(), function,
          absl::StrCat("attribute name '", name, "' is not allowed"));
    StatusOr<Attribute> attr = attrs.importAttr(value);
    if (!attr.ok())
      return nodeError(node.name(), function,
                       absl::StrCat("attribute '", name, "': ",
                                    std::string(attr.status().message())));
    state.addAttribute(name, *attr);
  }
  state.types.append(numOutputs, graph::TensorType::get(context));
  state.types.push_back(graph::ControlType::get(context));
  return b.create(state);
}

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

Status GraphImporter::importGraph(const tfpb::GraphDef &graph,
                                  const std::vector<std::string> &tensors,
                                  const format::GraphPart *part) {
  for (auto [i, function] : llvm::enumerate(graph.library().function()))
    if (!part || part->functions[i])
      SM_RETURN_IF_ERROR(importFunction(function));
  SmallVector<const tfpb::NodeDef *> nodes;
  std::vector<std::string> outside = tensors;
  for (auto [i, node] : llvm::enumerate(graph.node()))
    if (!part || part->nodes[i])
      nodes.push_back(&node);
    else
      // Of an unknown op all uses tell how many outputs it has.
      llvm::append_range(outside, node.input());
  return importMainGraph(graph, nodes, outside);
}

Status GraphImporter::importMainGraph(const tfpb::GraphDef &graph,
                                      ArrayRef<const tfpb::NodeDef *> nodes,
                                      const std::vector<std::string> &tensors) {
  auto op = graph::GraphOp::create(
      b, b.getUnknownLoc(), importRest(graph, kGraphFields, b.getContext()));
  OpBuilder::InsertionGuard guard(b);
  b.createBlock(&op.getBody());
  Body body("", b);
  for (const tfpb::NodeDef *node : nodes)
    SM_RETURN_IF_ERROR(body.declare(*node));
  for (const tfpb::NodeDef *node : nodes)
    for (const std::string &input : node->input())
      SM_RETURN_IF_ERROR(body.use(node->name(), input));
  for (const std::string &tensor : tensors)
    (void)body.use("", tensor);
  body.settleOutputs();
  for (const tfpb::NodeDef *node : nodes) {
    SM_ASSIGN_OR_RETURN(Operation * created,
                        createNode(*node, "", body.numOutputs(node->name())));
    body.define(node->name(), created);
  }
  for (const tfpb::NodeDef *node : nodes)
    SM_RETURN_IF_ERROR(body.connect(*node));
  return absl::OkStatus();
}

/// The spellings of a function's arguments. A list argument ("x" with
/// number_attr) is as long as its body's uses say.
static std::vector<std::string>
argumentSpellings(const tfpb::FunctionDef &function) {
  std::vector<std::string> spellings;
  for (const tfpb::OpDef::ArgDef &arg : function.signature().input_arg()) {
    spellings.push_back(arg.name());
    if (arg.number_attr().empty() && arg.type_list_attr().empty())
      continue;
    int64_t longest = 0;
    for (const tfpb::NodeDef &node : function.node_def())
      for (const std::string &input : node.input()) {
        auto [name, index] = StringRef(input).split(':');
        int64_t number = 0;
        if (name == arg.name() && !index.getAsInteger(10, number) &&
            number < ops::kMaxListLength)
          longest = std::max(longest, number);
      }
    for (int64_t i = 1; i <= longest; ++i)
      spellings.push_back(absl::StrCat(arg.name(), ":", i));
  }
  return spellings;
}

/// Names of results and what the function says of them, in order.
using Returns = std::vector<std::pair<std::string, std::string>>;

/// The entries of FunctionDef.ret or control_ret, in the signature's order.
template <typename Names, typename Map>
static StatusOr<Returns> orderedReturns(const std::string &function,
                                        const Names &names, const Map &map) {
  Returns result;
  for (const std::string &name : names) {
    auto it = map.find(name);
    if (it == map.end())
      return absl::InvalidArgumentError(
          absl::StrCat("function '", function,
                       "' does not say what it returns as '", name, "'"));
    result.emplace_back(name, it->second);
  }
  if (result.size() != map.size())
    return absl::InvalidArgumentError(
        absl::StrCat("function '", function,
                     "' returns values that its signature does not name"));
  return result;
}

/// Creates the end of a function whose nodes `body` knows.
static Status createReturn(const std::string &function, const Returns &returned,
                           const Returns &controls, Body &body, OpBuilder &b) {
  SmallVector<Value> values, tokens;
  SmallVector<StringRef> keys, controlKeys, texts;
  bool isUsual = true;
  for (const auto &[key, text] : returned) {
    SM_ASSIGN_OR_RETURN(
        Value value, body.resolve(absl::StrCat("return ", key), text, isUsual));
    if (graph::isControl(value))
      return absl::InvalidArgumentError(absl::StrCat(
          "function '", function, "' returns control input '", text, "'"));
    values.push_back(value);
    keys.push_back(key);
    texts.push_back(text);
  }
  for (const auto &[key, text] : controls) {
    // validateGraph saw to it that `text` is the bare name of a node or
    // argument.
    SM_ASSIGN_OR_RETURN(Value token, body.resolve(absl::StrCat("return ", key),
                                                  "^" + text, isUsual));
    tokens.push_back(token);
    controlKeys.push_back(key);
  }
  graph::ReturnOp::create(b, b.getUnknownLoc(), values, tokens,
                          b.getStrArrayAttr(keys),
                          b.getStrArrayAttr(controlKeys),
                          isUsual ? ArrayAttr() : b.getStrArrayAttr(texts));
  return absl::OkStatus();
}

Status GraphImporter::importFunction(const tfpb::FunctionDef &function) {
  MLIRContext *context = b.getContext();
  const std::string &name = function.signature().name();
  if (name.empty())
    return absl::InvalidArgumentError("a function has no name");
  std::vector<std::string> spellings = argumentSpellings(function);
  auto op = graph::FuncOp::create(
      b, NameLoc::get(b.getStringAttr(name)), name,
      b.getStrArrayAttr(llvm::to_vector_of<StringRef>(spellings)),
      importProto(function.signature(), context),
      importRest(function, kFunctionFields, context));
  OpBuilder::InsertionGuard guard(b);
  Block *block = b.createBlock(&op.getBody());
  Body body(name, b);
  for (const std::string &spelling : spellings)
    SM_RETURN_IF_ERROR(body.addArgument(
        spelling, block->addArgument(graph::TensorType::get(context),
                                     b.getUnknownLoc())));

  std::vector<std::string> outputs;
  outputs.reserve(function.signature().output_arg_size());
  for (const tfpb::OpDef::ArgDef &arg : function.signature().output_arg())
    outputs.push_back(arg.name());
  SM_ASSIGN_OR_RETURN(auto returned,
                      orderedReturns(name, outputs, function.ret()));
  SM_ASSIGN_OR_RETURN(
      auto controls, orderedReturns(name, function.signature().control_output(),
                                    function.control_ret()));

  for (const tfpb::NodeDef &node : function.node_def())
    SM_RETURN_IF_ERROR(body.declare(node));
  for (const tfpb::NodeDef &node : function.node_def())
    for (const std::string &input : node.input())
      SM_RETURN_IF_ERROR(body.use(node.name(), input));
  for (const auto &[key, text] : returned)
    SM_RETURN_IF_ERROR(body.use(absl::StrCat("return ", key), text));
  body.settleOutputs();
  for (const tfpb::NodeDef &node : function.node_def()) {
    SM_ASSIGN_OR_RETURN(Operation * created,
                        createNode(node, name, body.numOutputs(node.name())));
    body.define(node.name(), created);
  }
  for (const tfpb::NodeDef &node : function.node_def())
    SM_RETURN_IF_ERROR(body.connect(node));

  SM_RETURN_IF_ERROR(createReturn(name, returned, controls, body, b));
  if (!body.tokenSpellings().empty()) {
    llvm::append_range(spellings, body.tokenSpellings());
    op.setArgNamesAttr(
        b.getStrArrayAttr(llvm::to_vector_of<StringRef>(spellings)));
  }
  return absl::OkStatus();
}

} // namespace sm::target
