// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The index of a bundle: header, entries, parts.

#include "sm/Format/TensorBundle.h"

#include "OrderedCode.h"
#include "Slices.h"
#include "sm/Format/Proto/tensor_bundle.pb.h"
#include "sm/Format/Table.h"
#include "sm/Support/CRC32C.h"
#include "sm/Support/StringView.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include <limits>
#include <sys/stat.h>

namespace sm::format {

namespace {

/// The version of the bundle format that this reader knows.
constexpr int kBundleVersion = 1;
/// TensorFlow's own limit.
constexpr int kMaxRank = 254;

/// A key for messages: parts have unprintable ones.
std::string printable(std::string_view key) {
  if (!key.empty() && key[0] == kSliceKeyMark)
    return absl::StrCat("part ", absl::CEscape(toAbsl(key)));
  return absl::StrCat("'", toAbsl(key), "'");
}

bool fileExists(const std::string &path) {
  struct stat info;
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode);
}

/// An empty result means all is well; else it says what is not.
std::string decodeShape(const tensorflow::TensorShapeProto &proto,
                        Shape &shape) {
  if (proto.unknown_rank())
    return "has no shape";
  if (proto.dim_size() > kMaxRank)
    return absl::StrCat("has ", proto.dim_size(), " dimensions");
  for (const auto &dim : proto.dim())
    shape.append(dim.size());
  if (!checkedNumElements(shape.dims()))
    return absl::StrCat("has the impossible shape ", shape.str());
  return "";
}

TensorSlice decodeSlice(const tensorflow::TensorSliceProto &proto) {
  TensorSlice slice;
  for (const auto &extent : proto.extent()) {
    const bool isWhole =
        extent.has_length_hack_case() ==
        tensorflow::TensorSliceProto::Extent::HAS_LENGTH_HACK_NOT_SET;
    slice.start.push_back(isWhole ? 0 : extent.start());
    slice.length.push_back(isWhole ? -1 : extent.length());
  }
  return slice;
}

/// The size of `entry`'s elements in bytes, or nullopt if it is too large.
std::optional<int64_t> plainSize(const TensorEntry &entry) {
  int64_t size = 0;
  if (__builtin_mul_overflow(entry.shape.numElements(),
                             static_cast<int64_t>(dtypeSize(entry.dtype)),
                             &size))
    return std::nullopt;
  return size;
}

} // namespace

Status TensorBundle::damaged(std::string_view key,
                             std::string_view what) const {
  return absl::DataLossError(absl::StrCat(pathPrefix, ".index: damaged entry ",
                                          printable(key), ": ", toAbsl(what)));
}

std::string TensorBundle::shardPath(int shard) const {
  return absl::StrFormat("%s.data-%05d-of-%05d", pathPrefix, shard, shardCount);
}

StatusOr<std::unique_ptr<TensorBundle>>
TensorBundle::open(const std::string &prefix) {
  std::unique_ptr<TensorBundle> bundle(new TensorBundle());
  bundle->pathPrefix = prefix;
  SM_RETURN_IF_ERROR(bundle->readIndex());
  return bundle;
}

Status TensorBundle::readIndex() {
  const std::string path = absl::StrCat(pathPrefix, ".index");
  StatusOr<std::shared_ptr<const MappedFile>> file = MappedFile::open(path);
  if (!file.ok()) {
    if (absl::IsNotFound(file.status()) && fileExists(pathPrefix))
      return absl::NotFoundError(absl::StrCat(
          "there is no ", path, ", but a file ", pathPrefix,
          ": perhaps a V1 checkpoint, which is not supported here"));
    return file.status();
  }
  checksumOfIndex = crc32c((*file)->bytes());
  sizeOfIndex = static_cast<int64_t>((*file)->size());
  SM_ASSIGN_OR_RETURN(const std::unique_ptr<Table> table,
                      Table::open(*std::move(file)));
  SM_RETURN_IF_ERROR(table->forEach(
      [&](std::string_view key, std::string_view value) -> Status {
        if (shardCount == 0) {
          if (!key.empty())
            return damaged(key, "the first key is not the header's");
          return readHeader(value);
        }
        return addEntry(key, value);
      }));
  if (shardCount == 0)
    return absl::DataLossError(
        absl::StrCat(path, ": the table has no entries, not even a header"));
  for (const auto &[name, entry] : entries)
    if (entry.isPartitioned)
      SM_RETURN_IF_ERROR(checkPartitioned(name, entry));
  return absl::OkStatus();
}

Status TensorBundle::readHeader(std::string_view value) {
  tensorflow::BundleHeaderProto header;
  if (value.size() > std::numeric_limits<int>::max() ||
      !header.ParseFromArray(value.data(), static_cast<int>(value.size())))
    return damaged("", "the header is no BundleHeaderProto");
  const tensorflow::VersionDef &version = header.version();
  bool isRefused = version.min_consumer() > kBundleVersion;
  for (const int bad : version.bad_consumers())
    isRefused |= bad == kBundleVersion;
  if (isRefused)
    return absl::UnimplementedError(absl::StrCat(
        pathPrefix, ".index: written for readers of bundle version ",
        version.min_consumer(), " or newer (this is ", kBundleVersion, ")"));
  if (header.num_shards() <= 0)
    return damaged(
        "", absl::StrCat("the header claims ", header.num_shards(), " shards"));
  if (header.endianness() != tensorflow::BundleHeaderProto::LITTLE &&
      header.endianness() != tensorflow::BundleHeaderProto::BIG)
    return damaged("", absl::StrCat("unknown byte order ",
                                    static_cast<int>(header.endianness())));
  shardCount = header.num_shards();
  bigEndian = header.endianness() == tensorflow::BundleHeaderProto::BIG;
  return absl::OkStatus();
}

