// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What the lowering of a tf op works with. A lowering writes straight ahead:
/// the first failure is kept as the reason, and whatever is made after it is
/// null. Nothing it makes becomes part of the module unless every op of every
/// function has been lowered, so it may give up at any point.

#ifndef SM_LIB_CONVERSION_TFTOONNX_LOWERING_H
#define SM_LIB_CONVERSION_TFTOONNX_LOWERING_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Operation.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/Twine.h"

#include <optional>
#include <string>

namespace sm::tf_to_onnx {

/// What all lowerings of one function share.
struct FunctionState {
  FunctionState(mlir::MLIRContext *context, int64_t opset)
      : builder(context), opset(opset) {}

  mlir::OpBuilder builder;
  int64_t opset;
  /// From values of the tf function to those of the new one. Constants are
  /// added by their first use.
  mlir::IRMapping values;
  /// Constants that lowerings made, by value and by what was made of it.
  llvm::DenseMap<std::pair<mlir::Attribute, mlir::Attribute>, mlir::Value>
      constants;
  /// The last message of the onnx dialect.
  std::string lastError;
};

class Lowering {
public:
  Lowering(mlir::Operation *op, FunctionState &state) : op(op), state(state) {}

  //===--------------------------------------------------------------------===//
  // The op that is lowered
  //===--------------------------------------------------------------------===//

  int64_t opset() const { return state.opset; }
  mlir::Location loc() const { return op->getLoc(); }
  mlir::OpBuilder &builder() { return state.builder; }

  /// Keeps the first reason why the op cannot be lowered.
  void fail(const llvm::Twine &reason);
  bool hasFailed() const { return !reason.empty(); }
  const std::string &whyFailed() const { return reason; }

  //===--------------------------------------------------------------------===//
  // Operands: values of the tf function
  //===--------------------------------------------------------------------===//

  /// The new value of a tf value.
  mlir::Value of(mlir::Value tfValue);
  llvm::SmallVector<mlir::Value> of(mlir::ValueRange tfValues);
  /// A vector of indices as int64, constant if it is known.
  mlir::Value indices(mlir::Value tfValue);
  /// What is known of a small integer tensor, if it is everything.
  static std::optional<llvm::SmallVector<int64_t>>
  knownInts(mlir::Value tfValue);
  /// The value of `tfValue`, a scalar or a vector of one; `what` names it in
  /// the reason if it is not known.
  std::optional<int64_t> requireInt(mlir::Value tfValue, llvm::StringRef what);
  /// The value of a vector (or scalar), likewise.
  std::optional<llvm::SmallVector<int64_t>> requireInts(mlir::Value tfValue,
                                                        llvm::StringRef what);
  /// The rank of a tensor; `what` names it in the reason if it is not known.
  std::optional<int64_t> requireRank(mlir::Value tfValue, llvm::StringRef what);
  /// The transpose of a tensor, made now if it is a constant.
  mlir::Value transposed(mlir::Value tfValue,
                         llvm::ArrayRef<int64_t> permutation);
  /// Likewise, seen as a tensor of the static shape `shape`.
  mlir::Value transposed(mlir::Value tfValue,
                         llvm::ArrayRef<int64_t> permutation,
                         llvm::ArrayRef<int64_t> shape);

  //===--------------------------------------------------------------------===//
  // Making ops
  //===--------------------------------------------------------------------===//

  mlir::NamedAttribute attr(llvm::StringRef name, int64_t value);
  mlir::NamedAttribute attr(llvm::StringRef name, float value);
  mlir::NamedAttribute attr(llvm::StringRef name, llvm::StringRef value);
  mlir::NamedAttribute attr(llvm::StringRef name,
                            llvm::ArrayRef<int64_t> values);
  mlir::NamedAttribute attr(llvm::StringRef name, mlir::ElementsAttr value);

  /// The constant with this value.
  mlir::Value constant(mlir::ElementsAttr value);
  /// The constant vector of int64.
  mlir::Value ints(llvm::ArrayRef<int64_t> values);
  /// The constant scalar of int64.
  mlir::Value scalar(int64_t value);
  /// The constant scalar of an integer, truth or floating-point type.
  mlir::Value number(mlir::Type element, double value);
  /// Likewise, of the element type of `like`.
  mlir::Value numberLike(mlir::Value like, double value);

  /// The op `name` on `operands`, of which a missing one is `none()`; its first
  /// result. Fails if ONNX Runtime lacks it for the type.
  mlir::Value make(llvm::StringRef name, mlir::ValueRange operands,
                   llvm::ArrayRef<mlir::NamedAttribute> attributes = {});
  /// Likewise, all results; empty after a failure.
  llvm::SmallVector<mlir::Value>
  makeAll(llvm::StringRef name, mlir::ValueRange operands,
          llvm::ArrayRef<mlir::NamedAttribute> attributes, unsigned numResults);
  mlir::Value none();

  /// The first type, from that of `value` to wider ones, on which all `ops`
  /// run; fails if there is none.
  mlir::Type typeFor(mlir::Value value, llvm::ArrayRef<llvm::StringRef> ops);
  /// True if `onnxOp` runs on tensors with the element type of `value`.
  bool runs(llvm::StringRef onnxOp, mlir::Value value) const;
  /// `value` with other elements; itself if it has them.
  mlir::Value cast(mlir::Value value, mlir::Type element);
  /// make(), on operands of one type that are cast to typeFor() of it first.
  /// The condition of Where stays as it is.
  mlir::Value apply(llvm::StringRef name, mlir::ValueRange operands,
                    llvm::ArrayRef<mlir::NamedAttribute> attributes = {});

  mlir::Value transpose(mlir::Value value, llvm::ArrayRef<int64_t> permutation);
  mlir::Value squeeze(mlir::Value value, llvm::ArrayRef<int64_t> axes);
  mlir::Value unsqueeze(mlir::Value value, llvm::ArrayRef<int64_t> axes);
  mlir::Value reshape(mlir::Value value, llvm::ArrayRef<int64_t> shape);
  /// A tensor of shape `shape` (a vector of int64) with `number` everywhere.
  mlir::Value filled(mlir::Value shape, mlir::Type element, double number);
  /// The shape of a tf value as int64, constant if it is known.
  mlir::Value shapeOf(mlir::Value tfValue);
  /// Whether a tf value has no elements, a scalar of i1.
  mlir::Value isEmpty(mlir::Value tfValue);

  /// The value with what `type` knows of its shape, which stays unused for
  /// arguments. Null, with a reason, if the two contradict each other.
  mlir::Value refined(mlir::Value value, mlir::Type type);
  /// Says what a result of the op is. Elements are cast to the result's; what
  /// its type knows of the shape is kept. A null value is ignored: a failure
  /// has been noted.
  void set(mlir::Value tfResult, mlir::Value value);

private:
  mlir::Value constantOf(mlir::ElementsAttr value, mlir::Attribute variant,
                         mlir::Location where);

  mlir::Operation *op;
  FunctionState &state;
  std::string reason;
};

/// The element type of a tensor.
mlir::Type elementOf(mlir::Value value);

/// The rank of a tensor; nullopt if it is not known.
std::optional<int64_t> rankOf(mlir::Value value);

/// True for the floating-point types.
bool isFloat(mlir::Value value);

} // namespace sm::tf_to_onnx

#endif // SM_LIB_CONVERSION_TFTOONNX_LOWERING_H
