// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Text for terminals, tables, and files that appear whole.

#include "lib/Driver/Ops/TensorFlowOps.h"
#include "lib/Driver/Output/OutputFile.h"
#include "lib/Driver/Output/Table.h"
#include "sm/Driver/Text.h"

#include "test/Unit/Format/TestFiles.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include <fstream>

namespace sm::driver {
namespace {

using test::readFile;
using test::TempFolder;
using testing::HasSubstr;

TEST(TextTest, Printable) {
  EXPECT_EQ(printable("a/b:0"), "a/b:0");
  EXPECT_EQ(printable("h\xc3\xa9 \xe2\x82\xac"), "h\xc3\xa9 \xe2\x82\xac");
  EXPECT_EQ(printable("\x1b[2J\n\x7f"), "\\x1b[2J\\x0a\\x7f");
  EXPECT_EQ(printable("\xff\xc3("), "\\xff\\xc3(");
  EXPECT_EQ(printable("\xc2\x9b"
                      "2J"),
            "\\xc2\\x9b2J");
}

TEST(TextTest, JSONStrings) {
  EXPECT_EQ(jsonString("a\"b\n"), "\"a\\\"b\\n\"");
  EXPECT_EQ(jsonString("\xff"), "\"\xef\xbf\xbd\"");
}

TEST(TextTest, Counts) {
  EXPECT_EQ(countOf(1, "node"), "1 node");
  EXPECT_EQ(countOf(0, "node"), "0 nodes");
  EXPECT_EQ(countOf(1234567, "node"), "1,234,567 nodes");
  EXPECT_EQ(sizeText(999), "999 bytes");
  EXPECT_EQ(sizeText(1234), "1.2 kB");
  EXPECT_EQ(sizeText(999999), "1.0 MB");
  EXPECT_EQ(sizeText(5300000000), "5.3 GB");
}

TEST(TableTest, ColumnsAndBrokenRows) {
  Table table(2);
  table.add({"a", "float32 [2]", "x"});
  table.add({"long", "string []", ""});
  EXPECT_EQ(table.text(), "  a     float32 [2]  x\n  long  string []\n");
  Table wide(2);
  wide.add({"k", std::string(60, 'x'), std::string(30, 'y')});
  EXPECT_EQ(wide.text(), "  k  " + std::string(60, 'x') + "\n      " +
                             std::string(30, 'y') + "\n");
}

TEST(FileNameTest, EscapesBytes) {
  EXPECT_EQ(fileNameOf("a-B_3.x"), "a-B_3.x");
  EXPECT_EQ(fileNameOf("a/b:0"), "a%2Fb%3A0");
  EXPECT_EQ(fileNameOf("../x"), "%2E.%2Fx");
  EXPECT_EQ(fileNameOf("\xc3\xa9%"), "%C3%A9%25");
}

TEST(OutputFilesTest, AppearTogether) {
  const TempFolder folder;
  const std::string first = folder.path("first"),
                    second = folder.path("second");
  auto writeOK = [](const std::string &path) {
    return writeTextFile(path, "text");
  };
  {
    OutputFiles files;
    ASSERT_TRUE(files.add(first, false, writeOK).ok());
    ASSERT_FALSE(files
                     .add(second, false,
                          [](const std::string &) {
                            return absl::InternalError("disk full");
                          })
                     .ok());
  }
  EXPECT_FALSE(std::ifstream(first).good());
  OutputFiles files;
  ASSERT_TRUE(files.add(first, false, writeOK).ok());
  EXPECT_FALSE(std::ifstream(first).good());
  ASSERT_TRUE(files.commit().ok());
  EXPECT_EQ(readFile(first), "text");
}

TEST(OutputFilesTest, Overwriting) {
  const TempFolder folder;
  const std::string path = folder.path("there");
  EXPECT_TRUE(checkOverwrite(path, false).ok());
  ASSERT_TRUE(writeTextFile(path, "old").ok());
  EXPECT_EQ(checkOverwrite(path, false).message(),
            path + ": exists already; --overwrite replaces it");
  EXPECT_TRUE(checkOverwrite(path, true).ok());
  EXPECT_EQ(checkOverwrite(folder.path(""), true).message(),
            folder.path("") + ": is a folder; name a file");
  ASSERT_TRUE(writeTextFile(path, "new").ok());
  EXPECT_EQ(readFile(path), "new");
}

TEST(OutputFilesTest, FailureNamesTheFile) {
  EXPECT_THAT(std::string(writeTextFile("/nowhere/at/all", "x").message()),
              HasSubstr("/nowhere/at/all: cannot be written: No such file"));
}

TEST(OutputFilesTest, SameFile) {
  const TempFolder folder;
  const std::string path = folder.path("same");
  ASSERT_TRUE(writeTextFile(path, "x").ok());
  EXPECT_TRUE(isSameFile(path, folder.path("./same")));
  EXPECT_FALSE(isSameFile(path, folder.path("")));
  EXPECT_FALSE(isSameFile("/nowhere", "/nowhere"));
}

TEST(TensorFlowOpsTest, KnowsTheRegistry) {
  EXPECT_TRUE(isTensorFlowOp("MatMul"));
  EXPECT_TRUE(isTensorFlowOp("ZipDataset"));
  EXPECT_TRUE(isTensorFlowOp("_FusedMatMul"));
  EXPECT_FALSE(isTensorFlowOp("ZeroOut"));
  EXPECT_TRUE(isCustomOp("ZeroOut"));
  EXPECT_FALSE(isCustomOp("SaveV2"));
  EXPECT_EQ(obstacleOf("ZeroOut"),
            "a custom op: TensorFlow has none of this name");
  EXPECT_EQ(obstacleOf("WriteFile"),
            "an op of TensorFlow that sm does not have yet");
  EXPECT_EQ(obstacleOf("MatMul"), "");
  // Passes take these apart, so that their names say nothing.
  EXPECT_EQ(obstacleOf("ResourceGather"), "");
  EXPECT_EQ(obstacleOf("FusedBatchNormV2"), "");
}

} // namespace
} // namespace sm::driver
