// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Cuts a function into regions for machine code and what is left to the
// kernels. Each op gets a level, which grows along every edge between the two
// kinds: ops of one level and kind then never wait for each other through the
// other kind, so that a level is a region, as large as it can be.

#include "dialects/StableHLO/CHLODialect.h"
#include "dialects/StableHLO/StableHLODialect.h"
#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/TFDialect.h"
#include "dialects/TF/TFOpTraits.h"
#include "sm/Conversion/StableHLOForm.h"
#include "sm/Transforms/MachineCodeForm.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_TFOUTLINEREGIONS
#include "sm/Transforms/Passes.h.inc"

/// What compiled code cannot hold of `type`; empty if it holds such tensors.
static std::string whyNotHeld(Type type) {
  Type element = getElementTypeOrSelf(type);
  auto integer = dyn_cast<IntegerType>(element);
  const bool isHeld =
      element.isF32() || element.isF64() || element.isSignlessInteger(1) ||
      (integer && !integer.isSigned() &&
       llvm::is_contained({8u, 16u, 32u, 64u}, integer.getWidth()));
  if (!isHeld)
    return isa<tf::UnknownType>(element) ? std::string("unknown type")
                                         : dtypeName(tf::dtypeForType(element));
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !tensor.hasStaticShape())
    return "a shape that is not known before it runs";
  return tensor.getNumElements() == 0 ? "no elements" : "";
}

/// True for a constant shape or list of dimensions that is empty. It says what
/// to compute, so that code need not hold it.
static bool isEmptyList(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  return value.getDefiningOp<tf::ConstOp>() && type && type.hasStaticShape() &&
         type.getNumElements() == 0 && isa<IntegerType>(type.getElementType());
}

static constexpr const char *kNotHeld = ", which machine code cannot hold";

std::string whyNoMachineCode(Operation *op, bool assumeInRange) {
  if (std::string reason = whyNeverStableHLO(op); !reason.empty())
    return reason;
  if (!tf::opInfo(op) || op->getNumRegions() > 0 || !isMemoryEffectFree(op))
    return "it does more than compute tensors of tensors";
  for (Value operand : op->getOperands())
    if (std::string flaw = whyNotHeld(operand.getType());
        !flaw.empty() && !isEmptyList(operand))
      return "it takes a tensor of " + flaw + kNotHeld;
  for (Type type : op->getResultTypes())
    if (std::string flaw = whyNotHeld(type); !flaw.empty())
      return "it gives a tensor of " + flaw + kNotHeld;
  // What refuses some values of its inputs has no form: code cannot refuse.
  return whyNoStableHLOForm(op, assumeInRange);
}

static bool isCompilable(Operation *op) {
  return whyNoMachineCode(op, /*assumeInRange=*/false).empty();
}

/// True for ops that compute nothing: a region of them alone is no gain.
static bool isView(Operation *op) {
  return llvm::StringSwitch<bool>(op->getName().stripDialect())
      .Cases({"Identity", "IdentityN", "Snapshot", "StopGradient",
              "PreventGradient", "EnsureShape"},
             true)
      .Cases({"Reshape", "ExpandDims", "Squeeze"}, true)
      .Default(false);
}

namespace {

/// Where an op runs. Constants run nowhere: each user gets its own.
struct Place {
  int level = 0;
  bool isCompiled = false;
  size_t order = 0; ///< among the ops of the function
};

/// One function, cut.
class Partition {
public:
  Partition(func::FuncOp function, bool takesViews)
      : function(function), takesViews(takesViews) {}

  /// Outlines the regions; returns how many there are.
  void run(SymbolTable &symbols);

private:
  void findPlaces();
  Place placeOf(Operation *op, int effectLevel) const;
  void collectRegions();
  void outline(ArrayRef<Operation *> ops, SymbolTable &symbols);
  void sort();

  func::FuncOp function;
  bool takesViews;
  DenseMap<Operation *, Place> places;
  /// By level: the ops of the region, in order.
  llvm::MapVector<int, SmallVector<Operation *>> regions;
};

} // namespace

Place Partition::placeOf(Operation *op, int effectLevel) const {
  Place place{0, isCompilable(op)};
  for (Value operand : op->getOperands()) {
    auto producer = places.find(operand.getDefiningOp());
    if (producer == places.end())
      continue;
    bool isSame = producer->second.isCompiled == place.isCompiled;
    place.level =
        std::max(place.level, producer->second.level + (isSame ? 0 : 1));
  }
  // What has effects keeps its order.
  if (!isMemoryEffectFree(op))
    place.level = std::max(place.level, effectLevel);
  return place;
}

