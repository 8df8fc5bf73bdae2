// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// ParseExample in two passes over the batch: the first cuts every message into
// the features that are asked for and checks them, the second, when all sizes
// are known, writes the outputs.

#include "ExampleReader.h"
#include "Kernels/Elements.h"
#include "sm/Runtime/ParsingKernels.h"
#include "sm/Runtime/ThreadPool.h"

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <vector>

namespace sm::runtime {

namespace {

/// Messages for which a thread is worth its wake-up.
constexpr int64_t kGrain = 32;

/// A feature that is asked for.
struct Target {
  std::string_view key;
  DType dtype = DType::Invalid;
  bool isSparse = false;
  bool isVariable = false; ///< dense, of any length
  PartialShape shape;      ///< dense
  int64_t rowSize = 1;     ///< elements of a dense value, or of one step of it
  const Tensor *fallback = nullptr; ///< dense
};

/// A feature of one message.
struct Cell {
  std::string_view bytes;
  int64_t count = 0;
  bool isPresent = false;
};

/// TensorFlow's name of an element type in its messages.
std::string shortName(DType dtype) {
  switch (dtype) {
  case DType::Float:
    return "float";
  case DType::Int64:
    return "int64";
  case DType::String:
    return "string";
  default:
    return dtypeName(dtype);
  }
}

class Parser {
public:
  Parser(const ops::ParseExampleAttrs &attrs, KernelContext &context)
      : attrs(attrs), context(context), serialized(context.input(0)),
        names(context.input(1)),
        numSparse(static_cast<int>(attrs.sparse_types.size())),
        numDense(static_cast<int>(attrs.dense_shapes.size())) {}

  Status run();

private:
  Status describeTargets();
  Status describeDense(int index, Target &target) const;
  Status readBatch();
  Status readExample(int64_t example);
  Status checkDense(int64_t example, const Target &target,
                    const FeatureInfo &info) const;
  Status writeSparse(int index);
  Status writeDense(int index);
  void writeValues(const Target &target, const Cell &cell, void *out) const;
  Status missing(int64_t example, const Target &target) const;
  std::string place(int64_t example, const Target &target) const;
  std::string nameOf(int64_t example) const;

  Cell &cell(int64_t example, size_t target) {
    return cells[example * targets.size() + target];
  }

