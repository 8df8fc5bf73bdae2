// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Products of matrices.

#include "LoweringTable.h"

#include "dialects/TF/LinalgOps.h"
#include "dialects/TF/TFRewriting.h"

using namespace mlir;

namespace sm::tf_to_onnx {

/// A matrix as MatMul wants it. Constants are transposed now.
static Value matrix(Value tfValue, bool isTransposed, Lowering &l) {
  return isTransposed ? l.transposed(tfValue, {1, 0}) : l.of(tfValue);
}

/// Gemm transposes on its way, but exists for floating-point types only.
static bool prefersGemm(tf::MatMulOp op, Value a, const Lowering &l) {
  const bool transposesLater =
      (op.getTransposeA() && !tf::constantBehind(op.getA())) ||
      (op.getTransposeB() && !tf::constantBehind(op.getB()));
  return transposesLater && l.runs("Gemm", a);
}

static void lowerMatMul(tf::MatMulOp op, Lowering &l) {
  if (Value a = l.of(op.getA()); prefersGemm(op, a, l))
    return l.set(op.getProduct(),
                 l.make("Gemm", {a, l.of(op.getB())},
                        {l.attr("transA", int64_t(op.getTransposeA())),
                         l.attr("transB", int64_t(op.getTransposeB()))}));
  l.set(op.getProduct(),
        l.apply("MatMul", {matrix(op.getA(), op.getTransposeA(), l),
                           matrix(op.getB(), op.getTransposeB(), l)}));
}

/// The last two dimensions exchanged.
static Value adjoint(Value tfValue, bool isAdjoint, Lowering &l) {
  if (!isAdjoint)
    return l.of(tfValue);
  auto rank = l.requireRank(tfValue, "an operand that is transposed");
  if (!rank)
    return {};
  SmallVector<int64_t> permutation = llvm::to_vector(llvm::seq(*rank));
  std::swap(permutation[*rank - 1], permutation[*rank - 2]);
  return l.transposed(tfValue, permutation);
}

template <typename Op>
static void lowerBatches(Op op, Lowering &l) {
  l.set(op.getOutput(),
        l.apply("MatMul", {adjoint(op.getX(), op.getAdjX(), l),
                           adjoint(op.getY(), op.getAdjY(), l)}));
}

ArrayRef<LoweringEntry> linalgLowerings() {
  static const LoweringEntry kEntries[] = {
      entry<lowerMatMul>(),
      entry<lowerBatches<tf::BatchMatMulOp>>(),
      entry<lowerBatches<tf::BatchMatMulV2Op>>(),
  };
  return kEntries;
}

} // namespace sm::tf_to_onnx
