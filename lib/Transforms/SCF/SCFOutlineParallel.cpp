// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Two functions per loop: a task that the threads call, which unpacks the
// record, and the body, whose arguments can say that they do not overlap. LLVM
// inlines the one into the other and keeps that knowledge.

#include "sm/Transforms/Passes.h"

#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_SCFOUTLINEPARALLEL
#include "sm/Transforms/Passes.h.inc"

static constexpr const char *kParallelFor = "sm_parallel_for";

/// Cheap enough to be computed again by each task.
static bool isRecomputed(Operation *op) {
  if (op->getNumRegions() != 0 || !isMemoryEffectFree(op))
    return false;
  StringRef dialect = op->getName().getDialectNamespace();
  return op->hasTrait<OpTrait::ConstantLike>() ||
         isa<ViewLikeOpInterface>(op) || dialect == "arith" ||
         dialect == "affine" || dialect == "ub";
}

namespace {

/// What a loop's body uses of its surroundings.
struct Captures {
  SetVector<Operation *> recomputed; ///< in order
  SetVector<Value> values;           ///< that the recomputed ops and body need

  explicit Captures(scf::ForallOp loop) {
    SetVector<Value> used;
    getUsedValuesDefinedAbove(loop.getRegion(), used);
    for (Value value : used)
      visit(value);
  }

  void visit(Value value) {
    // Chains of views and index arithmetic: short, and each value once.
    SmallVector<std::pair<Value, bool>> stack = {{value, false}};
    while (!stack.empty()) {
      auto [current, operandsDone] = stack.pop_back_val();
      Operation *op = current.getDefiningOp();
      if (!op || !isRecomputed(op)) {
        values.insert(current);
      } else if (operandsDone) {
        recomputed.insert(op);
      } else if (!recomputed.contains(op)) {
        stack.push_back({current, true});
        for (Value operand : op->getOperands())
          stack.push_back({operand, false});
      }
    }
  }
};

class Outliner {
public:
  explicit Outliner(ModuleOp module)
      : module(module), converter(module.getContext()),
        pointer(LLVM::LLVMPointerType::get(module.getContext())),
        symbols(module) {}

  /// Makes functions of `loop` if it can be called.
  void outline(scf::ForallOp loop);

private:
  bool canOutline(scf::ForallOp loop, const Captures &captures);
  func::FuncOp makeBody(scf::ForallOp loop, const Captures &captures);
  void fillBody(OpBuilder &b, scf::ForallOp loop, IRMapping &map, Value begin,
                Value end);
  func::FuncOp makeTask(Location loc, func::FuncOp body,
                        const std::string &name);
  void makeCall(scf::ForallOp loop, const Captures &captures,
                func::FuncOp task);
  func::FuncOp declareParallelFor(Location loc, FunctionType taskType);

  /// The type of a captured value in the record; null if it cannot travel.
  Type typeInRecord(Type type) {
    if (auto memref = dyn_cast<MemRefType>(type))
      return LLVMTypeConverter::canConvertToBarePtr(memref) ? Type(pointer)
                                                            : Type();
    return isa<BaseMemRefType, TensorType>(type) ? Type()
                                                 : converter.convertType(type);
  }

  ModuleOp module;
  LLVMTypeConverter converter;
  LLVM::LLVMPointerType pointer;
  SymbolTable symbols;
  llvm::DenseMap<Operation *, unsigned> numLoops;
};

} // namespace

static int64_t tripCount(scf::ForallOp loop) {
  int64_t total = 1;
  for (auto [lower, upper, step] :
       llvm::zip(loop.getStaticLowerBound(), loop.getStaticUpperBound(),
                 loop.getStaticStep())) {
    const int64_t count =
        upper > lower ? llvm::divideCeilSigned(upper - lower, step) : 0;
    if (llvm::MulOverflow(total, count, total))
      return -1;
  }
  return total;
}

bool Outliner::canOutline(scf::ForallOp loop, const Captures &captures) {
  if (loop->getNumResults() != 0 || !loop.getOutputs().empty())
    return false;
  auto isStatic = [](ArrayRef<int64_t> bounds) {
    return llvm::none_of(bounds, ShapedType::isDynamic);
  };
  if (!isStatic(loop.getStaticLowerBound()) ||
      !isStatic(loop.getStaticUpperBound()) || !isStatic(loop.getStaticStep()))
    return false;
  if (tripCount(loop) <= 1)
    return false;
  return llvm::all_of(captures.values, [&](Value value) {
    return typeInRecord(value.getType()) != Type();
  });
}

