// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Arithmetic of two operands: floats and 16-bit floats by the loops of the
// instruction set, other types by their own.

#include "Arithmetic.h"

#include "ArithmeticLoops.h"
#include "FloatBlocks.h"
#include "Numbers.h"

#include <algorithm>

namespace sm::runtime {

namespace {

void halfLoop(isa::Binary op, DType dtype, const uint16_t *a, int aStep,
              const uint16_t *b, int bStep, uint16_t *out, int64_t count) {
  float x[kFloatBlock], y[kFloatBlock];
  for (int64_t i = 0; i < count; i += kFloatBlock) {
    const int64_t size = std::min(kFloatBlock, count - i);
    widen(dtype, a + i * aStep, x, aStep ? size : 1);
    widen(dtype, b + i * bStep, y, bStep ? size : 1);
    // The operand that is a whole block can take the results.
    float *z = aStep ? x : y;
    isa::table().binaryF32(op, x, aStep, y, bStep, z, size);
    narrow(z, dtype, out + i, size);
  }
}

} // namespace

Status computeArithmetic(isa::Binary op, KernelContext &context,
                         const BinaryShapes *shapes) {
  const DType dtype = context.input(0).dtype();
  if (dtype == DType::Float)
    return computeBinary(context, /*forward=*/true, shapes,
                         [op](const void *a, int aStep, const void *b,
                              int bStep, void *out, int64_t count) {
                           isa::table().binaryF32(
                               op, static_cast<const float *>(a), aStep,
                               static_cast<const float *>(b), bStep,
                               static_cast<float *>(out), count);
                         });
  if (isHalfDType(dtype))
    return computeBinary(context, /*forward=*/true, shapes,
                         [op, dtype](const void *a, int aStep, const void *b,
                                     int bStep, void *out, int64_t count) {
                           halfLoop(op, dtype, static_cast<const uint16_t *>(a),
                                    aStep, static_cast<const uint16_t *>(b),
                                    bStep, static_cast<uint16_t *>(out), count);
                         });
  BinaryFn loop = integerLoop(op, dtype);
  if (!loop)
    loop = wideLoop(op, dtype);
  if (!loop)
    return unsupportedDType(dtype);
  return computeBinary(context, /*forward=*/true, shapes, loop);
}

} // namespace sm::runtime
