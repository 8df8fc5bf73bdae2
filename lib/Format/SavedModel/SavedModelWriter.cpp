// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Building the folder of a SavedModel.
///
/// Who finds the model file must find everything that belongs to it, also in a
/// folder that a killed process left under its staged name. So the model file
/// is the very last, behind fingerprint.pb too: a reader takes a fingerprint
/// without a model for "no saved_model.pb yet", but a model without its
/// fingerprint for a model that never had one.

#include "sm/Format/SavedModelWriter.h"

#include "SourceFiles.h"
#include "WriteMessage.h"
#include "sm/Format/Fingerprint.h"
#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/fingerprint.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/SavedModel.h"
#include "sm/Format/TensorBundle.h"
#include "sm/Format/TensorBundleWriter.h"
#include "sm/Support/MappedFile.h"
#include "sm/Support/StagedOutput.h"
#include "sm/Support/StringView.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include <cstring>
#include <filesystem>
#include <sys/stat.h>

namespace fs = std::filesystem;

namespace sm::format {

namespace {

constexpr char kBinaryName[] = "saved_model.pb";
constexpr char kTextName[] = "saved_model.pbtxt";
constexpr char kChunkedName[] = "saved_model.cpb";
constexpr char kFingerprintName[] = "fingerprint.pb";
constexpr char kVariablesName[] = "variables";
constexpr char kPrefix[] = "variables/variables";

bool isModelFile(const std::string &relative) {
  return relative == kBinaryName || relative == kTextName ||
         relative == kChunkedName;
}

bool isCheckpointFile(const std::string &relative) {
  return relative == absl::StrCat(kPrefix, ".index") ||
         absl::StartsWith(relative, absl::StrCat(kPrefix, ".data-"));
}

//===----------------------------------------------------------------------===//
// The destination
//===----------------------------------------------------------------------===//

using Identity = std::pair<uint64_t, uint64_t>;

/// Device and number of what is at `path`; nullopt if nothing is. Any other
/// answer of the system is an error: it must not pass for "nothing".
StatusOr<std::optional<Identity>> identify(const fs::path &path) {
  struct stat info;
  if (::stat(path.c_str(), &info) == 0)
    return Identity(info.st_dev, info.st_ino);
  if (errno == ENOENT || errno == ENOTDIR)
    return std::nullopt;
  return absl::InternalError(absl::StrCat(
      path.string(), ": cannot be inspected: ", std::strerror(errno)));
}

/// True if `folder` is that of `path` or above it.
StatusOr<bool> isSameOrAbove(const Identity &folder, const fs::path &path) {
  std::error_code error;
  fs::path above = fs::canonical(path, error);
  if (error)
    return absl::InternalError(absl::StrCat(
        path.string(), ": cannot be inspected: ", error.message()));
  while (true) {
    SM_ASSIGN_OR_RETURN(const auto identity, identify(above));
    if (identity == folder)
      return true;
    if (above == above.parent_path())
      return false;
    above = above.parent_path();
  }
}

Status checkApart(const std::string &source, const std::string &dir) {
  fs::path place = dir;
  while (!place.has_filename() && place.has_parent_path() &&
         place != place.parent_path())
    place = place.parent_path();
  const fs::path parent =
      place.has_parent_path() ? place.parent_path() : fs::path(".");
  SM_ASSIGN_OR_RETURN(const auto placeIdentity, identify(place));
  SM_ASSIGN_OR_RETURN(const auto sourceIdentity, identify(source));
  auto refused = [&](const char *what) {
    return absl::InvalidArgumentError(absl::StrCat(
        dir, ": ", what, " the source ", source, "; choose another output"));
  };
  if (!sourceIdentity)
    return absl::NotFoundError(absl::StrCat(source, ": is gone"));
  if (placeIdentity == sourceIdentity)
    return refused("is");
  if (placeIdentity) {
    SM_ASSIGN_OR_RETURN(const bool holds,
                        isSameOrAbove(*placeIdentity, source));
    if (holds)
      return refused("holds");
  }
  SM_ASSIGN_OR_RETURN(
      const bool liesIn,
      isSameOrAbove(*sourceIdentity, placeIdentity ? place : parent));
  return liesIn ? refused("lies in") : absl::OkStatus();
}

/// What is replaced must be a model: `--overwrite` in the wrong place must not
/// cost somebody a folder of other things.
Status checkReplaced(const std::string &dir) {
  for (const char *name : {kBinaryName, kTextName, kChunkedName}) {
    SM_ASSIGN_OR_RETURN(const auto model, identify(fs::path(dir) / name));
    if (model)
      return absl::OkStatus();
  }
  // Without a model it must be empty, or not there.
  if (checkPlace(dir, /*isFolder=*/true, /*overwrite=*/false).ok())
    return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat(
      dir, ": holds other files, but no model to be replaced; remove it "
           "yourself or choose another output"));
}

//===----------------------------------------------------------------------===//
// The folder
//===----------------------------------------------------------------------===//

/// Writes the parts of a model into a staged folder.
class ModelWriter {
public:
  ModelWriter(const SavedModelContents &contents, const std::string &dir)
      : contents(contents), dir(dir),
        modelName(contents.isText ? kTextName : kBinaryName) {}

