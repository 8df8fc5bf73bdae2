/* Part of sm, the SavedModel toolchain, under the Apache License v2.0.
 * SPDX-License-Identifier: Apache-2.0
 *
 * Runs a compiled model, a .so or .smx file that `sm compile` wrote, with
 * nothing but the C library: no LLVM, no TensorFlow, no part of sm.
 *
 *   sm compile --dir digits --shape image=1,28,28,1 --output digits.so
 *   cc run_compiled.c -o run_compiled -ldl
 *   ./run_compiled ./digits.so digits_serving_default 784 10 < image.raw
 *
 * reads the float32 elements of one input from stdin and prints those of one
 * output. With several --shape, there is a function for each, named after it:
 * digits_serving_default_8x28x28x1. A program that is built for its model links the .so and includes the
 * header that `--header` writes. */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

typedef int (*CompiledFunction)(const void *const *inputs,
                                void *const *outputs);

static int fail(const char *what) {
  fprintf(stderr, "run_compiled: %s\n", what);
  return 1;
}

int main(int argc, char **argv) {
  if (argc != 5)
    return fail("usage: run_compiled FILE FUNCTION INPUT-SIZE OUTPUT-SIZE");
  size_t inputSize = strtoul(argv[3], NULL, 10);
  size_t outputSize = strtoul(argv[4], NULL, 10);
  void *library = dlopen(argv[1], RTLD_NOW);
  if (!library)
    return fail(dlerror());
  CompiledFunction run = (CompiledFunction)dlsym(library, argv[2]);
  if (!run)
    return fail(dlerror());

  float *input = malloc(inputSize * sizeof(float));
  float *output = malloc(outputSize * sizeof(float));
  if (!input || !output)
    return fail("no memory");
  if (fread(input, sizeof(float), inputSize, stdin) != inputSize)
    return fail("the input is too short");

  const void *inputs[] = {input};
  void *outputs[] = {output};
  if (run(inputs, outputs) != 0)
    return fail("no memory for intermediate values");
  for (size_t i = 0; i < outputSize; ++i)
    printf("%g\n", output[i]);
  free(input);
  free(output);
  dlclose(library);
  return 0;
}
