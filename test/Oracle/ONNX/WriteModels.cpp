// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Writes the ONNX model of every oracle case, for run_onnx.py:
//
//   oracle-onnx-models ANSWERS OUT OPSET
//
// OUT/<Op>/<case>.onnx, or <case>.refused with the reason. Exit 77 where there
// are no answers.

#include "../WriteCases.h"

#include "lib/API/ModelState.h"
#include "sm/Conversion/Passes.h"
#include "sm/Target/ONNX.h"

#include "mlir/Pass/PassManager.h"

#include <cstdlib>
#include <iostream>

namespace sm::oracle {

/// Converts the graph of a case and writes it.
static Status writeModel(const Case &entry, const std::string &path,
                         int64_t opset) {
  ModelEntry chosen;
  for (const auto &[node, value] : entry.inputs)
    chosen.feeds.push_back(node + ":0");
  chosen.fetches = entry.fetches;
  SM_ASSIGN_OR_RETURN(api::LoadedModule loaded,
                      api::loadEntry(sourceOf(entry), chosen));
  SM_RETURN_IF_ERROR(
      api::runPipelines(loaded, api::Level::Optimize, /*unsupported=*/nullptr));
  SM_RETURN_IF_ERROR(api::runPasses(
      loaded,
      [&](mlir::OpPassManager &pm) {
        ConvertTFToONNXOptions conversion;
        conversion.opset = opset;
        pm.addPass(createConvertTFToONNX(conversion));
      },
      /*unsupported=*/nullptr));
  mlir::func::FuncOp function = api::onlyFunction(loaded.metaGraph);
  if (!function)
    return absl::InternalError("the entry has no function");
  target::ONNXExportOptions options;
  options.overwrite = true;
  return target::exportONNX(function, options, path);
}

} // namespace sm::oracle

int main(int argc, char **argv) {
  const int64_t opset = argc == 4 ? std::atoll(argv[3]) : 0;
  if (opset == 0) {
    std::cerr << "usage: oracle-onnx-models ANSWERS OUT OPSET\n";
    return 2;
  }
  return sm::oracle::writeCases(
      argv[1], argv[2], ".onnx",
      [&](const sm::oracle::Case &entry, const std::string &path) {
        return sm::oracle::writeModel(entry, path, opset);
      });
}
