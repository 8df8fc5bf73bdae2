// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What upstream passes ask of the tf dialect: inlining, constants, calls.

#include "dialects/TF/ArrayOps.h"
#include "dialects/TF/ControlOps.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/TypeUtilities.h"
#include "mlir/Transforms/InliningUtils.h"

using namespace mlir;

namespace sm::tf {

/// True if the two types may describe one tensor: they differ only in how much
/// they know of its shape, or of what is behind a handle.
static bool maySeeAs(Type from, Type to) {
  Type a = getElementTypeOrSelf(from), b = getElementTypeOrSelf(to);
  bool sameElement = a == b || (isa<ResourceType>(a) && isa<ResourceType>(b)) ||
                     (isa<VariantType>(a) && isa<VariantType>(b)) ||
                     isa<UnknownType>(a) || isa<UnknownType>(b);
  return sameElement && succeeded(verifyCompatibleShape(from, to));
}

namespace {

/// Every function may be inlined; where caller and callee disagree only in how
/// much they know of a shape, tf.EnsureShape stands between.
struct TFInliner : DialectInlinerInterface {
  using DialectInlinerInterface::DialectInlinerInterface;

  bool isLegalToInline(Operation *, Operation *, bool) const final {
    return true;
  }
  bool isLegalToInline(Region *, Region *, bool, IRMapping &) const final {
    return true;
  }
  bool isLegalToInline(Operation *, Region *, bool, IRMapping &) const final {
    return true;
  }
  Operation *materializeCallConversion(OpBuilder &builder, Value input,
                                       Type type, Location loc) const final {
    auto from = dyn_cast<TensorType>(input.getType());
    auto to = dyn_cast<TensorType>(type);
    if (!from || !to || !maySeeAs(from, to))
      return nullptr;
    return RefineOp::create(builder, loc, to, input);
  }
};

} // namespace

void TFDialect::registerInterfaces() { addInterfaces<TFInliner>(); }

Operation *TFDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                          Type type, Location loc) {
  auto elements = dyn_cast<ElementsAttr>(value);
  if (!elements || elements.getType() != type)
    return nullptr;
  return ConstOp::create(builder, loc, elements);
}

//===----------------------------------------------------------------------===//
// ConstOp
//===----------------------------------------------------------------------===//

OpFoldResult ConstOp::fold(FoldAdaptor) { return getValueAttr(); }

//===----------------------------------------------------------------------===//
// RefineOp
//===----------------------------------------------------------------------===//

OpFoldResult RefineOp::fold(FoldAdaptor) {
  return getInput().getType() == getOutput().getType() ? getInput() : Value();
}

LogicalResult RefineOp::verify() {
  Type from = getInput().getType(), to = getOutput().getType();
  if (!maySeeAs(from, to))
    return emitOpError() << "cannot see " << from << " as " << to;
  return success();
}

//===----------------------------------------------------------------------===//
// Calls
//===----------------------------------------------------------------------===//

template <typename CallOp>
static LogicalResult verifyCallee(CallOp op, SymbolTableCollection &tables) {
  auto callee = tables.lookupNearestSymbolFrom<func::FuncOp>(op, op.getFAttr());
  if (!callee)
    return op.emitOpError() << "calls unknown function " << op.getFAttr();
  FunctionType type = callee.getFunctionType();
  if (type.getNumInputs() != op.getArgs().size() ||
      type.getNumResults() != op->getNumResults())
    return op.emitOpError()
           << "has " << op.getArgs().size() << " arguments and "
           << op->getNumResults() << " results, but " << op.getFAttr()
           << " has " << type.getNumInputs() << " and " << type.getNumResults();
  for (auto [i, argument] : llvm::enumerate(op.getArgs()))
    if (!maySeeAs(argument.getType(), type.getInput(i)))
      return op.emitOpError()
             << "argument " << i << " of type " << argument.getType()
             << " is no " << type.getInput(i) << ", which " << op.getFAttr()
             << " takes";
  for (auto [i, result] : llvm::enumerate(op->getResultTypes()))
    if (!maySeeAs(type.getResult(i), result))
      return op.emitOpError()
             << "result " << i << " of type " << result << " is no "
             << type.getResult(i) << ", which " << op.getFAttr() << " returns";
  return success();
}

LogicalResult
PartitionedCallOp::verifySymbolUses(SymbolTableCollection &tables) {
  return verifyCallee(*this, tables);
}

LogicalResult
StatefulPartitionedCallOp::verifySymbolUses(SymbolTableCollection &tables) {
  return verifyCallee(*this, tables);
}

} // namespace sm::tf
