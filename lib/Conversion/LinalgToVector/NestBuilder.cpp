// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Values are followed from where they are stored back to memory. Views and
// index maps on the way are applied to the coordinates, so that nothing but
// linear forms is left of them.

#include "NestBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "llvm/ADT/ScopeExit.h"

using namespace mlir;

namespace sm::vectorize {

/// Deeper kernels than any fusion makes are refused, so that a hostile one does
/// not exhaust the stack.
static constexpr unsigned kMaxDepth = 256;

std::optional<Nest> NestBuilder::build(ArrayRef<Root> roots,
                                       BuildFailure &result) {
  failure = &result;
  ArrayRef<int64_t> shape = roots.front().destination.shape;
  axes.assign(shape.size(), Axis());
  // Each turn splits one axis more.
  while (true) {
    nest = Nest();
    splitRequested = false;
    depth = 0;
    result = BuildFailure();
    std::optional<Forms> coordinates = openAxes(shape);
    if (!coordinates)
      return std::nullopt;
    bool complete = true;
    for (const Root &root : roots) {
      Expr *value = at(root.value, *coordinates);
      complete = value != nullptr;
      if (!complete)
        break;
      Store store;
      store.value = value;
      store.buffer = root.destination.buffer;
      store.form.constant = root.destination.offset;
      for (auto [axis, form] : llvm::enumerate(*coordinates))
        store.form.add(form, root.destination.strides[axis]);
      nest.stores.push_back(store);
    }
    if (complete)
      return std::move(nest);
    if (!splitRequested)
      return std::nullopt;
  }
}

std::optional<NestBuilder::Forms>
NestBuilder::openAxes(ArrayRef<int64_t> shape) {
  Forms coordinates;
  for (auto [index, extent] : llvm::enumerate(shape)) {
    Axis &axis = axes[index];
    if (extent == 1) {
      coordinates.emplace_back();
      continue;
    }
    axis.dim = nest.dims.size();
    if (axis.blockSize == 0) {
      nest.dims.push_back({extent, false});
      coordinates.push_back(LinearForm::dim(axis.dim));
      continue;
    }
    int64_t blocks = (extent + axis.blockSize - 1) / axis.blockSize;
    nest.dims.push_back({blocks, false});
    nest.dims.push_back({axis.blockSize, false});
    if (extent % axis.blockSize != 0) {
      if (nest.partial) {
        fail("two of its dimensions end within a block");
        return std::nullopt;
      }
      nest.partial =
          PartialBlock{axis.dim, axis.dim + 1, axis.blockSize, extent};
    }
    LinearForm form = LinearForm::dim(axis.dim + 1);
    form.set(axis.dim, axis.blockSize);
    coordinates.push_back(form);
  }
  return coordinates;
}

bool NestBuilder::requestSplit(unsigned dim, int64_t blockSize) {
  for (Axis &axis : axes)
    if (axis.dim == dim && axis.blockSize == 0) {
      axis.blockSize = blockSize;
      splitRequested = true;
      return true;
    }
  return false;
}

Expr *NestBuilder::fail(const Twine &reason) {
  if (failure->reason.empty())
    failure->reason = reason.str();
  return nullptr;
}

Expr *NestBuilder::newExpr(Expr::Kind kind, Type type) {
  nest.exprs.push_back(std::make_unique<Expr>());
  Expr *expr = nest.exprs.back().get();
  expr->kind = kind;
  expr->type = type;
  return expr;
}

Expr *NestBuilder::at(Value value, const Forms &coordinates) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || !type.hasStaticShape() || !type.getElementType().isIntOrFloat())
    return fail("it has a value that is no tensor of numbers of a fixed shape");
  if (depth >= kMaxDepth)
    return fail("its values are nested too deeply");
  ++depth;
  llvm::scope_exit leave([&] { --depth; });
  if (std::optional<MemoryView> view = memory.find(value))
    return load(*view, type.getElementType(), coordinates);
  Operation *op = value.getDefiningOp();
  if (!op)
    return fail("it has a tensor argument");
  if (isa<tensor::EmptyOp>(op))
    return newExpr(Expr::Undefined, type.getElementType());
  if (auto fill = dyn_cast<linalg::FillOp>(op)) {
    Expr *expr = newExpr(Expr::Scalar, type.getElementType());
    expr->scalar = fill.getInputs().front();
    return expr;
  }
  if (auto cst = dyn_cast<arith::ConstantOp>(op))
    return constant(cst);
  if (auto view = dyn_cast<tensor::CollapseShapeOp>(op))
    return collapsed(view, coordinates);
  if (auto view = dyn_cast<tensor::ExpandShapeOp>(op))
    return expanded(view, coordinates);
  if (auto view = dyn_cast<tensor::ExtractSliceOp>(op))
    return sliced(view, coordinates);
  if (auto body = dyn_cast<linalg::GenericOp>(op))
    return generic(body, cast<OpResult>(value).getResultNumber(), coordinates);
  if (isa<tensor::InsertSliceOp>(op))
    failure->reductions.insert(value);
  return fail("it uses '" + op->getName().getStringRef() +
              "' in the middle of a computation");
}

