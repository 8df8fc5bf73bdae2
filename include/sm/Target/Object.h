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
};

/// A name for a place in data.
struct DataSymbol {
  std::string name;
  uint64_t offset = 0;
  bool isHidden = true; ///< not seen outside a shared object
};

/// Constants as a section of a file. It may be larger than what code reaches
/// with 32 bits: code must address the symbols with 64.
struct DataSection {
  /// A part of it; what lies between two is zero.
  struct Piece {
    uint64_t offset = 0;
    absl::Span<const char> bytes;
  };

  std::string name;
  std::vector<Piece> pieces; ///< in ascending order, not overlapping
  uint64_t size = 0;
  std::vector<DataSymbol> symbols;
};

/// What a file is made of.
struct ObjectContents {
  std::vector<ObjectFunction> functions; ///< for the header
  std::vector<std::string> objects;      ///< relocatable ELF files
  std::vector<DataSection> data;
};

/// A name as part of C identifiers: what no identifier may hold becomes '_'.
std::string cIdentifier(const std::string &name);

/// Writes a relocatable ELF file for x86-64 that holds `data`, 64-byte aligned
/// and read-only, in a large section: linkers keep it away from code and what
/// code reaches with 32 bits. Pieces go to the file as they are, so that their
/// size costs no memory; a section without pieces costs no room in the file
/// either. InvalidArgument for pieces that overlap or lie outside the section;
/// ResourceExhausted if the file cannot be written, which then is not there.
Status writeDataObject(const DataSection &data, const std::string &path);

/// Links everything into one relocatable file at `path`, which is replaced; it
/// needs only the C and the mathematical library. On failure no file is left.
/// FailedPrecondition if the linker ld.lld is not installed; Internal with its
/// words if it fails. On the way all data lies in the folder for temporary
/// files (TMPDIR) as well.
Status writeObject(const ObjectContents &contents, const std::string &path);

/// The same as a shared object, whose functions are found by name. Functions of
/// equal code become one. `name` (DT_SONAME) is what a program that is linked
/// with it looks for when it starts: the file's name in the end, which `path`,
/// where it is written first, need not have.
Status writeSharedObject(const ObjectContents &contents,
                         const std::string &path, const std::string &name);

/// The text of a header that declares the functions, with types and shapes in
/// comments. `guard` makes its macro.
std::string cHeader(const ObjectContents &contents, const std::string &guard);

} // namespace sm::target

#endif // SM_TARGET_OBJECT_H
