# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""Damages a file: one bit of the byte at an offset is another."""

import pathlib
import sys

path = pathlib.Path(sys.argv[1])
data = bytearray(path.read_bytes())
data[int(sys.argv[2])] ^= 4
path.chmod(0o644)
path.write_bytes(data)