  const ops::ParseExampleAttrs &attrs;
  KernelContext &context;
  const Tensor &serialized, &names;
  int numSparse, numDense;
  int64_t batch = 0;
  std::vector<Target> targets; ///< sparse ones first
  /// Key to the first target of that key, and each target to the next such.
  absl::flat_hash_map<std::string_view, int> byKey;
  std::vector<int> nextOfKey;
  std::vector<Cell> cells; ///< [example][target]
};

Status Parser::describeDense(int index, Target &target) const {
  target.shape = attrs.dense_shapes[index];
  target.fallback = &context.input(2 + numSparse + numDense + index);
  target.dtype = target.fallback->dtype();
  if (!target.shape.hasRank())
    return absl::InvalidArgumentError(
        absl::StrCat("dense_shapes[", index, "] has no rank"));
  const Shape &fallback = target.fallback->shape();
  for (int i = 0; i < target.shape.rank(); ++i) {
    const int64_t size = target.shape.dim(i);
    if (size == kUnknownDim && i == 0)
      target.isVariable = true;
    else if (size < 0 ||
             __builtin_mul_overflow(target.rowSize, size, &target.rowSize))
      return absl::InvalidArgumentError(
          absl::StrCat("dense_shapes[", index, "] is ", target.shape.str(),
                       ": only its first dimension may be unknown"));
  }
  if (target.isVariable && target.fallback->numElements() != 1)
    return absl::InvalidArgumentError(absl::StrCat(
        "dense_shapes[", index, "] is of variable length: ", target.shape.str(),
        "; its default must be the one element to pad "
        "with, but has the shape ",
        fallback.str()));
  if (!target.isVariable && target.fallback->numElements() > 0 &&
      !target.shape.isCompatibleWith(PartialShape(fallback)))
    return absl::InvalidArgumentError(absl::StrCat(
        "dense_defaults[", index, "] has the shape ", fallback.str(),
        ", which does not fit dense_shapes[", index, "] ", target.shape.str()));
  return absl::OkStatus();
}

Status Parser::describeTargets() {
  for (int i = 0; i < numSparse + numDense; ++i) {
    const Tensor &key = context.input(2 + i);
    if (key.numElements() != 1)
      return absl::InvalidArgumentError(absl::StrCat(
          "key ", i, " must be a scalar, not of shape ", key.shape().str()));
    Target target;
    target.key = key.data<Bytes>()[0];
    target.isSparse = i < numSparse;
    if (target.isSparse)
      target.dtype = attrs.sparse_types[i];
    else
      SM_RETURN_IF_ERROR(describeDense(i - numSparse, target));
    if (target.dtype != DType::Float && target.dtype != DType::Int64 &&
        target.dtype != DType::String)
      return absl::InvalidArgumentError(absl::StrCat(
          "feature '", std::string(target.key),
          "' must be float, int64 or string, not ", dtypeName(target.dtype)));
    auto [it, isNew] = byKey.try_emplace(target.key, i);
    nextOfKey.push_back(isNew ? -1 : it->second);
    it->second = i;
    targets.push_back(std::move(target));
  }
  return absl::OkStatus();
}

std::string Parser::nameOf(int64_t example) const {
  return names.numElements() > 0 ? names.data<Bytes>()[example] : "<unknown>";
}

std::string Parser::place(int64_t example, const Target &target) const {
  return absl::StrCat("Name: ", nameOf(example),
                      ", Key: ", std::string(target.key), ", Index: ", example,
                      ".  ");
}

Status Parser::missing(int64_t example, const Target &target) const {
  return absl::InvalidArgumentError(absl::StrCat(
      "Name: ", nameOf(example), ", Feature: ", std::string(target.key),
      " (data type: ", shortName(target.dtype),
      ") is required but could not be found."));
}

Status Parser::checkDense(int64_t example, const Target &target,
                          const FeatureInfo &info) const {
  if (info.dtype != target.dtype)
    return absl::InvalidArgumentError(absl::StrCat(
        place(example, target),
        "Data types don't match. Data type: ", shortName(info.dtype),
        " but expected type: ", shortName(target.dtype)));
  if (!target.isVariable && info.count != target.rowSize)
    return absl::InvalidArgumentError(absl::StrCat(
        place(example, target), "Number of ", shortName(target.dtype),
        " values != expected.  Values size: ", info.count,
        " but output shape: ", target.shape.str()));
  if (target.isVariable &&
      (target.rowSize == 0 ? info.count != 0 : info.count % target.rowSize))
    return absl::InvalidArgumentError(absl::StrCat(
        place(example, target), "Number of ", shortName(target.dtype),
        " values is not a multiple of stride length. Saw ", info.count,
        " values but output shape is: ", target.shape.str()));
  return absl::OkStatus();
}

Status Parser::readExample(int64_t example) {
  const Bytes &message = serialized.data<Bytes>()[example];
  const bool isExample = forEachFeature(
      message, [&](std::string_view key, std::string_view feature) {
        const auto it = byKey.find(key);
        for (int i = it == byKey.end() ? -1 : it->second; i >= 0;
             i = nextOfKey[i]) {
          cell(example, i).bytes = feature;
          cell(example, i).isPresent = true;
        }
      });
  if (!isExample)
    return absl::InvalidArgumentError(absl::StrCat(
        "Name: ", nameOf(example), ", Index: ", example, ".  The ",
        message.size(), " bytes are no serialized tensorflow.Example"));
  for (size_t i = 0; i < targets.size(); ++i) {
    const Target &target = targets[i];
    Cell &found = cell(example, i);
    FeatureInfo info;
    if (found.isPresent && !inspectFeature(found.bytes, info))
      return absl::InvalidArgumentError(
          absl::StrCat(place(example, target), "The feature is malformed"));
    // A feature without a list counts as missing.
    found.isPresent = info.dtype != DType::Invalid;
    found.count = info.count;
    if (found.isPresent && !target.isSparse)
      SM_RETURN_IF_ERROR(checkDense(example, target, info));
    else if (found.isPresent && info.dtype != target.dtype)
      return absl::InvalidArgumentError(absl::StrCat(
          place(example, target), "Data types don't match. Expected type: ",
          shortName(target.dtype), ", Actual type: ", shortName(info.dtype)));
    else if (!found.isPresent && !target.isSparse &&
             target.fallback->numElements() == 0)
      return missing(example, target);
  }
  return absl::OkStatus();
}

Status Parser::readBatch() {
  int64_t count = 0;
  if (__builtin_mul_overflow(batch, static_cast<int64_t>(targets.size()),
                             &count) ||
      count > std::numeric_limits<int32_t>::max())
    return absl::ResourceExhaustedError(
        absl::StrCat(batch, " messages with ", targets.size(),
                     " features each are too many at once; split the batch"));
  cells.resize(count);
  std::mutex mutex;
  Status status;
  int64_t failed = std::numeric_limits<int64_t>::max();
  parallelFor(batch, kGrain, [&](int64_t begin, int64_t end) {
    for (int64_t example = begin; example < end; ++example) {
      Status result = readExample(example);
      if (result.ok())
        continue;
      // The first bad message is told, whoever finds it.
      std::lock_guard<std::mutex> lock(mutex);
      if (example < failed) {
        failed = example;
        status = std::move(result);
      }
      return;
    }
  });
  return status;
}

void Parser::writeValues(const Target &target, const Cell &cell,
                         void *out) const {
  switch (target.dtype) {
  case DType::Float:
    return readFloats(cell.bytes, static_cast<float *>(out));
  case DType::Int64:
    return readInt64s(cell.bytes, static_cast<int64_t *>(out));
  default:
    return readStrings(cell.bytes, static_cast<Bytes *>(out));
  }
}

Status Parser::writeSparse(int index) {
  const Target &target = targets[index];
  std::vector<int64_t> starts(batch + 1);
  int64_t longest = 0;
  for (int64_t example = 0; example < batch; ++example) {
    const int64_t count = cell(example, index).count;
    starts[example + 1] = starts[example] + count;
    longest = std::max(longest, count);
  }
  SM_ASSIGN_OR_RETURN(
      Tensor * indices,
      context.allocateOutput(index, DType::Int64, Shape{starts[batch], 2}));
  SM_ASSIGN_OR_RETURN(Tensor * values,
                      context.allocateOutput(numSparse + index, target.dtype,
                                             Shape{starts[batch]}));
  SM_ASSIGN_OR_RETURN(
      Tensor * shape,
      context.allocateOutput(2 * numSparse + index, DType::Int64, Shape{2}));
  shape->mutableData<int64_t>()[0] = batch;
  shape->mutableData<int64_t>()[1] = longest;
  const Elements elements(target.dtype);
  parallelFor(batch, kGrain, [&](int64_t begin, int64_t end) {
    for (int64_t example = begin; example < end; ++example) {
      const Cell &found = cell(example, index);
      if (found.count == 0)
        continue;
      int64_t *pair = indices->mutableData<int64_t>() + 2 * starts[example];
      for (int64_t i = 0; i < found.count; ++i) {
        *pair++ = example;
        *pair++ = i;
      }
      writeValues(target, found,
                  elements.at(values->mutableRawData(), starts[example]));
    }
  });
  return absl::OkStatus();
}

Status Parser::writeDense(int index) {
  const int targetIndex = numSparse + index;
  const Target &target = targets[targetIndex];
  int64_t rowSize = target.rowSize;
  Shape shape{batch};
  for (int i = target.isVariable ? 1 : 0; i < target.shape.rank(); ++i)
    shape.append(target.shape.dim(i));
  if (target.isVariable) {
    int64_t longest = 0;
    for (int64_t example = 0; example < batch; ++example)
      longest = std::max(longest, cell(example, targetIndex).count);
    rowSize = longest;
    Shape padded{batch, target.rowSize == 0 ? 0 : longest / target.rowSize};
    for (int i = 1; i < shape.rank(); ++i)
      padded.append(shape.dim(i));
    shape = padded;
  }
  SM_ASSIGN_OR_RETURN(
      Tensor * output,
      context.allocateOutput(3 * numSparse + index, target.dtype, shape));
  const Elements elements(target.dtype);
  void *out = output->mutableRawData();
  parallelFor(batch, kGrain, [&](int64_t begin, int64_t end) {
    for (int64_t example = begin; example < end; ++example) {
      const Cell &found = cell(example, targetIndex);
      void *row = elements.at(out, example * rowSize);
      if (found.isPresent)
        writeValues(target, found, row);
      if (target.isVariable)
        elements.fill(target.fallback->rawData(), elements.at(row, found.count),
                      rowSize - found.count);
      else if (!found.isPresent)
        elements.copy(target.fallback->rawData(), row, rowSize);
    }
  });
  return absl::OkStatus();
}

Status Parser::run() {
  const int inputs = 2 + numSparse + 2 * numDense;
  if (context.numInputs() != inputs ||
      context.numOutputs() != 3 * numSparse + numDense)
    return absl::InvalidArgumentError(absl::StrCat(
        "with ", numSparse, " sparse and ", numDense, " dense features takes ",
        inputs, " inputs, not ", context.numInputs()));
  if (serialized.rank() != 1)
    return absl::InvalidArgumentError(
        absl::StrCat("serialized must be a vector, not of shape ",
                     serialized.shape().str()));
  batch = serialized.dim(0);
  if (names.numElements() > 0 && names.shape() != serialized.shape())
    return absl::InvalidArgumentError(absl::StrCat(
        "Expected names have the same shape as serialized: name.shape=",
        names.shape().str(), ", serialized.shape=", serialized.shape().str()));
  SM_RETURN_IF_ERROR(describeTargets());
  SM_RETURN_IF_ERROR(readBatch());
  for (int i = 0; i < numSparse; ++i)
    SM_RETURN_IF_ERROR(writeSparse(i));
  for (int i = 0; i < numDense; ++i)
    SM_RETURN_IF_ERROR(writeDense(i));
  return absl::OkStatus();
}

} // namespace

Status computeParseExample(const ops::ParseExampleAttrs &attrs,
                           KernelContext &context) {
  return Parser(attrs, context).run();
}

} // namespace sm::runtime
