// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Import then export of real models gives an equal proto.

#include "RoundTrip.h"

#include "sm/Format/GraphDef.h"

#include <algorithm>
#include <cstdlib>

namespace fs = std::filesystem;

namespace {

/// What must be refused by the import.
bool isBroken(const std::string &path) {
  return path.find("tf-fuzz-") != path.npos ||
         path.find("java-corrupt-utf8") != path.npos;
}

/// The folder of real models, or null.
const char *modelsFolder() {
  const char *root = std::getenv("SM_MODELS");
  return root && fs::is_directory(root) ? root : nullptr;
}

/// The .pb and .pbtxt files called `stem`, or all if that is empty.
std::vector<std::string> filesBelow(const fs::path &root,
                                    const std::string &stem) {
  std::vector<std::string> found;
  for (const auto &entry : fs::recursive_directory_iterator(root)) {
    std::string extension = entry.path().extension().string();
    if ((extension == ".pb" || extension == ".pbtxt") &&
        (stem.empty() || entry.path().stem() == stem))
      found.push_back(entry.path().string());
  }
  std::sort(found.begin(), found.end());
  return found;
}

TEST(RealModels, SavedModels) {
  const char *root = modelsFolder();
  if (!root)
    GTEST_SKIP() << "no folder of real models (SM_MODELS)";
  int count = 0;
  for (const std::string &path : filesBelow(root, "saved_model")) {
    if (isBroken(path))
      continue;
    SCOPED_TRACE(path);
    sm::StatusOr<sm::format::SavedModelFile> file =
        sm::format::readSavedModel(fs::path(path).parent_path());
    ASSERT_TRUE(file.ok()) << file.status();
    sm::test::roundTripModel(*file);
    ++count;
  }
  EXPECT_GT(count, 0);
}

TEST(RealModels, GraphDefs) {
  const char *root = modelsFolder();
  if (!root)
    GTEST_SKIP() << "no folder of real models (SM_MODELS)";
  int count = 0;
  for (const std::string &path :
       filesBelow(fs::path(root) / "_graphdefs", "")) {
    SCOPED_TRACE(path);
    auto graph = sm::format::readGraphDef(path);
    ASSERT_TRUE(graph.ok()) << graph.status();
    sm::test::roundTripGraph(**graph);
    ++count;
  }
  EXPECT_GT(count, 0);
}

} // namespace
