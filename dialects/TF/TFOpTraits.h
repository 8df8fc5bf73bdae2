// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What every op of the tf dialect shares: its types are checked against, and
/// refined by, its shape function in lib/Ops.

#ifndef SM_DIALECTS_TF_TFOPTRAITS_H
#define SM_DIALECTS_TF_TFOPTRAITS_H

#include "dialects/TF/TFDialect.h"
#include "sm/Ops/Attributes.h"
#include "sm/Ops/OpInfo.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/CallInterfaces.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include <optional>

namespace sm::tf {

/// The record of a tf op, or null for opaque and structural ops.
const ops::OpInfo *opInfo(mlir::Operation *op);

/// The attributes of a tf op as lib/Ops knows them: stored ones, and those that
/// follow from its result types alone.
ops::AttrMap attrMapOf(mlir::Operation *op, const ops::OpInfo &info);

/// Converts one attribute; nullopt for tensors, functions and kinds that
/// lib/Ops does not know.
std::optional<ops::AttrValue> attrValueOf(mlir::Attribute attr);

/// What is known of the value of a small integer tensor: all of a constant,
/// the static dimensions behind tf.Shape, and what tf.Pack, tf.StridedSlice and
/// their like make of them.
std::optional<ops::IntValues> knownIntValues(mlir::Value value);

/// Runs the op's shape function on its operand types. Returns the inferred
/// result types, or failure after an error on the op. Ops without a record have
/// their present result types inferred.
mlir::LogicalResult
inferResultTypes(mlir::Operation *op,
                 llvm::SmallVectorImpl<mlir::TensorType> &types);

/// Fails, with an error on the op, if a result type contradicts the shape
/// function.
mlir::LogicalResult verifyAgainstShapeFunction(mlir::Operation *op);

/// The trait of all records.
template <typename ConcreteOp>
class TypesMatchShapeFunction
    : public mlir::OpTrait::TraitBase<ConcreteOp, TypesMatchShapeFunction> {
public:
  static llvm::LogicalResult verifyTrait(mlir::Operation *op) {
    return verifyAgainstShapeFunction(op);
  }
};

/// The trait of ops that compute each element of their result from the elements
/// at its place in the operands, which broadcast. Ask isElementwise().
template <typename ConcreteOp>
class Elementwise : public mlir::OpTrait::TraitBase<ConcreteOp, Elementwise> {};

/// True if `op` has the trait Elementwise and no attribute that takes it back
/// (Equal without `incompatible_shape_error` may answer with a scalar).
bool isElementwise(mlir::Operation *op);

/// The random state of a session: ops that draw from it are not merged.
struct RandomState : mlir::SideEffects::Resource::Base<RandomState> {
  llvm::StringRef getName() final { return "tf.random_state"; }
};

} // namespace sm::tf

#endif // SM_DIALECTS_TF_TFOPTRAITS_H
