// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "ExportGraph.h"

#include "ExportAttr.h"
#include "ExportError.h"
#include "ExportProto.h"
#include "Fields.h"
#include "GraphNames.h"

#include "sm/Format/Proto/graph.pb.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

#include "absl/strings/str_cat.h"

using namespace mlir;
namespace tfpb = tensorflow;

namespace sm::target {

namespace {

using NodeDefs = google::protobuf::RepeatedPtrField<tfpb::NodeDef>;

/// Exports one body: the main graph or a function.
class BodyExporter {
public:
  explicit BodyExporter(std::string function) : function(std::move(function)) {}

  Status run(Block &block, ArrayAttr argumentNames, NodeDefs &defs);

  /// How `value` is spelled: as `kept` if that still means it, else the usual
  /// way. `kept` may be empty.
  StatusOr<std::string> spell(Value value, StringRef kept);

private:
  bool isFunction() const { return !function.empty(); }
  Status error(Operation *op, const std::string &what) const;
  Status exportNode(Operation &op, tfpb::NodeDef &def);
  Status exportNodeAttr(StringRef name, Attribute attr, tfpb::NodeDef &def);
  Status exportInputs(Operation &op, tfpb::NodeDef &def);
  StatusOr<std::string> outputOf(OpResult result);
  StatusOr<std::vector<std::string>> outputsOf(Operation *op);

  std::string function;
  std::vector<std::string> arguments;
  Block *block = nullptr;
  llvm::DenseMap<Operation *, const tfpb::NodeDef *> defOf;
  llvm::DenseMap<Operation *, std::vector<std::string>> outputs;
};

} // namespace

Status BodyExporter::error(Operation *op, const std::string &what) const {
  return exportError(
      op,
      std::string(
          nodeError(graph::Node(op).name().str(), function, what).message()));
}

//===----------------------------------------------------------------------===//
// Edges
//===----------------------------------------------------------------------===//

/// The spellings of all outputs of a function's node.
StatusOr<std::vector<std::string>> BodyExporter::outputsOf(Operation *op) {
  std::vector<std::string> result;
  if (Attribute attr = op->getAttr(graph::GraphDialect::kOutputs)) {
    auto names = dyn_cast<ArrayAttr>(attr);
    for (Attribute name : names ? names.getValue() : ArrayRef<Attribute>()) {
      auto text = dyn_cast<StringAttr>(name);
      if (!text)
        return error(op, absl::StrCat("graph.outputs holds ", shown(name)));
      SM_RETURN_IF_ERROR(checkUTF8(text.getValue(), "output"));
      result.push_back(text.getValue().str());
    }
    return result;
  }
  auto recorded = recordedOutputs(*defOf.lookup(op), /*isInFunction=*/true);
  if (!recorded.ok())
    return error(op, std::string(recorded.status().message()));
  if (!*recorded)
    return error(op, "the outputs of an op without record need their names in "
                     "the function; list them in graph.outputs");
  return **recorded;
}

StatusOr<std::string> BodyExporter::outputOf(OpResult result) {
  Operation *op = result.getOwner();
  if (!isFunction())
    return absl::StrCat(result.getResultNumber());
  auto it = outputs.find(op);
  if (it == outputs.end()) {
    SM_ASSIGN_OR_RETURN(std::vector<std::string> names, outputsOf(op));
    it = outputs.try_emplace(op, std::move(names)).first;
  }
  if (result.getResultNumber() >= it->second.size())
    return error(op, absl::StrCat("result ", result.getResultNumber(),
                                  " is used, but there are names for ",
                                  it->second.size(), " outputs"));
  return it->second[result.getResultNumber()];
}

StatusOr<std::string> BodyExporter::spell(Value value, StringRef kept) {
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    assert(argument.getOwner() == block && "bodies are isolated");
    const std::string &name = arguments[argument.getArgNumber()];
    return kept == name + ":0" ? kept.str() : name;
  }
  auto result = cast<OpResult>(value);
  const tfpb::NodeDef *producer = defOf.lookup(result.getOwner());
  assert(producer && "bodies are isolated, and all their nodes are exported");
  if (graph::isControl(value))
    return absl::StrCat("^", producer->name());
  SM_ASSIGN_OR_RETURN(std::string output, outputOf(result));
  Edge edge(kept);
  if (!edge.isControl && edge.node == producer->name() &&
      edge.fullOutput(isFunction()) == output)
    return kept.str();
  return !isFunction() && output == "0"
             ? producer->name()
             : absl::StrCat(producer->name(), ":", output);
}

