// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Collecting the tensors of a new bundle, and its index.

#include "sm/Format/TensorBundleWriter.h"

#include "BundlePieces.h"
#include "OrderedCode.h"
#include "Slices.h"
#include "StoredValues.h"
#include "sm/Format/Proto/tensor_bundle.pb.h"
#include "sm/Format/TableWriter.h"
#include "sm/Format/TensorBundle.h"
#include "sm/Support/StagedOutput.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include <set>

namespace sm::format {

namespace {

/// The version of the bundle format that is written.
constexpr int kBundleVersion = 1;
/// TensorFlow's own limit.
constexpr int kMaxRank = 254;
/// File names have five digits for a shard.
constexpr int kMaxShards = 99999;

Status refused(std::string_view name, const std::string &what) {
  return absl::InvalidArgumentError(
      absl::StrCat("tensor ", shownName(name), ": ", what));
}

Status checkShape(std::string_view name, const Shape &shape) {
  if (shape.rank() > kMaxRank)
    return refused(name, absl::StrCat("a checkpoint cannot hold a shape of ",
                                      shape.rank(), " dimensions"));
  if (!checkedNumElements(shape.dims()))
    return refused(name, absl::StrCat("impossible shape ", shape.str()));
  return absl::OkStatus();
}

/// What the index says about any tensor.
tensorflow::BundleEntryProto entryFor(DType dtype, const Shape &shape) {
  tensorflow::BundleEntryProto entry;
  entry.set_dtype(static_cast<tensorflow::DataType>(dtype));
  // A scalar has a shape too, one without dimensions.
  tensorflow::TensorShapeProto *proto = entry.mutable_shape();
  for (const int64_t size : shape.dims())
    proto->add_dim()->set_size(size);
  return entry;
}

tensorflow::BundleEntryProto entryFor(const BundlePiece &piece) {
  const BundlePiece &place = piece.same ? *piece.same : piece;
  tensorflow::BundleEntryProto entry = entryFor(piece.dtype, piece.shape);
  entry.set_shard_id(place.shard);
  entry.set_offset(place.offset);
  entry.set_size(place.size);
  entry.set_crc32c(place.maskedCRC);
  return entry;
}

/// The entry that lists the parts of a tensor.
tensorflow::BundleEntryProto entryFor(const BundleItem &item) {
  tensorflow::BundleEntryProto entry = entryFor(item.dtype, item.shape);
  for (const TensorSlice &slice : item.slices) {
    tensorflow::TensorSliceProto *proto = entry.add_slices();
    for (size_t i = 0; i < slice.start.size(); ++i) {
      auto *extent = proto->add_extent();
      if (slice.length[i] == -1)
        continue; // The whole dimension.
      extent->set_start(slice.start[i]);
      extent->set_length(slice.length[i]);
    }
  }
  return entry;
}

} // namespace

struct TensorBundleWriter::Pending {
  std::string prefix;
  TensorBundleWriterOptions options;
  std::map<std::string, BundleItem> items;
  bool isFinished = false;
  std::vector<std::unique_ptr<StagedFile>> files; // Of finish() so far.

