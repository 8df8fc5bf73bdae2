// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// A function on tensors becomes calls of kernels on buffers.

#include "Assemblies.h"
#include "Generics.h"
#include "KernelFunctions.h"
#include "KernelGroups.h"
#include "LoopChange.h"
#include "Reshapes.h"

#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_LINALGOUTLINEKERNELS
#include "sm/Transforms/Passes.h.inc"

/// The insert that alone reads `value`, perhaps in another shape.
static tensor::InsertSliceOp insertBehind(Value value) {
  while (OpOperand *use = onlyUse(value)) {
    Operation *user = use->getOwner();
    if (auto insert = dyn_cast<tensor::InsertSliceOp>(user))
      return insert.getSource() == value ? insert : nullptr;
    if (!isReshape(user))
      break;
    value = user->getResult(0);
  }
  return nullptr;
}

/// An elementwise op alone runs over as few loops as it can.
static Operation *withFewestLoops(linalg::GenericOp op) {
  if (!isElementwise(op) || op.hasIndexSemantics() || op.getNumLoops() < 2)
    return op;
  // Parts of tensors are not reshaped.
  for (Value input : op.getInputs())
    if (input.getDefiningOp<tensor::ExtractSliceOp>())
      return op;
  SmallVector<int64_t> extents = loopExtents(op);
  SmallVector<bool> merged(op.getNumLoops(), true);
  merged[0] = false;
  for (OpResult result : op->getResults()) {
    // A part of a larger tensor has gaps.
    tensor::InsertSliceOp insert = insertBehind(result);
    if (insert &&
        (!insert.hasUnitStride() || insert.getSource() != result ||
         insert.getSourceType().getRank() != insert.getDestType().getRank()))
      return op;
    ArrayRef<int64_t> room =
        insert ? insert.getDestType().getShape() : ArrayRef<int64_t>(extents);
    for (unsigned loop = 1; loop < op.getNumLoops(); ++loop)
      merged[loop] = merged[loop] && room[loop] == extents[loop];
  }
  for (unsigned loop = 1; loop < op.getNumLoops(); ++loop)
    merged[loop] = merged[loop] &&
                   llvm::all_of(op.getIndexingMapsArray(), [&](AffineMap map) {
                     return canMerge(map, loop);
                   });
  if (!llvm::is_contained(merged, true))
    return op;
  LoopChange change = LoopChange::merging(merged);
  OpBuilder b(op);
  SmallVector<Value> inits;
  for (Value init : op.getDpsInits()) {
    auto type = cast<RankedTensorType>(init.getType());
    AffineMap identity = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
    inits.push_back(tensor::EmptyOp::create(
        b, op.getLoc(), change.shape(identity, type.getShape()),
        type.getElementType()));
  }
  linalg::GenericOp flat = changeLoops(b, op, change, {}, {}, inits);
  for (auto [old, now] : llvm::zip(op->getResults(), flat->getResults()))
    old.replaceAllUsesWith(reshapedTensor(
        b, op.getLoc(), now, cast<ShapedType>(old.getType()).getShape()));
  op.erase();
  return flat;
}

namespace {

/// One call of the new function.
struct Node {
  const KernelGroup *group = nullptr; // or, if null,
  const Assembly *around = nullptr;   // the border of a padded tensor
  KernelOperands operands;
  bool isDone = false;
};

/// Builds the function that calls kernels in place of a function on tensors.
class Outliner {
public:
  Outliner(func::FuncOp func, KernelFunctions &kernels)
      : func(func), kernels(kernels), b(func.getContext()) {}

  void run();

private:
  void addNodes();
  void startFunction();
  void emit(unsigned node);
  void emitGroup(Node &node);
  void emitBorder(const Assembly &assembly);
  void call(Location loc, func::FuncOp kernel, ArrayRef<Value> operands);

  Value bufferOf(Value tensor);
  Value destinationOf(Value result);
  Value bytesOfAll(const Assembly &assembly);
  Value partOf(const Assembly &assembly, const AssemblyPart &part,
               ArrayRef<int64_t> shape);
  Value allocate(Location loc, MemRefType type);
  Value view(Location loc, Value bytes, int64_t offset, MemRefType type);

  func::FuncOp func;
  KernelFunctions &kernels;
  OpBuilder b; // at the end of the calls
  OpBuilder::InsertPoint allocations;
  func::FuncOp result;
  SmallVector<KernelGroup> groups;
  std::vector<Assembly> assemblies;
  std::vector<Node> nodes;
  DenseMap<Value, SmallVector<unsigned>> writers; // nodes that make a tensor
  DenseMap<Value, Value> buffers;                 // of roots of reshapes
  DenseMap<const Assembly *, Value> bytes;        // of assemblies
};

} // namespace

//===----------------------------------------------------------------------===//
// Order
//===----------------------------------------------------------------------===//

/// The box that a part covers without gaps, if there is only that one; else an
/// empty one.
static Box insideOf(const Assembly &assembly) {
  Box box = assembly.parts.front().box;
  if (assembly.parts.size() > 1 ||
      llvm::any_of(box.steps, [](int64_t step) { return step != 1; }))
    box.sizes.assign(box.sizes.size(), 0);
  return box;
}

