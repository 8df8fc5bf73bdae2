// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What the conversion writes over and over: constants, broadcasts, reductions,
// and arithmetic whose result has the type of its operands.

#ifndef SM_LIB_CONVERSION_TFTOSTABLEHLO_HLOBUILDER_H
#define SM_LIB_CONVERSION_TFTOSTABLEHLO_HLOBUILDER_H

#include "dialects/StableHLO/BinaryOps.h"
#include "dialects/StableHLO/UnaryOps.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/TypeUtilities.h"

namespace sm {

using Dims = llvm::SmallVector<int64_t>;

/// Creates ops of the hub at one place, with one location. Operands are ranked
/// tensors of element types that the hub has.
class HLOBuilder {
public:
  HLOBuilder(mlir::OpBuilder b, mlir::Location location)
      : b(b), location(location) {}

  mlir::OpBuilder b;
  mlir::Location location;

  static mlir::RankedTensorType typeOf(mlir::Value value) {
    return llvm::cast<mlir::RankedTensorType>(value.getType());
  }
  static mlir::Type elementOf(mlir::Value value) {
    return typeOf(value).getElementType();
  }
  static bool isFloat(mlir::Value value) {
    return llvm::isa<mlir::FloatType>(elementOf(value));
  }
  static bool isUnsigned(mlir::Value value) {
    return elementOf(value).isUnsignedInteger();
  }
  /// f16 and bf16, in which TensorFlow stores but hardly computes.
  static bool isHalf(mlir::Value value) {
    return isFloat(value) && elementOf(value).getIntOrFloatBitWidth() == 16;
  }

  //===--------------------------------------------------------------------===//
  // Constants
  //===--------------------------------------------------------------------===//

  mlir::Value constant(mlir::ElementsAttr value);
  /// A static tensor of equal numbers, rounded to the element type.
  mlir::Value splat(mlir::Type element, double number,
                    llvm::ArrayRef<int64_t> shape = {});
  /// The same of an attribute of the element type.
  mlir::Value splat(mlir::Attribute element, mlir::Type type,
                    llvm::ArrayRef<int64_t> shape = {});
  /// A splat beside `value`: of its element type and (static) shape.
  mlir::Value splatLike(mlir::Value value, double number) {
    return splat(elementOf(value), number, typeOf(value).getShape());
  }
  /// The least (greatest) value of an element type as scalar; of floats the
  /// infinity if `isInfinite`, else the last finite number.
  mlir::Value lowest(mlir::Type element, bool isInfinite = true);
  mlir::Value highest(mlir::Type element, bool isInfinite = true);

  //===--------------------------------------------------------------------===//
  // Element by element
  //===--------------------------------------------------------------------===//

  /// Op(x), Op(x, y): the operands have one type, which is the result's.
  template <typename Op>
  mlir::Value make(mlir::Value x) {
    return Op::create(b, location, x.getType(), x);
  }
  template <typename Op>
  mlir::Value make(mlir::Value x, mlir::Value y) {
    return Op::create(b, location, x.getType(), x, y);
  }
  mlir::Value compare(stablehlo::ComparisonDirection direction, mlir::Value x,
                      mlir::Value y);
  /// pred has the shape of the others or none.
  mlir::Value select(mlir::Value pred, mlir::Value onTrue, mlir::Value onFalse);
  /// The bounds are scalars.
  mlir::Value clamp(double low, mlir::Value x, double high);
  /// The same value if it has that element type already.
  mlir::Value convert(mlir::Value x, mlir::Type element);
  /// f16 and bf16 as f32, everything else as it is.
  mlir::Value widened(mlir::Value x);

  //===--------------------------------------------------------------------===//
  // Movement
  //===--------------------------------------------------------------------===//

  /// `x` in a static shape of as many elements.
  mlir::Value reshape(mlir::Value x, llvm::ArrayRef<int64_t> shape);
  mlir::Value transpose(mlir::Value x, llvm::ArrayRef<int64_t> permutation);
  /// Dimension i of `x` becomes dimension dims[i] of the static `shape`.
  mlir::Value broadcastInDim(mlir::Value x, llvm::ArrayRef<int64_t> shape,
                             llvm::ArrayRef<int64_t> dims);
  /// Broadcasts as NumPy does: the last dimensions meet.
  mlir::Value broadcast(mlir::Value x, llvm::ArrayRef<int64_t> shape);
  /// Every strides[i]th element from starts[i] up to and without limits[i].
  mlir::Value slice(mlir::Value x, llvm::ArrayRef<int64_t> starts,
                    llvm::ArrayRef<int64_t> limits,
                    llvm::ArrayRef<int64_t> strides);

  //===--------------------------------------------------------------------===//
  // Reduction
  //===--------------------------------------------------------------------===//

  /// Combines the elements along `dims`, in any order and from `init` on, by
  /// the op that `combine` makes of two scalars.
  using Combine =
      llvm::function_ref<mlir::Value(HLOBuilder &, mlir::Value, mlir::Value)>;
  mlir::Value reduce(mlir::Value x, mlir::Value init,
                     llvm::ArrayRef<int64_t> dims, Combine combine);
  template <typename Op>
  mlir::Value reduce(mlir::Value x, mlir::Value init,
                     llvm::ArrayRef<int64_t> dims) {
    return reduce(x, init, dims,
                  [](HLOBuilder &h, mlir::Value l, mlir::Value r) {
                    return h.make<Op>(l, r);
                  });
  }
  /// Fills the region of a reduction of one input with `combine` of scalars.
  void fillBody(mlir::Region &body, mlir::Type element, Combine combine);
};

} // namespace sm

#endif // SM_LIB_CONVERSION_TFTOSTABLEHLO_HLOBUILDER_H
