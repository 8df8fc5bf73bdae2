// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Between elements attributes and the bytes of tensors.

#include "dialects/SM/SMDialect.h"

#include "sm/Format/TensorBundle.h"
#include "sm/Support/DType.h"
#include "sm/Support/Memory.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectImplementation.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

#include "absl/strings/str_cat.h"

#include <cstring>
#include <type_traits>

using namespace mlir;

namespace sm::saved_model {

/// Constants up to this many bytes stand in the text.
static constexpr size_t kMaxInlineBytes = 1024;
/// `#sm.data` serves values up to this many elements to folders.
static constexpr int64_t kMaxServedElements = 1024;

static size_t elementSize(Type type) {
  return dtypeSize(tf::dtypeForType(type));
}

//===----------------------------------------------------------------------===//
// DataAttr
//===----------------------------------------------------------------------===//

namespace {

/// Reads element `index` of a referenced tensor as an attribute's value type.
struct ServedElements {
  DataBytes data;
  Type type;

  APInt integer(size_t index) const {
    size_t size = elementSize(type);
    uint64_t raw = 0;
    std::memcpy(&raw, data.bytes.data() + index * size, size);
    unsigned width = cast<IntegerType>(type).getWidth();
    return APInt(width, raw, /*isSigned=*/false, /*implicitTrunc=*/true);
  }
  APFloat floating(size_t index) const {
    size_t size = elementSize(type);
    uint64_t raw = 0;
    std::memcpy(&raw, data.bytes.data() + index * size, size);
    auto floatType = cast<FloatType>(type);
    return APFloat(floatType.getFloatSemantics(),
                   APInt(floatType.getWidth(), raw, false, true));
  }
};

} // namespace

template <typename Function>
static mlir::detail::ElementsAttrIndexer indexer(int64_t count,
                                                 Function function) {
  return mlir::detail::ElementsAttrIndexer::nonContiguous(
      /*isSplat=*/false,
      llvm::map_range(llvm::seq<int64_t>(0, count), function).begin());
}

Attribute DataAttr::parse(AsmParser &parser, Type type) {
  std::string source, key;
  SMLoc location = parser.getCurrentLocation();
  if (parser.parseLess() || parser.parseString(&source) ||
      parser.parseComma() || parser.parseString(&key) || parser.parseGreater())
    return {};
  // Another process wrote this; its keys may name other constants here.
  if (source == DataManager::kMemory) {
    parser.emitError(location,
                     "constants in memory cannot be read back; write the "
                     "module with sm-opt -o FILE or sm --output FILE, which "
                     "store them in FILE.weights");
    return {};
  }
  auto shaped = dyn_cast_or_null<ShapedType>(type);
  if (!shaped) {
    parser.emitError(location, "elements need a tensor type");
    return {};
  }
  return parser.getChecked<DataAttr>(location, parser.getContext(),
                                     StringRef(source), StringRef(key), shaped);
}

void DataAttr::print(AsmPrinter &printer) const {
  printer << "<";
  printer.printString(getSource());
  printer << ", ";
  printer.printString(getKey());
  printer << ">";
}

LogicalResult DataAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                               StringRef, StringRef, ShapedType type) {
  if (isa<RankedTensorType>(type) && type.hasStaticShape())
    return success();
  return emitError() << "elements need a static tensor type, not " << type;
}

Attribute EncodedAttr::parse(AsmParser &parser, Type) {
  ElementsAttr value;
  int64_t count = 0;
  bool hasShape = true;
  SMLoc location = parser.getCurrentLocation();
  if (parser.parseLess() || parser.parseAttribute(value) ||
      parser.parseComma() || parser.parseInteger(count))
    return {};
  if (succeeded(parser.parseOptionalComma())) {
    if (parser.parseKeyword("no_shape"))
      return {};
    hasShape = false;
  }
  if (parser.parseGreater())
    return {};
  return parser.getChecked<EncodedAttr>(location, parser.getContext(), value,
                                        count, hasShape);
}

void EncodedAttr::print(AsmPrinter &printer) const {
  printer << "<" << getValue() << ", " << getCount()
          << (getHasShape() ? ">" : ", no_shape>");
}

LogicalResult EncodedAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                  ElementsAttr value, int64_t count,
                                  bool hasShape) {
  if (!hasShape && value.getShapedType().getRank() != 0)
    return emitError() << "only a scalar can go without shape";
  int64_t size = value.getNumElements();
  if (count >= 0 ? count <= size : count == -1 && size == 1)
    return success();
  return emitError() << size << " elements are not encoded as " << count;
}

