// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "BodyConverter.h"

#include "NodeTypes.h"

#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/ControlOps.h"
#include "dialects/TF/TFOpTraits.h"
#include "dialects/TF/UnaryOps.h"
#include "sm/Conversion/GraphBodies.h"
#include "sm/Ops/Arity.h"

#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace sm {

void BodyConverter::obstacle(graph::Node node, const Twine &message) {
  obstacles.push_back(
      {node.operation()->getLoc(),
       ("node '" + node.name() + "' (" + node.opName() + "): " + message)
           .str()});
}

Value BodyConverter::tensor(Value graphValue, Location location) {
  if (Value value = values.lookup(graphValue))
    return value;
  saved_model::VariableOp variable = references.lookup(graphValue);
  if (!variable)
    return {};
  return saved_model::ReadVariableOp::create(
      b, location, variable.getType(),
      FlatSymbolRefAttr::get(variable.getSymNameAttr()));
}

void BodyConverter::convert(const std::vector<Operation *> &order) {
  for (Operation *op : order) {
    if (!functions.isInPlace()) {
      convertNode(graph::Node(op));
      continue;
    }
    Block *block = b.getInsertionBlock();
    Operation *last = block->empty() ? nullptr : &block->back();
    convertNode(graph::Node(op));
    for (Operation &made : llvm::make_range(
             last ? std::next(last->getIterator()) : block->begin(),
             block->end()))
      annotate(graph::Node(op), &made);
  }
}

SmallVector<Value> BodyConverter::operands(graph::Node node) {
  SmallVector<Value> result;
  for (Value input : node.dataInputs())
    result.push_back(tensor(input, node.operation()->getLoc()));
  return result;
}

/// Records what a node's outputs became; what is fed stays what was fed.
void BodyConverter::finish(graph::Node node, ValueRange results) {
  if (results.size() < node.outputs().size())
    return obstacle(node, "has " + Twine(node.outputs().size()) +
                              " outputs, the op gives " +
                              Twine(results.size()));
  for (auto [output, result] : llvm::zip(node.outputs(), results))
    values.try_emplace(output, result);
}

void BodyConverter::convertNode(graph::Node node) {
  // A node one of whose inputs met an obstacle would only repeat it.
  for (Value input : node.dataInputs())
    if (!values.lookup(input) && !references.lookup(input))
      return;
  StringRef op = node.opName();
  if (functions.isInPlace() && mustStayVerbatim(node))
    return convertOpaque(node);
  bool isVariable =
      op == "VarHandleOp" || op == "VariableV2" || op == "Variable";
  if (isVariable && !functions.isInPlace())
    return convertVariable(node);
  if (op == "Const")
    return convertConst(node);
  if (op == "Assign")
    return convertAssign(node);
  if (op == "PartitionedCall" || op == "StatefulPartitionedCall")
    if (auto callee = dyn_cast_or_null<tf::FuncAttr>(node.attr("f")))
      return convertCall(node, callee.getName());
  if (functions.hasFunction(op))
    return convertCall(node, FlatSymbolRefAttr::get(b.getContext(), op));
  const ops::OpInfo *info = recordOf(node);
  if (!info || !convertRecord(node, *info))
    convertOpaque(node);
}

//===----------------------------------------------------------------------===//
// What must be there again when the body is written back
//===----------------------------------------------------------------------===//

static bool isCall(StringRef op) {
  return op == "PartitionedCall" || op == "StatefulPartitionedCall";
}

/// Attributes that only help TensorFlow to find shapes or devices; they are
/// made again, or mean nothing once the body has changed.
static bool isHint(StringRef attr) {
  return attr == "_output_shapes" || attr == "_class";
}

/// Attributes that say nothing of what the node computes.
static bool isHarmless(StringRef op, StringRef attr) {
  static constexpr StringLiteral kHarmless[] = {
      "_collective_manager_ids", "_read_only_resource_inputs",
      "_has_manual_control_dependencies", "_user_specified_name",
      "_disable_call_shape_inference"};
  // Of a call it names the gradient that TensorFlow makes itself.
  return isHint(attr) || llvm::is_contained(kHarmless, attr) ||
         (attr == "_gradient_op_type" && isCall(op));
}