/// Clones the loop's body once per iteration of [begin, end), which counts
/// through all its dimensions, the last one fastest.
void Outliner::fillBody(OpBuilder &b, scf::ForallOp loop, IRMapping &map,
                        Value begin, Value end) {
  Location loc = loop.getLoc();
  Value one = arith::ConstantIndexOp::create(b, loc, 1);
  auto sequential = scf::ForOp::create(b, loc, begin, end, one);
  b.setInsertionPointToStart(sequential.getBody());
  Value rest = sequential.getInductionVar();
  ArrayRef<int64_t> lower = loop.getStaticLowerBound(),
                    upper = loop.getStaticUpperBound(),
                    step = loop.getStaticStep();
  for (int i = static_cast<int>(lower.size()) - 1; i >= 0; --i) {
    Value index = rest;
    if (i > 0) {
      Value count = arith::ConstantIndexOp::create(
          b, loc, llvm::divideCeilSigned(upper[i] - lower[i], step[i]));
      index = arith::RemUIOp::create(b, loc, rest, count);
      rest = arith::DivUIOp::create(b, loc, rest, count);
    }
    Value stride = arith::ConstantIndexOp::create(b, loc, step[i]);
    Value first = arith::ConstantIndexOp::create(b, loc, lower[i]);
    Value scaled = arith::MulIOp::create(b, loc, index, stride);
    map.map(loop.getInductionVars()[i],
            arith::AddIOp::create(b, loc, scaled, first).getResult());
  }
  for (Operation &op : loop.getBody()->without_terminator())
    b.clone(op, map);
}

func::FuncOp Outliner::makeBody(scf::ForallOp loop, const Captures &captures) {
  auto kernel = loop->getParentOfType<func::FuncOp>();
  OpBuilder b(module.getContext());
  b.setInsertionPointAfter(kernel);
  SmallVector<Type> types;
  for (Value value : captures.values)
    types.push_back(value.getType());
  types.append(2, b.getIndexType());
  const unsigned number = numLoops[kernel]++;
  auto body = func::FuncOp::create(
      b, loop.getLoc(), (kernel.getName() + "_body" + Twine(number)).str(),
      b.getFunctionType(types, {}));
  body.setPrivate();
  symbols.insert(body);
  if (kernel->hasAttr("sm.scalar_loops"))
    body->setAttr("sm.scalar_loops", b.getUnitAttr());
  Block *entry = body.addEntryBlock();
  IRMapping map;
  for (auto [index, value] : llvm::enumerate(captures.values)) {
    map.map(value, entry->getArgument(index));
    // An argument that overlaps no other does not here, either.
    auto argument = dyn_cast<BlockArgument>(value);
    StringRef noalias = LLVM::LLVMDialect::getNoAliasAttrName();
    if (argument && argument.getOwner() == &kernel.getBody().front() &&
        kernel.getArgAttr(argument.getArgNumber(), noalias))
      body.setArgAttr(index, noalias, b.getUnitAttr());
  }
  b.setInsertionPointToStart(entry);
  for (Operation *op : captures.recomputed)
    b.clone(*op, map);
  const size_t count = captures.values.size();
  fillBody(b, loop, map, entry->getArgument(count),
           entry->getArgument(count + 1));
  b.setInsertionPointToEnd(entry);
  func::ReturnOp::create(b, loop.getLoc());
  return body;
}

