// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The parser of literals. Their conversion is in LiteralTensor.cpp.

#include "sm/Driver/Literals.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include <cmath>
#include <limits>

namespace sm::driver {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isWordChar(char c) {
  return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         c == '_';
}
int hexValue(char c) {
  if (isDigit(c))
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return -1;
}

/// Appends a Unicode code point as UTF-8; false if it is none.
bool appendUTF8(uint32_t code, std::string &out) {
  if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
    return false;
  auto tail = [&](int shift) {
    out.push_back(static_cast<char>(0x80 | ((code >> shift) & 0x3f)));
  };
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
  } else if (code < 0x800) {
    out.push_back(static_cast<char>(0xc0 | (code >> 6)));
    tail(0);
  } else if (code < 0x10000) {
    out.push_back(static_cast<char>(0xe0 | (code >> 12)));
    tail(6);
    tail(0);
  } else {
    out.push_back(static_cast<char>(0xf0 | (code >> 18)));
    tail(12);
    tail(6);
    tail(0);
  }
  return true;
}

/// A recursive-descent parser over one text.
class Parser {
public:
  Parser(std::string_view text, bool allowDict)
      : text(text), allowDict(allowDict) {}

  StatusOr<Literal> value(int depth);
  void skipBlanks();
  size_t position() const { return pos; }
  bool atEnd() const { return pos == text.size(); }
  Status error(const std::string &message) const;

private:
  char peek() const { return pos < text.size() ? text[pos] : '\0'; }
  StatusOr<Literal> list(int depth);
  StatusOr<Literal> dict(int depth);
  StatusOr<Literal> number();
  StatusOr<Literal> hexNumber(bool isNegative);
  StatusOr<Literal> word();
  StatusOr<Literal> string(bool isBytes);
  Status escape(bool isBytes, std::string &out);
  Status numericEscape(int numDigits, bool isByte, std::string &out);

  std::string_view text;
  size_t pos = 0;
  bool allowDict;
};

Status Parser::error(const std::string &message) const {
  return absl::InvalidArgumentError(
      absl::StrCat("column ", pos + 1, ": ", message));
}

void Parser::skipBlanks() {
  while (pos < text.size() && (text[pos] == ' ' || text[pos] == '\t' ||
                               text[pos] == '\n' || text[pos] == '\r'))
    ++pos;
}

StatusOr<Literal> Parser::value(int depth) {
  skipBlanks();
  if (depth > kMaxLiteralDepth)
    return error(absl::StrCat("nested more than ", kMaxLiteralDepth, " deep"));
  if (atEnd())
    return error("a value is missing");
  const char c = peek();
  if (c == '[' || c == '(')
    return list(depth);
  if (c == '{')
    return dict(depth);
  if (c == '"' || c == '\'')
    return string(/*isBytes=*/false);
  if (c == 'b' && pos + 1 < text.size() &&
      (text[pos + 1] == '"' || text[pos + 1] == '\'')) {
    ++pos;
    return string(/*isBytes=*/true);
  }
  if (isDigit(c) || c == '-' || c == '+' || c == '.')
    return number();
  return word();
}

StatusOr<Literal> Parser::list(int depth) {
  const char close = text[pos] == '[' ? ']' : ')';
  ++pos;
  Literal result;
  result.kind = Literal::Kind::List;
  while (true) {
    skipBlanks();
    if (!atEnd() && peek() == close)
      break;
    SM_ASSIGN_OR_RETURN(Literal item, value(depth + 1));
    result.items.push_back(std::move(item));
    skipBlanks();
    if (!atEnd() && peek() == ',')
      ++pos;
    else if (atEnd() || peek() != close)
      return error(
          absl::StrCat("expected ',' or '", std::string(1, close), "'"));
  }
  ++pos;
  return result;
}

StatusOr<Literal> Parser::dict(int depth) {
  if (!allowDict)
    return error("a dictionary has no place here");
  ++pos;
  Literal result;
  result.kind = Literal::Kind::Dict;
  while (true) {
    skipBlanks();
    if (!atEnd() && peek() == '}')
      break;
    SM_ASSIGN_OR_RETURN(Literal key, value(depth + 1));
    if (key.kind != Literal::Kind::String)
      return error("the key of a dictionary must be a string");
    skipBlanks();
    if (atEnd() || peek() != ':')
      return error("expected ':' after the key");
    ++pos;
    SM_ASSIGN_OR_RETURN(Literal item, value(depth + 1));
    result.keys.push_back(std::move(key.text));
    result.items.push_back(std::move(item));
    skipBlanks();
    if (!atEnd() && peek() == ',')
      ++pos;
    else if (atEnd() || peek() != '}')
      return error("expected ',' or '}'");
  }
  ++pos;
  return result;
}

StatusOr<Literal> Parser::hexNumber(bool isNegative) {
  Literal result;
  result.isNegative = isNegative;
  size_t digits = 0;
  for (; pos < text.size() && hexValue(text[pos]) >= 0; ++pos, ++digits) {
    if (digits == 16)
      return error("more than 16 hexadecimal digits");
    result.magnitude =
        result.magnitude * 16 + static_cast<uint64_t>(hexValue(text[pos]));
  }
  if (digits == 0 || isWordChar(peek()))
    return error("not a hexadecimal number");
  result.number = static_cast<double>(result.magnitude);
  if (isNegative)
    result.number = -result.number;
  return result;
}

