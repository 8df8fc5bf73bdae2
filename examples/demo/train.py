#!/usr/bin/env python3
# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Trains the demo model from nothing but this file: a small network that reads
digits which the script draws itself, and writes

  model/           the SavedModel: image [?, 28, 28, 1] -> probabilities [?, 10]
  samples/*.npy    one drawn image a digit, and all of them as batch.npy
  samples.json     [{"file", "label"}]
  expected.npz     TensorFlow's probabilities for samples/batch.npy

Run it with the environment that ./dev setup makes:
  .venv/bin/python examples/demo/train.py
"""

import json
import os
import pathlib
import shutil
import sys

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf
import tf_keras as keras

HERE = pathlib.Path(__file__).resolve().parent
SIZE = 28
SEED = 20

# Five columns by seven rows a digit, one row a word.
FONT = [
    "01110 10001 10011 10101 11001 10001 01110",
    "00100 01100 00100 00100 00100 00100 01110",
    "01110 10001 00001 00110 01000 10000 11111",
    "11111 00010 00100 00010 00001 10001 01110",
    "00010 00110 01010 10010 11111 00010 00010",
    "11111 10000 11110 00001 00001 10001 01110",
    "00110 01000 10000 11110 10001 10001 01110",
    "11111 00001 00010 00100 01000 01000 01000",
    "01110 10001 10001 01110 10001 10001 01110",
    "01110 10001 10001 01111 00001 00010 01100",
]


def draw(digit, random):
    """A digit as a [SIZE, SIZE, 1] image in 0..1: moved, stretched, slanted,
    dimmed and noisy."""
    glyph = np.array([[int(bit) for bit in row] for row in FONT[digit].split()],
                     np.float32)
    height = random.uniform(15, 23)
    width = height * random.uniform(0.55, 0.8)
    top = random.uniform(1, SIZE - 1 - height)
    left = random.uniform(1, SIZE - 1 - width)
    slant = random.uniform(-0.2, 0.2)
    rows, columns = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32)
    columns = columns + slant * (rows - SIZE / 2)
    y = np.floor((rows - top) / height * 7).astype(int)
    x = np.floor((columns - left) / width * 5).astype(int)
    inside = (y >= 0) & (y < 7) & (x >= 0) & (x < 5)
    image = np.where(inside, glyph[y.clip(0, 6), x.clip(0, 4)], 0)
    image = image * random.uniform(0.6, 1.0)
    image = image + random.normal(0, 0.12, image.shape)
    return image.clip(0, 1).astype(np.float32)[..., None]


def draw_set(count, seed):
    random = np.random.default_rng(seed)
    labels = random.integers(0, 10, count)
    return np.stack([draw(label, random) for label in labels]), labels


def network():
    layers = keras.layers
    return keras.Sequential([
        layers.Input((SIZE, SIZE, 1), name="image"),
        layers.Conv2D(8, 3, strides=2, padding="same", use_bias=False,
                      name="edges"),
        layers.BatchNormalization(name="edges_norm"),
        layers.ReLU(),
        layers.DepthwiseConv2D(3, strides=2, padding="same", use_bias=False,
                               name="strokes"),
        layers.Conv2D(16, 1, use_bias=False, name="mix"),
        layers.BatchNormalization(name="mix_norm"),
        layers.ReLU(6.0),
        layers.Conv2D(24, 3, strides=2, padding="same", name="parts"),
        layers.ReLU(),
        layers.Flatten(),
        layers.Dense(10, activation="softmax", name="digit"),
    ])


def export(model, folder):
    """One signature, one input, one output; the batch stays open."""
    def read_digit(image):
        return {"probabilities": model(image, training=False)}

    image = tf.TensorSpec((None, SIZE, SIZE, 1), tf.float32, name="image")
    shutil.rmtree(folder, ignore_errors=True)
    archive = keras.export.ExportArchive()
    archive.track(model)
    archive.add_endpoint("serve", read_digit, input_signature=[image])
    archive.write_out(str(folder))
    (folder / "assets").rmdir()


def main():
    keras.utils.set_random_seed(SEED)
    tf.config.experimental.enable_op_determinism()
    images, labels = draw_set(12000, seed=1)
    held_images, held_labels = draw_set(2000, seed=2)

    model = network()
    model.compile(keras.optimizers.Adam(2e-3),
                  "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(images, labels, batch_size=64, epochs=6, verbose=2)
    _, accuracy = model.evaluate(held_images, held_labels, verbose=0)
    print(f"accuracy on {len(held_labels)} digits never seen: {accuracy:.3f}")
    if accuracy < 0.95:
        sys.exit("the model did not learn its digits; nothing was written")

    export(model, HERE / "model")

    random = np.random.default_rng(3)
    samples = np.stack([draw(digit, random) for digit in range(10)])
    (HERE / "samples").mkdir(exist_ok=True)
    listing = []
    for digit, sample in enumerate(samples):
        name = f"samples/{digit}.npy"
        np.save(HERE / name, sample[None])
        listing.append({"file": name, "label": digit})
    np.save(HERE / "samples/batch.npy", samples)
    (HERE / "samples.json").write_text(json.dumps(listing, indent=1) + "\n")

    signature = tf.saved_model.load(str(HERE / "model")).signatures[
        "serving_default"]
    expected = signature(image=tf.constant(samples))["probabilities"].numpy()
    np.savez(HERE / "expected.npz", probabilities=expected)
    wrong = [d for d in range(10) if expected[d].argmax() != d]
    print("samples read wrongly:", wrong or "none")


if __name__ == "__main__":
    main()
