// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "ExportAttr.h"

#include "ExportError.h"
#include "ExportProto.h"

#include "dialects/Graph/GraphDialect.h"
#include "sm/Format/Proto/attr_value.pb.h"
#include "sm/Format/TensorProto.h"

#include "absl/strings/str_cat.h"

#include <cstring>

using namespace mlir;
namespace tfpb = tensorflow;

namespace sm::target {

/// Function values nest as deep as format::validateGraph lets them.
static constexpr int kMaxDepth = 20;

//===----------------------------------------------------------------------===//
// Types, shapes
//===----------------------------------------------------------------------===//

StatusOr<int> exportType(Type type) {
  DType dtype = tf::dtypeForType(type);
  // `!tf.resource<...>` says more than a DataType.
  if (dtype == DType::Invalid ||
      tf::typeForDType(dtype, type.getContext()) != type)
    return absl::InvalidArgumentError(absl::StrCat(
        shown(TypeAttr::get(type)), " is no type of TensorFlow's"));
  return static_cast<int>(dtype);
}

void exportShape(const PartialShape &shape, tfpb::TensorShapeProto &proto) {
  if (!shape.hasRank())
    proto.set_unknown_rank(true);
  for (int64_t dim : shape.dims())
    proto.add_dim()->set_size(dim);
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

namespace {

/// Splats above this many bytes are written as one element, whatever the
/// attribute says of its encoding.
constexpr int64_t kMaxExpandedSplat = int64_t(64) << 20;

/// Elements and how a TensorProto writes them.
class TensorExporter {
public:
  TensorExporter(ElementsAttr elements, std::optional<int64_t> count)
      : elements(elements), count(count) {}

  Status run(bool hasShape, tfpb::TensorProto &tensor);

private:
  Status writeStrings(tfpb::TensorProto &tensor);
  Status writeNumbers(size_t width, tfpb::TensorProto &tensor);
  std::vector<char> splatElement(size_t width) const;

  ElementsAttr elements;
  /// Of `#sm.encoded`; nullopt for the usual encoding.
  std::optional<int64_t> count;
  int64_t total = 0;
};

} // namespace

Status TensorExporter::run(bool hasShape, tfpb::TensorProto &tensor) {
  auto type = dyn_cast<RankedTensorType>(elements.getType());
  if (!type || !type.hasStaticShape())
    return absl::InvalidArgumentError(
        absl::StrCat(shown(elements), " is of no static tensor type"));
  PartialShape shape = tf::shapeOf(type);
  std::optional<int64_t> size = checkedNumElements(shape.dims());
  if (!size)
    return absl::InvalidArgumentError(
        absl::StrCat("shape ", shape.str(), " has too many elements"));
  total = *size;
  SM_ASSIGN_OR_RETURN(int dtype, exportType(type.getElementType()));
  tensor.set_dtype(static_cast<tfpb::DataType>(dtype));
  if (hasShape || type.getRank() > 0)
    exportShape(shape, *tensor.mutable_tensor_shape());
  if (static_cast<DType>(dtype) == DType::String)
    return writeStrings(tensor);
  size_t width = dtypeSize(static_cast<DType>(dtype));
  if (width == 0 || isRefDType(static_cast<DType>(dtype)))
    return absl::InvalidArgumentError(
        absl::StrCat(shown(TypeAttr::get(type)), " holds no plain elements"));
  return writeNumbers(width, tensor);
}

Status TensorExporter::writeStrings(tfpb::TensorProto &tensor) {
  if (total == 0)
    return absl::OkStatus();
  auto dense = dyn_cast<DenseStringElementsAttr>(elements);
  bool isSplat = dense && dense.isSplat();
  std::vector<Bytes> values;
  if (isSplat) {
    values.push_back(dense.getRawStringData().front().str());
  } else {
    SM_ASSIGN_OR_RETURN(values, saved_model::elementStrings(elements));
    if (static_cast<int64_t>(values.size()) != total)
      return absl::InvalidArgumentError(
          absl::StrCat(shown(elements), " holds ", values.size(),
                       " strings for ", total, " elements"));
  }
  int64_t listed = count.value_or(total);
  // Elements that are left out must be what readers take them for.
  bool repeats = listed > 0 || (listed == 0 && values[0].empty());
  for (size_t i = std::max<int64_t>(listed, 1); repeats && i < values.size();
       ++i)
    repeats = values[i] == values[i - 1];
  if (!repeats)
    listed = total;
  if (isSplat && listed > kMaxExpandedSplat / int64_t(sizeof(Bytes)))
    listed = 1;
  if (isSplat)
    values.assign(listed, Bytes(values.front()));
  else
    values.resize(listed);
  return format::encodeStrings(values, tensor);
}

/// The element that a dense splat repeats; empty if it is none.
std::vector<char> TensorExporter::splatElement(size_t width) const {
  auto dense = dyn_cast<DenseElementsAttr>(elements);
  if (!dense || !dense.isSplat() || total == 0)
    return {};
  if (dense.getElementType().isInteger(1))
    return {static_cast<char>(dense.getSplatValue<bool>())};
  ArrayRef<char> raw = dense.getRawData();
  if (raw.size() < width)
    return {};
  return {raw.begin(), raw.begin() + width};
}

/// `bytes` repeated `times`.
static std::vector<char> repeated(const std::vector<char> &bytes,
                                  int64_t times) {
  std::vector<char> result;
  result.reserve(bytes.size() * times);
  for (int64_t i = 0; i < times; ++i)
    result.insert(result.end(), bytes.begin(), bytes.end());
  return result;
}

Status TensorExporter::writeNumbers(size_t width, tfpb::TensorProto &tensor) {
  if (total == 0)
    return format::encodeTensor({}, std::nullopt, tensor);
  auto isZero = [](absl::Span<const char> bytes) {
    return llvm::all_of(bytes, [](char byte) { return byte == 0; });
  };
  if (std::vector<char> element = splatElement(width); !element.empty()) {
    std::optional<int64_t> listed = count;
    if (listed == 0 && !isZero(element))
      listed.reset();
    if (listed.value_or(total) > kMaxExpandedSplat / int64_t(width))
      listed = 1;
    bool isListed = listed && *listed >= 0;
    return format::encodeTensor(repeated(element, isListed ? *listed : total),
                                listed, tensor);
  }
  SM_ASSIGN_OR_RETURN(saved_model::DataBytes data,
                      saved_model::elementBytes(elements));
  absl::Span<const char> bytes = data.bytes;
  assert(bytes.size() == static_cast<size_t>(total) * width);
  // Elements that are left out must be what readers take them for.
  std::optional<int64_t> listed = count;
  if (listed == 0 && !isZero(bytes))
    listed.reset();
  if (listed && *listed > 0)
    for (int64_t i = *listed; listed && i < total; ++i)
      if (std::memcmp(&bytes[i * width], &bytes[(*listed - 1) * width],
                      width) != 0)
        listed.reset();
  return format::encodeTensor(bytes, listed, tensor);
}

Status exportTensor(Attribute attr, tfpb::TensorProto &tensor) {
  if (auto proto = dyn_cast<saved_model::ProtoAttr>(attr))
    return exportProto(proto, kNoFields, tensor);
  if (auto encoded = dyn_cast<saved_model::EncodedAttr>(attr))
    return TensorExporter(encoded.getValue(), encoded.getCount())
        .run(encoded.getHasShape(), tensor);
  if (auto elements = dyn_cast<ElementsAttr>(attr))
    return TensorExporter(elements, std::nullopt)
        .run(/*hasShape=*/true, tensor);
  return absl::InvalidArgumentError(absl::StrCat(shown(attr), " is no tensor"));
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

static Status exportValue(Attribute attr, tfpb::AttrValue &value, int depth);

static Status exportFunc(tf::FuncAttr attr, tfpb::NameAttrList &func,
                         int depth) {
  SM_RETURN_IF_ERROR(checkUTF8(attr.getName().getValue(), "function name"));
  func.set_name(attr.getName().getValue().str());
  for (NamedAttribute named : attr.getAttrs()) {
    std::string name = named.getName().str();
    SM_RETURN_IF_ERROR(checkUTF8(name, "attribute name"));
    SM_RETURN_IF_ERROR(withContext(
        exportValue(named.getValue(), (*func.mutable_attr())[name], depth + 1),
        absl::StrCat("attribute '", name, "' of the function value")));
  }
  return absl::OkStatus();
}

static Status exportProtoValue(saved_model::ProtoAttr attr,
                               tfpb::AttrValue &value) {
  StringRef type = attr.getMessage().getValue();
  if (type == "tensorflow.TensorShapeProto")
    return exportProto(attr, kNoFields, *value.mutable_shape());
  if (type == "tensorflow.TensorProto")
    return exportProto(attr, kNoFields, *value.mutable_tensor());
  return exportProto(attr, kNoFields, value);
}

/// Moves the only value of `item` to the list of its kind.
static Status addItem(tfpb::AttrValue &item, tfpb::AttrValue::ListValue &list) {
  switch (item.value_case()) {
  case tfpb::AttrValue::kS:
    list.add_s(std::move(*item.mutable_s()));
    return absl::OkStatus();
  case tfpb::AttrValue::kI:
    list.add_i(item.i());
    return absl::OkStatus();
  case tfpb::AttrValue::kF:
    list.add_f(item.f());
    return absl::OkStatus();
  case tfpb::AttrValue::kB:
    list.add_b(item.b());
    return absl::OkStatus();
  case tfpb::AttrValue::kType:
    list.add_type(item.type());
    return absl::OkStatus();
  case tfpb::AttrValue::kShape:
    list.add_shape()->Swap(item.mutable_shape());
    return absl::OkStatus();
  case tfpb::AttrValue::kTensor:
    list.add_tensor()->Swap(item.mutable_tensor());
    return absl::OkStatus();
  case tfpb::AttrValue::kFunc:
    list.add_func()->Swap(item.mutable_func());
    return absl::OkStatus();
  case tfpb::AttrValue::kList:
  case tfpb::AttrValue::kPlaceholder:
  case tfpb::AttrValue::VALUE_NOT_SET:
    break;
  }
  return absl::InvalidArgumentError(
      "a list takes strings, numbers, types, shapes, tensors or functions");
}

static Status exportList(ArrayAttr items, tfpb::AttrValue &value, int depth) {
  tfpb::AttrValue::ListValue &list = *value.mutable_list();
  std::optional<tfpb::AttrValue::ValueCase> kind;
  for (Attribute attr : items) {
    tfpb::AttrValue item;
    SM_RETURN_IF_ERROR(exportValue(attr, item, depth + 1));
    if (kind && item.value_case() != *kind)
      return absl::InvalidArgumentError(absl::StrCat(
          "the list ", shown(items), " holds values of two kinds"));
    kind = item.value_case();
    SM_RETURN_IF_ERROR(addItem(item, list));
  }
  return absl::OkStatus();
}

static Status exportInteger(IntegerAttr attr, tfpb::AttrValue &value) {
  if (!attr.getType().isSignlessInteger(64))
    return absl::InvalidArgumentError(
        absl::StrCat("an integer reads `1` or `1 : i64`, not ", shown(attr)));
  value.set_i(attr.getInt());
  return absl::OkStatus();
}

static Status exportFloat(FloatAttr attr, tfpb::AttrValue &value) {
  if (!attr.getType().isF32())
    return absl::InvalidArgumentError(
        absl::StrCat("a number reads `1.5 : f32`, not ", shown(attr)));
  value.set_f(attr.getValue().convertToFloat());
  return absl::OkStatus();
}

static Status exportValue(Attribute attr, tfpb::AttrValue &value, int depth) {
  if (depth > kMaxDepth)
    return absl::InvalidArgumentError("function values are nested too deeply");
  if (auto truth = dyn_cast<BoolAttr>(attr)) {
    value.set_b(truth.getValue());
    return absl::OkStatus();
  }
  if (auto integer = dyn_cast<IntegerAttr>(attr))
    return exportInteger(integer, value);
  if (auto number = dyn_cast<FloatAttr>(attr))
    return exportFloat(number, value);
  if (auto text = dyn_cast<StringAttr>(attr)) {
    value.set_s(text.getValue().str());
    return absl::OkStatus();
  }
  if (auto type = dyn_cast<TypeAttr>(attr)) {
    SM_ASSIGN_OR_RETURN(int number, exportType(type.getValue()));
    value.set_type(static_cast<tfpb::DataType>(number));
    return absl::OkStatus();
  }
  if (auto shape = dyn_cast<tf::ShapeAttr>(attr)) {
    exportShape(shape.getShape(), *value.mutable_shape());
    return absl::OkStatus();
  }
  if (auto func = dyn_cast<tf::FuncAttr>(attr))
    return exportFunc(func, *value.mutable_func(), depth);
  if (auto placeholder = dyn_cast<graph::PlaceholderAttr>(attr)) {
    SM_RETURN_IF_ERROR(checkUTF8(placeholder.getName(), "placeholder"));
    value.set_placeholder(placeholder.getName().str());
    return absl::OkStatus();
  }
  if (auto proto = dyn_cast<saved_model::ProtoAttr>(attr))
    return exportProtoValue(proto, value);
  if (isa<ElementsAttr, saved_model::EncodedAttr>(attr))
    return exportTensor(attr, *value.mutable_tensor());
  if (auto list = dyn_cast<ArrayAttr>(attr))
    return exportList(list, value, depth);
  if (isa<UnitAttr>(attr))
    return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("no AttrValue can say ", shown(attr)));
}

Status exportAttr(Attribute attr, tfpb::AttrValue &value) {
  return exportValue(attr, value, /*depth=*/0);
}

} // namespace sm::target