Expr *NestBuilder::load(const MemoryView &view, Type type,
                        const Forms &coordinates) {
  Expr *expr = newExpr(Expr::Load, type);
  expr->buffer = view.buffer;
  expr->form.constant = view.offset;
  for (auto [d, form] : llvm::enumerate(coordinates))
    expr->form.add(form, view.strides[d]);
  return expr;
}

Expr *NestBuilder::constant(arith::ConstantOp op) {
  auto elements = dyn_cast<SplatElementsAttr>(op.getValue());
  if (!elements)
    return fail("it has a constant of different elements");
  Expr *expr = newExpr(Expr::Scalar, elements.getElementType());
  expr->scalar = arith::ConstantOp::create(
      builder, op.getLoc(),
      cast<TypedAttr>(elements.getSplatValue<Attribute>()));
  return expr;
}

Expr *NestBuilder::collapsed(tensor::CollapseShapeOp op,
                             const Forms &coordinates) {
  ArrayRef<int64_t> shape = op.getSrcType().getShape();
  Forms source(shape.size());
  for (auto [index, group] : llvm::enumerate(op.getReassociationIndices())) {
    LinearForm rest = coordinates[index];
    for (int64_t d : llvm::reverse(ArrayRef<int64_t>(group).drop_front())) {
      if (shape[d] == 1)
        continue;
      std::optional<unsigned> crossing;
      auto parts = divide(rest, shape[d], nest.extents(), crossing);
      if (!parts) {
        if (crossing && requestSplit(*crossing, shape[d]))
          return nullptr;
        return fail("a reshape is no regular pattern of its loops");
      }
      source[d] = parts->second;
      rest = parts->first;
    }
    source[group.front()] = rest;
  }
  return at(op.getSrc(), source);
}

Expr *NestBuilder::expanded(tensor::ExpandShapeOp op,
                            const Forms &coordinates) {
  ArrayRef<int64_t> shape = op.getResultType().getShape();
  Forms source;
  for (const ReassociationIndices &group : op.getReassociationIndices()) {
    LinearForm form;
    int64_t stride = 1;
    for (int64_t d : llvm::reverse(group)) {
      form.add(coordinates[d], stride);
      stride *= shape[d];
    }
    source.push_back(form);
  }
  return at(op.getSrc(), source);
}

Expr *NestBuilder::sliced(tensor::ExtractSliceOp op, const Forms &coordinates) {
  if (llvm::any_of(op.getStaticOffsets(), ShapedType::isDynamic) ||
      llvm::any_of(op.getStaticStrides(), ShapedType::isDynamic))
    return fail("it takes a slice that begins where run time says");
  llvm::SmallBitVector dropped = op.getDroppedDims();
  Forms source;
  unsigned next = 0;
  for (int64_t d = 0; d < op.getSourceType().getRank(); ++d) {
    LinearForm form(op.getStaticOffsets()[d]);
    if (!dropped.test(d))
      form.add(coordinates[next++], op.getStaticStrides()[d]);
    source.push_back(form);
  }
  return at(op.getSource(), source);
}

bool NestBuilder::bodyIsElementwise(linalg::GenericOp op) {
  for (Operation &inner : op.getBody()->without_terminator()) {
    if (OpTrait::hasElementwiseMappableTraits(&inner) ||
        isa<arith::ConstantOp, linalg::IndexOp>(inner))
      continue;
    auto extract = dyn_cast<tensor::ExtractOp>(inner);
    if (extract && memory.find(extract.getTensor()))
      continue;
    fail("the body of an operation has '" + inner.getName().getStringRef() +
         "'");
    return false;
  }
  return true;
}

Expr *NestBuilder::generic(linalg::GenericOp op, unsigned result,
                           const Forms &coordinates) {
  AffineMap map = op.getIndexingMapMatchingResult(op->getResult(result));
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  Forms loops(ranges.size());
  llvm::SmallBitVector bound(ranges.size());
  for (auto [index, expression] : llvm::enumerate(map.getResults())) {
    auto dim = dyn_cast<AffineDimExpr>(expression);
    if (!dim || bound.test(dim.getPosition()))
      return fail("an operation writes at computed indices");
    loops[dim.getPosition()] = coordinates[index];
    bound.set(dim.getPosition());
  }
  auto kinds = op.getIteratorTypesArray();
  for (auto [loop, range] : llvm::enumerate(ranges)) {
    if (ShapedType::isDynamic(range) || range == 0)
      return fail("an operation has a loop of no fixed length");
    if (kinds[loop] == utils::IteratorType::parallel && !bound.test(loop) &&
        range != 1)
      return fail("an operation writes an element more than once");
  }
  if (!bodyIsElementwise(op))
    return nullptr;
  if (op.getNumReductionLoops() == 0)
    return applied(op, result, loops);
  return reduced(op, result, std::move(loops));
}