Status TensorBundle::addEntry(std::string_view key, std::string_view value) {
  tensorflow::BundleEntryProto proto;
  if (value.size() > std::numeric_limits<int>::max() ||
      !proto.ParseFromArray(value.data(), static_cast<int>(value.size())))
    return damaged(key, "no BundleEntryProto");
  TensorEntry entry;
  const std::optional<DType> dtype = dtypeFromNumber(proto.dtype());
  if (!dtype || isRefDType(*dtype))
    return damaged(key, absl::StrCat("unknown element type ",
                                     static_cast<int>(proto.dtype())));
  entry.dtype = *dtype;
  const std::string shapeProblem = decodeShape(proto.shape(), entry.shape);
  if (!shapeProblem.empty())
    return damaged(key, shapeProblem);
  const std::optional<int64_t> plain = plainSize(entry);
  if (!plain)
    return damaged(
        key, absl::StrCat("has the impossible shape ", entry.shape.str()));
  entry.isPartitioned = proto.slices_size() > 0;
  if (entry.isPartitioned) {
    entry.bytes = *plain;
    for (const auto &slice : proto.slices())
      entry.slices.push_back(decodeSlice(slice));
  } else {
    entry.bytes = proto.size();
    entry.shard = proto.shard_id();
    entry.offset = proto.offset();
    entry.maskedCRC = proto.crc32c();
    int64_t end = 0;
    if (entry.shard < 0 || entry.shard >= shardCount)
      return damaged(key,
                     absl::StrCat("shard ", entry.shard, " of ", shardCount));
    if (entry.offset < 0 || entry.bytes < 0 ||
        __builtin_add_overflow(entry.offset, entry.bytes, &end))
      return damaged(key, absl::StrCat("impossible place: ", entry.bytes,
                                       " bytes at ", entry.offset));
    if (dtypeSize(entry.dtype) > 0 && entry.bytes != *plain)
      return damaged(
          key, absl::StrCat(entry.bytes, " bytes for ", dtypeName(entry.dtype),
                            entry.shape.str(), ", which takes ", *plain));
  }
  const bool isPart = !key.empty() && key[0] == kSliceKeyMark;
  if (isPart && entry.isPartitioned)
    return damaged(key, "a part that has parts itself");
  (isPart ? parts : entries).emplace(std::string(key), std::move(entry));
  return absl::OkStatus();
}

Status TensorBundle::checkPartitioned(const std::string &name,
                                      const TensorEntry &entry) const {
  int64_t covered = 0;
  for (const TensorSlice &slice : entry.slices) {
    const std::optional<TensorSlice> box = resolveSlice(slice, entry.shape);
    if (!box)
      return damaged(name, absl::StrCat("part ", sliceText(slice),
                                        " lies outside the shape ",
                                        entry.shape.str()));
    const auto part = parts.find(sliceKey(name, slice));
    if (part == parts.end())
      return damaged(name,
                     absl::StrCat("part ", sliceText(slice), " is missing"));
    if (part->second.dtype != entry.dtype ||
        part->second.shape != Shape(absl::MakeConstSpan(box->length)))
      return damaged(name, absl::StrCat("part ", sliceText(slice),
                                        " has another type or shape: ",
                                        dtypeName(part->second.dtype),
                                        part->second.shape.str()));
    // Cannot overflow: stops as soon as it exceeds the tensor's own count.
    covered += part->second.shape.numElements();
    if (covered > entry.shape.numElements())
      return damaged(name, "its parts overlap");
  }
  if (covered != entry.shape.numElements())
    return damaged(name, absl::StrCat("its parts hold ", covered, " of ",
                                      entry.shape.numElements(), " elements"));
  return absl::OkStatus();
}

const TensorEntry *TensorBundle::find(std::string_view name) const {
  const auto found = entries.find(name);
  return found == entries.end() ? nullptr : &found->second;
}

StatusOr<const TensorEntry *>
TensorBundle::require(std::string_view name) const {
  if (const TensorEntry *entry = find(name))
    return entry;
  return absl::NotFoundError(
      absl::StrCat(pathPrefix, ": no tensor named '", toAbsl(name),
                   "' among the ", entries.size(), " of this checkpoint"));
}

std::vector<TensorBundle::Part>
TensorBundle::partsOf(std::string_view name, const TensorEntry &entry) const {
  // readIndex() has seen that each slice fits and has its part.
  std::vector<Part> result;
  result.reserve(entry.slices.size());
  for (const TensorSlice &slice : entry.slices)
    result.push_back({&parts.find(sliceKey(name, slice))->second,
                      *resolveSlice(slice, entry.shape)});
  return result;
}

} // namespace sm::format
