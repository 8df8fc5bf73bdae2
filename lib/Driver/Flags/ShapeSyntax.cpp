// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The parsers of shapes.

#include "lib/Driver/Flags/ShapeSyntax.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace sm::driver {

/// Dimensions at commas; -1 and ? are unknown. Nothing is a scalar's shape.
static StatusOr<Dims> parseDims(const std::string &text) {
  Dims dims;
  if (text.empty())
    return dims;
  for (const auto &piece : absl::StrSplit(text, ',')) {
    std::string word(absl::StripAsciiWhitespace(piece));
    int64_t dim = -1;
    if (word != "?" && (!absl::SimpleAtoi(word, &dim) || dim < -1))
      return absl::InvalidArgumentError(absl::StrCat(
          "'", word, "' is no dimension: a number, or -1 for an unknown one"));
    dims.push_back(dim);
  }
  return dims;
}

StatusOr<std::vector<TensorSpec>> parseTensorSpecs(std::string_view given) {
  std::vector<TensorSpec> specs;
  std::string text(given);
  for (size_t at = 0; at <= text.size();) {
    TensorSpec spec;
    size_t end = text.find_first_of(",[", at);
    spec.name =
        std::string(absl::StripAsciiWhitespace(text.substr(at, end - at)));
    if (spec.name.empty())
      return absl::InvalidArgumentError("a tensor has no name");
    if (end != std::string::npos && text[end] == '[') {
      size_t close = text.find(']', end);
      if (close == std::string::npos)
        return absl::InvalidArgumentError(
            absl::StrCat("the '[' after ", spec.name, " has no ']'"));
      SM_ASSIGN_OR_RETURN(spec.shape,
                          parseDims(text.substr(end + 1, close - end - 1)));
      end = text.find_first_not_of(' ', close + 1);
      if (end != std::string::npos && text[end] != ',')
        return absl::InvalidArgumentError(
            absl::StrCat("a comma is missing after the shape of ", spec.name));
    }
    specs.push_back(std::move(spec));
    if (end == std::string::npos)
      break;
    at = end + 1;
  }
  return specs;
}

StatusOr<std::vector<std::pair<std::string, Dims>>>
parseShapes(std::string_view text) {
  std::vector<std::pair<std::string, Dims>> shapes;
  for (const auto &piece : absl::StrSplit(std::string(text), ';')) {
    std::vector<std::string> sides =
        absl::StrSplit(piece, absl::MaxSplits('=', 1));
    std::string key(absl::StripAsciiWhitespace(sides[0]));
    if (sides.size() != 2 || key.empty())
      return absl::InvalidArgumentError(
          absl::StrCat("'", std::string(piece), "' is not KEY=DIM,DIM,..."));
    for (const auto &[other, dims] : shapes)
      if (other == key)
        return absl::InvalidArgumentError(
            absl::StrCat("the shape of '", key, "' is given twice"));
    SM_ASSIGN_OR_RETURN(Dims dims, parseDims(std::string(
                                       absl::StripAsciiWhitespace(sides[1]))));
    shapes.emplace_back(std::move(key), std::move(dims));
  }
  return shapes;
}

} // namespace sm::driver
