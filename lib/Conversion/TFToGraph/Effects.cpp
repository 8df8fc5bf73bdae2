// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "Effects.h"

#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/ControlOps.h"
#include "dialects/TF/RandomOps.h"
#include "dialects/TF/StateOps.h"
#include "dialects/TF/TFOpTraits.h"
#include "dialects/TF/UnaryOps.h"
#include "sm/Ops/OpInfo.h"
#include "sm/Ops/OpSignature.h"

#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace sm {

static constexpr int kMaxDepth = 200;

/// Anything: what is not known may touch it.
static const Access kUnknown = {Touched(), true};

OpEffects::OpEffects(saved_model::MetaGraphOp metaGraph) {
  for (auto function : metaGraph.getOps<func::FuncOp>())
    functions[function.getSymName()] = function;
  for (auto messages : metaGraph.getOps<saved_model::MessagesOp>()) {
    auto meta =
        messages.getProto().getFields().getAs<DictionaryAttr>("meta_info_def");
    auto list = meta ? meta.getAs<DictionaryAttr>("stripped_op_list")
                     : DictionaryAttr();
    auto ops = list ? list.getAs<ArrayAttr>("op") : ArrayAttr();
    for (Attribute attr : ops ? ops.getValue() : ArrayRef<Attribute>()) {
      auto op = dyn_cast<DictionaryAttr>(attr);
      auto name = op ? op.getAs<StringAttr>("name") : StringAttr();
      auto stateful = op ? op.getAs<BoolAttr>("is_stateful") : BoolAttr();
      if (name)
        listedAsStateful[name.getValue()] = stateful && stateful.getValue();
    }
  }
}

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

/// The handle as it was made or came in.
static Value handleBehind(Value handle) {
  while (Operation *op = handle.getDefiningOp()) {
    if (!isa<tf::RefineOp, tf::IdentityOp>(op))
      break;
    handle = op->getOperand(0);
  }
  return handle;
}

static Access accessThrough(Value handle, bool writes) {
  handle = handleBehind(handle);
  if (auto op = handle.getDefiningOp<saved_model::VariableHandleOp>())
    return {op.getVariableAttr().getAttr(), writes};
  return {handle, writes};
}

static bool isHandle(Value value) {
  return isa<tf::ResourceType>(getElementTypeOrSelf(value.getType()));
}

/// What an op does to the handles that it takes.
static SmallVector<Access> throughHandles(Operation *op, bool writes) {
  SmallVector<Access> result;
  for (Value operand : op->getOperands())
    if (isHandle(operand))
      result.push_back(accessThrough(operand, writes));
  return result;
}

/// Ops without a record that take a handle and change nothing behind it.
static bool onlyReads(StringRef name) {
  return llvm::StringSwitch<bool>(name)
      .Cases({"ResourceGather", "ResourceGatherNd", "VariableShape"}, true)
      .Cases({"VarIsInitializedOp", "LookupTableFindV2"}, true)
      .Cases({"LookupTableSizeV2", "LookupTableExportV2"}, true)
      .Default(false);
}

/// Ops with a random generator of their own, which nobody orders.
static bool drawsNumbers(StringRef name) {
  return llvm::StringSwitch<bool>(name)
      .Cases({"RandomUniform", "RandomUniformInt", "RandomShuffle"}, true)
      .Cases({"RandomStandardNormal", "TruncatedNormal"}, true)
      .Cases({"ParameterizedTruncatedNormal", "Multinomial"}, true)
      .Cases({"RandomGamma", "RandomPoisson", "RandomPoissonV2"}, true)
      .Default(false);
}

SmallVector<Access> OpEffects::ofOpaque(Operation *op, StringRef name) {
  // A call of what could not be converted says nothing of what it does.
  static constexpr StringLiteral kCalls[] = {
      "PartitionedCall", "StatefulPartitionedCall", "If", "While", "Case"};
  if (llvm::is_contained(kCalls, name))
    return {kUnknown};
  const ops::OpSignature *known =
      ops::lookupSignature(std::string_view(name.data(), name.size()));
  auto listed = listedAsStateful.find(name);
  bool isStateful = known ? known->isStateful
                          : listed == listedAsStateful.end() || listed->second;
  if (drawsNumbers(name))
    return {};
  SmallVector<Access> accesses = throughHandles(op, !onlyReads(name));
  // An op that takes no handle acts on something of its own.
  bool isUnknown = isStateful && (accesses.empty() || !known);
  return isUnknown ? SmallVector<Access>{kUnknown} : accesses;
}

SmallVector<Access> OpEffects::ofCall(Operation *call, StringRef callee) {
  func::FuncOp function = functions.lookup(callee);
  if (!function)
    return {kUnknown};
  const Summary &known = summary(function);
  if (!known.isKnown)
    return {kUnknown};
  SmallVector<Access> result;
  for (const Access &access : known.accesses) {
    auto argument = dyn_cast_if_present<BlockArgument>(
        dyn_cast_if_present<Value>(access.what));
    result.push_back(
        argument ? accessThrough(call->getOperand(argument.getArgNumber()),
                                 access.writes)
                 : access);
  }
  return result;
}

const OpEffects::Summary &OpEffects::summary(func::FuncOp function) {
  auto [it, isNew] = summaries.try_emplace(function);
  if (!isNew)
    return it->second;
  // Until it is known, and for what calls itself.
  it->second.isKnown = false;
  Summary result;
  result.isKnown = ++depth < kMaxDepth && !function.isExternal();
  if (result.isKnown)
    for (Operation &op : function.getBody().front())
      for (const Access &access : accesses(&op)) {
        auto value = dyn_cast_if_present<Value>(access.what);
        // A handle that is made inside might be any other.
        if (access.what.isNull() || (value && !isa<BlockArgument>(value)))
          result.isKnown = false;
        else
          result.accesses.push_back(access);
      }
  --depth;
  return summaries[function] = std::move(result);
}

