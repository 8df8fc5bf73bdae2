// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The operators of ONNX as libonnx describes them, for every opset version.

#ifndef SM_FORMAT_ONNXSCHEMA_H
#define SM_FORMAT_ONNXSCHEMA_H

#include "sm/Format/ONNXValue.h"

namespace sm::format {

/// The newest opset of ai.onnx that there are schemas for.
inline constexpr int kNewestONNXOpset = 17;
/// The newest opset of ai.onnx.ml.
inline constexpr int kNewestONNXMLOpset = 3;
/// The domain of classical machine learning; that of the others is "".
inline constexpr std::string_view kONNXMLDomain = "ai.onnx.ml";

/// A formal input or output.
struct ONNXParameter {
  enum class Option { Single, Optional, Variadic };

  std::string name;
  Option option = Option::Single;
  /// Of a variadic one: all its values have one type.
  bool isHomogeneous = true;
  /// Of a variadic one: the least number of values.
  int minArity = 1;
  /// The type variable ("T") or a type ("tensor(int64)"). Parameters with one
  /// variable have one type.
  std::string typeVariable;
  /// Bit i is set if tensors of the element type with number i may stand here.
  uint32_t elementTypes = 0;

  bool accepts(ONNXDataType type) const {
    return elementTypes >> static_cast<unsigned>(type) & 1;
  }
};

/// An attribute that an operator has.
struct ONNXAttributeSchema {
  std::string name;
  ONNXAttributeKind kind = ONNXAttributeKind::Other;
  bool isRequired = false;
  /// std::monostate: no default.
  ONNXValue defaultValue;
};

/// An operator as it is from one opset on.
struct ONNXSchema {
  std::string name, domain;
  int sinceVersion = 1;
  /// Removed in this version.
  bool isDeprecated = false;
  /// INT_MAX: no limit.
  int minInputs = 0, maxInputs = 0, minOutputs = 0, maxOutputs = 0;
  std::vector<ONNXParameter> inputs, outputs;
  /// By name.
  std::vector<ONNXAttributeSchema> attributes;
  /// libonnx's own object; lives as long as the process.
  const void *native = nullptr;

  /// The attribute of that name, or null.
  const ONNXAttributeSchema *attribute(std::string_view name) const;
  /// The formal input that actual input `index` belongs to: the last one for
  /// all further values of a variadic one. Null if there is none.
  const ONNXParameter *input(size_t index) const;
  /// Likewise for outputs.
  const ONNXParameter *output(size_t index) const;
  /// How many attributes are graphs.
  size_t numGraphs() const;
};

/// An operator in all its versions, oldest first.
struct ONNXOp {
  std::string name, domain;
  std::vector<ONNXSchema> versions;

  /// The version that holds in `opset` of the op's domain; null if the opset
  /// does not have the operator (yet, or any more).
  const ONNXSchema *at(int opset) const;
};

/// All operators of ai.onnx and ai.onnx.ml, by domain and name. Built at the
/// first call (some 30 ms); lives as long as the process. Thread-safe.
const std::vector<ONNXOp> &onnxOps();

/// The operator, or null.
const ONNXOp *findONNXOp(std::string_view name, std::string_view domain = "");

/// The operator as it is in an opset, or null.
const ONNXSchema *findONNXSchema(std::string_view name, int opset,
                                 std::string_view domain = "");

/// The version of the file format that came with an opset of ai.onnx (table of
/// docs/Versioning.md of ONNX), at least 4, from which on initializers need
/// not be graph inputs.
int onnxIRVersion(int opset);

} // namespace sm::format

#endif // SM_FORMAT_ONNXSCHEMA_H
