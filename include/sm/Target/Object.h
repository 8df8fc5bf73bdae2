// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Compiled code as files that other programs link or load.

#ifndef SM_TARGET_OBJECT_H
#define SM_TARGET_OBJECT_H

#include "sm/Support/DType.h"
#include "sm/Support/Shape.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <cstdint>
#include <string>
#include <vector>

namespace sm::target {

/// A tensor of a compiled function.
struct ObjectTensor {
  std::string name; ///< the signature's key
  DType dtype = DType::Invalid;
  Shape shape;
};

/// One C function,
///   int function(const void *const *inputs, void *const *outputs);
/// with pointers to the elements of each tensor, row-major.
struct ObjectFunction {
  std::string function; ///< a C identifier
  std::string entry;    ///< what it computes, for the header's comment
  std::vector<ObjectTensor> inputs, outputs;
  /// Relocatable ELF files that define it.
  std::vector<std::string> objects;
  /// Its constants, and the hidden symbol they are found under; no symbol if
  /// there are none.
  absl::Span<const char> weights;
  std::string weightsSymbol;
};

/// What a file is made of.
struct ObjectContents {
  std::vector<ObjectFunction> functions;
  /// Relocatable files that all functions use.
  std::vector<std::string> objects;
};

/// A name as part of C identifiers: what no identifier may hold becomes '_'.
std::string cIdentifier(const std::string &name);

/// A name for a place in data.
struct DataSymbol {
  std::string name;
  uint64_t offset = 0;
  bool isHidden = true; ///< not seen outside a shared object
};

/// A relocatable ELF file for x86-64 that holds `bytes`, 64-byte aligned, in
/// `section`. ResourceExhausted beyond 1.5 GiB, which code could not address.
StatusOr<std::string> dataObject(absl::Span<const char> bytes,
                                 const std::string &section,
                                 absl::Span<const DataSymbol> symbols);

/// Links everything into one relocatable file at `path`, which is replaced; it
/// needs only the C and the mathematical library. On failure no file is left.
/// FailedPrecondition if the linker ld.lld is not installed; Internal with its
/// words if it fails.
Status writeObject(const ObjectContents &contents, const std::string &path);

/// The same as a shared object, whose functions are found by name.
Status writeSharedObject(const ObjectContents &contents,
                         const std::string &path);

/// The text of a header that declares the functions, with types and shapes in
/// comments. `guard` makes its macro.
std::string cHeader(const ObjectContents &contents, const std::string &guard);

} // namespace sm::target

#endif // SM_TARGET_OBJECT_H
