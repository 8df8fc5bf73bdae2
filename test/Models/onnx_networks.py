# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Small networks as Keras saves them, each with something that changes its
place between NHWC and NCHW, and how many Transposes an ONNX model needs of
it."""

import os

os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf
import tf_keras as keras

L = keras.layers


def flattened():
    """Dense layers behind an image: the weights' rows move, not the image,
    which has one channel and so nothing to move."""
    x = keras.Input((28, 28, 1), name="x")
    y = L.MaxPool2D()(L.Conv2D(8, 3, activation="relu")(x))
    y = L.Flatten()(L.Conv2D(16, 3, activation="tanh")(y))
    return keras.Model(x, L.Softmax()(L.Dense(10)(y))), 0


def branches():
    """Concatenation of images that come different ways, and NHWC at the end."""
    x = keras.Input((16, 16, 3), name="x")
    a = L.LeakyReLU(0.1)(L.Conv2D(8, 3, padding="same")(x))
    b = L.AveragePooling2D(3, 1, padding="same")(a)
    c = L.BatchNormalization()(L.Conv2D(8, 3, padding="same")(a))
    y = L.Concatenate()([a, b, L.Activation("elu")(c)])
    y = L.SeparableConv2D(4, 3, padding="same")(y)
    return keras.Model(x, L.Softmax()(y)), 2


def squeezed():
    """Channels weighted by what the whole image says."""
    x = keras.Input((20, 20, 8), name="x")
    y = L.ReLU()(L.BatchNormalization()(L.Conv2D(16, 3, padding="same")(x)))
    s = L.Reshape((1, 1, 16))(L.GlobalAveragePooling2D()(y))
    s = L.Conv2D(4, 1, activation="relu")(s)
    s = L.Conv2D(16, 1, activation="hard_sigmoid")(s)
    y = L.PReLU(shared_axes=[1, 2])(L.Multiply()([y, s]))
    y = L.GlobalMaxPooling2D(keepdims=True)(y)
    return keras.Model(x, L.Dense(3)(L.Reshape((16,))(y))), 1


def preactivated():
    """Normalisation that no convolution takes, explicit padding, and zeros
    around negative numbers before a MaxPool."""
    x = keras.Input((16, 16, 4), name="x")
    y = L.Conv2D(8, 3, padding="same")(x)
    y = L.MaxPool2D(3, 2)(L.ZeroPadding2D(1)(y))
    for stride in (1, 2):
        z = L.ReLU()(L.BatchNormalization()(y))
        z = L.Conv2D(8, 3, strides=stride)(L.ZeroPadding2D(1)(z))
        z = L.ReLU(6.)(L.BatchNormalization()(z))
        z = L.DepthwiseConv2D(3, padding="same", depth_multiplier=2)(z)
        y = L.Add()([L.Conv2D(8, 1)(z), L.MaxPool2D(1, stride)(y)])
    return keras.Model(x, L.Dense(5)(L.Flatten()(L.BatchNormalization()(y)))), 1


def sequences():
    """Images of one dimension."""
    x = keras.Input((50, 6), name="x")
    y = L.Conv1D(8, 5, padding="causal", activation="relu")(x)
    y = L.Conv1D(8, 3, strides=2)(L.MaxPool1D()(y))
    y = L.GlobalAveragePooling1D()(L.BatchNormalization()(y))
    return keras.Model(x, L.Dense(3)(y)), 1


def axes():
    """Slices, sums, reductions and softmax along named dimensions, a Transpose
    of the model's own, and a Reshape behind it."""
    x = keras.Input((16, 16, 8), name="x")
    y = L.Conv2D(16, 3, padding="same")(x)
    y = y[..., :8] * tf.sigmoid(y[..., 8:])
    y = tf.concat([y, tf.reduce_max(y, -1, keepdims=True)], -1)
    y = tf.reshape(tf.transpose(y, [0, 3, 1, 2]), [-1, 9, 256])
    return keras.Model(x, tf.reduce_sum(tf.nn.softmax(y, axis=1), -1)), 1


ALL = [flattened, branches, squeezed, preactivated, sequences, axes]


def save(make, folder):
    """Saves the network with weights that depend on nothing but their place,
    and returns how many Transposes it needs."""
    model, transposes = make()
    random = np.random.default_rng(1)
    for weight in model.weights:
        fan = max(1, int(np.prod(weight.shape[:-1])))
        value = (random.uniform(0.5, 1.5, weight.shape)
                 if "variance" in weight.name or "gamma" in weight.name
                 else random.normal(0, fan ** -0.5, weight.shape))
        weight.assign(value.astype("float32"))
    tf.saved_model.save(model, str(folder))
    return transposes
