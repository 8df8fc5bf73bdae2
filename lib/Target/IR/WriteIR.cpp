// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Target/IR.h"

#include "dialects/SM/SMDialect.h"
#include "sm/Format/TensorBundle.h"
#include "sm/Support/CRC32C.h"

#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/Builders.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include "absl/strings/str_cat.h"

#include <cstring>
#include <filesystem>
#include <unistd.h>

using namespace mlir;

namespace sm::target {

namespace {

/// A file that is written beside its place and put there when it is whole.
class StagedFile {
public:
  explicit StagedFile(std::string path)
      : place(std::move(path)),
        temporary(absl::StrCat(place, ".tmp", getpid())) {}
  ~StagedFile() {
    if (isOpen)
      ::unlink(temporary.c_str());
  }
  StagedFile(const StagedFile &) = delete;
  StagedFile &operator=(const StagedFile &) = delete;

  Status open() {
    std::error_code error = llvm::sys::fs::openFileForWrite(
        temporary, fd, llvm::sys::fs::CD_CreateNew);
    isOpen = !error;
    if (isOpen)
      stream = std::make_unique<llvm::raw_fd_ostream>(fd, /*shouldClose=*/true);
    return error ? absl::InternalError(absl::StrCat("cannot write ", temporary,
                                                    ": ", error.message()))
                 : absl::OkStatus();
  }

  llvm::raw_fd_ostream &os() { return *stream; }

  /// Flushes to the disk; the place is still untouched.
  Status complete() {
    stream->flush();
    std::error_code error = stream->error();
    if (!error && ::fsync(fd) != 0)
      error = std::error_code(errno, std::generic_category());
    stream->close();
    if (!error)
      error = stream->error();
    stream->clear_error();
    return error ? absl::InternalError(absl::StrCat("cannot write ", place,
                                                    ": ", error.message()))
                 : absl::OkStatus();
  }

  Status install() {
    if (::rename(temporary.c_str(), place.c_str()) != 0)
      return absl::InternalError(
          absl::StrCat("cannot write ", place, ": ", std::strerror(errno)));
    isOpen = false;
    return absl::OkStatus();
  }

private:
  std::string place, temporary;
  std::unique_ptr<llvm::raw_fd_ostream> stream;
  int fd = -1;
  bool isOpen = false;
};

/// Moves constants from memory, and from the weights files that a module was
/// read with, to a weights file.
class WeightsWriter {
public:
  WeightsWriter(ModuleOp module, StagedFile &file)
      : file(file),
        dialect(
            module.getContext()->getOrLoadDialect<saved_model::SMDialect>()) {
    module.walk([&](saved_model::DataSourceOp op) {
      if (op.getKind() == "checkpoint" && op.getName() == source)
        source += "_";
    });
  }

  /// The reference that replaces `attr`, or `attr` if it stays.
  saved_model::DataAttr write(saved_model::DataAttr attr) {
    if (!moves(attr.getSource()) || !status.ok())
      return attr;
    auto [it, isNew] = written.try_emplace(attr, attr);
    if (!isNew)
      return it->second;
    StatusOr<saved_model::DataBytes> data = saved_model::elementBytes(attr);
    if (data.ok() && !isOpen) {
      status = file.open();
      isOpen = status.ok();
    }
    if (!data.ok() || !status.ok()) {
      status.Update(data.status());
      return attr;
    }
    uint64_t padding = (kAlignment - offset % kAlignment) % kAlignment;
    file.os().write_zeros(static_cast<unsigned>(padding));
    offset += padding;
    file.os().write(data->bytes.data(), data->bytes.size());
    it->second = saved_model::DataAttr::get(
        attr.getContext(), source,
        saved_model::DataManager::weightsKey(offset, crc32c(data->bytes)),
        attr.getType());
    offset += data->bytes.size();
    return it->second;
  }

