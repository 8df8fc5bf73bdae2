// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The grammar of the flags that give values, and their conversion to the
/// tensors that an entry takes.

#include "sm/Driver/Values.h"

#include "sm/Driver/NumpyTensor.h"
#include "sm/Format/Numpy.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

namespace sm::driver {
namespace {

using runtime::Port;
using runtime::Tensor;

constexpr std::string_view kBFloat16Suffix = "::bfloat16";

/// Reads characters up to an unescaped `stop` (or the end) and removes both;
/// `found` says whether there was one.
std::string takeUntil(std::string_view &text, char stop, bool *found) {
  std::string result;
  size_t i = 0;
  for (; i < text.size() && text[i] != stop; ++i) {
    if (text[i] == '\\' && i + 1 < text.size())
      ++i;
    result.push_back(text[i]);
  }
  *found = i < text.size();
  text.remove_prefix(*found ? i + 1 : i);
  return result;
}

/// As takeUntil, but escapes stay: for a part that is taken apart further.
std::string_view takeRaw(std::string_view &text, char stop) {
  size_t i = 0;
  for (; i < text.size() && text[i] != stop; ++i)
    if (text[i] == '\\' && i + 1 < text.size())
      ++i;
  const std::string_view part = text.substr(0, i);
  text.remove_prefix(i < text.size() ? i + 1 : i);
  return part;
}

/// Blanks after a separator are no part of the next key.
void skipBlanks(std::string_view &text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
}

std::string unescape(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size())
      ++i;
    result.push_back(text[i]);
  }
  return result;
}

/// Splits `b.npz[k]`; an escaped closing bracket belongs to the file's name.
void splitFile(std::string_view text, ValueSource &source) {
  const bool isEscaped = text.size() > 1 && text[text.size() - 2] == '\\';
  if (!text.empty() && text.back() == ']' && !isEscaped) {
    const size_t open = text.rfind('[');
    if (open != std::string_view::npos) {
      source.array = unescape(text.substr(open + 1, text.size() - open - 2));
      text = text.substr(0, open);
    }
  }
  source.file = unescape(text);
}

StatusOr<ValueSource> parseInput(std::string_view part) {
  ValueSource source;
  std::string_view rest = part;
  bool hasKey = false;
  source.key = takeUntil(rest, '=', &hasKey);
  if (hasKey && source.key.empty())
    return absl::InvalidArgumentError(
        absl::StrCat("'", std::string(part), "' has no key before '='"));
  if (!hasKey) {
    source.kind = ValueSource::Kind::WholeFile;
    source.file = std::move(source.key);
    source.key.clear();
  } else {
    splitFile(rest, source);
  }
  if (source.file.empty())
    return absl::InvalidArgumentError(absl::StrCat(
        "'", std::string(part), "' names no file; write KEY=FILE"));
  return source;
}

/// `x=[[1]];s=["a"]`: the end of a literal is found by parsing it.
StatusOr<std::vector<ValueSource>> parseLiterals(std::string_view text,
                                                 ValueSource::Kind kind) {
  std::vector<ValueSource> sources;
  for (skipBlanks(text); !text.empty(); skipBlanks(text)) {
    ValueSource source;
    source.kind = kind;
    bool hasKey = false;
    source.key = takeUntil(text, '=', &hasKey);
    if (!hasKey || source.key.empty())
      return absl::InvalidArgumentError(
          absl::StrCat("'", source.key, "' is not of the form KEY=VALUE"));
    auto literal = consumeLiteral(text, kind == ValueSource::Kind::Examples);
    if (!literal.ok())
      return withContext(literal.status(), "the value of '" + source.key + "'");
    source.literal = std::move(*literal);
    if (!text.empty() && text.front() != ';')
      return absl::InvalidArgumentError(absl::StrCat(
          "the value of '", source.key, "' is followed by '",
          std::string(text.substr(0, 20)), "'; inputs are separated by ';'"));
    if (!text.empty())
      text.remove_prefix(1);
    sources.push_back(std::move(source));
  }
  return sources;
}

Status append(StatusOr<std::vector<ValueSource>> parsed, const char *flag,
              std::vector<ValueSource> &all) {
  if (!parsed.ok())
    return withContext(parsed.status(), flag);
  for (ValueSource &source : *parsed)
    all.push_back(std::move(source));
  return absl::OkStatus();
}

