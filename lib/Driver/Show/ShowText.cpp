// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The summary of a model for people.

#include "lib/Driver/Output/Table.h"
#include "lib/Driver/Show/Show.h"
#include "sm/Driver/CommandLine.h"
#include "sm/Driver/PrintTensor.h"
#include "sm/Driver/Text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <algorithm>

namespace sm::driver {
namespace {

constexpr int kMaxObjectDepth = 4;
constexpr size_t kMaxObjectLines = 2000;
constexpr size_t kMaxNamedOps = 8;

std::string portTensor(const PortSummary &port) {
  if (port.composite.empty())
    return printable(port.tensor);
  return absl::StrCat(
      printable(port.composite), ": ",
      absl::StrJoin(port.parts, ", ", [](std::string *out, const auto &part) {
        absl::StrAppend(out, printable(part.first), " ",
                        printable(part.second));
      }));
}

void addPorts(const std::vector<PortSummary> &ports, const char *kind,
              Table &table) {
  for (const PortSummary &port : ports) {
    table.add(
        {kind, printable(port.key), specText(port.spec), portTensor(port)});
    if (port.defaultValue)
      table.add(
          {"", absl::StrCat("default ", formatValues(*port.defaultValue))});
  }
}

std::string signatureText(const SignatureSummary &signature) {
  std::string text = absl::StrCat(
      "  signature ", printable(signature.name),
      signature.method.empty() ? std::string()
                               : " (" + printable(signature.method) + ")",
      "\n");
  Table table(4);
  addPorts(signature.inputs, "input", table);
  addPorts(signature.outputs, "output", table);
  if (table.empty())
    table.add({"no inputs and no outputs"});
  return text + table.text();
}

int64_t totalBytes(const MetaGraphSummary &metaGraph) {
  int64_t bytes = 0;
  for (const VariableSummary &variable : metaGraph.variables)
    bytes += variable.bytes.value_or(0);
  return bytes;
}

std::string variablesText(const MetaGraphSummary &metaGraph, bool isFull) {
  std::string text = absl::StrCat(
      "  ",
      countOf(static_cast<int64_t>(metaGraph.variables.size()), "variable"),
      ", ", sizeText(totalBytes(metaGraph)), " in the checkpoint\n");
  if (!isFull)
    return text;
  Table table(4);
  for (const VariableSummary &variable : metaGraph.variables) {
    const std::string trainable =
        variable.trainable.value_or(false) ? "trainable" : "";
    const std::string key = variable.key.empty() ? "no value stored"
                            : variable.key == variable.name
                                ? ""
                                : "key " + printable(variable.key);
    table.add({printable(variable.name), specText(variable.spec),
               variable.bytes ? sizeText(*variable.bytes) : "", trainable,
               key});
  }
  return text + table.text();
}

std::string leavesText(const std::vector<format::SignatureLeaf> &leaves) {
  return absl::StrJoin(
      leaves, ", ", [](std::string *out, const format::SignatureLeaf &leaf) {
        absl::StrAppend(out, printable(leaf.key), " ", specText(leaf.spec));
      });
}

std::string functionsText(const MetaGraphSummary &metaGraph) {
  std::string text =
      absl::StrCat("  ",
                   countOf(static_cast<int64_t>(metaGraph.functions.size()),
                           "public function"),
                   " (--function NAME --overload K)\n");
  for (const FunctionSummary &function : metaGraph.functions) {
    const std::string path =
        function.path.empty() ? "(the root itself)" : printable(function.path);
    absl::StrAppend(
        &text,
        wrapText(absl::StrCat(path, " ", function.overload, ": (",
                              leavesText(function.trace.inputs), ") -> (",
                              leavesText(function.trace.outputs), ")"),
                 4, 80, 4));
  }
  return text;
}

std::string opsText(const MetaGraphSummary &metaGraph, bool isFull) {
  int64_t total = 0;
  for (const auto &[op, count] : metaGraph.ops)
    total += count;
  std::string text = absl::StrCat(
      "  ", countOf(static_cast<int64_t>(metaGraph.ops.size()), "op"), " in ",
      countOf(total, "node"), ", ", countOf(metaGraph.numFunctions, "function"),
      "\n");
  if (!isFull)
    return text;
  Table table(4);
  for (const auto &[op, count] : metaGraph.ops) {
    const auto stands = std::find_if(
        metaGraph.unsupported.begin(), metaGraph.unsupported.end(),
        [&op = op](const Unsupported &item) { return item.op == op; });
    table.add({printable(op), absl::StrCat(count),
               stands == metaGraph.unsupported.end() ? "" : stands->reason});
  }
  return text + table.text();
}

std::string unsupportedText(const MetaGraphSummary &metaGraph) {
  if (metaGraph.unsupported.empty())
    return "";
  std::vector<std::string> names;
  names.reserve(metaGraph.unsupported.size());
  for (const Unsupported &item : metaGraph.unsupported)
    if (names.empty() || names.back() != printable(item.op))
      names.push_back(printable(item.op));
  const size_t count = names.size();
  if (count > kMaxNamedOps) {
    names.resize(kMaxNamedOps);
    names.push_back("...");
  }
  return wrapText(
      absl::StrCat("unsupported: ", absl::StrJoin(names, ", "),
                   count > kMaxNamedOps ? " (--list_ops shows all)" : ""),
      2);
}

/// Prints objects as a tree; one that was shown already is only named.
class ObjectTree {
public:
  explicit ObjectTree(const std::vector<ObjectSummary> &objects)
      : objects(objects), isShown(objects.size(), false) {}

