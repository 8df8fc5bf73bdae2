// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The hot loops that exist once per instruction set, and the choice among
/// them. A file of this folder is compiled for each set with SM_ISA naming it;
/// such files use no inline function from outside (the standard library's
/// included) that the linker could share between the copies.

#ifndef SM_LIB_RUNTIME_ISA_ISA_H
#define SM_LIB_RUNTIME_ISA_ISA_H

#include <stdint.h>

namespace sm::runtime::isa {

enum class Unary {
  Elu,
  Exp,
  Floor,
  Neg,
  Relu,
  Relu6,
  Rsqrt,
  Selu,
  Sigmoid,
  Sqrt,
  Square,
  Tanh,
};

enum class Binary { Add, Sub, Mul, Div, Max, Min };

/// C = A B over row-major matrices: C is m x n, A is m x k, B is k x n, or
/// n x k if `transposeB`. Strides count elements between rows.
template <typename T>
struct Gemm {
  int64_t m, n, k;
  const T *a;
  int64_t strideA;
  const T *b;
  int64_t strideB;
  bool transposeB;
  T *c;
  int64_t strideC;
};

/// One row of the output of a depthwise convolution over an NHWC image.
struct DepthwiseRow {
  /// The input rows under those rows of the filter that lie inside the image,
  /// [inputWidth, channels] each, and these rows of the filter,
  /// [filterWidth, channels, multiplier] each.
  const float *const *inputRows;
  const float *const *filterRows;
  int64_t numRows;
  float *output;
  int64_t outputWidth, inputWidth, filterWidth;
  int64_t stride, dilation, padBefore;
  int64_t channels, multiplier;
};

/// The loops of one instruction set.
struct Table {
  const char *name;

  void (*gemmF32)(const Gemm<float> &);
  void (*gemmF64)(const Gemm<double> &);

  /// out[i] = op(in[i]); `out` may be `in`.
  void (*unaryF32)(Unary op, const float *in, float *out, int64_t count);
  /// out[i] = op(a[i], b[i]), where a step of 0 repeats the first element;
  /// `out` may be `a` or `b`. Max and Min hand NaNs on.
  void (*binaryF32)(Binary op, const float *a, int aStep, const float *b,
                    int bStep, float *out, int64_t count);

  /// Softmax over each row; `out` may be `in`.
  void (*softmaxF32)(const float *in, float *out, int64_t rows,
                     int64_t columns);
  /// out[r][c] = (in[r][c] - mean[c]) * scale[c] + offset[c]; `out` may be
  /// `in`.
  void (*normalizeF32)(const float *in, const float *mean, const float *scale,
                       const float *offset, float *out, int64_t rows,
                       int64_t columns);

  /// The sum, rounded seldom.
  double (*sumF32)(const float *in, int64_t count);
  /// accumulators[i] += in[i].
  void (*addToF64)(double *accumulators, const float *in, int64_t count);
  /// accumulators[i] = in[i] if that is more; NaNs never are.
  void (*maxToF32)(float *accumulators, const float *in, int64_t count);
  /// accumulators[i] += in[i].
  void (*addToF32)(float *accumulators, const float *in, int64_t count);

  void (*depthwiseRowF32)(const DepthwiseRow &);
};

/// The best table for this processor.
const Table &table();

namespace baseline {
const Table &table();
}
namespace avx2 {
const Table &table();
}
namespace avx512 {
const Table &table();
}

} // namespace sm::runtime::isa

#endif // SM_LIB_RUNTIME_ISA_ISA_H
