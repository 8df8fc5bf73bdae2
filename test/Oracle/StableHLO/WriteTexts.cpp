// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Writes the StableHLO text of every oracle case, for run_xla.py:
//
//   oracle-stablehlo-texts ANSWERS OUT
//
// OUT/<Op>/<case>.mlir, made for the shapes of the case's inputs, or
// <case>.refused with the reason. Exit 77 where there are no answers.

#include "../WriteCases.h"

#include "sm/API/Convert.h"

#include <iostream>

namespace sm::oracle {

/// Converts the graph of a case and writes it.
static Status writeText(const Case &entry, const std::string &path) {
  ConvertOptions options;
  options.form = ModelForm::StableHLO;
  options.overwrite = true;
  options.entry.emplace();
  options.entry->fetches = entry.fetches;
  for (const auto &[node, value] : entry.inputs) {
    options.entry->feeds.push_back(node + ":0");
    auto dims = value.shape.dims();
    options.inputShapes.push_back({node + ":0", {dims.begin(), dims.end()}});
  }
  UnsupportedReport report;
  Status status =
      convertModel(sourceOf(entry), options, path, &report, /*notes=*/nullptr);
  // The report says more than the status.
  for (const Unsupported &item : report.unsupported)
    return Status(status.code(), item.op + ": " + item.reason);
  return status;
}

} // namespace sm::oracle

int main(int argc, char **argv) {
  if (argc != 3) {
    std::cerr << "usage: oracle-stablehlo-texts ANSWERS OUT\n";
    return 2;
  }
  return sm::oracle::writeCases(argv[1], argv[2], ".mlir",
                                sm::oracle::writeText);
}
