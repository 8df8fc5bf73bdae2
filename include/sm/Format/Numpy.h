// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Numpy's array files, .npy and .npz.

#ifndef SM_FORMAT_NUMPY_H
#define SM_FORMAT_NUMPY_H

#include "sm/Support/Bytes.h"
#include "sm/Support/DType.h"
#include "sm/Support/Shape.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sm::format {

/// An array as numpy files hold it.
struct NpyArray {
  DType dtype = DType::Invalid;
  Shape shape;
  /// The elements, row-major and little-endian; empty for strings.
  std::string bytes;
  /// The elements of a DType::String array, row-major.
  std::vector<Bytes> strings;
};

/// Parses the bytes of a .npy file (format 1.0 to 3.0; C or Fortran order, any
/// byte order). `name` is for errors. 'S' arrays become strings without their
/// padding NULs, 'U' arrays strings in UTF-8. InvalidArgument for damaged
/// headers or data; Unimplemented, naming the dtype, for pickled objects,
/// records, dates and long doubles.
StatusOr<NpyArray> parseNpy(absl::Span<const char> file,
                            const std::string &name);

/// Reads a .npy file.
StatusOr<NpyArray> readNpy(const std::string &path);

/// The names of the arrays in a .npz file, in its order, without ".npy" and
/// without the suffix of bfloat16 arrays.
StatusOr<std::vector<std::string>> listNpz(const std::string &path);

/// Reads the array `key` of a .npz file. NotFound lists the keys there are.
StatusOr<NpyArray> readNpz(const std::string &path, const std::string &key);

/// Reads all arrays of a .npz file. An array whose name ends in "::bfloat16"
/// and whose type is uint16 becomes a bfloat16 array under the rest of its
/// name.
StatusOr<std::map<std::string, NpyArray>> readNpz(const std::string &path);

/// The bytes of a .npy file with `array`. Strings become an 'S' array of the
/// longest element's width (at least 1). bfloat16 is written as uint16.
/// InvalidArgument if a string ends in NUL, which such arrays cannot hold, or
/// if `bytes` or `strings` does not fit the shape; Unimplemented for types
/// that numpy lacks.
StatusOr<std::string> formatNpy(const NpyArray &array);

/// Writes a .npy file, replacing what is there.
Status writeNpy(const std::string &path, const NpyArray &array);

/// How writeNpz stores arrays.
enum class NpzCompression { Stored, Deflated };

/// Writes a .npz file, replacing what is there, in the given order. Equal
/// arrays give equal bytes. bfloat16 arrays are written as uint16 under
/// "KEY::bfloat16". InvalidArgument for two arrays of one name.
Status writeNpz(const std::string &path,
                const std::vector<std::pair<std::string, NpyArray>> &arrays,
                NpzCompression compression = NpzCompression::Stored);

} // namespace sm::format

#endif // SM_FORMAT_NUMPY_H
