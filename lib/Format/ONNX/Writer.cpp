// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// The file of a model. Nodes are small and go through protobuf; the bytes of
// initializers go from their mapped memory to the file, so the messages around
// them are written by hand: a field's key and length, then what is in it.

#include "sm/Format/ONNXModel.h"

#include "Protos.h"

#include "sm/Support/MappedFile.h"
#include "sm/Support/StagedOutput.h"

#include "absl/strings/str_cat.h"

#include <filesystem>
#include <limits>
#include <system_error>

namespace sm::format {

namespace {

// Keys of length-delimited fields of onnx.proto.
constexpr char kModelGraph = 7 << 3 | 2;
constexpr char kGraphInitializer = 5 << 3 | 2;
constexpr char kTensorRawData = 9 << 3 | 2;

constexpr uint64_t kPage = 4096;
constexpr uint64_t kSmallAlignment = 64;

/// A larger model has its weights in itself.
constexpr size_t kMaxReplaced = size_t{64} << 20;

std::string fieldStart(char key, uint64_t length) {
  std::string text(1, key);
  for (; length >= 0x80; length >>= 7)
    text.push_back(static_cast<char>(length | 0x80));
  text.push_back(static_cast<char>(length));
  return text;
}

/// An initializer as it stands in the model: its message without the raw
/// bytes, and those if they follow.
struct EncodedInitializer {
  std::string header;
  /// The tensor whose bytes follow, or null, and the start of their field.
  const ONNXTensor *raw = nullptr;
  std::string rawStart;

  uint64_t size() const {
    return header.size() + rawStart.size() + (raw ? raw->byteSize() : 0);
  }
};

class Writer {
public:
  Writer(const ONNXModel &model, const std::string &path,
         const ONNXWriteOptions &options)
      : model(model), path(path), options(options) {}

  Status write() {
    for (const ONNXInitializer &initializer : model.graph.initializers)
      SM_RETURN_IF_ERROR(checkTensorSize(initializer.tensor, initializer.name));
    if (isExternal())
      SM_RETURN_IF_ERROR(addFile(path + ".data"));
    for (const ONNXInitializer &initializer : model.graph.initializers)
      SM_RETURN_IF_ERROR(encode(initializer));
    SM_RETURN_IF_ERROR(serializeRest());
    SM_RETURN_IF_ERROR(addFile(path));
    SM_RETURN_IF_ERROR(writeModel(*files.back()));
    const bool leavesData = !isExternal() && options.overwrite && namesData();
    SM_RETURN_IF_ERROR(installTogether(files));
    return leavesData ? removeData() : absl::OkStatus();
  }

private:
  bool isExternal() const {
    uint64_t total = 0;
    for (const ONNXInitializer &initializer : model.graph.initializers)
      total += initializer.tensor.byteSize();
    return options.externalData == ONNXExternalData::Always ||
           (options.externalData == ONNXExternalData::Auto &&
            total > options.maxEmbedded);
  }

  /// Where external data lies, relative to the model's folder.
  std::string dataName() const {
    return path.substr(path.rfind('/') + 1) + ".data";
  }

  /// True if the model that is replaced has its weights where this one would
  /// have them: nothing will refer to that file any more.
  bool namesData() const {
    // To read the model takes longer than to ask for the file.
    std::error_code error;
    if (!std::filesystem::exists(path + ".data", error))
      return false;
    auto file = MappedFile::open(path);
    if (!file.ok() || (*file)->bytes().size() > kMaxReplaced)
      return false;
    ::onnx::ModelProto replaced;
    if (!replaced.ParseFromArray((*file)->bytes().data(),
                                 static_cast<int>((*file)->bytes().size())))
      return false;
    for (const ::onnx::TensorProto &tensor : replaced.graph().initializer())
      for (const auto &entry : tensor.external_data())
        if (entry.key() == "location" && entry.value() == dataName())
          return true;
    return false;
  }

  /// Removes the data of the model that was replaced; a link or a folder of
  /// that name stays.
  Status removeData() const {
    namespace fs = std::filesystem;
    std::error_code error;
    const std::string data = path + ".data";
    if (fs::is_regular_file(fs::symlink_status(data, error)))
      fs::remove(data, error);
    return error ? absl::InternalError(absl::StrCat(
                       data,
                       ": the weights of the model that was replaced "
                       "could not be removed: ",
                       error.message()))
                 : absl::OkStatus();
  }

  Status addFile(const std::string &name) {
    SM_ASSIGN_OR_RETURN(auto file, StagedFile::create(name, options.overwrite));
    files.push_back(std::move(file));
    return absl::OkStatus();
  }

