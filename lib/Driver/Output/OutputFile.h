// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Files that appear whole or not at all.

#ifndef SM_LIB_DRIVER_OUTPUT_OUTPUTFILE_H
#define SM_LIB_DRIVER_OUTPUT_OUTPUTFILE_H

#include "sm/Support/StagedOutput.h"
#include "sm/Support/Status.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sm::driver {

/// Files written under temporary names beside their targets and put there
/// together by commit(). What is not committed is removed.
class OutputFiles {
public:
  /// Lets `write` fill or replace a temporary file for `target`. AlreadyExists
  /// if the target is there and may not be overwritten.
  Status add(const std::string &target, bool overwrite,
             const std::function<Status(const std::string &path)> &write);
  /// Puts all files under their names; as installTogether.
  Status commit();

private:
  std::vector<std::unique_ptr<StagedFile>> pending;
};

/// checkPlace of a file.
Status checkOverwrite(const std::string &target, bool overwrite);

/// Writes `text` to `path`, whole or not at all, replacing what is there.
Status writeTextFile(const std::string &path, std::string_view text);

/// `key` as a file name: bytes outside [A-Za-z0-9._-] as %XX, and a leading
/// point too.
std::string fileNameOf(std::string_view key);

/// True if both paths name one existing file or folder.
bool isSameFile(const std::string &a, const std::string &b);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_OUTPUT_OUTPUTFILE_H
