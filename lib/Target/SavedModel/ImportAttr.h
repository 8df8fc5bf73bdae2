// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// AttrValues of nodes as attributes.

#ifndef SM_LIB_TARGET_SAVEDMODEL_IMPORTATTR_H
#define SM_LIB_TARGET_SAVEDMODEL_IMPORTATTR_H

#include "dialects/SM/SMDialect.h"
#include "sm/Support/Status.h"

#include <memory>

namespace tensorflow {
class AttrValue;
class TensorProto;
class TensorShapeProto;
} // namespace tensorflow

namespace sm::target {

/// True if a shape attribute or a tensor type says all of `shape`: no names of
/// dimensions, no unknown fields.
bool isPlainShape(const tensorflow::TensorShapeProto &shape);

/// Converts AttrValues. `owner` keeps the protos alive, to which large
/// constants refer.
class AttrImporter {
public:
  AttrImporter(mlir::MLIRContext *context, std::shared_ptr<const void> owner)
      : context(context), owner(std::move(owner)) {}

  /// Each kind has its attribute; what does not fit one without loss becomes
  /// `#sm.proto`. InvalidArgument for tensors that TensorFlow would refuse.
  StatusOr<mlir::Attribute>
  importAttr(const tensorflow::AttrValue &value) const;

  /// An elements attribute, `#sm.encoded` around one, or `#sm.proto`.
  StatusOr<mlir::Attribute>
  importTensor(const tensorflow::TensorProto &tensor) const;

private:
  StatusOr<mlir::Attribute>
  importList(const tensorflow::AttrValue &value) const;
  mlir::Attribute importType(int number) const;
  mlir::Attribute importShape(const tensorflow::TensorShapeProto &shape) const;

  mlir::MLIRContext *context;
  std::shared_ptr<const void> owner;
};

} // namespace sm::target

#endif // SM_LIB_TARGET_SAVEDMODEL_IMPORTATTR_H
