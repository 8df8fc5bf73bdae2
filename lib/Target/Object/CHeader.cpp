// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Target/Object.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace sm::target {

std::string cIdentifier(const std::string &name) {
  std::string result;
  for (char character : name)
    result.push_back(absl::ascii_isalnum(static_cast<unsigned char>(character))
                         ? character
                         : '_');
  if (result.empty() ||
      absl::ascii_isdigit(static_cast<unsigned char>(result[0])))
    result.insert(result.begin(), '_');
  return result;
}

/// Text of a model, inside a comment.
static std::string inComment(const std::string &text) {
  std::string result;
  for (char character : text)
    result.push_back(absl::ascii_iscntrl(static_cast<unsigned char>(character))
                         ? ' '
                         : character);
  return absl::StrReplaceAll(result, {{"*/", "* /"}, {"/*", "/ *"}});
}

static std::string describe(const std::vector<ObjectTensor> &tensors,
                            const char *array) {
  std::string text;
  for (size_t i = 0; i < tensors.size(); ++i)
    absl::StrAppend(&text, " *   ", array, "[", i,
                    "]: ", dtypeName(tensors[i].dtype), tensors[i].shape.str(),
                    " ", inComment(tensors[i].name), "\n");
  return text;
}

std::string cHeader(const ObjectContents &contents, const std::string &guard) {
  const std::string macro =
      absl::AsciiStrToUpper(absl::StrCat(cIdentifier(guard), "_H"));
  std::string text = absl::StrCat(
      "/* Functions of a compiled model. Each takes the addresses of the\n"
      " * elements of its inputs and of memory for its outputs, row-major and\n"
      " * of the types and shapes below. It answers 0, or 1 if memory for\n"
      " * intermediate values is refused. Any number of threads may call it "
      "at\n"
      " * once. */\n"
      "#ifndef ",
      macro, "\n#define ", macro,
      "\n\n#include <stdint.h>\n\n#ifdef __cplusplus\nextern \"C\" "
      "{\n#endif\n");
  for (const ObjectFunction &function : contents.functions)
    absl::StrAppend(&text, "\n/* ", inComment(function.entry), "\n",
                    describe(function.inputs, "inputs"),
                    describe(function.outputs, "outputs"), " */\nint ",
                    function.function,
                    "(const void *const *inputs, void *const *outputs);\n");
  absl::StrAppend(
      &text,
      "\n/* Loops run in the caller's thread unless this gives them a "
      "function\n"
      " * that calls body(context, begin, end) over pieces of [0, count), in\n"
      " * whichever threads, and returns when all are done. */\n"
      "void sm_set_parallel_for(\n"
      "    void (*parallelFor)(void (*body)(void *context, int64_t begin,\n"
      "                                     int64_t end),\n"
      "                        void *context, int64_t count));\n"
      "\n#ifdef __cplusplus\n}\n#endif\n\n#endif\n");
  return text;
}

} // namespace sm::target
