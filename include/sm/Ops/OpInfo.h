// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The table of ops, generated from the records in dialects/TF. It says what
/// TensorFlow's OpDef says (arguments, attributes, defaults) and where our
/// roads stand. Import, the engines and the documentation all read it.

#ifndef SM_OPS_OPINFO_H
#define SM_OPS_OPINFO_H

#include "sm/Ops/Attributes.h"
#include "sm/Ops/Inference.h"
#include "sm/Support/DType.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <string_view>

namespace sm::ops {

/// An input or output of an op, as in OpDef.ArgDef. Exactly one of `type`,
/// `typeAttr` and `typeListAttr` is set; `numberAttr` makes it a list of equal
/// types.
struct ArgInfo {
  std::string_view name;
  DType type;
  std::string_view typeAttr;
  std::string_view numberAttr;
  std::string_view typeListAttr;
  bool isRef;

  bool isList() const { return !numberAttr.empty() || !typeListAttr.empty(); }
};

enum class AttrKind {
  Int,
  Float,
  Bool,
  String,
  Type,
  Shape,
  Tensor,
  Func,
  IntList,
  FloatList,
  BoolList,
  StringList,
  TypeList,
  ShapeList,
  FuncList,
};

/// How an attribute lives in the IR.
enum class AttrRole {
  Stored,       ///< an attribute of the tf op
  FromOperands, ///< a type or count that follows from the operands
  FromResults,  ///< a type or count that follows from the results alone
};

/// An attribute, as in OpDef.AttrDef. `defaultText` is the default in the
/// spelling of the record; empty if the attribute is required.
struct AttrInfo {
  std::string_view name;
  AttrKind kind;
  AttrRole role;
  bool hasDefault;
  std::string_view defaultText;
  DType defaultType; ///< of a type attribute with a default, else Invalid
};

/// Where a road stands for an op: done, none with its reason, or pending.
struct Decision {
  enum class State { Done, None, Pending } state;
  /// Of None. Of Done the one op that does it, if one does: "Relu" on the ONNX
  /// road, "stablehlo.add" or "stablehlo.compare LT" on that to the hub.
  std::string_view reason;
};

/// Everything known of one op. All pointers refer to static storage.
struct OpInfo {
  std::string_view name;
  std::string_view family;
  std::string_view summary;
  absl::Span<const ArgInfo> inputs;
  absl::Span<const ArgInfo> outputs;
  absl::Span<const AttrInfo> attrs;
  bool isStateful;
  Decision kernel, hub, onnx;
  /// Runs the op's shape function. `attrs` holds stored attributes and those
  /// that follow from results; `context` has its outputs counted by the caller.
  Status (*infer)(const AttrMap &attrs, InferenceContext &context);
};

/// The record of op `name` ("MatMul"), or null.
const OpInfo *lookupOp(std::string_view name);

/// All records, sorted by name.
absl::Span<const OpInfo *const> allOps();

} // namespace sm::ops

#endif // SM_OPS_OPINFO_H
