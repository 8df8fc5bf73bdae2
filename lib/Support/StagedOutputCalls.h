// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The system's calls as staged output needs them: repeated when a signal
/// interrupts them, complete, and with errors that name the place.

#ifndef SM_SUPPORT_STAGEDOUTPUTCALLS_H
#define SM_SUPPORT_STAGEDOUTPUTCALLS_H

#include "sm/Support/Status.h"

#include <cerrno>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace sm::staged {

/// A file descriptor that closes itself.
class Descriptor {
public:
  explicit Descriptor(int fd = -1) : fd(fd) {}
  ~Descriptor() { closeQuietly(); }
  Descriptor(Descriptor &&other) noexcept : fd(other.release()) {}
  Descriptor &operator=(Descriptor &&other) noexcept {
    if (this != &other) {
      closeQuietly();
      fd = other.release();
    }
    return *this;
  }

  int get() const { return fd; }
  bool isOpen() const { return fd >= 0; }
  int release() {
    const int released = fd;
    fd = -1;
    return released;
  }

private:
  void closeQuietly();
  int fd;
};

/// Makes `call` again as long as signals interrupt it.
template <typename Call>
auto retried(Call call) {
  auto result = call();
  while (result == -1 && errno == EINTR)
    result = call();
  return result;
}

/// The status for errno `error`: "PLACE: WHAT: the system's words", and what
/// can be done about a full disk.
Status callError(const std::string &place, std::string_view what, int error);

/// callError of something that "cannot be written".
Status writeError(const std::string &place, int error);

/// Opens; a signal does not matter.
Descriptor openFile(int folder, const std::string &name, int flags,
                    unsigned mode = 0);

/// Writes all of `bytes`.
Status writeAll(int fd, std::string_view bytes, const std::string &place);

/// Flushes a file or folder to the disk. Files that cannot be flushed (on file
/// systems in memory) are fine.
Status flushToDisk(int fd, const std::string &place);

/// Closes, which is where some file systems report a full disk.
Status closeFile(Descriptor file, const std::string &place);

/// Opens the folder `path` and flushes it.
Status flushFolder(const std::string &path, const std::string &place);

/// The names in the folder that `fd` is open on, sorted, without "." and "..".
StatusOr<std::vector<std::string>> namesIn(int fd, const std::string &place);

/// Removes the folder `name` of `parent` with all it holds; symbolic links are
/// removed, not followed. A folder that is already gone is fine.
Status removeFolder(int parent, const std::string &name,
                    const std::string &place);

/// Where something is to stand.
struct Place {
  /// Its folder ("." or a path) and its name there; links are resolved.
  std::string folder, name;
  std::string path() const { return folder + "/" + name; }
};

/// checkPlace, and the place.
StatusOr<Place> findPlace(const std::string &place, bool isFolder,
                          bool overwrite);

/// Calls `make` with one staged name for `name` after the other while it says
/// EEXIST; gives the name that worked. `make` is 0 or an errno.
StatusOr<std::string>
makeStaged(const std::string &name, const std::string &place,
           const std::function<int(const std::string &)> &make);

} // namespace sm::staged

#endif // SM_SUPPORT_STAGEDOUTPUTCALLS_H
