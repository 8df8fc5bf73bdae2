// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "ExportError.h"

#include "mlir/IR/Location.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

using namespace mlir;

namespace sm::target {

std::string placeOf(Operation *op) {
  auto file = op->getLoc()->findInstanceOf<FileLineColLoc>();
  if (!file || file.getLine() == 0)
    return "";
  return absl::StrCat(file.getFilename().str(), ":", file.getLine(), ":",
                      file.getColumn(), ": ");
}

Status exportError(Operation *op, const std::string &message) {
  return absl::InvalidArgumentError(absl::StrCat(placeOf(op), message));
}

Status exportError(Operation *op, const std::string &what,
                   const Status &status) {
  return withContext(status, absl::StrCat(placeOf(op), what));
}

std::string shown(Attribute attr) {
  constexpr size_t kShown = 80;
  std::string text;
  llvm::raw_string_ostream(text) << attr;
  if (text.size() > kShown)
    text = text.substr(0, kShown) + "...";
  return text;
}

Status checkUTF8(StringRef text, const std::string &what) {
  if (llvm::json::isUTF8(text))
    return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      what, " '", absl::CEscape(text.str()), "' is not valid UTF-8"));
}

} // namespace sm::target