bool NestBuilder::operandsOf(linalg::GenericOp op, const Forms &loops,
                             bool withInits, SmallVector<Expr *> &operands) {
  unsigned count = withInits ? op->getNumOperands() : op.getNumDpsInputs();
  for (unsigned index = 0; index < count; ++index) {
    OpOperand &operand = op->getOpOperand(index);
    Type type = getElementTypeOrSelf(operand.get().getType());
    if (op.getMatchingBlockArgument(&operand).use_empty()) {
      operands.push_back(newExpr(Expr::Undefined, type));
      continue;
    }
    if (!isa<TensorType>(operand.get().getType())) {
      operands.push_back(newExpr(Expr::Scalar, type));
      operands.back()->scalar = operand.get();
      continue;
    }
    Forms coordinates;
    for (AffineExpr expression :
         op.getMatchingIndexingMap(&operand).getResults()) {
      std::optional<LinearForm> form = linearize(expression, loops);
      if (!form) {
        fail("an operation reads at indices that are not linear");
        return false;
      }
      coordinates.push_back(*form);
    }
    Expr *expr = at(operand.get(), coordinates);
    if (!expr)
      return false;
    operands.push_back(expr);
  }
  return true;
}

Expr *NestBuilder::applied(linalg::GenericOp op, unsigned result,
                           const Forms &loops) {
  SmallVector<Expr *> operands;
  for (auto &other : nest.exprs)
    if (other->kind == Expr::Apply && other->op == op &&
        other->loops == loops) {
      if (other->result == result)
        return other.get();
      operands = other->operands;
    }
  if (operands.empty() && !operandsOf(op, loops, /*withInits=*/true, operands))
    return nullptr;
  Expr *expr = newExpr(Expr::Apply,
                       getElementTypeOrSelf(op->getResult(result).getType()));
  expr->op = op;
  expr->result = result;
  expr->loops = loops;
  expr->operands = std::move(operands);
  return expr;
}

bool NestBuilder::parallelDimsOf(linalg::GenericOp op, const Forms &loops,
                                 SmallVector<unsigned> &dims) {
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  for (auto [loop, kind] : llvm::enumerate(op.getIteratorTypesArray())) {
    if (kind != utils::IteratorType::parallel)
      continue;
    const LinearForm &form = loops[loop];
    if (form.isConstant() && form.constant == 0 && ranges[loop] == 1)
      continue;
    unsigned found = form.numDims();
    for (unsigned d = 0; d < form.numDims(); ++d)
      if (form == LinearForm::dim(d))
        found = d;
    // Fewer than it has are wanted where a slice leaves padding out.
    if (found == form.numDims() || nest.dims[found].extent > ranges[loop] ||
        llvm::is_contained(dims, found))
      return false;
    dims.push_back(found);
  }
  return true;
}

Expr *NestBuilder::reduced(linalg::GenericOp op, unsigned result, Forms loops) {
  auto finish = [&](unsigned index) {
    Expr *expr = newExpr(Expr::Reduced,
                         getElementTypeOrSelf(op->getResult(result).getType()));
    expr->reduction = index;
    expr->result = result;
    return expr;
  };
  auto kinds = op.getIteratorTypesArray();
  auto sameParallelLoops = [&](const Reduction &other) {
    for (auto [loop, kind] : llvm::enumerate(kinds))
      if (kind == utils::IteratorType::parallel &&
          !(other.loops[loop] == loops[loop]))
        return false;
    return true;
  };
  for (auto [index, other] : llvm::enumerate(nest.reductions))
    if (other.op == op && sameParallelLoops(other))
      return finish(index);

  failure->reductions.insert(op->getResult(result));
  Reduction reduction;
  reduction.op = op;
  if (!parallelDimsOf(op, loops, reduction.parallelDims))
    return nullptr;
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  for (auto [loop, kind] : llvm::enumerate(kinds)) {
    if (kind == utils::IteratorType::parallel || ranges[loop] == 1)
      continue;
    loops[loop] = LinearForm::dim(nest.dims.size());
    reduction.dims.push_back(nest.dims.size());
    nest.dims.push_back({ranges[loop], true});
  }
  reduction.loops = loops;
  SmallVector<Expr *> operands;
  if (!operandsOf(op, loops, /*withInits=*/true, operands))
    return nullptr;
  unsigned numInputs = op.getNumDpsInputs();
  reduction.inputs.assign(operands.begin(), operands.begin() + numInputs);
  reduction.inits.assign(operands.begin() + numInputs, operands.end());
  nest.reductions.push_back(std::move(reduction));
  return finish(nest.reductions.size() - 1);
}

} // namespace sm::vectorize
