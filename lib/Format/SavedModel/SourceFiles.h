// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The files of a model's folder, as far as they can be copied.

#ifndef SM_FORMAT_SAVEDMODEL_SOURCEFILES_H
#define SM_FORMAT_SAVEDMODEL_SOURCEFILES_H

#include "sm/Support/Status.h"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace sm::format {

/// The tree below a folder that nobody vouches for. Symbolic links are followed
/// where they stay inside; others are InvalidArgument, and so is anything but
/// files and folders, more than 64 levels, and links that multiply the tree.
class SourceFiles {
public:
  /// NotFound or InvalidArgument if `dir` is no folder.
  static StatusOr<SourceFiles> open(const std::string &dir);

  /// What is done with the folder or file `relative` ("assets/words.txt"),
  /// which lies at `path`.
  struct Visitor {
    /// True leaves the entry out, with everything below it.
    std::function<bool(const std::string &relative)> skips;
    std::function<Status(const std::string &relative)> folder;
    std::function<Status(const std::string &relative, const std::string &path)>
        file;
  };

  /// Visits every entry, folders before their contents, in the order of names.
  Status visit(const Visitor &visitor);

  /// True if there is an entry `relative`; broken links count.
  StatusOr<bool> has(const std::string &relative) const;
  /// The path of the file `relative`, checked as in visit().
  StatusOr<std::string> file(const std::string &relative) const;

  /// The folder without links.
  const std::filesystem::path &root() const { return real; }

private:
  struct Entry {
    std::filesystem::file_type type;
    bool isLink;
  };

  StatusOr<Entry> inspect(const std::filesystem::path &path) const;
  Status checkInside(const std::filesystem::path &link) const;
  Status countVisit(const std::filesystem::path &path);
  Status visitFolder(const std::string &relative, int depth,
                     const Visitor &visitor);

  std::filesystem::path dir, real;
  /// How often a file or folder was come to through links.
  std::map<std::pair<uint64_t, uint64_t>, int> visits;
};

} // namespace sm::format

#endif // SM_FORMAT_SAVEDMODEL_SOURCEFILES_H
