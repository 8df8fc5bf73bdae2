// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Which ops a graph holds and which an entry reaches.

#include "lib/Driver/Ops/OpUse.h"
#include "sm/Format/Proto/graph.pb.h"

#include "google/protobuf/text_format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace sm::driver {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// Main graph: x -> A -> B (control from C), call of f by name, branches g and
/// h as attributes. Functions: f holds D, g calls h, h holds D and E, k nothing
/// calls.
tensorflow::GraphDef graph() {
  tensorflow::GraphDef result;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(R"pb(
    node { name: "x" op: "Placeholder" }
    node { name: "a" op: "A" input: "x:0" }
    node { name: "c" op: "C" }
    node { name: "b" op: "B" input: "a:1" input: "^c" }
    node { name: "f1" op: "f" }
    node {
      name: "if"
      op: "If"
      attr { key: "then" value { func { name: "g" } } }
    }
    node {
      name: "case"
      op: "Case"
      attr {
        key: "branches"
        value { list {
          func { name: "k" attr { key: "n" value { func { name: "f" } } } }
          func { name: "lost" }
        } }
      }
    }
    library {
      function { signature { name: "f" } node_def { name: "d" op: "D" } }
      function { signature { name: "g" } node_def { name: "call" op: "h" } }
      function {
        signature { name: "h" }
        node_def { name: "d" op: "D" }
        node_def { name: "d2" op: "D" }
        node_def { name: "again" op: "g" }
      }
      function { signature { name: "k" } node_def { name: "z" op: "Z" } }
    })pb",
                                                            &result));
  return result;
}

std::vector<std::string> textOf(const std::vector<OpUse> &uses) {
  std::vector<std::string> texts;
  for (const OpUse &use : uses)
    texts.push_back(use.op + "@" + use.function + ":" + use.node + "*" +
                    std::to_string(use.count));
  return texts;
}

TEST(OpUseTest, AllFunctionsAndNoCalls) {
  EXPECT_THAT(textOf(allOpUses(graph())),
              ElementsAre("A@:a*1", "B@:b*1", "C@:c*1", "Case@:case*1",
                          "D@f:d*1", "D@h:d*2", "If@:if*1", "Placeholder@:x*1",
                          "Z@k:z*1"));
}

TEST(OpUseTest, CountsByOp) {
  const auto counts = countByOp(allOpUses(graph()));
  EXPECT_EQ(counts.at("D"), 3);
  EXPECT_EQ(counts.at("A"), 1);
}

TEST(OpUseTest, ReachFollowsDataAndControl) {
  EXPECT_THAT(textOf(reachedOpUses(graph(), {{"b:0"}, {}, {}})),
              ElementsAre("A@:a*1", "B@:b*1", "C@:c*1", "Placeholder@:x*1"));
}

TEST(OpUseTest, ReachStopsAtFeeds) {
  EXPECT_THAT(textOf(reachedOpUses(graph(), {{"b:0"}, {"a:1"}, {}})),
              ElementsAre("B@:b*1", "C@:c*1"));
}

TEST(OpUseTest, ReachFollowsEveryFunctionAttribute) {
  EXPECT_THAT(textOf(reachedOpUses(graph(), {{"if"}, {}, {}})),
              ElementsAre("D@h:d*2", "If@:if*1"));
  EXPECT_THAT(textOf(reachedOpUses(graph(), {{"case"}, {}, {}})),
              ElementsAre("Case@:case*1", "D@f:d*1", "Z@k:z*1"));
  EXPECT_THAT(textOf(reachedOpUses(graph(), {{"f1"}, {}, {}})),
              ElementsAre("D@f:d*1"));
}

TEST(OpUseTest, RootsMayBeFunctionsAndMayBeMissing) {
  EXPECT_THAT(textOf(reachedOpUses(graph(), {{}, {}, {"k", "nothing"}})),
              ElementsAre("Z@k:z*1"));
  EXPECT_THAT(reachedOpUses(graph(), {{"nothing:0"}, {}, {}}), IsEmpty());
}

} // namespace
} // namespace sm::driver
