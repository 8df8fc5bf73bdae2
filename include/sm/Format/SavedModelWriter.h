// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Writing of SavedModel folders and GraphDef files.

#ifndef SM_FORMAT_SAVEDMODELWRITER_H
#define SM_FORMAT_SAVEDMODELWRITER_H

#include "sm/Support/Bytes.h"
#include "sm/Support/DType.h"
#include "sm/Support/Shape.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace google::protobuf {
class Message;
} // namespace google::protobuf
namespace tensorflow {
class SavedModel;
} // namespace tensorflow

namespace sm::format {

class TensorBundle;

/// A tensor to be stored in a checkpoint: of another checkpoint, or from
/// memory.
struct StoredTensor {
  /// Entry `sourceKey` of this checkpoint, if set; else what follows.
  std::shared_ptr<const TensorBundle> source;
  std::string sourceKey;

  DType dtype = DType::Invalid;
  Shape shape;
  /// Row-major and little-endian; kept alive by `owner`.
  absl::Span<const char> bytes;
  std::shared_ptr<const void> owner;
  /// The elements of a string tensor.
  std::vector<Bytes> strings;
};

/// Everything a SavedModel folder is to hold.
struct SavedModelContents {
  std::shared_ptr<const tensorflow::SavedModel> proto;
  /// saved_model.pbtxt instead of saved_model.pb.
  bool isText = false;

  /// The folder the model came from; "": none. All its files but the model
  /// file, fingerprint.pb and the checkpoint are copied (assets, assets.extra,
  /// keras_metadata.pb, debug, files nobody knows), and empty folders are kept.
  std::string filesFrom;
  /// Files that differ: by path below the model, the file to copy; "" leaves
  /// the file or folder of `filesFrom` out, if it is there.
  std::map<std::string, std::string> files;

  /// The checkpoint: nullopt copies that of `filesFrom` as it is, if it has
  /// one; else exactly these tensors by key (none: no checkpoint).
  std::optional<std::map<std::string, StoredTensor>> variables;
};

/// Bytes of a message with maps in sorted order: equal messages, equal bytes.
/// Empty for a message above 2 GiB, which has none.
std::string serialize(const google::protobuf::Message &message);

/// Protobuf's text form, with maps in sorted order. What it cannot say is
/// printed in ways that no parser takes (unknown fields) or lost (payloads of
/// NaNs): writeMessage refuses such messages.
std::string printText(const google::protobuf::Message &message);

/// Writes the folder: built aside, checkpoint and other files first, then
/// fingerprint.pb, the model file last, flushed, then put at `dir` in one step;
/// see StagedFolder.
///
/// If proto, form and checkpoint are those of `filesFrom`, its model file and
/// fingerprint.pb are copied as they are. Else a fingerprint.pb is made anew
/// where the source had one, with the version number that had; if it had a
/// uuid, which names one writing of a model, the new one's follows from the
/// contents and the old one. Other forms of the model file that the source has
/// beside
/// (.pb, .pbtxt, .cpb) would then say something else, and are left out.
///
/// AlreadyExists without `overwrite` unless `dir` is missing or empty.
/// FailedPrecondition if `dir` holds files but no model: then `overwrite` would
/// destroy something else. InvalidArgument if `dir` is or holds the source or
/// lies in it, if `files` names the model file or part of the checkpoint, or
/// for a source with links that lead out of it, pipes, devices, or more than
/// 64 levels. Unimplemented for a message above 2 GiB, which protobuf cannot
/// write, or one that the text form cannot hold. Otherwise errors as of
/// StagedFolder and TensorBundleWriter.
Status writeSavedModel(const SavedModelContents &contents,
                       const std::string &dir, bool overwrite);

/// Writes one message as a file, as text if the ending is .pbtxt or .txt; whole
/// or not at all. Errors as checkPlace; Unimplemented as writeSavedModel;
/// InvalidArgument for a message that no reader would take (a string that is
/// not UTF-8, too much nesting).
Status writeMessage(const google::protobuf::Message &message,
                    const std::string &path, bool overwrite);

} // namespace sm::format

#endif // SM_FORMAT_SAVEDMODELWRITER_H