func::FuncOp Outliner::makeTask(Location loc, func::FuncOp body,
                                const std::string &name) {
  OpBuilder b(module.getContext());
  b.setInsertionPointAfter(body);
  Type index = b.getIndexType();
  auto task = func::FuncOp::create(
      b, loc, name, b.getFunctionType({pointer, index, index}, {}));
  task.setPrivate();
  symbols.insert(task);
  Block *entry = task.addEntryBlock();
  b.setInsertionPointToStart(entry);
  ArrayRef<Type> types = body.getArgumentTypes().drop_back(2);
  SmallVector<Type> fields;
  for (Type type : types)
    fields.push_back(typeInRecord(type));
  auto record = LLVM::LLVMStructType::getLiteral(module.getContext(), fields);
  SmallVector<Value> arguments;
  Value loaded = LLVM::LoadOp::create(b, loc, record, entry->getArgument(0));
  for (auto [i, type] : llvm::enumerate(types)) {
    Value field =
        LLVM::ExtractValueOp::create(b, loc, loaded, static_cast<int64_t>(i));
    if (auto memref = dyn_cast<MemRefType>(type))
      field =
          MemRefDescriptor::fromStaticShape(b, loc, converter, memref, field);
    if (field.getType() != type)
      field =
          UnrealizedConversionCastOp::create(b, loc, type, field).getResult(0);
    arguments.push_back(field);
  }
  arguments.append({entry->getArgument(1), entry->getArgument(2)});
  func::CallOp::create(b, loc, body, arguments);
  func::ReturnOp::create(b, loc);
  return task;
}

func::FuncOp Outliner::declareParallelFor(Location loc, FunctionType taskType) {
  if (auto existing = symbols.lookup<func::FuncOp>(kParallelFor))
    return existing;
  OpBuilder b(module.getBody(), module.getBody()->begin());
  auto function = func::FuncOp::create(
      b, loc, kParallelFor,
      b.getFunctionType({taskType, pointer, b.getIndexType()}, {}));
  function.setPrivate();
  symbols.insert(function);
  return function;
}

/// Fills the record and calls the task in the loop's place.
void Outliner::makeCall(scf::ForallOp loop, const Captures &captures,
                        func::FuncOp task) {
  Location loc = loop.getLoc();
  auto kernel = loop->getParentOfType<func::FuncOp>();
  OpBuilder b(module.getContext());
  SmallVector<Type> fields;
  for (Value value : captures.values)
    fields.push_back(typeInRecord(value.getType()));
  auto record = LLVM::LLVMStructType::getLiteral(module.getContext(), fields);
  b.setInsertionPointToStart(&kernel.getBody().front());
  Value one =
      LLVM::ConstantOp::create(b, loc, b.getI64Type(), b.getI64IntegerAttr(1));
  Value context = LLVM::AllocaOp::create(b, loc, pointer, record, one);
  b.setInsertionPoint(loop);
  Value filled = LLVM::UndefOp::create(b, loc, record);
  for (auto [i, value] : llvm::enumerate(captures.values)) {
    Value field = value;
    Type converted = converter.convertType(value.getType());
    if (converted != value.getType())
      field = UnrealizedConversionCastOp::create(b, loc, converted, value)
                  .getResult(0);
    if (isa<MemRefType>(value.getType()))
      field = MemRefDescriptor(field).alignedPtr(b, loc);
    filled = LLVM::InsertValueOp::create(b, loc, filled, field,
                                         static_cast<int64_t>(i));
  }
  LLVM::StoreOp::create(b, loc, filled, context);
  func::FuncOp parallelFor = declareParallelFor(loc, task.getFunctionType());
  Value function =
      func::ConstantOp::create(b, loc, task.getFunctionType(), task.getName());
  Value count = arith::ConstantIndexOp::create(b, loc, tripCount(loop));
  func::CallOp::create(b, loc, parallelFor,
                       ValueRange{function, context, count});
  loop.erase();
}

void Outliner::outline(scf::ForallOp loop) {
  Captures captures(loop);
  if (!canOutline(loop, captures))
    return;
  func::FuncOp body = makeBody(loop, captures);
  std::string name = body.getName().str();
  name.replace(name.rfind("_body"), 5, "_task");
  func::FuncOp task = makeTask(loop.getLoc(), body, name);
  makeCall(loop, captures, task);
}

namespace {

struct SCFOutlineParallel : impl::SCFOutlineParallelBase<SCFOutlineParallel> {
  using SCFOutlineParallelBase::SCFOutlineParallelBase;

  void runOnOperation() override {
    SmallVector<scf::ForallOp> loops;
    getOperation().walk<WalkOrder::PreOrder>([&](scf::ForallOp loop) {
      loops.push_back(loop);
      return WalkResult::skip();
    });
    if (loops.empty())
      return;
    Outliner outliner(getOperation());
    for (scf::ForallOp loop : loops)
      if (loop->getParentOfType<func::FuncOp>())
        outliner.outline(loop);
  }
};

} // namespace
} // namespace sm
