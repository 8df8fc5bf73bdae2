// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The cheapest way to part a graph between a source and a sink.

#ifndef SM_LIB_TRANSFORMS_ONNX_MINIMUMCUT_H
#define SM_LIB_TRANSFORMS_ONNX_MINIMUMCUT_H

#include <cstdint>
#include <vector>

namespace sm::onnx {

/// Dinic's algorithm: flow along shortest paths, as much as each layer takes.
class MinimumCut {
public:
  using Node = uint32_t;
  static constexpr Node kSource = 0, kSink = 1;
  /// No sum of the capacities that are to be cut may reach it.
  static constexpr int64_t kInfinite = INT64_MAX / 4;

  MinimumCut() : first(2, kNone) {}

  Node addNode();
  /// `capacity` is paid if `from` is on the side of the source and `to` is not.
  void addEdge(Node from, Node to, int64_t capacity);

  /// Cuts, once; afterwards isOnSourceSide() holds the answer. Among the
  /// cheapest cuts it is the one with the fewest nodes beside the source.
  void cut();
  bool isOnSourceSide(Node node) const { return level[node] >= 0; }

private:
  static constexpr uint32_t kNone = UINT32_MAX;
  /// Edges lie in pairs: i ^ 1 is the way back of i.
  struct Edge {
    Node to;
    uint32_t next;
    int64_t left;
  };

  bool findLevels();
  void fillLayer();
  void pushAlong(const std::vector<uint32_t> &path);

  std::vector<Edge> edges;
  std::vector<uint32_t> first; ///< a node's first edge
  std::vector<uint32_t> at;    ///< the edge a node tries next
  std::vector<int32_t> level;
};

} // namespace sm::onnx

#endif // SM_LIB_TRANSFORMS_ONNX_MINIMUMCUT_H