static bool hasBorder(const Assembly &assembly) {
  return !llvm::equal(insideOf(assembly).sizes,
                      cast<ShapedType>(assembly.result.getType()).getShape());
}

void Outliner::addNodes() {
  Block &block = func.front();
  groups = groupKernels(block);
  for (KernelGroup &group : groups)
    if (auto only = dyn_cast<linalg::GenericOp>(group.ops.front());
        only && group.ops.size() == 1)
      group.ops.front() = withFewestLoops(only);
  DenseMap<Operation *, size_t> position;
  for (Operation &op : block)
    position[&op] = position.size();
  llvm::sort(groups, [&](const KernelGroup &a, const KernelGroup &c) {
    return position[a.ops.back()] < position[c.ops.back()];
  });
  assemblies = findAssemblies(block);
  for (KernelGroup &group : groups) {
    for (Operation *op : group.ops)
      for (Value value : op->getResults())
        writers[value].push_back(nodes.size());
    nodes.push_back({&group, nullptr, kernelOperands(group), false});
  }
  for (Assembly &assembly : assemblies) {
    SmallVector<unsigned> &all = writers[assembly.result];
    if (assembly.fill && hasBorder(assembly)) {
      all.push_back(nodes.size());
      nodes.push_back({nullptr, &assembly, {}, false});
    }
    for (AssemblyPart &part : assembly.parts)
      llvm::append_range(all, writers[reshapeRoot(part.source)]);
  }
}

/// Emits what the node needs, then the node. Nodes come nearly in order, so
/// this does not go deep.
void Outliner::emit(unsigned index) {
  Node &node = nodes[index];
  if (node.isDone)
    return;
  node.isDone = true;
  if (!node.group) {
    emitBorder(*node.around);
    return;
  }
  for (Value input : node.operands.inputs)
    for (unsigned writer : writers.lookup(reshapeRoot(input)))
      emit(writer);
  // What fills the whole comes before its parts, whose own order is free: the
  // first may read what this node makes.
  for (Value output : node.operands.outputs)
    if (const AssemblyPart *part = partWith(assemblies, output))
      if (unsigned first = writers[part->assembly].front(); !nodes[first].group)
        emit(first);
  emitGroup(node);
}

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

Value Outliner::allocate(Location loc, MemRefType type) {
  OpBuilder::InsertionGuard guard(b);
  b.restoreInsertionPoint(allocations);
  return memref::AllocOp::create(b, loc, type, b.getI64IntegerAttr(64));
}

Value Outliner::view(Location loc, Value bytes, int64_t offset,
                     MemRefType type) {
  OpBuilder::InsertionGuard guard(b);
  b.restoreInsertionPoint(allocations);
  Value at = arith::ConstantIndexOp::create(b, loc, offset);
  return memref::ViewOp::create(b, loc, type, bytes, at, ValueRange());
}

static MemRefType bufferType(Value tensor) {
  auto type = cast<RankedTensorType>(tensor.getType());
  return MemRefType::get(type.getShape(), type.getElementType());
}

static int64_t bytesOf(MemRefType type) {
  return type.getNumElements() *
         llvm::divideCeil(type.getElementTypeBitWidth(), 8);
}

/// The buffer that holds `tensor`, seen in its shape.
Value Outliner::bufferOf(Value tensor) {
  Value root = reshapeRoot(tensor);
  Value &buffer = buffers[root];
  if (!buffer) {
    if (constantElements(root)) {
      OpBuilder::InsertionGuard guard(b);
      b.restoreInsertionPoint(allocations);
      Value constant = b.clone(*root.getDefiningOp())->getResult(0);
      buffer = bufferization::ToBufferOp::create(b, root.getLoc(),
                                                 bufferType(root), constant,
                                                 /*read_only=*/true);
    } else {
      buffer = allocate(root.getLoc(), bufferType(root));
    }
  }
  auto shape = cast<ShapedType>(tensor.getType()).getShape();
  return reshapedBuffer(b, tensor.getLoc(), buffer, shape);
}

/// The bytes of the buffer that the parts of an assembly share.
Value Outliner::bytesOfAll(const Assembly &assembly) {
  Value &all = bytes[&assembly];
  if (!all) {
    MemRefType whole = bufferType(assembly.result);
    Location loc = assembly.result.getLoc();
    all = allocate(loc, MemRefType::get({bytesOf(whole)}, b.getI8Type()));
    buffers[assembly.result] = view(loc, all, 0, whole);
  }
  return all;
}

