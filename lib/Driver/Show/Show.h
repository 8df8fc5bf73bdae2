// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// `sm show`: what is in a model.

#ifndef SM_LIB_DRIVER_SHOW_SHOW_H
#define SM_LIB_DRIVER_SHOW_SHOW_H

#include "lib/Driver/Show/Summary.h"

#include "absl/types/span.h"
#include "llvm/Support/JSON.h"

#include <optional>
#include <string>

namespace sm::driver {

/// Which parts people want to see.
struct ShowOptions {
  std::optional<std::string> signature; // Only this one.
  bool ops = false, variables = false, objects = false, functions = false;
};

/// The sub-command. Returns the exit status.
int showMain(absl::Span<const std::string> args);

/// Shows a compiled model. Returns the exit status.
int showArtifact(const std::string &path, bool json);

/// The summary for people, at most 80 columns wide where names allow it.
std::string showText(const ModelSummary &summary, const ShowOptions &options);

/// The summary for machines.
llvm::json::Value showJSON(const ModelSummary &summary);

/// "float32 [2,?]", "string <unknown>".
std::string specText(const format::TensorSpec &spec);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_SHOW_SHOW_H
