// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Where the pieces of a new bundle go. All of it is decided before the first
/// byte is written: sizes that no file can have are found here.

#include "BundlePieces.h"
#include "StoredValues.h"
#include "sm/Support/StringView.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

#include <algorithm>
#include <tuple>

namespace sm::format {

namespace {

/// How much of a name a message shows.
constexpr size_t kShownName = 200;

bool holdSameBytes(const BundlePiece &a, const BundlePiece &b) {
  return a.stored->offset == b.stored->offset &&
         a.stored->bytes == b.stored->bytes && a.dtype == b.dtype &&
         a.shape.numElements() == b.shape.numElements() &&
         a.stored->maskedCRC == b.stored->maskedCRC;
}

/// Finds pieces that are the same bytes of the same source. Others must not
/// overlap: no writer makes such files, and a small one could grow without
/// bounds by being copied.
Status findShared(const std::vector<BundlePiece *> &pieces) {
  std::vector<BundlePiece *> copied;
  for (BundlePiece *piece : pieces)
    if (piece->source && piece->stored->bytes > 0)
      copied.push_back(piece);
  const auto place = [](const BundlePiece *piece) {
    return std::tuple(piece->source, piece->stored->shard,
                      piece->stored->offset, piece->stored->bytes,
                      std::string_view(piece->key));
  };
  std::sort(copied.begin(), copied.end(),
            [&](const BundlePiece *a, const BundlePiece *b) {
              return place(a) < place(b);
            });
  const BundlePiece *before = nullptr;
  for (BundlePiece *piece : copied) {
    const bool isNeighbour = before && before->source == piece->source &&
                             before->stored->shard == piece->stored->shard;
    if (isNeighbour && holdSameBytes(*before, *piece)) {
      piece->same = before;
      continue;
    }
    if (isNeighbour &&
        piece->stored->offset < before->stored->offset + before->stored->bytes)
      return absl::DataLossError(absl::StrCat(
          piece->source->prefix(), ".index: ", before->label(), " and ",
          piece->label(), " overlap at byte ", piece->stored->offset,
          " of shard ", piece->stored->shard, ": the index is damaged"));
    before = piece;
  }
  return absl::OkStatus();
}

/// The bytes that `piece` will take.
StatusOr<int64_t> sizeOf(const BundlePiece &piece) {
  if (piece.dtype != DType::String ||
      (piece.source && !piece.source->isBigEndian()))
    return static_cast<int64_t>(piece.bytes.size());
  int64_t size = sizeof(uint32_t);
  if (!piece.source) {
    for (const Bytes &element : piece.strings)
      size += StringLengths::sizeOf(element.size()) + element.size();
    return size;
  }
  // The checksum of the lengths depends on the byte order, so these strings are
  // written anew.
  std::vector<std::string_view> elements;
  SM_RETURN_IF_ERROR(splitCopied(piece, elements));
  for (const std::string_view element : elements)
    size += StringLengths::sizeOf(element.size()) + element.size();
  return size;
}

/// Sets offsets and sizes of one shard's pieces, in their order.
Status placeInShard(const std::vector<BundlePiece *> &pieces,
                    int64_t alignment) {
  int64_t end = 0;
  for (BundlePiece *piece : pieces) {
    SM_ASSIGN_OR_RETURN(piece->size, sizeOf(*piece));
    piece->offset = end;
    int64_t padded = 0;
    if (__builtin_add_overflow(end, piece->size, &end) ||
        __builtin_add_overflow(end, alignment - 1, &padded))
      return absl::ResourceExhaustedError(absl::StrCat(
          piece->label(), ", of ", piece->size,
          " bytes, makes a shard larger than any file; use more shards"));
    end = padded - padded % alignment;
  }
  return absl::OkStatus();
}

} // namespace

std::string shownName(std::string_view name) {
  return absl::StrCat("'", absl::CHexEscape(toAbsl(name.substr(0, kShownName))),
                      name.size() > kShownName ? "..." : "", "'");
}

std::string BundlePiece::label() const {
  return absl::StrCat("tensor ", shownName(name));
}

StatusOr<std::vector<std::vector<BundlePiece *>>>
layOut(std::map<std::string, BundleItem> &items,
       const TensorBundleWriterOptions &options) {
  std::vector<BundlePiece *> pieces;
  for (auto &[name, item] : items)
    for (BundlePiece &piece : item.pieces)
      pieces.push_back(&piece);
  SM_RETURN_IF_ERROR(findShared(pieces));

  const auto keepsPlace = [&](const BundlePiece *piece) {
    return piece->source && piece->source->numShards() == options.numShards;
  };
  std::vector<std::vector<BundlePiece *>> shards(options.numShards);
  int turn = 0;
  for (BundlePiece *piece : pieces) {
    if (piece->same)
      continue;
    if (keepsPlace(piece)) {
      piece->shard = piece->stored->shard;
    } else {
      piece->shard = turn;
      turn = (turn + 1) % options.numShards;
    }
    shards[piece->shard].push_back(piece);
  }
  // An empty piece lies where the next one starts. Keys are unique.
  const auto order = [&](const BundlePiece *piece) {
    const bool keeps = keepsPlace(piece);
    return std::tuple(!keeps, keeps ? piece->stored->offset : 0,
                      keeps ? piece->stored->bytes : 0,
                      std::string_view(piece->key));
  };
  for (std::vector<BundlePiece *> &shard : shards) {
    std::sort(shard.begin(), shard.end(),
              [&](const BundlePiece *a, const BundlePiece *b) {
                return order(a) < order(b);
              });
    SM_RETURN_IF_ERROR(placeInShard(shard, options.alignment));
  }
  return shards;
}

} // namespace sm::format
