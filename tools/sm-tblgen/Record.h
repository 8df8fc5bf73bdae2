// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// A record of the tf dialect as the generators see it: TensorFlow's definition
// of an op with our decisions.

#ifndef SM_TOOLS_SM_TBLGEN_RECORD_H
#define SM_TOOLS_SM_TBLGEN_RECORD_H

#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace llvm {
class Record;
class RecordKeeper;
class raw_ostream; // NOLINT(readability-identifier-naming)
} // namespace llvm

namespace sm::tblgen {

/// An input or output argument.
struct Arg {
  std::string name;
  std::string fixedType; ///< enumerator of sm::DType, or empty
  std::string typeAttr, numberAttr, typeListAttr;
  bool isRef = false;
};

/// Where an attribute's value lives; mirrors ops::AttrRole.
enum class Role { Stored, FromOperands, FromResults };

/// An attribute.
struct Attr {
  std::string name;
  std::string kind; ///< enumerator of ops::AttrKind
  Role role;
  std::string defaultText; ///< C++ initialiser, or empty
  bool hasDefault = false;

  /// The type of the attribute struct's field; empty if it has none (tensors
  /// and functions).
  std::string cppType() const;
  bool inStruct() const {
    return role != Role::FromOperands && !cppType().empty();
  }
};

/// A decision: state and reason.
struct Decision {
  std::string state, reason;
};

/// One op.
struct Op {
  explicit Op(const llvm::Record &record);

  const llvm::Record *record;
  std::string name;
  std::string summary, description;
  std::vector<Arg> inputs, outputs;
  std::vector<Attr> attrs;
  bool stateful;
  std::string shapeFunction;
  Decision kernel, hub, onnx;

  bool hasKernel() const { return kernel.state == "Done"; }
  /// The name as part of a C++ identifier.
  std::string structName() const { return name + "Attrs"; }
};

/// All ops of the file, sorted by name. Reports a record that breaks a rule
/// (no summary, no example, an attribute kind TensorFlow does not have) with
/// its line; then mlir-tblgen's main fails.
std::vector<Op> collectOps(const llvm::RecordKeeper &records);

/// The value of --family.
std::string familyName();

/// A C++ string literal.
std::string quoted(llvm::StringRef text);

/// The two lines that open each generated file.
void emitHeader(llvm::raw_ostream &os, llvm::StringRef purpose);

} // namespace sm::tblgen

#endif // SM_TOOLS_SM_TBLGEN_RECORD_H
