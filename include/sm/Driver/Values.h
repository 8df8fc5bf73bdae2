// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0

/// The inputs of a run as the command line gives them: files of numpy, literals
/// and tf.Examples, by key.

#ifndef SM_DRIVER_VALUES_H
#define SM_DRIVER_VALUES_H

#include "sm/Driver/Literals.h"
#include "sm/Runtime/Program.h"
#include "sm/Runtime/Tensor.h"
#include "sm/Support/Status.h"

#include "absl/types/span.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sm::driver {

/// Where the value of one input comes from.
struct ValueSource {
  enum class Kind {
    File,       ///< `file`, and `array` of it for a .npz file
    WholeFile,  ///< every array of the .npz `file`, each under its own name
    Expression, ///< `literal`
    Examples,   ///< `literal`: a list of dictionaries of features
  };
  Kind kind = Kind::File;
  /// The input's key; empty for WholeFile.
  std::string key;
  std::string file;
  /// nullopt: the only array of the file.
  std::optional<std::string> array;
  Literal literal;
};

/// The texts of --inputs, --input_exprs and --input_examples.
struct ValueFlags {
  std::optional<std::string> inputs;
  std::optional<std::string> exprs;
  std::optional<std::string> examples;
};

/// Parses `x=a.npy;y=b.npz[k];all.npz`: key up to the first '=', file up to
/// ';', the last [..] names the array; a part without '=' is a whole .npz file.
/// A backslash takes the next character literally. Reads no file.
/// InvalidArgument for an empty key or file.
StatusOr<std::vector<ValueSource>> parseInputs(std::string_view text);

/// Parses all flags. InvalidArgument, naming the flag, for bad grammar and for
/// a key that is given twice.
StatusOr<std::vector<ValueSource>> parseValueFlags(const ValueFlags &flags);

/// The tensors that a --feeds text names, with their files where it gives
/// some: `a:0=f.npy;b:0`.
struct Feeds {
  std::vector<std::string> names;
  std::vector<ValueSource> values;
};
StatusOr<Feeds> parseFeeds(std::string_view text);

/// Splits `c:0,d:1` at commas; a backslash takes the next character literally.
/// InvalidArgument for an empty name.
StatusOr<std::vector<std::string>> parseNames(std::string_view text);

/// Serialised tf.Examples of a list of dictionaries: a string vector. Each
/// feature is a value or a list of values of one kind: strings become a bytes
/// list, integers an int64 list, numbers with a point a float list.
StatusOr<runtime::Tensor> examplesToTensor(const Literal &literal);

/// Reads and converts the values, one per port and in the order of the ports; a
/// port without a value takes its default.
/// InvalidArgument lists all missing and all unknown keys at once; other errors
/// name the key and what its port wants. Arrays of files must have the dtype of
/// the port; "KEY::bfloat16" with a uint16 array feeds a bfloat16 port KEY.
StatusOr<std::vector<runtime::Tensor>>
bindValues(absl::Span<const ValueSource> sources,
           absl::Span<const runtime::Port> ports);

/// "x float32[?,3], y string[]": what an entry takes or gives.
std::string describePorts(absl::Span<const runtime::Port> ports);

} // namespace sm::driver

#endif // SM_DRIVER_VALUES_H
