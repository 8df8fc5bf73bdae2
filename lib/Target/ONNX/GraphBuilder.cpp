// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "GraphBuilder.h"

#include "dialects/ONNX/ONNXOperators.h"
#include "dialects/SM/SMDialect.h"
#include "dialects/TF/TFDialect.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/raw_ostream.h"

#include "absl/strings/str_cat.h"

using namespace mlir;

namespace sm::target {

using format::ONNXGraph;
using format::ONNXNode;
using format::ONNXTensor;
using format::ONNXValue;

std::string nodeNameOf(Operation *op) {
  auto named = op->getLoc()->findInstanceOf<NameLoc>();
  return named ? named.getName().str() : "";
}

/// "Conv" of onnx.Conv, "Scaler" of onnx.ml.Scaler.
static std::string operatorOf(Operation *op) {
  StringRef name = op->getName().stripDialect();
  name.consume_front("ml.");
  return name.str();
}

static std::string typeText(Type type) {
  std::string text;
  llvm::raw_string_ostream(text) << type;
  return text;
}

//===----------------------------------------------------------------------===//
// What is in the way, and what is needed
//===----------------------------------------------------------------------===//

static bool isONNX(Operation *op) {
  return isa_and_present<onnx::ONNXDialect>(op->getDialect());
}

Status GraphBuilder::checkOps() {
  std::string problems;
  auto complain = [&](Operation *op, StringRef why) {
    std::string node = nodeNameOf(op);
    absl::StrAppend(&problems, "\n  ", op->getName().getStringRef().str(),
                    node.empty() ? "" : absl::StrCat(" (node '", node, "')"),
                    ": ", why.str());
  };
  if (!llvm::hasSingleElement(function.getBody()))
    complain(function, "the body must be one block");
  function.getBody().walk([&](Operation *op) {
    if (!isONNX(op) && !isa<func::ReturnOp>(op))
      complain(op, "not an operator of ONNX; convert the function first");
    for (Region &region : op->getRegions())
      if (!llvm::hasSingleElement(region) ||
          !isa<onnx::YieldOp>(region.front().getTerminator()))
        complain(op, "a region must be one block that ends in onnx.Yield");
  });
  for (Type type : function.getArgumentTypes())
    if (auto tensor = dyn_cast<TensorType>(type);
        !tensor || !onnx::dataTypeOf(tensor.getElementType()))
      complain(function, "no input of ONNX has type " + typeText(type));
  if (problems.empty())
    return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("function '", function.getSymName().str(),
                   "' cannot be written as ONNX:", problems));
}

void GraphBuilder::findLive() {
  SmallVector<Operation *> work = {function.getBody().front().getTerminator()};
  auto need = [&](Operation *op) {
    if (op && live.insert(op).second)
      work.push_back(op);
  };
  while (!work.empty()) {
    Operation *op = work.pop_back_val();
    for (Value operand : op->getOperands())
      need(operand.getDefiningOp());
    for (Region &region : op->getRegions())
      need(region.front().getTerminator());
  }
}

//===----------------------------------------------------------------------===//
// Inputs and outputs
//===----------------------------------------------------------------------===//

void GraphBuilder::nameInputs() {
  UniqueNames dimNames;
  dimNames.take(options.batchName);
  for (BlockArgument argument : function.getArguments()) {
    unsigned index = argument.getArgNumber();
    auto attr = function.getArgAttrOfType<StringAttr>(index, "tf.name");
    std::string name = valueNames.take(attr ? attr.getValue().str()
                                            : absl::StrCat("input_", index));
    format::ONNXType type = onnx::toONNX(argument.getType());
    if (type.shape)
      for (size_t i = 0; i < type.shape->size(); ++i) {
        format::ONNXDim &dim = (*type.shape)[i];
        if (dim.size < 0)
          dim.name = i == 0 && !options.batchName.empty()
                         ? options.batchName
                         : dimNames.take(absl::StrCat(name, "_dim_", i));
      }
    names[argument] = name;
    model.graph.inputs.push_back({name, std::move(type)});
  }
}

/// An initializer of an input's name is what the input is where a caller
/// leaves it out.
Status GraphBuilder::addDefaults() {
  for (BlockArgument argument : function.getArguments()) {
    auto value = function.getArgAttrOfType<ElementsAttr>(
        argument.getArgNumber(), "tf.default");
    if (!value)
      continue;
    const std::string &name = names[argument];
    auto type = cast<TensorType>(argument.getType());
    if (value.getElementType() != type.getElementType() ||
        !tf::shapeOf(value.getShapedType()).isCompatibleWith(tf::shapeOf(type)))
      return absl::InvalidArgumentError(
          absl::StrCat("input '", name, "' has a default of type ",
                       typeText(value.getShapedType()), ", which does not fit ",
                       typeText(type), "; --inputs-as-nchw turns no defaults"));
    SM_ASSIGN_OR_RETURN(ONNXTensor tensor, tensorOf(value));
    model.graph.initializers.push_back({name, std::move(tensor)});
  }
  return absl::OkStatus();
}

