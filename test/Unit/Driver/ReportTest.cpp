// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Reports of what is unsupported, outputs of a run, and their JSON.

#include "lib/Driver/Output/Report.h"
#include "lib/Driver/Run/Run.h"

#include "test/Unit/Format/TestFiles.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sm::driver {
namespace {

using testing::HasSubstr;

UnsupportedReport smallReport() {
  UnsupportedReport report;
  report.unsupported = {{"Foo", "a/foo", "body", "model.py:12", 3, "no kernel"},
                        {"Bar", "bar\x1b", "", "", 1, "custom op"}};
  report.usableSignatures = {{{"serve", "gpu"}, "small"}, {{}, "other"}};
  return report;
}

TEST(ReportTest, Text) {
  EXPECT_EQ(reportText(smallReport()),
            "  Foo (3 nodes): no kernel\n"
            "      first: a/foo in function body, model.py:12\n"
            "  Bar (1 node): custom op\n"
            "      first: bar\\x1b\n"
            "What works in this model:\n"
            "  --tag_set gpu,serve --signature_def small\n"
            "  --tag_set '' --signature_def other\n");
  EXPECT_EQ(reportText({}), "");
}

TEST(ReportTest, TextOfInputsAndOtherSignatures) {
  UnsupportedReport report;
  report.unsupported = {
      {"input 'words'", "", "", "", 1,
       "it is a tensor of string, which StableHLO does not have; feed what is "
       "computed from it instead (--feeds, --fetches)"},
      {"HashTableV2", "table", "initialisation", "", 2, "no kernel"}};
  const std::string items =
      "  input 'words': it is a tensor of string, which StableHLO does not "
      "have; feed\n"
      "    what is computed from it instead (--feeds, --fetches)\n"
      "  HashTableV2 (2 nodes): no kernel\n"
      "      first: table in function initialisation\n";
  // Tables are made whatever is fed.
  EXPECT_EQ(reportText(report), items);
  report.unsupported.push_back({"Foo", "a/foo", "", "", 1, "no kernel"});
  const std::string more = items + "  Foo (1 node): no kernel\n"
                                   "      first: a/foo\n";
  EXPECT_EQ(reportText(report),
            more + "To leave nodes out, name tensors around them with --feeds "
                   "and --fetches.\n");
  report.usableSignatures = {{{"serve"}, "small"}};
  report.usableAreTried = false;
  EXPECT_EQ(reportText(report),
            more + "What may work instead, by the ops in it:\n"
                   "  --tag_set serve --signature_def small\n");
}

TEST(ReportTest, JSON) {
  EXPECT_EQ(prettyJSON(toJSON(smallReport())),
            R"({
  "unsupported": [
    {
      "count": 3,
      "function": "body",
      "node": "a/foo",
      "op": "Foo",
      "reason": "no kernel",
      "source": "model.py:12"
    },
    {
      "count": 1,
      "function": "",
      "node": "bar\u001b",
      "op": "Bar",
      "reason": "custom op",
      "source": ""
    }
  ],
  "usable_signatures": [
    {
      "signature": "small",
      "tags": [
        "gpu",
        "serve"
      ]
    },
    {
      "signature": "other",
      "tags": []
    }
  ]
}
)");
}

TEST(ReportTest, FinishWritesTheFileAndKeepsTheStatus) {
  const test::TempFolder folder;
  const std::string path = folder.path("report.json");
  testing::internal::CaptureStderr();
  EXPECT_EQ(finishWithReport("run", absl::UnimplementedError("cannot"),
                             smallReport(), path),
            kUnsupported);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              testing::StartsWith("sm run: error: cannot\n  Foo (3 nodes)"));
  EXPECT_EQ(test::readFile(path), prettyJSON(toJSON(smallReport())));
}

TEST(ReportTest, FinishWithAnotherErrorWritesNothing) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(finishWithReport("run", absl::NotFoundError("gone"), {},
                             "/nowhere/report.json"),
            kFailed);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "sm run: error: gone\n");
}

TEST(ReportTest, FinishSaysIfTheFileCannotBeWritten) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(finishWithReport("run", absl::UnimplementedError("cannot"), {},
                             "/nowhere/report.json"),
            kUnsupported);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("/nowhere/report.json: cannot be written"));
}

TEST(ReportTest, Notes) {
  testing::internal::CaptureStderr();
  printNotes("show", {"version 3", "odd\n"});
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "sm show: note: version 3\nsm show: note: odd\\x0a\n");
}

TEST(ReportTest, TextOfAnyBytes) {
  EXPECT_EQ(textJSON("\xff"), llvm::json::Value("\xef\xbf\xbd"));
}

TEST(OutputsTest, TextAndJSON) {
  runtime::Port b, a;
  b.name = "b\n";
  a.name = "a";
  const int32_t two[] = {1, 2};
  auto vector = runtime::Tensor::allocate(DType::Int32, Shape({2}));
  auto scalar = runtime::Tensor::allocate(DType::Float, Shape());
  ASSERT_TRUE(vector.ok() && scalar.ok());
  std::copy(two, two + 2, vector->mutableData<int32_t>());
  *scalar->mutableData<float>() = 0.5f;
  EXPECT_EQ(outputsText({b, a}, {*vector, *scalar}),
            "b\\x0a  int32[2]\n[1 2]\na  float32[]\n0.5\n");
  EXPECT_EQ(outputsJSON({b, a}, {*vector, *scalar}), R"({
  "outputs": {
    "a": {
      "dtype": "float32",
      "shape": [],
      "values": 0.5
    },
    "b\n": {
      "dtype": "int32",
      "shape": [2],
      "values": [1,2]
    }
  }
}
)");
}

} // namespace
} // namespace sm::driver