  /// Everything that can be known before something is written.
  Status prepare();
  Status write(StagedFolder &folder);

private:
  std::string shown(const std::string &relative) const {
    return (fs::path(dir) / relative).string();
  }
  Status checkFiles() const;
  StatusOr<bool> isSourceModel() const;
  bool skips(const std::string &relative) const;
  Status copySource(StagedFolder &folder);
  Status copyFiles(StagedFolder &folder) const;
  Status writeVariables(const StagedFolder &folder) const;
  Status writeFingerprint(StagedFolder &folder) const;
  Status writeModel(StagedFolder &folder);

  const SavedModelContents &contents;
  const std::string &dir;
  const std::string modelName;
  std::optional<SourceFiles> source;
  /// Proto, form and checkpoint are those of the source.
  bool isUnchanged = false;
  /// The proto in its binary form, and the model file if that is another.
  std::string binary, text;
};

Status ModelWriter::checkFiles() const {
  for (const auto &[relative, path] : contents.files)
    if (isModelFile(relative) || isCheckpointFile(relative))
      return absl::InvalidArgumentError(absl::StrCat(
          shown(relative), ": is written from the model itself and cannot be "
                           "exchanged for a file"));
  return absl::OkStatus();
}

/// True if the model file of the source says what is to be written. A source
/// without a model, or with a damaged one, says something else.
StatusOr<bool> ModelWriter::isSourceModel() const {
  SM_ASSIGN_OR_RETURN(const bool hasFile, source->has(modelName));
  SM_ASSIGN_OR_RETURN(const bool hasBinary, source->has(kBinaryName));
  // The text is read only where there is no binary form.
  if (!hasFile || (contents.isText && hasBinary))
    return false;
  SM_ASSIGN_OR_RETURN(const std::string path, source->file(modelName));
  SM_ASSIGN_OR_RETURN(const auto mapped, MappedFile::open(path));
  if (!contents.isText && mapped->text() == binary)
    return true;
  const auto read = readSavedModel(contents.filesFrom);
  if (absl::IsInvalidArgument(read.status()))
    return false;
  SM_RETURN_IF_ERROR(read.status());
  return read->isText == contents.isText && serialize(*read->proto) == binary;
}

Status ModelWriter::prepare() {
  if (!contents.proto)
    return absl::InvalidArgumentError(
        absl::StrCat(dir, ": there is no model to be written"));
  SM_RETURN_IF_ERROR(checkFiles());
  if (!contents.filesFrom.empty()) {
    SM_ASSIGN_OR_RETURN(source, SourceFiles::open(contents.filesFrom));
    SM_RETURN_IF_ERROR(checkApart(contents.filesFrom, dir));
  }
  SM_ASSIGN_OR_RETURN(binary, toBinary(*contents.proto, shown(modelName)));
  if (source && !contents.variables) {
    SM_ASSIGN_OR_RETURN(isUnchanged, isSourceModel());
  }
  if (contents.isText && !isUnchanged) {
    SM_ASSIGN_OR_RETURN(text, toText(*contents.proto, shown(modelName)));
  }
  return absl::OkStatus();
}

/// True for entries of the source that something else takes the place of.
bool ModelWriter::skips(const std::string &relative) const {
  if (contents.files.count(relative) != 0 || relative == modelName)
    return true;
  if (isUnchanged)
    return false;
  return isModelFile(relative) || relative == kFingerprintName ||
         (contents.variables && isCheckpointFile(relative));
}

Status ModelWriter::copySource(StagedFolder &folder) {
  if (!source)
    return absl::OkStatus();
  SourceFiles::Visitor visitor;
  visitor.skips = [&](const std::string &relative) { return skips(relative); };
  visitor.folder = [&](const std::string &relative) {
    // Made with the new checkpoint, if there is to be one.
    if (contents.variables && relative == kVariablesName)
      return absl::OkStatus();
    return folder.makeFolder(relative);
  };
  visitor.file = [&](const std::string &relative, const std::string &path) {
    return folder.copyFile(path, relative);
  };
  return source->visit(visitor);
}

Status ModelWriter::copyFiles(StagedFolder &folder) const {
  for (const auto &[relative, path] : contents.files)
    if (!path.empty())
      SM_RETURN_IF_ERROR(folder.copyFile(path, relative));
  return absl::OkStatus();
}

Status ModelWriter::writeVariables(const StagedFolder &folder) const {
  if (!contents.variables || contents.variables->empty())
    return absl::OkStatus();
  TensorBundleWriter writer(absl::StrCat(folder.path(), "/", kPrefix));
  for (const auto &[key, tensor] : *contents.variables) {
    if (tensor.source)
      SM_RETURN_IF_ERROR(writer.addFrom(*tensor.source, tensor.sourceKey, key));
    else if (tensor.dtype == DType::String)
      SM_RETURN_IF_ERROR(writer.addStrings(key, tensor.shape, tensor.strings));
    else
      SM_RETURN_IF_ERROR(writer.add(key, tensor.dtype, tensor.shape,
                                    tensor.bytes, tensor.owner));
  }
  return writer.finish();
}

/// A uuid of the usual form that follows from what the fingerprint says and
/// from the old one: the same change of the same model gives the same.
std::string nextUuid(const tensorflow::FingerprintDef &fingerprint,
                     const std::string &old) {
  const uint64_t seed = fingerprintCat64(
      fingerprintCat64(fingerprint64(old), fingerprint.saved_model_checksum()),
      fingerprint.checkpoint_hash());
  const uint64_t low = fingerprintCat64(seed, fingerprint64("uuid"));
  // Version 8 and the variant of RFC 9562: a number of its maker's own.
  return absl::StrFormat("%08x-%04x-8%03x-%04x-%012x", seed >> 32,
                         (seed >> 16) & 0xffff, seed & 0xfff,
                         ((low >> 48) & 0x3fff) | 0x8000, low & 0xffffffffffff);
}

Status ModelWriter::writeFingerprint(StagedFolder &folder) const {
  if (isUnchanged || !source || contents.files.count(kFingerprintName) != 0)
    return absl::OkStatus();
  SM_ASSIGN_OR_RETURN(const bool hadOne, source->has(kFingerprintName));
  if (!hadOne)
    return absl::OkStatus();
  SM_ASSIGN_OR_RETURN(const std::string path, source->file(kFingerprintName));
  tensorflow::FingerprintDef old;
  SM_ASSIGN_OR_RETURN(const auto oldBytes, MappedFile::open(path));
  // A damaged one only shows that there is to be one.
  if (!parseBinaryMessage(oldBytes->text(), path, old).ok())
    old.Clear();
  const auto index =
      MappedFile::open(absl::StrCat(folder.path(), "/", kPrefix, ".index"));
  if (!index.ok() && !absl::IsNotFound(index.status()))
    return index.status();
  tensorflow::FingerprintDef made =
      makeFingerprint(binary, *contents.proto,
                      index.ok() ? (*index)->text() : std::string_view(), "");
  if (!old.uuid().empty())
    made.set_uuid(nextUuid(made, old.uuid()));
  if (old.has_version())
    *made.mutable_version() = old.version();
  return folder.write(kFingerprintName, serialize(made));
}

Status ModelWriter::writeModel(StagedFolder &folder) {
  if (!isUnchanged)
    return folder.write(modelName, contents.isText ? text : binary);
  SM_ASSIGN_OR_RETURN(const std::string path, source->file(modelName));
  return folder.copyFile(path, modelName);
}

Status ModelWriter::write(StagedFolder &folder) {
  if (contents.variables && !contents.variables->empty())
    SM_RETURN_IF_ERROR(folder.makeFolder(kVariablesName));
  SM_RETURN_IF_ERROR(writeVariables(folder));
  SM_RETURN_IF_ERROR(copySource(folder));
  SM_RETURN_IF_ERROR(copyFiles(folder));
  SM_RETURN_IF_ERROR(writeFingerprint(folder));
  return writeModel(folder);
}

} // namespace

Status writeSavedModel(const SavedModelContents &contents,
                       const std::string &dir, bool overwrite) {
  SM_RETURN_IF_ERROR(checkPlace(dir, /*isFolder=*/true, overwrite));
  ModelWriter writer(contents, dir);
  SM_RETURN_IF_ERROR(writer.prepare());
  SM_RETURN_IF_ERROR(checkReplaced(dir));
  SM_ASSIGN_OR_RETURN(const std::unique_ptr<StagedFolder> folder,
                      StagedFolder::create(dir, overwrite));
  SM_RETURN_IF_ERROR(writer.write(*folder));
  return folder->install();
}

} // namespace sm::format