  std::string text() {
    if (!objects.empty())
      show("root", 0, 0);
    return std::move(result);
  }

private:
  void show(const std::string &name, size_t index, int depth) {
    if (lines == kMaxObjectLines)
      absl::StrAppend(&result, "    ... (more objects)\n");
    if (lines++ >= kMaxObjectLines)
      return;
    const ObjectSummary &object = objects[index];
    absl::StrAppend(&result, std::string(4 + 2 * depth, ' '), printable(name),
                    "  ", object.kind, object.detail.empty() ? "" : " ",
                    printable(object.detail));
    const bool isSeen = isShown[index];
    isShown[index] = true;
    const bool isCut =
        !isSeen && depth == kMaxObjectDepth && !object.children.empty();
    absl::StrAppend(&result,
                    isSeen && !object.children.empty() ? " (shown above)"
                    : isCut                            ? " ..."
                                                       : "",
                    "\n");
    if (isSeen || isCut)
      return;
    for (const auto &[childName, child] : object.children)
      if (child >= 0 && static_cast<size_t>(child) < objects.size())
        show(childName, static_cast<size_t>(child), depth + 1);
  }

  const std::vector<ObjectSummary> &objects;
  std::vector<bool> isShown;
  std::string result;
  size_t lines = 0;
};

std::string assetsText(const MetaGraphSummary &metaGraph) {
  Table table(2);
  for (const auto &[file, tensor] : metaGraph.assets)
    table.add({"asset", printable(file), "for " + printable(tensor)});
  return table.text();
}

std::string metaGraphText(const MetaGraphSummary &metaGraph,
                          const ShowOptions &options) {
  std::string text;
  for (const SignatureSummary &signature : metaGraph.signatures)
    if (signature.name != kInitOpSignature || options.signature)
      absl::StrAppend(&text, signatureText(signature));
  if (options.signature)
    return absl::StrCat(text, options.ops ? opsText(metaGraph, true) : "",
                        unsupportedText(metaGraph));
  Table placeholders(4);
  for (const PlaceholderSummary &placeholder : metaGraph.placeholders)
    placeholders.add({printable(placeholder.node), specText(placeholder.spec)});
  if (!placeholders.empty())
    absl::StrAppend(&text, "  placeholders\n", placeholders.text());
  absl::StrAppend(&text, assetsText(metaGraph));
  if (!metaGraph.initOp.empty())
    absl::StrAppend(&text, "  initialised by ", printable(metaGraph.initOp),
                    "\n");
  if (!metaGraph.variables.empty())
    absl::StrAppend(&text, variablesText(metaGraph, options.variables));
  if (options.functions && !metaGraph.functions.empty())
    absl::StrAppend(&text, functionsText(metaGraph));
  absl::StrAppend(&text, opsText(metaGraph, options.ops),
                  unsupportedText(metaGraph));
  if (options.objects && !metaGraph.objects.empty())
    absl::StrAppend(&text, "  objects\n", ObjectTree(metaGraph.objects).text());
  return text;
}

} // namespace

std::string specText(const format::TensorSpec &spec) {
  std::string text = dtypeName(spec.dtype) + " ";
  if (!spec.shape)
    return text + "<unknown>";
  return absl::StrCat(
      text, "[",
      absl::StrJoin(*spec.shape, ",",
                    [](std::string *out, int64_t size) {
                      absl::StrAppend(out, size < 0 ? "?" : absl::StrCat(size));
                    }),
      "]");
}

std::string showText(const ModelSummary &summary, const ShowOptions &options) {
  std::string text;
  if (summary.format == "graphdef") {
    text = absl::StrCat("frozen graph ", printable(summary.path), "\n");
    for (const MetaGraphSummary &metaGraph : summary.metaGraphs)
      absl::StrAppend(&text, metaGraphText(metaGraph, options));
    return text;
  }
  text = absl::StrCat("SavedModel ", printable(summary.path), "\n");
  for (const MetaGraphSummary &metaGraph : summary.metaGraphs) {
    absl::StrAppend(&text, "\nMetaGraph ",
                    printable(format::tagSetName(metaGraph.tags)));
    if (!metaGraph.tensorflowVersion.empty())
      absl::StrAppend(&text, " (TensorFlow ",
                      printable(metaGraph.tensorflowVersion), ")");
    absl::StrAppend(&text, "\n", metaGraphText(metaGraph, options));
  }
  return text;
}

} // namespace sm::driver
