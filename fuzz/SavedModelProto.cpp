// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Bytes as saved_model.pb, through everything below MLIR.

#include "fuzz/FuzzInput.h"
#include "fuzz/ModelChecks.h"
#include "fuzz/ProtoMutator.h"
#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/saved_model.pb.h"

using namespace sm;

extern "C" size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size,
                                          size_t maxSize, unsigned seed) {
  tensorflow::SavedModel scratch;
  return fuzz::mutateSerialized(scratch, data, size, maxSize, seed);
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  auto model = std::make_shared<tensorflow::SavedModel>();
  const bool isParsed =
      format::parseBinaryMessage(fuzz::textOf(data, size), "input", *model)
          .ok();
  if (!isParsed)
    return -1;
  fuzz::readWhole(std::move(model));
  return 0;
}
