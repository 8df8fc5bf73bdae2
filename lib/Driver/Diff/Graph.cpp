// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Compares graphs: ops by count, nodes by name, functions by name and their
/// nodes likewise.

#include "lib/Driver/Diff/Diff.h"
#include "lib/Driver/Diff/MessageValues.h"
#include "lib/Driver/Ops/OpUse.h"
#include "sm/Driver/Text.h"
#include "sm/Format/Proto/function.pb.h"
#include "sm/Format/Proto/graph.pb.h"
#include "sm/Format/Proto/node_def.pb.h"

#include "absl/strings/str_cat.h"

#include <set>
#include <string_view>
#include <unordered_map>

namespace sm::driver {
namespace {

using google::protobuf::RepeatedPtrField;
using tensorflow::FunctionDef;
using tensorflow::GraphDef;
using tensorflow::NodeDef;

/// A name, and the how-manieth thing of that name it is: damaged graphs repeat
/// names.
using Key = std::pair<std::string_view, int>;

struct KeyHash {
  size_t operator()(const Key &key) const {
    return std::hash<std::string_view>()(key.first) +
           static_cast<size_t>(key.second);
  }
};

/// Two lists, matched by name.
template <typename T>
struct Matching {
  /// In the order of the first list, then what only the second has.
  std::vector<std::pair<const T *, const T *>> pairs;
  bool isSameOrder = true;
};

template <typename T, typename NameOf>
Matching<T> match(const RepeatedPtrField<T> &a, const RepeatedPtrField<T> &b,
                  const NameOf &nameOf) {
  auto keysOf = [&](const RepeatedPtrField<T> &list) {
    std::unordered_map<std::string_view, int> seen;
    std::vector<Key> keys;
    for (const T &item : list)
      keys.emplace_back(nameOf(item), seen[nameOf(item)]++);
    return keys;
  };
  const std::vector<Key> keysA = keysOf(a), keysB = keysOf(b);
  std::unordered_map<Key, int, KeyHash> indexB;
  for (size_t i = 0; i < keysB.size(); ++i)
    indexB.emplace(keysB[i], static_cast<int>(i));
  Matching<T> result;
  std::vector<bool> isMatched(keysB.size());
  int last = -1;
  for (int i = 0; i < a.size(); ++i) {
    const auto found = indexB.find(keysA[static_cast<size_t>(i)]);
    if (found == indexB.end()) {
      result.pairs.emplace_back(&a.Get(i), nullptr);
      continue;
    }
    result.isSameOrder &= found->second > last;
    last = found->second;
    isMatched[static_cast<size_t>(found->second)] = true;
    result.pairs.emplace_back(&a.Get(i), &b.Get(found->second));
  }
  for (int i = 0; i < b.size(); ++i)
    if (!isMatched[static_cast<size_t>(i)])
      result.pairs.emplace_back(nullptr, &b.Get(i));
  return result;
}

std::string joinedInputs(const NodeDef &node) {
  std::string text;
  for (const std::string &input : node.input())
    absl::StrAppend(&text, text.empty() ? "" : ", ", printable(input));
  return text;
}

void diffInputs(const NodeDef &a, const NodeDef &b,
                std::vector<Detail> &details) {
  if (a.input_size() != b.input_size()) {
    details.push_back(makeDetail("inputs", joinedInputs(a), joinedInputs(b)));
    return;
  }
  for (int i = 0; i < a.input_size(); ++i)
    if (a.input(i) != b.input(i))
      details.push_back(makeDetail(absl::StrCat("input ", i),
                                   printable(a.input(i)),
                                   printable(b.input(i))));
}

std::vector<Detail> diffNode(const NodeDef &a, const NodeDef &b) {
  std::vector<Detail> details;
  if (equalMessages(a, b))
    return details;
  if (a.op() != b.op())
    details.push_back(makeDetail("op", printable(a.op()), printable(b.op())));
  diffInputs(a, b, details);
  diffMessages(a, b, "", details, {"name", "op", "input"});
  return details;
}

/// The changes of two node lists; `compared` counts the names.
std::vector<Change> diffNodes(const RepeatedPtrField<NodeDef> &a,
                              const RepeatedPtrField<NodeDef> &b,
                              int64_t &compared) {
  std::vector<Change> changes;
  const auto matching = match(
      a, b, [](const NodeDef &node) { return std::string_view(node.name()); });
  compared += static_cast<int64_t>(matching.pairs.size());
  for (const auto &[left, right] : matching.pairs) {
    Change change;
    const NodeDef &node = left ? *left : *right;
    change.name = node.name();
    change.note = node.op();
    if (left && right) {
      change.details = diffNode(*left, *right);
      if (change.details.empty())
        continue;
    } else {
      change.kind = left ? Change::Kind::Removed : Change::Kind::Added;
    }
    changes.push_back(std::move(change));
  }
  if (!matching.isSameOrder)
    changes.push_back({Change::Kind::Changed,
                       "(order)",
                       "the nodes stand in another order",
                       {},
                       std::nullopt});
  return changes;
}

/// The nodes' changes as details of their function.
void appendNodes(std::vector<Change> nodes, std::vector<Detail> &details) {
  for (Change &node : nodes) {
    const std::string name = "node " + printable(node.name);
    const std::string op = printable(node.note);
    switch (node.kind) {
    case Change::Kind::Added:
      details.push_back(makeDetail(name, std::nullopt, op));
      break;
    case Change::Kind::Removed:
      details.push_back(makeDetail(name, op, std::nullopt));
      break;
    default:
      if (node.details.empty()) // The order.
        details.push_back(makeDetail("nodes", "in this order", "in another"));
      for (Detail &detail : node.details) {
        detail.field = name + ": " + detail.field;
        details.push_back(std::move(detail));
      }
    }
  }
}

std::vector<Detail> diffFunction(const FunctionDef &a, const FunctionDef &b) {
  std::vector<Detail> details;
  if (equalMessages(a, b))
    return details;
  diffMessages(a, b, "", details, {"node_def"});
  int64_t compared = 0;
  appendNodes(diffNodes(a.node_def(), b.node_def(), compared), details);
  return details;
}

DiffSection diffFunctions(const GraphDef &a, const GraphDef &b,
                          const std::string &metaGraph) {
  DiffSection section{"structure", metaGraph, "library functions", 0, {}};
  const auto matching =
      match(a.library().function(), b.library().function(),
            [](const FunctionDef &function) {
              return std::string_view(function.signature().name());
            });
  section.compared = static_cast<int64_t>(matching.pairs.size());
  for (const auto &[left, right] : matching.pairs) {
    Change change;
    const FunctionDef &function = left ? *left : *right;
    change.name = function.signature().name();
    if (left && right) {
      change.details = diffFunction(*left, *right);
      if (change.details.empty())
        continue;
    } else {
      change.kind = left ? Change::Kind::Removed : Change::Kind::Added;
      change.note = countOf(function.node_def_size(), "node");
    }
    section.changes.push_back(std::move(change));
  }
  if (!matching.isSameOrder)
    section.changes.push_back({Change::Kind::Changed,
                               "(order)",
                               "the functions stand in another order",
                               {},
                               std::nullopt});
  return section;
}

DiffSection diffOps(const GraphDef &a, const GraphDef &b,
                    const std::string &metaGraph) {
  DiffSection section{"structure", metaGraph, "ops", 0, {}};
  const auto countsA = countByOp(allOpUses(a));
  const auto countsB = countByOp(allOpUses(b));
  std::set<std::string> ops;
  for (const auto *counts : {&countsA, &countsB})
    for (const auto &[op, count] : *counts)
      ops.insert(op);
  section.compared = static_cast<int64_t>(ops.size());
  auto textOf = [](const std::map<std::string, int64_t> &counts,
                   const std::string &op) -> std::optional<std::string> {
    const auto found = counts.find(op);
    return found == counts.end()
               ? std::nullopt
               : std::optional<std::string>(absl::StrCat(found->second));
  };
  for (const std::string &op : ops) {
    auto left = textOf(countsA, op), right = textOf(countsB, op);
    if (left == right)
      continue;
    Change change;
    change.kind = !left    ? Change::Kind::Added
                  : !right ? Change::Kind::Removed
                           : Change::Kind::Changed;
    change.name = op;
    change.details.push_back({"nodes", left, right, std::nullopt});
    section.changes.push_back(std::move(change));
  }
  return section;
}

} // namespace

void diffGraphs(const GraphDef &a, const GraphDef &b,
                const std::string &metaGraph, ModelDiff &diff) {
  diff.sections.push_back(diffOps(a, b, metaGraph));
  DiffSection nodes{"structure", metaGraph, "nodes", 0, {}};
  nodes.changes = diffNodes(a.node(), b.node(), nodes.compared);
  diff.sections.push_back(std::move(nodes));
  diff.sections.push_back(diffFunctions(a, b, metaGraph));
  DiffSection rest{"structure", metaGraph, "graph", 1, {}};
  Change change;
  change.name = "graph_def";
  diffMessages(a, b, "", change.details, {"node", "library"});
  diffMessages(a.library(), b.library(), "library", change.details,
               {"function"});
  if (!change.details.empty())
    rest.changes.push_back(std::move(change));
  diff.sections.push_back(std::move(rest));
}

} // namespace sm::driver
