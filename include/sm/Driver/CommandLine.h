// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Flags of the sub-commands: declared once in tables, which parsing, help and
/// error messages read.

#ifndef SM_DRIVER_COMMANDLINE_H
#define SM_DRIVER_COMMANDLINE_H

#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sm::driver {

/// What the process returns; a contract with scripts.
enum ExitStatus : int {
  kDone = 0,
  kFailed = 1,      ///< bad input, mismatch, I/O, a failed Assert
  kWrongUsage = 2,  ///< the command line makes no sense
  kUnsupported = 3, ///< the model holds something that sm cannot do
};

/// One flag. Made by the functions below; hyphens and underscores of names are
/// interchangeable on the command line.
struct Flag {
  /// Without hyphens, in the spelling that help prints: "tag_set".
  std::string name;
  /// Other names for the same flag. One of a single letter takes one hyphen;
  /// if the flag is a switch that is repeatable, "-vv" means "-v -v".
  std::vector<std::string> aliases;
  /// What stands for the value in help; empty for a switch.
  std::string metavar;
  /// One or two sentences.
  std::string help;
  /// Takes the value ("true" or "false" for a switch). InvalidArgument says
  /// what would be right; the parser adds the flag's name.
  std::function<Status(const std::string &value)> set;
  /// May be given more than once; `set` then sees the values in order.
  bool isRepeatable = false;
  /// Help does not show it, and errors do not propose it: a flag of another
  /// tool that is known only to be refused with a remedy.
  bool isHidden = false;

  bool isSwitch() const { return metavar.empty(); }
};

/// `--name` sets `value` to true, `--no_name` to false.
Flag switchFlag(std::string name, std::string help, bool *value);
/// Any text, the empty one included.
Flag textFlag(std::string name, std::string metavar, std::string help,
              std::optional<std::string> *value);
/// A decimal number in [min, max].
Flag intFlag(std::string name, std::string metavar, std::string help,
             int64_t min, int64_t max, std::optional<int64_t> *value);
/// A decimal number that is finite and at least 0.
Flag numberFlag(std::string name, std::string metavar, std::string help,
                std::optional<double> *value);
/// One of `choices`; help and errors list them.
Flag choiceFlag(std::string name, std::string help,
                std::vector<std::string> choices, std::string *value);

/// Flags under one heading of the help.
struct FlagGroup {
  std::string title;
  std::vector<Flag> flags;
};

/// A sub-command as its help shows it.
struct Command {
  /// "show".
  std::string name;
  /// One line, without the name and without a full stop.
  std::string summary;
  /// What follows "sm NAME" in the usage line.
  std::string synopsis;
  /// Command lines and what they do. The first is the one most people need.
  std::vector<std::pair<std::string, std::string>> examples;
  std::vector<FlagGroup> groups;
  /// Words that are no flags, in their order: what help calls each, and where
  /// it goes. All of them must be given; they may stand among the flags.
  std::vector<std::pair<std::string, std::string *>> words;
  /// Paragraphs after the flags.
  std::vector<std::string> notes;
};

/// Hands every argument to its flag. InvalidArgument for an unknown flag (the
/// message names the nearest), a missing, bad or repeated value, and words that
/// are missing or too many.
Status parseFlags(const Command &command, absl::Span<const std::string> args);

/// The text of `sm NAME --help`, at most 80 columns wide where no example is
/// wider.
std::string helpText(const Command &command);

/// parseFlags for a main function: prints help on stdout if asked for, or the
/// error on stderr. Returns the exit status if there is nothing left to do.
std::optional<int> handleCommandLine(const Command &command,
                                     absl::Span<const std::string> args);

/// The exit status that an error stands for: kUnsupported for Unimplemented,
/// kDone for OK, else kFailed.
int exitStatusOf(const Status &status);

/// Prints "sm NAME: error: MESSAGE" on stderr and returns `exitStatus`.
int reportError(std::string_view commandName, std::string_view message,
                int exitStatus);

/// Writes `text` to stdout; returns kDone, or kFailed after a message if it
/// cannot be written (no message if the reader has gone).
int printOutput(std::string_view commandName, std::string_view text);

/// `text` broken at blanks into lines of at most `width` columns, each begun
/// with `indent` blanks, those after the first with `hang` more; the last line
/// ends in a newline.
std::string wrapText(std::string_view text, int indent, int width = 80,
                     int hang = 0);

} // namespace sm::driver

#endif // SM_DRIVER_COMMANDLINE_H
