// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// Attributes of nodes as AttrValues: the inverse of ImportAttr.

#ifndef SM_LIB_TARGET_SAVEDMODEL_EXPORTATTR_H
#define SM_LIB_TARGET_SAVEDMODEL_EXPORTATTR_H

#include "dialects/SM/SMDialect.h"
#include "sm/Ops/PartialShape.h"
#include "sm/Support/Status.h"

namespace tensorflow {
class AttrValue;
class TensorProto;
class TensorShapeProto;
} // namespace tensorflow

namespace sm::target {

/// InvalidArgument for an attribute that no AttrValue can say.
Status exportAttr(mlir::Attribute attr, tensorflow::AttrValue &value);

/// Elements, `#sm.encoded` or `#sm.proto`. The values of `#sm.data` are read.
Status exportTensor(mlir::Attribute attr, tensorflow::TensorProto &tensor);

/// The number of a type in tensorflow.DataType.
StatusOr<int> exportType(mlir::Type type);

void exportShape(const PartialShape &shape,
                 tensorflow::TensorShapeProto &proto);

} // namespace sm::target

#endif // SM_LIB_TARGET_SAVEDMODEL_EXPORTATTR_H
