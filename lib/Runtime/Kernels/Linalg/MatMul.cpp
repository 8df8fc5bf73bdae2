// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// MatMul. A transposed first operand is transposed in memory: that costs little
// beside the product, and halves the products to compile.

#include "Kernels/Elements.h"
#include "Kernels/FloatBlocks.h"
#include "Kernels/Products.h"
#include "sm/Runtime/LinalgKernels.h"

#include "absl/strings/str_cat.h"

namespace sm::runtime {

namespace {

using Factors =
    Types<float, double, int32_t, int64_t, uint8_t, uint16_t, uint32_t,
          uint64_t, std::complex<float>, std::complex<double>>;

template <typename T>
void product(const Tensor &a, const Tensor &b, bool transposeB,
             Tensor &output) {
  Gemm<T> gemm;
  gemm.m = a.dim(0);
  gemm.k = a.dim(1);
  gemm.n = output.dim(1);
  gemm.a = a.data<T>();
  gemm.strideA = gemm.k;
  gemm.b = b.data<T>();
  gemm.strideB = b.dim(1);
  gemm.transposeB = transposeB;
  gemm.c = output.mutableData<T>();
  gemm.strideC = gemm.n;
  multiply(gemm);
}

} // namespace

Status computeMatMul(const ops::MatMulAttrs &attrs, KernelContext &context) {
  Tensor a = context.input(0), b = context.input(1);
  if (a.rank() != 2 || b.rank() != 2)
    return absl::InvalidArgumentError(absl::StrCat(
        "takes two matrices, not ", a.shape().str(), " and ", b.shape().str()));
  const int64_t inner = a.dim(attrs.transpose_a ? 0 : 1);
  if (inner != b.dim(attrs.transpose_b ? 1 : 0))
    return absl::InvalidArgumentError(
        absl::StrCat("inner dimensions differ: ", a.shape().str(),
                     attrs.transpose_a ? " transposed" : "", " times ",
                     b.shape().str(), attrs.transpose_b ? " transposed" : ""));
  const DType dtype = a.dtype();
  SM_ASSIGN_OR_RETURN(Tensor * output, context.allocateOutput(0));
  if (output->numElements() == 0)
    return absl::OkStatus();
  if (inner == 0) {
    Elements(dtype).clear(output->mutableRawData(), output->numElements());
    return absl::OkStatus();
  }
  if (attrs.transpose_a) {
    SM_ASSIGN_OR_RETURN(a, transposed(a, {1, 0}));
  }
  if (isHalfDType(dtype)) {
    SM_ASSIGN_OR_RETURN(a, asFloat(a));
    SM_ASSIGN_OR_RETURN(b, asFloat(b));
    SM_ASSIGN_OR_RETURN(Tensor wide,
                        Tensor::allocate(DType::Float, output->shape()));
    product<float>(a, b, attrs.transpose_b, wide);
    narrow(wide.data<float>(), dtype, output->mutableRawData(),
           wide.numElements());
    return absl::OkStatus();
  }
  return dispatch(Factors(), dtype, [&](auto tag) {
    product<typename decltype(tag)::Type>(a, b, attrs.transpose_b, *output);
    return absl::OkStatus();
  });
}

} // namespace sm::runtime
