// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Where the tests of this folder get their files from: the real models, or a
/// folder of their own.

#ifndef SM_TEST_UNIT_FORMAT_TESTFILES_H
#define SM_TEST_UNIT_FORMAT_TESTFILES_H

#include "sm/Support/Status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <unistd.h>

namespace sm::test {

/// The value of an environment variable, "" if it is not set.
inline std::string environment(const char *name) {
  const char *value = std::getenv(name);
  return value ? value : "";
}

/// A folder for one test, removed with its content at the end.
class TempFolder {
public:
  TempFolder() {
    const auto *info = testing::UnitTest::GetInstance()->current_test_info();
    root = std::filesystem::path(testing::TempDir()) /
           (std::string("sm-") + info->test_suite_name() + "-" + info->name() +
            "-" + std::to_string(getpid()));
    std::filesystem::remove_all(root);
    std::filesystem::create_directories(root);
  }
  ~TempFolder() { std::filesystem::remove_all(root); }
  TempFolder(const TempFolder &) = delete;
  TempFolder &operator=(const TempFolder &) = delete;

  std::string path(const std::string &name) const {
    return (root / name).string();
  }
  /// Writes a file, folders included, and gives its path.
  std::string write(const std::string &name, const std::string &bytes) const {
    std::filesystem::create_directories((root / name).parent_path());
    std::ofstream(root / name, std::ios::binary) << bytes;
    return path(name);
  }

private:
  std::filesystem::path root;
};

inline std::string readFile(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

inline Status statusOf(const Status &status) { return status; }
template <typename T>
Status statusOf(const StatusOr<T> &result) {
  return result.status();
}

} // namespace sm::test

/// Sets `variable` to a folder of the real models, or skips the test with the
/// folder's name where it is absent.
#define SM_NEED_FOLDER(variable, root, name)                                   \
  const std::string variable = ::sm::test::environment(root) + "/" + (name);   \
  if (::sm::test::environment(root).empty() ||                                 \
      !std::filesystem::exists(variable))                                      \
  GTEST_SKIP() << "skipped: " << (name) << " is not in " << root               \
               << " (set it to the folder of the real models)"

#define EXPECT_OK(expression)                                                  \
  EXPECT_EQ(::sm::test::statusOf(expression).ToString(), "OK")
#define ASSERT_OK(expression)                                                  \
  ASSERT_EQ(::sm::test::statusOf(expression).ToString(), "OK")

/// Expects an error with this code whose message has this part.
#define EXPECT_ERROR(expression, expectedCode, part)                           \
  do {                                                                         \
    const ::sm::Status smStatus = ::sm::test::statusOf(expression);            \
    EXPECT_EQ(smStatus.code(), absl::StatusCode::expectedCode) << smStatus;    \
    EXPECT_THAT(std::string(smStatus.message()), ::testing::HasSubstr(part));  \
  } while (false)

#endif // SM_TEST_UNIT_FORMAT_TESTFILES_H
