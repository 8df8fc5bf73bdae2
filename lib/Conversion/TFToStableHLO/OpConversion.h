// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The conversion of one op, and the tables of all of them. A function converts
// an op of its class: it reads the tf op, writes ops of the hub beside it, and
// says what stands for the results, or why there is no such thing.

#ifndef SM_LIB_CONVERSION_TFTOSTABLEHLO_OPCONVERSION_H
#define SM_LIB_CONVERSION_TFTOSTABLEHLO_OPCONVERSION_H

#include "Decompositions.h"
#include "HLOBuilder.h"

#include "sm/Support/Status.h"

#include <optional>
#include <string>

namespace sm {

/// The pass's options.
struct HubOptions {
  bool composites = false;
  bool assumeInRange = true;
};

/// One op on its way.
class OpConversion : public HLOBuilder {
public:
  OpConversion(mlir::Operation *op, mlir::OpBuilder b,
               llvm::ArrayRef<mlir::Value> operands, const HubOptions &options,
               Decompositions &decompositions)
      : HLOBuilder(b, op->getLoc()), op(op), options(options),
        operands(operands), decompositions(decompositions) {}

  mlir::Operation *const op;
  const HubOptions &options;

  /// What stands for operand `index` in the hub. Its type may know more of the
  /// shape than the operand's.
  mlir::Value operand(unsigned index) const { return operands[index]; }
  llvm::ArrayRef<mlir::Value> allOperands() const { return operands; }

  /// The type of result `index` if it is static; null, with an obstacle noted,
  /// if it is not.
  mlir::RankedTensorType staticResult(unsigned index = 0);
  /// True if every operand has a static shape; else notes the obstacle.
  bool hasStaticOperands();
  /// The elements of operand `index`; nullopt, with an obstacle noted, if they
  /// are not known now, or are not `count` (if that is given).
  std::optional<Dims> intOperand(unsigned index, llvm::StringRef name,
                                 int64_t count = -1);
  /// The one element of operand `index` as dimension of a tensor of `rank`.
  std::optional<int64_t> axisOperand(unsigned index, llvm::StringRef name,
                                     int64_t rank);
  /// The elements of the constant behind operand `index`; null if there is
  /// none.
  mlir::ElementsAttr constantOperand(unsigned index) const;

  /// Broadcasts values to one shape, if that can be said; else notes the
  /// obstacle.
  bool broadcastTogether(llvm::MutableArrayRef<mlir::Value> values);

  /// What `decompose` makes of `inputs`: written here, or called as a composite
  /// of that name, whose result has the type of the first input.
  mlir::Value
  composite(llvm::StringRef name, mlir::ValueRange inputs,
            mlir::DictionaryAttr attributes,
            llvm::function_ref<mlir::Value(HLOBuilder &, mlir::ValueRange)>
                decompose);

  /// The values that stand for the results.
  llvm::LogicalResult replace(mlir::ValueRange values);
  /// Notes why the op has no form in the hub.
  llvm::LogicalResult refuse(const llvm::Twine &reason);
  llvm::LogicalResult refuse(const Status &status);

  llvm::SmallVector<mlir::Value> results;
  std::string obstacle;

private:
  llvm::ArrayRef<mlir::Value> operands;
  Decompositions &decompositions;
};

/// An entry of a family's table.
struct Conversion {
  llvm::StringRef name; ///< of the op in TensorFlow
  llvm::LogicalResult (*convert)(mlir::Operation *op, OpConversion &c);
};

/// The entry of an op class, converted by `function`.
template <typename Op, llvm::LogicalResult (*function)(Op, OpConversion &)>
Conversion convertsBy() {
  return {llvm::StringRef(Op::getOperationName()).drop_front(3),
          [](mlir::Operation *op, OpConversion &c) {
            return function(llvm::cast<Op>(op), c);
          }};
}

/// The tables of the families.
llvm::ArrayRef<Conversion> activationConversions();
llvm::ArrayRef<Conversion> arithmeticConversions();
llvm::ArrayRef<Conversion> arrayConversions();
llvm::ArrayRef<Conversion> castConversions();
llvm::ArrayRef<Conversion> imageConversions();
llvm::ArrayRef<Conversion> productConversions();
llvm::ArrayRef<Conversion> reductionConversions();
llvm::ArrayRef<Conversion> sliceConversions();

/// The conversion of the op of that name, where one op does not do it; null if
/// there is none.
const Conversion *lookupConversion(llvm::StringRef name);

/// Converts an op whose record names the one op of the hub that does it, and
/// how it compares if that is a comparison.
llvm::LogicalResult convertToOneOp(llvm::StringRef hubOp, OpConversion &c);

} // namespace sm

#endif // SM_LIB_CONVERSION_TFTOSTABLEHLO_OPCONVERSION_H
