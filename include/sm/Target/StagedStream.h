// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// LLVM's streams into files that appear whole or not at all.

#ifndef SM_TARGET_STAGEDSTREAM_H
#define SM_TARGET_STAGEDSTREAM_H

#include "sm/Support/StagedOutput.h"

#include "llvm/Support/raw_ostream.h"

namespace sm::target {

/// Appends to a staged file, which keeps the errors: its complete() and
/// install() give them. What is buffered goes to the file at flush() and when
/// the stream is destroyed, before the file.
class StagedStream : public llvm::raw_ostream {
public:
  explicit StagedStream(StagedFile &file) : file(file) {
    SetBufferSize(kBufferSize);
  }
  ~StagedStream() override { flush(); }

private:
  static constexpr size_t kBufferSize = 1 << 16;
  void write_impl(const char *bytes, size_t size) override {
    // install() gives the error again.
    file.write({bytes, size}).IgnoreError();
  }
  uint64_t current_pos() const override { return file.size(); }

  StagedFile &file;
};

} // namespace sm::target

#endif // SM_TARGET_STAGEDSTREAM_H
