// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The table of sub-commands.

#include "sm/Driver/Driver.h"

#include "lib/Driver/Bench/Bench.h"
#include "lib/Driver/Compile/Compile.h"
#include "lib/Driver/Convert/Convert.h"
#include "lib/Driver/Diff/Diff.h"
#include "lib/Driver/Edit/Edit.h"
#include "lib/Driver/Run/Run.h"
#include "lib/Driver/Scan/Scan.h"
#include "lib/Driver/Show/Show.h"
#include "sm/Driver/CommandLine.h"
#include "sm/JIT/FatalErrors.h"

#include "absl/strings/str_cat.h"
#include "llvm/ADT/StringRef.h"

#include <string_view>
#include <vector>

namespace sm::driver {
namespace {

struct Subcommand {
  std::string_view name, summary;
  int (*main)(absl::Span<const std::string> args);
};

constexpr Subcommand kSubcommands[] = {
    {"show", "what is in a model", showMain},
    {"run", "run an entry of a model once", runMain},
    {"convert", "write a model in another form", convertMain},
    {"compile", "write an entry as machine code", compileMain},
    {"edit", "change signatures, tags, files, variables", editMain},
    {"bench", "how fast an entry of a model runs", benchMain},
    {"diff", "what two models do not have in common", diffMain},
    {"scan", "ops with side effects or out of reach", scanMain},
};

std::string overview() {
  std::string text = "sm: trained TensorFlow models without TensorFlow\n\n"
                     "  sm show --dir model\n"
                     "  sm run --dir model --input_exprs 'x=[[1, 2.5]]'\n"
                     "  sm convert --dir model --output model.mlir\n\n"
                     "usage: sm COMMAND [flags]\n\n";
  for (const Subcommand &subcommand : kSubcommands)
    absl::StrAppend(&text, "  ", std::string(subcommand.name),
                    std::string(10 - subcommand.name.size(), ' '),
                    std::string(subcommand.summary), "\n");
  return text +
         "\n'sm COMMAND --help' or 'sm help COMMAND' says more.\n"
         "Exit status: 0 done, 1 failed, 2 wrong usage, 3 unsupported.\n";
}

const Subcommand *find(const std::string &name) {
  for (const Subcommand &subcommand : kSubcommands)
    if (subcommand.name == name)
      return &subcommand;
  return nullptr;
}

int unknownCommand(const std::string &name) {
  std::string nearest;
  unsigned bestDistance = 3;
  for (const Subcommand &subcommand : kSubcommands) {
    const llvm::StringRef candidate(subcommand.name.data(),
                                    subcommand.name.size());
    const unsigned distance = candidate.edit_distance(name);
    if (distance >= bestDistance)
      continue;
    nearest = candidate.str();
    bestDistance = distance;
  }
  return reportError("",
                     absl::StrCat("unknown command '", name, "'",
                                  nearest.empty()
                                      ? std::string()
                                      : ". Did you mean '" + nearest + "'?"),
                     kWrongUsage);
}

int helpMain(absl::Span<const std::string> args) {
  if (args.empty())
    return printOutput("", overview());
  if (const Subcommand *subcommand = find(args.front()))
    return subcommand->main({"--help"});
  return unknownCommand(args.front());
}

} // namespace

int driverMain(absl::Span<const std::string> args) {
  jit::installFatalErrorHandler();
  if (args.empty()) {
    reportError("", "a command is missing", kWrongUsage);
    return kWrongUsage;
  }
  const std::string &name = args.front();
  if (name == "--help" || name == "-h")
    return printOutput("", overview());
  if (name == "help")
    return helpMain(args.subspan(1));
  if (name == "--version")
    return printOutput("", absl::StrCat("sm ", SM_VERSION, "\n"));
  if (const Subcommand *subcommand = find(name))
    return subcommand->main(args.subspan(1));
  return unknownCommand(name);
}

} // namespace sm::driver
