// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// From a function of the onnx dialect to a .onnx file.

#ifndef SM_TARGET_ONNX_H
#define SM_TARGET_ONNX_H

#include "sm/Format/ONNXModel.h"
#include "sm/Support/Status.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <string>
#include <utility>
#include <vector>

namespace sm::target {

struct ONNXExportOptions {
  /// Whether weights go to PATH.data; Auto: from 1.5 GiB on.
  format::ONNXExternalData externalData = format::ONNXExternalData::Auto;
  /// Replace files that are there.
  bool overwrite = false;
  /// The graph's name; by default the function's.
  std::string graphName;
  /// The name of the unknown leading dimension of inputs: with it, all inputs
  /// whose leading dimension is unknown share one. Empty: each has its own
  /// name, for nothing says that they are equal.
  std::string batchName;
  /// producer_version; producer_name is "sm".
  std::string producerVersion;
  /// The model's metadata_props.
  std::vector<std::pair<std::string, std::string>> metadata;
};

/// The model that a function is. Its ops are those of the onnx dialect, in the
/// opset that the module says; weights stay mapped, and the model refers to
/// them.
///
/// - Inputs and outputs take the names of the `tf.name` attributes, else
///   "input_0", "output_0". An output that has the name of an input, or of an
///   output before it, gets a number behind it ("x_1"), which `notes` (may be
///   null) tells: values of an ONNX graph have one name. No other is changed.
/// - An argument with `tf.default` (elements) is an input with an initializer
///   of its name: ONNX's way to say what an input is that is left out.
/// - A result that is an argument or a constant, or returned twice, goes
///   through an Identity.
/// - An unknown dimension is named after its input or output and its place,
///   "x_dim_1", or by ONNXExportOptions::batchName. One of an output that is
///   always equal to an input's has that name, as far as the definitions of the
///   operators say so.
/// - Nodes are named by the NameLoc of their op, else by their operator, with a
///   number behind it where the name is taken; values "NODE:K"; constants by
///   their NameLoc, else "const". Constants inside regions are initializers of
///   the whole model.
/// - Ops that no result needs are left out.
///
/// InvalidArgument, naming every op in the way, for what is no ONNX; in
/// libonnx's words, which name the node, for what its checks do not accept;
/// errors of weights files.
StatusOr<format::ONNXModel>
makeONNXModel(mlir::func::FuncOp function, const ONNXExportOptions &options,
              std::vector<std::string> *notes = nullptr);

/// Writes the model of a function to `path` (see writeONNXModel): the file
/// appears only if libonnx's checker and its strict shape inference accept it.
/// The data sources are open (openDataSources).
Status exportONNX(mlir::func::FuncOp function, const ONNXExportOptions &options,
                  const std::string &path,
                  std::vector<std::string> *notes = nullptr);

} // namespace sm::target

#endif // SM_TARGET_ONNX_H
