// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Finding out why protobuf refused some bytes.

#ifndef SM_FORMAT_SAVEDMODEL_WIRECHECK_H
#define SM_FORMAT_SAVEDMODEL_WIRECHECK_H

#include <string>
#include <string_view>

namespace google::protobuf {
class Descriptor;
} // namespace google::protobuf

namespace sm::format {

/// Levels of nesting that protobuf reads.
constexpr int kMaxMessageDepth = 100;

/// Walks `bytes` as a message of `type` and describes the first thing that is
/// wrong, with its field path and byte offset; empty if nothing is.
std::string findWireProblem(std::string_view bytes,
                            const google::protobuf::Descriptor &type);

/// True if `text` is UTF-8 (no overlong forms, no surrogates).
bool isUTF8(std::string_view text);

} // namespace sm::format

#endif // SM_FORMAT_SAVEDMODEL_WIRECHECK_H
