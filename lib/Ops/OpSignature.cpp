// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The table is text, taken apart when the first op is looked up: a thousand
// arrays of constants would cost every start of the program relocations.

#include "sm/Ops/OpSignature.h"

#include "sm/Ops/OpInfo.h"
#include "sm/Ops/RewrittenOps.h"

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"

#include <charconv>

namespace sm::ops {
namespace {

constexpr std::string_view kTensorFlowOps =
#include "TensorFlowOps.inc"
    ;

/// Takes what stands before `separator`, or everything, off `text`.
std::string_view takeUntil(std::string_view &text, char separator) {
  size_t end = text.find(separator);
  std::string_view part = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return part;
}

DType typeOf(std::string_view number) {
  int value = 0;
  std::from_chars(number.data(), number.data() + number.size(), value);
  return dtypeFromNumber(value).value_or(DType::Invalid);
}

/// "name:N*T"
ArgInfo parseArg(std::string_view text) {
  ArgInfo arg = {};
  arg.name = takeUntil(text, ':');
  if (text.front() == '&') {
    arg.isRef = true;
    text.remove_prefix(1);
  }
  if (text.find('*') != text.npos)
    arg.numberAttr = takeUntil(text, '*');
  if (text.front() == '=')
    arg.type = typeOf(text.substr(1));
  else if (text.front() == '@')
    arg.typeListAttr = text.substr(1);
  else
    arg.typeAttr = text;
  return arg;
}

std::vector<ArgInfo> parseArgs(std::string_view text) {
  std::vector<ArgInfo> args;
  while (!text.empty())
    args.push_back(parseArg(takeUntil(text, ',')));
  return args;
}

/// "MirrorPad||input:T,paddings:Tpaddings|output:T|Tpaddings=3"
OpSignature parseLine(std::string_view line) {
  OpSignature op;
  op.name = takeUntil(line, '|');
  op.isStateful = takeUntil(line, '|') == "s";
  op.inputs = parseArgs(takeUntil(line, '|'));
  op.outputs = parseArgs(takeUntil(line, '|'));
  while (!line.empty()) {
    std::string_view item = takeUntil(line, ',');
    std::string_view attr = takeUntil(item, '=');
    op.typeDefaults.emplace_back(attr, typeOf(item));
  }
  return op;
}

using Table = absl::flat_hash_map<std::string_view, OpSignature>;

Table parseTable() {
  Table table;
  for (std::string_view text = kTensorFlowOps; !text.empty();) {
    OpSignature op = parseLine(takeUntil(text, '\n'));
    table.emplace(op.name, std::move(op));
  }
  return table;
}

} // namespace

DType OpSignature::defaultType(std::string_view attr) const {
  for (const auto &[name, type] : typeDefaults)
    if (name == attr)
      return type;
  return DType::Invalid;
}

const OpSignature *lookupSignature(std::string_view name) {
  static const Table &table = *new Table(parseTable());
  auto it = table.find(name);
  return it == table.end() ? nullptr : &it->second;
}

std::string whyOpaque(std::string_view name) {
  if (const RewrittenOp *rewritten = lookupRewritten(name))
    return absl::StrCat("an op that sm has only ",
                        std::string(rewritten->where));
  if (lookupOp(name))
    return "the node has attributes that the op's record does not know";
  return lookupSignature(name)
             ? "an op of TensorFlow that sm does not have yet"
             : "a custom op: TensorFlow has none of this name";
}

} // namespace sm::ops
