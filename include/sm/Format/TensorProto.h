// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The values inside tensorflow.TensorProto.

#ifndef SM_FORMAT_TENSORPROTO_H
#define SM_FORMAT_TENSORPROTO_H

#include "sm/Support/Bytes.h"
#include "sm/Support/DType.h"
#include "sm/Support/Shape.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace tensorflow {
class TensorProto;
class TensorShapeProto;
} // namespace tensorflow

namespace sm::format {

/// The elements of a TensorProto, with a repeated last element kept as one, so
/// that a small proto with a huge shape costs nothing. May refer to memory of
/// the proto, which must outlive it.
class DecodedTensor {
public:
  DType dtype() const { return type; }
  const Shape &shape() const { return dims; }
  int64_t numElements() const { return dims.numElements(); }

  /// How many elements are present, row-major from the first; all further ones
  /// are equal to the last of these. 0 only if there are no elements.
  int64_t numStored() const { return stored; }

  /// True if one value stands for all elements (also for a single element).
  bool isSplat() const { return stored == 1; }

  /// numStored() elements of dtypeSize(dtype()) bytes, little-endian. Empty for
  /// strings. Not necessarily aligned.
  absl::Span<const char> bytes() const {
    return isView ? view : absl::MakeConstSpan(owned);
  }

  /// numStored() elements of a string tensor; empty for other types.
  absl::Span<const Bytes> strings() const { return ownedStrings; }

  /// Writes all elements, repeated ones included, to `out`, whose size must be
  /// numElements() * dtypeSize(dtype()). InvalidArgument for another size and
  /// for strings.
  Status copyTo(absl::Span<char> out) const;

private:
  friend StatusOr<DecodedTensor> decodeTensor(const tensorflow::TensorProto &);

  DType type = DType::Invalid;
  Shape dims;
  int64_t stored = 0;
  bool isView = false;
  absl::Span<const char> view;
  std::vector<char> owned;
  std::vector<Bytes> ownedStrings;
};

/// Decodes by TensorFlow's rules: `tensor_content` wins; else the typed list,
/// where missing elements repeat the last value, no value at all means zeros
/// (empty strings), and surplus values are ignored. InvalidArgument for an
/// unknown type, an unknown, negative or overflowing shape, more than 254
/// dimensions, or content of the wrong size; Unimplemented for resources and
/// variants, which hold no plain elements.
StatusOr<DecodedTensor> decodeTensor(const tensorflow::TensorProto &tensor);

/// Writes elements to `tensor`, whose dtype and shape are set and whose values
/// are empty. A single element goes to the typed list, others to
/// `tensor_content`, as TensorFlow's own exporters write them; with `count` the
/// first `count` elements go to the typed list (readers repeat the last; 0:
/// zeros), with -1 all to `tensor_content`. `bytes` are the elements, row-major
/// and little-endian, or the first `count` of them. Of int4 and int2 only the
/// bits count that have a meaning. InvalidArgument for a size that does not fit
/// and for types without plain elements.
Status encodeTensor(absl::Span<const char> bytes, std::optional<int64_t> count,
                    tensorflow::TensorProto &tensor);

/// The same for strings, which go to the typed list: all elements, or the first
/// few. InvalidArgument if there are more than the shape has.
Status encodeStrings(absl::Span<const Bytes> values,
                     tensorflow::TensorProto &tensor);

/// The checks of decodeTensor without decoding; resources and variants pass.
Status checkTensor(const tensorflow::TensorProto &tensor);

/// A shape that must be fully known. InvalidArgument as for decodeTensor.
StatusOr<Shape> decodeShape(const tensorflow::TensorShapeProto &shape);

/// A shape that may be unknown: nullopt for unknown rank, -1 for an unknown
/// dimension. InvalidArgument for other negative sizes and ranks above 254.
StatusOr<std::optional<std::vector<int64_t>>>
decodePartialShape(const tensorflow::TensorShapeProto &shape);

} // namespace sm::format

#endif // SM_FORMAT_TENSORPROTO_H
