// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Kernels as functions, each different one once.

#include "KernelFunctions.h"

#include "Generics.h"
#include "Reshapes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;

namespace sm {

bool isMadeInside(Value value) {
  Operation *op = value.getDefiningOp();
  if (auto constant = dyn_cast_or_null<arith::ConstantOp>(op))
    return !isa<ShapedType>(constant.getType());
  return isa_and_nonnull<linalg::FillOp, tensor::EmptyOp>(op) ||
         (isa_and_nonnull<tensor::ExtractSliceOp>(op) && !isPaddingCut(op));
}

KernelOperands kernelOperands(const KernelGroup &group) {
  KernelOperands result;
  llvm::SmallPtrSet<Operation *, 8> inside(group.ops.begin(), group.ops.end());
  Block *block = group.ops.front()->getBlock();
  auto addInput = [&](Value value) {
    if (value.getParentBlock() != block)
      return;
    if (auto slice = value.getDefiningOp<tensor::ExtractSliceOp>();
        slice && isMadeInside(value))
      value = slice.getSource();
    if (!isMadeInside(value) && !inside.contains(value.getDefiningOp()))
      result.inputs.insert(value);
  };
  for (Operation *op : group.ops) {
    // Bodies may read whole tensors by indices.
    op->walk<WalkOrder::PreOrder>([&](Operation *inner) {
      llvm::for_each(inner->getOperands(), addInput);
    });
    for (Value value : op->getResults())
      if (llvm::any_of(value.getUsers(), [&](Operation *user) {
            return !inside.contains(block->findAncestorOpInBlock(*user));
          }))
        result.outputs.push_back(value);
  }
  return result;
}

Location locationOf(const KernelGroup &group) {
  SmallVector<Location> locations;
  for (Operation *op : group.ops)
    locations.push_back(op->getLoc());
  return FusedLoc::get(locations.front().getContext(), locations);
}

KernelFunctions::KernelFunctions(ModuleOp module)
    : module(module), symbols(module) {}

func::FuncOp KernelFunctions::start(Location loc, ArrayRef<Type> arguments) {
  OpBuilder b(module.getContext());
  auto kernel = func::FuncOp::create(loc, "kernel",
                                     b.getFunctionType(arguments, TypeRange()));
  kernel.setPrivate();
  kernel->setAttr("sm.kernel", b.getUnitAttr());
  Block *block = kernel.addEntryBlock();
  b.setInsertionPointToEnd(block);
  func::ReturnOp::create(b, loc);
  return kernel;
}

func::FuncOp KernelFunctions::unique(func::FuncOp kernel) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  // Whatever is asked for on the command line: places do not tell kernels
  // apart.
  kernel.getOperation()->print(
      stream,
      OpPrintingFlags().useLocalScope().assumeVerified().enableDebugInfo(
          false));
  auto [known, isNew] = names.try_emplace(text, kernel);
  if (!isNew) {
    kernel->erase();
    return known->second;
  }
  std::string name;
  for (unsigned number = names.size() - 1;; ++number) {
    name = "kernel_" + std::to_string(number);
    if (!symbols.lookup(name))
      break;
  }
  kernel.setName(name);
  symbols.insert(kernel, module.getBody()->end());
  return kernel;
}

/// Copies what makes `value` into the kernel.
static void makeInside(OpBuilder &b, Value value, IRMapping &mapping) {
  if (mapping.contains(value))
    return;
  Operation *op = value.getDefiningOp();
  for (Value operand : op->getOperands())
    makeInside(b, operand, mapping);
  b.clone(*op, mapping);
}

func::FuncOp KernelFunctions::kernelFor(const KernelGroup &group,
                                        const KernelOperands &operands,
                                        ArrayRef<MemRefType> types) {
  Location loc = locationOf(group);
  SmallVector<Type> arguments;
  for (Value input : operands.inputs) {
    auto type = cast<RankedTensorType>(input.getType());
    arguments.push_back(
        MemRefType::get(type.getShape(), type.getElementType()));
  }
  llvm::append_range(arguments, types);
  func::FuncOp kernel = start(loc, arguments);
  Block &block = kernel.front();
  OpBuilder b(block.getTerminator());
  IRMapping mapping;
  for (auto [i, input] : llvm::enumerate(operands.inputs))
    mapping.map(input, bufferization::ToTensorOp::create(
                           b, loc, input.getType(), block.getArgument(i),
                           /*restrict=*/true, /*writable=*/false)
                           .getResult());
  for (Operation *op : group.ops) {
    op->walk([&](Operation *inner) {
      for (Value operand : inner->getOperands())
        if (operand.getParentBlock() == op->getBlock() && isMadeInside(operand))
          makeInside(b, operand, mapping);
    });
    b.clone(*op, mapping);
  }
  unsigned first = operands.inputs.size();
  for (auto [i, output] : llvm::enumerate(operands.outputs)) {
    auto store = bufferization::MaterializeInDestinationOp::create(
        b, loc, Type(), mapping.lookup(output), block.getArgument(first + i));
    store.setRestrict(true);
    store.setWritable(true);
  }
  return unique(kernel);
}

func::FuncOp KernelFunctions::fillAround(Location loc, MemRefType type,
                                         Attribute value, const Box &box) {
  func::FuncOp kernel = start(loc, {type});
  OpBuilder b(kernel.front().getTerminator());
  Value scalar = arith::ConstantOp::create(b, loc, cast<TypedAttr>(value));
  ArrayRef<int64_t> shape = type.getShape();
  SmallVector<int64_t> offsets(shape.size(), 0), sizes(shape),
      ones(shape.size(), 1);
  auto fill = [&](unsigned d, int64_t from, int64_t to) {
    if (from >= to)
      return;
    SmallVector<int64_t> at(offsets), extent(sizes);
    at[d] = from;
    extent[d] = to - from;
    Value part = memref::SubViewOp::create(b, loc, kernel.getArgument(0), at,
                                           extent, ones);
    linalg::FillOp::create(b, loc, scalar, part);
  };
  // Slabs in front of and behind the box; what is left is as wide as the box
  // along the dimensions done.
  for (unsigned d = 0; d < shape.size(); ++d) {
    int64_t end = box.offsets[d] + box.sizes[d];
    fill(d, 0, box.offsets[d]);
    fill(d, end, shape[d]);
    offsets[d] = box.offsets[d];
    sizes[d] = box.sizes[d];
  }
  return unique(kernel);
}

} // namespace sm
