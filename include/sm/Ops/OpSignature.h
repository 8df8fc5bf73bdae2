// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Inputs and outputs of every op that TensorFlow registers, with or without a
/// record of ours: enough to number and name the outputs of its nodes and to
/// type them.

#ifndef SM_OPS_OPSIGNATURE_H
#define SM_OPS_OPSIGNATURE_H

#include "sm/Ops/OpInfo.h"
#include "sm/Support/DType.h"

#include "absl/types/span.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sm::ops {

/// What TensorFlow's OpDef says of an op's arguments.
struct OpSignature {
  std::string_view name;
  bool isStateful = false;
  std::vector<ArgInfo> inputs, outputs;
  /// Type attributes that may be left out, with their defaults.
  std::vector<std::pair<std::string_view, DType>> typeDefaults;

  /// The default of a type attribute; Invalid if it has none.
  DType defaultType(std::string_view attr) const;
};

/// The signature of op `name`, or null if TensorFlow registers no such op.
/// Thread-safe; the result lives as long as the process.
const OpSignature *lookupSignature(std::string_view name);

/// Why a node of op `name` is not understood, for those who need it to be: the
/// op is none of TensorFlow's, sm has no record of it, or the record does not
/// know all of the node's attributes. Of an op that a pass takes apart
/// (RewrittenOps.h), where that is.
std::string whyOpaque(std::string_view name);

} // namespace sm::ops

#endif // SM_OPS_OPSIGNATURE_H
