// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Files that hold one graph (frozen GraphDef, .meta of a checkpoint), and the
/// checks that every graph must pass before anything reads it.

#ifndef SM_FORMAT_GRAPHDEF_H
#define SM_FORMAT_GRAPHDEF_H

#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace google::protobuf {
class Message;
} // namespace google::protobuf

namespace tensorflow {
class GraphDef;
class MetaGraphDef;
} // namespace tensorflow

namespace sm::format {

/// Fills `message` from the serialised bytes `text`; `fileName` is for errors.
/// InvalidArgument for bytes that are no such message; a string that is not
/// UTF-8 is named by its field path. Nothing is printed.
Status parseBinaryMessage(std::string_view text, const std::string &fileName,
                          google::protobuf::Message &message);

/// Fills `message` from protobuf's text format. Unknown fields and nesting
/// deeper than 100 are refused; errors name line and column.
Status parseTextMessage(std::string_view text, const std::string &fileName,
                        google::protobuf::Message &message);

/// Fills `message` from a file: text if its name ends in "txt", else binary.
Status readMessageFile(const std::string &path,
                       google::protobuf::Message &message);

/// Reads a frozen graph, .pb or .pbtxt. Does not validate it.
StatusOr<std::shared_ptr<tensorflow::GraphDef>>
readGraphDef(const std::string &path);

/// Reads the MetaGraphDef that TF1's Saver writes beside a checkpoint (.meta),
/// binary or text. Does not validate its graph.
StatusOr<std::shared_ptr<tensorflow::MetaGraphDef>>
readMetaGraphDef(const std::string &path);

/// Checks what every later step relies on, in the main graph and in each
/// function of its library. InvalidArgument, naming node and function, for the
/// first of:
/// - a node, function or argument without name, or two with the same name;
/// - an input, result or control result that refers to nothing;
/// - a data input after a control input;
/// - a Const without `value`, or of another type than its `dtype` (float where
///   `dtype` is double passes: TensorFlow.js writes that, and the value is to
///   be converted);
/// - a tensor attribute whose type is unknown, whose shape is unknown or
///   negative, or whose content does not fit type and shape;
/// - functions that call themselves, directly or through others, by op name or
///   function-valued attribute;
/// - function-valued attributes nested too deeply.
Status validateGraph(const tensorflow::GraphDef &graph);

/// A part of a graph: for each node of the main graph and each function of the
/// library, in their order, whether it belongs to it.
struct GraphPart {
  std::vector<bool> nodes;
  std::vector<bool> functions;
};

/// What `tensors` of the main graph ("node:1", "node") and `functions` need,
/// with them: nodes by data and control edges, functions by op names and
/// function-valued attributes. Names of nothing are passed over. `graph` has
/// passed validateGraph.
GraphPart partNeededBy(const tensorflow::GraphDef &graph,
                       absl::Span<const std::string> tensors,
                       absl::Span<const std::string> functions);

} // namespace sm::format

#endif // SM_FORMAT_GRAPHDEF_H
