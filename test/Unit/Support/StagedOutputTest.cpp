// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Files and folders that appear whole: where they go, what they replace, what
/// is left where something fails. test/Unit/Kill has what stops a process.

#include "sm/Support/StagedOutput.h"
#include "test/Unit/Format/TestFiles.h"

#include <algorithm>
#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace fs = std::filesystem;
using namespace sm;
using namespace sm::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

std::vector<std::string> namesIn(const std::string &dir) {
  std::vector<std::string> names;
  for (const auto &entry : fs::directory_iterator(dir))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

Status writeFile(const std::string &place, const std::string &bytes,
                 bool overwrite = true) {
  SM_ASSIGN_OR_RETURN(const auto file, StagedFile::create(place, overwrite));
  SM_RETURN_IF_ERROR(file->write(bytes));
  return file->install();
}

Status writeFolder(const std::string &place, const std::string &bytes,
                   bool overwrite = true) {
  SM_ASSIGN_OR_RETURN(const auto folder,
                      StagedFolder::create(place, overwrite));
  SM_RETURN_IF_ERROR(folder->write("file", bytes));
  return folder->install();
}

unsigned modeOf(const std::string &path) {
  struct stat info = {};
  EXPECT_EQ(::stat(path.c_str(), &info), 0);
  return info.st_mode & 0777;
}

/// Sets the umask for a while.
class Umask {
public:
  explicit Umask(mode_t mask) : old(::umask(mask)) {}
  ~Umask() { ::umask(old); }

private:
  mode_t old;
};

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

TEST(StagedName, IsTold) {
  EXPECT_TRUE(isStagedName("model.sm-tmp-1234"));
  EXPECT_TRUE(isStagedName("model.sm-tmp-1234-0"));
  EXPECT_TRUE(isStagedName(".sm-tmp-1-2"));
  for (const char *name : {"model", "7", "", "model.sm-tmp-", "sm-tmp-1",
                           "model.sm-tmp-12a", "model.sm-tmp-1/x"})
    EXPECT_FALSE(isStagedName(name)) << name;
}

TEST(StagedName, IsUnique) {
  const TempFolder folder;
  const std::string place = folder.path("x");
  // A process of our number was killed once and left names behind.
  auto first = StagedFile::create(place);
  ASSERT_OK(first);
  std::string next = (*first)->path();
  for (int i = 0; i < 3; ++i) {
    const size_t dash = next.rfind('-');
    next = next.substr(0, dash + 1) +
           std::to_string(std::stoull(next.substr(dash + 1)) + 1);
    std::ofstream(next) << "left";
  }
  std::vector<std::unique_ptr<StagedFile>> files;
  for (int i = 0; i < 4; ++i) {
    auto file = StagedFile::create(place);
    ASSERT_OK(file);
    ASSERT_OK((*file)->write(std::to_string(i)));
    files.push_back(std::move(*file));
  }
  auto staged = StagedFolder::create(folder.path("y"));
  ASSERT_OK(staged);
  for (const std::string &name : namesIn(folder.path("")))
    EXPECT_TRUE(isStagedName(name)) << name;
  EXPECT_EQ(readFile(next), "left");
  ASSERT_OK(files[2]->install());
  files.clear();
  first->reset();
  staged->reset();
  EXPECT_EQ(readFile(place), "2");
  EXPECT_EQ(namesIn(folder.path("")).size(), 4u); // The three that were left.
}

TEST(StagedName, FitsWhereThePlaceDoes) {
  const TempFolder folder;
  const std::string place = folder.path(std::string(255, 'n'));
  ASSERT_OK(writeFile(place, "x"));
  EXPECT_EQ(readFile(place), "x");
  ASSERT_OK(writeFolder(folder.path(std::string(255, 'f')), "x"));
  EXPECT_ERROR(writeFile(folder.path(std::string(256, 'n')), "x"), kInternal,
               "cannot be written: File name too long");
}

TEST(StagedName, ManyThreads) {
  const TempFolder folder;
  std::vector<std::thread> threads;
  std::vector<Status> results(8);
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      for (int k = 0; k < 20; ++k) {
        results[i].Update(writeFile(folder.path("file"), "whole"));
        results[i].Update(
            writeFolder(folder.path("dir" + std::to_string(i)), "whole"));
      }
    });
  for (std::thread &thread : threads)
    thread.join();
  for (const Status &result : results)
    EXPECT_OK(result);
  EXPECT_EQ(namesIn(folder.path("")).size(), 9u);
  EXPECT_EQ(readFile(folder.path("file")), "whole");
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

