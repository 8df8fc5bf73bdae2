// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Arguments and results of functions as NCHW. What the Transposes at the
// borders cost is for --onnx-optimize-transposes to see.

#include "DimensionOrder.h"
#include "ONNXRewriting.h"

#include "sm/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace sm {
#define GEN_PASS_DEF_ONNXTRANSPOSEINTERFACE
#include "sm/Transforms/Passes.h.inc"

using namespace onnx;

static const Order kToNCHW = {0, 3, 1, 2};
static const Order kToNHWC = {0, 2, 3, 1};

namespace {

/// The names of one option, and which of them a function has.
class Names {
public:
  Names(ArrayRef<std::string> names, StringRef what) : what(what) {
    for (const std::string &name : names)
      wanted.insert(name);
  }

  /// True if the argument or result with these attributes is wanted. Its type
  /// must have four dimensions.
  FailureOr<bool> wants(DictionaryAttr attrs, Type type,
                        func::FuncOp function) {
    auto name = attrs ? attrs.getAs<StringAttr>("tf.name") : StringAttr();
    if (!name || !wanted.contains(name.getValue()))
      return false;
    found.insert(name.getValue());
    auto ranked = dyn_cast<RankedTensorType>(type);
    if (ranked && ranked.getRank() == 4)
      return true;
    return function.emitError()
           << what << " '" << name.getValue() << "' cannot be NCHW: it is "
           << type << ", not known to have four dimensions";
  }

  LogicalResult checkAllFound(Operation *module) const {
    for (const auto &name : wanted)
      if (!found.contains(name.getKey()))
        return module->emitError()
               << "no " << what << " is called '" << name.getKey()
               << "'; see the names in the model's signature";
    return success();
  }

private:
  StringRef what;
  llvm::StringSet<> wanted, found;
};

struct ONNXTransposeInterface
    : impl::ONNXTransposeInterfaceBase<ONNXTransposeInterface> {
  using ONNXTransposeInterfaceBase::ONNXTransposeInterfaceBase;

  void runOnOperation() override {
    if (inputs.empty() && outputs.empty())
      return;
    Names ofInputs(llvm::to_vector(inputs), "input");
    Names ofOutputs(llvm::to_vector(outputs), "output");
    auto result = getOperation().walk([&](func::FuncOp function) {
      return !function.isExternal() &&
                     (failed(changeInputs(function, ofInputs)) ||
                      failed(changeOutputs(function, ofOutputs)))
                 ? WalkResult::interrupt()
                 : WalkResult::advance();
    });
    if (result.wasInterrupted() ||
        failed(ofInputs.checkAllFound(getOperation())) ||
        failed(ofOutputs.checkAllFound(getOperation())))
      signalPassFailure();
  }

private:
  static LogicalResult changeInputs(func::FuncOp function, Names &names) {
    SmallVector<Type> types(function.getArgumentTypes());
    auto b = OpBuilder::atBlockBegin(&function.front());
    for (auto [i, argument] : llvm::enumerate(function.getArguments())) {
      FailureOr<bool> isWanted =
          names.wants(function.getArgAttrDict(i), types[i], function);
      if (failed(isWanted))
        return failure();
      if (!*isWanted)
        continue;
      auto type = cast<RankedTensorType>(types[i]);
      types[i] = permuted(type, kToNCHW);
      argument.setType(types[i]);
      Value inside = make(b, argument.getLoc(), "Transpose", type, argument,
                          intsAttr(b, "perm", kToNHWC));
      argument.replaceAllUsesExcept(inside, inside.getDefiningOp());
    }
    function.setType(FunctionType::get(function.getContext(), types,
                                       function.getResultTypes()));
    return success();
  }

  static LogicalResult changeOutputs(func::FuncOp function, Names &names) {
    SmallVector<Type> types(function.getResultTypes());
    Operation *terminator = function.front().getTerminator();
    OpBuilder b(terminator);
    for (auto [i, type] : llvm::enumerate(types)) {
      FailureOr<bool> isWanted =
          names.wants(function.getResultAttrDict(i), type, function);
      if (failed(isWanted))
        return failure();
      if (!*isWanted)
        continue;
      type = permuted(cast<RankedTensorType>(type), kToNCHW);
      Value value = terminator->getOperand(i);
      terminator->setOperand(i, make(b, value.getLoc(), "Transpose", type,
                                     value, intsAttr(b, "perm", kToNCHW)));
    }
    function.setType(FunctionType::get(function.getContext(),
                                       function.getArgumentTypes(), types));
    return success();
  }
};

} // namespace

} // namespace sm
