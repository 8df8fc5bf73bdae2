// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Flattening of Python structures in TensorFlow's order: sequences as they
/// are, dicts by sorted keys, composite values by their components.

#ifndef SM_FORMAT_SAVEDMODEL_STRUCTUREDVALUES_H
#define SM_FORMAT_SAVEDMODEL_STRUCTUREDVALUES_H

#include "sm/Format/ObjectGraph.h"

#include <string>
#include <vector>

namespace tensorflow {
class StructuredValue;
} // namespace tensorflow

namespace sm::format {

/// A leaf with what is not public about it.
struct FlatLeaf {
  SignatureLeaf leaf;
  /// False for Python values, which have a literal instead.
  bool isTensor = false;
  /// Tensors that this leaf stands for; above 1 for composite values.
  int numComponents = 1;
  /// True if type and shape are the components', which the leaf does not know.
  bool isComposite = false;
  bool isSparse = false;
};

/// Appends the leaves of `value`, which stands at `path` and whose name so far
/// is `key`. With `usesSpecNames` the names of specifications win over keys.
/// InvalidArgument for names of unreasonable length and types unknown.
Status flattenStructure(const tensorflow::StructuredValue &value,
                        const std::string &key, const std::string &path,
                        bool usesSpecNames, std::vector<FlatLeaf> &leaves);

} // namespace sm::format

#endif // SM_FORMAT_SAVEDMODEL_STRUCTUREDVALUES_H
