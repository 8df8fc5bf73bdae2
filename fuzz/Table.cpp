// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Table files. The first byte says whether the rest is a file as it stands or
/// the pieces of one whose checksums are right, so that what is behind them is
/// reached.

#include "sm/Format/Table.h"
#include "fuzz/FuzzInput.h"
#include "test/Unit/Format/TestTables.h"

using namespace sm;

namespace {

/// A file with one data block of these bytes, stored as `type`.
std::string fileOfBlock(std::string_view bytes, char type) {
  test::TableWriter writer;
  const std::string data = writer.addStored(std::string(bytes), type);
  const std::string meta = writer.addBlock(test::tableBlock(""));
  const std::string index =
      writer.addBlock(test::tableBlock(test::tableEntry(0, "\xff\xff", data)));
  return writer.finish(meta, index);
}

/// A file whose index block is these bytes, in front of it some data.
std::string fileOfIndex(std::string_view bytes) {
  test::TableWriter writer;
  writer.addBlock(test::tableBlock(test::tableEntry(0, "key", "value")));
  const std::string meta = writer.addBlock(test::tableBlock(""));
  return writer.finish(meta, writer.addStored(std::string(bytes), 0));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  if (size == 0)
    return -1;
  const std::string_view rest = fuzz::textOf(data + 1, size - 1);
  std::string file;
  switch (data[0] % 4) {
  case 0:
    file = std::string(rest);
    break;
  case 1:
    file = fileOfBlock(rest, 0);
    break;
  case 2: // Snappy.
    file = fileOfBlock(rest, 1);
    break;
  default:
    file = fileOfIndex(rest);
  }
  auto table = format::Table::open(fuzz::writeFile("table", file));
  if (!table.ok())
    return 0;
  std::string last;
  bool isFirst = true;
  (void)(*table)->forEach([&](std::string_view key, std::string_view) {
    if (!isFirst && key <= last)
      fuzz::fail("keys out of order");
    last = std::string(key);
    isFirst = false;
    return absl::OkStatus();
  });
  return 0;
}
