// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/Graph/GraphDialect.h"
#include "sm/Ops/Arity.h"
#include "sm/Transforms/Passes.h"

#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

#include <set>

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_GRAPHSTRIPTPU
#include "sm/Transforms/Passes.h.inc"

namespace {

/// What becomes of a node.
enum class Fate {
  Keep,
  Call,           ///< TPUPartitionedCall: the last input is the ordinal
  ReplicatedCall, ///< TPUReplicate: all inputs are arguments
  Identity,
  EmptyString, ///< a string constant that nobody should read
  Zero,        ///< the number of the core
  Nothing,     ///< NoOp
  Refuse,
};

} // namespace

static Fate fateOf(StringRef op) {
  return llvm::StringSwitch<Fate>(op)
      .Case("TPUPartitionedCall", Fate::Call)
      .Case("TPUReplicate", Fate::ReplicatedCall)
      .Cases({"TPUReplicatedInput", "TPUReplicatedOutput", "XlaSharding"},
             Fate::Identity)
      .Cases({"TPUCompilationResult", "ConfigureDistributedTPU"},
             Fate::EmptyString)
      .Case("TPUOrdinalSelector", Fate::Zero)
      .Cases({"TPUReplicateMetadata", "ShutdownDistributedTPU"}, Fate::Nothing)
      .StartsWith("TPU", Fate::Refuse)
      .StartsWith("_TPU", Fate::Refuse)
      .StartsWith("XlaSpmd", Fate::Refuse)
      .Default(Fate::Keep);
}

