// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Differences for people: a verdict, then the sections that have some.

#include "lib/Driver/Diff/Diff.h"
#include "sm/Driver/CommandLine.h"
#include "sm/Driver/Text.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include <algorithm>
#include <limits>

namespace sm::driver {
namespace {

constexpr size_t kWidth = 80;

char signOf(Change::Kind kind) {
  switch (kind) {
  case Change::Kind::Added:
    return '+';
  case Change::Kind::Removed:
    return '-';
  case Change::Kind::Changed:
    return '~';
  case Change::Kind::Same:
    return '=';
  case Change::Kind::NotRun:
    break;
  }
  return '?';
}

bool isDifference(const Change &change) {
  return change.kind == Change::Kind::Added ||
         change.kind == Change::Kind::Removed ||
         change.kind == Change::Kind::Changed;
}

/// "2 of 40 nodes", "answers: 1 of 3".
std::string countText(const DiffSection &section) {
  return absl::StrCat(section.numDifferent(), " of ", section.compared, " ",
                      section.title);
}

/// One section, line by line until its budget is spent.
class SectionText {
public:
  SectionText(const DiffSection &section, std::optional<int64_t> maxLines)
      : section(section), isCut(maxLines.has_value()),
        budget(maxLines.value_or(std::numeric_limits<int64_t>::max())) {}

  std::string text() {
    size_t shown = 0;
    for (const Change &change : section.changes) {
      if (budget <= 0)
        break;
      addChange(change);
      ++shown;
    }
    if (const size_t rest = section.changes.size() - shown; rest > 0)
      absl::StrAppend(&result, "    ... and ", rest, " more (--all)\n");
    return result;
  }

private:
  void addLine(const std::string &text, int indent, int hang) {
    result += wrapText(text, indent, static_cast<int>(kWidth), hang);
    --budget;
  }

  void addChange(const Change &change) {
    std::string line = absl::StrCat(std::string(1, signOf(change.kind)), " ",
                                    printable(change.name));
    if (change.kind == Change::Kind::NotRun)
      absl::StrAppend(&line, ": ", printable(change.note));
    else if (!change.note.empty())
      absl::StrAppend(&line, " (", printable(change.note), ")");
    if (change.values)
      absl::StrAppend(&line, ": ", elementDifferenceText(*change.values));
    // Ops: one short field needs no line of its own.
    const bool isShort =
        change.details.size() == 1 && change.note.empty() && !change.values &&
        !change.details.front().values &&
        line.size() + 12 + lengthOf(change.details.front()) <= kWidth;
    if (isShort)
      absl::StrAppend(&line, ": ", detailLine(change.details.front()));
    addLine(line, 4, 4);
    if (isShort)
      return;
    size_t shown = 0;
    for (const Detail &detail : change.details) {
      if (budget <= 0)
        break;
      addDetail(detail);
      ++shown;
    }
    if (const size_t rest = change.details.size() - shown; rest > 0)
      absl::StrAppend(&result, "        ... and ", rest, " more (--all)\n");
  }

  static size_t lengthOf(const Detail &detail) {
    return detailLine(detail).size();
  }

  static std::string valueText(const std::optional<std::string> &value) {
    return value ? printable(*value) : std::string("(none)");
  }

  static std::string detailLine(const Detail &detail) {
    if (detail.values)
      return absl::StrCat(printable(detail.field), ": ",
                          elementDifferenceText(*detail.values));
    return absl::StrCat(printable(detail.field), ": ", valueText(detail.a),
                        " -> ", valueText(detail.b));
  }

  /// A field that one side alone has, cut to a line.
  static std::string onlyLine(const std::string &field, const char *side,
                              std::optional<std::string> value) {
    const std::string front =
        absl::StrCat(printable(field), ", only in ", side, ": ");
    std::optional<std::string> none;
    cutToDifference(value, none,
                    kWidth - std::min(kWidth - 20, front.size() + 8));
    return front + valueText(value);
  }

  void addDetail(const Detail &detail) {
    const std::string line = detailLine(detail);
    if (detail.values || line.size() + 8 <= kWidth)
      return addLine(line, 8, 4);
    auto a = detail.a, b = detail.b;
    if (isCut && !(a && b))
      return addLine(onlyLine(detail.field, a ? "A" : "B", a ? a : b), 8, 4);
    addLine(printable(detail.field) + ":", 8, 4);
    if (isCut)
      cutToDifference(a, b, kWidth - 15);
    addLine("A  " + valueText(a), 10, 3);
    addLine("B  " + valueText(b), 10, 3);
  }

  const DiffSection &section;
  bool isCut;
  int64_t budget;
  std::string result;
};

std::string verdict(const ModelDiff &diff) {
  std::vector<std::string> counts;
  size_t compared = 0;
  for (const DiffSection &section : diff.sections) {
    compared += static_cast<size_t>(section.compared);
    if (section.numDifferent() > 0)
      counts.push_back(countText(section));
  }
  if (counts.empty())
    return compared > 0 ? "equal" : "nothing to compare";
  return "different: " + absl::StrJoin(counts, ", ");
}

/// What the runs gave, if there were some.
std::string runVerdict(const ModelDiff &diff) {
  int64_t same = 0, different = 0, notRun = 0;
  for (const DiffSection &section : diff.sections) {
    if (section.part != "answers")
      continue;
    different += section.numDifferent();
    for (const Change &change : section.changes) {
      same += change.kind == Change::Kind::Same;
      notRun += change.kind == Change::Kind::NotRun;
    }
  }
  if (same + different + notRun == 0)
    return "";
  std::string text =
      absl::StrCat("answers: ", same, " agree, ", different, " differ");
  if (notRun > 0)
    absl::StrAppend(&text, ", ", countOf(notRun, "signature"), " not compared");
  return wrapText(text, 0, static_cast<int>(kWidth), 2);
}

} // namespace

int64_t DiffSection::numDifferent() const {
  return std::count_if(changes.begin(), changes.end(), isDifference);
}

bool ModelDiff::isEqual() const {
  return std::all_of(
      sections.begin(), sections.end(),
      [](const DiffSection &section) { return section.numDifferent() == 0; });
}

bool ModelDiff::hasNotRun() const {
  for (const DiffSection &section : sections)
    for (const Change &change : section.changes)
      if (change.kind == Change::Kind::NotRun)
        return true;
  return false;
}

std::string diffText(const ModelDiff &diff, std::optional<int64_t> maxLines) {
  std::string text =
      absl::StrCat("A  ", diff.formatA, " ", printable(diff.pathA), "\nB  ",
                   diff.formatB, " ", printable(diff.pathB), "\n");
  text += wrapText(verdict(diff), 0, static_cast<int>(kWidth), 2);
  text += runVerdict(diff);
  std::string metaGraph;
  for (const DiffSection &section : diff.sections) {
    if (section.changes.empty())
      continue;
    if (section.metaGraph != metaGraph && !section.metaGraph.empty())
      absl::StrAppend(&text, "\nMetaGraph ", printable(section.metaGraph),
                      "\n");
    else if (section.metaGraph.empty() && !metaGraph.empty())
      text += "\n";
    metaGraph = section.metaGraph;
    absl::StrAppend(&text, "  ", section.title, "\n",
                    SectionText(section, maxLines).text());
  }
  return text;
}

} // namespace sm::driver
