// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Conversions between all numeric types. Blocks pass through one of three
// types that hold every value of their sources: int64, uint64, double. Numbers
// out of the target's range come out as TensorFlow's do on x86-64.

#include "Kernels/Numbers.h"
#include "sm/Runtime/ThreadPool.h"
#include "sm/Runtime/UnaryKernels.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace sm::runtime {

namespace {

constexpr int64_t kBlock = 256;

/// A block on its way: one of the arrays is in use.
struct Block {
  enum class Kind { Signed, Unsigned, Real } kind;
  /// The source is a float: narrow integers take its low bits; those of other
  /// real types saturate.
  bool fromFloat = false;
  bool isComplex = false;
  int64_t count = 0;
  union {
    int64_t integers[kBlock];
    uint64_t naturals[kBlock];
    double reals[kBlock];
  };
  double imaginary[kBlock]; ///< of complex sources
};

using AllNumbers = Types<bool, int8_t, int16_t, int32_t, int64_t, uint8_t,
                         uint16_t, uint32_t, uint64_t, float, double, Half,
                         BFloat16, std::complex<float>, std::complex<double>>;

template <typename T>
constexpr bool isComplex = std::is_same_v<T, std::complex<float>> ||
                           std::is_same_v<T, std::complex<double>>;

template <typename T>
void loadBlock(const T *from, Block &block) {
  if constexpr (std::is_same_v<T, uint64_t>) {
    block.kind = Block::Kind::Unsigned;
    std::copy_n(from, block.count, block.naturals);
  } else if constexpr (std::is_integral_v<T>) {
    block.kind = Block::Kind::Signed;
    std::copy_n(from, block.count, block.integers);
  } else {
    block.kind = Block::Kind::Real;
    block.fromFloat = std::is_same_v<T, float>;
    block.isComplex = isComplex<T>;
    for (int64_t i = 0; i < block.count; ++i) {
      if constexpr (isComplex<T>) {
        block.reals[i] = from[i].real();
        block.imaginary[i] = from[i].imag();
      } else {
        block.reals[i] = static_cast<ComputeType<T>>(from[i]);
      }
    }
  }
}

/// x without its fraction as a signed integer of `bits` bits, or the lowest
/// such integer if it is out of range: what the processor's instruction does.
template <typename I>
I chop(double x) {
  constexpr double kLimit = sizeof(I) == 8 ? 0x1p63 : 0x1p31;
  // False for NaN too. All doubles above -2^31 - 1 chop into 32 bits.
  const bool inRange =
      x < kLimit && (sizeof(I) == 8 ? x >= -kLimit : x > -kLimit - 1);
  return inRange ? static_cast<I>(x) : std::numeric_limits<I>::min();
}

/// Unsigned integers are put together from two signed conversions.
template <typename U>
U chopUnsigned(double x) {
  using I = std::make_signed_t<U>;
  constexpr double kLimit = sizeof(U) == 8 ? 0x1p63 : 0x1p31;
  const I low = chop<I>(x);
  const I high = low < 0 ? chop<I>(x - kLimit) : I{0};
  return static_cast<U>(low) | static_cast<U>(high);
}

template <typename T>
T fromReal(double x, bool isFloat) {
  if constexpr (std::is_same_v<T, bool>) {
    return x != 0;
  } else if constexpr (std::is_same_v<T, uint32_t> ||
                       std::is_same_v<T, uint64_t>) {
    return chopUnsigned<T>(x);
  } else if constexpr (sizeof(T) >= 4) {
    return chop<T>(x);
  } else {
    const int32_t wide = chop<int32_t>(x);
    if (isFloat)
      return static_cast<T>(wide);
    return static_cast<T>(std::clamp<int32_t>(
        wide, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
  }
}

/// Integers round once on their way to float, not first to double.
template <typename T, typename I>
T realFromInteger(I x) {
  if constexpr (std::is_same_v<T, double> ||
                std::is_same_v<T, std::complex<double>>)
    return T(static_cast<double>(x));
  else
    return T(static_cast<float>(x));
}

template <typename T>
void storeIntegers(const Block &block, T *to) {
  if (block.kind == Block::Kind::Real)
    for (int64_t i = 0; i < block.count; ++i)
      to[i] = fromReal<T>(block.reals[i], block.fromFloat);
  else if (block.kind == Block::Kind::Unsigned)
    for (int64_t i = 0; i < block.count; ++i)
      to[i] = static_cast<T>(block.naturals[i]);
  else
    for (int64_t i = 0; i < block.count; ++i)
      to[i] = static_cast<T>(block.integers[i]);
}

template <typename T>
void storeReals(const Block &block, T *to) {
  if (block.kind == Block::Kind::Signed) {
    for (int64_t i = 0; i < block.count; ++i)
      to[i] = realFromInteger<T>(block.integers[i]);
  } else if (block.kind == Block::Kind::Unsigned) {
    for (int64_t i = 0; i < block.count; ++i)
      to[i] = realFromInteger<T>(block.naturals[i]);
  } else if constexpr (isComplex<T>) {
    using Part = typename T::value_type;
    for (int64_t i = 0; i < block.count; ++i)
      to[i] = T(static_cast<Part>(block.reals[i]),
                block.isComplex ? static_cast<Part>(block.imaginary[i]) : 0);
  } else {
    using Part = ComputeType<T>;
    for (int64_t i = 0; i < block.count; ++i)
      to[i] = T(static_cast<Part>(block.reals[i]));
  }
}

/// The mantissa's bits that are lost, counted in a double.
int lostBits(DType to) {
  switch (to) {
  case DType::Half:
    return 42;
  case DType::BFloat16:
    return 45;
  case DType::Float:
    return 29;
  default:
    return 0;
  }
}

/// Sets the low `bits` bits of each mantissa to 0, in the source's own type.
void truncateMantissas(Block &block, int bits) {
  for (int64_t i = 0; i < block.count; ++i) {
    if (block.fromFloat) {
      const float value = static_cast<float>(block.reals[i]);
      uint32_t pattern;
      std::memcpy(&pattern, &value, sizeof(pattern));
      pattern &= ~((uint32_t{1} << (bits - 29)) - 1);
      float result;
      std::memcpy(&result, &pattern, sizeof(result));
      block.reals[i] = result;
    } else {
      uint64_t pattern;
      std::memcpy(&pattern, &block.reals[i], sizeof(pattern));
      pattern &= ~((uint64_t{1} << bits) - 1);
      std::memcpy(&block.reals[i], &pattern, sizeof(pattern));
    }
  }
}

using Load = void (*)(const void *from, Block &block);
using Store = void (*)(const Block &block, void *to);

Status findLoad(DType dtype, Load &load) {
  return dispatch(AllNumbers(), dtype, [&](auto tag) {
    using T = typename decltype(tag)::Type;
    load = [](const void *from, Block &block) {
      loadBlock(static_cast<const T *>(from), block);
    };
    return absl::OkStatus();
  });
}

Status findStore(DType dtype, Store &store) {
  return dispatch(AllNumbers(), dtype, [&](auto tag) {
    using T = typename decltype(tag)::Type;
    store = [](const Block &block, void *to) {
      if constexpr (std::is_integral_v<T>)
        storeIntegers(block, static_cast<T *>(to));
      else
        storeReals(block, static_cast<T *>(to));
    };
    return absl::OkStatus();
  });
}

} // namespace

Status computeCast(const ops::CastAttrs &attrs, KernelContext &context) {
  const Tensor &input = context.input(0);
  SM_ASSIGN_OR_RETURN(const ops::TensorType *type, context.outputType(0));
  const DType target = type->dtype;
  if (target == input.dtype()) {
    context.setOutput(0, input);
    return absl::OkStatus();
  }
  Load load;
  Store store;
  if (!findLoad(input.dtype(), load).ok() || !findStore(target, store).ok())
    return absl::UnimplementedError(absl::StrCat(
        "cannot cast ", dtypeName(input.dtype()), " to ", dtypeName(target)));
  const int bits = attrs.Truncate && isFloatingDType(input.dtype()) &&
                           dtypeSize(target) < dtypeSize(input.dtype())
                       ? lostBits(target)
                       : 0;
  SM_ASSIGN_OR_RETURN(Tensor * output, context.allocateOutput(0));
  const char *from = static_cast<const char *>(input.rawData());
  char *to = static_cast<char *>(output->mutableRawData());
  const int64_t fromSize = input.elementBytes();
  const int64_t toSize = output->elementBytes();
  parallelFor(input.numElements(), 1 << 14, [&](int64_t begin, int64_t end) {
    Block block;
    for (int64_t i = begin; i < end; i += kBlock) {
      block.count = std::min(kBlock, end - i);
      load(from + i * fromSize, block);
      if (bits != 0)
        truncateMantissas(block, bits);
      store(block, to + i * toSize);
    }
  });
  return absl::OkStatus();
}

} // namespace sm::runtime
