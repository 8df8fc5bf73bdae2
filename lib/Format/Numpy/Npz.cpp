// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// .npz files: zip archives of .npy files.

#include "WriteFile.h"
#include "sm/Format/Numpy.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <set>
#include <sys/stat.h>
#include <zip.h>

namespace sm::format {

namespace {

constexpr char kExtension[] = ".npy";
constexpr char kBFloat16Suffix[] = "::bfloat16";
/// Deflate yields at most 258 bytes from 2 bits.
constexpr uint64_t kMaxRatio = 1032;
constexpr uint64_t kRatioSlack = 1024;
/// The end record of an archive without members, which libzip would rather
/// delete than write.
constexpr char kEmptyArchive[] = "PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
/// 1980-01-01, the earliest date of the format: equal arrays, equal bytes.
constexpr zip_uint16_t kDosTime = 0;
constexpr zip_uint16_t kDosDate = 0x21;

/// The error of a libzip call that gave no archive to ask.
std::string errorText(int code) {
  zip_error_t error;
  zip_error_init_with_code(&error, code);
  std::string text = zip_error_strerror(&error);
  zip_error_fini(&error);
  return text;
}

struct Member {
  std::string key; // Without extension and suffix.
  bool isBFloat16 = false;
  zip_uint64_t index = 0;
  uint64_t size = 0;
  uint64_t compressedSize = 0;
};

/// An archive open for reading.
class Archive {
public:
  static StatusOr<std::unique_ptr<Archive>> open(const std::string &path);
  ~Archive() { zip_discard(handle); }
  Archive(const Archive &) = delete;
  Archive &operator=(const Archive &) = delete;

  const std::vector<Member> &members() const { return list; }
  StatusOr<NpyArray> read(const Member &member) const;
  /// An error if the members together claim more than the file has.
  Status checkTotal() const;

private:
  Archive(std::string path, zip_t *handle, uint64_t fileSize)
      : path(std::move(path)), handle(handle), fileSize(fileSize) {}
  Status readDirectory();

  std::string path;
  zip_t *handle;
  uint64_t fileSize;
  std::vector<Member> list;
};

StatusOr<std::unique_ptr<Archive>> Archive::open(const std::string &path) {
  struct stat info;
  if (::stat(path.c_str(), &info) != 0)
    return absl::NotFoundError(absl::StrCat("no such file: ", path));
  if (!S_ISREG(info.st_mode))
    return absl::FailedPreconditionError(
        absl::StrCat(path, " is not a regular file"));
  int code = 0;
  zip_t *handle = zip_open(path.c_str(), ZIP_RDONLY, &code);
  if (!handle)
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": not a .npz file: ", errorText(code)));
  std::unique_ptr<Archive> archive(
      new Archive(path, handle, static_cast<uint64_t>(info.st_size)));
  SM_RETURN_IF_ERROR(archive->readDirectory());
  return archive;
}

Status Archive::readDirectory() {
  const zip_int64_t count = zip_get_num_entries(handle, 0);
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t info;
    constexpr zip_uint64_t kNeeded =
        ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
    if (zip_stat_index(handle, i, 0, &info) != 0 ||
        (info.valid & kNeeded) != kNeeded)
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": damaged directory entry ", i));
    Member member;
    absl::string_view key = info.name;
    absl::ConsumeSuffix(&key, kExtension);
    member.isBFloat16 = absl::ConsumeSuffix(&key, kBFloat16Suffix);
    member.key = std::string(key);
    member.index = i;
    member.size = info.size;
    member.compressedSize = info.comp_size;
    list.push_back(std::move(member));
  }
  return absl::OkStatus();
}

Status Archive::checkTotal() const {
  uint64_t total = 0;
  for (const Member &member : list)
    if (__builtin_add_overflow(total, member.compressedSize, &total) ||
        total > fileSize)
      return absl::InvalidArgumentError(absl::StrCat(
          path, ": the arrays claim more bytes than the file has"));
  return absl::OkStatus();
}

StatusOr<NpyArray> Archive::read(const Member &member) const {
  const std::string name = absl::StrCat(path, "[", member.key, "]");
  if (member.compressedSize > fileSize ||
      member.size / kMaxRatio > member.compressedSize + kRatioSlack)
    return absl::InvalidArgumentError(
        absl::StrCat(name, ": claims ", member.size, " bytes from ",
                     member.compressedSize, ", which is impossible"));
  const std::unique_ptr<zip_file_t, int (*)(zip_file_t *)> file(
      zip_fopen_index(handle, member.index, 0), zip_fclose);
  if (!file)
    return absl::InvalidArgumentError(
        absl::StrCat(name, ": ", zip_strerror(handle)));
  std::string bytes(member.size, 0);
  uint64_t done = 0;
  while (done < member.size) {
    const zip_int64_t count =
        zip_fread(file.get(), &bytes[done], member.size - done);
    if (count <= 0)
      return absl::InvalidArgumentError(absl::StrCat(
          name, ": cannot be read: ",
          count < 0 ? zip_file_strerror(file.get()) : "it is cut off"));
    done += static_cast<uint64_t>(count);
  }
  // The checksum is compared when the end is reached.
  char extra = 0;
  if (zip_fread(file.get(), &extra, 1) != 0)
    return absl::InvalidArgumentError(absl::StrCat(
        name, ": cannot be read: ", zip_file_strerror(file.get())));
  SM_ASSIGN_OR_RETURN(NpyArray array, parseNpy(bytes, name));
  if (member.isBFloat16 && array.dtype == DType::UInt16)
    array.dtype = DType::BFloat16;
  return array;
}

