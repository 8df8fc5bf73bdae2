// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The lowerings, by op. An op whose record names an ONNX op (`onnx<"Relu">`)
/// needs none: it becomes that op, with the same operands and no attributes. If
/// it has one nevertheless, that is for the types on which ONNX Runtime does
/// not run the ONNX op.

#ifndef SM_LIB_CONVERSION_TFTOONNX_LOWERINGTABLE_H
#define SM_LIB_CONVERSION_TFTOONNX_LOWERINGTABLE_H

#include "Lowering.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

namespace sm::tf_to_onnx {

/// How to lower the ops of one name.
struct LoweringEntry {
  llvm::StringRef op; ///< "Conv2D"
  void (*lower)(mlir::Operation *op, Lowering &lowering);
};

/// The lowering of TensorFlow's `op`, or null.
const LoweringEntry *findLowering(llvm::StringRef op);

/// All of them.
llvm::SmallVector<const LoweringEntry *> allLowerings();

// The families, a file each.
llvm::ArrayRef<LoweringEntry> arrayLowerings();
llvm::ArrayRef<LoweringEntry> imageLowerings();
llvm::ArrayRef<LoweringEntry> indexLowerings();
llvm::ArrayRef<LoweringEntry> linalgLowerings();
llvm::ArrayRef<LoweringEntry> mathLowerings();
llvm::ArrayRef<LoweringEntry> reductionLowerings();
llvm::ArrayRef<LoweringEntry> unaryLowerings();

template <typename Function>
struct LoweredOp;
template <typename Op>
struct LoweredOp<void (*)(Op, Lowering &)> {
  using type = Op;
};

/// The entry of a function `void lowerX(tf::XOp, Lowering &)`.
template <auto function>
LoweringEntry entry() {
  using Op = typename LoweredOp<decltype(function)>::type;
  return {Op::getOperationName().substr(3),
          [](mlir::Operation *op, Lowering &lowering) {
            function(mlir::cast<Op>(op), lowering);
          }};
}

/// The entry of a function template over ops that differ in little.
template <typename Op>
LoweringEntry entry(void (*lower)(mlir::Operation *, Lowering &)) {
  return {Op::getOperationName().substr(3), lower};
}

} // namespace sm::tf_to_onnx

#endif // SM_LIB_CONVERSION_TFTOONNX_LOWERINGTABLE_H
