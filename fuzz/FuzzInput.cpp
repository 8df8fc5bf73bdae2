// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Files under /dev/shm: the readers map files, and mapping must stay cheap.

#include "fuzz/FuzzInput.h"

#include <cstdio>
#include <cstdlib>
#include <unistd.h>

namespace sm::fuzz {

void fail(const std::string &what) {
  std::fprintf(stderr, "PROPERTY: %s\n", what.c_str());
  std::abort();
}

const std::string &memoryFolder() {
  static const std::string folder = [] {
    char name[] = "/dev/shm/sm-fuzz-XXXXXX";
    if (!mkdtemp(name))
      fail("no folder under /dev/shm");
    return std::string(name);
  }();
  return folder;
}

std::string writeFile(const std::string &name, std::string_view bytes) {
  const std::string path = memoryFolder() + "/" + name;
  std::FILE *file = std::fopen(path.c_str(), "wb");
  if (!file || std::fwrite(bytes.data(), 1, bytes.size(), file) != bytes.size())
    fail("cannot write " + path);
  std::fclose(file);
  return path;
}

} // namespace sm::fuzz
