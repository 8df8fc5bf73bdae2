// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Declarations of the loops inside one instruction set's namespace.

#ifndef SM_LIB_RUNTIME_ISA_LOOPS_H
#define SM_LIB_RUNTIME_ISA_LOOPS_H

#include "ISA.h"

namespace sm::runtime::isa::SM_ISA {

void gemmF32(const Gemm<float> &gemm);
void gemmF64(const Gemm<double> &gemm);
void unaryF32(Unary op, const float *in, float *out, int64_t count);
void binaryF32(Binary op, const float *a, int aStep, const float *b, int bStep,
               float *out, int64_t count);
void softmaxF32(const float *in, float *out, int64_t rows, int64_t columns);
void normalizeF32(const float *in, const float *mean, const float *scale,
                  const float *offset, float *out, int64_t rows,
                  int64_t columns);
double sumF32(const float *in, int64_t count);
void addToF64(double *accumulators, const float *in, int64_t count);
void maxToF32(float *accumulators, const float *in, int64_t count);
void addToF32(float *accumulators, const float *in, int64_t count);
void depthwiseRowF32(const DepthwiseRow &row);

} // namespace sm::runtime::isa::SM_ISA

#endif // SM_LIB_RUNTIME_ISA_LOOPS_H
