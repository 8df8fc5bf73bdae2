// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Places for buffers and constants, known before the first run: a run then
// allocates nothing but its results.

#include "Generics.h"

#include "dialects/SM/SMDialect.h"
#include "sm/Support/Memory.h"
#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/Support/xxhash.h"

#include <cstring>
#include <memory>
#include <tuple>
#include <vector>

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_LINALGPLANMEMORY
#include "sm/Transforms/Passes.h.inc"

static constexpr int64_t kAlignment = 64;

static int64_t bytesOf(MemRefType type) {
  return type.getNumElements() *
         llvm::divideCeil(type.getElementTypeBitWidth(), 8);
}

//===----------------------------------------------------------------------===//
// The arena
//===----------------------------------------------------------------------===//

namespace {

struct Buffer {
  memref::AllocOp op;
  int64_t size = 0;
  size_t first = 0, last = 0; // calls that use it
  Operation *firstUser = nullptr;
  int64_t offset = 0;
};

} // namespace

/// True if both are in use at some time.
static bool overlap(const Buffer &a, const Buffer &b) {
  return a.first <= b.last && b.first <= a.last;
}

/// The first and the last op that reads or writes `value` or a view of it.
static void addUses(Value value, const DenseMap<Operation *, size_t> &position,
                    Buffer &buffer) {
  for (Operation *user : value.getUsers()) {
    if (isa<ViewLikeOpInterface>(user)) {
      for (Value result : user->getResults())
        addUses(result, position, buffer);
      continue;
    }
    size_t at = position.lookup(user);
    if (at < buffer.first) {
      buffer.first = at;
      buffer.firstUser = user;
    }
    buffer.last = std::max(buffer.last, at);
  }
}

/// The operands of `call` that are `value` or a view of it.
static void addOperands(Value value, func::CallOp call,
                        SmallVectorImpl<unsigned> &operands) {
  for (OpOperand &use : value.getUses())
    if (use.getOwner() == call)
      operands.push_back(use.getOperandNumber());
    else if (isa<ViewLikeOpInterface>(use.getOwner()))
      for (Value result : use.getOwner()->getResults())
        addOperands(result, call, operands);
}

/// An error if the first kernel that takes a buffer only reads it: it would
/// read what the last run left there, or another buffer.
static LogicalResult checkIsWritten(const Buffer &buffer,
                                    const SymbolTable &symbols) {
  auto first = dyn_cast_or_null<func::CallOp>(buffer.firstUser);
  if (!first)
    return success();
  auto kernel = symbols.lookup<func::FuncOp>(first.getCallee());
  SmallVector<unsigned> operands;
  addOperands(buffer.op->getResult(0), first, operands);
  if (!kernel || kernel.isExternal() || operands.empty())
    return success();
  for (unsigned operand : operands)
    for (Operation *user : kernel.getArgument(operand).getUsers())
      if (!isa<bufferization::ToTensorOp>(user))
        return success();
  return first.emitOpError() << "reads operand #" << operands.front()
                             << " before any kernel has written it";
}

/// Places each buffer in the lowest gap among those that are in use at the same
/// time. Returns the size of all.
static int64_t placeInGaps(MutableArrayRef<Buffer> buffers) {
  int64_t top = 0;
  for (auto [i, buffer] : llvm::enumerate(buffers)) {
    SmallVector<std::pair<int64_t, int64_t>> taken;
    for (const Buffer &other : buffers.take_front(i))
      if (overlap(other, buffer))
        taken.push_back({other.offset, other.offset + other.size});
    llvm::sort(taken);
    buffer.offset = 0;
    for (auto [from, to] : taken) {
      if (buffer.offset + buffer.size <= from)
        break;
      buffer.offset = std::max(buffer.offset, to);
    }
    top = std::max(top, buffer.offset + buffer.size);
  }
  return top;
}

