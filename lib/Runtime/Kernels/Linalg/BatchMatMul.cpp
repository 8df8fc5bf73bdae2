// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// BatchMatMul and BatchMatMulV2: a product for each matrix of the output.

#include "Kernels/Elements.h"
#include "Kernels/FloatBlocks.h"
#include "Kernels/Products.h"
#include "sm/Runtime/LinalgKernels.h"

#include "absl/strings/str_cat.h"

#include <numeric>
#include <vector>

namespace sm::runtime {

namespace {

using Factors =
    Types<float, double, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t,
          uint64_t, std::complex<float>, std::complex<double>>;

/// The conjugate transpose of each matrix.
StatusOr<Tensor> adjoint(const Tensor &x) {
  std::vector<int> perm(x.rank());
  std::iota(perm.begin(), perm.end(), 0);
  std::swap(perm[x.rank() - 1], perm[x.rank() - 2]);
  SM_ASSIGN_OR_RETURN(Tensor result, transposed(x, perm));
  const auto conjugate = [&](auto tag) {
    using T = typename decltype(tag)::Type;
    for (int64_t i = 0; i < result.numElements(); ++i)
      result.mutableData<T>()[i] = std::conj(result.data<T>()[i]);
    return absl::OkStatus();
  };
  if (x.dtype() == DType::Complex64 || x.dtype() == DType::Complex128)
    SM_RETURN_IF_ERROR(dispatch(Complexes(), x.dtype(), conjugate));
  return result;
}

/// The shape of the product; InvalidArgument unless the operands fit.
StatusOr<Shape> productShape(const Shape &x, const Shape &y, bool broadcast) {
  const auto mismatch = [&] {
    return absl::InvalidArgumentError(absl::StrCat(
        "cannot multiply batches of matrices of shapes ", x.str(), " and ",
        y.str(), broadcast ? "" : "; BatchMatMulV2 broadcasts them"));
  };
  if (x.rank() < 2 || y.rank() < 2 || (!broadcast && x.rank() != y.rank()) ||
      x.dim(x.rank() - 1) != y.dim(y.rank() - 2))
    return mismatch();
  const int rank = std::max(x.rank(), y.rank());
  Shape shape;
  for (int i = rank; i > 2; --i) {
    const int64_t a = i <= x.rank() ? x.dim(x.rank() - i) : 1;
    const int64_t b = i <= y.rank() ? y.dim(y.rank() - i) : 1;
    if (a != b && (!broadcast || (a != 1 && b != 1)))
      return mismatch();
    shape.append(a == 1 ? b : a);
  }
  shape.append(x.dim(x.rank() - 2));
  shape.append(y.dim(y.rank() - 1));
  return shape;
}

/// Which matrix of an operand goes into matrix `index` of the output.
int64_t matrixOf(const Shape &operand, const Shape &output, int64_t index) {
  int64_t result = 0, stride = 1;
  for (int i = 3; i <= operand.rank(); ++i) {
    const int64_t size = operand.dim(operand.rank() - i);
    const int64_t outSize = output.dim(output.rank() - i);
    result += index % outSize % size * stride;
    index /= outSize;
    stride *= size;
  }
  return result;
}

/// None of the three is empty.
template <typename T>
void products(const Tensor &x, const Tensor &y, Tensor &output) {
  Gemm<T> gemm;
  gemm.m = output.dim(output.rank() - 2);
  gemm.n = output.dim(output.rank() - 1);
  gemm.k = x.dim(x.rank() - 1);
  gemm.strideA = gemm.k;
  gemm.strideB = gemm.strideC = gemm.n;
  gemm.transposeB = false;
  const int64_t count = output.numElements() / (gemm.m * gemm.n);
  const auto matrix = [&](int64_t index) {
    Gemm<T> one = gemm;
    one.a = x.data<T>() +
            matrixOf(x.shape(), output.shape(), index) * gemm.m * gemm.k;
    one.b = y.data<T>() +
            matrixOf(y.shape(), output.shape(), index) * gemm.k * gemm.n;
    one.c = output.mutableData<T>() + index * gemm.m * gemm.n;
    return one;
  };
  if (count < numThreads()) { // The matrices are what to share out.
    for (int64_t i = 0; i < count; ++i)
      multiply(matrix(i));
    return;
  }
  const int64_t work = std::max<int64_t>(1, gemm.m * gemm.n);
  parallelFor(count, std::max<int64_t>(1, (1 << 14) / work),
              [&](int64_t begin, int64_t end) {
                for (int64_t i = begin; i < end; ++i)
                  multiplyInline(matrix(i));
              });
}

Status computeProducts(KernelContext &context, bool adjointX, bool adjointY,
                       bool broadcast) {
  Tensor x = context.input(0), y = context.input(1);
  const DType dtype = x.dtype();
  if (x.rank() >= 2 && adjointX) {
    SM_ASSIGN_OR_RETURN(x, adjoint(x));
  }
  if (y.rank() >= 2 && adjointY) {
    SM_ASSIGN_OR_RETURN(y, adjoint(y));
  }
  SM_ASSIGN_OR_RETURN(const Shape shape,
                      productShape(x.shape(), y.shape(), broadcast));
  SM_ASSIGN_OR_RETURN(Tensor * output, context.allocateOutput(0, dtype, shape));
  if (output->numElements() == 0)
    return absl::OkStatus();
  if (x.numElements() == 0) {
    Elements(dtype).clear(output->mutableRawData(), output->numElements());
    return absl::OkStatus();
  }
  if (isHalfDType(dtype)) {
    SM_ASSIGN_OR_RETURN(x, asFloat(x));
    SM_ASSIGN_OR_RETURN(y, asFloat(y));
    SM_ASSIGN_OR_RETURN(Tensor wide, Tensor::allocate(DType::Float, shape));
    products<float>(x, y, wide);
    narrow(wide.data<float>(), dtype, output->mutableRawData(),
           wide.numElements());
    return absl::OkStatus();
  }
  return dispatch(Factors(), dtype, [&](auto tag) {
    products<typename decltype(tag)::Type>(x, y, *output);
    return absl::OkStatus();
  });
}

} // namespace

Status computeBatchMatMul(const ops::BatchMatMulAttrs &attrs,
                          KernelContext &context) {
  return computeProducts(context, attrs.adj_x, attrs.adj_y,
                         /*broadcast=*/false);
}

Status computeBatchMatMulV2(const ops::BatchMatMulV2Attrs &attrs,
                            KernelContext &context) {
  return computeProducts(context, attrs.adj_x, attrs.adj_y,
                         /*broadcast=*/true);
}

} // namespace sm::runtime
