// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Forms that hold one function: it takes a road of its own out of the tf
// dialect.

#ifndef SM_LIB_API_CONVERTFUNCTION_H
#define SM_LIB_API_CONVERTFUNCTION_H

#include "ModelState.h"

#include "sm/API/Convert.h"

namespace sm::api {

/// Gives the inputs of an optimised, frozen function the shapes that
/// `shapes` says, and everything that follows from them. InvalidArgument for an
/// input that is not there or a shape that contradicts its own.
Status specializeFunction(LoadedModule &loaded, mlir::Operation *entry,
                          mlir::func::FuncOp function,
                          const InputShapes &shapes);

/// Inputs of a function that have no static shape.
struct OpenInputs {
  std::vector<std::string> names;
  /// Shapes that --shape takes for them: 1 for each unknown dimension, "..."
  /// behind it where not even their number is known.
  std::string example;
};
OpenInputs openInputs(mlir::func::FuncOp function);

/// Makes a signature of `entry`, if it is a traced function, which a graph has
/// no place for: nodes are then named after the keys. `function` is the
/// entry's; its arguments and results come to stand in the order of the keys.
void makeSignature(mlir::Operation *entry, mlir::func::FuncOp function);

/// Takes an optimised, frozen function to the onnx dialect, under the names and
/// in the order that `options` gives. Unimplemented if something has no
/// counterpart there: `unsupported` then lists it.
Status convertToONNX(LoadedModule &loaded, mlir::Operation *entry,
                     mlir::func::FuncOp function, const ONNXOptions &options,
                     std::vector<Unsupported> *unsupported);

/// Takes it to the stablehlo dialect. Unimplemented as above; InvalidArgument
/// for inputs without a static shape, if nothing stands in the way whatever
/// their shape is.
Status convertToStableHLO(LoadedModule &loaded, mlir::func::FuncOp function,
                          std::vector<Unsupported> *unsupported);

} // namespace sm::api

#endif // SM_LIB_API_CONVERTFUNCTION_H
