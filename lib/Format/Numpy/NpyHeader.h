// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The header of a .npy file: a Python dict in text.

#ifndef SM_FORMAT_NUMPY_NPYHEADER_H
#define SM_FORMAT_NUMPY_NPYHEADER_H

#include "sm/Support/DType.h"
#include "sm/Support/Shape.h"
#include "sm/Support/Status.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace sm::format {

/// How the elements of a .npy file are stored.
struct NpyHeader {
  enum class Kind { Plain, ByteString, UnicodeString };
  Kind kind = Kind::Plain;
  DType dtype = DType::Invalid;
  /// Bytes per element.
  int64_t width = 0;
  bool isBigEndian = false;
  bool isFortranOrder = false;
  Shape shape;
};

/// Parses the text of a header; `name` is for errors, which are those of
/// parseNpy.
StatusOr<NpyHeader> parseNpyHeader(std::string_view text,
                                   const std::string &name);

/// The text of a header, without padding: `descr` is numpy's ("<f4", "|S3").
std::string formatNpyHeader(const std::string &descr, const Shape &shape);

} // namespace sm::format

#endif // SM_FORMAT_NUMPY_NPYHEADER_H
