// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Measures how deeply a text nests before the parser of MLIR, which recurses,
/// sees it.

#include "sm/Target/IR.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <unordered_map>

namespace sm::target {
namespace {

/// Real modules nest a few regions and attributes.
constexpr size_t kMaxNesting = 256;

bool isIdentifier(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_' || c == '$' || c == '.';
}

/// Counts brackets, each kind by itself so that a stray one hides no other, and
/// what aliases of attributes and types put into each other.
class NestingScan {
public:
  explicit NestingScan(std::string_view text) : text(text) {}

  Status run() {
    while (at < text.size()) {
      step();
      if (reach > kMaxNesting)
        return absl::InvalidArgumentError(
            absl::StrCat("line ", line, ": brackets, signs or aliases nest ",
                         "more than ", kMaxNesting, " deep"));
    }
    return absl::OkStatus();
  }

private:
  void step() {
    const char c = text[at];
    if (c == '"')
      return skipString();
    if (text.compare(at, 2, "//") == 0) {
      at = std::min(text.find('\n', at), text.size());
      return;
    }
    if (text.compare(at, 2, "->") == 0) {
      at += 2;
      return;
    }
    if (c == '#' || c == '!')
      return alias();
    // A sign in front of a sign is a level of an affine expression.
    signs = c == '-' ? signs + 1 : c == ' ' ? signs : 0;
    line += c == '\n';
    ++at;
    bracket(c);
    use(signs);
  }

  void bracket(char c) {
    static constexpr std::string_view kOpen = "([{<", kClose = ")]}>";
    if (const size_t kind = kOpen.find(c); kind != kOpen.npos)
      ++open[kind];
    else if (const size_t closed = kClose.find(c);
             closed != kClose.npos && open[closed] > 0)
      --open[closed];
  }

  size_t depth() const { return open[0] + open[1] + open[2] + open[3]; }

  /// Something that is `inner` deep stands here.
  void use(size_t inner) {
    reach = depth() + inner;
    deepest = std::max(deepest, reach);
  }

  void skipString() {
    for (++at; at < text.size() && text[at] != '"' && text[at] != '\n'; ++at)
      if (text[at] == '\\')
        ++at;
    at = std::min(at + 1, text.size());
  }

  /// Outside of brackets "#name =" ends the definition before it and begins its
  /// own; anywhere else a name stands for what it was defined as.
  void alias() {
    const size_t begin = at++;
    while (at < text.size() && isIdentifier(text[at]))
      ++at;
    const std::string_view name = text.substr(begin, at - begin);
    const size_t next =
        std::min(text.find_first_not_of(" \t", at), text.size());
    if (depth() == 0 && text.compare(next, 1, "=") == 0) {
      depths[current] = deepest;
      current = name;
      deepest = 0;
    } else if (const auto found = depths.find(name); found != depths.end()) {
      use(found->second);
    }
  }

  std::string_view text;
  size_t at = 0;
  size_t line = 1;
  size_t open[4] = {};
  size_t signs = 0;
  size_t reach = 0;   // At this place.
  size_t deepest = 0; // Since the last definition began.
  std::string_view current;
  std::unordered_map<std::string_view, size_t> depths; // Of aliases.
};

} // namespace

Status checkNesting(std::string_view text) { return NestingScan(text).run(); }

} // namespace sm::target
