// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "GraphNames.h"

#include "sm/Format/Proto/node_def.pb.h"
#include "sm/Ops/Arity.h"
#include "sm/Ops/OpInfo.h"
#include "sm/Ops/OpSignature.h"

#include "llvm/ADT/Twine.h"

#include "absl/strings/str_cat.h"

namespace tfpb = tensorflow;

namespace sm::target {

std::string Edge::fullOutput(bool isInFunction) const {
  if (!isInFunction)
    return output.empty() ? "0" : output.str();
  return output.contains(':') ? output.str() : (output + ":0").str();
}

StatusOr<std::optional<std::vector<std::string>>>
recordedOutputs(const tfpb::NodeDef &node, bool isInFunction) {
  std::optional<std::vector<std::string>> result;
  const ops::OpSignature *op = ops::lookupSignature(node.op());
  if (!op)
    return result;
  auto length = [&](std::string_view attr) -> int64_t {
    auto it = node.attr().find(std::string(attr));
    if (it == node.attr().end())
      return -1;
    if (it->second.has_list())
      return it->second.list().type_size();
    return it->second.value_case() == tfpb::AttrValue::kI ? it->second.i() : -1;
  };
  StatusOr<std::vector<ops::ArgSlot>> slots =
      ops::expandArgs(op->outputs, length);
  // Of an op without a record we need no more than its uses tell.
  if (!slots.ok() && !ops::lookupOp(node.op()))
    return result;
  SM_RETURN_IF_ERROR(slots.status());
  result.emplace();
  for (const ops::ArgSlot &slot : *slots)
    result->push_back(isInFunction ? slot.spelling()
                                   : absl::StrCat(result->size()));
  return result;
}

Status nodeError(const std::string &node, const std::string &function,
                 const std::string &what) {
  return absl::InvalidArgumentError(absl::StrCat(
      "node '", node, "'",
      function.empty() ? "" : absl::StrCat(" of function '", function, "'"),
      ": ", what));
}

} // namespace sm::target