  /// A new item of this name, or why there cannot be one.
  Status checkName(std::string_view name) const;
  Status checkOptions() const;
  /// Adds an item of one piece, its own key.
  BundlePiece &addWhole(std::string_view name, DType dtype, const Shape &shape);
  StatusOr<StagedFile *> create(const std::string &path);
  Status writeShards();
  Status writeIndex();
};

Status TensorBundleWriter::Pending::checkName(std::string_view name) const {
  if (isFinished)
    return absl::FailedPreconditionError(
        absl::StrCat(prefix, ": the checkpoint is written already"));
  if (name.empty())
    return absl::InvalidArgumentError(absl::StrCat(
        prefix, ": a tensor needs a name: the empty one is the header's"));
  if (name[0] == kSliceKeyMark)
    return refused(name, "a name must not start with NUL, under which parts "
                         "of tensors are filed");
  if (items.count(std::string(name)) != 0)
    return refused(name, absl::StrCat("added to ", prefix, " twice"));
  return absl::OkStatus();
}

Status TensorBundleWriter::Pending::checkOptions() const {
  if (options.numShards < 1 || options.numShards > kMaxShards)
    return absl::InvalidArgumentError(
        absl::StrCat(prefix, ": a checkpoint has 1 to ", kMaxShards,
                     " shards, not ", options.numShards));
  if (options.alignment < 1)
    return absl::InvalidArgumentError(absl::StrCat(
        prefix, ": the alignment must be at least 1, not ", options.alignment));
  return absl::OkStatus();
}

BundlePiece &TensorBundleWriter::Pending::addWhole(std::string_view name,
                                                   DType dtype,
                                                   const Shape &shape) {
  BundleItem &item = items[std::string(name)];
  item.dtype = dtype;
  item.shape = shape;
  BundlePiece &piece = item.pieces.emplace_back();
  piece.name = piece.key = std::string(name);
  piece.dtype = dtype;
  piece.shape = shape;
  return piece;
}

TensorBundleWriter::TensorBundleWriter(std::string prefix,
                                       TensorBundleWriterOptions options)
    : pending(std::make_unique<Pending>()) {
  pending->prefix = std::move(prefix);
  pending->options = options;
}

TensorBundleWriter::~TensorBundleWriter() = default;

Status TensorBundleWriter::add(std::string_view name, DType dtype,
                               const Shape &shape, absl::Span<const char> bytes,
                               std::shared_ptr<const void> owner) {
  SM_RETURN_IF_ERROR(pending->checkName(name));
  SM_RETURN_IF_ERROR(checkShape(name, shape));
  const size_t width = isRefDType(dtype) ? 0 : dtypeSize(dtype);
  if (width == 0)
    return refused(name, absl::StrCat("elements of type ", dtypeName(dtype),
                                      " have no fixed size in a checkpoint"));
  uint64_t size = 0;
  if (__builtin_mul_overflow(static_cast<uint64_t>(shape.numElements()), width,
                             &size) ||
      size != bytes.size())
    return refused(name,
                   absl::StrCat(bytes.size(), " bytes for ", dtypeName(dtype),
                                shape.str(), ", which takes ",
                                shape.numElements(), " times ", width));
  BundlePiece &piece = pending->addWhole(name, dtype, shape);
  piece.bytes = bytes;
  piece.owner = std::move(owner);
  return absl::OkStatus();
}

Status TensorBundleWriter::addStrings(std::string_view name, const Shape &shape,
                                      std::vector<Bytes> values) {
  SM_RETURN_IF_ERROR(pending->checkName(name));
  SM_RETURN_IF_ERROR(checkShape(name, shape));
  if (static_cast<uint64_t>(shape.numElements()) != values.size())
    return refused(name, absl::StrCat(values.size(), " strings for the shape ",
                                      shape.str()));
  pending->addWhole(name, DType::String, shape).strings = std::move(values);
  return absl::OkStatus();
}

Status TensorBundleWriter::addFrom(const TensorBundle &source,
                                   std::string_view name, std::string_view as) {
  if (as.empty())
    as = name;
  SM_RETURN_IF_ERROR(pending->checkName(as));
  SM_ASSIGN_OR_RETURN(const std::vector<TensorBundle::StoredPiece> pieces,
                      source.storedPieces(name));
  const TensorEntry &entry = *source.find(name);
  const bool isVariant = entry.dtype == DType::Variant;
  if (dtypeSize(entry.dtype) == 0 && entry.dtype != DType::String &&
      !(isVariant && !source.isBigEndian()))
    return absl::UnimplementedError(absl::StrCat(
        source.prefix(), ": tensor ", shownName(name), " of type ",
        dtypeName(entry.dtype), isVariant ? " in big-endian order" : "",
        " cannot be copied; leave it out"));
  BundleItem item;
  item.dtype = entry.dtype;
  item.shape = entry.shape;
  item.slices = entry.slices;
  std::set<std::string> keys; // Empty parts may be listed twice.
  for (size_t i = 0; i < pieces.size(); ++i) {
    BundlePiece piece;
    piece.name = std::string(as);
    piece.key =
        entry.isPartitioned ? sliceKey(as, entry.slices[i]) : piece.name;
    piece.dtype = entry.dtype;
    piece.shape = pieces[i].entry->shape;
    piece.bytes = pieces[i].bytes;
    piece.source = &source;
    piece.stored = pieces[i].entry;
    if (keys.insert(piece.key).second)
      item.pieces.push_back(std::move(piece));
  }
  pending->items.emplace(std::string(as), std::move(item));
  return absl::OkStatus();
}

StatusOr<StagedFile *>
TensorBundleWriter::Pending::create(const std::string &path) {
  SM_ASSIGN_OR_RETURN(std::unique_ptr<StagedFile> file,
                      StagedFile::create(path, /*overwrite=*/false));
  files.push_back(std::move(file));
  return files.back().get();
}

Status TensorBundleWriter::Pending::writeShards() {
  StatusOr<std::vector<std::vector<BundlePiece *>>> shards =
      layOut(items, options);
  if (!shards.ok())
    return shards.status();
  for (int i = 0; i < options.numShards; ++i) {
    SM_ASSIGN_OR_RETURN(StagedFile * file,
                        create(absl::StrFormat("%s.data-%05d-of-%05d", prefix,
                                               i, options.numShards)));
    for (BundlePiece *piece : (*shards)[i]) {
      SM_RETURN_IF_ERROR(file->writeZeros(piece->offset - file->size()));
      SM_RETURN_IF_ERROR(writePiece(*piece, *file));
    }
    const uint64_t behind = file->size() % options.alignment;
    if (behind != 0)
      SM_RETURN_IF_ERROR(file->writeZeros(options.alignment - behind));
    SM_RETURN_IF_ERROR(file->complete());
  }
  return absl::OkStatus();
}

Status TensorBundleWriter::Pending::writeIndex() {
  tensorflow::BundleHeaderProto header;
  header.set_num_shards(options.numShards);
  header.set_endianness(tensorflow::BundleHeaderProto::LITTLE);
  header.mutable_version()->set_producer(kBundleVersion);
  // The keys of parts sort in front of all names.
  std::map<std::string, std::string> entries;
  entries[""] = header.SerializeAsString();
  for (const auto &[name, item] : items) {
    if (!item.slices.empty())
      entries[name] = entryFor(item).SerializeAsString();
    for (const BundlePiece &piece : item.pieces)
      entries[piece.key] = entryFor(piece).SerializeAsString();
  }
  TableWriter table;
  for (const auto &[key, value] : entries)
    SM_RETURN_IF_ERROR(table.add(key, value));
  SM_ASSIGN_OR_RETURN(StagedFile * file,
                      create(absl::StrCat(prefix, ".index")));
  SM_RETURN_IF_ERROR(file->write(table.finish()));
  return file->complete();
}

Status TensorBundleWriter::finish() {
  if (pending->isFinished)
    return absl::FailedPreconditionError(
        absl::StrCat(pending->prefix, ": the checkpoint is written already"));
  SM_RETURN_IF_ERROR(pending->checkOptions());
  pending->isFinished = true;
  Status status = pending->writeShards();
  if (status.ok())
    status = pending->writeIndex();
  // The index last: who finds it finds the shards.
  if (status.ok())
    status = installTogether(pending->files);
  pending->files.clear();
  pending->items.clear();
  return status;
}

} // namespace sm::format
