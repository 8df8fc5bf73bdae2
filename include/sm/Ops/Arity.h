// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// How many tensors each argument of an op stands for, given its attributes.

#ifndef SM_OPS_ARITY_H
#define SM_OPS_ARITY_H

#include "sm/Ops/OpInfo.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sm::ops {

/// The length of a list argument's attribute: the value of an int attribute
/// (`N`) or the length of a type list (`Tin`); negative if it is absent or of
/// another kind.
using ListLength = std::function<int64_t(std::string_view attr)>;

/// One tensor of an argument: which argument, and the index in its list.
struct ArgSlot {
  const ArgInfo *arg;
  int64_t index;

  /// How a function body refers to it: "product:0".
  std::string spelling() const;
};

/// Lists the tensors of `args` (an op's inputs or outputs) in order.
/// InvalidArgument if a list's length is not known, negative, or above
/// kMaxListLength.
StatusOr<std::vector<ArgSlot>> expandArgs(absl::Span<const ArgInfo> args,
                                          const ListLength &listLength);

/// The longest list argument that is accepted.
constexpr int64_t kMaxListLength = 1 << 16;

} // namespace sm::ops

#endif // SM_OPS_ARITY_H
