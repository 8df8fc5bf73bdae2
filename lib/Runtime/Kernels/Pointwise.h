// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Element by element functions that are templates over the element types.
/// The 16-bit floats compute as float.

#ifndef SM_LIB_RUNTIME_KERNELS_POINTWISE_H
#define SM_LIB_RUNTIME_KERNELS_POINTWISE_H

#include "Broadcast.h"
#include "Numbers.h"
#include "sm/Runtime/Kernel.h"
#include "sm/Runtime/ThreadPool.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sm::runtime {

template <typename A, typename B>
struct JoinedTypes;
template <typename... As, typename... Bs>
struct JoinedTypes<Types<As...>, Types<Bs...>> {
  using Type = Types<As..., Bs...>;
};
/// The types of both lists.
template <typename A, typename B>
using Join = typename JoinedTypes<A, B>::Type;

using Floats = Types<float, double, Half, BFloat16>;
using FloatsOrComplexes = Join<Floats, Complexes>;
using Reals = Join<Floats, Integers>;
using AllNumeric = Join<Reals, Complexes>;

template <typename T>
constexpr bool isComplexType = std::is_same_v<T, std::complex<float>> ||
                               std::is_same_v<T, std::complex<double>>;

/// An element in the type that it computes in.
template <typename T>
std::conditional_t<isHalfWidth<T>, float, const T &> lifted(const T &value) {
  if constexpr (isHalfWidth<T>)
    return static_cast<float>(value);
  else // NOLINTNEXTLINE(bugprone-return-const-ref-from-parameter)
    return value;
}
template <typename T>
void lifted(const T &&) = delete; // Would return a reference to it.

/// TensorFlow's threads take denormal floats for 0. That shows in functions
/// which have a pole or a jump there; complex numbers pass as they are.
template <typename T>
T withoutDenormals(T x) {
  if constexpr (std::is_floating_point_v<T>)
    return std::abs(x) < std::numeric_limits<T>::min() ? std::copysign(T(0), x)
                                                       : x;
  else
    return x;
}

/// Output 0 = fn(input 0), of type Out or, if that is void, the input's. `fn`
/// takes elements in their ComputeType.
template <typename Out = void, typename List, typename Fn>
Status mapElements(List types, KernelContext &context, Fn fn) {
  const Tensor &input = context.input(0);
  return dispatch(types, input.dtype(), [&](auto tag) -> Status {
    using T = typename decltype(tag)::Type;
    using R = std::conditional_t<std::is_void_v<Out>, T, Out>;
    constexpr int candidates[] = {0};
    SM_ASSIGN_OR_RETURN(Tensor * output,
                        (std::is_same_v<R, T>
                             ? context.forwardInputOrAllocate(candidates, 0)
                             : context.allocateOutput(0)));
    const T *in = input.data<T>();
    R *out = output->mutableData<R>();
    parallelFor(input.numElements(), 1 << 12, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        out[i] = static_cast<R>(fn(lifted(in[i])));
    });
    return absl::OkStatus();
  });
}

/// Output 0 = fn(input 0, input 1), which broadcast and have one type; the
/// rest as above. `fn` may run on several threads at a time.
template <typename Out = void, typename List, typename Fn>
Status zipElements(List types, KernelContext &context, Fn fn) {
  return dispatch(types, context.input(0).dtype(), [&](auto tag) {
    using T = typename decltype(tag)::Type;
    using R = std::conditional_t<std::is_void_v<Out>, T, Out>;
    return computeBinary(context, /*forward=*/std::is_same_v<R, T>, nullptr,
                         [&](const void *a, int aStep, const void *b, int bStep,
                             void *out, int64_t count) {
                           const T *x = static_cast<const T *>(a);
                           const T *y = static_cast<const T *>(b);
                           R *z = static_cast<R *>(out);
                           for (int64_t i = 0; i < count; ++i)
                             z[i] = static_cast<R>(fn(lifted(x[i * aStep]),
                                                      lifted(y[i * bStep])));
                         });
  });
}

} // namespace sm::runtime

#endif // SM_LIB_RUNTIME_KERNELS_POINTWISE_H