/// Places buffers, the largest of which come first, around common middles: all
/// that have one are in use one after the other. Returns the size of all.
static int64_t placeAroundMiddles(MutableArrayRef<Buffer> buffers) {
  std::vector<SmallVector<Buffer *>> lanes;
  for (Buffer &buffer : buffers) {
    auto lane = llvm::find_if(lanes, [&](ArrayRef<Buffer *> others) {
      return llvm::none_of(
          others, [&](Buffer *other) { return overlap(*other, buffer); });
    });
    if (lane == lanes.end())
      lane = lanes.emplace(lane);
    lane->push_back(&buffer);
  }
  int64_t top = 0;
  for (ArrayRef<Buffer *> lane : lanes) {
    int64_t size = lane.front()->size;
    for (Buffer *buffer : lane)
      buffer->offset =
          top + llvm::alignDown((size - buffer->size) / 2, kAlignment);
    top += size;
  }
  return top;
}

/// Places the largest first. Returns the size of all.
///
/// Threads share the rows of a tensor in equal parts, the same ones in each
/// kernel, and what another thread wrote or read comes from far. With a common
/// middle, each of two threads keeps to its side of it from buffer to buffer,
/// and more threads nearly so. That may cost some room, which counts where the
/// caches end.
static int64_t place(std::vector<Buffer> &buffers) {
  llvm::sort(buffers, [](const Buffer &a, const Buffer &c) {
    return std::tie(c.size, a.first, a.last) <
           std::tie(a.size, c.first, c.last);
  });
  int64_t least = placeInGaps(buffers);
  int64_t size = placeAroundMiddles(buffers);
  return 2 * size <= 3 * least ? size : placeInGaps(buffers);
}

/// Puts a view of `bytes` at `offset` in the place of `old`; views of bytes are
/// moved, so that none is a view of a view.
static void replaceByView(Value old, Value bytes, int64_t offset) {
  auto type = cast<MemRefType>(old.getType());
  for (Operation *user : llvm::make_early_inc_range(old.getUsers())) {
    auto inner = dyn_cast<memref::ViewOp>(user);
    if (!inner)
      continue;
    APInt at;
    if (!matchPattern(inner.getByteShift(), m_ConstantInt(&at)))
      continue;
    OpBuilder b(inner);
    Operation *shift = inner.getByteShift().getDefiningOp();
    inner.getByteShiftMutable().set(arith::ConstantIndexOp::create(
        b, inner.getLoc(), at.getSExtValue() + offset));
    inner.getSourceMutable().set(bytes);
    if (shift->use_empty())
      shift->erase();
  }
  if (old.use_empty())
    return;
  OpBuilder b(old.getContext());
  b.setInsertionPointAfterValue(old);
  Location loc = old.getLoc();
  Value at = arith::ConstantIndexOp::create(b, loc, offset);
  old.replaceAllUsesWith(
      memref::ViewOp::create(b, loc, type, bytes, at, ValueRange()));
}

//===----------------------------------------------------------------------===//
// The constants
//===----------------------------------------------------------------------===//

namespace {

/// The constants one after the other.
class Blob {
public:
  /// The place of `bytes`, which an equal constant shares. They are kept until
  /// `join`.
  int64_t add(saved_model::DataBytes data) {
    StringRef text(data.bytes.data(), data.bytes.size());
    size_t hash = llvm::xxh3_64bits(text);
    for (size_t known : byHash[hash])
      if (text == StringRef(parts[known].data.bytes.data(),
                            parts[known].data.bytes.size()))
        return parts[known].offset;
    byHash[hash].push_back(parts.size());
    parts.push_back({size, std::move(data)});
    int64_t offset = size;
    size += llvm::alignTo(text.size(), kAlignment);
    return offset;
  }

  Status join(std::shared_ptr<std::vector<char>> &joined) const {
    SM_RETURN_IF_ERROR(checkFitsInMemory(size, 1));
    joined = std::make_shared<std::vector<char>>(size);
    for (const Part &part : parts)
      std::memcpy(joined->data() + part.offset, part.data.bytes.data(),
                  part.data.bytes.size());
    return absl::OkStatus();
  }

private:
  struct Part {
    int64_t offset;
    saved_model::DataBytes data;
  };
  std::vector<Part> parts;
  DenseMap<uint64_t, SmallVector<size_t, 1>> byHash;
  int64_t size = 0;
};

struct LinalgPlanMemory : impl::LinalgPlanMemoryBase<LinalgPlanMemory> {
  void runOnOperation() override;
  LogicalResult planConstants(func::FuncOp func, Value weights,
                              std::shared_ptr<std::vector<char>> &joined);
  FailureOr<int64_t> planBuffers(func::FuncOp func, Value arena);
};

} // namespace

