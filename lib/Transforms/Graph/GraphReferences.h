// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Where a MetaGraph names nodes and functions of its graph as text: signatures,
// assets, the saver, collections, the object graph. One table serves those who
// look the names up and those who change them.

#ifndef SM_LIB_TRANSFORMS_GRAPHREFERENCES_H
#define SM_LIB_TRANSFORMS_GRAPHREFERENCES_H

#include "dialects/Graph/GraphDialect.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <functional>

namespace sm {

/// What to do with each reference. A function returns the text that takes the
/// place of its argument, or the argument.
struct ReferenceVisitor {
  using Edit = std::function<mlir::StringAttr(mlir::StringAttr)>;
  /// "node", "node:1" or "^node". Also called for text that may be none.
  Edit tensor;
  /// The name of a function.
  Edit function;
  /// Bytes in `collection` that could not be opened, perhaps with names inside.
  std::function<void(mlir::StringRef bytes, mlir::StringRef collection)> opaque;
};

/// The node that "^node", "node" and "node:1" name.
mlir::StringRef nodeOfTensor(mlir::StringRef text);

/// `field` of a message; null if `message` is none or does not have it.
mlir::Attribute fieldOf(mlir::Attribute message, mlir::StringRef field);
/// The same for strings, lists (empty if absent) and numbers (0 if absent).
mlir::StringRef textField(mlir::Attribute message, mlir::StringRef field);
mlir::ArrayRef<mlir::Attribute> listField(mlir::Attribute message,
                                          mlir::StringRef field);
int64_t numberField(mlir::Attribute message, mlir::StringRef field);

/// `attr` with what `path` leads to replaced by what `edit` makes of it. Lists
/// on the way are entered; where the path leads nowhere nothing changes.
mlir::Attribute
editAt(mlir::Attribute attr, mlir::ArrayRef<mlir::StringRef> path,
       llvm::function_ref<mlir::Attribute(mlir::Attribute)> edit);

/// `message` with `field` set, or removed if `value` is null.
mlir::DictionaryAttr withField(mlir::DictionaryAttr message,
                               mlir::StringRef field, mlir::Attribute value);

/// `proto` with `edit` applied to its fields.
saved_model::ProtoAttr
editFields(saved_model::ProtoAttr proto,
           llvm::function_ref<mlir::Attribute(mlir::DictionaryAttr)> edit);

/// A signature's input or output, `#sm.tensor_info` or the proto.
mlir::Attribute visitTensorInfo(mlir::Attribute info,
                                const ReferenceVisitor &visitor);

/// The rest of a MetaGraphDef: saver, collections, object graph, aliases.
saved_model::ProtoAttr visitMessages(saved_model::ProtoAttr messages,
                                     const ReferenceVisitor &visitor);

/// Visits what the MetaGraph's ops name outside its graph, and sets what
/// changed: signatures, assets, the initialisation, captured constants,
/// messages.
void visitReferences(saved_model::MetaGraphOp metaGraph,
                     const ReferenceVisitor &visitor);

/// Calls `visit` for each part of serialised `bytes` that has its length before
/// it and could be a name.
void forEachTextIn(mlir::StringRef bytes,
                   llvm::function_ref<void(mlir::StringRef)> visit);

} // namespace sm

#endif // SM_LIB_TRANSFORMS_GRAPHREFERENCES_H
