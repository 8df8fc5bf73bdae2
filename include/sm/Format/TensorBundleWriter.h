// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Writer of V2 checkpoints ("tensor bundles"), which TensorBundle and
/// TensorFlow read.

#ifndef SM_FORMAT_TENSORBUNDLEWRITER_H
#define SM_FORMAT_TENSORBUNDLEWRITER_H

#include "sm/Support/Bytes.h"
#include "sm/Support/DType.h"
#include "sm/Support/Shape.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sm::format {

class TensorBundle;

struct TensorBundleWriterOptions {
  /// From 1 to 99999. Every shard gets a file, if only an empty one.
  int numShards = 1;
  /// Each tensor starts at a multiple of this many bytes (at least 1, which
  /// packs them), and zeros fill the gaps and the end of the file.
  int alignment = 1;
};

/// Writes PREFIX.index and PREFIX.data-SSSSS-of-NNNNN. Tensors are given in any
/// order; they are kept by reference until finish(), which streams them.
///
/// Where they lie follows from what was given, so the same calls give the same
/// bytes: a tensor copied from a checkpoint of equally many shards keeps its
/// shard and its order among its like, so that a checkpoint copied whole gets
/// the same data files; the others follow, sorted by name, to the shards in
/// turn. Entries of one checkpoint that share bytes go on sharing them.
///
/// The files appear when all of them are written and flushed to the disk, the
/// index last. Nothing is replaced, so a checkpoint cannot be written over the
/// one that it is copied from.
class TensorBundleWriter {
public:
  explicit TensorBundleWriter(std::string prefix,
                              TensorBundleWriterOptions options = {});
  ~TensorBundleWriter();
  TensorBundleWriter(const TensorBundleWriter &) = delete;
  TensorBundleWriter &operator=(const TensorBundleWriter &) = delete;

  /// Adds a tensor of fixed-size elements, row-major and little-endian; `bytes`
  /// must live until finish(), for which `owner` may be given.
  /// InvalidArgument for a name that is empty, starts with NUL (parts of
  /// tensors are filed there) or was added before, for elements without a fixed
  /// size, a shape of more than 254 dimensions, or a size that is not
  /// elements * dtypeSize. FailedPrecondition after finish().
  Status add(std::string_view name, DType dtype, const Shape &shape,
             absl::Span<const char> bytes,
             std::shared_ptr<const void> owner = nullptr);
  /// Adds a string tensor of as many elements as `shape` says.
  Status addStrings(std::string_view name, const Shape &shape,
                    std::vector<Bytes> values);
  /// Adds tensor `name` of `source`, under `as` if that is not empty: the
  /// stored bytes as they are, in little-endian order (a partitioned tensor
  /// keeps its parts). `source` must live until finish(). NotFound for an
  /// unknown name, DataLoss for shards that are cut off; Unimplemented for
  /// resources, which no checkpoint can hold, and for big-endian variants.
  Status addFrom(const TensorBundle &source, std::string_view name,
                 std::string_view as = "");

  /// Writes shards, then the index; on an error, none of them is there.
  /// ResourceExhausted if the disk is full, AlreadyExists if one of the files
  /// is there, NotFound if their folder is not; DataLoss if copied bytes do not
  /// match their checksums or partly overlap; InvalidArgument for options out
  /// of range. To be called once.
  Status finish();

private:
  struct Pending;
  std::unique_ptr<Pending> pending;
};

} // namespace sm::format

#endif // SM_FORMAT_TENSORBUNDLEWRITER_H