  /// True for sources that the written module does not need any more.
  bool moves(StringRef name) const {
    const saved_model::DataManager &data = dialect->data();
    return data.hasSource(name.str()) && !data.checkpoint(name.str());
  }

  static constexpr uint64_t kAlignment = 64;
  Status status;
  std::string source = "weights";
  uint64_t offset = 0;
  bool isOpen = false;

private:
  StagedFile &file;
  saved_model::SMDialect *dialect;
  DenseMap<saved_model::DataAttr, saved_model::DataAttr> written;
};

} // namespace

/// `path` as seen from the folder of `from`.
static std::string relativePath(StringRef path, const std::string &from) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::path base = fs::absolute(from, error).parent_path();
  fs::path target = fs::absolute(path.str(), error);
  fs::path relative = fs::relative(target, base, error);
  return error || relative.empty() ? target.string() : relative.string();
}

/// Where sources stand: in the container, if there is one.
static Block *blockOfSources(ModuleOp module) {
  auto ops = module.getOps<saved_model::SavedModelOp>();
  return ops.empty() ? module.getBody() : &(*ops.begin()).getBody().front();
}

static Status writeModule(ModuleOp module, StagedFile &file, bool bytecode) {
  SM_RETURN_IF_ERROR(file.open());
  if (!bytecode)
    module->print(file.os());
  else if (failed(writeBytecodeToFile(module, file.os())))
    return absl::InternalError("the module could not be written as bytecode");
  if (!bytecode)
    file.os() << "\n";
  return file.complete();
}

/// Names the sources as they are seen from the output, without those whose
/// contents moved.
static void rewriteSources(ModuleOp module, const WeightsWriter &writer,
                           const std::string &path) {
  module.walk([&](saved_model::DataSourceOp source) {
    auto *dialect =
        module.getContext()->getLoadedDialect<saved_model::SMDialect>();
    auto bundle = dialect->data().checkpoint(source.getName().str());
    if (bundle)
      source.setPath(relativePath(bundle->prefix(), path));
    else if (writer.moves(source.getName()))
      source.erase();
  });
}

Status writeIR(ModuleOp module, const std::string &path, bool bytecode,
               bool overwrite) {
  std::string weightsPath = path + ".weights";
  for (const std::string &place : {path, weightsPath})
    if (!overwrite && llvm::sys::fs::exists(place))
      return absl::AlreadyExistsError(
          absl::StrCat(place, " exists; give --overwrite to replace it"));
  StagedFile text(path), weights(weightsPath);
  WeightsWriter writer(module, weights);
  AttrTypeReplacer replacer;
  replacer.addReplacement([&](saved_model::DataAttr attr) -> Attribute {
    return writer.write(attr);
  });
  module.walk([&](Operation *op) {
    replacer.replaceElementsIn(op, /*replaceAttrs=*/true,
                               /*replaceLocs=*/false, /*replaceTypes=*/false);
  });
  SM_RETURN_IF_ERROR(writer.status);
  rewriteSources(module, writer, path);
  bool hasWeights = writer.isOpen;
  if (hasWeights) {
    SM_RETURN_IF_ERROR(weights.complete());
    OpBuilder b = OpBuilder::atBlockBegin(blockOfSources(module));
    saved_model::DataSourceOp::create(
        b, module.getLoc(), b.getStringAttr(writer.source),
        b.getStringAttr("weights"),
        b.getStringAttr(llvm::sys::path::filename(weightsPath)),
        b.getI64IntegerAttr(static_cast<int64_t>(writer.offset)),
        b.getIntegerAttr(b.getIntegerType(32, /*isSigned=*/false),
                         APInt(32, 0)));
  }
  SM_RETURN_IF_ERROR(writeModule(module, text, bytecode));
  // The text names the weights, so they come first.
  if (hasWeights)
    SM_RETURN_IF_ERROR(weights.install());
  return text.install();
}

} // namespace sm::target
