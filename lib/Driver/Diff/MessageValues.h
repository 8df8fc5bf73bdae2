// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Short texts for the values that messages hold, and the comparison of two
/// tensors among them.

#ifndef SM_LIB_DRIVER_DIFF_MESSAGEVALUES_H
#define SM_LIB_DRIVER_DIFF_MESSAGEVALUES_H

#include "lib/Driver/Diff/Diff.h"

#include <string>
#include <string_view>

namespace tensorflow {
class AttrValue;
class TensorProto;
class TensorShapeProto;
} // namespace tensorflow

namespace sm::driver {

/// In quotes, with escapes for what is not printable.
std::string quoted(std::string_view text);
/// "0.5", "nan".
std::string numberText(double number);
/// "float32"; "type 77" for a number that names none.
std::string typeText(int number);
/// "[?,3]"; "<unknown>" for an unknown rank.
std::string shapeText(const tensorflow::TensorShapeProto &shape);
/// "float32[2,3]".
std::string tensorText(const tensorflow::TensorProto &tensor);
/// "float32", "[1,2,2,1]", "'NHWC'", "@body".
std::string attributeText(const tensorflow::AttrValue &attribute);

/// How two unequal tensor messages differ: in type, shape, elements, or only
/// in the way they are stored.
Detail tensorDetail(const std::string &path, const tensorflow::TensorProto &a,
                    const tensorflow::TensorProto &b);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_DIFF_MESSAGEVALUES_H
