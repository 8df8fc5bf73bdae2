// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Flags: what is accepted, what each mistake is told, and help.

#include "sm/Driver/CommandLine.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <sstream>

namespace sm::driver {
namespace {

using testing::HasSubstr;

class CommandLineTest : public testing::Test {
protected:
  CommandLineTest() {
    command.name = "try";
    command.summary = "what flags can do";
    command.synopsis = "[flags]";
    command.examples = {{"sm try --dir model", "The usual way."}};
    Flag dirFlag = textFlag("dir", "D", "A folder.", &dir);
    dirFlag.aliases = {"saved-model"};
    command.groups = {
        {"source", {dirFlag}},
        {"other",
         {switchFlag("list_ops", "Lists ops.", &listOps),
          intFlag("threads", "N", "Threads.", 1, 8, &threads),
          choiceFlag("engine", "Engine.", {"auto", "kernel"}, &engine),
          textFlag("tag_set", "T", "Tags.", &tags)}}};
  }

  std::string parse(std::vector<std::string> args) {
    return std::string(parseFlags(command, args).message());
  }

  Command command;
  std::optional<std::string> dir, tags;
  std::optional<int64_t> threads;
  std::string engine = "auto";
  bool listOps = false;
};

TEST_F(CommandLineTest, TakesValuesInBothForms) {
  EXPECT_EQ(parse({"--dir", "a b", "--threads=3", "--engine", "kernel"}), "");
  EXPECT_EQ(dir, "a b");
  EXPECT_EQ(threads, 3);
  EXPECT_EQ(engine, "kernel");
}

TEST_F(CommandLineTest, HyphensAndUnderscoresAreOne) {
  EXPECT_EQ(parse({"--list-ops", "--tag-set", "serve", "--saved_model=m"}), "");
  EXPECT_TRUE(listOps);
  EXPECT_EQ(tags, "serve");
  EXPECT_EQ(dir, "m");
}

TEST_F(CommandLineTest, ValuesMayBeEmptyOrHoldEquals) {
  EXPECT_EQ(parse({"--tag_set", "", "--dir=a=b"}), "");
  EXPECT_EQ(tags, "");
  EXPECT_EQ(dir, "a=b");
}

TEST_F(CommandLineTest, ValuesMayBeginWithOneHyphen) {
  EXPECT_EQ(parse({"--dir", "-1"}), "");
  EXPECT_EQ(dir, "-1");
}

TEST_F(CommandLineTest, SwitchesCanBeTurnedOff) {
  listOps = true;
  EXPECT_EQ(parse({"--no-list_ops"}), "");
  EXPECT_FALSE(listOps);
  EXPECT_EQ(parse({"--list_ops=true"}), "");
  EXPECT_TRUE(listOps);
  EXPECT_EQ(parse({"--list_ops=1"}),
            "--list_ops: takes no value, or =true or =false");
  EXPECT_EQ(parse({"--no_list_ops=true"}), "--no_list_ops takes no value");
}

TEST_F(CommandLineTest, UnknownFlagNamesTheNearest) {
  EXPECT_EQ(parse({"--list_op"}),
            "unknown flag --list_op. Did you mean --list_ops?");
  EXPECT_EQ(parse({"--save-model=x"}),
            "unknown flag --save-model. Did you mean --saved-model?");
  EXPECT_EQ(parse({"--frobnicate"}), "unknown flag --frobnicate");
}

TEST_F(CommandLineTest, SingleHyphensAreRefused) {
  EXPECT_EQ(parse({"-dir", "x"}),
            "unknown flag -dir. Flags begin with two hyphens: --dir");
  EXPECT_EQ(parse({"-x"}), "unknown flag -x");
  EXPECT_EQ(parse({"--"}), "unknown flag --");
}

TEST_F(CommandLineTest, ALetterTakesOneHyphen) {
  Flag &flag = command.groups[1].flags[0];
  flag.aliases = {"l"};
  flag.isRepeatable = true;
  EXPECT_EQ(parse({"-l", "-l"}), "");
  EXPECT_TRUE(listOps);
  EXPECT_THAT(helpText(command), HasSubstr("--list_ops, -l\n"));
  EXPECT_THAT(parse({"-x"}), HasSubstr("unknown flag -x"));
  EXPECT_THAT(parse({"-"}), HasSubstr("'-' is not a flag"));
}

TEST_F(CommandLineTest, ARepeatedLetterIsARepeatedFlag) {
  Flag &flag = command.groups[1].flags[0];
  flag.aliases = {"l"};
  int count = 0;
  flag.set = [&](const std::string &value) {
    count += value == "true";
    return absl::OkStatus();
  };
  EXPECT_EQ(parse({"-ll"}), "unknown flag -ll. Did you mean -l?");
  flag.isRepeatable = true;
  EXPECT_EQ(parse({"-lll", "--threads", "2", "-l", "-ll"}), "");
  EXPECT_EQ(count, 6);
  EXPECT_EQ(threads, 2);
  EXPECT_EQ(parse({"--dir", "-ll"}), "");
  EXPECT_EQ(dir, "-ll");
  EXPECT_EQ(count, 6);
  EXPECT_EQ(parse({"-lx"}), "unknown flag -lx. Did you mean -l?");
  EXPECT_EQ(parse({"-xx"}), "unknown flag -xx");
  // A flag with a value is no switch.
  command.groups[1].flags[1].aliases = {"t"};
  command.groups[1].flags[1].isRepeatable = true;
  EXPECT_EQ(parse({"-tt", "3"}), "unknown flag -tt. Did you mean -t?");
  EXPECT_EQ(parse({"-t", "3"}), "");
  EXPECT_EQ(threads, 3);
}

TEST_F(CommandLineTest, HiddenFlagsAreTakenAndNotShown) {
  Flag hidden = switchFlag("gpu_streams", "", &listOps);
  hidden.isHidden = true;
  hidden.set = [](const std::string &) {
    return absl::InvalidArgumentError("say --threads");
  };
  command.groups[1].flags.push_back(hidden);
  EXPECT_EQ(parse({"--gpu_streams"}), "--gpu_streams: say --threads");
  EXPECT_THAT(helpText(command), testing::Not(HasSubstr("gpu_streams")));
  EXPECT_EQ(parse({"--gpu_stream"}), "unknown flag --gpu_stream");
}

TEST_F(CommandLineTest, WordsThatAreNoFlags) {
  EXPECT_EQ(parse({"model"}), "'model' is not a flag. A model is given with a "
                              "flag: --dir model");
  command.groups.erase(command.groups.begin());
  EXPECT_EQ(parse({"model"}), "'model' is not a flag");
}

TEST_F(CommandLineTest, MissingValue) {
  EXPECT_EQ(parse({"--dir"}), "--dir needs a value: --dir D, or --dir=D for "
                              "one that begins with '--'");
  EXPECT_THAT(parse({"--dir", "--list_ops"}), HasSubstr("needs a value"));
  EXPECT_EQ(parse({"--dir=--odd"}), "");
  EXPECT_EQ(dir, "--odd");
}

TEST_F(CommandLineTest, RepeatedFlag) {
  EXPECT_EQ(parse({"--dir", "a", "--saved-model", "b"}),
            "--saved-model is given twice");
}

TEST_F(CommandLineTest, BadValues) {
  EXPECT_EQ(parse({"--threads", "0"}),
            "--threads: '0' is not a number from 1 to 8");
  EXPECT_EQ(parse({"--threads", "many"}),
            "--threads: 'many' is not a number from 1 to 8");
  EXPECT_EQ(parse({"--engine", "x"}),
            "--engine: 'x' is not one of auto, kernel");
}

TEST_F(CommandLineTest, HelpShowsExamplesThenFlags) {
  const std::string help = helpText(command);
  EXPECT_THAT(help, testing::StartsWith("sm try: what flags can do\n"));
  EXPECT_LT(help.find("sm try --dir model"), help.find("usage: sm try"));
  EXPECT_THAT(help, HasSubstr("--dir D, --saved-model D"));
  EXPECT_THAT(help, HasSubstr("--engine auto|kernel"));
  EXPECT_THAT(help, HasSubstr("--list_ops\n"));
}

TEST_F(CommandLineTest, HelpFitsTheTerminal) {
  command.groups[0].flags[0].help =
      "A sentence that is quite a bit longer than one line of a terminal and "
      "has to be broken somewhere, better twice than once.";
  std::istringstream lines(helpText(command));
  for (std::string line; std::getline(lines, line);)
    EXPECT_LE(line.size(), 80u) << line;
}

TEST(WrapTextTest, KeepsLongWordsWhole) {
  EXPECT_EQ(wrapText("a bb ccccccc d", 2, 6), "  a bb\n  ccccccc\n  d\n");
  EXPECT_EQ(wrapText("", 2), "");
  EXPECT_EQ(wrapText("aa bb cc dd", 1, 6, 2), " aa bb\n   cc\n   dd\n");
}

TEST(ExitStatusTest, FollowsTheCode) {
  EXPECT_EQ(exitStatusOf(absl::OkStatus()), kDone);
  EXPECT_EQ(exitStatusOf(absl::UnimplementedError("")), kUnsupported);
  EXPECT_EQ(exitStatusOf(absl::NotFoundError("")), kFailed);
}

TEST(ReportErrorTest, CannotSteerTheTerminal) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(reportError("try", "node 'a\x1b[2J'\nsecond line", kFailed),
            kFailed);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "sm try: error: node 'a\\x1b[2J'\nsecond line\n");
  testing::internal::CaptureStderr();
  reportError("try", "bad", kWrongUsage);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "sm try: error: bad\nSee 'sm try --help'.\n");
}

} // namespace
} // namespace sm::driver