bool BodyConverter::mustStayVerbatim(graph::Node node) {
  return llvm::any_of(node.operation()->getAttrs(), [&](NamedAttribute attr) {
    StringRef name = attr.getName().getValue();
    auto flag = dyn_cast<BoolAttr>(attr.getValue());
    bool isOff = flag && !flag.getValue();
    return name.starts_with("_") && !isOff && !isHarmless(node.opName(), name);
  });
}

void BodyConverter::annotate(graph::Node node, Operation *op) {
  auto named = dyn_cast<NameLoc>(op->getLoc());
  if (!named || named.getName() != node.name())
    op->setLoc(NameLoc::get(b.getStringAttr(node.name()), op->getLoc()));
  if (isa<tf::RefineOp, saved_model::ReadVariableOp>(op))
    return;
  if (!node.device().empty())
    op->setAttr(graph::GraphDialect::kDevice, b.getStringAttr(node.device()));
  // An opaque op has all of them.
  if (isa<tf::OpaqueOp>(op))
    return;
  NamedAttrList attrs;
  for (NamedAttribute attr : node.operation()->getAttrs())
    if (attr.getName().getValue().starts_with("_") &&
        !isHint(attr.getName().getValue()))
      attrs.append(attr);
  if (!attrs.empty())
    op->setAttr(kNodeAttrsAttr, attrs.getDictionary(b.getContext()));
}

//===----------------------------------------------------------------------===//
// Variables and constants
//===----------------------------------------------------------------------===//

saved_model::VariableOp BodyConverter::variableOf(graph::Node node) {
  auto shared = dyn_cast_or_null<StringAttr>(node.attr("shared_name"));
  return functions.variable(shared && !shared.empty() ? shared.getValue()
                                                      : node.name());
}

void BodyConverter::convertVariable(graph::Node node) {
  saved_model::VariableOp variable = variableOf(node);
  if (!variable)
    return obstacle(node, "no variable of this name is declared");
  if (node.opName() != "VarHandleOp") {
    for (Value output : node.outputs())
      references[output] = variable;
    return;
  }
  Type handle = RankedTensorType::get(
      {}, tf::ResourceType::get(b.getContext(), {variable.getType()}));
  Operation *op = saved_model::VariableHandleOp::create(
      b, node.operation()->getLoc(), handle,
      FlatSymbolRefAttr::get(variable.getSymNameAttr()));
  finish(node, op->getResults());
}

void BodyConverter::convertConst(graph::Node node) {
  Attribute value = node.attr("value");
  if (auto encoded = dyn_cast_or_null<saved_model::EncodedAttr>(value))
    value = encoded.getValue();
  auto elements = dyn_cast_or_null<ElementsAttr>(value);
  if (!elements)
    return convertOpaque(node);
  Operation *op = tf::ConstOp::create(b, node.operation()->getLoc(), elements);
  // Some exporters write a float value into a constant of type double.
  auto dtype = dyn_cast_or_null<TypeAttr>(node.attr("dtype"));
  if (dtype && dtype.getValue() != elements.getElementType())
    op = tf::CastOp::create(b, op->getLoc(),
                            elements.getShapedType().clone(dtype.getValue()),
                            op->getResult(0));
  finish(node, op->getResults());
}

void BodyConverter::convertAssign(graph::Node node) {
  saved_model::VariableOp variable;
  if (node.dataInputs().size() == 2)
    variable = references.lookup(node.dataInputs()[0]);
  if (!variable)
    return convertOpaque(node);
  Location location = node.operation()->getLoc();
  Value value = tensor(node.dataInputs()[1], location);
  saved_model::AssignVariableOp::create(
      b, location, FlatSymbolRefAttr::get(variable.getSymNameAttr()), value);
  for (Value output : node.outputs())
    references[output] = variable;
}

//===----------------------------------------------------------------------===//
// Calls and opaque ops
//===----------------------------------------------------------------------===//

