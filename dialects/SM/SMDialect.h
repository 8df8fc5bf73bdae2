// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The sm dialect: the container ops and the attributes they use.

#ifndef SM_DIALECTS_SM_SMDIALECT_H
#define SM_DIALECTS_SM_SMDIALECT_H

#include "dialects/SM/DataManager.h"
#include "dialects/TF/TFDialect.h"

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/BuiltinAttributeInterfaces.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/RegionKindInterface.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include <memory>

#include "dialects/SM/SMDialect.h.inc"

#define GET_ATTRDEF_CLASSES
#include "dialects/SM/SMAttrs.h.inc"

#define GET_OP_CLASSES
#include "dialects/SM/SMOps.h.inc"

namespace sm::saved_model {

/// The variables as a resource of side effects.
struct VariableState : mlir::SideEffects::Resource::Base<VariableState> {
  llvm::StringRef getName() final { return "sm.variables"; }
};

/// The bytes of an elements attribute whose elements have a fixed size: of
/// `#sm.data` the mapped ones, of dense elements a copy in the layout of
/// tensors (bool as one byte, row-major, little-endian), and the blob of a
/// resource. InvalidArgument if a blob or an entry has another size than the
/// type; Unimplemented for other attributes.
StatusOr<DataBytes> elementBytes(mlir::ElementsAttr attr);

/// How many computations it takes to have the bytes of `attr`
/// (DataManager::addComputed); 0 for bytes that lie somewhere. Computed ones
/// had better not all be held.
int stepsBehind(mlir::ElementsAttr attr);

/// True for elements whose bytes are computed.
inline bool areComputed(mlir::ElementsAttr attr) {
  return stepsBehind(attr) > 0;
}

/// The elements of a string tensor attribute.
StatusOr<std::vector<std::string>> elementStrings(mlir::ElementsAttr attr);

/// An elements attribute with these bytes: dense up to 1 KiB, above it a
/// reference to the bytes in memory, which `owner` keeps alive. `type` must be
/// static and its elements of fixed size.
mlir::ElementsAttr elementsFor(mlir::ShapedType type,
                               absl::Span<const char> bytes,
                               std::shared_ptr<const void> owner);

/// What becomes of a source that cannot be opened.
enum class ClosedSource {
  Error,
  Allowed, ///< who asks for its values fails
};

/// Opens the sources that `sm.data_source` ops under `root` name, for passes
/// that need values. They lie in `weightsDir` if it is not empty; else paths
/// are relative to `folder`, by default DataManager::folder(), or else that of
/// the file the op's location names (which bytecode takes from where the module
/// was made). Emits an error on the op for a file that is missing or has
/// changed.
mlir::LogicalResult openDataSources(mlir::Operation *root,
                                    llvm::StringRef weightsDir = "",
                                    llvm::StringRef folder = "",
                                    ClosedSource closed = ClosedSource::Error);

/// Makes the paths of `sm.model_folder` ops under `root` absolute; relative
/// ones are seen from `folder`, by default as in openDataSources. Where no
/// model is left, the folder above `weightsDir` is taken if it holds one.
void resolveModelFolders(mlir::Operation *root, llvm::StringRef weightsDir = "",
                         llvm::StringRef folder = "");

} // namespace sm::saved_model

#endif // SM_DIALECTS_SM_SMDIALECT_H