void GraphBuilder::nameOutputs(Operation *returned) {
  const unsigned count = returned->getNumOperands();
  std::vector<std::string> wanted;
  for (unsigned i = 0; i < count; ++i) {
    auto attr = function.getResultAttrOfType<StringAttr>(i, "tf.name");
    wanted.push_back(attr ? attr.getValue().str() : absl::StrCat("output_", i));
  }
  // Those whose name is free have it, whatever becomes of the others.
  outputNames.resize(count);
  for (unsigned i = 0; i < count; ++i)
    if (!valueNames.isTaken(wanted[i]))
      outputNames[i] = valueNames.take(wanted[i]);
  for (unsigned i = 0; i < count; ++i) {
    if (!outputNames[i].empty())
      continue;
    outputNames[i] = valueNames.take(wanted[i]);
    renamed.push_back(absl::StrCat(
        "output '", wanted[i], "' is called '", outputNames[i],
        "' in the ONNX model: another input or output has its name, and "
        "there they share one space of names (--rename-outputs chooses "
        "names)"));
  }
  for (unsigned i = 0; i < count; ++i) {
    Value value = returned->getOperand(i);
    // A value has one name; arguments have theirs, and constants are no nodes.
    bool isFree = value.getDefiningOp() && !names.count(value) &&
                  !value.getDefiningOp<onnx::ConstantOp>();
    if (isFree)
      names[value] = outputNames[i];
    needsIdentity.push_back(!isFree);
  }
}