  /// Appends the tensor's bytes to the data file and refers to them.
  Status writeExternal(const ONNXTensor &tensor, ::onnx::TensorProto &proto) {
    StagedFile &file = *files.front();
    uint64_t size = tensor.byteSize();
    uint64_t alignment = size >= kPage ? kPage : kSmallAlignment;
    uint64_t padding = (alignment - file.size() % alignment) % alignment;
    SM_RETURN_IF_ERROR(file.writeZeros(padding));
    auto entry = [&](const char *key, std::string value) {
      auto &added = *proto.add_external_data();
      added.set_key(key);
      added.set_value(std::move(value));
    };
    // Relative to the model's folder.
    entry("location", dataName());
    entry("offset", absl::StrCat(file.size()));
    entry("length", absl::StrCat(size));
    proto.set_data_location(::onnx::TensorProto::EXTERNAL);
    return writeElements(tensor, file);
  }

  static Status writeElements(const ONNXTensor &tensor, StagedFile &file) {
    ONNXBytes elements{tensor.bytes, tensor.owner};
    if (tensor.compute) {
      SM_ASSIGN_OR_RETURN(elements, tensor.compute());
    }
    if (elements.bytes.size() != tensor.byteSize())
      return absl::InternalError(absl::StrCat("a tensor of ", tensor.byteSize(),
                                              " bytes became one of ",
                                              elements.bytes.size()));
    return file.write({elements.bytes.data(), elements.bytes.size()});
  }

  Status encode(const ONNXInitializer &initializer) {
    const ONNXTensor &tensor = initializer.tensor;
    ::onnx::TensorProto proto;
    EncodedInitializer encoded;
    proto.set_name(initializer.name);
    if (tensor.type == ONNXDataType::String) {
      fillTensor(tensor, proto);
    } else if (!files.empty() && tensor.byteSize() >= options.minExternal) {
      fillTensorHeader(tensor, proto);
      SM_RETURN_IF_ERROR(writeExternal(tensor, proto));
    } else {
      fillTensorHeader(tensor, proto);
      encoded.raw = &tensor;
      encoded.rawStart = fieldStart(kTensorRawData, tensor.byteSize());
    }
    if (!proto.SerializeToString(&encoded.header))
      return absl::InternalError(absl::StrCat("initializer '", initializer.name,
                                              "' cannot be serialized"));
    initializers.push_back(std::move(encoded));
    return absl::OkStatus();
  }

  Status serializeRest() {
    return catchingAll([&]() -> Status {
      ::onnx::ModelProto header;
      fillModelHeader(model, header);
      ::onnx::GraphProto graph;
      fillGraph(model.graph, graph);
      if (header.SerializeToString(&headerBytes) &&
          graph.SerializeToString(&graphBytes))
        return absl::OkStatus();
      return absl::OutOfRangeError(absl::StrCat(
          path, ": the nodes alone are more than a file can hold"));
    });
  }

  Status writeModel(StagedFile &file) {
    uint64_t graphSize = graphBytes.size();
    for (const EncodedInitializer &initializer : initializers)
      graphSize += fieldStart(kGraphInitializer, initializer.size()).size() +
                   initializer.size();
    std::string graphStart = fieldStart(kModelGraph, graphSize);
    uint64_t size = headerBytes.size() + graphStart.size() + graphSize;
    if (size > std::numeric_limits<int32_t>::max())
      return absl::OutOfRangeError(absl::StrCat(
          path, ": the model would have ", size,
          " bytes, and a protobuf file "
          "cannot hold 2 GiB; let its weights go to an external data file"));
    SM_RETURN_IF_ERROR(file.write(headerBytes));
    SM_RETURN_IF_ERROR(file.write(graphStart));
    SM_RETURN_IF_ERROR(file.write(graphBytes));
    for (const EncodedInitializer &initializer : initializers) {
      SM_RETURN_IF_ERROR(
          file.write(fieldStart(kGraphInitializer, initializer.size())));
      SM_RETURN_IF_ERROR(file.write(initializer.header));
      SM_RETURN_IF_ERROR(file.write(initializer.rawStart));
      if (initializer.raw)
        SM_RETURN_IF_ERROR(writeElements(*initializer.raw, file));
    }
    return absl::OkStatus();
  }

  const ONNXModel &model;
  const std::string &path;
  const ONNXWriteOptions &options;
  /// External data first, if any.
  std::vector<std::unique_ptr<StagedFile>> files;
  std::string headerBytes, graphBytes;
  std::vector<EncodedInitializer> initializers;
};

} // namespace

Status writeONNXModel(const ONNXModel &model, const std::string &path,
                      const ONNXWriteOptions &options) {
  return Writer(model, path, options).write();
}

} // namespace sm::format