/// Node attributes that say how TPUs divide the work.
static bool isTPUAttribute(StringRef name) {
  return name.starts_with("_tpu_") || name.starts_with("_replicated_") ||
         name == "_replication_info" || name == "_xla_device_type" ||
         name == "_xla_compile_device_type" || name == "_XlaSharding" ||
         name == "_xla_outside_compilation" || name == "_xla_cluster" ||
         name == "_xla_compile_id" || name == "_xla_host_transfer_sequencer";
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

static int64_t numberAttr(Operation *op, StringRef name, int64_t absent) {
  auto number = op->getAttrOfType<IntegerAttr>(name);
  if (!number || number.getValue().getSignificantBits() > 64)
    return absent;
  return number.getValue().getSExtValue();
}

static ArrayRef<Attribute> listAttr(Operation *op, StringRef name) {
  auto list = op->getAttrOfType<ArrayAttr>(name);
  return list ? list.getValue() : ArrayRef<Attribute>();
}

/// The number of an output that TensorFlow knows by name ("output:2").
static size_t outputNumber(Operation *op, size_t index) {
  ArrayRef<Attribute> names = listAttr(op, graph::GraphDialect::kOutputs);
  auto name =
      index < names.size() ? dyn_cast<StringAttr>(names[index]) : StringAttr();
  size_t number = index;
  if (name && name.getValue().rsplit(':').second.getAsInteger(10, number))
    number = index;
  return number;
}

/// One more than the largest output that something uses.
static size_t numUsedOutputs(Operation *op) {
  size_t count = 0;
  for (auto [index, output] : llvm::enumerate(graph::Node(op).outputs()))
    if (!output.use_empty())
      count = std::max(count, outputNumber(op, index) + 1);
  return count;
}

/// How many outputs the node has that takes its place.
static size_t numOutputs(Operation *op, Fate fate) {
  switch (fate) {
  case Fate::Call:
    return listAttr(op, "Tout").size();
  case Fate::ReplicatedCall:
    return listAttr(op, "output_types").size();
  case Fate::Identity:
  case Fate::EmptyString:
  case Fate::Zero:
    return 1;
  case Fate::Keep:
  case Fate::Nothing:
  case Fate::Refuse:
    return 0;
  }
  return 0;
}

/// TPUReplicate lists the types of its inputs by kind, in their order; null if
/// they are not those of its inputs.
static ArrayAttr replicatedTypes(Operation *op) {
  size_t inputs = graph::Node(op).dataInputs().size();
  int64_t variables = numberAttr(op, "NumVariables", 0);
  if (variables < 0 || static_cast<size_t>(variables) > inputs)
    return {};
  SmallVector<Attribute> types(listAttr(op, "Tinputs"));
  llvm::append_range(types, listAttr(op, "Tbroadcast_inputs"));
  auto resource =
      TypeAttr::get(tf::typeForDType(DType::Resource, op->getContext()));
  types.append(variables, resource);
  llvm::append_range(types, listAttr(op, "Tguaranteed_constants"));
  return types.size() == inputs ? ArrayAttr::get(op->getContext(), types)
                                : ArrayAttr();
}

/// Emits an error if something keeps the node from running elsewhere.
static LogicalResult check(Operation *op) {
  graph::Node node(op);
  auto error = [&] {
    return op->emitError() << "node '" << node.name() << "' (" << node.opName()
                           << ") ";
  };
  size_t inputs = node.dataInputs().size();
  Fate fate = fateOf(node.opName());
  if (fate == Fate::Refuse)
    return error() << "has no counterpart on a CPU";
  int64_t replicas =
      numberAttr(op, "num_replicas", numberAttr(op, "N", /*absent=*/1));
  if ((fate == Fate::ReplicatedCall || fate == Fate::Nothing ||
       fate == Fate::Identity) &&
      replicas != 1)
    return error() << "is for " << replicas
                   << " replicas; only a model for one replica can become one "
                      "for a CPU";
  if (fate == Fate::Identity && inputs != 1)
    return error() << "has " << inputs << " inputs where one is expected";
  if (fate == Fate::Call && (inputs != listAttr(op, "Tin").size() + 1 ||
                             !op->getAttrOfType<tf::FuncAttr>("f") ||
                             !op->getAttrOfType<ArrayAttr>("Tout")))
    return error() << "needs the attributes 'f', 'Tin' and 'Tout', and an "
                      "input for each type and the ordinal";
  if (fate == Fate::ReplicatedCall &&
      (!op->getAttrOfType<tf::FuncAttr>("computation") ||
       !op->getAttrOfType<ArrayAttr>("output_types") || !replicatedTypes(op)))
    return error() << "needs the attributes 'computation' and 'output_types', "
                      "and an input for each type it states";
  if (fate != Fate::Keep && numUsedOutputs(op) > numOutputs(op, fate))
    return error() << "has an output in use that its attributes do not state";
  return success();
}

//===----------------------------------------------------------------------===//
// Rewriting
//===----------------------------------------------------------------------===//

namespace {

/// A node that takes the place of another under its name.
class Replacement {
public:
  Replacement(Operation *op, StringRef opName)
      : op(op), b(op), state(op->getLoc(), ("graph." + opName).str()) {
    for (NamedAttribute attr : op->getAttrs()) {
      StringRef name = attr.getName();
      bool isDialects = name.starts_with("graph.") &&
                        name != graph::GraphDialect::kInputs &&
                        name != graph::GraphDialect::kOutputs;
      if (isDialects || name.starts_with("_"))
        state.addAttribute(attr.getName(), attr.getValue());
    }
  }

  Builder &builder() { return b; }
  void attr(StringRef name, Attribute value) {
    if (value)
      state.addAttribute(name, value);
  }

  /// Makes the node, with `inputs` and the old control inputs.
  void finish(ValueRange inputs, size_t numOutputs) {
    graph::Node old(op);
    state.addOperands(inputs);
    state.addOperands(old.controlInputs());
    state.types.append(numOutputs, graph::TensorType::get(op->getContext()));
    state.types.push_back(graph::ControlType::get(op->getContext()));
    Operation *created = b.create(state);
    for (auto [index, output] : llvm::enumerate(old.outputs()))
      if (!output.use_empty())
        output.replaceAllUsesWith(created->getResult(outputNumber(op, index)));
    old.control().replaceAllUsesWith(created->getResults().back());
    op->erase();
  }

private:
  Operation *op;
  OpBuilder b;
  OperationState state;
};

} // namespace

static void makeCall(Operation *op, Attribute function, ArrayAttr inputTypes,
                     Attribute outputTypes, ValueRange inputs) {
  size_t outputs = cast<ArrayAttr>(outputTypes).size();
  Replacement call(op, "StatefulPartitionedCall");
  call.attr("Tin", inputTypes);
  call.attr("Tout", outputTypes);
  call.attr("f", function);
  for (StringRef name : {"config", "config_proto", "executor_type"})
    call.attr(name, call.builder().getStringAttr(""));
  call.finish(inputs, outputs);
}

static void makeConstant(Operation *op, DType dtype) {
  Type element = tf::typeForDType(dtype, op->getContext());
  auto type = cast<ShapedType>(tf::tensorType(element, PartialShape::scalar()));
  Replacement constant(op, "Const");
  constant.attr("dtype", TypeAttr::get(element));
  constant.attr("value",
                dtype == DType::String
                    ? Attribute(DenseStringElementsAttr::get(
                          type, ArrayRef<StringRef>{""}))
                    : Attribute(DenseElementsAttr::get(type, int32_t(0))));
  constant.finish({}, 1);
}

static void rewrite(Operation *op) {
  graph::Node node(op);
  switch (fateOf(node.opName())) {
  case Fate::Call:
    return makeCall(op, op->getAttr("f"), op->getAttrOfType<ArrayAttr>("Tin"),
                    op->getAttr("Tout"), node.dataInputs().drop_back());
  case Fate::ReplicatedCall:
    return makeCall(op, op->getAttr("computation"), replicatedTypes(op),
                    op->getAttr("output_types"), node.dataInputs());
  case Fate::Identity: {
    Replacement identity(op, "Identity");
    identity.attr("T", op->getAttr("T"));
    return identity.finish(node.dataInputs(), 1);
  }
  case Fate::EmptyString:
    return makeConstant(op, DType::String);
  case Fate::Zero:
    return makeConstant(op, DType::Int32);
  case Fate::Nothing:
    return Replacement(op, "NoOp").finish({}, 0);
  case Fate::Keep:
  case Fate::Refuse:
    return;
  }
}

/// Removes attributes and devices.
static void stripAttributes(Operation *op) {
  SmallVector<StringAttr> gone;
  for (NamedAttribute attr : op->getAttrs())
    if (isTPUAttribute(attr.getName()))
      gone.push_back(attr.getName());
  for (StringRef part : llvm::split(graph::Node(op).device(), '/'))
    if (part.starts_with("device:TPU"))
      gone.push_back(
          StringAttr::get(op->getContext(), graph::GraphDialect::kDevice));
  for (StringAttr name : gone)
    op->removeAttr(name);
}

namespace {

struct GraphStripTPU : impl::GraphStripTPUBase<GraphStripTPU> {
  using GraphStripTPUBase::GraphStripTPUBase;

  static bool isTagged(saved_model::MetaGraphOp metaGraph) {
    return llvm::is_contained(metaGraph.getTags().getAsValueRange<StringAttr>(),
                              "tpu");
  }

  /// The tags without `tpu`.
  static SmallVector<StringRef> otherTags(saved_model::MetaGraphOp metaGraph) {
    SmallVector<StringRef> tags(
        metaGraph.getTags().getAsValueRange<StringAttr>());
    llvm::erase(tags, "tpu");
    return tags;
  }

  LogicalResult dropMetaGraphs(ArrayRef<saved_model::MetaGraphOp> all) {
    if (!all.empty() && llvm::all_of(all, isTagged))
      return saved_model::MetaGraphOp(all.front()).emitOpError()
             << "is tagged tpu, and no other MetaGraph would be left; strip it "
                "without drop-tagged";
    for (saved_model::MetaGraphOp metaGraph : all)
      if (isTagged(metaGraph))
        metaGraph.erase();
    return success();
  }

  LogicalResult checkTags(ArrayRef<saved_model::MetaGraphOp> all) {
    std::set<std::set<StringRef>> sets;
    for (saved_model::MetaGraphOp metaGraph : all) {
      SmallVector<StringRef> tags = otherTags(metaGraph);
      if (!sets.emplace(tags.begin(), tags.end()).second)
        return metaGraph.emitOpError()
               << "without the tag tpu has the tags of another MetaGraph ("
               << llvm::join(tags, ",") << "); use drop-tagged";
    }
    return success();
  }

  void runOnOperation() override {
    SmallVector<saved_model::MetaGraphOp> all;
    getOperation().walk(
        [&](saved_model::MetaGraphOp metaGraph) { all.push_back(metaGraph); });
    if (dropTagged ? failed(dropMetaGraphs(all)) : failed(checkTags(all)))
      return signalPassFailure();
    SmallVector<Operation *> nodes;
    bool isPossible = true;
    getOperation().walk([&](Operation *op) {
      if (!graph::isNode(op))
        return;
      nodes.push_back(op);
      isPossible &= succeeded(check(op));
    });
    if (!isPossible)
      return signalPassFailure();
    for (Operation *op : nodes) {
      stripAttributes(op);
      rewrite(op);
    }
    if (!dropTagged)
      for (saved_model::MetaGraphOp metaGraph : all)
        if (isTagged(metaGraph))
          metaGraph.setTagsAttr(
              Builder(&getContext()).getStrArrayAttr(otherTags(metaGraph)));
  }
};

} // namespace

} // namespace sm
