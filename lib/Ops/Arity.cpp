// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

#include "sm/Ops/Arity.h"

#include "absl/strings/str_cat.h"

namespace sm::ops {

std::string ArgSlot::spelling() const {
  return absl::StrCat(std::string(arg->name), ":", index);
}

StatusOr<std::vector<ArgSlot>> expandArgs(absl::Span<const ArgInfo> args,
                                          const ListLength &listLength) {
  std::vector<ArgSlot> slots;
  for (const ArgInfo &arg : args) {
    int64_t length = 1;
    if (arg.isList()) {
      std::string_view attr =
          arg.numberAttr.empty() ? arg.typeListAttr : arg.numberAttr;
      length = listLength(attr);
      if (length < 0 || length > kMaxListLength)
        return absl::InvalidArgumentError(absl::StrCat(
            "attribute '", std::string(attr), "', the length of '",
            std::string(arg.name), "', is missing or out of range"));
    }
    for (int64_t index = 0; index < length; ++index)
      slots.push_back({&arg, index});
  }
  return slots;
}

} // namespace sm::ops
