// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Makes inputs up.

#include "sm/Driver/InventedValues.h"

#include "lib/Driver/Values/InventedExamples.h"
#include "sm/Support/Half.h"

#include "absl/strings/str_cat.h"

#include <cstring>
#include <random>

namespace sm::driver {
namespace {

using runtime::Port;
using runtime::Tensor;

Shape inventShape(const Port &port, int64_t batch) {
  if (!port.type.shape.hasRank())
    return Shape({batch});
  Shape shape;
  for (int64_t size : port.type.shape.dims())
    shape.append(size < 0 ? batch : size);
  return shape;
}

/// Uniform in [0,1) with 24 bits, the same for every library.
float nextFloat(std::mt19937_64 &random) {
  return static_cast<float>(random() >> 40) * 0x1p-24f;
}

void fillFloats(Tensor &tensor, std::mt19937_64 &random) {
  for (int64_t i = 0; i < tensor.numElements(); ++i) {
    const float value = nextFloat(random);
    switch (tensor.dtype()) {
    case DType::Float:
      tensor.mutableData<float>()[i] = value;
      break;
    case DType::Double:
      tensor.mutableData<double>()[i] = static_cast<double>(value);
      break;
    case DType::Half:
      tensor.mutableData<uint16_t>()[i] = floatToHalf(value);
      break;
    default:
      tensor.mutableData<uint16_t>()[i] = floatToBFloat16(value);
    }
  }
}

/// Writes 0 or 1 into each little-endian element: an index into anything.
void fillBits(Tensor &tensor, std::mt19937_64 &random) {
  const size_t size = dtypeSize(tensor.dtype());
  char *bytes = static_cast<char *>(tensor.mutableRawData());
  std::memset(bytes, 0, tensor.numBytes());
  for (size_t offset = 0; offset < tensor.numBytes(); offset += size)
    bytes[offset] = static_cast<char>(random() & 1);
}

/// Texts, or examples with `features` if these are given.
void fillStrings(const std::vector<DenseFeature> *features, Tensor &tensor,
                 std::mt19937_64 &random) {
  for (int64_t i = 0; i < tensor.numElements(); ++i)
    tensor.mutableData<Bytes>()[i] =
        features ? inventExample(*features, random)
                 : Bytes(absl::StrCat("sample text ", i));
}

StatusOr<Tensor> inventValue(const Port &port,
                             const std::vector<DenseFeature> *features,
                             int64_t batch, std::mt19937_64 &random) {
  const Shape shape = inventShape(port, batch);
  if (!checkedNumElements(shape.dims()))
    return absl::InvalidArgumentError(
        absl::StrCat("its shape ", shape.str(), " is too large"));
  const DType dtype = port.type.dtype;
  const bool isFloat = isFloatingDType(dtype);
  if (!isFloat && !isIntegerDType(dtype) && dtype != DType::Bool &&
      dtype != DType::String)
    return absl::UnimplementedError(
        absl::StrCat("no values of type ", dtypeName(dtype),
                     " can be made up; give --inputs"));
  SM_ASSIGN_OR_RETURN(Tensor tensor, Tensor::allocate(dtype, shape));
  if (isFloat)
    fillFloats(tensor, random);
  else if (dtype == DType::String)
    fillStrings(features, tensor, random);
  else
    fillBits(tensor, random);
  return tensor;
}

} // namespace

StatusOr<std::vector<Tensor>> inventValues(const runtime::Program &program,
                                           int64_t batch, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<Tensor> tensors;
  const auto parsed = parsedInputs(program);
  for (const Port &port : program.inputs) {
    if (port.defaultValue) {
      tensors.push_back(*port.defaultValue);
      continue;
    }
    const auto features = parsed.find(port.slot);
    auto tensor = inventValue(
        port, features == parsed.end() ? nullptr : &features->second, batch,
        random);
    if (!tensor.ok())
      return withContext(tensor.status(), "input '" + port.name + "'");
    tensors.push_back(*std::move(tensor));
  }
  return tensors;
}

} // namespace sm::driver
