// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The grammar of edits.

#include "lib/Driver/Edit/Syntax.h"

#include "sm/Format/SavedModel.h"
#include "sm/Support/StringView.h"

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include <algorithm>

namespace sm::driver {
namespace {

std::string trimmed(std::string text) {
  text.erase(0, text.find_first_not_of(' '));
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

/// Removes the front of `text` up to one of `stops`, which stays, and returns
/// it without its escapes.
std::string takeUntil(std::string_view &text, std::string_view stops) {
  std::string result;
  size_t i = 0;
  for (; i < text.size() && stops.find(text[i]) == std::string_view::npos;
       ++i) {
    if (text[i] == '\\' && i + 1 < text.size())
      ++i;
    result.push_back(text[i]);
  }
  text.remove_prefix(i);
  return result;
}

void skipBlanks(std::string_view &text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

bool consume(std::string_view &text, std::string_view token) {
  skipBlanks(text);
  if (text.substr(0, token.size()) != token)
    return false;
  text.remove_prefix(token.size());
  return true;
}

/// "[?,3]", "[]", "[*]".
StatusOr<PartialShape> parseShape(std::string_view &text) {
  if (consume(text, "*")) {
    if (!consume(text, "]"))
      return absl::InvalidArgumentError("']' is missing after '[*'");
    return PartialShape::unranked();
  }
  PartialShape shape = PartialShape::scalar();
  if (consume(text, "]"))
    return shape;
  do {
    const std::string size = trimmed(takeUntil(text, ",]"));
    int64_t number = kUnknownDim;
    if (size != "?" && (!absl::SimpleAtoi(size, &number) || number < 0))
      return absl::InvalidArgumentError(
          absl::StrCat("'", size, "' is no dimension; write a number or ?"));
    shape.append(number);
  } while (consume(text, ","));
  if (!consume(text, "]"))
    return absl::InvalidArgumentError("']' is missing after a shape");
  return shape;
}

/// "a:0", "a:0:float32", "a:float32[?,3]".
StatusOr<TensorChoice> parseTensor(std::string_view &text) {
  TensorChoice choice;
  choice.tensor = trimmed(takeUntil(text, ":,)"));
  while (consume(text, ":")) {
    const std::string part = trimmed(takeUntil(text, ":[,)"));
    if (!part.empty() && part.find_first_not_of("0123456789") == part.npos) {
      absl::StrAppend(&choice.tensor, ":", part);
      continue;
    }
    choice.dtype = dtypeFromName(part);
    if (!choice.dtype)
      return absl::InvalidArgumentError(absl::StrCat(
          "'", part, "' is neither the number of an output nor a type"));
    if (consume(text, "[")) {
      SM_ASSIGN_OR_RETURN(choice.shape, parseShape(text));
    }
    break;
  }
  if (choice.tensor.empty())
    return absl::InvalidArgumentError("a tensor's name is missing after '='");
  return choice;
}

/// "(x=a:0, y=b:0)".
StatusOr<std::map<std::string, TensorChoice>> parseKeys(std::string_view &text,
                                                        const char *what) {
  std::map<std::string, TensorChoice> keys;
  if (!consume(text, "("))
    return absl::InvalidArgumentError(absl::StrCat(
        "'(' is missing before the ", what, "; write NAME(x=a:0) -> (y=b:0)"));
  if (consume(text, ")"))
    return keys;
  do {
    const std::string key = trimmed(takeUntil(text, "=,)"));
    if (key.empty() || !consume(text, "="))
      return absl::InvalidArgumentError(absl::StrCat(
          "among the ", what, ", '", key, "' is not of the form KEY=TENSOR"));
    StatusOr<TensorChoice> tensor = parseTensor(text);
    if (!tensor.ok())
      return withContext(tensor.status(), absl::StrCat("key '", key, "'"));
    if (!keys.emplace(key, *std::move(tensor)).second)
      return absl::InvalidArgumentError(
          absl::StrCat("key '", key, "' is given twice among the ", what));
  } while (consume(text, ","));
  if (!consume(text, ")"))
    return absl::InvalidArgumentError(
        absl::StrCat("',' or ')' is expected before '",
                     std::string(text.substr(0, 20)), "'"));
  return keys;
}

} // namespace

StatusOr<std::pair<std::string, SignatureSpec>>
parseSignature(std::string_view text) {
  std::pair<std::string, SignatureSpec> result;
  result.first = trimmed(takeUntil(text, "("));
  if (result.first.empty())
    return absl::InvalidArgumentError(
        "the name is missing; write NAME(x=a:0) -> (y=b:0)");
  SM_ASSIGN_OR_RETURN(result.second.inputs, parseKeys(text, "inputs"));
  if (!consume(text, "->"))
    return absl::InvalidArgumentError(
        "'->' is missing after the inputs; write NAME(x=a:0) -> (y=b:0)");
  SM_ASSIGN_OR_RETURN(result.second.outputs, parseKeys(text, "outputs"));
  skipBlanks(text);
  if (!text.empty())
    return absl::InvalidArgumentError(absl::StrCat(
        "'", std::string(text.substr(0, 20)), "' stands after the outputs"));
  return result;
}

StatusOr<std::pair<std::string, std::string>> parsePair(std::string_view text,
                                                        const char *form) {
  const std::string whole(text);
  std::pair<std::string, std::string> pair;
  pair.first = takeUntil(text, "=");
  if (consume(text, "="))
    pair.second = takeUntil(text, "");
  if (pair.first.empty() || pair.second.empty())
    return absl::InvalidArgumentError(
        absl::StrCat("'", whole, "' is not of the form ", form));
  return pair;
}

StatusOr<KeyChange> parseKeyChange(std::string_view text, const char *form) {
  const std::string whole(text);
  KeyChange change;
  change.signature = takeUntil(text, ":=");
  const bool hasKey = consume(text, ":");
  change.key = takeUntil(text, "=");
  if (consume(text, "="))
    change.value = std::string(text);
  const bool wantsValue = std::string_view(form).find('=') != std::string::npos;
  if (!hasKey || change.signature.empty() || change.key.empty() ||
      change.value.has_value() != wantsValue)
    return absl::InvalidArgumentError(
        absl::StrCat("'", whole, "' is not of the form ", form));
  return change;
}

StatusOr<std::set<std::string>> parseTags(std::string_view text) {
  if (text == "''")
    text = "";
  return format::parseTagSet(text);
}

StatusOr<std::pair<std::set<std::string>, std::set<std::string>>>
parseRetag(std::string_view text) {
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos)
    return absl::InvalidArgumentError(absl::StrCat(
        "'", std::string(text), "' is not of the form TAGS=NEWTAGS"));
  SM_ASSIGN_OR_RETURN(auto from, parseTags(text.substr(0, equals)));
  SM_ASSIGN_OR_RETURN(auto to, parseTags(text.substr(equals + 1)));
  return std::make_pair(std::move(from), std::move(to));
}

StatusOr<MetaGraphChoice> parseMetaGraph(std::string_view text) {
  const std::string whole(text);
  MetaGraphChoice choice;
  choice.source.path = takeUntil(text, "[=");
  if (choice.source.path.empty())
    return absl::InvalidArgumentError(
        absl::StrCat("'", whole,
                     "' names no model; write DIR, DIR[TAGS] or "
                     "DIR[TAGS]=NEWTAGS"));
  if (consume(text, "[")) {
    SM_ASSIGN_OR_RETURN(choice.source.tags, parseTags(takeUntil(text, "]")));
    if (!consume(text, "]"))
      return absl::InvalidArgumentError(
          absl::StrCat("']' is missing in '", whole, "'"));
  }
  if (consume(text, "=")) {
    SM_ASSIGN_OR_RETURN(choice.newTags, parseTags(text));
    text = "";
  }
  if (!text.empty())
    return absl::InvalidArgumentError(
        absl::StrCat("'", whole, "' is not of the form DIR[TAGS]=NEWTAGS"));
  const std::string &path = choice.source.path;
  if (absl::EndsWith(path, ".pb") || absl::EndsWith(path, ".pbtxt"))
    choice.source.kind = ModelSource::Kind::GraphDef;
  return choice;
}

} // namespace sm::driver
