// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Linking, by LLVM's linker: pieces go to it as files.

#include "sm/Target/Object.h"

#include "absl/strings/str_cat.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

#include <dlfcn.h>

#include <cmath>
#include <cstdlib>
#include <utility>

namespace sm::target {

namespace {

/// A folder that goes with all it holds.
class TemporaryFolder {
public:
  static StatusOr<TemporaryFolder> create() {
    llvm::SmallString<128> path;
    if (std::error_code error =
            llvm::sys::fs::createUniqueDirectory("sm-link", path))
      return absl::InternalError(
          absl::StrCat("no temporary folder can be made: ", error.message(),
                       "; set TMPDIR to another place"));
    return TemporaryFolder(std::string(path));
  }
  TemporaryFolder(TemporaryFolder &&other) noexcept
      : path(std::exchange(other.path, {})) {}
  ~TemporaryFolder() {
    if (!path.empty())
      (void)llvm::sys::fs::remove_directories(path);
  }

  /// A path for the next piece.
  std::string next() { return file(absl::StrCat(count++, ".o")); }

  std::string file(const std::string &name) const {
    return absl::StrCat(path, "/", name);
  }

private:
  explicit TemporaryFolder(std::string path) : path(std::move(path)) {}

  std::string path;
  int count = 0;
};

} // namespace

static StatusOr<std::string> findLinker() {
  for (const char *name : {"ld.lld-22", "ld.lld"})
    if (auto path = llvm::sys::findProgramByName(name))
      return *path;
  return absl::FailedPreconditionError(
      "writing object files needs LLVM's linker, ld.lld; install the package "
      "lld-22");
}

/// The file that a function of this process comes from.
static std::string libraryOf(const void *function) {
  Dl_info info;
  return dladdr(function, &info) && info.dli_fname ? info.dli_fname : "";
}

/// The shared libraries that code may need. The linker takes the files
/// themselves, so that no development package has to be there.
static std::vector<std::string> libraries() {
  double (*sine)(double) = &std::sin;
  // Sanitizers put functions of their own in the place of free and the like.
  char *(*variable)(const char *) = &std::getenv;
  return {libraryOf(reinterpret_cast<const void *>(sine)),
          libraryOf(reinterpret_cast<const void *>(variable))};
}

static Status writeFile(const std::string &bytes, const std::string &path) {
  std::error_code error;
  llvm::raw_fd_ostream stream(path, error);
  if (!error) {
    stream << bytes;
    stream.close();
    error = stream.error();
    stream.clear_error();
  }
  return error ? absl::ResourceExhaustedError(
                     absl::StrCat(path, ": ", error.message()))
               : absl::OkStatus();
}

/// All pieces as files.
static StatusOr<std::vector<std::string>>
writePieces(const ObjectContents &contents, TemporaryFolder &folder) {
  std::vector<std::string> files;
  for (const std::string &object : contents.objects)
    SM_RETURN_IF_ERROR(writeFile(object, files.emplace_back(folder.next())));
  for (const DataSection &data : contents.data)
    SM_RETURN_IF_ERROR(
        writeDataObject(data, files.emplace_back(folder.next())));
  return files;
}

static Status link(const ObjectContents &contents,
                   const std::vector<std::string> &flags,
                   const std::string &path) {
  if (contents.objects.empty())
    return absl::InvalidArgumentError("there is nothing to write");
  SM_ASSIGN_OR_RETURN(std::string linker, findLinker());
  SM_ASSIGN_OR_RETURN(TemporaryFolder folder, TemporaryFolder::create());
  SM_ASSIGN_OR_RETURN(std::vector<std::string> files,
                      writePieces(contents, folder));
  std::vector<llvm::StringRef> command = {linker};
  command.insert(command.end(), flags.begin(), flags.end());
  command.insert(command.end(), {"-o", path});
  command.insert(command.end(), files.begin(), files.end());
  const std::vector<std::string> shared = libraries();
  if (flags.front() == "-shared") {
    command.push_back("--as-needed");
    for (const std::string &library : shared)
      if (!library.empty())
        command.push_back(library);
  }
  const std::string words = folder.file("linker.txt");
  std::string error;
  const int code = llvm::sys::ExecuteAndWait(
      linker, command, std::nullopt,
      {llvm::StringRef(""), llvm::StringRef(words), llvm::StringRef(words)},
      /*SecondsToWait=*/0, /*MemoryLimit=*/0, &error);
  if (code == 0)
    return absl::OkStatus();
  if (auto text = llvm::MemoryBuffer::getFile(words))
    absl::StrAppend(&error, (*text)->getBuffer().str());
  (void)llvm::sys::fs::remove(path);
  return absl::InternalError(
      absl::StrCat(path, ": ", linker, " failed: ", error));
}

Status writeObject(const ObjectContents &contents, const std::string &path) {
  return link(contents, {"-r"}, path);
}

Status writeSharedObject(const ObjectContents &contents,
                         const std::string &path, const std::string &name) {
  return link(contents,
              {"-shared", "-Bsymbolic", "--gc-sections", "--icf=all", "-z",
               "noexecstack", "--build-id=sha1", "--no-undefined", "-soname",
               name},
              path);
}

} // namespace sm::target
