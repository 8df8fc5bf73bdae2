// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Texts of attributes, and tensors inside messages compared by elements.

#include "lib/Driver/Diff/MessageValues.h"

#include "lib/Driver/Values/Decimal.h"
#include "sm/Driver/Text.h"
#include "sm/Format/Proto/attr_value.pb.h"
#include "sm/Format/Proto/tensor.pb.h"
#include "sm/Format/Proto/tensor_shape.pb.h"
#include "sm/Format/TensorProto.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace sm::driver {
namespace {

using format::DecodedTensor;
using tensorflow::AttrValue;
using tensorflow::TensorProto;

// Elements of a list that are written out.
constexpr int kMaxListed = 64;

template <typename List, typename Function>
void appendList(const List &list, const Function &text, std::string &result) {
  int count = 0;
  for (const auto &item : list) {
    if (count++ == kMaxListed) {
      absl::StrAppend(&result, ",... (", list.size(), " in all)");
      return;
    }
    absl::StrAppend(&result, result.size() > 1 ? "," : "", text(item));
  }
}

std::string listText(const AttrValue::ListValue &list) {
  std::string result = "[";
  appendList(list.s(), quoted, result);
  appendList(list.i(), [](int64_t i) { return absl::StrCat(i); }, result);
  appendList(
      list.f(), [](float f) { return numberText(decimalOfFloat(f)); }, result);
  appendList(
      list.b(), [](bool b) { return std::string(b ? "true" : "false"); },
      result);
  appendList(list.type(), typeText, result);
  appendList(list.shape(), shapeText, result);
  appendList(list.tensor(), tensorText, result);
  appendList(
      list.func(),
      [](const tensorflow::NameAttrList &f) {
        return "@" + printable(f.name());
      },
      result);
  return result + "]";
}

std::string functionText(const tensorflow::NameAttrList &function) {
  std::string result = "@" + printable(function.name());
  if (function.attr_size() > 0)
    absl::StrAppend(&result, " with ",
                    countOf(function.attr_size(), "attribute"));
  return result;
}

/// The first `count` elements, which may be more than are stored.
std::string elements(const DecodedTensor &tensor, int64_t count) {
  const size_t size = dtypeSize(tensor.dtype());
  std::string result(tensor.bytes().data(), tensor.bytes().size());
  const std::string last = result.substr(result.size() - size);
  while (result.size() < static_cast<size_t>(count) * size)
    result += last;
  return result;
}

/// Elements from `stored` on repeat the last one on both sides, so the
/// comparison of the last stands for them.
void addRepeated(const ElementDifference &last, int64_t count,
                 ElementDifference &result) {
  result.elements += count;
  result.different += last.different * count;
  result.outside += last.outside * count;
  result.unordered += last.unordered * count;
  result.otherBits += last.otherBits * count;
  result.sumAbs += last.sumAbs * static_cast<double>(count);
}

ElementDifference compareDecoded(const DecodedTensor &a,
                                 const DecodedTensor &b) {
  const int64_t stored = std::max(a.numStored(), b.numStored());
  if (stored == 0)
    return {};
  ElementDifference result, last;
  if (a.dtype() == DType::String) {
    std::vector<Bytes> left(a.strings().begin(), a.strings().end());
    std::vector<Bytes> right(b.strings().begin(), b.strings().end());
    left.resize(static_cast<size_t>(stored), Bytes(left.back()));
    right.resize(static_cast<size_t>(stored), Bytes(right.back()));
    result = compareStrings(left, right);
    last = compareStrings({&left.back(), 1}, {&right.back(), 1});
  } else {
    const std::string left = elements(a, stored);
    const std::string right = elements(b, stored);
    const size_t size = dtypeSize(a.dtype());
    result = compareElements(a.dtype(), left.data(), right.data(), stored);
    last = compareElements(a.dtype(), left.data() + left.size() - size,
                           right.data() + right.size() - size, 1);
  }
  addRepeated(last, a.numElements() - stored, result);
  return result;
}

/// Which of the fields hold the values.
std::string storageText(const TensorProto &tensor) {
  return tensor.tensor_content().empty()
             ? "as a list"
             : absl::StrCat("as ", sizeText(static_cast<int64_t>(
                                       tensor.tensor_content().size())));
}

} // namespace

std::string quoted(std::string_view text) {
  return "'" + printable(text) + "'";
}

std::string numberText(double number) {
  if (std::isfinite(number))
    return shortestText(number);
  return std::isnan(number) ? "nan" : number > 0 ? "inf" : "-inf";
}

std::string typeText(int number) {
  const auto dtype = dtypeFromNumber(number);
  return dtype ? dtypeName(*dtype) : absl::StrCat("type ", number);
}

std::string shapeText(const tensorflow::TensorShapeProto &shape) {
  if (shape.unknown_rank())
    return "<unknown>";
  std::string result = "[";
  for (const auto &dim : shape.dim())
    absl::StrAppend(&result, result.size() > 1 ? "," : "",
                    dim.size() == -1 ? std::string("?")
                                     : absl::StrCat(dim.size()));
  return result + "]";
}

std::string tensorText(const TensorProto &tensor) {
  return typeText(tensor.dtype()) + shapeText(tensor.tensor_shape());
}

std::string attributeText(const AttrValue &attribute) {
  switch (attribute.value_case()) {
  case AttrValue::kS:
    return quoted(attribute.s());
  case AttrValue::kI:
    return absl::StrCat(attribute.i());
  case AttrValue::kF:
    return numberText(decimalOfFloat(attribute.f()));
  case AttrValue::kB:
    return attribute.b() ? "true" : "false";
  case AttrValue::kType:
    return typeText(attribute.type());
  case AttrValue::kShape:
    return shapeText(attribute.shape());
  case AttrValue::kTensor:
    return tensorText(attribute.tensor());
  case AttrValue::kList:
    return listText(attribute.list());
  case AttrValue::kFunc:
    return functionText(attribute.func());
  case AttrValue::kPlaceholder:
    return "$" + printable(attribute.placeholder());
  case AttrValue::VALUE_NOT_SET:
    break;
  }
  return "<nothing>";
}

Detail tensorDetail(const std::string &path, const TensorProto &a,
                    const TensorProto &b) {
  std::string left = tensorText(a), right = tensorText(b);
  if (left != right)
    return makeDetail(path, std::move(left), std::move(right));
  const auto decodedA = format::decodeTensor(a);
  const auto decodedB = format::decodeTensor(b);
  if (!decodedA.ok() || !decodedB.ok())
    return makeDetail(path, printable(a.ShortDebugString()),
                      printable(b.ShortDebugString()));
  const ElementDifference values = compareDecoded(*decodedA, *decodedB);
  if (values.different == 0 && values.otherBits == 0) {
    left += " stored " + storageText(a);
    right += " stored " + storageText(b);
    if (left == right)
      return makeDetail(path, printable(a.ShortDebugString()),
                        printable(b.ShortDebugString()));
    return makeDetail(path, std::move(left), std::move(right));
  }
  Detail detail = makeDetail(path, std::move(left), std::move(right));
  detail.values = values;
  return detail;
}

} // namespace sm::driver
