// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// checkpoint-write SOURCE TARGET: copies the checkpoint with the prefix SOURCE
/// to the new prefix TARGET and prints {"seconds", "bytes", "crc_seconds"} as
/// JSON. Checksums are checked on the way; crc_seconds is what a checksum over
/// all of the bytes costs alone.

#include "sm/Format/TensorBundle.h"
#include "sm/Format/TensorBundleWriter.h"
#include "sm/Support/CRC32C.h"

#include <chrono>
#include <cstdio>
#include <functional>

using namespace sm;
using namespace sm::format;

namespace {

double secondsOf(const std::function<void()> &work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
      .count();
}

Status measure(const std::string &from, const std::string &to) {
  SM_ASSIGN_OR_RETURN(const std::unique_ptr<TensorBundle> source,
                      TensorBundle::open(from));
  int64_t bytes = 0;
  uint32_t crc = 0;
  Status status;
  // First, so that the source is in memory.
  const double crcSeconds = secondsOf([&] {
    for (const auto &[name, entry] : source->tensors()) {
      const auto pieces = source->storedPieces(name);
      status.Update(pieces.status());
      if (!pieces.ok())
        return;
      for (const TensorBundle::StoredPiece &piece : *pieces) {
        crc ^= crc32c(piece.bytes);
        bytes += static_cast<int64_t>(piece.bytes.size());
      }
    }
  });
  SM_RETURN_IF_ERROR(status);
  const double seconds = secondsOf([&] {
    TensorBundleWriter writer(to, {source->numShards(), 1});
    for (const auto &[name, entry] : source->tensors())
      status.Update(writer.addFrom(*source, name));
    if (status.ok())
      status = writer.finish();
  });
  std::printf("{\"seconds\": %f, \"bytes\": %lld, \"crc_seconds\": %f, "
              "\"crc\": %u}\n",
              seconds, static_cast<long long>(bytes), crcSeconds, crc);
  return status;
}

} // namespace

int main(int argc, char **argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: checkpoint-write SOURCE TARGET\n");
    return 2;
  }
  const Status status = measure(argv[1], argv[2]);
  if (!status.ok())
    std::fprintf(stderr, "%s\n", status.ToString().c_str());
  return status.ok() ? 0 : 1;
}
