// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Values of variables as entries of the checkpoint.

#ifndef SM_LIB_TARGET_SAVEDMODEL_EXPORTVARIABLES_H
#define SM_LIB_TARGET_SAVEDMODEL_EXPORTVARIABLES_H

#include "dialects/SM/SMDialect.h"
#include "sm/Format/SavedModelWriter.h"
#include "sm/Support/Status.h"

namespace sm::target {

/// Sets `contents.variables`; `contents.proto` holds one MetaGraph for each
/// sm.meta_graph of `model`, `contents.filesFrom` is set. A value that is still
/// the checkpoint's own changes nothing; any other replaces the entry that the
/// exported graph restores the variable from. Errors as exportSavedModel.
Status exportVariables(saved_model::SavedModelOp model,
                       format::SavedModelContents &contents);

} // namespace sm::target

#endif // SM_LIB_TARGET_SAVEDMODEL_EXPORTVARIABLES_H
