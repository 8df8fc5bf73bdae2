// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Modules to files: constants to the side file first, then the text.

#include "sm/Target/IR.h"

#include "dialects/SM/SMDialect.h"
#include "sm/Format/TensorBundle.h"
#include "sm/Support/CRC32C.h"
#include "sm/Support/StagedOutput.h"

#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/Builders.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"

#include <filesystem>

using namespace mlir;

namespace sm::target {

namespace {

/// A stream into a staged file, which keeps the errors.
class StagedStream : public llvm::raw_ostream {
public:
  explicit StagedStream(StagedFile &file) : file(file) {
    SetBufferSize(kBufferSize);
  }
  ~StagedStream() override { flush(); }

private:
  static constexpr size_t kBufferSize = 1 << 16;
  void write_impl(const char *bytes, size_t size) override {
    // install() gives the error again.
    file.write({bytes, size}).IgnoreError();
  }
  uint64_t current_pos() const override { return file.size(); }

  StagedFile &file;
};

/// Moves constants from memory, and from the weights files that a module was
/// read with, to a weights file.
class WeightsWriter {
public:
  WeightsWriter(ModuleOp module, std::string path, bool overwrite)
      : path(std::move(path)), overwrite(overwrite),
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
    status.Update(data.status());
    if (status.ok())
      status = append(data->bytes);
    if (!status.ok())
      return attr;
    it->second = saved_model::DataAttr::get(
        attr.getContext(), source,
        saved_model::DataManager::weightsKey(file->size() - data->bytes.size(),
                                             crc32c(data->bytes)),
        attr.getType());
    return it->second;
  }

  /// True for sources that the written module does not need any more.
  bool moves(StringRef name) const {
    const saved_model::DataManager &data = dialect->data();
    return data.hasSource(name.str()) && !data.checkpoint(name.str());
  }

  Status status;
  std::string source = "weights";
  /// Null if nothing had to be moved.
  std::unique_ptr<StagedFile> file;

private:
  static constexpr uint64_t kAlignment = 64;

  /// Appends at the next aligned place.
  Status append(absl::Span<const char> bytes) {
    if (!file) {
      SM_ASSIGN_OR_RETURN(file, StagedFile::create(path, overwrite));
    }
    SM_RETURN_IF_ERROR(file->writeZeros(
        (kAlignment - file->size() % kAlignment) % kAlignment));
    return file->write({bytes.data(), bytes.size()});
  }

  std::string path;
  bool overwrite;
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
  StagedStream stream(file);
  if (bytecode && failed(writeBytecodeToFile(module, stream)))
    return absl::InternalError("the module could not be written as bytecode");
  if (!bytecode) {
    module->print(stream);
    stream << "\n";
  }
  stream.flush();
  return file.complete();
}

/// Names the sources as they are seen from the output, without those whose
/// contents moved.
static void rewriteSources(ModuleOp module, const WeightsWriter &writer,
                           const std::string &path) {
  module.walk([&](saved_model::ModelFolderOp folder) {
    folder.setPath(relativePath(folder.getPath(), path));
  });
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
    SM_RETURN_IF_ERROR(checkPlace(place, /*isFolder=*/false, overwrite));
  WeightsWriter writer(module, weightsPath, overwrite);
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
  // The text names the weights, so they come first.
  std::vector<std::unique_ptr<StagedFile>> files;
  if (writer.file) {
    SM_RETURN_IF_ERROR(writer.file->complete());
    OpBuilder b = OpBuilder::atBlockBegin(blockOfSources(module));
    saved_model::DataSourceOp::create(
        b, module.getLoc(), b.getStringAttr(writer.source),
        b.getStringAttr("weights"),
        b.getStringAttr(llvm::sys::path::filename(weightsPath)),
        b.getI64IntegerAttr(static_cast<int64_t>(writer.file->size())),
        b.getIntegerAttr(b.getIntegerType(32, /*isSigned=*/false),
                         APInt(32, 0)));
    files.push_back(std::move(writer.file));
  }
  SM_ASSIGN_OR_RETURN(std::unique_ptr<StagedFile> text,
                      StagedFile::create(path, overwrite));
  SM_RETURN_IF_ERROR(writeModule(module, *text, bytecode));
  files.push_back(std::move(text));
  return installTogether(files);
}

} // namespace sm::target
