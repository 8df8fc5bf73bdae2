// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Parsing of flags and the text of help.

#include "sm/Driver/CommandLine.h"

#include "sm/Driver/Text.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "llvm/ADT/StringRef.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <set>

namespace sm::driver {
namespace {

/// Names that mean the same flag become equal.
std::string canonical(std::string_view name) {
  std::string result(name);
  for (char &c : result)
    if (c == '-')
      c = '_';
  return result;
}

bool hasName(const Flag &flag, const std::string &name) {
  if (canonical(flag.name) == name)
    return true;
  for (const std::string &alias : flag.aliases)
    if (canonical(alias) == name)
      return true;
  return false;
}

/// The flag of that canonical name, and whether the name was its negation.
std::pair<const Flag *, bool> findFlag(const Command &command,
                                       const std::string &name) {
  for (const FlagGroup &group : command.groups)
    for (const Flag &flag : group.flags) {
      if (hasName(flag, name))
        return {&flag, false};
      if (flag.isSwitch() && canonical("no_" + flag.name) == name)
        return {&flag, true};
    }
  return {nullptr, false};
}

/// The known name with the fewest changes to `name`, or empty if all are far.
std::string nearestFlag(const Command &command, const std::string &name) {
  std::string best;
  unsigned bestDistance = static_cast<unsigned>(name.size()) / 3 + 1;
  auto consider = [&](const std::string &candidate) {
    const unsigned distance =
        llvm::StringRef(name).edit_distance(canonical(candidate));
    if (distance > bestDistance || (distance == bestDistance && !best.empty()))
      return;
    best = candidate;
    bestDistance = distance;
  };
  for (const FlagGroup &group : command.groups)
    for (const Flag &flag : group.flags) {
      if (flag.isHidden)
        continue;
      consider(flag.name);
      for (const std::string &alias : flag.aliases)
        consider(alias);
    }
  return best;
}

Status usageError(const std::string &message) {
  return absl::InvalidArgumentError(message);
}

/// "--name", or "-n" for a single letter.
std::string withHyphens(const std::string &name) {
  return (name.size() == 1 ? "-" : "--") + name;
}

Status unknownFlag(const Command &command, const std::string &spelled,
                   const std::string &name) {
  const std::string nearest = nearestFlag(command, name);
  return usageError(absl::StrCat(
      "unknown flag ", spelled,
      nearest.empty() ? std::string()
                      : ". Did you mean " + withHyphens(nearest) + "?"));
}

Status notAFlag(const Command &command, const std::string &word) {
  if (word.size() > 1 && word[0] == '-') {
    const std::string name = word.substr(1, word.find('=') - 1);
    if (findFlag(command, canonical(name)).first)
      return usageError(absl::StrCat(
          "unknown flag ", word, ". Flags begin with two hyphens: -", word));
    return unknownFlag(command, word, canonical(name));
  }
  return usageError(
      absl::StrCat("'", word, "' is not a flag",
                   findFlag(command, "dir").first
                       ? ". A model is given with a flag: --dir " + word
                       : std::string()));
}

std::string flagSpelling(const Flag &flag) {
  auto one = [&](const std::string &name) {
    return flag.isSwitch() ? withHyphens(name)
                           : absl::StrCat(withHyphens(name), " ", flag.metavar);
  };
  std::string result = one(flag.name);
  for (const std::string &alias : flag.aliases)
    absl::StrAppend(&result, ", ", one(alias));
  return result;
}

} // namespace

Flag switchFlag(std::string name, std::string help, bool *value) {
  Flag flag;
  flag.name = std::move(name);
  flag.help = std::move(help);
  flag.set = [value](const std::string &text) -> Status {
    if (text != "true" && text != "false")
      return usageError("takes no value, or =true or =false");
    *value = text == "true";
    return absl::OkStatus();
  };
  return flag;
}

Flag textFlag(std::string name, std::string metavar, std::string help,
              std::optional<std::string> *value) {
  Flag flag;
  flag.name = std::move(name);
  flag.metavar = std::move(metavar);
  flag.help = std::move(help);
  flag.set = [value](const std::string &text) {
    *value = text;
    return absl::OkStatus();
  };
  return flag;
}

Flag intFlag(std::string name, std::string metavar, std::string help,
             int64_t min, int64_t max, std::optional<int64_t> *value) {
  Flag flag;
  flag.name = std::move(name);
  flag.metavar = std::move(metavar);
  flag.help = std::move(help);
  flag.set = [=](const std::string &text) -> Status {
    int64_t number = 0;
    if (!absl::SimpleAtoi(text, &number) || number < min || number > max)
      return usageError(
          absl::StrCat("'", text, "' is not a number from ", min, " to ", max));
    *value = number;
    return absl::OkStatus();
  };
  return flag;
}

Flag numberFlag(std::string name, std::string metavar, std::string help,
                std::optional<double> *value) {
  Flag flag;
  flag.name = std::move(name);
  flag.metavar = std::move(metavar);
  flag.help = std::move(help);
  flag.set = [=](const std::string &text) -> Status {
    double number = 0;
    if (!absl::SimpleAtod(text, &number) || !std::isfinite(number) ||
        number < 0)
      return usageError(
          absl::StrCat("'", text, "' is not a number from 0 on, as 1e-6 is"));
    *value = number;
    return absl::OkStatus();
  };
  return flag;
}

Flag choiceFlag(std::string name, std::string help,
                std::vector<std::string> choices, std::string *value) {
  Flag flag;
  flag.name = std::move(name);
  flag.metavar = absl::StrJoin(choices, "|");
  flag.help = std::move(help);
  flag.set = [choices = std::move(choices),
              value](const std::string &text) -> Status {
    for (const std::string &choice : choices)
      if (text == choice) {
        *value = text;
        return absl::OkStatus();
      }
    return usageError(absl::StrCat("'", text, "' is not one of ",
                                   absl::StrJoin(choices, ", ")));
  };
  return flag;
}

/// "-v" gets two hyphens if a flag has that letter, and "-vv" becomes as many
/// words if the flag is a switch that may be repeated; other words stay.
static void spellOutLetters(const Command &command, size_t index,
                            std::vector<std::string> &args) {
  const std::string word = args[index];
  if (word.size() < 2 || word[0] != '-' || word[1] == '-' ||
      word.find_first_not_of(word[1], 1) != std::string::npos)
    return;
  const std::string letter = word.substr(1, 1);
  const Flag *flag = findFlag(command, letter).first;
  if (!flag || (word.size() > 2 && !(flag->isSwitch() && flag->isRepeatable)))
    return;
  const std::string spelled = "--" + letter;
  args[index] = spelled;
  args.insert(args.begin() + index, word.size() - 2, spelled);
}

Status parseFlags(const Command &command,
                  absl::Span<const std::string> arguments) {
  std::vector<std::string> args(arguments.begin(), arguments.end());
  std::set<const Flag *> given;
  size_t numWords = 0;
  for (size_t i = 0; i < args.size(); ++i) {
    spellOutLetters(command, i, args);
    const std::string word = args[i];
    if (word.size() < 3 || word.compare(0, 2, "--") != 0) {
      const bool isWord = word.empty() || word[0] != '-';
      if (!isWord || numWords == command.words.size())
        return notAFlag(command, word);
      *command.words[numWords++].second = word;
      continue;
    }
    const size_t equals = word.find('=');
    const bool hasValue = equals != std::string::npos;
    const std::string spelled = word.substr(0, equals);
    const std::string name = canonical(spelled.substr(2));
    auto [flag, isNegated] = findFlag(command, name);
    if (!flag)
      return unknownFlag(command, spelled, name);
    if (!given.insert(flag).second && !flag->isRepeatable)
      return usageError(absl::StrCat(spelled, " is given twice"));
    std::string value = hasValue ? word.substr(equals + 1) : std::string();
    if (flag->isSwitch()) {
      if (isNegated && hasValue)
        return usageError(absl::StrCat(spelled, " takes no value"));
      if (!hasValue)
        value = isNegated ? "false" : "true";
    } else if (!hasValue) {
      if (i + 1 == args.size() || args[i + 1].compare(0, 2, "--") == 0)
        return usageError(absl::StrCat(
            spelled, " needs a value: ", spelled, " ", flag->metavar, ", or ",
            spelled, "=", flag->metavar, " for one that begins with '--'"));
      value = args[++i];
    }
    if (Status status = flag->set(value); !status.ok())
      return usageError(
          absl::StrCat(spelled, ": ", std::string(status.message())));
  }
  if (numWords < command.words.size())
    return usageError(absl::StrCat(command.words[numWords].first,
                                   " is missing: sm ", command.name, " ",
                                   command.synopsis));
  return absl::OkStatus();
}

std::string wrapText(std::string_view text, int indent, int width, int hang) {
  std::string margin(static_cast<size_t>(indent), ' ');
  const std::string nextMargin(static_cast<size_t>(indent + hang), ' ');
  std::string result, line;
  auto flush = [&] {
    if (!line.empty())
      absl::StrAppend(&result, margin, line, "\n");
    line.clear();
    margin = nextMargin;
  };
  size_t begin = 0;
  while (begin < text.size()) {
    size_t end = text.find(' ', begin);
    if (end == std::string_view::npos)
      end = text.size();
    const std::string word(text.substr(begin, end - begin));
    begin = end + 1;
    if (word.empty())
      continue;
    if (!line.empty() && margin.size() + line.size() + 1 + word.size() >
                             static_cast<size_t>(width))
      flush();
    absl::StrAppend(&line, line.empty() ? "" : " ", word);
  }
  flush();
  return result;
}

std::string helpText(const Command &command) {
  std::string text =
      absl::StrCat("sm ", command.name, ": ", command.summary, "\n\n");
  for (const auto &[line, what] : command.examples)
    absl::StrAppend(&text, "  ", line, "\n", wrapText(what, 6));
  absl::StrAppend(&text, "\nusage: sm ", command.name, " ", command.synopsis,
                  "\n");
  for (const FlagGroup &group : command.groups) {
    if (group.flags.empty())
      continue;
    absl::StrAppend(&text, "\n", group.title, "\n");
    for (const Flag &flag : group.flags)
      if (!flag.isHidden)
        absl::StrAppend(&text, wrapText(flagSpelling(flag), 2),
                        wrapText(flag.help, 6));
  }
  for (const std::string &note : command.notes)
    absl::StrAppend(&text, "\n", wrapText(note, 0));
  return text;
}

std::optional<int> handleCommandLine(const Command &command,
                                     absl::Span<const std::string> args) {
  for (const std::string &arg : args)
    if (arg == "--help" || arg == "-h")
      return printOutput(command.name, helpText(command));
  Status status = parseFlags(command, args);
  if (status.ok())
    return std::nullopt;
  return reportError(command.name, std::string(status.message()), kWrongUsage);
}

int exitStatusOf(const Status &status) {
  if (status.ok())
    return kDone;
  return absl::IsUnimplemented(status) ? kUnsupported : kFailed;
}

int reportError(std::string_view commandName, std::string_view message,
                int exitStatus) {
  std::string text = "sm";
  if (!commandName.empty())
    absl::StrAppend(&text, " ", std::string(commandName));
  absl::StrAppend(&text, ": error: ");
  // Messages quote names of the model; their lines stay.
  for (size_t begin = 0; begin <= message.size();) {
    const size_t end = std::min(message.find('\n', begin), message.size());
    absl::StrAppend(&text, printable(message.substr(begin, end - begin)), "\n");
    begin = end + 1;
  }
  if (exitStatus == kWrongUsage)
    absl::StrAppend(&text, "See 'sm ",
                    commandName.empty() ? std::string("--help")
                                        : std::string(commandName) + " --help",
                    "'.\n");
  std::fwrite(text.data(), 1, text.size(), stderr);
  return exitStatus;
}

int printOutput(std::string_view commandName, std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
      std::fflush(stdout) == 0)
    return kDone;
  if (errno == EPIPE)
    return kFailed;
  return reportError(commandName, "the output could not be written", kFailed);
}

} // namespace sm::driver
