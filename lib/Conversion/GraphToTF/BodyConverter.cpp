// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "BodyConverter.h"

#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/ControlOps.h"
#include "dialects/TF/TFOpTraits.h"
#include "dialects/TF/UnaryOps.h"
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
  if (op == "VarHandleOp" || op == "VariableV2" || op == "Variable")
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
  const ops::OpInfo *info =
      ops::lookupOp(std::string_view(op.data(), op.size()));
  if (!info || !convertRecord(node, *info))
    convertOpaque(node);
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

void BodyConverter::convertCall(graph::Node node, FlatSymbolRefAttr callee) {
  Location location = node.operation()->getLoc();
  func::FuncOp function = functions.function(callee.getValue(), location);
  if (!function)
    return;
  FunctionType type = function.getFunctionType();
  SmallVector<Value> arguments = operands(node);
  if (type.getNumInputs() != arguments.size() ||
      type.getNumResults() < node.outputs().size())
    return obstacle(
        node, "has " + Twine(arguments.size()) + " inputs and uses " +
                  Twine(node.outputs().size()) + " outputs, but function '" +
                  callee.getValue() + "' has " + Twine(type.getNumInputs()) +
                  " and " + Twine(type.getNumResults()));
  auto symbol = FlatSymbolRefAttr::get(function.getSymNameAttr());
  OperationState state(location,
                       node.opName() == "PartitionedCall"
                           ? tf::PartitionedCallOp::getOperationName()
                           : tf::StatefulPartitionedCallOp::getOperationName());
  state.addOperands(arguments);
  state.addTypes(type.getResults());
  state.addAttribute("f", symbol);
  Operation *op = b.create(state);
  refine(node, op);
  finish(node, op->getResults());
}

void BodyConverter::convertOpaque(graph::Node node) {
  NamedAttrList attrs;
  for (NamedAttribute attr : node.operation()->getAttrs()) {
    if (attr.getName().getValue().starts_with("graph."))
      continue;
    attrs.append(attr);
    // The functions it refers to must still be there.
    attr.getValue().walk([&](tf::FuncAttr function) {
      if (functions.hasFunction(function.getName().getValue()))
        functions.function(function.getName().getValue(),
                           node.operation()->getLoc());
    });
  }
  SmallVector<Type> types(
      node.outputs().size(),
      UnrankedTensorType::get(tf::UnknownType::get(b.getContext())));
  Operation *op = tf::OpaqueOp::create(
      b, node.operation()->getLoc(), types, b.getStringAttr(node.opName()),
      operands(node), attrs.getDictionary(b.getContext()));
  if (Attribute outputs = node.attr(graph::GraphDialect::kOutputs))
    op->setAttr("outputs", outputs);
  refine(node, op);
  finish(node, op->getResults());
}

//===----------------------------------------------------------------------===//
// Ops with a record
//===----------------------------------------------------------------------===//

/// The length of a list argument as the node's attributes say it.
static int64_t listLength(graph::Node node, std::string_view name) {
  Attribute attr = node.attr(StringRef(name.data(), name.size()));
  if (auto number = dyn_cast_or_null<IntegerAttr>(attr))
    return number.getInt();
  if (auto list = dyn_cast_or_null<ArrayAttr>(attr))
    return static_cast<int64_t>(list.size());
  return -1;
}

/// The element type behind a type attribute of the node; null if it has none.
static Type elementFor(graph::Node node, const ops::OpInfo &info,
                       std::string_view name, int64_t index, bool isList) {
  Attribute attr = node.attr(StringRef(name.data(), name.size()));
  if (auto list = dyn_cast_or_null<ArrayAttr>(attr); list && isList)
    attr =
        index < static_cast<int64_t>(list.size()) ? list[index] : Attribute();
  if (auto type = dyn_cast_or_null<TypeAttr>(attr))
    return type.getValue();
  // An attribute of the enclosing function, perhaps.
  if (attr)
    return {};
  for (const ops::AttrInfo &candidate : info.attrs)
    if (candidate.name == name && candidate.hasDefault)
      return tf::typeForDType(candidate.defaultType,
                              node.operation()->getContext());
  return {};
}

/// The element type that the node's attributes or the op's definition give to
/// one argument; unknown if neither does.
static Type elementOf(graph::Node node, const ops::OpInfo &info,
                      const ops::ArgSlot &slot) {
  MLIRContext *context = node.operation()->getContext();
  const ops::ArgInfo &arg = *slot.arg;
  Type element;
  if (!arg.typeAttr.empty())
    element = elementFor(node, info, arg.typeAttr, 0, false);
  else if (!arg.typeListAttr.empty())
    element = elementFor(node, info, arg.typeListAttr, slot.index, true);
  else
    element = tf::typeForDType(arg.type, context);
  return element ? element : tf::UnknownType::get(context);
}

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
    DType expected = removeRef(tf::dtypeForType(elementOf(node, info, slot)));
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
    types.push_back(UnrankedTensorType::get(elementOf(node, info, slot)));
  return types;
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
  OperationState state(node.operation()->getLoc(), *name);
  state.addOperands(operands(node));
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

/// True for ["output:0", "output:1", ...].
static bool isOneList(ArrayAttr names) {
  for (auto [index, name] : llvm::enumerate(names.getAsRange<StringAttr>())) {
    auto [list, number] = name.getValue().split(':');
    size_t value = 0;
    if (number.getAsInteger(10, value) || value != index ||
        list != cast<StringAttr>(names[0]).getValue().split(':').first)
      return false;
  }
  return true;
}

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
  auto hints = dyn_cast_or_null<ArrayAttr>(node.attr("_output_shapes"));
  // Where results are not numbered as the op's outputs are, hints mislead.
  if (auto names =
          dyn_cast_or_null<ArrayAttr>(node.attr(graph::GraphDialect::kOutputs));
      names && !isOneList(names))
    hints = {};
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
