// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Writers whose system calls fail, each once: the result is right, or an error
/// with what was there before still in its place. Full disks among them.

#include "Scenarios.h"
#include "TracedWriter.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/SavedModelWriter.h"
#include "sm/Support/StagedOutput.h"
#include "test/Unit/Format/TestFiles.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <random>
#include <sched.h>
#include <set>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace sm;
using namespace sm::test;
using testing::HasSubstr;

namespace {

/// Of the failures, the part that an ordinary run takes.
constexpr double kPart = 0.15;

bool takesAll() { return environment("SM_TEST_FULL") == "1"; }

/// Calls that write, for which a disk can be full.
const std::set<std::string> kWriting = {
    "write",     "pwrite64", "mkdir",  "mkdirat",        "fsync",
    "renameat2", "renameat", "rename", "copy_file_range"};
/// Calls that are made again after a signal.
const std::set<std::string> kRepeated = {"write", "fsync", "copy_file_range"};

bool canFillDisk(const SystemCall &call) {
  const std::string name = nameOf(call);
  return kWriting.count(name) != 0 ||
         (name == "openat" && (call.arguments[2] & O_CREAT) != 0) ||
         (name == "open" && (call.arguments[1] & O_CREAT) != 0);
}

/// What is done to one call of a writer.
struct Injury {
  /// The how manieth it is of those that concern files; calls for memory vary.
  int index;
  long number;
  Fate fate;
  std::string name;
  /// The writer must succeed all the same.
  bool isHarmless;
};

std::vector<Injury> injuriesOf(const std::vector<SystemCall> &calls) {
  std::vector<Injury> all;
  int index = -1;
  for (const SystemCall &call : calls) {
    if (!concernsFiles(call))
      continue;
    ++index;
    const std::string name = nameOf(call);
    auto add = [&](Fate fate, const std::string &what, bool isHarmless) {
      all.push_back(
          {index, call.number, fate,
           "call " + std::to_string(index) + ", " + name + ", " + what,
           isHarmless});
    };
    add({Fate::Failed, EIO, 0}, "EIO", false);
    if (canFillDisk(call))
      add({Fate::Failed, ENOSPC, 0}, "ENOSPC", false);
    if (name == "write")
      add({Fate::Failed, EFBIG, 0}, "EFBIG", false);
    add({Fate::Failed, EINTR, 0}, "EINTR", kRepeated.count(name) != 0);
    if (name == "write" && call.arguments[2] > 1)
      add({Fate::Shortened, 0, 1}, "shortened", true);
    if (name == "copy_file_range")
      for (const int error : {EXDEV, EINVAL, ENOSYS, EOPNOTSUPP})
        add({Fate::Failed, error, 0}, std::strerror(error), true);
    if (name == "renameat2")
      for (const int error : {EINVAL, ENOSYS})
        add({Fate::Failed, error, 0}, std::strerror(error), false);
  }
  return all;
}

void expectRightOrError(const Scenario &scenario, const Injury &injury,
                        const Status &status, std::map<Found, int> &counts) {
  std::string why;
  const Found found = scenario.examine(why);
  const std::vector<std::string> leftovers = scenario.leftovers();
  const std::string message(status.message());
  ++counts[found];
  EXPECT_TRUE(status.ok() || !injury.isHarmless) << status;
  if (status.ok()) {
    EXPECT_EQ(found, Found::New) << why;
    EXPECT_TRUE(leftovers.empty()) << leftovers.front();
    return;
  }
  // An error behind the last step says that it was made.
  if (found == Found::New) {
    EXPECT_THAT(message, testing::AnyOf(HasSubstr("in its place"),
                                        HasSubstr("in their places"),
                                        HasSubstr("is written")));
  } else {
    EXPECT_EQ(found, Found::Old) << why << "\n" << status;
  }
  // What is left over is said, too.
  for (const std::string &name : leftovers) {
    EXPECT_TRUE(isStagedName(name)) << name;
    EXPECT_THAT(message, HasSubstr(name));
  }
  const int error = injury.fate.error;
  const bool isFull = error == ENOSPC || error == EFBIG;
  EXPECT_TRUE(!isFull || absl::IsResourceExhausted(status)) << status;
}

void injureEverywhere(Scenario &scenario, int &count) {
  SCOPED_TRACE(scenario.name);
  scenario.reset();
  const Outcome whole = runTraced([&] { return scenario.write(); },
                                  [](const SystemCall &) { return Fate(); });
  ASSERT_TRUE(whole.status) << whole.accident;
  std::map<Found, int> counts;
  std::mt19937 random(20240229);
  std::bernoulli_distribution isChosen(kPart);
  int made = 0, succeeded = 0;
  for (const Injury &injury : injuriesOf(whole.calls)) {
    if (!isChosen(random) && !takesAll())
      continue;
    SCOPED_TRACE(injury.name);
    scenario.reset();
    int seen = 0;
    bool isDone = false;
    const Outcome outcome =
        runTraced([&] { return scenario.write(); },
                  [&](const SystemCall &call) {
                    if (!concernsFiles(call) || seen++ != injury.index)
                      return Fate();
                    isDone = call.number == injury.number;
                    return injury.fate;
                  });
    EXPECT_TRUE(isDone) << "the calls differ from run to run";
    ++made;
    ASSERT_TRUE(outcome.status) << outcome.accident;
    succeeded += outcome.status->ok() ? 1 : 0;
    expectRightOrError(scenario, injury, *outcome.status, counts);
    EXPECT_EQ(scenario.sourceDamage(), "");
  }
  count += made;
  std::printf("%s: %d failures, %d of them borne; %d old, %d new\n",
              scenario.name.c_str(), made, succeeded, counts[Found::Old],
              counts[Found::New]);
}

TEST(Failed, AtAnySystemCall) {
  if (const std::string why = whyNotTraced(); !why.empty())
    GTEST_SKIP() << "skipped: " << why;
  const TempFolder folder;
  int count = 0;
  for (const auto &scenario : makeScenarios(folder.path("")))
    injureEverywhere(*scenario, count);
  std::printf("%d failures\n", count);
  EXPECT_GT(count, 0);
}

//===----------------------------------------------------------------------===//
// Full disks
//===----------------------------------------------------------------------===//

void expectRefused(Scenario &scenario, const Status &status) {
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
  std::string why;
  EXPECT_EQ(scenario.examine(why), Found::Old) << why;
  EXPECT_TRUE(scenario.leftovers().empty());
  EXPECT_EQ(scenario.sourceDamage(), "");
}

TEST(FullDisk, LimitOfFileSize) {
  const TempFolder folder;
  for (const auto &scenario : makeScenarios(folder.path(""))) {
    SCOPED_TRACE(scenario->name);
    scenario->reset();
    Status status;
    {
      // Set in this process, whose modules can be written once; the next
      // scenario has its own.
      const auto handler = std::signal(SIGXFSZ, SIG_IGN);
      rlimit old;
      ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &old), 0);
      rlimit limit = old;
      limit.rlim_cur = 100000;
      ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &limit), 0);
      status = scenario->write();
      ::setrlimit(RLIMIT_FSIZE, &old);
      std::signal(SIGXFSZ, handler);
    }
    expectRefused(*scenario, status);
  }
}

