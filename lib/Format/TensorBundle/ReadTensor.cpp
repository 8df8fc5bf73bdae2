// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The bytes and strings of a bundle's tensors.

#include "Slices.h"
#include "StoredValues.h"
#include "sm/Format/TensorBundle.h"
#include "sm/Support/CRC32C.h"
#include "sm/Support/StringView.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <cstring>

namespace sm::format {

namespace {

/// Notes which elements of a partitioned tensor have arrived. That their
/// numbers add up is known, so one that is missing means that others overlap.
class Coverage {
public:
  explicit Coverage(int64_t count) : seen(count, false) {}
  void add(int64_t from, int64_t count) {
    std::fill(seen.begin() + from, seen.begin() + from + count, true);
  }
  bool isComplete() const {
    return std::find(seen.begin(), seen.end(), false) == seen.end();
  }

private:
  std::vector<bool> seen;
};

} // namespace

StatusOr<std::shared_ptr<const MappedFile>>
TensorBundle::shard(int index) const {
  const std::lock_guard<std::mutex> lock(mutex);
  std::shared_ptr<const MappedFile> &slot = shards[index];
  if (!slot) {
    SM_ASSIGN_OR_RETURN(slot, MappedFile::open(shardPath(index)));
  }
  return slot;
}

StatusOr<absl::Span<const char>>
TensorBundle::stored(std::string_view name, const TensorEntry &entry) const {
  if (entry.bytes == 0)
    return absl::Span<const char>();
  SM_ASSIGN_OR_RETURN(const std::shared_ptr<const MappedFile> file,
                      shard(entry.shard));
  const int64_t size = static_cast<int64_t>(file->size());
  if (entry.offset > size || entry.bytes > size - entry.offset)
    return absl::DataLossError(absl::StrCat(
        file->name(), ": tensor '", toAbsl(name), "' should take ", entry.bytes,
        " bytes at ", entry.offset, ", but the file has ", size,
        " bytes: it is cut off or belongs to another index"));
  return file->bytes().subspan(entry.offset, entry.bytes);
}

StatusOr<absl::Span<const char>>
TensorBundle::checked(std::string_view name, const TensorEntry &entry) const {
  SM_ASSIGN_OR_RETURN(const absl::Span<const char> bytes, stored(name, entry));
  {
    const std::lock_guard<std::mutex> lock(mutex);
    if (verified.count(&entry) != 0)
      return bytes;
  }
  if (maskCRC32C(crc32c(bytes)) != entry.maskedCRC)
    return absl::DataLossError(absl::StrCat(
        shardPath(entry.shard), ": the checksum of tensor '", toAbsl(name),
        "' does not match: the file is damaged or belongs to another index"));
  const std::lock_guard<std::mutex> lock(mutex);
  verified.insert(&entry);
  return bytes;
}

StatusOr<absl::Span<const char>>
TensorBundle::bytes(std::string_view name) const {
  SM_ASSIGN_OR_RETURN(const TensorEntry *entry, require(name));
  const char *obstacle = nullptr;
  if (dtypeSize(entry->dtype) == 0)
    obstacle = "its elements have no fixed size";
  else if (entry->isPartitioned)
    obstacle = "it is stored in parts";
  else if (bigEndian && swapWidth(entry->dtype) > 1)
    obstacle = "it is stored in big-endian order";
  if (obstacle)
    return absl::FailedPreconditionError(
        absl::StrCat(pathPrefix, ": tensor '", toAbsl(name),
                     "' cannot be shown in place: ", obstacle));
  return checked(name, *entry);
}

Status TensorBundle::read(std::string_view name, absl::Span<char> out) const {
  SM_ASSIGN_OR_RETURN(const TensorEntry *entry, require(name));
  const size_t width = dtypeSize(entry->dtype);
  if (width == 0)
    return absl::FailedPreconditionError(absl::StrCat(
        pathPrefix, ": tensor '", toAbsl(name), "' holds elements of type ",
        dtypeName(entry->dtype), ", not plain bytes"));
  if (out.size() != static_cast<size_t>(entry->bytes))
    return absl::InvalidArgumentError(
        absl::StrCat(pathPrefix, ": tensor '", toAbsl(name), "' takes ",
                     entry->bytes, " bytes, the buffer has ", out.size()));
  if (!entry->isPartitioned) {
    SM_ASSIGN_OR_RETURN(const absl::Span<const char> bytes,
                        checked(name, *entry));
    if (!bytes.empty())
      std::memcpy(out.data(), bytes.data(), bytes.size());
  } else {
    Coverage coverage(entry->shape.numElements());
    for (const Part &part : partsOf(name, *entry)) {
      SM_ASSIGN_OR_RETURN(const absl::Span<const char> bytes,
                          checked(name, *part.entry));
      forEachRun(entry->shape, part.box,
                 [&](int64_t to, int64_t from, int64_t count) {
                   std::memcpy(out.data() + to * width,
                               bytes.data() + from * width, count * width);
                   coverage.add(to, count);
                 });
    }
    if (!coverage.isComplete())
      return damaged(name, "its parts overlap");
  }
  if (bigEndian)
    swapBytes(out, swapWidth(entry->dtype));
  return absl::OkStatus();
}

StatusOr<std::string> TensorBundle::readBytes(std::string_view name) const {
  SM_ASSIGN_OR_RETURN(const TensorEntry *entry, require(name));
  std::string out;
  if (dtypeSize(entry->dtype) > 0) {
    SM_RETURN_IF_ERROR(checkPresent(name, *entry));
    out.resize(entry->bytes);
  }
  SM_RETURN_IF_ERROR(read(name, absl::MakeSpan(&out[0], out.size())));
  return out;
}

Status TensorBundle::checkPresent(std::string_view name,
                                  const TensorEntry &entry) const {
  if (!entry.isPartitioned)
    return stored(name, entry).status();
  // Parts may share bytes of a shard, so their shards' sizes are the bound.
  int64_t available = 0;
  std::set<int> seen;
  for (const Part &part : partsOf(name, entry)) {
    SM_RETURN_IF_ERROR(stored(name, *part.entry).status());
    if (part.entry->bytes == 0 || !seen.insert(part.entry->shard).second)
      continue;
    SM_ASSIGN_OR_RETURN(const std::shared_ptr<const MappedFile> file,
                        shard(part.entry->shard));
    available += static_cast<int64_t>(file->size());
  }
  if (entry.bytes > available)
    return damaged(name, "its parts share bytes");
  return absl::OkStatus();
}

StatusOr<std::vector<Bytes>>
TensorBundle::storedStrings(std::string_view name,
                            const TensorEntry &entry) const {
  SM_ASSIGN_OR_RETURN(const absl::Span<const char> bytes, stored(name, entry));
  std::vector<std::string_view> elements;
  const std::string_view problem =
      splitStrings(bytes, static_cast<uint64_t>(entry.shape.numElements()),
                   entry.maskedCRC, bigEndian, elements);
  if (!problem.empty())
    return absl::DataLossError(absl::StrCat(shardPath(entry.shard),
                                            ": string tensor '", toAbsl(name),
                                            "': ", toAbsl(problem)));
  return std::vector<Bytes>(elements.begin(), elements.end());
}

StatusOr<std::vector<TensorBundle::StoredPiece>>
TensorBundle::storedPieces(std::string_view name) const {
  SM_ASSIGN_OR_RETURN(const TensorEntry *entry, require(name));
  std::vector<const TensorEntry *> pieces = {entry};
  if (entry->isPartitioned) {
    pieces.clear();
    for (const Part &part : partsOf(name, *entry))
      pieces.push_back(part.entry);
  }
  std::vector<StoredPiece> result;
  for (const TensorEntry *piece : pieces) {
    SM_ASSIGN_OR_RETURN(const absl::Span<const char> bytes,
                        stored(name, *piece));
    result.push_back({piece, bytes});
  }
  return result;
}

StatusOr<std::vector<Bytes>>
TensorBundle::readStrings(std::string_view name) const {
  SM_ASSIGN_OR_RETURN(const TensorEntry *entry, require(name));
  if (entry->dtype != DType::String)
    return absl::FailedPreconditionError(
        absl::StrCat(pathPrefix, ": tensor '", toAbsl(name), "' is of type ",
                     dtypeName(entry->dtype), ", not string"));
  if (!entry->isPartitioned)
    return storedStrings(name, *entry);
  // A part has at least a byte per element, so reading all parts first bounds
  // the allocation by the size of the shards.
  const std::vector<Part> boxes = partsOf(name, *entry);
  std::vector<std::vector<Bytes>> pieces;
  for (const Part &part : boxes) {
    SM_ASSIGN_OR_RETURN(std::vector<Bytes> piece,
                        storedStrings(name, *part.entry));
    pieces.push_back(std::move(piece));
  }
  std::vector<Bytes> result(entry->shape.numElements());
  Coverage coverage(entry->shape.numElements());
  for (size_t i = 0; i < boxes.size(); ++i)
    forEachRun(entry->shape, boxes[i].box,
               [&](int64_t to, int64_t from, int64_t count) {
                 std::move(pieces[i].begin() + from,
                           pieces[i].begin() + from + count,
                           result.begin() + to);
                 coverage.add(to, count);
               });
  if (!coverage.isComplete())
    return damaged(name, "its parts overlap");
  return result;
}

Status TensorBundle::verify(std::string_view name) const {
  SM_ASSIGN_OR_RETURN(const TensorEntry *entry, require(name));
  if (entry->dtype == DType::String)
    return readStrings(name).status();
  if (dtypeSize(entry->dtype) == 0)
    return absl::UnimplementedError(
        absl::StrCat(pathPrefix, ": tensor '", toAbsl(name), "' is of type ",
                     dtypeName(entry->dtype), ", which cannot be read"));
  if (entry->isPartitioned)
    return readBytes(name).status();
  return checked(name, *entry).status();
}

} // namespace sm::format
