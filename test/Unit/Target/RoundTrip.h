// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Import and export of a model in memory, through text and through bytecode.

#ifndef SM_TEST_UNIT_TARGET_ROUNDTRIP_H
#define SM_TEST_UNIT_TARGET_ROUNDTRIP_H

#include "dialects/Graph/GraphDialect.h"
#include "sm/Format/Proto/graph.pb.h"
#include "sm/Format/Proto/saved_model.pb.h"
#include "sm/Format/SavedModel.h"
#include "sm/Format/SavedModelWriter.h"
#include "sm/Target/IR.h"
#include "sm/Target/SavedModel.h"

#include "mlir/IR/MLIRContext.h"

#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <stdlib.h>
#include <string>

namespace sm::test {

inline std::unique_ptr<mlir::MLIRContext> newContext() {
  auto context = std::make_unique<mlir::MLIRContext>(
      mlir::MLIRContext::Threading::DISABLED);
  context->loadDialect<tf::TFDialect, saved_model::SMDialect,
                       graph::GraphDialect>();
  return context;
}

/// The differences, cut; empty if the messages are equal bit by bit.
inline std::string difference(const google::protobuf::Message &before,
                              const google::protobuf::Message &after) {
  if (format::serialize(before) == format::serialize(after))
    return "";
  google::protobuf::util::MessageDifferencer differencer;
  std::string report;
  differencer.ReportDifferencesToString(&report);
  differencer.Compare(before, after);
  return "differs: " + report.substr(0, 600);
}

/// A folder that is removed at the end.
class ScratchFolder {
public:
  ScratchFolder() {
    std::string name =
        std::filesystem::temp_directory_path() / "sm-round-trip-XXXXXX";
    path = ::mkdtemp(name.data());
  }
  ~ScratchFolder() { std::filesystem::remove_all(path); }
  std::string file(const std::string &name) const { return path / name; }

private:
  std::filesystem::path path;
};

/// Exports `module` as it is, then written and read as text and as bytecode;
/// calls check(exported, road) for each. `exporter` is exportSavedModel or
/// exportGraphDef.
template <typename Exporter, typename Check>
void exportOnAllRoads(mlir::ModuleOp module, Exporter exporter, Check check) {
  auto direct = exporter(module);
  ASSERT_TRUE(direct.ok()) << direct.status();
  check(*direct, "memory");
  for (bool isBytecode : {false, true}) {
    SCOPED_TRACE(isBytecode ? "bytecode" : "text");
    ScratchFolder folder;
    std::string path = folder.file("model.mlir");
    mlir::OwningOpRef<mlir::ModuleOp> copy(module.clone());
    Status written =
        target::writeIR(*copy, path, isBytecode, /*overwrite=*/false);
    ASSERT_TRUE(written.ok()) << written;
    auto context = newContext();
    auto read = target::readIR(path, "", context.get());
    ASSERT_TRUE(read.ok()) << read.status();
    auto exported = exporter(**read);
    ASSERT_TRUE(exported.ok()) << exported.status();
    check(*exported, isBytecode ? "bytecode" : "text");
  }
}

inline void roundTripGraph(const tensorflow::GraphDef &before) {
  auto context = newContext();
  auto graph = std::make_shared<tensorflow::GraphDef>(before);
  auto module = target::importGraphDef(graph, "test.pb", context.get());
  ASSERT_TRUE(module.ok()) << module.status();
  exportOnAllRoads(**module, target::exportGraphDef,
                   [&](const auto &after, const char *road) {
                     EXPECT_EQ(difference(before, *after), "") << road;
                   });
}

inline void roundTripModel(const format::SavedModelFile &file) {
  tensorflow::SavedModel before = *file.proto;
  auto context = newContext();
  auto module = target::importSavedModel(file, std::nullopt, context.get());
  ASSERT_TRUE(module.ok()) << module.status();
  exportOnAllRoads(
      **module, target::exportSavedModel,
      [&](const format::SavedModelContents &contents, const char *road) {
        EXPECT_EQ(difference(before, *contents.proto), "") << road;
        EXPECT_EQ(contents.isText, file.isText) << road;
        EXPECT_TRUE(std::filesystem::equivalent(contents.filesFrom, file.dir));
        EXPECT_FALSE(contents.variables.has_value()) << road;
        EXPECT_TRUE(contents.files.empty()) << road;
      });
}

} // namespace sm::test

#endif // SM_TEST_UNIT_TARGET_ROUNDTRIP_H
