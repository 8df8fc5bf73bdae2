// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Text as saved_model.pbtxt: what parses is read whole, and survives being
/// printed.

#include "fuzz/FuzzInput.h"
#include "fuzz/ModelChecks.h"
#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/SavedModelWriter.h"

using namespace sm;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  auto model = std::make_shared<tensorflow::SavedModel>();
  if (!format::parseTextMessage(fuzz::textOf(data, size), "input", *model).ok())
    return -1;
  const std::string printed = format::printText(*model);
  tensorflow::SavedModel again;
  if (Status status = format::parseTextMessage(printed, "printed", again);
      !status.ok())
    fuzz::fail("printed text does not parse: " + status.ToString());
  if (format::serialize(*model) != format::serialize(again))
    fuzz::fail("printed text is another message");
  fuzz::readWhole(std::move(model));
  return 0;
}
