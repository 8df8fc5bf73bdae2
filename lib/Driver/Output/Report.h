// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What stands in the way of an entry, for people and for machines.

#ifndef SM_LIB_DRIVER_OUTPUT_REPORT_H
#define SM_LIB_DRIVER_OUTPUT_REPORT_H

#include "sm/API/Model.h"
#include "sm/Driver/CommandLine.h"

#include "llvm/Support/JSON.h"

#include <optional>
#include <string>

namespace sm::driver {

/// The flag --report F of the commands that prepare an entry.
Flag reportFlag(std::optional<std::string> *file);

/// {"op","node","function","source","count","reason"}.
llvm::json::Value toJSON(const Unsupported &item);

/// {"unsupported":[...],"usable_signatures":[...]}.
llvm::json::Value toJSON(const UnsupportedReport &report);

/// The lines that follow the error message on stderr.
std::string reportText(const UnsupportedReport &report);

/// Ends a command whose model could not be prepared: prints `status`, then the
/// report, writes --report if given and something is unsupported, and returns
/// the exit status. The file then says something: if `report` is empty, it has
/// `status` as the reason of an entry that names no op.
int finishWithReport(std::string_view commandName, const Status &status,
                     const UnsupportedReport &report,
                     const std::optional<std::string> &file);

/// Prints each note as "sm NAME: note: ..." on stderr.
void printNotes(std::string_view commandName,
                const std::vector<std::string> &notes);

/// A JSON string of any bytes; what is not UTF-8 becomes U+FFFD.
llvm::json::Value textJSON(const std::string &text);

/// `value` over several lines, keys sorted, with a final newline.
std::string prettyJSON(const llvm::json::Value &value);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_OUTPUT_REPORT_H
