// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Differences for programs.

#include "lib/Driver/Diff/Diff.h"
#include "lib/Driver/Output/Report.h"

namespace sm::driver {
namespace {

using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;

Value optionalText(const std::optional<std::string> &text) {
  return text ? textJSON(*text) : Value(nullptr);
}

const char *nameOf(Change::Kind kind) {
  switch (kind) {
  case Change::Kind::Added:
    return "added";
  case Change::Kind::Removed:
    return "removed";
  case Change::Kind::Changed:
    return "changed";
  case Change::Kind::Same:
    return "same";
  case Change::Kind::NotRun:
    break;
  }
  return "not_run";
}

Value valuesJSON(const std::optional<ElementDifference> &values) {
  if (!values)
    return nullptr;
  Object object{{"elements", values->elements},
                {"different", values->different},
                {"outside_tolerance", values->outside},
                {"other_bits", values->otherBits}};
  object["first"] = values->first < 0 ? Value(nullptr) : Value(values->first);
  object["unordered"] = values->unordered;
  object["max_abs"] = values->hasNumbers ? Value(values->maxAbs) : nullptr;
  object["mean_abs"] = values->hasNumbers ? Value(values->meanAbs()) : nullptr;
  return object;
}

Value changeJSON(const Change &change) {
  Array details;
  for (const Detail &detail : change.details)
    details.push_back(Object{{"field", textJSON(detail.field)},
                             {"a", optionalText(detail.a)},
                             {"b", optionalText(detail.b)},
                             {"values", valuesJSON(detail.values)}});
  return Object{{"change", nameOf(change.kind)},
                {"name", textJSON(change.name)},
                {"note", textJSON(change.note)},
                {"details", std::move(details)},
                {"values", valuesJSON(change.values)}};
}

Array textsJSON(const std::vector<std::string> &texts) {
  Array array;
  for (const std::string &text : texts)
    array.push_back(textJSON(text));
  return array;
}

} // namespace

Value diffJSON(const ModelDiff &diff) {
  Array sections;
  for (const DiffSection &section : diff.sections) {
    Array changes;
    for (const Change &change : section.changes)
      changes.push_back(changeJSON(change));
    sections.push_back(Object{{"part", section.part},
                              {"meta_graph", section.metaGraph.empty()
                                                 ? Value(nullptr)
                                                 : textJSON(section.metaGraph)},
                              {"section", section.title},
                              {"compared", section.compared},
                              {"different", section.numDifferent()},
                              {"changes", std::move(changes)}});
  }
  return Object{
      {"equal", diff.isEqual()},
      {"a", Object{{"path", textJSON(diff.pathA)}, {"format", diff.formatA}}},
      {"b", Object{{"path", textJSON(diff.pathB)}, {"format", diff.formatB}}},
      {"sections", std::move(sections)},
      {"notes", textsJSON(diff.notes)},
      {"damages", textsJSON(diff.damages)}};
}

} // namespace sm::driver