Status checkKeysUnique(absl::Span<const ValueSource> sources) {
  std::set<std::string> seen;
  for (const ValueSource &source : sources)
    if (!source.key.empty() && !seen.insert(source.key).second)
      return absl::InvalidArgumentError(
          absl::StrCat("input '", source.key, "' is given twice"));
  return absl::OkStatus();
}

bool isZip(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  char magic[2] = {};
  file.read(magic, sizeof(magic));
  return magic[0] == 'P' && magic[1] == 'K';
}

StatusOr<format::NpyArray> readArray(const ValueSource &source) {
  if (!isZip(source.file)) {
    if (source.array)
      return absl::InvalidArgumentError(
          absl::StrCat(source.file, ": not a .npz file, so '[", *source.array,
                       "]' names nothing in it"));
    return format::readNpy(source.file);
  }
  if (source.array)
    return format::readNpz(source.file, *source.array);
  SM_ASSIGN_OR_RETURN(std::vector<std::string> names,
                      format::listNpz(source.file));
  if (names.size() != 1)
    return absl::InvalidArgumentError(absl::StrCat(
        source.file, ": holds ", names.size(), " arrays (",
        absl::StrJoin(names, ", "), "); name one as ", source.file, "[NAME]"));
  return format::readNpz(source.file, names.front());
}

/// A value that is known to belong to some port.
using Values = std::map<std::string, StatusOr<Tensor>>;

/// The tensor of an array for `port`.
StatusOr<Tensor> arrayFor(const Port &port, format::NpyArray array) {
  const DType want = port.type.dtype;
  if (array.dtype == want)
    return toTensor(std::move(array));
  return absl::InvalidArgumentError(
      absl::StrCat("wants ", dtypeName(want), ", and the file holds ",
                   dtypeName(array.dtype), "; convert the array with astype"));
}

StatusOr<Tensor> valueFor(const Port &port, const ValueSource &source,
                          bool isBFloat16) {
  switch (source.kind) {
  case ValueSource::Kind::Expression:
    return literalToTensor(source.literal, port.type.dtype);
  case ValueSource::Kind::Examples:
    if (port.type.dtype != DType::String)
      return absl::InvalidArgumentError(absl::StrCat(
          "wants ", dtypeName(port.type.dtype), "; tf.Examples are strings"));
    return examplesToTensor(source.literal);
  default:
    break;
  }
  SM_ASSIGN_OR_RETURN(format::NpyArray array, readArray(source));
  if (isBFloat16 && array.dtype == DType::UInt16)
    array.dtype = DType::BFloat16;
  return arrayFor(port, std::move(array));
}

const Port *findPort(absl::Span<const Port> ports, std::string_view name) {
  for (const Port &port : ports)
    if (port.name == name)
      return &port;
  return nullptr;
}

/// Values of all sources by port, and the keys that no port has.
Status collectValues(absl::Span<const ValueSource> sources,
                     absl::Span<const Port> ports, Values &values,
                     std::vector<std::string> &unknown) {
  auto add = [&](const std::string &key, auto make) -> Status {
    const Port *port = findPort(ports, key);
    if (!port) {
      unknown.push_back(key);
      return absl::OkStatus();
    }
    if (!values.emplace(key, make(*port)).second)
      return absl::InvalidArgumentError(
          absl::StrCat("input '", key, "' is given twice"));
    return absl::OkStatus();
  };
  for (const ValueSource &source : sources) {
    if (source.kind == ValueSource::Kind::WholeFile) {
      SM_ASSIGN_OR_RETURN(auto arrays, format::readNpz(source.file));
      for (auto &[name, array] : arrays)
        SM_RETURN_IF_ERROR(add(name, [&, &array = array](const Port &port) {
          return arrayFor(port, std::move(array));
        }));
      continue;
    }
    const size_t suffix = source.key.rfind(kBFloat16Suffix);
    const bool isBFloat16 =
        source.kind == ValueSource::Kind::File && suffix != std::string::npos &&
        suffix + kBFloat16Suffix.size() == source.key.size();
    SM_RETURN_IF_ERROR(add(
        isBFloat16 ? source.key.substr(0, suffix) : source.key,
        [&](const Port &port) { return valueFor(port, source, isBFloat16); }));
  }
  return absl::OkStatus();
}

