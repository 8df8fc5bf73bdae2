// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Columns of text that fit a terminal.

#ifndef SM_LIB_DRIVER_OUTPUT_TABLE_H
#define SM_LIB_DRIVER_OUTPUT_TABLE_H

#include <string>
#include <vector>

namespace sm::driver {

/// Rows of cells. Cells are left-aligned; a row that would be wider than 80
/// columns continues on the next line, further in.
class Table {
public:
  explicit Table(int indent) : indent(static_cast<size_t>(indent)) {}
  void add(std::vector<std::string> cells) { rows.push_back(std::move(cells)); }
  bool empty() const { return rows.empty(); }
  std::string text() const;

private:
  size_t indent;
  std::vector<std::vector<std::string>> rows;
};

} // namespace sm::driver

#endif // SM_LIB_DRIVER_OUTPUT_TABLE_H
