// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Serialising: the same message always gives the same bytes, and what is
/// written can be read.

#include "WriteMessage.h"

#include "WireCheck.h"
#include "sm/Format/GraphDef.h"
#include "sm/Format/SavedModelWriter.h"
#include "sm/Support/StagedOutput.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/unknown_field_set.h>

#include <limits>

namespace sm::format {

namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr size_t kMaxSize = std::numeric_limits<int>::max();

Status tooLarge(const Message &message, const std::string &fileName,
                size_t size) {
  return absl::UnimplementedError(absl::StrCat(
      fileName, ": the ", message.GetDescriptor()->name(), " has ", size,
      " bytes, but no file of a message can be larger than 2 GiB; store large "
      "constants as variables"));
}

/// "node[3]", or "attr['T']" for an entry of a map.
std::string elementName(const Message &element, const FieldDescriptor &field,
                        int index) {
  if (field.is_map()) {
    const FieldDescriptor *key = element.GetDescriptor()->map_key();
    if (key->cpp_type() == FieldDescriptor::CPPTYPE_STRING)
      return absl::StrCat(field.name(), "['",
                          element.GetReflection()->GetString(element, key),
                          "']");
  }
  return absl::StrCat(field.name(), "[", index, "]");
}

/// The path of an unknown field in `message`, whose nesting is bounded; "" if
/// there is none.
std::string findUnknownField(const Message &message) {
  const google::protobuf::Reflection &reflection = *message.GetReflection();
  const auto &unknown = reflection.GetUnknownFields(message);
  if (!unknown.empty())
    return absl::StrCat("field ", unknown.field(0).number());
  std::vector<const FieldDescriptor *> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor *field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE)
      continue;
    const int count =
        field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const Message &element =
          field->is_repeated()
              ? reflection.GetRepeatedMessage(message, field, i)
              : reflection.GetMessage(message, field);
      const std::string found = findUnknownField(element);
      if (!found.empty())
        return absl::StrCat(field->is_repeated()
                                ? elementName(element, *field, i)
                                : field->name(),
                            ".", found);
    }
  }
  return "";
}

bool hasTextEnding(const std::string &path) {
  return absl::EndsWith(path, "txt"); // As readMessageFile has it.
}

} // namespace

std::string serialize(const Message &message) {
  const google::protobuf::LogSilencer silencer; // Callers check and say it.
  std::string bytes;
  const size_t size = message.ByteSizeLong();
  if (size > kMaxSize)
    return bytes;
  bytes.reserve(size);
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializePartialToCodedStream(&coded);
  }
  return bytes;
}

std::string printText(const Message &message) {
  std::string text;
  google::protobuf::TextFormat::Printer printer; // Sorts maps by itself.
  printer.PrintToString(message, &text);
  return text;
}

StatusOr<std::string> toBinary(const Message &message,
                               const std::string &fileName) {
  if (const size_t size = message.ByteSizeLong(); size > kMaxSize)
    return tooLarge(message, fileName, size);
  std::string bytes = serialize(message);
  const std::string problem = findWireProblem(bytes, *message.GetDescriptor());
  if (!problem.empty())
    return absl::InvalidArgumentError(
        absl::StrCat(fileName, ": cannot be written as a ",
                     message.GetDescriptor()->full_name(), ": ", problem));
  return bytes;
}

StatusOr<std::string> toText(const Message &message,
                             const std::string &fileName) {
  SM_ASSIGN_OR_RETURN(const std::string bytes, toBinary(message, fileName));
  // Reflection would make lists of the message's maps, so it gets a copy.
  const std::unique_ptr<Message> again(message.New());
  SM_RETURN_IF_ERROR(parseBinaryMessage(bytes, fileName, *again));
  const std::string unknown = findUnknownField(*again);
  if (!unknown.empty())
    return absl::UnimplementedError(absl::StrCat(
        fileName, ": the text form cannot hold ", unknown,
        ", which is not known to this version; write the binary form (.pb)"));
  std::string text = printText(message);
  if (text.size() > kMaxSize)
    return tooLarge(message, fileName, text.size());
  again->Clear();
  SM_RETURN_IF_ERROR(parseTextMessage(text, fileName, *again));
  if (serialize(*again) != bytes)
    return absl::UnimplementedError(absl::StrCat(
        fileName, ": the text form cannot hold this ",
        message.GetDescriptor()->name(),
        " exactly (a NaN with a payload); write the binary form (.pb)"));
  return text;
}

Status writeMessage(const Message &message, const std::string &path,
                    bool overwrite) {
  SM_RETURN_IF_ERROR(checkPlace(path, /*isFolder=*/false, overwrite));
  SM_ASSIGN_OR_RETURN(const std::string bytes, hasTextEnding(path)
                                                   ? toText(message, path)
                                                   : toBinary(message, path));
  SM_ASSIGN_OR_RETURN(const std::unique_ptr<StagedFile> file,
                      StagedFile::create(path, overwrite));
  SM_RETURN_IF_ERROR(file->write(bytes));
  return file->install();
}

} // namespace sm::format