/// Where a part of an assembly goes, as a buffer of `shape` that starts there.
Value Outliner::partOf(const Assembly &assembly, const AssemblyPart &part,
                       ArrayRef<int64_t> shape) {
  MemRefType whole = bufferType(assembly.result);
  Location loc = assembly.result.getLoc();
  Value all = bytesOfAll(assembly);
  SmallVector<int64_t> strides = partStrides(assembly, part, shape);
  int64_t first = 0, last = 0, stride = 1;
  for (size_t d = whole.getRank(); d-- > 0;) {
    first += part.box.offsets[d] * stride;
    stride *= whole.getDimSize(d);
  }
  for (auto [size, step] : llvm::zip(shape, strides))
    last += (size - 1) * step;
  Type element = whole.getElementType();
  int64_t elementBytes = bytesOf(MemRefType::get({1}, element));
  Value elements = view(loc, all, first * elementBytes,
                        MemRefType::get({last + 1}, element));
  auto type = MemRefType::get(
      shape, element, StridedLayoutAttr::get(b.getContext(), 0, strides));
  return memref::ReinterpretCastOp::create(b, loc, type, elements, 0, shape,
                                           strides);
}

/// Where the kernel that makes `output` writes it.
Value Outliner::destinationOf(Value output) {
  if (const AssemblyPart *part = partWith(assemblies, output)) {
    for (const Assembly &assembly : assemblies)
      if (assembly.result == part->assembly)
        return partOf(assembly, *part,
                      cast<ShapedType>(output.getType()).getShape());
  }
  return bufferOf(output);
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

void Outliner::call(Location loc, func::FuncOp kernel,
                    ArrayRef<Value> operands) {
  func::CallOp::create(b, loc, kernel, operands);
}

void Outliner::emitGroup(Node &node) {
  if (node.operands.outputs.empty())
    return;
  SmallVector<Value> operands;
  for (Value input : node.operands.inputs)
    operands.push_back(bufferOf(input));
  SmallVector<MemRefType> types;
  for (Value output : node.operands.outputs) {
    operands.push_back(destinationOf(output));
    types.push_back(cast<MemRefType>(operands.back().getType()));
  }
  func::FuncOp kernel = kernels.kernelFor(*node.group, node.operands, types);
  call(locationOf(*node.group), kernel, operands);
}

void Outliner::emitBorder(const Assembly &assembly) {
  bytesOfAll(assembly);
  Location loc = assembly.result.getLoc();
  func::FuncOp kernel = kernels.fillAround(loc, bufferType(assembly.result),
                                           assembly.fill, insideOf(assembly));
  call(loc, kernel, buffers[assembly.result]);
}

//===----------------------------------------------------------------------===//
// The function
//===----------------------------------------------------------------------===//

void Outliner::startFunction() {
  SmallVector<Type> types;
  SmallVector<DictionaryAttr> attrs;
  for (BlockArgument argument : func.getArguments()) {
    types.push_back(bufferType(argument));
    attrs.push_back(func.getArgAttrDict(argument.getArgNumber()));
  }
  auto old = cast<func::ReturnOp>(func.front().getTerminator());
  for (auto [i, value] : llvm::enumerate(old.getOperands())) {
    types.push_back(bufferType(value));
    attrs.push_back(func.getResultAttrDict(i));
  }
  result = func::FuncOp::create(func.getLoc(), func.getName(),
                                b.getFunctionType(types, TypeRange()));
  result.setVisibility(func.getVisibility());
  result->setDiscardableAttrs(func->getDiscardableAttrDictionary());
  result.setAllArgAttrs(attrs);
  Block *block = result.addEntryBlock();
  unsigned inputs = func.getNumArguments();
  for (BlockArgument argument : func.getArguments())
    buffers[argument] = block->getArgument(argument.getArgNumber());
  b.setInsertionPointToEnd(block);
  // Buffers stand in front of this, calls in front of the return.
  Operation *end = func::ReturnOp::create(b, old.getLoc());
  b.setInsertionPoint(end);
  for (auto [i, value] : llvm::enumerate(old.getOperands())) {
    Value root = reshapeRoot(value);
    auto shape = cast<ShapedType>(root.getType()).getShape();
    buffers[root] =
        reshapedBuffer(b, old.getLoc(), block->getArgument(inputs + i), shape);
  }
}

void Outliner::run() {
  copySlices(func.front());
  separateResults(func.front());
  separateParts(func.front());
  addNodes();
  startFunction();
  // A mark between buffers and calls.
  Operation *mark = arith::ConstantIndexOp::create(b, func.getLoc(), 0);
  allocations = OpBuilder::InsertPoint(mark->getBlock(), mark->getIterator());
  for (unsigned node = 0; node < nodes.size(); ++node)
    if (nodes[node].group)
      emit(node);
  mark->erase();
  func->getBlock()->getOperations().insert(func->getIterator(), result);
  func.erase();
}

namespace {

struct LinalgOutlineKernels
    : impl::LinalgOutlineKernelsBase<LinalgOutlineKernels> {
  void runOnOperation() override {
    SmallVector<func::FuncOp> work;
    for (auto func : getOperation().getOps<func::FuncOp>())
      if (func.isPublic() && !func.isExternal())
        work.push_back(func);
    bool failedAny = false;
    for (func::FuncOp func : work)
      failedAny |= failed(checkOutlinable(func));
    if (failedAny)
      return signalPassFailure();
    KernelFunctions kernels(getOperation());
    for (func::FuncOp func : work)
      Outliner(func, kernels).run();
  }
};

} // namespace

} // namespace sm
