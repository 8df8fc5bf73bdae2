// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Values that must be found under a certain name ("x:0") in a main graph.

#ifndef SM_LIB_CONVERSION_TFTOGRAPH_VISIBLETENSORS_H
#define SM_LIB_CONVERSION_TFTOGRAPH_VISIBLETENSORS_H

#include "BodyWriter.h"

#include "llvm/ADT/MapVector.h"

namespace sm {

/// Finds a node for each name: the one that computes the value where it can
/// have the name, else an Identity or IdentityN.
class VisibleTensors {
public:
  /// `value` must be output `index` of a node `name`. `element` is its element
  /// type where the value's own type does not tell.
  void add(llvm::StringRef name, unsigned index, mlir::Value value,
           mlir::Type element = {});

  /// Takes the names; gives to ops those that they can have.
  void assignNames(BodyWriter &writer, NodeNames &names);

  /// Makes the nodes that are missing, after all ops are written. Returns the
  /// node of each name. `controls` are control tokens that the outputs wait
  /// for.
  llvm::StringMap<mlir::Operation *> makeNodes(BodyWriter &writer,
                                               mlir::ValueRange controls);

  /// Makes an Identity for each value, whatever computes it: for outputs that
  /// wait for effects.
  void useIdentities() { onlyIdentities = true; }

private:
  using Outputs = llvm::SmallVector<mlir::Value, 1>;
  /// The op all of whose results stand where the name wants them; null if there
  /// is none.
  mlir::Operation *producer(const Outputs &outputs) const;

  llvm::MapVector<mlir::StringAttr, Outputs> byName;
  llvm::DenseMap<mlir::Operation *, mlir::StringAttr> nameOf;
  llvm::DenseMap<mlir::Value, mlir::Type> statedElements;
  bool onlyIdentities = false;
};

} // namespace sm

#endif // SM_LIB_CONVERSION_TFTOGRAPH_VISIBLETENSORS_H