Status BodyExporter::exportInputs(Operation &op, tfpb::NodeDef &def) {
  ArrayAttr kept;
  if (Attribute attr = op.getAttr(graph::GraphDialect::kInputs)) {
    kept = dyn_cast<ArrayAttr>(attr);
    if (!kept || !llvm::all_of(kept, llvm::IsaPred<StringAttr>))
      return error(&op, "graph.inputs is no list of strings");
  }
  for (auto [index, operand] : llvm::enumerate(op.getOperands())) {
    StringRef text;
    if (kept && index < kept.size())
      text = cast<StringAttr>(kept[index]).getValue();
    StatusOr<std::string> spelled = spell(operand, text);
    if (!spelled.ok())
      return withContext(spelled.status(),
                         absl::StrCat(placeOf(&op), "input ", index,
                                      " of node '", def.name(), "'"));
    def.add_input(*std::move(spelled));
  }
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// Nodes
//===----------------------------------------------------------------------===//

Status BodyExporter::exportNodeAttr(StringRef name, Attribute attr,
                                    tfpb::NodeDef &def) {
  using Dialect = graph::GraphDialect;
  if (name == Dialect::kName || name == Dialect::kInputs ||
      name == Dialect::kOutputs)
    return absl::OkStatus();
  if (name == Dialect::kDevice) {
    auto device = dyn_cast<StringAttr>(attr);
    if (!device)
      return absl::InvalidArgumentError("is no string");
    SM_RETURN_IF_ERROR(checkUTF8(device.getValue(), "device"));
    def.set_device(device.getValue().str());
    return absl::OkStatus();
  }
  if (name == Dialect::kExtra) {
    auto extra = dyn_cast<saved_model::ProtoAttr>(attr);
    if (!extra)
      return absl::InvalidArgumentError("is no #sm.proto");
    return exportProto(extra, kNodeFields, def);
  }
  if (name.starts_with("graph."))
    return absl::InvalidArgumentError("is no attribute of a node");
  SM_RETURN_IF_ERROR(checkUTF8(name, "name"));
  return exportAttr(attr, (*def.mutable_attr())[name.str()]);
}

Status BodyExporter::exportNode(Operation &op, tfpb::NodeDef &def) {
  // What the verifier of graphs sees to: nodes only, each with a name, and with
  // a control token as its last result.
  assert(graph::isNode(&op) && graph::isControl(op.getResults().back()));
  graph::Node node(&op);
  SM_RETURN_IF_ERROR(checkUTF8(node.name(), "node name"));
  SM_RETURN_IF_ERROR(checkUTF8(node.opName(), "name of an op"));
  def.set_name(node.name().str());
  def.set_op(node.opName().str());
  if (op.getPropertiesAsAttribute())
    return error(&op, "attributes in <{...}> belong in {...}");
  for (NamedAttribute named : op.getAttrs()) {
    StringRef name = named.getName().getValue();
    Status status = exportNodeAttr(name, named.getValue(), def);
    if (!status.ok())
      return error(&op, absl::StrCat("attribute '", name.str(),
                                     "': ", std::string(status.message())));
  }
  defOf[&op] = &def;
  return absl::OkStatus();
}

Status BodyExporter::run(Block &body, ArrayAttr argumentNames, NodeDefs &defs) {
  block = &body;
  if (argumentNames)
    for (StringRef name : argumentNames.getAsValueRange<StringAttr>()) {
      SM_RETURN_IF_ERROR(checkUTF8(name, "argument"));
      arguments.push_back(name.str());
    }
  for (Operation &op : body)
    if (!isa<graph::ReturnOp>(op))
      SM_RETURN_IF_ERROR(exportNode(op, *defs.Add()));
  int index = 0;
  for (Operation &op : body)
    if (!isa<graph::ReturnOp>(op))
      SM_RETURN_IF_ERROR(exportInputs(op, *defs.Mutable(index++)));
  return absl::OkStatus();
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// Fills FunctionDef.ret and control_ret.
static Status exportReturn(graph::ReturnOp op, BodyExporter &body,
                           tfpb::FunctionDef &def) {
  auto add = [&](auto &map, Attribute key, std::string &&text) -> Status {
    std::string name = cast<StringAttr>(key).str();
    SM_RETURN_IF_ERROR(checkUTF8(name, "result"));
    if (!map.insert({name, std::move(text)}).second)
      return absl::InvalidArgumentError(
          absl::StrCat("returns two values as '", name, "'"));
    return absl::OkStatus();
  };
  for (auto [index, value] : llvm::enumerate(op.getValues())) {
    StringRef kept;
    if (ArrayAttr spellings = op.getSpellingsAttr();
        spellings && index < spellings.size())
      kept = cast<StringAttr>(spellings[index]).getValue();
    SM_ASSIGN_OR_RETURN(std::string text, body.spell(value, kept));
    SM_RETURN_IF_ERROR(
        add(*def.mutable_ret(), op.getKeys()[index], std::move(text)));
  }
  for (auto [index, token] : llvm::enumerate(op.getControls())) {
    SM_ASSIGN_OR_RETURN(std::string text, body.spell(token, ""));
    SM_RETURN_IF_ERROR(add(*def.mutable_control_ret(),
                           op.getControlKeys()[index], text.substr(1)));
  }
  return absl::OkStatus();
}

/// Checks that the function returns what its signature names, no more.
static Status checkResults(const tfpb::FunctionDef &def) {
  auto check = [](const auto &map, size_t named, auto name) -> Status {
    if (map.size() == named)
      return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat(
        "returns ", map.size(), " ", name, ", its signature names ", named));
  };
  SM_RETURN_IF_ERROR(
      check(def.ret(), def.signature().output_arg_size(), "values"));
  return check(def.control_ret(), def.signature().control_output_size(),
               "control tokens");
}

static Status exportSignature(graph::FuncOp op, tfpb::FunctionDef &def) {
  if (saved_model::ProtoAttr extra = op.getExtraAttr())
    SM_RETURN_IF_ERROR(exportProto(extra, kFunctionFields, def));
  tfpb::OpDef &signature = *def.mutable_signature();
  SM_RETURN_IF_ERROR(exportProto(op.getSignature(), kNoFields, signature));
  SM_RETURN_IF_ERROR(checkUTF8(op.getSymName(), "name"));
  if (signature.name().empty())
    signature.set_name(op.getSymName().str());
  if (signature.name() != op.getSymName())
    return absl::InvalidArgumentError(absl::StrCat(
        "its signature calls it '", signature.name(), "'; rename both"));
  return absl::OkStatus();
}

static Status exportFunction(graph::FuncOp op, tfpb::FunctionDef &def) {
  std::string name = op.getSymName().str();
  std::string what = absl::StrCat("function '", name, "'");
  if (Status status = exportSignature(op, def); !status.ok())
    return exportError(op, what, status);
  BodyExporter body(name);
  Block &block = op.getBody().front();
  SM_RETURN_IF_ERROR(
      body.run(block, op.getArgNames(), *def.mutable_node_def()));
  Status status;
  for (auto returned : block.getOps<graph::ReturnOp>())
    status.Update(exportReturn(returned, body, def));
  status.Update(checkResults(def));
  return status.ok() ? status : exportError(op, what, status);
}

Status exportGraph(graph::GraphOp graph, ArrayRef<graph::FuncOp> functions,
                   tfpb::GraphDef &proto) {
  if (saved_model::ProtoAttr extra = graph.getExtraAttr()) {
    Status status = exportProto(extra, kGraphFields, proto);
    if (!status.ok())
      return exportError(graph, "graph", status);
  }
  for (graph::FuncOp function : functions)
    SM_RETURN_IF_ERROR(
        exportFunction(function, *proto.mutable_library()->add_function()));
  return BodyExporter("").run(graph.getBody().front(), ArrayAttr(),
                              *proto.mutable_node());
}

} // namespace sm::target
