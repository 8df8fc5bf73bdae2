// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// A reader for the one kind of Python literal that .npy headers hold. Nothing
/// is evaluated.

#include "NpyHeader.h"

#include "sm/Support/StringView.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include <optional>

namespace sm::format {

namespace {

/// numpy's own limit is 32, 64 since version 2.
constexpr int kMaxRank = 64;

class HeaderParser {
public:
  HeaderParser(std::string_view text, const std::string &name)
      : rest(text), name(name) {}

  StatusOr<NpyHeader> parse() {
    if (!take('{'))
      return broken("no dict");
    while (!take('}')) {
      SM_ASSIGN_OR_RETURN(const std::string_view key, string());
      if (!take(':'))
        return broken("no ':' behind a key");
      SM_RETURN_IF_ERROR(value(key));
      if (!take(',') && peek() != '}')
        return broken("no ',' between entries");
    }
    if (peek() != 0)
      return broken("text behind the dict");
    if (!hasDescr || !hasOrder || !hasShape)
      return broken("'descr', 'fortran_order' or 'shape' is missing");
    return header;
  }

private:
  Status broken(const char *what) const {
    return absl::InvalidArgumentError(
        absl::StrCat(name, ": damaged .npy header: ", what));
  }

  char peek() {
    while (!rest.empty() && (rest[0] == ' ' || rest[0] == '\n'))
      rest.remove_prefix(1);
    return rest.empty() ? 0 : rest[0];
  }

  bool take(char wanted) {
    if (peek() != wanted)
      return false;
    rest.remove_prefix(1);
    return true;
  }

  bool takeWord(std::string_view word) {
    peek();
    if (rest.substr(0, word.size()) != word)
      return false;
    rest.remove_prefix(word.size());
    return true;
  }

  StatusOr<std::string_view> string() {
    const char quote = peek();
    if (quote != '\'' && quote != '"')
      return broken("no string where one is expected");
    const size_t end = rest.find(quote, 1);
    if (end == rest.npos)
      return broken("a string does not end");
    const std::string_view text = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
    return text;
  }

  Status value(std::string_view key) {
    if (key == "descr") {
      hasDescr = true;
      if (peek() == '[')
        return absl::UnimplementedError(absl::StrCat(
            name, ": arrays of records cannot be read; save each field as an "
                  "array of its own"));
      SM_ASSIGN_OR_RETURN(const std::string_view descr, string());
      return element(descr);
    }
    if (key == "fortran_order") {
      hasOrder = true;
      header.isFortranOrder = takeWord("True");
      if (!header.isFortranOrder && !takeWord("False"))
        return broken("'fortran_order' is neither True nor False");
      return absl::OkStatus();
    }
    if (key == "shape") {
      if (hasShape)
        return broken("'shape' comes twice");
      hasShape = true;
      return shape();
    }
    return broken("an unknown key");
  }

  Status shape() {
    if (!take('('))
      return broken("'shape' is no tuple");
    while (!take(')')) {
      peek();
      const size_t digits =
          std::min(rest.find_first_not_of("0123456789"), rest.size());
      int64_t size = 0;
      if (!absl::SimpleAtoi(toAbsl(rest.substr(0, digits)), &size))
        return broken("'shape' holds something else than sizes");
      rest.remove_prefix(digits);
      takeWord("L"); // Python 2 wrote long integers so.
      header.shape.append(size);
      if (header.shape.rank() > kMaxRank)
        return broken("too many dimensions");
      if (!take(',') && peek() != ')')
        return broken("'shape' does not end");
    }
    if (!checkedNumElements(header.shape.dims()))
      return broken("'shape' has too many elements");
    return absl::OkStatus();
  }

  /// The element type, as in "<f4": byte order, kind, size.
  Status element(std::string_view descr) {
    auto refused = [&](const char *why) {
      return absl::UnimplementedError(absl::StrCat(
          name, ": numpy arrays of type '", toAbsl(descr), "' ", why));
    };
    std::string_view spec = descr;
    if (!spec.empty() && (spec[0] == '<' || spec[0] == '>' || spec[0] == '|' ||
                          spec[0] == '=')) {
      header.isBigEndian = spec[0] == '>';
      spec.remove_prefix(1);
    }
    if (spec.empty())
      return broken("'descr' is empty");
    const char kind = spec[0];
    if (kind == 'O')
      return refused("hold pickled objects, which are never unpickled; save "
                     "strings as an 'S' array");
    int64_t size = 0;
    if (!absl::SimpleAtoi(toAbsl(spec.substr(1)), &size) || size < 0 ||
        size > INT32_MAX)
      return broken("'descr' is no element type");
    if (kind == 'S' || kind == 'a' || kind == 'U') {
      header.kind = kind == 'U' ? NpyHeader::Kind::UnicodeString
                                : NpyHeader::Kind::ByteString;
      header.dtype = DType::String;
      header.width = kind == 'U' ? 4 * size : size;
      return absl::OkStatus();
    }
    const std::optional<DType> dtype = plainType(kind, size);
    if (!dtype)
      return refused("cannot be read");
    header.dtype = *dtype;
    header.width = size;
    return absl::OkStatus();
  }

  static std::optional<DType> plainType(char kind, int64_t size) {
    struct Entry {
      char kind;
      int8_t size;
      DType dtype;
    };
    static constexpr Entry kTypes[] = {
        {'b', 1, DType::Bool},      {'i', 1, DType::Int8},
        {'i', 2, DType::Int16},     {'i', 4, DType::Int32},
        {'i', 8, DType::Int64},     {'u', 1, DType::UInt8},
        {'u', 2, DType::UInt16},    {'u', 4, DType::UInt32},
        {'u', 8, DType::UInt64},    {'f', 2, DType::Half},
        {'f', 4, DType::Float},     {'f', 8, DType::Double},
        {'c', 8, DType::Complex64}, {'c', 16, DType::Complex128},
    };
    for (const Entry &entry : kTypes)
      if (entry.kind == kind && entry.size == size)
        return entry.dtype;
    return std::nullopt;
  }

  std::string_view rest;
  const std::string &name;
  NpyHeader header;
  bool hasDescr = false;
  bool hasOrder = false;
  bool hasShape = false;
};

} // namespace

StatusOr<NpyHeader> parseNpyHeader(std::string_view text,
                                   const std::string &name) {
  return HeaderParser(text, name).parse();
}

std::string formatNpyHeader(const std::string &descr, const Shape &shape) {
  std::string dims;
  for (const int64_t size : shape.dims())
    absl::StrAppend(&dims, dims.empty() ? "" : ", ", size);
  return absl::StrCat("{'descr': '", descr,
                      "', 'fortran_order': False, 'shape': (", dims,
                      shape.rank() == 1 ? ",)" : ")", ", }");
}

} // namespace sm::format
