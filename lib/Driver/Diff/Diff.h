// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// `sm diff`: what two models do not have in common. Each part of the
/// comparison adds sections of changes to one ModelDiff, which is printed for
/// people or for programs.

#ifndef SM_LIB_DRIVER_DIFF_DIFF_H
#define SM_LIB_DRIVER_DIFF_DIFF_H

#include "lib/Driver/Diff/Elements.h"
#include "sm/API/Model.h"
#include "sm/Format/SavedModel.h"
#include "sm/Format/TensorBundle.h"

#include "absl/types/span.h"
#include "llvm/Support/JSON.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace google::protobuf {
class Message;
} // namespace google::protobuf
namespace tensorflow {
class GraphDef;
class MetaGraphDef;
class SavedModel;
} // namespace tensorflow

namespace sm::driver {

/// One field that differs. A side without the field is nullopt.
struct Detail {
  std::string field; // "attr T", "inputs.x.shape".
  std::optional<std::string> a, b;
  /// For tensors of one type and shape, in place of both texts.
  std::optional<ElementDifference> values;
};

/// One thing that differs; of answers also what agrees.
struct Change {
  enum class Kind { Added, Removed, Changed, Same, NotRun };
  Kind kind = Kind::Changed;
  std::string name;
  std::string note; // A word about it: the op of a node, a type, a reason.
  std::vector<Detail> details;
  std::optional<ElementDifference> values;
};

/// The changes of one kind of thing.
struct DiffSection {
  std::string part;      // "structure", "files", "variables", "answers".
  std::string metaGraph; // Its tags; empty: the model as a whole.
  std::string title;     // "signatures", "nodes".
  int64_t compared = 0;  // How many things there are on either side.
  std::vector<Change> changes;

  /// Changes that are differences.
  int64_t numDifferent() const;
};

/// The result. Sections without changes are kept, for the counts.
struct ModelDiff {
  std::string pathA, pathB, formatA, formatB;
  std::vector<DiffSection> sections;
  std::vector<std::string> notes;
  /// What could not be compared because a file is damaged.
  std::vector<std::string> damages;

  bool isEqual() const;
  /// True if --run was asked for and an entry could not be run.
  bool hasNotRun() const;
};

/// One of the two models, opened.
struct DiffSide {
  ModelSource source; // Its path is that of the version folder.
  std::string format; // "saved-model", "graphdef", "mlir", "checkpoint".
  /// Null for a checkpoint. A graph is the only MetaGraph of a model.
  std::shared_ptr<tensorflow::SavedModel> proto;
  std::shared_ptr<const format::TensorBundle> bundle; // Null: no variables.
  std::string damage; // Why the checkpoint could not be opened, if so.
  /// Folder whose other files belong to the model; empty: none.
  std::string dir;
  /// The file the model was read from; empty for a checkpoint.
  std::string modelFile;
  /// Removes the folder that an .mlir file was written to as a SavedModel.
  std::shared_ptr<const void> cleanUp;
};

/// Opens a SavedModel folder (or a parent of version folders), a file .pb,
/// .pbtxt, .mlir or .mlirbc, or a checkpoint by its prefix. NotFound, saying
/// what would do, if it is none of these.
StatusOr<DiffSide> openSide(const std::string &path);

/// Where one side is a mere graph, gives it the tags of the other's MetaGraph
/// that `tags` selects, and `tags` these. Errors as format::selectMetaGraph.
Status alignTags(DiffSide &a, DiffSide &b, std::optional<format::TagSet> &tags);

/// The parts. `tags` restricts them to one MetaGraph.
Status diffStructure(const DiffSide &a, const DiffSide &b,
                     const std::optional<format::TagSet> &tags,
                     ModelDiff &diff);
void diffFiles(const DiffSide &a, const DiffSide &b, ModelDiff &diff);
/// With `verify` every byte is read; else an entry of equal size and checksum
/// counts as equal.
void diffVariables(const DiffSide &a, const DiffSide &b, bool verify,
                   ModelDiff &diff);
struct AnswerOptions {
  std::optional<format::TagSet> tags;
  Tolerance tolerance;
  uint64_t seed = 42;
  int64_t batch = 2;
};
void diffAnswers(const DiffSide &a, const DiffSide &b,
                 const AnswerOptions &options, ModelDiff &diff);

/// Parts of diffStructure, one per file.
void diffGraphs(const tensorflow::GraphDef &a, const tensorflow::GraphDef &b,
                const std::string &metaGraph, ModelDiff &diff);
void diffObjects(const tensorflow::MetaGraphDef &a,
                 const tensorflow::MetaGraphDef &b,
                 const std::string &metaGraph, ModelDiff &diff);

/// The MetaGraphs of two models with one tag set; the k-th of several with the
/// k-th. A null stands for one that the other side lacks.
struct MetaGraphPair {
  format::TagSet tags;
  const tensorflow::MetaGraphDef *a = nullptr, *b = nullptr;
};
std::vector<MetaGraphPair>
pairMetaGraphs(const tensorflow::SavedModel &a, const tensorflow::SavedModel &b,
               const std::optional<format::TagSet> &tags);

/// True if both messages serialise to the same bytes.
bool equalMessages(const google::protobuf::Message &a,
                   const google::protobuf::Message &b);

/// Appends every field in which two messages of one type differ, `path` before
/// their names, but the fields in `ignored` of the messages themselves. Maps
/// are matched by key, lists by name where their elements have unique ones,
/// else by index; shapes, tensors and attributes are compared as values.
void diffMessages(const google::protobuf::Message &a,
                  const google::protobuf::Message &b, const std::string &path,
                  std::vector<Detail> &details,
                  absl::Span<const std::string_view> ignored = {});

/// Cuts two texts to at most `maxSize` bytes around the first difference, with
/// "..." for what is left out.
void cutToDifference(std::optional<std::string> &a,
                     std::optional<std::string> &b, size_t maxSize);

/// A detail whose texts are cut around their first difference if they are
/// long.
Detail makeDetail(std::string field, std::optional<std::string> a,
                  std::optional<std::string> b);

/// For people: about `maxLines` lines of a section, with the rest counted, and
/// long values cut; everything if it is nullopt.
std::string diffText(const ModelDiff &diff, std::optional<int64_t> maxLines);
/// For programs, complete.
llvm::json::Value diffJSON(const ModelDiff &diff);

/// The sub-command. Returns the exit status.
int diffMain(absl::Span<const std::string> args);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_DIFF_DIFF_H
