// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Code as text in files, whose constants lie beside them.

#include "sm/API/Compile.h"

#include "SmallModels.h"

#include "test/Unit/Format/TestFiles.h"

namespace sm {
namespace {

using test::filesIn;
using test::readFile;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

CompileOptions rows(int64_t count) {
  CompileOptions options;
  options.shapeSets = {{{"x", {count, 4}}}};
  return options;
}

using WriteCodeTest = test::OutputTest;

TEST_F(WriteCodeTest, HoldsWhatThePrintedTextLacks) {
  const ModelSource source = test::denseModel(folder.path("m"));
  const std::string path = out("kernels.mlir");
  const auto text =
      emitCode(source, {}, rows(2), CodeStage::Linalg, nullptr, &notes);
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_THAT(*text, HasSubstr("#sm.data<\"memory\""));
  EXPECT_THAT(notes, ElementsAre(HasSubstr("constants are not in the text")));
  ASSERT_OK(writeCode(source, {}, rows(2), CodeStage::Linalg, path, nullptr));
  EXPECT_THAT(readFile(path), Not(HasSubstr("\"memory\"")));
  EXPECT_THAT(readFile(path), HasSubstr("\"kernels.mlir.weights\""));
  EXPECT_THAT(filesIn(folder.path("out")),
              ElementsAre("kernels.mlir", "kernels.mlir.weights"));
}

TEST_F(WriteCodeTest, ReplacesOnlyWhenAsked) {
  const ModelSource source = test::denseModel(folder.path("m"));
  CompileOptions options = rows(2);
  for (auto [stage, expected] :
       {std::pair<CodeStage, const char *>{CodeStage::Linalg, "sm.region"},
        {CodeStage::LLVM, "@sm_region"}}) {
    const std::string path = out("code");
    folder.write("out/code", "old");
    options.overwrite = false;
    EXPECT_ERROR(writeCode(source, {}, options, stage, path, nullptr),
                 kAlreadyExists, "code");
    EXPECT_EQ(readFile(path), "old");
    options.overwrite = true;
    ASSERT_OK(writeCode(source, {}, options, stage, path, nullptr));
    EXPECT_THAT(readFile(path), HasSubstr(expected));
  }
}

TEST_F(WriteCodeTest, LeavesNothingWhenItFails) {
  const ModelSource source = test::denseModel(folder.path("m"));
  EXPECT_ERROR(
      writeCode(source, {}, {}, CodeStage::Linalg, out("code"), nullptr),
      kInvalidArgument, "unknown dimensions");
  EXPECT_THAT(filesIn(folder.path("out")), IsEmpty());
}

} // namespace
} // namespace sm
