# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""How fast checkpoints are written: TensorFlow's SaveV2 from memory, and our
checked copy of what it wrote. Prints MB/s as JSON, the best of --runs."""

import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def remove(prefix):
    for path in prefix.parent.glob(prefix.name + ".*"):
        path.unlink()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", type=pathlib.Path, required=True,
                        help="the program checkpoint-write")
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", help="where the files go")
    parser.add_argument("--memory", default="/dev/shm",
                        help="a file system in memory")
    arguments = parser.parse_args()
    import numpy as np
    import tensorflow as tf
    draw = np.random.default_rng(1)
    tensors = [tf.constant(draw.integers(0, 1 << 62, (16 << 20) // 8))
               for _ in range(arguments.megabytes // 16)]
    names = [f"layer_{i}/kernel" for i in range(len(tensors))]
    size = 16 * 1024 * 1024 * len(tensors)
    best = {}

    def note(what, seconds):
        best[what] = max(best.get(what, 0), size / seconds / 1e6)

    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder, \
            tempfile.TemporaryDirectory(dir=arguments.memory) as memory:
        for what, place in (("tensorflow_memory", memory),
                            ("tensorflow", folder)):
            for _ in range(arguments.runs):
                source = pathlib.Path(place) / "tensorflow"
                remove(source)
                start = time.perf_counter()
                tf.raw_ops.SaveV2(prefix=str(source), tensor_names=names,
                                  shape_and_slices=[""] * len(names),
                                  tensors=tensors)
                note(what, time.perf_counter() - start)
        remove(pathlib.Path(memory) / "tensorflow")
        for what, place in (("flushed", folder), ("memory", memory)):
            for _ in range(arguments.runs):
                copy = pathlib.Path(place) / "copy"
                remove(copy)
                figures = json.loads(subprocess.run(
                    [arguments.tool, source, copy], check=True,
                    stdout=subprocess.PIPE).stdout)
                note(what, figures["seconds"])
                note("crc", figures["crc_seconds"])
            remove(copy)
    print(json.dumps({what: round(speed) for what, speed in best.items()}))


if __name__ == "__main__":
    main()
