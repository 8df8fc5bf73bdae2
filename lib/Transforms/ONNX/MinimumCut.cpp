// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "MinimumCut.h"

#include <algorithm>

namespace sm::onnx {

MinimumCut::Node MinimumCut::addNode() {
  first.push_back(kNone);
  return static_cast<Node>(first.size() - 1);
}

void MinimumCut::addEdge(Node from, Node to, int64_t capacity) {
  edges.push_back({to, first[from], capacity});
  first[from] = static_cast<uint32_t>(edges.size() - 1);
  edges.push_back({from, first[to], 0});
  first[to] = static_cast<uint32_t>(edges.size() - 1);
}

/// Distances from the source along edges with room; true if the sink has one.
bool MinimumCut::findLevels() {
  level.assign(first.size(), -1);
  level[kSource] = 0;
  std::vector<Node> queue = {kSource};
  for (size_t i = 0; i < queue.size(); ++i)
    for (uint32_t e = first[queue[i]]; e != kNone; e = edges[e].next)
      if (edges[e].left > 0 && level[edges[e].to] < 0) {
        level[edges[e].to] = level[queue[i]] + 1;
        queue.push_back(edges[e].to);
      }
  return level[kSink] >= 0;
}

void MinimumCut::pushAlong(const std::vector<uint32_t> &path) {
  int64_t amount = edges[path.front()].left;
  for (uint32_t e : path)
    amount = std::min(amount, edges[e].left);
  for (uint32_t e : path) {
    edges[e].left -= amount;
    edges[e ^ 1].left += amount;
  }
}

void MinimumCut::fillLayer() {
  at = first;
  std::vector<uint32_t> path;
  while (true) {
    Node node = path.empty() ? kSource : edges[path.back()].to;
    if (node == kSink) {
      pushAlong(path);
      // Back to where the path is full.
      auto full = std::find_if(path.begin(), path.end(),
                               [&](uint32_t e) { return edges[e].left == 0; });
      path.erase(full, path.end());
      continue;
    }
    uint32_t &e = at[node];
    while (e != kNone &&
           (edges[e].left == 0 || level[edges[e].to] != level[node] + 1))
      e = edges[e].next;
    if (e != kNone) {
      path.push_back(e);
      continue;
    }
    if (path.empty())
      return;
    path.pop_back();
    // Nothing leads on from the node: whoever came here tries the next edge.
    level[node] = -1;
  }
}

void MinimumCut::cut() {
  while (findLevels())
    fillLayer();
}

} // namespace sm::onnx