LogicalResult
LinalgPlanMemory::planConstants(func::FuncOp func, Value weights,
                                std::shared_ptr<std::vector<char>> &joined) {
  Blob blob;
  SmallVector<std::pair<bufferization::ToBufferOp, int64_t>> places;
  for (auto op : func.getOps<bufferization::ToBufferOp>()) {
    ElementsAttr elements = constantElements(op.getTensor());
    if (!elements)
      return op.emitOpError() << "is no buffer of a constant";
    StatusOr<saved_model::DataBytes> data = saved_model::elementBytes(elements);
    if (!data.ok())
      return op.emitOpError() << "cannot place the constant: "
                              << std::string(data.status().message());
    places.emplace_back(op, blob.add(*std::move(data)));
  }
  if (Status status = blob.join(joined); !status.ok())
    return func.emitOpError() << std::string(status.message());
  for (auto [op, offset] : places) {
    replaceByView(op.getBuffer(), weights, offset);
    Operation *constant = op.getTensor().getDefiningOp();
    op.erase();
    if (constant->use_empty())
      constant->erase();
  }
  return success();
}

FailureOr<int64_t> LinalgPlanMemory::planBuffers(func::FuncOp func,
                                                 Value arena) {
  SymbolTable symbols(getOperation());
  DenseMap<Operation *, size_t> position;
  for (Operation &op : func.front())
    position[&op] = position.size();
  std::vector<Buffer> buffers;
  for (auto op : func.getOps<memref::AllocOp>()) {
    Buffer buffer;
    buffer.op = op;
    buffer.size = llvm::alignTo(bytesOf(op.getType()), kAlignment);
    buffer.first = position.size();
    addUses(op.getResult(), position, buffer);
    if (failed(checkIsWritten(buffer, symbols)))
      return failure();
    buffers.push_back(buffer);
  }
  int64_t size = place(buffers);
  for (Buffer &buffer : buffers) {
    replaceByView(buffer.op.getResult(), arena, buffer.offset);
    buffer.op.erase();
  }
  return size;
}

void LinalgPlanMemory::runOnOperation() {
  SmallVector<func::FuncOp> work;
  for (auto func : getOperation().getOps<func::FuncOp>())
    if (func.isPublic() && !func.isExternal())
      work.push_back(func);
  if (work.size() != 1 || !work.front().getBody().hasOneBlock()) {
    getOperation().emitError()
        << "has " << work.size()
        << " public functions; memory is planned for one that calls kernels";
    return signalPassFailure();
  }
  func::FuncOp func = work.front();
  Builder b(&getContext());
  auto addArgument = [&](int64_t size) -> Value {
    unsigned index = func.getNumArguments();
    (void)func.insertArgument(index, MemRefType::get({size}, b.getI8Type()), {},
                              func.getLoc());
    return func.getArgument(index);
  };
  // The sizes are known in the end.
  Value weights = addArgument(0), arena = addArgument(0);
  std::shared_ptr<std::vector<char>> joined;
  if (failed(planConstants(func, weights, joined)))
    return signalPassFailure();
  FailureOr<int64_t> size = planBuffers(func, arena);
  if (failed(size))
    return signalPassFailure();
  auto weightsSize = static_cast<int64_t>(joined->size());
  weights.setType(MemRefType::get({weightsSize}, b.getI8Type()));
  arena.setType(MemRefType::get({*size}, b.getI8Type()));
  func.setFunctionType(
      b.getFunctionType(func.front().getArgumentTypes(), TypeRange()));
  func->setAttr("sm.region", b.getUnitAttr());
  auto type = RankedTensorType::get({weightsSize}, b.getI8Type());
  auto *dialect = getContext().getLoadedDialect<saved_model::SMDialect>();
  std::string key =
      dialect->data().addMemory({absl::MakeConstSpan(*joined), joined});
  getOperation()->setAttr(
      "sm.weights",
      saved_model::DataAttr::get(&getContext(),
                                 saved_model::DataManager::kMemory, key, type));
  getOperation()->setAttr("sm.arena_bytes", b.getI64IntegerAttr(*size));
}

} // namespace sm
