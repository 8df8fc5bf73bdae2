// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Writes the ONNX model of every oracle case, for run_onnx.py:
//
//   oracle-onnx-models ANSWERS OUT OPSET
//
// OUT/<Op>/<case>.onnx, or <case>.refused with the reason. Exit 77 where there
// are no answers.

#include "../Cases.h"

#include "lib/API/ModelState.h"
#include "sm/Conversion/Passes.h"
#include "sm/Target/ONNX.h"

#include "mlir/Pass/PassManager.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

namespace sm::oracle {
namespace {

constexpr int kSkip = 77;

/// Converts the graph of a case and writes it.
Status writeModel(const Case &entry, const std::string &path, int64_t opset) {
  ModelSource source;
  source.kind = ModelSource::Kind::GraphDef;
  source.path = entry.graphPath;
  ModelEntry chosen;
  for (const auto &[node, value] : entry.inputs)
    chosen.feeds.push_back(node + ":0");
  chosen.fetches = entry.fetches;
  SM_ASSIGN_OR_RETURN(api::LoadedModule loaded,
                      api::loadModule(source, /*all=*/false));
  SM_ASSIGN_OR_RETURN(mlir::Operation * op,
                      api::findEntry(loaded.metaGraph, chosen));
  api::keepOnlyEntry(loaded.metaGraph, op);
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
  mlir::func::FuncOp function = api::functionOf(loaded.metaGraph, op);
  if (!function)
    return absl::InternalError("the entry has no function");
  target::ONNXExportOptions options;
  options.overwrite = true;
  return target::exportONNX(function, options, path);
}

/// Writes all models; the number of cases that could not be read.
int writeAll(const std::map<std::string, std::vector<std::string>> &cases,
             const std::filesystem::path &answers,
             const std::filesystem::path &out, int64_t opset) {
  int wrong = 0, written = 0, refused = 0;
  for (const auto &[op, names] : cases) {
    std::filesystem::create_directories(out / op);
    for (const std::string &name : names) {
      StatusOr<Case> entry = readCase((answers / op / name).string());
      if (!entry.ok()) {
        std::cout << entry.status() << "\n";
        ++wrong;
        continue;
      }
      if (entry->fails)
        continue;
      const std::filesystem::path path = out / op / name;
      Status status = writeModel(*entry, path.string() + ".onnx", opset);
      ++(status.ok() ? written : refused);
      if (!status.ok())
        std::ofstream(path.string() + ".refused")
            << absl::StatusCodeToString(status.code()) << ": "
            << status.message() << "\n";
    }
  }
  std::cout << written << " models, " << refused << " refused, " << wrong
            << " cases cannot be read\n";
  return wrong;
}

} // namespace
} // namespace sm::oracle

int main(int argc, char **argv) {
  const int64_t opset = argc == 4 ? std::atoll(argv[3]) : 0;
  if (opset == 0) {
    std::cerr << "usage: oracle-onnx-models ANSWERS OUT OPSET\n";
    return 2;
  }
  const char *full = std::getenv("SM_TEST_FULL");
  auto cases = sm::oracle::listCases(argv[1], full && std::string(full) == "1");
  if (!cases.ok()) {
    std::cout << "SKIPPED: there are no answers to convert: "
              << cases.status().message() << "\n";
    return sm::oracle::kSkip;
  }
  std::filesystem::remove_all(argv[2]);
  return sm::oracle::writeAll(*cases, argv[1], argv[2], opset) == 0 ? 0 : 1;
}
