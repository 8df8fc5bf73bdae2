// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Files and folders that appear whole or not at all: built beside their place,
/// flushed to the disk, then renamed. Whatever stops the process, the place
/// holds what was there before, or what was to be there, or nothing if nothing
/// was there; at worst a folder or file with a name of isStagedName() is left
/// beside it.
///
/// A place that is a symbolic link stands for what the link names; a link to
/// nothing is refused. Errors name the place and have the code of their cause:
/// ResourceExhausted for a full disk, a quota or a limit of file size, NotFound
/// for a missing folder, PermissionDenied, AlreadyExists, else Internal.

#ifndef SM_SUPPORT_STAGEDOUTPUT_H
#define SM_SUPPORT_STAGEDOUTPUT_H

#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace sm {

/// True for the names that staged files and folders have until they are
/// installed, and that what they replaced has until it is removed
/// ("model.sm-tmp-1234-0": the process and a number).
bool isStagedName(std::string_view name);

/// AlreadyExists, naming --overwrite, if `place` is there and `overwrite` is
/// false; an empty folder counts as nothing if `isFolder`. Also if `place` is a
/// folder where a file is to be written, or the other way round, or neither (a
/// device, a pipe). NotFound if the folder it is to stand in does not exist;
/// InvalidArgument for a place that has no name of its own ("", "/").
Status checkPlace(const std::string &place, bool isFolder, bool overwrite);

/// A file being written. Removed when destroyed before install().
class StagedFile {
public:
  /// Opens a new file beside `place`, readable and writable as the umask says.
  /// Errors as checkPlace. Without `overwrite`, install() refuses a file that
  /// came to the place meanwhile.
  static StatusOr<std::unique_ptr<StagedFile>> create(const std::string &place,
                                                      bool overwrite = true);
  ~StagedFile();
  StagedFile(const StagedFile &) = delete;
  StagedFile &operator=(const StagedFile &) = delete;

  /// Where the file is for now. Instead of write(), other means may fill or
  /// replace it.
  const std::string &path() const { return temporary; }

  /// Appends. Small pieces are gathered. Errors say so if the disk is full
  /// (ResourceExhausted). After an error every further call gives it again.
  Status write(std::string_view bytes);
  /// Appends zeros.
  Status writeZeros(uint64_t count);
  /// How many bytes were given to write() and writeZeros().
  uint64_t size() const { return written; }

  /// Flushes to the disk and closes; the place is still untouched.
  Status complete();
  /// Puts the file in its place, replacing what is there; calls complete() if
  /// that was not done. The folder's entry is flushed too; if only that fails,
  /// the error says that the file is in its place.
  Status install();

private:
  friend Status
  installTogether(absl::Span<const std::unique_ptr<StagedFile>> files);

  StagedFile() = default;
  Status flush();
  Status flushReplaced();
  Status put();
  void takeBack();
  Status removeReplaced();

  /// As given, and with links resolved.
  std::string place, target;
  std::string temporary, buffer;
  Status failure;
  uint64_t written = 0;
  int fd = -1;
  bool overwrite = false;
  bool isComplete = false;
  /// The file stands at its place; what it replaced, if anything and if
  /// `holdsReplaced`, has the temporary name.
  bool isInstalled = false, holdsReplaced = false, canTakeBack = false;
};

/// Installs several files. If one cannot be put in its place, those before it
/// are taken back, where the file system can exchange names (the usual ones of
/// Linux can). A process that is killed meanwhile may leave some new beside
/// some old.
Status installTogether(absl::Span<const std::unique_ptr<StagedFile>> files);

/// A folder being built. Removed with its contents when destroyed before
/// install(). Paths below it are relative, of plain names between slashes;
/// others are InvalidArgument.
class StagedFolder {
public:
  /// Makes an empty folder beside `place`. Errors as checkPlace. Without
  /// `overwrite`, install() refuses what came to the place meanwhile.
  static StatusOr<std::unique_ptr<StagedFolder>>
  create(const std::string &place, bool overwrite = true);
  ~StagedFolder();
  StagedFolder(const StagedFolder &) = delete;
  StagedFolder &operator=(const StagedFolder &) = delete;

  /// Where the folder is for now; files may be written below it by any means.
  const std::string &path() const { return temporary; }

  /// Makes the folder `relative` and those above it; fine if it is there.
  Status makeFolder(const std::string &relative);
  /// Writes the file `relative` ("assets/vocab.txt"), making folders on the
  /// way. AlreadyExists if it was written before.
  Status write(const std::string &relative, std::string_view bytes);
  /// Copies the contents of file `from` there; shares blocks or copies in the
  /// kernel where the file system can. A symbolic link is followed.
  /// FailedPrecondition if `from` is no regular file; Aborted if it changes
  /// while it is copied.
  Status copyFile(const std::string &from, const std::string &relative);

  /// Flushes every file and folder below to the disk, then puts the folder in
  /// its place. A folder that is there is exchanged for the new one in one step
  /// and then removed with all it holds; where the file system cannot do that
  /// (FailedPrecondition), nothing is changed. If only what follows the
  /// exchange fails, the error says that the new folder is in its place and
  /// where the old one is.
  Status install();

private:
  StagedFolder() = default;
  /// The new file `relative`, open for writing; the folders above it are made.
  StatusOr<int> createFile(const std::string &relative);
  /// The folder of `relative`, open, and the last name.
  StatusOr<std::pair<int, std::string>> openParent(const std::string &relative);
  Status exchange();

  /// As given; the place is `name` in the folder that `parent` is open on.
  std::string place, name;
  std::string temporary, temporaryName;
  int parent = -1, folder = -1;
  bool overwrite = false, isInstalled = false;
};

} // namespace sm

#endif // SM_SUPPORT_STAGEDOUTPUT_H
