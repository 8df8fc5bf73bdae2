// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Names for new nodes of one body.

#ifndef SM_LIB_CONVERSION_TFTOGRAPH_NODENAMES_H
#define SM_LIB_CONVERSION_TFTOGRAPH_NODENAMES_H

#include "mlir/IR/Location.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

#include <string>

namespace sm {

/// The names that are taken in a body. TensorFlow keeps nodes and arguments of
/// a function apart from each other, too.
class NodeNames {
public:
  void reserve(llvm::StringRef name) { taken.insert(name); }
  bool isTaken(llvm::StringRef name) const { return taken.contains(name); }

  /// `wanted`, or with a number behind it, in letters that TensorFlow allows.
  std::string unique(llvm::StringRef wanted);

private:
  llvm::StringSet<> taken;
  /// The number to try next, so that many equal names cost no more than few.
  llvm::StringMap<unsigned> next;
};

/// The name that an op had as a node, as its location says; else a name after
/// what it does.
std::string wantedName(mlir::Operation *op);

} // namespace sm

#endif // SM_LIB_CONVERSION_TFTOGRAPH_NODENAMES_H
