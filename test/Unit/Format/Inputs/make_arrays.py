# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Writes arrays.npz beside this file, by numpy itself.

NumpyTest.cpp knows the values.
"""

import io
import os
import zipfile

import numpy as np

FOLDER = os.path.dirname(os.path.abspath(__file__))
TYPES = ("?", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8",
         "c8", "c16")


def main():
    count = np.arange(6).reshape(2, 3)
    arrays = {}
    for name in TYPES:
        arrays["type/" + name] = count.astype(name)
        arrays["big/" + name] = count.astype(np.dtype(name).newbyteorder(">"))
    arrays["fortran"] = np.asfortranarray(np.arange(24, dtype="i4")
                                          .reshape(2, 3, 4))
    arrays["scalar"] = np.float32(1.5)
    arrays["empty"] = np.zeros((0, 4), "f4")
    arrays["bytes"] = np.array([[b"a", b"bcd"], [b"", b"\xff\x00z"]])
    arrays["text"] = np.array(["a", "\u00e9\u4e16\U0001f600", ""])
    arrays["text_big"] = arrays["text"].astype(">U4")
    arrays["text_fortran"] = np.asfortranarray(
        np.array([["a", "b"], ["c", "d"]]))
    # Written entry by entry: savez would put today's date into the file.
    with zipfile.ZipFile(os.path.join(FOLDER, "arrays.npz"), "w",
                         zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.asanyarray(array))
            archive.writestr(zipfile.ZipInfo(name + ".npy"), buffer.getvalue(),
                             zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main()
