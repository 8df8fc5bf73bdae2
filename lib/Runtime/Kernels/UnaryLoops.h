// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Functions of one operand over all element types.

#ifndef SM_LIB_RUNTIME_KERNELS_UNARYLOOPS_H
#define SM_LIB_RUNTIME_KERNELS_UNARYLOOPS_H

#include "ISA/ISA.h"
#include "sm/Runtime/Kernel.h"

namespace sm::runtime {

/// Output 0 = op(input 0) for floating point types, by the loops of the
/// instruction set for float and the 16-bit types; then integer and complex
/// types as the functions below have them. Unimplemented for others.
Status computeUnary(isa::Unary op, KernelContext &context);

/// out[i] = op(in[i]) over `count` elements of `dtype`; `out` may be `in`.
/// Square, Neg, Relu and Relu6 for integers, which wrap around.
Status unaryIntegers(isa::Unary op, DType dtype, const void *in, void *out,
                     int64_t count);
/// Exp, Neg, Rsqrt, Sigmoid, Sqrt, Square and Tanh for complex types.
Status unaryComplexes(isa::Unary op, DType dtype, const void *in, void *out,
                      int64_t count);

} // namespace sm::runtime

#endif // SM_LIB_RUNTIME_KERNELS_UNARYLOOPS_H