void GraphBuilder::finishOutputs(Operation *returned) {
  for (OpOperand &operand : returned->getOpOperands()) {
    unsigned index = operand.getOperandNumber();
    if (needsIdentity[index])
      addIdentity(operand.get(), outputNames[index], model.graph);
    model.graph.outputs.push_back(
        {outputNames[index], onnx::toONNX(operand.get().getType())});
  }
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

std::string GraphBuilder::nameOf(Value value) const {
  return onnx::isNone(value) ? "" : names.lookup(value);
}

void GraphBuilder::addIdentity(Value value, const std::string &output,
                               ONNXGraph &graph) {
  ONNXNode node;
  node.op = "Identity";
  node.name = nodeNames.take(output + "/Identity");
  node.inputs = {nameOf(value)};
  node.outputs = {output};
  graph.nodes.push_back(std::move(node));
}

StatusOr<ONNXTensor> GraphBuilder::tensorOf(ElementsAttr elements) {
  ShapedType type = elements.getShapedType();
  ONNXTensor tensor;
  tensor.type = static_cast<format::ONNXDataType>(
      onnx::dataTypeOf(type.getElementType()));
  tensor.dims.assign(type.getShape().begin(), type.getShape().end());
  if (tensor.type == format::ONNXDataType::String) {
    SM_ASSIGN_OR_RETURN(tensor.strings, saved_model::elementStrings(elements));
    return tensor;
  }
  if (saved_model::areComputed(elements)) {
    uint64_t size = format::onnxElementSize(tensor.type);
    tensor.computedSize = static_cast<uint64_t>(type.getNumElements()) * size;
    tensor.compute = [elements]() -> StatusOr<format::ONNXBytes> {
      SM_ASSIGN_OR_RETURN(saved_model::DataBytes data,
                          saved_model::elementBytes(elements));
      return format::ONNXBytes{data.bytes, std::move(data.owner)};
    };
    return tensor;
  }
  SM_ASSIGN_OR_RETURN(saved_model::DataBytes data,
                      saved_model::elementBytes(elements));
  tensor.bytes = data.bytes;
  tensor.owner = std::move(data.owner);
  return tensor;
}

Status GraphBuilder::addConstant(onnx::ConstantOp constant) {
  std::string wanted = nodeNameOf(constant);
  std::string name = valueNames.take(wanted.empty() ? "const" : wanted);
  StatusOr<ONNXTensor> tensor = tensorOf(constant.getValue());
  if (!tensor.ok())
    return withContext(tensor.status(), "constant '" + name + "'");
  names[constant.getOutput()] = name;
  model.graph.initializers.push_back({name, std::move(*tensor)});
  return absl::OkStatus();
}

StatusOr<ONNXValue> GraphBuilder::attributeValue(NamedAttribute attribute) {
  if (auto elements = dyn_cast<ElementsAttr>(attribute.getValue());
      elements && !isa<DenseArrayAttr>(attribute.getValue())) {
    SM_ASSIGN_OR_RETURN(ONNXTensor tensor, tensorOf(elements));
    return ONNXValue(std::move(tensor));
  }
  return onnx::valueOf(attribute.getValue());
}

void GraphBuilder::nameResults(Operation *op, ONNXNode &node) {
  const format::ONNXOp *known =
      onnx::findOperator(op->getName().stripDialect());
  const format::ONNXSchema *schema =
      known->at(onnx::opsetOf(op, StringRef(known->domain)));
  for (OpResult result : op->getResults()) {
    const format::ONNXParameter *parameter =
        schema ? schema->output(result.getResultNumber()) : nullptr;
    bool isOptional = parameter && parameter->option ==
                                       format::ONNXParameter::Option::Optional;
    if (result.use_empty() && isOptional) {
      node.outputs.push_back("");
      continue;
    }
    std::string &name = names[result];
    if (name.empty())
      name = valueNames.take(
          absl::StrCat(node.name, ":", result.getResultNumber()));
    node.outputs.push_back(name);
  }
  while (!node.outputs.empty() && node.outputs.back().empty())
    node.outputs.pop_back();
}

Status GraphBuilder::addNode(Operation *op, ONNXGraph &graph) {
  ONNXNode node;
  node.op = operatorOf(op);
  if (op->getName().stripDialect().starts_with("ml.")) {
    node.domain = std::string(format::kONNXMLDomain);
    model.mlOpset =
        onnx::opsetOf(op, StringRef(node.domain.data(), node.domain.size()));
  }
  std::string wanted = nodeNameOf(op);
  node.name = nodeNames.take(wanted.empty() ? node.op : wanted);
  for (Value operand : op->getOperands())
    node.inputs.push_back(nameOf(operand));
  while (!node.inputs.empty() && node.inputs.back().empty())
    node.inputs.pop_back();
  for (NamedAttribute attribute : op->getAttrs()) {
    // Those of other dialects are not the operator's.
    if (attribute.getName().getValue().contains('.'))
      continue;
    StatusOr<ONNXValue> value = attributeValue(attribute);
    if (!value.ok())
      return withContext(value.status(),
                         absl::StrCat("node '", node.name, "', attribute '",
                                      attribute.getName().str(), "'"));
    node.attributes.push_back({attribute.getName().str(), std::move(*value)});
  }
  SM_RETURN_IF_ERROR(addRegions(op, node));
  nameResults(op, node);
  graph.nodes.push_back(std::move(node));
  return absl::OkStatus();
}

Status GraphBuilder::addRegions(Operation *op, ONNXNode &node) {
  if (op->getNumRegions() == 0)
    return absl::OkStatus();
  const format::ONNXOp *known =
      onnx::findOperator(op->getName().stripDialect());
  const format::ONNXSchema *schema = known->at(model.opset);
  unsigned index = 0;
  for (const format::ONNXAttributeSchema &attribute : schema->attributes) {
    if (attribute.kind != format::ONNXAttributeKind::Graph ||
        index >= op->getNumRegions())
      continue;
    auto graph = std::make_shared<ONNXGraph>();
    graph->name = absl::StrCat(node.name, "/", attribute.name);
    SM_RETURN_IF_ERROR(addRegion(op->getRegion(index++), *graph));
    node.attributes.push_back(
        {attribute.name, std::shared_ptr<const ONNXGraph>(std::move(graph))});
  }
  return absl::OkStatus();
}

Status GraphBuilder::addRegion(Region &region, ONNXGraph &graph) {
  Block &block = region.front();
  for (BlockArgument argument : block.getArguments()) {
    std::string &name = names[argument];
    name = valueNames.take(
        absl::StrCat(graph.name, "/input_", argument.getArgNumber()));
    graph.inputs.push_back({name, onnx::toONNX(argument.getType())});
  }
  SM_RETURN_IF_ERROR(addBlock(block, graph));
  llvm::DenseSet<Value> seen;
  for (Value value : block.getTerminator()->getOperands()) {
    std::string name = nameOf(value);
    Operation *op = value.getDefiningOp();
    bool isOwn = op && op->getBlock() == &block && !isa<onnx::ConstantOp>(op) &&
                 seen.insert(value).second;
    if (!isOwn) {
      name = valueNames.take(
          absl::StrCat(graph.name, "/output_", graph.outputs.size()));
      addIdentity(value, name, graph);
    }
    graph.outputs.push_back({name, onnx::toONNX(value.getType())});
  }
  return absl::OkStatus();
}

Status GraphBuilder::addBlock(Block &block, ONNXGraph &graph) {
  for (Operation &op : block.without_terminator()) {
    if (!live.contains(&op) || isa<onnx::NoneOp>(op))
      continue;
    auto constant = dyn_cast<onnx::ConstantOp>(op);
    SM_RETURN_IF_ERROR(constant ? addConstant(constant) : addNode(&op, graph));
  }
  return absl::OkStatus();
}

StatusOr<format::ONNXModel> GraphBuilder::build() {
  SM_RETURN_IF_ERROR(checkOps());
  model.opset = onnx::opsetOf(function);
  model.graph.name = options.graphName.empty() ? function.getSymName().str()
                                               : options.graphName;
  findLive();
  Operation *returned = function.getBody().front().getTerminator();
  nameInputs();
  SM_RETURN_IF_ERROR(addDefaults());
  nameOutputs(returned);
  SM_RETURN_IF_ERROR(addBlock(function.getBody().front(), model.graph));
  finishOutputs(returned);
  return std::move(model);
}

} // namespace sm::target
