// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Prints reports of unsupported ops.

#include "lib/Driver/Output/Report.h"

#include "lib/Driver/Output/OutputFile.h"
#include "sm/Driver/Text.h"
#include "sm/Format/SavedModel.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "llvm/Support/raw_ostream.h"

#include <algorithm>
#include <cstdio>

namespace sm::driver {

using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;

Flag reportFlag(std::optional<std::string> *file) {
  return textFlag("report", "F.json",
                  "Write everything that is unsupported to this file as JSON.",
                  file);
}

Value textJSON(const std::string &text) {
  if (llvm::json::isUTF8(text))
    return Value(text);
  return Value(llvm::json::fixUTF8(text));
}

std::string prettyJSON(const Value &value) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << llvm::formatv("{0:2}", value) << '\n';
  return text;
}

Value toJSON(const Unsupported &item) {
  return Object{{"op", textJSON(item.op)},
                {"node", textJSON(item.node)},
                {"function", textJSON(item.function)},
                {"source", textJSON(item.source)},
                {"count", item.count},
                {"reason", textJSON(item.reason)}};
}

Value toJSON(const UnsupportedReport &report) {
  Array items, usable;
  for (const Unsupported &item : report.unsupported)
    items.push_back(toJSON(item));
  for (const auto &[tags, signature] : report.usableSignatures) {
    Array tagArray;
    for (const std::string &tag : tags)
      tagArray.push_back(textJSON(tag));
    usable.push_back(Object{{"tags", std::move(tagArray)},
                            {"signature", textJSON(signature)}});
  }
  return Object{{"unsupported", std::move(items)},
                {"usable_signatures", std::move(usable)}};
}

std::string reportText(const UnsupportedReport &report) {
  std::string text;
  for (const Unsupported &item : report.unsupported) {
    const bool isInput = absl::StartsWith(item.op, "input '");
    absl::StrAppend(
        &text,
        wrapText(absl::StrCat(
                     printable(item.op),
                     isInput
                         ? std::string()
                         : absl::StrCat(" (", countOf(item.count, "node"), ")"),
                     ": ", printable(item.reason)),
                 /*indent=*/2, /*width=*/80, /*hang=*/2));
    if (item.node.empty())
      continue;
    absl::StrAppend(&text, "      first: ", printable(item.node));
    if (!item.function.empty())
      absl::StrAppend(&text, " in function ", printable(item.function));
    if (!item.source.empty())
      absl::StrAppend(&text, ", ", printable(item.source));
    absl::StrAppend(&text, "\n");
  }
  const bool canBeCut = std::any_of(
      report.unsupported.begin(), report.unsupported.end(),
      [](const Unsupported &item) {
        return !item.node.empty() && item.function != "initialisation";
      });
  if (report.usableSignatures.empty() && canBeCut)
    absl::StrAppend(&text, "To leave nodes out, name tensors around them with "
                           "--feeds and --fetches.\n");
  if (report.usableSignatures.empty())
    return text;
  absl::StrAppend(&text, report.usableAreTried
                             ? "What works in this model:\n"
                             : "What may work instead, by the ops in it:\n");
  for (const auto &[tags, signature] : report.usableSignatures)
    absl::StrAppend(&text, "  --tag_set ", printable(format::tagSetName(tags)),
                    " --signature_def ", printable(signature), "\n");
  return text;
}

int finishWithReport(std::string_view commandName, const Status &status,
                     const UnsupportedReport &report,
                     const std::optional<std::string> &file) {
  reportError(commandName, std::string(status.message()), exitStatusOf(status));
  const std::string text = reportText(report);
  std::fwrite(text.data(), 1, text.size(), stderr);
  if (!file || !absl::IsUnimplemented(status))
    return exitStatusOf(status);
  UnsupportedReport written = report;
  // What is no op has no place but its message.
  if (written.empty())
    written.unsupported.push_back(
        {"", "", "", "", 1, std::string(status.message())});
  if (Status done = writeTextFile(*file, prettyJSON(toJSON(written)));
      !done.ok())
    reportError(commandName, std::string(done.message()), kFailed);
  return exitStatusOf(status);
}

void printNotes(std::string_view commandName,
                const std::vector<std::string> &notes) {
  for (const std::string &note : notes)
    std::fprintf(stderr, "sm %s: note: %s\n", std::string(commandName).c_str(),
                 printable(note).c_str());
}

} // namespace sm::driver