/// True if nothing states the element type of one of the tensors.
static bool hasUnknown(TypeRange types) {
  return llvm::any_of(types, [](Type type) {
    return isa<tf::UnknownType>(getElementTypeOrSelf(type));
  });
}

/// True if the function takes what the node gives.
static bool takes(FunctionType type, ArrayRef<Value> arguments,
                  size_t numOutputs) {
  return type.getNumInputs() == arguments.size() &&
         type.getNumResults() >= numOutputs;
}

void BodyConverter::convertCall(graph::Node node, FlatSymbolRefAttr callee) {
  if (functions.isInPlace())
    return convertCallInPlace(node, callee);
  Location location = node.operation()->getLoc();
  func::FuncOp function = functions.function(callee.getValue(), location);
  if (!function)
    return;
  FunctionType type = function.getFunctionType();
  SmallVector<Value> arguments = operands(node);
  if (!takes(type, arguments, node.outputs().size()))
    return obstacle(
        node, "has " + Twine(arguments.size()) + " inputs and uses " +
                  Twine(node.outputs().size()) + " outputs, but function '" +
                  callee.getValue() + "' has " + Twine(type.getNumInputs()) +
                  " and " + Twine(type.getNumResults()));
  createCall(node, function, arguments);
}

Operation *BodyConverter::createCall(graph::Node node, func::FuncOp function,
                                     ArrayRef<Value> arguments) {
  auto symbol = FlatSymbolRefAttr::get(function.getSymNameAttr());
  OperationState state(node.operation()->getLoc(),
                       node.opName() == "PartitionedCall"
                           ? tf::PartitionedCallOp::getOperationName()
                           : tf::StatefulPartitionedCallOp::getOperationName());
  state.addOperands(arguments);
  state.addTypes(function.getResultTypes());
  state.addAttribute("f", symbol);
  Operation *op = b.create(state);
  refine(node, op);
  finish(node, op->getResults());
  return op;
}

/// What cannot be called as a converted body stays the call that it is.
void BodyConverter::convertCallInPlace(graph::Node node,
                                       FlatSymbolRefAttr callee) {
  auto function = dyn_cast_or_null<tf::FuncAttr>(node.attr("f"));
  bool isPlain =
      isCall(node.opName()) && function && function.getAttrs().empty();
  func::FuncOp body = isPlain ? functions.function(callee.getValue(),
                                                   node.operation()->getLoc())
                              : func::FuncOp();
  SmallVector<Value> arguments =
      isPlain ? typedOperands(node, *recordOf(node)) : operands(node);
  if (!body ||
      !takes(body.getFunctionType(), arguments, node.outputs().size()) ||
      body.getNumResults() != node.outputs().size() ||
      hasUnknown(ValueRange(arguments).getTypes()) ||
      hasUnknown(body.getResultTypes()))
    return convertOpaque(node);
  for (auto [argument, type] : llvm::zip(arguments, body.getArgumentTypes()))
    if (!tf::maySeeAs(argument.getType(), type))
      return convertOpaque(node);
  Operation *op = createCall(node, body, arguments);
  for (StringRef name : {"config", "config_proto", "executor_type"})
    if (auto text = dyn_cast_or_null<StringAttr>(node.attr(name)))
      op->setAttr(name, text);
}

void BodyConverter::convertOpaque(graph::Node node) {
  NamedAttrList attrs;
  for (NamedAttribute attr : node.operation()->getAttrs()) {
    if (attr.getName().getValue().starts_with("graph."))
      continue;
    attrs.append(attr);
    // The functions it refers to must still be there.
    if (!functions.isInPlace())
      attr.getValue().walk([&](tf::FuncAttr function) {
        if (functions.hasFunction(function.getName().getValue()))
          functions.function(function.getName().getValue(),
                             node.operation()->getLoc());
      });
  }
  SmallVector<Type> types;
  for (OpResult output : node.outputs())
    types.push_back(
        UnrankedTensorType::get(statedType(output).getElementType()));
  Operation *op = tf::OpaqueOp::create(
      b, node.operation()->getLoc(), types, b.getStringAttr(node.opName()),
      operands(node), attrs.getDictionary(b.getContext()));
  if (Attribute outputs = node.attr(graph::GraphDialect::kOutputs))
    op->setAttr("outputs", outputs);
  if (Attribute extra = node.attr(graph::GraphDialect::kExtra);
      extra && functions.isInPlace())
    op->setAttr(graph::GraphDialect::kExtra, extra);
  refine(node, op);
  finish(node, op->getResults());
}

