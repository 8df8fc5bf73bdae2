// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The bytes of a new bundle's pieces. Each byte is read once: it goes through
/// the checksum and to the file while it is in the cache.

#include "BundlePieces.h"
#include "StoredValues.h"
#include "sm/Support/CRC32C.h"
#include "sm/Support/StagedOutput.h"
#include "sm/Support/StringView.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <string>

namespace sm::format {

namespace {

/// What is read, checked and written at a time; a multiple of every element's
/// size.
constexpr size_t kChunkSize = 256 * 1024;

Status damagedCopy(const BundlePiece &piece, std::string_view what) {
  return absl::DataLossError(absl::StrCat(
      piece.source->shardPath(piece.stored->shard), ": ", piece.label(), ": ",
      toAbsl(what), ": the file is damaged or belongs to another index"));
}

/// Elements of fixed size.
Status writePlain(BundlePiece &piece, StagedFile &file) {
  const bool isSwapped =
      piece.source && piece.source->isBigEndian() && swapWidth(piece.dtype) > 1;
  uint32_t crcBefore = 0;
  uint32_t crc = 0;
  std::string swapped;
  for (absl::Span<const char> rest = piece.bytes; !rest.empty();) {
    absl::Span<const char> chunk = rest.subspan(0, kChunkSize);
    rest.remove_prefix(chunk.size());
    crcBefore = crc32c(chunk, crcBefore);
    if (isSwapped) {
      swapped.assign(chunk.begin(), chunk.end());
      swapBytes(absl::MakeSpan(&swapped[0], swapped.size()),
                swapWidth(piece.dtype));
      chunk = swapped;
      crc = crc32c(chunk, crc);
    } else {
      crc = crcBefore;
    }
    SM_RETURN_IF_ERROR(file.write({chunk.data(), chunk.size()}));
  }
  if (piece.source && maskCRC32C(crcBefore) != piece.stored->maskedCRC)
    return damagedCopy(piece, "the checksum does not match");
  piece.maskedCRC = maskCRC32C(crc);
  return absl::OkStatus();
}

/// Strings that are not stored anywhere yet, or with another byte order.
template <typename Element>
Status writeStrings(BundlePiece &piece, const std::vector<Element> &elements,
                    StagedFile &file) {
  StringLengths lengths;
  for (const Element &element : elements)
    lengths.add(element.size());
  SM_RETURN_IF_ERROR(file.write(lengths.finish()));
  uint32_t crc = lengths.crc();
  for (const Element &element : elements) {
    crc = crc32c({element.data(), element.size()}, crc);
    SM_RETURN_IF_ERROR(file.write(element));
  }
  piece.maskedCRC = maskCRC32C(crc);
  return absl::OkStatus();
}

/// Strings and variants as they are stored.
Status writeStored(BundlePiece &piece, StagedFile &file) {
  if (piece.dtype == DType::String) {
    std::vector<std::string_view> elements;
    SM_RETURN_IF_ERROR(splitCopied(piece, elements));
    if (piece.source->isBigEndian())
      return writeStrings(piece, elements, file);
  } else {
    const std::string_view problem = checkVariants(
        piece.bytes, static_cast<uint64_t>(piece.shape.numElements()),
        piece.stored->maskedCRC);
    if (!problem.empty())
      return damagedCopy(piece, problem);
  }
  piece.maskedCRC = piece.stored->maskedCRC;
  return file.write({piece.bytes.data(), piece.bytes.size()});
}

} // namespace

Status splitCopied(const BundlePiece &piece,
                   std::vector<std::string_view> &elements) {
  const std::string_view problem = splitStrings(
      piece.bytes, static_cast<uint64_t>(piece.shape.numElements()),
      piece.stored->maskedCRC, piece.source->isBigEndian(), elements);
  return problem.empty() ? absl::OkStatus() : damagedCopy(piece, problem);
}

Status writePiece(BundlePiece &piece, StagedFile &file) {
  if (dtypeSize(piece.dtype) > 0)
    return writePlain(piece, file);
  if (piece.source)
    return writeStored(piece, file);
  return writeStrings(piece, piece.strings, file);
}

} // namespace sm::format
