// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Messages to the bytes of files that can be read again.

#ifndef SM_FORMAT_SAVEDMODEL_WRITEMESSAGE_H
#define SM_FORMAT_SAVEDMODEL_WRITEMESSAGE_H

#include "sm/Support/Status.h"

#include <string>

namespace google::protobuf {
class Message;
} // namespace google::protobuf

namespace sm::format {

/// The binary form for the file `fileName`. Unimplemented above 2 GiB;
/// InvalidArgument for what no reader takes (strings that are not UTF-8, too
/// much nesting).
StatusOr<std::string> toBinary(const google::protobuf::Message &message,
                               const std::string &fileName);

/// The text form; errors as toBinary, and Unimplemented, naming the field, for
/// a message that the text form cannot hold exactly: unknown fields, and
/// numbers that are none with a payload.
StatusOr<std::string> toText(const google::protobuf::Message &message,
                             const std::string &fileName);

} // namespace sm::format

#endif // SM_FORMAT_SAVEDMODEL_WRITEMESSAGE_H
