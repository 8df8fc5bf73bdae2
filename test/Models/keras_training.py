# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""tf_keras loads a model after sm wrote it again, and training goes on with the
same losses as without: weights, Adam's slots and the object graph survive."""

import argparse
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import measured

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

SKIP = 77  # ctest's SKIP_RETURN_CODE
ROADS = {"copied": [], "optimised": ["--optimize"]}


def make_model(keras, np, folder):
    """A small net with batch norm and Adam slots, trained for some steps."""
    keras.utils.set_random_seed(7)
    net = keras.Sequential([
        keras.layers.Input((8, 8, 3)), keras.layers.Conv2D(4, 3),
        keras.layers.BatchNormalization(), keras.layers.ReLU(),
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sm", type=pathlib.Path, required=True)
    args = parser.parse_args()
    try:
        import numpy as np
        import tf_keras as keras
    except ImportError as error:
        print(f"SKIPPED: resumed training, as tf_keras is missing ({error}); "
              "./dev setup makes .venv with it")
        return SKIP
    failed = 0
    with tempfile.TemporaryDirectory() as work:
        work = pathlib.Path(work)
        x, y = make_model(keras, np, work / "trained")
        losses, steps, answers = resumed(keras, work / "trained", x, y)
        for road, flags in ROADS.items():
            target = work / road
            done = measured.run([args.sm, "convert", "--dir", work / "trained",
                                 *flags, "--to", "saved-model", "--output",
                                 target])
            if done.status != 0:
                print(f"FAILED  {road}: {done.first_error()}")
                failed += 1
                continue
            again = resumed(keras, target, x, y)
            same = (again[1] == steps and np.allclose(again[0], losses, 1e-5)
                    and np.allclose(again[2], answers, 1e-4, 1e-5))
            failed += not same
            print(f"{'passed' if same else 'FAILED'}  {road}: losses "
                  f"{again[0]}, without sm {losses}, step {again[1]}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
