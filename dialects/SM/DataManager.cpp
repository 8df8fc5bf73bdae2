// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "dialects/SM/DataManager.h"

#include "sm/Format/TensorBundle.h"
#include "sm/Support/CRC32C.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"

namespace sm::saved_model {

Status
DataManager::addCheckpoint(const std::string &name,
                           std::shared_ptr<format::TensorBundle> bundle) {
  std::lock_guard<std::mutex> lock(mutex);
  auto [it, isNew] = checkpoints.emplace(name, bundle);
  if (isNew || it->second->indexChecksum() == bundle->indexChecksum())
    return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("two different checkpoints are called '", name,
                   "': ", it->second->prefix(), " and ", bundle->prefix()));
}

Status DataManager::addWeights(const std::string &name,
                               std::shared_ptr<const MappedFile> file) {
  std::lock_guard<std::mutex> lock(mutex);
  auto [it, isNew] = weights.emplace(name, file);
  if (isNew || it->second->name() == file->name())
    return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("two different weights files are called '", name,
                   "': ", it->second->name(), " and ", file->name()));
}

std::string DataManager::addMemory(DataBytes data) {
  std::lock_guard<std::mutex> lock(mutex);
  std::string key = absl::StrCat(memory.size());
  memory.emplace(key, MemoryEntry{std::move(data), nullptr});
  return key;
}

std::string
DataManager::addComputed(std::function<StatusOr<DataBytes>()> compute) {
  std::lock_guard<std::mutex> lock(mutex);
  std::string key = absl::StrCat(memory.size());
  memory.emplace(key, MemoryEntry{{}, std::move(compute)});
  return key;
}

bool DataManager::isComputed(const std::string &key) const {
  std::lock_guard<std::mutex> lock(mutex);
  auto it = memory.find(key);
  return it != memory.end() && it->second.compute;
}

bool DataManager::hasSource(const std::string &name) const {
  std::lock_guard<std::mutex> lock(mutex);
  return name == kMemory || checkpoints.count(name) || weights.count(name);
}

std::shared_ptr<format::TensorBundle>
DataManager::checkpoint(const std::string &name) const {
  std::lock_guard<std::mutex> lock(mutex);
  auto it = checkpoints.find(name);
  return it == checkpoints.end() ? nullptr : it->second;
}

std::string DataManager::weightsKey(uint64_t offset, uint32_t crc) {
  return absl::StrFormat("%d:%08x", offset, crc);
}

StatusOr<DataBytes> DataManager::findWeights(const MappedFile &file,
                                             const std::string &key,
                                             size_t size) const {
  std::pair<std::string, std::string> parts = absl::StrSplit(key, ':');
  uint64_t offset = 0;
  uint32_t crc = 0;
  if (!absl::SimpleAtoi(parts.first, &offset) ||
      !absl::SimpleHexAtoi(parts.second, &crc))
    return absl::InvalidArgumentError(absl::StrCat(
        "'", key, "' is no key of a weights file; it reads OFFSET:CRC"));
  if (offset > file.size() || size > file.size() - offset)
    return absl::DataLossError(absl::StrCat(
        file.name(), ": entry at ", offset, " of ", size,
        " bytes lies beyond the end; the file was cut or belongs to another "
        "module"));
  absl::Span<const char> bytes = file.bytes().subspan(offset, size);
  if (crc32c(bytes) != crc)
    return absl::DataLossError(
        absl::StrCat(file.name(), ": checksum mismatch in the entry at ",
                     offset, "; the file was changed since it was written"));
  return DataBytes{bytes, nullptr};
}

/// Mapped bytes that `owner` keeps. Large ones leave memory when the last share
/// goes: a conversion looks at each weight once or twice, and all of them would
/// stay resident.
static DataBytes mappedBytes(absl::Span<const char> bytes,
                             std::shared_ptr<const void> owner) {
  constexpr size_t kLarge = size_t(1) << 18;
  if (bytes.size() < kLarge)
    return {bytes, std::move(owner)};
  auto release = [bytes, owner = std::move(owner)](const void *) {
    MappedFile::release(bytes);
  };
  return {bytes, std::shared_ptr<const void>(bytes.data(), release)};
}

StatusOr<DataBytes> DataManager::find(const std::string &source,
                                      const std::string &key,
                                      size_t size) const {
  std::unique_lock<std::mutex> lock(mutex);
  DataBytes result;
  if (source == kMemory) {
    auto it = memory.find(key);
    if (it == memory.end())
      return absl::NotFoundError(
          absl::StrCat("no constant '", key, "' in memory"));
    // Entries stay where they are, so the lock need not be held.
    const MemoryEntry &entry = it->second;
    lock.unlock();
    result = entry.data;
    if (entry.compute) {
      SM_ASSIGN_OR_RETURN(result, entry.compute());
    }
  } else if (auto it = weights.find(source); it != weights.end()) {
    SM_ASSIGN_OR_RETURN(result, findWeights(*it->second, key, size));
    result = mappedBytes(result.bytes, it->second);
  } else if (auto it = checkpoints.find(source); it != checkpoints.end()) {
    std::shared_ptr<format::TensorBundle> bundle = it->second;
    lock.unlock();
    StatusOr<absl::Span<const char>> bytes = bundle->bytes(key);
    if (bytes.ok()) {
      result = mappedBytes(*bytes, bundle);
    } else if (absl::IsFailedPrecondition(bytes.status())) {
      // Partitioned or byte-swapped: assemble a copy.
      auto copy = std::make_shared<std::vector<char>>(size);
      SM_RETURN_IF_ERROR(bundle->read(key, absl::MakeSpan(*copy)));
      result = {absl::MakeConstSpan(*copy), copy};
    } else {
      return bytes.status();
    }
  } else {
    return absl::NotFoundError(absl::StrCat(
        "no data source is called '", source,
        "'; an sm.data_source of that name must stand in the module"));
  }
  if (result.bytes.size() != size)
    return absl::InvalidArgumentError(
        absl::StrCat("entry '", key, "' of '", source, "' holds ",
                     result.bytes.size(), " bytes, its type needs ", size));
  return result;
}

StatusOr<std::vector<std::string>>
DataManager::findStrings(const std::string &source,
                         const std::string &key) const {
  std::shared_ptr<format::TensorBundle> bundle = checkpoint(source);
  if (!bundle)
    return absl::NotFoundError(
        absl::StrCat("no checkpoint is called '", source, "'"));
  return bundle->readStrings(key);
}

} // namespace sm::saved_model