FailureOr<mlir::detail::ElementsAttrIndexer>
DataAttr::getValuesImpl(TypeID id) const {
  Type element = getType().getElementType();
  int64_t count = getType().getNumElements();
  // Callers that iterate as Attribute do not expect a refusal; a null element
  // means that it did not fold.
  bool wantsAttribute = id == TypeID::get<Attribute>();
  auto refuse = [&]() -> FailureOr<mlir::detail::ElementsAttrIndexer> {
    if (!wantsAttribute)
      return failure();
    return indexer(count, [](int64_t) { return Attribute(); });
  };
  if (count > kMaxServedElements || !isa<IntegerType, FloatType>(element) ||
      elementSize(element) == 0)
    return refuse();
  auto *dialect = getContext()->getLoadedDialect<SMDialect>();
  StatusOr<DataBytes> data = dialect->data().find(
      getSource().str(), getKey().str(), count * elementSize(element));
  if (!data.ok())
    return refuse();
  ServedElements served{*data, element};
  if (id == TypeID::get<APInt>() && isa<IntegerType>(element))
    return indexer(count, [served](int64_t i) { return served.integer(i); });
  if (id == TypeID::get<APFloat>() && isa<FloatType>(element))
    return indexer(count, [served](int64_t i) { return served.floating(i); });
  if (wantsAttribute)
    return indexer(count, [served, element](int64_t i) -> Attribute {
      if (isa<IntegerType>(element))
        return IntegerAttr::get(element, served.integer(i));
      return FloatAttr::get(element, served.floating(i));
    });
  return failure();
}

//===----------------------------------------------------------------------===//
// Bytes of elements
//===----------------------------------------------------------------------===//

/// Repeats the element stored once for a splat.
static DataBytes denseBytes(DenseElementsAttr attr, size_t size) {
  auto copy = std::make_shared<std::vector<char>>(
      static_cast<size_t>(attr.getNumElements()) * size);
  ArrayRef<char> raw = attr.getRawData();
  if (attr.getElementType().isInteger(1)) {
    size_t at = 0;
    for (bool value : attr.getValues<bool>())
      (*copy)[at++] = value;
  } else if (attr.isSplat()) {
    for (size_t at = 0; at < copy->size(); at += size)
      std::memcpy(copy->data() + at, raw.data(), size);
  } else if (!copy->empty()) {
    std::memcpy(copy->data(), raw.data(), copy->size());
  }
  return {absl::MakeConstSpan(*copy), copy};
}

/// The blob as it is: the reader of IR takes one of any size.
static StatusOr<DataBytes> resourceBytes(DenseResourceElementsAttr attr,
                                         const AsmResourceBlob &blob,
                                         size_t size) {
  ArrayRef<char> data = blob.getData();
  if (data.size() % size != 0 ||
      data.size() / size != static_cast<uint64_t>(attr.getNumElements()))
    return absl::InvalidArgumentError(
        absl::StrCat("the resource '", attr.getRawHandle().getKey().str(),
                     "' holds ", data.size(), " bytes for ",
                     attr.getNumElements(), " elements of ", size));
  return DataBytes{{data.data(), data.size()}, nullptr};
}

StatusOr<DataBytes> elementBytes(ElementsAttr attr) {
  size_t size = elementSize(attr.getElementType());
  if (size != 0) {
    if (auto data = dyn_cast<DataAttr>(attr)) {
      auto *dialect = attr.getContext()->getLoadedDialect<SMDialect>();
      return dialect->data().find(data.getSource().str(), data.getKey().str(),
                                  attr.getNumElements() * size);
    }
    if (auto dense = dyn_cast<DenseElementsAttr>(attr);
        dense && !isa<DenseStringElementsAttr>(attr)) {
      SM_RETURN_IF_ERROR(checkFitsInMemory(dense.getNumElements(), size));
      return denseBytes(dense, size);
    }
    if (auto resource = dyn_cast<DenseResourceElementsAttr>(attr))
      if (AsmResourceBlob *blob = resource.getRawHandle().getBlob())
        return resourceBytes(resource, *blob, size);
  }
  std::string text;
  llvm::raw_string_ostream(text) << attr.getElementType();
  return absl::UnimplementedError(
      absl::StrCat("a constant of ", text, " in this form has no plain bytes"));
}

StatusOr<std::vector<std::string>> elementStrings(ElementsAttr attr) {
  std::vector<std::string> result;
  if (auto data = dyn_cast<DataAttr>(attr)) {
    auto *dialect = attr.getContext()->getLoadedDialect<SMDialect>();
    return dialect->data().findStrings(data.getSource().str(),
                                       data.getKey().str());
  }
  auto strings = dyn_cast<DenseStringElementsAttr>(attr);
  if (!strings)
    return absl::UnimplementedError("a constant in this form holds no strings");
  SM_RETURN_IF_ERROR(
      checkFitsInMemory(attr.getNumElements(), sizeof(std::string)));
  ArrayRef<StringRef> raw = strings.getRawStringData();
  for (int64_t i = 0, e = attr.getNumElements(); i < e; ++i)
    result.push_back(raw[strings.isSplat() ? 0 : i].str());
  return result;
}

int stepsBehind(ElementsAttr attr) {
  auto data = dyn_cast<DataAttr>(attr);
  if (!data || data.getSource() != DataManager::kMemory)
    return 0;
  return attr.getContext()->getOrLoadDialect<SMDialect>()->data().stepsBehind(
      data.getKey().str());
}

