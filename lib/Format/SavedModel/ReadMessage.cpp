// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Messages from files, binary and text.

#include "WireCheck.h"
#include "sm/Format/GraphDef.h"
#include "sm/Format/Proto/graph.pb.h"
#include "sm/Format/Proto/meta_graph.pb.h"
#include "sm/Support/MappedFile.h"
#include "sm/Support/StringView.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/text_format.h>

#include <limits>

namespace sm::format {

namespace {

/// Keeps the first error of the text parser; lines and columns count from 1.
class FirstError : public google::protobuf::io::ErrorCollector {
public:
  void AddError(int line, google::protobuf::io::ColumnNumber column,
                const std::string &message) override {
    if (text.empty())
      text = absl::StrCat("line ", line + 1, ", column ", column + 1, ": ",
                          message);
  }

  std::string text;
};

Status checkSize(std::string_view text, const std::string &fileName) {
  if (text.size() > static_cast<size_t>(std::numeric_limits<int>::max()))
    return absl::InvalidArgumentError(
        absl::StrCat(fileName, ": ", text.size(),
                     " bytes, but a message cannot be larger than 2 GiB"));
  return absl::OkStatus();
}

/// Binary messages have bytes below blank, other than white space, among the
/// first few.
bool looksLikeText(std::string_view bytes) {
  for (const char byte : bytes.substr(0, 256)) {
    const bool isSpace = byte == '\t' || byte == '\n' || byte == '\r';
    if (!isSpace && (byte < ' ' || byte == '\x7f'))
      return false;
  }
  return !bytes.empty();
}

} // namespace

Status parseBinaryMessage(std::string_view text, const std::string &fileName,
                          google::protobuf::Message &message) {
  SM_RETURN_IF_ERROR(checkSize(text, fileName));
  const google::protobuf::LogSilencer silencer; // We say it ourselves.
  if (message.ParseFromArray(text.data(), static_cast<int>(text.size())))
    return absl::OkStatus();
  std::string problem = findWireProblem(text, *message.GetDescriptor());
  if (problem.empty())
    problem = "the bytes are damaged or nested too deeply";
  return absl::InvalidArgumentError(
      absl::StrCat(fileName, ": not a valid ",
                   message.GetDescriptor()->full_name(), ": ", problem));
}

Status parseTextMessage(std::string_view text, const std::string &fileName,
                        google::protobuf::Message &message) {
  SM_RETURN_IF_ERROR(checkSize(text, fileName));
  const google::protobuf::LogSilencer silencer;
  google::protobuf::io::ArrayInputStream stream(text.data(),
                                                static_cast<int>(text.size()));
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.SetRecursionLimit(kMaxMessageDepth);
  parser.RecordErrorsTo(&error);
  const std::string &type = message.GetDescriptor()->full_name();
  if (!parser.Parse(&stream, &message))
    return absl::InvalidArgumentError(absl::StrCat(
        fileName, ": not the text form of ", type, ": ", error.text));
  // Escapes can smuggle in what the binary form refuses.
  const std::string problem = findWireProblem(
      message.SerializePartialAsString(), *message.GetDescriptor());
  if (!problem.empty())
    return absl::InvalidArgumentError(
        absl::StrCat(fileName, ": not a valid ", type, ": ", problem));
  return absl::OkStatus();
}

Status readMessageFile(const std::string &path,
                       google::protobuf::Message &message) {
  SM_ASSIGN_OR_RETURN(const std::shared_ptr<const MappedFile> file,
                      MappedFile::open(path));
  if (absl::EndsWith(path, "txt") || looksLikeText(file->text()))
    return parseTextMessage(file->text(), path, message);
  return parseBinaryMessage(file->text(), path, message);
}

StatusOr<std::shared_ptr<tensorflow::GraphDef>>
readGraphDef(const std::string &path) {
  auto graph = std::make_shared<tensorflow::GraphDef>();
  SM_RETURN_IF_ERROR(readMessageFile(path, *graph));
  return graph;
}

StatusOr<std::shared_ptr<tensorflow::MetaGraphDef>>
readMetaGraphDef(const std::string &path) {
  auto metaGraph = std::make_shared<tensorflow::MetaGraphDef>();
  SM_RETURN_IF_ERROR(readMessageFile(path, *metaGraph));
  return metaGraph;
}

} // namespace sm::format
