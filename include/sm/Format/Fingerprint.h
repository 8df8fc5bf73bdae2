// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// fingerprint.pb: hashes that name the parts of a SavedModel.

#ifndef SM_FORMAT_FINGERPRINT_H
#define SM_FORMAT_FINGERPRINT_H

#include <cstdint>
#include <string_view>

namespace tensorflow {
class FingerprintDef;
class SavedModel;
} // namespace tensorflow

namespace sm::format {

/// FarmHash's 64-bit fingerprint.
uint64_t fingerprint64(std::string_view bytes);

/// TensorFlow's chaining of two hashes (FingerprintCat64).
uint64_t fingerprintCat64(uint64_t a, uint64_t b);

/// The fingerprint of a model as TensorFlow 2.21 makes it: of `model`, of
/// `modelBytes`, which is serialize(model) (TensorFlow hashes the model's
/// deterministic serialisation, not the file it read), and of `indexBytes`, the
/// contents of variables.index (empty: none, and checkpoint_hash is 0).
///
/// graph_def_program_hash, signature_def_hash and saved_object_graph_hash are
/// of the first MetaGraph and stay 0 if there is none. The graph is hashed
/// without its library and versions, without the values of string constants,
/// and without the numbers at the end of called functions' names.
/// saved_object_graph_hash stays 0, too, if the name of a concrete function
/// does not end in a number, where TensorFlow makes no fingerprint at all, or
/// if two end in the same one, where its answer depends on chance.
///
/// Older releases hashed in other ways (before 2.15, signatures without their
/// keys), so a stored fingerprint that differs says nothing about damage.
///
/// `uuid` is kept as given; empty leaves it out.
tensorflow::FingerprintDef makeFingerprint(std::string_view modelBytes,
                                           const tensorflow::SavedModel &model,
                                           std::string_view indexBytes,
                                           std::string_view uuid);

} // namespace sm::format

#endif // SM_FORMAT_FINGERPRINT_H