/// Runs `body` in a child with a file system of `kilobytes` at `dir`, which
/// vanishes with the child; "" if all is well, else what is not.
std::string onSmallDisk(const std::string &dir, int kilobytes,
                        const std::function<std::string()> &body) {
  constexpr size_t kSize = 1 << 16;
  char *answer =
      static_cast<char *>(::mmap(nullptr, kSize, PROT_READ | PROT_WRITE,
                                 MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  if (answer == MAP_FAILED)
    return "no memory";
  const pid_t child = ::fork();
  if (child == 0) {
    const int spaces =
        ::geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER;
    const std::string size = "size=" + std::to_string(kilobytes) + "k";
    std::string text;
    if (::unshare(spaces) != 0 ||
        ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount("small", dir.c_str(), "tmpfs", 0, size.c_str()) != 0)
      text = std::string("skip: a file system cannot be mounted here: ") +
             std::strerror(errno);
    else
      text = body();
    std::strncpy(answer, text.c_str(), kSize - 1);
    ::_exit(0);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  std::string text = status == 0 ? answer : "the child died";
  ::munmap(answer, kSize);
  return text;
}

format::SavedModelContents contentsOf(char fill, int64_t count) {
  format::SavedModelContents contents;
  contents.proto = std::make_shared<tensorflow::SavedModel>();
  format::StoredTensor tensor;
  auto data = std::make_shared<std::string>(count * 4, fill);
  tensor.dtype = DType::Float;
  tensor.shape = Shape({count});
  tensor.bytes = {data->data(), data->size()};
  tensor.owner = data;
  contents.variables = {{"v", tensor}};
  return contents;
}

/// A small model on the disk, then a large one over it, and beside it.
std::string fillDisk(const std::string &disk, const std::string &source) {
  const std::string place = disk + "/model";
  Status status = format::writeSavedModel(contentsOf('o', 1000), place, false);
  if (!status.ok())
    return status.ToString();
  const auto old = treeOf(disk);
  format::SavedModelContents copied;
  copied.proto = std::make_shared<tensorflow::SavedModel>();
  copied.filesFrom = source;
  for (const auto &contents : {contentsOf('n', 1000000), copied})
    for (const std::string &dir : {place, disk + "/other"}) {
      status = format::writeSavedModel(contents, dir, true);
      if (!absl::IsResourceExhausted(status))
        return "expected a full disk: " + status.ToString();
      if (status.message().find("; ") == std::string::npos)
        return "no remedy: " + status.ToString();
      if (treeOf(disk) != old)
        return "the disk changed";
    }
  // What fits still goes.
  status = format::writeSavedModel(contentsOf('n', 2000), place, true);
  return status.ok() ? "" : status.ToString();
}

TEST(FullDisk, SmallFileSystem) {
  const TempFolder folder;
  fs::create_directory(folder.path("disk"));
  folder.write("source/assets/large", std::string(4000000, 'l'));
  const std::string result =
      onSmallDisk(folder.path("disk"), /*kilobytes=*/512, [&] {
        return fillDisk(folder.path("disk"), folder.path("source"));
      });
  if (result.rfind("skip", 0) == 0)
    GTEST_SKIP() << result;
  EXPECT_EQ(result, "");
}

/// A place that is a mounted file system cannot be exchanged.
TEST(FullDisk, MountedPlace) {
  const TempFolder folder;
  fs::create_directory(folder.path("disk"));
  const std::string result = onSmallDisk(folder.path("disk"), 512, [&] {
    return format::writeSavedModel(contentsOf('x', 10), folder.path("disk"),
                                   false)
        .ToString();
  });
  if (result.rfind("skip", 0) == 0)
    GTEST_SKIP() << result;
  EXPECT_THAT(result, HasSubstr("disk: cannot be written: Device or resource "
                                "busy; if something is mounted there, name a "
                                "folder below it"));
  EXPECT_TRUE(fs::is_empty(folder.path("disk")));
}

} // namespace
