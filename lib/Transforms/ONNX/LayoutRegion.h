// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// A part of a graph in which each tensor can be had in two orders of
/// dimensions, and the choice between them that needs the fewest Transposes.
///
/// A Transpose says that one tensor is wanted in two orders, A and B. From it
/// the region grows over ops that can follow either (LayoutRules.h) and over
/// other Transposes, until it meets ops that cannot, arguments and results of
/// functions, or a tensor that already has other orders. Each op inside then
/// works in A or in B; a Transpose is needed where a tensor is made in one and
/// read in the other, once for all its readers. That is a minimum cut.

#ifndef SM_LIB_TRANSFORMS_ONNX_LAYOUTREGION_H
#define SM_LIB_TRANSFORMS_ONNX_LAYOUTREGION_H

#include "DimensionOrder.h"
#include "LayoutRules.h"
#include "MinimumCut.h"

#include "mlir/IR/Builders.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace sm::onnx {

class LayoutRegion {
public:
  /// The region around a Transpose whose order is known. It lies in one block.
  explicit LayoutRegion(mlir::Operation *transpose);

  /// The Transposes inside.
  llvm::ArrayRef<mlir::Operation *> transposes() const {
    return links.getArrayRef();
  }
  size_t numValues() const { return frames.size(); }

  /// Rewrites the region if that needs fewer Transposes, or as many of smaller
  /// tensors. True if so; the Transposes that nobody reads then are erased.
  bool improve();

private:
  /// The two orders of a tensor, seen from that of its type.
  struct Frame {
    Order a, b;
    bool operator==(const Frame &other) const {
      return a == other.a && b == other.b;
    }
  };
  /// An op that works in either order.
  struct Member {
    LayoutRule rule;
    Frame frame;   ///< of the operands that move
    Frame results; ///< of the results
    MinimumCut::Node node = 0;
    bool isB = false;
  };
  /// A place where a tensor is read: by a member, or in the order `fixed`.
  struct Reader {
    mlir::OpOperand *operand;
    Member *member = nullptr;
    Order fixed; ///< seen from the root
  };
  /// One tensor in all its orders: the values that Transposes make of a root.
  struct Tensor {
    mlir::Value root;
    Member *maker = nullptr;
    bool isConstant = false;
    llvm::SmallVector<Reader, 2> readers;
    llvm::SmallVector<Reader, 1> shapeReaders; ///< which any order serves
  };

  bool canHave(mlir::Value value, const Frame &frame) const;
  void have(mlir::Value value, const Frame &frame);
  void visit(mlir::Operation *op);
  void addLink(mlir::Operation *op);
  void addMember(mlir::Operation *op);
  std::optional<Frame> operandFrame(mlir::Operation *op,
                                    const LayoutRule &rule) const;
  Frame resultFrame(mlir::Operation *op, const LayoutRule &rule,
                    const Frame &frame) const;

  std::pair<mlir::Value, Order> rootOf(mlir::Value value) const;
  void collectTensors();
  void addReaders(mlir::Value value, Tensor &tensor, const Order &order);

  bool isHomeB() const;
  int64_t costNow() const;
  int64_t costOf(const Tensor &tensor) const;
  int64_t costOfChoice() const;
  void addToCut(MinimumCut &cut, const Tensor &tensor) const;
  void choose();

  Order producedOrder(const Tensor &tensor) const;
  Order neededOrder(const Tensor &tensor, const Reader &reader) const;
  mlir::Value inOrder(const Tensor &tensor, const Order &order);
  void rewriteReaders(const Tensor &tensor);
  void rewriteShape(const Tensor &tensor, const Reader &reader);
  void eraseUnread();

  mlir::Block *block;
  llvm::MapVector<mlir::Value, Frame> frames;
  llvm::SmallVector<mlir::Value> queue;
  llvm::MapVector<mlir::Operation *, std::unique_ptr<Member>> members;
  llvm::SetVector<mlir::Operation *> links;
  llvm::DenseSet<mlir::Operation *> refused;
  llvm::MapVector<mlir::Value, Tensor> tensors;
  bool homeIsB = false;
};

} // namespace sm::onnx

#endif // SM_LIB_TRANSFORMS_ONNX_LAYOUTREGION_H
