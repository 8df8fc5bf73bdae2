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
  memory[key].data = std::move(data);
  return key;
}

std::string
DataManager::addComputed(std::function<StatusOr<DataBytes>()> compute,
                         int steps) {
  std::lock_guard<std::mutex> lock(mutex);
  std::string key = absl::StrCat(memory.size());
  MemoryEntry &entry = memory[key];
  entry.compute = std::move(compute);
  entry.steps = steps;
  return key;
}

int DataManager::stepsBehind(const std::string &key) const {
  std::lock_guard<std::mutex> lock(mutex);
  auto it = memory.find(key);
  return it == memory.end() ? 0 : it->second.steps;
}

StatusOr<DataBytes> DataManager::findInMemory(const std::string &key) const {
  std::unique_lock<std::mutex> lock(mutex);
  auto it = memory.find(key);
  if (it == memory.end())
    return absl::NotFoundError(
        absl::StrCat("no constant '", key, "' in memory"));
  MemoryEntry &entry = it->second;
  if (!entry.compute)
    return entry.data;
  if (std::shared_ptr<const void> owner = entry.lastOwner.lock())
    return DataBytes{entry.lastBytes, std::move(owner)};
  lock.unlock();
  SM_ASSIGN_OR_RETURN(DataBytes made, entry.compute());
  lock.lock();
  entry.lastOwner = made.owner;
  entry.lastBytes = made.bytes;
  return made;
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

std::shared_ptr<const MappedFile>
DataManager::weightsFile(const std::string &name) const {
  std::lock_guard<std::mutex> lock(mutex);
  auto it = weights.find(name);
  return it == weights.end() ? nullptr : it->second;
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
  DataBytes result;
  if (source == kMemory) {
    SM_ASSIGN_OR_RETURN(result, findInMemory(key));
  } else if (std::shared_ptr<const MappedFile> file = weightsFile(source)) {
    SM_ASSIGN_OR_RETURN(result, findWeights(*file, key, size));
    result = mappedBytes(result.bytes, file);
  } else if (std::shared_ptr<format::TensorBundle> bundle =
                 checkpoint(source)) {
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
