// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The edits of `sm edit` as flags: each is parsed when it is read, and applied
/// in its turn.

#include "lib/Driver/Edit/Edit.h"
#include "lib/Driver/Edit/Syntax.h"
#include "sm/Driver/Literals.h"
#include "sm/Driver/Values.h"

#include "absl/strings/str_cat.h"

namespace sm::driver {
namespace {

using Steps = std::vector<EditStep>;
using Apply = std::function<Status(SavedModelEditor &editor)>;

/// A flag whose text `parse` turns into an edit.
Flag editFlag(Steps *steps, const char *name, const char *metavar,
              const char *help,
              StatusOr<Apply> (*parse)(const std::string &text)) {
  Flag flag;
  flag.name = name;
  flag.metavar = metavar;
  flag.help = help;
  flag.isRepeatable = true;
  flag.set = [=](const std::string &text) -> Status {
    StatusOr<Apply> apply = parse(text);
    SM_RETURN_IF_ERROR(apply.status());
    steps->push_back({absl::StrCat("--", name, " ", text), *std::move(apply)});
    return absl::OkStatus();
  };
  return flag;
}

//===----------------------------------------------------------------------===//
// Signatures
//===----------------------------------------------------------------------===//

StatusOr<Apply> addSignature(const std::string &text) {
  SM_ASSIGN_OR_RETURN(auto parsed, parseSignature(text));
  return Apply([parsed](SavedModelEditor &editor) {
    return editor.addSignature(parsed.first, parsed.second);
  });
}

StatusOr<Apply> renameSignature(const std::string &text) {
  SM_ASSIGN_OR_RETURN(auto names, parsePair(text, "OLD=NEW"));
  return Apply([names](SavedModelEditor &editor) {
    return editor.renameSignature(names.first, names.second);
  });
}

StatusOr<Apply> copySignature(const std::string &text) {
  SM_ASSIGN_OR_RETURN(auto names, parsePair(text, "OLD=NEW"));
  return Apply([names](SavedModelEditor &editor) {
    return editor.copySignature(names.first, names.second);
  });
}

StatusOr<Apply> dropSignature(const std::string &name) {
  return Apply(
      [name](SavedModelEditor &editor) { return editor.dropSignature(name); });
}

StatusOr<Apply> defaultSignature(const std::string &name) {
  return Apply([name](SavedModelEditor &editor) {
    return editor.setDefaultSignature(name);
  });
}

StatusOr<Apply> setMethod(const std::string &text) {
  SM_ASSIGN_OR_RETURN(auto pair, parsePair(text, "SIGNATURE=METHOD"));
  return Apply([pair](SavedModelEditor &editor) {
    return editor.setMethod(pair.first, pair.second);
  });
}

//===----------------------------------------------------------------------===//
// Keys of signatures
//===----------------------------------------------------------------------===//

template <SignatureSide side>
StatusOr<Apply> renameKey(const std::string &text) {
  SM_ASSIGN_OR_RETURN(KeyChange change,
                      parseKeyChange(text, "SIGNATURE:OLD=NEW"));
  return Apply([change](SavedModelEditor &editor) {
    return editor.renameKey(change.signature, side, change.key, *change.value);
  });
}

template <SignatureSide side>
StatusOr<Apply> dropKey(const std::string &text) {
  SM_ASSIGN_OR_RETURN(KeyChange change, parseKeyChange(text, "SIGNATURE:KEY"));
  return Apply([change](SavedModelEditor &editor) {
    return editor.dropKey(change.signature, side, change.key);
  });
}

StatusOr<Apply> setDefault(const std::string &text) {
  SM_ASSIGN_OR_RETURN(KeyChange change,
                      parseKeyChange(text, "SIGNATURE:KEY=VALUE"));
  StatusOr<Literal> literal = parseLiteral(*change.value);
  if (!literal.ok())
    return withContext(literal.status(), "the value");
  return Apply(
      [change, literal = *literal](SavedModelEditor &editor) -> Status {
        SM_ASSIGN_OR_RETURN(SignatureKey input,
                            editor.input(change.signature, change.key));
        StatusOr<runtime::Tensor> value = literalToTensor(literal, input.dtype);
        if (!value.ok())
          return withContext(value.status(),
                             absl::StrCat("the default of '", change.key, "'"));
        return editor.setDefault(change.signature, change.key, *value);
      });
}

StatusOr<Apply> dropDefault(const std::string &text) {
  SM_ASSIGN_OR_RETURN(KeyChange change, parseKeyChange(text, "SIGNATURE:KEY"));
  return Apply([change](SavedModelEditor &editor) {
    return editor.dropDefault(change.signature, change.key);
  });
}

//===----------------------------------------------------------------------===//
// MetaGraphs
//===----------------------------------------------------------------------===//

StatusOr<Apply> addMetaGraph(const std::string &text) {
  SM_ASSIGN_OR_RETURN(MetaGraphChoice choice, parseMetaGraph(text));
  return Apply([choice](SavedModelEditor &editor) {
    return editor.addMetaGraph(choice.source, choice.newTags);
  });
}

StatusOr<Apply> dropMetaGraph(const std::string &text) {
  SM_ASSIGN_OR_RETURN(auto tags, parseTags(text));
  return Apply(
      [tags](SavedModelEditor &editor) { return editor.dropMetaGraph(tags); });
}

StatusOr<Apply> retag(const std::string &text) {
  SM_ASSIGN_OR_RETURN(auto tags, parseRetag(text));
  return Apply([tags](SavedModelEditor &editor) {
    return editor.retag(tags.first, tags.second);
  });
}

//===----------------------------------------------------------------------===//
// Files and variables
//===----------------------------------------------------------------------===//

StatusOr<Apply> addAsset(const std::string &text) {
  SM_ASSIGN_OR_RETURN(auto pair, parsePair(text, "TENSOR=FILE"));
  return Apply([pair](SavedModelEditor &editor) {
    return editor.addAsset(pair.first, pair.second);
  });
}

StatusOr<Apply> replaceAsset(const std::string &text) {
  SM_ASSIGN_OR_RETURN(auto pair, parsePair(text, "NAME=FILE"));
  return Apply([pair](SavedModelEditor &editor) {
    return editor.replaceAsset(pair.first, pair.second);
  });
}

StatusOr<Apply> dropAsset(const std::string &name) {
  return Apply(
      [name](SavedModelEditor &editor) { return editor.dropAsset(name); });
}

StatusOr<Apply> setExtra(const std::string &text) {
  SM_ASSIGN_OR_RETURN(auto pair, parsePair(text, "NAME=FILE"));
  return Apply([pair](SavedModelEditor &editor) {
    return editor.setExtraFile(pair.first, pair.second);
  });
}

StatusOr<Apply> dropExtra(const std::string &name) {
  return Apply(
      [name](SavedModelEditor &editor) { return editor.dropExtraFile(name); });
}

StatusOr<Apply> setVariable(const std::string &text) {
  SM_ASSIGN_OR_RETURN(std::vector<ValueSource> sources, parseInputs(text));
  if (sources.size() != 1 || sources.front().kind != ValueSource::Kind::File)
    return absl::InvalidArgumentError(absl::StrCat(
        "'", text, "' is not of the form NAME=FILE.npy or NAME=FILE.npz[KEY]"));
  return Apply([source = sources.front()](SavedModelEditor &editor) -> Status {
    runtime::Port port;
    port.name = source.key;
    // numpy has no bfloat16; the suffix says that its bits are meant.
    constexpr const char *kSuffix = "::bfloat16";
    if (const size_t at = port.name.rfind(kSuffix);
        at != std::string::npos && at + 10 == port.name.size())
      port.name.resize(at);
    SM_ASSIGN_OR_RETURN(auto type, editor.variableType(port.name));
    port.type.dtype = type.first;
    port.type.shape = type.second;
    SM_ASSIGN_OR_RETURN(std::vector<runtime::Tensor> values,
                        bindValues({source}, {port}));
    return editor.setVariable(port.name, values.front());
  });
}

FlagGroup signatureFlags(Steps *steps) {
  FlagGroup group{"signatures (may be repeated; in the order given)", {}};
  group.flags = {
      editFlag(steps, "add-signature",
               "'NAME(KEY=TENSOR, ...) -> (KEY=TENSOR)'",
               "Add a signature. Types and shapes are taken from the graph, or "
               "given: x=in:0:float32[?,3].",
               addSignature),
      editFlag(steps, "rename-signature", "OLD=NEW", "Rename a signature.",
               renameSignature),
      editFlag(steps, "copy-signature", "OLD=NEW",
               "Offer a signature under a second name.", copySignature),
      editFlag(steps, "drop-signature", "NAME", "Remove a signature.",
               dropSignature),
      editFlag(steps, "default-signature", "NAME",
               "Make serving_default a copy of this signature.",
               defaultSignature),
      editFlag(steps, "set-method", "SIGNATURE=METHOD",
               "Set the method name: tensorflow/serving/predict, classify or "
               "regress.",
               setMethod),
      editFlag(steps, "rename-input", "SIGNATURE:OLD=NEW", "Rename an input.",
               renameKey<SignatureSide::Input>),
      editFlag(steps, "rename-output", "SIGNATURE:OLD=NEW", "Rename an output.",
               renameKey<SignatureSide::Output>),
      editFlag(steps, "drop-input", "SIGNATURE:KEY", "Remove an input.",
               dropKey<SignatureSide::Input>),
      editFlag(steps, "drop-output", "SIGNATURE:KEY", "Remove an output.",
               dropKey<SignatureSide::Output>),
      editFlag(steps, "set-default", "SIGNATURE:KEY=VALUE",
               "The value of an input that a caller leaves out, written as for "
               "sm run --input_exprs: 2.5, [[1, 2]], \"a\".",
               setDefault),
      editFlag(steps, "drop-default", "SIGNATURE:KEY",
               "Make an input required again.", dropDefault)};
  return group;
}

FlagGroup metaGraphFlags(Steps *steps) {
  FlagGroup group{"MetaGraphs", {}};
  group.flags = {
      editFlag(steps, "add-meta-graph", "DIR[TAGS]=NEWTAGS",
               "Add a MetaGraph of another model; [TAGS] as --tag_set, NEWTAGS "
               "if it is to have others. DIR may be a frozen graph. Entries of "
               "both checkpoints that have one name must be equal.",
               addMetaGraph),
      editFlag(steps, "drop-meta-graph", "TAGS", "Remove a MetaGraph.",
               dropMetaGraph),
      editFlag(steps, "retag", "TAGS=NEWTAGS",
               "Give a MetaGraph other tags: serve=serve,gpu; '' is the empty "
               "set.",
               retag)};
  return group;
}

FlagGroup fileFlags(Steps *steps) {
  FlagGroup group{"files and variables", {}};
  group.flags = {
      editFlag(steps, "add-asset", "TENSOR=FILE",
               "Add a file to the assets; its path is fed to this tensor.",
               addAsset),
      editFlag(steps, "replace-asset", "NAME=FILE",
               "Put other contents into an asset.", replaceAsset),
      editFlag(steps, "drop-asset", "NAME", "Remove an asset.", dropAsset),
      editFlag(steps, "set-extra", "NAME=FILE",
               "Add or replace a file in assets.extra.", setExtra),
      editFlag(steps, "drop-extra", "NAME", "Remove a file of assets.extra.",
               dropExtra),
      editFlag(steps, "set-variable", "NAME=FILE.npy",
               "Replace a variable's value; type and shape must be the same. "
               "FILE.npz[KEY] names an array in an archive.",
               setVariable)};
  return group;
}

} // namespace

std::vector<FlagGroup> editFlagGroups(std::vector<EditStep> *steps) {
  return {signatureFlags(steps), metaGraphFlags(steps), fileFlags(steps)};
}

void makeTagSetAStep(std::vector<FlagGroup> &groups,
                     std::vector<EditStep> *steps) {
  for (FlagGroup &group : groups)
    for (Flag &flag : group.flags)
      if (flag.name == "tag_set") {
        flag.isRepeatable = true;
        flag.help += " It holds for the edits that follow it.";
        flag.set = [steps](const std::string &text) -> Status {
          SM_ASSIGN_OR_RETURN(auto tags, parseTags(text));
          steps->push_back({"--tag_set " + text, [tags](SavedModelEditor &e) {
                              return e.selectMetaGraph(tags);
                            }});
          return absl::OkStatus();
        };
      }
}

} // namespace sm::driver
