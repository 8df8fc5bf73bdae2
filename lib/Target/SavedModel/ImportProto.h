// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Messages that no pass reads, as #sm.proto.

#ifndef SM_LIB_TARGET_SAVEDMODEL_IMPORTPROTO_H
#define SM_LIB_TARGET_SAVEDMODEL_IMPORTPROTO_H

#include "dialects/SM/SMDialect.h"

#include <set>
#include <string>

namespace google::protobuf {
class FieldDescriptor;
class Message;
} // namespace google::protobuf

namespace sm::target {

/// Fields that have a place of their own in the IR, by full name
/// ("tensorflow.GraphDef.node").
using FieldNames = std::set<std::string>;

/// For messages that stand whole in `#sm.proto`.
inline const FieldNames kNoFields;

/// The fields of `message` that are set, without those in `skip` at any depth.
mlir::DictionaryAttr importFields(const google::protobuf::Message &message,
                                  const FieldNames &skip,
                                  mlir::MLIRContext *context);

/// `#sm.proto` of `message`.
saved_model::ProtoAttr importProto(const google::protobuf::Message &message,
                                   mlir::MLIRContext *context);

/// `#sm.proto` of what `skip` leaves of `message`; null if that is nothing.
saved_model::ProtoAttr importRest(const google::protobuf::Message &message,
                                  const FieldNames &skip,
                                  mlir::MLIRContext *context);

} // namespace sm::target

#endif // SM_LIB_TARGET_SAVEDMODEL_IMPORTPROTO_H
