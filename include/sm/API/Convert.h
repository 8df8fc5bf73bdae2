// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Writing a model in another form.

#ifndef SM_API_CONVERT_H
#define SM_API_CONVERT_H

#include "sm/API/Model.h"
#include "sm/Support/Status.h"

#include <optional>
#include <string>
#include <vector>

namespace sm {

/// What a model can be written as.
enum class ModelForm {
  MLIR,       ///< our IR as text; large constants in OUTPUT.weights
  Bytecode,   ///< our IR as MLIR bytecode
  SavedModel, ///< a SavedModel folder
  GraphDef,   ///< a frozen graph: .pb, or .pbtxt by the ending
};

struct ConvertOptions {
  ModelForm form = ModelForm::MLIR;
  /// Only this entry; absent: everything. A GraphDef made of a SavedModel holds
  /// one entry: absent means the default one.
  std::optional<ModelEntry> entry;
  /// Optimises first. In a SavedModel the optimised code takes the place of the
  /// old: names, signatures, captures, object graph and checkpoint stay.
  bool optimize = false;
  /// Variables become constants. A SavedModel then holds its signatures only,
  /// without object graph and checkpoint. GraphDefs are always frozen.
  bool freeze = false;
  bool overwrite = false;
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