TEST(Place, Files) {
  const TempFolder folder;
  const std::string place = folder.path("x");
  EXPECT_OK(checkPlace(place, /*isFolder=*/false, /*overwrite=*/false));
  ASSERT_OK(writeFile(place, "old", /*overwrite=*/false));
  EXPECT_ERROR(checkPlace(place, false, false), kAlreadyExists,
               "x: exists already; --overwrite replaces it");
  EXPECT_OK(checkPlace(place, false, true));
  EXPECT_ERROR(checkPlace(place, true, true), kAlreadyExists,
               "x: is a file; name a folder");
  EXPECT_ERROR(checkPlace(folder.path(""), false, true), kAlreadyExists,
               "is a folder; name a file");
  EXPECT_ERROR(checkPlace(folder.path("new/"), false, true), kInvalidArgument,
               "new/: ends in a slash; name a file");
  EXPECT_ERROR(checkPlace(folder.path("no/x"), false, true), kNotFound,
               "no/x: cannot be written: No such file or directory; make the "
               "folder ");
  EXPECT_ERROR(checkPlace(place + "/x", false, true), kNotFound,
               "x/x: cannot be written: Not a directory");
  EXPECT_ERROR(checkPlace("", false, true), kInvalidArgument,
               "the output has no name");
  EXPECT_ERROR(checkPlace(std::string("a\0b", 3), false, true),
               kInvalidArgument, "the output has no name");
  EXPECT_ERROR(checkPlace("/dev/null", false, true), kAlreadyExists,
               "/dev/null: is neither a file nor a folder; name a file");
  EXPECT_ERROR(checkPlace("/dev/null", true, true), kAlreadyExists,
               "name a folder");
  const std::string pipe = folder.path("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_ERROR(StagedFile::create(pipe), kAlreadyExists, "neither a file");
}

TEST(Place, Folders) {
  const TempFolder folder;
  const std::string place = folder.path("d");
  EXPECT_OK(checkPlace(place, true, false));
  EXPECT_OK(checkPlace(place + "//", true, false));
  fs::create_directory(place);
  EXPECT_OK(checkPlace(place, true, false));
  folder.write("d/.hidden", "");
  EXPECT_ERROR(checkPlace(place, true, false), kAlreadyExists,
               "d: exists already; --overwrite replaces it");
  EXPECT_OK(checkPlace(place, true, true));
  for (const char *root : {"/", "//", "/..", "/."})
    EXPECT_ERROR(checkPlace(root, true, true), kInvalidArgument,
                 "cannot be written or replaced; name a file or folder below");
}

TEST(Place, RelativeOnes) {
  const TempFolder folder;
  const fs::path here = fs::current_path();
  fs::create_directories(folder.path("in/side"));
  fs::current_path(folder.path("in"));
  EXPECT_OK(writeFile("file", "1"));
  EXPECT_OK(writeFile("side/../file2", "2"));
  EXPECT_OK(writeFolder("dir/", "3"));
  // The folder we stand in, by the name that is no name.
  fs::current_path(folder.path("in/side"));
  EXPECT_OK(writeFolder(".", "4"));
  fs::current_path(folder.path("in/side")); // We stood in the old one.
  EXPECT_OK(writeFolder("..", "5"));
  fs::current_path(here);
  EXPECT_EQ(readFile(folder.path("in/file")), "5");
  EXPECT_THAT(namesIn(folder.path("")), ElementsAre("in"));
  EXPECT_THAT(namesIn(folder.path("in")), ElementsAre("file"));
}

TEST(Place, LinksStandForWhatTheyName) {
  const TempFolder folder;
  folder.write("real/file", "old");
  fs::create_symlink("real/file", folder.path("link"));
  EXPECT_ERROR(writeFile(folder.path("link"), "new", /*overwrite=*/false),
               kAlreadyExists, "link: exists already");
  ASSERT_OK(writeFile(folder.path("link"), "new"));
  EXPECT_TRUE(fs::is_symlink(folder.path("link")));
  EXPECT_EQ(readFile(folder.path("real/file")), "new");
  fs::create_directory_symlink("real", folder.path("current"));
  ASSERT_OK(writeFolder(folder.path("current"), "newer"));
  EXPECT_TRUE(fs::is_symlink(folder.path("current")));
  EXPECT_EQ(readFile(folder.path("real/file")), "newer");
  EXPECT_THAT(namesIn(folder.path("")), ElementsAre("current", "link", "real"));
  fs::create_symlink("nothing", folder.path("broken"));
  for (const bool isFolder : {false, true})
    EXPECT_ERROR(checkPlace(folder.path("broken"), isFolder, true),
                 kFailedPrecondition,
                 "broken: is a symbolic link to nothing; remove it");
}

TEST(Place, WithoutPermission) {
  if (::geteuid() == 0)
    GTEST_SKIP() << "skipped: root may write everywhere";
  const TempFolder folder;
  fs::create_directory(folder.path("shut"));
  fs::permissions(folder.path("shut"), fs::perms(0555));
  EXPECT_ERROR(writeFile(folder.path("shut/x"), ""), kPermissionDenied,
               "cannot be written: Permission denied");
  EXPECT_ERROR(writeFolder(folder.path("shut/x"), ""), kPermissionDenied,
               "cannot be written: Permission denied");
  fs::permissions(folder.path("shut"), fs::perms(0755));
}

TEST(Place, WhatOthersMayDo) {
  const TempFolder folder;
  for (const mode_t mask : {022, 077, 002}) {
    const Umask umask(mask);
    ASSERT_OK(writeFile(folder.path("file"), ""));
    EXPECT_EQ(modeOf(folder.path("file")), 0666 & ~mask);
    const std::string secret = folder.write("secret", "");
    fs::permissions(secret, fs::perms(0700));
    auto staged = StagedFolder::create(folder.path("dir"));
    ASSERT_OK(staged);
    ASSERT_OK((*staged)->write("sub/file", ""));
    ASSERT_OK((*staged)->copyFile(secret, "copy"));
    ASSERT_OK((*staged)->install());
    EXPECT_EQ(modeOf(folder.path("dir")), 0777 & ~mask);
    EXPECT_EQ(modeOf(folder.path("dir/sub")), 0777 & ~mask);
    EXPECT_EQ(modeOf(folder.path("dir/sub/file")), 0666 & ~mask);
    EXPECT_EQ(modeOf(folder.path("dir/copy")), 0666 & ~mask);
  }
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

TEST(StagedFile, PiecesOfAnySize) {
  const TempFolder folder;
  std::string expected;
  auto file = StagedFile::create(folder.path("x"));
  ASSERT_OK(file);
  for (const size_t size : {0, 1, 65535, 65536, 65537, 7, 300000, 1, 65530}) {
    const std::string piece(size, static_cast<char>('a' + size % 26));
    ASSERT_OK((*file)->write(piece));
    expected += piece;
    ASSERT_OK((*file)->writeZeros(size / 3));
    expected.append(size / 3, '\0');
    EXPECT_EQ((*file)->size(), expected.size());
  }
  EXPECT_FALSE(fs::exists(folder.path("x")));
  ASSERT_OK((*file)->complete());
  EXPECT_FALSE(fs::exists(folder.path("x")));
  EXPECT_ERROR((*file)->write("more"), kFailedPrecondition, "is complete");
  ASSERT_OK((*file)->install());
  EXPECT_TRUE(readFile(folder.path("x")) == expected);
  ASSERT_OK((*file)->install()); // Again is nothing.
  EXPECT_THAT(namesIn(folder.path("")), ElementsAre("x"));
}

TEST(StagedFile, GivenUp) {
  const TempFolder folder;
  const std::string place = folder.write("x", "old");
  {
    auto file = StagedFile::create(place);
    ASSERT_OK(file);
    ASSERT_OK((*file)->write("new"));
    ASSERT_OK((*file)->complete());
  }
  EXPECT_EQ(readFile(place), "old");
  EXPECT_THAT(namesIn(folder.path("")), ElementsAre("x"));
}

TEST(StagedFile, FilledByOtherMeans) {
  const TempFolder folder;
  auto file = StagedFile::create(folder.path("x"));
  ASSERT_OK(file);
  ASSERT_OK(writeFile((*file)->path(), "by renaming"));
  ASSERT_OK((*file)->install());
  EXPECT_EQ(readFile(folder.path("x")), "by renaming");
  file = StagedFile::create(folder.path("x"));
  ASSERT_OK(file);
  std::ofstream((*file)->path()) << "in place";
  ASSERT_OK((*file)->install());
  EXPECT_EQ(readFile(folder.path("x")), "in place");
  file = StagedFile::create(folder.path("x"));
  ASSERT_OK(file);
  fs::remove((*file)->path());
  EXPECT_ERROR((*file)->install(), kNotFound, "x: cannot be written");
  EXPECT_EQ(readFile(folder.path("x")), "in place");
}

TEST(StagedFile, WhatCameMeanwhile) {
  const TempFolder folder;
  auto first = StagedFile::create(folder.path("x"), /*overwrite=*/false);
  auto second = StagedFile::create(folder.path("x"), /*overwrite=*/false);
  ASSERT_OK(first);
  ASSERT_OK(second);
  ASSERT_OK((*first)->write("first"));
  ASSERT_OK((*first)->install());
  EXPECT_ERROR((*second)->install(), kAlreadyExists,
               "x: came to be while the new file was written; --overwrite");
  auto third = StagedFile::create(folder.path("y"));
  ASSERT_OK(third);
  folder.write("y/z", "");
  EXPECT_ERROR((*third)->install(), kInternal, "cannot be written: Is a dir");
  second->reset();
  third->reset();
  EXPECT_EQ(readFile(folder.path("x")), "first");
  EXPECT_THAT(namesIn(folder.path("")), ElementsAre("x", "y"));
}

//===----------------------------------------------------------------------===//
// Several files
//===----------------------------------------------------------------------===//

std::vector<std::unique_ptr<StagedFile>>
staged(const std::vector<std::string> &places, bool overwrite) {
  std::vector<std::unique_ptr<StagedFile>> files;
  for (const std::string &place : places) {
    auto file = StagedFile::create(place, overwrite);
    EXPECT_OK(file);
    EXPECT_OK((*file)->write("new"));
    files.push_back(std::move(*file));
  }
  return files;
}

TEST(InstallTogether, AllOrNone) {
  const TempFolder folder;
  const std::string a = folder.write("a", "old a"), b = folder.path("b"),
                    c = folder.path("c");
  ASSERT_OK(installTogether({}));
  {
    auto files = staged({a, b, c}, /*overwrite=*/true);
    fs::create_directory(c); // In the way of the last.
    folder.write("c/d", "");
    fs::remove(files[2]->path());
    EXPECT_ERROR(installTogether(files), kNotFound, "c: cannot be written");
  }
  EXPECT_THAT(namesIn(folder.path("")), ElementsAre("a", "c"));
  EXPECT_EQ(readFile(a), "old a");
  fs::remove_all(c);
  {
    auto files = staged({b, c}, /*overwrite=*/false);
    folder.write("c", "came");
    EXPECT_ERROR(installTogether(files), kAlreadyExists,
                 "c: came to be while the new file was written");
  }
  EXPECT_THAT(namesIn(folder.path("")), ElementsAre("a", "c"));
  EXPECT_EQ(readFile(c), "came");
  {
    auto files = staged({a, b, c}, /*overwrite=*/true);
    ASSERT_OK(installTogether(files));
  }
  EXPECT_THAT(namesIn(folder.path("")), ElementsAre("a", "b", "c"));
  for (const std::string &place : {a, b, c})
    EXPECT_EQ(readFile(place), "new");
}

//===----------------------------------------------------------------------===//
// Folders
//===----------------------------------------------------------------------===//

TEST(StagedFolder, IsBuiltAside) {
  const TempFolder folder;
  const std::string from = folder.write("from", std::string(3000000, 'x'));
  auto staged = StagedFolder::create(folder.path("d"), /*overwrite=*/false);
  ASSERT_OK(staged);
  EXPECT_THAT((*staged)->path(), HasSubstr("/d.sm-tmp-"));
  ASSERT_OK((*staged)->write("a", "1"));
  ASSERT_OK((*staged)->write("s/t/b", std::string("\0\n", 2)));
  ASSERT_OK((*staged)->makeFolder("e/f"));
  ASSERT_OK((*staged)->makeFolder("e"));
  ASSERT_OK((*staged)->copyFile(from, "s/copy"));
  std::ofstream((*staged)->path() + "/other") << "means";
  EXPECT_FALSE(fs::exists(folder.path("d")));
  ASSERT_OK((*staged)->install());
  ASSERT_OK((*staged)->install()); // Again is nothing.
  staged->reset();
  EXPECT_THAT(namesIn(folder.path("")), ElementsAre("d", "from"));
  EXPECT_THAT(namesIn(folder.path("d")), ElementsAre("a", "e", "other", "s"));
  EXPECT_EQ(readFile(folder.path("d/s/t/b")), std::string("\0\n", 2));
  EXPECT_TRUE(readFile(folder.path("d/s/copy")) == readFile(from));
  EXPECT_TRUE(fs::is_directory(folder.path("d/e/f")));
}

TEST(StagedFolder, NamesStayBelow) {
  const TempFolder folder;
  auto staged = StagedFolder::create(folder.path("d"));
  ASSERT_OK(staged);
  const std::string from = folder.write("from", "");
  for (const std::string &name :
       {std::string(), std::string("/x"), std::string("../x"),
        std::string("a/../../x"), std::string("a//b"), std::string("a/"),
        std::string("."), std::string("a\0b", 3)}) {
    EXPECT_ERROR((*staged)->write(name, ""), kInvalidArgument,
                 "is no name below the folder");
    EXPECT_ERROR((*staged)->copyFile(from, name), kInvalidArgument,
                 "is no name below the folder");
    EXPECT_ERROR((*staged)->makeFolder(name), kInvalidArgument,
                 "is no name below the folder");
  }
  // Not through a link either.
  fs::create_directory_symlink(folder.path(""), (*staged)->path() + "/up");
  EXPECT_ERROR((*staged)->write("up/x", ""), kNotFound,
               "d/up/x: cannot be written: Not a directory");
  ASSERT_OK((*staged)->write("twice", "1"));
  EXPECT_ERROR((*staged)->write("twice", "2"), kAlreadyExists,
               "d/twice: cannot be written: File exists");
  EXPECT_ERROR((*staged)->write("twice/x", "2"), kNotFound,
               "d/twice/x: cannot be written: Not a directory");
}

TEST(StagedFolder, WhatCannotBeCopied) {
  const TempFolder folder;
  auto staged = StagedFolder::create(folder.path("d"));
  ASSERT_OK(staged);
  EXPECT_ERROR((*staged)->copyFile(folder.path("none"), "x"), kNotFound,
               "none: cannot be read: No such file");
  EXPECT_ERROR((*staged)->copyFile(folder.path(""), "x"), kFailedPrecondition,
               "is not a regular file and cannot be copied");
  const std::string pipe = folder.path("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_ERROR((*staged)->copyFile(pipe, "x"), kFailedPrecondition,
               "pipe: is not a regular file");
  // A file the kernel says is empty until it is read.
  ASSERT_OK((*staged)->copyFile("/proc/self/status", "status"));
  EXPECT_THAT(readFile((*staged)->path() + "/status"), HasSubstr("VmRSS"));
}

TEST(StagedFolder, Replaces) {
  const TempFolder folder;
  folder.write("elsewhere/kept", "kept");
  folder.write("d/old/deep/file", "old");
  fs::create_directory_symlink("../elsewhere", folder.path("d/link"));
  fs::create_symlink("nothing", folder.path("d/broken"));
  fs::permissions(folder.path("d/old"), fs::perms(0755));
  EXPECT_ERROR(writeFolder(folder.path("d"), "new", /*overwrite=*/false),
               kAlreadyExists, "d: exists already");
  ASSERT_OK(writeFolder(folder.path("d"), "new"));
  EXPECT_THAT(namesIn(folder.path("d")), ElementsAre("file"));
  EXPECT_EQ(readFile(folder.path("elsewhere/kept")), "kept");
  EXPECT_THAT(namesIn(folder.path("")), ElementsAre("d", "elsewhere"));
}

TEST(StagedFolder, GivenUp) {
  const TempFolder folder;
  folder.write("d/file", "old");
  {
    auto staged = StagedFolder::create(folder.path("d"));
    ASSERT_OK(staged);
    ASSERT_OK((*staged)->write("a/b/c", "new"));
  }
  EXPECT_THAT(namesIn(folder.path("")), ElementsAre("d"));
  EXPECT_EQ(readFile(folder.path("d/file")), "old");
}

TEST(StagedFolder, WhatCameMeanwhile) {
  const TempFolder folder;
  auto first = StagedFolder::create(folder.path("d"), /*overwrite=*/false);
  auto second = StagedFolder::create(folder.path("d"), /*overwrite=*/false);
  ASSERT_OK(first);
  ASSERT_OK(second);
  ASSERT_OK((*first)->write("first", ""));
  ASSERT_OK((*first)->install());
  EXPECT_ERROR((*second)->install(), kAlreadyExists,
               "d: came to be while the new folder was written; --overwrite");
  auto third = StagedFolder::create(folder.path("e"));
  ASSERT_OK(third);
  folder.write("e", "a file");
  EXPECT_ERROR((*third)->install(), kNotFound, "cannot be written: Not a dir");
  second->reset();
  third->reset();
  EXPECT_THAT(namesIn(folder.path("")), ElementsAre("d", "e"));
  EXPECT_THAT(namesIn(folder.path("d")), ElementsAre("first"));
}

TEST(StagedFolder, TooDeep) {
  const TempFolder folder;
  auto staged = StagedFolder::create(folder.path("d"));
  ASSERT_OK(staged);
  std::string deep = "f";
  for (int i = 0; i < 201; ++i)
    deep += "/f";
  ASSERT_OK((*staged)->makeFolder(deep));
  EXPECT_ERROR((*staged)->install(), kInvalidArgument,
               "has more than 200 folders in one another");
  staged->reset();
  EXPECT_THAT(namesIn(folder.path("")), IsEmpty());
}

//===----------------------------------------------------------------------===//
// Full disks
//===----------------------------------------------------------------------===//

/// No file of this process can grow beyond `bytes` for a while.
class SizeLimit {
public:
  explicit SizeLimit(rlim_t bytes) {
    handler = std::signal(SIGXFSZ, SIG_IGN); // Or it would end the process.
    ::getrlimit(RLIMIT_FSIZE, &old);
    rlimit limit = old;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~SizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old);
    std::signal(SIGXFSZ, handler);
  }

private:
  rlimit old;
  void (*handler)(int);
};

TEST(FullDisk, FileSizeLimit) {
  const TempFolder folder;
  const std::string old = folder.write("old", "old");
  const std::string large = folder.write("large", std::string(300000, 'l'));
  folder.write("dir/file", "old");
  {
    const SizeLimit limit(100000);
    for (const std::string &place : {old, folder.path("new")})
      EXPECT_ERROR(writeFile(place, std::string(200000, 'x')),
                   kResourceExhausted,
                   "cannot be written: File too large; a limit of the file "
                   "system or of `ulimit -f` is reached");
    auto file = StagedFile::create(old);
    ASSERT_OK(file);
    Status status;
    for (int i = 0; i < 200 && status.ok(); ++i)
      status = (*file)->write(std::string(1000, 'x'));
    EXPECT_ERROR(status, kResourceExhausted, "old: cannot be written");
    // The error stays.
    EXPECT_EQ((*file)->write(""), status);
    EXPECT_EQ((*file)->complete(), status);
    EXPECT_EQ((*file)->install(), status);
    file->reset();
    for (const std::string &place : {folder.path("dir"), folder.path("d2")}) {
      auto staged = StagedFolder::create(place);
      ASSERT_OK(staged);
      EXPECT_ERROR((*staged)->write("a/b", std::string(200000, 'x')),
                   kResourceExhausted, "/a/b: cannot be written: File too");
      EXPECT_ERROR((*staged)->copyFile(large, "c"), kResourceExhausted,
                   "/c: cannot be written: File too large");
    }
  }
  EXPECT_THAT(namesIn(folder.path("")), ElementsAre("dir", "large", "old"));
  EXPECT_EQ(readFile(old), "old");
  EXPECT_EQ(readFile(folder.path("dir/file")), "old");
}

} // namespace
