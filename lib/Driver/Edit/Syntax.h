// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// What the flags of `sm edit` say, taken apart. Names may hold anything: a
/// backslash takes the next character literally.

#ifndef SM_LIB_DRIVER_EDIT_SYNTAX_H
#define SM_LIB_DRIVER_EDIT_SYNTAX_H

#include "sm/API/Model.h"
#include "sm/API/SignatureSpec.h"
#include "sm/Support/Status.h"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace sm::driver {

/// `name(x=a:0, y=b:1:float32[?,3]) -> (z=c)`: keys and tensors, with type and
/// shape where they are given; [*] is an unknown rank. InvalidArgument says
/// what is expected where.
StatusOr<std::pair<std::string, SignatureSpec>>
parseSignature(std::string_view text);

/// `a=b`, both not empty; `form` is what messages ask for ("OLD=NEW").
StatusOr<std::pair<std::string, std::string>> parsePair(std::string_view text,
                                                        const char *form);

/// A key of a signature, `signature:key`, and what follows '=', if anything.
struct KeyChange {
  std::string signature, key;
  /// As it is written, without its escapes taken away.
  std::optional<std::string> value;
};
StatusOr<KeyChange> parseKeyChange(std::string_view text, const char *form);

/// A tag set; '' and "''" are the empty one.
StatusOr<std::set<std::string>> parseTags(std::string_view text);

/// `serve=serve,gpu`: two tag sets.
StatusOr<std::pair<std::set<std::string>, std::set<std::string>>>
parseRetag(std::string_view text);

/// A MetaGraph of another model: `dir`, `dir[tags]`, `dir[tags]=new,tags`. A
/// path that ends in .pb or .pbtxt is a frozen graph.
struct MetaGraphChoice {
  ModelSource source;
  std::optional<std::set<std::string>> newTags;
};
StatusOr<MetaGraphChoice> parseMetaGraph(std::string_view text);

} // namespace sm::driver

#endif // SM_LIB_DRIVER_EDIT_SYNTAX_H