void Partition::findPlaces() {
  int effectLevel = 0;
  for (Operation &op : function.getBody().front().without_terminator()) {
    if (isa<tf::ConstOp>(op))
      continue;
    Place place = placeOf(&op, effectLevel);
    if (!isMemoryEffectFree(&op))
      effectLevel = place.level;
    place.order = places.size();
    places[&op] = place;
  }
}

void Partition::collectRegions() {
  for (Operation &op : function.getBody().front().without_terminator()) {
    auto place = places.find(&op);
    if (place != places.end() && place->second.isCompiled)
      regions[place->second.level].push_back(&op);
  }
  if (!takesViews)
    regions.remove_if(
        [](const auto &region) { return llvm::all_of(region.second, isView); });
}

/// Puts the ops of lower levels first, so that a region's inputs come before
/// it and its outputs after it.
void Partition::sort() {
  Block &block = function.getBody().front();
  SmallVector<Operation *> ops;
  for (Operation &op : block.without_terminator())
    if (places.contains(&op))
      ops.push_back(&op);
  llvm::sort(ops, [&](Operation *a, Operation *b) {
    const Place &first = places[a], &second = places[b];
    return std::make_tuple(first.level, !first.isCompiled, first.order) <
           std::make_tuple(second.level, !second.isCompiled, second.order);
  });
  Operation *terminator = block.getTerminator();
  for (Operation *op : ops)
    op->moveBefore(terminator);
}

void Partition::outline(ArrayRef<Operation *> ops, SymbolTable &symbols) {
  llvm::SmallPtrSet<Operation *, 32> members(ops.begin(), ops.end());
  llvm::SetVector<Value> inputs, outputs;
  llvm::SetVector<Operation *> constants;
  for (Operation *op : ops) {
    for (Value operand : op->getOperands()) {
      Operation *producer = operand.getDefiningOp();
      if (producer && isa<tf::ConstOp>(producer))
        constants.insert(producer);
      else if (!producer || !members.contains(producer))
        inputs.insert(operand);
    }
    for (Value result : op->getResults())
      if (llvm::any_of(result.getUsers(), [&](Operation *user) {
            return !members.contains(user);
          }))
        outputs.insert(result);
  }
  OpBuilder b(function);
  auto type = b.getFunctionType(ValueRange(inputs.getArrayRef()).getTypes(),
                                ValueRange(outputs.getArrayRef()).getTypes());
  auto region = func::FuncOp::create(
      b, function.getLoc(), (function.getSymName() + "_region").str(), type);
  region.setPrivate();
  region->setAttr("tf.region", b.getUnitAttr());
  symbols.insert(region, function->getIterator());
  IRMapping mapping;
  Block *body = region.addEntryBlock();
  mapping.map(inputs.getArrayRef(), body->getArguments());
  b.setInsertionPointToStart(body);
  for (Operation *constant : constants)
    b.clone(*constant, mapping);
  for (Operation *op : ops)
    b.clone(*op, mapping);
  SmallVector<Value> results;
  for (Value output : outputs)
    results.push_back(mapping.lookup(output));
  func::ReturnOp::create(b, function.getLoc(), results);

  b.setInsertionPoint(ops.front());
  auto call =
      func::CallOp::create(b, function.getLoc(), region, inputs.getArrayRef());
  for (auto [output, result] : llvm::zip(outputs, call.getResults()))
    Value(output).replaceAllUsesWith(result);
  for (Operation *op : llvm::reverse(ops))
    op->erase();
}

void Partition::run(SymbolTable &symbols) {
  findPlaces();
  collectRegions();
  if (regions.empty())
    return;
  // Constants first, so that every copy of a region finds them before it.
  Block &block = function.getBody().front();
  auto constants = llvm::to_vector(block.getOps<tf::ConstOp>());
  for (tf::ConstOp constant : llvm::reverse(constants))
    constant->moveBefore(&block, block.begin());
  sort();
  for (auto &[level, ops] : regions)
    outline(ops, symbols);
  for (tf::ConstOp constant : constants)
    if (constant->use_empty())
      constant->erase();
}

namespace {

struct TFOutlineRegions : impl::TFOutlineRegionsBase<TFOutlineRegions> {
  using TFOutlineRegionsBase::TFOutlineRegionsBase;

  void runOnOperation() override {
    SmallVector<func::FuncOp> functions;
    getOperation().walk([&](func::FuncOp function) {
      if (!function.isExternal() && function.getBody().hasOneBlock() &&
          !function->hasAttr("tf.region"))
        functions.push_back(function);
    });
    for (func::FuncOp function : functions) {
      SymbolTable symbols(function->getParentWithTrait<OpTrait::SymbolTable>());
      Partition(function, views).run(symbols);
    }
  }
};

} // namespace

} // namespace sm
