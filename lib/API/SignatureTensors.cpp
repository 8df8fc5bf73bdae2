// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What a graph says of the tensors that signatures name.

#include "EditorState.h"

#include "dialects/Graph/GraphDialect.h"
#include "sm/Ops/Arity.h"
#include "sm/Ops/OpInfo.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/SmallPtrSet.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

using namespace mlir;

namespace sm::api {

static graph::GraphOp mainGraph(saved_model::MetaGraphOp metaGraph) {
  for (auto graph : metaGraph.getOps<graph::GraphOp>())
    return graph;
  return {};
}

Operation *findNode(saved_model::MetaGraphOp metaGraph, StringRef name) {
  graph::GraphOp graph = mainGraph(metaGraph);
  if (!graph)
    return nullptr;
  for (Operation &op : graph.getBody().front())
    if (graph::isNode(&op) && graph::Node(&op).name() == name)
      return &op;
  return nullptr;
}

/// A few nodes whose names are near, for messages.
static std::string nearNodes(saved_model::MetaGraphOp metaGraph,
                             StringRef name) {
  constexpr unsigned kMaxDistance = 3;
  constexpr size_t kMaxNames = 3;
  std::string names;
  size_t count = 0;
  graph::GraphOp graph = mainGraph(metaGraph);
  if (!graph)
    return names;
  for (Operation &op : graph.getBody().front()) {
    if (!graph::isNode(&op) || count == kMaxNames)
      continue;
    StringRef other = graph::Node(&op).name();
    bool isNear = other.contains_insensitive(name) ||
                  name.edit_distance(other, true, kMaxDistance) < kMaxDistance;
    if (isNear && ++count)
      absl::StrAppend(&names, names.empty() ? "" : ", ", other.str());
  }
  return names;
}

//===----------------------------------------------------------------------===//
// Types of outputs
//===----------------------------------------------------------------------===//

static DType typeAttr(Operation *node, std::string_view name,
                      const ops::OpInfo &info) {
  if (auto attr =
          node->getAttrOfType<TypeAttr>(StringRef(name.data(), name.size())))
    return tf::dtypeForType(attr.getValue());
  for (const ops::AttrInfo &attr : info.attrs)
    if (attr.name == name)
      return attr.defaultType;
  return DType::Invalid;
}

/// The dtype by the op's record.
static StatusOr<DType> recordedType(Operation *node, const ops::OpInfo &info,
                                    int64_t index) {
  auto length = [&](std::string_view name) -> int64_t {
    Attribute attr = node->getAttr(StringRef(name.data(), name.size()));
    if (auto list = dyn_cast_or_null<ArrayAttr>(attr))
      return static_cast<int64_t>(list.size());
    auto number = dyn_cast_or_null<IntegerAttr>(attr);
    return number ? number.getInt() : -1;
  };
  SM_ASSIGN_OR_RETURN(std::vector<ops::ArgSlot> slots,
                      ops::expandArgs(info.outputs, length));
  if (index >= static_cast<int64_t>(slots.size()))
    return absl::NotFoundError(absl::StrCat(
        "node '", graph::Node(node).name().str(), "' (",
        graph::Node(node).opName().str(), ") has ", slots.size(),
        slots.size() == 1 ? " output" : " outputs", ", counted from 0"));
  const ops::ArgInfo &arg = *slots[index].arg;
  DType dtype = arg.type;
  if (!arg.typeAttr.empty())
    dtype = typeAttr(node, arg.typeAttr, info);
  if (!arg.typeListAttr.empty()) {
    auto list = node->getAttrOfType<ArrayAttr>(
        StringRef(arg.typeListAttr.data(), arg.typeListAttr.size()));
    auto type = dyn_cast<TypeAttr>(list[slots[index].index]);
    dtype = type ? tf::dtypeForType(type.getValue()) : DType::Invalid;
  }
  if (arg.isRef && dtype != DType::Invalid && !isRefDType(dtype))
    dtype = static_cast<DType>(static_cast<int>(dtype) + kRefTypeOffset);
  return dtype;
}

/// The definition of an op that has no record: of a function of the library
/// that is called by name, or from the model's own list of ops.
static DictionaryAttr opDef(saved_model::MetaGraphOp metaGraph, StringRef op) {
  if (auto function =
          dyn_cast_or_null<graph::FuncOp>(metaGraph.lookupSymbol(op)))
    return function.getSignature().getFields();
  DictionaryAttr fields = messageFields(metaGraph);
  for (StringRef name : {"meta_info_def", "stripped_op_list"}) {
    fields = fields.getAs<DictionaryAttr>(name);
    if (!fields)
      return {};
  }
  auto defs = fields.getAs<ArrayAttr>("op");
  if (!defs)
    return {};
  for (auto def : defs.getAsRange<DictionaryAttr>())
    if (auto name = def.getAs<StringAttr>("name"); name && name == op)
      return def;
  return {};
}

/// The dtype by the op's definition; Invalid where it does not say it plainly.
static DType definedType(saved_model::MetaGraphOp metaGraph, Operation *node,
                         int64_t index) {
  DictionaryAttr def = opDef(metaGraph, graph::Node(node).opName());
  auto outputs = def ? def.getAs<ArrayAttr>("output_arg") : ArrayAttr();
  if (!outputs || index >= static_cast<int64_t>(outputs.size()))
    return DType::Invalid;
  // Lists before it would move the output.
  for (int64_t i = 0; i <= index; ++i) {
    auto arg = dyn_cast<DictionaryAttr>(outputs[i]);
    if (!arg || arg.contains("number_attr") || arg.contains("type_list_attr"))
      return DType::Invalid;
  }
  auto arg = cast<DictionaryAttr>(outputs[index]);
  if (auto type = arg.getAs<StringAttr>("type"))
    return dtypeFromProtoName(type.str()).value_or(DType::Invalid);
  auto name = arg.getAs<StringAttr>("type_attr");
  auto type =
      name ? node->getAttrOfType<TypeAttr>(name.getValue()) : TypeAttr();
  return type ? tf::dtypeForType(type.getValue()) : DType::Invalid;
}

/// The shape that the exporter noted, or that the op's own attributes say.
static PartialShape notedShape(Operation *node, int64_t index) {
  if (auto shapes = node->getAttrOfType<ArrayAttr>("_output_shapes"))
    if (index < static_cast<int64_t>(shapes.size()))
      if (auto shape = dyn_cast<tf::ShapeAttr>(shapes[index]))
        return shape.getShape();
  StringRef op = graph::Node(node).opName();
  if (op == "Placeholder" || op == "PlaceholderWithDefault" ||
      op == "VariableV2" || op == "Variable")
    if (auto shape = node->getAttrOfType<tf::ShapeAttr>("shape"))
      return shape.getShape();
  if (op == "Const") {
    Attribute value = node->getAttr("value");
    if (auto encoded = dyn_cast_or_null<saved_model::EncodedAttr>(value))
      value = encoded.getValue();
    if (auto elements = dyn_cast_or_null<ElementsAttr>(value))
      return tf::shapeOf(elements.getType());
  }
  return PartialShape::unranked();
}

StatusOr<OutputType> outputType(saved_model::MetaGraphOp metaGraph,
                                Operation *node, int64_t index) {
  (void)metaGraph;
  OutputType type;
  std::string name = graph::Node(node).opName().str();
  if (const ops::OpInfo *info = ops::lookupOp(name)) {
    SM_ASSIGN_OR_RETURN(type.dtype, recordedType(node, *info, index));
  } else {
    type.dtype = definedType(metaGraph, node, index);
  }
  type.shape = notedShape(node, index);
  return type;
}

//===----------------------------------------------------------------------===//
// Tensors of signatures
//===----------------------------------------------------------------------===//

/// Splits "node:1"; no number is 0.
static StatusOr<std::pair<std::string, int64_t>>
splitTensor(const std::string &tensor, const std::string &where) {
  auto [name, number] = StringRef(tensor).rsplit(':');
  int64_t index = 0;
  if (!number.empty() && (number.getAsInteger(10, index) || index < 0 ||
                          index >= ops::kMaxListLength))
    return absl::InvalidArgumentError(
        absl::StrCat(where, ": '", tensor,
                     "' is no tensor; write NODE:N, N the output from 0"));
  if (name.empty() || name.starts_with("^") || name.contains(':'))
    return absl::InvalidArgumentError(
        absl::StrCat(where, ": '", tensor, "' is no tensor; write NODE:N"));
  return std::make_pair(name.str(), index);
}

StatusOr<Attribute> tensorInfo(saved_model::MetaGraphOp metaGraph,
                               const TensorChoice &choice,
                               const std::string &where) {
  SM_ASSIGN_OR_RETURN(auto nameAndIndex, splitTensor(choice.tensor, where));
  const auto &[name, index] = nameAndIndex;
  Operation *node = findNode(metaGraph, name);
  if (!node) {
    std::string near = nearNodes(metaGraph, name);
    return absl::NotFoundError(absl::StrCat(
        where, ": the graph has no node '", name, "'",
        near.empty() ? std::string() : "; names like it: " + near));
  }
  StatusOr<OutputType> known = outputType(metaGraph, node, index);
  if (!known.ok())
    return withContext(known.status(), absl::StrCat(where, ": no tensor '",
                                                    choice.tensor, "'"));
  if (choice.dtype && known->dtype != DType::Invalid &&
      *choice.dtype != known->dtype)
    return absl::InvalidArgumentError(absl::StrCat(
        where, ": ", choice.tensor, " is of type ", dtypeName(known->dtype),
        " in the graph, not ", dtypeName(*choice.dtype)));
  DType dtype = choice.dtype.value_or(known->dtype);
  if (dtype == DType::Invalid)
    return absl::InvalidArgumentError(absl::StrCat(
        where, ": the type of ", choice.tensor, " (op ",
        graph::Node(node).opName().str(),
        ") is not known; give it: ", choice.tensor, ":float32[?,2]"));
  PartialShape shape = choice.shape.value_or(known->shape);
  if (!shape.isCompatibleWith(known->shape))
    return absl::InvalidArgumentError(
        absl::StrCat(where, ": ", choice.tensor, " has shape ",
                     known->shape.str(), " in the graph, not ", shape.str()));
  MLIRContext *context = metaGraph.getContext();
  return Attribute(saved_model::TensorInfoAttr::get(
      context, absl::StrCat(name, ":", index),
      tf::tensorType(tf::typeForDType(dtype, context), shape)));
}

/// The nodes whose tensors a dictionary of a signature names.
static std::vector<Operation *> nodesOf(saved_model::MetaGraphOp metaGraph,
                                        DictionaryAttr infos) {
  std::vector<Operation *> nodes;
  for (NamedAttribute entry : infos)
    if (auto info = dyn_cast<saved_model::TensorInfoAttr>(entry.getValue()))
      if (Operation *node =
              findNode(metaGraph, info.getTensor().rsplit(':').first))
        nodes.push_back(node);
  return nodes;
}

std::vector<std::string> unfedPlaceholders(saved_model::SignatureOp signature) {
  auto metaGraph = signature->getParentOfType<saved_model::MetaGraphOp>();
  llvm::SmallPtrSet<Operation *, 16> seen;
  for (Operation *node : nodesOf(metaGraph, signature.getInputs()))
    seen.insert(node);
  std::vector<Operation *> pending;
  for (Operation *node : nodesOf(metaGraph, signature.getOutputs()))
    if (seen.insert(node).second)
      pending.push_back(node);
  std::vector<std::string> unfed;
  while (!pending.empty()) {
    Operation *node = pending.back();
    pending.pop_back();
    if (graph::Node(node).opName() == "Placeholder")
      unfed.push_back(graph::Node(node).name().str());
    for (Value operand : node->getOperands())
      if (Operation *producer = operand.getDefiningOp())
        if (seen.insert(producer).second)
          pending.push_back(producer);
  }
  return unfed;
}

static StatusOr<DictionaryAttr>
tensorInfos(saved_model::MetaGraphOp metaGraph,
            const std::map<std::string, TensorChoice> &choices,
            const char *side) {
  NamedAttrList infos;
  for (const auto &[key, choice] : choices) {
    if (key.empty())
      return absl::InvalidArgumentError(
          absl::StrCat("an ", side, " has an empty key"));
    SM_ASSIGN_OR_RETURN(
        Attribute info,
        tensorInfo(metaGraph, choice, absl::StrCat(side, " '", key, "'")));
    infos.append(key, info);
  }
  return infos.getDictionary(metaGraph.getContext());
}

Status addSignature(saved_model::MetaGraphOp metaGraph, const std::string &name,
                    const SignatureSpec &spec) {
  std::string where = absl::StrCat("signature '", name, "'");
  StatusOr<DictionaryAttr> inputs =
      tensorInfos(metaGraph, spec.inputs, "input");
  SM_RETURN_IF_ERROR(withContext(inputs.status(), where));
  StatusOr<DictionaryAttr> outputs =
      tensorInfos(metaGraph, spec.outputs, "output");
  SM_RETURN_IF_ERROR(withContext(outputs.status(), where));
  // Signatures stand together and sorted, as import leaves them.
  Block &body = metaGraph.getBody().front();
  OpBuilder b = OpBuilder::atBlockBegin(&body);
  for (Operation &op : body) {
    auto other = dyn_cast<saved_model::SignatureOp>(op);
    bool isBefore = isa<saved_model::VariableOp, saved_model::AssetOp>(op) ||
                    (other && other.getName() < name);
    if (isBefore)
      b.setInsertionPointAfter(&op);
  }
  saved_model::SignatureOp::create(
      b, NameLoc::get(b.getStringAttr(name)), b.getStringAttr(name),
      b.getStringAttr(spec.method), FlatSymbolRefAttr(), *inputs, *outputs,
      DictionaryAttr(), saved_model::ProtoAttr());
  return absl::OkStatus();
}

} // namespace sm::api