ElementsAttr elementsFor(ShapedType type, absl::Span<const char> bytes,
                         std::shared_ptr<const void> owner) {
  Type element = type.getElementType();
  bool isBuiltin = isa<IntegerType, FloatType, ComplexType>(element);
  if (isBuiltin && bytes.size() <= kMaxInlineBytes) {
    if (element.isInteger(1)) {
      SmallVector<bool> values;
      for (char byte : bytes)
        values.push_back(byte != 0);
      return DenseElementsAttr::get(type, ArrayRef<bool>(values));
    }
    // Sub-byte integers take a byte each, in tensors as in dense elements.
    return DenseElementsAttr::getFromRawBuffer(
        type, ArrayRef<char>(bytes.data(), bytes.size()));
  }
  auto *dialect = type.getContext()->getOrLoadDialect<SMDialect>();
  std::string key = dialect->data().addMemory({bytes, std::move(owner)});
  return DataAttr::get(type.getContext(), DataManager::kMemory, key, type);
}

//===----------------------------------------------------------------------===//
// Data sources
//===----------------------------------------------------------------------===//

/// The folder that the paths of `op` are seen from; empty if there is none:
/// what the caller says, or the tool, or else that of the file which the op was
/// read from.
static StringRef folderOf(Operation *op, StringRef said,
                          const DataManager &manager) {
  if (!said.empty())
    return said;
  if (!manager.folder().empty())
    return manager.folder();
  if (auto file = op->getLoc()->findInstanceOf<FileLineColLoc>())
    return llvm::sys::path::parent_path(file.getFilename().getValue());
  return {};
}

static Status openSource(DataSourceOp op, const std::string &path,
                         DataManager &manager) {
  int64_t size = op.getSize();
  if (op.getKind() == "weights") {
    SM_ASSIGN_OR_RETURN(std::shared_ptr<const MappedFile> file,
                        MappedFile::open(path));
    if (file->size() != static_cast<size_t>(size))
      return absl::DataLossError(absl::StrCat(
          path, " has ", file->size(), " bytes, the module was written for ",
          size, "; it was changed or belongs to another module"));
    return manager.addWeights(op.getName().str(), std::move(file));
  }
  SM_ASSIGN_OR_RETURN(std::unique_ptr<format::TensorBundle> bundle,
                      format::TensorBundle::open(path));
  if (bundle->indexSize() != size ||
      bundle->indexChecksum() != op.getChecksum())
    return absl::DataLossError(absl::StrCat(
        path, ".index has changed since the module was written (size or "
              "checksum differ); import the model again"));
  return manager.addCheckpoint(op.getName().str(), std::move(bundle));
}

/// True if `folder` holds a model file.
static bool isModelFolder(const Twine &folder) {
  return llvm::sys::fs::exists(folder + "/saved_model.pb") ||
         llvm::sys::fs::exists(folder + "/saved_model.pbtxt");
}

void resolveModelFolders(Operation *root, StringRef weightsDir,
                         StringRef folder) {
  auto *dialect = root->getContext()->getOrLoadDialect<SMDialect>();
  root->walk([&](ModelFolderOp op) {
    SmallString<128> path(op.getPath());
    if (llvm::sys::path::is_relative(path)) {
      path = folderOf(op, folder, dialect->data());
      llvm::sys::path::append(path, op.getPath());
      llvm::sys::fs::make_absolute(path);
      llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/false);
    }
    // Who says where the checkpoint went has moved the model.
    StringRef moved = llvm::sys::path::parent_path(weightsDir);
    if (!weightsDir.empty() && !isModelFolder(path) && isModelFolder(moved))
      path = moved;
    op.setPath(path);
  });
}

LogicalResult openDataSources(Operation *root, StringRef weightsDir,
                              StringRef folder, ClosedSource closed) {
  auto *dialect = root->getContext()->getOrLoadDialect<SMDialect>();
  llvm::StringSet<> names;
  WalkResult result = root->walk([&](DataSourceOp op) {
    if (!names.insert(op.getName()).second) {
      op.emitOpError() << "has the name of another source, '" << op.getName()
                       << "'";
      return WalkResult::interrupt();
    }
    if (dialect->data().hasSource(op.getName().str()))
      return WalkResult::advance();
    SmallString<128> path(op.getPath());
    if (!weightsDir.empty()) {
      path = weightsDir;
      llvm::sys::path::append(path, llvm::sys::path::filename(op.getPath()));
    } else if (llvm::sys::path::is_relative(path)) {
      path = folderOf(op, folder, dialect->data());
      llvm::sys::path::append(path, op.getPath());
    }
    Status status = openSource(op, path.str().str(), dialect->data());
    if (status.ok() || closed == ClosedSource::Allowed)
      return WalkResult::advance();
    op.emitOpError() << std::string(status.message());
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

} // namespace sm::saved_model