Status checkComplete(absl::Span<const Port> ports, const Values &values,
                     const std::vector<std::string> &unknown) {
  std::vector<std::string> missing, defaults;
  for (const Port &port : ports)
    if (port.defaultValue)
      defaults.push_back(port.name);
    else if (!values.count(port.name))
      missing.push_back(port.name);
  if (missing.empty() && unknown.empty())
    return absl::OkStatus();
  std::string message;
  if (!missing.empty())
    absl::StrAppend(&message, "no value for input ",
                    absl::StrJoin(missing, ", "), "; ");
  if (!unknown.empty())
    absl::StrAppend(&message, "no such input: ", absl::StrJoin(unknown, ", "),
                    "; ");
  return absl::InvalidArgumentError(absl::StrCat(
      message, "the entry takes ",
      ports.empty() ? std::string("no inputs") : describePorts(ports),
      defaults.empty() ? "" : ", with a default for ",
      absl::StrJoin(defaults, ", ")));
}

} // namespace

StatusOr<std::vector<ValueSource>> parseInputs(std::string_view text) {
  std::vector<ValueSource> sources;
  for (skipBlanks(text); !text.empty(); skipBlanks(text)) {
    SM_ASSIGN_OR_RETURN(ValueSource source, parseInput(takeRaw(text, ';')));
    sources.push_back(std::move(source));
  }
  return sources;
}

StatusOr<std::vector<ValueSource>> parseValueFlags(const ValueFlags &flags) {
  std::vector<ValueSource> all;
  if (flags.inputs)
    SM_RETURN_IF_ERROR(append(parseInputs(*flags.inputs), "--inputs", all));
  if (flags.exprs)
    SM_RETURN_IF_ERROR(
        append(parseLiterals(*flags.exprs, ValueSource::Kind::Expression),
               "--input_exprs", all));
  if (flags.examples)
    SM_RETURN_IF_ERROR(
        append(parseLiterals(*flags.examples, ValueSource::Kind::Examples),
               "--input_examples", all));
  SM_RETURN_IF_ERROR(checkKeysUnique(all));
  return all;
}

StatusOr<Feeds> parseFeeds(std::string_view text) {
  Feeds feeds;
  for (skipBlanks(text); !text.empty(); skipBlanks(text)) {
    const std::string_view part = takeRaw(text, ';');
    std::string_view rest = part;
    bool hasFile = false;
    const std::string name = takeUntil(rest, '=', &hasFile);
    if (name.empty())
      return absl::InvalidArgumentError(
          absl::StrCat("'", std::string(part), "' names no tensor"));
    feeds.names.push_back(name);
    if (!hasFile)
      continue;
    SM_ASSIGN_OR_RETURN(ValueSource source, parseInput(part));
    feeds.values.push_back(std::move(source));
  }
  return feeds;
}

StatusOr<std::vector<std::string>> parseNames(std::string_view text) {
  std::vector<std::string> names;
  bool more = true;
  while (more) {
    names.push_back(takeUntil(text, ',', &more));
    if (names.back().empty())
      return absl::InvalidArgumentError("an empty name between commas");
  }
  return names;
}

StatusOr<std::vector<Tensor>> bindValues(absl::Span<const ValueSource> sources,
                                         absl::Span<const Port> ports) {
  Values values;
  std::vector<std::string> unknown;
  SM_RETURN_IF_ERROR(collectValues(sources, ports, values, unknown));
  SM_RETURN_IF_ERROR(checkComplete(ports, values, unknown));
  std::vector<Tensor> tensors;
  for (const Port &port : ports) {
    auto value = values.find(port.name);
    if (value == values.end()) {
      tensors.push_back(*port.defaultValue);
      continue;
    }
    if (!value->second.ok())
      return withContext(value->second.status(), "input '" + port.name + "'");
    tensors.push_back(*std::move(value->second));
  }
  return tensors;
}

std::string describePorts(absl::Span<const Port> ports) {
  return absl::StrJoin(ports, ", ", [](std::string *out, const Port &port) {
    absl::StrAppend(out, port.name, " ", dtypeName(port.type.dtype),
                    port.type.shape.str());
  });
}

} // namespace sm::driver