//===----------------------------------------------------------------------===//
// Ops with a record
//===----------------------------------------------------------------------===//

bool BodyConverter::hasExpectedInputs(graph::Node node,
                                      const ops::OpInfo &info) {
  StatusOr<std::vector<ops::ArgSlot>> slots =
      ops::expandArgs(info.inputs, [&](std::string_view name) {
        return listLength(node, name);
      });
  if (!slots.ok()) {
    obstacle(node, std::string(slots.status().message()));
    return false;
  }
  if (slots->size() != node.dataInputs().size()) {
    obstacle(node, "has " + Twine(node.dataInputs().size()) +
                       " inputs, the op takes " + Twine(slots->size()));
    return false;
  }
  for (auto [slot, input] : llvm::zip(*slots, node.dataInputs())) {
    Value value = values.lookup(input);
    DType expected = removeRef(tf::dtypeForType(elementOf(node, slot)));
    DType actual =
        value
            ? removeRef(tf::dtypeForType(getElementTypeOrSelf(value.getType())))
            : DType::Invalid;
    if (expected == DType::Invalid || actual == DType::Invalid ||
        expected == actual)
      continue;
    obstacle(node, "input '" + slot.spelling() + "' is of type " +
                       dtypeName(actual) + ", not " + dtypeName(expected));
    return false;
  }
  return true;
}

/// How many values each argument stands for, where the op must say it: where
/// more than one of them is a list.
static std::optional<SmallVector<int32_t>>
segments(graph::Node node, absl::Span<const ops::ArgInfo> args) {
  SmallVector<int32_t> sizes;
  int lists = 0;
  for (const ops::ArgInfo &arg : args) {
    lists += arg.isList();
    std::string_view attr =
        arg.numberAttr.empty() ? arg.typeListAttr : arg.numberAttr;
    sizes.push_back(arg.isList() ? static_cast<int32_t>(listLength(node, attr))
                                 : 1);
  }
  return lists > 1 ? std::optional(sizes) : std::nullopt;
}

static StringRef asRef(std::string_view text) {
  return StringRef(text.data(), text.size());
}

/// The attributes the op stores. Nullopt if the node lacks one, or has one that
/// the record does not know or of another kind: it might change what the op
/// means.
std::optional<NamedAttrList> BodyConverter::storedAttrs(graph::Node node,
                                                        const ops::OpInfo &info,
                                                        OperationName name) {
  NamedAttrList attrs;
  for (NamedAttribute attr : node.operation()->getAttrs()) {
    StringRef attrName = attr.getName().getValue();
    if (attrName.starts_with("_") || attrName.starts_with("graph."))
      continue;
    const ops::AttrInfo *known = nullptr;
    for (const ops::AttrInfo &candidate : info.attrs)
      if (asRef(candidate.name) == attrName)
        known = &candidate;
    if (!known)
      return std::nullopt;
    if (known->role == ops::AttrRole::Stored)
      attrs.append(attr);
  }
  for (const ops::AttrInfo &attr : info.attrs)
    if (attr.role == ops::AttrRole::Stored && !attr.hasDefault &&
        !attrs.get(asRef(attr.name)))
      return std::nullopt;
  if (auto sizes = segments(node, info.inputs))
    attrs.append("operandSegmentSizes", b.getDenseI32ArrayAttr(*sizes));
  if (auto sizes = segments(node, info.outputs))
    attrs.append("resultSegmentSizes", b.getDenseI32ArrayAttr(*sizes));
  // The caller keeps the node as it is; nothing to print.
  ScopedDiagnosticHandler handler(b.getContext(),
                                  [](Diagnostic &) { return success(); });
  bool fits = succeeded(name.verifyInherentAttrs(
      attrs, [&] { return emitError(node.operation()->getLoc()); }));
  return fits ? std::optional(attrs) : std::nullopt;
}

