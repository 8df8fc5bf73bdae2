// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "ConstantElements.h"

#include "dialects/SM/ElementNumbers.h"
#include "dialects/SM/SMDialect.h"
#include "dialects/StableHLO/MovementOps.h"

#include <cstring>
#include <memory>
#include <vector>

using namespace mlir;

namespace sm {

ElementsAttr constantBehind(Value value) {
  auto op = value.getDefiningOp<stablehlo::ConstantOp>();
  return op ? op.getValue() : ElementsAttr();
}

std::optional<double> uniformNumber(Value value) {
  ElementsAttr attr = constantBehind(value);
  // Looking at all elements, each time that one asks, would cost too much.
  if (!attr || !attr.isSplat())
    return std::nullopt;
  return saved_model::uniformNumber(attr);
}

static bool isExtreme(Value value, bool isLow) {
  ElementsAttr attr = constantBehind(value);
  if (!attr || !attr.isSplat())
    return false;
  if (isa<FloatType>(attr.getElementType())) {
    APFloat number = attr.getSplatValue<APFloat>();
    return number.isInfinity() && number.isNegative() == isLow;
  }
  auto integer = dyn_cast<IntegerType>(attr.getElementType());
  if (!integer)
    return false;
  APInt number = attr.getSplatValue<APInt>();
  if (integer.isUnsigned() || integer.getWidth() == 1)
    return isLow ? number.isMinValue() : number.isMaxValue();
  return isLow ? number.isMinSignedValue() : number.isMaxSignedValue();
}

bool isLowest(Value value) { return isExtreme(value, /*isLow=*/true); }
bool isHighest(Value value) { return isExtreme(value, /*isLow=*/false); }

ElementsAttr withShape(ElementsAttr elements, ArrayRef<int64_t> shape) {
  auto type = RankedTensorType::get(shape, elements.getElementType());
  if (auto dense = dyn_cast<DenseElementsAttr>(elements))
    return dense.isSplat() ? dense.resizeSplat(type) : dense.reshape(type);
  if (auto data = dyn_cast<saved_model::DataAttr>(elements))
    return saved_model::DataAttr::get(elements.getContext(), data.getSource(),
                                      data.getKey(), type);
  return {};
}

SmallVector<int64_t> rowMajorStrides(ArrayRef<int64_t> shape) {
  SmallVector<int64_t> strides(shape.size(), 1);
  for (size_t i = shape.size(); i-- > 1;)
    strides[i - 1] = strides[i] * shape[i];
  return strides;
}

namespace {

/// A walk over the places of a shape, in order, that copies elements.
template <typename T>
struct Walk {
  ArrayRef<int64_t> shape, strides;
  const char *from;
  char *to;

  void run(size_t dim, int64_t offset) {
    if (dim == shape.size()) {
      copy(offset);
      return;
    }
    bool isInner = dim + 1 == shape.size();
    for (int64_t i = 0; i < shape[dim]; ++i, offset += strides[dim])
      if (isInner)
        copy(offset);
      else
        run(dim + 1, offset);
  }

private:
  void copy(int64_t offset) {
    std::memcpy(to, from + offset * static_cast<int64_t>(sizeof(T)), sizeof(T));
    to += sizeof(T);
  }
};

} // namespace

static void copyElements(size_t width, ArrayRef<int64_t> shape,
                         ArrayRef<int64_t> strides, int64_t offset,
                         const char *from, char *to) {
  switch (width) {
  case 1:
    return Walk<uint8_t>{shape, strides, from, to}.run(0, offset);
  case 2:
    return Walk<uint16_t>{shape, strides, from, to}.run(0, offset);
  case 4:
    return Walk<uint32_t>{shape, strides, from, to}.run(0, offset);
  case 8:
    return Walk<uint64_t>{shape, strides, from, to}.run(0, offset);
  default:
    return;
  }
}

ElementsAttr rearranged(ElementsAttr elements, ArrayRef<int64_t> shape,
                        int64_t offset, ArrayRef<int64_t> strides) {
  auto type = RankedTensorType::get(shape, elements.getElementType());
  if (auto dense = dyn_cast<DenseElementsAttr>(elements);
      dense && dense.isSplat())
    return dense.resizeSplat(type);
  if (!elements.getElementType().isIntOrFloat() || type.getNumElements() == 0)
    return {};
  StatusOr<saved_model::DataBytes> data = saved_model::elementBytes(elements);
  if (!data.ok())
    return {};
  size_t width = data->bytes.size() / elements.getNumElements();
  if (width != 1 && width != 2 && width != 4 && width != 8)
    return {};
  auto bytes =
      std::make_shared<std::vector<char>>(width * type.getNumElements());
  copyElements(width, shape, strides, offset, data->bytes.data(),
               bytes->data());
  return saved_model::elementsFor(type, absl::MakeConstSpan(*bytes), bytes);
}

} // namespace sm
