// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Model folders: versions, the model file, debug information.

#include "sm/Format/SavedModel.h"

#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/debug_info.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Support/MappedFile.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include <google/protobuf/arena.h>

#include <algorithm>
#include <filesystem>
#include <map>

namespace fs = std::filesystem;

namespace sm::format {

namespace {

constexpr char kBinaryName[] = "saved_model.pb";
constexpr char kTextName[] = "saved_model.pbtxt";
constexpr char kChunkedName[] = "saved_model.cpb";

std::string join(const std::string &dir, const char *name) {
  return (fs::path(dir) / name).string();
}

bool exists(const std::string &path) {
  std::error_code error;
  return fs::exists(path, error);
}

bool isModelFolder(const std::string &dir) {
  return exists(join(dir, kBinaryName)) || exists(join(dir, kTextName)) ||
         exists(join(dir, kChunkedName));
}

Status checkFolder(const std::string &dir) {
  std::error_code error;
  const fs::file_status status = fs::status(dir, error);
  if (status.type() == fs::file_type::not_found)
    return absl::NotFoundError(absl::StrCat("no such folder: ", dir));
  if (error)
    return absl::InternalError(
        absl::StrCat("cannot inspect ", dir, ": ", error.message()));
  if (!fs::is_directory(status))
    return absl::InvalidArgumentError(
        absl::StrCat(dir, " is a file; a SavedModel is a folder (for a frozen "
                          "graph use --graphdef)"));
  return absl::OkStatus();
}

/// The first few names in `dir`, for messages.
std::string contentsOf(const std::string &dir) {
  constexpr size_t kShown = 8;
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator it(dir, error), end; !error && it != end;
       it.increment(error))
    names.push_back(it->path().filename().string());
  if (names.empty())
    return "the folder is empty";
  std::sort(names.begin(), names.end());
  const size_t count = names.size();
  if (count > kShown) {
    names.resize(kShown);
    names.push_back("...");
  }
  return absl::StrCat("the folder holds: ", absl::StrJoin(names, ", "));
}

std::optional<uint64_t> versionNumber(const std::string &name) {
  uint64_t number = 0;
  if (name.empty() || name.find_first_not_of("0123456789") != name.npos ||
      !absl::SimpleAtoi(name, &number))
    return std::nullopt;
  return number;
}

/// The version folders in `dir` that hold a model.
std::map<uint64_t, std::string> versionsIn(const std::string &dir) {
  std::map<uint64_t, std::string> versions;
  std::error_code error;
  for (fs::directory_iterator it(dir, error), end; !error && it != end;
       it.increment(error)) {
    const std::optional<uint64_t> number =
        versionNumber(it->path().filename().string());
    if (number && isModelFolder(it->path().string()))
      versions.emplace(*number, it->path().string());
  }
  return versions;
}

/// An empty message in an arena of its own: hundreds of thousands of small
/// parts, freed one by one, would cost as much as reading them.
std::shared_ptr<tensorflow::SavedModel> newSavedModel() {
  google::protobuf::ArenaOptions options;
  options.start_block_size = size_t(1) << 16;
  options.max_block_size = size_t(1) << 20;
  auto arena = std::make_shared<google::protobuf::Arena>(options);
  auto *message =
      google::protobuf::Arena::CreateMessage<tensorflow::SavedModel>(
          arena.get());
  return {std::move(arena), message};
}

Status noModel(const std::string &dir) {
  return absl::NotFoundError(
      absl::StrCat(dir, ": no saved_model.pb yet; ", contentsOf(dir)));
}

} // namespace

std::string SavedModelFile::path() const {
  return join(dir, isText ? kTextName : kBinaryName);
}

bool SavedModelFile::hasVariables() const {
  return exists(variablesPrefix() + ".index");
}

std::string SavedModelFile::variablesPrefix() const {
  return join(dir, "variables/variables");
}

StatusOr<std::string>
resolveVersion(const std::string &dir,
               const std::optional<std::string> &version) {
  SM_RETURN_IF_ERROR(checkFolder(dir));
  const bool isNewest = !version || *version == "latest";
  if (isModelFolder(dir)) {
    if (!isNewest)
      return absl::InvalidArgumentError(
          absl::StrCat(dir, " is a model itself, so it has no version ",
                       *version, "; leave --version out"));
    return dir;
  }
  const std::map<uint64_t, std::string> versions = versionsIn(dir);
  if (versions.empty())
    return noModel(dir);
  if (isNewest)
    return versions.rbegin()->second;
  const std::optional<uint64_t> number = versionNumber(*version);
  if (!number)
    return absl::InvalidArgumentError(absl::StrCat(
        "version '", *version, "' is neither a number nor 'latest'"));
  if (const auto found = versions.find(*number); found != versions.end())
    return found->second;
  std::vector<uint64_t> numbers;
  numbers.reserve(versions.size());
  for (const auto &[known, path] : versions)
    numbers.push_back(known);
  return absl::NotFoundError(
      absl::StrCat(dir, " has no version ", *version,
                   "; there is: ", absl::StrJoin(numbers, ", ")));
}

StatusOr<SavedModelFile> readSavedModel(const std::string &dir) {
  SM_RETURN_IF_ERROR(checkFolder(dir));
  SavedModelFile model;
  model.dir = dir;
  model.isText = !exists(join(dir, kBinaryName));
  if (model.isText && !exists(join(dir, kTextName))) {
    if (exists(join(dir, kChunkedName)))
      return absl::UnimplementedError(absl::StrCat(
          join(dir, kChunkedName),
          ": models split into chunks are not supported; save the model again "
          "without experimental_image_format"));
    return noModel(dir);
  }
  model.proto = newSavedModel();
  SM_ASSIGN_OR_RETURN(const std::shared_ptr<const MappedFile> file,
                      MappedFile::open(model.path()));
  SM_RETURN_IF_ERROR(
      model.isText
          ? parseTextMessage(file->text(), model.path(), *model.proto)
          : parseBinaryMessage(file->text(), model.path(), *model.proto));
  return model;
}

StatusOr<std::shared_ptr<tensorflow::GraphDebugInfo>>
readDebugInfo(const std::string &dir) {
  const std::string path = join(dir, "debug/saved_model_debug_info.pb");
  std::shared_ptr<tensorflow::GraphDebugInfo> info;
  if (!exists(path))
    return info;
  SM_ASSIGN_OR_RETURN(const std::shared_ptr<const MappedFile> file,
                      MappedFile::open(path));
  info = std::make_shared<tensorflow::GraphDebugInfo>();
  SM_RETURN_IF_ERROR(parseBinaryMessage(file->text(), path, *info));
  return info;
}

} // namespace sm::format
