// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What an ONNX model is made of below its graph: element types, shapes,
/// tensors and attribute values, as plain structs.

#ifndef SM_FORMAT_ONNXVALUE_H
#define SM_FORMAT_ONNXVALUE_H

#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sm::format {

/// Element types, with the numbers of TensorProto.DataType (onnx.proto of
/// release 1.12). The numbers are also the values of Cast's `to`.
enum class ONNXDataType : int {
  Undefined = 0,
  Float = 1,
  UInt8 = 2,
  Int8 = 3,
  UInt16 = 4,
  Int16 = 5,
  Int32 = 6,
  Int64 = 7,
  String = 8,
  Bool = 9,
  Float16 = 10,
  Double = 11,
  UInt32 = 12,
  UInt64 = 13,
  Complex64 = 14,
  Complex128 = 15,
  BFloat16 = 16,
};

/// Bytes of one element in a tensor's raw data; 0 for strings, for Undefined
/// and for numbers that are no type.
size_t onnxElementSize(ONNXDataType type);

/// The name that operator schemas use ("float", "int64", ...); "undefined" for
/// everything that is no type.
std::string_view onnxTypeName(ONNXDataType type);

/// The inverse of onnxTypeName; Undefined for other names.
ONNXDataType onnxTypeNamed(std::string_view name);

/// One dimension of a shape: its size, or -1 with the name of an unknown size,
/// or -1 and "" for one that nothing is known of.
struct ONNXDim {
  int64_t size = -1;
  std::string name;
};

/// The type of a tensor. Undefined elements: no tensor, or nothing known.
struct ONNXType {
  ONNXDataType element = ONNXDataType::Undefined;
  /// Absent: unknown rank.
  std::optional<std::vector<ONNXDim>> shape;
};

/// The elements of a tensor, row-major, little-endian, bool as one byte. They
/// may be mapped memory, which `owner` keeps alive.
struct ONNXBytes {
  absl::Span<const char> bytes;
  std::shared_ptr<const void> owner;
};

/// A constant tensor. Strings are in `strings` instead of `bytes`.
struct ONNXTensor {
  ONNXDataType type = ONNXDataType::Undefined;
  std::vector<int64_t> dims;
  absl::Span<const char> bytes;
  std::vector<std::string> strings;
  std::shared_ptr<const void> owner;
  /// For elements that are made when an initializer is written, so that not all
  /// are in memory at a time: gives `computedSize` bytes, each time it is
  /// called. `bytes` is empty then.
  std::function<StatusOr<ONNXBytes>()> compute = nullptr;
  uint64_t computedSize = 0;

  uint64_t byteSize() const { return compute ? computedSize : bytes.size(); }
};

struct ONNXGraph;

/// The value of a node's attribute. std::monostate: nothing, or a kind that no
/// operator of ai.onnx uses in a place that sm writes (sparse tensors, types).
using ONNXValue = std::variant<std::monostate, int64_t, float, std::string,
                               std::vector<int64_t>, std::vector<float>,
                               std::vector<std::string>, ONNXTensor,
                               std::shared_ptr<const ONNXGraph>>;

/// The alternatives of ONNXValue by name, in its order.
enum class ONNXAttributeKind {
  Other,
  Int,
  Float,
  String,
  Ints,
  Floats,
  Strings,
  Tensor,
  Graph,
};

/// A named attribute of a node.
struct ONNXAttribute {
  std::string name;
  ONNXValue value;
};

} // namespace sm::format

#endif // SM_FORMAT_ONNXVALUE_H
