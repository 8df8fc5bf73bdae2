# Part of sm, the SavedModel toolchain, under the Apache License v2.0.
# SPDX-License-Identifier: Apache-2.0
"""TensorFlow's side of the comparison: loads a SavedModel, runs one signature
and prints {"median_ms", "p95_ms", "min_ms", "first_ms", "load_ms"} as JSON.
One process, as with sm bench; cold when it is started with --runs 1."""

import argparse
import json
import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np


def milliseconds(run):
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1e3


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dir", required=True)
    parser.add_argument("--input", required=True, help="key=file.npy")
    parser.add_argument("--signature_def", default="serving_default")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--runs", type=int, default=200)
    args = parser.parse_args()
    import tensorflow as tf
    v1 = tf.compat.v1
    key, _, path = args.input.partition("=")
    config = v1.ConfigProto(intra_op_parallelism_threads=args.threads,
                            inter_op_parallelism_threads=1)
    session = v1.Session(graph=tf.Graph(), config=config)

    def load():
        with session.graph.as_default():
            return v1.saved_model.load(session, ["serve"], args.dir)

    start = time.perf_counter()
    signature = load().signature_def[args.signature_def]
    load_ms = (time.perf_counter() - start) * 1e3
    call = session.make_callable(
        [info.name for info in signature.outputs.values()],
        [signature.inputs[key].name])
    value = np.load(path)
    first_ms = milliseconds(lambda: call(value))
    for _ in range(min(args.runs, 20)):
        call(value)
    times = sorted(milliseconds(lambda: call(value))
                   for _ in range(args.runs))
    print(json.dumps({
        "median_ms": times[len(times) // 2], "min_ms": times[0],
        "p95_ms": times[min(len(times) - 1, int(len(times) * 0.95))],
        "first_ms": first_ms, "load_ms": load_ms, "runs": args.runs,
        "threads": args.threads}))


if __name__ == "__main__":
    main()
