// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// Attribute values of an op, free of protobuf and MLIR, and the generated
/// structs' way to be filled from them.

#ifndef SM_OPS_ATTRIBUTES_H
#define SM_OPS_ATTRIBUTES_H

#include "sm/Ops/PartialShape.h"
#include "sm/Support/DType.h"
#include "sm/Support/Status.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sm::ops {

/// One attribute value as TensorFlow's AttrValue knows it; tensors and
/// functions are handled where they occur and have no place here. An empty
/// list may be held as any of the list types.
using AttrValue =
    std::variant<int64_t, float, bool, std::string, DType, PartialShape,
                 std::vector<int64_t>, std::vector<float>, std::vector<bool>,
                 std::vector<std::string>, std::vector<DType>,
                 std::vector<PartialShape>>;

/// Attributes by name. Absent attributes take the op's defaults.
using AttrMap = std::map<std::string, AttrValue, std::less<>>;

/// Reads attribute `name` of `attrs` into `value`; leaves `value`, which holds
/// the default, alone if it is absent and `required` is false. Errors: absent
/// but required, or of another kind.
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                int64_t &value);
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                float &value);
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                bool &value);
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                std::string &value);
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                DType &value);
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                PartialShape &value);
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                std::vector<int64_t> &value);
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                std::vector<float> &value);
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                std::vector<bool> &value);
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                std::vector<std::string> &value);
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                std::vector<DType> &value);
Status readAttr(const AttrMap &attrs, std::string_view name, bool required,
                std::vector<PartialShape> &value);

} // namespace sm::ops

#endif // SM_OPS_ATTRIBUTES_H
