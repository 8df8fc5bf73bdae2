# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Convolutions, pools and batch normalisation. NHWC: TensorFlow's CPU kernels
take no other layout."""

from casetable import case, f32, tensor

# name, image, filter, strides, padding, dilations
WINDOWS = [
    ("same", (2, 7, 8, 3), (3, 3), (1, 1), "SAME", (1, 1)),
    ("valid", (2, 7, 8, 3), (3, 3), (1, 1), "VALID", (1, 1)),
    ("stride2", (1, 9, 9, 4), (3, 3), (2, 2), "SAME", (1, 1)),
    ("stride2_even", (1, 8, 8, 4), (3, 3), (2, 2), "SAME", (1, 1)),
    ("stride2_valid", (1, 8, 9, 4), (3, 2), (2, 2), "VALID", (1, 1)),
    ("pointwise", (2, 5, 6, 8), (1, 1), (1, 1), "VALID", (1, 1)),
    ("pointwise_stride", (1, 6, 7, 4), (1, 1), (2, 2), "SAME", (1, 1)),
    ("dilated", (1, 11, 12, 2), (3, 3), (1, 1), "SAME", (2, 2)),
    ("dilated_valid", (1, 11, 12, 2), (3, 3), (1, 1), "VALID", (2, 3)),
    ("wide_filter", (1, 5, 30, 1), (3, 9), (1, 2), "SAME", (1, 1)),
    ("filter_is_image", (3, 4, 5, 2), (4, 5), (1, 1), "VALID", (1, 1)),
    ("one_row", (2, 1, 40, 4), (1, 5), (1, 1), "SAME", (1, 1)),
]


def with_batch(shape):
    return f32(*shape).dynamic(0)


for name, image, window, strides, padding, dilations in WINDOWS:
    attrs = {"strides": [1, *strides, 1], "padding": padding,
             "dilations": [1, *dilations, 1]}
    case("Conv2D", name, [f32(*image), f32(*window, image[3], 6)], attrs,
         rtol=1e-4, atol=1e-5)
    # The CPU kernel of the depthwise product: equal strides, no dilation.
    if strides[0] == strides[1] and dilations == (1, 1):
        case("DepthwiseConv2dNative", name,
             [f32(*image), f32(*window, image[3], 2)], attrs,
             rtol=1e-4, atol=1e-5)
    if dilations == (1, 1):
        pool = {"ksize": [1, *window, 1], "strides": [1, *strides, 1],
                "padding": padding}
        case("MaxPool", name, [f32(*image)], pool)
        case("AvgPool", name, [f32(*image)], pool)

EXPLICIT = {"strides": [1, 2, 1, 1], "padding": "EXPLICIT",
            "explicit_paddings": [0, 0, 1, 2, 0, 1, 0, 0]}
case("Conv2D", "explicit", [f32(2, 7, 8, 3), f32(3, 3, 3, 5)], EXPLICIT,
     rtol=1e-4, atol=1e-5)
case("DepthwiseConv2dNative", "explicit", [f32(2, 7, 8, 3), f32(3, 3, 3, 2)],
     {**EXPLICIT, "strides": [1, 2, 2, 1]}, rtol=1e-4, atol=1e-5)
case("Conv2D", "grouped", [f32(2, 7, 8, 4), f32(3, 3, 2, 6)],
     {"strides": [1, 1, 1, 1], "padding": "SAME"}, rtol=1e-4, atol=1e-5)
case("Conv2D", "larger", [f32(1, 24, 24, 16), f32(3, 3, 16, 32)],
     {"strides": [1, 1, 1, 1], "padding": "SAME"}, rtol=1e-4, atol=1e-4)
case("DepthwiseConv2dNative", "larger", [f32(1, 24, 24, 19), f32(3, 3, 19, 1)],
     {"strides": [1, 1, 1, 1], "padding": "SAME"}, rtol=1e-4, atol=1e-5)

UNIT = {"strides": [1, 1, 1, 1], "padding": "SAME"}
for op, last in (("Conv2D", 4), ("DepthwiseConv2dNative", 2)):
    for dtype in ("float64", "float16", "bfloat16"):
        case(op, inputs=[tensor(dtype, 2, 5, 6, 3),
                         tensor(dtype, 3, 3, 3, last)], attrs=UNIT,
             rtol=None if dtype == "float64" else 3e-2,
             atol=None if dtype == "float64" else 5e-2)
    case(op, "dynamic", [f32(3, 5, 6, 3).dynamic(0, 1, 2),
                         f32(3, 3, 3, last).const()], UNIT, rtol=1e-4,
         atol=1e-5)
    case(op, "no_images", [with_batch((0, 5, 6, 3)), f32(3, 3, 3, last)], UNIT)
    case(op, "channels_differ", [f32(1, 5, 6, 3).unranked(),
                                 f32(3, 3, 4, last)], UNIT, fails=True)
    # The answer has no rows; it is not an error.
    case(op, "image_too_small", [f32(1, 2, 2, 3).unranked(),
                                 f32(3, 3, 3, last)],
         {"strides": [1, 1, 1, 1], "padding": "VALID"})

POOL = {"ksize": [1, 2, 3, 1], "strides": [1, 2, 2, 1], "padding": "SAME"}
for op in ("MaxPool", "AvgPool"):
    for dtype in ("float64", "float16", "bfloat16"):
        case(op, inputs=[tensor(dtype, 2, 5, 6, 3)], attrs=POOL)
    case(op, "dynamic", [f32(3, 5, 6, 3).dynamic(0, 1, 2)], POOL)
    case(op, "no_images", [with_batch((0, 5, 6, 3))], POOL)
    case(op, "rank3", [f32(5, 6, 3).unranked()], POOL, fails=True)
    case(op, "not_a_number", [f32(1, 6, 17, 1).of("special")], POOL)
for dtype in ("int32", "int64", "int8", "uint8", "int16", "uint16"):
    case("MaxPool", inputs=[tensor(dtype, 2, 5, 6, 3)], attrs=POOL)
case("MaxPool", "depth", [f32(2, 3, 4, 8)],
     {"ksize": [1, 1, 1, 4], "strides": [1, 1, 1, 4], "padding": "VALID"})
case("MaxPool", "explicit", [f32(2, 7, 8, 3)],
     {"ksize": [1, 3, 3, 1], **EXPLICIT})

CHANNEL = [f32(6), f32(6), f32(6), f32(6).of("positive")]


def normalised(name, image, attrs, channel=None):
    # Outputs 3 to 5 are there for the gradient only.
    case("FusedBatchNormV3", name, [image, *(channel or CHANNEL)],
         {"is_training": False, **attrs}, outputs=(0, 1, 2))


for dtype in ("float32", "float16", "bfloat16"):
    normalised(dtype, tensor(dtype, 2, 4, 5, 6), {"epsilon": 1e-3})
normalised("epsilon", f32(2, 4, 5, 6), {"epsilon": 0.25})
normalised("dynamic", f32(3, 4, 5, 6).dynamic(0), {},
           [part.const() for part in CHANNEL])
normalised("no_images", with_batch((0, 4, 5, 6)), {})
# The older op takes float only.
for name, image in (("float32", f32(2, 4, 5, 6)),
                    ("dynamic", f32(3, 4, 5, 6).dynamic(0)),
                    ("no_images", with_batch((0, 4, 5, 6)))):
    case("FusedBatchNorm", name, [image, *CHANNEL],
         {"is_training": False, "epsilon": 1e-3}, outputs=(0, 1, 2))
