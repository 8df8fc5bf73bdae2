// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Compares checkpoints entry by entry, in place where the bytes are mapped.

#include "lib/Driver/Diff/Diff.h"
#include "sm/Driver/Text.h"

#include "absl/strings/str_cat.h"

#include <set>

namespace sm::driver {
namespace {

using format::TensorBundle;
using format::TensorEntry;

std::string typeText(const TensorEntry &entry) {
  return dtypeName(entry.dtype) + entry.shape.str();
}

/// The elements of one entry: in place, or a copy for the kinds that are
/// stored in another way.
class Elements {
public:
  Elements(const TensorBundle &bundle, const std::string &key) {
    auto bytes = bundle.bytes(key);
    if (bytes.ok()) {
      span = *bytes;
    } else if (absl::IsFailedPrecondition(bytes.status())) {
      auto copied = bundle.readBytes(key);
      result = copied.status();
      if (copied.ok())
        copy = *std::move(copied);
      span = absl::MakeConstSpan(copy.data(), copy.size());
    } else {
      result = bytes.status();
    }
  }
  Elements(const Elements &) = delete;
  Elements &operator=(const Elements &) = delete;

  const Status &status() const { return result; }
  const char *data() const { return span.data(); }

private:
  std::string copy;
  absl::Span<const char> span;
  Status result;
};

StatusOr<ElementDifference> compareEntries(const TensorBundle &a,
                                           const TensorBundle &b,
                                           const std::string &key,
                                           const TensorEntry &entry) {
  if (entry.dtype == DType::String) {
    SM_ASSIGN_OR_RETURN(auto left, a.readStrings(key));
    SM_ASSIGN_OR_RETURN(auto right, b.readStrings(key));
    return compareStrings(left, right);
  }
  const Elements left(a, key), right(b, key);
  SM_RETURN_IF_ERROR(left.status());
  SM_RETURN_IF_ERROR(right.status());
  return compareElements(entry.dtype, left.data(), right.data(),
                         entry.shape.numElements());
}

bool isEqualUnread(const TensorEntry &a, const TensorEntry &b) {
  return !a.isPartitioned && !b.isPartitioned && a.bytes == b.bytes &&
         a.maskedCRC == b.maskedCRC;
}

class VariablesDiff {
public:
  VariablesDiff(const TensorBundle *a, const TensorBundle *b, bool verify,
                ModelDiff &diff)
      : a(a), b(b), verify(verify), diff(diff) {}

  void run() {
    std::set<std::string> keys;
    for (const TensorBundle *bundle : {a, b})
      if (bundle)
        for (const auto &[key, entry] : bundle->tensors())
          keys.insert(key);
    section.compared = static_cast<int64_t>(keys.size());
    for (const std::string &key : keys)
      compareKey(key);
    if (a && b && a->isBigEndian() != b->isBigEndian())
      diff.notes.push_back("the checkpoints have different byte orders");
    diff.sections.push_back(std::move(section));
  }

private:
  void compareKey(const std::string &key) {
    const TensorEntry *left = a ? a->find(key) : nullptr;
    const TensorEntry *right = b ? b->find(key) : nullptr;
    if (left && right)
      compareBoth(key, *left, *right);
    else if (left)
      addUnpaired(Change::Kind::Removed, key, *left);
    else if (right)
      addUnpaired(Change::Kind::Added, key, *right);
  }

  void addUnpaired(Change::Kind kind, const std::string &key,
                   const TensorEntry &entry) {
    Change change;
    change.kind = kind;
    change.name = key;
    change.note = typeText(entry);
    section.changes.push_back(std::move(change));
  }

  void compareBoth(const std::string &key, const TensorEntry &left,
                   const TensorEntry &right) {
    Change change;
    change.name = key;
    if (left.dtype != right.dtype || left.shape != right.shape) {
      change.details.push_back(
          makeDetail("type", typeText(left), typeText(right)));
      section.changes.push_back(std::move(change));
      return;
    }
    if (!verify && isEqualUnread(left, right))
      return;
    auto values = compareEntries(*a, *b, key, left);
    if (!values.ok()) {
      diff.damages.push_back(std::string(values.status().message()));
      return;
    }
    if (values->different == 0 && values->otherBits == 0)
      return;
    change.note = typeText(left);
    change.values = *values;
    section.changes.push_back(std::move(change));
  }

  const TensorBundle *a, *b;
  bool verify;
  ModelDiff &diff;
  DiffSection section{"variables", "", "variables", 0, {}};
};

} // namespace

void diffVariables(const DiffSide &a, const DiffSide &b, bool verify,
                   ModelDiff &diff) {
  for (const DiffSide *side : {&a, &b})
    if (!side->damage.empty())
      diff.damages.push_back(side->damage);
  if (!a.damage.empty() || !b.damage.empty())
    return;
  if (a.bundle || b.bundle)
    VariablesDiff(a.bundle.get(), b.bundle.get(), verify, diff).run();
}

} // namespace sm::driver
