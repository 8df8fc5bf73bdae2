// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// A model to be written as .onnx: plain structs, libonnx's check of them, and
/// the file.

#ifndef SM_FORMAT_ONNXMODEL_H
#define SM_FORMAT_ONNXMODEL_H

#include "sm/Format/ONNXValue.h"
#include "sm/Support/Status.h"

#include <utility>

namespace sm::format {

struct ONNXNode {
  std::string name, op, domain;
  /// Names of values; "" for one that is left out.
  std::vector<std::string> inputs, outputs;
  std::vector<ONNXAttribute> attributes;
};

/// An input or output of a graph.
struct ONNXValueInfo {
  std::string name;
  ONNXType type;
};

struct ONNXInitializer {
  std::string name;
  ONNXTensor tensor;
};

/// Nodes in topological order; every value has one name in a model.
struct ONNXGraph {
  std::string name;
  std::vector<ONNXNode> nodes;
  std::vector<ONNXValueInfo> inputs, outputs;
  std::vector<ONNXInitializer> initializers;
};

struct ONNXModel {
  /// Opset of ai.onnx, and of ai.onnx.ml if that is not 0.
  int opset = 17, mlOpset = 0;
  std::string producerName, producerVersion;
  /// The model's metadata_props, in this order.
  std::vector<std::pair<std::string, std::string>> metadata;
  ONNXGraph graph;
};

/// libonnx's check of the model and its strict type and shape inference.
/// Initializers above 1 KiB are not looked at, only their types. Returns the
/// inferred types of the graph's outputs, with names of unknown dimensions
/// carried over from the inputs where they are the same. InvalidArgument, in
/// libonnx's words, which name the node.
StatusOr<std::vector<ONNXType>> checkONNXModel(const ONNXModel &model);

/// The model in protobuf's text format, for people and tests.
StatusOr<std::string> printONNXModel(const ONNXModel &model);

/// Where the bytes of initializers go.
enum class ONNXExternalData {
  /// To PATH.data if they are more than ONNXWriteOptions::maxEmbedded.
  Auto,
  Always,
  Never,
};

struct ONNXWriteOptions {
  ONNXExternalData externalData = ONNXExternalData::Auto;
  /// Total bytes of initializers that Auto still writes into the model.
  uint64_t maxEmbedded = 1536ull << 20;
  /// Initializers below this many bytes, and those of strings, always stay in
  /// the model.
  uint64_t minExternal = 1024;
  /// Replace files that are there.
  bool overwrite = false;
};

/// Writes the model to `path`; the bytes of initializers are streamed, never
/// copied as a whole. External data goes to PATH.data, tensors of a page and
/// more on page boundaries (4096), others on 64. Equal models give equal bytes.
/// Both files appear whole or not at all. With `overwrite`, a PATH.data that
/// the replaced model named, and this one does not need, is removed after that.
/// The model is not checked here, but
/// for tensors whose bytes do not fit their shape (InvalidArgument). Errors as
/// StagedFile; OutOfRange for a model above 2 GiB - 1 that may not have
/// external data: protobuf cannot hold it.
Status writeONNXModel(const ONNXModel &model, const std::string &path,
                      const ONNXWriteOptions &options = {});

} // namespace sm::format

#endif // SM_FORMAT_ONNXMODEL_H
