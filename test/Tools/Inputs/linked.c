/* Part of sm, the SavedModel toolchain, under the Apache License v2.0.
 * SPDX-License-Identifier: Apache-2.0
 *
 * A program that is linked with a compiled model: one image from stdin, its
 * probabilities to stdout, as examples/c/run_compiled.c prints them. */
#include "digits.h"

#include <stdio.h>

int main(void) {
  static float image[28 * 28], probabilities[10];
  if (fread(image, sizeof(float), 28 * 28, stdin) != 28 * 28)
    return 1;
  const void *inputs[] = {image};
  void *outputs[] = {probabilities};
  if (digits_serving_default(inputs, outputs) != 0)
    return 1;
  for (int i = 0; i < 10; ++i)
    printf("%g\n", probabilities[i]);
  return 0;
}