/// Result types with the elements that attributes give and no shapes; inference
/// follows.
std::optional<SmallVector<Type>>
BodyConverter::resultTypes(graph::Node node, const ops::OpInfo &info) {
  StatusOr<std::vector<ops::ArgSlot>> slots =
      ops::expandArgs(info.outputs, [&](std::string_view name) {
        return listLength(node, name);
      });
  if (!slots.ok()) {
    obstacle(node, std::string(slots.status().message()));
    return std::nullopt;
  }
  SmallVector<Type> types;
  for (const ops::ArgSlot &slot : *slots)
    types.push_back(UnrankedTensorType::get(elementOf(node, slot)));
  return types;
}

Value BodyConverter::typed(Value value, Type element, Location location) {
  auto type = cast<TensorType>(value.getType());
  if (!isa<tf::UnknownType>(type.getElementType()) ||
      isa<tf::UnknownType>(element))
    return value;
  return tf::RefineOp::create(
      b, location, tf::tensorType(element, tf::shapeOf(type)), value);
}

/// The operands, with the element type that the node states where the producer
/// states none: the types must tell all that the node's attributes did.
SmallVector<Value> BodyConverter::typedOperands(graph::Node node,
                                                const ops::OpInfo &info) {
  SmallVector<Value> result = operands(node);
  auto slots = ops::expandArgs(info.inputs, [&](std::string_view name) {
    return listLength(node, name);
  });
  if (!slots.ok())
    return result;
  for (auto [slot, value] : llvm::zip(*slots, result))
    value = typed(value, elementOf(node, slot), node.operation()->getLoc());
  return result;
}

bool BodyConverter::convertRecord(graph::Node node, const ops::OpInfo &info) {
  auto name = RegisteredOperationName::lookup(("tf." + node.opName()).str(),
                                              b.getContext());
  if (!name)
    return false;
  if (!hasExpectedInputs(node, info))
    return true;
  std::optional<NamedAttrList> attrs = storedAttrs(node, info, *name);
  if (!attrs)
    return false;
  std::optional<SmallVector<Type>> types = resultTypes(node, info);
  if (!types)
    return true;
  SmallVector<Value> inputs =
      functions.isInPlace() ? typedOperands(node, info) : operands(node);
  // Types must tell what the node's attributes did.
  if (functions.isInPlace() &&
      (hasUnknown(ValueRange(inputs).getTypes()) || hasUnknown(*types)))
    return false;
  OperationState state(node.operation()->getLoc(), *name);
  state.addOperands(inputs);
  state.addTypes(*types);
  state.addAttributes(*attrs);
  Operation *op = b.create(state);
  refine(node, op);
  finish(node, op->getResults());
  return true;
}

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

/// Sets result types from the shape function, and adds what `_output_shapes`
/// knows beyond it. The hint is not trusted: where the two disagree, it loses.
void BodyConverter::refine(graph::Node node, Operation *op) {
  SmallVector<TensorType> inferred;
  if (const ops::OpInfo *info = tf::opInfo(op);
      info && !isa<CallOpInterface>(op)) {
    ScopedDiagnosticHandler handler(b.getContext(),
                                    [&](Diagnostic &diagnostic) {
                                      obstacle(node, diagnostic.str());
                                      return success();
                                    });
    if (failed(tf::inferResultTypes(op, inferred)))
      return;
  } else {
    for (Type type : op->getResultTypes())
      inferred.push_back(cast<TensorType>(type));
  }
  ArrayAttr hints = shapeHints(node);
  for (auto [index, type] : llvm::enumerate(inferred)) {
    PartialShape shape = tf::shapeOf(type);
    if (hints && index < hints.size() && !isa<CallOpInterface>(op))
      if (auto hint = dyn_cast<tf::ShapeAttr>(hints[index]))
        if (StatusOr<PartialShape> merged = shape.mergeWith(hint.getShape());
            merged.ok())
          shape = *merged;
    op->getResult(index).setType(tf::tensorType(type.getElementType(), shape));
  }
}

} // namespace sm