/// An archive being written; libzip writes a temporary file and renames it in
/// finish(), and nothing remains without it.
class ArchiveWriter {
public:
  static StatusOr<std::unique_ptr<ArchiveWriter>>
  create(const std::string &path) {
    int code = 0;
    zip_t *handle = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code);
    if (!handle)
      return absl::InternalError(
          absl::StrCat("cannot write ", path, ": ", errorText(code)));
    return std::unique_ptr<ArchiveWriter>(new ArchiveWriter(path, handle));
  }
  ~ArchiveWriter() {
    if (handle)
      zip_discard(handle);
  }
  ArchiveWriter(const ArchiveWriter &) = delete;
  ArchiveWriter &operator=(const ArchiveWriter &) = delete;

  /// `bytes` must live until finish().
  Status add(const std::string &name, const std::string &bytes,
             NpzCompression compression) {
    zip_source_t *source =
        zip_source_buffer(handle, bytes.data(), bytes.size(), /*freep=*/0);
    if (!source)
      return error();
    const zip_int64_t index =
        zip_file_add(handle, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
      zip_source_free(source);
      return error();
    }
    const bool isStored = compression == NpzCompression::Stored;
    if (zip_set_file_compression(handle, index,
                                 isStored ? ZIP_CM_STORE : ZIP_CM_DEFLATE,
                                 /*comp_flags=*/0) != 0 ||
        zip_file_set_dostime(handle, index, kDosTime, kDosDate, 0) != 0)
      return error();
    return absl::OkStatus();
  }

  Status finish() {
    if (zip_close(handle) != 0)
      return error();
    handle = nullptr;
    return absl::OkStatus();
  }

private:
  ArchiveWriter(std::string path, zip_t *handle)
      : path(std::move(path)), handle(handle) {}
  Status error() const {
    return absl::InternalError(
        absl::StrCat("cannot write ", path, ": ", zip_strerror(handle)));
  }

  std::string path;
  zip_t *handle;
};

} // namespace

StatusOr<std::vector<std::string>> listNpz(const std::string &path) {
  SM_ASSIGN_OR_RETURN(const std::unique_ptr<Archive> archive,
                      Archive::open(path));
  std::vector<std::string> keys;
  for (const Member &member : archive->members())
    keys.push_back(member.key);
  return keys;
}

StatusOr<NpyArray> readNpz(const std::string &path, const std::string &key) {
  SM_ASSIGN_OR_RETURN(const std::unique_ptr<Archive> archive,
                      Archive::open(path));
  std::vector<std::string> keys;
  for (const Member &member : archive->members()) {
    if (member.key == key)
      return archive->read(member);
    keys.push_back(member.key);
  }
  return absl::NotFoundError(absl::StrCat(
      path, " has no array '", key, "'; it has: ", absl::StrJoin(keys, ", ")));
}

StatusOr<std::map<std::string, NpyArray>> readNpz(const std::string &path) {
  SM_ASSIGN_OR_RETURN(const std::unique_ptr<Archive> archive,
                      Archive::open(path));
  SM_RETURN_IF_ERROR(archive->checkTotal());
  std::map<std::string, NpyArray> arrays;
  for (const Member &member : archive->members()) {
    SM_ASSIGN_OR_RETURN(NpyArray array, archive->read(member));
    if (!arrays.emplace(member.key, std::move(array)).second)
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": two arrays are named '", member.key, "'"));
  }
  return arrays;
}

Status writeNpz(const std::string &path,
                const std::vector<std::pair<std::string, NpyArray>> &arrays,
                NpzCompression compression) {
  std::vector<std::string> files; // libzip reads them when it closes.
  std::set<std::string> keys;
  for (const auto &[key, array] : arrays) {
    if (!keys.insert(key).second)
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": two arrays are named '", key, "'"));
    StatusOr<std::string> file = formatNpy(array);
    if (!file.ok())
      return withContext(file.status(), absl::StrCat(path, "[", key, "]"));
    files.push_back(*std::move(file));
  }
  if (arrays.empty())
    return writeReplacing(
        path, std::string_view(kEmptyArchive, sizeof(kEmptyArchive)));
  SM_ASSIGN_OR_RETURN(const std::unique_ptr<ArchiveWriter> writer,
                      ArchiveWriter::create(path));
  for (size_t i = 0; i < arrays.size(); ++i) {
    const bool isBFloat16 = arrays[i].second.dtype == DType::BFloat16;
    SM_RETURN_IF_ERROR(
        writer->add(absl::StrCat(arrays[i].first,
                                 isBFloat16 ? kBFloat16Suffix : "", kExtension),
                    files[i], compression));
  }
  return writer->finish();
}

} // namespace sm::format
