# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""tf_keras loads a model after sm wrote it again, and training goes on with the
same losses as without: weights, Adam's slots and the object graph survive."""

import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import measured
import verdicts

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

ROADS = {"copied": [], "optimised": ["--optimize"]}


def make_model(keras, np, folder, activation):
    """A small net with batch norm and Adam slots, trained for some steps. The
    gradient of swish is a custom one, which looks into the forward pass."""
    keras.utils.set_random_seed(7)
    net = keras.Sequential([
        keras.layers.Input((8, 8, 3)), keras.layers.Conv2D(4, 3),
        keras.layers.BatchNormalization(),
        keras.layers.Activation(activation),
        keras.layers.Flatten(), keras.layers.Dense(2)])
    net.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
    random = np.random.default_rng(3)
    x = random.normal(size=(16, 8, 8, 3)).astype("float32")
    y = random.normal(size=(16, 2)).astype("float32")
    net.fit(x, y, batch_size=8, epochs=2, shuffle=False, verbose=0)
    net.save(str(folder), save_format="tf")
    return x, y


def resumed(keras, folder, x, y):
    """Losses of further training, and what the model then predicts."""
    net = keras.models.load_model(str(folder))
    history = net.fit(x, y, batch_size=8, epochs=3, shuffle=False, verbose=0)
    steps = int(net.optimizer.iterations.numpy())
    return history.history["loss"], steps, net.predict(x, verbose=0)


def main():
    args = verdicts.parser(__doc__).parse_args()
    try:
        import numpy as np
        import tf_keras as keras
    except ImportError as error:
        return verdicts.skip("resumed training, as tf_keras is missing "
                             f"({error}); ./dev setup makes .venv with it")
    roads = verdicts.Verdicts()
    with tempfile.TemporaryDirectory() as work:
        for activation in ("relu", "swish"):
            train_on(args, keras, np, pathlib.Path(work), activation, roads)
    return roads.conclude(must_pass=True)


def train_on(args, keras, np, work, activation, roads):
    """Copies of one model by each road, each trained further."""
    trained = work / activation
    x, y = make_model(keras, np, trained, activation)
    losses, steps, answers = resumed(keras, trained, x, y)
    for road, flags in ROADS.items():
        road = f"{activation} {road}"
        if args.only and args.only not in road:
            continue
        target = work / road
        done = measured.run([args.sm, "convert", "--dir", trained, *flags,
                             "--to", "saved-model", "--output", target])
        if done.status != 0:
            roads.tell("FAILED", road, done.first_error())
            continue
        again = resumed(keras, target, x, y)
        same = (again[1] == steps and np.allclose(again[0], losses, 1e-5)
                and np.allclose(again[2], answers, 1e-4, 1e-5))
        roads.tell("passed" if same else "FAILED", road,
                   f"losses {again[0]}, without sm {losses}, "
                   f"step {again[1]}")


if __name__ == "__main__":
    sys.exit(main())
