// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Errors below MLIR travel as absl::Status. A message names the file, the key
/// or node, and what the user can do; the code decides the tool's exit status.

#ifndef SM_SUPPORT_STATUS_H
#define SM_SUPPORT_STATUS_H

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include <string>
#include <string_view>

namespace sm {

using absl::Status;
using absl::StatusOr;

/// Returns `status` with `context` and ": " put before its message; an OK
/// status stays OK.
Status withContext(const Status &status, std::string_view context);

} // namespace sm

/// Leaves the enclosing function with the Status of `expr` unless it is OK.
#define SM_RETURN_IF_ERROR(expr)                                               \
  do {                                                                         \
    if (::absl::Status smStatus = (expr); !smStatus.ok())                      \
      return smStatus;                                                         \
  } while (false)

#define SM_STATUS_CONCAT_IMPL(a, b) a##b
#define SM_STATUS_CONCAT(a, b) SM_STATUS_CONCAT_IMPL(a, b)

// `lhs` is a declaration or an lvalue: parentheses would break both.
// NOLINTBEGIN(bugprone-macro-parentheses)

/// Declares or assigns `lhs` from the StatusOr `expr`, or leaves the enclosing
/// function with its Status.
#define SM_ASSIGN_OR_RETURN(lhs, expr)                                         \
  SM_ASSIGN_OR_RETURN_IMPL(SM_STATUS_CONCAT(smStatusOr, __LINE__), lhs, expr)
#define SM_ASSIGN_OR_RETURN_IMPL(statusOr, lhs, expr)                          \
  auto statusOr = (expr);                                                      \
  if (!statusOr.ok())                                                          \
    return std::move(statusOr).status();                                       \
  lhs = std::move(*statusOr)

// NOLINTEND(bugprone-macro-parentheses)

#endif // SM_SUPPORT_STATUS_H
