// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// #sm.proto as messages again: the inverse of ImportProto.

#ifndef SM_LIB_TARGET_SAVEDMODEL_EXPORTPROTO_H
#define SM_LIB_TARGET_SAVEDMODEL_EXPORTPROTO_H

#include "ImportProto.h"

#include "sm/Support/Status.h"

namespace sm::target {

/// Sets what `fields` says in `message`. `elsewhere` are fields that have a
/// place of their own in the IR and may not stand here, at any depth.
/// InvalidArgument, naming message and field, for what the schema does not
/// have, values of the wrong kind or out of range, map keys and members of a
/// oneof that stand twice.
Status exportFields(mlir::DictionaryAttr fields, const FieldNames &elsewhere,
                    google::protobuf::Message &message);

/// The same for `#sm.proto`, which must be of the type of `message`.
Status exportProto(saved_model::ProtoAttr attr, const FieldNames &elsewhere,
                   google::protobuf::Message &message);

} // namespace sm::target

#endif // SM_LIB_TARGET_SAVEDMODEL_EXPORTPROTO_H
