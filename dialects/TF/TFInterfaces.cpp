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

bool maySeeAs(Type from, Type to) {
  Type a = getElementTypeOrSelf(from), b = getElementTypeOrSelf(to);
  bool sameElement = a == b || (isa<ResourceType>(a) && isa<ResourceType>(b)) ||
                     (isa<VariantType>(a) && isa<VariantType>(b)) ||
                     isa<UnknownType>(a) || isa<UnknownType>(b);
  return sameElement && succeeded(verifyCompatibleShape(from, to));
}

namespace {

/// Every function may be inlined; where caller and callee disagree only in how
/// much they know of a shape, tf.refine stands between. A body that will be
/// written back into a graph (`graph.body`) is inlined only where the model
/// does not grow by it.
struct TFInliner : DialectInlinerInterface {
  using DialectInlinerInterface::DialectInlinerInterface;

  bool isLegalToInline(Operation *call, Operation *callable,
                       bool wouldBeCloned) const final {
    auto callee = dyn_cast<func::FuncOp>(callable);
    if (!callee || !callee->hasAttr("graph.body"))
      return true;
    auto executor = call->getAttrOfType<StringAttr>("executor_type");
    if (callee->hasAttr("graph.no_inline") || call->hasAttr("graph.device") ||
        (executor && !executor.empty()) || !isNumberable(call, callee))
      return false;
    // Of a copy only a single node costs no more than the call.
    return !wouldBeCloned || numNodes(callee) <= 1;
  }

private:
  /// The nodes that a body becomes.
  static size_t numNodes(func::FuncOp function) {
    return llvm::count_if(function.getBody().front(), [](Operation &op) {
      return !op.hasTrait<OpTrait::IsTerminator>() && !isa<RefineOp>(op);
    });
  }

  /// A function names the outputs of an op without a record, a main graph
  /// numbers them, and only the op's definition knows both.
  static bool isNumberable(Operation *call, func::FuncOp callee) {
    auto caller = call->getParentOfType<func::FuncOp>();
    if (!caller || !isa_and_nonnull<UnitAttr>(caller->getAttr("graph.body")))
      return true;
    return llvm::none_of(callee.getBody().front(), [](Operation &op) {
      return isa<OpaqueOp>(op) && op.hasAttr("outputs");
    });
  }

public:
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
