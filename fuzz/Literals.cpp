// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Values of the command line.

#include "sm/Driver/Literals.h"
#include "fuzz/FuzzInput.h"

using namespace sm;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  std::string_view text = fuzz::textOf(data, size);
  auto whole = driver::parseLiteral(text, /*allowDict=*/true);
  auto first = driver::consumeLiteral(text, /*allowDict=*/true);
  if (whole.ok() && !first.ok())
    fuzz::fail("a whole literal has no beginning");
  return 0;
}
