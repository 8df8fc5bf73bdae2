// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Mutations that know the schema: most of what they make still parses, so that
/// the code behind the parser is reached.

#ifndef SM_FUZZ_PROTOMUTATOR_H
#define SM_FUZZ_PROTOMUTATOR_H

#include <cstddef>
#include <cstdint>

namespace google::protobuf {
class Message;
} // namespace google::protobuf

namespace sm::fuzz {

/// Changes a few fields of `message` somewhere in its tree: sets, clears,
/// repeats, swaps and copies values. `seed` decides what.
void mutate(google::protobuf::Message &message, unsigned seed);

/// For LLVMFuzzerCustomMutator of inputs that are one serialised message: of
/// `scratch`'s type. Now and then the bytes are changed without the schema.
/// Returns the new size.
size_t mutateSerialized(google::protobuf::Message &scratch, uint8_t *data,
                        size_t size, size_t maxSize, unsigned seed);

} // namespace sm::fuzz

#endif // SM_FUZZ_PROTOMUTATOR_H
