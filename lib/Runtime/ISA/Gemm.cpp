// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Matrix products by Eigen. The build renames Eigen's namespace per instruction
// set. Eigen's own storage order is by columns, in which a row-major matrix is
// its transpose: C' = B' A'.

#include "Loops.h"

#include <Eigen/Core>

namespace sm::runtime::isa::SM_ISA {

namespace {

template <typename T, int Order>
using ConstMap =
    Eigen::Map<const Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic, Order>, 0,
               Eigen::OuterStride<>>;
template <typename T>
using ResultMap = Eigen::Map<Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>,
                             0, Eigen::OuterStride<>>;

template <typename T>
void multiply(const Gemm<T> &gemm) {
  ResultMap<T> c(gemm.c, gemm.n, gemm.m, Eigen::OuterStride<>(gemm.strideC));
  const ConstMap<T, Eigen::ColMajor> a(gemm.a, gemm.k, gemm.m,
                                       Eigen::OuterStride<>(gemm.strideA));
  const Eigen::OuterStride<> strideB(gemm.strideB);
  if (gemm.transposeB)
    c.noalias() =
        ConstMap<T, Eigen::RowMajor>(gemm.b, gemm.n, gemm.k, strideB) * a;
  else
    c.noalias() =
        ConstMap<T, Eigen::ColMajor>(gemm.b, gemm.n, gemm.k, strideB) * a;
}

} // namespace

void gemmF32(const Gemm<float> &gemm) { multiply(gemm); }
void gemmF64(const Gemm<double> &gemm) { multiply(gemm); }

} // namespace sm::runtime::isa::SM_ISA
