// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The layout of tensors as text: which elements are shown, columns, lines.

#include "sm/Driver/PrintTensor.h"

#include "lib/Driver/Values/Decimal.h"
#include "lib/Driver/Values/TensorElements.h"
#include "sm/Driver/Text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace sm::driver {
namespace {

using runtime::Tensor;

// numpy's own limits, so that people see what they know.
constexpr size_t kLineWidth = 75;
constexpr int64_t kEdgeItems = 3;
constexpr int kPrecision = 8;

/// The indices shown of a dimension; -1 stands for "...".
std::vector<int64_t> shownIndices(int64_t size, bool isSummary) {
  std::vector<int64_t> indices;
  for (int64_t i = 0; i < size; ++i) {
    if (isSummary && i == kEdgeItems && size > 2 * kEdgeItems) {
      indices.push_back(-1);
      i = size - kEdgeItems;
    }
    indices.push_back(i);
  }
  return indices;
}

/// Turns elements into words of one width.
class Words {
public:
  virtual ~Words() = default;
  virtual std::string word(int64_t element) const = 0;
};

/// Words whose texts do not depend on each other, padded on the left.
class PlainWords : public Words {
public:
  PlainWords(const Tensor &tensor, const std::vector<int64_t> &shown)
      : tensor(tensor) {
    if (tensor.dtype() == DType::String)
      return; // numpy pads strings; unpadded ones are easier to read.
    for (int64_t element : shown)
      width = std::max(width, elementText(tensor, element).size());
  }

  std::string word(int64_t element) const override {
    std::string text = elementText(tensor, element);
    return std::string(width - std::min(width, text.size()), ' ') + text;
  }

private:
  const Tensor &tensor;
  size_t width = 0;
};

/// Floating numbers, aligned at the point.
class FloatWords : public Words {
public:
  FloatWords(const Tensor &tensor, const std::vector<int64_t> &shown)
      : tensor(tensor) {
    measureRange(shown);
    for (int64_t element : shown) {
      const double value = elementDecimal(tensor, element);
      if (std::isfinite(value) && useExponent)
        digits = std::max(digits, exponentDigits(value));
    }
    for (int64_t element : shown) {
      const double value = elementDecimal(tensor, element);
      const std::string text = textOf(value);
      const size_t point = text.find('.');
      if (!std::isfinite(value)) {
        whole = std::max(whole, text.size());
        continue;
      }
      before = std::max(before, point);
      after = std::max(after, text.size() - point - 1);
    }
    whole = std::max(whole, before + 1 + after);
  }

  std::string word(int64_t element) const override {
    const double value = elementDecimal(tensor, element);
    std::string text = textOf(value);
    if (std::isfinite(value)) {
      const size_t point = text.find('.');
      text.append(after - (text.size() - point - 1), ' ');
    }
    return std::string(whole - text.size(), ' ') + text;
  }

private:
  void measureRange(const std::vector<int64_t> &shown) {
    double least = 0, most = 0;
    for (int64_t element : shown) {
      const double size = std::fabs(elementDecimal(tensor, element));
      if (!std::isfinite(size) || size == 0)
        continue;
      most = std::max(most, size);
      least = least == 0 ? size : std::min(least, size);
    }
    useExponent = most >= exponentFrom() ||
                  (most > 0 && (least < 1e-4 || most / least > 1e3));
  }

  /// The size from which a type without so many digits shows an exponent.
  double exponentFrom() const {
    switch (tensor.dtype()) {
    case DType::Double:
      return 1e8;
    case DType::Float:
      return 1e6;
    default:
      return 1e3;
    }
  }

  std::string textOf(double value) const {
    if (std::isnan(value))
      return "nan";
    if (std::isinf(value))
      return value < 0 ? "-inf" : "inf";
    return useExponent ? exponentText(value, digits)
                       : fixedText(value, kPrecision);
  }

  const Tensor &tensor;
  bool useExponent = false;
  int digits = 0;
  size_t before = 0, after = 0, whole = 0;
};

/// Lays the words out in brackets.
class Layout {
public:
  Layout(const Tensor &tensor, bool isSummary)
      : tensor(tensor), isSummary(isSummary) {
    collectShown(0, 0);
    if (isFloatingDType(tensor.dtype()))
      words = std::make_unique<FloatWords>(tensor, shown);
    else
      words = std::make_unique<PlainWords>(tensor, shown);
  }

  std::string text() const { return block(0, 0, 1, kLineWidth); }

private:
  void collectShown(int depth, int64_t offset) {
    if (depth == tensor.rank()) {
      shown.push_back(offset);
      return;
    }
    for (int64_t index : shownIndices(tensor.dim(depth), isSummary))
      if (index >= 0)
        collectShown(depth + 1, offset * tensor.dim(depth) + index);
  }

  /// Dimension `depth` and those inside it. Lines after the first begin with
  /// `indent` blanks; `width` is what closing brackets leave of the line.
  std::string block(int depth, int64_t offset, size_t indent,
                    size_t width) const {
    const int64_t size = tensor.dim(depth);
    if (depth + 1 == tensor.rank())
      return row(size, offset * size, indent, width);
    const std::string separator(static_cast<size_t>(tensor.rank() - depth - 1),
                                '\n');
    const std::string margin(indent, ' ');
    std::string result = "[";
    bool isFirst = true;
    for (int64_t index : shownIndices(size, isSummary)) {
      if (!isFirst)
        absl::StrAppend(&result, separator, margin);
      isFirst = false;
      absl::StrAppend(&result, index < 0
                                   ? std::string("...")
                                   : block(depth + 1, offset * size + index,
                                           indent + 1, width - 1));
    }
    return result + "]";
  }

  std::string row(int64_t size, int64_t base, size_t indent,
                  size_t width) const {
    const std::string margin(indent, ' ');
    std::string result, line = margin;
    for (int64_t index : shownIndices(size, isSummary)) {
      const std::string word =
          index < 0 ? std::string("...") : words->word(base + index);
      if (line.size() > indent && line.size() + 1 + word.size() > width - 1) {
        line.erase(line.find_last_not_of(' ') + 1);
        absl::StrAppend(&result, line, "\n");
        line = margin;
      }
      absl::StrAppend(&line, line.size() > indent ? " " : "", word);
    }
    absl::StrAppend(&result, line);
    return absl::StrCat("[", result.substr(indent), "]");
  }

  const Tensor &tensor;
  bool isSummary;
  std::vector<int64_t> shown;
  std::unique_ptr<Words> words;
};

void appendJSON(const Tensor &tensor, int depth, int64_t offset,
                std::string &out) {
  if (depth == tensor.rank()) {
    out += elementJSON(tensor, offset);
    return;
  }
  const int64_t size = tensor.dim(depth);
  out += '[';
  for (int64_t i = 0; i < size; ++i) {
    if (i > 0)
      out += ',';
    appendJSON(tensor, depth + 1, offset * size + i, out);
  }
  out += ']';
}

} // namespace

std::string formatValues(const Tensor &tensor) {
  if (!hasPrintableElements(tensor.dtype()))
    return absl::StrCat("<", dtypeName(tensor.dtype()), ">");
  if (tensor.rank() == 0)
    return elementText(tensor, 0);
  if (tensor.numElements() == 0)
    return "[]";
  return Layout(tensor, tensor.numElements() > kMaxPrintedElements).text();
}

std::string valuesToJSON(const Tensor &tensor) {
  std::string out;
  appendJSON(tensor, 0, 0, out);
  return out;
}

} // namespace sm::driver
