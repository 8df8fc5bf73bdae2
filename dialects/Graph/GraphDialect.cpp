// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/Graph/GraphDialect.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/TypeSwitch.h"

#include "dialects/Graph/GraphDialect.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "dialects/Graph/GraphTypes.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/Graph/GraphAttrs.cpp.inc"

#define GET_OP_CLASSES
#include "dialects/Graph/GraphOps.cpp.inc"

using namespace mlir;

namespace sm::graph {

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

bool isNode(Operation *op) {
  return op->getName().getDialectNamespace() ==
             GraphDialect::getDialectNamespace() &&
         !op->isRegistered();
}

bool isControl(Value value) { return isa<ControlType>(value.getType()); }

static StringRef stringAttr(Operation *op, StringRef name) {
  auto attr = op->getAttrOfType<StringAttr>(name);
  return attr ? attr.getValue() : StringRef();
}

StringRef Node::name() const { return stringAttr(op, GraphDialect::kName); }
StringRef Node::device() const { return stringAttr(op, GraphDialect::kDevice); }

static unsigned numDataInputs(Operation *op) {
  OperandRange operands = op->getOperands();
  return llvm::find_if(operands, isControl) - operands.begin();
}

OperandRange Node::dataInputs() const {
  return op->getOperands().take_front(numDataInputs(op));
}

OperandRange Node::controlInputs() const {
  return op->getOperands().drop_front(numDataInputs(op));
}

//===----------------------------------------------------------------------===//
// Names of results
//===----------------------------------------------------------------------===//

/// Gives control results the name %ctl. One object serves all node names.
struct GraphDialect::NodeNames {
  struct Model : OpAsmOpInterface::FallbackModel<Model> {
    void getAsmResultNames(Operation *op, OpAsmSetValueNameFn setName) const {
      unsigned count = op->getNumResults();
      if (count == 0 || !isControl(op->getResult(count - 1)))
        return;
      // The names must not join into one group of results.
      if (count > 1)
        setName(op->getResult(0), "");
      setName(op->getResult(count - 1), "ctl");
    }
    void getAsmBlockArgumentNames(Operation *, Region &,
                                  OpAsmSetValueNameFn) const {}
    void getAsmBlockNames(Operation *, OpAsmSetBlockNameFn) const {}
    static StringRef getDefaultDialect() { return ""; }
  };
  Model model;
};

void GraphDialect::initialize() {
  allowUnknownOperations();
  nodeNames = std::make_shared<NodeNames>();
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialects/Graph/GraphTypes.cpp.inc"
      >();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/Graph/GraphAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Graph/GraphOps.cpp.inc"
      >();
}

void *GraphDialect::getRegisteredInterfaceForOp(TypeID interface,
                                                OperationName name) {
  if (!name.isRegistered() && interface == OpAsmOpInterface::getInterfaceID())
    return &nodeNames->model;
  return nullptr;
}

//===----------------------------------------------------------------------===//
// Text of nodes
//===----------------------------------------------------------------------===//

/// `(%a, %b) [%ctl]`: values, then control tokens.
static ParseResult parseInputs(OpAsmParser &parser, OperationState &state) {
  SmallVector<OpAsmParser::UnresolvedOperand> values, controls;
  SMLoc location = parser.getCurrentLocation();
  if (parser.parseOperandList(values, OpAsmParser::Delimiter::Paren) ||
      parser.parseOperandList(controls, OpAsmParser::Delimiter::OptionalSquare))
    return failure();
  MLIRContext *context = parser.getContext();
  SmallVector<Type> types(values.size(), TensorType::get(context));
  types.append(controls.size(), ControlType::get(context));
  values.append(controls);
  return parser.resolveOperands(values, types, location, state.operands);
}

/// `keyword("text")`, kept as attribute `name`.
static ParseResult parseOptionalName(OpAsmParser &parser, StringRef keyword,
                                     StringRef name, OperationState &state) {
  StringAttr text;
  if (failed(parser.parseOptionalKeyword(keyword)))
    return success();
  if (parser.parseLParen() || parser.parseAttribute(text) ||
      parser.parseRParen())
    return failure();
  state.addAttribute(name, text);
  return success();
}

static ParseResult parseNode(OpAsmParser &parser, OperationState &state) {
  if (parseInputs(parser, state) ||
      parseOptionalName(parser, "name", GraphDialect::kName, state) ||
      parseOptionalName(parser, "device", GraphDialect::kDevice, state) ||
      parser.parseOptionalAttrDict(state.attributes))
    return failure();
  size_t count = parser.getNumResults();
  if (count == 0)
    return parser.emitError(parser.getNameLoc(),
                            "a node has at least its control result");
  state.types.append(count - 1, TensorType::get(parser.getContext()));
  state.types.push_back(ControlType::get(parser.getContext()));
  return success();
}

std::optional<Dialect::ParseOpHook>
GraphDialect::getParseOperationHook(StringRef name) const {
  if (auto hook = Dialect::getParseOperationHook(name))
    return hook;
  return ParseOpHook(parseNode);
}

/// True if operands are values, then control tokens, and results are values and
/// one control token.
static bool hasNodeTypes(Operation *op) {
  auto isValue = [](Value value) { return isa<TensorType>(value.getType()); };
  if (!op->getNumResults() || !isControl(op->getResults().back()))
    return false;
  Node node(op);
  return llvm::all_of(node.dataInputs(), isValue) &&
         llvm::all_of(node.controlInputs(), isControl) &&
         llvm::all_of(node.outputs(), isValue);
}

/// True if the text `word` is read back as one word: no number, no quotes and
/// no integer type (i32).
static bool isBareWord(StringRef word) {
  if (word.empty() || !(llvm::isAlpha(word[0]) || word[0] == '_'))
    return false;
  StringRef digits = word.ltrim("su");
  bool isIntegerType = word.size() - digits.size() <= 1 &&
                       digits.consume_front("i") && !digits.empty() &&
                       llvm::all_of(digits, llvm::isDigit);
  return !isIntegerType && llvm::all_of(word, [](char c) {
    return llvm::isAlnum(c) || c == '_' || c == '$' || c == '.';
  });
}

/// True if the custom form can show the op and be read back.
static bool hasCustomForm(Operation *op) {
  return isBareWord(op->getName().stripDialect()) && !op->getNumRegions() &&
         !op->getPropertiesAsAttribute() && hasNodeTypes(op);
}

static void printInputs(OperandRange values, OperandRange controls,
                        OpAsmPrinter &printer) {
  printer << "(";
  printer.printOperands(values);
  printer << ")";
  if (controls.empty())
    return;
  printer << " [";
  printer.printOperands(controls);
  printer << "]";
}

static void printNode(Operation *op, OpAsmPrinter &printer) {
  Node node(op);
  printInputs(node.dataInputs(), node.controlInputs(), printer);
  SmallVector<StringRef, 2> shown;
  auto printName = [&](StringRef keyword, StringRef name) {
    auto text = op->getAttrOfType<StringAttr>(name);
    if (!text)
      return;
    printer << " " << keyword << "(";
    printer.printAttribute(text);
    printer << ")";
    shown.push_back(name);
  };
  printName("name", GraphDialect::kName);
  printName("device", GraphDialect::kDevice);
  printer.printOptionalAttrDict(op->getAttrs(), shown);
}

llvm::unique_function<void(Operation *, OpAsmPrinter &)>
GraphDialect::getOperationPrinter(Operation *op) const {
  if (op->isRegistered())
    return Dialect::getOperationPrinter(op);
  if (!hasCustomForm(op))
    return {};
  return printNode;
}

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

/// Every operation of a body is a node with a name of its own.
static LogicalResult verifyBody(Block &body) {
  llvm::StringSet<> names;
  for (Operation &op : body) {
    if (isa<ReturnOp>(op))
      continue;
    if (!isNode(&op))
      return op.emitOpError() << "is no node; a graph holds nodes only";
    StringRef name = Node(&op).name();
    if (name.empty())
      return op.emitOpError() << "has no name; each node needs `name(\"...\")`";
    if (!names.insert(name).second)
      return op.emitOpError()
             << "is called '" << name << "', as another node of this graph is";
    if (op.getNumRegions() || !hasNodeTypes(&op))
      return op.emitOpError()
             << "must take values, then control tokens, and result in values, "
                "then one control token, without regions";
  }
  return success();
}

LogicalResult GraphOp::verifyRegions() {
  return verifyBody(*getBody().begin());
}

/// True for the name of an argument's token: "^x".
static bool isTokenName(StringRef name) { return name.starts_with("^"); }

LogicalResult FuncOp::verifyRegions() {
  Block &body = getBody().front();
  if (body.getNumArguments() != getArgNames().size())
    return emitOpError() << "has " << body.getNumArguments()
                         << " arguments but names " << getArgNames().size();
  llvm::StringSet<> names;
  for (StringRef name : getArgNames().getAsValueRange<StringAttr>())
    if (!names.insert(name).second)
      return emitOpError() << "has two arguments '" << name << "'";
  for (auto [argument, name] : llvm::zip(
           body.getArguments(), getArgNames().getAsValueRange<StringAttr>())) {
    bool isToken = isTokenName(name);
    if (isToken ? !isControl(argument) : !isa<TensorType>(argument.getType()))
      return emitOpError() << "argument '" << name << "' is of type "
                           << argument.getType()
                           << "; arguments are values, and tokens are called "
                              "'^' and an argument's name";
    if (!isToken && argument.getArgNumber() >= getNumValues())
      return emitOpError() << "argument '" << name
                           << "' stands behind a token; values come first";
    if (isToken && !names.contains(name.drop_front()))
      return emitOpError() << "token '" << name
                           << "' is of an argument that is not there";
  }
  if (llvm::count_if(body, [](Operation &op) { return isa<ReturnOp>(op); }) !=
      1)
    return emitOpError() << "needs exactly one return";
  return verifyBody(body);
}

unsigned FuncOp::getNumValues() {
  auto names = getArgNames().getAsValueRange<StringAttr>();
  return std::distance(names.begin(), llvm::find_if(names, isTokenName));
}

void FuncOp::dropUnusedTokens() {
  Block &body = getBody().front();
  SmallVector<Attribute> names(getArgNames().begin(), getArgNames().end());
  for (unsigned i = body.getNumArguments(); i-- > getNumValues();)
    if (body.getArgument(i).use_empty()) {
      body.eraseArgument(i);
      names.erase(names.begin() + i);
    }
  setArgNamesAttr(ArrayAttr::get(getContext(), names));
}

void FuncOp::getAsmBlockArgumentNames(Region &region,
                                      OpAsmSetValueNameFn setName) {
  for (auto [argument, name] : llvm::zip(
           region.getArguments(), getArgNames().getAsValueRange<StringAttr>()))
    setName(argument, isTokenName(name) ? "ctl" : name);
}

ParseResult FuncOp::parse(OpAsmParser &parser, OperationState &state) {
  StringAttr name;
  SmallVector<OpAsmParser::Argument> arguments;
  SmallVector<Attribute> argNames;
  auto parseArgument = [&]() -> ParseResult {
    StringAttr argName;
    if (parser.parseArgument(arguments.emplace_back()) ||
        parser.parseAttribute(argName))
      return failure();
    MLIRContext *context = parser.getContext();
    arguments.back().type = isTokenName(argName.getValue())
                                ? Type(ControlType::get(context))
                                : Type(TensorType::get(context));
    argNames.push_back(argName);
    return success();
  };
  saved_model::ProtoAttr signature;
  if (parser.parseSymbolName(name) ||
      parser.parseCommaSeparatedList(AsmParser::Delimiter::Paren,
                                     parseArgument) ||
      parser.parseKeyword("signature") || parser.parseAttribute(signature) ||
      parser.parseOptionalAttrDictWithKeyword(state.attributes))
    return failure();
  auto &properties = state.getOrAddProperties<Properties>();
  properties.sym_name = name;
  properties.signature = signature;
  properties.arg_names = parser.getBuilder().getArrayAttr(argNames);
  return parser.parseRegion(*state.addRegion(), arguments);
}

void FuncOp::print(OpAsmPrinter &printer) {
  printer << " ";
  printer.printSymbolName(getSymName());
  printer << "(";
  llvm::interleaveComma(llvm::zip(getBody().getArguments(), getArgNames()),
                        printer, [&](auto pair) {
                          printer.printOperand(std::get<0>(pair));
                          printer << " ";
                          printer.printAttribute(std::get<1>(pair));
                        });
  printer << ") signature ";
  printer.printAttribute(getSignature());
  printer.printOptionalAttrDictWithKeyword(
      (*this)->getAttrs(),
      {getSymNameAttrName(), getArgNamesAttrName(), getSignatureAttrName()});
  printer << " ";
  printer.printRegion(getBody(), /*printEntryBlockArgs=*/false);
}

//===----------------------------------------------------------------------===//
// ReturnOp
//===----------------------------------------------------------------------===//

LogicalResult ReturnOp::verify() {
  if (getValues().size() != getKeys().size() ||
      getControls().size() != getControlKeys().size())
    return emitOpError() << "needs a key for each value and each control token";
  if (getSpellings() && getSpellings()->size() != getValues().size())
    return emitOpError() << "needs a spelling for each value, if any";
  return success();
}

static ParseResult parseKeys(OpAsmParser &parser, StringRef keyword,
                             ArrayAttr &keys) {
  keys = parser.getBuilder().getArrayAttr({});
  if (failed(parser.parseOptionalKeyword(keyword)))
    return success();
  return parser.parseAttribute(keys);
}

ParseResult ReturnOp::parse(OpAsmParser &parser, OperationState &state) {
  auto &properties = state.getOrAddProperties<Properties>();
  if (parseInputs(parser, state) ||
      parseKeys(parser, "keys", properties.keys) ||
      parseKeys(parser, "control_keys", properties.control_keys) ||
      parser.parseOptionalAttrDict(state.attributes))
    return failure();
  auto isValue = [](Value value) { return isa<TensorType>(value.getType()); };
  int values = static_cast<int>(llvm::count_if(state.operands, isValue));
  properties.operandSegmentSizes = {
      values, static_cast<int>(state.operands.size()) - values};
  return success();
}

void ReturnOp::print(OpAsmPrinter &printer) {
  printInputs(getValues(), getControls(), printer);
  auto printKeys = [&](StringRef keyword, ArrayAttr keys) {
    if (keys.empty())
      return;
    printer << " " << keyword << " ";
    printer.printAttribute(keys);
  };
  printKeys("keys", getKeys());
  printKeys("control_keys", getControlKeys());
  printer.printOptionalAttrDict((*this)->getAttrs(),
                                {getKeysAttrName(), getControlKeysAttrName(),
                                 getOperandSegmentSizesAttrName()});
}

} // namespace sm::graph
