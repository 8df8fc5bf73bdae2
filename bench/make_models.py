# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Makes the models that benchmarks and tests share: networks as tf_keras saves
them, the batch left open, with weights from a seed.

  make_models.py FOLDER             those that the tests run
  make_models.py FOLDER --all       and image networks of all families of Keras
  make_models.py FOLDER NAME ...    some of them

A network that stands in FOLDER already is left as it is. Exits with 77 (for
ctest: skipped) where TensorFlow or tf_keras is not installed."""

import argparse
import os
import pathlib
import shutil
import sys

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

SKIP = 77  # ctest's SKIP_RETURN_CODE
def mlp(keras):
    x = keras.Input((784,), name="x")
    y = keras.layers.Dense(1024, activation="relu")(x)
    y = keras.layers.Dense(1024, activation="relu")(y)
    y = keras.layers.Dense(10, activation="softmax", name="out")(y)
    return keras.Model(x, y)


def application(maker, size=224):
    """A network of keras.applications for images of size x size."""
    return lambda keras: getattr(keras.applications, maker)(
        weights=None, input_shape=(size, size, 3))


# The place is the seed: new ones go to the end.
MAKERS = {
    "mlp": mlp,
    "mobilenetv2": application("MobileNetV2"),
    "resnet50": application("ResNet50"),
    "convnexttiny": application("ConvNeXtTiny"),
    "densenet121": application("DenseNet121"),
    "efficientnetb0": application("EfficientNetB0"),
    "efficientnetv2b0": application("EfficientNetV2B0"),
    "inceptionresnetv2": application("InceptionResNetV2", 299),
    "inceptionv3": application("InceptionV3", 299),
    "mobilenet": application("MobileNet"),
    "mobilenetv3large": application("MobileNetV3Large"),
    "mobilenetv3small": application("MobileNetV3Small"),
    "nasnetmobile": application("NASNetMobile"),
    "regnetx002": application("RegNetX002"),
    "regnety002": application("RegNetY002"),
    "resnet50v2": application("ResNet50V2"),
    "resnetrs50": application("ResNetRS50"),
    "vgg16": application("VGG16"),
    "xception": application("Xception", 299),
}
TESTED = ("mlp", "mobilenetv2", "resnet50", "convnexttiny")


def fill(model, np, random):
    """Weights as of a trained network: neither dying out nor growing from layer
    to layer, and biases, scales and offsets that are not 0 and 1, so that a
    road that loses one of them answers something else."""
    for weight in model.weights:
        shape, name = tuple(weight.shape), weight.name
        if "gamma" in name:
            value = random.uniform(0.7, 1.1, shape)
        elif "variance" in name:
            value = np.ones(shape)
        elif len(shape) < 2:
            value = random.normal(0, 0.05, shape)
        else:
            fan_in = np.prod(shape[:2] if "depthwise" in name else shape[:-1])
            value = random.normal(0, np.sqrt(1.6 / fan_in), shape)
        weight.assign(value.astype(weight.dtype.as_numpy_dtype))


def calibrate(model, keras, random):
    """Means and variances of the normalisations as noise meets them."""
    norms = [layer for layer in model.layers
             if isinstance(layer, keras.layers.BatchNormalization)]
    if not norms:
        return
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.momentum = 0.0
    model(random.uniform(0, 1, (4, *model.input_shape[1:])).astype("float32"),
          training=True)
    for norm, momentum in zip(norms, momenta):
        norm.momentum = momentum


def make(name, seed, folder):
    import numpy as np
    import tensorflow as tf
    import tf_keras as keras
    model = MAKERS[name](keras)
    random = np.random.default_rng(seed)
    fill(model, np, random)
    calibrate(model, keras, random)
    # Only a whole model gets the name that others look for.
    unfinished = folder / f"{name}.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    tf.saved_model.save(model, unfinished)
    unfinished.rename(folder / name)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("names", nargs="*", metavar="NAME",
                        help=f"of {', '.join(MAKERS)}; when left out, "
                        f"{', '.join(TESTED)}")
    parser.add_argument("--all", action="store_true")
    args = parser.parse_args()
    unknown = set(args.names) - set(MAKERS)
    if unknown:
        parser.error(f"there is no model {', '.join(sorted(unknown))}")
    wanted = tuple(MAKERS) if args.all else args.names or TESTED
    args.folder.mkdir(parents=True, exist_ok=True)
    for seed, name in enumerate(MAKERS, start=1):
        if name not in wanted:
            continue
        if (args.folder / name / "saved_model.pb").exists():
            print(f"there    {args.folder / name}")
            continue
        try:
            make(name, seed, args.folder)
        except ImportError as error:
            print(f"SKIPPED {name}: {error}")
            return SKIP
        print(f"made     {args.folder / name}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
