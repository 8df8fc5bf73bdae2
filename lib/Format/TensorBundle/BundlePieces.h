// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The pieces that a new bundle is made of, and where they go.

#ifndef SM_FORMAT_TENSORBUNDLE_BUNDLEPIECES_H
#define SM_FORMAT_TENSORBUNDLE_BUNDLEPIECES_H

#include "sm/Format/TensorBundle.h"
#include "sm/Format/TensorBundleWriter.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sm {

class StagedFile;

namespace format {

/// What one entry of the index points at: a tensor or a part of one.
struct BundlePiece {
  /// What messages name: the tensor as it is called in the new bundle.
  std::string name;
  /// In the index: the name, or the ordered-code key of the part.
  std::string key;
  DType dtype = DType::Invalid;
  Shape shape;

  /// The elements, or what `source` stores for them if that is set.
  absl::Span<const char> bytes;
  std::shared_ptr<const void> owner;
  /// The elements of a string tensor without `source`.
  std::vector<Bytes> strings;
  const TensorBundle *source = nullptr;
  const TensorEntry *stored = nullptr; // In `source`.

  /// Another piece that is the same bytes of the same source.
  const BundlePiece *same = nullptr;
  int shard = 0;
  int64_t offset = 0;
  int64_t size = 0;
  uint32_t maskedCRC = 0; // Set by writing.

  /// "tensor 'name'", with the name escaped and cut where it is too long.
  std::string label() const;
};

/// One tensor of a new bundle.
struct BundleItem {
  DType dtype = DType::Invalid;
  Shape shape;
  /// Empty unless it is partitioned; then one for each piece, or for several
  /// equal ones.
  std::vector<TensorSlice> slices;
  std::vector<BundlePiece> pieces;
};

/// A name for a message.
std::string shownName(std::string_view name);

/// The elements of a copied string piece, as views into its bytes. DataLoss if
/// these do not match their checksums.
Status splitCopied(const BundlePiece &piece,
                   std::vector<std::string_view> &elements);

/// Gives each piece its shard, offset and size. The result: the pieces of each
/// shard in the order of their offsets, without those that are the `same` as
/// another.
StatusOr<std::vector<std::vector<BundlePiece *>>>
layOut(std::map<std::string, BundleItem> &items,
       const TensorBundleWriterOptions &options);

/// Appends the bytes of `piece`, checks them where they are copied, and notes
/// their checksum.
Status writePiece(BundlePiece &piece, StagedFile &file);

} // namespace format

} // namespace sm

#endif // SM_FORMAT_TENSORBUNDLE_BUNDLEPIECES_H
