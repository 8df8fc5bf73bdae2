// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Measures columns and breaks long rows.

#include "lib/Driver/Output/Table.h"

#include <algorithm>

namespace sm::driver {
namespace {

constexpr size_t kWidth = 80;
constexpr size_t kGap = 2;
// A cell beyond this does not push the others away: its own row is broken.
constexpr size_t kMaxColumn = 32;

/// The columns a text takes, if each UTF-8 character takes one.
size_t columnsOf(const std::string &text) {
  return static_cast<size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (c & 0xc0) != 0x80; }));
}

} // namespace

std::string Table::text() const {
  std::vector<size_t> widths;
  for (const auto &row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], std::min(columnsOf(row[i]), kMaxColumn));
  }
  std::string result;
  for (const auto &row : rows) {
    std::string line(indent, ' ');
    size_t column = indent;
    bool isFirst = true;
    for (size_t i = 0; i < row.size(); ++i) {
      const size_t size = columnsOf(row[i]);
      if (row[i].empty() && i + 1 == row.size())
        continue;
      if (!isFirst && column + size > kWidth) {
        line.erase(line.find_last_not_of(' ') + 1);
        result += line + "\n";
        line.assign(indent + 4, ' ');
        column = indent + 4;
      }
      isFirst = false;
      const size_t padded = std::max(size, widths[i]) + kGap;
      line += row[i] + std::string(padded - size, ' ');
      column += padded;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    result += line + "\n";
  }
  return result;
}

} // namespace sm::driver
