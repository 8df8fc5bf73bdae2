// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What a module's text refers to, before it is written: constants go to a
/// weights file, and every other source is named as seen from the text.

#include "sm/Target/IR.h"

#include "dialects/SM/SMDialect.h"
#include "sm/Format/TensorBundle.h"
#include "sm/Support/CRC32C.h"

#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/Path.h"

#include "absl/strings/str_cat.h"

#include <filesystem>

using namespace mlir;

namespace sm::target {

namespace {

/// Moves constants from memory, and from the weights files that a module was
/// read with, to a weights file.
class WeightsWriter {
public:
  WeightsWriter(Operation *root, std::string path, bool overwrite)
      : path(std::move(path)), overwrite(overwrite),
        dialect(
            root->getContext()->getOrLoadDialect<saved_model::SMDialect>()) {
    llvm::StringSet<> taken;
    root->walk([&](saved_model::DataSourceOp op) {
      if (op.getKind() == "checkpoint")
        taken.insert(op.getName());
    });
    while (taken.contains(source))
      source += "_";
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

/// Where sources stand: in the container, if there is one. Null in what is no
/// module.
static Block *blockOfSources(Operation *root) {
  if (auto model = dyn_cast<saved_model::SavedModelOp>(root))
    return &model.getBody().front();
  auto module = dyn_cast<ModuleOp>(root);
  if (!module)
    return nullptr;
  auto ops = module.getOps<saved_model::SavedModelOp>();
  return ops.empty() ? module.getBody() : &(*ops.begin()).getBody().front();
}

static Status addSource(Operation *root, StringRef name, StringRef kind,
                        StringRef path, uint64_t size, uint32_t checksum) {
  Block *block = blockOfSources(root);
  if (!block)
    return absl::InvalidArgumentError(absl::StrCat(
        "'", root->getName().getStringRef().str(),
        "' stands in no module, so its constants cannot be stored"));
  OpBuilder b = OpBuilder::atBlockBegin(block);
  saved_model::DataSourceOp::create(
      b, root->getLoc(), b.getStringAttr(name), b.getStringAttr(kind),
      b.getStringAttr(path), b.getI64IntegerAttr(static_cast<int64_t>(size)),
      b.getIntegerAttr(b.getIntegerType(32, /*isSigned=*/false),
                       APInt(32, checksum)));
  return absl::OkStatus();
}

static void walkReferences(Operation *root,
                           function_ref<void(saved_model::DataAttr)> visit) {
  AttrTypeWalker walker;
  walker.addWalk([&](saved_model::DataAttr attr) { visit(attr); });
  root->walk([&](Operation *op) { walker.walk(op->getAttrDictionary()); });
}

static llvm::StringSet<> namedSources(Operation *root) {
  llvm::StringSet<> names;
  root->walk([&](saved_model::DataSourceOp op) { names.insert(op.getName()); });
  return names;
}

/// A part of a model refers to its checkpoint, and the op that names it stayed
/// with the model.
static Status addMissingCheckpoints(Operation *root) {
  auto *dialect =
      root->getContext()->getOrLoadDialect<saved_model::SMDialect>();
  const llvm::StringSet<> named = namedSources(root);
  llvm::SetVector<StringRef> missing;
  walkReferences(root, [&](saved_model::DataAttr attr) {
    if (!named.contains(attr.getSource()))
      missing.insert(attr.getSource());
  });
  for (StringRef name : missing)
    if (auto bundle = dialect->data().checkpoint(name.str()))
      SM_RETURN_IF_ERROR(addSource(root, name, "checkpoint", bundle->prefix(),
                                   static_cast<uint64_t>(bundle->indexSize()),
                                   bundle->indexChecksum()));
  return absl::OkStatus();
}

/// Names the sources as they are seen from the output, without those whose
/// contents moved.
static void rewriteSources(Operation *root, const WeightsWriter &writer,
                           const std::string &path) {
  root->walk([&](saved_model::ModelFolderOp folder) {
    folder.setPath(relativePath(folder.getPath(), path));
  });
  auto *dialect =
      root->getContext()->getOrLoadDialect<saved_model::SMDialect>();
  root->walk([&](saved_model::DataSourceOp source) {
    auto bundle = dialect->data().checkpoint(source.getName().str());
    if (bundle)
      source.setPath(relativePath(bundle->prefix(), path));
    else if (writer.moves(source.getName()))
      source.erase();
  });
}

std::string weightsBeside(const std::string &path) { return path + ".weights"; }

StatusOr<std::unique_ptr<StagedFile>>
storeConstants(Operation *root, const std::string &path,
               const std::string &weightsPath, bool overwrite) {
  SM_RETURN_IF_ERROR(addMissingCheckpoints(root));
  WeightsWriter writer(root, weightsPath, overwrite);
  AttrTypeReplacer replacer;
  replacer.addReplacement([&](saved_model::DataAttr attr) -> Attribute {
    return writer.write(attr);
  });
  root->walk([&](Operation *op) {
    replacer.replaceElementsIn(op, /*replaceAttrs=*/true,
                               /*replaceLocs=*/false, /*replaceTypes=*/false);
  });
  SM_RETURN_IF_ERROR(writer.status);
  rewriteSources(root, writer, path);
  if (!writer.file)
    return nullptr;
  SM_RETURN_IF_ERROR(writer.file->complete());
  SM_RETURN_IF_ERROR(addSource(root, writer.source, "weights",
                               llvm::sys::path::filename(weightsPath),
                               writer.file->size(), /*checksum=*/0));
  return std::move(writer.file);
}

size_t countLostConstants(Operation *root) {
  auto *dialect =
      root->getContext()->getOrLoadDialect<saved_model::SMDialect>();
  const llvm::StringSet<> named = namedSources(root);
  llvm::DenseSet<Attribute> found;
  walkReferences(root, [&](saved_model::DataAttr attr) {
    if (!named.contains(attr.getSource()) &&
        dialect->data().hasSource(attr.getSource().str()))
      found.insert(attr);
  });
  return found.size();
}

} // namespace sm::target
