// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What a FunctionDef says of its arguments, its attributes, and of what must
// run in it.

#ifndef SM_LIB_CONVERSION_GRAPHTOTF_FUNCTIONSIGNATURE_H
#define SM_LIB_CONVERSION_GRAPHTOTF_FUNCTIONSIGNATURE_H

#include "dialects/Graph/GraphDialect.h"

#include "mlir/IR/BuiltinTypes.h"

namespace sm {

/// Argument types from the OpDef's dtypes, without shapes.
llvm::SmallVector<mlir::Type> argumentTypes(graph::FuncOp function);

/// The element types of what it returns, from the OpDef.
llvm::SmallVector<mlir::Type> resultElements(graph::FuncOp function,
                                             graph::ReturnOp returned);

/// Argument types with the shapes of `_input_shapes` and of the arguments'
/// `_output_shapes`.
llvm::SmallVector<mlir::Type> hintedArgumentTypes(graph::FuncOp function);

/// What must run: what is returned, what control outputs name, and, where a
/// function names none (or if `alwaysEffects`), its ops with side effects.
llvm::SmallVector<mlir::Value> functionRoots(graph::FuncOp function,
                                             graph::ReturnOp returned,
                                             bool alwaysEffects = false);

/// The value of an attribute of the FunctionDef (a `tensorflow.AttrValue` as
/// `#sm.proto` spells it), or null.
mlir::DictionaryAttr functionAttr(graph::FuncOp function, llvm::StringRef name);

/// True if someone gave the function a meaning of its own, so that its body
/// must not dissolve in its callers.
bool mustNotBeInlined(graph::FuncOp function);

} // namespace sm

#endif // SM_LIB_CONVERSION_GRAPHTOTF_FUNCTIONSIGNATURE_H
