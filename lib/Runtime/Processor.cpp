// Part of sm, the SavedModel toolchain, under the Apache License v2.0.
// SPDX-License-Identifier: Apache-2.0
//
// What this machine's processor can do, as far as code can need it.

#include "sm/Runtime/Artifact.h"

#include <iterator>

namespace sm::runtime {

namespace {

struct Extension {
  const char *name; ///< LLVM's
  bool (*isThere)();
};

} // namespace

// The compiler's function takes nothing but literals.
#define SM_EXTENSION(name)                                                     \
  {name, [] { return __builtin_cpu_supports(name) != 0; }}

static const Extension kExtensions[] = {
    SM_EXTENSION("popcnt"),       SM_EXTENSION("lzcnt"),
    SM_EXTENSION("bmi"),          SM_EXTENSION("bmi2"),
    SM_EXTENSION("movbe"),        SM_EXTENSION("sse4.1"),
    SM_EXTENSION("sse4.2"),       SM_EXTENSION("sse4a"),
    SM_EXTENSION("avx"),          SM_EXTENSION("f16c"),
    SM_EXTENSION("fma"),          SM_EXTENSION("fma4"),
    SM_EXTENSION("xop"),          SM_EXTENSION("tbm"),
    SM_EXTENSION("avx2"),         SM_EXTENSION("avxvnni"),
    SM_EXTENSION("gfni"),         SM_EXTENSION("avx512f"),
    SM_EXTENSION("avx512cd"),     SM_EXTENSION("avx512bw"),
    SM_EXTENSION("avx512dq"),     SM_EXTENSION("avx512vl"),
    SM_EXTENSION("avx512ifma"),   SM_EXTENSION("avx512vbmi"),
    SM_EXTENSION("avx512vbmi2"),  SM_EXTENSION("avx512vnni"),
    SM_EXTENSION("avx512bitalg"), SM_EXTENSION("avx512vpopcntdq"),
    SM_EXTENSION("avx512bf16"),   SM_EXTENSION("avx512fp16"),
};

#undef SM_EXTENSION

absl::Span<const char *const> processorExtensions() {
  static const std::vector<const char *> *names = [] {
    auto *result = new std::vector<const char *>;
    for (const Extension &extension : kExtensions)
      result->push_back(extension.name);
    return result;
  }();
  return *names;
}

bool processorHas(std::string_view extension) {
  for (const Extension &known : kExtensions)
    if (known.name == extension)
      return known.isThere();
  return false;
}

} // namespace sm::runtime
