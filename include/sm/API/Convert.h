// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Writing a model in another form.

#ifndef SM_API_CONVERT_H
#define SM_API_CONVERT_H

#include "sm/API/Model.h"
#include "sm/Support/Status.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sm {

/// What a model can be written as.
enum class ModelForm {
  MLIR,       ///< our IR as text; large constants in OUTPUT.weights
  Bytecode,   ///< our IR as MLIR bytecode
  SavedModel, ///< a SavedModel folder
  GraphDef,   ///< a frozen graph: .pb, or .pbtxt by the ending
  ONNX,       ///< an ONNX model
  StableHLO,  ///< StableHLO text of one entry with static shapes
};

/// What an ONNX model looks like from outside.
struct ONNXOptions {
  int opset = 17; ///< 13 to 17
  /// The order of inputs and outputs: keys or tensor names, each once; those
  /// that are not named follow. Empty: the order of the entry's feeds or
  /// fetches, of a signature's keys, or of a function's arguments.
  std::vector<std::string> inputOrder, outputOrder;
  /// New names of inputs and outputs, in that order; empty: the entry's keys.
  std::vector<std::string> inputNames, outputNames;
  /// Images (rank 4) that the model takes or gives as NCHW, by key, tensor name
  /// or new name.
  std::vector<std::string> inputsAsNCHW, outputsAsNCHW;
  /// Whether weights go to OUTPUT.data: Auto above 1.5 GB.
  enum class ExternalData { Auto, Always, Never };
  ExternalData externalData = ExternalData::Auto;
};

/// Shapes by the name of an input; -1 is unknown.
using InputShapes = std::vector<std::pair<std::string, std::vector<int64_t>>>;

struct ConvertOptions {
  ModelForm form = ModelForm::MLIR;
  /// Only this entry; absent: everything. A GraphDef made of a SavedModel, an
  /// ONNX model and StableHLO hold one entry: absent means the default one.
  std::optional<ModelEntry> entry;
  /// Optimises first. In a SavedModel the optimised code takes the place of the
  /// old: names, signatures, captures, object graph and checkpoint stay.
  bool optimize = false;
  /// Variables become constants. A SavedModel then holds its signatures only,
  /// without object graph and checkpoint. GraphDefs, ONNX and StableHLO are
  /// always frozen, ONNX and StableHLO always optimised.
  bool freeze = false;
  bool overwrite = false;
  /// Shapes of inputs by key or tensor name, -1 where unknown, for ONNX and
  /// StableHLO. Each must refine what the model declares.
  InputShapes inputShapes;
  ONNXOptions onnx;
};

/// Writes the model at `source` to `output`, which appears whole or not at all.
/// Errors as Model::load, AlreadyExists without `overwrite`, and
/// FailedPrecondition for variables that cannot be frozen since an entry
/// assigns to them. `report` takes what is unsupported, `notes` things worth a
/// line on stderr; both may be null.
Status convertModel(const ModelSource &source, const ConvertOptions &options,
                    const std::string &output, UnsupportedReport *report,
                    std::vector<std::string> *notes);

} // namespace sm

#endif // SM_API_CONVERT_H
