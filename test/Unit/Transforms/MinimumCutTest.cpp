// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "lib/Transforms/ONNX/MinimumCut.h"

#include "gtest/gtest.h"

#include <random>

namespace sm::onnx {
namespace {

struct Edge {
  MinimumCut::Node from, to;
  int64_t capacity;
};

/// What it costs to have the nodes of `side` beside the source.
int64_t costOf(const std::vector<Edge> &edges, const std::vector<bool> &side) {
  int64_t cost = 0;
  for (const Edge &edge : edges)
    if (side[edge.from] && !side[edge.to])
      cost += edge.capacity;
  return cost;
}

TEST(MinimumCut, PartsWhereItIsCheapest) {
  MinimumCut cut;
  MinimumCut::Node a = cut.addNode(), b = cut.addNode();
  cut.addEdge(MinimumCut::kSource, a, MinimumCut::kInfinite);
  cut.addEdge(a, b, 3);
  cut.addEdge(b, MinimumCut::kSink, 5);
  cut.cut();
  EXPECT_TRUE(cut.isOnSourceSide(a));
  EXPECT_FALSE(cut.isOnSourceSide(b));
}

TEST(MinimumCut, LeavesWhatCostsNothingWithTheSink) {
  MinimumCut cut;
  MinimumCut::Node alone = cut.addNode();
  cut.cut();
  EXPECT_TRUE(cut.isOnSourceSide(MinimumCut::kSource));
  EXPECT_FALSE(cut.isOnSourceSide(alone));
}

/// Small graphs, against all ways to part them.
TEST(MinimumCut, AgreesWithTryingAll) {
  std::mt19937 generator(1);
  auto random = [&](unsigned end) {
    return std::uniform_int_distribution<unsigned>(0, end - 1)(generator);
  };
  for (int trial = 0; trial < 300; ++trial) {
    const unsigned count = 2 + random(7);
    MinimumCut cut;
    for (unsigned i = 2; i < count; ++i)
      cut.addNode();
    std::vector<Edge> edges;
    for (unsigned i = random(30); i > 0; --i) {
      edges.push_back({random(count), random(count), random(10)});
      cut.addEdge(edges.back().from, edges.back().to, edges.back().capacity);
    }
    cut.cut();
    std::vector<bool> side(count);
    for (unsigned i = 0; i < count; ++i)
      side[i] = cut.isOnSourceSide(i);
    ASSERT_TRUE(side[MinimumCut::kSource] && !side[MinimumCut::kSink]);
    int64_t best = INT64_MAX;
    for (unsigned bits = 0; bits < 1U << (count - 2); ++bits) {
      std::vector<bool> tried = {true, false};
      for (unsigned i = 0; i + 2 < count; ++i)
        tried.push_back(bits >> i & 1);
      best = std::min(best, costOf(edges, tried));
    }
    EXPECT_EQ(costOf(edges, side), best) << "trial " << trial;
  }
}

/// Long chains must not be followed by recursion.
TEST(MinimumCut, FollowsLongChains) {
  MinimumCut cut;
  std::vector<MinimumCut::Node> nodes = {MinimumCut::kSource};
  constexpr int kLength = 200000, kWeakest = 150000;
  for (int i = 0; i < kLength; ++i) {
    nodes.push_back(cut.addNode());
    cut.addEdge(nodes[i], nodes[i + 1], i == kWeakest ? 1 : 2);
  }
  cut.addEdge(nodes.back(), MinimumCut::kSink, 2);
  cut.cut();
  EXPECT_TRUE(cut.isOnSourceSide(nodes[kWeakest]));
  EXPECT_FALSE(cut.isOnSourceSide(nodes[kWeakest + 1]));
}

} // namespace
} // namespace sm::onnx
