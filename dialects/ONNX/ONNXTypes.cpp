// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Types, constants and attribute values between MLIR and ONNX.

#include "dialects/ONNX/ONNXOperators.h"
#include "dialects/TF/TFDialect.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;

namespace sm::onnx {

using format::ONNXDataType;
using format::ONNXTensor;
using format::ONNXType;
using format::ONNXValue;

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

static ONNXDataType integerType(IntegerType type) {
  bool isUnsigned = type.isUnsigned();
  if (type.isSigned())
    return ONNXDataType::Undefined;
  switch (type.getWidth()) {
  case 1:
    return isUnsigned ? ONNXDataType::Undefined : ONNXDataType::Bool;
  case 8:
    return isUnsigned ? ONNXDataType::UInt8 : ONNXDataType::Int8;
  case 16:
    return isUnsigned ? ONNXDataType::UInt16 : ONNXDataType::Int16;
  case 32:
    return isUnsigned ? ONNXDataType::UInt32 : ONNXDataType::Int32;
  case 64:
    return isUnsigned ? ONNXDataType::UInt64 : ONNXDataType::Int64;
  default:
    return ONNXDataType::Undefined;
  }
}

int64_t dataTypeOf(Type type) {
  using T = ONNXDataType;
  T result =
      TypeSwitch<Type, T>(type)
          .Case([](IntegerType t) { return integerType(t); })
          .Case([](Float32Type) { return T::Float; })
          .Case([](Float64Type) { return T::Double; })
          .Case([](Float16Type) { return T::Float16; })
          .Case([](BFloat16Type) { return T::BFloat16; })
          .Case([](ComplexType t) {
            if (t.getElementType().isF32())
              return T::Complex64;
            return t.getElementType().isF64() ? T::Complex128 : T::Undefined;
          })
          .Case([](tf::StringType) { return T::String; })
          .Default([](Type) { return T::Undefined; });
  return static_cast<int64_t>(result);
}

Type typeForDataType(int64_t dataType, MLIRContext *context) {
  Builder b(context);
  auto integer = [&](unsigned width, bool isUnsigned) -> Type {
    return IntegerType::get(context, width,
                            isUnsigned ? IntegerType::Unsigned
                                       : IntegerType::Signless);
  };
  switch (static_cast<ONNXDataType>(dataType)) {
  case ONNXDataType::Undefined:
    return {};
  case ONNXDataType::Float:
    return b.getF32Type();
  case ONNXDataType::Double:
    return b.getF64Type();
  case ONNXDataType::Float16:
    return b.getF16Type();
  case ONNXDataType::BFloat16:
    return b.getBF16Type();
  case ONNXDataType::Bool:
    return b.getI1Type();
  case ONNXDataType::Int8:
    return integer(8, false);
  case ONNXDataType::UInt8:
    return integer(8, true);
  case ONNXDataType::Int16:
    return integer(16, false);
  case ONNXDataType::UInt16:
    return integer(16, true);
  case ONNXDataType::Int32:
    return integer(32, false);
  case ONNXDataType::UInt32:
    return integer(32, true);
  case ONNXDataType::Int64:
    return integer(64, false);
  case ONNXDataType::UInt64:
    return integer(64, true);
  case ONNXDataType::Complex64:
    return ComplexType::get(b.getF32Type());
  case ONNXDataType::Complex128:
    return ComplexType::get(b.getF64Type());
  case ONNXDataType::String:
    return tf::StringType::get(context);
  }
  return {};
}

ONNXType toONNX(Type type) {
  ONNXType result;
  auto tensor = dyn_cast<TensorType>(type);
  if (!tensor)
    return result;
  result.element =
      static_cast<ONNXDataType>(dataTypeOf(tensor.getElementType()));
  if (!tensor.hasRank())
    return result;
  result.shape.emplace();
  for (int64_t dim : tensor.getShape())
    result.shape->push_back({ShapedType::isDynamic(dim) ? -1 : dim, ""});
  return result;
}

Type fromONNX(const ONNXType &type, MLIRContext *context) {
  Type element = typeForDataType(static_cast<int64_t>(type.element), context);
  if (!element)
    return {};
  if (!type.shape)
    return UnrankedTensorType::get(element);
  SmallVector<int64_t> dims;
  for (const format::ONNXDim &dim : *type.shape)
    dims.push_back(dim.size < 0 ? ShapedType::kDynamic : dim.size);
  return RankedTensorType::get(dims, element);
}

Type mergeTypes(Type a, Type b) {
  auto first = dyn_cast<TensorType>(a), second = dyn_cast<TensorType>(b);
  if (a == b || !first || !second)
    return a == b ? a : Type();
  if (first.getElementType() != second.getElementType())
    return {};
  if (!first.hasRank() || !second.hasRank())
    return first.hasRank() ? a : b;
  if (first.getRank() != second.getRank())
    return {};
  SmallVector<int64_t> dims;
  for (auto [x, y] : llvm::zip(first.getShape(), second.getShape())) {
    if (!ShapedType::isDynamic(x) && !ShapedType::isDynamic(y) && x != y)
      return {};
    dims.push_back(ShapedType::isDynamic(x) ? y : x);
  }
  return RankedTensorType::get(dims, first.getElementType());
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

/// Larger constants are of no use to inference.
static constexpr int64_t kMaxSmallElements = 1024;

template <typename Word>
static bool appendWords(ElementsAttr elements, size_t size,
                        std::string &bytes) {
  auto values = elements.tryGetValues<Word>();
  if (!values)
    return false;
  for (const Word &value : *values) {
    APInt bits;
    if constexpr (std::is_same_v<Word, APFloat>)
      bits = value.bitcastToAPInt();
    else
      bits = value;
    uint64_t raw = bits.getZExtValue();
    bytes.append(reinterpret_cast<const char *>(&raw), size);
  }
  return true;
}

std::optional<ONNXTensor> smallTensor(ElementsAttr elements) {
  ShapedType type = elements.getShapedType();
  Type element = type.getElementType();
  ONNXTensor tensor;
  tensor.type = static_cast<ONNXDataType>(dataTypeOf(element));
  if (tensor.type == ONNXDataType::Undefined || !type.hasStaticShape() ||
      type.getNumElements() > kMaxSmallElements)
    return std::nullopt;
  tensor.dims.assign(type.getShape().begin(), type.getShape().end());
  if (auto strings = dyn_cast<DenseStringElementsAttr>(elements)) {
    for (StringRef string : strings.getValues<StringRef>())
      tensor.strings.push_back(string.str());
    return tensor;
  }
  auto bytes = std::make_shared<std::string>();
  size_t size = format::onnxElementSize(tensor.type);
  bool isRead = isa<FloatType>(element)
                    ? appendWords<APFloat>(elements, size, *bytes)
                    : isa<IntegerType>(element) &&
                          appendWords<APInt>(elements, size, *bytes);
  if (!isRead)
    return std::nullopt;
  tensor.bytes = absl::MakeConstSpan(bytes->data(), bytes->size());
  tensor.owner = std::move(bytes);
  return tensor;
}

/// The type of elements, with the elements themselves if they are few.
static ONNXTensor tensorOf(ElementsAttr elements) {
  if (auto small = smallTensor(elements))
    return *small;
  ONNXTensor tensor;
  ShapedType type = elements.getShapedType();
  tensor.type = static_cast<ONNXDataType>(dataTypeOf(type.getElementType()));
  tensor.dims.assign(type.getShape().begin(), type.getShape().end());
  return tensor;
}

ONNXValue valueOf(Attribute attribute) {
  return TypeSwitch<Attribute, ONNXValue>(attribute)
      .Case([](IntegerAttr a) { return a.getInt(); })
      .Case(
          [](FloatAttr a) { return static_cast<float>(a.getValueAsDouble()); })
      .Case([](StringAttr a) { return a.getValue().str(); })
      .Case([](DenseI64ArrayAttr a) { return a.asArrayRef().vec(); })
      .Case([](DenseF32ArrayAttr a) { return a.asArrayRef().vec(); })
      .Case([](ArrayAttr a) {
        std::vector<std::string> strings;
        for (auto string : a.getAsRange<StringAttr>())
          strings.push_back(string.getValue().str());
        return strings;
      })
      .Case([](ElementsAttr a) { return tensorOf(a); })
      .Default([](Attribute) { return std::monostate(); });
}

} // namespace sm::onnx
