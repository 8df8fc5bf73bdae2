// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Numpy's files: what is read is written and read again.

#include "fuzz/FuzzInput.h"
#include "sm/Format/Numpy.h"

using namespace sm;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const std::string_view text = fuzz::textOf(data, size);
  auto array = format::parseNpy({text.data(), text.size()}, "input");
  if (!array.ok())
    return 0;
  auto written = format::formatNpy(*array);
  if (!written.ok())
    return 0;
  auto again = format::parseNpy({written->data(), written->size()}, "written");
  if (!again.ok())
    fuzz::fail("a written array is not read: " + again.status().ToString());
  if (again->dtype != array->dtype || again->shape != array->shape ||
      again->bytes != array->bytes || again->strings != array->strings)
    fuzz::fail("a written array is another one");
  return 0;
}