StatusOr<Literal> Parser::number() {
  const size_t begin = pos;
  const bool isNegative = text[pos] == '-';
  if (text[pos] == '-' || text[pos] == '+')
    ++pos;
  if (!isDigit(peek()) && peek() != '.') {
    if (!isWordChar(peek()))
      return error("a sign without a number");
    SM_ASSIGN_OR_RETURN(Literal named, word());
    if (named.kind != Literal::Kind::Float)
      return error("a sign before something that is no number");
    named.isNegative = isNegative;
    if (isNegative)
      named.number = -named.number;
    return named;
  }
  if (text.substr(pos, 2) == "0x" || text.substr(pos, 2) == "0X") {
    pos += 2;
    return hexNumber(isNegative);
  }
  bool isInteger = true;
  while (pos < text.size() &&
         (isWordChar(text[pos]) || text[pos] == '.' ||
          ((text[pos] == '-' || text[pos] == '+') &&
           (text[pos - 1] == 'e' || text[pos - 1] == 'E')))) {
    isInteger &= isDigit(text[pos]);
    ++pos;
  }
  const std::string spelled(text.substr(begin, pos - begin));
  Literal result;
  result.isNegative = isNegative;
  if (!absl::SimpleAtod(spelled, &result.number)) {
    pos = begin;
    return error(absl::StrCat("'", spelled, "' is not a number"));
  }
  if (std::isinf(result.number)) {
    pos = begin;
    return error(absl::StrCat("'", spelled, "' is too large for a double"));
  }
  const std::string digits =
      spelled.substr(spelled[0] == '-' || spelled[0] == '+' ? 1 : 0);
  if (!isInteger || !absl::SimpleAtoi(digits, &result.magnitude))
    result.kind = Literal::Kind::Float;
  else if (result.magnitude == 0)
    result.number = 0; // An integer has no negative zero.
  return result;
}

StatusOr<Literal> Parser::word() {
  const size_t begin = pos;
  while (pos < text.size() && isWordChar(text[pos]))
    ++pos;
  const std::string spelled(text.substr(begin, pos - begin));
  Literal result;
  if (spelled == "True" || spelled == "False" || spelled == "true" ||
      spelled == "false") {
    result.kind = Literal::Kind::Bool;
    result.boolean = spelled[0] == 'T' || spelled[0] == 't';
    return result;
  }
  result.kind = Literal::Kind::Float;
  result.number = std::numeric_limits<double>::infinity();
  if (spelled == "inf" || spelled == "Infinity")
    return result;
  result.number = std::numeric_limits<double>::quiet_NaN();
  if (spelled == "nan" || spelled == "NaN")
    return result;
  pos = begin;
  if (spelled.empty())
    return error(absl::StrCat("unexpected '", std::string(1, peek()), "'"));
  return error(
      absl::StrCat("'", spelled, "' is no literal; put text in quotes"));
}

StatusOr<Literal> Parser::string(bool isBytes) {
  const char quote = text[pos];
  const size_t begin = pos++;
  Literal result;
  result.kind = Literal::Kind::String;
  while (pos < text.size() && text[pos] != quote) {
    if (text[pos] == '\\') {
      ++pos;
      SM_RETURN_IF_ERROR(escape(isBytes, result.text));
    } else {
      result.text.push_back(text[pos++]);
    }
  }
  if (atEnd()) {
    pos = begin;
    return error("the string has no closing quote");
  }
  ++pos;
  return result;
}

Status Parser::numericEscape(int numDigits, bool isByte, std::string &out) {
  uint32_t code = 0;
  for (int i = 0; i < numDigits; ++i, ++pos) {
    const int digit = hexValue(peek());
    if (digit < 0)
      return error(absl::StrCat("an escape of ", numDigits,
                                " hexadecimal digits is too short"));
    code = code * 16 + static_cast<uint32_t>(digit);
  }
  if (isByte)
    out.push_back(static_cast<char>(code));
  else if (!appendUTF8(code, out))
    return error("the escape names no character");
  return absl::OkStatus();
}

Status Parser::escape(bool isBytes, std::string &out) {
  static constexpr std::string_view kLetters = "\\'\"abfnrtv";
  static constexpr std::string_view kMeanings = "\\'\"\a\b\f\n\r\t\v";
  if (atEnd())
    return error("the string has no closing quote");
  const char c = text[pos];
  if (size_t index = kLetters.find(c); index != std::string_view::npos) {
    out.push_back(kMeanings[index]);
    ++pos;
    return absl::OkStatus();
  }
  if (c >= '0' && c <= '7') {
    uint32_t code = 0;
    for (int i = 0; i < 3 && peek() >= '0' && peek() <= '7'; ++i, ++pos)
      code = code * 8 + static_cast<uint32_t>(peek() - '0');
    if (code > 255)
      return error("an octal escape above \\377");
    if (isBytes)
      out.push_back(static_cast<char>(code));
    else
      appendUTF8(code, out);
    return absl::OkStatus();
  }
  ++pos;
  // In a text \xe9 is the character, in bytes the byte, as in Python.
  if (c == 'x')
    return numericEscape(2, isBytes, out);
  if (!isBytes && (c == 'u' || c == 'U'))
    return numericEscape(c == 'u' ? 4 : 8, /*isByte=*/false, out);
  return error(absl::StrCat("unknown escape '\\", std::string(1, c), "'"));
}

} // namespace

StatusOr<Literal> consumeLiteral(std::string_view &text, bool allowDict) {
  Parser parser(text, allowDict);
  SM_ASSIGN_OR_RETURN(Literal result, parser.value(0));
  parser.skipBlanks();
  text.remove_prefix(parser.position());
  return result;
}

StatusOr<Literal> parseLiteral(std::string_view text, bool allowDict) {
  Parser parser(text, allowDict);
  SM_ASSIGN_OR_RETURN(Literal result, parser.value(0));
  parser.skipBlanks();
  if (!parser.atEnd())
    return parser.error("unexpected text after the value");
  return result;
}

} // namespace sm::driver
