// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "ImportAttr.h"

#include "ImportProto.h"

#include "dialects/Graph/GraphDialect.h"
#include "sm/Format/Proto/attr_value.pb.h"
#include "sm/Format/Proto/tensor.pb.h"
#include "sm/Format/TensorProto.h"

#include "mlir/IR/Builders.h"

#include "absl/strings/str_cat.h"

#include <optional>

using namespace mlir;
namespace tfpb = tensorflow;

namespace sm::target {

//===----------------------------------------------------------------------===//
// Types, shapes, functions, lists
//===----------------------------------------------------------------------===//

Attribute AttrImporter::importType(int number) const {
  std::optional<DType> dtype = dtypeFromNumber(number);
  return dtype ? TypeAttr::get(tf::typeForDType(*dtype, context)) : Attribute();
}

bool isPlainShape(const tfpb::TensorShapeProto &shape) {
  bool isPlain = shape.GetReflection()->GetUnknownFields(shape).empty() &&
                 !(shape.unknown_rank() && shape.dim_size() > 0);
  for (const tfpb::TensorShapeProto::Dim &dim : shape.dim())
    isPlain &= dim.name().empty() && dim.size() >= kUnknownDim &&
               dim.GetReflection()->GetUnknownFields(dim).empty();
  return isPlain;
}

Attribute AttrImporter::importShape(const tfpb::TensorShapeProto &shape) const {
  if (!isPlainShape(shape))
    return importProto(shape, context);
  PartialShape dims =
      shape.unknown_rank() ? PartialShape::unranked() : PartialShape::scalar();
  for (const tfpb::TensorShapeProto::Dim &dim : shape.dim())
    dims.append(dim.size());
  return tf::ShapeAttr::get(context, dims);
}

/// How many kinds of elements a list has; more than one is no list TensorFlow
/// writes.
static int kindsIn(const tfpb::AttrValue::ListValue &list) {
  return (list.s_size() > 0) + (list.i_size() > 0) + (list.f_size() > 0) +
         (list.b_size() > 0) + (list.type_size() > 0) +
         (list.shape_size() > 0) + (list.tensor_size() > 0) +
         (list.func_size() > 0);
}

StatusOr<Attribute>
AttrImporter::importList(const tfpb::AttrValue &value) const {
  const tfpb::AttrValue::ListValue &list = value.list();
  Builder b(context);
  SmallVector<Attribute> items;
  for (const std::string &item : list.s())
    items.push_back(b.getStringAttr(item));
  for (int64_t item : list.i())
    items.push_back(b.getI64IntegerAttr(item));
  for (float item : list.f())
    items.push_back(b.getF32FloatAttr(item));
  for (bool item : list.b())
    items.push_back(b.getBoolAttr(item));
  for (int item : list.type())
    items.push_back(importType(item));
  for (const tfpb::TensorShapeProto &item : list.shape())
    items.push_back(importShape(item));
  for (const tfpb::TensorProto &item : list.tensor()) {
    SM_ASSIGN_OR_RETURN(Attribute tensor, importTensor(item));
    items.push_back(tensor);
  }
  for (const tfpb::NameAttrList &item : list.func()) {
    tfpb::AttrValue single;
    *single.mutable_func() = item;
    SM_ASSIGN_OR_RETURN(Attribute func, importAttr(single));
    items.push_back(func);
  }
  bool isPlain = list.GetReflection()->GetUnknownFields(list).empty() &&
                 kindsIn(list) <= 1 && !llvm::is_contained(items, Attribute());
  return isPlain ? Attribute(b.getArrayAttr(items))
                 : Attribute(importProto(value, context));
}

StatusOr<Attribute>
AttrImporter::importAttr(const tfpb::AttrValue &value) const {
  Builder b(context);
  if (!value.GetReflection()->GetUnknownFields(value).empty())
    return Attribute(importProto(value, context));
  switch (value.value_case()) {
  case tfpb::AttrValue::kS:
    return Attribute(b.getStringAttr(value.s()));
  case tfpb::AttrValue::kI:
    return Attribute(b.getI64IntegerAttr(value.i()));
  case tfpb::AttrValue::kF:
    return Attribute(b.getF32FloatAttr(value.f()));
  case tfpb::AttrValue::kB:
    return Attribute(b.getBoolAttr(value.b()));
  case tfpb::AttrValue::kType:
    if (Attribute type = importType(value.type()))
      return type;
    return Attribute(importProto(value, context));
  case tfpb::AttrValue::kShape:
    return importShape(value.shape());
  case tfpb::AttrValue::kTensor:
    return importTensor(value.tensor());
  case tfpb::AttrValue::kList:
    return importList(value);
  case tfpb::AttrValue::kPlaceholder:
    return Attribute(graph::PlaceholderAttr::get(context, value.placeholder()));
  case tfpb::AttrValue::kFunc: {
    const tfpb::NameAttrList &func = value.func();
    NamedAttrList attrs;
    for (const auto &[name, attr] : func.attr()) {
      if (name.empty())
        return Attribute(importProto(value, context));
      SM_ASSIGN_OR_RETURN(Attribute converted, importAttr(attr));
      attrs.append(name, converted);
    }
    if (func.name().empty() ||
        !func.GetReflection()->GetUnknownFields(func).empty())
      return Attribute(importProto(value, context));
    return Attribute(
        tf::FuncAttr::get(context, FlatSymbolRefAttr::get(context, func.name()),
                          attrs.getDictionary(context)));
  }
  case tfpb::AttrValue::VALUE_NOT_SET:
    return Attribute(b.getUnitAttr());
  }
  return Attribute();
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

/// Elements in the typed list that belongs to `dtype`, in the proto's own count
/// (a complex number is two).
static int64_t ownListSize(const tfpb::TensorProto &t, DType dtype) {
  switch (dtype) {
  case DType::Float:
    return t.float_val_size();
  case DType::Double:
    return t.double_val_size();
  case DType::Complex64:
    return t.scomplex_val_size();
  case DType::Complex128:
    return t.dcomplex_val_size();
  case DType::Int64:
    return t.int64_val_size();
  case DType::UInt64:
    return t.uint64_val_size();
  case DType::UInt32:
    return t.uint32_val_size();
  case DType::String:
    return t.string_val_size();
  case DType::Bool:
    return t.bool_val_size();
  case DType::Half:
  case DType::BFloat16:
    return t.half_val_size();
  case DType::Float8E5M2:
  case DType::Float8E4M3FN:
  case DType::Float8E4M3FNUZ:
  case DType::Float8E4M3B11FNUZ:
  case DType::Float8E5M2FNUZ:
  case DType::Float4E2M1FN:
    return static_cast<int64_t>(t.float8_val().size());
  default:
    return t.int_val_size();
  }
}

/// Elements in the typed list that belongs to the tensor's dtype; -1 if another
/// list is set too.
static int64_t typedListCount(const tfpb::TensorProto &t, DType dtype) {
  const int64_t sizes[] = {
      t.float_val_size(),    t.double_val_size(),
      t.int_val_size(),      t.string_val_size(),
      t.scomplex_val_size(), t.int64_val_size(),
      t.bool_val_size(),     t.dcomplex_val_size(),
      t.half_val_size(),     t.uint32_val_size(),
      t.uint64_val_size(),   t.resource_handle_val_size(),
      t.variant_val_size(),  static_cast<int64_t>(t.float8_val().size())};
  int64_t count = 0;
  for (int64_t size : sizes)
    count += size;
  if (count != ownListSize(t, dtype))
    return -1;
  return isComplexDType(dtype) ? count / 2 : count;
}

/// True if each value of the lists and bytes is one of the dtype: others are
/// cut when they are decoded.
static bool valuesFit(const tfpb::TensorProto &tensor, DType dtype) {
  size_t bits = dtypeBits(dtype);
  if (bits == 0 || bits >= 32)
    return true;
  bool isUnsigned = dtype == DType::UInt8 || dtype == DType::UInt16 ||
                    dtype == DType::QUInt8 || dtype == DType::QUInt16 ||
                    dtype == DType::UInt4 || dtype == DType::UInt2;
  int64_t low = isUnsigned ? 0 : -(int64_t(1) << (bits - 1));
  int64_t high = low + (int64_t(1) << bits) - 1;
  auto isUnusedClear = [&](char byte) {
    return static_cast<unsigned char>(byte) >> bits == 0;
  };
  return llvm::all_of(
             tensor.int_val(),
             [&](int value) { return value >= low && value <= high; }) &&
         llvm::all_of(
             tensor.half_val(),
             [](int value) { return value >= 0 && value <= 0xFFFF; }) &&
         (bits >= 8 || (llvm::all_of(tensor.tensor_content(), isUnusedClear) &&
                        llvm::all_of(tensor.float8_val(), isUnusedClear)));
}

/// The encoding as `#sm.encoded` counts it; nullopt for the usual one. Fails
/// (INT64_MIN) for an encoding that only the message itself can show.
static constexpr int64_t kUnusual = INT64_MIN;
static std::optional<int64_t> encodingOf(const tfpb::TensorProto &tensor,
                                         const format::DecodedTensor &decoded) {
  int64_t count = decoded.numElements();
  int64_t listed = typedListCount(tensor, decoded.dtype());
  bool hasContent = !tensor.tensor_content().empty();
  if (listed < 0 || listed > count || tensor.version_number() != 0 ||
      (hasContent && listed != 0) || !isPlainShape(tensor.tensor_shape()) ||
      !valuesFit(tensor, decoded.dtype()) ||
      !tensor.GetReflection()->GetUnknownFields(tensor).empty())
    return kUnusual;
  if (decoded.dtype() == DType::String)
    return hasContent        ? std::optional<int64_t>(kUnusual)
           : listed == count ? std::nullopt
                             : std::optional<int64_t>(listed);
  if (hasContent)
    return count == 1 ? std::optional<int64_t>(-1) : std::nullopt;
  if (count == 0 || (count == 1 && listed == 1))
    return std::nullopt;
  return listed;
}

/// Expanding a shortened tensor may cost this much more than the file.
static constexpr int64_t kMaxExpansion = int64_t(64) << 20;

static StatusOr<ElementsAttr>
stringElements(const format::DecodedTensor &decoded, ShapedType type) {
  SmallVector<StringRef> values;
  for (const Bytes &value : decoded.strings())
    values.push_back(value);
  if (!values.empty() && !decoded.isSplat()) {
    if (decoded.numElements() - decoded.numStored() > kMaxExpansion / 32)
      return absl::InvalidArgumentError(absl::StrCat(
          "a string tensor of ", decoded.numElements(), " elements gives only ",
          decoded.numStored(), " of them"));
    values.resize(decoded.numElements(), values.back());
  }
  return ElementsAttr(DenseStringElementsAttr::get(type, values));
}

/// What keeps the bytes of a constant alive: the decoded tensor where it holds
/// them, the proto where it only refers to them.
struct KeptTensor {
  format::DecodedTensor decoded;
  std::shared_ptr<const void> proto;
};

static StatusOr<ElementsAttr>
numberElements(format::DecodedTensor tensor, ShapedType type,
               std::shared_ptr<const void> proto) {
  auto kept = std::make_shared<KeptTensor>(
      KeptTensor{std::move(tensor), std::move(proto)});
  const format::DecodedTensor &decoded = kept->decoded;
  absl::Span<const char> bytes = decoded.bytes();
  int64_t missing = decoded.numElements() - decoded.numStored();
  bool isBuiltin =
      isa<IntegerType, FloatType, ComplexType>(type.getElementType());
  if (missing == 0)
    return saved_model::elementsFor(type, bytes, kept);
  if (decoded.isSplat() && isBuiltin) {
    if (type.getElementType().isInteger(1))
      return ElementsAttr(DenseElementsAttr::get(type, bytes[0] != 0));
    return ElementsAttr(DenseElementsAttr::getFromRawBuffer(
        type, ArrayRef<char>(bytes.data(), bytes.size())));
  }
  int64_t size = static_cast<int64_t>(dtypeSize(decoded.dtype()));
  if (missing > kMaxExpansion / size)
    return absl::InvalidArgumentError(
        absl::StrCat("a tensor of ", decoded.numElements(),
                     " elements gives only ", decoded.numStored(), " of them"));
  auto copy = std::make_shared<std::vector<char>>(decoded.numElements() * size);
  SM_RETURN_IF_ERROR(decoded.copyTo(absl::MakeSpan(*copy)));
  return saved_model::elementsFor(type, absl::MakeConstSpan(*copy), copy);
}

StatusOr<Attribute>
AttrImporter::importTensor(const tfpb::TensorProto &tensor) const {
  StatusOr<format::DecodedTensor> decoded = format::decodeTensor(tensor);
  if (absl::IsUnimplemented(decoded.status()))
    return Attribute(importProto(tensor, context));
  SM_RETURN_IF_ERROR(decoded.status());
  std::optional<int64_t> encoding = encodingOf(tensor, *decoded);
  if (encoding == kUnusual)
    return Attribute(importProto(tensor, context));
  Type element = tf::typeForDType(decoded->dtype(), context);
  auto type =
      cast<ShapedType>(tf::tensorType(element, PartialShape(decoded->shape())));
  StatusOr<ElementsAttr> elements =
      decoded->dtype() == DType::String
          ? stringElements(*decoded, type)
          : numberElements(std::move(*decoded), type, owner);
  SM_RETURN_IF_ERROR(elements.status());
  bool hasShape = tensor.has_tensor_shape();
  if (!encoding && hasShape)
    return Attribute(*elements);
  return Attribute(saved_model::EncodedAttr::get(
      context, *elements, encoding.value_or(1), hasShape));
}

} // namespace sm::target