SmallVector<Access> OpEffects::accesses(Operation *op) {
  if (auto read = dyn_cast<saved_model::ReadVariableOp>(op))
    return {{read.getVariableAttr().getAttr(), false}};
  if (auto assign = dyn_cast<saved_model::AssignVariableOp>(op))
    return {{assign.getVariableAttr().getAttr(), true}};
  if (auto read = dyn_cast<tf::ReadVariableOp>(op))
    return {accessThrough(read.getResource(), false)};
  if (auto assign = dyn_cast<tf::AssignVariableOp>(op))
    return {accessThrough(assign.getResource(), true)};
  if (isa<tf::VarHandleOp, tf::RandomUniformOp>(op) ||
      op->hasTrait<OpTrait::IsTerminator>() || isMemoryEffectFree(op))
    return {};
  if (auto opaque = dyn_cast<tf::OpaqueOp>(op))
    return ofOpaque(op, opaque.getOpName());
  if (isa<CallOpInterface>(op))
    if (auto callee = op->getAttrOfType<FlatSymbolRefAttr>("f"))
      return ofCall(op, callee.getValue());
  const ops::OpInfo *info = tf::opInfo(op);
  return info && !info->isStateful ? throughHandles(op, /*writes=*/true)
                                   : SmallVector<Access>{kUnknown};
}

//===----------------------------------------------------------------------===//
// Order
//===----------------------------------------------------------------------===//

namespace {

/// Who last wrote one thing, and who has read it since.
struct History {
  Operation *writer = nullptr;
  SmallVector<Operation *, 2> readers;
};

/// Walks a body in order and says what each access must wait for.
class Histories {
public:
  SmallVector<Operation *> before(const Access &access) {
    if (access.what.isNull()) {
      SmallVector<Operation *> all(sinceUnknown);
      if (unknown)
        all.push_back(unknown);
      return all;
    }
    History &history = byThing[access.what];
    SmallVector<Operation *> result;
    if (access.writes)
      result.append(history.readers.begin(), history.readers.end());
    if (history.writer)
      result.push_back(history.writer);
    else if (unknown)
      result.push_back(unknown);
    return result;
  }

  void note(Operation *op, const Access &access) {
    if (access.what.isNull()) {
      byThing.clear();
      sinceUnknown.clear();
      unknown = op;
      return;
    }
    sinceUnknown.push_back(op);
    History &history = byThing[access.what];
    if (!access.writes) {
      history.readers.push_back(op);
      return;
    }
    history.writer = op;
    history.readers.clear();
  }

private:
  DenseMap<Touched, History> byThing;
  SmallVector<Operation *> sinceUnknown;
  Operation *unknown = nullptr;
};

} // namespace

EffectOrder::EffectOrder(Block &body, OpEffects &effects) {
  DenseMap<Operation *, SmallVector<Access>> accesses;
  for (Operation &op : body) {
    SmallVector<Access> found = effects.accesses(&op);
    if (found.empty())
      continue;
    number[&op] = withEffects.size();
    withEffects.push_back(&op);
    accesses[&op] = std::move(found);
  }
  if (withEffects.empty())
    return;
  // One after the other where finding out who really waits would cost more
  // memory than a body is worth.
  constexpr size_t kMaxBits = size_t(1) << 31;
  if (body.getOperations().size() > kMaxBits / withEffects.size()) {
    for (size_t i = 1; i < withEffects.size(); ++i)
      edges[withEffects[i]].push_back(withEffects[i - 1]);
    frontier.push_back(withEffects.back());
    return;
  }
  Histories histories;
  llvm::BitVector waitedFor(withEffects.size());
  for (Operation &op : body) {
    llvm::BitVector known = ancestorsOf(&op);
    auto found = accesses.find(&op);
    if (found != accesses.end()) {
      SmallVector<Operation *> before;
      for (const Access &access : found->second)
        before.append(histories.before(access));
      // The last ones first: they may have waited for the others.
      llvm::sort(before, [&](Operation *a, Operation *c) {
        return number[a] > number[c];
      });
      for (Operation *other : before)
        if (other != &op && !known.test(number[other])) {
          edges[&op].push_back(other);
          known |= ancestors[other];
          known.set(number[other]);
        }
      for (const Access &access : found->second)
        histories.note(&op, access);
      waitedFor |= known;
    }
    ancestors[&op] = std::move(known);
  }
  for (Operation *op : withEffects)
    if (!waitedFor.test(number[op]))
      frontier.push_back(op);
}

/// True for ops whose node has a body. TensorFlow may inline it: then a value
/// says only that what computes it has run, not that its effects have, and an
/// effect inside waits for an operand only if it uses it.
static bool hasBody(Operation *op) {
  if (isa<CallOpInterface>(op))
    return true;
  auto opaque = dyn_cast<tf::OpaqueOp>(op);
  if (!opaque)
    return false;
  bool found = false;
  opaque.getNodeAttrs().walk([&](tf::FuncAttr) { found = true; });
  return found;
}

/// The ops with effects that have run when the values that `op` uses are there.
llvm::BitVector EffectOrder::ancestorsOf(Operation *op) {
  llvm::BitVector result(withEffects.size());
  if (hasBody(op))
    return result;
  for (Value operand : op->getOperands())
    if (Operation *producer = operand.getDefiningOp()) {
      auto it = ancestors.find(producer);
      if (it != ancestors.end())
        result |= it->second;
      if (auto found = number.find(producer);
          found != number.end() && !hasBody(producer))
        result.set(found->second);
    }
  return result;
}

} // namespace sm
