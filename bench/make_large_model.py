# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Writes a SavedModel with a small graph and 1 GB of variables: what reading
costs must come from the graph, not from the weights.

  make_large_model.py FOLDER [--megabytes 1024]"""

import argparse
import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf

LAYERS = 4
WIDTH = 8192


class Stack(tf.Module):
    def __init__(self, width):
        super().__init__()
        draw = np.random.default_rng(7)
        self.weights = [
            tf.Variable(draw.standard_normal((width, WIDTH), np.float32)
                        if step % 2 == 0 else
                        draw.standard_normal((WIDTH, width), np.float32),
                        name=f"layer{step}")
            for step in range(LAYERS)]
        self.width = width

    def signature(self):
        def stack(x):
            for weight in self.weights:
                x = tf.nn.relu(tf.matmul(x, weight))
            return {"y": x}
        return tf.function(stack, input_signature=[
            tf.TensorSpec((None, self.width), tf.float32, name="x")])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--megabytes", type=int, default=1024)
    args = parser.parse_args()
    width = args.megabytes * 2**20 // (LAYERS * WIDTH * 4)
    model = Stack(width)
    tf.saved_model.save(model, args.folder,
                        signatures=model.signature().get_concrete_function())


if __name__ == "__main__":
    main()
