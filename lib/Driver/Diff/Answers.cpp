// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Runs the signatures that both models have on made-up inputs and compares
/// what they answer.

#include "lib/Driver/Diff/Diff.h"
#include "lib/Driver/Show/Summary.h"
#include "sm/Driver/InventedValues.h"
#include "sm/Driver/Text.h"
#include "sm/Driver/Values.h"
#include "sm/Format/Proto/meta_graph.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"

#include "absl/strings/str_cat.h"

#include <algorithm>
#include <set>

namespace sm::driver {
namespace {

using runtime::Port;
using runtime::Tensor;

StatusOr<std::shared_ptr<const Model>> load(const DiffSide &side,
                                            const format::TagSet &tags,
                                            const std::string &signature) {
  ModelSource source = side.source;
  source.tags = tags;
  ModelEntry entry;
  entry.signature = signature;
  auto model = Model::load(source, entry, {}, nullptr);
  if (model.ok())
    return model;
  // The path is in the first lines of the output.
  const std::string message(model.status().message());
  const std::string path = source.path + ": ";
  return Status(model.status().code(), message.compare(0, path.size(), path)
                                           ? message
                                           : message.substr(path.size()));
}

StatusOr<std::vector<Tensor>> answer(const Model &model, uint64_t seed,
                                     const std::vector<Tensor> &inputs) {
  SM_ASSIGN_OR_RETURN(auto session, model.newSession(seed));
  return session->run(model.program(), inputs);
}

/// Empties all strings. False if there are none.
bool emptyStrings(std::vector<Tensor> &tensors) {
  bool hasStrings = false;
  for (Tensor &tensor : tensors) {
    if (tensor.dtype() != DType::String)
      continue;
    hasStrings = true;
    auto *strings = tensor.mutableData<Bytes>();
    std::fill(strings, strings + tensor.numElements(), Bytes());
  }
  return hasStrings;
}

/// Both models with one signature, and what both say to the same inputs.
class SignatureRun {
public:
  SignatureRun(const DiffSide &a, const DiffSide &b,
               const AnswerOptions &options, const format::TagSet &tags,
               const std::string &name)
      : a(a), b(b), options(options), tags(tags), name(name) {}

  /// Appends what came of it to `changes`.
  void run(std::vector<Change> &changes) {
    const Status status = compute();
    if (!status.ok()) {
      Change change;
      change.kind = Change::Kind::NotRun;
      change.name = name;
      change.note = std::string(status.message());
      changes.push_back(std::move(change));
      return;
    }
    for (size_t i = 0; i < portsA.size(); ++i)
      compare(i, changes);
  }

private:
  Status compute() {
    auto modelA = load(a, tags, name);
    if (!modelA.ok())
      return withContext(modelA.status(), "A");
    auto modelB = load(b, tags, name);
    if (!modelB.ok())
      return withContext(modelB.status(), "B");
    const auto &inputPorts = (*modelA)->program().inputs;
    SM_RETURN_IF_ERROR(
        checkPorts(inputPorts, (*modelB)->program().inputs, "inputs"));
    portsA = (*modelA)->program().outputs;
    SM_RETURN_IF_ERROR(
        checkPorts(portsA, (*modelB)->program().outputs, "outputs"));
    std::vector<Tensor> inputs;
    SM_RETURN_IF_ERROR(findInputs(**modelA, inputs));
    auto right = answer(**modelB, options.seed, inputs);
    if (!right.ok())
      return withContext(right.status(), "B, with made-up inputs");
    outputsB = *std::move(right);
    return absl::OkStatus();
  }

  /// Inputs that A has an answer to, which goes to outputsA. A model may want
  /// strings that are tf.Examples, as an empty one is, or a certain size.
  Status findInputs(const Model &model, std::vector<Tensor> &inputs) {
    Status first;
    for (const int64_t batch : {options.batch, int64_t{1}})
      for (const bool isEmpty : {false, true}) {
        SM_ASSIGN_OR_RETURN(inputs,
                            inventValues(model.program(), batch, options.seed));
        if (isEmpty && !emptyStrings(inputs))
          continue;
        auto answers = answer(model, options.seed, inputs);
        if (answers.ok()) {
          outputsA = *std::move(answers);
          return absl::OkStatus();
        }
        first.Update(withContext(answers.status(), "A, with made-up inputs"));
      }
    return first;
  }

  /// Both programs sort their ports by key.
  static Status checkPorts(const std::vector<Port> &left,
                           const std::vector<Port> &right, const char *what) {
    bool isSame = left.size() == right.size();
    for (size_t i = 0; isSame && i < left.size(); ++i)
      isSame = left[i].name == right[i].name &&
               left[i].type.dtype == right[i].type.dtype;
    return isSame
               ? absl::OkStatus()
               : absl::FailedPreconditionError(absl::StrCat(
                     "the ", what, " are not the same: ", describePorts(left),
                     " and ", describePorts(right)));
  }

  void compare(size_t index, std::vector<Change> &changes) {
    const Tensor &left = outputsA[index], &right = outputsB[index];
    Change change;
    change.name = name + " " + portsA[index].name;
    change.note = left.typeStr();
    if (left.dtype() != right.dtype() || left.shape() != right.shape()) {
      change.note.clear();
      change.details.push_back(
          makeDetail("type", left.typeStr(), right.typeStr()));
    } else {
      change.values =
          left.dtype() == DType::String
              ? compareStrings(left.values<Bytes>(), right.values<Bytes>())
              : compareElements(left.dtype(),
                                static_cast<const char *>(left.rawData()),
                                static_cast<const char *>(right.rawData()),
                                left.numElements(), options.tolerance);
      if (change.values->outside == 0)
        change.kind = Change::Kind::Same;
    }
    changes.push_back(std::move(change));
  }

  const DiffSide &a, &b;
  const AnswerOptions &options;
  const format::TagSet &tags;
  const std::string &name;
  std::vector<Port> portsA;
  std::vector<Tensor> outputsA, outputsB;
};

std::set<std::string> commonSignatures(const MetaGraphPair &pair) {
  std::set<std::string> names;
  for (const auto &[name, signature] : pair.a->signature_def())
    if (name != kInitOpSignature && pair.b->signature_def().count(name) > 0)
      names.insert(name);
  return names;
}

} // namespace

void diffAnswers(const DiffSide &a, const DiffSide &b,
                 const AnswerOptions &options, ModelDiff &diff) {
  for (const MetaGraphPair &pair :
       pairMetaGraphs(*a.proto, *b.proto, options.tags)) {
    if (!pair.a || !pair.b)
      continue;
    DiffSection section{
        "answers", format::tagSetName(pair.tags), "answers", 0, {}};
    for (const std::string &name : commonSignatures(pair))
      SignatureRun(a, b, options, pair.tags, name).run(section.changes);
    section.compared = static_cast<int64_t>(section.changes.size());
    if (section.changes.empty())
      diff.notes.push_back(
          absl::StrCat("nothing was run: MetaGraph ", section.metaGraph,
                       " has no signature that is in both models"));
    diff.sections.push_back(std::move(section));
  }
}

} // namespace sm::driver
